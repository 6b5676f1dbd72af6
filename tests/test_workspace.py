"""A workspace reads a project again: after any edits it knows what a fresh reading knows, and pages made alone are those of a build."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import library
from kb.library import Library, Workspace

Write = Callable[[Mapping[str, str | bytes]], Path]


def told(content: Library) -> tuple[object, ...]:
    """Everything that a reading gives."""
    return content.kb, content.findings, content.files, content.mended.proposals, content.mended.unmended


def edited(files: dict[str, str], by: random.Random) -> dict[str, str]:
    """The files after one edit as editors make them: words changed, a line lost or doubled, a file gone, new or renamed."""
    files = dict(files)
    path = by.choice(sorted(files))
    lines = files[path].split("\n")
    at = by.randrange(len(lines))
    match by.randrange(9):
        case 0:
            lines[at] = lines[at].replace("Harbour Guild", "Harbour League").replace("anna", "hanna")
        case 1:
            del lines[at]
        case 2:
            lines.insert(at, lines[at])
        case 3:
            lines[at] = lines[at][: len(lines[at]) // 2]
        case 4:
            del files[path]
            return files
        case 5:  # an id is given up where it is declared, and other files still name it
            lines[at] = lines[at].replace("id: ", "id: new-")
        case 6:  # an entity becomes of another kind
            files[path] = files[path].replace("kind: person", "kind: place")
            return files
        case 7:  # every file that names somebody names somebody else
            return {one: text.replace("anna-miller", "anna-mason") for one, text in files.items()}
        case _:
            files[path.replace(".md", "-two.md")] = files[path].replace("Westport", "Eastport")
            return files
    files[path] = "\n".join(lines)
    return files


@given(seed=st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_again_knows_what_reading_anew_knows(seed: int, write_library: Write, base_files: dict[str, str]) -> None:
    by = random.Random(seed)  # noqa: S311 - a fixed seed, for edits that can be made again
    files = dict(base_files)
    workspace = Workspace(write_library(files))
    for _ in range(4):
        if by.random() < 0.3:  # back to an earlier state, as an undo
            files = dict(base_files)
        files = edited(files, by) or dict(base_files)
        root = write_library(files)
        assert told(workspace.load()) == told(library.load(root))


def test_what_did_not_change_is_not_read_again(little_project: Path) -> None:
    workspace = Workspace(little_project)
    before = workspace.load().kb
    entity = little_project / "entities/people/anna-miller.md"
    entity.write_text(entity.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    after = workspace.load().kb
    assert after.articles["strike"].text is before.articles["strike"].text  # type: ignore[index]


def test_unsaved_words_are_read_instead_of_the_saved_ones(little_project: Path) -> None:
    workspace = Workspace(little_project)
    path = "articles/strike.md"
    saved = (little_project / path).read_bytes()
    unsaved = saved.replace(b"relation: leads", b"relation: lead")
    assert [one.code for one in workspace.load({path: unsaved}).findings] == ["not-in-list"]
    assert workspace.load().findings == ()
    assert (little_project / path).read_bytes() == saved


def test_a_page_made_alone_is_the_page_of_a_build(little_project: Path) -> None:
    whole, alone = library.load(little_project), library.load(little_project)
    for page in reversed(whole.pages):
        assert alone.page_at(page.url) == page
    assert {page.file for page in whole.heads} <= {page.file for page in whole.pages}
    assert {page.file for page in whole.pages if page.kind != "continued"} >= {page.file for page in whole.heads}


@pytest.mark.parametrize("url", ["nowhere/", "actors/nobody/", "actors/anna-miller/ties/2/", "articles/strike/cite/", "x"])
def test_where_there_is_no_page_there_is_none(little_project: Path, url: str) -> None:
    assert library.load(little_project).page_at(url) is None


def test_a_data_file_made_alone_is_that_of_a_build(little_project: Path) -> None:
    whole, alone = library.load(little_project).data_files, library.load(little_project)
    assert {path: alone.data_at(path) for path in whole} == whole
    assert alone.data_at("data/none.json") is None
    assert alone.data_at("articles/strike/cite/passages.bib")
    assert alone.data_at("articles/strike/cite/q-none.bib") is None
    assert alone.data_at("articles/none/cite/passages.bib") is None
