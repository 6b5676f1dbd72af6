"""The page on which a reader asks how two actors are connected; without scripts, who has a tie with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.connections import Web, is_asserted
from kb.knowledge import KnowledgeBase
from kb.model import EntityId
from kb.pages import long_tables
from kb.pages.page import Link, Page, Phrase, plural, render
from kb.pages.paging import Section, Stretch, divided, go_on, part_of
from kb.pages.runs import Run, lines_of
from kb.pages.wording import Speech
from kb.vocabulary import KIND

URL: Final = "connections/"
_ASKED: Final = 24  # entities among which example pairs are looked for
_EXAMPLES: Final = 3
SCRIPTS: Final = ("assets/kb/js/pages/rows.js", "assets/kb/js/pages/connections.js")
LONG: Final = 250  # rows that the page bears without being divided
FIRST: Final = 5  # of a divided table: the first have most links, some thousands of them


@dataclass(frozen=True, slots=True)
class Beside:
    """Who has a tie with an entity; ``sure`` where at least one of the ties is asserted."""

    link: Link
    sure: bool


@dataclass(frozen=True, slots=True)
class DirectLine:
    """An entity and everybody who has a tie with it."""

    link: Link
    kind: str
    ties: int
    others: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair that one can ask for with one click."""

    start: EntityId
    end: EntityId
    text: str


def make(kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
    """The page of connections, and those on which its table goes on."""
    web = Web(kb)
    lines = [_line(speech, web, entity) for entity in web.between]
    lines.sort(key=lambda line: (-line.ties, line.link.text.casefold(), line.link.url))
    connecting = sum(tie.certainty != "denied" for tie in web.ties)
    sub = f"{plural(connecting, 'tie')} between {plural(len(lines), 'actor and place', 'actors and places')}"
    lead = render("connections.html", URL, sub=sub, examples=_examples(speech, web))
    long = len(lines) > LONG
    file = long_tables.file_of("direct-ties") if long else ""

    def table(at: str, runs: Sequence[Run[DirectLine]]) -> str:
        first = at == URL
        return render(
            "connections_direct.html", at, lines=lines_of(runs), anchor="direct-ties" if first else "", file=file if first else ""
        )

    section = Section("direct", "Who has a tie with whom", [Run.of(lines)], table, searched=False, first=FIRST)
    stretches = divided(section, URL, lambda _: "") if long else [Stretch(1, len(lines), len(lines), URL)]
    page = Page(
        URL,
        "Connections",
        lead,
        (part_of(section, stretches),),
        description=f"How two actors are connected: {sub}.",
        kind="index",
        scripts=SCRIPTS,
    )
    if not long:
        yield page
        return
    data = long_tables.table_data([_data(line) for line in lines])
    yield replace(page, scripts=(*SCRIPTS, long_tables.SCRIPTS[-1]), files=((file, data),))
    yield from go_on(page, section, stretches)


def _data(line: DirectLine) -> tuple[dict[str, str], list[long_tables.TableCell]]:
    """The row as a script gets it; each link leads to the section of ties."""
    others: list[str | Link] = []
    for at, one in enumerate(line.others):
        glue = ", " if at else ""
        doubt = "not asserted: " if not one.sure and (not at or line.others[at - 1].sure) else ""
        others += [*([glue + doubt] if glue + doubt else []), _to_ties(one.link)]
    name: Phrase = (_to_ties(line.link),)
    return {}, [name, (line.kind,), (str(line.ties),), tuple(others)]


def _to_ties(link: Link) -> Link:
    return replace(link, url=f"{link.url}#ties")


def _examples(speech: Speech, web: Web) -> list[Example]:
    """Pairs to begin with: of those with the most neighbours, who have no tie with one another but somebody in between."""
    known = sorted(web.between, key=lambda one: (-len(web.between[one]), one))[:_ASKED]
    pairs = ((one, other) for at, one in enumerate(known) for other in known[at + 1 :])
    apart = ((one, other) for one, other in pairs if other not in web.between[one] and set(web.between[one]) & set(web.between[other]))
    found: list[Example] = []
    named: set[EntityId] = set()
    for one, other in apart:
        if len(found) < _EXAMPLES and not {one, other} & named:
            named |= {one, other}
            found.append(Example(one, other, f"{speech.name(one).text} and {speech.name(other).text}"))
    return found


def _line(speech: Speech, web: Web, entity: EntityId) -> DirectLine:
    beside = web.between[entity]
    others = [Beside(speech.name(one), is_asserted(ties[0])) for one, ties in beside.items()]
    others.sort(key=lambda one: (not one.sure, one.link.text.casefold(), one.link.url))
    return DirectLine(
        speech.name(entity), KIND[web.kb.entities[entity].kind].label, sum(len(ties) for ties in beside.values()), tuple(others)
    )
