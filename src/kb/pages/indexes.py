"""The index pages: every actor, place, event, article and source as a table that stands complete without scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from anyascii import anyascii

from kb.citations import author_words, in_words, of_work, when_words
from kb.knowledge import KnowledgeBase, Work
from kb.model import Entity, EventFact, Fact, TieFact
from kb.pages import bibliography_part
from kb.pages.carrying import times_named
from kb.pages.page import Chip, Cite, Page, Phrase, joined, plural, render
from kb.pages.wording import Speech, event_when, when_of, work_title
from kb.vocabulary import EVENT_KINDS, KIND, KINDS, LABEL, SOURCE_LABEL, EntityKind


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an index; ``sort`` is how its cells compare: text, number or date."""

    text: str
    sort: str = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``order`` is what it sorts by where that is not what it says."""

    says: Phrase
    cites: tuple[Cite, ...] = ()
    order: str | None = None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row, with what the filters ask for: kind, years, articles and the words to search in."""

    kind: str
    cells: tuple[Cell, ...]
    years: str = ""
    articles: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a part of an index."""

    url: str
    text: str
    times: int
    kind: str = ""
    here: bool = False


def make(kb: KnowledgeBase, speech: Speech) -> Iterable[Page]:
    """All index pages."""
    actors = [entity for entity in kb.entities.values() if KIND[entity.kind].is_actor]
    yield _entities(kb, speech, actors, None)
    for kind in KINDS:
        found = [entity for entity in kb.entities.values() if entity.kind == kind.id]
        if found or not kind.is_actor:
            yield _entities(kb, speech, found, kind)
    yield _events(kb, speech)
    yield _articles(kb, speech)
    yield _sources(kb, speech)


def ways_in(kb: KnowledgeBase, here: str = "") -> list[Way]:
    """The kinds of thing, each with its number and its index."""
    counted = Counter(entity.kind for entity in kb.entities.values())
    return [Way(f"{kind.folder}/", kind.plural, counted[kind.id], kind.id, kind.id == here) for kind in KINDS if counted[kind.id]]


def folded(*words: str) -> str:
    """Words as a search compares them: lower case, without diacritics, in Latin letters."""
    return " ".join(dict.fromkeys(form for word in words for form in (word.casefold(), anyascii(word).casefold())))


def years_of(facts: Iterable[Fact]) -> list[int]:
    """The years in which dated facts begin and end."""
    found: set[int] = set()
    for fact in facts:
        when = when_of(fact)
        if when and isinstance(fact, EventFact | TieFact):
            found |= {day.year for day in (when.date.first, when.date.last) if day and date.min.year < day.year < date.max.year}
    return sorted(found)


def _page(url: str, heading: tuple[str, str], columns: Sequence[Column], rows: Sequence[IndexRow], **more: object) -> Page:
    title, sub = heading
    values: dict[str, object] = {"glyph_kind": "article", "kicker": "Index", "ways": [], "chips": [], **more}
    lead = render("index.html", url, title=title, sub=sub, columns=columns, rows=rows, preview_kinds=KIND, **values)
    return Page(url, title, lead, description=f"{title}: {sub}.", kind="index")


def _entities(kb: KnowledgeBase, speech: Speech, entities: Sequence[Entity], kind: EntityKind | None) -> Page:
    url, title = (f"{kind.folder}/", kind.plural) if kind else ("actors/", "Actors")
    rows = []
    for entity in sorted(entities, key=_name_order):
        facts = kb.facts_of.get(entity.id, ())
        mentions = kb.named_in.get(entity.id, ())
        ties = sum(isinstance(fact, TieFact) and entity.id in {fact.subject, fact.object} for fact in facts)
        events = len({fact.event for fact in facts if isinstance(fact, EventFact)})
        articles = sorted({*mentions, *(fact.article for fact in facts)})
        others = ", ".join(name.text for name in entity.names[1:6])
        years = years_of(facts)
        cells = (
            Cell((speech.name(entity.id),)),
            Cell((KIND[entity.kind].label,)),
            Cell((others,)),
            *(Cell((str(number),)) for number in (len(mentions), len(articles), ties, events)),
            Cell((f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else "",)),
        )
        search = folded(*(name.text for name in entity.names))
        rows.append(IndexRow(entity.kind, cells, " ".join(map(str, years)), " ".join(articles), search))
    columns = [
        Column("Name"),
        Column("Kind"),
        Column("Also written"),
        *(Column(text, "number") for text in ("Named", "Articles", "Ties", "Events")),
        Column("Years", "date"),
    ]
    chips = [
        Chip("article", article.id, article.article.short, sum(article.id in row.articles.split() for row in rows))
        for article in kb.articles.values()
    ]
    ways = [
        Way("actors/", "All actors", sum(KIND[one.kind].is_actor for one in kb.entities.values()), "", not kind),
        *ways_in(kb, kind.id if kind else ""),
    ]
    sub = f"{plural(len(rows), 'entry', 'entries')}, each with every name it goes by"
    return _page(url, (title, sub), columns, rows, ways=ways, chips=chips, glyph_kind=kind.id if kind else "group")


def _name_order(entity: Entity) -> tuple[str, str]:
    """By the letters of the name: quotation marks and other signs before them do not count, as in the script that sorts."""
    return (re.sub(r"^\W+", "", entity.name).casefold(), entity.id)


def _events(kb: KnowledgeBase, speech: Speech) -> Page:
    rows = []
    for event in sorted(kb.events.values(), key=lambda one: one.sort_key()):
        when = event_when(event)
        people = list(dict.fromkeys(who for account in event.accounts for _, who in account.people()))
        articles = [account.article for account in event.accounts]
        cells = (
            Cell((when_words(when) if when else "not dated",), order=event.sort_key()[0] if when else ""),
            Cell((speech.name(event.id),), speech.cites(event.accounts[0])),
            Cell((LABEL[event.kind],)),
            Cell(joined((speech.name(who),) for who in people[:6])),
            Cell((str(len(articles)),)),
        )
        years = years_of(event.accounts)
        rows.append(
            IndexRow(
                event.kind,
                cells,
                " ".join(map(str, years)),
                " ".join(articles),
                folded(event.title, *(kb.entities[who].name for who in people)),
            )
        )
    columns = [Column("When", "date"), Column("Event"), Column("Kind"), Column("Who"), Column("Accounts", "number")]
    counted = Counter(event.kind for event in kb.events.values())
    chips = [Chip("kind", term.id, term.label, counted[term.id]) for term in EVENT_KINDS if counted[term.id]]
    return _page("events/", ("Events", plural(len(rows), "event")), columns, rows, chips=chips, glyph_kind="event")


def _articles(kb: KnowledgeBase, speech: Speech) -> Page:
    rows = []
    for article in kb.articles.values():
        head = article.article
        facts = [fact for fact in kb.facts.values() if fact.article == article.id]
        authors = ", ".join(f"{author.value}{' (inferred)' if author.basis else ''}" for author in head.authors)
        published = when_words(head.published) + (" (inferred)" if head.published.inferred else "") if head.published else ""
        cells = (
            Cell((speech.article(article),)),
            Cell((authors or "not named",)),
            Cell((head.publication.value + (" (inferred)" if head.publication.basis else "") if head.publication else "not named",)),
            Cell((published or "not given",), order=head.published.sort_key()[0] if head.published else ""),
            *(Cell((str(number),)) for number in (len(facts), len(article.passages), times_named(article))),
        )
        rows.append(IndexRow("article", cells, "", article.id, folded(head.title.value, authors)))
    columns = [
        Column("Article"),
        Column("Author"),
        Column("Published in"),
        Column("Date", "date"),
        *(Column(text, "number") for text in ("Facts", "Passages", "Mentions")),
    ]
    return _page("articles/", ("Articles", plural(len(rows), "article")), columns, rows, glyph_kind="article")


def _sources(kb: KnowledgeBase, speech: Speech) -> Page:
    rows = []
    for work in sorted(kb.works.values(), key=_work_order):
        articles = sorted({entry.article for entry in work.entries})
        facts = len(kb.facts_of.get(work.id, ())) - len(work.entries)
        said = in_words(of_work(work.main))
        cells = (
            Cell((speech.name(work.id),)),
            Cell((said,)),
            Cell((SOURCE_LABEL[work.main.type],)),
            Cell(joined((speech.article(kb.articles[one]),) for one in articles)),
            Cell((str(facts),)),
        )
        rows.append(IndexRow(work.main.type, cells, "", " ".join(articles), folded(said)))
    columns = [Column("Source"), Column("Reference"), Column("Type"), Column("Used by"), Column("Facts", "number")]
    counted = Counter(work.main.type for work in kb.works.values())
    chips = [Chip("kind", one, SOURCE_LABEL[one], times) for one, times in sorted(counted.items())]
    page = _page(
        "sources/",
        ("Sources", f"{plural(len(rows), 'work')} that the articles cite or quote"),
        columns,
        rows,
        chips=chips,
        glyph_kind="source",
    )
    return replace(page, parts=(bibliography_part.make(kb, speech, "sources/"),))


def _work_order(work: Work) -> tuple[str, str]:
    return ((author_words(work.main.authors) if work.main.authors else work_title(work)).casefold(), work.id)
