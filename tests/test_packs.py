"""Evidence packs of the real articles: each is proved anew, and one that was changed is refused with the field."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb import library
from kb.exports import faults, pack
from kb.exports.packs import seal
from tests.built_site import Site
from tests.conftest import PROJECT, Ran

pytest_plugins = ["tests.site_fixture"]

Run = Callable[..., Ran]
Path_ = tuple[str | int, ...]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return dict(library.load(PROJECT).data)


@pytest.fixture
def packed(kb: Run, little_project: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A little project, and the pack of one of its facts."""
    file = tmp_path / "evidence.json"
    fact = dict(library.load(little_project).data)["relations"][0]["id"]
    ran = kb("pack", fact, "--root", little_project, "--output", file)
    assert (ran.code, ran.out, ran.err) == (0, f"Wrote the evidence of {fact} into {file}.\n", "")
    return little_project, file


def leaves(value: object, path: Path_ = ()) -> Iterator[Path_]:
    """The way to every value of a pack that is not made of others."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list) and value:
        for number, one in enumerate(value):
            yield from leaves(one, (*path, number))
    else:
        yield path


def named(path: Path_) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def changed(value: object) -> object:
    """Another value of the same type, or of another where there is none."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case None:
            return "x"
        case _:
            return [*value, "x"] if isinstance(value, list) else {"x": "x"}


def with_value(given: dict[str, Any], path: Path_, value: object) -> dict[str, Any]:
    made = copy.deepcopy(given)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return made


def value_at(given: object, path: Path_) -> object:
    at: Any = given
    for step in path:
        at = at[step]
    return at


# ------------------------------------------------------------------------------------------- the real five articles


def test_every_fact_can_be_packed_and_proved(data: dict[str, Any], site: Site) -> None:
    assert len(site.facts) > 500
    for fact, said in site.facts.items():
        made = json.loads(json.dumps(pack(data, fact, "0.1.0")))
        assert faults(made, data) == []
        assert faults(made, site.kb) == faults(made, {**data, "title": "Another"}) == []
        assert made["certainty"] == said["certainty"]
        assert [one["exact"] for one in made["evidence"]] == [one["exact"] for one in said["evidence"]]
        text = next(one["text"] for one in site.kb["articles"] if one["id"] == said["article"])
        assert made["article"]["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
        for one in made["evidence"]:
            for quote, position in one["selectors"]:
                assert text[position["start"] : position["end"]] == quote["exact"]
        if said["voice"]["kind"] == "document" or "via" in said["voice"]:
            assert said["voice"].get("via", said["voice"].get("id")) in {one["id"] for one in made["sources"]}


def one_of_each_kind(site: Site) -> list[str]:
    kb = site.kb
    found = [kb[kind][0]["id"] for kind in ("actors", "dates", "relations", "statements")]
    found += [kb["sources"][0]["citations"][0]["id"], kb["events"][0]["accounts"][0]["id"]]
    found.append(next(one["id"] for event in kb["events"] for account in event["accounts"] for one in account["figures"]))
    found.append(next(fact for fact, said in site.facts.items() if len(said["evidence"][0]["spans"]) > 1))
    found.append(next(fact for fact, said in site.facts.items() if "via" in said["voice"]))
    found.append(next(fact for fact, said in site.facts.items() if said["voice"]["kind"] == "document"))
    return found


def test_every_field_that_is_changed_or_taken_away_or_added_is_named(data: dict[str, Any], site: Site) -> None:
    for fact in one_of_each_kind(site):
        given = pack(data, fact, "0.1.0")
        for path in leaves(given):
            tampered = with_value(given, path, changed(value_at(given, path)))
            for one in (tampered, {**tampered, "seal": seal(tampered)}):  # with the seal mended, too
                found = faults(one, data)
                if path in {("tool",), ("seal",)}:
                    assert found == (
                        [] if one["seal"] == seal(one) else ["seal: it does not fit the rest of the file, so `tool` or `seal` was changed"]
                    )
                else:
                    assert found, path
                    assert found[0].startswith(named(path)), (path, found)
        for key in given:
            if key != "fact":
                found = faults({other: value for other, value in given.items() if other != key}, data)
                assert found[0].startswith(f"{key}: "), (key, found)
        assert faults({**given, "note": "true"}, data) == ["note: the base has no such field"]


def test_a_pack_does_not_hold_once_the_article_has_changed(data: dict[str, Any], site: Site) -> None:
    fact = site.kb["relations"][0]
    given = pack(data, fact["id"], "0.1.0")
    later = copy.deepcopy(data)
    article = next(one for one in later["articles"] if one["id"] == fact["article"])
    article["text"] += " More."
    assert [one.partition(":")[0] for one in faults(given, later)] == ["article.text_sha256"]
    start = fact["evidence"][0]["start"]
    article["text"] = article["text"][:start] + "X" + article["text"][start + 1 :]
    assert "evidence[0].exact" in {one.partition(":")[0] for one in faults(given, later)}


def test_what_is_no_pack_is_refused_with_the_reason(data: dict[str, Any]) -> None:
    form = "format: this is no evidence pack of the form kb-evidence-pack/1"
    assert faults([], data) == faults({}, data) == faults(None, data) == [form]
    assert faults({"format": "kb-evidence-pack/2"}, data) == [f"{form}, but says “kb-evidence-pack/2”"]
    assert faults({"format": "kb-evidence-pack/1", "fact": {"id": 3}}, data) == ["fact.id: the pack names no fact"]
    nothing = {"format": "kb-evidence-pack/1", "fact": {"id": "f-aaaaaaaaaa"}}
    assert faults(nothing, data) == ["fact.id: There is no fact `f-aaaaaaaaaa`."]


# -------------------------------------------------------------------------------------------------- at the terminal


def test_a_pack_is_proved_by_the_project_and_by_its_site(packed: tuple[Path, Path], kb: Run, tmp_path: Path) -> None:
    root, file = packed
    holds = f"{file} holds: the words stand in the text, and voice, certainty and source are as it says.\n"
    ran = kb("verify", file, "--root", root)
    assert (ran.code, ran.out, ran.err) == (0, holds, "")
    assert kb("build", "--root", root, "--site-dir", tmp_path / "site").code == 0
    ran = kb("verify", file, "--site", tmp_path / "site")
    assert (ran.code, ran.out, ran.err) == (0, holds, "")


def test_a_changed_pack_ends_with_1_and_the_field(packed: tuple[Path, Path], kb: Run) -> None:
    root, file = packed
    given = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**given, "certainty": "denied"}), encoding="utf-8")
    ran = kb("verify", file, "--root", root)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == f'{file} is refused:\n    certainty: the pack says "denied", the base says "{given["certainty"]}"\n'


