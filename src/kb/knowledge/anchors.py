"""Gives quotes their places: counts what was checked and matched, and says what an editor can do about the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import Final

from kb.findings import Finding, shortened
from kb.knowledge.base import Passage, Unplaced
from kb.model import ArticleId, PassageId, Quote, content_id
from kb.passages import Body, Located, Lost, Reading, Span, Text, locate, read, unmarked
from kb.passages.reading import folded

LOOKED: Final = 200  # quotes without a place, of one article, for which near words are looked for: each takes hundredths of a second
_MANY: Final = f"More than {LOOKED} quotes of this file have no place: mend those above, and the nearest words are looked for here too."
_CONTEXT: Final = 30  # characters before and after it
_WORD: Final = re.compile(r"\w")
_DIVIDED: Final = "If a comma divided a quote between `[` and `]`, put all of it between quotation marks, or on a line of its own. "


class Anchors:
    """Locates the quotes of one joining and counts them; ``findings`` are those that have no place."""

    def __init__(self) -> None:
        """Begin with nothing checked."""
        self.checked = self.matched = 0
        self.findings: list[Finding] = []
        self.unplaced: list[Unplaced] = []

    def locate(self, quote: Quote, article: ArticleId, text: Text) -> Located | None:
        """The place of a quote, or a finding."""
        self.checked += 1
        look = len(self.unplaced) < LOOKED
        found = locate(text, quote.exact, quote.prefix, quote.suffix, look=look)
        if isinstance(found, Located):
            self.matched += 1
            return found
        finding = _quote_finding(found, quote, text, look=look)
        self.findings.append(finding)
        self.unplaced.append(Unplaced(quote, article, text, found, look))
        return None

    def footnote(self, quote: Quote, body: Body, text: Text) -> Located | None:
        """The whole text of a footnote, as the passage of a work that it cites."""
        self.checked += 1
        for index, paragraph in enumerate(body.paragraphs):
            if paragraph.key == f"fn-{quote.footnote}":
                self.matched += 1
                start = text.starts[index]
                return Located("exact", ((start, start + len(text.paragraphs[index].text)),), index)
        known = [
            str(paragraph.footnote)
            for paragraph in body.paragraphs
            if paragraph.key == f"fn-{paragraph.key[3:]}" and "-" not in paragraph.key[3:]
        ]
        hint = f"The footnotes are {', '.join(known)}." if known else "The article has no footnotes."
        self.findings.append(Finding(quote.place, "missing-footnote", f"There is no footnote {quote.footnote}.", hint))
        return None

    def words_inside(self, words: str, quote: Quote, article: ArticleId, text: Text) -> Span | None:
        """The place of words inside their quote."""
        located = self.locate(quote, article, text)
        if not located:
            return None
        start, end = located.spans[0][0], located.spans[-1][1]
        inner = locate(Text((_plain(text.text[start:end]),)), words)
        if isinstance(inner, Located):
            return start + inner.spans[0][0], start + inner.spans[-1][1]
        fact = f"The quote holds “{words}” more than once." if inner.loss == "ambiguous" else f"The quote does not hold “{words}”."
        self.findings.append(Finding(quote.place, "words-not-in-quote", fact, "Quote a passage in which these words stand once."))
        return None


def passage_at(article: ArticleId, text: Text, located: Located) -> Passage:
    """The passage at a place. Its id comes from its words, and from their count before it where they stand before."""
    words = [text.text[start:end] for start, end in located.spans]
    before = [text.text.count(part, 0, start) for part, (start, _) in zip(words, located.spans, strict=True)]
    return Passage(
        PassageId(content_id("q", article, *words, *(map(str, before) if any(before) else ()))),
        article,
        located.spans,
        located.paragraph,
        " … ".join(words),
    )


def _plain(words: str) -> Reading:
    """A reading of plain words."""
    return read(escape(words, quote=False))


def _quote_finding(lost: Lost, quote: Quote, text: Text, *, look: bool) -> Finding:
    shown = shortened(quote.exact)
    match lost.loss:
        case "empty":
            return Finding(quote.place, "empty-value", "A quote is empty.", "Copy the words from the text.")
        case "ambiguous":
            context = [_around(text, span) for span in lost.spans[:3]]
            divided = "" if _WORD.search(quote.exact) else _DIVIDED
            hint = f"{divided}Quote more words, or add `prefix` or `suffix`. It stands at: {'; '.join(context)}."
            return Finding(quote.place, "quote-not-unique", f"“{shown}” stands in the text {len(lost.spans)} times.", hint)
        case "misplaced":
            beside = [f"{side} “{words}”" for side, words in (("after", quote.prefix), ("before", quote.suffix)) if words]
            hint = f"It stands at: {'; '.join(_around(text, span) for span in lost.spans[:3])}."
            return Finding(quote.place, "quote-not-found", f"“{shown}” stands in the text, but not {' and '.join(beside)}.", hint)
        case "across":
            hint = "Quote each paragraph by itself: two quotes may support one fact."
            return Finding(quote.place, "quote-across-paragraphs", f"“{shown}” begins in one paragraph and ends in another.", hint)
        case _:
            hint = _orphan_hint(lost, quote.exact, text) if look else _MANY
            return Finding(quote.place, "quote-not-found", f"The text does not hold “{shown}”.", hint)


def _orphan_hint(lost: Lost, exact: str, text: Text) -> str:
    """What an editor can do about words that are not there: a wrong ellipsis, the one wrong part, or the nearest words."""
    if "..." in exact and isinstance(locate(text, exact.replace("...", "…")), Located):
        return "Write the ellipsis as one character: `…`."
    if (plain := unmarked(exact)) != exact:
        found = locate(text, plain)
        if isinstance(found, Located):
            words = " … ".join(text.text[start:end] for start, end in found.spans)
            return f"Quote the words as they are read, without the signs of Markdown: “{words}”."
        if found.loss == "orphan":
            lost, exact = found, plain
    parts = [part.strip() for part in exact.split("…") if folded(part).strip()]
    if len(parts) > 1:
        orphan = next((number for number, part in enumerate(parts) if folded(part).strip() not in text.run_together), None)
        if orphan is None:
            return "Each part of it stands in the text, but not in this order in one paragraph."
        if lost.near:
            lost = replace(lost, spans=(lost.near.spans[orphan],))
        else:
            alone = locate(text, parts[orphan])
            lost = alone if isinstance(alone, Lost) else lost
        return f"It is “{parts[orphan]}” that is not there. {_nearest(lost, text)}"
    return _nearest(lost, text)


def _nearest(lost: Lost, text: Text) -> str:
    if not lost.spans:
        return "Nothing in the text is near it: copy the words again."
    start, end = lost.spans[0]
    return f"The nearest words are “{text.text[start:end]}”."


def _around(text: Text, span: Span) -> str:
    """The words of a span in brackets, with some words before and after."""
    paragraph = text.paragraph_at(span[0])
    first, last = text.starts[paragraph], text.starts[paragraph] + len(text.paragraphs[paragraph].text)
    start, end = max(span[0] - _CONTEXT, first), min(span[1] + _CONTEXT, last)
    before, words, after = text.text[start : span[0]], text.text[span[0] : span[1]], text.text[span[1] : end]
    if start > first:
        before = f"…{before[before.find(' ') + 1 :]}"
    if end < last:
        after = f"{after[: after.rfind(' ') + 1].rstrip()}…"
    return f"“{before}[{shortened(words)}]{after}”"
