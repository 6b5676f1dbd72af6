"""Which stretches of an article's text a public site may carry.

The rule of ``passages``: the words that facts rest on, with at most ``AROUND`` words before and after them, within their sentences. A
word is what stands between white space.
"""

from __future__ import annotations

from typing import Final

from kb.knowledge import ReadArticle
from kb.passages import Span, sentences, words_of

AROUND: Final = 5


def touched(words: list[Span], span: Span) -> tuple[int, int]:
    """The indexes of the first and the last word that a span touches; it touches at least one."""
    inside = [index for index, (start, end) in enumerate(words) if start < span[1] and span[0] < end]
    return inside[0], inside[-1]


def shown(article: ReadArticle) -> list[list[Span]]:
    """The stretches of each paragraph that may be shown, in offsets of the paragraph, in order and apart from each other."""
    rights = article.article.rights
    if rights == "full":
        return [[(0, len(reading.text))] for reading in article.text.paragraphs]
    found: list[list[Span]] = [[] for _ in article.text.paragraphs]
    if rights == "passages":
        for passage in article.passages:
            start = article.text.starts[passage.paragraph]
            text = article.text.paragraphs[passage.paragraph].text
            found[passage.paragraph] += [_with_some_around(text, (first - start, last - start)) for first, last in passage.spans]
    return [_joined(reading.text, spans) for reading, spans in zip(article.text.paragraphs, found, strict=True)]


def _with_some_around(text: str, span: Span) -> Span:
    words = words_of(text)
    first, last = touched(words, span)
    own = [one for one in sentences(text) if one[0] < span[1] and span[0] < one[1]]
    edge = (touched(words, own[0])[0], touched(words, own[-1])[1]) if own else (first, last)
    return words[max(first - AROUND, min(edge[0], first))][0], words[min(last + AROUND, max(edge[1], last))][1]


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """The same stretches; those between which no word stands become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
