"""The page of an article: its text with marked passages and names, and beside each paragraph the facts that rest on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import ClassVar, Final

from kb.citations import when_words
from kb.knowledge import KnowledgeBase, Passage, ReadArticle
from kb.model import DateFact, HeadAuthor, HeadValue, SourceFact
from kb.pages import carrying
from kb.pages.cite_this import PASSAGE_FORMS, passages_file
from kb.pages.layers import LAYER_OF, layers_of, switches
from kb.pages.page import Cite, Link, Page, Part, Row, render, root_of, trusted
from kb.pages.wording import Speech
from kb.passages import Mark, mark
from kb.vocabulary import KIND, SOURCE_LABEL

_TOLD: Final = frozenset({"event", "tie", "statement", "figure"})
_ASIDE: Final = frozenset({"role", "date", "source"})
_PASSAGE: Final = '<span class="kb-q"'
_SCRIPTS: Final = ("assets/kb/js/pages/references.js",)


@dataclass(frozen=True, slots=True)
class BibLine:
    """A line of the bibliographic head; ``missing`` says that the page does not give the value."""

    label: str
    value: str = ""
    basis: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A passage in the margin: its letter, its short form (``Huang 2015 ¶4b``) and the facts that rest on it."""

    letter: str
    label: str
    passage: str
    rows: tuple[Row, ...]
    files: ClassVar = tuple((name, passages_file(form)) for name, form in PASSAGE_FORMS)  # the references of the passages, by format

    @property
    def layers(self) -> str:
        """The layers of its facts."""
        return " ".join(layers_of(row.kind for row in self.rows))

    @staticmethod
    def layer(row: Row) -> str:
        """The layer of one of its facts."""
        return LAYER_OF[row.kind]


@dataclass(frozen=True, slots=True)
class Margin:
    """What rests on a paragraph: ``notes`` say what happened, ``more`` who takes part, when, and after which source."""

    notes: tuple[Note, ...] = ()
    more: tuple[Note, ...] = ()

    @property
    def facts(self) -> int:
        """The number of facts in the margin."""
        return sum(len(note.rows) for note in (*self.notes, *self.more))

    def layers(self, *, folded: bool = False) -> str:
        """The layers of all its facts, or of those that are ``folded`` below the others."""
        notes = self.more if folded else (*self.notes, *self.more)
        return " ".join(layers_of(row.kind for note in notes for row in note.rows))


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph ready to print."""

    key: str
    number: int
    html: str
    margin: Margin


@dataclass(frozen=True, slots=True)
class FootNote:
    """A footnote ready to print, with the works that it points to."""

    key: str
    number: int
    html: str
    works: tuple[Link, ...]
    margin: Margin


@dataclass(frozen=True, slots=True)
class DateLine:
    """A dated expression."""

    printed: str
    means: str
    edtf: str
    basis: str
    event: Link | None
    cites: tuple[Cite, ...]


def make(kb: KnowledgeBase, speech: Speech, article: ReadArticle) -> Page:
    """The page of one article."""
    head = article.article
    url = f"articles/{article.id}/"
    marked = _marked(kb, speech, article, root_of(url))
    margins = _margins(kb, speech, article)
    paragraphs = tuple(
        Para(paragraph.key, int(paragraph.key[2:]), trusted(marked[index]), margins.get(index, Margin()))
        for index, paragraph in enumerate(article.body.paragraphs)
        if paragraph.footnote is None and paragraph.key.startswith("p-")
    )
    lead = render(
        "article.html",
        url,
        title=head.title.value,
        title_basis=head.title.basis,
        subtitle=head.subtitle,
        bib=_bib(article),
        switches=switches(kb, article),
        paragraphs=paragraphs,
        notice=trusted(carrying.notice(article, url)),
    )
    parts = []
    if footnotes := _footnotes(speech, article, marked, margins):
        parts.append(Part("footnotes", "Footnotes", render("footnotes.html", url, notes=footnotes)))
    if dates := _dates(kb, speech, article):
        parts.append(Part("dates", "Dates in this article", render("dates.html", url, dates=dates)))
    parts.append(Part("about-this-text", "About this text", _about(article, url), searched=False))
    return Page(
        url,
        head.title.value,
        lead,
        tuple(parts),
        description=_description(article),
        source=head.place.path,
        kind="article",
        scripts=_SCRIPTS if article.passages else (),
    )


def _description(article: ReadArticle) -> str:
    authors = ", ".join(author.value for author in article.article.authors)
    by = f", by {authors}" if authors else ""
    return f"{article.article.title.value}{by}: {carrying.described(article)}."


def _marked(kb: KnowledgeBase, speech: Speech, article: ReadArticle, root: str) -> list[str]:
    """The HTML of each paragraph with passages, names and misprints marked; the last segment of a passage has its letter."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    paragraph_at, starts = article.text.paragraph_at, article.text.starts
    tags: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for passage in article.passages:
        on = " ".join(layers_of(fact.kind for fact in kb.facts_on[passage.article, passage.id]))
        opening = f'{_PASSAGE} id="{passage.id}" data-q="{passage.id}" data-on="{on}">'
        again = f'{_PASSAGE} data-q="{passage.id}" data-on="{on}">'
        tags[passage.paragraph].append((opening, again, speech.letters[passage.article, passage.id]))
        for number, (start, end) in enumerate(passage.spans):
            at = paragraph_at(start)
            first = again if number else opening
            marks[at].append(Mark(start - starts[at], end - starts[at], first, again, "</span>"))
    for mention in article.mentions:
        entity = kb.entities[mention.entity]
        at = paragraph_at(mention.start)
        start, end = mention.start - starts[at], mention.end - starts[at]
        if _inside_link(article, at, start, end):
            inside = f'<span class="kb-m kb-m--{entity.kind}"'
            marks[at].append(Mark(start, end, f'{inside} id="m-{mention.start}">', f"{inside}>", "</span>"))
            continue
        folder = "actors" if KIND[entity.kind].is_actor else "places"
        link = f'<a class="kb-m kb-m--{entity.kind}" href="{root}{folder}/{entity.id}/"'
        marks[at].append(Mark(start, end, f'{link} id="m-{mention.start}">', f"{link}>", "</a>"))
    for (start, end), misprint in article.misprints:
        at = paragraph_at(start)
        sic = f'<span class="kb-sic" title="so printed; read: {escape(misprint.reading, quote=True)}">'
        marks[at].append(Mark(start - starts[at], end - starts[at], sic, sic, "</span>"))
    return [
        paragraph.before + _lettered(mark(reading, marks.get(index, ())), tags.get(index, ())) + paragraph.after
        for index, (paragraph, reading) in enumerate(zip(article.body.paragraphs, article.text.paragraphs, strict=True))
    ]


