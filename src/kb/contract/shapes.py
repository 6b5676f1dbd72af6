"""The keys of the front matter, their shapes and their meaning, declared once as pydantic shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from kb import dates, vocabulary

_MOST_DIGITS: Final = 9
LONGEST_ID: Final = 80
# Names of devices, with any ending: Windows makes no file or folder of them ("Naming Files, Paths, and Namespaces", Microsoft).
RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))})
_ID: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
VOICES: Final = "`author`, or one of `speaker:`, `document:`, `anonymous:`"


class Shape(BaseModel):
    """A mapping in the front matter: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class ClosedList:
    """A word of a closed list; another word is refused with the list it should come from."""

    terms: tuple[vocabulary.Term, ...]
    what: str

    def __get_pydantic_core_schema__(self, source: type[str], handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check a value after it was read as text."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """List the words in the JSON Schema, so that editors' tools complete them."""
        return {**handler(schema), "enum": [term.id for term in self.terms]}

    def check(self, value: str) -> str:
        """Give the word back, or refuse it."""
        allowed = [term.id for term in self.terms]
        if value not in allowed:
            raise PydanticCustomError("not-in-list", "not one of the words for {what}", {"what": self.what, "allowed": allowed})
        return value


@dataclass(frozen=True, slots=True)
class Names:
    """Marks an id with what it is the id of: `entity`, `event`, `source` or `article`; ``own`` where the thing gets its id here."""

    kinds: tuple[str, ...]
    own: bool = False


def is_id(text: str) -> bool:
    """Whether text can be an id: it stands in addresses and is the name of files and folders on every system."""
    return len(text) <= LONGEST_ID and text not in RESERVED and bool(_ID.fullmatch(text))


def _not_reserved(value: str) -> str:
    if value in RESERVED:
        raise PydanticCustomError("string_pattern_mismatch", "a name that Windows keeps for a device")
    return value


def _edtf(value: str) -> str:
    try:
        dates.parse(value)
    except dates.NotADate as error:
        raise PydanticCustomError("impossible-date", "{why}", {"why": str(error), "hint": error.hint}) from None
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("string_too_short", "only white space")
    return value


def _yes_or_no(value: object) -> object:
    if value not in ("true", "false"):
        raise PydanticCustomError(
            "not-in-list", "not one of the words for {what}", {"what": "whether it is so", "allowed": ["true", "false"]}
        )
    return value == "true"


def _number(value: object) -> object:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > _MOST_DIGITS:
        raise PydanticCustomError(
            "wrong-type", "a whole number is expected here", {"expected": f"a whole number of at most {_MOST_DIGITS} digits"}
        )
    return int(value)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_ID), AfterValidator(_not_reserved)]
EntityId = Annotated[Id, Names(("entity",))]
EventId = Annotated[Id, Names(("event",))]
SourceId = Annotated[Id, Names(("source",))]
ArticleId = Annotated[Id, Names(("article",))]
EntityOrEventId = Annotated[Id, Names(("entity", "event"))]
OwnEventId = Annotated[Id, Names(("event",), own=True)]
OwnSourceId = Annotated[Id, Names(("source",), own=True)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=5000), AfterValidator(_not_blank)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_not_blank)]
# An editor's tools read `48` as a number and `2015` as another; the schema takes both, our reader sees text.
Number = Annotated[int, BeforeValidator(_number, json_schema_input_type=Annotated[str, StringConstraints(pattern=r"^[0-9]+$")] | int)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no, json_schema_input_type=bool)]
EdtfText = Annotated[str, AfterValidator(_edtf), WithJsonSchema({"anyOf": [{"type": "string", "format": "edtf"}, {"type": "integer"}]})]

EntityKindId = Annotated[str, ClosedList(vocabulary.KINDS, "the kind of an entity")]
NameKindId = Annotated[str, ClosedList(vocabulary.NAME_KINDS, "what a name is")]
FindId = Annotated[str, ClosedList(vocabulary.FIND, "how a name is searched for")]
CertaintyId = Annotated[str, ClosedList(vocabulary.CERTAINTIES, "certainty")]
StatusId = Annotated[str, ClosedList(vocabulary.STATUSES, "the status of what is told")]
BoundId = Annotated[str, ClosedList(vocabulary.BOUNDS, "how exact a figure is")]
EventKindId = Annotated[str, ClosedList(vocabulary.EVENT_KINDS, "the kind of an event")]
RoleId = Annotated[str, ClosedList(vocabulary.ROLES, "the role of a participant")]
FigureKindId = Annotated[str, ClosedList(vocabulary.FIGURE_KINDS, "what a figure counts")]
TieId = Annotated[str, ClosedList(vocabulary.TIES, "the type of a tie")]
SourceTypeId = Annotated[str, ClosedList(vocabulary.SOURCE_TYPES, "the type of a source")]
VerdictId = Annotated[str, ClosedList(vocabulary.VERDICTS, "the verdict on a dispute")]
RightsId = Annotated[str, ClosedList(vocabulary.RIGHTS, "rights")]


