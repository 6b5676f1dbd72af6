"""From a quote without a place to the words that a repair would write, each checked: they have just one place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from kb.findings import shortened
from kb.knowledge import Unplaced
from kb.model import ArticleId, Quote
from kb.passages import LIKE, Located, Span, Text, locate, near, unmarked
from kb.passages.reading import fold, folded

RIVAL: Final = 1  # letters: two places of which neither is nearer by one letter are equally near, and nobody can tell which is meant
_MOST: Final = 12  # words of prefix or suffix
_CLEAR: Final = 0.15  # by so much, of 1, must what stands around one place be more like the prefix and suffix than at the next


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a quote as a file would hold them."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """The words, and what stands before and after."""
        beside = [f"{side} “{words}”" for side, words in (("after", self.prefix), ("before", self.suffix)) if words]
        return f"{self.exact} ({' and '.join(beside)})" if beside else self.exact


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repair: the old quote and the words in its stead; two or more where it is divided at the ends of paragraphs.

    ``likeness`` is that of the old words to the new, from 0 to 100. ``places`` is more than one where nothing says which
    of so many places is meant: the repair then is that of the first.
    """

    article: ArticleId
    quote: Quote
    words: tuple[Words, ...]
    likeness: float
    places: int = 1


@dataclass(frozen=True, slots=True)
class Unmended:
    """A quote for which nothing is proposed, and why."""

    article: ArticleId
    quote: Quote
    why: str


def propose(lost: Unplaced, *, beside: bool = True) -> Proposal | Unmended:
    """The repair of a quote. Without ``beside`` it has no prefix and suffix and cannot be divided: it is a citation of a note.

    A quote with Markdown in it is repaired as the words that a reader sees; where that gives no repair, as it stands.
    """
    quote = lost.quote
    if not lost.looked:
        return Unmended(lost.article, quote, "it was not looked at: so many quotes of the file have no place. Mend the others first")
    plain = replace(quote, exact=unmarked(quote.exact), prefix=unmarked(quote.prefix), suffix=unmarked(quote.suffix))
    if plain == quote or not plain.exact:
        return _as_it_stands(lost, beside=beside)
    found = locate(lost.text, plain.exact, plain.prefix, plain.suffix)
    if isinstance(found, Located):
        exact = _words_of(lost.text, found.spans)
        words = _told_apart(lost.text, (found.spans[0][0], found.spans[-1][1]), exact, plain, beside=beside)
        return Proposal(lost.article, quote, (words,), 100.0) if words else _as_it_stands(lost, beside=beside)
    one = _as_it_stands(Unplaced(plain, lost.article, lost.text, found), beside=beside)
    return replace(one, quote=quote) if isinstance(one, Proposal) else _as_it_stands(lost, beside=beside)


def _as_it_stands(lost: Unplaced, *, beside: bool) -> Proposal | Unmended:
    """The repair of a quote with every sign in it taken for a word of the text."""
    quote, text = lost.quote, lost.text
    match lost.lost.loss:
        case "orphan":
            return _nearest(lost, beside=beside)
        case "ambiguous" | "misplaced":
            ordered, decided = _by_surroundings(text, lost.lost.spans, quote)
            words = _told_apart(text, ordered[0], quote.exact, quote, beside=beside)
            if words:
                return Proposal(lost.article, quote, (words,), 100.0, 1 if decided else len(ordered))
            why = _without_words(text, ordered[0], quote.exact, quote) or "no words beside it tell its places apart: quote more words"
            return Unmended(lost.article, quote, why)
        case "across":
            parts = _divided(text, quote) if beside and not quote.prefix and not quote.suffix else None
            if parts:
                return Proposal(lost.article, quote, parts, 100.0)
            if "…" in quote.exact:  # its parts stand in the text, but one of them may stand near the others with a slip
                return _nearest(lost, beside=beside)
            return Unmended(lost.article, quote, "it goes over more than one paragraph: quote each by itself")
        case _:
            return Unmended(lost.article, quote, "it has no words: copy them from the text")


def _nearest(lost: Unplaced, *, beside: bool) -> Proposal | Unmended:
    quote, text = lost.quote, lost.text
    known = lost.lost.loss == "orphan" and "..." not in quote.exact
    found = lost.lost.near if known else near(text, quote.exact.replace("...", "…"))
    if found is None:
        return Unmended(lost.article, quote, "nothing in the text is near it")
    exact = _words_of(text, found.spans)
    if found.likeness < LIKE:
        why = f"the nearest words are {found.likeness:.0f} % alike, and {LIKE} % is the least: “{shortened(exact)}”"
        return Unmended(lost.article, quote, why)
    if (found.likeness - found.rival) / 100 * (len(quote.exact) + len(exact)) < RIVAL:
        return Unmended(lost.article, quote, f"two places are equally near; one of them is “{shortened(exact)}”")
    span, places = (found.spans[0][0], found.spans[-1][1]), 1
    there = locate(text, exact, quote.prefix, quote.suffix, look=False)  # parts with an ellipsis between them may stand in several ways
    if isinstance(there, Located):
        span, exact = (there.spans[0][0], there.spans[-1][1]), _words_of(text, there.spans)
    else:
        ordered, decided = _by_surroundings(text, there.spans or (span,), quote)
        span, places = ordered[0], 1 if decided else len(ordered)
    words = _told_apart(text, span, exact, quote, beside=beside)
    if words is None:
        why = _without_words(text, span, exact, quote) or f"the nearest words stand in the text more than once: “{shortened(exact)}”"
        return Unmended(lost.article, quote, why)
    return Proposal(lost.article, quote, (words,), found.likeness, places)


