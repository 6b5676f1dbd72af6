"""``SHA256SUMS``: the hash of every file of a site, in the form that ``sha256sum --check`` reads, and what differs from it.

Pure: ``library`` reads and hashes the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

SUMS: Final = "SHA256SUMS"
_LINE: Final = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)")
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}  # as GNU coreutils writes them; a line that has one begins with a backslash


def sums(hashes: Mapping[str, str]) -> str:
    """The text of ``SHA256SUMS``, in the order of the paths: ``hashes`` maps each (forward slashes) to 64 hexadecimal digits."""
    lines = []
    for path, digest in sorted(hashes.items()):
        said = "".join(_ESCAPES.get(letter, letter) for letter in path)
        lines.append(f"{'' if said == path else chr(92)}{digest}  {said}\n")
    return "".join(lines)


def read_sums(text: str) -> dict[str, str] | int:
    """The hashes that a ``SHA256SUMS`` lists, by path; the number of the first line that is none, or that lists a path again."""
    found: dict[str, str] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines if lines[-1] else lines[:-1], 1):
        match = _LINE.fullmatch(line)
        if match is None:
            return number
        escaped, digest, said = match.groups()
        path = re.sub(r"\\(.)", lambda one: {"n": "\n", "r": "\r"}.get(one[1], one[1]), said) if escaped else said
        if path in found:
            return number
        found[path] = digest
    return found


def differing(listed: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each file that is missing, changed or added, in the order of the paths."""
    for path in sorted(listed.keys() | there.keys()):
        if path not in there:
            yield f"{path}: missing: {SUMS} lists it, and it is not there."
        elif path not in listed:
            yield f"{path}: added: {SUMS} does not list it."
        elif not there[path]:
            yield f"{path}: changed: it is a link, or no plain file."
        elif listed[path] != there[path]:
            yield f"{path}: changed: {SUMS} says {listed[path][:12]}…, the file has {there[path][:12]}…."
