"""What the front matter of an article and of an entity may say: the keys, their shapes and their meaning.

Everything an editor can write is declared here once, as pydantic shapes; the JSON Schemas and the guide's tables
are made from these declarations. This room knows shapes only: it does not look a quote up, does not know which
ids exist and holds no places. ``articles`` and ``registry`` read with it, ``exports`` prints its schema.

Every scalar arrives as text (see ``source``): ``no`` is the word "no", not a truth value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError, core_schema

from kb import dates, vocabulary
from kb.findings import CLOSE, Finding, did_you_mean
from kb.source import Composed, KeyPath, Place

_MOST_DIGITS: Final = 9
LONGEST_ID: Final = 80
_VOICES: Final = "`author`, or one of `speaker:`, `document:`, `anonymous:`"


class Shape(BaseModel):
    """A mapping in the front matter: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Shape)


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


def _truth(value: object) -> object:
    if value not in ("true", "false"):
        raise PydanticCustomError("wrong-type", "true or false is expected here", {"expected": "true or false"})
    return value == "true"


def _number(value: object) -> object:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > _MOST_DIGITS:
        raise PydanticCustomError(
            "wrong-type", "a whole number is expected here", {"expected": f"a whole number of at most {_MOST_DIGITS} digits"}
        )
    return int(value)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_ID)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=5000), AfterValidator(_not_blank)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_not_blank)]
Truth = Annotated[bool, BeforeValidator(_truth)]
# An editor's tools read `48` as a number and `2015` as another; the schema takes both, our reader sees text.
Number = Annotated[int, BeforeValidator(_number, json_schema_input_type=Annotated[str, StringConstraints(pattern=r"^[0-9]+$")] | int)]
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

    speaker: Id | None = Field(None, description="The id of the actor who says it.")
    document: Id | None = Field(None, description="The id of the source (under `sources`) that says it.")
    anonymous: Line | None = Field(None, description="The words for an unnamed voice, as printed: `American officials`.")
    via: Id | None = Field(None, description="The id of the source in which the article found these words.")

    @model_validator(mode="after")
    def _one_of_three(self) -> VoiceShape:
        if sum(part is not None for part in (self.speaker, self.document, self.anonymous)) != 1:
            raise PydanticCustomError(
                "wrong-type",
                "a voice has exactly one of speaker, document and anonymous",
                {"expected": _VOICES},
            )
        return self


def _voice(value: object) -> object:
    if isinstance(value, str) and value != "author":
        raise PydanticCustomError("wrong-type", "a voice is author or a mapping", {"expected": _VOICES})
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

    id: Id = Field(description="The actor's id.")
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

    id: Id = Field(description="The event's id; the same in every article that tells it.")
    title: Line = Field(description="A plain title: who did what, and where.")
    kind: EventKindId = Field(description="The kind of event.")
    date: Date | None = Field(None, description="When, as exactly as this article says and no more.")
    places: tuple[Id, ...] = Field((), description="Where: ids of places or states.")
    participants: dict[RoleId, tuple[Id, ...]] = Field(
        default_factory=dict, description="Who, by role: a list of actor ids under each role."
    )
    figures: tuple[FigureShape, ...] = Field((), description="Numbers killed, injured, arrested, deployed, …")
    outcome: Line | None = Field(None, description="What came of it, as this article says.")


class DatedShape(Shape):
    """A dated expression of the text."""

    printed: Line = Field(description="The expression as printed: `last week`, `March 4th`.")
    date: Date = Field(description="What it resolves to.")
    event: Id | None = Field(None, description="The event that it dates.")
    quotes: Quotes = Field(description=QUOTES)


class RelationShape(Claim):
    """A typed tie between two actors, or between an actor and a place."""

    subject: Id = Field(description="Who acts, or is described.")
    relation: TieId = Field(description="The type of the tie.")
    object: Id = Field(description="On whom or what.")
    since: Date | None = Field(None, description="From when it holds, or when it happened.")
    until: Date | None = Field(None, description="Until when it holds.")
    event: Id | None = Field(None, description="The event that it belongs to.")


class StatementShape(Claim):
    """An attributed claim worth keeping that is not a tie."""

    about: tuple[Id, ...] = Field(min_length=1, description="Whom or what it is about: ids of actors, places or events.")
    says: Line = Field(description="What is said, in plain words that add nothing and keep every hedge.")
    date: Date | None = Field(None, description="When it was said, or what time it speaks of.")
    event: Id | None = Field(None, description="The event that it belongs to.")


