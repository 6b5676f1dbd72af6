"""What is kept of a finished file when it is written: its hash, and of a page what its judges will ask.

So no file is read twice, and no text is held until the end. ``publishing`` looks at what a build wrote, in as many processes as there
are; the host's build looks at each page where it writes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from kb.checks import Joints
from kb.exports import Shown
from kb.library.spreading import spread

_FEW: Final = 50  # files that are looked at together


@dataclass(frozen=True, slots=True)
class Look:
    """The SHA-256 and the bytes of a finished file; and if it is HTML, its ids and links, and what it shows."""

    sha256: str
    size: int
    joints: Joints | None = None
    shown: Shown | None = None


def look(folder: Path, path: str) -> Look:
    """Look at a file of a folder (forward slashes), as it stands on the disk."""
    data = (folder / path).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if not path.endswith(".html"):
        return Look(digest, len(data))
    text = data.decode("utf-8", "replace")
    return Look(digest, len(data), Joints.of(path, text), Shown.on(path, text))


def looks(folder: Path, paths: Iterable[str]) -> dict[str, Look]:
    """Look at files of a folder, spread over the processors."""
    listed = sorted(paths)
    bundles = [listed[at : at + _FEW] for at in range(0, len(listed), _FEW)]
    return {path: one for found in spread([partial(_several, folder, bundle) for bundle in bundles]) for path, one in found}


def _several(folder: Path, paths: Iterable[str]) -> list[tuple[str, Look]]:
    return [(path, look(folder, path)) for path in paths]
