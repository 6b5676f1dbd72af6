"""What held as of a date: a page that answers for any day, one for each year that stands complete, and what has no date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from kb import asof
from kb.asof import Span, Timed
from kb.citations import when_words
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.pages.page import Link, Page, Part, Row, plural, render
from kb.pages.wording import Speech

URL: Final = "as-of/"
SCRIPTS: Final = ("assets/kb/js/pages/rows.js", "assets/kb/js/pages/as-of.js")

_KINDS: Final = (("event", "Events"), ("tie", "Ties"), ("statement", "Statements"))
_TOLD: Final = {
    "yes": "told by then",
    "possibly": "perhaps told by then",
    "no": "told later",
    "undated": "told in an article without a date",
}


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Rows of one kind under a heading."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year in the list of years: how many facts its days certainly hold, how many perhaps, and what was published."""

    year: int
    certain: int
    possible: int
    published: int
    perhaps: int


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article on the clock of publication: when it appeared, why that is believed, and whether it had by the end of a year."""

    link: Link
    when: str
    basis: str
    facts: int
    answer: str = ""


@dataclass(frozen=True, slots=True)
class InYear:
    """A fact in a year: its row, and where the page puts it."""

    row: Row
    place: str
    published: str


def make(kb: KnowledgeBase, speech: Speech) -> Iterable[Page]:
    """The page for any day, the pages of the years, and the page of what has no date."""
    facts = [(fact, asof.span_of(kb, fact)) for fact in asof.timed(kb)]
    years = asof.years(kb)
    found = {year: list(_in_year(kb, speech, facts, year)) for year in years}
    yield _any_day(kb, speech, facts, found)
    for year in years:
        yield _year(kb, speech, year, years, found[year])
    yield _undated(speech, [fact for fact, span in facts if span is None and fact.kind != "role"])


# ------------------------------------------------------------------------------------------------ any day


def _any_day(kb: KnowledgeBase, speech: Speech, facts: Sequence[tuple[Timed, Span | None]], found: dict[int, list[InYear]]) -> Page:
    undated = Counter(fact.kind for fact, span in facts if span is None)
    dated = sum(span is not None for _, span in facts)
    sub = f"{plural(dated, 'fact')} with a date of their own, {undated.total()} without"
    lines = [_year_line(kb, year, rows) for year, rows in found.items()]
    last = f"{max(found)}-12-31" if found else ""
    lead = render("as_of.html", URL, sub=sub, last=last, lines=lines)
    parts = (
        Part("years", "Year by year", render("as_of_years.html", URL, lines=lines)),
        Part(
            "published",
            "When the articles were published",
            render("as_of_articles.html", URL, articles=_articles(kb, speech)),
        ),
        Part("not-dated", "What has no date", render("as_of_none.html", URL, undated=undated)),
    )
    return Page(URL, "As of a date", lead, parts, description=f"What held as of a date: {sub}.", kind="index", scripts=SCRIPTS)


def _year_line(kb: KnowledgeBase, year: int, rows: Sequence[InYear]) -> YearLine:
    places = Counter(one.place for one in rows)
    new = Counter(_published_in(kb, article, year) for article in kb.articles.values())
    return YearLine(year, places["certain"], places["possible"] + places["earlier"], new["yes"], new["possibly"])


def _published_in(kb: KnowledgeBase, article: ReadArticle, year: int) -> Literal["yes", "possibly", "no"]:
    """Whether an article was published in a year; without any date it is nowhere among the years."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begin, end = asof.publications(kb)[article.id] or (None, None)
    if (not begin and not end) or (begin and begin > last) or (end and end < first):
        return "no"
    sure = asof.publication(kb, article.id, last) == "yes" and begin is not None and begin >= first
    return "yes" if sure else "possibly"


def _articles(kb: KnowledgeBase, speech: Speech, by: date | None = None) -> list[ArticleLine]:
    lines = []
    for article in kb.articles.values():
        when = article.article.published
        answer = asof.publication(kb, article.id, by) if by else ""
        facts = sum(fact.article == article.id for fact in kb.facts.values())
        lines.append(
            (
                when.sort_key() if when else ("9999", "9999"),
                ArticleLine(speech.article(article), when_words(when) if when else "not known", when.basis if when else "", facts, answer),
            )
        )
    return [line for _, line in sorted(lines, key=lambda one: (one[0], one[1].link.url))]


