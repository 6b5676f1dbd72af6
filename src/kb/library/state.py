"""The state of the files that a site is made from: held before a build reads them, and compared before the site is published.

A build takes seconds, and somebody may save meanwhile. What was read of the content is held against the same hashes, so that a file
that was changed and changed back is found too. ``kb build`` takes a ``State``, and hands its ``judge`` to ``publish``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.findings import Refusal

_NAMED: Final = 3  # files that one message names


class Changed(Refusal):
    """Somebody changed the sources while the site was built."""


@dataclass(frozen=True, slots=True)
class State:
    """The SHA-256 of every file that a build reads, by path; empty for one that went while it was looked at, or may not be read."""

    root: Path
    sources: tuple[Path, ...]
    hashes: Mapping[str, str]

    @classmethod
    def of(cls, root: Path, sources: Iterable[Path]) -> State:
        """The state of files and folders at this moment; hidden files are no sources, and editors leave such about."""
        kept = tuple(sorted(set(sources)))
        return cls(root, kept, dict(_hashed(root, kept)))

    def judge(self, read: Mapping[str, str]) -> None:
        """Raise ``Changed`` where a source is not as it was; ``read`` are the hashes of content files as the build read them, by path."""
        now = dict(_hashed(self.root, self.sources))
        changed = {path for path in self.hashes.keys() | now.keys() if self.hashes.get(path) != now.get(path)}
        changed |= {path for path, one in read.items() if self.hashes.get(path, one) != one}
        if changed:
            named = ", ".join(sorted(changed)[:_NAMED]) + (f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else "")
            raise Changed(
                f"{named} changed while the site was built; the old site stays.", "Build again when nobody is writing in the project."
            )


def _hashed(root: Path, sources: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for source in sources:
        files = sorted(source.rglob("*")) if source.is_dir() else [source]
        for file in files:
            inside = file.relative_to(source).parts
            if any(part.startswith(".") for part in inside) or not file.is_file():
                continue
            path = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()
            try:
                yield path, hashlib.sha256(file.read_bytes()).hexdigest()
            except OSError:  # it went meanwhile, or nobody may read it: the reading of the content says so
                yield path, ""
