"""What held as of a day: as trying every possible day gives it, the same in the browser, and never sharper than the dates."""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from kb import library
from kb.asof import Bound, Span, Standing, as_of, publication, span_of, timed, years
from kb.knowledge import KnowledgeBase
from kb.model import EventFact, StatementFact, TieFact, When
from kb.vocabulary import TIE, TIES
from tests.built_site import PROJECT, Site, every, has_class, words
from tests.tabs import PHONE, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

Write = Callable[[Mapping[str, str | bytes]], Path]

LONG_AGO, FAR_OFF = date(1998, 1, 1), date(2025, 1, 1)  # beyond everything that the articles date


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return library.load(PROJECT).kb


# -------------------------------------------------------------------------------- by trying every possible day


def grid(first: Bound, last: Bound) -> list[date]:
    """The first and last day of a stretch, and of every month in it; an open side reaches beyond all articles."""
    begin, end = first or LONG_AGO, last or FAR_OFF
    found = {begin, end}
    for year in range(begin.year, end.year + 1):
        for month in range(1, 13):
            found |= {date(year, month, 1), date(year, month, monthrange(year, month)[1])}
    return sorted(day for day in found if begin <= day <= end)


def sides(when: When) -> tuple[tuple[Bound, Bound], tuple[Bound, Bound] | None, str]:
    """The first and last possible day of the two sides of a date, read from its text alone; of a date without sides, once."""
    from kb.dates import parse  # noqa: PLC0415 - only here

    def bounds(text: str) -> tuple[Bound, Bound]:
        read = parse(text)
        first = None if read.first and read.first.year == 1 else read.first
        last = None if read.last and read.last.year == 9999 else read.last
        if when.earliest and when.earliest.first:
            first = max(first or date.min, when.earliest.first)
        if when.latest and when.latest.last:
            last = min(last or date.max, when.latest.last)
        return first, last

    text = when.date.text
    if "/" in text and not text.startswith(("/", "..")):
        left, right = text.split("/")
        return bounds(left), bounds(right) if right not in {"", ".."} else (None, None), right
    return bounds(text), None, ""


Worlds = list[tuple[date, date]]


def worlds(kb: KnowledgeBase, fact: TieFact | EventFact | StatementFact) -> Worlds | None:
    """Every pair of a first and a last day on which a fact can have held or happened, at the ends of months."""
    told = kb.articles[fact.article].article.published
    published = sides(told)[0] if told else (None, None)
    since, until = (fact.since, fact.until) if isinstance(fact, TieFact) else (fact.when, None)
    lasts = isinstance(fact, TieFact) and TIE[fact.tie].lasting
    if not since and not until:
        return None
    if not since or (not lasts and not fact_since(fact)):
        assert until
        since, until = (None, until) if lasts else (until, None)
    begin, end, right = sides(since) if since else ((None, None), None, "")
    if not lasts and fact.status == "actual" and published[1] and (begin[0] is None or begin[0] <= published[1]):
        begin = (begin[0], min(begin[1] or date.max, published[1]))
    if until:
        end = sides(until)[0]
    elif end is not None and right == "..":
        end = (published[0], None)
    elif end is None and lasts:
        end = (None, None)
    if end is None:  # once, on one of its days
        return [(day, day) for day in grid(*begin)]
    ends = grid(*end)
    return [(one, other) for one in grid(*begin) for other in ends if one <= other]


def fact_since(fact: TieFact | EventFact | StatementFact) -> When | None:
    return fact.since if isinstance(fact, TieFact) else fact.when