def _words_of(text: Text, spans: Sequence[Span]) -> str:
    """The words at some spans as a quote holds them, with an ellipsis between them."""
    return " … ".join(_one_line(text.text[start:end]) for start, end in spans)


def _without_words(text: Text, span: Span, exact: str, old: Quote) -> str:
    """Why words that stand in the text once have no repair: they are to stand beside words, and nothing is there; else empty."""
    before, after = _around(text, span)
    sides = (("before", "prefix", old.prefix, before), ("after", "suffix", old.suffix, after))
    bare = [(side, key) for side, key, wanted, there in sides if wanted and not there.strip()]
    if not bare or not isinstance(locate(text, exact, look=False), Located):
        return ""
    where, keys = (" and ".join(one) for one in zip(*bare, strict=True))
    return f"nothing stands {where} “{shortened(exact)}” in its paragraph: leave out the {keys}"


def words_at(text: Text, span: Span) -> Words | None:
    """The quote of the words at a place, with as little beside them as gives them this one place; None where nothing does."""
    return _told_apart(text, span, _one_line(text.text[slice(*span)]), Words(""), beside=True)


def _told_apart(text: Text, span: Span, exact: str, old: Quote | Words, *, beside: bool) -> Words | None:
    """The words with as little beside them as gives them this one place."""
    for words in _candidates(text, span, exact, old, beside=beside):
        found = locate(text, words.exact, words.prefix, words.suffix)
        if isinstance(found, Located):
            first, last = found.spans[0][0], found.spans[-1][1]
            if (first, last) == span or (not beside and first <= span[0] and span[1] <= last):
                return words
    return None


def _candidates(text: Text, span: Span, exact: str, old: Quote | Words, *, beside: bool) -> Iterator[Words]:
    before, after = _around(text, span)
    if not beside:
        yield Words(exact)
        for many in range(1, _MOST + 1):
            yield Words(_one_line(f"{exact}{_first(after, many)}"))
            yield Words(_one_line(f"{_last(before, many)}{exact}"))
        return
    yield Words(exact, old.prefix, old.suffix)
    least_before, least_after = max(1, len(old.prefix.split())), max(1, len(old.suffix.split()))
    for many in range(_MOST):
        prefix, suffix = _one_line(_last(before, least_before + many)), _one_line(_first(after, least_after + many))
        if not old.prefix and suffix:
            yield Words(exact, "", suffix)
        if not old.suffix and prefix:
            yield Words(exact, prefix, "")
        if prefix and suffix:
            yield Words(exact, prefix, suffix)


def _around(text: Text, span: Span) -> tuple[str, str]:
    """What stands before and after a span in its paragraph."""
    index = text.paragraph_at(span[0])
    start, end = text.starts[index], text.starts[index] + len(text.paragraphs[index].text)
    return text.text[start : span[0]], text.text[span[1] : end]


def _last(before: str, many: int) -> str:
    """The last words of a text, with the white space that follows each."""
    return "".join(re.findall(r"\S+\s*", before)[-many:])


def _first(after: str, many: int) -> str:
    """The first words of a text, with the white space before each."""
    return "".join(re.findall(r"\s*\S+", after)[:many])


def _by_surroundings(text: Text, spans: Sequence[Span], quote: Quote) -> tuple[list[Span], bool]:
    """The places, that one first which stands most clearly where prefix and suffix say; and whether it is clear which is meant."""
    if len(spans) == 1 or not (quote.prefix or quote.suffix):
        return list(spans), len(spans) == 1
    before, after = folded(quote.prefix).strip(), folded(quote.suffix).strip()

    def alike(span: Span) -> float:
        left, right = (fold(side).text.strip() for side in _around(text, span))
        sides = [(before, left[-len(before) :] if before else ""), (after, right[: len(after)])]
        return min(SequenceMatcher(None, wanted, there, autojunk=False).ratio() for wanted, there in sides if wanted)

    scored = sorted(((alike(span), span) for span in spans), key=lambda one: (-one[0], one[1]))
    decided = scored[0][0] - scored[1][0] >= _CLEAR
    return ([span for _, span in scored] if decided else list(spans)), decided


def _divided(text: Text, quote: Quote) -> tuple[Words, ...] | None:
    """A quote over the ends of paragraphs, one quote for each paragraph."""
    whole, wanted = " ".join(text.folded.paragraphs), folded(quote.exact).strip()
    at = whole.find(wanted)
    if at < 0 or whole.find(wanted, at + 1) >= 0:
        return None
    parts: list[Words] = []
    start = 0
    for index, words in enumerate(text.folded.paragraphs):
        first, last = max(at - start, 0), min(at + len(wanted) - start, len(words))
        start += len(words) + 1
        if first >= last or not words[first:last].strip():
            continue
        one, two = text.paragraphs[index].folded.span(first, last)
        raw = text.paragraphs[index].text[one:two]
        one += len(raw) - len(raw.lstrip())
        span = text.starts[index] + one, text.starts[index] + one + len(raw.strip())
        told = _told_apart(text, span, _one_line(raw), Quote("", "", "", quote.place), beside=True)
        if told is None:
            return None
        parts.append(told)
    return tuple(parts)


def _one_line(words: str) -> str:
    """Words on one line, as a quote is written; spaces that are no line breaks stay as they are."""
    return re.sub(r"[ \t]*\n\s*", " ", words).strip()
