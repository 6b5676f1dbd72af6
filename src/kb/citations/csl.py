"""CSL-JSON, the input of citation processors: CSL 1.0.2 (appendix III, types; appendix IV, variables) and its ``csl-data.json``.

========================  =========================================================================================
variable                  holds
========================  =========================================================================================
``id``, ``type``          the key; the type as the front matter has it (appendix III)
``author``                ``family`` and ``given``, or ``literal`` where the name does not divide
``title``, ``genre``      as printed
``container-title``       the newspaper, magazine or site; of a page, this site
``section``               as printed
``publisher``, ``URL``    as printed
``issued``                ``date-parts``: what is known of year, month and day; ``circa`` for “about”; ``literal``: the date in
                          words, where the parts do not say all of it
``accessed``              when the page was taken
``version``               of a page, the version of the content
``language``              BCP 47, where the front matter gives it
``note``                  the place and words of a passage, what is odd about the reference as printed, and what inferred values rest on
========================  =========================================================================================
"""

from __future__ import annotations

from typing import Any

from kb.citations.moment import known_parts, says_all
from kb.citations.reference import Reference
from kb.citations.style import when_words
from kb.model import Author, When


def as_csl(reference: Reference) -> dict[str, Any]:
    """One item of CSL-JSON."""
    fields: dict[str, Any] = {
        "id": reference.id,
        "type": reference.type,
        "author": [_name(author) for author in reference.authors],
        "title": reference.title,
        "genre": reference.genre,
        "container-title": reference.container_title,
        "section": reference.section,
        "publisher": reference.publisher,
        "issued": _date(reference.issued) if reference.issued else {},
        "accessed": _date(When(reference.accessed)) if reference.accessed else {},
        "version": reference.version,
        "URL": reference.url,
        "language": reference.language,
        "note": " ".join(reference.notes),
    }
    return {name: value for name, value in fields.items() if value}


def _name(author: Author) -> dict[str, str]:
    parts = {"family": author.family, "given": author.given, "literal": author.literal}
    return {name: value for name, value in parts.items() if value}


def _date(when: When) -> dict[str, Any]:
    parts = known_parts(when)
    date: dict[str, Any] = {"date-parts": [list(parts)]} if parts else {}
    if when.date.approximate:
        date["circa"] = True
    return date if parts and says_all(when) else {**date, "literal": when_words(when)}