class SourceShape(Shape):
    """A work that the article cites, or a document, broadcast or speech that it quotes. Keys are those of CSL-JSON."""

    id: Id = Field(description="The source's id; the same in every article that uses it.")
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
    derives_from: tuple[Id, ...] = Field((), description="Sources that this one repeats.")
    quotes: tuple[Quote, ...] = Field((), description="The passages that rest on it.")


class MentionShape(Shape):
    """An override: what these words mean in this article, where a name alone would mislead."""

    words: Line = Field(description="The words as printed.")
    means: Id | None = Field(None, description="The entity that they mean here; left out, they are no mention at all.")
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
    authors: tuple[Head, ...] = Field((), description="Authors as printed; `{value, basis}` where inferred.")
    publication: Head | None = Field(None, description="Where it appeared; `{value, basis}` where inferred.")
    section: Line | None = Field(None, description="Section, column or volume line as printed.")
    published: Date | None = Field(None, description="Date of publication; `{value, basis}` where inferred.")
    url: Line | None = Field(None, description="Address of the page.")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = Field("en", description="Language (BCP 47).")
    retrieved: EdtfText | None = Field(None, description="When the page was taken.")
    original: OriginalShape | None = Field(None, description="The file it was converted from.")
    rights: RightsId = Field("full", description="What a public site may carry.")
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
    only_in: tuple[Id, ...] = Field((), description="Articles in which it means this entity; left out, all.")


class CitedShape(QuoteShape):
    """Words of an article that an editor cites; they must touch a passage that a fact of that article rests on."""

    article: Id = Field(description="The article that holds the words.")


class JudgementShape(Shape):
    """An editor's judgement that two entities are the same, or are not, and why."""

    id: Id = Field(description="The other entity.")
    reason: Line = Field(description="Why, from the texts.")
    words: tuple[CitedShape, ...] = Field((), description="The words of the articles that show it.")


class EntityShape(Shape):
    """The front matter of `entities/<folder>/<id>.md`. The body is the editor's note."""

    name: Line = Field(description="The name that pages use.")
    kind: EntityKindId = Field(description="What kind of thing it is.")
    find: FindId = Field("same-case", description="How running text is searched for `name`.")
    only_in: tuple[Id, ...] = Field((), description="Articles in which `name` means this entity; left out, all.")
    names: tuple[Annotated[NameShape, _as_mapping("name", Line | NameShape)], ...] = Field((), description="The other names it goes by.")
    country: tuple[Id, ...] = Field((), description="The states it belongs to, by id.")
    part_of: tuple[Id, ...] = Field((), description="What it is a part of, by id.")
    scope: Line | None = Field(None, description="A scope note: how the entity was delimited where the texts leave it open.")
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None = Field(None, description="Wikidata item, where known.")
    same_as: tuple[JudgementShape, ...] = Field((), description="Entities judged to be the same, with the reason.")
    not_same_as: tuple[JudgementShape, ...] = Field((), description="Entities that a careless reader would take it for, with the reason.")


# ---------------------------------------------------------------------------------------------- disputes


class SideShape(Shape):
    """What one article or voice says in a dispute. Its words must be a passage that a fact rests on."""

    says: Line = Field(description="The position in a few plain words.")
    article: Id = Field(description="The article that holds the words.")
    quotes: Quotes = Field(description="Its words, within passages that facts of that article rest on.")


class DisputeShape(Shape):
    """The front matter of `disputes/<id>.md`: a question on which articles or voices differ."""

    question: Line = Field(description="The question on which they differ, ending in a question mark.")
    verdict: VerdictId = Field(description="The editor's judgement on the difference.")
    reason: Line = Field(description="Why that judgement, from the texts.")
    about: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="Whom or what it concerns: ids of entities and events.")
    sides: Annotated[tuple[SideShape, ...], Field(min_length=2)] = Field(description="Two sides or more.")


ANNOTATIONS: Final = ("actors", "events", "dates", "relations", "statements", "sources", "mentions", "misprints", "passed_over")


# ------------------------------------------------------------------------------------ reading with a shape

