"""The whole bibliography: the articles, and the works that they cite or quote."""

from __future__ import annotations

from dataclasses import replace

from kb.citations.reference import Reference, of_article, of_work
from kb.citations.style import author_words, in_words
from kb.knowledge import KnowledgeBase


def bibliography(kb: KnowledgeBase) -> tuple[Reference, ...]:
    """Every reference once, by author, then by title.

    An article whose id is also that of a work gets the key ``article-<id>``: a key names one thing.
    """
    works = [of_work(work.main) for work in kb.works.values()]
    taken = {work.id for work in works}
    articles = [of_article(article.article) for article in kb.articles.values()]
    unique = [replace(one, id=f"article-{one.id}") if one.id in taken else one for one in articles]
    return tuple(sorted([*works, *unique], key=_order))


def _order(reference: Reference) -> tuple[str, str]:
    return ((author_words(reference.authors) if reference.authors else in_words(reference)).strip("“[").casefold(), reference.id)
