"""The folder beside a site in which a build works: one build at a time, and what a killed one left is cleaned up.

It is called ``.NAME.kb-build``, lies on the disk of the site, and is gone when the build ends. The lock in it is a lock of the
system, which lets go of it when the process ends, however it ends: a dead build blocks nobody. ``publishing`` calls it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from kb.findings import Refusal

PATIENCE: Final = 5.0  # seconds that a second build waits for the first
_PAUSE: Final = 0.05
_LOCK: Final = "lock"
_AWAY: Final = "away"  # the old site, for the moment between two moves, where the system cannot exchange folders
_NEW: Final = "new-"
_held: set[Path] = set()  # a lock of the system holds between processes, and this between the threads of one
_guard: Final = threading.Lock()


def workshop(site: Path) -> Path:
    """Where a build of this site works."""
    return site.parent / f".{site.name}.kb-build"


@contextmanager
def held(site: Path) -> Iterator[Path]:
    """Hold the workshop of a site; an empty folder for the new one. Whatever it holds in the end is thrown away.

    Raises ``Refusal`` where another build holds it, or the folder is not ours.
    """
    shop = workshop(site)
    with _alone(shop):
        try:
            clear(site)
            fresh = shop / f"{_NEW}{secrets.token_hex(8)}"  # unlike any before: what outlives a dead build writes into nothing
            fresh.mkdir()
            yield fresh
        finally:
            clear(site)
            with suppress(OSError):  # the lock goes last: whoever waits for it looks whether it is still there
                (shop / _LOCK).unlink()
                shop.rmdir()


def spool(fresh: Path) -> Path:
    """An empty folder beside the empty one of a new site, for what is made before it is put there; it goes with it."""
    folder = fresh.with_name(f"{fresh.name}-made")
    folder.mkdir()
    return folder


def away(site: Path) -> Path:
    """Where the old site is for a moment, if the system cannot exchange two folders."""
    return workshop(site) / _AWAY


def clear(site: Path) -> None:
    """Throw away what builds left here. A site that was moved away, and has no successor, is put back.

    Needs the lock.
    """
    shop = workshop(site)
    if not site.exists() and away(site).is_dir():
        away(site).rename(site)
    for one in sorted(shop.iterdir()):
        if one.name == _AWAY or one.name.startswith(_NEW):
            shutil.rmtree(one, ignore_errors=True)


@contextmanager
def _alone(shop: Path) -> Iterator[None]:
    until = time.monotonic() + PATIENCE
    while True:
        with _guard:
            lock = None if shop in _held else _taken(shop)
            if lock is not None:
                _held.add(shop)
                break
        if time.monotonic() > until:
            raise Refusal(
                f"Another build of this site is at work{_who(shop)}; this one waited {PATIENCE:.0f} seconds and gave up.",
                "Nothing was changed. Wait until that build has ended, or name another folder with --site-dir.",
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        with _guard:
            lock.close()
            _held.discard(shop)


def _taken(shop: Path) -> IO[str] | None:
    """The lock of a workshop, taken; ``None`` where another build has it, or took the whole folder away just now."""
    try:
        import fcntl  # noqa: PLC0415 - reading works without it
    except ImportError:  # pragma: no cover - not on the systems that the tests run on
        raise Refusal("This system has no locks of files, so nothing is published.") from None
    _refuse_foreign(shop)
    try:
        shop.mkdir(exist_ok=True)
        lock = (shop / _LOCK).open("a+", encoding="utf-8")
    except FileNotFoundError:  # the build before has just cleaned up
        return None
    try:
        # A lock of the process, not of the open file: helpers that a build has started do not hold it when the build is dead.
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = os.fstat(lock.fileno())
        there = (shop / _LOCK).stat()
    except OSError as error:
        lock.close()
        if isinstance(error, BlockingIOError | PermissionError | FileNotFoundError):
            return None
        raise
    if (ours.st_ino, ours.st_dev) != (there.st_ino, there.st_dev):
        lock.close()
        return None
    lock.truncate(0)
    lock.write(f"{os.getpid()} {socket.gethostname()}\n")
    lock.flush()
    return lock


def _who(shop: Path) -> str:
    """Who says to hold a lock, as part of a sentence; nothing where it cannot be read."""
    if shop in _held:  # to close a second handle would let go of the lock
        return " in this program"
    try:
        process, machine = (shop / _LOCK).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return ""
    return f" (process {process} on {machine})"


def _refuse_foreign(shop: Path) -> None:
    """Only a folder with nothing in it but what builds leave is worked in."""
    known = {_LOCK, _AWAY}
    try:
        inside = [one.name for one in shop.iterdir()]
    except FileNotFoundError:
        inside = []
    except NotADirectoryError:
        inside = [shop.name]
    if shop.is_symlink() or any(name not in known and not name.startswith(_NEW) for name in inside):
        raise Refusal(f"{shop} is not a folder of this command, and a build works there.", "Look what it is, and move it elsewhere.")
