"""The case files: little libraries with every mistake an editor can make, and the report that each must give, word for word.

A case is a YAML file under ``tests/cases/<code>/``: ``why`` in a sentence, ``files`` (path to text, laid over the library in
``tests/cases/base/`` unless ``base: none``; null takes a file away) and ``findings``, the lines of the report or ``none``. A file
may also be ``{base64: …}``, ``{link: target}``, ``folder`` in a mapping, or ``{text: …, repeat: {word: [text, times]}}``.
``evidence`` lists how and where the quotes of the article ``case`` were found.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import yaml

from kb import contract, library, vocabulary
from kb.findings import CODES, Finding, report
from kb.knowledge import KnowledgeBase
from kb.library import guarding

CASES = Path(__file__).parent / "cases"
CASE_FILES = sorted(CASES.glob("*/*.yml"))

Write = Callable[[Mapping[str, str | bytes]], Path]
KeyPath = tuple[str | int, ...]


def read_case(file: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert set(case) - {"base", "evidence"} == {"why", "files", "findings"}, "a case has `why`, `files` and `findings`"
    return case


def content(value: str | dict[str, Any]) -> bytes:
    """The bytes of one file of a case."""
    if isinstance(value, str):
        return value.encode()
    if "base64" in value:
        return base64.b64decode(value["base64"])
    text: str = value["text"]
    for word, (many, times) in value["repeat"].items():
        text = text.replace(word, many * times)
    return text.encode()


def lay_out(case: Mapping[str, Any], write: Write, base: Mapping[str, str]) -> Path:
    """Write the library of a case to disk."""
    files: dict[str, Any] = {**({} if case.get("base") == "none" else base), **case["files"]}
    special = {
        path: value for path, value in files.items() if value is None or (isinstance(value, dict) and {"link", "folder"} & set(value))
    }
    root = write({path: content(value) for path, value in files.items() if path not in special})
    for path, value in special.items():
        if value and "folder" in value:
            (root / path).mkdir(parents=True)
        elif value:
            (root / path).symlink_to(value["link"])
    return root


def evidence(kb: KnowledgeBase) -> list[str]:
    """How each quote of the article ``case`` was found, and the words there, in the order of the file."""
    found = [one for fact in kb.facts.values() if fact.article == "case" for one in kb.evidence[fact.id]]
    return [f"{one.state}: {one.passage.words}" for one in found]


@pytest.mark.parametrize("file", CASE_FILES, ids=lambda file: file.relative_to(CASES).with_suffix("").as_posix())
def test_case(file: Path, write_library: Write, base_files: dict[str, str]) -> None:
    case = read_case(file)
    content = library.load(lay_out(case, write_library, base_files))
    expected = "No findings." if case["findings"] == "none" else case["findings"].rstrip("\n")
    found = (*content.findings, *guarding.dropped(content))
    said = report(found)
    assert (said.rsplit("\n", 1)[0] if found else said) == expected, case["why"]
    if "evidence" in case:
        assert evidence(content.kb) == case["evidence"], case["why"]


def test_the_base_library_is_clean(write_library: Write, base_files: dict[str, str]) -> None:
    assert library.load(write_library(base_files)).findings == ()


# ------------------------------------------------------------------------------------------------- every code


def codes_of_cases() -> set[str]:
    return {code for file in CASE_FILES for code in re.findall(r"\[([a-z0-9-]+)\]$", read_case(file)["findings"], re.MULTILINE)}


def codes_in_source(project: Path) -> set[str]:
    """The codes that the code gives to findings: strings in the place of the code, and names of pydantic errors that become one."""
    found: set[str] = set()
    for file in sorted((project / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
                place = {"Finding": 1, "Flaw": 0, "flaw": 0}.get(name)
                if place is not None and len(node.args) > place and isinstance(code := node.args[place], ast.Constant):
                    found.add(str(code.value))
    return found


OF_THE_SITE = {"broken-link", "duplicate-anchor"}  # found in a finished site, not in content: see test_site_codes
OF_THE_MACHINE = {"not-readable"}  # no file of a case can be so: see test_hostile_files


def test_every_code_has_a_case() -> None:
    assert codes_of_cases() == set(CODES) - OF_THE_SITE - OF_THE_MACHINE


def test_every_code_is_used_and_every_used_code_is_known(project: Path) -> None:
    assert codes_in_source(project) == set(CODES)


def test_every_code_is_explained_in_the_guide(project: Path) -> None:
    page = (project / "docs" / "guide" / "findings.md").read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    sections = re.findall(r"^## (.+) \{ #([a-z0-9-]+) \}$", text, re.MULTILINE)
    assert {code: title for title, code in sections} == CODES
    assert len(sections) == len(CODES)


# --------------------------------------------------------------------------------------- nothing is ever raised

# A word for every key that is no mapping; keys that are not named here are plain words.
WORDS = {
    "about": "northland",
    "anonymous": "Guild",
    "article": "case",
    "as": "Harbour Guild",
    "count": "12",
    "country": "northland",
    "derives_from": "herald-2015",
    "document": "herald-2015",
    "earliest": "2015-09-01",
    "event": "westport-strike",
    "exact": "On Monday the Harbour Guild",
    "footnotes": "1",
    "id": "anna-miller",
    "language": "en",
    "latest": "2015-09-30",
    "means": "northland",
    "object": "harbour-guild",
    "only_in": "case",
    "part_of": "northland",
    "places": "westport",
    "prefix": "“",
    "printed": "Monday",
    "retrieved": "2015-10-02",
    "sha256": "0" * 64,
    "short": "Case",
    "speaker": "anna-miller",
    "subject": "anna-miller",
    "suffix": "called",
    "value": "2015-09-28",
    "via": "herald-2015",
    "wikidata": "Q1",
    "words": "Monday",
}
VOICES = ({"speaker"}, {"document", "via"}, {"anonymous"})


def example(shape: type[contract.Shape], voice: set[str] = VOICES[0]) -> dict[str, Any]:
    """A mapping with every key of a shape; of a voice only those keys that may stand together."""
    fields = {info.alias or name: info for name, info in shape.model_fields.items()}
    if shape is contract.VoiceShape:
        fields = {key: info for key, info in fields.items() if key in voice}
    return {key: example_value(key, info.annotation, info.metadata, voice) for key, info in fields.items()}


def example_value(key: str, annotation: Any, metadata: list[Any], voice: set[str]) -> Any:  # noqa: ANN401 - a type, and plain data
    """A value of a type; of statements there is one with each kind of voice."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return example_value(key, arguments[0], [*metadata, *arguments[1:]], voice)
    if origin in {Union, UnionType}:
        return example_value(key, arguments[0], metadata, voice)
    if origin is tuple:
        voices = VOICES if arguments[0] is contract.StatementShape else (voice,)
        return [example_value(key, arguments[0], [], one) for one in voices]
    if origin is dict:
        return {"perpetrator": [WORDS["id"]]}
    if isinstance(annotation, type) and issubclass(annotation, contract.Shape):
        return example(annotation, voice)
    closed = [one for one in metadata if isinstance(one, contract.ClosedList)]
    return closed[0].terms[0].id if closed else WORDS.get(key, "words")


