"""What a build carries of articles and files, for whom, and what it leaves out and why: for ``data/build.json`` and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from kb.knowledge import KnowledgeBase
from kb.passages import words_of


class CarriedArticle(TypedDict):
    """What a build carries of one article; the words of its text and those of them that are withheld, counted between white space."""

    rights: str
    words: int
    words_withheld: int
    mentions_withheld: int
    misprints_withheld: int


class Carried(TypedDict):
    """The audience of a build, what it carries of each article, and the content files that it does not carry, with the reason."""

    audience: str
    carried: dict[str, CarriedArticle]
    files_withheld: dict[str, str]


def carried(kb: KnowledgeBase, audience: str, files: Mapping[str, str]) -> Carried:
    """What the edition ``kb`` of a base carries; ``files`` are those that it does not carry, with the reason."""
    articles = {}
    for article in kb.articles.values():
        out = article.withheld
        articles[str(article.id)] = CarriedArticle(
            rights=article.article.rights,
            words=out.of if out else len(words_of(article.text.text)),
            words_withheld=out.words if out else 0,
            mentions_withheld=len(out.mentions) if out else 0,
            misprints_withheld=out.misprints if out else 0,
        )
    return Carried(audience=audience, carried=articles, files_withheld=dict(files))
