"""Writes a set of changes into the project, whole or not at all, whatever happens in between.

Under a lock of the project every file is held against what was read; old and new contents are written into ``.kb/journal``
and flushed; then a manifest is put there by one rename, which is the moment that counts. Before it nothing has changed.
After it the files are moved in; a command that is killed there is finished by the next one, which finds the manifest. If a
file cannot be moved in, all are put back. ``library`` and the commands that write call it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from kb.editing import Change, together
from kb.findings import Refusal
from kb.library.interrupting import undisturbed

PLACE: Final = ".kb"
PATIENCE: Final = 5.0  # seconds that a second command waits for the first
_PAUSE: Final = 0.05
_MANIFEST: Final = "manifest.json"
_AGAIN: Final = "Run the command again."


@dataclass(frozen=True, slots=True)
class _Step:
    """What happens at one path: the hash of the file before and after, empty where no file stands."""

    path: str
    before: str
    after: str


def write(root: Path, changes: Iterable[Change], read: Mapping[str, bytes] | None = None) -> tuple[Change, ...]:
    """Make changes in a project, all of them or none; the changes that were made.

    ``read`` are the content files that the changes were worked out from: none of them may have changed since. Raises
    ``Refusal``, with nothing changed, where a file is not as it was read, another command is writing, or the disk refuses.
    """
    wanted = together(changes)
    if not wanted:
        return wanted
    with _disk_refusals(), _locked(root) as home:
        _finish(root, home)
        for change in wanted:
            for path, before, _ in change.steps():
                _refuse_changed(root, path, before)
        for path, before in sorted((read or {}).items()):
            _refuse_changed(root, path, before)
        journal = home / "journal"
        try:
            steps = _staged(root, journal, wanted)
        except BaseException:
            shutil.rmtree(journal, ignore_errors=True)
            raise
        with undisturbed("the files were written before that"):
            _commit(journal, steps)
            _carry_out(root, journal, steps)
    return wanted


def recover(root: Path) -> None:
    """Finish what a killed command began, if one did. Raises ``Refusal`` where somebody changed its files meanwhile."""
    if (root / PLACE / "journal" / _MANIFEST).exists():
        with _disk_refusals(), _locked(root) as home:
            _finish(root, home)


# -------------------------------------------------------------------------------------------------- checks


def _refuse_changed(root: Path, path: str, before: bytes | None) -> None:
    file = _inside(root, path)
    if before is None:
        if file.exists() or file.is_symlink():
            raise Refusal(f"{path} is there already; it is not overwritten.", "Nothing was changed. Look at that file.")
    elif not file.is_file() or file.read_bytes() != before:
        raise Refusal(f"{path} has changed since it was read; it is not overwritten.", f"Nothing was changed. {_AGAIN}")


def _inside(root: Path, path: str) -> Path:
    """The file at a path of the project. Raises ``Refusal`` where a link or ``..`` leads out of it, or to another file."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise Refusal(f"{path} does not lie in the project; nothing was changed.")
    file = root
    for part in pure.parts:
        file = file / part
        if file.is_symlink():
            raise Refusal(f"{file.relative_to(root)} is a link; what lies behind it is not written.", "Put the file itself there.")
    return file


# ------------------------------------------------------------------------------------------------- journal


def _staged(root: Path, journal: Path, changes: Iterable[Change]) -> list[_Step]:
    """Write what the files hold and will hold into the journal, and flush it; the steps in the order of the paths."""
    shutil.rmtree(journal, ignore_errors=True)
    journal.mkdir(parents=True)
    steps: list[_Step] = []
    disk = journal.stat().st_dev
    for change in changes:
        old_file = _inside(root, change.origin or change.path)
        for path, before, after in change.steps():
            if _nearest(_inside(root, path)).stat().st_dev != disk:
                raise Refusal(f"{path} lies on another disk than the project; nothing was changed.")
            number = len(steps)
            for name, data in ((f"{number}.old", before), (f"{number}.new", after)):
                if data is not None:
                    _flushed(journal / name, data, old_file if change.before is not None else None)
            steps.append(_Step(path, _hash(before), _hash(after)))
    return steps