def brute(fact: TieFact | EventFact | StatementFact, possible: Worlds | None, day: date) -> str:
    """The answer of the first clock by looking at every world."""
    dates = [when for when in ((fact.since, fact.until) if isinstance(fact, TieFact) else (fact.when,)) if when]
    lasts = isinstance(fact, TieFact) and TIE[fact.tie].lasting
    if fact.status != "actual":
        return "not-done"
    if possible is None:
        return "denied" if fact.certainty == "denied" else "undated"
    at_all = any(begin <= day and (day <= end or not lasts) for begin, end in possible)
    always = at_all and all(begin <= day and (day <= end or not lasts) for begin, end in possible)
    if fact.certainty == "denied":
        return "denied" if at_all else "no"
    hedged = fact.certainty != "asserted" or any(when.date.approximate or when.date.uncertain for when in dates)
    return "no" if not at_all else "yes" if always and not hedged else "possibly"


def months(kb: KnowledgeBase) -> Iterator[tuple[date, date]]:
    for year in range(min(years(kb)) - 1, max(years(kb)) + 2):
        for month in range(1, 13):
            yield date(year, month, 1), date(year, month, monthrange(year, month)[1])


def test_every_month_is_answered_as_trying_every_possible_day_answers_it(real: KnowledgeBase) -> None:
    facts = {fact.id: fact for fact in timed(real) if isinstance(fact, TieFact | EventFact | StatementFact)}
    possible = {one: worlds(real, fact) for one, fact in facts.items()}
    seen: Counter[str] = Counter()
    for first, last in months(real):
        for day in (first, last):
            given_ = {one.fact: one.then for one in as_of(real, day)}
            for one, fact in facts.items():
                expected = brute(fact, possible[one], day)
                seen[expected] += 1
                assert given_[one] == expected, (one, fact, day)
    assert set(seen) == {"yes", "no", "possibly", "undated", "denied", "not-done"}


def test_every_month_of_publication_is_answered_by_the_days_of_the_articles(real: KnowledgeBase) -> None:
    for first, last in months(real):
        for day in (first, last):
            for article in real.articles.values():
                assert article.article.published
                span = [one <= day for one in grid(*sides(article.article.published)[0])]
                expected = "yes" if all(span) else "possibly" if any(span) else "no"
                assert publication(real, article.id, day) == expected, (article.id, day)


def test_every_year_is_answered_as_trying_every_possible_day_answers_it(real: KnowledgeBase) -> None:
    for fact in timed(real):
        span = span_of(real, fact)
        if span is None or not isinstance(fact, TieFact | EventFact | StatementFact):
            continue
        possible = worlds(real, fact)
        assert possible
        for year in years(real):
            first, last = date(year, 1, 1), date(year, 12, 31)
            met = [begin <= last and end >= first for begin, end in possible]
            assert (span.can_meet(first, last), span.must_meet(first, last)) == (any(met), all(met)), (fact.id, year)


# ------------------------------------------------------------------------------------------------ invariants

BOUND = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2002, 12, 31)))
DAY = st.dates(date(1999, 6, 1), date(2003, 6, 1))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first, last = draw(BOUND), draw(BOUND)
    end_first, end_last = draw(BOUND), draw(BOUND)
    if first and last and first > last:
        first, last = last, first
    if end_first and end_last and end_first > end_last:
        end_first, end_last = end_last, end_first
    if first and end_last and first > end_last:  # some world must be possible
        first, end_last = end_last, first
        last = max(last, first) if last else None
        end_first = min(end_first, end_last) if end_first else None
    return Span(first, last, end_first, end_last, lasts=draw(st.booleans()), firm=True)


@given(spans(), DAY, st.integers(0, 500), st.integers(0, 500))
def test_what_is_certain_is_possible_and_a_wider_stretch_loses_nothing(span: Span, first: date, length: int, more: int) -> None:
    last = first + timedelta(length)
    wider = (first - timedelta(more), last + timedelta(more))
    assert span.can_meet(first, last) or not span.must_meet(first, last)
    assert span.can_meet(*wider) or not span.can_meet(first, last)
    assert span.must_meet(*wider) or not span.must_meet(first, last)


@given(spans(), DAY, st.integers(0, 900))
def test_what_has_happened_stays_so(span: Span, day: date, later: int) -> None:
    if span.lasts:
        return
    order = ["no", "possibly", "yes"]
    assert order.index(span.then(day)) <= order.index(span.then(day + timedelta(later)))


