"""The proof of a site that somebody holds in hands: every file as it was built, and all of one state of the content.

It needs no project and no network. ``kb verify SITE`` calls it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb import exports
from kb.exports import CONTENT, SUMS
from kb.findings import Refusal
from kb.library.handed import read_json, site_data
from kb.library.packaged import no_page


@dataclass(frozen=True, slots=True)
class Proof:
    """What proving a site found: its files, the SHA-256 of its ``SHA256SUMS``, the hash of its content, and a sentence for each fault."""

    files: int
    sha256: str
    content: str
    faults: tuple[str, ...]


def proof(site: Path) -> Proof:
    """Prove a site from its own files. Raises ``Refusal`` where it has no list of them."""
    listing = site / SUMS
    if listing.is_symlink() or not listing.is_file():
        raise Refusal(f"There is no `{SUMS}` in {site}.", "Name the folder of a site that `kb build` wrote.")
    data = listing.read_bytes()
    listed = exports.read_sums(data.decode("utf-8", "surrogateescape"))
    digest = hashlib.sha256(data).hexdigest()
    if isinstance(listed, int):
        return Proof(0, digest, "", (f"{SUMS}: line {listed} is no hash and path, or names a file again.",))
    there = dict(_hashes(site))
    faults = tuple(exports.differing(listed, there))
    content = ""
    if not faults:  # what the pages say of one another means nothing where they are not those that were built
        content, faults = _consistent(site, there)
    return Proof(len(there) + 1, digest, content, faults)


def _hashes(folder: Path) -> Iterator[tuple[str, str]]:
    """The SHA-256 of every file of a folder but its ``SHA256SUMS``, by path; empty for a link and whatever is no plain file."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_symlink() or not (file.is_file() or file.is_dir()):
            yield path, ""
        elif file.is_file() and path != SUMS:
            with file.open("rb") as opened:
                yield path, hashlib.file_digest(opened, "sha256").hexdigest()


def _consistent(site: Path, there: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The hash of the content of a site, and where its files contradict it or one another."""
    build = read_json(site / "data" / "build.json") if "data/build.json" in there else None
    content = build.get("content_sha256") if isinstance(build, dict) else None
    if not isinstance(build, dict) or not isinstance(content, str):
        return "", ("data/build.json: it does not name the content of the site.",)
    return content, (*_content(site, there, build, content), *_pages(site, there, content))


def _content(site: Path, there: Mapping[str, str], build: Mapping[str, Any], content: str) -> Iterator[str]:
    if CONTENT not in there:
        yield f"{CONTENT}: it is not there, so the hash of the content cannot be made again."
        return
    listed = exports.read_sums((site / CONTENT).read_text(encoding="utf-8", errors="surrogateescape"))
    if isinstance(listed, int) or exports.content_hash(listed) != content:
        yield f"{CONTENT}: its files do not have the hash {content[:12]}, which data/build.json gives the content."
        return
    withheld = build.get("files_withheld", {})
    for path, one in listed.items():
        carried = no_page(f"data/files/{path}")
        if path not in withheld and there.get(carried, one) != one:
            yield f"{carried}: it is not the file that {CONTENT} lists."


def _pages(site: Path, there: Mapping[str, str], content: str) -> Iterator[str]:
    pages = {
        path: exports.Shown.on(path, (site / path).read_text(encoding="utf-8", errors="replace"))
        for path in sorted(there)
        if path.endswith(".html")
    }
    yield from exports.site_faults(pages, exports.facts_of(site_data(site)), content)
