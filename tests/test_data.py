"""The data files keep their schema, their offsets point at the words they name, and the schemas of front matter fit the real files."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kb import exports, vocabulary
from tests.built_site import PROJECT, Site

pytest_plugins = ["tests.site_fixture"]

KINDS_OF_FILE = {"article.schema.json": "articles/*.md", "entity.schema.json": "entities/*/*.md"}
FILES = [(schema, path.relative_to(PROJECT).as_posix()) for schema, glob in KINDS_OF_FILE.items() for path in sorted(PROJECT.glob(glob))]


class Core(yaml.BaseLoader):
    """Reads scalars as an editor's YAML server does (YAML 1.2, core schema): whole numbers as numbers, all else here as text."""


Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def front_matter(path: str, loader: type[yaml.BaseLoader]) -> Any:  # noqa: ANN401 - plain YAML
    text = (PROJECT / path).read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)[0]
    return yaml.load(text, Loader=loader)  # noqa: S506 - text and numbers, nothing else


def faults(schema: str, data: object) -> list[str]:
    validator = Draft202012Validator(exports.input_schemas()[schema])
    return [f"{error.json_path}: {error.message[:120]}" for error in validator.iter_errors(data)]


# ------------------------------------------------------------------------------------------------------- kb.json


def test_the_data_keeps_its_schema(site: Site) -> None:
    schema = site.data("kb.schema.json")
    Draft202012Validator.check_schema(schema)
    assert [f"{error.json_path}: {error.message[:120]}" for error in Draft202012Validator(schema).iter_errors(site.kb)] == []


def test_the_schema_of_the_data_is_strict(site: Site) -> None:
    validator = Draft202012Validator(site.data("kb.schema.json"))
    for kind in ("articles", "entities", "events", "sources", "actors", "dates", "relations", "statements", "mentions"):
        lacking, wrong = copy.deepcopy(site.kb), copy.deepcopy(site.kb)
        del lacking[kind]
        wrong[kind] = "none"
        assert not validator.is_valid(lacking)
        assert not validator.is_valid(wrong)
    for key in ("id", "evidence", "certainty"):
        lacking = copy.deepcopy(site.kb)
        del lacking["relations"][0][key]
        assert not validator.is_valid(lacking)


def test_every_span_holds_the_exact_words(site: Site) -> None:
    texts = {article["id"]: article["text"] for article in site.kb["articles"]}
    for fact in site.facts.values():
        assert fact["evidence"], fact["id"]
        for one in fact["evidence"]:
            spans = [(span["start"], span["end"]) for span in one["spans"]]
            assert " … ".join(texts[one["article"]][start:end] for start, end in spans) == one["exact"]
            assert spans == sorted(spans)
            assert (one["start"], one["end"]) == (spans[0][0], spans[-1][1])
            assert one["url"] == f"articles/{one['article']}/#{one['passage']}"
            assert one["state"] in {"exact", "normalised"}
            assert fact["article"] == one["article"]


def test_every_span_lies_in_its_paragraph(site: Site) -> None:
    for article in site.kb["articles"]:
        text, paragraphs = article["text"], {one["key"]: one for one in article["paragraphs"]}
        assert "\n\n".join(text[one["start"] : one["end"]] for one in article["paragraphs"]) == text
        for fact in site.facts.values():
            for one in fact["evidence"]:
                if one["article"] == article["id"]:
                    assert paragraphs[one["paragraph"]]["start"] <= one["start"] < one["end"] <= paragraphs[one["paragraph"]]["end"]


def test_every_mention_stands_where_it_says(site: Site) -> None:
    texts = {article["id"]: article["text"] for article in site.kb["articles"]}
    entities = {entity["id"] for entity in site.kb["entities"]}
    reached: dict[str, int] = {}
    for mention in site.kb["mentions"]:
        start, end = mention["start"], mention["end"]
        text = texts[mention["article"]]
        assert text[start:end] == mention["words"] != ""
        assert mention["entity"] in entities
        assert start >= reached.get(mention["article"], 0), "mentions overlap, or stand out of order"
        assert not (text[start - 1 : start].isalnum() and text[start].isalnum()), mention
        assert not (text[end : end + 1].isalnum() and text[end - 1].isalnum()), mention
        reached[mention["article"]] = end


