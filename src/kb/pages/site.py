"""All pages of the site, in a fixed order."""

from __future__ import annotations

from kb import coverage, graph
from kb.knowledge import KnowledgeBase
from kb.pages import article_page, coverage_page, disputes_page, entity_page, event_page, front_page, indexes, source_page, timeline
from kb.pages.page import Page
from kb.pages.wording import Speech


def make(kb: KnowledgeBase, title: str) -> list[Page]:
    """Every page but the receipt, which counts these; the order depends on the content alone."""
    speech = Speech(kb)
    beside = graph.co_mentions(kb)
    around = timeline.neighbourhood(kb)
    return [
        front_page.make(kb, speech, title, timeline.years(kb, speech)),
        timeline.make(kb, speech),
        disputes_page.make(kb, speech),
        coverage_page.make(kb, speech, coverage.cover(kb)),
        *indexes.make(kb, speech),
        *(article_page.make(kb, speech, article) for article in kb.articles.values()),
        *(entity_page.make(kb, speech, entity, graph.named_with(beside, entity.id)) for entity in kb.entities.values()),
        *(event_page.make(kb, speech, event, around[event.id]) for event in kb.events.values()),
        *(source_page.make(kb, speech, work) for work in kb.works.values()),
    ]
