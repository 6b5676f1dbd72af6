"""The proof that withheld words are withheld: no file may hold ``RUN`` of them in a row, however it writes them.

Fewer words in a row can be chance: a name, a title, a turn of phrase. That no single word is carried over is not for this proof but for
the way in which an edition is made; the proof finds what people write by hand, and faults of the program.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

from kb.citations import in_words, of_work
from kb.findings import Finding, shortened
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import ArticleId, DateFact, EventFact, Fact, SourceFact, StatementFact, TieFact, When
from kb.passages.reading import fold
from kb.rights.editing import restricted
from kb.rights.stretches import shown
from kb.source import Place

RUN: Final = 8
_TOKEN: Final = re.compile(r"\w+")
_CODE_POINT: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG: Final = re.compile(r"<[^<>]*>")
_BLOCK: Final = re.compile(r"</?(?!(?:a|abbr|b|code|em|i|mark|q|s|small|span|strong|sub|sup|u)\b)[a-z][^<>]*>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r'([\w-]+)=\\?"([^"<>]*)"')  # `data-text` strings names and titles together, which are no sentence
_STRING_END: Final = re.compile(r'(?<!\\)"')

Run = tuple[str, ...]


def leaks(kb: KnowledgeBase, given: Iterable[tuple[str, bytes]]) -> list[str]:
    """Where files of a public site hold withheld words, a sentence for each file; ``kb`` is the whole base."""
    runs = withheld_runs(kb)
    if not runs:
        return []
    found = []
    for path, data in given:
        held = next((run for text in _readings(path, data) for run in _runs(text) if run in runs), None)
        if held:
            found.append(f"{path} holds “{' '.join(held)}”, which `{runs[held]}` withholds from the public.")
    return found


def repeated(kb: KnowledgeBase) -> Iterator[Finding]:
    """Sentences of editors that say ``RUN`` or more withheld words again: they would carry them to the public."""
    runs = withheld_runs(kb)
    if not runs:
        return
    for place, words in _editors_words(kb):
        if held := next((run for run in _runs(words) if run in runs), None):
            article = runs[held]
            rights = kb.articles[article].article.rights
            fact = f"“{shortened(words)}” repeats words that a public site withholds: `{article}` has the rights `{rights}`."
            yield Finding(place, "withheld-words", fact, f"Say it in other words: fewer than {RUN} of the article’s in a row.")


def withheld_runs(kb: KnowledgeBase) -> dict[Run, ArticleId]:
    """Every run of ``RUN`` words that a restricted article withholds.

    None is what it shows, what a reference to it or to a work that it cites holds, a registered name, and what a free article prints too.
    """
    found: dict[Run, ArticleId] = {}
    withholding = list(restricted(kb))
    if not withholding:
        return found
    entries = [entry for work in kb.works.values() for entry in work.entries]
    known = [
        *(name.text for entity in kb.entities.values() for name in entity.names),
        *(in_words(of_work(one)) for one in entries),
    ]
    for one in withholding:
        article = kb.articles[one]
        head = article.article
        may = (head.title.value, head.subtitle, head.section, *_shown_texts(article), *known)
        visible = {run for text in may for run in _runs(text)}
        found.update({run: one for reading in article.text.paragraphs for run in _runs(reading.text) if run not in visible})
    for article in kb.articles.values():
        if article.article.rights == "full":
            for reading in article.text.paragraphs:
                for run in _runs(reading.text):
                    found.pop(run, None)
    return found


def _shown_texts(article: ReadArticle) -> Iterator[str]:
    for reading, spans in zip(article.text.paragraphs, shown(article), strict=True):
        yield from (reading.text[start:end] for start, end in spans)


def _runs(text: str) -> Iterator[Run]:
    tokens = _TOKEN.findall(fold(text).text.casefold())
    yield from (tuple(tokens[at : at + RUN]) for at in range(len(tokens) - RUN + 1))


def _readings(path: str, data: bytes) -> Iterator[str]:
    """The texts in a file, each as it is written and without escapes and tags; what a block or a string ends ends a text."""
    if path.endswith(".gz"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    whole = data.decode("utf-8", "replace")
    for text in _STRING_END.split(whole) if path.endswith((".json", ".jsonld")) else [whole]:
        yield from (unescape(unquote(value)) for key, value in _ATTRIBUTE.findall(text) if key != "data-text")
        plain = _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), unquote(text)).replace("\\n", " ")
        for block in _BLOCK.split(unescape(plain)):
            yield unescape(block)
            if "<" in block:
                yield from (unescape(_TAG.sub(glue, block)) for glue in ("", " "))


def _editors_words(kb: KnowledgeBase) -> Iterator[tuple[Place, str]]:
    """What editors wrote in sentences of their own, each with its place."""
    for fact in kb.facts.values():
        for words in _sentences_of(fact):
            yield fact.spot(words), words
    for article in kb.articles.values():
        head = article.article
        values = (
            head.title,
            *head.authors,
            *((head.publication,) if head.publication else ()),
            *((head.published,) if head.published else ()),
        )
        yield from ((head.place, value.basis) for value in values)
        yield from ((head.place, passed.reason) for _, passed in article.passed_over)
    for entity in kb.entities.values():
        judged = (judgement.reason for judgement in (*entity.same_as, *entity.not_same_as))
        yield from ((entity.place, words) for words in (entity.scope, entity.note, *judged))
    for joined in kb.disputes.values():
        dispute = joined.dispute
        yield from ((dispute.place, words) for words in (dispute.question, dispute.reason))
        yield from ((side.place, side.says) for side in dispute.sides)


def _sentences_of(fact: Fact) -> Iterator[str]:
    dates: list[When | None] = []
    match fact:
        case EventFact():
            yield from (fact.title, fact.outcome)
            dates = [fact.when]
        case StatementFact():
            yield fact.says
            dates = [fact.when]
        case DateFact():
            dates = [fact.when]
        case TieFact():
            dates = [fact.since, fact.until]
        case SourceFact():
            yield fact.note
        case _:
            pass
    yield from (when.basis for when in dates if when)
