"""Sentences that plainly tell that something happened: a verb of a kind of event, told as done, in the article's own voice.

A sentence that hedges, denies, asks, reports or looks ahead is left to the editor, for who says it and how sure is the fact.
``gathering`` calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kb.folding import proposed_id
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import EventFact
from kb.passages import sentences
from kb.suggestions.guessing import FAIR, LOW
from kb.suggestions.known import Seen, doubts
from kb.suggestions.proposal import Addition, Proposal
from kb.suggestions.quoting import Quoter
from kb.vocabulary import KIND

_VERBS: Final[Mapping[str, re.Pattern[str]]] = {
    kind: re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE)
    for kind, forms in {
        "killing": (
            r"(?:was|were)\s+(?:killed|assassinated|murdered|executed|shot\s+dead|slain)|(?:killed|"
            r"assassinated|murdered|executed)(?=\s+[A-Z\d])"
        ),
        "attack": (
            r"(?:was|were)\s+(?:attacked|bombed|ambushed|shelled|kidnapped|abducted)|(?:attacked|"
            r"bombed|ambushed|shelled|kidnapped|abducted)(?=\s+(?:[A-Z\d]|the|a|an|two|three|four|"
            r"five|six)\b)|exploded|detonated"
        ),
        "arrest": r"(?:was|were)\s+(?:arrested|detained)|(?:arrested|detained)(?=\s+(?:[A-Z\d]|the|two|three|four|five|six))",
        "meeting": r"met\s+(?:with|in)|held\s+(?:talks|a\s+meeting)",
        "visit": r"visited|paid\s+a\s+visit",
        "agreement": r"signed\s+(?:an?|the)\s+(?:\w+\s+)?(?:agreement|accord|deal|treaty|pact)|reached\s+an?\s+(?:agreement|accord|deal)",
        "appointment": r"(?:was|were)\s+(?:appointed|named|sworn\s+in)",
        "designation": r"(?:was|were)\s+(?:designated|sanctioned)|designated(?=\s+[A-Z])",
        "seizure": r"(?:was|were)\s+(?:seized|captured|overrun)|seized\s+(?:the\s+)?(?:town|city|village|control)",
        "withdrawal": r"withdrew|pulled\s+out",
        "founding": r"(?:was|were)\s+(?:founded|established|created|formed)",
        "protest": r"(?:demonstrated|protested|marched)\s+(?:in|against|through)",
    }.items()
}
_AHEAD: Final = re.compile(r"\b(?:will|would|plans?|planned|to\s+be|if|had\s+been|should|must|wants?|demand(?:s|ed)?)\b", re.IGNORECASE)
_TITLE_WORDS: Final = 14
_ID_WORDS: Final = 8


def proposals(
    kb: KnowledgeBase, article: ReadArticle, seen: Seen, dates: Sequence[tuple[int, Proposal]], quoter: Quoter
) -> Iterator[Proposal]:
    """Events that sentences without one tell plainly. ``dates`` are the dates of the text by their offset."""
    told = [
        span
        for fact in article.article.facts
        if isinstance(fact, EventFact)
        for one in kb.evidence.get(fact.id, ())
        for span in one.passage.spans
    ]
    taken: set[str] = set(kb.events)
    for paragraph, reading, start in zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True):
        if paragraph.footnote is not None:
            continue
        for first, last in sentences(reading.text):
            words = reading.text[first:last]
            kind, found = next(((name, match) for name, verb in _VERBS.items() if (match := verb.search(words))), ("", None))
            span = (start + first, start + last)
            if not found or any(one < span[1] and span[0] < two for one, two in told) or _AHEAD.search(words) or any(doubts(words)):
                continue
            quote = quoter.quote(*span)
            when = next((one for at, one in dates if span[0] <= at < span[1] and one.value and one.plain), None)
            where = [
                who
                for who, places in seen.known.items()
                if who in kb.entities and KIND[kb.entities[who].kind].id in {"place", "state"}
                for one in places
                if span[0] <= one.start < span[1]
                and re.search(r"\b(?:in|at|near|outside)\s+$", reading.text[: one.start - start], re.IGNORECASE)
            ]
            if not quote:
                continue
            ident = _free(proposed_id(words, _ID_WORDS), taken)
            item: dict[str, object] = {"id": ident, "title": " ".join(words.split()[:_TITLE_WORDS]).rstrip(".,;"), "kind": kind}
            if when:
                item["date"] = next(dict(one.data)["date"] for one in when.additions)
            if where:
                item["places"] = list(dict.fromkeys(where))
            item["quotes"] = [quote.as_data()]
            why = f"“{found.group()}” tells it as done, without a hedge or another voice; title, kind and who took part are yours to set"
            yield Proposal(
                "event", found.group(), quoter.place(start + first + found.start(), start + first + found.end()), (quote,), why,
                FAIR if when else LOW, (Addition(article.article.place.path, "events", item),),
            )  # fmt: skip


def _free(wanted: str, taken: set[str]) -> str:
    base, number = wanted or "event", 2
    one = base
    while one in taken:
        one, number = f"{base}-{number}", number + 1
    taken.add(one)
    return one
