"""One paragraph without the words that it withholds: the HTML, and where what is left of the text has gone.

The HTML is written anew from the pieces that were read, so that nothing of a withheld stretch (a word, an address, the title of a link)
can stay in it. Links of the article's own go with their addresses; emphasis stays where words of it are shown; marks of footnotes stay,
because they are numbers and the notes lead back to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from kb.passages import Paragraph, Reading, Span, words_of
from kb.passages import read as read_html


@dataclass(frozen=True, slots=True)
class Redacted:
    """A paragraph as it may be shown; ``moved`` gives each shown stretch of the old text and where it begins in the new one."""

    paragraph: Paragraph
    reading: Reading
    moved: tuple[tuple[Span, int], ...]
    withheld: int
    """The number of withheld words."""

    def place(self, span: Span) -> Span | None:
        """Where a span of the old text stands in the new one; None where a part of it is withheld."""
        for (start, end), new in self.moved:
            if start <= span[0] and span[1] <= end:
                return span[0] - start + new, span[1] - start + new
        return None


def gap(number: int) -> str:
    """What stands for withheld words: ``[34 words …]``."""
    return f"[{number} {'word' if number == 1 else 'words'} …]"


def redact(paragraph: Paragraph, reading: Reading, shown: Sequence[Span], places: Sequence[tuple[str, str]] = ()) -> Redacted:
    """A paragraph of which only ``shown`` may be seen; ``places`` are what stands for withheld passages, each with its hash."""
    writer = _Writer(reading, shown)
    html = writer.write()
    if places:
        listed = "\n".join(f'<li>{escape(words)} <span class="kb-hash">SHA-256 {digest}</span></li>' for words, digest in places)
        html = f'{html}\n<ul class="kb-places">\n{listed}\n</ul>'
    made = replace(paragraph, html=html)
    return Redacted(made, read_html(html), tuple(writer.moved), sum(number for *_, number in writer.gaps))


class _Writer:
    """Writes the pieces of one reading anew."""

    def __init__(self, reading: Reading, shown: Sequence[Span]) -> None:
        self.reading, self.shown = reading, shown
        self.gaps = list(_gaps(reading.text, shown))
        self.out: list[str] = []
        self.length = 0
        self.moved: list[tuple[Span, int]] = []

    def write(self) -> str:
        kept = self.kept()
        for index, piece in enumerate(self.reading.pieces):
            source = self.reading.html[piece.at : piece.end]
            if piece.kind == "text":
                self.text(piece.text_at, piece.text_at + len(piece.text))
            elif index in kept:
                self.out.append(source)
        return "".join(self.out)

    def kept(self) -> set[int]:
        """The pieces that are no text and stay, by their index."""
        kept: set[int] = set()
        open_: list[int] = []
        pieces = self.reading.pieces
        depth = 0
        for index, piece in enumerate(pieces):
            if piece.kind == "open":
                open_.append(index)
            elif piece.kind == "close":
                opened = open_.pop()
                holds = (pieces[opened].text_at, piece.text_at)
                block = not open_ or piece.tag == "p"
                if piece.tag != "a" and (block or any(start < holds[1] and holds[0] < end for start, end in self.shown)):
                    kept |= {opened, index}
            elif piece.kind == "skip":
                source = self.reading.html[piece.at : piece.end]
                depth += source.startswith("<sup")
                if depth or not any(start <= piece.text_at <= end for start, end, _ in self.gaps):
                    kept.add(index)
                depth -= source.startswith("</sup")
        return kept

    def text(self, start: int, end: int) -> None:
        """Write the text of a piece: what is shown, the gaps that begin in it, and the white space between the two."""
        at = start
        for first, last, number in self.gaps:
            if last <= at or first >= end:
                continue
            self.plain(at, max(at, first))
            if start <= first:
                words = gap(number)
                self.out.append(f'<span class="kb-gap">{words}</span>')
                self.length += len(words)
            at = min(end, last)
        self.plain(at, end)

    def plain(self, start: int, end: int) -> None:
        if start >= end:
            return
        self.out.append(escape(self.reading.text[start:end], quote=False))
        if self.moved and self.moved[-1][0][1] == start and self.moved[-1][1] + start - self.moved[-1][0][0] == self.length:
            (first, _), new = self.moved[-1]
            self.moved[-1] = ((first, end), new)
        else:
            self.moved.append(((start, end), self.length))
        self.length += end - start


def _gaps(text: str, shown: Sequence[Span]) -> list[tuple[int, int, int]]:
    """The withheld stretches, from first to last word, with the number of words in each."""
    found = []
    edges = [0, *(edge for span in shown for edge in span), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        words = words_of(text[start:end])
        if words:
            found.append((start + words[0][0], start + words[-1][1], len(words)))
    return found
