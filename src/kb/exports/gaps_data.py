"""``data/gaps.json``: what the base does not know, for programs."""

from __future__ import annotations

from typing import TypedDict

from kb.gaps import Gaps, gaps
from kb.knowledge import KnowledgeBase
from kb.model import FactId
from kb.pages.wording import Speech


class GapData(TypedDict):
    """What a gap concerns: the id of a fact, event, entity or source, and its address."""

    id: str
    url: str


class GapKindData(TypedDict):
    """A kind of gap: ``about`` says what its ids are ids of; ``asked`` is how many things were asked, and ``of`` which."""

    id: str
    about: str
    title: str
    meaning: str
    asked: int
    of: str
    count: int
    gaps: list[GapData]


class GapsData(TypedDict):
    """The whole file."""

    format: str
    kinds: list[GapKindData]


def as_gaps(kb: KnowledgeBase) -> GapsData:
    """Every kind of gap, those without any among them."""
    speech = Speech.of(kb)
    return GapsData(format="1", kinds=[_kind(kb, speech, one) for one in gaps(kb)])


def _kind(kb: KnowledgeBase, speech: Speech, found: Gaps) -> GapKindData:
    def url(one: str) -> str:
        return speech.cites(kb.facts[FactId(one)])[0].url if found.kind.about == "fact" else speech.name(one).url

    return GapKindData(
        id=found.kind.id,
        about=found.kind.about,
        title=found.kind.title,
        meaning=found.kind.meaning,
        asked=found.asked,
        of=found.kind.asked,
        count=len(found.found),
        gaps=[GapData(id=one, url=url(one)) for one in found.found],
    )
