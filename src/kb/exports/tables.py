"""The base as tables with one value in a cell, for programs that ask with SQL: what ``data/kb.json`` holds, and nothing else.

Each table is declared once: its columns with their types and meanings, and how its rows are read from the data of ``kb.json``.
``parquet`` writes them; ``docs/guide/parquet.md`` shows ``tables_guide``. A test puts ``kb.json`` together again from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kb.exports import rows
from kb.exports.rows import Data, Row

Kind = Literal["text", "texts", "number", "numbers", "day", "yes or no"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``of`` names the table and column that its values are found in."""

    name: str
    kind: Kind
    says: str
    of: str = ""
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one row for each of what it ``says``; the columns of its ``key`` together are different in every row."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Data], Iterator[Row]]


def tables(data: Data) -> dict[str, list[Row]]:
    """The rows of every table, by its name, from the data of ``kb.json``; in the order of that file."""
    return {table.name: list(table.rows(data)) for table in TABLES}


def read_aloud(lines: Iterable[Row]) -> bytes:
    """The cells of rows as text, each a paragraph of its own: for the proof that no withheld words stand in them."""
    return "\n<p>\n".join(str(cell) for line in lines for cell in line if cell is not None).encode()


def tables_guide() -> str:
    """The tables and their columns as Markdown."""
    return "\n".join(_guide())


def _guide() -> Iterator[str]:
    for table in TABLES:
        key = ", ".join(f"`{name}`" for name in table.key)
        yield f"### {table.name}\n\n{table.says} Key: {key}.\n\n| column | type | says |\n| --- | --- | --- |"
        for one in table.columns:
            found = f"; in `{one.of}`" if one.of else ""
            yield f"| `{one.name}` | {one.kind}{' or null' if one.may_miss else ''} | {one.says}{found} |"
        yield ""


# ------------------------------------------------------------------------------------------------------- columns


def _text(name: str, says: str, of: str = "") -> Column:
    return Column(name, "text", says, of)


def _maybe(name: str, says: str, of: str = "", kind: Kind = "text") -> Column:
    return Column(name, kind, says, of, may_miss=True)


def _number(name: str, says: str) -> Column:
    return Column(name, "number", says)


def _texts(name: str, says: str, of: str = "") -> Column:
    return Column(name, "texts", says, of)


def _when(name: str, says: str) -> tuple[Column, ...]:
    """The five columns of a date that may be missing: all null then."""
    return (
        _maybe(name, f"{says}, in EDTF"),
        _maybe(f"{name}_first", "its first possible day", kind="day"),
        _maybe(f"{name}_last", "its last possible day", kind="day"),
        _maybe(f"{name}_label", "its words"),
        _maybe(f"{name}_basis", "on what it rests, where it is inferred"),
    )


_FACT: Final = _text("fact", "the id of the fact", "facts.id")
_SPAN: Final = (
    _number("start", "its first character in the `text` of the article"),
    _number("end", "the first that no longer belongs to it"),
)
_URL: Final = _text("url", "its address in the site")
_POSITION: Final = _number("position", "its place among them, from 0")


# -------------------------------------------------------------------------------------------------------- tables

