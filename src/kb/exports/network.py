"""``data/network.json``: who is tied to whom, with the places of the picture, for the script of the network page.

It adds nothing to ``data/kb.json`` but the places: every tie is there with the words for how sure, by whom, and where.
"""

from __future__ import annotations

from typing import Any

from kb.knowledge import KnowledgeBase
from kb.model import TieFact
from kb.pages import net
from kb.pages.indexes import folded, years_of
from kb.pages.wording import Speech
from kb.vocabulary import KIND, TIE


def as_network(kb: KnowledgeBase) -> dict[str, Any]:
    """The network as plain data. Places are in the unit of the picture, x to the right and y down; addresses start at the root."""
    speech = Speech(kb)
    ties = net.ties_of(kb)
    drawing = net.placed(speech, ties)
    return {
        "format": "1",
        "width": drawing.width,
        "height": drawing.height,
        "nodes": [_node(speech, point) for point in net.points(speech, drawing, ties)],
        "ties": [_tie(speech, fact) for fact in ties],
    }


def _node(speech: Speech, point: net.Point) -> dict[str, Any]:
    entity = speech.kb.entities[point.id]  # type: ignore[index]
    return {
        "id": point.id,
        "name": entity.name,
        "kind": entity.kind,
        "label": KIND[entity.kind].label,
        "url": point.link.url,
        "search": folded(*(name.text for name in entity.names)),
        "x": point.place[0],
        "y": point.place[1],
    }


def _tie(speech: Speech, fact: TieFact) -> dict[str, Any]:
    row = speech.row(fact)
    years = years_of([fact])
    return {
        "id": fact.id,
        "from": fact.subject,
        "to": fact.object,
        "tie": fact.tie,
        "words": net.plain(speech.says(fact)[1:2]).strip(),
        "both_ways": TIE[fact.tie].symmetric,
        "certainty": fact.certainty,
        "status": fact.status,
        "when": row.when,
        "years": [years[0], years[-1]] if years else None,
        "voice": net.plain(row.voice),
        "own_voice": row.own_voice,
        "cites": [{"url": cite.url, "label": cite.label, "words": cite.words} for cite in row.cites],
    }
