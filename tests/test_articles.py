"""What an article's front matter becomes: every key in its noun, with its place; what is missing is empty and never made up."""

from __future__ import annotations

import pytest

from kb import dates
from kb.articles import read
from kb.model import (
    Article,
    Author,
    DateFact,
    EventFact,
    FigureFact,
    HeadAuthor,
    HeadValue,
    Quote,
    RoleFact,
    SourceFact,
    StatementFact,
    TieFact,
    Voice,
    When,
)
from kb.source import Place, Source

FULL = """\
---
title: {value: The Strike, basis: The first line.}
short: Example 2015
subtitle: A day
type: {value: article-newspaper, basis: So it reads.}
authors:
  - Anna Miller
  - {family: Oster, given: Jan}
  - {literal: The Agency}
  - {value: Ida Holm, family: Holm, given: Ida, basis: The last line.}
publication: The Herald
section: News
published: {value: 2015-10-01, basis: The head., earliest: 2015-09, latest: 2015-10}
url: https://example.org/a
language: en
retrieved: 2016-01-02
original: {file: a.pdf, sha256: SHA}
rights: passages
draft: true
actors:
  - {id: anna-miller, as: leader, voice: {speaker: jan-oster, via: herald}, certainty: alleged, status: planned,
     quotes: [{exact: a, prefix: b, suffix: c}]}
  - {id: jan-oster, quotes: [a]}
events:
  - id: strike
    title: A strike
    kind: protest
    date: 2015-09-28
    places: [westport]
    participants: {perpetrator: [guild], target: [northland]}
    outcome: It ended.
    voice: {document: herald}
    figures:
      - {what: arrested, of: workers, count: 12, bound: at-least, printed: twelve, quotes: [twelve]}
      - {what: other, printed: some, quotes: [some]}
    quotes: [d]
dates:
  - {printed: Monday, date: {value: 2015-09-28, basis: So.}, event: strike, quotes: [Monday]}
relations:
  - {subject: anna-miller, relation: leads, object: guild, since: 2011, until: 2015, event: strike, voice: {anonymous: a man}, quotes: [e]}
statements:
  - {about: [northland, guild], says: It may., date: 2015, event: strike, quotes: [f]}
sources:
  - id: herald
    type: article-newspaper
    title: Guild
    genre: Report
    author: [{family: Miller, given: A.}, {literal: AP}]
    container-title: The Herald
    section: B
    publisher: P
    issued: 2015-09-28
    URL: https://example.org/h
    note: N
    footnotes: [1, 3]
    listed: [g]
    derives_from: [times]
    quotes: [h]
  - {id: times, type: book}
mentions:
  - {words: Guild, means: guild, quotes: [i]}
  - {words: Union, quotes: [j]}
misprints:
  - {printed: Gild, reading: Guild, quotes: [k]}
passed_over:
  - {reason: It states nothing., quotes: [l]}
---

Words.
""".replace("SHA", "0" * 64)


def article(text: str) -> Article:
    found, findings = read(Source("articles/a.md", text))
    assert found is not None
    assert [finding.explain() for finding in findings] == []
    return found


def test_the_head_is_read_key_by_key() -> None:
    one = article(FULL)
    assert (one.id, one.place, one.body, one.body_line) == ("a", Place("articles/a.md", 2, 1), "Words.\n", 69)
    assert one.title == HeadValue("The Strike", "The first line.")
    assert (one.short, one.subtitle, one.section, one.url, one.language) == ("Example 2015", "A day", "News", "https://example.org/a", "en")
    assert one.type == HeadValue("article-newspaper", "So it reads.")
    assert one.authors == (
        HeadAuthor("Anna Miller", "", "", ""),
        HeadAuthor("Jan Oster", "Oster", "Jan", ""),
        HeadAuthor("The Agency", "", "", ""),
        HeadAuthor("Ida Holm", "Holm", "Ida", "The last line."),
    )
    assert one.publication == HeadValue("The Herald", "")
    assert one.published == When(dates.parse("2015-10-01"), "The head.", dates.parse("2015-09"), dates.parse("2015-10"))
    assert one.retrieved == dates.parse("2016-01-02")
    assert one.original == ("a.pdf", "0" * 64)
    assert (one.rights, one.draft) == ("passages", True)
    assert (one.original_place.line, one.draft_place.line) == (17, 19)


