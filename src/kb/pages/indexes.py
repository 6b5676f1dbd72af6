"""The index pages: every actor, place, event, article and source as a table that stands complete without scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.citations import author_words, in_words, of_work, when_words
from kb.folding import in_latin, search_key
from kb.knowledge import KnowledgeBase, Work
from kb.model import Entity, EventFact, Fact, TieFact, When
from kb.pages import bibliography_part, long_tables
from kb.pages.carrying import times_named
from kb.pages.page import Chip, Cite, Page, Phrase, joined, plural, render
from kb.pages.paging import Section, divided, go_on, lay_out
from kb.pages.runs import Run, lines_of
from kb.pages.spans import reach_of
from kb.pages.wording import Speech, event_when, when_of, work_title
from kb.vocabulary import EVENT_KINDS, KIND, KINDS, LABEL, SOURCE_LABEL, EntityKind

FEW: Final = 40  # articles that a filter offers as buttons
LONG: Final = 400  # rows that an index bears without being divided
FIRST: Final = 80  # rows of an index that is divided; each page that goes on holds five times as many
_NOTHING: Final = ((), ("",))  # what an empty cell says; a column of nothing else is not shown


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an index.

    ``sort`` is how its cells compare: text, number or date. ``width`` is ``wide`` or ``short`` for more or less room than others.
    """

    text: str
    sort: str = "text"
    width: str = ""

    @property
    def ways(self) -> tuple[str, str]:
        """How its two orders are said: upwards, downwards."""
        return {"number": ("fewest first", "most first"), "date": ("earliest first", "latest first")}.get(self.sort, ("A to Z", "Z to A"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``order`` is what it sorts by where that is not what it says."""

    says: Phrase
    cites: tuple[Cite, ...] = ()
    order: str | None = None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row, with what the filters ask for: kind, years, articles, countries and the words to search in."""

    kind: str
    cells: tuple[Cell, ...]
    years: str = ""
    articles: str = ""
    search: str = ""
    countries: str = ""

    def values(self, key: str) -> list[str]:
        """What it holds under the key of a filter: ``kind``, ``year``, ``article`` or ``country``."""
        return {"kind": self.kind, "year": self.years, "article": self.articles, "country": self.countries}[key].split()

    def data(self) -> tuple[dict[str, str], list[long_tables.TableCell]]:
        """The row as a script gets it: its values, and its cells; of the words to search in only those that no cell says."""
        cells: list[Phrase] = [(*cell.says, *(part for one in cell.cites for part in (" ", one))) for cell in self.cells]
        said = set(search_key(" ".join(_text(cell) for cell in cells)).split())
        more = " ".join(word for word in dict.fromkeys(self.search.split()) if word not in said)
        values = {"kind": self.kind, "year": self.years, "article": self.articles, "country": self.countries, "text": more}
        orders = [cell.order for cell in self.cells]
        shown: list[long_tables.TableCell] = [
            cell if order is None else long_tables.Ordered(cell, order) for cell, order in zip(cells, orders, strict=True)
        ]
        return values, shown


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter of which one value is chosen from a list: for keys with many values."""

    key: str
    text: str
    none: str
    options: tuple[Chip, ...]


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
    yield from _entities(kb, speech, actors, None)
    for kind in KINDS:
        found = [entity for entity in kb.entities.values() if entity.kind == kind.id]
        if found or not kind.is_actor:
            yield from _entities(kb, speech, found, kind)
    yield from _events(kb, speech)
    yield from _articles(kb, speech)
    yield from _sources(kb, speech)


def urls(kb: KnowledgeBase) -> list[str]:
    """The addresses of the index pages: what ``make`` makes stands at one of them, or below it."""
    held = {entity.kind for entity in kb.entities.values()}
    kinds = [f"{kind.folder}/" for kind in KINDS if kind.id in held or not kind.is_actor]
    return list(dict.fromkeys(["actors/", *kinds, "events/", "articles/", "sources/"]))


def ways_in(kb: KnowledgeBase, here: str = "") -> list[Way]:
    """The kinds of thing, each with its number and its index."""
    counted = Counter(entity.kind for entity in kb.entities.values())
    return [Way(f"{kind.folder}/", kind.plural, counted[kind.id], kind.id, kind.id == here) for kind in KINDS if counted[kind.id]]


def folded(*words: str) -> str:
    """Words as the filter of a list compares them, those of another script in Latin letters too."""
    return " ".join(dict.fromkeys(key for word in words for key in (search_key(word), in_latin(word)) if key))


def years_of(facts: Iterable[Fact]) -> list[int]:
    """The years in which dated events and ties may lie, each from its first to its last; where one side is open, the year of the other."""
    dated = [when for fact in facts if isinstance(fact, EventFact | TieFact) and (when := when_of(fact))]
    return sorted({year for when in dated for year in _spanned(when)})


def _pages(url: str, heading: tuple[str, str], columns: Sequence[Column], rows: Sequence[IndexRow], **more: object) -> Iterator[Page]:
    """The page of an index; where it is long, the page with its first rows and its filter, and those on which it goes on."""
    title, sub = heading
    values: dict[str, object] = {"glyph_kind": "article", "kicker": "Index", "ways": [], "chips": [], "menus": [], **more}
    asked = [replace(row, articles="") if not values["chips"] else row for row in rows]  # what no filter asks for is not printed
    filled = [at for at in range(len(columns)) if not rows or any(row.cells[at].says not in _NOTHING for row in rows)]
    columns = [columns[at] for at in filled]
    asked = [replace(row, cells=tuple(row.cells[at] for at in filled)) for row in asked]
    page = Page(url, title, "", description=f"{title}: {sub}.", kind="index")

    def table(at: str, runs: Sequence[Run[IndexRow]]) -> str:
        return render("index_table.html", at, columns=columns, rows=lines_of(runs), file="", anchor="")

    section = Section("index", "Index", [Run.of(asked)], table, searched=False, first=FIRST)
    stretches = divided(section, url, lambda at: _letters(asked[at])) if len(asked) > LONG else []
    shown, file = (asked[:FIRST], long_tables.file_of(url.strip("/"))) if stretches else (asked, "")
    values |= {"title": title, "sub": sub, "columns": columns, "rows": shown, "file": file, "anchor": "index", "stretches": stretches}
    lead = render("index.html", url, **values)
    if not stretches:
        yield replace(page, lead=lead)
        return
    data = long_tables.table_data([row.data() for row in asked])
    yield replace(page, lead=lead, scripts=long_tables.SCRIPTS, files=((file, data),))
    yield from go_on(page, section, stretches)


def _text(phrase: Phrase) -> str:
    """A phrase as a reader sees it, the labels of its citing links included."""
    return "".join(part if isinstance(part, str) else part.label if isinstance(part, Cite) else part.text for part in phrase)


def _letters(row: IndexRow) -> str:
    """A row in few letters: of a date its year, of a name its beginning."""
    text, dated = _text(row.cells[0].says), row.cells[0].order is not None
    year = re.search(r"\b\d{4}\b", text) if dated else None
    return year[0] if year else text if dated else re.sub(r"^\W+", "", text)[:4].strip()


def chips_of(rows: Sequence[IndexRow], key: str, said: Mapping[str, str]) -> list[Chip]:
    """The filter buttons of a key, in the order of ``said`` (value to words); none where they would not part the rows.

    None either where there would be more than a reader can look through: the names of very many articles are found by their words.
    """
    if key == "article" and len(said) > FEW:
        return []
    counted = Counter(value for row in rows for value in row.values(key))
    chips = [Chip(key, value, text, counted[value]) for value, text in said.items() if counted[value]]
    return chips if len(chips) > 1 or any(chip.times < len(rows) for chip in chips) else []


def _menus(rows: Sequence[IndexRow], *menus: tuple[str, str, str, Mapping[str, str]]) -> list[Menu]:
    """Menus of key, label, the words for no limit, and values with their words."""
    made = [(key, text, none, chips_of(rows, key, said)) for key, text, none, said in menus]
    return [Menu(key, text, none, tuple(chips)) for key, text, none, chips in made if chips]


def _year_menu(rows: Sequence[IndexRow], text: str = "Year") -> tuple[str, str, str, Mapping[str, str]]:
    return ("year", text, "any year", {year: year for year in sorted({year for row in rows for year in row.years.split()})})


def _shorts(kb: KnowledgeBase) -> dict[str, str]:
    return {article.id: article.article.short for article in kb.articles.values()}


def _entities(kb: KnowledgeBase, speech: Speech, entities: Sequence[Entity], kind: EntityKind | None) -> Iterator[Page]:
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
            *(() if kind else (Cell((KIND[entity.kind].label,)),)),
            Cell(joined((kb.entities[one].name,) for one in entity.country)),
            Cell((others,)),
            *(Cell((str(number),)) for number in (len(mentions), len(articles), ties, events)),
            Cell((f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else "",)),
        )
        search = folded(*(name.text for name in entity.names))
        rows.append(IndexRow(entity.kind, cells, " ".join(map(str, years)), " ".join(articles), search, " ".join(entity.country)))
    columns = [
        Column("Name"),
        *(() if kind else (Column("Kind"),)),
        Column("Country"),
        Column("Also written", width="wide"),
        *(Column(text, "number") for text in ("Named", "Articles", "Ties", "Events")),
        Column("Years", "date"),
    ]
    chips = chips_of(rows, "article", _shorts(kb))
    countries: dict[str, str] = {one: kb.entities[one].name for one in sorted({one for entity in entities for one in entity.country})}
    menus = _menus(
        rows,
        ("kind", "Kind", "any kind", {} if kind else {one.id: one.label for one in KINDS}),
        ("country", "Country", "any country", countries),
        _year_menu(rows),
    )
    ways = [
        Way("actors/", "All actors", sum(KIND[one.kind].is_actor for one in kb.entities.values()), "", not kind),
        *ways_in(kb, kind.id if kind else ""),
    ]
    sub = f"{plural(len(rows), 'entry', 'entries')}, each with every name it goes by"
    yield from _pages(url, (title, sub), columns, rows, ways=ways, chips=chips, menus=menus, glyph_kind=kind.id if kind else "group")


def _name_order(entity: Entity) -> tuple[str, str]:
    """By the letters of the name: quotation marks and other signs before them do not count, as in the script that sorts."""
    return (re.sub(r"^\W+", "", entity.name).casefold(), entity.id)


def _events(kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
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
    columns = [Column("When", "date"), Column("Event"), Column("Kind", width="short"), Column("Who"), Column("Accounts", "number")]
    menus = _menus(rows, ("kind", "Kind", "any kind", {term.id: term.label for term in EVENT_KINDS}), _year_menu(rows))
    chips = chips_of(rows, "article", _shorts(kb))
    yield from _pages("events/", ("Events", plural(len(rows), "event")), columns, rows, chips=chips, menus=menus, glyph_kind="event")


def _articles(kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
    rows = []
    for article in kb.articles.values():
        head = article.article
        authors = ", ".join(f"{author.value}{' (inferred)' if author.basis else ''}" for author in head.authors)
        published = when_words(head.published) + (" (inferred)" if head.published.inferred else "") if head.published else ""
        cells = (
            Cell((speech.article(article), *([" (draft)"] if head.draft else []))),
            Cell((authors or "not named",)),
            Cell((head.publication.value + (" (inferred)" if head.publication.basis else "") if head.publication else "not named",)),
            Cell((published or "not given",), order=head.published.sort_key()[0] if head.published else ""),
            *(Cell((str(number),)) for number in (len(kb.facts_in[article.id]), len(article.passages), times_named(article))),
        )
        years = " ".join(map(str, _spanned(head.published)))
        rows.append(IndexRow("article", cells, years, article.id, folded(head.title.value, authors)))
    columns = [
        Column("Article"),
        Column("Author"),
        Column("Published in"),
        Column("Date", "date", "wide"),
        *(Column(text, "number") for text in ("Facts", "Passages", "Mentions")),
    ]
    menus = _menus(rows, _year_menu(rows, "Published in"))
    yield from _pages("articles/", ("Articles", plural(len(rows), "article")), columns, rows, menus=menus, glyph_kind="article")


def _sources(kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
    rows = []
    for work in sorted(kb.works.values(), key=_work_order):
        articles = sorted({entry.article for entry in work.entries})
        facts = len(kb.facts_of.get(work.id, ())) - len(work.entries)
        said = in_words(of_work(work.main))
        issued = work.main.issued
        cells = (
            Cell((speech.name(work.id),)),
            Cell((said,)),
            Cell((SOURCE_LABEL[work.main.type],)),
            Cell((when_words(issued) if issued else "",), order=issued.sort_key()[0] if issued else None),
            Cell(joined((speech.article(kb.articles[one]),) for one in articles)),
            Cell((str(facts),)),
        )
        rows.append(IndexRow(work.main.type, cells, " ".join(map(str, _spanned(issued))), " ".join(articles), folded(said)))
    columns = [
        Column("Source"),
        Column("Reference", width="wide"),
        Column("Type", width="short"),
        Column("Issued", "date"),
        Column("Used by"),
        Column("Facts", "number"),
    ]
    chips = chips_of(rows, "article", _shorts(kb))
    menus = _menus(rows, ("kind", "Type", "any type", SOURCE_LABEL), _year_menu(rows, "Issued in"))
    first, *more = _pages(
        "sources/",
        ("Sources", f"{plural(len(rows), 'work')} that the articles cite or quote"),
        columns,
        rows,
        chips=chips,
        menus=menus,
        glyph_kind="source",
    )
    page, further = lay_out(first, [bibliography_part.make(kb, speech)])
    yield page
    yield from [*more, *further]


def _spanned(when: When | None) -> list[int]:
    """The years in which a date may lie; of an open side only the year that is known."""
    reach = reach_of(when) if when else None
    known = [day.year for day in (reach.first, reach.last) if day] if reach else []
    return list(range(min(known), max(known) + 1)) if known else []


def _work_order(work: Work) -> tuple[str, str]:
    return ((author_words(work.main.authors) if work.main.authors else work_title(work)).casefold(), work.id)
