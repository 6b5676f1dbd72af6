"""Dates as the texts give them: EDTF (ISO 8601-2:2019, levels 0 to 2) with the days that they span.

``parse`` takes the words of an editor and gives a frozen ``Edtf`` that knows its earliest and latest possible day,
how exact it is and how to say itself in English. This room does not read files, does not resolve relative
expressions ("last week") and does not know what is being dated. Every room above may call it.

The grammar is the ``edtf`` library's; what is added here is a bound on the years, the refusal of intervals that
run backwards, and the words.
"""

from __future__ import annotations

import calendar
import functools
import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Final, Literal

Precision = Literal["day", "month", "season", "year", "span"]

MONTHS: Final = tuple(calendar.month_name)
_DECEMBER: Final = 12
SEASONS: Final = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_PLAIN: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
_BETWEEN: Final = re.compile(r"(?P<set>\[)?(?P<first>[\d-]{4,10}|\.\.(?=/))?(?P<mark>\.\.|/)(?P<last>[\d-]{4,10}|(?<=/)\.\.)?\]?", re.ASCII)
_ALPHABET: Final = re.compile(r"[0-9XYS/?~%.,\[\]{}-]{1,60}", re.ASCII)
_LOOSE: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", re.ASCII)
_NO_DATE: Final = re.compile(r"XXXX(-XX){0,2}[?~%]?")
_FORMS: Final = "write 2015, 2015-09, 2015-09-27, 2015~, 2011-23 (autumn) or 2015-09-26/2015-09-27"
_SHOWN: Final = 40
_LONGEST: Final = 60


