"""Finds the words that resemble a quote most: a hint for an editor, never an answer.

Works on folded text. Likeness is the normalised Indel similarity of rapidfuzz, from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz

LEAST: Final = 60  # below this likeness nothing is near
_SHORT: Final = 600  # characters up to which every pair of borders is compared
_MARGIN: Final = 24  # characters around a first guess in which its borders are looked for
_BORDERS: Final = 24
_GUESSES: Final = 4  # paragraphs that are looked at closely
_APART: Final = 10  # a first guess that is so much less like than another is not looked at closely
_PARTS: Final = 4  # of an elided quote none of whose parts stands there as it is: of more, none is looked for

Span = tuple[int, int]
Place = tuple[float, int, tuple[Span, ...]]  # likeness, paragraph, spans in it


def nearest(paragraphs: Sequence[str], parts: Sequence[str]) -> tuple[Place, float] | None:
    """The place that resembles the parts of a quote most, and the likeness of the next best place elsewhere."""
    if len(parts) > 1:
        found = [(*chain, index) for index, hay in enumerate(paragraphs) if (chain := _chain(hay, parts))]
        ordered = sorted(found, key=lambda one: (-one[0], one[2]))
        if not ordered:
            return None
        score, spans, index = ordered[0]
        return (score, index, spans), ordered[1][0] if len(ordered) > 1 else 0.0
    wanted = parts[0]
    best = max(_places(enumerate(paragraphs), wanted), default=None, key=lambda one: (one[0], -one[1]))
    if best is None:
        return None
    _, index, ((start, end),) = best
    others = [(at, hay if at != index else hay[:start] + "\0" * (end - start) + hay[end:]) for at, hay in enumerate(paragraphs)]
    return best, max((one[0] for one in _places(others, wanted, best[0] - _APART)), default=0.0)


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
    starts = _near(start, [at for at in range(max(0, start - margin), min(len(hay), start + margin)) if _begins(hay, at)])
    ends = _near(end, [at for at in range(max(1, end - margin), min(len(hay), end + margin) + 1) if _ends(hay, at)])

    def best(pairs: Iterable[Span]) -> tuple[float, int, int]:
        scored = ((fuzz.ratio(wanted, hay[one:two]), one, two) for one, two in pairs if one < two)
        return max(scored, default=(0.0, start, end), key=lambda one: (one[0], -abs(one[2] - one[1] - len(wanted))))

    if len(wanted) <= _SHORT:
        return best((one, two) for one in starts for two in ends)
    _, start, _ = best((one, end) for one in starts)
    _, _, end = best((start, two) for two in ends)
    return best((one, end) for one in starts)


def _near(guess: int, borders: list[int]) -> list[int]:
    return sorted(borders, key=lambda at: abs(at - guess))[:_BORDERS] or [guess]


def _begins(hay: str, at: int) -> bool:
    return not hay[at].isspace() and (at == 0 or not (hay[at - 1].isalnum() and hay[at].isalnum()))


def _ends(hay: str, at: int) -> bool:
    return not hay[at - 1].isspace() and (at == len(hay) or not (hay[at - 1].isalnum() and hay[at].isalnum()))


def _chain(hay: str, parts: Sequence[str]) -> tuple[float, tuple[Span, ...]] | None:
    """The parts in their order: those that stand there as they are, and what is nearest to each other one between them."""
    spans: list[Span | None] = []
    at = 0
    for part in parts:
        start = hay.find(part, at)
        spans.append((start, start + len(part)) if start >= 0 else None)
        at = start + len(part) if start >= 0 else at
    if not any(spans) and len(parts) > _PARTS:
        return None
    filled: list[Span] = []
    total = 0.0
    for index, (part, span) in enumerate(zip(parts, spans, strict=True)):
        score = 100.0
        if span is None:
            low = filled[-1][1] if filled else 0
            high = next((one[0] for one in spans[index:] if one), len(hay))
            places = _places([(0, hay[low:high])], part)
            if not places:
                return None
            score, _, ((start, end),) = places[0]
            span = (low + start, low + end)  # noqa: PLW2901 - the part has its place now
        filled.append(span)
        total += score * len(part)
    return total / sum(map(len, parts)), tuple(filled)
