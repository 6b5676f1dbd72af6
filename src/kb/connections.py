"""How two entities are connected: the shortest chains of ties between them, and the entity that a name means.

A chain is looked for in either direction of a tie; each tie keeps its own direction in the telling. Denied ties connect
nobody and are offered apart. Ties that are alleged, possible, planned or the like connect, and are marked. Names in the
same paragraph are no tie and never connect. A place may stand at an end; it is passed through only where that is asked
for. This room knows no pages; ``pages``, ``exports`` and ``cli`` call it. ``assets/js/pages/connections.js`` follows the
same rules, and a test compares the two over all pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import pairwise
from typing import Final

from kb.findings import Refusal, did_you_mean
from kb.folding import search_key
from kb.knowledge import KnowledgeBase
from kb.model import EntityId, TieFact
from kb.vocabulary import CERTAINTIES, KIND, STATUSES

MOST: Final = 10  # chains that are told where nobody asks for another number

_SURE: Final = {term.id: number for number, term in enumerate(CERTAINTIES)}
_DONE: Final = {term.id: number for number, term in enumerate(STATUSES)}


def is_asserted(tie: TieFact) -> bool:
    """Whether a voice states the tie without a hedge, as something that is or was."""
    return tie.certainty == "asserted" and tie.status == "actual"


@dataclass(frozen=True, slots=True)
class Walk:
    """What a chain may be made of, and how many chains are told."""

    asserted_only: bool = False
    through_places: bool = False
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a chain, with every tie that connects its two ends: the asserted ones first."""

    start: EntityId
    end: EntityId
    ties: tuple[TieFact, ...]

    @property
    def asserted(self) -> bool:
        """Whether at least one of the ties is asserted."""
        return is_asserted(self.ties[0])


@dataclass(frozen=True, slots=True)
class Chain:
    """A shortest way from one entity to another."""

    hops: tuple[Hop, ...]

    @property
    def asserted(self) -> bool:
        """Whether every step has an asserted tie."""
        return all(hop.asserted for hop in self.hops)

    @property
    def stations(self) -> tuple[EntityId, ...]:
        """The entities along the way, both ends included."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))


@dataclass(frozen=True, slots=True)
class Connection:
    """What connects two entities: the chains that are told, how many more are as short, and the ties denied between the two."""

    start: EntityId
    end: EntityId
    chains: tuple[Chain, ...]
    left_out: int
    denied: tuple[TieFact, ...]


# doubtful steps, passages counted down, the way itself: the smaller comes first
_Way = tuple[int, int, tuple[EntityId, ...]]
# for each entity those one step away: whether the step is doubtful, and the passages behind it
_Steps = Mapping[EntityId, Mapping[EntityId, tuple[bool, int]]]


@dataclass(frozen=True)
class Web:
    """The ties of a base as a web to walk in; made once and asked for many pairs."""

    kb: KnowledgeBase

    @cached_property
    def ties(self) -> tuple[TieFact, ...]:
        """All ties between two different entities, the surest first, then as the articles have them."""
        found = [fact for fact in self.kb.facts.values() if isinstance(fact, TieFact) and fact.subject != fact.object]
        return tuple(sorted(found, key=lambda one: (_SURE[one.certainty], _DONE[one.status], one.article, one.place.line, one.id)))

    @cached_property
    def between(self) -> Mapping[EntityId, Mapping[EntityId, tuple[TieFact, ...]]]:
        """For each entity those that it has a tie with, denied ones aside, and the ties; in the order of ids."""
        found: dict[EntityId, dict[EntityId, list[TieFact]]] = defaultdict(lambda: defaultdict(list))
        for tie in self.ties:
            if tie.certainty != "denied":
                found[tie.subject][tie.object].append(tie)
                found[tie.object][tie.subject].append(tie)
        return {one: {other: tuple(found[one][other]) for other in sorted(found[one])} for one in sorted(found)}

    def connect(self, start: EntityId, end: EntityId, walk: Walk = Walk()) -> Connection:
        """The shortest chains between two entities, at most ``walk.most``; the rest are counted.

        First come the chains with the fewest steps that no asserted tie makes, among these the ones with the most passages
        behind them, then the order of ids. An entity has no chain to itself.
        """
        steps = self._asserted_steps if walk.asserted_only else self._steps
        ways: dict[EntityId, list[_Way]] = {start: [(0, 0, (start,))]}
        number = {start: 1}
        seen = {start}
        while ways and end not in seen:
            arriving: dict[EntityId, list[_Way]] = defaultdict(list)
            counted: dict[EntityId, int] = defaultdict(int)
            for here in sorted(ways):
                if here != start and not walk.through_places and not KIND[self.kb.entities[here].kind].is_actor:
                    continue
                for there, (doubt, passages) in steps.get(here, {}).items():
                    if there in seen:
                        continue
                    arriving[there] += [(doubts + doubt, weight - passages, (*way, there)) for doubts, weight, way in ways[here]]
                    counted[there] += number[here]
            # the best of the whole are made of the best of each part, so no more need be kept
            ways = {there: nsmallest(walk.most, found) for there, found in arriving.items()}
            number = dict(counted)
            seen |= set(ways)
        found = ways.get(end, []) if start != end else []
        total = number.get(end, 0) if start != end else 0
        chains = tuple(self._chain(way, walk) for _, _, way in found)
        denied = tuple(tie for tie in self._denied if {tie.subject, tie.object} == {start, end})
        return Connection(start, end, chains, total - len(chains), denied)

    @cached_property
    def _denied(self) -> tuple[TieFact, ...]:
        return tuple(tie for tie in self.ties if tie.certainty == "denied")

    @cached_property
    def _steps(self) -> _Steps:
        return self._weighed(Walk())

    @cached_property
    def _asserted_steps(self) -> _Steps:
        return self._weighed(Walk(asserted_only=True))

    def _weighed(self, walk: Walk) -> _Steps:
        kept = {one: {other: _kept(ties, walk) for other, ties in beside.items()} for one, beside in self.between.items()}
        return {
            one: {other: (not is_asserted(ties[0]), self._passages(ties)) for other, ties in beside.items() if ties}
            for one, beside in kept.items()
        }

    def _passages(self, ties: tuple[TieFact, ...]) -> int:
        return len({(one.passage.article, one.passage.id) for tie in ties for one in self.kb.evidence[tie.id]})

    def _chain(self, way: tuple[EntityId, ...], walk: Walk) -> Chain:
        return Chain(tuple(Hop(one, other, _kept(self.between[one][other], walk)) for one, other in pairwise(way)))


def _kept(ties: tuple[TieFact, ...], walk: Walk) -> tuple[TieFact, ...]:
    return tuple(tie for tie in ties if is_asserted(tie)) if walk.asserted_only else ties


# --------------------------------------------------------------------------------------------------- names


def who(kb: KnowledgeBase, words: str) -> EntityId:
    """The entity that an id or any of its names means. Raises ``Refusal`` where none is meant, or more than one."""
    if words in kb.entities:
        return EntityId(words)
    sought = search_key(words)
    found = [entity for entity in kb.entities.values() if any(search_key(name.text) == sought for name in entity.names)]
    if len(found) == 1:
        return found[0].id
    if found:
        listed = ", ".join(f"`{entity.id}` ({entity.name})" for entity in found)
        raise Refusal(f"“{words}” is a name of {len(found)} entities: {listed}.", "Give the id of the one that is meant.")
    known = {name.text for entity in kb.entities.values() for name in entity.names} | set(kb.entities)
    raise Refusal(f"No entity has the id or the name “{words}”.", did_you_mean(words, known, "The page Actors lists all names."))
