"""The bibliography: full references of the articles and of the works that they cite, who cites them where, and the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.citations import Reference, bibliography, in_words
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import SourceId
from kb.pages.page import Cite, Link, render
from kb.pages.paging import Section
from kb.pages.runs import Run, lines_of
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


def make(kb: KnowledgeBase, speech: Speech) -> Section[Run[Entry]]:
    """The section, which goes on over pages of its own where it is long."""
    articles: dict[str, ReadArticle] = {}
    for article in kb.articles.values():
        for key in (article.id, f"article-{article.id}"):
            articles.setdefault(key, article)
    entries = [_entry(kb, speech, one, articles) for one in bibliography(kb)]

    def show(url: str, runs: Sequence[Run[Entry]]) -> str:
        return render("bibliography.html", url, entries=lines_of(runs))

    return Section("bibliography", "Bibliography", [Run.of(entries)], show, searched=False)


def _entry(kb: KnowledgeBase, speech: Speech, reference: Reference, articles: Mapping[str, ReadArticle]) -> Entry:
    work = kb.works.get(SourceId(reference.id))
    if work is None:
        return Entry(in_words(reference), Link(f"articles/{articles[reference.id].id}/", "the article", "article"), ())
    users = tuple(
        User(
            speech.article(kb.articles[entry.article]),
            ", ".join(map(str, entry.footnotes)),
            speech.cites(entry),
        )
        for entry in work.entries
    )
    return Entry(in_words(reference), Link(f"sources/{work.id}/", "its page", "source"), users)
