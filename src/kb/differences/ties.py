"""Differences between ties, and between any two facts that say the same with another certainty.

Ties are held against each other where their times can overlap. A time that is not told can be any time; then the sentence says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from kb.differences.belonging import Belonging
from kb.differences.days import Days
from kb.differences.finding import Claim, Contrast, Difference, contrasts, never
from kb.differences.kinds import EXCLUSIONS, Exclusion
from kb.knowledge import KnowledgeBase
from kb.model import EventFact, Fact, FigureFact, StatementFact, TieFact, When
from kb.passages.reading import fold
from kb.vocabulary import LABEL, TIE

_UNTOLD = " Not every text says when, so the times may differ."

_Told = EventFact | FigureFact | StatementFact


@dataclass(frozen=True, slots=True)
class Span:
    """The longest time that a tie can fill; None where it is open. ``told`` where a text dates it at all."""

    first: date | None
    last: date | None
    told: bool

    def overlaps(self, other: Span) -> bool:
        """Whether both can hold on one day."""
        return (not self.first or not other.last or self.first <= other.last) and (
            not other.first or not self.last or other.first <= self.last
        )


def span_of(tie: TieFact, event: When | None = None) -> Span:
    """When a tie can hold. What is done once holds on the day of ``since``, or on that of its event; the rest from ``since`` on."""
    since, until = tie.since, tie.until
    if not TIE[tie.tie].lasting and not until:
        since = until = since or event
    return Span(_edge(since, first=True), _edge(until, first=False), bool(since or until))


def _edge(when: When | None, *, first: bool) -> date | None:
    days = Days.of(when).stretches if when else ()
    if not days:
        return None
    edge = min(one.first for one in days) if first else max(one.last for one in days)
    return None if edge in {date.min, date.max} else edge


def between_ties(kb: KnowledgeBase, belonging: Belonging) -> Iterator[Difference]:
    """Every difference between ties: said and denied, with another certainty, planned and done, excluded and opposed types."""
    ties = [fact for fact in kb.facts.values() if isinstance(fact, TieFact)]
    known = {tie.id: tie for tie in ties}
    spans = {tie.id: span_of(tie, _of_event(kb, tie)) for tie in ties}

    def apart(one: Fact, other: Fact) -> bool:
        """Times that cannot overlap; or what is done once, in two events."""
        first, second = known[one.id], known[other.id]
        lasting = TIE[first.tie].lasting or TIE[second.tie].lasting
        two_events = first.event and second.event and first.event != second.event and not lasting
        return bool(two_events) or not spans[one.id].overlaps(spans[other.id])

    def finished(found: Iterable[Difference]) -> Iterator[Difference]:
        for one in found:
            sided = [known[fact.id] for fact in one.facts]
            ends = {end for fact in sided for end in (fact.subject, fact.object)}
            events = {fact.event for fact in sided if fact.event}
            untold = "" if all(spans[fact.id].told for fact in sided) else _UNTOLD
            yield replace(one, core=tuple(sorted(ends)), about=tuple(sorted({*ends, *events})), says=one.says + untold)

    same: dict[tuple[str, str, str], list[TieFact]] = defaultdict(list)
    pairs: dict[tuple[str, str], list[Claim[tuple[str, str, str]]]] = defaultdict(list)
    for tie in ties:
        subject, type_, object_ = triple = _triple(tie, belonging)
        same[triple].append(tie)
        if tie.status == "actual" and tie.certainty != "denied":
            ends = (min(subject, object_), max(subject, object_))
            pairs[ends].append(Claim(tie, triple, f"{type_} {subject} {object_}", _tie_said(kb, tie)))
    for triple, told in sorted(same.items()):
        what = f"That {_tie_said(kb, min(told, key=lambda tie: (tie.subject, tie.object)))}"
        yield from finished(sureness(("tie", *triple), told, what, apart))
        yield from finished(_done_or_planned(("tie-status", *triple), told, what, apart))
    for between, claims in sorted(pairs.items()):
        yield from finished(contrasts(("ties", *between), claims, _excluding, apart=apart))


def _tie_said(kb: KnowledgeBase, tie: TieFact) -> str:
    return f"{kb.entities[tie.subject].name} {TIE[tie.tie].label} {kb.entities[tie.object].name}"


def _done_or_planned(
    key: tuple[str, ...], told: Iterable[Fact], what: str, apart: Callable[[Fact, Fact], bool] = never
) -> Iterator[Difference]:
    """Facts that say the same as done and as planned; what is wanted, expected or feared says nothing of whether it is done."""
    done = [
        Claim(fact, fact.status, fact.status, "told as done" if fact.status == "actual" else "told as planned")
        for fact in told
        if fact.certainty != "denied" and fact.status in {"actual", "planned"}
    ]
    return contrasts(key, done, lambda *_: Contrast("status", f"{what} is told as done, and as planned."), apart=apart)


def _of_event(kb: KnowledgeBase, tie: TieFact) -> When | None:
    """The date that the article of a tie gives the event of the tie."""
    accounts = kb.events[tie.event].accounts if tie.event and tie.event in kb.events else ()
    return next((account.when for account in accounts if account.article == tie.article and account.when), None)


def _triple(tie: TieFact, belonging: Belonging) -> tuple[str, str, str]:
    subject, object_ = belonging.one(tie.subject), belonging.one(tie.object)
    if TIE[tie.tie].symmetric and object_ < subject:
        subject, object_ = object_, subject
    return (subject, tie.tie, object_)


def _excluding(one: Claim[tuple[str, str, str]], other: Claim[tuple[str, str, str]]) -> Contrast | None:
    found = exclusion(one.value, other.value)
    return Contrast(found.kind, f"{one.says}, and {other.says}. {found.reason}") if found else None


def exclusion(one: tuple[str, str, str], other: tuple[str, str, str]) -> Exclusion | None:
    """The reason why two ties (subject, type, object) exclude each other or are opposed, if they do; it is the same both ways round."""
    return next((rule for rule in EXCLUSIONS if _excludes(rule, one, other) or _excludes(rule, other, one)), None)


def _excludes(rule: Exclusion, one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """A type that reads the same both ways is held against a tie in either direction."""
    if (one[1], other[1]) != (rule.one, rule.other) or {one[0], one[2]} != {other[0], other[2]}:
        return False
    if TIE[rule.one].symmetric or TIE[rule.other].symmetric:
        return True
    return (one[0] == other[0]) is not rule.turned


def sureness(key: tuple[str, ...], told: Iterable[Fact], what: str, apart: Callable[[Fact, Fact], bool] = never) -> Iterator[Difference]:
    """Facts that say the same thing with another certainty, those of one status held against each other; ``what`` begins the sentence.

    In one article an allegation and whoever makes it are one telling: it gives both answers, and differs from none that gives one.
    """
    by_status: dict[str, list[Claim[str]]] = defaultdict(list)
    for fact in told:
        by_status[fact.status].append(Claim(fact, fact.certainty, fact.certainty, LABEL[fact.certainty]))
    for status, claims in sorted(by_status.items()):
        named = what if status == "actual" else f"{what} ({LABEL[status]})"
        yield from contrasts(("certainty", *key, status), claims, _between_certainties(named), apart=_or_reported(claims, apart))


def _or_reported(claims: Iterable[Claim[str]], apart: Callable[[Fact, Fact], bool]) -> Callable[[Fact, Fact], bool]:
    given: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        given[claim.fact.article].add(claim.value)
    both = {article for article, certainties in given.items() if {"alleged", "asserted"} <= certainties}

    def reported(one: Fact, other: Fact) -> bool:
        return apart(one, other) or (
            {one.certainty, other.certainty} == {"alleged", "asserted"} and bool(both & {one.article, other.article})
        )

    return reported


def _between_certainties(what: str) -> Callable[[Claim[str], Claim[str]], Contrast]:
    def relate(one: Claim[str], other: Claim[str]) -> Contrast:
        if "denied" in {one.value, other.value}:
            said = other.says if one.value == "denied" else one.says
            return Contrast("denial", f"{what} is {said} by one voice, and denied by another.")
        return Contrast("certainty", f"{what} is told with another certainty: {one.says}, and {other.says}.")

    return relate


def between_certainties(kb: KnowledgeBase) -> Iterator[Difference]:
    """Accounts of one event, figures and statements that say the same thing with another certainty; accounts, as planned and done."""
    alike: dict[tuple[str, ...], list[_Told]] = defaultdict(list)
    for fact in kb.facts.values():
        if isinstance(fact, EventFact | FigureFact | StatementFact) and (key := _same_words(fact)):
            alike[key].append(fact)
    for key, told in sorted(alike.items()):
        known = {fact.id: fact for fact in told}
        what = min(_named(fact) for fact in told)
        done = _done_or_planned(("status", *key), told, what) if key[0] == "event" else iter(())
        for one in (*sureness(key, told, what), *done):
            sided = [known[fact.id] for fact in one.facts]
            yield replace(one, core=_core(sided), about=_concerned(kb, sided))


def _named(fact: _Told) -> str:
    """What a sentence on certainty begins with; the event stands above it."""
    match fact:
        case StatementFact():
            return f"“{fact.says.rstrip('.')}”"
        case FigureFact():
            return f"“{' '.join(part for part in (fact.printed, LABEL[fact.what], fact.of) if part)}”"
        case _:
            return "It"


def _same_words(fact: _Told) -> tuple[str, ...] | None:
    """What accounts, figures or statements share where they say the same; a statement must say it in the same words of the editor."""
    match fact:
        case EventFact():
            return ("event", fact.event)
        case FigureFact() if fact.count is not None:
            return ("figure", fact.event, fact.what, _folded(fact.of), str(fact.count), fact.bound)
        case StatementFact():
            return ("statement", *sorted(fact.about), _folded(fact.says))
        case _:
            return None


def _core(facts: Iterable[_Told]) -> tuple[str, ...]:
    found: set[str] = set()
    for fact in facts:
        found |= set(fact.about) if isinstance(fact, StatementFact) else {fact.event}
    return tuple(sorted(found))


def _concerned(kb: KnowledgeBase, facts: Iterable[_Told]) -> tuple[str, ...]:
    found = set(_core(facts))
    for one in list(found & kb.events.keys()):
        found |= {who for account in kb.events[one].accounts for _, who in account.people()}  # type: ignore[index]
    return tuple(sorted(found | {fact.event for fact in facts if isinstance(fact, StatementFact) and fact.event}))


def _folded(words: str) -> str:
    return fold(words).text.casefold().strip().rstrip(".")
