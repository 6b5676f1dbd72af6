"""How independent the articles are that say the same: whether their statements go back to different origins.

Two statements are independent where nothing that one goes back to is also behind the other: a chain of sources counts
once, however many articles stand at its end. What an article says itself, or heard from a voice without a name, goes
back to that article alone. This room reads the facts and judges none of them; ``pages`` and ``exports`` call it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

from kb.knowledge import KnowledgeBase
from kb.model import EventFact, Fact, FactId, SourceId, TieFact
from kb.vocabulary import TIE

Sources = Mapping[SourceId, Collection[SourceId]]


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many articles a thing is said, and how many origins the statements have that are independent of each other."""

    articles: int
    origins: int

    @property
    def words(self) -> str:
        """``in 3 articles, from 2 independent origins``; nothing where only one article says it."""
        if self.articles <= 1:
            return ""
        return f"in {self.articles} articles, from {f'{self.origins} independent origins' if self.origins > 1 else '1 origin'}"


def spread(facts: Iterable[Fact], derived: Sources) -> Spread:
    """How far facts that say the same are spread; ``derived`` gives the sources that a source repeats.

    Neither the order of the facts nor that of the sources matters, and sources that repeat each other in a circle are one chain.
    """
    said = list(facts)
    return Spread(len({fact.article for fact in said}), _components([behind(fact, derived) for fact in said]))


def behind(fact: Fact, derived: Sources) -> frozenset[str]:
    """Everything that a statement goes back to: its sources with all that they repeat, its speaker, or the article itself.

    A speaker stands behind every report of what he says, so two articles that quote the same speaker are no two origins.
    """
    voice = fact.voice
    first = [SourceId(voice.who)] if voice.kind == "document" else []
    first += [voice.via] if voice.via else []
    speaker = {f"speaker {voice.who}"} if voice.kind == "speaker" else set()
    found = {f"source {one}" for one in reached(first, derived)} | speaker
    return frozenset(found or {f"article {fact.article}"})


def reached(first: Iterable[SourceId], derived: Sources) -> set[SourceId]:
    """The sources given and every source that these repeat, through any number of steps."""
    found: set[SourceId] = set()
    waiting = list(first)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(derived.get(one, ()))
    return found


def derivations(kb: KnowledgeBase) -> dict[SourceId, tuple[SourceId, ...]]:
    """The sources that each source repeats, by the entries of all articles."""
    return {work.id: tuple(sorted({other for entry in work.entries for other in entry.derives_from})) for work in kb.works.values()}


def ends(source: SourceId, derived: Sources) -> list[SourceId]:
    """Where the chain of a source ends: the sources behind it that repeat none, sorted; empty where it repeats none itself."""
    return sorted(one for one in reached([source], derived) - {source} if not derived.get(one))


def said_alike(kb: KnowledgeBase) -> dict[FactId, Spread]:
    """The spread of every tie and account that more than one article gives, by the id of the fact.

    Ties say the same that have the same ends and type; what is denied, planned or feared is another statement than what is told as so.
    """
    derived = derivations(kb)
    found: dict[FactId, Spread] = {}
    for facts in alike(kb):
        if len({fact.article for fact in facts}) > 1:
            one = spread(facts, derived)
            found.update({fact.id: one for fact in facts})
    return found


def alike(kb: KnowledgeBase) -> list[tuple[Fact, ...]]:
    """The ties and accounts that say the same, in groups; one that nothing else says is a group by itself."""
    groups: dict[Hashable, list[Fact]] = defaultdict(list)
    for fact in kb.facts.values():
        if (key := sameness(fact)) is not None:
            groups[key].append(fact)
    return [tuple(facts) for facts in groups.values()]


def sameness(fact: Fact) -> Hashable:
    """What two ties or two accounts of an event share where they say the same; None for facts of other kinds."""
    match fact:
        case TieFact():
            parties = tuple(sorted((fact.subject, fact.object))) if TIE[fact.tie].symmetric else (fact.subject, fact.object)
            return (parties, fact.tie, fact.certainty == "denied", fact.status)
        case EventFact():
            return (fact.event, fact.certainty == "denied", fact.status)
        case _:
            return None


def _components(groups: Iterable[frozenset[str]]) -> int:
    """The number of parts into which sets fall that share nothing with each other."""
    parts: list[set[str]] = []
    for group in groups:
        touching = [part for part in parts if part & group]
        parts = [part for part in parts if not part & group]
        parts.append(set(group).union(*touching))
    return len(parts)