_MAPPING: Final = "a mapping (`key: value`) is expected here"
_EITHER: Final = "words are expected here, or a mapping (`key: value`)"
_EXPECTED: Final[dict[str, str]] = {
    "string_type": "words are expected here",
    "tuple_type": "a list is expected here: lines that begin with `- `",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
}
_ALSO_WORDS: Final = {"QuoteShape", "DateShape", "HeadShape", "PersonNameShape", "NameShape"}  # a mapping, or just words
_MANY_WORDS: Final = 30


def read(shape: type[S], data: object, composed: Composed, path: KeyPath = ()) -> tuple[S | None, list[Finding]]:
    """Read plain data with a shape; what does not fit comes back as findings at the places of ``composed``.

    ``path`` is where ``data`` stands in the front matter. Nothing is raised.
    """
    try:
        return shape.model_validate(data), []
    except ValidationError as error:
        problems = error.errors(include_url=False)
        return None, [_finding(shape, problem, composed, path) for problem in problems if not _follows(shape, problem, data, problems)]


def _follows(shape: type[Shape], problem: ErrorDetails, data: object, problems: list[ErrorDetails]) -> bool:
    """Whether a problem only follows from another: a list is short for its bad items, a key is missing for being misspelt."""
    if problem["type"] == "too_short":
        return bool(problem.get("input"))
    if problem["type"] != "missing":
        return False
    loc = problem["loc"]
    extra = [str(other["loc"][-1]) for other in problems if other["type"] == "extra_forbidden" and other["loc"][:-1] == loc[:-1]]
    holder, mapping = _shape_at(shape, loc[:-1]), data
    for part in loc[:-1]:
        mapping = mapping[part]  # type: ignore[index]
    misspelt = any(did_you_mean(key, [str(loc[-1])], nearest=CLOSE) for key in extra)
    return misspelt or _is_words_with_colon(holder, mapping)


def _is_words_with_colon(holder: type[Shape] | None, mapping: object) -> bool:
    """Whether a mapping is really words with a colon in them, where words may stand too."""
    if holder is None or holder.__name__ not in _ALSO_WORDS or not isinstance(mapping, dict):
        return False
    return not any(did_you_mean(key, _keys_of(holder), nearest=CLOSE) for key in mapping)


def _finding(shape: type[Shape], problem: ErrorDetails, composed: Composed, path: KeyPath) -> Finding:
    loc = problem["loc"]
    at_key = loc[-1:] == ("[key]",)
    where: KeyPath = (*path, *(part for part in loc if part != "[key]"))
    while problem["type"] != "missing" and where not in composed.values:  # plain words were read as a mapping: speak of the words
        where, loc = where[:-1], loc[:-1]
    kind, context = problem["type"], problem.get("ctx", {})
    key = next((str(part) for part in reversed(where) if isinstance(part, str)), "")
    name = f"An item of `{key}`" if where and isinstance(where[-1], int) else f"`{key}`"
    place = composed.key_place(where) if at_key or kind == "extra_forbidden" else composed.place(where)
    said = problem.get("input")
    words = f"“{said[:60]}”" if isinstance(said, str) else "This"
    if kind in {"string_too_short", "too_short"} or (said == "" and kind != "extra_forbidden"):
        hint = "Give it a value." if _is_needed(shape, loc) else "Give it a value, or leave it out."
        return Finding(place, "empty-value", f"{name} is empty.", f"{hint} {_meaning(shape, loc)}".strip())
    match kind:
        case "extra_forbidden":
            return Finding(
                place,
                "unknown-key",
                f"The key `{key}` is not known here.",
                _key_hint(_shape_at(shape, loc[:-1]), key, composed.data_at(where[:-1])),
            )
        case "missing":
            return Finding(composed.place(where[:-1]), "missing-key", f"The key `{key}` is missing here.", _meaning(shape, loc))
        case "string_too_long":
            code = "bad-id" if context["max_length"] == LONGEST_ID else "wrong-type"
            return Finding(place, code, f"{name} has more than {context['max_length']} characters.", "Shorten it.")
        case "string_pattern_mismatch":
            return _pattern_finding(place, key, words, said)
        case "not-in-list":
            return Finding(
                place,
                "not-in-list",
                f"{words} is not one of the words for {context['what']}.",
                _word_hint(str(said), list(context["allowed"])),
            )
        case "impossible-date":
            why = str(context["why"])
            return Finding(place, "impossible-date", f"{why[:1].upper()}{why[1:]}.", _sentence(str(context["hint"])))
        case "wrong-type":
            return Finding(place, "wrong-type", f"{words} does not fit `{key}`.", _sentence(f"write {context['expected']}"))
        case _:
            expected = _EXPECTED.get(kind, problem["msg"])
            if kind == "model_type":
                of = _shape_at(shape, loc)
                expected = f"write {_VOICES}" if of is VoiceShape else _EITHER if of and of.__name__ in _ALSO_WORDS else _MAPPING
            return Finding(place, "wrong-type", f"{name} is of the wrong type.", _sentence(expected))


