"""From words selected on a page to the quote that has its place there and nowhere else, or why there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kb.findings import Refusal, shortened
from kb.knowledge import ReadArticle
from kb.passages import Span
from kb.repairs import Words, words_at


@dataclass(frozen=True, slots=True)
class Selected:
    """Words selected in one paragraph: a TextQuoteSelector of the Web Annotation Data Model, refined by the paragraph's key.

    ``exact``, ``prefix`` and ``suffix`` are text of the paragraph as ``passages`` reads it, with every blank that stands there.
    """

    paragraph: str
    exact: str
    prefix: str = ""
    suffix: str = ""


def placed(article: ReadArticle, selected: Selected) -> tuple[Span, Words]:
    """Where selected words stand in the article's text, and the quote that is found at that place.

    Blanks at the ends are left out, and a word that was cut is taken whole. Raises ``Refusal`` where the words do not stand there,
    are none, or cannot be told from the same words elsewhere.
    """
    shown = shortened(selected.exact.strip())
    spans = list(_spans(article, selected))
    if not spans:
        raise Refusal(
            f"The words “{shown}” do not stand in this paragraph of {article.article.place.path}.",
            "The article may have changed since the page was made: load the page anew and select them again.",
        )
    if len(spans) > 1:
        raise Refusal(f"The words “{shown}” stand more than once in this paragraph.", "Select more words.")
    span = _whole_words(article, spans[0])
    if not any(character.isalnum() for character in article.text.text[slice(*span)]):
        raise Refusal("No words are selected.", "Select the words that say it.")
    words = words_at(article.text, span)
    if words is None:
        raise Refusal(f"The words “{shown}” stand in the article more than once, in the same surroundings.", "Select more words.")
    return span, words


def _spans(article: ReadArticle, selected: Selected) -> Iterator[Span]:
    """Each place in the paragraph where the words stand between what is said to be before and after them."""
    key = selected.paragraph
    for index, paragraph in enumerate(article.body.paragraphs):
        if not selected.exact or (paragraph.key != key and not paragraph.key.startswith(f"{key}-")):
            continue
        text, start = article.text.paragraphs[index].text, article.text.starts[index]
        at = text.find(selected.exact)
        while at >= 0:
            end = at + len(selected.exact)
            if text[:at].endswith(selected.prefix) and text[end:].startswith(selected.suffix):
                yield start + at, start + end
            at = text.find(selected.exact, at + 1)


def _whole_words(article: ReadArticle, span: Span) -> Span:
    """The span without blanks at its ends, and to the ends of the words that it cuts."""
    text = article.text.text
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and start > 0 and _joined(text[start - 1]) and _joined(text[start]):
        start -= 1
    while start < end < len(text) and _joined(text[end - 1]) and _joined(text[end]):
        end += 1
    return start, end


def _joined(character: str) -> bool:
    """Whether a character is a letter, mark or digit of a script that puts blanks between words."""
    return unicodedata.category(character)[0] in "LMN" and unicodedata.east_asian_width(character) not in "WF"
