"""What is known of each actor by year: a table of actors and years, each cell the number of facts that are dated in that year.

It counts the lines of an actor's page: its ties, the accounts of events in which it takes part, and the statements about it. A fact
whose date may lie in more than one year is counted apart, and so is one without a date; so the columns of a row add up to its total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.citations import known_parts
from kb.knowledge import KnowledgeBase
from kb.model import Entity, EventFact, Fact, StatementFact, TieFact
from kb.pages import long_tables
from kb.pages.page import Link, Page, plural, render
from kb.pages.paging import Section, divided, go_on
from kb.pages.runs import Run, lines_of
from kb.pages.wording import Speech, when_of
from kb.vocabulary import KIND

URL: Final = "coverage/actors/"
LONG: Final = 250  # rows, each with a cell for each year, that the page bears without being divided
FIRST: Final = 25  # rows of a table that is divided; each page that goes on holds five times as many
_STEPS = (1, 2, 4, 8)  # the most facts in each step of the colour; more is the fifth
_LONGEST = 40  # years: over more than this, those without a fact are left out


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How many facts of a year, the first of their lines, and the step of the colour from 1 to 5; 0 for none."""

    year: int
    times: int
    url: str
    step: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An actor: its cells, and what stands in no year."""

    actor: Link
    cells: tuple[HeatCell, ...]
    uncertain: int
    undated: int
    total: int


def make(kb: KnowledgeBase, speech: Speech, moved: Mapping[str, str]) -> Iterator[Page]:
    """The page, and those on which its table goes on: actors with most dated facts first.

    ``moved`` says where lines stand that are not on their actor's page.
    """
    actors = [entity for entity in kb.entities.values() if KIND[entity.kind].is_actor]
    known = {entity.id: by_year(kb, entity) for entity in actors}
    found = {year for years in known.values() for year in years if isinstance(year, int)}
    years = _years(found)
    shown = [entity for entity in actors if set(known[entity.id]) - {"undated"}]
    rows = [_row(speech, entity, known[entity.id], years, moved) for entity in shown]
    rows.sort(key=lambda row: (-sum(cell.times for cell in row.cells), -row.total, row.actor.text.casefold(), row.actor.url))
    sub = f"{len(shown)} of {plural(len(actors), 'actor')} have a fact with a date"

    def table(at: str, runs: Sequence[Run[HeatRow]]) -> str:
        return render("known_table.html", at, years=years, rows=lines_of(runs), steps=_steps(), anchor="", file="")

    section = Section("known", "Facts by actor and year", [Run.of(rows)], table, searched=False, first=FIRST)
    stretches = divided(section, URL, lambda _: "") if len(rows) > LONG else []
    file = long_tables.file_of("known") if stretches else ""
    values = {"sub": sub, "years": years, "without": len(actors) - len(shown), "steps": _steps(), "stretches": stretches}
    lead = render("known.html", URL, rows=rows[:FIRST] if stretches else rows, anchor="known", file=file, **values)
    page = Page(URL, "Known by year", lead, description=f"Known by year: {sub}.", kind="index")
    if not stretches:
        yield page
        return
    data = long_tables.table_data([_data(row) for row in rows])
    yield replace(page, scripts=long_tables.SCRIPTS, files=((file, data),))
    yield from go_on(page, section, stretches)


def _data(row: HeatRow) -> tuple[dict[str, str], list[long_tables.TableCell]]:
    """The row as a script gets it."""
    counted = [long_tables.Counted(cell.times, cell.url.removeprefix(row.actor.url), cell.step) for cell in row.cells]
    return {}, [(row.actor,), *counted, *((str(number or ""),) for number in (row.uncertain, row.undated, row.total))]


def by_year(kb: KnowledgeBase, entity: Entity) -> dict[int | str, list[Fact]]:
    """The facts with a line on an actor's page by year, by ``uncertain`` and by ``undated``; of each the order of the page."""
    found: dict[int | str, list[Fact]] = defaultdict(list)
    for fact in kb.facts_of.get(entity.id, ()):
        if not _has_line(fact, entity):
            continue
        when = when_of(fact)
        parts = known_parts(when) if when else ()
        found[parts[0] if parts else "uncertain" if when else "undated"].append(fact)
    return dict(found)


def _has_line(fact: Fact, entity: Entity) -> bool:
    match fact:
        case TieFact():
            return entity.id in {fact.subject, fact.object}
        case EventFact():
            return entity.id in fact.places or any(who == entity.id for _, who in fact.people())
        case StatementFact():
            return entity.id in fact.about
        case _:
            return False


def _years(found: set[int]) -> list[int]:
    if not found:
        return []
    first, last = min(found), max(found)
    return list(range(first, last + 1)) if last - first < _LONGEST else sorted(found)


def _row(speech: Speech, entity: Entity, known: dict[int | str, list[Fact]], years: Sequence[int], moved: Mapping[str, str]) -> HeatRow:
    actor = speech.name(entity.id)
    cells = []
    for year in years:
        facts = known.get(year, [])
        step = sum(len(facts) > most for most in _STEPS) + 1 if facts else 0
        line = f"{actor.url}#{_first(facts).id}" if facts else ""
        cells.append(HeatCell(year, len(facts), moved.get(line, line), step))
    return HeatRow(actor, tuple(cells), len(known.get("uncertain", ())), len(known.get("undated", ())), sum(map(len, known.values())))


def _first(facts: Sequence[Fact]) -> Fact:
    """The fact whose line stands first on the page: ties before events, events before statements, then in the order of time."""
    order = {TieFact: 0, EventFact: 1, StatementFact: 2}
    return min(
        facts,
        key=lambda fact: (order[type(fact)], when.sort_key() if (when := when_of(fact)) else (), fact.article, fact.place.line, fact.id),
    )


def _steps() -> list[tuple[int, str]]:
    """The key to the colours: each step with the numbers that it stands for."""
    lows = (1, *(most + 1 for most in _STEPS))
    said = [str(low) if low == most else f"{low}–{most}" for low, most in zip(lows, _STEPS, strict=False)]
    return list(enumerate([*said, f"{lows[-1]} or more"], 1))
