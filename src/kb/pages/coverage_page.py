"""The coverage page: for each article the sentences that no fact rests on, and the names that nothing explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.coverage import Coverage, Sentence
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.pages.page import Link, Page, Part, plural, render
from kb.pages.wording import Speech

URL = "coverage/"


@dataclass(frozen=True, slots=True)
class Bare:
    """A sentence without annotation: where it stands, what it says, and why nothing is annotated there."""

    at: Link
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """An article's numbers."""

    article: Link
    sentences: int
    annotated: int
    passed_over: int
    bare: int
    unexplained: int


def make(kb: KnowledgeBase, speech: Speech, coverage: Mapping[str, Coverage]) -> Page:
    """The coverage page."""
    lines = [_line(speech, article, coverage[article.id]) for article in kb.articles.values()]
    total = sum(line.sentences for line in lines)
    sub = f"{sum(line.annotated for line in lines)} of {plural(total, 'sentence')} carry a fact"
    lead = render("coverage.html", URL, sub=sub, lines=lines)
    parts = [part for article in kb.articles.values() if (part := _part(article, coverage[article.id]))]
    return Page(URL, "Coverage", lead, tuple(parts), description=f"Coverage: {sub}.", kind="index")


def _line(speech: Speech, article: ReadArticle, coverage: Coverage) -> CoverageLine:
    return CoverageLine(
        speech.article(article),
        len(coverage.sentences),
        coverage.count("annotated"),
        coverage.count("passed over"),
        coverage.count("bare"),
        len(coverage.unexplained),
    )


def _part(article: ReadArticle, coverage: Coverage) -> Part | None:
    bare = [_bare(article, sentence) for sentence in coverage.sentences if sentence.state != "annotated"]
    names = [Link(f"articles/{article.id}/#{article.body.paragraphs[one.paragraph].key}", one.words) for one in coverage.unexplained]
    if not bare and not names:
        return None
    html = render("coverage_part.html", URL, bare=bare, names=names)
    return Part(article.id, article.article.title.value, html, searched=False)


def _bare(article: ReadArticle, sentence: Sentence) -> Bare:
    paragraph = article.body.paragraphs[sentence.paragraph]
    return Bare(Link(f"articles/{article.id}/#{paragraph.key}", paragraph.label), sentence.text, sentence.reason)
