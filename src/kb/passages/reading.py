"""Reads what a reader sees: the text of rendered HTML, with the place of every character in that HTML.

The standard library's ``html.parser`` does the reading. The marks of footnotes are apparatus, not words of the
sentence they stand in, so they are passed over: a quote runs across them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from html.parser import HTMLParser
from operator import itemgetter
from typing import Final, Literal

from kb import markup

# Written as code points: many of these signs look alike.
_SINGLE: Final = "\u2018\u2019\u201a\u201b\u02bc\u2032\u0060\u00b4"
_DOUBLE: Final = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SAME: Final = dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_DASHES, "-")
_PLAIN: Final = re.compile("[!-_a-~]+(?: [!-_a-~]+)*")  # what folding leaves as it is, single spaces between it included
_UNCHANGED: Final = re.compile(f" ?{_PLAIN.pattern} ?")
_MARGIN: Final = 16  # characters that are looked at beyond the words that are sought
_FIRST: Final = itemgetter(0)
_NOTHING: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of HTML: text that a reader sees, or a tag, or something passed over.

    ``at`` and ``end`` are offsets into the HTML, ``text_at`` is the offset of its first character in the text.
    """

    kind: Literal["text", "open", "close", "skip"]
    at: int
    end: int
    text_at: int
    text: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Folded:
    """Text with the differences taken out that do not change words: white space, quotation marks, dashes, Unicode form.

    ``stretches`` say what of the original text it stands for, each with the offset of its first folded character and its original
    span: of one character, it stands for the whole span; of more, character for character.
    """

    text: str
    stretches: tuple[tuple[int, int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded one."""
        return self._stands_for(start)[0], self._stands_for(end - 1)[1]

    def _stands_for(self, at: int) -> tuple[int, int]:
        """The original span of one folded character."""
        index = bisect_right(self.stretches, at, key=_FIRST) - 1
        start, first, last = self.stretches[index]
        end = self.stretches[index + 1][0] if index + 1 < len(self.stretches) else len(self.text)
        return (first, last) if end - start == 1 else (first + at - start, first + at - start + 1)


@dataclass(frozen=True)
class Reading:
    """What a reader sees in one piece of HTML: the text, and the pieces that it is read from, read when they are asked for."""

    html: str

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of the HTML, in order and without gaps."""
        parser = _Pieces(self.html)
        found = None if "&" in self.html else markup.pieces(self.html)
        if found is None:
            parser.feed(self.html)
            parser.close()
            parser.finish()
        else:
            parser.take(found)
        return tuple(parser.pieces)

    @cached_property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(piece.text for piece in self.pieces)

    def __reduce__(self) -> tuple[type[Reading], tuple[str]]:
        """Kept and sent as the HTML alone."""
        return Reading, (self.html,)

    @cached_property
    def folded(self) -> Folded:
        """The text folded for comparison."""
        return fold(self.text)


def read(html: str) -> Reading:
    """Read rendered HTML. ``Reading.text`` is what a reader sees, footnote marks aside."""
    return Reading(html)


class _Pieces(HTMLParser):
    """Collects the pieces of one document, in order and without gaps."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html = html
        self.starts = [0]
        for line in html.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.pieces: list[Piece] = []
        self.opened: tuple[Literal["text", "open", "close", "skip"], int, str] | None = None
        self.text_at = 0
        self.passing_over = 0
        self.at: int | None = None  # where the piece at hand begins, where the pieces are known before
        self.ends = 0

    def take(self, found: list[tuple[str, str]]) -> None:
        """Read what is read in pieces already, and holds no references to characters."""
        for text, written in found:
            self.at = self.ends
            self.ends += len(text)
            if text:
                self.handle_data(text)
            self.at = self.ends
            self.ends += len(written)
            tag = markup.tag(written) if written else None
            if tag and tag.opens and tag.closes:
                self.handle_startendtag(tag.name, [])
            elif tag and tag.opens:
                self.handle_starttag(tag.name, [*tag.attributes])
            elif tag:
                self.handle_endtag(tag.name)
        self.finish()

    def here(self) -> int:
        if self.at is not None:
            return self.at
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def begin(self, kind: Literal["text", "open", "close", "skip"], tag: str = "") -> None:
        """A new piece begins here, so the one before it ends here."""
        self.finish(self.here())
        self.opened = (kind, self.here(), tag)

    def finish(self, end: int | None = None) -> None:
        if self.opened is None:
            return
        kind, at, tag = self.opened
        until = len(self.html) if end is None else end
        text = unescape(self.html[at:until]) if kind == "text" else ""
        self.pieces.append(Piece(kind, at, until, self.text_at, text, tag))
        self.text_at += len(text)
        self.opened = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.passing_over or (tag == "sup" and ("class", "kb-fn") in attrs):
            self.passing_over += 1
            self.begin("skip")
        else:
            self.begin("skip" if tag in {"br", "hr"} else "open", tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs  # an empty element holds no words
        self.begin("skip")

    def handle_endtag(self, tag: str) -> None:
        if self.passing_over:
            self.passing_over -= 1
            self.begin("skip")
        else:
            self.begin("close", tag)

    def handle_data(self, data: str) -> None:
        del data  # its place in the HTML says it
        self.begin("skip" if self.passing_over else "text")

    def handle_entityref(self, name: str) -> None:
        self.handle_data(name)

    def handle_charref(self, name: str) -> None:
        self.handle_data(name)


def fold(text: str) -> Folded:
    """Fold text for comparison; case and punctuation other than quotation marks and dashes stay."""
    words: list[str] = []
    stretches: list[tuple[int, int, int]] = []
    at = reached = 0  # in the text, and in what it folds to

    def stand(characters: str, end: int) -> None:
        nonlocal reached
        words.append(characters)
        stretches.append((reached, at, end))
        reached += len(characters)

    while at < len(text):
        if plain := _PLAIN.match(text, at):
            end = plain.end() - (plain.end() < len(text) and unicodedata.combining(text[plain.end()]) > 0)
            if end > at:
                stand(text[at:end], end)
                at = end
            if plain.end() == end:
                continue
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = text[at:end]
        if cluster.isspace():
            if words and words[-1] == " ":
                start, first, _ = stretches[-1]
                stretches[-1] = (start, first, end)
            else:
                stand(" ", end)
        elif cluster not in _NOTHING:
            for character in unicodedata.normalize("NFC", cluster):
                stand(_SAME.get(character, character), end)
        at = end
    return Folded("".join(words), tuple(stretches))


def fold_words(text: str) -> str:
    """The folded text, without where its characters come from; most words are as they are."""
    return text if _UNCHANGED.fullmatch(text) else fold(text).text


def folds_to_end_with(text: str, end: int, words: str) -> bool:
    """Whether what stands before ``end``, white space at its end aside, folds to something that ends with these folded words.

    Only as much is folded as that takes: a long paragraph may hold thousands of quotes.
    """
    reach, start = 2 * len(words) + _MARGIN, end
    while words and start > 0:
        start = max(0, end - reach)
        while start > 0 and unicodedata.combining(text[start]):  # a letter and its marks fold together
            start -= 1
        here = fold_words(text[start:end]).rstrip()
        if len(here) >= len(words):
            return here.endswith(words)
        reach *= 2
    return not words


def folds_to_begin_with(text: str, start: int, words: str) -> bool:
    """Whether what stands from ``start`` on, white space at its beginning aside, folds to something that begins with these words."""
    reach, end = 2 * len(words) + _MARGIN, start
    while words and end < len(text):
        end = min(len(text), start + reach)
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        here = fold_words(text[start:end]).lstrip()
        if len(here) >= len(words):
            return here.startswith(words)
        reach *= 2
    return not words


@lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """The folded text alone, kept: the same quote is compared many times."""
    return fold_words(words)
