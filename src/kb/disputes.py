"""Reads dispute files: questions on which articles or voices differ, each side with its words.

Every problem comes back as a finding. Whether the words stand in their articles is ``knowledge``'s affair. Only
``library`` calls it.
"""

from __future__ import annotations

from kb import contract
from kb.findings import Finding
from kb.model import ArticleId, Dispute, Quote, Side
from kb.source import Composed, KeyPath, Place, Source, parts


def read(source: Source) -> tuple[Dispute | None, list[Finding]]:
    """Read one dispute; None where the file cannot be read as one."""
    divided, composed, flaws = parts(source)
    findings = [Finding.from_flaw(flaw) for flaw in flaws]
    if divided is None or composed is None:
        return None, findings
    if divided.body.strip():
        place = Place(source.path, divided.body_line)
        hint = "Write it as `reason:`, or delete it."
        findings.append(Finding(place, "unread-text", "A text stands below the front matter of a dispute; no page would show it.", hint))
    shape, found = contract.read(contract.DisputeShape, composed.data, composed)
    if shape is None:
        return None, findings + found
    dispute = Dispute(
        id=source.stem,
        place=composed.values[()],
        question=shape.question,
        verdict=shape.verdict,
        reason=shape.reason,
        about=shape.about,
        sides=tuple(_side(side, composed, ("sides", index)) for index, side in enumerate(shape.sides)),
        judges=shape.judges,
        spots=composed.spots(()),
    )
    return dispute, findings


def _side(side: contract.SideShape, composed: Composed, path: KeyPath) -> Side:
    quotes = tuple(
        Quote(quote.exact, quote.prefix or "", quote.suffix or "", composed.place((*path, "quotes", index, "exact")))
        for index, quote in enumerate(side.quotes)
    )
    return Side(side.says, ArticleId(side.article), quotes, composed.place((*path, "article")))