# ------------------------------------------------------------------------------------------- small shapes


class QuoteShape(Shape):
    """Exact words of the body (W3C Web Annotation, TextQuoteSelector), with what stands around them if needed."""

    exact: Words = Field(description="The words, as they stand in the body. `…` joins parts that stand in that order in one paragraph.")
    prefix: Words | None = Field(None, description="Words that stand directly before, where the quote alone stands more than once.")
    suffix: Words | None = Field(None, description="Words that stand directly after, where the quote alone stands more than once.")


class DateShape(Shape):
    """A date with the reasoning that led to it."""

    value: EdtfText = Field(description="The date in EDTF form.")
    basis: Line | None = Field(
        None, description="Why this date, where the text does not print it in full. A date with a basis shows as inferred."
    )
    earliest: EdtfText | None = Field(None, description="The earliest day that the text allows, for an expression such as `XXXX-10-07`.")
    latest: EdtfText | None = Field(None, description="The latest day that the text allows.")


class HeadShape(Shape):
    """A bibliographic value; with a basis it is inferred, and shows as inferred."""

    value: Line = Field(description="The value, as printed where the page prints it.")
    basis: Line | None = Field(None, description="What it is inferred from, where the page does not print it.")


class HeadAuthorShape(Shape):
    """An author of the article: the name as one string, or divided in the name variables of CSL-JSON, or both."""

    value: Line | None = Field(None, description="The name as printed, as one string.")
    family: Line | None = Field(None, description="Family name, where the page says which part it is, or with a basis.")
    given: Line | None = Field(None, description="Given names.")
    literal: Line | None = Field(None, description="A name that does not divide: an agency, an editorial board.")
    basis: Line | None = Field(None, description="What the name, or its division, is inferred from, where the page does not print it.")

    @model_validator(mode="after")
    def _somebody(self) -> HeadAuthorShape:
        one_name = sum(part is not None for part in (self.value or self.family, self.literal)) == 1
        if not one_name or (self.given and not self.family):
            raise PydanticCustomError(
                "wrong-type", "an author has a name", {"expected": "a name, or `family:` and `given:`, or `literal:`; `basis:` if inferred"}
            )
        parts = [part.casefold() for part in (self.family, self.given) if part]
        if self.value and not all(part in self.value.casefold() for part in parts):
            expected = "`family:` and `given:` with words of `value:`"
            raise PydanticCustomError("wrong-type", "the parts are not those of the name", {"expected": expected})
        return self


class HeadTypeShape(Shape):
    """What kind of text the article is; with a basis it is inferred, and shows as inferred."""

    value: SourceTypeId = Field(description="Its CSL type.")
    basis: Line | None = Field(None, description="What it is inferred from, where the page does not print it.")


class PersonNameShape(Shape):
    """An author, in the name variables of CSL-JSON."""

    family: Line | None = Field(None, description="Family name.")
    given: Line | None = Field(None, description="Given names.")
    literal: Line | None = Field(None, description="The whole name, where it does not divide: an agency, a spokesman.")

    @model_validator(mode="after")
    def _somebody(self) -> PersonNameShape:
        if not (self.family or self.literal):
            raise PydanticCustomError("wrong-type", "an author has a name", {"expected": "`family:` and `given:`, or `literal:`"})
        return self


class VoiceShape(Shape):
    """Who says it, where it is not the article's author. Exactly one of speaker, document and anonymous."""

    speaker: EntityId | None = Field(None, description="The id of the actor who says it.")
    document: SourceId | None = Field(None, description="The id of the source (under `sources`) that says it.")
    anonymous: Line | None = Field(None, description="The words for an unnamed voice, as printed: `American officials`.")
    via: SourceId | None = Field(None, description="The id of the source in which the article found these words.")

    @model_validator(mode="after")
    def _one_of_three(self) -> VoiceShape:
        if sum(part is not None for part in (self.speaker, self.document, self.anonymous)) != 1:
            raise PydanticCustomError(
                "wrong-type",
                "a voice has exactly one of speaker, document and anonymous",
                {"expected": VOICES},
            )
        return self