def _key_hint(holder: type[Shape] | None, key: str, mapping: object) -> str:
    """The nearest key; all keys where none is very near; and for words with a colon in them what happened."""
    if _is_words_with_colon(holder, mapping):
        return "If these are words with a colon in them, put all of them between quotation marks."
    known = _keys_of(holder)
    return did_you_mean(key, known, f"The keys here are {_listed(known)}.", nearest=CLOSE)


def _word_hint(said: str, allowed: list[str]) -> str:
    """The nearest word of a closed list; where none is very near, the list, or what is least far in a long one."""
    if len(allowed) <= _MANY_WORDS:
        return did_you_mean(said, allowed, f"The words are {_listed(allowed)}.", nearest=CLOSE)
    return did_you_mean(said, allowed, f"The {len(allowed)} words are listed in docs/guide/front-matter.md.", nearest=CLOSE)


def _listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _pattern_finding(place: Place, key: str, words: str, said: object) -> Finding:
    if key == "sha256":
        return Finding(place, "wrong-type", f"{words} is not a SHA-256 hash.", "64 digits from 0 to 9 and a to f are expected.")
    if key == "language":
        return Finding(place, "wrong-type", f"{words} is not a language code.", "Write a code of BCP 47, such as `en`.")
    if key == "wikidata":
        return Finding(place, "wrong-type", f"{words} is not a Wikidata item.", "Write `Q` and digits.")
    slug = re.sub(r"[^a-z0-9]+", "-", str(said).lower()).strip("-")
    hint = f"Did you mean `{slug}`?" if slug else "Choose words that describe it."
    return Finding(place, "bad-id", f"{words} is not an id.", f"Ids have lower-case ASCII letters, digits and single hyphens. {hint}")


def _sentence(text: str) -> str:
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith((".", "?")) else f"{text}."


def _meaning(shape: type[Shape], loc: tuple[int | str, ...]) -> str:
    """The description of the key at ``loc``, without its Markdown."""
    holder = _shape_at(shape, loc[:-1])
    for name, info in holder.model_fields.items() if holder else ():
        if loc and loc[-1] in {info.alias, name}:
            return info.description or ""
    return ""


def _is_needed(shape: type[Shape], loc: tuple[int | str, ...]) -> bool:
    """Whether the key at ``loc`` may not be left out; an item of a list may."""
    holder = _shape_at(shape, loc[:-1])
    return (
        any(loc[-1] in {info.alias, name} and info.is_required() for name, info in holder.model_fields.items()) if holder and loc else False
    )


def _keys_of(holder: type[Shape] | None) -> list[str]:
    return [info.alias or name for name, info in holder.model_fields.items()] if holder else []


def _shape_at(shape: type[Shape], loc: tuple[int | str, ...]) -> type[Shape] | None:
    """The shape of the mapping at ``loc``, found by walking the annotations."""
    current: Any = shape
    for part in loc:
        if isinstance(current, type) and issubclass(current, BaseModel):
            current = next((info.annotation for name, info in current.model_fields.items() if part in {info.alias, name}), None)
        current = _inner(current, descend=isinstance(part, int) or _is_mapping(current))
    current = _inner(current, descend=False)
    return current if isinstance(current, type) and issubclass(current, Shape) else None


def _is_mapping(annotation: Any) -> bool:  # noqa: ANN401 - a type expression
    return get_origin(annotation) is dict


def _inner(annotation: Any, *, descend: bool) -> Any:  # noqa: ANN401 - a type expression
    """Take Annotated and None off a type expression, and the container where ``descend``."""
    while True:
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = args[0]
        elif origin in {Union, UnionType}:
            annotation = next(arg for arg in args if arg is not type(None))
        elif origin in {tuple, dict} and descend:
            annotation, descend = (args[0] if origin is tuple else args[1]), False
        else:
            return annotation
