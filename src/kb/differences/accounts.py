"""Differences between the accounts of one event: when, how many, where, who in which role, of what kind, to what end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.differences.belonging import Belonging
from kb.differences.days import Days
from kb.differences.finding import Claim, Contrast, Difference, contrasts
from kb.differences.kinds import DOERS, OPPOSED_ROLES
from kb.knowledge import Event, KnowledgeBase
from kb.model import DateFact, EntityId, EventFact, Fact, FigureFact, When
from kb.passages.reading import fold
from kb.vocabulary import LABEL, ROLE_LABEL, ROLES

_MOST: Final = float("inf")
_PEOPLE: Final = frozenset({"killed", "injured", "arrested"})  # figures that count people by their meaning


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure: what it counts (nothing: all), the least and the most that it allows."""

    of: str
    least: float
    most: float

    @classmethod
    def of_figure(cls, fact: FigureFact, count: int) -> Amount:
        """“At least” opens the top, “nearly” the bottom; “about” says no bound, so no other number is against it."""
        counted = fold(fact.of).text.casefold().strip()
        counted = "" if fact.what in _PEOPLE and counted == "people" else counted
        least = 0 if fact.bound in {"nearly", "about"} else count
        return cls(counted, least, _MOST if fact.bound in {"at-least", "about"} else count)


def between_accounts(kb: KnowledgeBase, event: Event, belonging: Belonging) -> Iterator[Difference]:
    """Every difference between what is told of one event."""
    facts = [fact for fact in kb.facts_of[event.id] if isinstance(fact, EventFact | FigureFact | DateFact) and fact.event == event.id]
    told = [fact for fact in facts if fact.certainty != "denied"]
    accounts = [fact for fact in told if isinstance(fact, EventFact)]
    taking_part = {who for account in event.accounts for _, who in account.people()}

    def concerning(found: Iterator[Difference], *more: str) -> Iterator[Difference]:
        for one in found:
            yield replace(one, core=(event.id,), about=tuple(sorted({event.id, *taking_part, *more})))

    places = {place for account in event.accounts for place in account.places}
    yield from concerning(_dates(event, told))
    yield from concerning(_figures(event, [fact for fact in told if isinstance(fact, FigureFact)]))
    for found in concerning(_places(kb, event, accounts, belonging), *places):
        yield replace(found, core=(event.id, *sorted({one for fact in found.facts if isinstance(fact, EventFact) for one in fact.places})))
    yield from concerning(_kinds(event, accounts))
    yield from concerning(_outcomes(event, accounts))
    for found, actors in (*_roles(kb, event, accounts, belonging), *_holders(kb, event, accounts, belonging)):
        yield replace(found, core=(event.id, *actors), about=tuple(sorted({event.id, *actors})))


def _dates(event: Event, told: Sequence[Fact]) -> Iterator[Difference]:
    """A dated expression has the status of the accounts beside it: the date of a plan is not held against that of the deed.

    Where its article tells both of a plan and of the deed, it is taken for that of the deed.
    """
    statuses: dict[str, set[str]] = defaultdict(set)
    for fact in told:
        if isinstance(fact, EventFact):
            statuses[fact.article].add(fact.status)
    by_status: dict[str, list[Claim[Days]]] = defaultdict(list)
    for fact in told:
        if isinstance(fact, EventFact | DateFact) and fact.when:
            days = Days.of(fact.when)
            beside = statuses.get(fact.article, {"actual"})
            status = fact.status if isinstance(fact, EventFact) else "actual" if "actual" in beside else min(beside)
            by_status[status].append(Claim(fact, days, days.word, when_said(fact.when)))
    for status, claims in sorted(by_status.items()):
        yield from contrasts(("date", event.id, status), claims, _between_dates)


