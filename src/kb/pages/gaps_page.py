"""The page of gaps: what the base does not know, kind by kind, each with what it means and a way to every thing concerned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.gaps import Gaps
from kb.knowledge import KnowledgeBase
from kb.model import EventId, FactId
from kb.pages.page import Cite, Page, Phrase, plural, render
from kb.pages.paging import SHEET, Section, lay_out
from kb.pages.runs import Run, lines_of
from kb.pages.wording import Speech, merged

URL = "gaps/"
_OPEN = 12  # longer lists are folded


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap: what it concerns, when that is if it is known, and the citing links of what is known."""

    says: Phrase
    when: str
    cites: tuple[Cite, ...]


def make(kb: KnowledgeBase, speech: Speech, found: Sequence[Gaps]) -> Iterator[Page]:
    """The page; kinds of gap of which there is none are named in the table alone."""
    total = sum(len(one.found) for one in found)
    sub = f"{plural(total, 'gap')} of {plural(sum(bool(one.found) for one in found), 'kind')}: what the base does not know"
    lead = render("gaps.html", URL, sub=sub, found=found)
    page = Page(URL, "Gaps", lead, description=f"Gaps: {sub}.", kind="index")
    page, more = lay_out(page, [_section(kb, speech, one) for one in found if one.found])
    yield page
    yield from more


def _section(kb: KnowledgeBase, speech: Speech, gaps: Gaps) -> Section[Run[GapLine]]:
    def show(url: str, runs: Sequence[Run[GapLine]]) -> str:
        lines = lines_of(runs)
        folded = len(gaps.found) > _OPEN and len(lines) == len(gaps.found)  # what is divided is short enough already
        return render("gaps_part.html", url, gaps=gaps, lines=lines, folded=folded)

    return Section(gaps.kind.id, gaps.kind.title, [Run.of(_lines(kb, speech, gaps))], show, searched=False, first=_OPEN, sheet=SHEET)


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
