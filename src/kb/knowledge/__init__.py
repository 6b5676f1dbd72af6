"""Joins articles, registry and readings into one ``KnowledgeBase``: every fact with the passages it rests on.

Here a quote meets its place, an id its entity, two accounts of an event each other. What does not meet becomes a
finding with the nearest known thing, and the fact is listed as left out: nothing vanishes. This room does not judge
content (``checks`` does) and makes no pages. ``library`` calls ``join``; every room above reads the base.
"""

from kb.knowledge.base import (
    Event,
    Evidence,
    JoinedDispute,
    JoinedSide,
    KnowledgeBase,
    Passage,
    ReadArticle,
    Unplaced,
    Withheld,
    Work,
    subjects,
)
from kb.knowledge.joining import join
from kb.knowledge.placing import Memory, Names, Placed, place, search

__all__ = [
    "Event",
    "Evidence",
    "JoinedDispute",
    "JoinedSide",
    "KnowledgeBase",
    "Memory",
    "Names",
    "Passage",
    "Placed",
    "ReadArticle",
    "Unplaced",
    "Withheld",
    "Work",
    "join",
    "place",
    "search",
    "subjects",
]
