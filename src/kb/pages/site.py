"""All pages of the site, in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping

from kb import gaps, graph
from kb.citations import Edition
from kb.coverage import Coverage
from kb.knowledge import KnowledgeBase
from kb.pages import (
    article_page,
    asof_page,
    cite_this,
    connections_page,
    coverage_page,
    disputes_page,
    entity_page,
    event_page,
    front_page,
    gaps_page,
    indexes,
    known_page,
    network_page,
    paging,
    source_page,
    timeline,
)
from kb.pages.page import Page
from kb.pages.wording import Speech


def make(kb: KnowledgeBase, edition: Edition, covered: Mapping[str, Coverage]) -> list[Page]:
    """Every page but the receipt, which counts these; the order depends on the content alone."""
    speech = Speech(kb)
    beside = graph.co_mentions(kb)
    around = timeline.neighbourhood(kb)
    entities = [page for one in kb.entities.values() for page in entity_page.make(kb, speech, one, graph.named_with(beside, one.id))]
    return [
        front_page.make(kb, speech, edition.title, timeline.years(kb, speech)),
        *timeline.make(kb, speech),
        *asof_page.make(kb, speech),
        *connections_page.make(kb, speech),
        *disputes_page.make(kb, speech),
        *coverage_page.make(kb, speech, covered),
        *known_page.make(kb, speech, paging.moved(entities)),
        *gaps_page.make(kb, speech, gaps.gaps(kb)),
        *indexes.make(kb, speech),
        *network_page.make(kb, speech),
        *(cite_this.on_article(article_page.make(kb, speech, article), speech, article, edition) for article in kb.articles.values()),
        *(cite_this.on_page(page, edition) for page in entities),
        *(cite_this.on_page(event_page.make(kb, speech, event, around[event.id]), edition) for event in kb.events.values()),
        *(cite_this.on_source(source_page.make(kb, speech, work), work, edition) for work in kb.works.values()),
    ]
