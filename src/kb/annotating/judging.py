"""What would be wrong after a form is saved, and which of its answers is at fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.annotating.forming import Formed
from kb.editing import Draft
from kb.findings import Finding
from kb.source import KeyPath, Place


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding that a form would bring. ``answer`` is the path of the answer at fault, empty where it is none of the form's."""

    finding: Finding
    answer: KeyPath = ()


def brought(formed: Formed, before: Iterable[Finding], after: Sequence[Finding]) -> tuple[Fault, ...]:
    """The findings that were not there before; those of lines that only moved are the same."""
    known = Counter(map(_said, before))
    found = []
    for one in sorted(after):
        known[_said(one)] -= 1
        if known[_said(one)] < 0:
            found.append(Fault(one, _answer(formed, one)))
    return tuple(found)


def serious(faults: Iterable[Fault]) -> bool:
    """Whether one of them is an error, so that nothing may be saved."""
    return any(one.finding.severity == "error" for one in faults)


def _said(one: Finding) -> tuple[str, str, str]:
    return one.place.path, one.code, one.fact


def _answer(formed: Formed, finding: Finding) -> KeyPath:
    if finding.place.path != formed.draft.path:
        return ()
    missing = re.match("The key `([^`]+)` is missing", finding.fact) if finding.code == "missing-key" else None
    path = _holding(formed.draft, finding.place, mappings=missing is not None)
    if path[: len(formed.at)] != formed.at:
        return ()
    inside = path[len(formed.at) :]
    return (*inside, missing[1]) if missing else inside


def _holding(draft: Draft, place: Place, *, mappings: bool) -> KeyPath:
    """The deepest key or item in which a place lies; of ``mappings``, the one that begins there."""
    found: KeyPath = ()
    for path, node in draft.nodes.items():
        start = node.key[0] if node.key else node.start
        holds = (node.kind == "mapping" and node.start == place) if mappings else start <= place <= node.end
        if len(path) > len(found) and holds:
            found = path
    return found
