"""``kb show``: what the base holds of one id, in the terminal: its facts, each with its voice, certainty, words and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kb import moves
from kb.exports.chains import words
from kb.findings import Refusal, did_you_mean, visible
from kb.knowledge import KnowledgeBase
from kb.model import EntityId, EventFact, Fact, SourceFact
from kb.pages.page import plural
from kb.pages.wording import Speech
from kb.vocabulary import KIND, LABEL

_HEADS: Final = {"role": "Roles", "event": "Events", "figure": "Figures", "date": "Dates", "tie": "Ties", "statement": "Statements"}
_HOMES: Final = {"entity": "entities", "article": "articles", "event": "events", "source": "sources", "dispute": "disputes"}


def card(kb: KnowledgeBase, one: str) -> str:
    """What the base holds of an entity, event, article, source, dispute or fact. Raises ``Refusal`` where nothing has the id."""
    kind, found = _found(kb, one)
    return "\n".join(visible(line) for line in _Card(kb).lines(kind, found))


def card_data(kb: KnowledgeBase, data: Mapping[str, Any], one: str) -> dict[str, Any]:
    """The same as plain data: the kind, the object of ``data/kb.json``, and the facts that speak of it, as they stand there."""
    kind, found = _found(kb, one)
    facts = _facts_by_id(data)
    if kind == "fact":
        return {"kind": kind, "id": found, "fact": facts[found]}
    thing = next(each for each in data[_HOMES[kind]] if each["id"] == found)
    return {"kind": kind, "id": found, kind: thing, "facts": [facts[fact.id] for fact in _speaking_of(kb, kind, found) if fact.id in facts]}


def _found(kb: KnowledgeBase, one: str) -> tuple[str, str]:
    """What an id names, and the id that it leads to if it was given up."""
    if one in kb.facts:
        return "fact", one
    end = moves.end_of(kb.moved, one)
    if kind := kb.kind_of(end):
        return kind, end
    named = {name.text: str(entity.id) for entity in kb.entities.values() for name in entity.names}
    ids = [str(each) for home in (kb.entities, kb.articles, kb.events, kb.works, kb.disputes, kb.facts) for each in home]
    hint = f"“{one}” is a name of `{named[one]}`." if one in named else did_you_mean(one, ids)
    raise Refusal(f"Nothing has the id `{one}`.", hint)


def _speaking_of(kb: KnowledgeBase, kind: str, one: str) -> Iterable[Fact]:
    if kind == "article":
        return [fact for fact in kb.facts.values() if fact.article == one]
    if kind == "dispute":
        return list({fact.id: fact for side in kb.disputes[one].sides for fact in side.facts}.values())
    return kb.facts_of.get(one, ())


def _facts_by_id(data: object) -> dict[str, Any]:
    """Every fact of ``data/kb.json``, wherever it stands in it."""
    found: dict[str, Any] = {}
    waiting: list[object] = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            if "evidence" in value and isinstance(value.get("id"), str):
                found[value["id"]] = value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


class _Card:
    """Writes the cards of one base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.speech = kb, Speech.of(kb)

    def lines(self, kind: str, one: str) -> Iterator[str]:
        kb = self.kb
        match kind:
            case "fact":
                yield from self.fact(kb.facts[one])  # type: ignore[index]
                return
            case "entity":
                yield from self.entity(EntityId(one))
            case "article":
                article = kb.articles[one].article  # type: ignore[index]
                yield f"{article.title.value} ({one}), article, cited as “{article.short}”"
                yield f"   {article.place.path}"
            case "event":
                event = kb.events[one]  # type: ignore[index]
                yield f"{event.title} ({one}), event: {LABEL[event.kind]}"
                yield f"   told by {plural(len(event.accounts), 'article')}: {', '.join(fact.article for fact in event.accounts)}"
            case "source":
                yield f"{self.speech.name(one).text} ({one}), source"
            case _:
                dispute = kb.disputes[one].dispute
                yield f"{dispute.question} ({one}), dispute"
                yield f"   {dispute.place.path}"
                for side in dispute.sides:
                    yield f"   {side.article}: {side.says}"
        facts = list(_speaking_of(kb, kind, one))
        for name, head in (*_HEADS.items(), ("source", "Sources")):
            chosen = [fact for fact in facts if fact.kind == name]
            if chosen:
                yield ""
                yield f"{head}: {len(chosen)}"
                for fact in chosen:
                    yield from self.fact(fact)

    def entity(self, one: EntityId) -> Iterator[str]:
        entity = self.kb.entities[one]
        yield f"{entity.name} ({one}), {KIND[entity.kind].label}"
        yield f"   {entity.place.path}"
        others = [f"{name.text} ({LABEL[name.kind]})" for name in entity.names[1:]]
        if others:
            yield f"   also: {'; '.join(others)}"
        for key, ids in (("country", entity.country), ("part of", entity.part_of)):
            if ids:
                yield f"   {key}: {', '.join(self.speech.name(each).text for each in ids)}"
        named = self.kb.mentions_of.get(one, ())
        if named:
            yield f"   {plural(len(named), 'mention')} in {plural(len({article.id for article, _ in named}), 'article')}"

    def fact(self, fact: Fact) -> Iterator[str]:
        """A fact: what it says, who says it and how sure, and its words with their places."""
        row = self.speech.row(fact)
        when = f" [{row.when}: {row.when_basis}]" if row.when_basis else f" ({row.when})" if row.when else ""
        said = words(row.says)
        if isinstance(fact, EventFact):
            other = fact.title != self.kb.events[fact.event].title
            said = f"{said} (here: {fact.title})" if other else said
        yield f"   {said}{when}  {fact.id}"
        status = "" if row.status == "actual" else f", {row.status}"
        if not isinstance(fact, SourceFact):
            yield f"      {row.certainty}{status}; {words(row.voice)}"
        for one in self.kb.evidence[fact.id]:
            place = one.quote.place
            yield f"      {self.speech.cite_passage(one.passage).label}: “{one.passage.words}”  {place.path}:{place.line}"
