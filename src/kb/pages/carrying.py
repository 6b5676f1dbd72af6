"""What pages say of words that their edition does not carry: how many, where they stand, and where the whole text is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.knowledge import KnowledgeBase, ReadArticle
from kb.pages.page import Link, plural, render
from kb.passages import leads_to_the_web
from kb.vocabulary import RIGHTS

_LABEL: Final = {term.id: term.label for term in RIGHTS}


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """What a build carries of an article, for the receipt."""

    article: Link
    rights: str
    carried: int
    words: int
    unseen: int
    misprints: int


def times_named(article: ReadArticle) -> int:
    """The mentions of an article, those in withheld words among them."""
    return len(article.mentions) + (len(article.withheld.mentions) if article.withheld else 0)


def unseen_links(article: ReadArticle, paragraphs: Iterable[int]) -> tuple[Link, ...]:
    """The paragraphs with withheld mentions: ``¶4``, or ``¶4, 2 times``."""
    return tuple(
        Link(
            f"articles/{article.id}/#{article.body.paragraphs[at].key}",
            article.body.paragraphs[at].label + (f" ({times} times)" if times > 1 else ""),
        )
        for at, times in sorted(Counter(paragraphs).items())
    )


def notice(article: ReadArticle, url: str) -> str:
    """What stands before the text of an article that is not carried in full, or that is a draft; nothing where neither is so."""
    draft = render("draft.html", url) if article.article.draft else ""
    if not article.withheld:
        return draft
    address = article.article.url
    return draft + render(
        "notice.html",
        url,
        rights=article.article.rights,
        withheld=article.withheld,
        address=address if leads_to_the_web(address) else "",
    )


def described(article: ReadArticle) -> str:
    """What the page of an article holds, for its description."""
    passages = plural(len(article.passages), "marked passage")
    if not article.withheld:
        return f"the text with {passages}"
    return f"the places of {passages}" if article.article.rights == "reference" else passages


def lines(kb: KnowledgeBase, carried: Mapping[str, Mapping[str, Any]]) -> list[CarriedLine]:
    """A line of the receipt for each article; ``carried`` is that of ``data/build.json``."""
    return [_line(article, carried[article.id]) for article in kb.articles.values()]


def _line(article: ReadArticle, said: Mapping[str, Any]) -> CarriedLine:
    return CarriedLine(
        Link(f"articles/{article.id}/", article.article.title.value, "article"),
        _LABEL[article.article.rights],
        said["words"] - said["words_withheld"],
        said["words"],
        said["mentions_withheld"],
        said["misprints_withheld"],
    )
