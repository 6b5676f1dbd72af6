"""*Cite this*, at the foot of a page: its reference in the style of the site and in three formats, complete without scripts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from kb.citations import Edition, Reference, as_bibtex, as_csl, as_ris, in_words, of_article, of_page, of_work
from kb.knowledge import ReadArticle, Work
from kb.pages.page import Page, render
from kb.pages.wording import Speech

PASSAGE_FORMS: Final = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json"))
"""The formats in which the references of passages stand in a file, with the ends of their names."""


@dataclass(frozen=True, slots=True)
class Form:
    """A reference in one format: the text to copy, and the address that gives it as a file."""

    name: str
    text: str
    file: str
    href: str


@dataclass(frozen=True, slots=True)
class Example:
    """A passage as one cites it: its short form, its anchor, its whole address, as far as that is known, and the key of its record."""

    label: str
    anchor: str
    address: str
    key: str


def passages_file(form: str) -> str:
    """Where the references of the passages of an article stand in a format (``bib``, ``ris``, ``json``), seen from its page."""
    return f"cite/passages.{form}"


def on_article(page: Page, speech: Speech, article: ReadArticle, edition: Edition) -> Page:
    """The page of an article with its reference, and how one cites a passage of it."""
    example = None
    if article.passages:
        cite = speech.cite_passage(article.passages[0])
        example = Example(cite.label, article.passages[0].id, f"{edition.address}{cite.url}", f"{article.id}-{article.passages[0].id}")
    return _with(page, of_article(article.article), edition, example)


def on_source(page: Page, work: Work, edition: Edition) -> Page:
    """The page of a work with the reference of the work."""
    return _with(page, of_work(work.main), edition)


def on_page(page: Page, edition: Edition) -> Page:
    """A page that the site itself wrote, with the reference of the page."""
    return _with(page, of_page(page.url, page.title, edition), edition)


def _with(page: Page, reference: Reference, edition: Edition, example: Example | None = None) -> Page:
    html = render(
        "cite_this.html",
        page.url,
        reference=in_words(reference),
        notes=reference.notes,
        forms=_forms(reference),
        itself=reference.type == "webpage" and reference.container_title == edition.title,
        edition=edition,
        example=example,
    )
    return replace(page, tail="\n".join(part for part in (page.tail, html) if part))


def _forms(reference: Reference) -> tuple[Form, ...]:
    csl = json.dumps([as_csl(reference)], ensure_ascii=False, indent=1) + "\n"
    ris = as_ris(reference)
    return (
        _form("BibTeX", as_bibtex(reference), f"{reference.id}.bib", "application/x-bibtex"),
        replace(_form("RIS", ris, f"{reference.id}.ris", "application/x-research-info-systems"), text=ris.replace("\r\n", "\n")),
        _form("CSL-JSON", csl, f"{reference.id}.json", "application/vnd.citationstyles.csl+json"),
    )


def _form(name: str, text: str, file: str, media_type: str) -> Form:
    return Form(name, text, file, f"data:{media_type};charset=utf-8,{quote(text)}")
