"""Times that are counted: weekdays, weeks, months and years from the article’s date, and what points back to a date named before."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final

from kb.dates import SEASONS, Edtf, parse
from kb.suggestions.anchor import Anchor, Resolved, bounded, counted, no_anchor, number_in, unresolved
from kb.suggestions.expressions import NUMBER_WORDS, SEASON_NUMBER, WEEKDAY_NUMBER, Expression

_WEEK: Final = 7
_DECEMBER: Final = 12
_NUMBER: Final = re.compile(r"\d+")


def weekday(one: Expression, anchor: Anchor, *, ahead: bool) -> Resolved:
    """A day of the week, with what stands before it: ``on Tuesday``, ``next Friday``."""
    if anchor.day is None:
        return no_anchor(anchor)
    number, relative = WEEKDAY_NUMBER[one.part("weekday")], one.part("rel")
    name = calendar.day_name[number]
    back = (anchor.day.weekday() - number) % _WEEK
    if relative in {"next", "this coming"}:
        value = anchor.day + timedelta(days=_WEEK - back if back else _WEEK)
        return counted(value.isoformat(), f"The {name} after the article", anchor, plain=relative == "this coming")
    if ahead or relative == "for":  # “called a strike for Friday”
        value = anchor.day + timedelta(days=(_WEEK - back) % _WEEK)
        return counted(value.isoformat(), f"{'The sentence' if ahead else '“For”'} looks ahead: the next {name}", anchor, plain=False)
    if back == 0:
        said = f"The article itself is of a {name}; the {name} a week before is possible"
        value = anchor.day - timedelta(days=_WEEK if relative in {"last", "this past"} else 0)
        return counted(value.isoformat(), said, anchor, plain=False)
    value = anchor.day - timedelta(days=back)
    found = counted(
        value.isoformat(), f"The {name} before the article", anchor, plain=relative in {"on", "late", "early", "this past", "", "past"}
    )
    if relative in {"since", "until", "by", "before", "after"}:
        return bounded(relative, found.value, found.basis)
    return found


def near(one: Expression, anchor: Anchor) -> Resolved:
    """Days near the article’s: yesterday, last night, over the weekend."""
    if anchor.day is None:
        return no_anchor(anchor)
    word = one.part("word")
    if one.form == "over-weekend":
        sunday = anchor.day - timedelta(days=(anchor.day.weekday() + 1) % _WEEK or _WEEK)
        saturday = sunday - timedelta(days=1)
        return counted(f"[{saturday.isoformat()}..{sunday.isoformat()}]", "The weekend before the article", anchor, plain=False)
    days = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
    said = {0: "The day of the article", -1: "The day before the article", 1: "The day after the article"}
    how = said.get(days, "Two days from the article")
    if word == "last night":
        how += "; the night ends on the day of the article"
    loose = word == "today" and not one.part("time")  # today may be these days
    return counted((anchor.day + timedelta(days=days)).isoformat(), how, anchor, plain=not loose and word != "last night")


def _moved(day: date, months: int) -> tuple[int, int]:
    total = day.year * _DECEMBER + day.month - 1 + months
    return total // _DECEMBER, total % _DECEMBER + 1


def unit(one: Expression, anchor: Anchor) -> Resolved:
    """A week, month, year or decade beside the article’s: ``last week``, ``earlier this year``."""
    relative, unit, part = one.part("rel"), one.part("unit"), one.part("part")
    step = 1 if relative in {"next", "this coming"} else 0 if relative == "this" else -1
    whole = relative in {"the past", "past", "the previous"}
    if unit == "year" and anchor.year is not None:
        value = str(anchor.year + step)
        if part == "earlier" and step == 0 and anchor.day:
            return counted(
                f"[{anchor.year}-01-01..{anchor.day.isoformat()}]", "From the first day of the article’s year to its own", anchor
            )
        return counted(value, f"The {_said(step)} year", anchor, plain=not part and not whole)
    if unit == "decade" and anchor.year is not None:
        return counted(f"{anchor.year // 10 + step}X", f"The {_said(step)} decade", anchor, plain=False)
    if anchor.day is None or unit == "century":
        return no_anchor(anchor) if anchor.day is None else unresolved("a century is no date")
    if unit == "month":
        year, month = _moved(anchor.day, step)
        value = f"{year}-{month:02}"
        if part == "earlier" and step == 0:
            return counted(f"[{value}-01..{anchor.day.isoformat()}]", "From the first day of the article’s month to its own", anchor)
        return counted(value, f"The {_said(step)} month", anchor, plain=not part and not whole)
    monday = anchor.day - timedelta(days=anchor.day.weekday() - step * _WEEK)
    if unit == "weekend":
        saturday = monday + timedelta(days=5)
        return counted(
            f"[{saturday.isoformat()}..{(saturday + timedelta(days=1)).isoformat()}]", f"The {_said(step)} weekend", anchor, plain=False
        )
    last = anchor.day if part == "earlier" and step == 0 else monday + timedelta(days=_WEEK - 1)
    value = f"[{monday.isoformat()}..{last.isoformat()}]" if last > monday else monday.isoformat()
    return counted(
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


def span(one: Expression, anchor: Anchor) -> Resolved:
    """A time that ends with the article: ``the past two years``."""
    if anchor.day is None:
        return no_anchor(anchor)
    if one.part("vague") or not one.part("count"):
        return unresolved("it does not say how many")
    count, unit, end = number_in(one.part("count")), one.part("unit"), anchor.day
    if one.part("rel") in {"next", "coming"}:
        return unresolved("it is a time to come, whose end is not named")
    begin = _back(end, count, unit).rstrip("~")
    how = f"The {count} {unit} before the article"
    return counted(f"{begin}/{end.isoformat()}", how, anchor, plain=False)


def ago(one: Expression, anchor: Anchor) -> Resolved:
    """A number of days or years before the article, or before or after the date named last."""
    count, unit, side = one.part("count"), one.part("unit"), one.part("side")
    if not _NUMBER.search(count) and count not in NUMBER_WORDS:
        return unresolved("it does not say how many")
    number = number_in(count)
    approximate = bool(one.part("about"))
    if side == "ago":
        if anchor.day is None:
            if unit.startswith("year") and anchor.year is not None:
                return counted(f"{anchor.year - number}~", f"{number} {unit} before", anchor, plain=False)
            return no_anchor(anchor)
        value = _back(anchor.day, number, unit)
        value += "~" if approximate and not value.endswith("~") else ""
        exact = unit.startswith("day") and not approximate
        return counted(
            value, f"{'' if exact else 'About '}{number} {unit} before", anchor, plain=not approximate and not unit.startswith("hour")
        )
    if not anchor.named:
        return unresolved("it is counted from another time, which nothing before it in the paragraph names")
    named = parse(anchor.named)
    if named.first is None:
        return unresolved("it is counted from another time, which has no beginning")
    back = -number if side in {"later", "after", "afterwards", "afterward"} else number
    value = _from(named, back, unit)
    if not value:
        return unresolved("it is counted from another time, which is not as exact")
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


def anaphor(one: Expression, anchor: Anchor) -> Resolved:
    """What points back to the date named last: ``that day``, ``the following year``."""
    if not anchor.named:
        return unresolved("it points back to a time, which nothing before it in the paragraph names")
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
        return unresolved("it points back to a time that is not named as exactly")
    if wanted == "day":
        value = (named.first + timedelta(days=later)).isoformat()
    elif wanted == "month":
        year, month = _moved(named.first, later)
        value = f"{year}-{month:02}"
    else:
        value = str(named.first.year + later)
    said = f"Points back to “{anchor.named_words}”, {named.label}, the date named before it in the paragraph."
    return Resolved(value, said, plain=False, why="it points back to the date named before it")


def ordinal(one: Expression, anchor: Anchor) -> Resolved:
    """A day without its month: ``on the 14th``."""
    if anchor.day is None:
        return no_anchor(anchor)
    number = number_in(one.part("day"))
    year, month = (anchor.day.year, anchor.day.month) if number <= anchor.day.day else _moved(anchor.day, -1)
    return counted(date(year, month, number).isoformat(), "No month is printed; the last such day", anchor, plain=False)


def season(one: Expression, anchor: Anchor) -> Resolved:
    """A season with its year, or counted from the article’s date."""
    number = SEASON_NUMBER[one.part("season")]
    if one.part("year"):
        plain = not one.part("part") and number != max(SEASONS)  # a winter has two years
        basis = "" if plain else f"“{one.words}” is a part of it, or lies in two years."
        return Resolved(f"{one.part('year')}-{number}", basis, plain, "a season and its year are printed")
    if anchor.day is None:
        return no_anchor(anchor)
    ends = {21: 5, 22: 8, 23: 11, 24: 14}[number]
    year = anchor.day.year
    if "next" in one.part("rel") or "coming" in one.part("rel"):
        year += int(ends - 2 <= anchor.day.month)
    elif ends - 2 > anchor.day.month or (one.part("rel") == "last" and ends >= anchor.day.month):
        year -= 1
    return counted(f"{year}-{number}", f"The nearest {one.part('season')} that “{one.part('rel')}” allows", anchor, plain=False)


def years_today(one: Expression, anchor: Anchor) -> Resolved:
    """The day of the article in an earlier year: ``nine years ago today``."""
    if anchor.day is None:
        return no_anchor(anchor)
    years = number_in(one.part("count"))
    return counted(anchor.day.replace(year=anchor.day.year - years).isoformat(), f"{years} years before, to the day", anchor)
