"""The days that a date allows: whether two dates have one in common, and whether the one lies within the other.

A date is a few stretches of days, each with a pattern in which digits may be open (``XXXX1020``: 20 October of any year). Bounds that
the text sets cut the stretches. An interval counts as the stretch that it spans; of a set, each member is a stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.dates import Edtf, parse
from kb.model import When

_OPEN: Final = "X" * 8
_POINT: Final = re.compile(r"([0-9X]{4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Every day from ``first`` to ``last`` whose digits (year, month, day) fit the pattern."""

    first: date
    last: date
    pattern: str = _OPEN

    def cut(self, first: date, last: date) -> Stretch:
        """The part of it between two days; it may be empty."""
        return Stretch(max(self.first, first), min(self.last, last), self.pattern)

    def meets(self, other: Stretch) -> bool:
        """Whether one day is in both."""
        pattern = _merged(self.pattern, other.pattern)
        return pattern is not None and Stretch(max(self.first, other.first), min(self.last, other.last), pattern).holds_a_day()

    def within(self, other: Stretch) -> bool:
        """Whether each of its days is also in the other."""
        own = _merged(self.pattern, _shared_digits(self.first, self.last)) or self.pattern
        fits = all(asked in {"X", given} for given, asked in zip(own, other.pattern, strict=True))
        return fits and other.first <= self.first and self.last <= other.last

    def holds_a_day(self) -> bool:
        """Whether it has any day at all."""
        if self.first > self.last:
            return False
        return self.pattern == _OPEN or any(self.first <= day <= self.last for day in _days(self))


@dataclass(frozen=True, slots=True)
class Days:
    """All days that a date allows; ``rough`` where it is approximate or uncertain, so that days beside these are allowed too."""

    stretches: tuple[Stretch, ...]
    rough: bool = False

    @classmethod
    def of(cls, when: When) -> Days:
        """The days of a date within the bounds that the text sets."""
        earliest = (when.earliest.first if when.earliest else None) or date.min
        latest = (when.latest.last if when.latest else None) or date.max
        cut = (one.cut(earliest, latest) for one in _stretches(when.date))
        rough = any(one and (one.approximate or one.uncertain) for one in (when.date, when.earliest, when.latest))
        return cls(tuple(sorted({one for one in cut if one.first <= one.last})), rough)

    def meet(self, other: Days) -> bool:
        """Whether one day is allowed by both."""
        return any(one.meets(two) for one in self.stretches for two in other.stretches)

    def within(self, other: Days) -> bool:
        """Whether each stretch lies within one of the other’s."""
        return bool(self.stretches) and all(any(one.within(two) for two in other.stretches) for one in self.stretches)

    @property
    def word(self) -> str:
        """The same word for the same days, however they were written; in the order of time."""
        spans = "+".join(f"{one.first.isoformat()}..{one.last.isoformat()}:{one.pattern}" for one in self.stretches)
        return f"{spans}{'~' if self.rough else ''}"


def _stretches(edtf: Edtf) -> Iterator[Stretch]:
    if edtf.text[:1] in {"[", "{"}:
        for member in edtf.text[1:-1].split(","):
            left, dots, right = member.strip().partition("..")
            if dots:
                yield Stretch((parse(left).first if left else None) or date.min, (parse(right).last if right else None) or date.max)
            else:
                yield from _stretches(parse(left))
    else:
        yield Stretch(edtf.first or date.min, edtf.last or date.max, _pattern(edtf))


def _pattern(edtf: Edtf) -> str:
    """The digits of a date of which some are open; of any other its first and last day say all."""
    point = _POINT.fullmatch(edtf.text.rstrip("?~%"))
    if not point or "X" not in point.group() or edtf.precision == "season":
        return _OPEN
    return "".join(part or "XX" for part in point.groups())


def _merged(one: str, other: str) -> str | None:
    """The pattern that fits just what fits both; None where a digit of the one is another in the other."""
    if any(a != b and "X" not in {a, b} for a, b in zip(one, other, strict=True)):
        return None
    return "".join(b if a == "X" else a for a, b in zip(one, other, strict=True))


def _shared_digits(first: date, last: date) -> str:
    """The digits of year, month and day as far as all days from first to last have them."""
    if first.year != last.year:
        return _OPEN
    if first.month != last.month:
        return f"{first.year:04}XXXX"
    return f"{first.year:04}{first.month:02}{first.day:02}" if first == last else f"{first.year:04}{first.month:02}XX"


def _days(stretch: Stretch) -> Iterator[date]:
    """The days that fit the digits of a stretch, year by year; those of its first and last year may lie outside it."""
    year, month, day = stretch.pattern[:4], stretch.pattern[4:6], stretch.pattern[6:]
    months = [one for one in range(1, 13) if _fits(f"{one:02}", month)]
    days = [one for one in range(1, 32) if _fits(f"{one:02}", day)]
    for one in range(stretch.first.year, stretch.last.year + 1):
        if _fits(f"{one:04}", year):
            for of_year in months:
                for of_month in days:
                    try:
                        yield date(one, of_year, of_month)
                    except ValueError:  # the 30th of February, or the 29th of most
                        continue


def _fits(digits: str, pattern: str) -> bool:
    return all(asked in {"X", given} for given, asked in zip(digits, pattern, strict=True))
