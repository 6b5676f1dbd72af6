"""A reference in words: the one style of the site, modelled on the notes of the Chicago Manual of Style (author – title – place).

What is not known stays out: no page, place or date is supplied. What is inferred stands in square brackets, as that manual
(17th edition, 14.44 and 14.145) has dates and names that are not printed.
"""

from __future__ import annotations

from kb.citations.reference import Reference
from kb.model import Author, When


def in_words(reference: Reference) -> str:
    """The reference of a work, as in ``Gordon, Michael R. “Title.” The New York Times, sec. Middle East, 27 September 2015.``."""
    parts: list[str] = []
    if reference.authors:
        parts.append(_stopped(_marked(reference, "author", author_words(reference.authors))))
    if reference.title:
        title = _marked(reference, "title", reference.title)
        parts.append(f"“{title}{'' if title.endswith(('.', '?', '!')) else '.'}”")
    if reference.kind:
        parts.append(_stopped(f"{reference.kind[:1].upper()}{reference.kind[1:]}"))
    where = [
        _marked(reference, "publication", reference.container_title),
        f"{reference.section_mark}{reference.section}" if reference.section else "",
        reference.publisher,
        f"version {reference.version}" if reference.version else "",
        _marked(reference, "date", when_words(reference.issued)) if reference.issued else "",
    ]
    if any(where):
        parts.append(_stopped(", ".join(part for part in where if part)))
    if reference.url:
        parts.append(f"{reference.url}.")
    return " ".join(parts)


def author_words(authors: tuple[Author, ...]) -> str:
    """The first author inverted, the others as spoken: ``Nissembaum, Dion, Adam Entous and Sam Dagher``."""
    said = [_inverted(authors[0]), *(_spoken(author) for author in authors[1:])]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def when_words(when: When) -> str:
    """A date in words, with the bounds that the text sets."""
    said = when.date.label
    if when.earliest and not when.latest:
        return f"{said}, not before {when.earliest.label}"
    if when.latest and not when.earliest:
        return f"{said}, not after {when.latest.label}"
    if when.earliest and when.latest:
        return f"{said}, {when.earliest.label} to {when.latest.label}"
    return said


def _inverted(author: Author) -> str:
    return author.literal or ", ".join(part for part in (author.family, author.given) if part)


def _spoken(author: Author) -> str:
    return author.literal or " ".join(part for part in (author.given, author.family) if part)


def _marked(reference: Reference, field: str, words: str) -> str:
    return f"[{words}]" if words and field in reference.inferred else words


def _stopped(words: str) -> str:
    return f"{words.removesuffix('.')}."