def test_what_cannot_be_proved_ends_with_2(packed: tuple[Path, Path], kb: Run, tmp_path: Path) -> None:
    root, file = packed
    fact = json.loads(file.read_text(encoding="utf-8"))["fact"]["id"]
    ran = kb("pack", fact, "--root", root, "--output", file)
    assert (ran.code, ran.err) == (2, f"kb: {file} is there already.\nName another file with --output, or remove it yourself.\n")
    ran = kb("pack", f"{fact}x", "--root", root)
    assert (ran.code, ran.err) == (2, f"kb: There is no fact `{fact}x`.\nDid you mean `{fact}`?\n")
    ran = kb("verify", file, "--site", tmp_path)
    assert (ran.code, ran.err) == (
        2,
        f"kb: There is no `data/kb.json` in {tmp_path}.\nName the folder of a site that `kb build` wrote.\n",
    )
    assert kb("verify", tmp_path / "none.json", "--root", root).code == 2
    twice = tmp_path / "twice.json"
    twice.write_text('{"format": "a", "format": "b"}', encoding="utf-8")
    ran = kb("verify", twice, "--root", root)
    assert (ran.code, ran.err.splitlines()[0]) == (2, f'kb: {twice} is no JSON file: the key "format" stands twice in one object')
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kb.json").write_text('{"articles": []}', encoding="utf-8")
    ran = kb("verify", file, "--site", tmp_path)
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"kb: {tmp_path}/data/kb.json does not keep the schema of `data/kb.json`.")
    article = next((root / "articles").glob("*.md"))
    article.write_text(article.read_text(encoding="utf-8").replace("quotes:", "qoutes:"), encoding="utf-8")
    ran = kb("verify", file, "--root", root)
    assert (ran.code, ran.err) == (2, "kb: The content has errors, so nothing is proved by it.\n`kb check` says them.\n")
