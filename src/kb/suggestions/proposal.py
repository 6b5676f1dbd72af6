"""What is proposed: words of an article, where they stand, why, and what would be added to which file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from kb.findings import Finding
from kb.source import Place

Kind = Literal["known", "ambiguous", "name", "alike", "described", "date", "source", "event"]
KINDS: Final[tuple[Kind, ...]] = ("known", "ambiguous", "name", "alike", "described", "date", "source", "event")
# What an editor writes for a choice of kinds, and the kinds that it means.
CHOICES: Final[Mapping[str, tuple[Kind, ...]]] = {
    "known": ("known", "ambiguous"),
    "names": ("name", "alike"),
    "described": ("described",),
    "dates": ("date",),
    "sources": ("source",),
    "events": ("event",),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A quote that has just one place in the text (a TextQuoteSelector of the W3C Web Annotation Data Model)."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    def as_data(self) -> str | dict[str, str]:
        """As front matter writes it: the words alone, or with what stands around them."""
        if not self.prefix and not self.suffix:
            return self.exact
        return {key: value for key, value in (("exact", self.exact), ("prefix", self.prefix), ("suffix", self.suffix)) if value}


@dataclass(frozen=True, slots=True)
class Addition:
    """An item for a list in the front matter of a file, or a new file where ``key`` is empty. ``data`` is plain YAML data."""

    path: str
    key: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal. ``score`` is from 0 to 100: how much speaks for it.

    ``means`` are the ids that the words may mean, ``value`` the EDTF of a date, ``entity_kind`` the guessed kind of a new name.
    ``plain``: it may be written without anybody having looked at it. ``open`` says what only an editor can fill in; where it is
    not empty the additions are not whole, and are never written.
    """

    kind: Kind
    words: str
    place: Place
    quotes: tuple[Words, ...]
    reason: str
    score: int
    additions: tuple[Addition, ...] = ()
    plain: bool = False
    open: str = ""
    means: tuple[str, ...] = ()
    value: str = ""
    entity_kind: str = ""
    shorter: tuple[str, ...] = ()  # other forms of the name in this article
    places: int = 1  # how often the words stand in the text


@dataclass(frozen=True)
class Suggestions:
    """Everything proposed for one article, the strongest first within each kind; numbered from 1 in this order."""

    article: str
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...] = field(default=())  # what is wrong with the article's file
    notes: tuple[str, ...] = ()  # what could not be done, and why

    def chosen(self, kinds: tuple[Kind, ...] = (), least: int = 0) -> tuple[tuple[int, Proposal], ...]:
        """The proposals of these kinds (of all, if none is named) with at least this score, with their numbers."""
        return tuple(
            (number, one) for number, one in enumerate(self.proposals, start=1) if (not kinds or one.kind in kinds) and one.score >= least
        )
