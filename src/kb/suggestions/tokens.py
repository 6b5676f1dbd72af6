"""A paragraph as words and signs, and what of each of them its capitals, its place and a dictionary say.

In a paragraph of capitals only these say nothing, so a name is known there by being no common word. ``naming`` and ``guessing`` read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kb.passages import sentences
from kb.suggestions.lexicon import (
    ACTING,
    ARTICLES,
    BODY_HEADS,
    BODY_MODIFIERS,
    CALENDAR,
    GROUP_HEADS,
    ORGANIZATION_HEADS,
    PARTICLES,
    PLACE_PREPOSITIONS,
    PUBLICATION_HEADS,
    SAYING,
    TITLES,
    Lexicon,
    is_roman,
)

_TOKEN: Final = re.compile(
    r"[^\W\d_]\.(?:[^\W\d_]\.)+|\d+(?:st|nd|rd|th|d)\b|[^\W_](?:\w|[’'-](?=\w)|(?<=[sS])[’'](?=\s[A-Z]))*|[^\w\s]", re.IGNORECASE
)
POSSESSIVE: Final = re.compile(r"[’']s?$", re.IGNORECASE)
# What may stand before the capital of an Arabic name: its article, as it is written or as it sounds, and the signs for ʿayn and hamza.
_BEFORE_CAPITAL: Final = re.compile(r"(?:(?:a[dlnrstz]|a[dst]h|el|u[ldnrstz]|u[dst]h)-)?[ʿʾʻʼ]*")
_LEAST: Final = 3  # letters of a single word that may be a name in a text of capitals
_GIVEN: Final = frozenset(["jan", "april", "may", "june", "august"])
_BEFORE_MONTH: Final = frozenset(["in", "since", "until", "during", "early", "late", "mid", "last", "this", "next"])
_MOSTLY: Final = 0.85  # capitals among the letters of a paragraph that is in capitals
_SOME: Final = 12  # letters that a paragraph needs, so that this can be told
HEADS: Final = GROUP_HEADS | BODY_HEADS | ORGANIZATION_HEADS | PUBLICATION_HEADS


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a paragraph."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """In lower case, without a possessive ending."""
        return POSSESSIVE.sub("", self.text.lower().replace("’", "'"))

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()


def is_shouted(text: str) -> bool:
    """Whether a paragraph is in capitals, so that these say nothing about names."""
    letters = [letter for letter in text if letter.isalpha() and letter.lower() != letter.upper()]
    return len(letters) >= _SOME and sum(letter.isupper() for letter in letters) >= _MOSTLY * len(letters)


def has_capital(word: str) -> bool:
    """Whether a word of running text is written with a capital, as a name is: *Nusra*, and *al-Nusra*, *ʿAli*, *al-ʿAdnani* too."""
    found = _BEFORE_CAPITAL.match(word)
    return word[found.end() if found else 0 :][:1].isupper()


def tokens_of(text: str) -> list[Token]:
    """The words and signs of a paragraph."""
    return [Token(found.start(), found.end(), found.group()) for found in _TOKEN.finditer(text)]


class Line:
    """One paragraph and what its words can be."""

    def __init__(self, text: str, lexicon: Lexicon, *, shouted: bool) -> None:
        """Read a paragraph; ``shouted`` where it is in capitals only."""
        self.text, self.lexicon, self.shouted = text, lexicon, shouted
        self.tokens = tokens_of(text)
        self.lowers = [one.lower for one in self.tokens]
        self.common = [lexicon.is_common(one.text) for one in self.tokens]
        begins = {first for first, _ in sentences(text)}
        self.opens = [self._opens(index, begins) for index in range(len(self.tokens))]
        self.core = [self._core(index) for index in range(len(self.tokens))]

    def lower(self, index: int) -> str:
        """The word at an index in lower case; nothing outside the paragraph."""
        return self.lowers[index] if 0 <= index < len(self.lowers) else ""

    def _opens(self, index: int, begins: set[int]) -> bool:
        at = index
        while at > 0 and not self.tokens[at - 1].is_word and self.tokens[at - 1].text in "“‘\"'([":
            at -= 1
        return at == 0 or self.tokens[at].start in begins or self.tokens[at - 1].text in {":", "“", "–", "—", "•"}

    def _core(self, index: int) -> bool:
        """Whether a word can be the core of a name by itself."""
        one, lower = self.tokens[index], self.lowers[index]
        if not one.is_word or self.is_calendar(index):
            return False
        if self.shouted and any(letter.isdigit() for letter in lower):
            return self.coded(index)
        if self.shouted:
            return (
                len(lower) >= _LEAST - (lower in {"us", "un", "uk", "eu"})
                and not self.common[index]
                and lower not in PARTICLES
                and not is_roman(lower)
            )
        if not has_capital(one.text):
            return False
        if self.opens[index]:
            follows = index + 1 < len(self.tokens) and has_capital(self.tokens[index + 1].text) and self.lower(index + 1) not in CALENDAR
            known = self.common[index] or lower in ARTICLES
            return not known or (follows and lower not in ARTICLES and (self.lexicon.is_proper(lower) or lower in BODY_MODIFIERS))
        return not (lower in ARTICLES or (lower in SAYING and self.common[index] and len(one.text) > 1 and one.text[1:].islower()))

    def is_calendar(self, index: int) -> bool:
        """Whether a word is a month or a day of the week; a given name that is written like one, *Jan* or *April*, stands before a name."""
        if self.lower(index) not in CALENDAR:
            return False
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        named = following and following.is_word and has_capital(following.text) and following.lower not in CALENDAR and not self.shouted
        dated = self.lower(index - 1).isdigit() or self.lower(index - 1) in _BEFORE_MONTH
        return not (named and self.lower(index) in _GIVEN and not dated)

    def coded(self, index: int) -> bool:
        """Whether letters and digits may name a group, *M-19*: they name weapons and plates at least as often."""
        if not re.fullmatch(r"[a-z]{1,3}-?\d{1,2}", self.lower(index)):
            return False
        counted = self.lower(index - 1) in {"an", "a", "no"} or self.lower(index - 1).isdigit()
        things = (
            index + 1 < len(self.tokens)
            and self.tokens[index + 1].is_word
            and not (
                self.verb(index + 1)
                or self.lower(index + 1) in HEADS | PLACE_PREPOSITIONS | TITLES | {"and", "or", "that", "which", "who", "members"}
            )
        )
        return not counted and not things

    def verb(self, at: int) -> bool:
        """Whether a word is a verb of saying, or one that somebody rather than something does or suffers."""
        return self.lower(at) in SAYING or self.lower(at) in ACTING

    def titled(self, first: int) -> bool:
        """Whether a title or role stands directly before a word."""
        before = first - 1
        if before >= 0 and self.tokens[before].text == "." and before >= 1 and self.tokens[before - 1].end == self.tokens[before].start:
            before -= 1
        return before >= 0 and self.lower(before) in TITLES and not self.tokens[before].text.lower().endswith(("'s", "’s"))

    def bracketed(self, first: int) -> bool:
        """Whether a word stands in brackets alone."""
        return 0 < first < len(self.tokens) - 1 and self.tokens[first - 1].text in "([" and self.tokens[first + 1].text in ")]"
