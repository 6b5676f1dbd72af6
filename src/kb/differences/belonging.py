"""Which entities are the same, and which are a part of another, by what the entities’ files say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from kb.model import Entity, EntityId


class Belonging:
    """Knows one registry: who is judged to be the same, and what belongs to what, through any number of steps."""

    def __init__(self, entities: Mapping[EntityId, Entity]) -> None:
        """Read the judgements in both directions; of entities that are the same, the first id speaks for all."""
        same: dict[str, set[str]] = defaultdict(set)
        for entity in entities.values():
            for judgement in (one for one in entity.same_as if one.other in entities):
                same[entity.id].add(judgement.other)
                same[judgement.other].add(entity.id)
        self._first = {one: min(_reached(one, same)) for one in same}
        wholes: dict[str, set[str]] = defaultdict(set)
        for entity in entities.values():
            wholes[self.one(entity.id)] |= {self.one(whole) for whole in (*entity.part_of, *entity.country)}
        self._wholes = {part: _reached(part, wholes) - {part} for part in wholes}

    def one(self, entity: str) -> str:
        """The id that stands for an entity and all that are judged to be the same."""
        return self._first.get(entity, entity)

    def within(self, part: str, whole: str) -> bool:
        """Whether the one belongs to the other, by ``part_of`` and ``country``."""
        return self.one(whole) in self._wholes.get(self.one(part), ())

    def all_of(self, entities: Collection[str]) -> frozenset[str]:
        """The ids that stand for entities."""
        return frozenset(self.one(entity) for entity in entities)

    def akin(self, some: Collection[str], others: Collection[str]) -> bool:
        """Whether any of the one belongs to any of the other, either way."""
        return any(self.within(one, other) or self.within(other, one) for one in some for other in others)


def _reached(first: str, steps: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [first]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(steps.get(one, ()))
    return found
