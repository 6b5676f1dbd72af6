"""The rows of the tables in ``tables``, read from the data of ``kb.json``; a cell holds one value, or a list of plain ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kb.exports.packs import each_fact

Data = Mapping[str, Any]
Row = tuple[Any, ...]


def dated(when: Mapping[str, Any] | None) -> Row:
    """The five cells of a date."""
    if when is None:
        return (None,) * 5
    first, last = (date.fromisoformat(day) if day else None for day in (when["first"], when["last"]))
    return when["edtf"], first, last, when["label"], when.get("basis")


def _named(head: Mapping[str, Any] | None) -> Row:
    return (head["value"], head.get("basis")) if head else (None, None)


def articles(data: Data) -> Iterator[Row]:
    """Every article."""
    for one in data["articles"]:
        out = one.get("withheld") or {}
        yield (
            *(one["id"], one["url"], *_named(one["title"]), one["short"], one["subtitle"], *_named(one.get("type"))),
            *(*_named(one["publication"]), one["section"], *dated(one["published"]), one["address"], one["language"]),
            *(one["original"], one["original_sha256"], one["rights"], one.get("draft", False), one["text"], one["file"]),
            *(out.get("words"), out.get("of"), out.get("text_sha256"), out.get("mentions"), out.get("misprints")),
        )


def authors(data: Data) -> Iterator[Row]:
    """Every author of an article."""
    for one in data["articles"]:
        for at, who in enumerate(one["authors"]):
            yield one["id"], at, who["value"], who.get("family"), who.get("given"), who.get("basis")


def inside(name: str, *keys: str) -> Callable[[Data], Iterator[Row]]:
    """Rows of what every article holds under a key."""
    return lambda data: ((one["id"], *(inner[key] for key in keys)) for one in data["articles"] for inner in one[name])


def entities(data: Data) -> Iterator[Row]:
    """Every entity."""
    for one in data["entities"]:
        yield (
            *(one["id"], one["name"], one["kind"], one["url"], one["country"], one["part_of"], one["scope"], one.get("wikidata")),
            *(one["note"], one["file"]),
        )


def judgements(data: Data) -> Iterator[Row]:
    """Every judgement of an editor about two entities."""
    for one in data["entities"]:
        yield from ((one["id"], other["id"], True, other["reason"]) for other in one["same_as"])
        yield from ((one["id"], other["id"], False, other["reason"]) for other in one["not_same_as"])


def note_passages(data: Data) -> Iterator[Row]:
    """Every passage that a note cites."""
    for one in data["entities"]:
        for mark, cited in one["note_cites"].items():
            yield one["id"], mark, cited["passage"], cited["article"]


def facts(data: Data) -> Iterator[Row]:
    """Every fact, with what all have."""
    for kind, one, _ in each_fact(data):
        voice, far = one["voice"], one["spread"]
        said = (voice["kind"], voice.get("id"), voice.get("words"), voice.get("via"))
        yield one["id"], kind, one["article"], *said, one["certainty"], one["status"], far["articles"], far["origins"], far["alike"]


def origins(data: Data) -> Iterator[Row]:
    """Everything that a fact goes back to."""
    for _, one, _ in each_fact(data):
        yield from ((one["id"], at, origin["kind"], origin["id"]) for at, origin in enumerate(one["origins"]))


def evidence(data: Data) -> Iterator[Row]:
    """Every passage that a fact rests on."""
    for _, one, _ in each_fact(data):
        yield from ((one["id"], at, words["passage"], words["state"]) for at, words in enumerate(one["evidence"]))


def passages(data: Data) -> Iterator[Row]:
    """Every passage, once."""
    found: dict[str, Row] = {}
    for _, one, _ in each_fact(data):
        for words in one["evidence"]:
            place = (words["start"], words["end"], [part["start"] for part in words["spans"]], [part["end"] for part in words["spans"]])
            said = (words["exact"], words.get("exact_sha256"), words["url"])
            found.setdefault(words["passage"], (words["passage"], words["article"], words["paragraph"], *place, *said))
    for cited in _cited(data):
        said = (cited["exact"], cited.get("exact_sha256"), cited["url"])
        found.setdefault(cited["passage"], (cited["passage"], cited["article"], None, None, None, [], [], *said))
    yield from found.values()


def _cited(data: Data) -> Iterator[Mapping[str, Any]]:
    """The passages that editors cite in notes and disputes."""
    for one in data["entities"]:
        yield from one["note_cites"].values()
    for dispute in data["disputes"]:
        for side in dispute["sides"]:
            yield from side["passages"]


def of_kind(wanted: str, row: Callable[[Mapping[str, Any], Mapping[str, str]], Row]) -> Callable[[Data], Iterator[Row]]:
    """Rows of one kind of fact."""
    return lambda data: ((one["id"], *row(one, within)) for kind, one, within in each_fact(data) if kind == wanted)


def figures(data: Data) -> Iterator[Row]:
    """Every number in an account of an event."""
    for event in data["events"]:
        for account in event["accounts"]:
            for one in account["figures"]:
                yield one["id"], event["id"], account["id"], one["what"], one["of"], one["count"], one["bound"], one["printed"]


def participants(data: Data) -> Iterator[Row]:
    """Everybody who takes part in an event, by its accounts."""
    for kind, one, _ in each_fact(data):
        if kind == "event":
            for role, members in one["participants"].items():
                yield from ((one["id"], role, at, who) for at, who in enumerate(members))


def sources(data: Data) -> Iterator[Row]:
    """Every work."""
    for one in data["sources"]:
        csl = json.dumps(one["csl"], ensure_ascii=False, separators=(",", ":"))
        yield one["id"], one["url"], one["csl"].get("type"), one["csl"].get("title"), one["derives_from"], one["origins"], csl


def sides(data: Data) -> Iterator[Row]:
    """Every side of a dispute."""
    for one in data["disputes"]:
        for at, side in enumerate(one["sides"]):
            yield one["id"], at, side["says"], side["article"], [cited["passage"] for cited in side["passages"]], side["facts"]


def stands(data: Data) -> Iterator[Row]:
    """Every side of a difference."""
    for one in data["differences"]:
        yield from ((one["id"], at, side["says"], side["facts"]) for at, side in enumerate(one["sides"]))


def plain(name: str, keys: Iterable[str]) -> Callable[[Data], Iterator[Row]]:
    """Rows of what stands in a list of the data as it is."""
    wanted = tuple(keys)
    return lambda data: (tuple(one[key] for key in wanted) for one in data[name])
