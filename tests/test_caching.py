"""What lies in ``.kb-cache/`` may be anything: it is read only if it is a file of ours, and nothing else is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import caching, unchanged
from kb.library import manifests, readings, remembering
from tests.conftest import Ran

Run = Callable[..., Ran]
DEEP = b"[" * 200_000


def test_a_folder_that_is_a_link_is_neither_written_nor_cleared(little_project: Path, tmp_path: Path, kb: Run) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    theirs = {"build-settings.json": "{}", "site-map.state": "words", "build-0123456789abcdef.json": "{}", "site-1.2.part": ""}
    for name, text in theirs.items():
        (elsewhere / name).write_text(text, encoding="utf-8")
    (little_project / caching.FOLDER).symlink_to(elsewhere)
    assert kb("build", "--root", little_project).code == 0
    assert {file.name: file.read_text(encoding="utf-8") for file in elsewhere.iterdir()} == theirs


def test_only_files_with_names_of_ours_are_forgotten(little_project: Path, kb: Run) -> None:
    folder = little_project / caching.FOLDER
    folder.mkdir()
    for name in ("build-settings.json", "site-map.state", "notes.part", "build-0123456789abcdef.json", "site-0123456789abcdef.state"):
        (folder / name).write_text("words", encoding="utf-8")
    assert kb("build", "--root", little_project).code == 0
    left = {file.name for file in folder.iterdir()}
    assert {"build-settings.json", "site-map.state", "notes.part"} <= left
    assert not {"build-0123456789abcdef.json", "site-0123456789abcdef.state"} & left


def test_what_an_ended_process_did_not_finish_goes(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    folder = caching.folder(tmp_path)
    names = [f"site-0123456789abcdef.state.{number}.part" for number in (ended.pid, os.getpid())]
    for name in names:
        (folder / name).write_text("", encoding="utf-8")
    caching.folder(tmp_path)
    assert [file.name for file in folder.iterdir()] == [names[1]]


def test_a_pipe_is_not_waited_for(little_project: Path, kb: Run, kb_process: Run) -> None:
    assert kb("build", "--root", little_project).code == 0
    folder = little_project / caching.FOLDER
    for file in folder.iterdir():
        file.unlink()
        os.mkfifo(file)
    os.mkfifo(folder / "build-0123456789abcdef.json")
    os.mkfifo(folder / "site-0123456789abcdef.state")
    ran = kb_process("build", "--root", little_project)  # it ends
    assert ran.code == 0, ran.err
    assert not [file.name for file in folder.iterdir() if file.is_fifo() and file.name.startswith(("build-", "site-"))]


def test_a_shard_that_is_a_pipe_is_not_waited_for(little_project: Path, kb_process: Run) -> None:
    shard = little_project / "shard"
    shard.mkdir()
    (shard / ".kb-shard").write_text("", encoding="utf-8")
    os.mkfifo(shard / manifests.NAME)
    ran = kb_process("join", shard, "--root", little_project)  # it ends
    assert ran.code == 2
    assert f"{manifests.NAME} cannot be read" in ran.err


@pytest.mark.parametrize("data", [DEEP, b'{"a":' * 100_000, DEEP + b"\n"], ids=["lists", "mappings", "a line"])
def test_values_nested_beyond_all_bounds_are_not_believed(data: bytes, little_project: Path, kb: Run) -> None:
    assert kb("build", "--root", little_project).code == 0
    folder = little_project / caching.FOLDER
    for file in folder.iterdir():
        file.write_bytes(data)
    (folder / readings._HEAD).write_bytes(data)  # noqa: SLF001 - the file itself is meant
    assert unchanged.told(["build", "--root", str(little_project)]) is None
    assert remembering.recall(little_project, little_project / "site", "frame") is None
    assert kb("build", "--root", little_project).code == 0
