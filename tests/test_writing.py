"""Sets of changes are written whole or not at all: killed at any moment, interrupted, refused by the disk, two at once."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from kb import library
from kb.editing import Change
from kb.findings import Refusal
from kb.library import writing
from tests.conftest import Ran

Write = Callable[[Mapping[str, str | bytes]], Path]

OLD: dict[str, str | bytes] = {"articles/a.md": b"one\r\n", "articles/b.md": b"two", "entities/groups/c.md": b"three\n"}
CHANGES = (
    Change("articles/a.md", b"one\r\n", b"ONE\r\n"),
    Change.new("disputes/new.md", b"a new file\n"),
    Change.moved("entities/groups/c.md", "entities/people/d.md", b"three\n", b"THREE\n"),
    Change.removed("articles/b.md", b"two"),
)
STEP = 1 if os.environ.get("KB_HYPOTHESIS") == "long" else 3  # every line of the writer, or each third
NEW = {"articles/a.md": b"ONE\r\n", "disputes/new.md": b"a new file\n", "entities/people/d.md": b"THREE\n"}


def held(root: Path) -> dict[str, bytes]:
    """The files of a project, those of the journal aside."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.relative_to(root).parts[0] != writing.PLACE
    }


def left(root: Path) -> list[str]:
    """What stands in the folder of the journal."""
    return sorted(file.name for file in (root / writing.PLACE).iterdir())


def test_changes_are_made_and_nothing_is_left_behind(write_library: Write) -> None:
    root = write_library(OLD)
    (root / "articles/a.md").chmod(0o640)
    (root / "entities/groups/c.md").chmod(0o600)
    assert [one.path for one in library.write(root, CHANGES)] == [
        "articles/a.md",
        "articles/b.md",
        "disputes/new.md",
        "entities/people/d.md",
    ]
    assert held(root) == NEW
    assert left(root) == [".gitignore", "lock"]
    assert stat.S_IMODE((root / "articles/a.md").stat().st_mode) == 0o640
    assert stat.S_IMODE((root / "entities/people/d.md").stat().st_mode) == 0o600
    assert library.write(root, []) == ()


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("articles/a.md", b"edited\n", r"articles/a\.md has changed since it was read"),
        ("articles/b.md", None, r"articles/b\.md has changed since it was read"),
        ("disputes/new.md", b"", r"disputes/new\.md is there already"),
        ("entities/people/d.md", b"", r"entities/people/d\.md is there already"),
    ],
)
def test_a_file_that_is_not_as_it_was_read_stops_everything(write_library: Write, path: str, content: bytes | None, said: str) -> None:
    root = write_library(OLD)
    if content is None:
        (root / path).unlink()
    else:
        (root / path).parent.mkdir(exist_ok=True, parents=True)
        (root / path).write_bytes(content)
    before = held(root)
    with pytest.raises(Refusal, match=said):
        library.write(root, CHANGES)
    assert held(root) == before


def test_a_file_that_was_read_and_is_not_written_may_not_have_changed_either(write_library: Write) -> None:
    root = write_library(OLD)
    with pytest.raises(Refusal, match=r"articles/b\.md has changed"):
        library.write(root, CHANGES[:1], {"articles/b.md": b"other"})
    assert held(root) == OLD


def test_nothing_is_written_through_a_link_or_out_of_the_project(write_library: Write, tmp_path: Path) -> None:
    root = write_library(OLD)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "e.md").write_bytes(b"e")
    (root / "disputes").symlink_to(outside)
    (root / "articles/e.md").symlink_to(outside / "e.md")
    for change in (Change("articles/e.md", b"e", b"E"), Change("disputes/e.md", b"e", b"E"), Change.new("disputes/f.md", b"")):
        with pytest.raises(Refusal, match="is a link"):
            library.write(root, [change])
    for path in ("../outside/e.md", str(outside / "e.md")):
        with pytest.raises(Refusal, match="does not lie in the project"):
            library.write(root, [Change(path, b"e", b"E")])
    assert (outside / "e.md").read_bytes() == b"e"
    (root / "disputes").unlink()
    (root / writing.PLACE).rename(tmp_path / "elsewhere")
    (root / writing.PLACE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="is a link"):
        library.write(root, CHANGES)


# ------------------------------------------------------------------------------------------------------ killed


def _killed_at(root: str, moment: int, code: str, work: Callable[[Path], object]) -> None:
    """Do a piece of work, and end this process without a word when it comes to so many lines of the writer."""
    seen = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:  # noqa: ANN401 - as sys.settrace wants it
        nonlocal seen
        del arg
        if frame.f_code.co_filename != code:
            return None
        if event == "line":
            seen += 1
            if seen == moment:
                os._exit(9)
        return trace

    sys.settrace(trace)
    work(Path(root))
    sys.settrace(None)


