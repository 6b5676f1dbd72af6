"""The content as it lies on the disk: which files are read, which are refused and why, and one file to its bytes.

A file is opened once, without following a link and without waiting, and judged by what was opened: so a pipe, a device, a file
that grows, vanishes or is put in another's place meanwhile becomes a finding, and no command hangs or ends in an error. Nothing is
passed over in silence but hidden files and files that are not Markdown. ``library`` calls it.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from kb import caching
from kb.contract import LONGEST_ID, RESERVED, is_id
from kb.findings import Finding, visible
from kb.knowledge import KnowledgeBase
from kb.source import LARGEST, Flaw, Place, decode

MOST_BYTES: Final = 4 * LARGEST  # UTF-8 takes at most four for a character (RFC 3629)
LARGEST_ORIGINAL: Final = 20_000_000  # bytes: as much as `kb import` takes
_GOOD: Final = f"Name it with lower-case ASCII letters, digits and single hyphens, at most {LONGEST_ID} characters."
_RESERVED: Final = "Windows keeps this name for a device: call it otherwise."
_NOT_THERE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG})
_UNREADABLE: Final = "Look at the rights of the file and of its folder, and run the command again."


def markdown_files(root: Path, folder: str, findings: list[Finding]) -> list[str]:
    """The paths of the files of a folder of content, in order. What looks like one and is not read is reported, hidden files aside."""
    depth = 2 if folder == "entities" else 1
    home = "entities/<folder>/" if folder == "entities" else f"{folder}/"
    if (root / folder).is_symlink():
        findings.append(_link(folder))
        return []
    if (root / folder).exists() and not (root / folder).is_dir():
        findings.append(
            Finding(Place(folder), "bad-file-name", "This is not a folder.", "Nothing is read from it: delete it or rename it.")
        )
    found: list[str] = []
    for path, entry in _walk(root, folder, findings):
        inside = path.split("/")[1:]
        stem, _, ending = inside[-1].rpartition(".")
        if any(part.startswith(".") for part in inside):
            continue
        text = bool(stem) and ending.lower() in {"md", "markdown"}
        linked, regular = entry.is_symlink(), entry.is_file(follow_symlinks=False)
        if folder == "articles" and inside[0] == "originals":
            if linked and (len(inside) == 1 or not _leads_to_file(entry)):
                findings.append(_link(path))
        elif linked and (text or not _leads_to_file(entry)):
            findings.append(_link(path))
        elif text and not regular:
            findings.append(Finding(Place(path), "bad-file-name", "This is not a file.", "Only files may end in `.md` here."))
        elif text and ending != "md":
            findings.append(Finding(Place(path), "bad-file-name", f"The file name ends in `.{ending}`.", "Let it end in `.md`."))
        elif text and len(inside) != depth:
            findings.append(Finding(Place(path), "wrong-folder", "No file is read from this folder.", f"Move the file to `{home}`."))
        elif text and not is_id(stem):
            hint = _RESERVED if stem in RESERVED else _GOOD
            findings.append(Finding(Place(path), "bad-file-name", f"The file name “{stem[:90]}” cannot be an id.", hint))
        elif text:
            found.append(path)
    return found


def may_be_new(path: str, folder: str) -> bool:
    """Whether a file that is not on disk yet would be read from this folder of content."""
    home, *between, name = path.split("/")
    stem = name.removesuffix(".md")
    depth = 1 if folder == "entities" else 0
    return home == folder and len(between) == depth and stem != name and is_id(stem)


def read(root: Path, path: str, findings: list[Finding]) -> bytes | None:
    """The bytes of a content file; None where it cannot be read or is too large, which is then a finding."""
    data = _bytes(f"{root}/{path}", MOST_BYTES)
    if isinstance(data, bytes):
        return data
    findings.append(_refused(path, data))
    return None


def strangers(root: Path, folder: str) -> Iterator[Finding]:
    """What the host would stumble over in a folder of pages: links out of the project, pipes and devices, and what is no text."""
    if not (root / folder).is_dir():
        return
    findings: list[Finding] = []
    if (root / folder).is_symlink():
        findings.append(_link(folder))
    for path, entry in _walk(root, folder, findings):
        if entry.is_symlink():
            findings.append(_link(path))
        elif not (entry.is_file() or entry.is_dir()):
            findings.append(Finding(Place(path), "bad-file-name", "This is not a file.", "Delete it: only files can become pages."))
        elif visible(entry.name) != entry.name:
            findings.append(Finding(Place(path), "bad-file-name", "The name holds what cannot be seen, or is not UTF-8.", "Rename it."))
        elif entry.is_file() and entry.name.endswith((".md", ".markdown")) and (data := read(root, path, findings)) is not None:
            source = decode(path, data)
            if isinstance(source, Flaw):
                findings.append(Finding.from_flaw(source))
    yield from findings


def originals(root: Path, kb: KnowledgeBase, files: dict[str, bytes]) -> Iterator[Finding]:
    """The originals must be the files that were converted, to the byte; those that can be read are put into ``files``."""
    for article in kb.articles.values():
        if not article.article.original:
            continue
        name, expected = article.article.original
        path, place = f"articles/{name}", article.article.original_place
        data = _bytes(root / path, LARGEST_ORIGINAL) if _lies_inside(root, name) else 0
        if isinstance(data, OSError) and data.errno in _NOT_THERE:
            data = 0
        if isinstance(data, int):
            if data:
                hint = f"An original may have {LARGEST_ORIGINAL:,}: keep a smaller one."
                yield Finding(place, "too-large", f"The original `{path}` has {data:,} bytes.", hint)
            else:
                hint = "Put it back, or mend `original: file`."
                yield Finding(place, "original-changed", f"The original `{path}` is not there.", hint)
            continue
        if isinstance(data, OSError):
            yield _refused(path, data)
            continue
        files[path] = data
        actual = hashlib.sha256(data).hexdigest()
        if actual != expected:
            yield Finding(
                place,
                "original-changed",
                f"The original `{path}` is not the file that was converted.",
                f"Put the old file back. Its hash is now {actual}.",
            )


def _leads_to_file(entry: os.DirEntry[str]) -> bool:
    """Whether a link leads to a file, and not to a folder, to nothing or to itself."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _lies_inside(root: Path, name: str) -> bool:
    """Whether a path leads from ``articles/`` to a file below it, over no link."""
    parts = PurePosixPath(name).parts
    above = (PurePosixPath(*parts[:count]) for count in range(1, len(parts) + 1))
    try:
        return not name.startswith("/") and ".." not in parts and not any((root / "articles" / one).is_symlink() for one in above)
    except OSError:  # a name that is longer than names can be
        return False


