"""One project that editors have files of open: their unsaved buffers, and the project as it was last read with them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from kb import assist, unchanged
from kb.findings import Finding, Refusal
from kb.library import FOLDERS, Library, Workspace

LOG = logging.getLogger("kb.lsp")


class Project:
    """A project and what an editor has changed in it. Reading happens in a thread of its own, one at a time."""

    def __init__(self, root: Path) -> None:
        """A project in a folder; nothing is read yet."""
        self.root = root
        self.buffers: dict[str, bytes] = {}
        self.content: Library | None = None
        self.base: assist.Base | None = None
        self.said: dict[str, tuple[Finding, ...]] = {}
        self.waiting: asyncio.TimerHandle | None = None
        self._workspace, self._program = Workspace(root), unchanged.program()
        self._sheets = assist.Sheets()
        self._changed, self._read = 1, 0
        self._reading = asyncio.Lock()

    def touch(self) -> None:
        """Something was edited or written: what was read is old."""
        self._changed += 1

    @property
    def old(self) -> bool:
        """Whether something was edited since the project was read."""
        return self._read != self._changed

    async def fresh(self) -> assist.Base | None:
        """The project with every edit so far; None where it cannot be read. What cannot be read leaves the last reading."""
        async with self._reading:
            if self.old:
                now = self._changed
                try:
                    self.content = await asyncio.to_thread(self._workspace.load, dict(self.buffers), self._program)
                except (Refusal, OSError) as error:
                    LOG.warning("%s: %s", self.root, error)
                else:
                    content = self.content
                    self.base = assist.Base(content.kb, content.files, content.findings, content.mended, self._sheets)
                self._read = now
        return self.base

    def sheet(self, path: str) -> assist.Sheet | None:
        """A file as it is at this moment: as the editor has it open, else as it was last read."""
        if path in self.buffers:
            return self._sheets.of(path, self.buffers[path])
        return self.base.sheet(path) if self.base else None

    def news(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings of each file for which they are others than were said last; none of a file that is sound again or gone."""
        now: dict[str, list[Finding]] = {}
        for finding in self.base.findings if self.base else ():
            now.setdefault(finding.place.path, []).append(finding)
        for path in self.buffers:
            now.setdefault(path, [])
        said = {path: tuple(found) for path, found in now.items()}
        gone = {path: () for path, found in self.said.items() if found and path not in said}
        fresh = {path: found for path, found in said.items() if self.said.get(path) != found}
        self.said = said
        return fresh | gone


def root_of(file: Path) -> Path | None:
    """The folder of the project in which a content file stands; None for any other file."""
    if file.suffix != ".md":
        return None
    for folder in file.parents:
        if all((folder / name).is_dir() for name in ("articles", "entities")):
            inside = file.relative_to(folder).parts
            return folder if inside[0] in FOLDERS and inside[:2] != ("articles", "originals") else None
    return None
