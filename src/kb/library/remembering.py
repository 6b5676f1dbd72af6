"""What one build leaves to the next, so that an edit does not make every page anew: ``.kb-cache/site-….state``.

For each page what it was made from, and the file that stands in the site. The state is believed only for the very folder that its
build put there, told by the number that the disk gave its marker, for the same program, settings and hand-written pages, and whole to
the byte; of a file, only what its hash proves. Whatever is not so is made anew, as if nothing had been remembered. ``kb build`` calls it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kb import caching
from kb.library import collecting
from kb.library.looking import Look
from kb.library.making import Chapter
from kb.library.publishing import MARKER

_FORMAT: Final = 4
_OURS_BY_NAME: Final = re.compile(r"site-[0-9a-f]{16}\.state")
_BUILTINS: Final = frozenset({"frozenset", "set"})
# What a state is made of. Nothing else is ever made from one: a state that somebody sent could name any function of any module.
_OURS: Final = frozenset({
    ("kb.library.looking", "Look"),
    ("kb.library.making", "Chapter"),
    ("kb.library.remembering", "Build"),
    ("kb.checks", "Joints"),
    ("kb.concordance", "Page"),
    ("kb.exports.finished", "Shown"),
    ("kb.pages.outlines", "Outline"),
    ("kb.pages.page", "Page"),
    ("kb.pages.page", "Part"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Build:
    """A build that stands in its place.

    ``frame`` is the hash of everything but the content, ``nav`` that of the navigation, ``stamp`` what stands on every page of this
    build alone. ``held`` says by the addresses of a chapter what its keys held. ``entries`` are those of each page for the host's search,
    ``titles`` those of the pages written by hand, by path, and ``hints`` what the search knows of a page that the page does not print.
    """

    frame: str
    nav: str = ""
    stamp: tuple[str, ...] = ()
    chapters: Mapping[tuple[str, ...], Chapter] = field(default_factory=dict)
    held: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    entries: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def pages(self) -> set[str]:
        """The paths of all pages, made and written by hand."""
        return {f"{one.page.url}index.html" for chapter in self.chapters.values() for one in chapter.outlines} | set(self.titles)


@collecting.nothing()
def remember(root: Path, site: Path, build: Build) -> None:
    """Keep a build that was just put in its place, whose lock is held. That the disk is full is no fault."""
    with suppress(OSError):
        body = pickle.dumps(build, pickle.HIGHEST_PROTOCOL)
        said = {"format": _FORMAT, "frame": build.frame, "site": str(site.absolute()), "marker": _marker(site)}
        head = json.dumps({**said, "sum": hashlib.sha256(body).hexdigest()})
        caching.write(root, _place(root, site).name, [head.encode(), b"\n", body])
        caching.forget(root, _OURS_BY_NAME, lambda handle: caching.parsed(handle.readline())["site"])


@collecting.nothing()
def recall(root: Path, site: Path, frame: str) -> Build | None:
    """The build that stands in a place, if it was made within the same frame; ``None`` where that is not sure."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, ImportError, IndexError, pickle.UnpicklingError):
        data = caching.read(_place(root, site))
        line, _, body = data.partition(b"\n")
        head = caching.parsed(line)
        if frame and (head["format"], head["frame"], head["marker"]) == (_FORMAT, frame, _marker(site)):
            found = _Reader(io.BytesIO(body)).load() if head["sum"] == hashlib.sha256(body).hexdigest() else None
            return found if isinstance(found, Build) else None
    return None


def _place(root: Path, site: Path) -> Path:
    name = hashlib.sha256(os.fsencode(site.absolute())).hexdigest()[:16]
    return root / caching.FOLDER / f"site-{name}.state"


def _marker(site: Path) -> list[int]:
    """What tells the very folder that a build put there from any copy of it: the disk says it, and nobody can choose it."""
    seen = (site / MARKER).stat()
    return [seen.st_dev, seen.st_ino, seen.st_mtime_ns]


class _Reader(pickle.Unpickler):
    """Reads plain values and the classes of a state, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the signature of pickle
        if (module, name) in _OURS or (module == "builtins" and name in _BUILTINS):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a state.")