def _write_all(root: Path) -> None:
    library.write(root, CHANGES)


def killed(root: Path, moment: int, work: Callable[[Path], object]) -> bool:
    """Whether a process that does this work came to this moment, and was killed there."""
    process = multiprocessing.get_context("fork").Process(target=_killed_at, args=(str(root), moment, writing.__file__, work))
    process.start()
    process.join()
    assert process.exitcode in {0, 9}
    return process.exitcode == 9


def test_killed_at_any_moment_everything_is_old_or_everything_is_new(write_library: Write) -> None:
    outcomes: list[bool] = []
    moment = 1
    while killed(root := write_library(OLD), moment, _write_all):
        moment += STEP
        writing.recover(root)
        after = held(root)
        assert after in (OLD, NEW), moment
        outcomes.append(after == NEW)
        again = library.write(root, [Change("articles/a.md", after["articles/a.md"], b"later")])  # and one can go on working
        assert len(again) == 1
        assert held(root) == {**after, "articles/a.md": b"later"}
    assert moment > 150
    assert outcomes == sorted(outcomes)  # there is one moment before which all is old, and after which all is new
    assert True in outcomes
    assert False in outcomes


def test_killed_while_finishing_what_was_begun_it_is_finished_all_the_same(
    write_library: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = write_library(OLD)
    stopped(root, monkeypatch)
    shutil.copytree(root, tmp_path / "begun")
    moment = 1
    while killed(root, moment, writing.recover):
        moment += STEP
        writing.recover(root)
        assert held(root) == NEW, moment
        assert not (root / writing.PLACE / "journal" / "manifest.json").exists()
        shutil.rmtree(root)
        shutil.copytree(tmp_path / "begun", root)
    assert moment > 60
    assert held(root) == NEW


def stopped(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave a project as a command does that is killed while it moves its files in."""

    def dead(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_move_all", dead)
    with pytest.raises(KeyboardInterrupt):
        library.write(root, CHANGES)
    monkeypatch.undo()


def test_the_next_command_finishes_what_was_begun(little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    file = little_project / "articles/strike.md"
    before = file.read_bytes()
    monkeypatch.setattr(writing, "_move_all", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        library.write(little_project, [Change("articles/strike.md", before, before.replace(b"The Strike", b"A Strike"))])
    monkeypatch.undo()
    assert file.read_bytes() == before
    assert kb("check", "--root", little_project).out == "No findings.\n"
    assert b"A Strike" in file.read_bytes()
    assert left(little_project) == [".gitignore", "lock"]


def test_what_somebody_wrote_after_an_interruption_is_not_lost(write_library: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_library(OLD)
    stopped(root, monkeypatch)
    assert held(root) == OLD
    (root / "articles/a.md").write_bytes(b"an editor's\n")
    with pytest.raises(Refusal, match=r"articles/a\.md was changed after a command was interrupted"):
        library.load(root)
    assert (root / "articles/a.md").read_bytes() == b"an editor's\n"
    (root / "articles/a.md").write_bytes((root / ".kb/journal/0.old").read_bytes())
    writing.recover(root)
    assert held(root) == NEW


def test_a_manifest_that_cannot_be_read_is_said(write_library: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_library(OLD)
    stopped(root, monkeypatch)
    (root / ".kb/journal/manifest.json").write_bytes(b"{")
    with pytest.raises(Refusal, match="cannot be read"):
        library.load(root)
    assert held(root) == OLD


# ------------------------------------------------------------------------------------------------- interrupted


def test_ctrl_c_while_files_are_written_beside_leaves_everything(write_library: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_library(OLD)

    def interrupt(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(writing, "_flushed", interrupt)
    with pytest.raises(KeyboardInterrupt) as raised:
        library.write(root, CHANGES)
    assert not str(raised.value)
    assert held(root) == OLD
    assert left(root) == [".gitignore", "lock"]


def test_ctrl_c_while_files_are_moved_in_waits_until_all_are(write_library: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_library(OLD)
    settle = writing._settle  # noqa: SLF001 - the last moment before the files are in

    def interrupt(folder: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        settle(folder)

    monkeypatch.setattr(writing, "_settle", interrupt)
    with pytest.raises(library.Interrupted, match="the files were written before that"):
        library.write(root, CHANGES)
    assert held(root) == NEW
    assert left(root) == [".gitignore", "lock"]


def test_ctrl_c_ends_the_command_with_130(little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    file = little_project / "articles/strike.md"
    file.write_bytes(file.read_bytes().replace(b'called a strike against Northland"', b'called a strik against Northland"'))
    before = held(little_project)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_flushed", interrupt)
    ran = kb("fix-quotes", "--write", "--root", little_project)
    assert (ran.code, ran.err.splitlines()[-1]) == (130, "kb: interrupted; nothing was changed.")
    assert held(little_project) == before


# ------------------------------------------------------------------------------------------------------- disk


@pytest.mark.parametrize(
    ("call", "code"),
    [(call, code) for call in ("fsync", "chown") for code in (errno.ENOSPC, errno.EROFS, errno.EDQUOT)] + [("fsync", errno.EACCES)],
)
def test_a_disk_that_is_full_or_closed_changes_nothing(write_library: Write, monkeypatch: pytest.MonkeyPatch, call: str, code: int) -> None:
    root = write_library(OLD)

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(Refusal, match=os.strerror(code)) as raised:
        library.write(root, CHANGES)
    assert raised.value.hint == "Nothing was changed."
    monkeypatch.undo()
    assert held(root) == OLD
    assert left(root) == [".gitignore", "lock"]


def test_a_real_limit_on_files_changes_nothing(write_library: Write) -> None:
    resource = pytest.importorskip("resource")
    root = write_library(OLD)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, old[1]))
        with pytest.raises(Refusal, match="The files cannot be written: File too large"):
            library.write(root, [*CHANGES, Change.new("articles/long.md", b"x" * 5000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)
    assert held(root) == OLD


@pytest.mark.parametrize("number", range(1, 5))
def test_if_one_file_cannot_be_moved_in_all_are_put_back(write_library: Write, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    root = write_library(OLD)
    replace, unlink = Path.replace, Path.unlink
    moves = iter(range(1, 100))

    def refused(file: Path) -> bool:
        return writing.PLACE not in file.relative_to(root).parts and next(moves) == number

    def replace_one(self: Path, target: Path) -> Path:
        if refused(Path(target)):
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return replace(self, target)

    def unlink_one(self: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - as pathlib has it
        if refused(self):
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replace_one)
    monkeypatch.setattr(Path, "unlink", unlink_one)
    with pytest.raises(Refusal, match="Permission denied"):
        library.write(root, CHANGES)
    monkeypatch.undo()
    assert held(root) == OLD
    assert left(root) == [".gitignore", "lock"]


def test_killed_while_files_are_put_back_they_are_put_back_by_the_next(write_library: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_library(OLD)
    move_all = writing._move_all  # noqa: SLF001 - the moment in which files are moved

    def refused_then_dead(root: Path, journal: Path, steps: list[Any], *, back: bool) -> None:
        if back:
            raise KeyboardInterrupt
        move_all(root, journal, steps[:2], back=False)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(writing, "_move_all", refused_then_dead)
    with pytest.raises(KeyboardInterrupt):
        library.write(root, CHANGES)
    monkeypatch.undo()
    assert held(root) not in (OLD, NEW)
    writing.recover(root)
    assert held(root) == OLD


# ------------------------------------------------------------------------------------------------- two at once


@pytest.fixture
def another(write_library: Write) -> Iterator[Path]:
    """A project in which another command is writing."""
    root = write_library(OLD)
    (root / writing.PLACE).mkdir()
    with (root / writing.PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield root


def test_a_second_command_gives_up_after_a_while(another: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 0.0)
    with pytest.raises(Refusal, match="Another command is writing in this project"):
        library.write(another, CHANGES)
    assert held(another) == OLD


def test_a_second_command_waits_for_the_first(write_library: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_library(OLD)
    (root / writing.PLACE).mkdir()
    lock = (root / writing.PLACE / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    monkeypatch.setattr(time, "sleep", lambda _: lock.close())
    library.write(root, CHANGES)
    assert held(root) == NEW


def test_of_many_at_once_each_edit_is_made_once(write_library: Write) -> None:
    root = write_library({"articles/a.md": b""})
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_append, args=(str(root), f"{number}\n".encode())) for number in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert sorted((root / "articles/a.md").read_bytes().split()) == [f"{number}".encode() for number in range(6)]


def _append(root: str, line: bytes) -> None:
    """Add a line to a file, again and again until nobody else was faster."""
    while True:
        before = (Path(root) / "articles/a.md").read_bytes()
        try:
            library.write(Path(root), [Change("articles/a.md", before, before + line)])
        except Refusal as refusal:
            if "has changed" not in str(refusal):
                raise
        else:
            return
