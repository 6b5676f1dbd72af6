"""Finds the place of a quote in an article: exactly, or with differences that change no word; never by resemblance.

The terms are those of the W3C Web Annotation Data Model: a TextQuoteSelector (exact, prefix, suffix) goes in, text
positions come out. A quote stands in one paragraph; ``…`` in it joins parts that stand there in that order. What
cannot be found, or is found more than once, is ``Lost`` with what an editor needs to mend it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final, Literal

from kb.passages.hay import Hay
from kb.passages.nearest import LEAST, nearest
from kb.passages.reading import Reading, fold, folded, folds_to_begin_with, folds_to_end_with

State = Literal["exact", "normalised"]
Loss = Literal["orphan", "ambiguous", "misplaced", "across", "empty"]
Span = tuple[int, int]

GAP: Final = "\n\n"  # between two paragraphs of an article's text
LIKE: Final = 80  # below this likeness, from 0 to 100, words are a hint and no repair
_ELISION: Final = "…"
_MOST: Final = 1000  # places in one paragraph that are looked at: beyond them a quote is ambiguous anyway


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote stands: one span of the article's text, or several where it is elided, all in ``paragraph``.

    Offsets count Unicode code points of ``Text.text``, end exclusive. ``paragraph`` is an index.
    """

    state: State
    spans: tuple[Span, ...]
    paragraph: int


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a quote has no place: ``orphan``, ``ambiguous``, ``misplaced``, ``across`` (two paragraphs) or ``empty``.

    It is misplaced where it stands, but not between its prefix and suffix. ``spans`` are the places where it stands, or
    the nearest words, if none; these are in ``near``. ``likeness`` is the similarity of those nearest words, from 0 to 100.
    """

    loss: Loss
    spans: tuple[Span, ...] = ()
    likeness: float = 0.0
    near: Near | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Near:
    """The place whose words resemble a quote most: its spans, their likeness from 0 to 100, and that of the next best place.

    ``rival`` is 0 where no other place is nearly as like, and where the likeness is too small for anything to be proposed.
    """

    spans: tuple[Span, ...]
    likeness: float
    rival: float


@dataclass(frozen=True)
class Text:
    """The text of an article: what a reader sees, paragraph after paragraph, with an empty line between two."""

    paragraphs: tuple[Reading, ...]

    def __reduce__(self) -> tuple[type[Text], tuple[tuple[Reading, ...]]]:
        """Kept and sent without what was worked out from it."""
        return Text, (self.paragraphs,)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset of each paragraph in ``text``."""
        offsets, at = [], 0
        for paragraph in self.paragraphs:
            offsets.append(at)
            at += len(paragraph.text) + len(GAP)
        return tuple(offsets)

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return GAP.join(paragraph.text for paragraph in self.paragraphs)

    @cached_property
    def hay(self) -> Hay:
        """Where exact words are looked for."""
        return Hay(tuple(paragraph.text for paragraph in self.paragraphs), GAP)

    @cached_property
    def folded(self) -> Hay:
        """Where folded words are looked for."""
        return Hay(tuple(paragraph.folded.text for paragraph in self.paragraphs))

    @cached_property
    def run_together(self) -> str:
        """The whole text folded, paragraph after paragraph with a space between them."""
        return fold(" ".join(reading.text for reading in self.paragraphs)).text

    def paragraph_at(self, offset: int) -> int:
        """The index of the paragraph that holds a character."""
        return bisect_right(self.starts, offset) - 1