def _between_dates(one: Claim[Days], other: Claim[Days]) -> Contrast:
    both = f"{one.says}, and {other.says}"
    if one.value.rough or other.value.rough:
        return Contrast("date-exactness", f"The dates are not the same, and at least one is approximate or uncertain: {both}.")
    if not one.value.meet(other.value):
        return Contrast("date", f"The dates have no day in common: {both}.")
    for part, whole in ((one, other), (other, one)):
        if part.value.within(whole.value):
            return Contrast("date-exactness", f"One date lies within the other: {part.says}, within {whole.says}.")
    return Contrast("date-exactness", f"The dates have days in common, and are not the same: {both}.")


def when_said(when: When) -> str:
    """A date in words, with the bounds that the text sets."""
    bounds = [f"not before {when.earliest.label}"] if when.earliest else []
    bounds += [f"not after {when.latest.label}"] if when.latest else []
    return ", ".join((when.date.label, *bounds))


def _figures(event: Event, told: Sequence[FigureFact]) -> Iterator[Difference]:
    """Figures that give a number; “dozens” is none, and is not made one."""
    by_what: dict[tuple[str, str], list[Claim[Amount]]] = defaultdict(list)
    for fact in told:
        if fact.count is not None:
            amount = Amount.of_figure(fact, fact.count)
            says = " ".join(part for part in (LABEL[fact.bound], f"{fact.count:,}", LABEL[fact.what], fact.of) if part)
            by_what[fact.what, fact.status].append(Claim(fact, amount, f"{amount.of}|{fact.count:012}|{fact.bound}", says))
    for (what, status), claims in sorted(by_what.items()):
        yield from contrasts(("figure", event.id, what, status), claims, _between_figures)


def _between_figures(one: Claim[Amount], other: Claim[Amount]) -> Contrast | None:
    """The same thing counted twice; or a whole, which cannot be less than its part."""
    a, b = one.value, other.value
    both = f"{one.says}, and {other.says}"
    if a.of == b.of and (a.of or _same_what_is_enough(one)):
        if a.most < b.least or b.most < a.least:
            return Contrast("figure", f"The numbers cannot both hold: {both}.")
        return Contrast("figure-exactness", f"The numbers are not the same, and can both hold: {both}.")
    for whole, part in ((a, b), (b, a)):
        if not whole.of and _same_what_is_enough(one) and whole.most < part.least:
            return Contrast("figure", f"The number of all is less than that of a part: {both}.")
    return None


def _same_what_is_enough(claim: Claim[Amount]) -> bool:
    """Two figures of “other” things count the same only where both say what."""
    return isinstance(claim.fact, FigureFact) and claim.fact.what != "other"


def _places(kb: KnowledgeBase, event: Event, accounts: Sequence[EventFact], belonging: Belonging) -> Iterator[Difference]:
    claims: dict[str, list[Claim[frozenset[str]]]] = defaultdict(list)
    for account in accounts:
        if account.places:
            claims[account.status].append(_named(kb, account, account.places, belonging))

    def relate(one: Claim[frozenset[str]], other: Claim[frozenset[str]]) -> Contrast | None:
        both = f"{one.says}, and {other.says}"
        if one.value & other.value:
            return None
        if belonging.akin(one.value, other.value):
            return Contrast("place-exactness", f"One place belongs to the other: {both}.")
        return Contrast("place", f"The places are not the same, and no file puts one within the other: {both}.")

    for status, given in sorted(claims.items()):
        yield from contrasts(("place", event.id, status), given, relate)


def _kinds(event: Event, accounts: Sequence[EventFact]) -> Iterator[Difference]:
    claims = [Claim(account, account.event_kind, account.event_kind, LABEL[account.event_kind]) for account in accounts]
    yield from contrasts(("event-kind", event.id), claims, _both("event-kind", "It is told as two kinds of event"))


def _outcomes(event: Event, accounts: Sequence[EventFact]) -> Iterator[Difference]:
    claims = [Claim(account, account.outcome, _folded(account.outcome), account.outcome) for account in accounts if account.outcome]
    yield from contrasts(("outcome", event.id), claims, lambda *_: Contrast("outcome", "The outcome is told in other words."))


