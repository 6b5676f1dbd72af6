"""The reference of one passage: the article’s own, with the place in it and the address of its words on this site.

No format has a field for a paragraph in an item. ``locator`` of CSL belongs to a citation, and processors do not read it from an item;
``pages`` of BibTeX and ``SP`` of RIS would say that it is a page. So the place, ``¶4b``, stands where a note is printed: first in CSL
``note``, BibTeX ``note`` and the first ``N1`` of RIS; the words themselves stand in the note after it. ``URL`` is the permanent link.
"""

from __future__ import annotations

from dataclasses import replace

from kb.citations.reference import Edition, Reference, line, of_article
from kb.model import Article, PassageId


def of_passage(article: Article, passage: PassageId, place: str, words: str, edition: Edition) -> Reference:
    """The reference of a passage; ``place`` is where it stands (``¶4b``), ``words`` are its words as they stand there."""
    whole = of_article(article)
    at = f"articles/{article.id}/#{passage}"
    retrieved = f", retrieved {whole.accessed.label}" if whole.accessed else ""
    annotated = f"as annotated in {line(edition.title)}, version {edition.version}" if edition.version else ""
    notes = [
        ", ".join(part for part in (place, annotated) if part) + ".",
        f"Words: {words if words.startswith('“') and words.endswith('”') else f'“{words}”'}",
        "" if edition.address else f"Address within the site: {at}",
        f"Address of the article: {whole.url}{retrieved}" if whole.url else "",
    ]
    return replace(
        whole,
        id=f"{article.id}-{passage}",
        place=", ".join(part for part in (place, annotated) if part),
        url=f"{edition.address}{at}" if edition.address else "",
        accessed=None,
        notes=tuple(line(note) for note in (*notes, *whole.notes) if note),
    )
