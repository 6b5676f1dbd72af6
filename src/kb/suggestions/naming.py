"""Names by their form and what stands around them, whoever they are: people, bodies, groups, places, publications.

In running text a name has capitals; in a paragraph of capitals only, which says nothing by them, a name is a run of words that are no
common words of English, or that stand by a title or with a noun for a body or place. What kind of thing it is, is a guess with its
reason. Nobody is recognised here: ``gathering`` holds the names against those that are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.passages import sentences
from kb.suggestions.lexicon import (
    ACTING,
    ARTICLES,
    BODY_HEADS,
    BODY_MODIFIERS,
    CALENDAR,
    DIVISIONS,
    GROUP_HEADS,
    HEDGES,
    INNER,
    LOCAL,
    ORGANIZATION_HEADS,
    PARTICLES,
    PLACE_HEADS,
    PLACE_PREPOSITIONS,
    PUBLICATION_HEADS,
    SAYING,
    TITLES,
    VAGUE,
    Lexicon,
    is_roman,
)

_TOKEN: Final = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)+|\d+(?:st|nd|rd|th|d)\b|[^\W_](?:[\w]|[’'-](?=\w))*|[^\w\s]", re.IGNORECASE)
_PLACES: Final = PLACE_HEADS | {f"{one}s" for one in PLACE_HEADS} | {"cities", "municipalities", "counties", "territories"}
_POSSESSIVE: Final = re.compile(r"[’']s$", re.IGNORECASE)
_HEADS: Final = GROUP_HEADS | BODY_HEADS | ORGANIZATION_HEADS | PUBLICATION_HEADS
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9&.-]{1,9}[A-Z0-9]|[A-Z]{2}")
_LEAST: Final = 3  # letters of a single word that may be a name in a text of capitals
_FULL_NAME: Final = (2, 4)  # words that a person's name has, if nothing but its form speaks for it
_LONGEST: Final = 9  # words of a name
_MOSTLY: Final = 0.85  # capitals among the letters of a paragraph that is in capitals
_SOME: Final = 12  # letters that a paragraph needs, so that this can be told

HIGH, GOOD, FAIR, LOW = 90, 70, 50, 30  # how much speaks for a name


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a paragraph."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """In lower case, without a possessive ending."""
        return _POSSESSIVE.sub("", self.text.lower().replace("’", "'"))

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()


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


def is_shouted(text: str) -> bool:
    """Whether a paragraph is in capitals, so that these say nothing about names."""
    letters = [letter for letter in text if letter.isalpha() and letter.lower() != letter.upper()]
    return len(letters) >= _SOME and sum(letter.isupper() for letter in letters) >= _MOSTLY * len(letters)


def tokens_of(text: str) -> list[Token]:
    """The words and signs of a paragraph."""
    return [Token(found.start(), found.end(), found.group()) for found in _TOKEN.finditer(text)]


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


class _Finder:
    """One paragraph and what its words can be."""

    def __init__(self, text: str, lexicon: Lexicon, *, shouted: bool) -> None:
        self.text, self.lexicon, self.shouted = text, lexicon, shouted
        self.tokens = tokens_of(text)
        self.lowers = [one.lower for one in self.tokens]
        self.common = [lexicon.is_common(one.text) for one in self.tokens]
        begins = {first for first, _ in sentences(text)}
        self.opens = [self._opens(index, begins) for index in range(len(self.tokens))]
        self.core = [self._core(index) for index in range(len(self.tokens))]

    # ------------------------------------------------------------------------------------ single words

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
        if not one.is_word or lower in CALENDAR:
            return False
        if self.shouted and any(letter.isdigit() for letter in lower):
            return self._coded(index)
        if self.shouted:
            return (
                len(lower) >= _LEAST - (lower in {"us", "un", "uk", "eu"})
                and not self.common[index]
                and lower not in PARTICLES
                and not is_roman(lower)
            )
        if not one.text[0].isupper():
            return False
        if self.opens[index]:
            follows = index + 1 < len(self.tokens) and self.tokens[index + 1].text[:1].isupper() and self.lower(index + 1) not in CALENDAR
            known = self.common[index] or lower in ARTICLES
            return not known or (follows and lower not in ARTICLES and (self.lexicon.is_proper(lower) or lower in BODY_MODIFIERS))
        return not (lower in ARTICLES or lower in SAYING and self.common[index] and len(one.text) > 1 and one.text[1:].islower())

    def _coded(self, index: int) -> bool:
        """Whether letters and digits may name a group, *M-19*: they name weapons and plates at least as often."""
        if not re.fullmatch(r"[a-z]{1,3}-?\d{1,2}", self.lower(index)):
            return False
        counted = self.lower(index - 1) in {"an", "a", "no"} or self.lower(index - 1).isdigit()
        things = (
            index + 1 < len(self.tokens)
            and self.common[index + 1]
            and self.tokens[index + 1].is_word
            and not (
                self._verb(index + 1)
                or self.lower(index + 1) in _HEADS | PLACE_PREPOSITIONS | TITLES | {"and", "or", "that", "which", "who", "members"}
            )
        )
        return not counted and not things

    def extends(self, index: int) -> bool:
        """Whether a word can stand in a name beside its core, in a text of capitals: a part of a body's name, or a name that is a word too."""
        lower = self.lower(index)
        return lower in BODY_MODIFIERS or lower in _HEADS or self.lexicon.is_demonym(lower)

    # ------------------------------------------------------------------------------------------ forms

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
        if (self.common[index] and not self.lexicon.is_proper(lower)) and not (lower in BODY_MODIFIERS or lower in _HEADS):
            return False
        if self.lexicon.is_proper(lower) and self.lower(index - 1) in LOCAL and lower not in TITLES | PLACE_HEADS | _HEADS:
            return not (
                index + 1 < len(self.tokens)
                and self.common[index + 1]
                and self.tokens[index + 1].is_word
                and not self._ends_place(index + 1)
            )
        if (
            self.lower(index - 1) == "of"
            and self.lower(index - 2) in _PLACES
            and self.tokens[index].is_word
            and lower not in ARTICLES | _PLACES
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
            return bool(self.core[at]) or (one.text[0].isupper() and (is_roman(lower) or lower in _HEADS or (len(one.text) == 1)))
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
        return self._person(first, at) and self.lexicon.is_proper(lower) and not self._verb(at)

    def _verb(self, at: int) -> bool:
        return self.lower(at) in SAYING or self.lower(at) in ACTING

    def _person(self, first: int, at: int) -> bool:
        """Whether the words so far look like somebody: a title before them."""
        return self.titled(first) and not any(self.lower(index) in BODY_MODIFIERS | _HEADS for index in range(first, at))

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
            self.lower(index) in _HEADS and (self.shouted or self.tokens[index].text[0].isupper())
            for index in range(at, min(at + 3, len(self.tokens)))
        )

    def _of_body(self, first: int, at: int) -> bool:
        """Whether *of* stands inside a body's name: a noun for a body before it, a name after it."""
        if not any(self.lower(index) in _HEADS for index in range(first, at)) or at + 1 >= len(self.tokens):
            return False
        after = at + 1 + (self.lower(at + 1) in {"the", "el", "la"})
        if after >= len(self.tokens):
            return False
        if self.shouted:
            return self.lower(after) in BODY_MODIFIERS and self.lower(after) not in {"state", "people", "first", "workers"}
        return self.core[after]

    # ------------------------------------------------------------------------------------ what it is

    def titled(self, first: int) -> bool:
        """Whether a title or role stands directly before a word."""
        before = first - 1
        if before >= 0 and self.tokens[before].text == "." and before >= 1 and self.tokens[before - 1].end == self.tokens[before].start:
            before -= 1
        return before >= 0 and self.lower(before) in TITLES and not self.tokens[before].text.lower().endswith(("'s", "’s"))

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
            and not any(word in BODY_MODIFIERS or word in _HEADS for word in words[:-1])
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
        start, stop = self.tokens[first].start, self.tokens[end - 1].end
        said = _POSSESSIVE.sub("", self.text[start:stop])
        if not score or len(said) < 2:  # noqa: PLR2004 - one letter is no name
            return None
        return Form(start, start + len(said), said, kind, score, why, acronym)

    def _trimmed(self, first: int, end: int) -> tuple[int, int]:
        """Without titles at its head, and without what cannot end a name."""
        while first < end - 1 and self.lower(first) in TITLES and self.tokens[first].text[:1].isupper() and not self._is_headed(first, end):
            first += 1
            if first < end - 1 and self.tokens[first].text == ".":
                first += 1
        while end > first and (
            self.lower(end - 1) in PARTICLES | {"of", "for", "the", "."}
            or not (self.tokens[end - 1].is_word or self.lower(end - 1)[:1].isdigit())
        ):
            end -= 1
        return first, end

    def _is_headed(self, first: int, end: int) -> bool:
        return any(self.lower(index) in _HEADS for index in range(first + 1, end))

    def acronym(self, end: int) -> str:
        """The acronym in round or square brackets after a word, if there is one."""
        if end + 2 < len(self.tokens) and self.tokens[end].text in "([" and self.tokens[end + 2].text in ")]":
            inside = self.tokens[end + 1].text
            if _ACRONYM.fullmatch(inside) and self.lower(end + 1) not in CALENDAR and not self.lexicon.is_common(inside):
                return inside
        return ""

    def kind_of(self, first: int, end: int, words: Sequence[str]) -> tuple[str, int, str]:  # noqa: C901, PLR0911, PLR0912 - the rules stand in their order
        """The likely kind, how much speaks for the name, and what."""
        printed = [self.tokens[index].text for index in range(first, end)]
        core = [
            index
            for index in range(first, end)
            if self.core[index] and not self.lexicon.is_demonym(self.lower(index)) and self.lower(index) not in BODY_MODIFIERS | _HEADS
        ]
        head = next((word for word in reversed(words) if word in _HEADS), "")
        before, after = self.lower(first - 1), self.lower(end)
        if (
            first == 0
            and self.text[self.tokens[end - 1].end :][:1] == ","
            and re.match(r",\s+\d{1,2}\s+\w{3}", self.text[self.tokens[end - 1].end :])
        ):
            return "place", HIGH, "it stands in the dateline"
        if self.titled(first) and not head:
            return (
                "person",
                HIGH,
                f"the title or role “{self.text[self.tokens[first - 1].start : self.tokens[first - 1].end]}” stands before it",
            )
        if words[-1] in PLACE_HEADS and words[-1] not in _HEADS and len(words) > 1 and (core or not self.shouted):
            return "place", HIGH, f"it ends in a noun for a place, “{printed[-1]}”"
        if head and len(words) > 1:
            if not core and all(word in VAGUE or word in _HEADS for word in words) and not (words[-2:] == ["armed", "forces"]):
                return "", 0, ""
            return self._body(words, head, core)
        if words[0] in PLACE_HEADS and len(words) > 1 and not self.shouted:
            return "place", GOOD, f"it begins with a noun for a place, “{printed[0]}”"
        if all(self.lexicon.is_demonym(word) for word in words):
            return (
                ("community", LOW, "it has the form of a people or of the adjective of a country")
                if not self._adjective(end)
                else ("", 0, "")
            )
        if self._agency(first, end):
            return "publication", HIGH, "it stands in brackets in the dateline"
        if self.shouted and not core and before not in LOCAL | {"of"}:
            return "", 0, ""
        if len(words) == 1 and words[0].endswith("s") and self.lexicon.is_proper(words[0][:-1]) and not self.lexicon.is_proper(words[0]):
            return "community", LOW, "it is the plural of a name"
        if (
            len(words) == 1
            and _ACRONYM.fullmatch(printed[0])
            and (not self.shouted or self._bracketed(first) or not re.search(r"[aeiou]", words[0]))
        ):
            return "group", GOOD if not self._bracketed(first) else HIGH, "it has the form of an acronym"
        if after in PLACE_HEADS and (after not in _HEADS or after in DIVISIONS) and self.lower(end + 1) != "of" and not self._verb(end):
            return "place", HIGH, f"a noun for a place follows it, “{self.tokens[end].text}”"
        if before == "of" and self.lower(first - 2) in _PLACES:
            return "place", HIGH, f"“{self.tokens[first - 2].text} of” stands before it"
        if before in PLACE_HEADS and before not in _HEADS and self.lower(first - 2) in {"the", "a", "this"} and len(words) == 1:
            return "place", GOOD, f"a noun for a place stands before it, “{self.tokens[first - 1].text}”"
        if after in PUBLICATION_HEADS or before in PUBLICATION_HEADS:
            return "publication", GOOD, "a noun for a newspaper or broadcaster stands beside it"
        if after in GROUP_HEADS - {"forces"} and not self._verb(end):
            return "group", GOOD, f"a noun for a group follows it, “{self.tokens[end].text}”"
        if self._apposed(end):
            return "person", HIGH, "a role follows it between commas"
        if before in LOCAL:
            return "place", GOOD, f"“{self.tokens[first - 1].text}” stands before it"
        person = self._person_like(first, end, core)
        if person:
            return person
        if before in PLACE_PREPOSITIONS:
            return "place", FAIR, f"“{self.tokens[first - 1].text}” stands before it"
        if not self.shouted and len(words) > 1:
            return "organization", FAIR, "its words have capitals"
        if self.text[self.tokens[end - 1].end :][:2] in {", ", "; "} and self._listed_place(first):
            return "place", FAIR, "it stands in a list of places"
        return ("person" if len(words) > 1 else "place"), FAIR, ("it is no common word" if self.shouted else "it has a capital")

    def _body(self, words: Sequence[str], head: str, core: Sequence[int]) -> tuple[str, int, str]:
        why = f"it holds a noun for a body, “{head}”"
        if head in PUBLICATION_HEADS and core:
            return "publication", GOOD, why
        kind = "organization" if head in ORGANIZATION_HEADS and head not in GROUP_HEADS else "body" if head in BODY_HEADS else "group"
        if {"liberation", "revolutionary", "popular", "patriotic", "resistance", "islamic"} & set(words):
            kind = "group"
        elif {"national", "ministry", "supreme", "treasury", "federal"} & set(words) and head in BODY_HEADS:
            kind = "body"
        return kind, HIGH if core or len(words) > 2 else GOOD, why  # noqa: PLR2004 - three words, a name of a body by themselves

    def _adjective(self, end: int) -> bool:
        """Whether a common noun follows, so that the word before it is its adjective."""
        return (
            end < len(self.tokens)
            and self.tokens[end].is_word
            and self.common[end]
            and not self._verb(end)
            and self.lower(end) not in PLACE_PREPOSITIONS | {"and", "or", "that", "who"}
        )

    def _bracketed(self, first: int) -> bool:
        return 0 < first < len(self.tokens) - 1 and self.tokens[first - 1].text in "([" and self.tokens[first + 1].text in ")]"

    def _agency(self, first: int, end: int) -> bool:
        """Whether a name stands in brackets before the dash of a dateline."""
        if first == 0 or end + 1 >= len(self.tokens) or self.tokens[first - 1].text not in "([" or self.tokens[end].text not in ")]":
            return False
        return self.tokens[end + 1].text in "-–—" and first < 16  # noqa: PLR2004 - a dateline is short

    def _apposed(self, end: int) -> bool:
        """Whether an apposition with a role follows: *X, the leader of Y*; *X, 34,*."""
        if end >= len(self.tokens) or self.tokens[end].text != ",":
            return False
        at = end + 1
        if self.lower(at).isdigit() and at + 1 < len(self.tokens) and self.tokens[at + 1].text == ",":
            return True
        for index in range(at, min(at + 5, len(self.tokens))):
            if not self.tokens[index].is_word or self._verb(index):
                return False
            if self.lower(index) in TITLES and (self.common[index] or index > at):
                return (
                    index + 1 >= len(self.tokens)
                    or self.lower(index + 1) in {"of", "for", "in", "at", "and", "to"}
                    or self.tokens[index + 1].text in ",."
                )
        return False

    def _person_like(self, first: int, end: int, core: Sequence[int]) -> tuple[str, int, str] | None:
        count = sum(self.lower(index) not in PARTICLES and self.tokens[index].is_word for index in range(first, end))
        after = self.lower(end)
        if (
            self.lower(end) in SAYING
            and not self.lexicon.is_demonym(self.lower(end - 1))
            and _FULL_NAME[0] <= count <= _FULL_NAME[1]
            and len(core) == count
        ):
            return "person", GOOD, f"“{self.tokens[end].text}” follows it"
        if _FULL_NAME[0] <= count <= _FULL_NAME[1] and len(core) == count:
            reason = (
                f"it has the form of a full name, and “{self.tokens[end].text}” follows"
                if after in ACTING
                else "it has the form of a full name"
            )
            return "person", GOOD if after in ACTING or self.lower(first - 1) in {"by", "against", "with", "and"} else FAIR, reason
        if after in SAYING and count == 1:
            return "person", GOOD, f"“{self.tokens[end].text}” follows it"
        return None

    def _listed_place(self, first: int) -> bool:
        return first > 1 and self.tokens[first - 1].text == "," and self.core[first - 2]

    def placed(self) -> Iterator[Form]:
        """Acronyms in brackets, which runs before the bracket do not hold."""
        for index in range(1, len(self.tokens) - 1):
            one = self.tokens[index]
            if (
                self._bracketed(index)
                and _ACRONYM.fullmatch(one.text)
                and not self.lexicon.is_common(one.text)
                and one.lower not in CALENDAR
            ):
                agency = self._agency(index, index + 1)
                why = "it stands in brackets in the dateline" if agency else "it is an acronym in brackets"
                yield Form(one.start, one.end, one.text, "publication" if agency else "group", HIGH, why)


def without_article(form: Form) -> Form:
    """The same without an article at its head."""
    found = re.match(r"(?:the|a|an)\s+", form.words, re.IGNORECASE)
    return replace(form, start=form.start + found.end(), words=form.words[found.end() :]) if found else form
