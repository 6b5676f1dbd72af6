"""What of an article is annotated: its sentences with and without a fact, and the capitalised names that nothing explains.

A sentence is covered when a passage of a fact touches it, passed over when the editor says why nothing is annotated
there, and bare otherwise. A capitalised name is explained when it lies in a mention, or when an override of the article
says that it is none. This room judges nothing; the coverage page and ``kb stats`` show it.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import SourceFact
from kb.passages import Span, sentences

State = Literal["annotated", "passed over", "bare"]

_NAME: Final = re.compile(r"\b[A-Z][\w.]*(?:[’'-]\w+)*(?:\s+(?:of\s+(?:the\s+)?|and\s+)?[A-Z][\w.]*(?:[’'-]\w+)*)*")
_CALENDAR: Final = frozenset({*calendar.month_name, *calendar.day_name, "I"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: where it stands, whether a fact rests on it, and the reason if none does."""

    paragraph: int
    span: Span
    text: str
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A capitalised name that no entity explains: its words and the offset of its first character."""

    words: str
    at: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of one article."""

    sentences: tuple[Sentence, ...]
    unexplained: tuple[Unexplained, ...]

    def count(self, state: State) -> int:
        """How many sentences are in a state."""
        return sum(sentence.state == state for sentence in self.sentences)


def cover(kb: KnowledgeBase) -> dict[str, Coverage]:
    """The coverage of every article, by its id."""
    references: dict[str, list[Span]] = defaultdict(list)
    for fact in kb.facts.values():
        if isinstance(fact, SourceFact):
            references[fact.article] += [span for one in kb.evidence[fact.id] for span in one.passage.spans]
    return {
        article.id: Coverage(tuple(_sentences(article)), tuple(_unexplained(article, references[article.id])))
        for article in kb.articles.values()
    }


def _sentences(article: ReadArticle) -> Iterator[Sentence]:
    annotated = sorted(span for passage in article.passages for span in passage.spans)
    for index, (paragraph, reading, start) in enumerate(
        zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True)
    ):
        if paragraph.footnote is not None:
            continue  # footnotes are references: each is covered as its work's passage, or reported as a source without one
        for first, last in sentences(reading.text):
            span = (start + first, start + last)
            if any(_overlap(span, one) for one in annotated):
                yield Sentence(index, span, reading.text[first:last], "annotated")
                continue
            reasons = [passed.reason for passed_span, passed in article.passed_over if _overlap(span, passed_span)]
            state: State = "passed over" if reasons else "bare"
            yield Sentence(index, span, reading.text[first:last], state, " ".join(reasons))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _unexplained(article: ReadArticle, references: list[Span]) -> Iterator[Unexplained]:
    """Capitalised words outside every mention, override and printed reference; a sentence's first word says nothing."""
    whole = {(start, start + len(reading.text)) for reading, start in zip(article.text.paragraphs, article.text.starts, strict=True)}
    explained = [*((one.start, one.end) for one in article.mentions), *article.no_mentions, *(span for span in references if span in whole)]
    for index, (reading, start) in enumerate(zip(article.text.paragraphs, article.text.starts, strict=True)):
        if article.body.paragraphs[index].footnote is not None:
            continue
        begins = {first for first, _ in sentences(reading.text)}
        for found in _NAME.finditer(reading.text):
            for word in re.finditer(r"[A-Z][\w.]*(?:[’'-]\w+)*", found.group()):
                at, end = found.start() + word.start(), found.start() + word.end()
                if _opens_sentence(reading.text, at, begins) or _is_calendar(word.group()):
                    continue
                if not any(start + at < last and first < start + end for first, last in explained):
                    yield Unexplained(word.group(), start + at, index)


def _opens_sentence(text: str, at: int, begins: set[int]) -> bool:
    lead = text[:at].rstrip("“‘\"'([")
    return len(lead) in begins or at in begins or lead.rstrip().endswith((":", "“", "–", ". ")) or not lead.strip()


def _is_calendar(word: str) -> bool:
    return re.split(r"[’'.-]", word)[0] in _CALENDAR
