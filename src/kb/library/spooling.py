"""Keeps what a build has made on the disk until it is finished: the words of pages, and whole data files.

So the words of all pages are never in memory at once. The folder lies in the workshop of the build, and goes with it. Workers write,
each into a file of its own; ``making`` and the host's build call it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FILES: Final = "files"

Kept = tuple[str, int, int]
"""Where the words of a page are kept: the name of the file, the first byte and their number."""


@dataclass(frozen=True, slots=True)
class Spool:
    """What is kept in a folder of its own."""

    folder: Path

    def keep(self, words: Iterable[str]) -> list[Kept]:
        """Keep the words of pages."""
        name = f"words-{os.getpid()}"
        kept = []
        with (self.folder / name).open("ab") as file:
            for one in words:
                data = one.encode("utf-8", "surrogatepass")
                kept.append((name, file.tell(), len(data)))
                file.write(data)
        return kept

    def words(self, kept: Kept) -> str:
        """The words that are kept somewhere."""
        name, start, length = kept
        with (self.folder / name).open("rb") as file:
            file.seek(start)
            return file.read(length).decode("utf-8", "surrogatepass")

    def write(self, files: Mapping[str, bytes]) -> list[str]:
        """Keep whole files; their paths."""
        for path, data in files.items():
            self.pour(path, [data])
        return list(files)

    def pour(self, path: str, pieces: Iterable[bytes]) -> list[str]:
        """Keep a file that comes in pieces; its path."""
        target = self.file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.writelines(pieces)
        return [path]

    def file(self, path: str) -> Path:
        """Where a file of the site is kept until it is put there."""
        return self.folder / _FILES / path
