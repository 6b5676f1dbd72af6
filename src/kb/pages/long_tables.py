"""A table that goes on over several pages, as data for the script that filters and sorts all of it: ``data/tables/<name>.json``.

The pages are complete without the file; ``assets/js/pages/long-table.js`` loads it on the first of them and draws what is asked for.
``indexes``, ``known_page`` and ``connections_page`` call it where their table is divided. It knows no facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kb.pages.page import Cite, Link, Phrase

FORMAT: Final = 1
SCRIPTS: Final = ("assets/kb/js/pages/rows.js", "assets/kb/js/pages/long-table.js")


def file_of(name: str) -> str:
    """Where the data of a table stands in the site."""
    return f"data/tables/{name}.json"


@dataclass(frozen=True, slots=True)
class Counted:
    """A cell that counts: a number, where its lines stand, from the page of its row, and the step of its colour."""

    times: int
    rest: str
    step: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """A cell that sorts by something else than it says."""

    says: Phrase
    order: str


TableCell = Phrase | Ordered | Counted


@dataclass(frozen=True, slots=True)
class _Links:
    """Each link once; a cell names its number."""

    found: dict[Link, int] = field(default_factory=dict)

    def number(self, link: Link) -> int:
        return self.found.setdefault(link, len(self.found))


def table_data(rows: Sequence[tuple[Mapping[str, str], Sequence[TableCell]]]) -> dict[str, Any]:
    """``links`` (address, text, kind) and ``rows``: of each its ``data-`` values by their names, then its cells.

    A cell is its text; the number of its only link; an object with ``says`` (texts, numbers of links, citing links) and ``order``
    where it has more; or a list where it counts: the number, the rest of the address after that of the row's first link, the step.
    """
    links = _Links()
    made = [[{key: value for key, value in values.items() if value}, *(_cell(cell, links) for cell in cells)] for values, cells in rows]
    return {"format": FORMAT, "links": [[link.url, link.text, link.kind] for link in links.found], "rows": made}


def _cell(cell: TableCell, links: _Links) -> object:
    match cell:
        case Counted():
            return [cell.times, cell.rest, cell.step] if cell.times else ""
        case Ordered():
            return {"says": _parts(cell.says, links), "order": cell.order}
        case _:
            says = _parts(cell, links)
            return "" if not says else says[0] if len(says) == 1 and not isinstance(says[0], dict) else {"says": says}


def _parts(phrase: Phrase, links: _Links) -> list[object]:
    parts: list[object] = []
    for part in phrase:
        if isinstance(part, str):
            if part:
                parts.append(part)
        elif isinstance(part, Cite):
            parts.append({"label": part.label, "url": part.url, "words": part.words, "fact": part.fact})
        else:
            parts.append(links.number(part))
    return parts
