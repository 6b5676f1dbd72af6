"""What day an expression of time means, counted from the article's own date, as EDTF with its reasoning in words.

Only what the words and the article's date give: what needs the sense of the passage is resolved as one reading and marked as not
plain, and what has no anchor stays as printed. Never asks what day it is now. ``gathering`` calls it.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

from kb.dates import MONTHS, NotADate, parse
from kb.suggestions.anchor import Anchor, Resolved, bounded, counted, month_of, number_in, printed, unresolved
from kb.suggestions.counting import ago, anaphor, near, ordinal, season, span, unit, weekday, years_today
from kb.suggestions.expressions import Expression

_NEAR: Final = 60  # days: a day of the year that lies so little ahead may be meant as well as the one nearly a year ago
_YEAR_DAYS: Final = 365
_CENTURY: Final = 100
_BOUNDS: Final = frozenset({"since", "until", "till", "by", "before", "after"})
_AHEAD: Final = re.compile(r"\b(?:will|shall|scheduled|upcoming|due|plans?|planned|next|coming|to be held)\b", re.IGNORECASE)


def resolve(one: Expression, anchor: Anchor, sentence: str) -> Resolved:
    """Resolve one expression; ``sentence`` is the sentence it stands in, which tells whether it looks ahead."""
    try:
        found = _resolve(one, anchor, ahead=bool(_AHEAD.search(sentence)))
        if found.value:
            parse(found.value)
    except (NotADate, ValueError, OverflowError):
        return Resolved("", "", plain=False, why=f"“{one.words}” is no day of the calendar")
    return found


def _resolve(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:  # noqa: C901, PLR0912 - a flat match over the forms of time
    match one.form:
        case "iso":
            return printed(f"{one.part('year')}-{one.part('month')}-{one.part('day')}")
        case "day" | "day-american":
            return _day(one, anchor, ahead=ahead)
        case "days" | "days-american":
            return _days(one, anchor, ahead=ahead)
        case "month-year":
            return printed(f"{one.part('year')}-{month_of(one):02}")
        case "part-month" | "month" | "month-of-year":
            return _month_alone(one, anchor, ahead=ahead)
        case "season-year" | "season":
            return season(one, anchor)
        case "year":
            return printed(one.part("year"))
        case "edge-year" | "part-year":
            return _bounded_year(one)
        case "years" | "years-short":
            return _years(one)
        case "decade":
            value, plain = f"{one.part('decade')[:3]}X", not one.part("part")
            return Resolved(value, "" if plain else f"“{one.words}” is less than the whole decade.", plain, "the words name a decade")
        case "weekday":
            return weekday(one, anchor, ahead=ahead)
        case "near" | "two-days" | "over-weekend":
            return near(one, anchor)
        case "unit":
            return unit(one, anchor)
        case "span" | "since-span":
            return span(one, anchor)
        case "years-today":
            return years_today(one, anchor)
        case "ago":
            return ago(one, anchor)
        case "anaphor":
            return anaphor(one, anchor)
        case "ordinal":
            return ordinal(one, anchor)
    return unresolved("it names no time that can be counted")


def _year_of(anchor: Anchor, month: int, day: int, *, ahead: bool) -> tuple[int, bool] | None:
    """The year that a day without one lies in, and whether that is plain: that of the last such day.

    Where the sentence looks ahead, or the next such day is near, the nearest of the two, and it is not plain.
    """
    if anchor.day is None:
        return (anchor.year, False) if anchor.year is not None else None
    here = date(anchor.day.year, month, min(day, calendar.monthrange(anchor.day.year, month)[1]))
    if here == anchor.day:
        return here.year, True
    past = here.year if here < anchor.day else here.year - 1
    coming = past + 1
    soon = (date(coming, month, min(day, calendar.monthrange(coming, month)[1])) - anchor.day).days
    if ahead or soon <= _NEAR:
        return (coming if soon < _YEAR_DAYS - soon else past), False
    return past, True


def _day(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:
    month, day = month_of(one), number_in(one.part("day"))
    if one.part("year"):
        return _on_weekday(one, printed(f"{one.part('year')}-{month:02}-{day:02}"))
    if short := one.part("short"):
        century = anchor.year // _CENTURY if anchor.year else None
        if century is None:
            return Resolved(
                f"XXXX-{month:02}-{day:02}",
                f"The year is printed as “{short}”, without its century.",
                plain=False,
                why="its century is not printed",
            )
        year = century * _CENTURY + int(short)
        year -= _CENTURY if anchor.year and year > anchor.year + 1 else 0
        return _on_weekday(
            one,
            Resolved(
                f"{year}-{month:02}-{day:02}",
                f"“{short}” is read as {year}, the article being of {anchor.year}.",
                plain=True,
                why="the day is printed, its year in two digits",
            ),
        )
    found = _year_of(anchor, month, day, ahead=ahead)
    if found is None:
        return Resolved(f"XXXX-{month:02}-{day:02}", f"No year is printed, and {anchor.said}.", plain=False, why="no year is printed")
    year, plain = found
    here = anchor.day
    said = (
        "the article’s year"
        if here is None
        else "the last such day"
        if (year, month, day) <= (here.year, here.month, here.day)
        else "the next such day"
    )
    basis = f"No year is printed; {said}, counted from {anchor.said}."
    return _on_weekday(
        one, Resolved(f"{year}-{month:02}-{day:02}", basis, plain, "a day without its year, counted from the article’s date")
    )


def _on_weekday(one: Expression, found: Resolved) -> Resolved:
    """The same, not plain where the text prints a weekday which that day does not have."""
    weekday = one.part("weekday")
    edtf = parse(found.value)
    if not weekday or edtf.first is None or edtf.precision != "day":
        return found
    real = calendar.day_name[edtf.first.weekday()]
    if real.lower() == weekday:
        return found
    said = f"{found.basis} The text prints {weekday.capitalize()}; {edtf.label} is a {real}.".strip()
    return Resolved(found.value, said, plain=False, why="the printed weekday is not that of the day")


def _days(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:
    month, first, last = month_of(one), number_in(one.part("day")), number_in(one.part("day2"))
    year, plain, basis = one.part("year"), True, ""
    if not year:
        found = _year_of(anchor, month, last, ahead=ahead)
        if found is None:
            return unresolved("no year is printed, and the article has no date")
        year, plain = str(found[0]), found[1]
        basis = f"No year is printed; counted from {anchor.said}."
    one_day, other = f"{year}-{month:02}-{first:02}", f"{year}-{month:02}-{last:02}"
    if one.part("between") or re.search(r"\band\b", one.words, re.IGNORECASE):
        value = f"[{one_day}..{other}]" if one.part("between") else f"{{{one_day},{other}}}"
        return Resolved(value, basis, plain=False, why="two days of one month; the text says whether one, both or all between are meant")
    return Resolved(f"{one_day}/{other}", basis, plain, "from one day to another")


def _month_alone(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:
    month, part = month_of(one), one.part("part")
    year = one.part("year")
    if year:
        value = f"{year}-{month:02}"
        return Resolved(
            value, f"“{one.words}” is less than the whole month." if part else "", not part, "a part of a month; EDTF names the whole"
        )
    if anchor.year is None:
        return unresolved("no year is printed, and the article’s date does not give one")
    relative = one.part("rel")
    if one.form == "month-of-year":
        return counted(
            f"{anchor.year + {'this': 0, 'last': -1, 'next': 1}[relative]}-{month:02}", f"{MONTHS[month]} of {relative} year", anchor
        )
    if anchor.day is None:
        value, how = f"{anchor.year}-{month:02}", f"No year is printed; the article’s year, counted from {anchor.said}."
        return bounded(relative, value, how) if relative in _BOUNDS else Resolved(value, how, plain=False, why="the year is not printed")
    now = anchor.day.month
    forward = relative in {"next", "this coming"} or (ahead and relative not in {"last", "since"})
    if forward:
        value_year = anchor.year if month > now else anchor.year + 1
    else:
        value_year = anchor.year if month < now or (month == now and relative != "last") else anchor.year - 1
    plain = not part and not (ahead and relative not in {"next", "this coming"}) and month != now
    value = f"{value_year}-{month:02}"
    if relative in _BOUNDS:
        return bounded(relative, value, f"No year is printed; counted from {anchor.said}.")
    how = f"The {'next' if forward else 'last'} {MONTHS[month]}" + (f"; “{one.words}” is less than the whole month" if part else "")
    return counted(value, how, anchor, plain=plain and relative not in {"between", "from", "of"})


def _bounded_year(one: Expression) -> Resolved:
    year, part = one.part("year"), one.part("part")
    value = f"{year}-{month_of(one):02}" if one.part("month") else year
    if part and not one.part("month"):
        months = {"early": (1, 4), "the beginning of": (1, 3), "beginning of": (1, 3), "mid": (5, 8), "the middle of": (5, 8)}
        first, last = months.get(part, (9, 12) if part == "late" else (10, 12))
        if not one.part("edge"):
            value = f"[{year}-{first:02}..{year}-{last:02}]"
            said = f"“{part}” is read as {MONTHS[first]} to {MONTHS[last]}."
            return Resolved(value, said, plain=False, why="a part of a year, which the words leave open")
        return bounded(one.part("edge"), year, f"“{one.words}” names a part of the year; the whole is meant here.")
    return bounded(one.part("edge"), value) if one.part("edge") else printed(value)


def _years(one: Expression) -> Resolved:
    first = one.part("year")
    last = one.part("year2") or first[:2] + one.part("short")
    if int(last) <= int(first):
        return unresolved("the second year is not later than the first")
    if re.search(r"\band\b", one.words, re.IGNORECASE) and one.part("how") != "between":
        return Resolved(f"{{{first},{last}}}", "", plain=True, why="two years")
    basis = "“between” is read as the whole time from the one to the other." if one.part("how") == "between" else ""
    return Resolved(f"{first}/{last}", basis, plain=not basis, why="from one year to another")
