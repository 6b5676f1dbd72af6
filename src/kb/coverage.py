"""What of an article is annotated: its sentences with and without a fact, and the capitalised names that nothing explains.

A sentence is covered when a passage of a fact touches it, passed over when the editor says why nothing is annotated
there, and bare otherwise. A capitalised name is explained when it lies in a mention, or when an override of the article
says that it is none. This room judges nothing; the coverage page and ``kb stats`` show it.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
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
    found: list[tuple[int, Span, str]] = []
    for index, (paragraph, reading, start) in enumerate(
        zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True)
    ):
        if (
            paragraph.footnote is None
        ):  # footnotes are references: each is covered as its work's passage, or reported as a source without one
            found += [(index, (start + first, start + last), reading.text[first:last]) for first, last in sentences(reading.text)]
    spans = [span for _, span, _ in found]
    annotated = {at for passage in article.passages for span in passage.spans for at in _touched(spans, span)}
    reasons: dict[int, list[str]] = defaultdict(list)
    for passed_span, passed in article.passed_over:
        for at in _touched(spans, passed_span):
            reasons[at].append(passed.reason)
    for at, (index, span, text) in enumerate(found):
        if at in annotated:
            yield Sentence(index, span, text, "annotated")
        else:
            yield Sentence(index, span, text, "passed over" if at in reasons else "bare", " ".join(reasons.get(at, ())))


def _touched(stretches: Sequence[Span], by: Span) -> range:
    """Which stretches a span touches; they are in the order of the text, and none touches another."""
    return range(bisect_right(stretches, by[0], key=itemgetter(1)), bisect_left(stretches, by[1], key=itemgetter(0)))


def _unexplained(article: ReadArticle, references: list[Span]) -> Iterator[Unexplained]:
    """Capitalised words outside every mention, override and printed reference; a sentence's first word says nothing."""
    whole = {(start, start + len(reading.text)) for reading, start in zip(article.text.paragraphs, article.text.starts, strict=True)}
    explained = [*((one.start, one.end) for one in article.mentions), *article.no_mentions, *(span for span in references if span in whole)]
    found: list[Unexplained] = []
    for index, (reading, start) in enumerate(zip(article.text.paragraphs, article.text.starts, strict=True)):
        if article.body.paragraphs[index].footnote is not None:
            continue
        begins = {first for first, _ in sentences(reading.text)}
        for name in _NAME.finditer(reading.text):
            for word in re.finditer(r"[A-Z][\w.]*(?:[’'-]\w+)*", name.group()):
                at = name.start() + word.start()
                if not (_opens_sentence(reading.text, at, begins) or _is_calendar(word.group())):
                    found.append(Unexplained(word.group(), start + at, index))
    spans = [(one.at, one.at + len(one.words)) for one in found]
    known = {at for span in explained for at in _touched(spans, span)}
    yield from (one for at, one in enumerate(found) if at not in known)


def _opens_sentence(text: str, at: int, begins: set[int]) -> bool:
    lead = text[:at].rstrip("“‘\"'([")
    return len(lead) in begins or at in begins or lead.rstrip().endswith((":", "“", "–", ". ")) or not lead.strip()


def _is_calendar(word: str) -> bool:
    return re.split(r"[’'.-]", word)[0] in _CALENDAR
