"""A reference as a value: what the writers of all formats read, and how it is made from a work, an article or a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kb.dates import Edtf
from kb.model import Article, Author, HeadAuthor, HeadValue, SourceFact, When
from kb.vocabulary import SOURCE_LABEL

_SAID: Final = frozenset({"broadcast", "interview", "motion_picture", "speech"})
_BREAKS: Final = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")  # whatever a reader of lines takes for the end of one


@dataclass(frozen=True, slots=True)
class Edition:
    """The site as something to be cited: its title, the address where it stands, and the version of its content.

    ``address`` ends in a slash; it is empty where nobody else can reach the site. ``version`` is the beginning of the hash
    of the content.
    """

    title: str
    address: str = ""
    version: str = ""

    @classmethod
    def at(cls, title: str, address: str, version: str) -> Edition:
        """The edition at an address of mkdocs.yml; an address that only this machine knows is none."""
        known = address if re.match(r"https?://(?!localhost[:/]|127\.|\[::1\])", address) else ""
        return cls(title, f"{known.rstrip('/')}/" if known else "", version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Something to be cited. Fields are the variables of CSL 1.0.2, appendix IV; empty is: not known.

    ``id`` is the key in every format. ``inferred`` names the fields that are not printed but concluded, ``notes`` holds whole
    sentences: what is odd about the reference as printed, and what an inferred value rests on. ``place`` is where in it a
    passage stands, and whose paragraphs and letters these are.
    """

    id: str
    type: str
    title: str = ""
    genre: str = ""
    authors: tuple[Author, ...] = ()
    container_title: str = ""
    section: str = ""
    section_mark: str = ""
    publisher: str = ""
    issued: When | None = None
    accessed: Edtf | None = None
    version: str = ""
    place: str = ""
    url: str = ""
    language: str = ""
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What it is, where that must be said: the genre as printed, or the type of what is not print, such as an interview."""
        return self.genre or (SOURCE_LABEL[self.type] if self.type in _SAID else "")


def of_work(work: SourceFact) -> Reference:
    """The reference of a cited work, as its entry in the front matter gives it."""
    basis = work.issued.basis if work.issued else ""
    return Reference(
        id=work.source,
        type=work.type,
        title=line(work.title),
        genre=line(work.genre),
        authors=tuple(Author(line(one.family), line(one.given), line(one.literal)) for one in work.authors),
        container_title=line(work.container_title),
        section=line(work.section),
        section_mark="sec. ",
        publisher=line(work.publisher),
        issued=work.issued,
        url=line(work.url),
        inferred=("date",) if basis else (),
        notes=tuple(line(note) for note in (work.note, f"Date inferred: {basis}" if basis else "") if note),
    )


def of_article(article: Article) -> Reference:
    """The reference of an annotated article, as its head gives it.

    An author whom the head does not divide stays whole; a type that the head does not give is ``document``: whether it stood in a
    newspaper, a magazine or elsewhere is not known then.
    """
    heads: dict[str, tuple[HeadValue | HeadAuthor, ...]] = {
        "title": (article.title,),
        "author": article.authors,
        "publication": (article.publication,) if article.publication else (),
        "type": (article.type,) if article.type else (),
    }
    bases = {label: " ".join(dict.fromkeys(one.basis for one in values if one.basis)) for label, values in heads.items()}
    bases["date"] = article.published.basis if article.published else ""
    title = _titled(article.title, article.subtitle)
    return Reference(
        id=article.id,
        type=article.type.value if article.type else "document",
        title=line(title),
        authors=tuple(_author(author) for author in article.authors),
        container_title=line(article.publication.value) if article.publication else "",
        section=line(article.section),
        issued=article.published,
        accessed=article.retrieved,
        url=line(article.url),
        language=article.language,
        inferred=tuple(label for label, basis in bases.items() if basis),
        notes=tuple(line(f"{label.capitalize()} inferred: {basis}") for label, basis in bases.items() if basis),
    )


def of_page(url: str, title: str, edition: Edition) -> Reference:
    """The reference of a page of the site; ``url`` is its folder (``actors/x/``).

    It has no date, since the site has none. Where nobody knows the address of the site, the folder stands under ``section``.
    """
    return Reference(
        id=url.strip("/").replace("/", "-"),
        type="webpage",
        title=line(title),
        container_title=line(edition.title),
        section="" if edition.address else url,
        version=edition.version,
        url=f"{edition.address}{url}" if edition.address else "",
    )


def line(text: str) -> str:
    """Text on one line: breaks become a space, all else stays as it is."""
    return _BREAKS.sub(" ", text).strip()


def _author(author: HeadAuthor) -> Author:
    return Author(line(author.family), line(author.given)) if author.family else Author(literal=line(author.value))


def _titled(title: HeadValue, subtitle: str) -> str:
    if not subtitle:
        return title.value
    return f"{title.value}{'' if title.value.endswith(('.', '?', '!', ':')) else ':'} {subtitle.removesuffix('.')}"
