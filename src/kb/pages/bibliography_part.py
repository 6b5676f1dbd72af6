"""The bibliography: full references of the articles and of the works that they cite, who cites them where, and the files."""

from __future__ import annotations

from dataclasses import dataclass

from kb.citations import Reference, bibliography, in_words
from kb.knowledge import KnowledgeBase
from kb.model import SourceId
from kb.pages.page import Cite, Link, Part, render
from kb.pages.wording import Speech


@dataclass(frozen=True, slots=True)
class User:
    """An article that cites a work: in which footnotes, and the passages where it does."""

    article: Link
    notes: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One reference of the bibliography, with the page that the site has for it."""

    reference: str
    link: Link
    users: tuple[User, ...]


def make(kb: KnowledgeBase, speech: Speech, url: str) -> Part:
    """The section for a page at an address."""
    entries = [_entry(kb, speech, one) for one in bibliography(kb)]
    return Part("bibliography", "Bibliography", render("bibliography.html", url, entries=entries), searched=False)


def _entry(kb: KnowledgeBase, speech: Speech, reference: Reference) -> Entry:
    work = kb.works.get(SourceId(reference.id))
    if work is None:
        article = next(one for one in kb.articles.values() if reference.id in {one.id, f"article-{one.id}"})
        return Entry(in_words(reference), Link(f"articles/{article.id}/", "the article", "article"), ())
    users = tuple(
        User(
            speech.article(kb.articles[entry.article]),
            ", ".join(map(str, entry.footnotes)),
            speech.cites(entry),
        )
        for entry in work.entries
    )
    return Entry(in_words(reference), Link(f"sources/{work.id}/", "its page", "source"), users)