def _voice(value: object) -> object:
    if isinstance(value, str) and value != "author":
        raise PydanticCustomError("wrong-type", "a voice is author or a mapping", {"expected": VOICES})
    return None if value == "author" else value


def _as_mapping(key: str, written: Any) -> Any:  # noqa: ANN401 - a type expression, and a validator
    """Read plain words as the mapping that has them under `key`: one shape inside, two ways to write it.

    ``written`` is what an editor may write, for the JSON Schema.
    """

    def widen(value: object) -> object:
        return {key: value} if isinstance(value, str) else value

    return BeforeValidator(widen, json_schema_input_type=written)


Quote = Annotated[QuoteShape, _as_mapping("exact", Words | QuoteShape)]
Quotes = Annotated[tuple[Quote, ...], Field(min_length=1)]
Date = Annotated[DateShape, _as_mapping("value", EdtfText | DateShape)]
Head = Annotated[HeadShape, _as_mapping("value", Line | HeadShape)]
HeadAuthor = Annotated[HeadAuthorShape, _as_mapping("value", Line | HeadAuthorShape)]
HeadType = Annotated[HeadTypeShape, _as_mapping("value", SourceTypeId | HeadTypeShape)]
PersonName = Annotated[PersonNameShape, _as_mapping("literal", Line | PersonNameShape)]
Voice = Annotated[VoiceShape | None, BeforeValidator(_voice, json_schema_input_type=Literal["author"] | VoiceShape)]

VOICE = (
    "Who says so: `author` (the default), or `{speaker: id}`, `{document: source id}`, `{anonymous: as printed}`, "
    "with `via: source id` where the article took the words from another source."
)
QUOTES = "The exact words of the body that it rests on; at least one."
STATUS = "`actual` (the default), or `planned`, `wanted`, `expected`, `feared` where the thing is not told as done."


class Claim(Shape):
    """What all annotations share: somebody says it, with some certainty, in these words."""

    voice: Voice = Field(None, description=VOICE)
    certainty: CertaintyId = Field(
        "asserted", description="How sure that voice is: `asserted` (the default), `alleged`, `possible` or `denied`."
    )
    status: StatusId = Field("actual", description=STATUS)
    quotes: Quotes = Field(description=QUOTES)


# ------------------------------------------------------------------------------------------- annotations


class ActorShape(Claim):
    """An actor who takes part in this article, as this article describes it."""

    id: EntityId = Field(description="The actor's id.")
    as_: Line | None = Field(
        None, alias="as", description="The role or description that this article gives, in its words: `Iraqi prime minister`."
    )


class FigureShape(Shape):
    """A number that belongs to an event."""

    what: FigureKindId = Field(description="What is counted.")
    of: Line | None = Field(None, description="Its scope, in the article's words: `Syrian soldiers`.")
    count: Number | None = Field(None, description="The number. Leave it out where the text gives none (`dozens`).")
    bound: BoundId = Field("exactly", description="`exactly` (the default), `at-least`, `about` or `nearly`.")
    printed: Line = Field(description="The words of the number as printed: `at least 56`.")
    quotes: Quotes = Field(description=QUOTES)


class EventShape(Claim):
    """This article's account of an event. Two articles that tell one event use one id and keep their own accounts."""

    id: OwnEventId = Field(description="The event's id; the same in every article that tells it.")
    title: Line = Field(description="A plain title: who did what, and where.")
    kind: EventKindId = Field(description="The kind of event.")
    date: Date | None = Field(None, description="When, as exactly as this article says and no more.")
    places: tuple[EntityId, ...] = Field((), description="Where: ids of places or states.")
    participants: dict[RoleId, tuple[EntityId, ...]] = Field(
        default_factory=dict, description="Who, by role: a list of actor ids under each role."
    )
    figures: tuple[FigureShape, ...] = Field((), description="Numbers killed, injured, arrested, deployed, …")
    outcome: Line | None = Field(None, description="What came of it, as this article says.")


class DatedShape(Shape):
    """A dated expression of the text."""

    printed: Line = Field(description="The expression as printed: `last week`, `March 4th`.")
    date: Date = Field(description="What it resolves to.")
    event: EventId | None = Field(None, description="The event that it dates.")
    quotes: Quotes = Field(description=QUOTES)


