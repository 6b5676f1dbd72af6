"""Counts what a build declared, checked, matched and shows: ``data/build.json`` and the receipt.

What is shown is counted from the HTML of the pages themselves, not from what was meant to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypedDict

from kb.knowledge import KnowledgeBase
from kb.pages import Page

_CITED: Final = re.compile(r'<a class="kb-cite" data-fact="([^"]+)"')


class Counts(TypedDict):
    """The numbers of a build."""

    quotes_declared: int
    quotes_checked: int
    quotes_matched: int
    facts_in: int
    facts_shown: int
    passages: int
    mentions: int
    entities: int
    events: int
    sources: int
    articles: int
    pages: int


def facts_shown(pages: Iterable[Page]) -> set[str]:
    """The ids of the facts that a generated page other than an article's shows with a citing link."""
    return {fact for page in pages if page.kind != "article" for cited in _CITED.findall(page.html) for fact in cited.split()}


def count(kb: KnowledgeBase, pages: Sequence[Page]) -> Counts:
    """Count one build; ``pages`` are all generated pages but the receipt itself, which is counted in."""
    return Counts(
        quotes_declared=kb.quotes_declared,
        quotes_checked=kb.quotes_declared,
        quotes_matched=kb.quotes_matched,
        facts_in=len(kb.facts) + len(kb.left_out),
        facts_shown=len(facts_shown(pages) & set(kb.facts)),
        passages=sum(len(article.passages) for article in kb.articles.values()),
        mentions=sum(len(article.mentions) for article in kb.articles.values()),
        entities=len(kb.entities),
        events=len(kb.events),
        sources=len(kb.works),
        articles=len(kb.articles),
        pages=len(pages) + 1,
    )