def _walk(root: Path, folder: str, findings: list[Finding]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below a folder by its path from the root, each folder in order; links are not followed."""
    waiting = [folder] if (root / folder).is_dir() else []
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(root / here) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            findings.append(_refused(here, error))
            continue
        deeper: list[str] = []
        for entry in entries:
            path = f"{here}/{entry.name}"
            yield path, entry
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                deeper.append(path)
        waiting += reversed(deeper)


def _bytes(file: Path | str, most: int) -> bytes | int | OSError:
    """What a file holds; how many bytes it has, where these are too many, and 0 where it is no file; or why it cannot be read."""
    try:
        with caching.opened(file) as opened:
            size = os.fstat(opened.fileno()).st_size
            # No buffer as large as a file may be: what is left of one stays a mapping of its own, and a process may have 65,530 of these.
            data = opened.read(min(size, most) + 1)
            if len(data) > size:  # it grows
                data += opened.read(most + 1 - len(data))
            return data if len(data) <= most else max(size, len(data))
    except caching.NoFile:
        return 0
    except OSError as error:
        return error


def _refused(path: str, why: int | OSError) -> Finding:
    """The finding for a file that was listed and could not be read."""
    if isinstance(why, OSError):
        return Finding(Place(path), "not-readable", f"This cannot be read: {why.strerror or why}.", _UNREADABLE)
    if why:
        return Finding(Place(path), "too-large", f"The file has {why:,} bytes.", f"A file may have {LARGEST:,} characters: divide it.")
    return Finding(Place(path), "bad-file-name", "This is not a file.", "Only files may end in `.md` here.")


def _link(path: str) -> Finding:
    return Finding(Place(path), "link-out", "This is a link to another file or folder.", "Put the file itself here.")
