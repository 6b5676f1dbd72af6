"""Names by their form and what stands around them, whoever they are: people, bodies, groups, places, publications.

In running text a name has capitals; in a paragraph of capitals only, which says nothing by them, a name is a run of words that are no
common words of English, or that stand by a title or with a noun for a body or place. What kind of thing it is, is a guess with its
reason. Nobody is recognised here: ``gathering`` holds the names against those that are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from kb.suggestions.guessing import ACRONYM, HIGH, LONGEST_ACRONYM, PLACES, Guesser
from kb.suggestions.lexicon import (
    ACTING,
    ARTICLES,
    BODY_MODIFIERS,
    CALENDAR,
    DIVISIONS,
    HEDGES,
    INNER,
    LOCAL,
    PARTICLES,
    PLACE_HEADS,
    PLACE_PREPOSITIONS,
    SAYING,
    TITLES,
    Lexicon,
    is_roman,
)
from kb.suggestions.tokens import HEADS, POSSESSIVE

_LONGEST: Final = 9  # words of a name


@dataclass(frozen=True, slots=True)
class Form:
    """A name by its form: its span in the paragraph, its words, the likely kind of thing, how much speaks for it, and what."""

    start: int
    end: int
    words: str
    kind: str
    score: int
    why: str
    short: str = ""  # the acronym that the text gives beside it


def names_in(text: str, lexicon: Lexicon, *, shouted: bool) -> list[Form]:
    """The names in a paragraph, in order and without overlap."""
    finder = _Finder(text, lexicon, shouted=shouted)
    found: list[Form] = []
    reached = 0
    for form in sorted(finder.forms(), key=lambda one: (one.start, -one.end, -one.score)):
        if form.start >= reached:
            found.append(form)
            reached = form.end
    return found


class _Finder(Guesser):
    """One paragraph in which names are looked for."""

    def extends(self, index: int) -> bool:
        """Whether a word can stand in a name beside its core, in a text of capitals: a part of a body's name, or a name and a word."""
        lower = self.lower(index)
        return lower in BODY_MODIFIERS or lower in HEADS or self.lexicon.is_demonym(lower)

    def forms(self) -> Iterator[Form]:
        """Everything that looks like a name; forms may overlap."""
        index = 0
        while index < len(self.tokens):
            run = self.run(index)
            if run and (form := self.form(*run)):
                yield form
                index = max(index + 1, run[1])
            else:
                index += 1
        yield from self.placed()

    def run(self, first: int) -> tuple[int, int] | None:
        """The longest run of words from here that can be one name: the indexes of its first word and of the one after its last."""
        if not self.core[first] and not (self.shouted and self._begins_shouted(first)):
            return None
        end, at = first + 1, first + 1
        while at < len(self.tokens) and at - first < _LONGEST:
            one = self.tokens[at]
            previous = self.tokens[at - 1]
            if previous.text.lower().endswith(("'s", "’s")) and not self._body_ahead(at):
                break
            if self._continues(first, at):
                end = at = at + 1
            elif self.lowers[at] in INNER and self._after_inner(at) and not self._ends_name(at - 1):
                at += 1
            elif self.lowers[at] in {"of", "for"} and self._of_body(first, at):
                at += 1 + (self.lower(at + 1) in {"the", "el", "la"})
            elif (
                one.text == "."
                and len(previous.text) == 1
                and previous.end == one.start
                and at + 1 < len(self.tokens)
                and self.core[at + 1]
            ):
                at += 1
            else:
                break
        return (first, end)

    def _begins_shouted(self, index: int) -> bool:
        lower = self.lower(index)
        if lower in PARTICLES and index + 1 < len(self.tokens):
            return self.core[index + 1] or (self.lower(index + 1) in PARTICLES and index + 2 < len(self.tokens) and self.core[index + 2])
        if (self.common[index] and not self.lexicon.is_proper(lower)) and not (lower in BODY_MODIFIERS or lower in HEADS):
            return False
        if self.is_calendar(index):
            return False
        if self.lexicon.is_proper(lower) and self.lower(index - 1) in LOCAL and lower not in TITLES | PLACE_HEADS | HEADS:
            return not (
                index + 1 < len(self.tokens)
                and self.common[index + 1]
                and self.tokens[index + 1].is_word
                and not self._ends_place(index + 1)
            )
        if (
            self.lower(index - 1) == "of"
            and self.lower(index - 2) in PLACES
            and self.tokens[index].is_word
            and lower not in ARTICLES | PLACES
        ):
            return True
        if lower == "radio":
            return index + 1 < len(self.tokens) and self.core[index + 1]
        if self.lexicon.is_proper(lower) and self._given(index):
            return True
        if self.titled(index):
            return self.lexicon.is_proper(lower) or (index + 1 < len(self.tokens) and self.core[index + 1] and lower not in TITLES)
        return lower in BODY_MODIFIERS and lower not in TITLES

    def _ends_place(self, index: int) -> bool:
        """Whether a common word after a place says that its name has ended."""
        return self.lower(index) in PLACE_PREPOSITIONS | PLACE_HEADS | ACTING | SAYING | {
            "and",
            "or",
            "on",
            "when",
            "where",
            "this",
            "last",
            "after",
            "before",
            "during",
            "by",
            "yesterday",
            "today",
        }

    def _given(self, index: int) -> bool:
        """Whether a word that is a name too stands directly before the core of one: *Maria Pulido*."""
        lower = self.lower(index)
        if (
            lower in TITLES
            or lower in HEDGES
            or lower in ACTING
            or lower in SAYING
            or lower in PLACE_HEADS
            or lower in {"will", "june", "general"}
        ):
            return False
        return (
            index + 1 < len(self.tokens)
            and self.core[index + 1]
            and not self.lexicon.is_demonym(self.lower(index + 1))
            and not self.lexicon.is_demonym(lower)
        )

    def _continues(self, first: int, at: int) -> bool:
        one, lower = self.tokens[at], self.lower(at)
        if not one.is_word and not re.fullmatch(r"\d+(?:st|nd|rd|th|d)", lower):
            return False
        if not self.shouted:
            return bool(self.core[at]) or (one.text[0].isupper() and (is_roman(lower) or lower in HEADS or (len(one.text) == 1)))
        if self.core[at]:
            return True
        if lower in PARTICLES and lower not in INNER:
            return at + 1 < len(self.tokens) and self.core[at + 1]
        if len(lower) == 1 and at + 1 < len(self.tokens) and (self.tokens[at + 1].text == "." or self.core[at + 1]):
            return lower not in {"a", "i"} or self.tokens[at + 1].text == "."
        if self.extends(at) or lower in PLACE_HEADS:
            return not self._person(first, at)
        if self._person(first, at) and is_roman(lower) and self.core[at - 1]:
            return True
        return self._person(first, at) and self.lexicon.is_proper(lower) and not self.verb(at)

    def _person(self, first: int, at: int) -> bool:
        """Whether the words so far look like somebody: a title before them."""
        return self.titled(first) and not any(self.lower(index) in BODY_MODIFIERS | HEADS for index in range(first, at))

    def _after_inner(self, at: int) -> bool:
        after = at + 1
        while after < len(self.tokens) and self.lower(after) in PARTICLES:
            after += 1
        return after < len(self.tokens) and self.core[after] and (self.shouted or self.lower(at) not in {"y", "e"})

    def _ends_name(self, at: int) -> bool:
        return not self.tokens[at].is_word

    def _body_ahead(self, at: int) -> bool:
        """Whether a possessive is part of a body's name: *People's Liberation Front*, *Ferrymen's League*."""
        return any(
            self.lower(index) in HEADS and (self.shouted or self.tokens[index].text[0].isupper())
            for index in range(at, min(at + 3, len(self.tokens)))
        )

    def _of_body(self, first: int, at: int) -> bool:
        """Whether *of* stands inside a body's name: a noun for a body before it, a name after it."""
        if not any(self.lower(index) in HEADS for index in range(first, at)) or at + 1 >= len(self.tokens):
            return False
        after = at + 1 + (self.lower(at + 1) in {"the", "el", "la"})
        if after >= len(self.tokens):
            return False
        if self.shouted:
            return self.lower(after) in BODY_MODIFIERS and self.lower(after) not in {"state", "people", "first", "workers"}
        return self.core[after]

    def form(self, first: int, end: int) -> Form | None:
        """What a run of words is, and what speaks for it; None where too little does."""
        first, end = self._trimmed(first, end)
        if first >= end:
            return None
        words = [self.lower(index) for index in range(first, end)]
        acronym = self.acronym(end)
        if (
            words[-1] in DIVISIONS
            and len(words) > 1
            and self.core[end - 2]
            and not any(word in BODY_MODIFIERS or word in HEADS for word in words[:-1])
        ):
            end -= 1
            words.pop()
        kind, score, why = self.kind_of(first, end, words)
        if acronym and len(words) > 1:
            kind, score, why = (
                (kind if kind in {"body", "organization", "group", "publication"} else "group"),
                HIGH,
                f"an acronym in brackets follows it, {acronym}",
            )
        if all(word in TITLES or word in ARTICLES for word in words):
            return None
        start, stop = self.tokens[first].start, self.tokens[end - 1].end
        said = POSSESSIVE.sub("", self.text[start:stop])
        if not score or len(said) < 2:  # noqa: PLR2004 - one letter is no name
            return None
        return Form(start, start + len(said), said, kind, score, why, acronym)

    def _trimmed(self, first: int, end: int) -> tuple[int, int]:
        """Without titles and signs at its head, and without what cannot end a name."""
        while first < end and not self.tokens[first].is_word and not self.lower(first)[:1].isdigit():
            first += 1
        if self.lower(first - 1) == "of" and self.lower(first - 2) in TITLES and first < end - 1 and self.common[first]:
            first += 1  # *Secretary of State John Kerry*
        while first < end - 1 and self.lower(first) in TITLES and self.tokens[first].text[:1].isupper() and not self._is_headed(first, end):
            first += 1
        if not any(self.lower(index) in HEADS for index in range(first, end)):
            while self.shouted and first < end - 1 and self.lower(first) in BODY_MODIFIERS:
                first += 1
        while end > first and (
            self.lower(end - 1) in PARTICLES | {"of", "for", "the", "."}
            or not (self.tokens[end - 1].is_word or self.lower(end - 1)[:1].isdigit())
        ):
            end -= 1
        return first, end

    def _is_headed(self, first: int, end: int) -> bool:
        return any(self.lower(index) in HEADS for index in range(first + 1, end))

    def acronym(self, end: int) -> str:
        """The acronym in round or square brackets after a word, if there is one."""
        if end + 2 < len(self.tokens) and self.tokens[end].text in "([" and self.tokens[end + 2].text in ")]":
            inside = self.tokens[end + 1].text
            if ACRONYM.fullmatch(inside) and self.lower(end + 1) not in CALENDAR and not self.lexicon.is_common(inside):
                return inside
        return ""

    def placed(self) -> Iterator[Form]:
        """Acronyms in brackets, and the words before them whose first letters they are."""
        for index in range(1, len(self.tokens) - 1):
            one = self.tokens[index]
            if index == 1 or not self.bracketed(index) or not ACRONYM.fullmatch(one.text) or self.is_calendar(index):
                continue
            spelt = self._spelt(index)
            if spelt:
                start, end = self.tokens[spelt[0]].start, self.tokens[spelt[1] - 1].end
                words = [self.lower(at) for at in range(*spelt)]
                head = next((word for word in reversed(words) if word in HEADS), "")
                kind = self._body(words, head, ())[0] if head else "group"
                said = f"its first letters are the acronym in brackets after it, {one.text}"
                yield Form(start, end, self.text[start:end], kind, HIGH, said, one.text)
            if spelt or (len(one.text) <= LONGEST_ACRONYM and not self.lexicon.is_common(one.text)):
                agency = self._agency(index, index + 1)
                why = "it stands in brackets in the dateline" if agency else "it is an acronym in brackets"
                yield Form(one.start, one.end, one.text, "publication" if agency else "group", HIGH, why)

    def _spelt(self, index: int) -> tuple[int, int] | None:
        """The words directly before an acronym in brackets whose first letters it has, small words aside."""
        letters = [letter.lower() for letter in self.tokens[index].text if letter.isalpha()]
        at = index - 2
        while letters and at >= 0 and self.tokens[at].is_word:
            if self.lower(at)[:1] == letters[-1]:
                letters.pop()
            elif self.lower(at) not in PARTICLES | {"of", "the", "for", "and", "in", "on", "to"}:
                return None
            at -= 1
        return (at + 1, index - 1) if not letters and len(self.tokens[index].text) > 2 else None  # noqa: PLR2004 - two letters fit too much


def without_article(form: Form) -> Form:
    """The same without an article at its head."""
    found = re.match(r"(?:the|a|an)\s+", form.words, re.IGNORECASE)
    return replace(form, start=form.start + found.end(), words=form.words[found.end() :]) if found else form