@given(spans(), DAY)
def test_a_span_answers_as_its_possible_days_do(span: Span, day: date) -> None:
    begins = grid_days(span.begin_first, span.begin_last, day)
    ends = grid_days(span.end_first, span.end_last, day)
    so = [one <= day and (day <= other or not span.lasts) for one in begins for other in (ends if span.lasts else begins) if one <= other]
    assert so
    assert span.then(day) == ("no" if not any(so) else "yes" if all(so) else "possibly")


def grid_days(first: Bound, last: Bound, day: date) -> list[date]:
    """The days that can part the answers: the ends of a stretch, and the days around the one asked for."""
    begin, end = first or date(1990, 1, 1), last or date(2010, 1, 1)
    near = [day + timedelta(step) for step in (-1, 0, 1)]
    return sorted({begin, end, *(one for one in near if begin <= one <= end)})


RANK: Final = {"no": 0, "possibly": 1, "yes": 2}


@given(st.dates(date(1999, 1, 1), date(2024, 1, 1)), st.integers(0, 4000))
def test_a_later_clock_of_publication_never_shows_less(day: date, later: int) -> None:
    kb = library_of_this_project()
    before, after = as_of(kb, date(2015, 6, 1), day), as_of(kb, date(2015, 6, 1), day + timedelta(later))
    for one, other in zip(before, after, strict=True):
        assert one.fact == other.fact
        assert one.then == other.then
        assert RANK[one.published] <= RANK[other.published]


_LOADED: dict[str, KnowledgeBase] = {}


def library_of_this_project() -> KnowledgeBase:
    """The real base, read once: hypothesis asks many times."""
    if "kb" not in _LOADED:
        _LOADED["kb"] = library.load(PROJECT).kb
    return _LOADED["kb"]


def test_nothing_is_dropped_and_no_plan_ever_holds(real: KnowledgeBase) -> None:
    facts = timed(real)
    assert {fact.id for fact in facts} == {fact.id for fact in real.facts.values() if fact.kind in {"tie", "event", "statement", "role"}}
    for year in years(real):
        found = as_of(real, date(year, 6, 1), date(year, 12, 31))
        assert [one.fact for one in found] == [fact.id for fact in facts]
        for one, fact in zip(found, facts, strict=True):
            assert (one.then == "not-done") == (fact.status != "actual")
            if fact.certainty != "asserted":
                assert one.then != "yes"


def test_ties_in_the_present_last_and_ties_in_the_past_do_not() -> None:
    lasting = {tie.id for tie in TIES if tie.lasting}
    assert {"supports", "part-of", "leads", "operates-in"} <= lasting
    assert {"killed", "met-with", "seized", "founded", "attacked", "visited"} & lasting == set()
    assert all(tie.denied.startswith(("is not", "does not")) == tie.lasting for tie in TIES)


# ----------------------------------------------------------------------------------------- each form of a date

ARTICLE = """\
---
title: The Strike
published: 2015-10-01
{dates}
relations:
  - {{subject: anna-miller, relation: {tie}, object: harbour-guild, quotes: ["Anna Miller leads the Guild"]{more}}}
---

Anna Miller leads the Guild.
"""


def answers(write: Write, files: Mapping[str, str], tie: str, more: str, days: list[str]) -> list[str]:
    """The answers for the one tie of a little library on some days."""
    text = ARTICLE.format(dates="", tie=tie, more=more)
    entities = {path: file.split("\n---\n")[0] + "\n---\n" for path, file in files.items() if path.startswith("entities/")}
    kb = library.load(write({"articles/strike.md": text, **entities})).kb
    (fact,) = [fact for fact in timed(kb) if isinstance(fact, TieFact)]
    found: list[str] = []
    for day in days:
        (one,) = [one for one in as_of(kb, date.fromisoformat(day)) if one.fact == fact.id]
        found.append(one.then)
    return found