def _lettered(html: str, tags: Iterable[tuple[str, str, str]]) -> str:
    """The last segment of each passage with the passage's letter; ``tags`` are its first tag, its further tag and the letter."""
    for first, again, letter in tags:
        at = max(html.rfind(first), html.rfind(again))
        if letter and at >= 0:
            html = f'{html[:at]}{_PASSAGE} data-n="{letter}"{html[at + len(_PASSAGE) :]}'
    return html


def _inside_link(article: ReadArticle, at: int, start: int, end: int) -> bool:
    """Whether a name touches a link of the article's own: a link inside a link is no HTML."""
    opened = -1
    for piece in article.text.paragraphs[at].pieces:
        if piece.tag == "a" and piece.kind == "open":
            opened = piece.text_at
        elif piece.tag == "a" and piece.kind == "close":
            if opened < end and start < piece.text_at:
                return True
            opened = -1
    return False


def _margins(kb: KnowledgeBase, speech: Speech, article: ReadArticle) -> dict[int, Margin]:
    by_paragraph: dict[int, list[Passage]] = defaultdict(list)
    for passage in article.passages:
        by_paragraph[passage.paragraph].append(passage)
    return {at: _margin(kb, speech, passages) for at, passages in by_paragraph.items()}


def _margin(kb: KnowledgeBase, speech: Speech, passages: list[Passage]) -> Margin:
    notes: list[Note] = []
    more: list[Note] = []
    for passage in passages:
        facts = kb.facts_on[passage.article, passage.id]
        for kinds, found in ((_TOLD, notes), (_ASIDE, more)):
            if rows := tuple(speech.row(fact) for fact in facts if fact.kind in kinds):
                found.append(Note(speech.letters[passage.article, passage.id], speech.cite_passage(passage).label, passage.id, rows))
    return Margin(tuple(notes), tuple(more))


def _bib(article: ReadArticle) -> list[BibLine]:
    head = article.article
    lines = [_head_line("Authors" if len(head.authors) > 1 else "Author", head.authors, "not named on the page")]
    if head.type:
        lines.append(BibLine("Kind", SOURCE_LABEL[head.type.value], head.type.basis))
    lines.append(_head_line("Published in", (head.publication,) if head.publication else (), "not named on the page"))
    if head.section:
        lines.append(BibLine("Section", head.section))
    if head.published:
        lines.append(BibLine("Date", when_words(head.published), head.published.basis))
    else:
        lines.append(BibLine("Date", missing="not given on the page"))
    if head.url:
        lines.append(BibLine("Address", head.url))
    if head.retrieved:
        lines.append(BibLine("Retrieved", head.retrieved.label))
    return lines


def _head_line(label: str, values: Sequence[HeadValue | HeadAuthor], missing: str) -> BibLine:
    if not values:
        return BibLine(label, missing=missing)
    bases = dict.fromkeys(value.basis for value in values if value.basis)
    return BibLine(label, ", ".join(value.value for value in values), " ".join(bases))


def _footnotes(speech: Speech, article: ReadArticle, marked: list[str], margins: dict[int, Margin]) -> list[FootNote]:
    works: dict[int, dict[str, Link]] = defaultdict(dict)
    for fact in speech.kb.facts_in[article.id]:
        if isinstance(fact, SourceFact):
            for number in fact.footnotes:
                works[number][fact.source] = speech.name(fact.source)
    notes: list[FootNote] = []
    for index, paragraph in enumerate(article.body.paragraphs):
        if not paragraph.key.startswith("fn-"):
            continue
        number = int(paragraph.key.split("-")[1])
        notes.append(FootNote(paragraph.key, number, trusted(marked[index]), tuple(works[number].values()), margins.get(index, Margin())))
    return notes


def _dates(kb: KnowledgeBase, speech: Speech, article: ReadArticle) -> list[DateLine]:
    facts = [fact for fact in kb.facts_in[article.id] if isinstance(fact, DateFact)]
    facts.sort(key=lambda fact: kb.evidence[fact.id][0].passage.spans[0])
    return [
        DateLine(
            fact.printed,
            when_words(fact.when),
            fact.when.date.text,
            fact.when.basis,
            speech.name(fact.event) if fact.event else None,
            speech.cites(fact),
        )
        for fact in facts
    ]


def _about(article: ReadArticle, url: str) -> str:
    return render(
        "about_text.html",
        url,
        article=article.article,
        source=article.article.place.path,
        misprints=article.misprints,
        whole=not article.withheld,
    )
