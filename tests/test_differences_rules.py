"""The rules by which the build finds differences: the days of dates, the times of ties, no order of the facts, each pair of ties."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dates import parse as parse_date
from kb.differences import EXCLUSIONS, Days, Difference, Exclusion, find
from kb.differences.ties import exclusion, span_of
from kb.knowledge import Event, KnowledgeBase
from kb.model import (
    ArticleId,
    DateFact,
    Entity,
    EntityId,
    EventFact,
    EventId,
    Fact,
    FactId,
    FigureFact,
    StatementFact,
    TieFact,
    Voice,
    When,
    content_id,
)
from kb.source import Place
from kb.vocabulary import CERTAINTIES, ROLES, STATUSES, TIE, TIES

# ----------------------------------------------------------------------------------------------- the days

WINDOW = [date(2008, 1, 1) + timedelta(days=number) for number in range(366 * 9)]
Allowed = Callable[[date], bool]


def months(first: date, last: date) -> Allowed:
    return lambda day: first <= day <= last


def last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, Allowed]:
    """An EDTF date, and which days it allows, said without the code that is tried."""
    year, month, day = draw(st.integers(2010, 2013)), draw(st.integers(1, 12)), draw(st.integers(1, 28))
    later = date(year, month, day) + timedelta(days=draw(st.integers(0, 500)))
    one = date(year, month, day)
    points: dict[str, tuple[str, Allowed]] = {
        "day": (f"{one}", lambda it: it == one),
        "month": (f"{year}-{month:02}", months(date(year, month, 1), last_of(year, month))),
        "year": (f"{year}", lambda it: it.year == year),
        "autumn": (f"{year}-23", months(date(year, 9, 1), date(year, 11, 30))),
        "interval": (f"{one}/{later}", months(one, later)),
        "from": (f"{one}/..", lambda it: it >= one),
        "not later": (f"[..{one}]", lambda it: it <= one),
        "between": (f"[{one}..{later}]", months(one, later)),
        "one of two": (f"[{one},{later}]", lambda it: it in {one, later}),
        "no year": (f"XXXX-{month:02}-{day:02}", lambda it: (it.month, it.day) == (month, day)),
        "no day": (f"XXXX-{month:02}-XX", lambda it: it.month == month),
        "decade": ("201X", lambda it: 2010 <= it.year <= 2019),
        "day of a year": (f"{year}-XX-{day:02}", lambda it: (it.year, it.day) == (year, day)),
    }
    return draw(st.sampled_from(sorted(points.items())))[1]


@st.composite
def whens(draw: st.DrawFn) -> tuple[When, Allowed]:
    """A date within bounds, and which days it allows."""
    text, allowed = draw(texts())
    first = date(2010, 1, 1) + timedelta(days=draw(st.integers(0, 1500)))
    earliest, latest = draw(st.sampled_from([(None, None), (first, None), (None, first), (first, first + timedelta(days=300))]))
    when = When(
        parse_date(text), earliest=parse_date(str(earliest)) if earliest else None, latest=parse_date(str(latest)) if latest else None
    )
    return when, lambda day: allowed(day) and (not earliest or day >= earliest) and (not latest or day <= latest)


@given(whens(), whens())
def test_dates_meet_just_where_they_share_a_day(one: tuple[When, Allowed], other: tuple[When, Allowed]) -> None:
    shared = any(one[1](day) and other[1](day) for day in WINDOW)
    assert Days.of(one[0]).meet(Days.of(other[0])) == shared == Days.of(other[0]).meet(Days.of(one[0]))


@given(whens(), whens())
def test_what_lies_within_a_date_allows_no_other_day(one: tuple[When, Allowed], other: tuple[When, Allowed]) -> None:
    if Days.of(one[0]).within(Days.of(other[0])):
        assert all(other[1](day) for day in WINDOW if one[1](day))


@pytest.mark.parametrize(
    ("day", "meets"), [("2021-03", True), ("2021", True), ("2022-03", False), ("2022-01/2030-12", False), ("2022/2031-03", True)]
)
def test_a_year_with_an_open_digit_inside_is_one_of_ten(day: str, meets: bool) -> None:  # noqa: FBT001 - a case
    one, other = when("20X1-03"), when(day)
    assert one
    assert other
    assert Days.of(one).meet(Days.of(other)) is meets
    assert Days.of(other).meet(Days.of(one)) is meets


def plain(edtf: When | None) -> tuple[date, date]:
    assert edtf
    assert edtf.date.first
    assert edtf.date.last
    return edtf.date.first, edtf.date.last


@given(st.lists(st.none() | st.builds(lambda month: When(parse_date(f"2011-{month:02}")), st.integers(1, 12)), min_size=4, max_size=4))
def test_times_of_ties_overlap_just_where_one_day_can_be_in_both(times: list[When | None]) -> None:
    """Counted by days: from the first day of ``since``, to the last of ``until``; open sides go to the end of the window."""
    one, other = (
        TieFact(**basics("a"), subject=EntityId("a"), tie="supports", object=EntityId("b"), since=since, until=until)
        for since, until in (times[:2], times[2:])
    )

    def days(it: TieFact) -> set[date]:
        first = plain(it.since)[0] if it.since else WINDOW[0]
        last = plain(it.until)[1] if it.until else WINDOW[-1]
        return {day for day in WINDOW if first <= day <= last}

    backwards = any(it.since and it.until and plain(it.since)[0] > plain(it.until)[1] for it in (one, other))
    if not backwards:  # `kb check` refuses those
        assert span_of(one).overlaps(span_of(other)) == bool(days(one) & days(other)) == span_of(other).overlaps(span_of(one))


# ------------------------------------------------------------------------------ any facts, in any order

ACTORS = [EntityId(name) for name in ("anna", "guild", "league")]
AUTHOR = Voice()
ENTITY = {one: Entity(id=one, place=Place(""), name=one, kind="group", names=()) for one in ACTORS}
voices = st.sampled_from([Voice(), Voice("speaker", "anna"), Voice("anonymous", "officials")])
dates = st.sampled_from([None, "2012", "2012-03", "2012-04", "2013~", "XXXX-04-01"])
certainties = st.sampled_from([term.id for term in CERTAINTIES])
statuses = st.sampled_from([term.id for term in STATUSES][:3])


def basics(article: str, voice: Voice = AUTHOR, certainty: str = "asserted", status: str = "actual", word: str = "") -> dict[str, Any]:
    ids = content_id("f", article, voice.kind, voice.who, certainty, status, word)
    return {
        "id": FactId(ids),
        "article": ArticleId(article),
        "place": Place(""),
        "quotes": (),
        "voice": voice,
        "certainty": certainty,
        "status": status,
    }


def when(text: str | None) -> When | None:
    return When(parse_date(text)) if text else None


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """A fact of any kind that is held against others; there are few things to say, so that many meet."""
    kind = draw(st.sampled_from(["event", "figure", "date", "tie", "statement"]))
    fixed = (draw(st.sampled_from("ab")), draw(voices), draw(certainties), draw(statuses))
    match kind:
        case "event":
            roles = draw(st.lists(st.sampled_from([term.id for term in ROLES][:4]), unique=True, max_size=2))
            people = tuple((role, (draw(st.sampled_from(ACTORS)),)) for role in roles)
            text, told = draw(dates), draw(st.sampled_from(["attack", "killing"]))
            word = f"{people}{text}{told}"
            return EventFact(
                **basics(*fixed, word=word), event=EventId("e"), title="E", event_kind=told, when=when(text), participants=people
            )
        case "figure":
            count, bound = draw(st.integers(1, 3)), draw(st.sampled_from(["exactly", "at-least", "about"]))
            return FigureFact(
                **basics(*fixed, word=f"{count}{bound}"), event=EventId("e"), what="killed", printed="", count=count, bound=bound
            )
        case "date":
            text = draw(dates) or "2012"
            return DateFact(**basics(*fixed, word=text), printed="", when=When(parse_date(text)), event=EventId("e"))
        case "tie":
            relation = draw(st.sampled_from(["supports", "fights", "met-with"]))
            subject, object_ = draw(st.permutations(ACTORS))[:2]
            since, until = draw(dates), draw(dates)
            ends: dict[str, Any] = {"subject": subject, "tie": relation, "object": object_}
            return TieFact(**basics(*fixed, word=f"{ends}{since}{until}"), **ends, since=when(since), until=when(until))
        case _:
            return StatementFact(**basics(*fixed, word="says"), about=("guild",), says="It will strike.")


def base_of(given_facts: Sequence[Fact]) -> KnowledgeBase:
    """A base of just these facts; an event needs an account to be one."""
    first = EventFact(**basics("z", certainty="denied", status="feared"), event=EventId("e"), title="E", event_kind="attack")
    told = {fact.id: fact for fact in (*given_facts, first)}
    accounts = tuple(fact for fact in told.values() if isinstance(fact, EventFact))
    return KnowledgeBase({}, ENTITY, told, dict.fromkeys(told, ()), {EventId("e"): Event(EventId("e"), accounts)}, {})


@given(st.lists(facts(), max_size=8), st.randoms(use_true_random=False))
def test_no_order_of_the_facts_matters(given_facts: list[Fact], chance: random.Random) -> None:
    assert find(base_of(given_facts)) == find(base_of(chance.sample(given_facts, len(given_facts))))


def dated(article: str, text: str) -> DateFact:
    return DateFact(**basics(article, word=text), printed="", when=When(parse_date(text)), event=EventId("e"))


def test_the_sides_stand_in_one_order_whoever_is_read_first() -> None:
    told = [dated("a", "2014"), dated("b", "2012"), dated("c", "2013")]
    found = find(base_of(told))
    assert [tuple(side.says for side in one.sides) for one in sorted(found, key=lambda one: one.says)] == [
        ("2012", "2013"),
        ("2012", "2014"),
        ("2013", "2014"),
    ]
    assert find(base_of(told[::-1])) == found


def account(status: str, voice: Voice = AUTHOR, text: str | None = None) -> EventFact:
    fixed = basics("a", voice, status=status, word=f"{status}{text}")
    return EventFact(**fixed, event=EventId("e"), title="E", event_kind="attack", when=when(text))


def test_a_date_beside_a_plan_and_the_deed_is_taken_for_that_of_the_deed() -> None:
    told = [account("actual"), account("planned"), account("actual", Voice("speaker", "anna"), "2012-03"), dated("a", "2012")]
    (found,) = find(base_of(told))
    assert found.kind == "date-exactness"
    assert find(base_of([told[1], told[0], *told[2:]])) == (found,)


def test_an_allegation_and_whoever_makes_it_are_one_telling_in_every_article() -> None:
    def hurt(article: str, certainty: str, voice: Voice) -> FigureFact:
        fixed = basics(article, voice, certainty)
        return FigureFact(**fixed, event=EventId("e"), what="killed", printed="", count=1, bound="exactly")

    told = [hurt(article, *how) for article in "ac" for how in (("alleged", AUTHOR), ("asserted", Voice("speaker", "anna")))]
    assert find(base_of(told)) == ()
    (found,) = find(base_of([told[0], hurt("b", "asserted", AUTHOR)]))
    assert found.kind == "certainty"


def test_who_gives_both_answers_differs_from_nobody_who_gives_one() -> None:
    both = [dated("a", "2012"), dated("a", "2013")]
    assert find(base_of([*both, dated("b", "2012")])) == ()
    (found,) = find(base_of([*both, dated("b", "2012"), dated("c", "2013")]))
    assert {fact.article for fact in found.facts} == {"b", "c"}


@given(st.lists(facts(), max_size=8))
def test_the_two_sides_are_told_by_others_and_share_no_fact(given_facts: list[Fact]) -> None:
    found = find(base_of(given_facts))
    assert len({one.id for one in found}) == len(found)
    for one in found:
        left, right = ({fact.id for fact in side.facts} for side in one.sides)
        assert left
        assert right
        assert not left & right
        assert set(one.core) <= set(one.about)
        tellers = [{(fact.article, fact.voice.kind, fact.voice.who) for fact in side.facts} for side in one.sides]
        assert len(tellers[0] | tellers[1]) > 1


def ids(found: Sequence[Difference]) -> set[str]:
    return {one.id for one in found}


@given(st.lists(facts(), max_size=8), st.sampled_from("ab"))
def test_an_article_that_agrees_with_another_in_all_adds_no_difference(given_facts: list[Fact], article: str) -> None:
    told = [fact for fact in given_facts if fact.article == article]
    again = [replace(fact, id=FactId(f"{fact.id}-again"), article=ArticleId("c")) for fact in told]
    alone = find(base_of(given_facts))
    within = {one.id for one in alone if {fact.article for fact in one.facts} == {article}}
    more = find(base_of([*given_facts, *again]))
    assert ids(more) == ids(alone)
    grown = {one.id: len(one.facts) for one in more}
    assert all(len(one.facts) <= grown[one.id] for one in alone), "what agrees joins a side and takes nothing from it"
    assert within <= ids(more)


@given(st.lists(facts(), max_size=8))
def test_one_article_in_one_voice_differs_from_nobody(given_facts: list[Fact]) -> None:
    alone = [replace(fact, article=ArticleId("a"), voice=Voice()) for fact in given_facts]
    assert find(base_of(alone)) == ()


# ---------------------------------------------------------------------------------- ties that exclude

TURNS = [("guild", "league"), ("league", "guild")]


def tied(article: str, relation: str, ends: tuple[str, str]) -> TieFact:
    return TieFact(**basics(article, word=f"{relation}{ends}"), subject=EntityId(ends[0]), tie=relation, object=EntityId(ends[1]))


@pytest.mark.parametrize("rule", EXCLUSIONS, ids=lambda rule: f"{rule.one}-{rule.other}{'-turned' if rule.turned else ''}")
def test_each_pair_of_ties_that_stand_against_each_other(rule: Exclusion) -> None:
    assert rule.one in TIE
    assert rule.other in TIE
    assert rule.reason.endswith(".")
    wanted = TURNS[1] if rule.turned else TURNS[0]
    one, other = tied("a", rule.one, TURNS[0]), tied("b", rule.other, wanted)
    for order in ([one, other], [other, one]):
        (found,) = find(base_of(order))
        assert found.kind == rule.kind
        assert rule.reason in found.says
    loose = TIE[rule.one].symmetric or TIE[rule.other].symmetric
    across = tied("b", rule.other, TURNS[0] if rule.turned else TURNS[1])
    assert bool(find(base_of([one, across]))) == loose, "the direction counts, but for ties that have none"
    until, since = When(parse_date("2011")), When(parse_date("2012"))
    assert find(base_of([replace(one, until=until), replace(other, since=since)])) == (), "times that do not overlap"
    assert find(base_of([one, replace(other, certainty="denied")])) == ()
    assert find(base_of([one, replace(other, status="wanted")])) == ()


def test_the_list_of_exclusions_has_no_pair_twice_and_reads_the_same_both_ways() -> None:
    pairs = [(frozenset({rule.one, rule.other}), rule.turned) for rule in EXCLUSIONS]
    assert len(pairs) == len(set(pairs))
    every_tie = [(*turn[:1], one.id, *turn[1:]) for one in TIES for turn in TURNS]
    for one in every_tie:
        for other in every_tie:
            assert exclusion(one, other) == exclusion(other, one)