@pytest.mark.parametrize(
    ("tie", "more", "days"),
    [
        ("leads", "", {"2014-01-01": "undated"}),
        ("leads", ", since: 2014", {"2013-12-31": "no", "2014-06-01": "possibly", "2015-01-01": "possibly", "2030-01-01": "possibly"}),
        ("leads", ", since: 2014-05-02", {"2014-05-01": "no", "2014-05-02": "yes", "2014-05-03": "possibly"}),
        ("leads", ', since: "2014/.."', {"2014-06-01": "possibly", "2015-01-01": "yes", "2015-10-01": "yes", "2015-10-02": "possibly"}),
        ("leads", ', since: "2014/"', {"2014-06-01": "possibly", "2015-01-01": "possibly"}),
        (
            "leads",
            ", since: 2013, until: 2014",
            {"2013-06-01": "possibly", "2013-12-31": "yes", "2014-01-01": "yes", "2014-06-01": "possibly"},
        ),
        ("leads", ", until: 2014", {"2000-01-01": "possibly", "2014-06-01": "possibly", "2015-01-01": "no"}),
        ("leads", ", since: 2014-05-02, certainty: possible", {"2014-05-01": "no", "2014-05-02": "possibly"}),
        ("leads", ', since: "2014-05-02?"', {"2014-05-02": "possibly"}),
        ("leads", ", since: 2014-05-02, status: planned", {"2014-05-02": "not-done", "2014-05-01": "not-done"}),
        ("leads", ", certainty: denied", {"2014-05-01": "denied"}),
        ("leads", ", certainty: denied, since: 2014-05-02", {"2014-05-01": "no", "2014-05-02": "denied"}),
        ("met-with", ", since: 2014", {"2013-12-31": "no", "2014-06-01": "possibly", "2014-12-31": "yes", "2030-01-01": "yes"}),
        ("met-with", ', since: "[2014..]"', {"2013-12-31": "no", "2015-09-30": "possibly", "2015-10-01": "yes"}),
        ("met-with", ', since: {value: XXXX-05-02, earliest: 2014-03, basis: "Said so."}', {"2014-02-28": "no", "2014-03-01": "possibly"}),
        ("met-with", ', since: "2014-05/2014-06"', {"2014-05-15": "possibly", "2014-05-31": "yes"}),
    ],
)
def test_each_form_of_a_date_has_its_answers(
    write_library: Write, base_files: dict[str, str], tie: str, more: str, days: dict[str, str]
) -> None:
    assert dict(zip(days, answers(write_library, base_files, tie, more, list(days)), strict=True)) == days


def test_an_article_without_a_date_is_said_to_be_so(write_library: Write, base_files: dict[str, str]) -> None:
    article = base_files["articles/strike.md"].replace("published: 2015-10-01\n", "")
    kb = library.load(write_library({**base_files, "articles/strike.md": article})).kb
    assert {one.published for one in as_of(kb, date(2020, 1, 1), date(2020, 1, 1))} == {"undated"}
    assert {one.published for one in as_of(kb, date(2020, 1, 1))} == {"yes"}


# ------------------------------------------------------------------------------------------------- the pages


def shown(site: Site, url: str) -> list[str]:
    return [one.get("data-fact") for one in every(site.page(url), "kb-fact", "li")]


def test_the_page_of_a_year_shows_each_fact_that_can_lie_in_it_once(site: Site, real: KnowledgeBase) -> None:
    for year in years(real):
        expected = [
            fact.id for fact in timed(real) if (span := span_of(real, fact)) and span.can_meet(date(year, 1, 1), date(year, 12, 31))
        ]
        assert Counter(shown(site, f"as-of/{year}/")) == Counter(expected), year


