"""What an expression of time is counted from, and what comes out: the values and the words that every rule shares."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.dates import parse
from kb.model import When
from kb.suggestions.expressions import MONTH_NUMBER, NUMBER_WORDS, Expression

_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an expression means. ``value`` is EDTF, empty where it stays as printed.

    ``basis`` is empty where the text prints the date in full. ``plain``: there is one reading, which the words and the article's date give.
    """

    value: str
    basis: str
    plain: bool
    why: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """From where expressions are counted: the article's date, and the day that the text last named."""

    published: When | None
    named: str = ""  # EDTF of the last date of the paragraph that was resolved
    named_words: str = ""

    @property
    def day(self) -> date | None:
        """The day of the article, where its date is one."""
        when = self.published
        return when.date.first if when and when.date.precision == "day" and when.date.first == when.date.last else None

    @property
    def year(self) -> int | None:
        """The year of the article, where its date lies in one."""
        when = self.published
        first, last = (when.date.first, when.date.last) if when else (None, None)
        return first.year if first and last and first.year == last.year else None

    @property
    def said(self) -> str:
        """The article's date in words: ``14 May 2020, a Thursday, the date of the article``."""
        if not self.published:
            return "the article has no date"
        inferred = ", which is inferred" if self.published.inferred else ""
        weekday = f", a {calendar.day_name[self.day.weekday()]}" if self.day else ""
        return f"{self.published.date.label}{weekday}, the date of the article{inferred}"


def printed(value: str, why: str = "the date is printed in full") -> Resolved:
    """A date that the text prints in full."""
    return Resolved(value, "", plain=True, why=why)


def unresolved(why: str) -> Resolved:
    """An expression that stays as printed, and why."""
    return Resolved("", "", plain=False, why=why)


def no_anchor(anchor: Anchor) -> Resolved:
    """An expression that is counted from the article’s day, where that is not known."""
    return unresolved(
        "it is counted from the article’s date, and " + ("the article has none" if not anchor.published else "that is no single day")
    )


def counted(value: str, how: str, anchor: Anchor, *, plain: bool = True) -> Resolved:
    """A date that is counted from the article’s; ``how`` begins its basis."""
    return Resolved(value, f"{how}, counted from {anchor.said}.", plain, "it is counted from the article’s date")


def month_of(one: Expression) -> int:
    """The month of an expression, from 1."""
    return MONTH_NUMBER[one.part("month").rstrip(".")]


def number_in(words: str) -> int:
    """The number that words begin with or are: ``14th``, ``two``."""
    found = _NUMBER.search(words)
    return int(found.group()) if found else NUMBER_WORDS[words.strip()]


def bounded(edge: str, value: str, basis: str = "") -> Resolved:
    """``since``, ``until`` and the like before a time."""
    if edge == "since":
        return Resolved(f"{value}/..", basis, plain=not basis, why="“since” begins a time whose end is open")
    if edge in {"until", "till"}:
        return Resolved(f"../{value}", basis, plain=not basis, why="“until” ends a time whose beginning is open")
    ordered = f"[..{value}]" if edge in {"before", "by"} else f"[{value}..]"
    said = f"“{edge}” is read as {'not later' if edge in {'before', 'by'} else 'not earlier'} than {parse(value).label}."
    return Resolved(ordered, f"{basis} {said}".strip(), plain=False, why=f"“{edge}” gives a bound")
