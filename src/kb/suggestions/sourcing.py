"""Sources that the article names and does not list: its footnotes, and whom it quotes a report, paper or broadcaster from.

A source is a work. Who speaks is a voice, and belongs to the fact that is told. Types are guesses that the reason names.
``gathering`` calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kb.folding import proposed_id, search_key
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import SourceFact
from kb.suggestions.guessing import FAIR, GOOD, HIGH
from kb.suggestions.lexicon import PUBLICATION_HEADS
from kb.suggestions.naming import Form
from kb.suggestions.proposal import Addition, Proposal
from kb.suggestions.quoting import Quoter

_URL: Final = re.compile(r"https?://[^\s<>\[\]()“”\"]+[^\s<>\[\]()“”\".,;:]")
_TITLE: Final = re.compile(r"[“\"]([^“”\"]{4,200}?)[,.]?[”\"]")
_AGAIN: Final = re.compile(r"\s*(?:ibid|ib\.|idem|op\.\s*cit|loc\.\s*cit)\b", re.IGNORECASE)
_TOLD: Final = re.compile(
    r"\b(?:according\s+to|as\s+reported\s+by|reported\s+by|quoted\s+by|cited\s+by|told|in\s+an?\s+(?:interview|statement|report)\s+(?:with|to|by|in)|published\s+(?:in|by))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_REPORTS: Final = re.compile(r"[’']?s?\s+(?:reported|reports|wrote|published|broadcast)\b", re.IGNORECASE)
WORDS_OF_ID: Final = 6


def proposals(kb: KnowledgeBase, article: ReadArticle, forms: Sequence[tuple[int, Form]], quoter: Quoter) -> Iterator[Proposal]:
    """Footnotes that no source points to, and works that the text names as where it has something from.

    Words on which a fact with a voice of its own rests have said already whom they are from.
    """
    voiced = [
        span
        for fact in article.article.facts
        if not fact.voice.is_author
        for one in kb.evidence.get(fact.id, ())
        for span in one.passage.spans
    ]
    sources = [fact for fact in article.article.facts if isinstance(fact, SourceFact)]
    noted = {number for fact in sources for number in fact.footnotes}
    seen: set[int] = set()
    for paragraph, reading, start in zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True):
        number = paragraph.footnote if paragraph.footnote is not None and re.fullmatch(r"fn-\d+", paragraph.key) else None
        if number is not None and number not in noted and number not in seen:
            seen.add(number)
            yield _footnote(article, number, reading.text, start, quoter)
    known = " ".join(search_key(f"{fact.title} {fact.container_title} {fact.publisher} {fact.source}") for fact in sources)
    told: set[str] = set()
    for at, form in forms:
        if any(first < at + len(form.words) and at < last for first, last in voiced):
            continue
        one = _named(article, at, form, quoter)
        if one and form.words.casefold() not in told and search_key(form.words) not in known:
            told.add(form.words.casefold())
            yield one


def _footnote(article: ReadArticle, number: int, words: str, start: int, quoter: Quoter) -> Proposal:
    place = quoter.place(start, start + len(words))
    again = _AGAIN.match(words)
    url, title = _URL.search(words), _TITLE.search(words)
    item: dict[str, object] = {"id": proposed_id(title.group(1) if title else words, WORDS_OF_ID) or f"footnote-{number}"}
    item["type"] = "webpage" if url else "document"
    if title:
        item["title"] = title.group(1)
    if url:
        item["URL"] = url.group()
    if not title and not url:
        item["note"] = f"Printed as: {words[:400]}"
    item["footnotes"] = [str(number)]
    why = f"footnote {number} is not among the footnotes of any source; its type is a guess"
    opened = ""
    if again:
        opened = f"It points to an earlier work: add {number} to the `footnotes` of that source."
        why = f"footnote {number} repeats an earlier reference"
    additions = () if again else (Addition(article.article.place.path, "sources", item),)
    return Proposal("source", words[:120], place, (), why, HIGH if title or url else GOOD, additions, open=opened)


def _named(article: ReadArticle, at: int, form: Form, quoter: Quoter) -> Proposal | None:
    index = article.text.paragraph_at(at)
    offset = article.text.starts[index]
    text = article.text.paragraphs[index].text
    before, after = text[: form.start], text[form.end :]
    paper = form.kind == "publication" or any(word.lower().strip("’'s") in PUBLICATION_HEADS for word in form.words.split())
    led, reports = _TOLD.search(before), _REPORTS.match(after)
    if not led and not (paper and reports):
        return None
    if led and form.kind == "person" and not paper:
        return None  # somebody who speaks is a voice, not a source
    quote = quoter.quote(offset + form.start, offset + form.end)
    if not quote:
        return None
    by = " ".join(led.group().split()) if led else " ".join(after[: reports.end()].split()) if reports else ""
    item = {
        "id": proposed_id(f"{form.words} {article.article.short}", WORDS_OF_ID) or "source",
        "type": "article-newspaper" if paper else "document",
        ("container-title" if paper else "publisher"): form.words,
        "quotes": [quote.as_data()],
    }
    where = "before" if led else "after"
    why = f"“{by}” stands {where} it, so words of the article come from there; its type is a guess, and what is told has it as its voice"
    return Proposal(
        "source", form.words, quoter.place(offset + form.start, offset + form.end), (quote,), why, GOOD if paper else FAIR,
        (Addition(article.article.place.path, "sources", item),),
    )  # fmt: skip
