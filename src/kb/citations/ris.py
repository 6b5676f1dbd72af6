"""RIS: the tags of the *RIS Format Specifications* of Reference Manager (2001; types and tags of 2011), in UTF-8.

====================  =============================================================================================
tag                   holds
====================  =============================================================================================
``TY``, ``ID``        the type of reference, first; the key
``AU``                one for each author: ``Family, Given``, or the name that does not divide
``TI``, ``T2``        title; newspaper, magazine or site
``M3``                the kind of work, as printed
``SE``, ``PB``        section; publisher
``PY``                the year, where it is known and not “about” or uncertain
``DA``                ``YYYY/MM/DD/other``: the parts that are known, and the date in words where they do not say all of it
``ET``                of a page, the version of the content
``UR``, ``Y2``        address; when the page was taken
``LA``                language
``N1``                one for each note: place and words of a passage, what is odd as printed, what inferred values rest on
``ER``                the end, last
====================  =============================================================================================

A tag and its text are one line, ended by carriage return and line feed (*Use separate lines for each tag*); texts have no line
breaks, because a reader would take what follows for a tag.
"""

from __future__ import annotations

from typing import Final

from kb.citations.moment import known_parts, says_all
from kb.citations.reference import Reference
from kb.citations.style import when_words
from kb.model import Author, When

_TYPES: Final = {
    "article-newspaper": "NEWS",
    "article-magazine": "MGZN",
    "article-journal": "JOUR",
    "post-weblog": "BLOG",
    "post": "ELEC",
    "webpage": "ELEC",
    "motion_picture": "VIDEO",
    "report": "RPRT",
    "legislation": "LEGAL",
    "book": "BOOK",
}
END: Final = "\r\n"


def as_ris(reference: Reference) -> str:
    """One record, ending in a line break."""
    issued = reference.issued
    plain = issued and known_parts(issued) and not (issued.date.approximate or issued.date.uncertain)
    tags = [
        ("TY", _TYPES.get(reference.type, "GEN")),
        ("ID", reference.id),
        *(("AU", _name(author)) for author in reference.authors),
        ("TI", reference.title),
        ("T2", reference.container_title),
        ("M3", reference.genre),
        ("SE", reference.section),
        ("PB", reference.publisher),
        ("PY", f"{known_parts(issued)[0]:04}" if issued and plain else ""),
        ("DA", _date(issued) if issued else ""),
        ("ET", reference.version),
        ("UR", reference.url),
        ("Y2", _date(When(reference.accessed)) if reference.accessed else ""),
        ("LA", reference.language),
        *(("N1", note) for note in reference.notes),
    ]
    lines = [f"{tag}  - {text}" for tag, text in tags if text]
    return END.join([*lines, "ER  - ", ""])


def _name(author: Author) -> str:
    return author.literal or ", ".join(part for part in (author.family, author.given) if part)


def _date(when: When) -> str:
    year, month, day = (*known_parts(when), 0, 0, 0)[:3]
    parts = (f"{year:04}" if year else "", f"{month:02}" if month else "", f"{day:02}" if day else "")
    return f"{'/'.join(parts)}/{'' if year and says_all(when) else when_words(when)}"
