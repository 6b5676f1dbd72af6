"""Everything that differs in one base, with whoever is concerned and the disputes in which an editor judged it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kb.differences.accounts import between_accounts
from kb.differences.belonging import Belonging
from kb.differences.finding import Difference
from kb.differences.kinds import DIFFERENCES
from kb.differences.ties import between_certainties, between_ties
from kb.knowledge import JoinedDispute, KnowledgeBase, Passage

_ORDER: Final = {kind.id: index for index, kind in enumerate(DIFFERENCES)}


def find(kb: KnowledgeBase) -> tuple[Difference, ...]:
    """Every difference between articles or voices, in the order of ``DIFFERENCES``, then by what it is on; in no order of the input."""
    belonging = Belonging(kb.entities)
    found = {one.id: one for one in _all(kb, belonging)}
    concerned = (_with_speakers(kb, one) for one in found.values())
    judged = (_judged(kb, one) for one in concerned)
    return tuple(sorted(judged, key=lambda one: (_ORDER[one.kind], one.core, one.id)))


def about_of(differences: Iterable[Difference]) -> Mapping[str, tuple[Difference, ...]]:
    """The differences that concern an entity or event, by its id, in the order given."""
    found: dict[str, list[Difference]] = defaultdict(list)
    for one in differences:
        for subject in one.about:
            found[subject].append(one)
    return {subject: tuple(differences) for subject, differences in found.items()}


def _judged(kb: KnowledgeBase, found: Difference) -> Difference:
    """The difference with the disputes that judge it, and those that stand beside it.

    A dispute that names differences (``judges``) judges those and no other. Where none names it, the one dispute that quotes both sides
    judges it; where several quote them, none does, for only an editor can tell which of them is on this question.
    """
    naming = sorted(one.dispute.id for one in kb.disputes.values() if found.id in (one.dispute.judges or ()))
    quoting = sorted(one.dispute.id for one in kb.disputes.values() if one.dispute.judges is None and _quotes_both(kb, one, found))
    judging = naming or (quoting if len(quoting) == 1 else [])
    return replace(found, judged_by=tuple(judging), beside=tuple(one for one in quoting if one not in judging))


def _quotes_both(kb: KnowledgeBase, joined: JoinedDispute, found: Difference) -> bool:
    """Whether a dispute is about all that a difference is on, and two sides of it quote words of the two sides of the difference."""
    if not set(found.core) <= set(joined.dispute.about):
        return False
    resting = [[evidence.passage for fact in stand.facts for evidence in kb.evidence[fact.id]] for stand in found.sides]
    quoting = [
        {index for index, side in enumerate(joined.sides) if any(_share(one, other) for one in side.passages for other in passages)}
        for passages in resting
    ]
    return bool(quoting[0] and quoting[1] and len(quoting[0] | quoting[1]) > 1)


def _share(one: Passage, other: Passage) -> bool:
    """Whether two passages share words. An editor may quote less than the annotation does, and yet mean the same words."""
    return one.article == other.article and any(start < last and first < end for start, end in one.spans for first, last in other.spans)


def _all(kb: KnowledgeBase, belonging: Belonging) -> Iterator[Difference]:
    for event in kb.events.values():
        yield from between_accounts(kb, event, belonging)
    yield from between_certainties(kb)
    yield from between_ties(kb, belonging)


def _with_speakers(kb: KnowledgeBase, one: Difference) -> Difference:
    """Who says it is concerned too; a document has a page of another kind."""
    speakers = {fact.voice.who for fact in one.facts if fact.voice.kind == "speaker" and fact.voice.who in kb.entities}
    return replace(one, about=tuple(sorted({*one.about, *speakers})))