def _roles(
    kb: KnowledgeBase, event: Event, accounts: Sequence[EventFact], belonging: Belonging
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """One actor, in whatever roles each account has it."""
    claims: dict[tuple[str, str], list[Claim[frozenset[str]]]] = defaultdict(list)
    actors: dict[str, set[str]] = defaultdict(set)
    for account in accounts:
        roles: dict[str, set[str]] = defaultdict(set)
        for role, who in account.people():
            roles[belonging.one(who)].add(role)
            actors[belonging.one(who)].add(who)
        for actor, held in roles.items():
            says = ", ".join(f"“{ROLE_LABEL[term.id]}”" for term in ROLES if term.id in held)
            claims[actor, account.status].append(Claim(account, frozenset(held), "+".join(sorted(held)), says))
    for (actor, status), given in sorted(claims.items()):
        relate = _between_roles(kb.entities[EntityId(actor)].name)
        yield from ((found, tuple(sorted(actors[actor]))) for found in contrasts(("role", event.id, actor, status), given, relate))


def _between_roles(name: str) -> Callable[[Claim[frozenset[str]], Claim[frozenset[str]]], Contrast | None]:
    def relate(one: Claim[frozenset[str]], other: Claim[frozenset[str]]) -> Contrast | None:
        both = f"{one.says}, and {other.says}"
        if one.value & other.value:
            return None
        if {"participant"} in (one.value, other.value):
            return Contrast("role-exactness", f"Of {name}, one account tells the role, the other only that it takes part: {both}.")
        if any(frozenset({a, b}) in OPPOSED_ROLES for a in one.value for b in other.value):
            return Contrast("role-opposed", f"{name} stands in roles that face each other: {both}.")
        return Contrast("role", f"{name} stands in two roles: {both}.")

    return relate


def _holders(
    kb: KnowledgeBase, event: Event, accounts: Sequence[EventFact], belonging: Belonging
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """A role of whoever did the deed, and whom each account has in it."""
    claims: dict[tuple[str, str], list[Claim[frozenset[str]]]] = defaultdict(list)
    actors: dict[str, set[str]] = defaultdict(set)
    for account in accounts:
        for role, members in account.participants:
            if role in DOERS and members:
                claims[role, account.status].append(_named(kb, account, members, belonging))
                actors[role] |= set(members)

    def relating(role: str) -> Callable[[Claim[frozenset[str]], Claim[frozenset[str]]], Contrast | None]:
        def relate(one: Claim[frozenset[str]], other: Claim[frozenset[str]]) -> Contrast | None:
            both = f"{one.says}, and {other.says}"
            if one.value & other.value:
                return None
            if belonging.akin(one.value, other.value):
                return Contrast("role-exactness", f"Under “{ROLE_LABEL[role]}”, one belongs to the other: {both}.")
            return Contrast("role-holder", f"Under “{ROLE_LABEL[role]}”, the accounts name nobody in common: {both}.")

        return relate

    for (role, status), given in sorted(claims.items()):
        for found in contrasts(("role-holder", event.id, role, status), given, relating(role)):
            named = {who for fact in found.facts if isinstance(fact, EventFact) for one, who in fact.people() if one == role}
            yield found, tuple(sorted(named))


def _named(kb: KnowledgeBase, fact: EventFact, entities: Sequence[EntityId], belonging: Belonging) -> Claim[frozenset[str]]:
    ids = belonging.all_of(entities)
    return Claim(fact, ids, "+".join(sorted(ids)), ", ".join(sorted(kb.entities[one].name for one in entities)))


def _both(kind: str, sentence: str) -> Callable[[Claim[str], Claim[str]], Contrast | None]:
    return lambda one, other: Contrast(kind, f"{sentence}: {one.says}, and {other.says}.")


def _folded(words: str) -> str:
    return fold(words).text.casefold().strip().rstrip(".")
