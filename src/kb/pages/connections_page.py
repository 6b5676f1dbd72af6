"""The page on which a reader asks how two actors are connected; without scripts, who has a tie with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kb.connections import Web, is_asserted
from kb.knowledge import KnowledgeBase
from kb.model import EntityId
from kb.pages.page import Link, Page, Part, plural, render
from kb.pages.wording import Speech
from kb.vocabulary import KIND

URL: Final = "connections/"
_ASKED: Final = 24  # entities among which example pairs are looked for
_EXAMPLES: Final = 3
SCRIPTS: Final = ("assets/kb/js/pages/rows.js", "assets/kb/js/pages/connections.js")


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


def make(kb: KnowledgeBase, speech: Speech) -> Page:
    """The page of connections."""
    web = Web(kb)
    lines = [_line(speech, web, entity) for entity in web.between]
    lines.sort(key=lambda line: (-line.ties, line.link.text.casefold(), line.link.url))
    connecting = sum(tie.certainty != "denied" for tie in web.ties)
    sub = f"{plural(connecting, 'tie')} between {plural(len(lines), 'actor and place', 'actors and places')}"
    lead = render("connections.html", URL, sub=sub, examples=_examples(speech, web))
    table = render("connections_direct.html", URL, lines=lines)
    parts = (Part("direct", "Who has a tie with whom", table, searched=False),)
    return Page(URL, "Connections", lead, parts, description=f"How two actors are connected: {sub}.", kind="index", scripts=SCRIPTS)


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
