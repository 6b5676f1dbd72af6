"""The data of the pages that answer a reader’s question in the browser: ``data/connections.json`` and ``data/as-of.json``.

Both hold facts as rows, in the words of the pages, with their citing links. Only these pages load them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from kb import asof
from kb.connections import Web, is_asserted
from kb.knowledge import KnowledgeBase
from kb.pages.page import Cite, Phrase, Row
from kb.pages.wording import Speech
from kb.vocabulary import KIND


def connections_data(kb: KnowledgeBase) -> dict[str, Any]:
    """Who can be chosen, under all names, and every tie as a row; the ties in the order in which a step tells them."""
    speech = Speech(kb)
    entities = {}
    for entity in kb.entities.values():
        link = speech.name(entity.id)
        entities[entity.id] = {
            "name": link.text,
            "url": link.url,
            "kind": link.kind,
            "label": KIND[entity.kind].label,
            "actor": KIND[entity.kind].is_actor,
            "names": list(dict.fromkeys(name.text for name in entity.names)),
        }
    ties = [
        {
            "subject": tie.subject,
            "object": tie.object,
            "asserted": is_asserted(tie),
            "denied": tie.certainty == "denied",
            "row": row_data(speech.row(tie)),
        }
        for tie in Web(kb).ties
    ]
    return {"entities": entities, "ties": ties}


def as_of_data(kb: KnowledgeBase) -> dict[str, Any]:
    """Every fact that the clocks are asked for as a row, with the four days of its span; and when each article was published."""
    speech = Speech(kb)
    articles: dict[str, Any] = {}
    for article, bounds in asof.publications(kb).items():
        when = kb.articles[article].article.published
        hedged = bool(when and (when.date.approximate or when.date.uncertain))
        articles[article] = {"first": _day(bounds[0]), "last": _day(bounds[1]), "hedged": hedged} if bounds else None
    facts = []
    for fact in asof.timed(kb):
        span = asof.span_of(kb, fact)
        told = "not-done" if fact.status != "actual" else "denied" if fact.certainty == "denied" else "so"
        data: dict[str, Any] = {"article": fact.article, "told": told, "row": row_data(speech.row(fact))}
        if span:
            data["span"] = {
                "begin": [_day(span.begin_first), _day(span.begin_last)],
                "end": [_day(span.end_first), _day(span.end_last)],
                "lasts": span.lasts,
                "firm": span.firm,
            }
        facts.append((speech.row(fact).sort, data))
    return {"articles": articles, "facts": [data for _, data in sorted(facts, key=lambda one: one[0])]}


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


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
