"""Dates as a drawing along an axis of years, laid out when the page is made: what is dated of an actor, the accounts of an event.

What the text states to the day or month, or as a period with both ends, is solid; where the time only lies somewhere
within, the span is hatched; a side without a bound fades into an arrow. This room computes places and prints SVG through a template;
it adds no fact and dates nothing. The same content gives the same drawing. ``entity_page`` and ``event_page`` call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate, takewhile
from typing import Final

from kb.citations import when_words
from kb.model import EventFact, TieFact, When
from kb.pages.page import Phrase
from kb.pages.wording import Speech
from kb.vocabulary import LABEL, TIE

WIDE: Final = 640
NARROW: Final = 340
ACCOUNTS: Final = "accounts"  # the section of an event's page to which its drawing leads
FEWEST: Final = 2
_LABELLED: Final = 40  # more items than this are drawn without words, one thin lane each; their titles still say them
_EDGE: Final = 32.0  # room left and right of the axis, for arrows and for half of a year's number
_TAIL: Final = 24.0
_BAR: Final = 8.0
_LEAST: Final = 9.0  # the narrowest span: what is shorter is drawn as a mark of this width
_GAP: Final = 14.0
_SIZE: Final = 12.5  # of the letters
_LANE: Final = {True: 31.0, False: 13.0}
_HEAD: Final = 24.0
_BAND: Final = 24.0
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)
_TICK: Final = 40.0  # the least room for the number of a year
_MONTH: Final = 30.5  # days, for the choice of ticks
_QUARTERS: Final = ((4, "Apr"), (7, "Jul"), (10, "Oct"))


@dataclass(frozen=True, slots=True)
class Reach:
    """The days between which a date lies: ``first`` or ``last`` is None where nothing bounds it; ``stated`` where it needs no hatching."""

    first: date | None
    last: date | None
    stated: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What is drawn: the anchor of its line on the page, its label, everything that its title says, and its time.

    ``onward`` marks what lasts and has no end in the text.
    """

    anchor: str
    label: str
    says: str
    reach: Reach
    certainty: str = "asserted"
    status: str = "actual"
    onward: bool = False

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day that is drawn."""
        first, last = self.reach.first or self.reach.last, self.reach.last or self.reach.first
        if first is None or last is None:
            raise ValueError(self.anchor)
        return (first, last)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item with its place: the lane, the span ``x``..``end``, the label with its anchor, and all that it covers, ``left``..``right``."""

    item: Item
    lane: int
    x: float
    end: float
    text: str
    text_x: float
    text_anchor: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis; ``text`` may be empty."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An item as the template prints it: paths in units of the drawing."""

    anchor: str
    says: str
    classes: str
    outline: str
    tails: str
    strike: str
    text: str
    text_x: float
    text_y: float
    text_anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of a width; ``denied_y`` is where the band of what is denied begins, 0 if there is none."""

    name: str
    width: int
    height: float
    ticks: tuple[Tick, ...]
    shapes: tuple[Shape, ...]
    denied_y: float


@dataclass(frozen=True, slots=True)
class Figure:
    """The same items drawn for a desk and for a phone, the key to the signs in them, how many there are, and what it shows in words."""

    drawings: tuple[Drawing, ...]
    keys: tuple[tuple[str, str], ...]
    number: int
    says: str


def make(speech: Speech, events: Sequence[EventFact], ties: Sequence[TieFact]) -> Figure | None:
    """The figure for a page, which the template ``spans.html`` prints; None where fewer than two things are dated."""
    items = dated(speech, events, ties)
    if len(items) < FEWEST:
        return None
    says = f"{len(items)} dated events and ties along the years"
    return Figure((draw(items, WIDE, "wide"), draw(items, NARROW, "narrow")), _keys(items), len(items), says)


def of_accounts(speech: Speech, accounts: Sequence[EventFact]) -> Figure | None:
    """When each account of one event places it; None where there is nothing to see: no year, or one time that all state to the month."""
    items = []
    for account in accounts:
        if time := _time(account):
            reach, said, _ = time
            short = speech.kb.articles[account.article].article.short
            sure = [] if account.certainty == "asserted" else [LABEL[account.certainty]]
            label = " · ".join([f"{short}: {said}", *sure])
            items.append(Item(ACCOUNTS, label, label, reach, account.certainty, account.status))
    if not items or (all(one.reach.stated for one in items) and len({one.reach for one in items}) == 1):
        return None
    return Figure((draw(items, WIDE, "wide"), draw(items, NARROW, "narrow")), _keys(items), len(items), f"When {_told(len(items))} it")


def _told(times: int) -> str:
    return "the account places" if times == 1 else f"each of {times} accounts places"


def dated(speech: Speech, events: Iterable[EventFact], ties: Iterable[TieFact]) -> list[Item]:
    """What is dated. Accounts of one event that say the same time, as sure, are one item; a tie counts from ``since`` or ``until``."""
    found: dict[tuple[object, ...], Item] = {}
    dated_ones: list[EventFact | TieFact] = [*events, *ties]
    for fact in dated_ones:
        time = _time(fact)
        if time is None:
            continue
        reach, said, onward = time
        plain = _plain(speech.says(fact)[:2] if isinstance(fact, EventFact) else speech.says(fact))
        sure = [] if fact.certainty in {"asserted", "denied"} else [LABEL[fact.certainty]]
        label = " · ".join([plain, *sure])
        says = " · ".join([_plain(speech.says(fact)), said, LABEL[fact.certainty]])
        key = (fact.event if isinstance(fact, EventFact) else fact.id, reach, fact.certainty, fact.status)
        found.setdefault(key, Item(fact.id, label, says, reach, fact.certainty, fact.status, onward))
    return list(found.values())


def reach_of(when: When) -> Reach | None:
    """The days between which a date lies, with the bounds that the text sets; None where no year bounds it on either side."""
    first, last = _bounded(when.date.first), _bounded(when.date.last)
    if when.earliest and when.earliest.first:
        first = max(first or date.min, when.earliest.first)
    if when.latest and when.latest.last:
        last = min(last or date.max, when.latest.last)
    if not first and not last:
        return None
    hedged = when.inferred or when.date.approximate or when.date.uncertain or when.date.one_of
    month = bool(first and last and (first.year, first.month) == (last.year, last.month))
    lasts = "/" in when.date.text and all(len(side) >= len("2015-09") for side in when.date.text.split("/"))
    return Reach(first, last, stated=not hedged and bool(first and last) and (month or lasts))


def pack(items: Sequence[Item], width: float, first: int, last: int) -> list[Drawn]:
    """Places for items on an axis from the year ``first`` to the end of ``last``, in as few lanes as a first fit finds.

    Nothing in a lane touches its neighbour, and nothing leaves the drawing. What is denied has lanes of its own, below the others.
    The order of the items given does not matter.
    """
    placed: list[Drawn] = []
    lanes = 0
    words = len(items) <= _LABELLED
    for denied in (False, True):
        ends: list[float] = []
        for item in sorted((one for one in items if (one.certainty == "denied") is denied), key=_order):
            at = _place(item, width, first, last, words=words)
            lane = next((number for number, end in enumerate(ends) if end + _GAP <= at.left), len(ends))
            ends[lane : lane + 1] = [at.right]
            placed.append(_in_lane(at, lanes + lane))
        lanes += len(ends)
    return placed


def draw(items: Sequence[Item], width: int, name: str) -> Drawing:
    """Items as a drawing of a width, in units that are pixels at that width."""
    first, last = min(item.days[0].year for item in items), max(item.days[1].year for item in items)
    placed = pack(items, width, first, last)
    lane = _LANE[len(items) <= _LABELLED]
    told = max((one.lane + 1 for one in placed if one.item.certainty != "denied"), default=0)
    lanes = max(one.lane for one in placed) + 1
    band = _BAND if told < lanes else 0.0
    shapes = tuple(_shape(one, _HEAD + lane * one.lane + (band if one.lane >= told else 0.0), lane) for one in placed)
    return Drawing(
        name, width, round(_HEAD + lane * lanes + band + 4, 1), ticks(width, first, last), shapes, _HEAD + lane * told if band else 0.0
    )


def position(day: date, width: float, first: int, last: int) -> float:
    """Where a day lies on an axis from the first day of one year to the last of another: linear in days."""
    start, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1
    return _EDGE + (day.toordinal() - start) / (end - start) * (width - 2 * _EDGE)


def ticks(width: float, first: int, last: int) -> tuple[Tick, ...]:
    """The years, or every second, fifth, … where they would touch; quarters too where there is room for them."""
    a_year = (width - 2 * _EDGE) / (last - first + 1)
    step = next((one for one in _STEPS if one * a_year >= _TICK), _STEPS[-1])
    found = [
        Tick(round(position(date(year, 1, 1), width, first, last), 1), str(year))
        for year in range(first, last + 1)
        if year % step == 0 or step == 1
    ]
    if not found:
        found = [Tick(_EDGE, str(first))]
    if a_year / 4 >= _TICK:
        for year in range(first, last + 1):
            found += [Tick(round(position(date(year, month, 1), width, first, last), 1), text) for month, text in _QUARTERS]
    return tuple(sorted(found, key=lambda one: one.x))


def text_width(text: str) -> float:
    """At least the width of words in the typeface of the site, in units: a bound, for nothing here can measure letters."""
    return sum(map(_letter_width, text))


@cache
def _letter_width(one: str) -> float:
    return _SIZE * (0.86 if one in "mwMW@—%" else 0.3 if one in "iljtfrI.,:;'’‘|!()- " else 0.66 if one.isupper() else 0.54)


def _bounded(day: date | None) -> date | None:
    return day if day and date.min.year < day.year < date.max.year else None


def _time(fact: EventFact | TieFact) -> tuple[Reach, str, bool] | None:
    """The reach of a fact, how its date is said, and whether it goes on without an end; None where it has no date."""
    if isinstance(fact, EventFact):
        reach = reach_of(fact.when) if fact.when else None
        return (reach, when_words(fact.when), False) if reach and fact.when else None
    since, until = fact.since and reach_of(fact.since), fact.until and reach_of(fact.until)
    if since and until and fact.since and fact.until:
        return (
            Reach(since.first, until.last, since.stated and until.stated),
            f"{when_words(fact.since)} to {when_words(fact.until)}",
            False,
        )
    if since and fact.since:
        lasting = TIE[fact.tie].lasting
        return (since, f"{'since ' if lasting else ''}{when_words(fact.since)}", lasting)
    if until and fact.until:
        return (Reach(None, until.last, stated=False), f"until {when_words(fact.until)}", False)
    return None


def _plain(phrase: Phrase) -> str:
    return "".join(one if isinstance(one, str) else getattr(one, "text", "") for one in phrase)


def _order(item: Item) -> tuple[object, ...]:
    return (*item.days, item.label, item.anchor)


def _place(item: Item, width: float, first: int, last: int, *, words: bool) -> Drawn:
    begin, close = item.days
    x, end = position(begin, width, first, last), position(close, width, first, last)
    end += (width - 2 * _EDGE) / ((last - first + 1) * 365.25)  # to the end of its last day
    if end - x < _LEAST:
        middle = (x + end) / 2
        x, end = middle - _LEAST / 2, middle + _LEAST / 2
    left, right = x - (_TAIL if item.reach.first is None else 0), end + (_TAIL if item.reach.last is None or item.onward else 0)
    text = _cut(item.label, width) if words else ""
    long = text_width(text)
    if x + long <= width:
        at, anchor, covers = x, "start", (x, x + long)
    else:
        at = end if end >= long else width
        anchor, covers = "end", (at - long, at)
    rounded = [round(one, 1) for one in (x, end, at, min(left, covers[0]), max(right, covers[1]))]
    return Drawn(item, 0, rounded[0], rounded[1], text, rounded[2], anchor, max(0.0, rounded[3]), min(float(width), rounded[4]))


def _in_lane(one: Drawn, lane: int) -> Drawn:
    return Drawn(one.item, lane, one.x, one.end, one.text, one.text_x, one.text_anchor, one.left, one.right)


def _cut(text: str, width: float) -> str:
    """Words that are not wider than the drawing; the title of the item has them all."""
    if text_width(text) <= width:
        return text
    mark = text_width("…")
    fitting = sum(1 for _ in takewhile(lambda reached: reached + mark <= width, accumulate(map(text_width, text))))
    return f"{text[:fitting].rstrip()}…"


def _shape(one: Drawn, top: float, lane: float) -> Shape:
    item = one.item
    y = round(top + lane - _BAR - 5, 1)
    middle = y + _BAR / 2
    point = item.reach.stated and one.end - one.x <= _LEAST + 0.1 and item.status == "actual"
    if item.status != "actual":
        outline = (
            f"M{one.x:g} {y:g}H{one.end - 4:g}L{one.end:g} {middle:g}L{one.end - 4:g} {y + _BAR:g}H{one.x:g}"  # open at the left: not begun
        )
    elif point:
        centre = round((one.x + one.end) / 2, 1)
        outline = f"M{centre:g} {middle - 5.5:g}l5.5 5.5-5.5 5.5-5.5-5.5Z"
    else:
        outline = f"M{one.x:g} {y:g}H{one.end:g}V{y + _BAR:g}H{one.x:g}Z"
    tails = ""
    if item.reach.first is None:
        tails += _tail(one.x, middle, -1)
    if item.reach.last is None or item.onward:
        tails += _tail(one.end, middle, 1)
    fill = "plan" if item.status != "actual" else "stated" if item.reach.stated else "within"
    strike = f"M{one.x - 4:g} {middle:g}H{one.end + 4:g}" if item.certainty == "denied" else ""
    return Shape(
        item.anchor,
        item.says,
        f"kb-span--{fill} kb-span--{item.certainty}",
        outline,
        tails,
        strike,
        one.text,
        one.text_x,
        round(y - 5, 1),
        one.text_anchor,
    )


def _tail(x: float, y: float, way: int) -> str:
    """Dashes that grow shorter, and an arrow."""
    parts, at = [], 2.0
    for dash in (6, 4, 2):
        parts.append(f"M{x + way * at:g} {y:g}h{way * dash:g}")
        at += dash + 2.0
    tip = x + way * (_TAIL - 1)
    parts.append(f"M{tip - way * 4:g} {y - 3.5:g}L{tip:g} {y:g}L{tip - way * 4:g} {y + 3.5:g}")
    return "".join(parts)


def _keys(items: Sequence[Item]) -> tuple[tuple[str, str], ...]:
    """The key to the signs that the drawing uses, and to no others."""
    told = [item for item in items if item.status == "actual"]
    point = any(item.reach.stated for item in told)
    asked = (
        ("stated", "the time that the text states, to the month or the day", point),
        ("within", "somewhere within, or inferred", any(not item.reach.stated for item in told)),
        (
            "open",
            "no bound on this side in the text",
            any(item.onward or item.reach.first is None or item.reach.last is None for item in items),
        ),
        ("plan", "planned, wanted, expected or feared", len(told) < len(items)),
        ("alleged", "alleged or possible", any(item.certainty in {"alleged", "possible"} for item in items)),
        ("denied", "denied", any(item.certainty == "denied" for item in items)),
    )
    return tuple((sign, words) for sign, words, used in asked if used)
