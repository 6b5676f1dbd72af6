"""Whether a build would give what stands there already: then it is not done again.

The same command in the same folder, and everything the same that goes into the site: content, pages by hand, configuration, the
program and the packages, the environment that mkdocs.yml names; and the site's own files as the build left them. Whatever is not
surely so is built. It needs none of the program's other rooms but ``caching``, so that it answers before they are loaded. ``cli`` calls it.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from kb import caching

ANEW: Final = "--fresh"
_FORMAT: Final = 2
_OURS: Final = re.compile(r"build-[0-9a-f]{16}\.json")
_FOLDERS: Final = ("articles", "entities", "disputes", "moved")
_COUNTS: Final = "kb.lock"
_UNFINISHED: Final = ".kb/journal/manifest.json"  # changes that a command began: the next one ends them
_PROGRAM: Final = Path(__file__).parent


class _Unsure(Exception):
    """Something goes into the site that cannot be held against an earlier state."""


def told(arguments: Sequence[str]) -> tuple[str, str] | None:
    """What the same ``kb build`` said on both channels, where it would change nothing; ``None`` where it has to be done."""
    if not arguments or arguments[0] != "build" or ANEW in arguments:
        return None
    root = _root(arguments)
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, _Unsure):
        kept = caching.parsed(caching.read(_place(root, arguments)))
        state = kept["state"]
        if (
            kept["format"] == _FORMAT
            and kept["sum"] == _sum(state)
            and state["made_from"]
            and state["made_from"] == inputs(root, map(Path, state["besides"]))
        ):
            site = Path(state["site"])
            if state["files"] == _left(site):
                return f"{site} is as the last build left it, and nothing that goes into it has changed.\n{state['out']}", state["err"]
    return None


def inputs(root: Path, besides: Iterable[Path]) -> str:
    """SHA-256 over everything that goes into a site; ``besides`` are the files and folders that mkdocs.yml names.

    Nothing where that is not sure: a file cannot be read, or is not where it seems to be.
    """
    try:
        return _inputs(root, besides)
    except (OSError, _Unsure):
        return ""


def frame(root: Path, besides: Iterable[Path]) -> str:
    """SHA-256 over everything that goes into a site besides the content, as ``inputs`` has it."""
    try:
        digest = _frame(root)
        _add(digest, sorted(besides))
    except (OSError, _Unsure):
        return ""
    return digest.hexdigest()


def program() -> str:
    """SHA-256 over the program, the packages and the machine that runs them: what a reading of one file depends on besides the file.

    Nothing where that is not sure.
    """
    digest = hashlib.sha256(json.dumps([_FORMAT, sys.version, platform.platform(), _packages()]).encode())
    try:
        _add_program(digest)
    except (OSError, _Unsure):
        return ""
    return digest.hexdigest()


def _inputs(root: Path, besides: Iterable[Path]) -> str:
    digest = _frame(root)
    if (root / _UNFINISHED).exists():
        raise _Unsure
    _add(digest, (*(root / folder for folder in _FOLDERS), root / _COUNTS, *sorted(besides)))
    return digest.hexdigest()


def _frame(root: Path) -> hashlib._Hash:
    """The settings, what they name of the environment, the program and the packages."""
    digest = hashlib.sha256()
    config = (root / "mkdocs.yml").read_bytes()
    if b"INHERIT" in config:
        raise _Unsure
    words = set(re.findall(r"\w+", config.decode("utf-8", "replace"))) - {"_"} | {"SOURCE_DATE_EPOCH", "PYTHONPATH"}
    named = {name: value for name, value in os.environ.items() if name in words}
    digest.update(json.dumps([_FORMAT, sys.version, platform.platform(), sorted(named.items()), _packages()]).encode() + config)
    _add_program(digest)
    return digest


def _add_program(digest: hashlib._Hash) -> None:
    for path, _ in _walk(_PROGRAM):  # by its bytes: whoever installs it may give every file the same time
        if "__pycache__" not in path:
            digest.update(path.encode("utf-8", "surrogateescape") + hashlib.sha256(Path(path).read_bytes()).digest())


def _add(digest: hashlib._Hash, places: Iterable[Path]) -> None:
    for place in places:
        digest.update(f"{place}\0{place.is_dir()}\n".encode("utf-8", "surrogateescape"))
        for path, _ in _walk(place) if place.is_dir() else ((str(place), None),) if place.exists() else ():
            digest.update(path.encode("utf-8", "surrogateescape") + hashlib.sha256(Path(path).read_bytes()).digest())


def remember(arguments: Sequence[str], site: Path, besides: Iterable[Path], made_from: str, said: tuple[str, str]) -> None:
    """Keep that this command has built a site from this state, and what it said on both channels. A full disk is no fault.

    Needs the lock of the site: what stands there is believed to be what the command built.
    """
    root = _root(arguments)
    with suppress(OSError, _Unsure):
        state = {
            "made_from": made_from,
            "besides": sorted(map(str, besides)),
            "site": str(site.absolute()),
            "files": _left(site.absolute()),
            "out": said[0],
            "err": said[1],
        }
        whole = json.dumps({"format": _FORMAT, "sum": _sum(state), "state": state})
        caching.write(root, _place(root, arguments).name, [whole.encode()])
        caching.forget(root, _OURS, lambda handle: caching.parsed(handle.read())["state"]["site"])


def _root(arguments: Sequence[str]) -> Path:
    """The folder of the project, as the options name it."""
    found = Path()
    for one, after in zip(arguments, (*arguments[1:], ""), strict=True):
        if one == "--root":
            found = Path(after)
        elif one.startswith("--root="):
            found = Path(one.removeprefix("--root="))
    return found


def _place(root: Path, arguments: Sequence[str]) -> Path:
    """Where the state of a command is kept: one file for each command and folder in which it was given."""
    name = hashlib.sha256(json.dumps([str(Path.cwd()), *arguments]).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return root / caching.FOLDER / f"build-{name}.json"


def _sum(state: object) -> str:
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode("utf-8", "surrogateescape")).hexdigest()


def _left(site: Path) -> str:
    """SHA-256 over the path, size and time of every file of a site; nothing, where there is none."""
    digest = hashlib.sha256()
    for path, seen in _walk(site):
        digest.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below a folder, sorted; nothing is sure where there is a link to a folder, or a pipe, which would be waited for."""
    waiting = [str(folder)] if folder.is_dir() else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif not stat.S_ISREG((seen := entry.stat()).st_mode):
                raise _Unsure
            else:
                yield entry.path, seen


def _packages() -> list[str]:
    """The installed packages with their versions, as the names of their folders say them, and when they were installed."""
    found = set()
    for place in sys.path:
        with suppress(OSError):
            found |= {f"{entry.name} {entry.stat().st_mtime_ns}" for entry in os.scandir(place or ".") if entry.name.endswith(".dist-info")}
    return sorted(found)
