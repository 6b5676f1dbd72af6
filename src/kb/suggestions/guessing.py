"""What kind of thing a name is, guessed from its words and from what stands around them, with the reason.

The rules stand in the order of their strength; the first that holds is the guess. ``naming`` asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kb.suggestions.lexicon import (
    ACTING,
    BODY_HEADS,
    BODY_MODIFIERS,
    DIVISIONS,
    GROUP_HEADS,
    LOCAL,
    ORGANIZATION_HEADS,
    PARTICLES,
    PLACE_HEADS,
    PLACE_PREPOSITIONS,
    PUBLICATION_HEADS,
    SAYING,
    TITLES,
    VAGUE,
)
from kb.suggestions.tokens import HEADS, Line

PLACES: Final = PLACE_HEADS | {f"{one}s" for one in PLACE_HEADS} | {"cities", "municipalities", "counties", "territories"}
LONGEST_ACRONYM: Final = 8  # letters; in a text of capitals a longer word in brackets is a word
ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9&.-]{1,9}[A-Z0-9]|[A-Z]{2}")
_FULL_NAME: Final = (2, 4)  # words that a person's name has, if nothing but its form speaks for it
HIGH, GOOD, FAIR, LOW = 90, 70, 50, 30  # how much speaks for a name


class Guesser(Line):
    """A paragraph whose names can be asked what they are."""

    def kind_of(self, first: int, end: int, words: Sequence[str]) -> tuple[str, int, str]:  # noqa: C901, PLR0912 - the rules stand in their order
        """The likely kind, how much speaks for the name, and what."""
        printed = [self.tokens[index].text for index in range(first, end)]
        core = [
            index
            for index in range(first, end)
            if self.core[index] and not self.lexicon.is_demonym(self.lower(index)) and self.lower(index) not in BODY_MODIFIERS | HEADS
        ]
        head = next((word for word in reversed(words) if word in HEADS), "")
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
        if words[-1] in PLACE_HEADS and words[-1] not in HEADS and len(words) > 1 and (core or not self.shouted):
            return "place", HIGH, f"it ends in a noun for a place, “{printed[-1]}”"
        if head and len(words) > 1:
            if not core and all(word in VAGUE or word in HEADS for word in words) and words[-2:] != ["armed", "forces"]:
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
        if self.shouted and not core and before not in LOCAL and not (before == "of" and self.lower(first - 2) in PLACES):
            return "", 0, ""
        if len(words) == 1 and words[0].endswith("s") and self.lexicon.is_proper(words[0][:-1]) and not self.lexicon.is_proper(words[0]):
            return "community", LOW, "it is the plural of a name"
        if first == 1 and self.bracketed(first) and not self._agency(first, end):
            return "person", GOOD, "it stands in brackets before what is said"
        if (
            len(words) == 1
            and ACRONYM.fullmatch(printed[0])
            and (not self.shouted or (self.bracketed(first) and len(words[0]) <= LONGEST_ACRONYM) or not re.search(r"[aeiou]", words[0]))
        ):
            return "group", GOOD if not self.bracketed(first) else HIGH, "it has the form of an acronym"
        if after in PLACE_HEADS and (after not in HEADS or after in DIVISIONS) and self.lower(end + 1) != "of" and not self.verb(end):
            return "place", HIGH, f"a noun for a place follows it, “{self.tokens[end].text}”"
        if before == "of" and self.lower(first - 2) in PLACES:
            return "place", HIGH, f"“{self.tokens[first - 2].text} of” stands before it"
        if before in PLACE_HEADS and before not in HEADS and self.lower(first - 2) in {"the", "a", "this"} and len(words) == 1:
            return "place", GOOD, f"a noun for a place stands before it, “{self.tokens[first - 1].text}”"
        if after in PUBLICATION_HEADS or before in PUBLICATION_HEADS:
            return "publication", GOOD, "a noun for a newspaper or broadcaster stands beside it"
        if after in GROUP_HEADS - {"forces"} and not self.verb(end):
            return "group", GOOD, f"a noun for a group follows it, “{self.tokens[end].text}”"
        if self._apposed(end):
            return "person", HIGH, "a role follows it between commas"
        if before in LOCAL:
            return "place", GOOD, f"“{self.tokens[first - 1].text}” stands before it"
        person = self._person_like(first, end, core)
        if person and before != "the":
            return person
        if before in PLACE_PREPOSITIONS:
            return "place", FAIR, f"“{self.tokens[first - 1].text}” stands before it"
        if not self.shouted and len(words) > 1:
            return "organization", FAIR, "its words have capitals"
        if self.text[self.tokens[end - 1].end :][:2] in {", ", "; "} and self._listed_place(first):
            return "place", FAIR, "it stands in a list of places"
        if not self.shouted and len(words) == 1 and self.common[first] and not self.lexicon.is_proper(words[0]):
            return "organization", LOW, "it has a capital, but is a common word"
        return (
            ("person" if len(words) > 1 else "place"),
            FAIR,
            ("it is no common word, and nothing says what it is" if self.shouted else "it has a capital, and nothing says what it is"),
        )

    def _body(self, words: Sequence[str], head: str, core: Sequence[int]) -> tuple[str, int, str]:
        why = f"it holds a noun for a body, “{head}”"
        if head in PUBLICATION_HEADS and core:
            return "publication", GOOD, why
        kind = "organization" if head in ORGANIZATION_HEADS and head not in GROUP_HEADS else "body" if head in BODY_HEADS else "group"
        if {"workers", "teachers", "trade", "students", "labor", "labour", "farmers", "peasants"} & set(words):
            kind = "organization"
        elif {"liberation", "revolutionary", "popular", "patriotic", "resistance", "islamic"} & set(words):
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
            and not self.verb(end)
            and self.lower(end) not in PLACE_PREPOSITIONS | {"and", "or", "that", "who"}
        )

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
        if self.lower(at) == "whose":  # "Anselm, whose foreign minister": the role is another's
            return False
        if self.lower(at).isdigit() and at + 1 < len(self.tokens) and self.tokens[at + 1].text == ",":
            return True
        for index in range(at, min(at + 5, len(self.tokens))):
            if not self.tokens[index].is_word or self.verb(index):
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
