"""The tables of ``kb export parquet``: ``data/kb.json`` can be put together again from them, so they hold all of it and nothing else."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import generate
from kb import library
from kb.exports.tables import TABLES, tables_guide
from tests.conftest import PROJECT, Ran

Rows = list[dict[str, Any]]
Tables = Mapping[str, Rows]
GUIDE = PROJECT / "docs/guide/parquet.md"


def read(folder: Path) -> Tables:
    """The rows of every file, as pyarrow reads them."""
    return {file.stem: parquet.read_table(file).to_pylist() for file in sorted(folder.iterdir())}


# ----------------------------------------------------------------------------------------- kb.json, put together


def date(row: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    if row[name] is None:
        return None
    first, last = (row[f"{name}_{end}"] for end in ("first", "last"))
    found = {"edtf": row[name], "first": first and first.isoformat(), "last": last and last.isoformat(), "label": row[f"{name}_label"]}
    return found | given(basis=row[f"{name}_basis"])


def given(**values: object) -> dict[str, Any]:
    """What is not null: keys that a data file leaves out otherwise."""
    return {key: value for key, value in values.items() if value is not None}


def head(row: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    return {"value": row[name], **given(basis=row[f"{name}_basis"])} if row[name] is not None else None


def only(row: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys}


class Again:
    """The data of ``kb.json`` from the tables alone."""

    def __init__(self, tables: Tables) -> None:
        """Sort rows by what they belong to."""
        self.tables = tables
        self.passages = {row["id"]: row for row in tables["passages"]}
        self.facts = {row["id"]: row for row in tables["facts"]}

    def of(self, name: str, key: str) -> dict[str, Rows]:
        found: dict[str, Rows] = defaultdict(list)
        for row in self.tables[name]:
            found[row[key]].append(row)
        return found

    def cited(self, passage: str) -> dict[str, Any]:
        row = self.passages[passage]
        return {"article": row["article"], "passage": passage, **only(row, "exact", "url"), **given(exact_sha256=row["exact_sha256"])}

    def whole(self, title: str, audience: str) -> dict[str, Any]:
        self.evidence, self.origins = self.of("evidence", "fact"), self.of("origins", "fact")
        return {
            "format": "1",
            "title": title,
            "audience": audience,
            "articles": self.articles(),
            "entities": self.entities(),
            "actors": [self.fact(row) | only(row, "actor", "described_as") for row in self.tables["roles"]],
            "events": self.events(),
            "dates": [self.fact(row) | only(row, "printed", "event") | {"date": date(row, "date")} for row in self.tables["dates"]],
            "relations": [
                self.fact(row)
                | only(row, "subject", "relation", "object", "event")
                | {"since": date(row, "since"), "until": date(row, "until")}
                for row in self.tables["ties"]
            ],
            "statements": [
                self.fact(row) | only(row, "about", "says", "event") | {"date": date(row, "date")} for row in self.tables["statements"]
            ],
            "sources": self.sources(),
            "disputes": self.disputes(),
            "differences": self.differences(),
            "mentions": self.tables["mentions"],
            "left_out": self.tables["left_out"],
            "moved": self.tables["moved"],
        }

    def fact(self, row: Mapping[str, Any]) -> dict[str, Any]:
        fact = self.facts[row["fact"]]
        return {
            **only(fact, "id", "article", "certainty", "status"),
            "voice": {"kind": fact["voice"], **given(id=fact["voice_id"], words=fact["voice_words"], via=fact["voice_via"])},
            "evidence": [self.words(one) for one in self.evidence[fact["id"]]],
            "origins": [only(one, "kind", "id") for one in self.origins[fact["id"]]],
            "spread": {"articles": fact["spread_articles"], "origins": fact["spread_origins"], "alike": fact["alike"]},
        }

    def words(self, row: Mapping[str, Any]) -> dict[str, Any]:
        passage = self.passages[row["passage"]]
        spans = [{"start": start, "end": end} for start, end in zip(passage["part_starts"], passage["part_ends"], strict=True)]
        return self.cited(row["passage"]) | only(passage, "start", "end", "paragraph") | {"spans": spans, "state": row["state"]}

    def articles(self) -> Rows:
        authors, paragraphs, misprints = (self.of(name, "article") for name in ("authors", "paragraphs", "misprints"))
        found = []
        for row in self.tables["articles"]:
            one = only(row, "id", "url", "short", "subtitle", "section", "address", "language", "original", "original_sha256", "rights")
            one |= only(row, "text", "file") | {"title": head(row, "title"), "publication": head(row, "publication")}
            one["published"] = date(row, "published")
            one["authors"] = [
                {"value": who["name"], **given(family=who["family"], given=who["given"], basis=who["basis"])} for who in authors[row["id"]]
            ]
            one["paragraphs"] = [{"key": part["paragraph"], **only(part, "label", "start", "end")} for part in paragraphs[row["id"]]]
            one["misprints"] = [only(part, "printed", "reading", "start", "end") for part in misprints[row["id"]]]
            one |= given(type=head(row, "type"), draft=row["draft"] or None)
            if row["whole_text_sha256"]:
                names = ("words", "of", "mentions", "misprints")
                one["withheld"] = {name: row[f"withheld_{name}"] for name in names} | {"text_sha256": row["whole_text_sha256"]}
            found.append(one)
        return found

    def entities(self) -> Rows:
        names, judgements, cites = (self.of(name, "entity") for name in ("names", "judgements", "note_passages"))
        found = []
        for row in self.tables["entities"]:
            one = only(row, "id", "name", "kind", "url", "country", "part_of", "scope", "note", "file") | given(wikidata=row["wikidata"])
            one["names"] = [{"text": name["name"], "kind": name["kind"]} for name in names[row["id"]]]
            for key, same in (("same_as", True), ("not_same_as", False)):
                judged = [other for other in judgements[row["id"]] if other["same"] is same]
                one[key] = [{"id": other["other"], "reason": other["reason"]} for other in judged]
            one["note_cites"] = {cite["mark"]: self.cited(cite["passage"]) for cite in cites[row["id"]]}
            found.append(one)
        return found

    def events(self) -> Rows:
        accounts, figures, roles = self.of("accounts", "event"), self.of("figures", "account"), self.of("participants", "fact")
        found = []
        for row in self.tables["events"]:
            one = only(row, "id", "title", "kind", "url") | {"date": date(row, "date"), "accounts": []}
            for account in accounts[row["id"]]:
                members: dict[str, list[str]] = defaultdict(list)
                for who in roles[account["fact"]]:
                    members[who["role"]].append(who["entity"])
                said = self.fact(account) | only(account, "title", "kind", "places", "outcome") | {"date": date(account, "date")}
                said["participants"] = dict(members)
                said["figures"] = [
                    self.fact(figure) | only(figure, "what", "of", "count", "bound", "printed") for figure in figures[account["fact"]]
                ]
                one["accounts"].append(said)
            found.append(one)
        return found

    def sources(self) -> Rows:
        citations = self.of("citations", "source")
        return [
            only(row, "id", "url", "derives_from", "origins")
            | {
                "csl": json.loads(row["csl"]),
                "citations": [self.fact(one) | only(one, "footnotes", "derives_from", "note") for one in citations[row["id"]]],
            }
            for row in self.tables["sources"]
        ]

    def disputes(self) -> Rows:
        sides = self.of("dispute_sides", "dispute")
        return [
            row
            | {
                "sides": [
                    only(side, "says", "article", "facts") | {"passages": [self.cited(one) for one in side["passages"]]}
                    for side in sides[row["id"]]
                ]
            }
            for row in self.tables["disputes"]
        ]

    def differences(self) -> Rows:
        sides = self.of("difference_sides", "difference")
        return [row | {"sides": [only(side, "says", "facts") for side in sides[row["id"]]]} for row in self.tables["differences"]]


# ------------------------------------------------------------------------------------------------------- tests


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, kb_process: Callable[..., Ran]) -> Path:
    """The tables of the real base."""
    folder = tmp_path_factory.mktemp("parquet") / "tables"
    ran = kb_process("export", "parquet", folder, cwd=PROJECT, env={"PYTHONHASHSEED": "1", "TZ": "Pacific/Apia"})
    assert ran.code == 0, ran.err
    return folder


def test_the_data_of_the_site_is_put_together_again(exported: Path) -> None:
    content = library.load(PROJECT)
    data = json.loads(json.dumps(content.data))
    assert data["mentions"]
    assert Again(read(exported)).whole(data["title"], data["audience"]) == data


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_so_is_that_of_a_made_up_library(seed: int, tmp_path: Path, kb: Callable[..., Ran]) -> None:
    generate.write(tmp_path / "library", 20, seed)
    assert kb("export", "parquet", tmp_path / "tables", "--root", tmp_path / "library").code == 0
    data = json.loads(json.dumps(library.load(tmp_path / "library", title="A made-up library").data))
    assert Again(read(tmp_path / "tables")).whole(data["title"], data["audience"]) == data


def test_keys_are_different_in_every_row_and_values_are_found_again(exported: Path) -> None:
    tables = read(exported)
    assert list(tables) == sorted(table.name for table in TABLES)
    for table in TABLES:
        rows = tables[table.name]
        keys = [tuple(row[name] for name in table.key) for row in rows]
        assert len(keys) == len(set(keys)), table.name
        for column in table.columns:
            if column.of:
                other, name = column.of.split(".")
                there = {row[name] for row in tables[other]}
                values = [row[column.name] for row in rows]
                found = {one for value in values for one in (value if isinstance(value, list) else [value]) if one is not None}
                assert found <= there, (table.name, column.name, sorted(found - there)[:5])


def test_the_files_say_what_they_hold(exported: Path) -> None:
    for table in TABLES:
        schema = parquet.read_schema(exported / f"{table.name}.parquet")
        assert schema.metadata[b"kb_says"].decode() == table.says
        assert schema.metadata[b"kb_audience"] == b"public"
        assert schema.names == [column.name for column in table.columns]
        for column, field in zip(table.columns, schema, strict=True):
            assert field.metadata[b"says"].decode() == column.says
            assert field.nullable == column.may_miss


def test_two_exports_are_the_same(exported: Path, tmp_path: Path, kb_process: Callable[..., Ran]) -> None:
    ran = kb_process("export", "parquet", tmp_path / "again", cwd=PROJECT, env={"PYTHONHASHSEED": "2", "TZ": "Asia/Tehran"})
    assert ran.code == 0, ran.err
    assert {one.name: one.read_bytes() for one in (tmp_path / "again").iterdir()} == {
        one.name: one.read_bytes() for one in exported.iterdir()
    }


def test_the_guide_has_every_column(kb: Callable[..., Ran]) -> None:
    begins, ends = "<!-- tables begin -->\n", "<!-- tables end -->"
    text = GUIDE.read_text(encoding="utf-8")
    assert text.partition(begins)[2].partition(ends)[0] == tables_guide(), "replace it with what `kb export tables` prints"
    assert kb("export", "tables").out == tables_guide()


def test_a_folder_that_holds_something_is_left_alone(little_project: Path, tmp_path: Path, kb: Callable[..., Ran]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept.txt").write_text("kept", encoding="utf-8")
    assert kb("export", "parquet", tmp_path / "full", "--root", little_project).code == 2
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["kept.txt"]


def test_without_pyarrow_one_sentence_says_what_to_do(
    little_project: Path, tmp_path: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ran = kb("export", "parquet", tmp_path / "tables", "--root", little_project)
    assert ran.code == 2
    assert "kb-armed-politics[parquet]" in ran.err
    assert not (tmp_path / "tables").exists()