class NotADate(ValueError):
    """The words are no EDTF date; ``str()`` says why, ``hint`` what to write instead."""

    def __init__(self, why: str, hint: str) -> None:
        """Keep the reason and the repair apart, as a finding shows them."""
        super().__init__(why)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date of EDTF: ``text`` as written, and the first and last day that it can mean.

    ``first`` or ``last`` is None where the expression is open on that side. ``one_of`` marks a set of which one
    day is meant (``[a..b]``), in contrast to an interval that lasts (``a/b``).
    """

    text: str
    first: date | None
    last: date | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False
    one_of: bool = False

    @property
    def label(self) -> str:
        """The date in English: ``26–27 September 2015``, ``about 2015``, ``autumn 2011``, ``after 4 March 2013``."""
        return _label(self.text)

    def sort_key(self) -> tuple[date, date]:
        """Order by the first possible day, then by the last; open sides sort outermost."""
        return (self.first or self.last or date.min, self.last or date.max)


@functools.lru_cache(maxsize=65536)
def parse(text: str) -> Edtf:
    """Read an EDTF expression (ISO 8601-2:2019 levels 0 to 2); raise ``NotADate`` for anything else."""
    plain = _PLAIN.fullmatch(text)
    if plain:  # nearly every date of a corpus: kept away from a parser that takes milliseconds
        return _plain(text, *plain.groups())
    if not text or len(text) > _LONGEST or not _ALPHABET.fullmatch(text):
        raise NotADate(f"“{text[:_SHOWN]}” is not a date in EDTF form", _FORMS)
    if re.search(r"[?~%][0-9X-]", text):
        raise NotADate(f"“{text}” doubts only a part of a date", "write ~, ? or % at the end of the whole date")
    if re.match(r"-|Y|.*(?<![0-9X-])0000", text):
        raise NotADate(f"“{text}” is outside the years 0001 to 9999", _FORMS)
    if loose := _LOOSE.fullmatch(text):
        padded = "-".join(part.zfill(2) for part in loose.groups())
        if _is_day(padded):
            raise NotADate(f"“{text}” is not a date in EDTF form", f"did you mean {padded}?")
    return plainly_between(text) or by_library(text)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _plain(text: str, year: str, month: str | None, day: str | None) -> Edtf:
    number = int(month) if month else 1
    if number in SEASONS and not day:
        return by_library(text)
    try:
        first = date(int(year), number, int(day or 1))
    except ValueError:
        what = "day" if day else "month" if month else "year"
        raise NotADate(f"“{text}” is a {what} that does not exist", _nearest_day(year, month, day)) from None
    if day:
        return Edtf(text, first, first, "day")
    if month:
        return Edtf(text, first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), "month")
    return Edtf(text, first, first.replace(month=12, day=31), "year")


def plainly_between(text: str) -> Edtf | None:
    """A set or interval of plain dates, read without the library; None for every other expression, and for those at fault."""
    found = _BETWEEN.fullmatch(text)
    if not found or (found["mark"] == "..") != (found["set"] == "[") or text.endswith("]") != (found["set"] == "["):
        return None
    ends = [_PLAIN.fullmatch(end) if end and end != ".." else None for end in (found["first"], found["last"])]
    said = [bool(end) and end != ".." for end in (found["first"], found["last"])]
    if said != [bool(end) for end in ends] or not any(said) or (found["mark"] == "/" and text.strip("/") != text):
        return None
    try:
        dates = [_plain(end.group(), *end.groups()) if end else None for end in ends]
    except NotADate:
        return None
    kinds = {one.precision for one in dates if one}
    if "season" in kinds or (found["set"] and len(kinds) > 1):  # the library reads no set of two precisions
        return None
    first, last = (dates[0].first if dates[0] else None), (dates[1].last if dates[1] else None)
    if first and last and first > last:
        return None
    return Edtf(text, first, last, "span", one_of=found["set"] == "[")


def _nearest_day(year: str, month: str | None, day: str | None) -> str:
    if month and day and 1 <= int(month) <= _DECEMBER and int(year) > 0 and int(day) > 0:
        last = calendar.monthrange(int(year), int(month))[1]
        return f"{MONTHS[int(month)]} {year} has {last} days: did you mean {year}-{month}-{last}?"
    return "months run from 01 to 12 (21 to 24 are the seasons), days from 01; years from 0001"


def by_library(text: str) -> Edtf:
    """An expression as the library reads it; raises ``NotADate`` for what is none, or says no date."""
    from edtf import parse_edtf  # noqa: PLC0415 - a sixth of a second to import, and most bases never need it

    try:
        with redirect_stdout(StringIO()):  # the library prints what it cannot read
            parsed = parse_edtf(text)
        first, last = _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except Exception as error:  # the library lets bare errors of many kinds through
        raise NotADate(f"“{text}” is not a date in EDTF form", _FORMS) from error
    if text.endswith("/"):  # an unknown end: the library would guess ten years
        last = None
    if text.startswith("/"):
        first = None
    if (
        first and last and type(parsed).__name__ == "Season" and first.month == _DECEMBER and first.year < date.max.year
    ):  # the winter that begins in that year
        last = date(first.year + 1, 3, 1) - timedelta(days=1)
    if first and last and first > last:
        raise NotADate(f"“{text}” ends before it begins", "write the earlier date first")
    if (not first and not last) or _NO_DATE.fullmatch(text):
        raise NotADate(f"“{text}” says no date at all", "leave the key out: what the text does not date stays undated")
    kind = type(parsed).__name__
    return Edtf(
        text,
        first,
        last,
        "season" if kind == "Season" else _precision(text),
        approximate="~" in text or "%" in text,
        uncertain="?" in text or "%" in text,
        one_of=kind == "OneOfASet",
    )


def _precision(text: str) -> Precision:
    bare = text.rstrip("?~%")
    if not re.fullmatch(r"[\dX-]+", bare):
        return "span"
    widths: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
    return "span" if "X" in bare else widths.get(len(bare), "span")


def _day(value: object) -> date | None:
    """The library gives a struct_time, or ±inf for an open side."""
    if isinstance(value, float):
        return None
    year, month, day = value[:3]  # type: ignore[index]
    return date(max(1, min(9999, year)), month, day)


# ------------------------------------------------------------------------------------------------ in words


@functools.lru_cache(maxsize=65536)
def _label(text: str) -> str:
    bare = text.rstrip("?~%")
    hedge = text[len(bare) :]
    if bare.startswith(("[", "{")):
        return _set_label(bare)
    if "/" in bare:
        left, right = text.split("/", 1)
        return _interval_label(left, right)
    said = _point_label(bare)
    if hedge in {"~", "%"}:
        said = f"about {said}"
    return f"{said} (uncertain)" if hedge in {"?", "%"} else said


def _point_label(bare: str) -> str:
    digits, month, day = (*bare.split("-"), "", "")[:3]
    year = "year not printed" if digits.startswith("X") else digits
    if re.fullmatch(r"\d\d\dX", digits):
        year = f"{digits[:3]}0s"
    elif re.fullmatch(r"\d\dXX", digits):
        year = f"{digits[:2]}00–{digits[:2]}99"
    if not month or month == "XX":
        return year if not day or day == "XX" else f"day {day}, {year}"
    named = SEASONS.get(int(month)) or (MONTHS[int(month)] if int(month) <= _DECEMBER else month)
    joined = f"{named} ({year})" if "not" in year else f"{named} {year}"
    return joined if not day or day == "XX" else f"{int(day)} {joined}"


def _interval_label(left: str, right: str) -> str:
    if left in {"", ".."}:
        return f"until {_label(right)}{'' if left else ', beginning not known'}"
    if right in {"", ".."}:
        return f"from {_label(left)}{'' if right else ', end not known'}"
    return _shared(left, right, "–", " – ")


def _set_label(bare: str) -> str:
    inner = bare[1:-1]
    if inner.startswith(".."):
        return f"{_label(inner[2:])} or earlier"
    if inner.endswith(".."):
        return f"{_label(inner[:-2])} or later"
    if ".." in inner and "," not in inner:
        left, right = inner.split("..", 1)
        return (
            f"between {_shared(left, right, ' and ', ' and ')}" if bare.startswith("[") else f"all of {_shared(left, right, '–', ' to ')}"
        )
    word = " or " if bare.startswith("[") else " and "
    return word.join(_label(part.strip()) if ".." not in part else _set_label(f"[{part.strip()}]") for part in inner.split(","))


def _shared(left: str, right: str, near: str, far: str) -> str:
    """Two dates with what they share said once: ``26–27 September 2015``, ``1 October – 3 November 2015``."""
    if len(left) == len(right) and _PLAIN.fullmatch(left) and _PLAIN.fullmatch(right):
        if len(left) == len("2015-09-27") and left[:7] == right[:7]:
            return f"{int(left[8:])}{near}{_label(right)}"
        if len(left) > len("2015") and left[:4] == right[:4]:
            return f"{_label(left).removesuffix(f' {left[:4]}')}{far}{_label(right)}"
    return f"{_label(left)}{far}{_label(right)}"
