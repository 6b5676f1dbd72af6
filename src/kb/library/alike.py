"""What two machines must have in common to make parts of one site: the content, and everything else that pages are made from.

Times, paths and other packages differ from machine to machine, and go into nothing here; ``unchanged`` asks about those, on one machine.
The building and joining of shards calls it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

from kb.library import Library, tool_version

_PROGRAM: Final = Path(__file__).parent.parent
_PACKAGE: Final = "kb-armed-politics"
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_ALWAYS: Final = frozenset({"SOURCE_DATE_EPOCH"})

DIFFERS: Final[Mapping[str, str]] = {  # in the order in which they are compared: the first that differs is named
    "program": "was made by another version of this program",
    "python": "was made by another version of Python",
    "packages": "was made with other versions of the packages that this program uses",
    "content": "is of other content",
    "edition": "is for another audience, or a site with another title or address",
    "settings": "was made with another mkdocs.yml, or with other values of the environment that it names",
    "by_hand": "was made with other pages under docs/, or another theme",
}


def made_from(content: Library, besides: Iterable[Path]) -> dict[str, str]:
    """What a site of this content is made from; each in few words or a hash, by the names in ``DIFFERS``.

    ``besides`` are the files and folders outside the content that go into the site.
    """
    config = (content.root / "mkdocs.yml").read_bytes()
    words = set(re.findall(r"\w+", config.decode("utf-8", "replace"))) - {"_"} | _ALWAYS
    named = {name: value for name, value in sorted(os.environ.items()) if name in words}
    return {
        "program": f"{tool_version()} {_tree(_PROGRAM, _PROGRAM)}",
        "python": _python(),
        "packages": _hashed(sorted(_packages().items())),
        "content": content.content_hash,
        "edition": _hashed([content.audience, content.title, content.address]),
        "settings": _hashed([config.decode("utf-8", "backslashreplace"), named]),
        "by_hand": _hashed([[_relative(one, content.root), _tree(one, one)] for one in sorted(besides)]),
    }


def _python() -> str:
    """The language that the program runs in, to the minor version: names of letters and their order are its own."""
    return f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}"


def _packages() -> dict[str, str]:
    """The versions of the packages that this program uses, and of those that they use, as far as they are installed."""
    found: dict[str, str] = {}
    waiting = [_PACKAGE]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system, or a part that was not asked for
            continue
        found[name] = package.version
        waiting += [read[0] for one in package.requires or () if "extra ==" not in one and (read := _NAME.match(one))]
    return found


def _tree(folder: Path, start: Path) -> str:
    """One hash of every file below a folder, by its path there."""
    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and "__pycache__" not in one.parts] if folder.is_dir() else []
    return _hashed([[one.relative_to(start).as_posix(), hashlib.sha256(one.read_bytes()).hexdigest()] for one in files])


def _relative(path: Path, root: Path) -> str:
    """A path as the project has it, wherever the project lies."""
    return os.path.relpath(path.resolve(), root.resolve())


def _hashed(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8", "surrogateescape")).hexdigest()