# ------------------------------------------------------------------------------------------------ a year


def _in_year(kb: KnowledgeBase, speech: Speech, facts: Sequence[tuple[Timed, Span | None]], year: int) -> Iterator[InYear]:
    """The facts that a year holds, certainly or perhaps, with the answer of the second clock at its end."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    for fact, span in facts:
        if span is None or not span.can_meet(first, last):
            continue
        published = asof.publication(kb, fact.article, last)
        row = speech.row(fact)
        note = " · ".join(part for part in (row.spread, _TOLD[published]) if part)
        yield InYear(replace(row, spread=note), _place(fact, span, first, last), published)


def _place(fact: Timed, span: Span, first: date, last: date) -> str:
    if fact.status != "actual":
        return "not-done"
    if fact.certainty == "denied":
        return "denied"
    if span.must_meet(first, last) and span.firm:
        return "certain"
    begun = span.begin_last is not None and span.begin_last < first
    return "earlier" if begun and span.lasts else "possible"


_SECTIONS: Final = (
    ("certain", "in-it", "Certainly in {year}", "Wherever in its date the true day lies, it held or happened in this year."),
    (
        "possible",
        "perhaps",
        "Perhaps in {year}",
        "The date leaves room beyond this year, or the voice hedges.",
    ),
    (
        "earlier",
        "begun-earlier",
        "Begun earlier, no end known",
        "These ties held before. No article says that they ended, and none says that they still held.",
    ),
    ("denied", "denied", "Denied", "Said not to be so."),
    (
        "not-done",
        "not-done",
        "Not told as done",
        "Planned, wanted, expected or feared for a date that can lie in this year. A plan is no tie and no event.",
    ),
)


def _year(kb: KnowledgeBase, speech: Speech, year: int, years: Sequence[int], found: Sequence[InYear]) -> Page:
    url = f"{URL}{year}/"
    told = Counter(one.published for one in found)
    certain = sum(one.place == "certain" for one in found)
    sub = f"{plural(certain, 'fact')} certainly of this year, {len(found) - certain} perhaps, denied or not told as done"
    at = years.index(year)
    lead = render(
        "as_of_year.html",
        url,
        year=year,
        sub=sub,
        before=years[at - 1] if at else None,
        after=years[at + 1] if at + 1 < len(years) else None,
        told=told,
        total=len(found),
    )
    parts = []
    for place, anchor, heading, hint in _SECTIONS:
        groups = _by_kind([one.row for one in found if one.place == place])
        if groups:
            html = render("as_of_group.html", url, hint=hint, groups=groups)
            parts.append(Part(anchor, heading.format(year=year), html, searched=False))
    articles = _articles(kb, speech, date(year, 12, 31))
    parts.append(
        Part(
            "published",
            f"Published by the end of {year}",
            render("as_of_articles.html", url, articles=articles),
            searched=False,
        )
    )
    return Page(url, f"As of {year}", lead, tuple(parts), description=f"As of {year}: {sub}.", kind="index")


def _by_kind(rows: Sequence[Row]) -> list[KindGroup]:
    """Rows under the headings of their kinds, each in the order of time."""
    groups = ((heading, sorted((row for row in rows if row.kind == kind), key=lambda row: row.sort)) for kind, heading in _KINDS)
    return [KindGroup((heading,), tuple(found)) for heading, found in groups if found]


# ---------------------------------------------------------------------------------------------- undated


def _undated(speech: Speech, facts: Sequence[Timed]) -> Page:
    url = f"{URL}undated/"
    rows = list(speech.rows(list(facts)))
    told = [row for row in rows if row.status == "actual"]
    parts = [
        Part(
            f"{kind}s",
            heading,
            render("as_of_group.html", url, hint="", groups=[KindGroup((), tuple(found))]),
            searched=False,
        )
        for kind, heading in _KINDS
        if (found := [row for row in told if row.kind == kind])
    ]
    if groups := _by_kind([row for row in rows if row.status != "actual"]):
        html = render("as_of_group.html", url, hint="", groups=groups)
        parts.append(Part("not-done", "Not told as done", html, searched=False))
    sub = f"{plural(len(rows), 'fact')} that no article dates"
    lead = render("as_of_undated.html", url, sub=sub)
    return Page(url, "Without a date", lead, tuple(parts), description=f"Without a date: {sub}.", kind="index")
