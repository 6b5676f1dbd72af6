"""Reads the records of ids that were given up, and follows them to what stands in their place.

A record says where an old address leads. Every problem comes back as a finding. This room does not know which ids exist
(``checks`` does) and undoes nothing (``revising`` does). ``library`` reads with it; whoever makes addresses asks it for their end.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb import contract
from kb.findings import Finding
from kb.model import Moved
from kb.source import Source, parts


def read(source: Source) -> tuple[Moved | None, list[Finding]]:
    """Read one record; None where the file cannot be read as one."""
    _, composed, flaws = parts(source)
    findings = [Finding.from_flaw(flaw) for flaw in flaws]
    if composed is None:
        return None, findings
    shape, found = contract.read(contract.MovedShape, composed.data, composed)
    if shape is None:
        return None, findings + found
    return Moved(source.stem, composed.values[()], shape.was, shape.how, shape.now, shape.address), findings


def end_of(moved: Mapping[str, Moved], one: str) -> str:
    """The id to which an id leads in the end, itself if it was not given up; empty where the records run in a circle."""
    seen: set[str] = set()
    while one in moved:
        if one in seen:
            return ""
        seen.add(one)
        one = moved[one].now
    return one
