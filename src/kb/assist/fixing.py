"""Quick fixes: what a finding itself proposes, as edits: the nearest words of a quote, the id, word or key that was likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kb.assist.base import Base
from kb.editing import Edit
from kb.findings import Finding, shortened
from kb.source import Place

_MEANT: Final = re.compile(r"Did you mean (`[^`]+`(?: or `[^`]+`)*)\?")
_REPLACED: Final = {"unknown-id", "not-in-list", "unknown-key", "bad-id", "duplicate-key", "wrong-kind"}


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a finding: ``sure`` where nothing else is likely."""

    title: str
    edits: tuple[Edit, ...]
    finding: Finding
    sure: bool = False


def fixes(base: Base, findings: Iterable[Finding]) -> list[Fix]:
    """Every fix of these findings."""
    return [fix for finding in findings for fix in (*_of_quote(base, finding), *_of_hint(base, finding))]


def _of_quote(base: Base, finding: Finding) -> Iterator[Fix]:
    if not finding.code.startswith("quote-"):
        return
    for one in base.mended.proposals:
        if one.quote.place != finding.place:
            continue
        edits = base.mended.files[finding.place.path].edits(one)
        new = "” and “".join(shortened(str(words)) for words in one.words)
        which = "" if one.places == 1 else f", for the first of {one.places} places"
        yield Fix(f"Quote “{new}” ({one.likeness:.0f} % alike{which})", edits, finding, one.places == 1)


def _of_hint(base: Base, finding: Finding) -> Iterator[Fix]:
    meant = _MEANT.search(finding.hint) if finding.code in _REPLACED else None
    sheet = base.sheet(finding.place.path)
    if not meant or sheet is None:
        return
    stretch = sheet.blamed(finding.place)
    words = sheet.lines[stretch.start.line - 1][stretch.start.column - 1 : stretch.end.column - 1]
    mark = words[0] if words[:1] in {'"', "'"} and words[-1:] == words[:1] and len(words) > 1 else ""
    ids = re.findall("`([^`]+)`", meant.group(1))
    for one in ids:
        start = Place(stretch.start.path, stretch.start.line, stretch.start.column + len(mark))
        end = Place(stretch.end.path, stretch.end.line, stretch.end.column - len(mark))
        yield Fix(f"Write `{one}`", (Edit(start, end, one),), finding, len(ids) == 1)
