"""What the base does not know: ties without an end, events without a date, things that only one article says.

A gap is a silence of the base, not of the world, and no error: the texts may not say it, or nobody has annotated it. This room finds
gaps by plain rules over joined content, judges none of them and fills none. ``pages`` shows them, ``exports`` writes and counts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb.citations import known_parts
from kb.independence import derivations, sameness, spread
from kb.knowledge import Event, KnowledgeBase
from kb.model import Fact, TieFact
from kb.vocabulary import KIND, TIE

About = Literal["fact", "event", "entity", "source"]


@dataclass(frozen=True, slots=True)
class GapKind:
    """A kind of gap: what its ids are ids of, its heading, what it means, and of what the number asked is a number."""

    id: str
    about: About
    title: str
    meaning: str
    asked: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """All gaps of one kind: the ids of what they concern, in a fixed order, and how many things were asked."""

    kind: GapKind
    found: tuple[str, ...]
    asked: int


TIE_NO_END: Final = GapKind(
    "tie-without-end",
    "fact",
    "Ties without an end",
    "A tie that lasts, with a beginning and no end in the text. It may have ended since: the base does not know.",
    "lasting ties with a beginning",
)
TIE_NO_BEGINNING: Final = GapKind(
    "tie-without-beginning",
    "fact",
    "Ties without a beginning",
    "A tie that lasts, with an end and no beginning in the text.",
    "lasting ties with an end",
)
TIE_NO_DATE: Final = GapKind(
    "tie-without-date",
    "fact",
    "Ties without a date",
    "A tie, told as so, for which no time is annotated, neither its own nor that of the event it belongs to.",
    "ties told as so",
)
EVENT_NO_DATE: Final = GapKind("event-without-date", "event", "Events without a date", "No account of the event gives a time.", "events")
EVENT_NO_YEAR: Final = GapKind(
    "event-without-year",
    "event",
    "Events of a year that is not certain",
    "An account gives a time, and yet it may lie in more than one year.",
    "events with a date",
)
EVENT_NO_PLACE: Final = GapKind(
    "event-without-place", "event", "Events without a place", "No account of the event names a place.", "events"
)
ONE_ARTICLE: Final = GapKind(
    "one-article",
    "fact",
    "Told by one article only",
    "A tie or an event of which only one article of this base tells. Others may tell of it elsewhere.",
    "ties and events",
)
ONE_ORIGIN: Final = GapKind(
    "one-origin",
    "fact",
    "Told by several articles, from one origin",
    "Several articles say it, but they go back to the same source or the same speaker, and so count as one.",
    "ties and events that several articles tell",
)
NO_NOTE: Final = GapKind(
    "actor-without-note", "entity", "Actors without an editor’s note", "No editor has written an account of the actor yet.", "actors"
)
NEVER_NAMED: Final = GapKind(
    "entity-never-named",
    "entity",
    "Never named in running text",
    "Actors and places whose names the build finds in no article. They may stand in a byline, a footnote or the details of a source.",
    "actors and places",
)
NO_FACT: Final = GapKind(
    "entity-without-fact",
    "entity",
    "Actors and places without a fact",
    "Names are listed for it, but no fact speaks of it and none is told in its voice.",
    "actors and places",
)
SOURCE_NO_YEAR: Final = GapKind(
    "source-without-year", "source", "Sources without a year", "No article that uses the source gives its year.", "sources"
)
SOURCE_NO_AUTHOR: Final = GapKind(
    "source-without-author", "source", "Sources without an author", "No article that uses the source names an author.", "sources"
)


def gaps(kb: KnowledgeBase) -> list[Gaps]:
    """Every kind of gap in a fixed order, those without any among them; ids in the order of the base."""
    return [*_ties(kb), *_events(kb), *_alone(kb), *_entities(kb), *_sources(kb)]


def _ties(kb: KnowledgeBase) -> Iterator[Gaps]:
    """Only of what is told as so: a tie that is denied, planned or feared has no time to give."""
    told = [fact for fact in kb.facts.values() if isinstance(fact, TieFact) and fact.certainty != "denied" and fact.status == "actual"]
    lasting = [fact for fact in told if TIE[fact.tie].lasting]

    def dated(tie: TieFact) -> bool:
        return bool(tie.since or tie.until or (tie.event and _is_dated(kb.events[tie.event])))

    yield _asked(TIE_NO_END, [fact for fact in lasting if fact.since], lambda fact: not fact.until)
    yield _asked(TIE_NO_BEGINNING, [fact for fact in lasting if fact.until], lambda fact: not fact.since)
    yield _asked(TIE_NO_DATE, told, lambda fact: not dated(fact))


def _asked(kind: GapKind, facts: Sequence[TieFact], lacks: Callable[[TieFact], bool]) -> Gaps:
    return Gaps(kind, tuple(fact.id for fact in facts if lacks(fact)), len(facts))


def _is_dated(event: Event) -> bool:
    return any(account.when for account in event.accounts)


def _events(kb: KnowledgeBase) -> Iterator[Gaps]:
    dated = [event for event in kb.events.values() if _is_dated(event)]
    yield Gaps(EVENT_NO_DATE, tuple(event.id for event in kb.events.values() if not _is_dated(event)), len(kb.events))
    yield Gaps(
        EVENT_NO_YEAR,
        tuple(event.id for event in dated if not any(account.when and known_parts(account.when) for account in event.accounts)),
        len(dated),
    )
    yield Gaps(
        EVENT_NO_PLACE,
        tuple(event.id for event in kb.events.values() if not any(account.places for account in event.accounts)),
        len(kb.events),
    )


def _alone(kb: KnowledgeBase) -> Iterator[Gaps]:
    """Of ties and accounts that say the same, the first stands for all."""
    alike: dict[Hashable, list[Fact]] = defaultdict(list)
    for fact in kb.facts.values():
        if (key := sameness(fact)) is not None:
            alike[key].append(fact)
    derived = derivations(kb)
    reached = [(facts[0].id, spread(facts, derived)) for facts in alike.values()]
    yield Gaps(ONE_ARTICLE, tuple(fact for fact, one in reached if one.articles == 1), len(reached))
    several = [(fact, one) for fact, one in reached if one.articles > 1]
    yield Gaps(ONE_ORIGIN, tuple(fact for fact, one in several if one.origins == 1), len(several))


def _entities(kb: KnowledgeBase) -> Iterator[Gaps]:
    everybody = list(kb.entities.values())
    actors = [entity for entity in everybody if KIND[entity.kind].is_actor]
    yield Gaps(NO_NOTE, tuple(entity.id for entity in actors if not entity.note), len(actors))
    yield Gaps(NEVER_NAMED, tuple(entity.id for entity in everybody if not kb.mentions_of.get(entity.id)), len(everybody))
    silent = (entity.id for entity in everybody if not kb.facts_of.get(entity.id) and not kb.said_by.get(entity.id))
    yield Gaps(NO_FACT, tuple(silent), len(everybody))


def _sources(kb: KnowledgeBase) -> Iterator[Gaps]:
    works = list(kb.works.values())
    yield Gaps(
        SOURCE_NO_YEAR,
        tuple(work.id for work in works if not any(entry.issued and known_parts(entry.issued) for entry in work.entries)),
        len(works),
    )
    yield Gaps(SOURCE_NO_AUTHOR, tuple(work.id for work in works if not any(entry.authors for entry in work.entries)), len(works))
