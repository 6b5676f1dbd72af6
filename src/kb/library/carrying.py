"""Takes over from the site that stands what a build would make again, byte for byte but for what stands on every page of a build.

``Carried`` is used where files are written, in whatever process that is. ``kb build`` asks for it; the host's build uses it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kb.library import Library, collecting, listings
from kb.library.looking import Look
from kb.library.making import Chapter
from kb.library.remembering import Build
from kb.pages import content_file


class Damaged(Exception):
    """A file of the site is not the one that was built: nothing of the site is taken over."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What is taken over: the chapters that need not be made, and the files of the site that belong to them, by path."""

    site: Path
    build: Build
    chapters: Mapping[tuple[str, ...], Chapter]
    looks: Mapping[str, Look]
    exchanged: tuple[tuple[bytes, bytes], ...] = ()
    version: str = ""

    @classmethod
    @collecting.nothing()
    def of(cls, build: Build, site: Path, content: Library) -> Carried:
        """What a build, which stands in a folder, has in common with the one that this content would give."""
        if any(one.encode() in data for one in build.stamp for data in content.files.values()):  # it would be exchanged in these words too
            return cls(site, Build(build.frame, stamp=build.stamp), {}, {})
        digests = content.digests
        there = {*content.site.urls, *listings.MAKERS}
        same = {
            urls: chapter
            for urls, chapter in build.chapters.items()
            if chapter.keys and urls in there and build.held.get(urls) == digests.together(chapter.keys)
        }
        pages = {one.page.url: one for chapter in same.values() for one in chapter.outlines}
        folders = {f"{url}cite/" for url, one in pages.items() if one.page.kind == "article"}
        paths = {f"{url}index.html" for url in pages} | {path for chapter in same.values() for path in chapter.paths}
        paths |= set(build.titles)  # pages written by hand are of the frame, which is the same
        paths |= {path for path, digest in _copied(content) if path in build.looks and build.looks[path].sha256 == digest}
        looks = {path: look for path, look in build.looks.items() if path in paths or f"{path.rpartition('/')[0]}/" in folders}
        return cls(site, build, same, looks)

    def stamped(self, content: Library, chapters: Mapping[tuple[str, ...], Chapter]) -> Carried:
        """The same as soon as everything is made: with the pages that came out as before, and what stands on every page of this build."""
        before = {one.page.url: one for chapter in self.build.chapters.values() for one in chapter.outlines}
        made = (one for urls, chapter in chapters.items() if urls not in self.chapters for one in chapter.outlines)
        known, hints = self.build.hints, content.hints
        alike = {
            f"{one.page.url}index.html"
            for one in made
            if before.get(one.page.url) == one and known.get(one.page.url) == hints.get(one.page.url)
        }
        looks = {**self.looks, **{path: self.build.looks[path] for path in alike if path in self.build.looks}}
        exchanged = tuple((old.encode(), new.encode()) for old, new in zip(self.build.stamp, stamp(content), strict=True))
        return replace(self, looks=looks, exchanged=exchanged, version=content.content_hash[:12])

    @property
    def by_hand(self) -> Mapping[str, str]:
        """The titles of the pages written by hand that may be taken over, by path.

        One that has the words that are exchanged anywhere but in its foot, in its text or its address, is finished anew.
        """
        if not self.build.stamp:
            return {}
        foot, version = (one.encode() for one in self.build.stamp)
        read = {path: _bytes(self.site / path) for path in self.build.titles if path in self.looks}
        others = {path: data.replace(foot, b"") for path, data in read.items() if data is not None}
        return {path: self.build.titles[path] for path, data in others.items() if version not in data and version not in path.encode()}

    def put(self, path: str, folder: Path) -> Look:
        """Put a file of the site into the folder of the new one. Raises ``Damaged`` where it is not the one that was built."""
        look = self.looks[path]
        try:
            data = (self.site / path).read_bytes()
        except OSError:
            raise Damaged from None
        if hashlib.sha256(data).hexdigest() != look.sha256:
            raise Damaged
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not any(old in data for old, _ in self.exchanged):
            _link(self.site / path, target, data)
            return look
        for old, new in self.exchanged:
            data = data.replace(old, new)
        target.write_bytes(data)
        shown = replace(look.shown, foot=self.version) if look.shown and look.shown.foot else look.shown
        return replace(look, sha256=hashlib.sha256(data).hexdigest(), size=len(data), shown=shown)

    def write(self, path: str, data: bytes, folder: Path) -> Look:
        """Put a file of the site into the folder of the new one that was made anew, and may have come out as it stands."""
        look, target = Look(hashlib.sha256(data).hexdigest(), len(data)), folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        before = self.build.looks.get(path)
        if before == look and _bytes(self.site / path) == data:
            _link(self.site / path, target, data)
        else:
            target.write_bytes(data)
        return look


def _copied(content: Library) -> Iterator[tuple[str, str]]:
    """The copies of content files that the site carries, by their path in it, with their SHA-256."""
    for path, data in content.published[0].items():
        whole = data is content.files.get(path)
        yield content_file(path), content.hashes[path] if whole else hashlib.sha256(data).hexdigest()


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _link(standing: Path, target: Path, data: bytes) -> None:
    """The same file under a second name, where the disk has such names, else a copy.

    Nothing writes into a file of a site that is finished: whatever a build puts there is a new file. Of a file that has other names
    already nobody knows this.
    """
    try:
        seen = standing.lstat()
        if stat.S_ISREG(seen.st_mode) and seen.st_nlink == 1:
            os.link(standing, target)
            return
    except OSError:
        pass  # another disk, or no right to it
    target.write_bytes(data)


def stamp(content: Library) -> tuple[str, ...]:
    """What stands on the pages of this build alone, the longer before what is a part of it: the words of its foot, and its version."""
    return content.foot, content.content_hash[:12]


def left(content: Library, frame: str, chapters: Mapping[tuple[str, ...], Chapter]) -> Build:
    """What a build leaves to the next, but for what the host made of it."""
    digests = content.digests
    held = {urls: digests.together(chapter.keys) for urls, chapter in chapters.items() if chapter.keys}
    return Build(frame, stamp=stamp(content), chapters=chapters, held=held, hints=content.hints)