TABLES: Final = (
    Table(
        "articles",
        "An article.",
        ("id",),
        (
            *(
                _text("id", "its id"),
                _URL,
                _text("title", "its title"),
                _maybe("title_basis", "on what the title rests, where it is inferred"),
            ),
            *(_text("short", "its short name"), _maybe("subtitle", "its subtitle"), _maybe("type", "what sort of text it is")),
            *(
                _maybe("type_basis", "on what that rests"),
                _maybe("publication", "where it appeared"),
                _maybe("publication_basis", "on what that rests"),
            ),
            *(
                _maybe("section", "the part of the publication"),
                *_when("published", "when it appeared"),
                _maybe("address", "its address outside"),
            ),
            *(
                _text("language", "its language (BCP 47)"),
                _maybe("original", "the file that it was taken from"),
                _maybe("original_sha256", "its hash"),
            ),
            *(_text("rights", "what may be shown of it"), Column("draft", "yes or no", "whether it is a draft: in internal exports only")),
            *(_text("text", "what the site shows of its words; all offsets count its code points"), _text("file", "its content file")),
            *(_maybe("withheld_words", "how many words are withheld", kind="number"), _maybe("withheld_of", "of how many", kind="number")),
            *(_maybe("whole_text_sha256", "the hash of the whole text, where some is withheld"),),
            *(_maybe("withheld_mentions", "how many mentions stand in what is withheld", kind="number"),),
            *(_maybe("withheld_misprints", "how many misprints", kind="number"),),
        ),
        rows.articles,
    ),
    Table(
        "authors",
        "An author of an article.",
        ("article", "position"),
        (
            *(
                _text("article", "the id of the article", "articles.id"),
                _POSITION,
                _text("name", "as it is printed"),
                _maybe("family", "the family name"),
            ),
            *(_maybe("given", "the given name"), _maybe("basis", "on what it rests, where it is inferred")),
        ),
        rows.authors,
    ),
    Table(
        "paragraphs",
        "A paragraph or footnote of an article.",
        ("article", "paragraph"),
        (
            *(_text("article", "the id of the article", "articles.id"), _text("paragraph", "the id of its element on the page")),
            *(_text("label", "how it is cited"), *_SPAN),
        ),
        rows.inside("paragraphs", "key", "label", "start", "end"),
    ),
    Table(
        "misprints",
        "A misprint that is kept.",
        ("article", "start"),
        (
            _text("article", "the id of the article", "articles.id"),
            _text("printed", "as printed"),
            _text("reading", "what is meant"),
            *_SPAN,
        ),
        rows.inside("misprints", "printed", "reading", "start", "end"),
    ),
    Table(
        "mentions",
        "A name in running text.",
        ("article", "start", "entity"),
        (
            *(_text("article", "the id of the article", "articles.id"), _text("entity", "whom it names", "entities.id"), *_SPAN),
            *(_text("words", "the words"), _URL),
        ),
        rows.plain("mentions", ("article", "entity", "start", "end", "words", "url")),
    ),
    Table(
        "entities",
        "An actor or a place.",
        ("id",),
        (
            *(
                _text("id", "its id"),
                _text("name", "its name"),
                _text("kind", "what it is"),
                _URL,
                _texts("country", "its countries", "entities.id"),
            ),
            *(
                _texts("part_of", "what it is part of", "entities.id"),
                _maybe("scope", "what the entry covers"),
                _maybe("wikidata", "its item in Wikidata"),
            ),
            *(_maybe("note", "the editor’s note, with its marks"), _text("file", "its content file")),
        ),
        rows.entities,
    ),
    Table(
        "names",
        "A name of an entity.",
        ("entity", "position"),
        (_text("entity", "whose", "entities.id"), _POSITION, _text("name", "the name"), _text("kind", "what kind of name")),
        lambda data: ((one["id"], at, name["text"], name["kind"]) for one in data["entities"] for at, name in enumerate(one["names"])),
    ),
    Table(
        "judgements",
        "What an editor judged of two entities that could be taken for one.",
        ("entity", "other"),
        (
            *(_text("entity", "in whose file it stands", "entities.id"), _text("other", "the other", "entities.id")),
            *(Column("same", "yes or no", "whether they are judged to be the same"), _text("reason", "why")),
        ),
        rows.judgements,
    ),
    Table(
        "note_passages",
        "A passage that an editor’s note cites.",
        ("entity", "mark"),
        (
            *(
                _text("entity", "whose note", "entities.id"),
                _text("mark", "the mark in the note"),
                _text("passage", "what it cites", "passages.id"),
            ),
            *(_text("article", "in which article", "articles.id"),),
        ),
        rows.note_passages,
    ),
    Table(
        "facts",
        "A fact. What it says stands in the table of its kind.",
        ("id",),
        (
            *(_text("id", "its id, `f-…`"), _text("kind", "`role`, `event`, `figure`, `date`, `tie`, `statement` or `source`")),
            *(
                _text("article", "in which article it stands", "articles.id"),
                _text("voice", "who says it: `author` (the article itself), `speaker`, `document` or `anonymous`"),
            ),
            *(_maybe("voice_id", "the id of the speaker or document"), _maybe("voice_words", "an unnamed voice as printed")),
            *(
                _maybe("voice_via", "the source that quotes it", "sources.id"),
                _text("certainty", "how sure it is"),
                _text("status", "whether it happened"),
            ),
            *(
                _number("spread_articles", "in how many articles the same is said"),
                _number("spread_origins", "from how many independent origins"),
            ),
            *(_texts("alike", "the other facts that say the same", "facts.id"),),
        ),
        rows.facts,
    ),
    Table(
        "evidence",
        "Words that a fact rests on.",
        ("fact", "position"),
        (_FACT, _POSITION, _text("passage", "the words", "passages.id"), _text("state", "how they were found: `exact` or `normalised`")),
        rows.evidence,
    ),
    Table(
        "passages",
        "Words of an article that a fact rests on, or that an editor cites.",
        ("id",),
        (
            *(_text("id", "its id, `q-…`"), _text("article", "in which article", "articles.id")),
            *(_maybe("paragraph", "in which paragraph; null where only an editor cites them", "paragraphs.paragraph"),),
            *(
                _maybe("start", "the first character in the `text` of the article", kind="number"),
                _maybe("end", "the first after it", kind="number"),
            ),
            *(Column("part_starts", "numbers", "where each part begins"), Column("part_ends", "numbers", "where each part ends")),
            *(_text("exact", "the words; parts are joined by ` … `"), _maybe("exact_sha256", "their hash, where they are withheld"), _URL),
        ),
        rows.passages,
    ),
    Table(
        "origins",
        "What a fact goes back to.",
        ("fact", "position"),
        (_FACT, _POSITION, _text("kind", "`source`, `speaker` or `article`"), _text("id", "its id")),
        rows.origins,
    ),
    Table(
        "roles",
        "An actor in an article: facts of the kind `role`.",
        ("fact",),
        (_FACT, _text("actor", "who", "entities.id"), _maybe("described_as", "the words of the article")),
        rows.of_kind("role", lambda one, _: (one["actor"], one["described_as"])),
    ),
    Table(
        "events",
        "An event.",
        ("id",),
        (
            _text("id", "its id"),
            _text("title", "its title"),
            _text("kind", "what kind of event"),
            *_when("date", "the date on its page"),
            _URL,
        ),
        lambda data: ((one["id"], one["title"], one["kind"], *rows.dated(one["date"]), one["url"]) for one in data["events"]),
    ),
    Table(
        "accounts",
        "What one article says of an event: facts of the kind `event`.",
        ("fact",),
        (
            *(_FACT, _text("event", "of which event", "events.id"), _text("title", "its title"), _text("kind", "what kind of event")),
            *(*_when("date", "when it happened"), _texts("places", "where", "entities.id"), _maybe("outcome", "how it ended")),
        ),
        rows.of_kind(
            "event",
            lambda one, within: (within["event"], one["title"], one["kind"], *rows.dated(one["date"]), one["places"], one["outcome"]),
        ),
    ),
    Table(
        "participants",
        "Somebody who takes part in an event, by an account.",
        ("fact", "role", "position"),
        (_FACT, _text("role", "in which role"), _POSITION, _text("entity", "who", "entities.id")),
        rows.participants,
    ),
    Table(
        "figures",
        "A number in an account of an event: facts of the kind `figure`.",
        ("fact",),
        (
            *(
                _FACT,
                _text("event", "of which event", "events.id"),
                _text("account", "in which account", "accounts.fact"),
                _text("what", "what is counted"),
            ),
            *(_maybe("of", "of whom or what, in the article’s words"), _maybe("count", "the number", kind="number")),
            *(_text("bound", "how exact it is"),),
            *(_text("printed", "as printed"),),
        ),
        rows.figures,
    ),
    Table(
        "dates",
        "A dated expression: facts of the kind `date`.",
        ("fact",),
        (_FACT, _text("printed", "as printed"), *_when("date", "the date"), _maybe("event", "of which event", "events.id")),
        rows.of_kind("date", lambda one, _: (one["printed"], *rows.dated(one["date"]), one["event"])),
    ),
    Table(
        "ties",
        "A tie: facts of the kind `tie`.",
        ("fact",),
        (
            *(_FACT, _text("subject", "from whom", "entities.id"), _text("relation", "the tie"), _text("object", "to whom", "entities.id")),
            *(*_when("since", "since when"), *_when("until", "until when"), _maybe("event", "with which event", "events.id")),
        ),
        rows.of_kind(
            "tie",
            lambda one, _: (
                one["subject"],
                one["relation"],
                one["object"],
                *rows.dated(one["since"]),
                *rows.dated(one["until"]),
                one["event"],
            ),
        ),
    ),
    Table(
        "statements",
        "An attributed claim: facts of the kind `statement`.",
        ("fact",),
        (
            *(
                _FACT,
                _texts("about", "the ids of the entities and events that it is about"),
                _text("says", "what it says"),
                *_when("date", "when it was said"),
            ),
            *(_maybe("event", "of which event", "events.id"),),
        ),
        rows.of_kind("statement", lambda one, _: (one["about"], one["says"], *rows.dated(one["date"]), one["event"])),
    ),
    Table(
        "sources",
        "A work that articles cite or quote.",
        ("id",),
        (
            *(_text("id", "its id"), _URL, _maybe("type", "its type, in CSL"), _maybe("title", "its title")),
            *(
                _texts("derives_from", "the sources that it repeats", "sources.id"),
                _texts("origins", "those at the end of that chain", "sources.id"),
            ),
            *(_text("csl", "all that is known of it, as CSL-JSON"),),
        ),
        rows.sources,
    ),
    Table(
        "citations",
        "One article’s use of a source: facts of the kind `source`.",
        ("fact",),
        (
            *(_FACT, _text("source", "which source", "sources.id"), Column("footnotes", "numbers", "in which footnotes")),
            *(_texts("derives_from", "what it repeats, by this article", "sources.id"), _maybe("note", "the editor’s note")),
        ),
        rows.of_kind("source", lambda one, within: (within["source"], one["footnotes"], one["derives_from"], one["note"])),
    ),
    Table(
        "disputes",
        "A question on which articles or voices differ, with the editor’s judgement.",
        ("id",),
        (
            *(_text("id", "its id"), _text("question", "the question"), _text("verdict", "the judgement"), _text("reason", "why")),
            *(_texts("about", "the ids of the entities and events that it is about"), _URL, _text("file", "its content file")),
        ),
        rows.plain("disputes", ("id", "question", "verdict", "reason", "about", "url", "file")),
    ),
    Table(
        "dispute_sides",
        "One side of a dispute.",
        ("dispute", "position"),
        (
            *(
                _text("dispute", "of which dispute", "disputes.id"),
                _POSITION,
                _text("says", "what it says"),
                _text("article", "in which article", "articles.id"),
            ),
            *(_texts("passages", "its words", "passages.id"), _texts("facts", "the facts that rest on them", "facts.id")),
        ),
        rows.sides,
    ),
    Table(
        "differences",
        "Something that the build found to be told in two ways.",
        ("id",),
        (
            *(
                _text("id", "its id, `d-…`"),
                _text("kind", "what kind of difference"),
                _text("weight", "how much it weighs"),
                _text("says", "a sentence"),
            ),
            *(
                _texts("about", "the ids of the entities and events that it concerns"),
                _texts("judged_by", "the disputes that judge it", "disputes.id"),
            ),
            *(_texts("beside", "the disputes that quote both sides and do not", "disputes.id"), _URL),
        ),
        rows.plain("differences", ("id", "kind", "weight", "says", "about", "judged_by", "beside", "url")),
    ),
    Table(
        "difference_sides",
        "One side of a difference.",
        ("difference", "position"),
        (
            *(_text("difference", "of which difference", "differences.id"), _POSITION, _text("says", "what it says in short")),
            *(_texts("facts", "the facts that say it", "facts.id"),),
        ),
        rows.stands,
    ),
    Table(
        "left_out",
        "A fact that is not shown, and is in no other table.",
        ("fact",),
        (_text("fact", "its id"), _text("reason", "why")),
        rows.plain("left_out", ("fact", "reason")),
    ),
    Table(
        "moved",
        "An id that was given up.",
        ("id",),
        (
            *(
                _text("id", "the id"),
                _text("was", "what it named"),
                _text("how", "`renamed` or `merged`"),
                _text("address", "its old address"),
            ),
            *(_text("now", "the id in its place, after every later move"), _text("url", "the address of that")),
        ),
        rows.plain("moved", ("id", "was", "how", "address", "now", "url")),
    ),
)