ARTICLE, ENTITY, DISPUTE = example(contract.ArticleShape), example(contract.EntityShape), example(contract.DisputeShape)
DISPUTE["sides"] *= 2
BODY = "“On Monday the Harbour Guild called a strike.”[^1]\n\n[^1]: A note.\n"

VALUES: dict[str, Any] = {
    "words": "words",
    "empty": "",
    "null": None,
    "number": 12,
    "truth": True,
    "list": ["words"],
    "empty list": [],
    "list of lists": [["words"], [[]]],
    "list of nulls": [None],
    "mapping": {"odd": "words"},
    "empty mapping": {},
    "mapping of mappings": {"exact": {"exact": {"value": []}}},
    "list of mappings": [{"id": []}],
    "odd characters": "\\ …   ${}{{x}} <b>&amp; [^1] \U0001f600",
    "long": "x" * 6000,
}
REFUSED = {"unknown-key", "wrong-type", "not-in-list", "bad-id", "impossible-date"}
NEVER_RIGHT = ("mapping", "list of lists", "mapping of mappings", "long")


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The path of every value inside a value."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(inner, (*path, key))


def replaced(data: dict[str, Any], path: KeyPath, value: object) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(data))  # a copy in which no two values are one
    inside: Any = changed
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    return changed


def as_file(data: Mapping[str, Any]) -> str:
    """Front matter as YAML: a line for each key, its value in JSON, which is YAML too."""
    return "---\n" + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items()) + "---\n" + BODY


