"""What a run leaves of its reading gives the next run the same, and is believed only where nobody else can have written it."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kb import library
from kb.library import Workspace, readings
from kb.library.readings import Kept, Told
from tests.test_workspace import edited, told

Write = Callable[[Mapping[str, str | bytes]], Path]
OURS = "this program"
BODY, HEAD = ".kb-cache/readings.body", ".kb-cache/readings.json"


@pytest.fixture(autouse=True)
def _little_is_worth_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "_WORTH", 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read, and not recalled, in this process."""
    paths: list[str] = []
    real = Told.of

    def of(path: str, data: bytes) -> Told:
        paths.append(path)
        return real(path, data)

    monkeypatch.setattr(Told, "of", of)
    monkeypatch.setenv("KB_WORKERS", "1")
    return paths


def test_what_was_read_once_is_not_read_by_the_next_run(little_project: Path, read: list[str]) -> None:
    first = told(library.load(little_project, program=OURS))
    read.clear()
    assert told(library.load(little_project, program=OURS)) == first
    assert not read


def test_names_in_texts_are_not_looked_for_again(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = library.load(little_project, program=OURS).kb.mentions_of
    monkeypatch.setattr("kb.knowledge.placing.named", None)
    assert first
    assert library.load(little_project, program=OURS).kb.mentions_of == first


@pytest.mark.parametrize("workers", ["1", "3"])
def test_readings_of_all_kinds_of_errors_are_kept(
    write_library: Write, base_files: dict[str, str], read: list[str], workers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_WORKERS", workers)
    monkeypatch.setattr(readings, "_BUNDLE", 2)
    for seed in range(12):
        by, files = random.Random(seed), dict(base_files)  # noqa: S311 - a fixed seed, for edits that can be made again
        for _ in range(5):
            files = edited(files, by) or dict(base_files)
        root = write_library(files)
        shown = told(library.load(root))
        assert told(library.load(root, program=OURS)) == shown
        read.clear()
        assert told(library.load(root, program=OURS)) == shown
        assert not read


@pytest.mark.parametrize("workers", ["1", "3"])
def test_after_edits_it_is_what_a_reading_without_it_gives(
    write_library: Write, base_files: dict[str, str], tmp_path: Path, workers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_WORKERS", workers)
    by, files = random.Random(7), dict(base_files)  # noqa: S311 - a fixed seed, for edits that can be made again
    cache = tmp_path / "cache"
    for _ in range(25):
        files = edited(files, by) or dict(base_files)
        root = write_library(files)
        fresh = told(library.load(root))
        if cache.exists():
            cache.rename(root / ".kb-cache")
        assert told(library.load(root, program=OURS)) == fresh
        (root / ".kb-cache").rename(cache)


def test_only_what_changed_is_read(little_project: Path, read: list[str]) -> None:
    library.load(little_project, program=OURS)
    read.clear()
    article = little_project / "articles/strike.md"
    article.write_text(article.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    library.load(little_project, program=OURS)
    assert read == ["articles/strike.md"]
    read.clear()
    library.load(little_project, program=OURS)
    assert not read


def test_names_are_looked_for_in_a_text_that_changed(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_WORKERS", "1")
    library.load(little_project, program=OURS)
    article = little_project / "articles/strike.md"
    head, words = article.read_text(encoding="utf-8").split("\n---\n")
    article.write_text(f"{head}\n---\nMuch was said that day.\n\n{words.lstrip()}", encoding="utf-8")
    fresh = library.load(little_project).kb.articles
    assert library.load(little_project, program=OURS).kb.articles == fresh


def test_a_file_that_is_gone_is_not_kept(little_project: Path) -> None:
    library.load(little_project, program=OURS)
    gone = min((little_project / "entities").rglob("*.md"))
    gone.unlink()
    library.load(little_project, program=OURS)
    assert gone.relative_to(little_project).as_posix() not in Kept.of(little_project, OURS).listed


def test_a_reading_is_that_of_its_own_path(little_project: Path, read: list[str]) -> None:
    library.load(little_project, program=OURS)
    (little_project / "articles/strike.md").rename(little_project / "articles/walkout.md")
    read.clear()
    library.load(little_project, program=OURS)
    assert read == ["articles/walkout.md"]


def test_nothing_is_left_where_nobody_asks_for_it(little_project: Path) -> None:
    library.load(little_project)
    Workspace(little_project).load()
    assert not (little_project / ".kb-cache").exists()


def test_what_an_editor_has_not_saved_is_not_taken_for_the_file(little_project: Path) -> None:
    saved = told(library.load(little_project, program=OURS))
    path = "articles/strike.md"
    Workspace(little_project).load({path: (little_project / path).read_bytes() + b"\nUnsaved.\n"}, program=OURS)
    assert told(library.load(little_project, program=OURS)) == saved


def spoilt(root: Path, how: str) -> None:
    """What was kept, spoilt in one of many ways."""
    body, head = root / BODY, root / HEAD
    match how:
        case "a byte is another":
            data = bytearray(body.read_bytes())
            data[len(data) // 2] ^= 1
            seen = body.stat()
            body.write_bytes(data)
            os.utime(body, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        case "the end is missing":
            body.write_bytes(body.read_bytes()[:-9])
        case "a copy":
            shutil.copy2(body, body.with_suffix(".copy"))
            body.with_suffix(".copy").replace(body)
        case "the body is gone":
            body.unlink()
        case "the head is gone":
            head.unlink()
        case "the head is no JSON":
            head.write_bytes(b"\xff{")
        case "the head is something else":
            head.write_text("[1]", encoding="utf-8")
        case "another form":
            said = json.loads(head.read_bytes())
            head.write_text(json.dumps({**said, "format": 0}), encoding="utf-8")
        case "another sum":
            said = json.loads(head.read_bytes())
            head.write_text(json.dumps({**said, "sum": "0" * 64}), encoding="utf-8")
        case _:
            exchanged((body, head), how)


def exchanged(files: tuple[Path, ...], how: str) -> None:
    """Files, with something else in their place."""
    for file in files:
        file.unlink()
        match how:
            case "links to what never ends":
                file.symlink_to("/dev/zero")
            case "pipes":
                os.mkfifo(file)
            case _:
                file.mkdir()


@pytest.mark.parametrize(
    "how",
    [
        "a byte is another",
        "the end is missing",
        "a copy",
        "the body is gone",
        "the head is gone",
        "the head is no JSON",
        "the head is something else",
        "folders",
        "links to what never ends",
        "pipes",
        "another form",
        "another sum",
    ],
)
def test_what_is_not_surely_whole_and_our_own_is_read_anew(little_project: Path, read: list[str], how: str) -> None:
    shown = told(library.load(little_project, program=OURS))
    all_files = sorted(set(read))
    spoilt(little_project, how)
    read.clear()
    assert told(library.load(little_project, program=OURS)) == shown
    assert sorted(read) == all_files
    read.clear()
    assert told(library.load(little_project, program=OURS)) == shown
    assert not read or how == "folders"


def test_what_another_program_left_is_not_believed(little_project: Path, read: list[str]) -> None:
    library.load(little_project, program=OURS)
    read.clear()
    library.load(little_project, program="another")
    assert "articles/strike.md" in read


def test_a_project_that_brings_readings_is_not_believed(little_project: Path, tmp_path: Path, read: list[str]) -> None:
    library.load(little_project, program=OURS)
    sent = tmp_path / "sent"
    shutil.copytree(little_project, sent)
    read.clear()
    library.load(sent, program=OURS)
    assert "articles/strike.md" in read


def test_a_cache_that_is_a_link_is_not_written_through(little_project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (little_project / ".kb-cache").symlink_to(tmp_path / "elsewhere")
    library.load(little_project, program=OURS)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_reading_makes_nothing_but_what_readings_are_made_of() -> None:
    sent = pickle.dumps(os.getcwd)
    assert readings._unpickled(memoryview(sent)) is None  # noqa: SLF001 - the one place where bytes of the disk become values


def test_a_disk_that_takes_nothing_is_no_fault(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(readings, "_write", full)
    assert library.load(little_project, program=OURS).sound


def test_nothing_unfinished_stays(little_project: Path) -> None:
    library.load(little_project, program=OURS)
    assert sorted(file.name for file in (little_project / ".kb-cache").iterdir()) == ["readings.body", "readings.json"]


def test_a_check_leaves_readings_and_says_the_same_again(little_project: Path, kb: Callable[..., tuple[int, str, str]]) -> None:
    before = kb("check", "--root", little_project)
    assert (little_project / BODY).is_file()
    assert kb("check", "--root", little_project) == before
