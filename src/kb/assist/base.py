"""The project as an editor at work asks it: the joined base, the files, and the sheets that were read of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kb.assist.sheet import Sheet, Stretch
from kb.findings import Finding
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import ArticleId, Quote
from kb.pages import Speech
from kb.passages import Located, Lost, Span, locate, origins
from kb.repairs import Mended
from kb.source import Place, place_in


@dataclass(frozen=True, slots=True)
class Placed:
    """A quote in a file, the article that it quotes, and where its words stand there, or why they have no place."""

    quote: Quote
    article: ReadArticle
    found: Located | Lost


@dataclass
class Sheets:
    """Keeps the sheets of files that were asked for, as long as the file is the same byte for byte."""

    kept: dict[str, tuple[bytes, Sheet]] = field(default_factory=dict)

    def of(self, path: str, data: bytes) -> Sheet:
        """The sheet of a file."""
        known = self.kept.get(path)
        if known is None or known[0] != data:
            known = self.kept[path] = (data, Sheet.read(path, data))
        return known[1]


@dataclass(frozen=True)
class Base:
    """A project as it was read: what it says, its files byte for byte, what is wrong with it, and the repairs of quotes."""

    kb: KnowledgeBase
    files: Mapping[str, bytes] = field(repr=False)
    findings: tuple[Finding, ...] = ()
    mended: Mended = field(default_factory=Mended)
    sheets: Sheets = field(default_factory=Sheets, repr=False)

    @cached_property
    def speech(self) -> Speech:
        """How facts are said."""
        return Speech.of(self.kb)

    def sheet(self, path: str) -> Sheet | None:
        """A file as it was read; None where the project has no such file."""
        return self.sheets.of(path, self.files[path]) if path in self.files else None

    def holding(self, words: str) -> Iterator[Sheet]:
        """The sheets of the files in which these letters stand, in the order of their paths."""
        wanted = words.encode()
        for path in sorted(self.files):
            if wanted in self.files[path] and (sheet := self.sheet(path)) and sheet.shape:
                yield sheet

    def quote_at(self, sheet: Sheet, place: Place) -> tuple[Quote, ArticleId, Stretch] | None:
        """The quote at a place of a file, and the article that holds its words; None where there is no quote."""
        here = sheet.at(place)
        if here is None:
            return _cited_at(sheet, place)
        path, is_key, stretch = here
        if is_key and path[-1] not in {"exact", "prefix", "suffix"}:
            return None
        holder = path if sheet.expected(path).quote else path[:-1]
        if is_key or not sheet.expected(holder).quote:
            return None
        value = sheet.value(holder)
        words = {"exact": value} if isinstance(value, str) else value
        if (
            not isinstance(words, dict)
            or not isinstance(words.get("exact"), str)
            or (holder != path and path[-1] not in {"exact", "prefix", "suffix"})
        ):
            return None
        article = _quoted(sheet, holder, words)
        prefix, suffix = (words[key] if isinstance(words.get(key), str) else "" for key in ("prefix", "suffix"))
        return Quote(words["exact"], prefix, suffix, stretch.start), ArticleId(article), stretch

    def placed(self, quote: Quote, article: ArticleId) -> Placed | None:
        """Where the words of a quote stand; None where there is no such article."""
        read = self.kb.articles.get(article)
        return Placed(quote, read, locate(read.text, quote.exact, quote.prefix, quote.suffix)) if read else None

    def body_stretch(self, article: ReadArticle, span: Span) -> Stretch:
        """Where a span of an article's text stands in its file."""
        start, end = (self._offset(article, at) for at in (span[0], max(span[0], span[1] - 1)))
        return Stretch(self._place(article, start), self._place(article, end + 1))

    def text_offset(self, article: ReadArticle, place: Place) -> int | None:
        """The offset in an article's text of the character at a place of its file; None where no reader sees anything."""
        lines = article.article.body.split("\n")
        row = place.line - article.article.body_line
        if not 0 <= row < len(lines):
            return None
        offset = sum(len(line) + 1 for line in lines[:row]) + place.column - 1
        for index, paragraph in enumerate(article.body.paragraphs):
            if paragraph.lines[0] <= row < paragraph.lines[1]:
                places = origins(article.article.body, paragraph.lines, article.text.paragraphs[index].text)
                at = next((number for number, one in enumerate(places[:-1]) if one >= offset), len(places) - 1)
                return article.text.starts[index] + min(at, max(0, len(places) - 2))
        return None

    def _offset(self, article: ReadArticle, at: int) -> int:
        """The offset in the body of a character of the text."""
        index = article.text.paragraph_at(at)
        places = origins(article.article.body, article.body.paragraphs[index].lines, article.text.paragraphs[index].text)
        return places[min(at - article.text.starts[index], len(places) - 1)]

    def _place(self, article: ReadArticle, offset: int) -> Place:
        return place_in(article.article.place.path, article.article.body, offset, article.article.body_line)


def _quoted(sheet: Sheet, holder: tuple[str | int, ...], words: Mapping[str, object]) -> str:
    """The id of the article that holds the words of a quote in front matter."""
    if sheet.folder == "articles":
        return sheet.id
    if isinstance(words.get("article"), str):
        return str(words["article"])
    for end in range(len(holder), -1, -1):
        around = sheet.value(holder[:end]) if holder[:end] else None
        if isinstance(around, dict) and isinstance(around.get("article"), str):
            return str(around["article"])
    return ""


def _cited_at(sheet: Sheet, place: Place) -> tuple[Quote, ArticleId, Stretch] | None:
    """The words of a citation of an editor's note at a place."""
    for stretch, article in sheet.cited:
        line = sheet.lines[stretch.start.line - 1].rstrip()
        start = stretch.end.column + 1
        words = line[start:]
        begins = start + len(words) - len(words.lstrip()) + 1
        whole = Stretch(Place(sheet.path, place.line, begins), Place(sheet.path, place.line, len(line) + 1))
        if stretch.start.line == place.line and whole.holds(place):
            return Quote(words.strip(), "", "", whole.start), ArticleId(article), whole
    return None
