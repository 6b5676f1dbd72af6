"""Puts a finished site in its place: built beside it, checked, and moved there in one step.

``publish`` holds the order of the work; ``beside`` has the folder and the lock, ``swapping`` the one step, ``interrupting`` what a
signal finds. No rule about content stands here. ``kb build`` calls it, and gives what fills the folder and what judges it.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kb import checks
from kb.exports import SUMS, Shown, sums
from kb.findings import Refusal
from kb.library import beside, swapping
from kb.library.interrupting import in_order, undisturbed
from kb.library.looking import Look, looks

MARKER: Final = ".kb-site"
_OWN: Final = ("articles", "disputes", "entities", "moved", "src", "docs", "tests", "bench", "locks", "tools", ".git", ".kb")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished site that is not yet in its place: its folder, and what is known of every file, by path."""

    folder: Path
    looks: Mapping[str, Look]

    @property
    def shown(self) -> Mapping[str, Shown]:
        """What each page shows, by path."""
        return {path: one.shown for path, one in self.looks.items() if one.shown}


class Astray(Refusal):
    """Links of the new site lead nowhere."""


Judge = Callable[[Finished], None]
"""Looks at a finished site before it is published; raises ``Refusal`` where it may not be."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was put in its place: the number of its files, and the SHA-256 of its ``SHA256SUMS``, which is one hash of them all.

    ``looks`` is what is known of each file.
    """

    files: int
    sha256: str
    looks: Mapping[str, Look] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of folder that is written whole: its name, the file that marks it as ours, and what stands in that file."""

    name: str
    marker: str
    says: str


SITE: Final = Kind("site", MARKER, "This folder is written by `kb build`, which replaces all of it.\n")
SHARD: Final = Kind("shard", ".kb-shard", "This folder is written by `kb build --shard`, which replaces all of it.\n")

Render = Callable[[Path], Mapping[str, Look] | None]
"""Fills an empty folder with a site; what it has looked at already is not read again."""


def publish(  # noqa: PLR0913, PLR0917 - a build, and what happens at each of its moments
    site: Path,
    root: Path,
    render: Render,
    judges: Iterable[Judge] = (),
    kind: Kind = SITE,
    then: Callable[[Published], object] = lambda _: None,
) -> Published:
    """Build a site beside its place, check it, and put it there in one step.

    ``render`` fills an empty folder; ``judges`` look at what it made, the last of them just before it is moved in. Raises
    ``Refusal`` where the place is not ours, another build holds it, the disk refuses or the result is not whole, and
    ``Interrupted`` where a signal came; the old site then stays as it was, unless the interruption says otherwise. A folder of another
    ``kind`` is put in its place the same way; that every link leads somewhere is asked of a site alone.
    ``then`` is called as soon as it is in its place, undisturbed and before any other build may exchange it.
    """
    with _disk_refusals(site, kind):
        _refuse_foreign(site, root, kind)
        place = site.resolve()  # the host starts at its own file
        place.parent.mkdir(parents=True, exist_ok=True)
        _refuse_immovable(site, place)
        with in_order(), beside.held(place) as fresh:
            known = render(fresh) or {}
            (fresh / kind.marker).write_text(kind.says, encoding="utf-8")
            finished = _survey(fresh, known)
            listed = sums({path: one.sha256 for path, one in finished.looks.items()}).encode("utf-8", "surrogateescape")
            (fresh / SUMS).write_bytes(listed)
            for judge in (*((_judge_links,) if kind is SITE else ()), *judges):
                judge(finished)
            _refuse_foreign(site, root, kind)  # somebody may have put files there meanwhile
            with undisturbed(f"the new {kind.name} is in its place"):
                _move_in(fresh, place)
                published = Published(len(finished.looks) + 1, hashlib.sha256(listed).hexdigest(), finished.looks)
                then(published)
                beside.clear(place)
    return published


def _move_in(fresh: Path, place: Path) -> None:
    """Put a finished folder in its place; what stood there is in the workshop afterwards, to be thrown away."""
    if not place.exists() or not any(place.iterdir()):
        fresh.rename(place)  # an empty folder is replaced in the same step
    elif not swapping.exchange(fresh, place):
        place.rename(beside.away(place))
        fresh.rename(place)


def _judge_links(finished: Finished) -> None:
    if "index.html" not in finished.looks:
        raise Refusal("The new site has no front page; the old one stays.", "Look at `nav` and `plugins` in mkdocs.yml.")
    pages = {path: one.joints for path, one in finished.looks.items() if one.joints}
    found = checks.broken_links(finished.looks, pages, lambda path: (finished.folder / path).read_text(encoding="utf-8", errors="replace"))
    if found:
        listed = "\n".join(finding.explain() for finding in found[:20])
        raise Astray(f"The new site has {len(found)} broken links or ids; the old one stays.\n{listed}")


def _refuse_foreign(site: Path, root: Path, kind: Kind) -> None:
    """Only a folder that a build of ours wrote, or an empty one, may be replaced."""
    if site.is_symlink():
        raise Refusal(f"{site} is a link.", "Name the folder itself with --site-dir.")
    place, home = site.resolve(), root.resolve()
    sources = [(home / name).resolve() for name in _OWN]
    if place == home or home.is_relative_to(place) or any(place.is_relative_to(one) or one.is_relative_to(place) for one in sources):
        raise Refusal(f"{site} holds the project's own files, or lies among them.", "Choose another folder with --site-dir.")
    if site.exists() and (not site.is_dir() or (any(site.iterdir()) and not (site / kind.marker).is_file())):
        raise Refusal(
            f"{site} was not written by this command, so it is not replaced.",
            "Choose an empty folder with --site-dir, or remove it yourself.",
        )


def _refuse_immovable(site: Path, place: Path) -> None:
    """A folder that cannot be moved is refused before anything is built."""
    for folder in (place.parent, place):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise Refusal(
                f"{site} cannot be replaced: {folder} is read-only.",
                "Give yourself the right to write there, or choose another --site-dir.",
            )
    if place.exists() and place.stat().st_dev != place.parent.stat().st_dev:
        raise Refusal(f"{site} is a disk of its own, and cannot be moved.", "Name a folder in it with --site-dir.")


@contextmanager
def _disk_refusals(site: Path, kind: Kind) -> Iterator[None]:
    """What the disk refuses while a site is built, as a sentence."""
    try:
        yield
    except OSError as error:
        name = f": {error.filename}" if error.filename else ""
        hint = "Make room on the disk and build again." if error.errno in _FULL else "Look at the rights of that folder, and at the disk."
        raise Refusal(f"{site} cannot be written: {error.strerror or error}{name}. The old {kind.name} stays as it was.", hint) from error


def _survey(folder: Path, known: Mapping[str, Look]) -> Finished:
    """A finished folder as judges see it: what is not known of its files yet is looked at."""
    sizes = dict(_sizes(folder))
    new = [path for path, size in sizes.items() if path not in known or known[path].size != size]
    found = {path: known[path] for path in sizes if path in known} | looks(folder, new)
    return Finished(folder, dict(sorted(found.items())))


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """Every file of a folder, by its path in it, with its bytes."""
    waiting = [""]
    while waiting:
        start = waiting.pop()
        with os.scandir(folder / start) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{start}{entry.name}/")
                elif entry.is_file():
                    yield start + entry.name, entry.stat().st_size


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder by its path in it."""
    yield from ((file.relative_to(folder).as_posix(), file.read_bytes()) for file in sorted(folder.rglob("*")) if file.is_file())