def test_what_is_dated_stands_on_a_year_and_all_else_on_the_page_without_a_date(site: Site, real: KnowledgeBase) -> None:
    undated = [fact.id for fact in timed(real) if span_of(real, fact) is None and fact.kind != "role"]
    pages = ["as-of/undated/", *(f"{one.parent.relative_to(site.folder)}/" for one in site.folder.glob("as-of/undated/*/*/index.html"))]
    assert Counter(fact for url in pages for fact in shown(site, url)) == Counter(undated)
    on_years = {fact for year in years(real) for fact in shown(site, f"as-of/{year}/")}
    assert on_years == {fact.id for fact in timed(real) if span_of(real, fact)}


def test_the_page_of_a_year_says_what_had_been_told_by_then(site: Site, real: KnowledgeBase) -> None:
    for year in (2011, 2013, 2022):
        for row in every(site.page(f"as-of/{year}/"), "kb-fact", "li"):
            fact = real.facts[row.get("data-fact")]
            told = {"yes": "told by then", "possibly": "perhaps told by then", "no": "told later"}
            (note,) = every(row, "kb-spread")
            assert words(note).split(" · ")[-1] == told[publication(real, fact.article, date(year, 12, 31))]


def test_the_years_are_linked_from_the_page_for_any_day(site: Site, real: KnowledgeBase) -> None:
    linked = {site.target("as-of/", one.get("href")) for one in site.page("as-of/").iter("a") if one.get("href")}
    assert {(f"as-of/{year}/", "") for year in years(real)} <= linked
    assert ("as-of/undated/", "") in linked
    assert any(has_class(one, "kb-ways") for one in site.page("as-of/2011/").iter("nav"))


# ---------------------------------------------------------------------------------------------- in the browser

DAYS: Final = [
    *(date(year, month, day) for year in range(1999, 2025) for month, day in ((1, 1), (3, 4), (5, 7), (9, 27), (12, 31))),
    date(2013, 3, 3),
    date(2012, 5, 6),
    date(2015, 10, 11),
    date(2015, 10, 12),
    date(2022, 11, 5),
]
BY: Final = [None, date(2011, 6, 1), date(2012, 5, 7), date(2013, 6, 1), date(2015, 10, 11), date(2022, 12, 31)]


@pytest.mark.browser
def test_the_browser_answers_as_the_program_does(tab: Tab, real: KnowledgeBase) -> None:
    page = tab.go("as-of/")
    asked = [[day.isoformat(), by.isoformat() if by else ""] for day in DAYS for by in BY]
    answers_ = json.loads(
        page.evaluate(
            """async (asked) => {
                const data = kbAsOf.unfold(await (await fetch("../data/as-of.json")).json()), facts = new Map();
                for (const kind of Object.keys(data.rows)) {
                    const own = data.facts.filter((one) => one.kind === kind);
                    (await data.rows[kind](own.map((one) => one.at))).forEach((row, at) => facts.set(own[at], row));
                }
                return JSON.stringify(asked.map(([day, by]) => {
                    const found = {};
                    kbAsOf.asOf(data, day, by).forEach((one) => { found[facts.get(one.fact).fact] = [one.then, one.published]; });
                    return found;
                }));
            }""",
            asked,
        )
    )
    for (day, by), answer in zip(((day, by) for day in DAYS for by in BY), answers_, strict=True):
        assert answer == {one.fact: [one.then, one.published] for one in as_of(real, day, by)}, (day, by)
    assert tab.wrong == []


def standings(kb: KnowledgeBase, day: date, by: date | None) -> list[Standing]:
    return [one for one in as_of(kb, day, by) if one.published != "no"]