def test_every_id_means_one_thing_and_every_reference_is_known(site: Site) -> None:
    kb = site.kb
    facts = [fact["id"] for fact in site.facts.values()]
    entities = {one["id"] for one in kb["entities"]}
    events = {one["id"] for one in kb["events"]}
    sources = {one["id"] for one in kb["sources"]}
    assert len(facts) == len(set(facts))
    assert not entities & events
    assert not events & sources
    for fact in site.facts.values():
        voice = fact["voice"]
        assert voice["kind"] in {"author", "speaker", "document", "anonymous"}
        assert ("id" in voice) == (voice["kind"] in {"speaker", "document"})
        assert voice["kind"] != "speaker" or voice["id"] in entities
        assert voice["kind"] != "document" or voice["id"] in sources
        assert fact["certainty"] in {term.id for term in vocabulary.CERTAINTIES}
        assert fact["status"] in {term.id for term in vocabulary.STATUSES}
        assert fact.get("event") is None or fact["event"] in events
    for tie in kb["relations"]:
        assert {tie["subject"], tie["object"]} <= entities
        assert tie["relation"] in {term.id for term in vocabulary.TIES}
    for event in kb["events"]:
        for account in event["accounts"]:
            assert set(account["places"]) | {who for members in account["participants"].values() for who in members} <= entities


def test_the_data_loses_no_fact_of_the_articles(site: Site) -> None:
    """Counted in the files with a reader of our own: every annotation of every article is in the data, or listed as left out."""
    declared = 0
    for path in sorted((PROJECT / "articles").glob("*.md")):
        head = front_matter(path.relative_to(PROJECT).as_posix(), yaml.BaseLoader)
        declared += sum(len(head.get(key, [])) for key in ("actors", "events", "dates", "relations", "statements", "sources"))
        declared += sum(len(event.get("figures", [])) for event in head.get("events", []))
    assert declared == len(site.facts) + len(site.kb["left_out"])


def test_every_word_of_a_statement_and_every_hedge_is_kept(site: Site) -> None:
    """The data says what the front matter says: no statement, certainty or status is reworded on the way."""
    kept = sorted((one["says"], one["certainty"], one["status"], tuple(one["about"])) for one in site.kb["statements"])
    written = sorted(
        (one["says"], one.get("certainty", "asserted"), one.get("status", "actual"), tuple(one["about"]))
        for path in (PROJECT / "articles").glob("*.md")
        for one in front_matter(path.relative_to(PROJECT).as_posix(), yaml.BaseLoader).get("statements", [])
    )
    assert kept == written
    ties = sorted((one["subject"], one["relation"], one["object"], one["certainty"], one["status"]) for one in site.kb["relations"])
    assert ties == sorted(
        (one["subject"], one["relation"], one["object"], one.get("certainty", "asserted"), one.get("status", "actual"))
        for path in (PROJECT / "articles").glob("*.md")
        for one in front_matter(path.relative_to(PROJECT).as_posix(), yaml.BaseLoader).get("relations", [])
    )


# --------------------------------------------------------------------------------------- schemas of front matter


@pytest.mark.parametrize("loader", [yaml.BaseLoader, Core])
def test_the_schemas_accept_the_real_files(loader: type[yaml.BaseLoader]) -> None:
    assert {path: found for schema, path in FILES if (found := faults(schema, front_matter(path, loader)))} == {}


