"""Ids that files claim: one that two of them have is a finding, and counts for the first. ``Workspace`` asks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from kb.findings import Finding
from kb.model import Article, Dispute, Entity
from kb.source import Place

T = TypeVar("T", Article, Entity, Dispute)


def twice(read_articles: list[Article], read_entities: list[Entity]) -> Iterator[Finding]:
    """Ids that two files claim: an address would mean two things."""
    seen: dict[str, Place] = {}
    everything: list[Article | Entity] = [*read_articles, *read_entities]
    for value in everything:
        if value.id in seen:
            fact = f"The id `{value.id}` is taken: {seen[value.id].path} has it."
            yield Finding(value.place, "duplicate-id", fact, "Rename one of the two files.")
        seen.setdefault(value.id, value.place)


def first(values: list[T]) -> list[T]:
    """The values by id, the first of each."""
    found: dict[str, T] = {}
    for value in values:
        found.setdefault(value.id, value)
    return list(found.values())