def locate(text: Text, exact: str, prefix: str = "", suffix: str = "", *, look: bool = True) -> Located | Lost:
    """Find the one place of a quote, or say why there is none. Without ``look``, words near to it are not looked for."""
    parts = [part.strip() for part in exact.split(_ELISION)]
    if not folded(exact).strip(" …"):
        return Lost("empty")
    ways = [("exact", [exact]), ("normalised", [exact])] + ([] if parts == [exact] else [("exact", parts), ("normalised", parts)])
    for state, wanted in ways:
        found = list(_places(text, [part for part in wanted if part], prefix, suffix, fold_both=state == "normalised"))
        if len(found) == 1:
            index, spans = found[0]
            start = text.starts[index]
            return Located(state, tuple((start + one, start + two) for one, two in spans), index)  # type: ignore[arg-type]
        if found:
            whole = tuple((text.starts[index] + spans[0][0], text.starts[index] + spans[-1][1]) for index, spans in found)
            return Lost("ambiguous", whole)
    if prefix or suffix:
        bare = locate(text, exact, look=look)
        if isinstance(bare, Located):
            return Lost("misplaced", ((bare.spans[0][0], bare.spans[-1][1]),))
        return Lost("misplaced", bare.spans) if bare.loss == "ambiguous" else bare
    if _crosses(text, parts):
        return Lost("across")
    return _nearest(text, exact) if look else Lost("orphan")


def _places(text: Text, parts: Sequence[str], prefix: str, suffix: str, *, fold_both: bool) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """Each paragraph and chain of spans in which the parts stand in order, between prefix and suffix."""
    wanted = [folded(part) for part in parts] if fold_both else list(parts)
    before, after = folded(prefix).strip(), folded(suffix).strip()
    hay = text.folded if fold_both else text.hay
    for index in hay.holding(max(wanted, key=len)):
        reading, here = text.paragraphs[index], hay.paragraphs[index]
        if not all(part in here for part in wanted):
            continue
        for chain in islice(_chains(here, wanted), _MOST):
            spans = tuple(reading.folded.span(*span) for span in chain) if fold_both else chain
            if _stands_between(reading, spans, before, after):
                yield index, spans


def _chains(hay: str, parts: Sequence[str]) -> Iterator[tuple[Span, ...]]:
    """Every way in which the parts follow each other, the earliest first. Without recursion: a quote may have thousands of parts."""
    held: list[Span] = []  # the places of the first parts
    led: list[bool] = []  # whether each of them led to a chain
    start = 0
    while True:
        wanted = parts[len(held)]
        at = hay.find(wanted, start)
        if at >= 0 and len(held) + 1 == len(parts):
            yield (*held, (at, at + len(wanted)))
            led = [True] * len(led)
            start = at + 1
        elif at >= 0:
            held.append((at, at + len(wanted)))
            led.append(False)
            start = at + len(wanted)
        else:  # what does not follow here follows no later place either: without this, time grows with every part
            while held and not led[-1]:
                held.pop()
                led.pop()
            if not held:
                return
            start = held.pop()[0] + 1
            led.pop()


def _stands_between(reading: Reading, spans: tuple[Span, ...], before: str, after: str) -> bool:
    return folds_to_end_with(reading.text, spans[0][0], before) and folds_to_begin_with(reading.text, spans[-1][1], after)


def _crosses(text: Text, parts: Sequence[str]) -> bool:
    """Whether the words stand in the text once paragraphs are run together."""
    whole = text.run_together
    at = 0
    for part in parts:
        found = whole.find(folded(part), at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def near(text: Text, exact: str) -> Near | None:
    """The words that resemble a quote most, or None where nothing does: a hint for the editor, never an answer."""
    parts = [part for one in exact.split(_ELISION) if (part := folded(one).strip())]
    found = nearest(text.folded, parts, LIKE) if parts else None
    if not found or found[0][0] < LEAST:
        return None
    (likeness, index, spans), rival = found
    start = text.starts[index]
    here = [text.paragraphs[index].folded.span(*span) for span in spans]
    return Near(tuple((start + one, start + two) for one, two in here), likeness, rival)


def _nearest(text: Text, exact: str) -> Lost:
    found = near(text, exact)
    return Lost("orphan", ((found.spans[0][0], found.spans[-1][1]),), found.likeness, found) if found else Lost("orphan")
