"""From a stretch of the text to a quote that has just one place, and to the line of the file where it stands.

The quote is the whole sentence, so that no hedge and no voice in it is lost; an editor may shorten it. ``gathering`` and the rooms beside
it call this.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import Final

from kb.knowledge import ReadArticle
from kb.passages import Located, Span, locate, sentences, words_of
from kb.source import Place, place_in
from kb.suggestions.proposal import Words

_LONGEST: Final = 1500  # characters of a quote; a longer sentence is quoted around the words
_AROUND: Final = 25  # words on each side of them then
_TRIED: Final = (3, 6, 12, 25)  # words before and after, where the quote alone stands more than once


class Quoter:
    """Quotes and places of one article."""

    def __init__(self, article: ReadArticle) -> None:
        """Remember the article; places are looked up when they are asked for."""
        self.article, self.text = article, article.text
        self._known: dict[Span, Words | None] = {}
        self._sentences: dict[int, tuple[Span, ...]] = {}

    def sentence(self, start: int) -> Span:
        """The sentence that holds a character of the text, as a span of the text."""
        index = self.text.paragraph_at(start)
        offset = self.text.starts[index]
        if index not in self._sentences:
            self._sentences[index] = sentences(self.text.paragraphs[index].text)
        spans = self._sentences[index]
        first, last = spans[max(0, bisect_right([one for one, _ in spans], start - offset) - 1)]
        return offset + first, offset + last

    def quote(self, start: int, end: int) -> Words | None:
        """The sentence around a stretch of one paragraph as a quote with just one place; None where words alone cannot single it out."""
        first, last = self._quoted(start, end)
        if (first, last) not in self._known:
            self._known[first, last] = self._single(first, last)
        return self._known[first, last]

    def _quoted(self, start: int, end: int) -> Span:
        index = self.text.paragraph_at(start)
        offset = self.text.starts[index]
        first, last = self.sentence(start)
        _, last_end = self.sentence(max(start, end - 1))
        last = max(last, last_end)
        if last - first <= _LONGEST:
            return first, last
        spans = words_of(self.text.paragraphs[index].text)
        inside = [number for number, (one, two) in enumerate(spans) if one < end - offset and start - offset < two]
        low, high = max(0, inside[0] - _AROUND), min(len(spans) - 1, inside[-1] + _AROUND)
        return offset + spans[low][0], offset + spans[high][1]

    def _single(self, first: int, last: int) -> Words | None:
        index = self.text.paragraph_at(first)
        offset = self.text.starts[index]
        reading = self.text.paragraphs[index].text
        exact = self.text.text[first:last]
        before, after = reading[: first - offset], reading[last - offset :]
        tries = [Words(exact)]
        for count in _TRIED:
            prefix = _tail(before, count)
            suffix = _head(after, count)
            tries += [Words(exact, prefix, ""), Words(exact, "", suffix), Words(exact, prefix, suffix)]
        for one in dict.fromkeys(tries):
            found = locate(self.text, one.exact, one.prefix, one.suffix)
            if isinstance(found, Located) and found.spans == ((first, last),):
                return one
        return None

    # ------------------------------------------------------------------------------------ places in the file

    def place(self, start: int, end: int) -> Place:
        """The line and column of the file where a stretch of the text stands; where markup hides the words, the line of its paragraph."""
        index = self.text.paragraph_at(start)
        article, offset = self.article.article, self.text.starts[index]
        reading = self.text.paragraphs[index].text
        pattern = _pattern(reading[start - offset : end - offset])
        before = len(pattern.findall(reading[: start - offset]))
        first, last = (self._lines[min(line, len(self._lines) - 1)] for line in self.article.body.paragraphs[index].lines)
        places = [found.start() for found in pattern.finditer(article.body, first, last)]
        return place_in(article.place.path, article.body, places[before] if before < len(places) else first, article.body_line)

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        """Where each line of the body begins, and last where it ends."""
        body = self.article.article.body
        return (0, *(found.end() for found in re.finditer("\n", body)), len(body))


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    """The words as they may stand in Markdown: with other white space, and with signs of emphasis or links between them."""
    return re.compile(r"[\s*_\\\[\]]+".join(re.escape(word) for word in words.split()))


def _tail(text: str, count: int) -> str:
    spans = words_of(text)[-count:]
    return text[spans[0][0] : spans[-1][1]] if spans else ""


def _head(text: str, count: int) -> str:
    spans = words_of(text)[:count]
    return text[spans[0][0] : spans[-1][1]] if spans else ""
