"""What held, and what had been published, as of a day: two clocks, each with more than two answers.

The first clock is that of the world as the facts tell it: their own dates, with everything that these leave open. The
second is that of the articles: when they were published. ``as_of`` asks both for every tie, account of an event, role
and statement; ``during`` asks for a stretch of days. Nothing is dropped: what has no date is answered so. Nothing is made
more exact than the text: a date that leaves room answers “possibly”. The rules stand in decision 28. This room knows no
pages; ``pages`` and ``exports`` call it, and ``assets/js/pages/as-of.js`` follows the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from kb.dates import Edtf, parse
from kb.knowledge import KnowledgeBase
from kb.model import ArticleId, EventFact, Fact, FactId, RoleFact, StatementFact, TieFact, When
from kb.vocabulary import TIE

Then = Literal["yes", "possibly", "no", "undated", "denied", "not-done"]
Published = Literal["yes", "possibly", "no", "undated"]
Timed: TypeAlias = TieFact | EventFact | StatementFact | RoleFact

Bound = date | None  # None is open: before every day as a first bound, after every day as a last

_OPEN: Final = (date.min.year, date.max.year)  # `XXXX-10-07` spans all years that a calendar has


@dataclass(frozen=True, slots=True)
class Span:
    """When a thing can have begun and ended: four days, each open where nothing bounds it.

    ``lasts``: it held from its beginning to its end. Otherwise it happened, and has happened from then on.
    ``firm``: the date is neither approximate nor uncertain, and the voice states the thing without a hedge.
    """

    begin_first: Bound
    begin_last: Bound
    end_first: Bound
    end_last: Bound
    lasts: bool
    firm: bool

    def can_meet(self, first: date, last: date) -> bool:
        """Whether it can have held or happened on one of the days from ``first`` to ``last``."""
        return (self.begin_first is None or self.begin_first <= last) and (self.end_last is None or self.end_last >= first)

    def must_meet(self, first: date, last: date) -> bool:
        """Whether it held or happened on one of these days whichever of its possible days are the right ones."""
        begun = _least(self.begin_last, self.end_last)  # it cannot begin after its end
        ended = _most(self.end_first, self.begin_first)  # nor end before its beginning
        return begun is not None and begun <= last and ended is not None and ended >= first

    def then(self, day: date) -> Literal["yes", "possibly", "no"]:
        """Whether it held on a day; of what happened, whether it had happened by then."""
        if self.lasts:
            possible, certain = self.can_meet(day, day), self.must_meet(day, day)
        else:
            possible = self.begin_first is None or self.begin_first <= day
            certain = self.begin_last is not None and self.begin_last <= day
        return "no" if not possible else "yes" if certain and self.firm else "possibly"


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers of both clocks for one fact."""

    fact: FactId
    then: Then
    published: Published


def as_of(kb: KnowledgeBase, day: date, published_by: date | None = None) -> tuple[Standing, ...]:
    """Every tie, account, role and statement as of a day; ``published_by`` None asks for all articles.

    A fact told as planned, wanted, expected or feared is ``not-done`` whatever its date. What is denied is ``denied``,
    from the first day that its date allows.
    """
    return tuple(Standing(fact.id, then(kb, fact, day), publication(kb, fact.article, published_by)) for fact in timed(kb))


def timed(kb: KnowledgeBase) -> tuple[Timed, ...]:
    """The facts that the clocks are asked for, in the order of the base."""
    return tuple(fact for fact in kb.facts.values() if isinstance(fact, TieFact | EventFact | StatementFact | RoleFact))


def then(kb: KnowledgeBase, fact: Timed, day: date) -> Then:
    """The answer of the first clock for one fact."""
    span = span_of(kb, fact)
    if fact.status != "actual":
        return "not-done"
    if fact.certainty == "denied":
        return "denied" if span is None or span.then(day) != "no" else "no"
    return "undated" if span is None else span.then(day)


def publication(kb: KnowledgeBase, article: ArticleId, by: date | None) -> Published:
    """Whether an article had been published by a day; ``undated`` where nothing says when it was."""
    if by is None:
        return "yes"
    when = kb.articles[article].article.published
    if when is None:
        return "undated"
    first, last = _bounds(when, when.date)
    if first is not None and first > by:
        return "no"
    hedged = when.date.approximate or when.date.uncertain
    return "yes" if last is not None and last <= by and not hedged else "possibly"


