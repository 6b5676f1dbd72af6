"""Little libraries in which every field that can carry words carries a text of our choosing, and the corpus of hostile texts.

``library_of`` writes them. Which fields there are is read from the contract (``fields``), not listed here: a text that the contract
allows and the library leaves out is named by ``missing``, and a test fails until it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import yaml
from pydantic import BaseModel

from kb.contract import ArticleShape, DisputeShape, EntityShape
from kb.source import UNWANTED
from tests.built_site import PROJECT

Group = dict[str, Any]

SHAPES: Final[dict[str, type[BaseModel]]] = {"articles": ArticleShape, "entities": EntityShape, "disputes": DisputeShape}
NOT_TEXT: Final = {
    "articles:original.file": "a path of a file, which has to be there; tried by itself",
    "articles:original.sha256": "a hash",
    "disputes:judges[]": "ids that the build gives",
}
PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")


def corpus() -> dict[str, list[str]]:
    """The hostile texts by what they try."""
    found: dict[str, list[str]] = yaml.safe_load((PROJECT / "tests/payloads/payloads.yml").read_text(encoding="utf-8"))
    return found


def payloads() -> list[str]:
    """All hostile texts."""
    return [text for texts in corpus().values() for text in texts]


def writable(text: str) -> str:
    """A hostile text without the characters that no content file may hold; every run of white space as one blank."""
    return " ".join(UNWANTED.sub("", text).split()) or "nothing"


def packed(texts: Iterable[str], most: int = 400) -> list[str]:
    """Hostile texts behind one another, as many as a field holds: for a look at all of them in little time."""
    rows: list[str] = []
    for text in texts:
        if rows and len(rows[-1]) + len(text) < most:
            rows[-1] += f" {text}"
        else:
            rows.append(text)
    return rows


# ------------------------------------------------------------------------------------- the fields of the contract


def fields(folder: str) -> set[str]:
    """The fields of a kind of file that take free words: ``articles:sources[].title``. Ids, dates, numbers and closed lists are none."""
    schema = SHAPES[folder].model_json_schema(by_alias=True)
    return {f"{folder}:{path}" for path in _free(schema, schema.get("$defs", {}), "")}


def _free(schema: Mapping[str, Any], shapes: Mapping[str, Any], path: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rpartition("/")[2]]
    ways = [*schema.get("anyOf", []), *schema.get("allOf", [])]
    objects = [way for way in ways if "$ref" in way]
    for way in objects or ways:  # plain words beside a mapping are the mapping's first value
        yield from _free(way, shapes, path)
    for name, inner in schema.get("properties", {}).items():
        yield from _free(inner, shapes, f"{path}.{name}" if path else name)
    if "items" in schema:
        yield from _free(schema["items"], shapes, f"{path}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _free(schema["additionalProperties"], shapes, f"{path}.*")
    if schema.get("type") == "string" and not {"enum", "pattern", "format", "const"} & schema.keys():
        yield path


def missing(groups: Iterable[Mapping[str, Group]]) -> set[str]:
    """The fields of the contract that these files leave out."""
    held = {f"{path.split('/')[0]}:{field}" for group in groups for path, head in group.items() for field in _held(head, "")}
    return set().union(*map(fields, SHAPES)) - held - NOT_TEXT.keys()


def _held(value: object, path: str) -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _held(inner, f"{path}.{name}" if path else str(name))
        case list():
            for inner in value:
                yield from _held(inner, f"{path}[]")
        case str():
            yield path


# ------------------------------------------------------------------------------------------------ the files


def heads(n: int, text: str) -> dict[str, Group]:
    """The front matter of the files of one group by path: an article, who and what it names, and a dispute; ``text`` stands everywhere."""
    words = {"exact": f"{text} A of number {n}", "prefix": "It says: ", "suffix": " in the north."}
    other = {"exact": f"{text} G of number {n}"}
    cited = {"article": f"h{n}", **words}
    claim: Group = {"quotes": [words]}
    date = {"value": "2015-09-28", "basis": text}
    return {
        f"articles/h{n}.md": {
            "title": {"value": text, "basis": text},
            "short": text[:20].strip() + f" {n}",
            "subtitle": text,
            "type": {"value": "report", "basis": text},
            "authors": [
                {"value": f"{text} Z", "family": "Z", "given": text, "basis": text},
                {"literal": text, "basis": text},
            ],
            "publication": {"value": text, "basis": text},
            "section": text,
            "published": {"value": "2015-10-01", "basis": text},
            "url": text,
            "actors": [{"id": f"a{n}", "as": text, **claim}, {"id": f"g{n}", "voice": {"anonymous": text}, "quotes": [other]}],
            "events": [
                {
                    "id": f"e{n}",
                    "title": text,
                    "kind": "protest",
                    "date": date,
                    "places": [f"l{n}"],
                    "participants": {"perpetrator": [f"a{n}"]},
                    "figures": [{"what": "arrested", "of": text, "count": 12, "printed": text, **claim}],
                    "outcome": text,
                    "voice": {"anonymous": text, "via": f"s{n}"},
                    **claim,
                }
            ],
            "dates": [{"printed": text, "date": date, "event": f"e{n}", **claim}],
            "relations": [
                {"subject": f"a{n}", "relation": "leads", "object": f"g{n}", "since": date, "voice": {"document": f"s{n}"}, **claim},
                {
                    "subject": f"a{n}",
                    "relation": "allied-with",
                    "object": f"a{n - 1 if n % 2 else n + 1}",
                    "until": date,
                    "voice": {"anonymous": text},
                    **claim,
                },
            ],
            "statements": [
                {"about": [f"a{n}"], "says": text, "date": date, "voice": {"anonymous": text}, **claim},
                {"about": [f"e{n}"], "says": f"{text} too", "voice": {"speaker": f"a{n}"}, "quotes": [other]},
            ],
            "sources": [
                {
                    "id": f"s{n}",
                    "type": "report",
                    "title": text,
                    "genre": text,
                    "author": [{"family": text, "given": text}, {"literal": text}],
                    "container-title": text,
                    "section": text,
                    "publisher": text,
                    "issued": date,
                    "URL": text,
                    "note": text,
                    "footnotes": [1],
                    "listed": [{**words}],
                    "quotes": [words],
                }
            ],
            "mentions": [{"words": f"{text} A", "means": f"a{n}", "quotes": [words]}],
            "misprints": [{"printed": text, "reading": text, **claim}],
            "passed_over": [{"reason": text, "quotes": [{"exact": f"Passed over in {n}", "prefix": "Then: ", "suffix": ", twice."}]}],
        },
        f"entities/people/a{n}.md": {
            "name": f"{text} A{n}",
            "kind": "person",
            "names": [{"name": f"{text} B{n}", "is": "abbreviation", "language": text}],
            "scope": text,
            "not_same_as": [{"id": f"g{n}", "reason": text, "words": [cited]}],
            "same_as": [],
        },
        f"entities/groups/g{n}.md": {
            "name": f"{text} G{n}",
            "kind": "group",
            "same_as": [{"id": f"l{n}", "reason": text, "words": [cited]}],
        },
        f"entities/places/l{n}.md": {"name": f"{text} L{n}", "kind": "place"},
        f"disputes/d{n}.md": {
            "question": f"{text}?",
            "verdict": "differs",
            "reason": text,
            "about": [f"e{n}", f"a{n}"],
            "sides": [{"says": text, "article": f"h{n}", "quotes": [words]}, {"says": text, "article": f"h{n}", "quotes": [other]}],
        },
    }


def body(n: int, text: str) -> str:
    """The body of the article of one group, in which the text stands to the letter."""
    plain = PUNCTUATION.sub(r"\\\1", text)
    return (
        f"It says: {plain} A of number {n} in the north.[^1]\n\nAgain: {plain} G of number {n} in the south.\n\n"
        f"Again: {plain} A{n} and {plain} B{n} were there.\n\n## {plain}\n\nThen: Passed over in {n}, twice.\n\n[^1]: {plain}, 2015.\n"
    )


def note(n: int, text: str) -> str:
    """The editor’s note of the person of one group."""
    return f"It is {text} and ends here.[^1]\n\n[^1]: h{n}: {text} A of number {n}\n"


def file(head: Mapping[str, object], below: str = "") -> str:
    """A content file: one line for each key, in JSON, which YAML reads."""
    return "---\n" + "".join(f"{key}: {_yaml(value)}\n" for key, value in head.items()) + "---\n" + (f"\n{below}" if below else "")


def _yaml(value: object) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff0-\uffff]", lambda one: f"\\u{ord(one.group()):04x}", said)


def library_of(texts: Iterable[str]) -> dict[str, str]:
    """The files of a library with a group for each text."""
    files: dict[str, str] = {}
    for n, text in enumerate(texts):
        for path, head in heads(n, text).items():
            below = body(n, text) if path.startswith("articles/") else note(n, text) if "/people/" in path else ""
            files[path] = file(head, below)
    return files