def broken(data: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - plain YAML
    """Copies of an article's front matter with one slip in each."""
    for change in (
        "del d['title']",
        "d['titel'] = 'x'",
        "d['short'] = ''",
        "d['rights'] = 'some'",
        "d['title'] = ['x']",
        "d['actors'] = 'x'",
        "d['actors'][0]['id'] = 'No Id'",
        "del d['actors'][0]['quotes']",
        "d['actors'][0]['quotes'] = []",
        "d['actors'][0]['quotes'] = [{'exakt': 'x'}]",
        "d['actors'][0]['quotes'] = [['x']]",
        "d['actors'][0]['certainty'] = 'sure'",
        "d['relations'][0]['relation'] = 'likes'",
        "d['relations'][0]['since'] = {'valeu': '2015'}",
        "d['relations'][0]['voice'] = {'speeker': 'x'}",
        "d['relations'][0]['unknown'] = 'x'",
        "d['events'][0]['kind'] = 'party'",
        "d['events'][0]['participants'] = {'friend': ['x']}",
        "d['events'][0]['figures'] = [{'what': 'killed', 'printed': 'ten', 'count': 'ten', 'quotes': ['x']}]",
        "d['published'] = {'basis': 'x'}",
        "d['authors'] = [{'value': 'x', 'why': 'y'}]",
        "d['original'] = {'file': 'x', 'sha256': 'abc'}",
    ):
        slip = copy.deepcopy(data)
        exec(change, {"d": slip})  # noqa: S102 - the lines above
        yield change, slip


GOOD_ARTICLE: dict[str, Any] = {
    "title": {"value": "A title", "basis": "read from the address"},
    "short": "A 2015",
    "authors": ["An Author"],
    "published": "2015",
    "original": {"file": "originals/a.txt", "sha256": "0" * 64},
    "actors": [{"id": "a-group", "as": "a group", "quotes": ["a group"]}],
    "events": [{"id": "a-meeting", "title": "A meeting", "kind": "meeting", "quotes": [{"exact": "met", "prefix": "they"}]}],
    "relations": [{"subject": "a-group", "relation": "part-of", "object": "a-state", "voice": {"speaker": "a-man"}, "quotes": ["of it"]}],
    "sources": [{"id": "a-book", "type": "book", "author": [{"family": "A"}, "B"], "footnotes": ["1"]}],
}


def test_the_schema_of_an_article_refuses_every_slip() -> None:
    assert faults("article.schema.json", GOOD_ARTICLE) == []
    assert [change for change, slip in broken(GOOD_ARTICLE) if not faults("article.schema.json", slip)] == []


def test_the_schema_of_an_entity_refuses_every_slip() -> None:
    good = {"name": "A", "kind": "person", "names": ["B", {"name": "C", "is": "misprint"}]}
    assert faults("entity.schema.json", good) == []
    slips: list[dict[str, Any]] = [
        {**good, "kind": "thing"},
        {**good, "nmaes": []},
        {**good, "names": [{"nam": "C"}]},
        {**good, "names": [["C"]]},
        {**good, "country": ["Not An Id"]},
        {**good, "same_as": [{"id": "x"}]},
        {**good, "wikidata": "42"},
        {"kind": "person"},
    ]
    assert [slip for slip in slips if not faults("entity.schema.json", slip)] == []


def test_every_key_of_the_schemas_is_described() -> None:
    for name, schema in exports.input_schemas().items():
        Draft202012Validator.check_schema(schema)
        for shape in [schema, *schema.get("$defs", {}).values()]:
            for key, about in shape.get("properties", {}).items():
                assert about.get("description", "").strip(), f"{name}: {shape['title']}.{key}"


def test_the_site_carries_the_schemas_and_the_files(site: Site) -> None:
    for name, schema in exports.input_schemas().items():
        assert json.loads((site.folder / "data" / name).read_text(encoding="utf-8")) == schema
    for _, path in FILES:
        assert (site.folder / "data" / "files" / f"{path}.txt").read_bytes() == Path(PROJECT / path).read_bytes()