def publications(kb: KnowledgeBase) -> Mapping[ArticleId, tuple[Bound, Bound] | None]:
    """The first and last day on which each article can have been published; None where nothing says when."""
    heads = {one.id: one.article.published for one in kb.articles.values()}
    return {article: _bounds(when, when.date) if when else None for article, when in heads.items()}


def years(kb: KnowledgeBase) -> list[int]:
    """All years from the first to the last that a date of a fact, or of an article, names."""
    spans = [span for fact in timed(kb) if (span := span_of(kb, fact))]
    days = [day for one in spans for day in (one.begin_first, one.begin_last, one.end_first, one.end_last) if day]
    days += [day for one in publications(kb).values() if one for day in one if day]
    return list(range(min(days).year, max(days).year + 1)) if days else []


# --------------------------------------------------------------------------------------------------- spans


def span_of(kb: KnowledgeBase, fact: Timed) -> Span | None:
    """When a fact held or happened; None where it has no date of its own."""
    told = kb.articles[fact.article].article.published
    match fact:
        case TieFact() if TIE[fact.tie].lasting:
            return _lasting(fact, told)
        case TieFact():
            when = fact.since or fact.until
        case EventFact() | StatementFact():
            when = fact.when
        case _:
            when = None
    return _happening(fact, when, told) if when else None


def _happening(fact: Fact, when: When, told: When | None) -> Span:
    """What happened: at one time within its date or, where that is an interval, from its one side to its other."""
    start, end = _sides(when)
    first, last = _bounds(when, start)
    by = _bounds(told, told.date)[1] if told else None
    if fact.status == "actual" and by is not None and (first is None or first <= by):
        last = _least(last, by)  # told as done, so not after the article
    if end is start:
        return Span(first, last, first, last, lasts=False, firm=_firm(fact, when))
    return Span(first, last, *_ending(when, end, told), lasts=False, firm=_firm(fact, when))


def _lasting(fact: TieFact, told: When | None) -> Span | None:
    """What held: from its ``since`` to its ``until``, each with its room. Where nothing ends it, it may hold to this day."""
    if not fact.since and not fact.until:
        return None
    first, last, end_first, end_last = None, None, None, None
    if fact.since:
        start, end = _sides(fact.since)
        first, last = _bounds(fact.since, start)
        if end is not start:
            end_first, end_last = _ending(fact.since, end, told)
    if fact.until:
        end_first, end_last = _bounds(fact.until, fact.until.date)
    hedges = [when for when in (fact.since, fact.until) if when]
    return Span(first, last, end_first, end_last, lasts=True, firm=_firm(fact, *hedges))


def _sides(when: When) -> tuple[Edtf, Edtf | None]:
    """The sides of an interval; a date that is none is both of its sides. None is the open side of ``2011/..``.

    An interval that opens to the past keeps to one side: nothing says when it began.
    """
    left, found, right = when.date.text.partition("/")
    if not found or left in {"", ".."}:
        return when.date, when.date
    return parse(left), parse(right) if right not in {"", ".."} else None


def _ending(when: When, end: Edtf | None, told: When | None) -> tuple[Bound, Bound]:
    """When an interval ended. ``2011/..`` goes on: to the first day on which it can have been told. Of ``2011/`` no end is known."""
    if end is not None:
        return _bounds(when, end)
    if when.date.text.endswith("..") and told:
        return _bounds(told, told.date)[0], None
    return None, None


@lru_cache(maxsize=4096)
def _bounds(when: When, side: Edtf) -> tuple[Bound, Bound]:
    """The first and last possible day of a date, within the bounds that the text sets."""
    first = None if side.first is None or side.first.year in _OPEN else side.first
    last = None if side.last is None or side.last.year in _OPEN else side.last
    first = _most(first, when.earliest.first if when.earliest else None)
    return first, _least(last, when.latest.last if when.latest else None)


def _firm(fact: Fact, *dated: When) -> bool:
    return fact.certainty == "asserted" and not any(when.date.approximate or when.date.uncertain for when in dated)


def _least(*days: Bound) -> Bound:
    """The earliest of last days, open ones aside."""
    return min((day for day in days if day), default=None)


def _most(*days: Bound) -> Bound:
    """The latest of first days, open ones aside."""
    return max((day for day in days if day), default=None)
