"""The layers of an article’s page: what its marks in the text are about, so that a reader can look at one thing at a time.

A passage is in every layer that a fact on it belongs to; names and misprints are layers of their own. This module says which
layers there are, which a passage is in, and how many marks each has; the looks are in ``layers.css``, the switching in
``layers.js``. Only ``article_page`` calls it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kb.knowledge import KnowledgeBase, ReadArticle
from kb.pages.page import plural

LAYER_OF: Final[dict[str, str]] = {
    "role": "actors",
    "tie": "actors",
    "event": "events",
    "figure": "events",
    "date": "dates",
    "statement": "statements",
    "source": "sources",
}
"""The layer of each kind of fact; the order of the values is that of the switches."""

_RESTS: Final = {
    "actors": "who takes part, and ties",
    "events": "accounts of events, and their figures",
    "dates": "dated expressions",
    "statements": "statements",
    "sources": "works cited or quoted",
}


@dataclass(frozen=True, slots=True)
class Switch:
    """A layer with marks on a page: its name, what ``title`` says of it, and how many marks it has."""

    layer: str
    title: str
    times: int


def layers_of(kinds: Iterable[str]) -> tuple[str, ...]:
    """The layers of what has facts of these kinds, in the order of the switches."""
    found = {LAYER_OF[kind] for kind in kinds}
    return tuple(layer for layer in _RESTS if layer in found)


def switches(kb: KnowledgeBase, article: ReadArticle) -> tuple[Switch, ...]:
    """A switch for every layer that the article has marks of."""
    times = Counter(layer for one in article.passages for layer in layers_of(fact.kind for fact in kb.facts_on[one.article, one.id]))
    made = [Switch(layer, f"{plural(times[layer], 'passage')}: {rests}", times[layer]) for layer, rests in _RESTS.items() if times[layer]]
    if names := len(article.mentions):
        made.append(Switch("names", f"{plural(names, 'name')} of actors and places", names))
    if misprints := len(article.misprints):
        made.append(Switch("misprints", f"{plural(misprints, 'misprint')}, kept as printed", misprints))
    return tuple(made)
