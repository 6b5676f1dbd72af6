"""Wraps stretches of read text in elements, and changes nothing else in the HTML.

Three properties hold for any HTML and any marks (tested): the text that a reader sees stays the same; every mark
covers just its stretch and elements never cross; taking the marks out again gives the HTML back, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kb.passages.reading import Piece, Reading

_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "ul", "blockquote", "div"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Text from ``start`` to ``end`` to be wrapped: ``first`` opens its first segment, ``again`` each later one."""

    start: int
    end: int
    first: str
    again: str
    close: str


@dataclass(slots=True)
class _Wrap:
    """A mark while the HTML is written; ``begun`` once its first segment was opened."""

    mark: Mark
    begun: bool = False


def mark(reading: Reading, marks: Iterable[Mark]) -> str:
    """The HTML of ``reading`` with every mark set; of two marks that begin together the longer goes outside.

    A mark is cut into segments only where it crosses another mark or an element of the HTML.
    """
    writer = _Writer(reading, marks)
    for index, piece in enumerate(reading.pieces):
        writer.write(index, piece)
    return "".join(writer.out)


class _Writer:
    """Writes the pieces of one reading; ``stack`` holds what is open, None standing for an element of the HTML."""

    def __init__(self, reading: Reading, marks: Iterable[Mark]) -> None:
        self.html = reading.html
        inside = [_Wrap(one) for one in marks if 0 <= one.start < one.end <= len(reading.text)]
        self.waiting = sorted(inside, key=lambda wrap: (-wrap.mark.start, wrap.mark.end))
        self.cut: list[_Wrap] = []
        self.stack: list[_Wrap | None] = []
        self.out: list[str] = []
        self.ends = _element_ends(reading.pieces)

    def write(self, index: int, piece: Piece) -> None:
        source = self.html[piece.at : piece.end]
        match piece.kind:
            case "text":
                self.write_text(source, piece)
            case "open":
                end = self.ends.get(index, piece.text_at)
                self.close_marks(piece.text_at, before=end)  # what ends inside the element is cut at its edge
                if end > piece.text_at and piece.tag not in _BLOCKS:  # what surrounds it opens before it, so that it need not be cut
                    self.open_marks(piece.text_at, reaching=end)
                self.out.append(source)
                self.stack.append(None)
            case "close":
                self.close_element(piece.text_at)
                self.out.append(source)
                self.close_marks(piece.text_at)
            case _:  # passed over
                self.out.append(source)

    def write_text(self, source: str, piece: Piece) -> None:
        """Write a stretch of text, cut wherever a mark begins or ends; a character reference is never cut."""
        position, end = piece.text_at, piece.text_at + len(piece.text)
        whole = len(source) != len(piece.text)
        while position < end:
            self.open_marks(position)
            begins = self.waiting[-1].mark.start if self.waiting else end
            ends = min((wrap.mark.end for wrap in self.stack if wrap), default=end)
            until = end if whole else min(end, begins, ends)
            self.out.append(source if whole else source[position - piece.text_at : until - piece.text_at])
            position = until
            self.close_marks(position)

    def open_marks(self, position: int, reaching: int = 0) -> None:
        """Open what begins by ``position`` or was cut, the longest first; only those that reach ``reaching``."""
        ready, self.cut = self.cut, []
        while self.waiting and self.waiting[-1].mark.start <= position:
            ready.append(self.waiting.pop())
        for wrap in sorted(ready, key=lambda one: -one.mark.end):
            if wrap.mark.end < reaching:
                self.cut.append(wrap)
                continue
            self.out.append(wrap.mark.again if wrap.begun else wrap.mark.first)
            wrap.begun = True
            self.stack.append(wrap)

    def close_marks(self, position: int, before: int | None = None) -> None:
        """Close the marks that end by ``position`` (or before ``before``), with those opened inside them.

        What is closed but goes on is opened again before the next text.
        """
        limit = position if before is None else before - 1
        depth = len(self.stack)
        lowest = depth
        while depth and (wrap := self.stack[depth - 1]) is not None:
            depth -= 1
            if wrap.mark.end <= limit:
                lowest = depth
        self.close_down_to(lowest, position)

    def close_element(self, position: int) -> None:
        """Close the marks opened inside the innermost element, and forget the element."""
        depth = len(self.stack)
        while depth and self.stack[depth - 1] is not None:
            depth -= 1
        self.close_down_to(depth, position)
        if self.stack:
            self.stack.pop()

    def close_down_to(self, depth: int, position: int) -> None:
        for wrap in filter(None, reversed(self.stack[depth:])):
            self.out.append(wrap.mark.close)
            if wrap.mark.end > position:
                self.cut.append(wrap)
        del self.stack[depth:]


def _element_ends(pieces: Iterable[Piece]) -> dict[int, int]:
    """For each opening tag, by the index of its piece, the text offset at which its element ends."""
    ends: dict[int, int] = {}
    open_: list[tuple[int, str]] = []
    for index, piece in enumerate(pieces):
        if piece.kind == "open":
            open_.append((index, piece.tag))
        elif piece.kind == "close" and open_ and open_[-1][1] == piece.tag:
            ends[open_.pop()[0]] = piece.text_at
    return ends