def test_the_annotations_are_read_key_by_key() -> None:
    one = article(FULL)
    role, bare, event, *rest = one.facts
    assert isinstance(role, RoleFact)
    assert (role.actor, role.described_as, role.certainty, role.status) == ("anna-miller", "leader", "alleged", "planned")
    assert role.voice == Voice("speaker", "jan-oster", "herald")  # type: ignore[arg-type]
    assert role.quotes == (Quote("a", "b", "c", Place("articles/a.md", 22, 23)),)
    assert isinstance(bare, RoleFact)
    assert (bare.described_as, bare.voice, bare.certainty, bare.status) == ("", Voice(), "asserted", "actual")
    assert isinstance(event, EventFact)
    assert (event.event, event.title, event.event_kind, event.places, event.outcome) == (
        "strike",
        "A strike",
        "protest",
        ("westport",),
        "It ended.",
    )
    assert event.participants == (("perpetrator", ("guild",)), ("target", ("northland",)))
    assert event.when == When(dates.parse("2015-09-28"))
    assert event.voice == Voice("document", "herald")
    twelve, some, day, tie, statement, work, other = rest
    assert isinstance(twelve, FigureFact)
    assert (twelve.event, twelve.what, twelve.of, twelve.count, twelve.bound, twelve.printed) == (
        "strike",
        "arrested",
        "workers",
        12,
        "at-least",
        "twelve",
    )
    assert twelve.voice == event.voice
    assert isinstance(some, FigureFact)
    assert (some.of, some.count, some.bound) == ("", None, "exactly")
    assert isinstance(day, DateFact)
    assert (day.printed, day.event, day.when) == ("Monday", "strike", When(dates.parse("2015-09-28"), "So."))
    assert isinstance(tie, TieFact)
    assert (tie.subject, tie.tie, tie.object, tie.event) == ("anna-miller", "leads", "guild", "strike")
    assert (tie.since, tie.until) == (When(dates.parse("2011")), When(dates.parse("2015")))
    assert tie.voice == Voice("anonymous", "a man")
    assert isinstance(statement, StatementFact)
    assert (statement.about, statement.says, statement.event) == (("northland", "guild"), "It may.", "strike")
    assert statement.when == When(dates.parse("2015"))
    assert isinstance(work, SourceFact)
    assert (work.source, work.type, work.title, work.genre, work.container_title) == (
        "herald",
        "article-newspaper",
        "Guild",
        "Report",
        "The Herald",
    )
    assert (work.section, work.publisher, work.url, work.note) == ("B", "P", "https://example.org/h", "N")
    assert work.authors == (Author("Miller", "A.", ""), Author("", "", "AP"))
    assert (work.issued, work.footnotes, work.derives_from) == (When(dates.parse("2015-09-28")), (1, 3), ("times",))
    assert [(quote.exact, quote.footnote) for quote in work.quotes] == [("h", None), ("g", None), ("", 1), ("", 3)]
    assert isinstance(other, SourceFact)
    assert (other.title, other.genre, other.authors, other.issued, other.footnotes, other.quotes) == ("", "", (), None, (), ())
    assert [(each.words, each.means, each.quotes[0].exact) for each in one.overrides] == [("Guild", "guild", "i"), ("Union", None, "j")]
    assert [(each.printed, each.reading, each.quotes[0].exact) for each in one.misprints] == [("Gild", "Guild", "k")]
    assert [(each.reason, each.quotes[0].exact) for each in one.passed_over] == [("It states nothing.", "l")]
    assert one.unread == frozenset()


def test_what_is_not_there_is_empty() -> None:
    one = article("---\ntitle: A\nshort: B\n---\n\nWords.\n")
    assert (one.title, one.short, one.subtitle, one.authors, one.type, one.publication) == (HeadValue("A", ""), "B", "", (), None, None)
    assert (one.section, one.published, one.url, one.retrieved, one.original) == ("", None, "", None, None)
    assert (one.rights, one.draft, one.facts, one.overrides, one.misprints, one.passed_over) == ("full", False, (), (), (), ())


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("author: [{}]", "`author` is of"),
        ("author: [{given: A.}]", "does not fit"),
        ("author: [{literal: ''}]", "`literal` is empty"),
    ],
)
def test_an_author_of_a_source_has_a_name(front: str, said: str) -> None:
    text = f"---\ntitle: A\nshort: B\nsources:\n  - {{id: x, type: book, {front}}}\n---\n\nWords.\n"
    _, findings = read(Source("articles/a.md", text))
    (found,) = findings
    assert found.code in {"wrong-type", "empty-value"}
    assert said in found.fact or "This does not fit" in found.fact


def test_what_cannot_be_read_is_left_out_and_the_rest_is_kept() -> None:
    text = (
        "---\ntitle: A\nshort: B\nlanguage: no language\nsection: C\n"
        "events:\n  - {id: broken, title: A, kind: no-kind, quotes: [a]}\n  - {id: whole, title: A, kind: protest, quotes: [a]}\n"
        "sourcs:\n  - {id: herald, type: book}\n---\n\nWords.\n"
    )
    one, findings = read(Source("articles/a.md", text))
    assert one is not None
    assert sorted(finding.code for finding in findings) == ["not-in-list", "unknown-key", "wrong-type"]
    assert (one.section, one.title.value) == ("C", "A")
    assert [fact.event for fact in one.facts if isinstance(fact, EventFact)] == ["whole"]
    assert one.unread == {"broken", "herald"}


def test_the_same_fact_twice_is_said_at_the_second() -> None:
    role = "  - {id: x, quotes: [a]}\n"
    _, findings = read(Source("articles/a.md", f"---\ntitle: A\nshort: B\nactors:\n{role}{role}---\n\na\n"))
    (found,) = findings
    assert (found.place, found.code, found.fact, found.hint) == (
        Place("articles/a.md", 6, 5),
        "said-twice",
        "The same fact is annotated here and on line 5.",
        "Delete one of the two, or give it its own quote.",
    )


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("{value: 2015-03, earliest: 2015-03-31}", []),
        ("{value: 2015-03, earliest: 2015-04-01}", ["`2015-03` does not fit `earliest: 2015-04-01`."]),
        ("{value: 2015-03, latest: 2015-03-01}", []),
        ("{value: 2015-03, latest: 2015-02-28}", ["`2015-03` does not fit `latest: 2015-02-28`."]),
        (
            "{value: 2015, earliest: 2015-05, latest: 2015-04}",
            ["`2015` does not fit `earliest: 2015-05` and `latest: 2015-04`."],
        ),
    ],
)
def test_a_date_lies_within_its_bounds(date: str, said: list[str]) -> None:
    _, findings = read(Source("articles/a.md", f"---\ntitle: A\nshort: B\npublished: {date}\n---\n\na\n"))
    assert [finding.fact for finding in findings] == said
