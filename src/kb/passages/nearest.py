"""Finds the words that resemble a quote most: a hint for an editor, never an answer.

Works on folded text. Likeness is the normalised Indel similarity of rapidfuzz, from 0 to 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from kb.passages.hay import Hay

LEAST: Final = 60  # below this likeness nothing is near
_SHORT: Final = 600  # characters up to which every pair of borders is compared
_MARGIN: Final = 24  # characters around a first guess in which its borders are looked for
_BORDERS: Final = 24
_GUESSES: Final = 4  # paragraphs that are looked at closely
_APART: Final = 10  # a first guess that is so much less like than another is not looked at closely
_FEW: Final = 4  # letters put in or left out: two slips of a pen
_CLOSE: Final = 2  # letters: places further apart in likeness are no rivals
_PARTS: Final = 4  # of an elided quote none of whose parts stands there as it is: of more, none is looked for

# Where words and signs begin and end: not inside white space, and not between two letters or digits.
_BEGINS: Final = re.compile(r"(?=\S)(?:(?<![^\W_])|(?![^\W_]))")
_ENDS: Final = re.compile(r"(?<=\S)(?:(?<![^\W_])|(?![^\W_]))")

Span = tuple[int, int]
Place = tuple[float, int, tuple[Span, ...]]  # likeness, paragraph, spans in it


def nearest(hay: Hay, parts: Sequence[str], worth: float = LEAST) -> tuple[Place, float] | None:
    """The place that resembles the parts of a quote most, and the likeness of the next best place elsewhere.

    Of places that a few letters make equal none is missed. Where more is changed, only the paragraphs that share most
    of the words are looked at. The next best is 0 where it is further away by ``_CLOSE`` letters or more, and where the
    best is less than ``worth``.
    """
    edits = _FEW
    while True:
        within = hay.within(parts, edits)
        best = _first(_found(hay, parts, hay.sharing(parts) if within is None else within))
        further = _edits(parts, best[0] if best else LEAST)
        if within is None or further <= edits:
            break
        edits = further
    if best is None:
        return None
    close = best[0] - 100 * _CLOSE / _length(parts, best)
    if best[0] < worth:
        return best, 0.0
    if within is not None and _edits(parts, close) > edits:
        within = hay.within(parts, _edits(parts, close))
    rival = _rival(hay, parts, best, hay.sharing(parts) if within is None else within)
    return best, rival if rival > close else 0.0


def _rival(hay: Hay, parts: Sequence[str], best: Place, indices: Iterable[int]) -> float:
    """The likeness of the best place in some paragraphs, that of the best aside."""
    likeness, index, spans = best
    if len(parts) > 1:
        others = _found(hay, parts, (at for at in indices if at != index), likeness - 100 * _CLOSE / _length(parts, best))
    else:
        ((start, end),) = spans
        blanked = hay.paragraphs[index][:start] + "\0" * (end - start) + hay.paragraphs[index][end:]
        rest = ((at, blanked if at == index else hay.paragraphs[at]) for at in indices)
        others = _places(rest, parts[0], likeness - _APART)
    return max((one[0] for one in others), default=0.0)


def _length(parts: Sequence[str], best: Place) -> int:
    """The letters of the parts and of the place together."""
    return sum(map(len, parts)) + sum(end - start for start, end in best[2])


def _edits(parts: Sequence[str], likeness: float) -> int:
    """How many letters may be put in or left out at most, if the likeness is to be that.

    Likeness is 1 - edits / (length of both), and what is found is at most so much longer as letters were put in. Each
    part by itself is at least ``LEAST`` alike.
    """
    alike = min(max(likeness, LEAST), 100) / 100
    return int(2 * sum(map(len, parts)) * (1 - alike) / (LEAST / 100 if len(parts) > 1 else alike) + 1e-6)


def _first(places: Iterable[Place]) -> Place | None:
    """The best of some places; of equal ones the first."""
    return max(places, default=None, key=lambda one: (one[0], -one[1]))


def _found(hay: Hay, parts: Sequence[str], indices: Iterable[int], least: float = LEAST) -> list[Place]:
    """The best place in each of the paragraphs that are worth a close look."""
    if len(parts) == 1:
        return _places(((index, hay.paragraphs[index]) for index in indices), parts[0])
    found: list[Place] = []
    for index in indices:
        chain = _chain(hay.paragraphs[index], parts, least)
        if chain:
            found.append((chain[0], index, chain[1]))
            least = max(least, chain[0])
    return found


def _places(paragraphs: Iterable[tuple[int, str]], wanted: str, least: float = LEAST) -> list[Place]:
    """The best place in each of the paragraphs that are worth a close look."""
    guesses: list[tuple[float, int, int, int, str]] = []
    for index, hay in paragraphs:
        guess = _guess(hay, wanted, max(LEAST, least))
        if guess:
            guesses.append((*guess, index, hay))
            least = max(least, guess[0] - _APART)
    guesses.sort(key=lambda one: (-one[0], one[3]))
    return [
        (score, index, ((start, end),))
        for _, first, last, index, hay in guesses[:_GUESSES]
        for score, start, end in [_closely(hay, wanted, first, last)]
    ]


def _guess(hay: str, wanted: str, least: float) -> tuple[float, int, int] | None:
    """A stretch of about the right length; words longer than the paragraph are held against the whole of it."""
    if len(hay) <= len(wanted):
        score = fuzz.ratio(wanted, hay, score_cutoff=least)
        return (score, 0, len(hay)) if score else None
    found = fuzz.partial_ratio_alignment(wanted, hay, score_cutoff=least)
    return (found.score, found.dest_start, found.dest_end) if found and found.dest_end > found.dest_start else None


def _closely(hay: str, wanted: str, start: int, end: int) -> tuple[float, int, int]:
    """The stretch near a guess, from border to border of words, that is most like the words."""
    margin = _MARGIN + len(wanted) // 8
    starts = _near(start, [one.start() for one in _BEGINS.finditer(hay, max(0, start - margin), min(len(hay), start + margin))])
    last = min(len(hay), end + margin)
    ends = _near(end, [one.start() for one in _ENDS.finditer(hay, max(1, end - margin), last + 1) if one.start() <= last])

    def best(pairs: Iterable[Span]) -> tuple[float, int, int]:
        """The pair most like the words; of equal ones that with the length most like theirs."""
        ordered = sorted((pair for pair in pairs if pair[0] < pair[1]), key=lambda pair: abs(pair[1] - pair[0] - len(wanted)))
        if not ordered:
            return 0.0, start, end
        _, likeness, chosen = process.extractOne(wanted, [hay[one:two] for one, two in ordered], scorer=fuzz.ratio)
        return likeness, *ordered[chosen]

    if len(wanted) <= _SHORT:
        return best((one, two) for one in starts for two in ends)
    _, start, _ = best((one, end) for one in starts)
    _, _, end = best((start, two) for two in ends)
    return best((one, end) for one in starts)


def _near(guess: int, borders: list[int]) -> list[int]:
    return sorted(borders, key=lambda at: abs(at - guess))[:_BORDERS] or [guess]


def _chain(hay: str, parts: Sequence[str], least: float) -> tuple[float, tuple[Span, ...]] | None:
    """The parts in their order: those that stand there as they are, and what is nearest to each other one between them.

    None where all together they are less alike than ``least``.
    """
    spans: list[Span | None] = []
    at = 0
    for part in parts:
        start = hay.find(part, at)
        spans.append((start, start + len(part)) if start >= 0 else None)
        at = start + len(part) if start >= 0 else at
    if not any(spans) and len(parts) > _PARTS:
        return None
    filled: list[Span] = []
    length = sum(map(len, parts))
    most, lost = (100 - least) * length + 1e-6, 0.0  # of likeness, letter by letter
    for index, (part, span) in enumerate(zip(parts, spans, strict=True)):
        score = 100.0
        if span is None:
            low = filled[-1][1] if filled else 0
            high = next((one[0] for one in spans[index:] if one), len(hay))
            places = _places([(0, hay[low:high])], part, 100 - (most - lost) / len(part) - _APART)
            if not places:
                return None
            score, _, ((start, end),) = places[0]
            span = (low + start, low + end)  # noqa: PLW2901 - the part has its place now
            lost += (100 - score) * len(part)
            if lost > most:
                return None
        filled.append(span)
    return 100 - lost / length, tuple(filled)
