"""The network of everything: all ties as one picture that stands complete without scripts, and as a table below it.

The script of this page draws the same places from ``data/network.json`` and adds searching, filtering and moving about.
The table holds every tie; long ones are spread over pages, and each says where the others are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kb.knowledge import KnowledgeBase
from kb.model import TieFact
from kb.pages import net, network_file
from kb.pages.indexes import Way, years_of
from kb.pages.page import Chip, Link, Page, Part, Row, plural, render
from kb.pages.wording import Speech, when_of
from kb.vocabulary import CERTAINTIES, KINDS, TIE

URL: Final = "network/"
LINES: Final = 800  # of the static picture that say what they mean; of more, only how sure and in whose voice
ROWS: Final = 500  # of the table on one page
ROWS_BESIDE: Final = 100  # of a divided table on the page of the picture, which is to stand at once
SCRIPTS: Final = ("assets/kb/js/pages/network-picture.js", "assets/kb/js/pages/network.js")


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie as a row of the table; ``order`` is the date it sorts by."""

    row: Row
    subject: Link
    verb: str
    object: Link
    order: str


@dataclass(frozen=True, slots=True)
class PlainLine:
    """All lines of one certainty and voice, as one path: where they are very many, none could be pointed at."""

    certainty: str
    own_voice: bool
    path: str


def make(kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
    """The page with the picture and the first ties, and a page for each further stretch of the table."""
    ties = net.ties_of(kb)
    rows = sorted(
        (_row(speech, fact) for fact in ties), key=lambda one: (one.subject.text.casefold(), one.object.text.casefold(), one.row.fact)
    )
    starts = [0] if len(rows) <= ROWS else [0, *range(ROWS_BESIDE, len(rows), ROWS)]
    spans = list(zip(starts, [*starts[1:], len(rows)], strict=True))
    drawing = net.placed(speech, ties)
    edges = net.edges(speech, drawing, ties)
    large = len(edges) > LINES
    sub = f"{plural(len(drawing.places), 'actor and place', 'actors and places')}, {plural(len(ties), 'tie')} that the articles tell of"
    lead = render(
        "network.html",
        URL,
        title="Network",
        sub=sub,
        drawing=drawing,
        points=net.points(speech, drawing, ties),
        edges=[] if large else edges,
        plain=_plain(edges) if large else [],
        used=net.used(ties),
        label_size=net.LABEL_SIZE,
        far_size=round(net.LABEL_SIZE * drawing.far_size, 1),
        large=large,
        **_filters(speech, ties, list(drawing.places)),
    )
    for number, (start, stop) in enumerate(spans, 1):
        url = _url(number)
        heading = f"All {plural(len(rows), 'tie')}" if len(spans) == 1 else f"Ties {start + 1:,} to {stop:,} of {len(rows):,}"
        ways = [Way(_url(one), f"{first + 1:,} to {last:,}", 0, "", one == number) for one, (first, last) in enumerate(spans, 1)]
        table = render("ties.html", url, rows=rows[start:stop], pages=ways)
        part = (Part("ties", heading, table),) if rows else ()
        if number == 1:
            files = network_file.files(kb, speech, ties, drawing)
            scripts = SCRIPTS if rows else ()
            yield Page(url, "Network", lead, part, description=f"Network: {sub}.", kind="index", scripts=scripts, files=files)
        else:
            top = render("network_more.html", url, title=f"Network, ties {start + 1:,} and on", sub=sub, first=URL)
            yield Page(url, f"Network, ties {start + 1:,} and on", top, part, description=f"Network: {heading}.", kind="index")


def _plain(edges: Sequence[net.Edge]) -> list[PlainLine]:
    """The lines of a very large picture, by how sure and in whose voice."""
    paths: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for edge in edges:
        start, stop = ((round(x), round(y)) for x, y in (edge.start, edge.stop))
        paths[edge.certainty, edge.own_voice].append(f"M{start[0]} {start[1]}L{stop[0]} {stop[1]}")
    return [PlainLine(certainty, own_voice, "".join(found)) for (certainty, own_voice), found in sorted(paths.items())]


def _url(number: int) -> str:
    return URL if number == 1 else f"{URL}{number}/"


def _row(speech: Speech, fact: TieFact) -> TieRow:
    when = when_of(fact)
    says = speech.says(fact)
    return TieRow(
        speech.row(fact),
        speech.name(fact.subject),
        net.plain(says[1:2]).strip(),
        speech.name(fact.object),
        when.sort_key()[0] if when else "",
    )


def _filters(speech: Speech, ties: Sequence[TieFact], tied: Sequence[str]) -> dict[str, object]:
    """What the filters offer, each with its number."""
    kinds = Counter(speech.name(who).kind for who in tied)
    sure = Counter(fact.certainty for fact in ties)
    types = Counter(fact.tie for fact in ties)
    years = years_of(ties)
    return {
        "kinds": [Chip("kind", kind.id, kind.plural, kinds[kind.id]) for kind in KINDS if kinds[kind.id]],
        "sure": [Chip("certainty", term.id, term.label, sure[term.id]) for term in CERTAINTIES if sure[term.id]],
        "denied": bool(sure["denied"]) and len(sure) > 1,
        "tie_types": [Chip("tie", one, TIE[one].label, types[one]) for one in sorted(types, key=lambda one: TIE[one].label)],
        "years": (years[0], years[-1]) if years else ("", ""),
    }
