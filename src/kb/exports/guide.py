"""The contract in other forms: JSON Schemas for editors' tools, and the tables of ``docs/guide/front-matter.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kb import contract, differences, vocabulary


def input_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas (2020-12) of the front matter of articles, entities, disputes and records of ids, by file name."""
    return {
        "article.schema.json": _schema(contract.ArticleShape, "Front matter of articles/<id>.md"),
        "entity.schema.json": _schema(contract.EntityShape, "Front matter of entities/<folder>/<id>.md"),
        "dispute.schema.json": _schema(contract.DisputeShape, "Front matter of disputes/<id>.md"),
        "moved.schema.json": _schema(contract.MovedShape, "Front matter of moved/<id>.md"),
    }


def _schema(shape: type[contract.Shape], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape.model_json_schema(), "title": title}


def front_matter_tables() -> str:
    """Every key of the contract with its meaning, as Markdown, in the order of the declarations."""
    return "\n".join(_tables())


def _tables() -> Iterator[str]:
    shapes: list[tuple[str, type[contract.Shape]]] = [
        ("An article", contract.ArticleShape),
        ("`actors`", contract.ActorShape),
        ("`events`", contract.EventShape),
        ("`figures` of an event", contract.FigureShape),
        ("`dates`", contract.DatedShape),
        ("`relations`", contract.RelationShape),
        ("`statements`", contract.StatementShape),
        ("`sources`", contract.SourceShape),
        ("`mentions`", contract.MentionShape),
        ("`misprints`", contract.MisprintShape),
        ("A quote", contract.QuoteShape),
        ("A date", contract.DateShape),
        ("A voice", contract.VoiceShape),
        ("An author of an article", contract.HeadAuthorShape),
        ("The type of an article", contract.HeadTypeShape),
        ("An author of a work", contract.PersonNameShape),
        ("`passed_over`", contract.PassedOverShape),
        ("An original", contract.OriginalShape),
        ("An entity", contract.EntityShape),
        ("A name", contract.NameShape),
        ("A judgement", contract.JudgementShape),
        ("A dispute", contract.DisputeShape),
        ("A side of a dispute", contract.SideShape),
        ("An id that was given up", contract.MovedShape),
        ("A file that a merge changed", contract.AlteredShape),
        ("A stretch of such a file", contract.StretchShape),
    ]
    for title, shape in shapes:
        yield f"### {title}\n\n{_first_line(shape)}\n\n| key | | says |\n| --- | --- | --- |"
        for name, info in shape.model_fields.items():
            needed = "needed" if info.is_required() else ""
            yield f"| `{info.alias or name}` | {needed} | {info.description} |"
        yield ""
    for title, terms in (
        ("Kinds of entity", vocabulary.KINDS),
        ("Kinds of name", vocabulary.NAME_KINDS),
        ("Finding a name", vocabulary.FIND),
        ("Certainty", vocabulary.CERTAINTIES),
        ("Status", vocabulary.STATUSES),
        ("Kinds of event", vocabulary.EVENT_KINDS),
        ("Roles", vocabulary.ROLES),
        ("Figures", vocabulary.FIGURE_KINDS),
        ("How exact a figure is", vocabulary.BOUNDS),
        ("Types of source", vocabulary.SOURCE_TYPES),
        ("Verdicts on a dispute", vocabulary.VERDICTS),
        ("What a moved id named", vocabulary.MOVED_KINDS),
        ("How an id was given up", vocabulary.MOVED_WAYS),
        ("Kinds of found difference", differences.DIFFERENCES),
        ("Weights of found differences", differences.WEIGHTS),
        ("Rights", vocabulary.RIGHTS),
    ):
        yield f"### {title}\n\n| word | means |\n| --- | --- |"
        yield from (f"| `{term.id}` | {term.meaning} |" for term in terms)
        yield ""
    yield "### Ties\n\n| word | from subject to object | from object to subject | means |\n| --- | --- | --- | --- |"
    yield from (f"| `{tie.id}` | {tie.label} | {tie.inverse} | {tie.meaning} |" for tie in vocabulary.TIES)
    yield ""
    yield "### Ties against each other\n\n| tie | against | from | kind of difference | why |\n| --- | --- | --- | --- | --- |"
    for rule in differences.EXCLUSIONS:
        direction = "object to subject" if rule.turned else "subject to object"
        yield f"| `{rule.one}` | `{rule.other}` | {direction} | `{rule.kind}` | {rule.reason} |"
    yield ""


def _first_line(shape: type[contract.Shape]) -> str:
    return re.split(r"\n\s*\n", shape.__doc__ or "")[0].strip()
