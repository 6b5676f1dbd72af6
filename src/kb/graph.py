"""Ties and co-mentions as graphs: who is connected to whom, how strongly, and how central an actor is.

A tie that an editor annotated and a mere co-mention are different things and never share a graph. This room knows no
pages; ``pages`` and ``exports`` call it. It is the only room that knows networkx.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import TypeAlias

import networkx as nx

from kb.knowledge import KnowledgeBase
from kb.model import EntityId, TieFact

CoMentions: TypeAlias = "nx.Graph[str]"  # who is named beside whom; ``weight`` counts the paragraphs


def ties(kb: KnowledgeBase) -> nx.MultiDiGraph[str]:
    """The annotated ties: an edge from subject to object for each, keyed by the fact's id. Denied ties are in it."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for fact in kb.facts.values():
        if isinstance(fact, TieFact):
            graph.add_edge(fact.subject, fact.object, key=fact.id, tie=fact.tie, certainty=fact.certainty)
    return graph


def co_mentions(kb: KnowledgeBase) -> CoMentions:
    """Entities named in the same paragraph; ``weight`` counts the paragraphs."""
    pairs: Counter[tuple[EntityId, EntityId]] = Counter()
    for article in kb.articles.values():
        together: dict[int, set[EntityId]] = {}
        for mention in article.mentions:
            together.setdefault(article.text.paragraph_at(mention.start), set()).add(mention.entity)
        for unseen, paragraph in article.withheld.mentions if article.withheld else ():
            together.setdefault(paragraph, set()).add(unseen)
        for named in together.values():
            pairs.update(combinations(sorted(named), 2))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((one, other, times) for (one, other), times in sorted(pairs.items()))
    return graph


def named_with(graph: CoMentions, entity: EntityId) -> list[tuple[EntityId, int]]:
    """Who is named with an entity, most often first."""
    if entity not in graph:
        return []
    beside: Mapping[str, Mapping[str, int]] = graph[entity]
    found = [(EntityId(other), int(edge["weight"])) for other, edge in beside.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def most_connected(kb: KnowledgeBase, most: int) -> list[tuple[EntityId, int]]:
    """The actors with the most other actors tied to them, with that number."""
    graph = ties(kb).to_undirected(as_view=True)
    counted = [(EntityId(one), len(set(graph.neighbors(one)) - {one})) for one in graph.nodes]
    return sorted(counted, key=lambda one: (-one[1], one[0]))[:most]
