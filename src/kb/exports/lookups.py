"""The data of the pages that answer a reader’s question in the browser: of connections, and of what held as of a date.

Each has one small file with what an answer is worked out from, ``data/connections.json`` and ``data/as-of.json``, and the facts as
rows, in the words of the pages with their citing links, in files of ``SHEET`` rows each: of these only what an answer shows is loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kb import asof
from kb.asof import Bound, Span
from kb.connections import Web, is_asserted
from kb.knowledge import KnowledgeBase
from kb.model import ArticleId, TieFact
from kb.pages.page import Cite, Phrase, Row
from kb.pages.wording import Speech
from kb.vocabulary import KINDS

FORMAT: Final = 2
SHEET: Final = 50  # rows in a file
_KINDS: Final = ("event", "tie", "statement", "role")
_TOLD: Final = ("so", "denied", "not-done")


def connections_files(kb: KnowledgeBase) -> dict[str, Any]:
    """``data/connections.json``: who can be chosen, under all names, and the web of ties; ``data/connections/<n>.json``: their rows.

    The ties stand in the order in which a step tells them. The rows of those of one entity stand together: of the two that a tie
    joins, the one with more of them.
    """
    speech = Speech.of(kb)
    ties = Web(kb).ties
    number = {entity: at for at, entity in enumerate(kb.entities)}
    kinds = [kind.id for kind in KINDS]
    rows = {tie.id: speech.row(tie) for tie in ties}
    passages = _Numbers()
    times = Counter(one for tie in ties for one in (tie.subject, tie.object))

    def owned(tie: TieFact) -> tuple[Any, ...]:
        owner, other = sorted((tie.subject, tie.object), key=lambda one: (-times[one], one))
        return (number[owner], number[other], tie.id)

    kept = sorted(ties, key=owned)
    place = {tie.id: at for at, tie in enumerate(kept)}
    index = {
        "format": FORMAT,
        "sheet": SHEET,
        "kinds": [[kind.id, kind.label, "actors/" if kind.is_actor else "places/", kind.is_actor] for kind in KINDS],
        "entities": [
            [one.id, kinds.index(one.kind), *dict.fromkeys((one.name, *(name.text for name in one.names)))] for one in kb.entities.values()
        ],
        "ties": [
            [
                number[tie.subject],
                number[tie.object],
                2 if tie.certainty == "denied" else int(is_asserted(tie)),
                place[tie.id],
                *sorted({passages.number(one.url) for one in rows[tie.id].cites}),
            ]
            for tie in ties
        ],
    }
    return {"data/connections.json": index, **_sheets("data/connections/", [rows[tie.id] for tie in kept])}


def as_of_files(kb: KnowledgeBase) -> dict[str, Any]:
    """``data/as-of.json``: kind, article and span of every fact that the clocks are asked for; ``data/as-of/<kind>/<n>.json``: their rows.

    ``days`` are the days that the spans name. A span is four numbers of days, -1 where it is open, and whether it lasts and is firm;
    a fact without one has -1. The rows of a kind stand in the order in which its facts do.
    """
    speech = Speech.of(kb)
    told = sorted(((speech.row(fact), fact) for fact in asof.timed(kb)), key=lambda one: one[0].sort)
    articles = asof.publications(kb)
    number = {article: at for at, article in enumerate(articles)}
    spans = _Numbers()
    held = [spans.number(span) if (span := asof.span_of(kb, fact)) else -1 for _, fact in told]
    known: list[Span] = list(spans.found)
    days = sorted({day for span in known for day in _sides(span) if day})
    day_at: dict[date | None, int] = {None: -1, **{day: at for at, day in enumerate(days)}}
    index = {
        "format": FORMAT,
        "sheet": SHEET,
        "kinds": _KINDS,
        "told": _TOLD,
        "articles": [_clock(kb, article, bounds) for article, bounds in articles.items()],
        "days": [day.isoformat() for day in days],
        "spans": [[*(day_at[day] for day in _sides(span)), int(span.lasts), int(span.firm)] for span in known],
        "facts": [
            [
                _KINDS.index(fact.kind),
                _TOLD.index("not-done" if fact.status != "actual" else "denied" if fact.certainty == "denied" else "so"),
                number[fact.article],
                span,
            ]
            for (_, fact), span in zip(told, held, strict=True)
        ],
    }
    files = {"data/as-of.json": index}
    for kind in _KINDS:
        files |= _sheets(f"data/as-of/{kind}/", [row for row, fact in told if fact.kind == kind])
    return files


class _Numbers:
    """Things by the number under which each was first met."""

    def __init__(self) -> None:
        self.found: dict[Any, int] = {}

    def number(self, thing: object) -> int:
        return self.found.setdefault(thing, len(self.found))


def _sides(span: Span) -> tuple[date | None, ...]:
    return (span.begin_first, span.begin_last, span.end_first, span.end_last)


def _clock(kb: KnowledgeBase, article: ArticleId, bounds: tuple[Bound, Bound] | None) -> list[str | bool | None] | None:
    """The first and last day on which an article can have appeared, and whether its date is hedged; None without a date."""
    when = kb.articles[article].article.published
    if not bounds or not when:
        return None
    return [*(day.isoformat() if day else None for day in bounds), when.date.approximate or when.date.uncertain]


def _sheets(folder: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The files of rows in a folder, by the number of each."""
    return {f"{folder}{at // SHEET}.json": [row_data(row) for row in rows[at : at + SHEET]] for at in range(0, len(rows), SHEET)}


def row_data(row: Row) -> dict[str, Any]:
    """A row for a script: what the page shows, as text and links; nothing in it is markup."""
    data: dict[str, Any] = {
        "fact": row.fact,
        "kind": row.kind,
        "says": _phrase(row.says),
        "certainty": row.certainty,
        "status": row.status,
        "voice": _phrase(row.voice),
        "own": row.own_voice,
        "cites": [_cite(one) for one in row.cites],
    }
    extras = {"when": row.when, "basis": row.when_basis, "spread": row.spread}
    return data | {key: value for key, value in extras.items() if value}


def _phrase(phrase: Phrase) -> list[str | dict[str, str]]:
    parts: list[str | dict[str, str]] = []
    for part in phrase:
        if isinstance(part, str):
            parts += [part] if part else []
        else:
            parts.append(_cite(part) if isinstance(part, Cite) else {"text": part.text, "url": part.url, "kind": part.kind})
    return parts


def _cite(one: Cite) -> dict[str, str]:
    return {"label": one.label, "url": one.url, "words": one.words, "fact": one.fact}
