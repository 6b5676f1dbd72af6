"""The nouns: what an article, an entity and the facts between them are once they have been read.

Frozen values with their places; ids are NewTypes of str. Nothing here reads, resolves or renders. The readers make
these values, ``knowledge`` joins them, and every room above reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final, Literal, NewType

from kb.dates import Edtf
from kb.source import Place

ArticleId = NewType("ArticleId", str)
EntityId = NewType("EntityId", str)
EventId = NewType("EventId", str)
SourceId = NewType("SourceId", str)
FactId = NewType("FactId", str)
PassageId = NewType("PassageId", str)

FactKind = Literal["role", "event", "figure", "date", "tie", "statement", "source"]
FACT_KINDS: Final[tuple[FactKind, ...]] = ("role", "event", "figure", "date", "tie", "statement", "source")
_TWO_DIGITS: Final = tuple(map("".join, product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)))  # base 32 (RFC 4648), in lower case


def content_id(prefix: str, *parts: str) -> str:
    """An id made from content alone: ``prefix-`` and ten letters or digits of a SHA-256 hash (50 bits)."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    bits = int.from_bytes(digest[:7], "big") >> 6
    two = _TWO_DIGITS
    return f"{prefix}-{two[bits >> 40]}{two[bits >> 30 & 1023]}{two[bits >> 20 & 1023]}{two[bits >> 10 & 1023]}{two[bits & 1023]}"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that an editor quotes from the body (W3C TextQuoteSelector); ``footnote`` where it is a whole footnote."""

    exact: str
    prefix: str
    suffix: str
    place: Place
    footnote: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says it. ``who`` is an actor's id, a source's id, or the words for an unnamed voice as printed."""

    kind: Literal["author", "speaker", "document", "anonymous"] = "author"
    who: str = ""
    via: SourceId | None = None

    @property
    def is_author(self) -> bool:
        """Whether the article speaks itself, not reporting anybody."""
        return self.kind == "author"


@dataclass(frozen=True, slots=True)
class When:
    """A date, why it is believed where the text does not print it, and bounds that the text sets."""

    date: Edtf
    basis: str = ""
    earliest: Edtf | None = None
    latest: Edtf | None = None

    @property
    def inferred(self) -> bool:
        """Whether the text does not print this date in full."""
        return bool(self.basis)

    def sort_key(self) -> tuple[str, str]:
        """Order by first possible day, then by last; ISO text, so that open sides sort outermost."""
        first = self.earliest.first if self.earliest else self.date.first
        last = self.latest.last if self.latest else self.date.last
        return (first.isoformat() if first else "0000", last.isoformat() if last else "9999")


@dataclass(frozen=True, slots=True)
class HeadValue:
    """A bibliographic value; ``basis`` says what it was inferred from."""

    value: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class HeadAuthor:
    """An author of an article: ``value`` as one reads the name, the other parts where the front matter divides it."""

    value: str
    family: str = ""
    given: str = ""
    basis: str = ""