@pytest.mark.browser
def test_two_days_are_chosen_and_every_fact_published_by_then_is_listed_or_counted(tab: Tab, real: KnowledgeBase) -> None:
    page = tab.go("as-of/?day=2013-06-01&published=2013-12-31")
    expect(page.get_by_label("What held on")).to_have_value("2013-06-01")
    told = standings(real, date(2013, 6, 1), date(2013, 12, 31))
    page.locator("details.kb-answers__part").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    expect(page.locator(".kb-answers li.kb-fact")).to_have_count(sum(one.then != "no" for one in told))
    dropped, later = sum(one.then == "no" for one in told), len(as_of(real, date(2013, 6, 1))) - len(told)
    rest = page.locator(".kb-answers > .kb-note-line").first
    expect(rest).to_contain_text(f"{dropped} fact")
    expect(rest).to_contain_text(f"{later} facts were told only later")
    page.get_by_label("as published by").fill("2012-01-01")
    page.get_by_label("as published by").blur()
    expect(page.get_by_role("status").filter(has_text="as published by")).to_contain_text("as published by 1 January 2012")
    assert page.url.endswith("as-of/?day=2013-06-01&published=2012-01-01")
    page.locator(".kb-answers a.kb-cite").first.click()
    expect(page.locator(".kb-lit").first).to_be_visible()
    assert tab.wrong == []


@pytest.mark.browser
def test_a_long_answer_shows_some_counts_all_and_gives_the_rest(tab: Tab, site: Site, real: KnowledgeBase) -> None:
    script = (site.folder / "assets/kb/js/pages/as-of.js").read_text(encoding="utf-8")
    limits = "ALL = 400, FEW = 10, MORE = 50"
    assert limits in script
    tab.page.route("**/as-of.js", lambda route: route.fulfill(body=script.replace(limits, "ALL = 5, FEW = 2, MORE = 3")))
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url) if "/data/as-of/" in request.url else None)
    page = tab.go("as-of/?day=2014-06-01")
    expect(page.locator(".kb-answer")).to_be_visible()
    groups = page.locator(".kb-answers__part[open] .kb-facts")
    assert 0 < max(groups.nth(at).locator("li").count() for at in range(groups.count())) <= 2
    assert len(asked) < len(list((site.folder / "data" / "as-of").rglob("*.json"))), "what is not shown is not loaded"
    page.locator("details.kb-answers__part").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    told = standings(real, date(2014, 6, 1), None)
    expected = sum(one.then != "no" for one in told)
    expect(page.locator(".kb-answers__part:last-of-type li.kb-fact").first).to_be_visible()
    more = page.locator(".kb-answers__part .kb-chip:visible")
    while more.count():
        more.first.click()
        expect(page.locator(".kb-answers__part .kb-chip:disabled")).to_have_count(0)
    shown_facts = page.locator(".kb-answers li.kb-fact").evaluate_all("(all) => all.map((one) => one.dataset.fact)")
    assert Counter(shown_facts) == Counter(one.fact for one in told if one.then != "no")
    assert len(shown_facts) == expected
    heads = page.locator(".kb-answers__part > summary .kb-n").all_text_contents()
    assert sum(int(one.replace(",", "")) for one in heads) == expected
    assert tab.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("url", ["as-of/", "as-of/2012/", "as-of/2022/", "as-of/undated/"])
def test_a_phone_is_wide_enough(tabs: Tabs, url: str) -> None:
    page = tabs.open(PHONE).go(url)
    if url == "as-of/":
        expect(page.locator(".kb-answer")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.browser
def test_without_scripts_the_years_are_complete(tabs: Tabs) -> None:
    page = tabs.open(PHONE, scripts=False).go("as-of/")
    assert "scripts are off" in page.content()
    page.locator("#years-table").get_by_role("link", name="2012").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2012")
    expect(page.locator("li.kb-fact").first).to_be_visible()


def test_the_data_is_text_and_not_markup(write_library: Write, base_files: dict[str, str]) -> None:
    article = base_files["articles/strike.md"].replace("says: Northland may give way.", 'says: "<img src=x onerror=alert(1)>"')
    content = library.load(write_library({**base_files, "articles/strike.md": article}))
    rows: Any = json.loads(content.data_files["data/as-of/statement/0.json"])
    (said,) = [row["says"] for row in rows]
    assert said == ["<img src=x onerror=alert(1)>"]
