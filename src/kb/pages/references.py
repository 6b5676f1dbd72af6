"""A work as a reference, in the notes style that the site uses throughout (modelled on Chicago, author – title – place).

What the citing article does not print stays out: no page, place or date is supplied.
"""

from __future__ import annotations

from kb.model import Author, SourceFact
from kb.pages.page import Phrase
from kb.pages.wording import when_words


def reference(work: SourceFact) -> Phrase:
    """The reference of a work.

    It reads like ``Gordon, Michael R. “Title.” The New York Times, sec. Middle East, 27 September 2015.``
    """
    parts: list[str] = []
    if work.authors:
        parts.append(f"{author_words(work.authors).removesuffix('.')}.")
    if work.title:
        parts.append(f"“{work.title}{'' if work.title.endswith(('.', '?', '!')) else '.'}”")
    if work.genre:
        parts.append(f"{work.genre[:1].upper()}{work.genre[1:]}.")
    where = [part for part in (work.container_title, f"sec. {work.section}" if work.section else "", work.publisher) if part]
    if work.issued:
        where.append(when_words(work.issued))
    if where:
        parts.append(f"{', '.join(where)}.")
    if work.url:
        parts.append(f"{work.url}.")
    return (" ".join(parts),)


def author_words(authors: tuple[Author, ...]) -> str:
    """The first author inverted, the others as spoken: ``Nissembaum, Dion, Adam Entous and Sam Dagher``."""
    said = [_inverted(authors[0]), *(_spoken(author) for author in authors[1:])]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _inverted(author: Author) -> str:
    return author.literal or ", ".join(part for part in (author.family, author.given) if part)


def _spoken(author: Author) -> str:
    return author.literal or " ".join(part for part in (author.given, author.family) if part)
