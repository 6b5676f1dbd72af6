"""``data/network.json`` and ``data/network-words.json``: who is tied to whom, with the places of the picture, for the network's page.

They belong to that page, so that the picture is laid out once. They add nothing to ``data/kb.json`` but the places. All is in
columns: a list for each thing that is said of a name or a tie; what is said often is written once, and told by its number from 0. The
words of the passages are longer than all the rest and are wanted only when somebody asks for them, so they have a file of their own.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from kb import layout
from kb.knowledge import KnowledgeBase, Passage
from kb.model import EntityId, TieFact
from kb.pages import net
from kb.pages.indexes import folded, years_of
from kb.pages.wording import Speech
from kb.vocabulary import CERTAINTIES, KINDS, STATUSES, TIE

Value = TypeVar("Value", bound=Hashable)


class _Once(Generic[Value]):
    """Values in the order in which they first came, each of them once."""

    def __init__(self) -> None:
        self.numbers: dict[Value, int] = {}

    def number(self, value: Value) -> int:
        """The number of a value, counted from 0."""
        return self.numbers.setdefault(value, len(self.numbers))


def files(kb: KnowledgeBase, speech: Speech, ties: Sequence[TieFact], drawing: layout.Drawing) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Both files by their paths in the site, as plain data. Places are in the unit of the picture, x to the right and y down."""
    rows = [speech.row(fact) for fact in ties]
    years = [years_of([fact]) for fact in ties]
    at = {who: number for number, who in enumerate(drawing.places)}
    types, says, voices, whens = _Once[str](), _Once[str](), _Once[tuple[str, bool]](), _Once[str]()
    passages = _Once[Passage]()
    sure, statuses = [term.id for term in CERTAINTIES], [term.id for term in STATUSES]
    columns = {
        "id": [fact.id for fact in ties],
        "from": [at[fact.subject] for fact in ties],
        "to": [at[fact.object] for fact in ties],
        "type": [types.number(fact.tie) for fact in ties],
        "says": [says.number(net.plain(speech.says(fact)[1:2]).strip()) for fact in ties],
        "certainty": [sure.index(fact.certainty) for fact in ties],
        "status": [statuses.index(fact.status) for fact in ties],
        "when": [whens.number(row.when) for row in rows],
        "first": [found[0] if found else None for found in years],
        "last": [found[-1] if found else None for found in years],
        "voice": [voices.number((net.plain(row.voice), row.own_voice)) for row in rows],
        "passages": [sorted({passages.number(one.passage) for one in kb.evidence[fact.id]}) for fact in ties],
    }
    articles = _Once[str]()
    cited = {
        "id": [one.id for one in passages.numbers],
        "article": [articles.number(one.article) for one in passages.numbers],
        "where": [speech.where(one) for one in passages.numbers],
    }
    known = {
        "format": "2",
        "width": drawing.width,
        "height": drawing.height,
        "kinds": [[kind.id, kind.label, "actors" if kind.is_actor else "places"] for kind in KINDS],
        "types": [[one, TIE[one].symmetric] for one in types.numbers],
        "certainties": sure,
        "statuses": statuses,
        "says": list(says.numbers),
        "whens": list(whens.numbers),
        "voices": [list(one) for one in voices.numbers],
        "articles": [[one, kb.articles[one].article.short] for one in articles.numbers],  # type: ignore[index]
        "names": _names(speech, drawing.places),
        "ties": columns,
        "passages": cited,
    }
    words = {"format": "1", "words": {one.id: one.words for one in passages.numbers}}
    return (("data/network.json", known), ("data/network-words.json", words))


def _names(speech: Speech, places: Mapping[str, layout.Point]) -> dict[str, list[Any]]:
    """The columns of everybody who has a tie; ``also`` is what a search compares besides the name."""
    found = [speech.kb.entities[EntityId(who)] for who in places]
    kinds = [kind.id for kind in KINDS]
    searched = [folded(*(name.text for name in entity.names)) for entity in found]
    return {
        "id": [entity.id for entity in found],
        "name": [entity.name for entity in found],
        "kind": [kinds.index(entity.kind) for entity in found],
        "also": ["" if one == folded(entity.name) else one for one, entity in zip(searched, found, strict=True)],
        "x": [x for x, _ in places.values()],
        "y": [y for _, y in places.values()],
    }