class RelationShape(Claim):
    """A typed tie between two actors, or between an actor and a place."""

    subject: EntityId = Field(description="Who acts, or is described.")
    relation: TieId = Field(description="The type of the tie.")
    object: EntityId = Field(description="On whom or what.")
    since: Date | None = Field(None, description="From when it holds, or when it happened.")
    until: Date | None = Field(None, description="Until when it holds.")
    event: EventId | None = Field(None, description="The event that it belongs to.")


class StatementShape(Claim):
    """An attributed claim worth keeping that is not a tie."""

    about: tuple[EntityOrEventId, ...] = Field(min_length=1, description="Whom or what it is about: ids of actors, places or events.")
    says: Line = Field(description="What is said, in plain words that add nothing and keep every hedge.")
    date: Date | None = Field(None, description="When it was said, or what time it speaks of.")
    event: EventId | None = Field(None, description="The event that it belongs to.")


class SourceShape(Shape):
    """A work that the article cites, or a document, broadcast or speech that it quotes. Keys are those of CSL-JSON."""

    id: OwnSourceId = Field(description="The source's id; the same in every article that uses it.")
    type: SourceTypeId = Field(description="Its CSL type.")
    title: Line | None = Field(None, description="Title, as printed.")
    genre: Line | None = Field(None, description="What kind of document it is, where a title does not say it: `written statement`.")
    author: tuple[PersonName, ...] = Field((), description="Authors: `{family, given}` or `{literal}`.")
    container_title: Line | None = Field(None, alias="container-title", description="The newspaper, magazine or site.")
    section: Line | None = Field(None, description="Its section, as printed: `Middle East`.")
    publisher: Line | None = Field(None, description="Publisher, or the body that issued it.")
    issued: Date | None = Field(None, description="Date of publication.")
    URL: Line | None = Field(None, description="Address, as printed.")
    note: Line | None = Field(None, description="What is odd about the reference as printed.")
    footnotes: tuple[Number, ...] = Field((), description="Numbers of the footnotes that point to it; an *ibid.* points where it means.")
    listed: tuple[Quote, ...] = Field((), description="Its entry in the list of references that the article prints.")
    derives_from: tuple[SourceId, ...] = Field((), description="Sources that this one repeats.")
    quotes: tuple[Quote, ...] = Field((), description="The passages that rest on it.")


class MentionShape(Shape):
    """An override: what these words mean in this article, where a name alone would mislead."""

    words: Line = Field(description="The words as printed.")
    means: EntityId | None = Field(None, description="The entity that they mean here; left out, they are no mention at all.")
    quotes: tuple[Quote, ...] = Field((), description="Only inside these passages; left out, everywhere in this article.")


class MisprintShape(Shape):
    """Words that are misprinted in the article: kept in the text, and marked."""

    printed: Line = Field(description="The words as printed.")
    reading: Line = Field(description="What is meant.")
    quotes: Quotes = Field(description="The passage that holds them.")


class PassedOverShape(Shape):
    """Sentences that carry no annotation, and why: coverage counts them as read."""

    reason: Line = Field(description="Why nothing is annotated here.")
    quotes: Quotes = Field(description="The sentences, or words of them.")