def _flushed(file: Path, data: bytes, like: Path | None) -> None:
    with file.open("xb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    if like is not None:
        shutil.copymode(like, file)
        owner = like.stat()
        with suppress(PermissionError):
            os.chown(file, owner.st_uid, owner.st_gid)


def _commit(journal: Path, steps: list[_Step], *, back: bool = False) -> None:
    """Put the manifest in its place: from now on the next command will finish what this one began."""
    part = journal / "manifest.part"
    text = json.dumps({"back": back, "steps": [[step.path, step.before, step.after] for step in steps]})
    with part.open("w", encoding="utf-8") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    _settle(journal)
    part.replace(journal / _MANIFEST)
    _settle(journal)


def _carry_out(root: Path, journal: Path, steps: list[_Step]) -> None:
    """Move everything in; where that cannot be, put everything back."""
    try:
        _move_all(root, journal, steps, back=False)
    except Exception:
        _commit(journal, steps, back=True)
        _move_all(root, journal, steps, back=True)
        _forget(journal)
        raise
    _forget(journal)


def _move_all(root: Path, journal: Path, steps: list[_Step], *, back: bool) -> None:
    folders = set()
    for number, step in enumerate(steps):
        wanted, other, name = (step.before, step.after, "old") if back else (step.after, step.before, "new")
        file = _inside(root, step.path)
        there = _hash(file.read_bytes() if file.is_file() else None)
        if there == wanted:
            continue
        if there != other:
            raise Refusal(
                f"{step.path} was changed after a command was interrupted that meant to write it.",
                f"What it meant to write is in {PLACE}/journal/{number}.new, what stood there in {number}.old. "
                f"Put one of them back and run the command again; or delete {PLACE}/journal to leave everything as it is now.",
            )
        if wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            (journal / f"{number}.{name}").replace(file)
        else:
            file.unlink()
        folders.add(file.parent)
    for folder in sorted(folders):
        _settle(folder)


def _forget(journal: Path) -> None:
    (journal / _MANIFEST).unlink()
    _settle(journal)
    shutil.rmtree(journal, ignore_errors=True)


def _finish(root: Path, home: Path) -> None:
    """Finish or undo what a killed command left. Needs the lock."""
    journal = home / "journal"
    manifest = journal / _MANIFEST
    if not manifest.exists():
        shutil.rmtree(journal, ignore_errors=True)
        return
    try:
        found: dict[str, Any] = json.loads(manifest.read_bytes())
        steps = [_Step(str(path), str(before), str(after)) for path, before, after in found["steps"]]
        back = bool(found["back"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refusal(
            f"{PLACE}/journal/{_MANIFEST} cannot be read.",
            f"Compare {PLACE}/journal with the content, then delete it.",
        ) from None
    _move_all(root, journal, steps, back=back)
    _forget(journal)


# --------------------------------------------------------------------------------------------------- disk


@contextmanager
def _locked(root: Path) -> Iterator[Path]:
    """Hold the lock of the project; the folder of its own files. The system lets go of it when a process ends, however it ends."""
    try:
        import fcntl  # noqa: PLC0415 - reading works without it
    except ImportError:  # pragma: no cover - not on the systems that the tests run on
        raise Refusal("This system has no locks of files, so nothing is written.") from None
    home = root / PLACE
    if home.is_symlink():
        raise Refusal(f"{PLACE} is a link; nothing was changed.", "Remove it: the command makes a folder there.")
    home.mkdir(exist_ok=True)
    ignore = home / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    with (home / "lock").open("a+", encoding="utf-8") as lock:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Refusal(
                        f"Another command is writing in this project; this one waited {PATIENCE:.0f} seconds and gave up.",
                        f"Nothing was changed by it. {_AGAIN}",
                    ) from None
                time.sleep(_PAUSE)
        yield home


@contextmanager
def _disk_refusals() -> Iterator[None]:
    """What the disk refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        name = f" {error.filename}" if error.filename else ""
        raise Refusal(f"The files cannot be written: {error.strerror or error}{name}.", "Nothing was changed.") from error


def _settle(folder: Path) -> None:
    """Flush the names of a folder to the disk, where the system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some systems do not flush folders
        return
    finally:
        os.close(handle)


def _nearest(file: Path) -> Path:
    """The folder in which a file stands or will stand, or the nearest one above that exists."""
    folder = file.parent
    while not folder.exists():
        folder = folder.parent
    return folder


def _hash(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