def check_findings(findings: tuple[Finding, ...], files: Mapping[str, str]) -> None:
    """A finding names a file, a line and a column that are there, a known code, the fact and a hint."""
    for finding in findings:
        lines = files[finding.place.path].split("\n")
        assert finding.place.line <= len(lines)
        assert finding.place.column <= len(lines[finding.place.line - 1]) + 1
        assert finding.code in CODES
        assert finding.fact.endswith((".", "?")), finding
        assert finding.hint.endswith((".", "?", "”", "…")), finding


MOVED: dict[str, Any] = {
    "was": "entity",
    "how": "merged",
    "now": "anna-miller",
    "address": "actors/anne-miller/",
    "file": "entities/people/anne-miller.md",
    "sha256": "0" * 64,
    "altered": [
        {
            "file": "articles/strike.md",
            "before": "0" * 64,
            "after": "1" * 64,
            "stretches": [
                {"line": "8", "above": ["actors:"], "was": ["  - id: anne-miller"], "now": ["  - id: anna-miller"], "below": ["x"]}
            ],
        }
    ],
}

FILES = pytest.mark.parametrize(
    ("file", "data"),
    [("articles/case.md", ARTICLE), ("entities/people/somebody.md", ENTITY), ("disputes/case.md", DISPUTE), ("moved/case.md", MOVED)],
    ids=["article", "entity", "dispute", "moved"],
)


def test_the_examples_have_every_key_of_every_shape() -> None:
    """So that the tests below reach everything that an editor can write."""
    written = {path[-1] for data in (ARTICLE, ENTITY, DISPUTE, MOVED) for path in paths(data) if isinstance(path[-1], str)}
    shapes = [shape for shape in vars(contract).values() if isinstance(shape, type) and issubclass(shape, contract.Shape)]
    assert {info.alias or name for shape in shapes for name, info in shape.model_fields.items()} <= written


@FILES
@pytest.mark.parametrize("kind", VALUES)
def test_any_value_at_any_key_is_a_finding_and_never_an_error(
    kind: str, file: str, data: dict[str, Any], write_library: Write, base_files: dict[str, str]
) -> None:
    root = write_library({**base_files, file: ""})
    for path in paths(data):
        files = {**base_files, file: as_file(replaced(data, path, VALUES[kind]))}
        (root / file).write_text(files[file], encoding="utf-8")
        findings = library.load(root).findings
        check_findings(findings, files)
        if kind in NEVER_RIGHT and not (kind == "long" and "stretches" in path):  # they hold lines of files, however long these are
            assert any(finding.place.path == file and finding.code in REFUSED for finding in findings), path


@FILES
def test_an_unknown_key_is_found_in_every_mapping(
    file: str, data: dict[str, Any], write_library: Write, base_files: dict[str, str]
) -> None:
    for path in [(), *paths(data)]:
        inside: Any = data
        for part in path:
            inside = inside[part]
        if isinstance(inside, dict) and path[-1:] != ("participants",):
            wrong = {**inside, "surprise": "words"}
            files = {**base_files, file: as_file(replaced(data, path, wrong) if path else wrong)}
            findings = library.load(write_library(files)).findings
            known = [finding for finding in findings if finding.code == "unknown-key"]
            assert [finding.fact for finding in known] == ["The key `surprise` is not known here."], path
            assert known[0].hint.startswith("The keys here are `"), path
            check_findings(findings, files)


@pytest.mark.parametrize("kind", VALUES)
def test_front_matter_of_any_type_is_a_finding_and_never_an_error(kind: str, write_library: Write, base_files: dict[str, str]) -> None:
    for file in ("articles/case.md", "entities/people/somebody.md", "disputes/case.md", "moved/case.md"):
        files = {**base_files, file: f"---\n{json.dumps(VALUES[kind], ensure_ascii=False)}\n---\n{BODY}"}
        findings = library.load(write_library(files)).findings
        assert any(finding.place.path == file for finding in findings)
        check_findings(findings, files)


def test_no_closed_list_has_a_word_twice() -> None:
    lists = {name: terms for name, terms in vars(vocabulary).items() if name.isupper() and isinstance(terms, tuple)}
    assert len(lists) > 10
    for name, terms in lists.items():
        ids = [term.id for term in terms]
        assert len(ids) == len(set(ids)), name
