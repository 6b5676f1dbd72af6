"""The shapes of ``data/kb.json``; its JSON Schema is generated from them."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict  # on Python 3.11 pydantic needs this one


class HeadData(TypedDict):
    """A bibliographic value; ``basis`` where it is inferred."""

    value: str
    basis: NotRequired[str]


class AuthorData(HeadData):
    """An author; ``family`` and ``given`` where the front matter divides the name."""

    family: NotRequired[str]
    given: NotRequired[str]


class DateData(TypedDict):
    """A date: EDTF, its first and last possible day (ISO 8601, null where open), and its words."""

    edtf: str
    first: str | None
    last: str | None
    label: str
    basis: NotRequired[str]


class VoiceData(TypedDict):
    """Who says it; ``id`` is an entity's (speaker) or a source's (document), ``words`` an unnamed voice as printed."""

    kind: str
    id: NotRequired[str]
    words: NotRequired[str]
    via: NotRequired[str]


class SpanData(TypedDict):
    """A stretch of an article's text."""

    start: int
    end: int


class EvidenceData(TypedDict):
    """The words that a fact rests on: where they stand and how exactly they were found.

    Where the words are withheld, ``exact_sha256`` is their hash, and ``exact`` says in brackets which words of the paragraph they are.
    """

    article: str
    passage: str
    exact: str
    start: int
    end: int
    spans: list[SpanData]
    paragraph: str
    url: str
    state: str
    exact_sha256: NotRequired[str]


class OriginData(TypedDict):
    """What a statement goes back to: a ``source``, a ``speaker`` (an entity), or the ``article`` itself; ``id`` is its id."""

    kind: str
    id: str


class SpreadData(TypedDict):
    """In how many articles the same is said, from how many independent origins, and by which facts besides this one."""

    articles: int
    origins: int
    alike: list[str]


class FactData(TypedDict):
    """What every fact has."""

    id: str
    article: str
    voice: VoiceData
    certainty: str
    status: str
    evidence: list[EvidenceData]
    origins: list[OriginData]
    spread: SpreadData


class RoleData(FactData):
    """An actor in an article, in its words."""

    actor: str
    described_as: str | None


class FigureData(FactData):
    """A number in an account of an event."""

    what: str
    of: str | None
    count: int | None
    bound: str
    printed: str


class AccountData(FactData):
    """One article's account of an event."""

    title: str
    kind: str
    date: DateData | None
    places: list[str]
    participants: dict[str, list[str]]
    figures: list[FigureData]
    outcome: str | None


class EventData(TypedDict):
    """An event with its accounts."""

    id: str
    title: str
    kind: str
    date: DateData | None
    url: str
    accounts: list[AccountData]


class DatedData(FactData):
    """A dated expression."""

    printed: str
    date: DateData
    event: str | None


class RelationData(FactData):
    """A typed tie."""

    subject: str
    relation: str
    object: str
    since: DateData | None
    until: DateData | None
    event: str | None


class StatementData(FactData):
    """An attributed claim."""

    about: list[str]
    says: str
    date: DateData | None
    event: str | None


class CitationData(FactData):
    """One article's use of a source."""

    footnotes: list[int]
    derives_from: list[str]
    note: str | None


class SourceData(TypedDict):
    """A cited work or quoted document; ``csl`` is CSL-JSON 1.0.2.

    ``derives_from`` are the sources that it repeats, by the entries of all articles; ``origins`` those at the end of that
    chain, itself where it repeats none, and none where sources repeat each other in a circle.
    """

    id: str
    url: str
    csl: dict[str, Any]
    derives_from: list[str]
    origins: list[str]
    citations: list[CitationData]


class NameData(TypedDict):
    """A name of an entity."""

    text: str
    kind: str


class JudgementData(TypedDict):
    """An editor's judgement about another entity."""

    id: str
    reason: str


class EntityData(TypedDict):
    """Who or what an entity is."""

    id: str
    name: str
    kind: str
    url: str
    names: list[NameData]
    country: list[str]
    part_of: list[str]
    same_as: list[JudgementData]
    not_same_as: list[JudgementData]
    scope: str | None
    wikidata: NotRequired[str]
    note: str | None
    note_cites: dict[str, CitedData]
    file: str


class ParagraphData(TypedDict):
    """A paragraph: ``key`` is the id of its element on the article's page."""

    key: str
    label: str
    start: int
    end: int


class MentionData(TypedDict):
    """A name in running text."""

    article: str
    entity: str
    start: int
    end: int
    words: str
    url: str


class MisprintData(TypedDict):
    """A misprint that is kept, and what is meant."""

    printed: str
    reading: str
    start: int
    end: int


class WithheldData(TypedDict):
    """What this file does not carry of an article: of its words, mentions and misprints how many; the hash of the whole text."""

    words: int
    of: int
    text_sha256: str
    mentions: int
    misprints: int


class ArticleData(TypedDict):
    """An article: its head, and the text that all offsets count in; ``withheld`` where that is not the whole text."""

    id: str
    url: str
    title: HeadData
    short: str
    subtitle: str | None
    authors: list[AuthorData]
    type: NotRequired[HeadData]
    publication: HeadData | None
    section: str | None
    published: DateData | None
    address: str | None
    language: str
    original: str | None
    original_sha256: str | None
    rights: str
    draft: NotRequired[bool]
    text: str
    paragraphs: list[ParagraphData]
    misprints: list[MisprintData]
    file: str
    withheld: NotRequired[WithheldData]


class CitedData(TypedDict):
    """Words of an article that an editor cites: the passage that holds them."""

    article: str
    passage: str
    exact: str
    url: str
    exact_sha256: NotRequired[str]


class SideData(TypedDict):
    """One side of a dispute; ``facts`` are those that rest on its words."""

    says: str
    article: str
    passages: list[CitedData]
    facts: list[str]


class DisputeData(TypedDict):
    """A question on which articles or voices differ, with the editor's judgement."""

    id: str
    question: str
    verdict: str
    reason: str
    about: list[str]
    sides: list[SideData]
    url: str
    file: str


class StandData(TypedDict):
    """One side of a found difference: what it says in short, and the ids of the facts that say it."""

    says: str
    facts: list[str]


class DifferenceData(TypedDict):
    """Something that the build found to be told in two ways.

    ``kind`` and ``weight`` are words of the closed lists; ``about`` holds the ids of the entities and events that it concerns,
    ``judged_by`` the ids of the disputes that judge it, ``beside`` of those that quote both sides and do not.
    """

    id: str
    kind: str
    weight: str
    says: str
    about: list[str]
    sides: list[StandData]
    judged_by: list[str]
    beside: list[str]
    url: str


class LeftOutData(TypedDict):
    """A fact that the site does not show, and why."""

    fact: str
    reason: str


class MovedData(TypedDict):
    """An id that was given up, and where its address leads: ``url`` of what ``now`` names, after every later move."""

    id: str
    was: str
    how: str
    address: str
    now: str
    url: str


class KnowledgeBaseData(TypedDict):
    """The whole file."""

    format: str
    title: str
    audience: str
    articles: list[ArticleData]
    entities: list[EntityData]
    actors: list[RoleData]
    events: list[EventData]
    dates: list[DatedData]
    relations: list[RelationData]
    statements: list[StatementData]
    sources: list[SourceData]
    disputes: list[DisputeData]
    differences: list[DifferenceData]
    mentions: list[MentionData]
    left_out: list[LeftOutData]
    moved: list[MovedData]
