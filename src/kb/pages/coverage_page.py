"""The coverage page: for each article the sentences that no fact rests on, and the names that nothing explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.coverage import Coverage, Sentence
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.pages.page import Link, Page, Part, plural, render
from kb.pages.paging import Section, lay_out
from kb.pages.runs import SHORT, Run, lines_of
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


@dataclass(frozen=True, slots=True)
class Left:
    """What an article leaves: its bare sentences, and after the last of them the names that nothing explains."""

    article: Link
    bare: tuple[Bare, ...]
    names: tuple[Link, ...]

    def __len__(self) -> int:
        """How many lines it has: the names are one."""
        return len(self.bare) + bool(self.names)

    def cut(self, first: int, last: int) -> Left:
        """The lines from ``first`` to before ``last``."""
        return Left(self.article, self.bare[first:last], self.names if first <= len(self.bare) < last else ())


def make(kb: KnowledgeBase, speech: Speech, coverage: Mapping[str, Coverage]) -> Iterator[Page]:
    """The coverage page; in a large base its table and its sentences go on over several pages."""
    lines = [_line(speech, article, coverage[article.id]) for article in kb.articles.values()]
    total = sum(line.sentences for line in lines)
    sub = f"{sum(line.annotated for line in lines)} of {plural(total, 'sentence')} carry a fact"
    left = [one for article in kb.articles.values() if len(one := _left(speech, article, coverage[article.id]))]
    page = Page(URL, "Coverage", "", description=f"Coverage: {sub}.", kind="index")
    if sum(map(len, left)) + len(lines) <= SHORT:
        parts = tuple(Part(_id(one), one.article.text, _show(URL, [one], headed=False), searched=False) for one in left)
        yield replace(page, lead=render("coverage.html", URL, sub=sub, lines=lines), parts=parts)
        return
    table = Section("articles", "Article by article", [Run.of(lines)], _table, searched=False)
    bare = Section("sentences", "What is left, article by article", left, _show, searched=False)
    head = replace(page, lead=render("coverage.html", URL, sub=sub, lines=[]))
    with_table, more_table = lay_out(head, [table])
    whole, more_bare = lay_out(with_table, [bare])
    yield whole
    yield from more_table
    yield from more_bare


def _table(url: str, runs: Sequence[Run[CoverageLine]]) -> str:
    return render("coverage_table.html", url, lines=lines_of(runs))


def _show(url: str, left: Sequence[Left], *, headed: bool = True) -> str:
    return render("coverage_part.html", url, left=left, headed=headed)


def _id(left: Left) -> str:
    return left.article.url.split("/")[1]


def _line(speech: Speech, article: ReadArticle, coverage: Coverage) -> CoverageLine:
    return CoverageLine(
        speech.article(article),
        len(coverage.sentences),
        coverage.count("annotated"),
        coverage.count("passed over"),
        coverage.count("bare"),
        len(coverage.unexplained),
    )


def _left(speech: Speech, article: ReadArticle, coverage: Coverage) -> Left:
    bare = tuple(_bare(article, sentence) for sentence in coverage.sentences if sentence.state != "annotated")
    names = [Link(f"articles/{article.id}/#{article.body.paragraphs[one.paragraph].key}", one.words) for one in coverage.unexplained]
    return Left(replace(speech.article(article), text=article.article.title.value), bare, tuple(names))


def _bare(article: ReadArticle, sentence: Sentence) -> Bare:
    paragraph = article.body.paragraphs[sentence.paragraph]
    return Bare(Link(f"articles/{article.id}/#{paragraph.key}", paragraph.label), sentence.text, sentence.reason)
