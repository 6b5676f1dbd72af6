"""Drafts: articles that only editors see. A public site is made of a base that never held them.

What is published may not rest on a draft: what has an error only without the drafts is said, and stops a public build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kb.findings import Finding
from kb.model import Article, ArticleId, Entity

REASON = "it is a draft"


def drafts(articles: Iterable[Article]) -> frozenset[ArticleId]:
    """The ids of the drafts among articles."""
    return frozenset(article.id for article in articles if article.draft)


def found(articles: Iterable[Article]) -> Iterator[Finding]:
    """A warning for each draft, so that none is forgotten."""
    for article in articles:
        if article.draft:
            yield Finding(
                article.draft_place,
                "draft",
                "This article is a draft: no public site holds it.",
                "When its text, head and rights are as they should be, delete the line `draft: true`.",
                "warning",
            )


def without(entities: Iterable[Entity], left_out: frozenset[ArticleId]) -> list[Entity]:
    """Entities without the names that are used in drafts only."""
    return [
        replace(
            entity,
            names=tuple(
                replace(name, only_in=tuple(one for one in name.only_in if one not in left_out))
                for name in entity.names
                if not name.only_in or not left_out.issuperset(name.only_in)
            ),
        )
        for entity in entities
    ]


def resting(known: Iterable[Finding], without_them: Iterable[Finding]) -> Iterator[Finding]:
    """What is in order with the drafts and an error without them."""
    before = set(known)
    for one in without_them:
        if one.severity == "error" and one not in before:
            fact = f"A public site leaves drafts out, and without them: {one.fact}"
            yield Finding(one.place, "rests-on-draft", fact, "Publish the draft first, or mark this article as a draft too.")


def withheld(articles: Iterable[Article], files: Mapping[str, bytes]) -> dict[str, str]:
    """The files of drafts and their originals by path, each with the reason why a public site does not carry it."""
    paths = [path for article in articles if article.draft for path in (article.place.path, *_originals(article))]
    return {path: REASON for path in sorted(paths) if path in files}


def _originals(article: Article) -> tuple[str, ...]:
    return (f"articles/{article.original[0]}",) if article.original else ()