# ------------------------------------------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What all annotations share. ``id`` is made from the content, so it survives edits elsewhere."""

    id: FactId
    article: ArticleId
    place: Place
    quotes: tuple[Quote, ...]
    voice: Voice = Voice()
    certainty: str = "asserted"
    status: str = "actual"
    spots: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)  # short words of the annotation, where they stand

    def spot(self, words: str) -> Place:
        """Where the annotation says these words; where it begins, if nowhere."""
        return self.spots.get(words, self.place)

    @property
    def kind(self) -> FactKind:
        """The kind of fact, as data files and counts name it."""
        return KIND_OF_FACT[type(self)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFact(Fact):
    """An actor takes part in the article, described in its words."""

    actor: EntityId
    described_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact(Fact):
    """One article's account of an event."""

    event: EventId
    title: str
    event_kind: str
    when: When | None = None
    places: tuple[EntityId, ...] = ()
    participants: tuple[tuple[str, tuple[EntityId, ...]], ...] = ()
    outcome: str = ""

    def people(self) -> tuple[tuple[str, EntityId], ...]:
        """Every participant with its role, in the editor's order."""
        return tuple((role, who) for role, members in self.participants for who in members)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFact(Fact):
    """A number that one article's account of an event gives."""

    event: EventId
    what: str
    printed: str
    of: str = ""
    count: int | None = None
    bound: str = "exactly"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFact(Fact):
    """A dated expression and what it resolves to."""

    printed: str
    when: When
    event: EventId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TieFact(Fact):
    """A typed tie."""

    subject: EntityId
    tie: str
    object: EntityId
    since: When | None = None
    until: When | None = None
    event: EventId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFact(Fact):
    """An attributed claim that is not a tie; ``about`` holds ids of entities and events."""

    about: tuple[str, ...]
    says: str
    when: When | None = None
    event: EventId | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """An author of a work, in the name variables of CSL-JSON."""

    family: str = ""
    given: str = ""
    literal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFact(Fact):
    """An article cites a work, or quotes a document, broadcast or speech. Fields are those of CSL-JSON 1.0.2."""

    source: SourceId
    type: str
    title: str = ""
    genre: str = ""
    authors: tuple[Author, ...] = ()
    container_title: str = ""
    section: str = ""
    publisher: str = ""
    issued: When | None = None
    url: str = ""
    note: str = ""
    footnotes: tuple[int, ...] = ()
    derives_from: tuple[SourceId, ...] = ()


KIND_OF_FACT: Final[dict[type[Fact], FactKind]] = {
    RoleFact: "role",
    EventFact: "event",
    FigureFact: "figure",
    DateFact: "date",
    TieFact: "tie",
    StatementFact: "statement",
    SourceFact: "source",
}


# --------------------------------------------------------------------------------- articles and entities


@dataclass(frozen=True, slots=True)
class Override:
    """What words mean in one article; ``means`` None: they are no mention at all."""

    words: str
    means: EntityId | None
    quotes: tuple[Quote, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Misprint:
    """A misprint of the article, kept in its text, and what is meant."""

    printed: str
    reading: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Words of an article that carry no annotation, and why."""

    reason: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as its file gives it: head, body (Markdown) and facts."""

    id: ArticleId
    place: Place
    body: str
    body_line: int
    title: HeadValue
    short: str
    subtitle: str = ""
    authors: tuple[HeadAuthor, ...] = ()
    type: HeadValue | None = None
    publication: HeadValue | None = None
    section: str = ""
    published: When | None = None
    url: str = ""
    language: str = "en"
    retrieved: Edtf | None = None
    original: tuple[str, str] | None = None
    original_place: Place = field(default=Place(""), compare=False)
    rights: str = "full"
    draft: bool = False
    draft_place: Place = field(default=Place(""), compare=False)
    facts: tuple[Fact, ...] = ()
    overrides: tuple[Override, ...] = ()
    misprints: tuple[Misprint, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    unread: frozenset[str] = frozenset()  # ids of events and sources whose annotation has errors

    def sort_key(self) -> tuple[object, ...]:
        """Order by the date of publication, undated articles last; then by id."""
        return (self.published.sort_key() if self.published else ("9999",), self.id)


@dataclass(frozen=True, slots=True)
class Name:
    """A name that an entity goes by, and where running text may be searched for it."""

    text: str
    kind: str = "name"
    language: str = ""
    find: str = "same-case"
    only_in: tuple[ArticleId, ...] = ()
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """An editor's judgement on whether another entity is the same, and the reason."""

    other: EntityId
    reason: str
    place: Place
    words: tuple[tuple[ArticleId, Quote], ...] = ()


@dataclass(frozen=True, slots=True)
class NoteCite:
    """A citation of an editor's note: the number of its mark, and the words of an article that it rests on."""

    number: int
    article: ArticleId
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Who or what an entity is; ``names`` begins with the name that pages use.

    ``note`` is plain text with marks ``[^1]``, which ``note_cites`` resolve.
    """

    id: EntityId
    place: Place
    name: str
    kind: str
    names: tuple[Name, ...]
    country: tuple[EntityId, ...] = ()
    part_of: tuple[EntityId, ...] = ()
    scope: str = ""
    wikidata: str = ""
    same_as: tuple[Judgement, ...] = ()
    not_same_as: tuple[Judgement, ...] = ()
    note: str = ""
    note_cites: tuple[NoteCite, ...] = ()
    spots: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)  # short words of the file, where they stand

    def spot(self, words: str) -> Place:
        """Where the file says these words; where it begins, if nowhere."""
        return self.spots.get(words, self.place)


@dataclass(frozen=True, slots=True)
class Side:
    """What one article or voice says in a dispute."""

    says: str
    article: ArticleId
    quotes: tuple[Quote, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A question on which articles or voices differ, and the editor's judgement on it."""

    id: str
    place: Place
    question: str
    verdict: str
    reason: str
    about: tuple[str, ...]
    sides: tuple[Side, ...]
    judges: tuple[str, ...] | None = None  # ids of found differences; None where the words of the sides decide
    spots: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)  # short words of the file, where they stand

    def spot(self, words: str) -> Place:
        """Where short words, such as an id, stand in the file."""
        return self.spots.get(words, self.place)


@dataclass(frozen=True, slots=True)
class Moved:
    """An id that was given up: what it named, how it was given up, the id in its place, and the address of its page."""

    id: str
    place: Place
    was: str
    how: str
    now: str
    address: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of an entity in an article's text: character offsets into that text, end exclusive."""

    start: int
    end: int
    entity: EntityId
