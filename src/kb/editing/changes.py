"""A file before and after, byte for byte; and text put in the stead of other text, with the line ends of the file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kb.source import Place

_NEWLINE: Final = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Text in the stead of what stands from one place up to another; its lines end in line feeds."""

    start: Place
    end: Place
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after, byte for byte.

    ``before`` is None for a file that is new, ``after`` for one that is removed. ``origin`` is the path that a moved file
    had; ``before`` then is what stands there.
    """

    path: str
    before: bytes | None
    after: bytes | None
    origin: str = ""

    @classmethod
    def new(cls, path: str, after: bytes) -> Change:
        """A file that is not there yet."""
        return cls(path, None, after)

    @classmethod
    def removed(cls, path: str, before: bytes) -> Change:
        """A file that is there no more."""
        return cls(path, before, None)

    @classmethod
    def moved(cls, origin: str, path: str, before: bytes, after: bytes) -> Change:
        """A file that gets another name, with what it then holds."""
        return cls(path, before, after, origin)

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not self.origin and self.before == self.after

    def steps(self) -> tuple[tuple[str, bytes | None, bytes | None], ...]:
        """What happens at each path: before and after; None where no file stands."""
        if self.origin:
            return (self.path, None, self.after), (self.origin, self.before, None)
        return ((self.path, self.before, self.after),)

    def diff(self) -> str:
        """The change as a unified diff that ``git apply`` takes, with the line ends of the file."""
        old, new = (lines_of((data or b"").decode("utf-8", "surrogateescape")) for data in (self.before, self.after))
        source = "/dev/null" if self.before is None else f"a/{self.origin or self.path}"
        target = "/dev/null" if self.after is None else f"b/{self.path}"
        head = ""
        if self.origin:
            same = " 100%" if self.before == self.after else ""
            head = f"diff --git a/{self.origin} b/{self.path}\n" + (f"similarity index{same}\n" if same else "")
            head += f"rename from {self.origin}\nrename to {self.path}\n"
        elif self.before is None:
            head = f"diff --git a/{self.path} b/{self.path}\nnew file mode 100644\n"
        elif self.after is None:
            head = f"diff --git a/{self.path} b/{self.path}\ndeleted file mode 100644\n"
        lines = difflib.unified_diff(old, new, source, target)
        return head + "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def together(changes: Iterable[Change]) -> tuple[Change, ...]:
    """A set of changes, those that change nothing left out, in the order of their paths.

    Raises ``ValueError`` where two of them speak of one path: a fault of ours.
    """
    kept = sorted((one for one in changes if not one.empty), key=lambda one: one.path)
    paths = [path for one in kept for path, _, _ in one.steps()]
    if len(set(paths)) != len(paths):
        raise ValueError(sorted(path for path in set(paths) if paths.count(path) > 1))
    return tuple(kept)


def diff(changes: Iterable[Change]) -> str:
    """All changes as one unified diff."""
    listed = list(changes)
    told = [change.diff() for change in listed]
    if any(one.startswith("diff --git") for one in told):  # then git wants each file to be headed so
        heads = [f"diff --git a/{one.path} b/{one.path}\n" for one in listed]
        told = [one if one.startswith("diff --git") else f"{head}{one}" for head, one in zip(heads, told, strict=True)]
    return "".join(told)


def spliced(data: bytes, wanted: Iterable[Edit]) -> bytes:
    """A file with edits made; a byte order mark stays, and new lines end as the line before them does.

    Texts that are put in at one place stand in the order in which they are given.
    """
    text = data.decode()
    starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]
    ends = [found.group() for found in _NEWLINE.finditer(text)]
    parts: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(wanted), key=lambda one: (one.start, one.end)):
        one, two = (starts[place.line - 1] + place.column - 1 for place in (edit.start, edit.end))
        if one < at:
            raise ValueError(edit)  # two edits of one place: a fault of ours
        near = edit.start.line - 1 - (edit.start.column == 1)
        newline = ends[min(max(near, 0), len(ends) - 1)] if ends else "\n"
        parts += [text[at:one], edit.text.replace("\n", newline)]
        at = two
    return "".join([*parts, text[at:]]).encode()


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends; a carriage return alone ends a line too."""
    return re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)
