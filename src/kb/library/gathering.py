"""Takes over the shards of a build that were made apart, so that the rest can be made here: what ``kb join`` reads.

Every shard has to be of this content, program and settings, every number has to be there once, and every file has to be the one that
its manifest names by its hash. Whatever is otherwise is said in one ``Refusal``. What the finished pages have to hold out is judged
afterwards, as with any build. ``kb join`` calls it, and the host's build puts the files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kb import caching, exports
from kb.exports import SUMS
from kb.findings import Refusal
from kb.library import Library, manifests
from kb.library.alike import DIFFERS
from kb.library.carrying import Carried
from kb.library.looking import Look
from kb.library.making import Chapter
from kb.library.manifests import FILES, NAME, Head, Manifest, Unreadable, Urls, Words
from kb.library.publishing import SHARD
from kb.library.remembering import Build
from kb.library.shares import MOST

_HINT: Final = (
    "Build the shards of one content by one version of the program: `kb build --shard 1/4 --site-dir DIR`, and name each of them once."
)
_NAMED: Final = 20  # faults, and
_FEW: Final = 10  # numbers, that one message names


@dataclass(frozen=True, slots=True)
class Gathered(Carried):
    """The files of all shards, by their paths in the site, and where each lies."""

    homes: Mapping[str, Path] = field(default_factory=dict)
    foots: frozenset[str] = frozenset()

    def put(self, path: str, folder: Path) -> Look:
        """Put a file of a shard into the folder of the site. Raises ``Refusal`` where it is not the one that was made."""
        look, home = self.looks[path], self.homes[path]
        try:
            data = (home / FILES / path).read_bytes()
        except OSError:
            data = b""
        if len(data) != look.size or hashlib.sha256(data).hexdigest() != look.sha256:
            raise _refusal([f"{home} is damaged: {FILES}/{path} is not the file that was made."])
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return look

    def judge_foot(self, foot: str) -> None:
        """Raise ``Refusal`` where the pages say something else of this build than it proves."""
        if self.foots - {foot}:
            raise Refusal(
                f"The pages of a shard say of this build “{min(self.foots - {foot})}”, and it proves “{foot}”.",
                "This is an error of the program.",
            )


def gathered(folders: Sequence[Path], site: Path, content: Library, made_from: Mapping[str, str]) -> Gathered:
    """The shards in these folders, to be joined to a site. Raises ``Refusal`` with everything that keeps them from being one."""
    faults: list[str] = []
    heads: list[tuple[Path, Head]] = []
    for folder in folders:
        if folder.resolve().is_relative_to(site.resolve()):
            faults.append(f"{folder} lies in {site}, which is replaced.")
        read = _head(folder)
        if isinstance(read, str):
            faults.append(read)
        else:
            heads.append((folder, read))
            faults += _unlike(folder, read, made_from)
    if len(heads) == len(folders):  # else the one that cannot be read would seem to be missing
        faults += _numbers(heads)
    if faults:
        raise _refusal(faults)
    order = content.own
    chapters: dict[Urls, Chapter] = {}
    looks: dict[str, Look] = {}
    words: dict[str, Words] = {}
    homes: dict[str, Path] = {}
    navs = set()
    for folder, head in sorted(heads, key=lambda one: one[1].number):
        manifest = _manifest(folder)
        wanted = set(head.share.dealt(order))
        if manifest is None or manifest.head != head or manifest.chapters.keys() != wanted or homes.keys() & manifest.looks.keys():
            faults.append(f"{folder} is damaged: {NAME} is not what the shard handed over.")
            continue
        faults += _files(folder, manifest)
        navs.add(head.nav)
        homes |= dict.fromkeys(manifest.looks, folder)
        chapters |= manifest.chapters
        looks |= manifest.looks
        words |= manifest.words
    if faults:
        raise _refusal(faults)
    build = Build("", nav=navs.pop() if len(navs) == 1 else "", chapters=chapters, looks=looks, entries=words)
    return Gathered(site, build, chapters, looks, homes=homes, foots=frozenset(head.foot for _, head in heads))


def _head(folder: Path) -> Head | str:
    """What the first line of a shard says of it; a sentence where it is no shard, or not whole."""
    if not (folder / SHARD.marker).is_file():
        return f"{folder} is no shard."
    with suppress(OSError, Unreadable), caching.opened(folder / NAME) as file:
        head = manifests.head(file.readline())
        if 1 <= head.number <= head.of <= MOST:
            return head
    return f"{folder} is damaged, or was made by another version of this program: {NAME} cannot be read."


def _unlike(folder: Path, head: Head, made_from: Mapping[str, str]) -> list[str]:
    """A sentence where a shard was not made from what is here; the first difference says enough."""
    said = dict(head.made_from)
    for name, words in DIFFERS.items():
        if said.get(name) != made_from[name]:
            there, here = said.get(name, "").split(" ")[0][:12], made_from[name].split(" ")[0][:12]
            return [f"{folder} {words}" + (f": {there}, and this project is of {here}." if name == "content" else ".")]
    return []


def _numbers(heads: Sequence[tuple[Path, Head]]) -> Iterator[str]:
    """A sentence for each number that is there twice, or not at all."""
    counts = {head.of for _, head in heads}
    if len(counts) > 1:
        yield f"The shards are not of one build: {', '.join(f'{folder} is {head.share}' for folder, head in heads)}."
        return
    of = max(counts, default=0)
    missing = []
    for number in range(1, of + 1):
        there = [str(folder) for folder, head in heads if head.number == number]
        if not there:
            missing.append(str(number))
        elif len(there) > 1:
            yield f"Shard {number} is there more than once: {' and '.join(there)}."
    if missing:
        more = f" and {len(missing) - _FEW} more" if missing[_FEW:] else ""
        yield f"Of {of} shards {'this one is' if len(missing) == 1 else 'these are'} missing: {', '.join(missing[:_FEW])}{more}."


def _manifest(folder: Path) -> Manifest | None:
    """What a shard hands over; ``None`` where it is not what ``SHA256SUMS`` names by its hash, or cannot be read."""
    with suppress(OSError, Unreadable):
        listed = exports.read_sums(caching.read(folder / SUMS).decode("utf-8", "surrogateescape"))
        with caching.opened(folder / NAME) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            if not isinstance(listed, int) and listed.get(NAME) == digest:
                file.seek(0)
                return Manifest.read(file)
    return None


def _files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """A sentence where other files lie in a shard than it hands over. So no path leads anywhere else."""
    start = folder / FILES
    there = {one.relative_to(start).as_posix() for one in start.rglob("*") if one.is_file() and not one.is_symlink()}
    for said, paths in (("is not there", manifest.looks.keys() - there), ("is not a file of the shard", there - manifest.looks.keys())):
        if paths:
            more = f", and {len(paths) - 1} more" if len(paths) > 1 else ""
            yield f"{folder} is damaged: {FILES}/{min(paths)} {said}{more}."


def _refusal(faults: Sequence[str]) -> Refusal:
    listed = "\n".join(f"    {one}" for one in faults[:_NAMED])
    more = f"\n    And {len(faults) - _NAMED} more." if faults[_NAMED:] else ""
    return Refusal(f"These shards do not make a site; nothing was built, and the last good site stays as it was.\n{listed}{more}", _HINT)