class OriginalShape(Shape):
    """The file that the article was converted from."""

    file: Line = Field(description="Path under `articles/`.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(description="SHA-256 of that file, in hexadecimal.")


class ArticleShape(Shape):
    """The front matter of `articles/<id>.md`."""

    title: Head = Field(description="Title as printed; `{value, basis}` where the page prints none.")
    short: Annotated[str, StringConstraints(min_length=1, max_length=24), AfterValidator(_not_blank)] = Field(
        description="The name that citation marks use, at most 24 characters: `Huang 2015`."
    )
    subtitle: Line | None = Field(None, description="Subtitle as printed.")
    type: HeadType | None = Field(
        None, description="Its CSL type, where the page prints it; `{value, basis}` where inferred. Left out, it is cited as `document`."
    )
    authors: tuple[HeadAuthor, ...] = Field(
        (), description="Authors as printed; `{family, given}` or `{literal}` where the page says so; with `basis` where inferred."
    )
    publication: Head | None = Field(None, description="Where it appeared; `{value, basis}` where inferred.")
    section: Line | None = Field(None, description="Section, column or volume line as printed.")
    published: Date | None = Field(None, description="Date of publication; `{value, basis}` where inferred.")
    url: Line | None = Field(None, description="Address of the page.")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = Field("en", description="Language (BCP 47).")
    retrieved: EdtfText | None = Field(None, description="When the page was taken.")
    original: OriginalShape | None = Field(None, description="The file it was converted from.")
    rights: RightsId = Field("full", description="What a public site may carry.")
    draft: YesOrNo = Field(default=False, description="`true` while editors alone may see it; no public site holds a draft.")
    actors: tuple[ActorShape, ...] = Field((), description="Who takes part.")
    events: tuple[EventShape, ...] = Field((), description="What happened.")
    dates: tuple[DatedShape, ...] = Field((), description="Every dated expression.")
    relations: tuple[RelationShape, ...] = Field((), description="Who is tied to whom.")
    statements: tuple[StatementShape, ...] = Field((), description="Attributed claims that are not ties.")
    sources: tuple[SourceShape, ...] = Field((), description="What the article cites or quotes.")
    mentions: tuple[MentionShape, ...] = Field((), description="Overrides of what a name means here.")
    misprints: tuple[MisprintShape, ...] = Field((), description="Misprints that are kept.")
    passed_over: tuple[PassedOverShape, ...] = Field((), description="Sentences without annotation, with the reason.")


# ---------------------------------------------------------------------------------------------- entities


class NameShape(Shape):
    """A name that an entity goes by."""

    name: Line = Field(description="The name, letter for letter.")
    is_: NameKindId = Field("name", alias="is", description="What it is.")
    language: Line | None = Field(None, description="Language or script (BCP 47), where it is not English.")
    find: FindId = Field("same-case", description="How running text is searched for it.")
    only_in: tuple[ArticleId, ...] = Field((), description="Articles in which it means this entity; left out, all.")


class CitedShape(QuoteShape):
    """Words of an article that an editor cites; they must touch a passage that a fact of that article rests on."""

    article: ArticleId = Field(description="The article that holds the words.")


class JudgementShape(Shape):
    """An editor's judgement that two entities are the same, or are not, and why."""

    id: EntityId = Field(description="The other entity.")
    reason: Line = Field(description="Why, from the texts.")
    words: tuple[CitedShape, ...] = Field((), description="The words of the articles that show it.")


class EntityShape(Shape):
    """The front matter of `entities/<folder>/<id>.md`. The body is the editor's note."""

    name: Line = Field(description="The name that pages use.")
    kind: EntityKindId = Field(description="What kind of thing it is.")
    find: FindId = Field("same-case", description="How running text is searched for `name`.")
    only_in: tuple[ArticleId, ...] = Field((), description="Articles in which `name` means this entity; left out, all.")
    names: tuple[Annotated[NameShape, _as_mapping("name", Line | NameShape)], ...] = Field((), description="The other names it goes by.")
    country: tuple[EntityId, ...] = Field((), description="The states it belongs to, by id.")
    part_of: tuple[EntityId, ...] = Field((), description="What it is a part of, by id.")
    scope: Line | None = Field(None, description="A scope note: how the entity was delimited where the texts leave it open.")
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None = Field(None, description="Wikidata item, where known.")
    same_as: tuple[JudgementShape, ...] = Field((), description="Entities judged to be the same, with the reason.")
    not_same_as: tuple[JudgementShape, ...] = Field((), description="Entities that a careless reader would take it for, with the reason.")


# ---------------------------------------------------------------------------------------------- disputes


class SideShape(Shape):
    """What one article or voice says in a dispute. Its words must be a passage that a fact rests on."""

    says: Line = Field(description="The position in a few plain words.")
    article: ArticleId = Field(description="The article that holds the words.")
    quotes: Quotes = Field(description="Its words, within passages that facts of that article rest on.")


class DisputeShape(Shape):
    """The front matter of `disputes/<id>.md`: a question on which articles or voices differ."""

    question: Line = Field(description="The question on which they differ, ending in a question mark.")
    verdict: VerdictId = Field(description="The editor's judgement on the difference.")
    reason: Line = Field(description="Why that judgement, from the texts.")
    about: Annotated[tuple[EntityOrEventId, ...], Field(min_length=1)] = Field(
        description="Whom or what it concerns: ids of entities and events."
    )
    sides: Annotated[tuple[SideShape, ...], Field(min_length=2)] = Field(description="Two sides or more.")
    judges: tuple[Line, ...] | None = Field(
        None, description="The found differences that it judges, by id (`d-…`); left out, the words decide."
    )
