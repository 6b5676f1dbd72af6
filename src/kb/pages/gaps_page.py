"""The page of gaps: what the base does not know, kind by kind, each with what it means and a way to every thing concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.gaps import Gaps
from kb.knowledge import KnowledgeBase
from kb.model import EventId, FactId
from kb.pages.page import Cite, Page, Part, Phrase, plural, render
from kb.pages.wording import Speech, merged

URL = "gaps/"
_OPEN = 12  # longer lists are folded


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap: what it concerns, when that is if it is known, and the citing links of what is known."""

    says: Phrase
    when: str
    cites: tuple[Cite, ...]


def make(kb: KnowledgeBase, speech: Speech, found: Sequence[Gaps]) -> Page:
    """The page; kinds of gap of which there is none are named in the table alone."""
    total = sum(len(one.found) for one in found)
    sub = f"{plural(total, 'gap')} of {plural(sum(bool(one.found) for one in found), 'kind')}: what the base does not know"
    lead = render("gaps.html", URL, sub=sub, found=found)
    parts = tuple(
        Part(
            one.kind.id,
            one.kind.title,
            render("gaps_part.html", URL, gaps=one, lines=_lines(kb, speech, one), folded=len(one.found) > _OPEN),
            searched=False,
        )
        for one in found
        if one.found
    )
    return Page(URL, "Gaps", lead, parts, description=f"Gaps: {sub}.", kind="index")


def _lines(kb: KnowledgeBase, speech: Speech, gaps: Gaps) -> list[GapLine]:
    if gaps.kind.about == "fact":
        rows = [speech.row(kb.facts[FactId(one)]) for one in gaps.found]
        return [GapLine(row.says, row.when, row.cites) for row in rows]
    if gaps.kind.about == "event":
        return [
            GapLine((speech.name(one),), "", merged(cite for account in kb.events[EventId(one)].accounts for cite in speech.cites(account)))
            for one in gaps.found
        ]
    return [GapLine((speech.name(one),), "", ()) for one in gaps.found]
