"""What day an expression of time means, counted from the article's own date, as EDTF with its reasoning in words.

Only what the words and the article's date give: what needs the sense of the passage is resolved as one reading and marked as not
plain, and what has no anchor stays as printed. Never asks what day it is now. ``gathering`` calls it.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kb.dates import MONTHS, SEASONS, Edtf, NotADate, parse
from kb.model import When
from kb.suggestions.expressions import MONTH_NUMBER, NUMBER_WORDS, SEASON_NUMBER, WEEKDAY_NUMBER, Expression

_WEEK: Final = 7
_DECEMBER: Final = 12
_NEAR: Final = 60  # days: a day of the year that lies so little ahead is as likely meant as the one nearly a year ago
_YEAR_DAYS: Final = 365
_CENTURY: Final = 100
_AHEAD: Final = re.compile(r"\b(?:will|shall|scheduled|upcoming|due|plans?|planned|next|coming|to be held)\b", re.IGNORECASE)
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
            return _printed(f"{one.part('year')}-{one.part('month')}-{one.part('day')}")
        case "day" | "day-american":
            return _day(one, anchor, ahead=ahead)
        case "days" | "days-american":
            return _days(one, anchor, ahead=ahead)
        case "month-year":
            return _printed(f"{one.part('year')}-{_month(one):02}")
        case "part-month" | "month" | "month-of-year":
            return _month_alone(one, anchor, ahead=ahead)
        case "season-year" | "season":
            return _season(one, anchor)
        case "year":
            return _printed(one.part("year"))
        case "edge-year" | "part-year":
            return _bounded_year(one)
        case "years" | "years-short":
            return _years(one)
        case "decade":
            value, plain = f"{one.part('decade')[:3]}X", not one.part("part")
            return Resolved(value, "" if plain else f"“{one.words}” is less than the whole decade.", plain, "the words name a decade")
        case "weekday":
            return _weekday(one, anchor, ahead=ahead)
        case "near" | "two-days" | "over-weekend":
            return _near(one, anchor)
        case "unit":
            return _unit(one, anchor)
        case "span" | "since-span":
            return _span(one, anchor)
        case "ago":
            return _ago(one, anchor)
        case "anaphor":
            return _anaphor(one, anchor)
        case "ordinal":
            return _ordinal(one, anchor)
    return _unresolved("it names no time that can be counted")


def _printed(value: str, why: str = "the date is printed in full") -> Resolved:
    return Resolved(value, "", plain=True, why=why)


def _unresolved(why: str) -> Resolved:
    return Resolved("", "", plain=False, why=why)


def _no_anchor(anchor: Anchor) -> Resolved:
    return _unresolved(
        "it is counted from the article’s date, and " + ("the article has none" if not anchor.published else "that is no single day")
    )


def _counted(value: str, how: str, anchor: Anchor, *, plain: bool = True) -> Resolved:
    return Resolved(value, f"{how}, counted from {anchor.said}.", plain, "it is counted from the article’s date")


def _month(one: Expression) -> int:
    return MONTH_NUMBER[one.part("month").rstrip(".")]


def _number(words: str) -> int:
    found = _NUMBER.search(words)
    return int(found.group()) if found else NUMBER_WORDS[words.strip()]


def _year_of(anchor: Anchor, month: int, day: int, *, ahead: bool) -> tuple[int, bool] | None:
    """The year that a day without one lies in, and whether that is plain: that of the last such day.

    Where the sentence looks ahead, the nearest of the two, and it is not plain.
    """
    if anchor.day is None:
        return (anchor.year, False) if anchor.year is not None else None
    here = date(anchor.day.year, month, min(day, calendar.monthrange(anchor.day.year, month)[1]))
    if here == anchor.day:
        return here.year, True
    past = here.year if here < anchor.day else here.year - 1
    coming = past + 1
    soon = (date(coming, month, min(day, calendar.monthrange(coming, month)[1])) - anchor.day).days
    if ahead:
        return (coming if soon < _YEAR_DAYS - soon else past), False
    return past, soon > _NEAR


def _day(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:
    month, day = _month(one), _number(one.part("day"))
    if one.part("year"):
        return _on_weekday(one, _printed(f"{one.part('year')}-{month:02}-{day:02}"))
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
    month, first, last = _month(one), _number(one.part("day")), _number(one.part("day2"))
    year, plain, basis = one.part("year"), True, ""
    if not year:
        found = _year_of(anchor, month, last, ahead=ahead)
        if found is None:
            return _unresolved("no year is printed, and the article has no date")
        year, plain = str(found[0]), found[1]
        basis = f"No year is printed; counted from {anchor.said}."
    one_day, other = f"{year}-{month:02}-{first:02}", f"{year}-{month:02}-{last:02}"
    if one.part("between") or re.search(r"\band\b", one.words, re.IGNORECASE):
        value = f"[{one_day}..{other}]" if one.part("between") else f"{{{one_day},{other}}}"
        return Resolved(value, basis, plain=False, why="two days of one month; the text says whether one, both or all between are meant")
    return Resolved(f"{one_day}/{other}", basis, plain, "from one day to another")


def _month_alone(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:
    month, part = _month(one), one.part("part")
    year = one.part("year")
    if year:
        value = f"{year}-{month:02}"
        return Resolved(
            value, f"“{one.words}” is less than the whole month." if part else "", not part, "a part of a month; EDTF names the whole"
        )
    if anchor.year is None:
        return _unresolved("no year is printed, and the article’s date does not give one")
    relative = one.part("rel")
    if one.form == "month-of-year":
        return _counted(
            f"{anchor.year + {'this': 0, 'last': -1, 'next': 1}[relative]}-{month:02}", f"{MONTHS[month]} of {relative} year", anchor
        )
    if anchor.day is None:
        return _counted(f"{anchor.year}-{month:02}", "The article’s year", anchor, plain=False)
    now = anchor.day.month
    forward = relative in {"next", "this coming"} or (ahead and relative not in {"last", "since"})
    if forward:
        value_year = anchor.year if month > now else anchor.year + 1
    else:
        value_year = anchor.year if month < now or (month == now and relative != "last") else anchor.year - 1
    plain = not part and not (ahead and relative not in {"next", "this coming"}) and month != now
    value = f"{value_year}-{month:02}"
    if relative in {"since", "until", "till", "by", "before", "after"}:
        return _edge(relative, value, f"No year is printed; counted from {anchor.said}.")
    how = f"The {'next' if forward else 'last'} {MONTHS[month]}" + (f"; “{one.words}” is less than the whole month" if part else "")
    return _counted(value, how, anchor, plain=plain and relative not in {"between", "from", "of"})


def _edge(edge: str, value: str, basis: str = "") -> Resolved:
    """``since``, ``until`` and the like before a time."""
    if edge == "since":
        return Resolved(f"{value}/..", basis, plain=not basis, why="“since” begins a time whose end is open")
    if edge in {"until", "till"}:
        return Resolved(f"../{value}", basis, plain=not basis, why="“until” ends a time whose beginning is open")
    ordered = f"[..{value}]" if edge in {"before", "by"} else f"[{value}..]"
    said = f"“{edge}” is read as {'not later' if edge in {'before', 'by'} else 'not earlier'} than {parse(value).label}."
    return Resolved(ordered, f"{basis} {said}".strip(), plain=False, why=f"“{edge}” gives a bound")


def _bounded_year(one: Expression) -> Resolved:
    year, part = one.part("year"), one.part("part")
    value = f"{year}-{_month(one):02}" if one.part("month") else year
    if part and not one.part("month"):
        months = {"early": (1, 4), "the beginning of": (1, 3), "beginning of": (1, 3), "mid": (5, 8), "the middle of": (5, 8)}
        first, last = months.get(part, (9, 12) if part == "late" else (10, 12))
        value = f"[{year}-{first:02}..{year}-{last:02}]"
        if not one.part("edge"):
            said = f"“{part}” is read as {MONTHS[first]} to {MONTHS[last]}."
            return Resolved(value, said, plain=False, why="a part of a year, which the words leave open")
        return Resolved(
            year, f"“{one.words}” is less than the whole year.", plain=False, why="a part of a year, which the words leave open"
        )
    return _edge(one.part("edge"), value) if one.part("edge") else _printed(value)


def _years(one: Expression) -> Resolved:
    first = one.part("year")
    last = one.part("year2") or first[:2] + one.part("short")
    if int(last) <= int(first):
        return _unresolved("the second year is not later than the first")
    if re.search(r"\band\b", one.words, re.IGNORECASE) and one.part("how") != "between":
        return Resolved(f"{{{first},{last}}}", "", plain=True, why="two years")
    basis = "“between” is read as the whole time from the one to the other." if one.part("how") == "between" else ""
    return Resolved(f"{first}/{last}", basis, plain=not basis, why="from one year to another")


def _season(one: Expression, anchor: Anchor) -> Resolved:
    number = SEASON_NUMBER[one.part("season")]
    if one.part("year"):
        plain = not one.part("part") and number != max(SEASONS)  # a winter has two years
        basis = "" if plain else f"“{one.words}” is a part of it, or lies in two years."
        return Resolved(f"{one.part('year')}-{number}", basis, plain, "a season and its year are printed")
    if anchor.day is None:
        return _no_anchor(anchor)
    ends = {21: 5, 22: 8, 23: 11, 24: 14}[number]
    year = anchor.day.year
    if "next" in one.part("rel") or "coming" in one.part("rel"):
        year += int(ends - 2 <= anchor.day.month)
    elif ends - 2 > anchor.day.month or (one.part("rel") == "last" and ends >= anchor.day.month):
        year -= 1
    return _counted(f"{year}-{number}", f"The nearest {one.part('season')} that “{one.part('rel')}” allows", anchor, plain=False)


def _weekday(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:
    if anchor.day is None:
        return _no_anchor(anchor)
    number, relative = WEEKDAY_NUMBER[one.part("weekday")], one.part("rel")
    name = calendar.day_name[number]
    back = (anchor.day.weekday() - number) % _WEEK
    if relative in {"next", "this coming"}:
        value = anchor.day + timedelta(days=_WEEK - back if back else _WEEK)
        return _counted(value.isoformat(), f"The {name} after the article", anchor, plain=relative == "this coming")
    if ahead:
        value = anchor.day + timedelta(days=(_WEEK - back) % _WEEK)
        return _counted(value.isoformat(), f"The sentence looks ahead: the next {name}", anchor, plain=False)
    if back == 0:
        said = f"The article itself is of a {name}; the {name} a week before is possible"
        value = anchor.day - timedelta(days=_WEEK if relative in {"last", "this past"} else 0)
        return _counted(value.isoformat(), said, anchor, plain=False)
    value = anchor.day - timedelta(days=back)
    found = _counted(
        value.isoformat(), f"The {name} before the article", anchor, plain=relative in {"on", "late", "early", "this past", "", "past"}
    )
    if relative in {"since", "until", "by", "before", "after"}:
        return _edge(relative, found.value, found.basis)
    return found


def _near(one: Expression, anchor: Anchor) -> Resolved:
    if anchor.day is None:
        return _no_anchor(anchor)
    word = one.part("word")
    if one.form == "over-weekend":
        sunday = anchor.day - timedelta(days=(anchor.day.weekday() + 1) % _WEEK or _WEEK)
        saturday = sunday - timedelta(days=1)
        return _counted(f"[{saturday.isoformat()}..{sunday.isoformat()}]", "The weekend before the article", anchor, plain=False)
    days = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
    said = {0: "The day of the article", -1: "The day before the article", 1: "The day after the article"}
    how = said.get(days, "Two days from the article")
    if word == "last night":
        how += "; the night ends on the day of the article"
    loose = word == "today" and not one.part("time")  # today may be these days
    return _counted((anchor.day + timedelta(days=days)).isoformat(), how, anchor, plain=not loose and word != "last night")


def _moved(day: date, months: int) -> tuple[int, int]:
    total = day.year * _DECEMBER + day.month - 1 + months
    return total // _DECEMBER, total % _DECEMBER + 1


def _unit(one: Expression, anchor: Anchor) -> Resolved:
    relative, unit, part = one.part("rel"), one.part("unit"), one.part("part")
    step = 1 if relative in {"next", "this coming"} else 0 if relative == "this" else -1
    whole = relative in {"the past", "past", "the previous"}
    if unit == "year" and anchor.year is not None:
        value = str(anchor.year + step)
        if part == "earlier" and step == 0 and anchor.day:
            return _counted(
                f"[{anchor.year}-01-01..{anchor.day.isoformat()}]", "From the first day of the article’s year to its own", anchor
            )
        return _counted(value, f"The {_said(step)} year", anchor, plain=not part and not whole)
    if unit == "decade" and anchor.year is not None:
        return _counted(f"{anchor.year // 10 + step}X", f"The {_said(step)} decade", anchor, plain=False)
    if anchor.day is None or unit == "century":
        return _no_anchor(anchor) if anchor.day is None else _unresolved("a century is no date")
    if unit == "month":
        year, month = _moved(anchor.day, step)
        value = f"{year}-{month:02}"
        if part == "earlier" and step == 0:
            return _counted(f"[{value}-01..{anchor.day.isoformat()}]", "From the first day of the article’s month to its own", anchor)
        return _counted(value, f"The {_said(step)} month", anchor, plain=not part and not whole)
    monday = anchor.day - timedelta(days=anchor.day.weekday() - step * _WEEK)
    if unit == "weekend":
        saturday = monday + timedelta(days=5)
        return _counted(
            f"[{saturday.isoformat()}..{(saturday + timedelta(days=1)).isoformat()}]", f"The {_said(step)} weekend", anchor, plain=False
        )
    last = anchor.day if part == "earlier" and step == 0 else monday + timedelta(days=_WEEK - 1)
    value = f"[{monday.isoformat()}..{last.isoformat()}]" if last > monday else monday.isoformat()
    return _counted(
        value, f"One day of the {_said(step)} week, Monday to Sunday", anchor, plain=not whole and not (part and part != "earlier")
    )


def _said(step: int) -> str:
    return {-1: "last", 0: "same", 1: "next"}[step]


def _back(day: date, count: int, unit: str) -> str:
    """The date so many units before a day, as exactly as the unit says: days as a day, months as a month."""
    if unit.startswith("hour"):
        return (day - timedelta(days=count // 24)).isoformat()
    if unit.startswith("day"):
        return (day - timedelta(days=count)).isoformat()
    if unit.startswith("week"):
        return f"{(day - timedelta(weeks=count)).isoformat()}~"
    if unit.startswith("month"):
        year, month = _moved(day, -count)
        return f"{year}-{month:02}~"
    years = count * (10 if unit.startswith("decade") else 1)
    return f"{day.year - years}~"


def _span(one: Expression, anchor: Anchor) -> Resolved:
    if anchor.day is None:
        return _no_anchor(anchor)
    if one.part("vague") or not one.part("count"):
        return _unresolved("it does not say how many")
    count, unit, end = _number(one.part("count")), one.part("unit"), anchor.day
    if one.part("rel") in {"next", "coming"}:
        return _unresolved("it is a time to come, whose end is not named")
    begin = _back(end, count, unit).rstrip("~")
    how = f"The {count} {unit} before the article"
    return _counted(f"{begin}/{end.isoformat()}", how, anchor, plain=False)


def _ago(one: Expression, anchor: Anchor) -> Resolved:
    count, unit, side = one.part("count"), one.part("unit"), one.part("side")
    if not _NUMBER.search(count) and count not in NUMBER_WORDS:
        return _unresolved("it does not say how many")
    number = _number(count)
    approximate = bool(one.part("about"))
    if side == "ago":
        if anchor.day is None:
            if unit.startswith("year") and anchor.year is not None:
                return _counted(f"{anchor.year - number}~", f"{number} {unit} before", anchor, plain=False)
            return _no_anchor(anchor)
        value = _back(anchor.day, number, unit)
        value += "~" if approximate and not value.endswith("~") else ""
        exact = unit.startswith("day") and not approximate
        return _counted(
            value, f"{'' if exact else 'About '}{number} {unit} before", anchor, plain=not approximate and not unit.startswith("hour")
        )
    if not anchor.named:
        return _unresolved("it is counted from another time, which nothing before it in the paragraph names")
    named = parse(anchor.named)
    if named.first is None:
        return _unresolved("it is counted from another time, which has no beginning")
    back = -number if side in {"later", "after", "afterwards", "afterward"} else number
    value = _from(named, back, unit)
    if not value:
        return _unresolved("it is counted from another time, which is not as exact")
    said = f"{number} {unit} {side}, counted from “{anchor.named_words}”, {named.label}, the date named before it in the paragraph."
    return Resolved(value, said, plain=False, why="it is counted from the date named before it")


def _from(named: Edtf, back: int, unit: str) -> str:
    if named.first is None or (unit.startswith(("hour", "day", "week")) and named.precision != "day"):
        return ""
    if unit.startswith(("year", "decade")) and named.precision in {"year", "month", "day"}:
        return str(named.first.year - back * (10 if unit.startswith("decade") else 1))
    if unit.startswith("month") and named.precision in {"month", "day"}:
        year, month = _moved(named.first, -back)
        return f"{year}-{month:02}"
    return _back(named.first, back, unit) if unit.startswith(("day", "week")) else ""


def _anaphor(one: Expression, anchor: Anchor) -> Resolved:
    if not anchor.named:
        return _unresolved("it points back to a time, which nothing before it in the paragraph names")
    named, word = parse(anchor.named), one.part("word")
    unit = word.split()[-1] if word.split()[-1] not in {"before", "after"} else word.split()[1]
    later = (
        1
        if "following" in word or "next" in word or word.endswith("after")
        else -1
        if "previous" in word or "preceding" in word or word.endswith("before")
        else 0
    )
    wanted = "year" if unit == "year" else "month" if unit == "month" else "day"
    if (
        named.first is None
        or (wanted == "day" and named.precision != "day")
        or (wanted == "month" and named.precision == "year")
        or unit == "week"
    ):
        return _unresolved("it points back to a time that is not named as exactly")
    if wanted == "day":
        value = (named.first + timedelta(days=later)).isoformat()
    elif wanted == "month":
        year, month = _moved(named.first, later)
        value = f"{year}-{month:02}"
    else:
        value = str(named.first.year + later)
    said = f"Points back to “{anchor.named_words}”, {named.label}, the date named before it in the paragraph."
    return Resolved(value, said, plain=False, why="it points back to the date named before it")


def _ordinal(one: Expression, anchor: Anchor) -> Resolved:
    if anchor.day is None:
        return _no_anchor(anchor)
    number = _number(one.part("day"))
    year, month = (anchor.day.year, anchor.day.month) if number <= anchor.day.day else _moved(anchor.day, -1)
    return _counted(date(year, month, number).isoformat(), "No month is printed; the last such day", anchor, plain=False)
