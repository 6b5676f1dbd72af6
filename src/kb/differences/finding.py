"""What a found difference is, and the one rule by which claims are held against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from kb.model import Fact, content_id

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Stand:
    """One side of a difference: what it says in short, and the facts that say it, ordered by article and place."""

    says: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is told in two ways.

    ``id`` is made from the kind, from what it is about and from the two ways, so another account that agrees with one of them leaves it
    as it is. ``core`` is what the difference is on: an event with the actors or places on which its accounts differ, the two ends of a
    tie, or what a statement is about; ``about`` is everybody whom it concerns besides. ``says`` is a sentence that takes no side.
    ``judged_by`` are the ids of the disputes that judge it, ``beside`` of those that quote both sides and do not.
    """

    id: str
    kind: str
    core: tuple[str, ...]
    about: tuple[str, ...]
    says: str
    sides: tuple[Stand, Stand]
    judged_by: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of both sides."""
        return (*self.sides[0].facts, *self.sides[1].facts)


@dataclass(frozen=True, slots=True)
class Claim(Generic[V]):
    """One answer of one fact to one question: the value, a word that is the same for the same value, and the value in short."""

    fact: Fact
    value: V
    word: str
    says: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """How two values differ: the kind, and the sentence."""

    kind: str
    says: str


def never(_one: Fact, _other: Fact) -> bool:
    """Facts that answer one question can always be held against each other."""
    return False


def contrasts(
    key: tuple[str, ...],
    claims: Iterable[Claim[V]],
    relate: Callable[[Claim[V], Claim[V]], Contrast | None],
    *,
    apart: Callable[[Fact, Fact], bool] = never,
) -> Iterator[Difference]:
    """Hold the answers to one question against each other; the question is ``key``, the answer is in ``core`` and ``about`` later.

    Answers are held against each other where they are given by two voices, or in two articles. Whoever gives both answers agrees with
    both, and so is on no side. ``apart`` says of two facts that they do not speak of the same. ``relate`` gets the claims in the order
    of their words, so the result depends on no order of the input.
    """
    by_word: dict[str, list[Claim[V]]] = defaultdict(list)
    answers: dict[object, set[str]] = defaultdict(set)
    for claim in claims:
        by_word[claim.word].append(claim)
        answers[voice_in(claim.fact)].add(claim.word)
    for one, other in combinations(sorted(by_word), 2):
        wavering = {who for who, given in answers.items() if {one, other} <= given}
        pairs = [
            (left.fact, right.fact)
            for left in by_word[one]
            for right in by_word[other]
            if voice_in(left.fact) != voice_in(right.fact)
            and not wavering & {voice_in(left.fact), voice_in(right.fact)}
            and not apart(left.fact, right.fact)
        ]
        first, second = (min(by_word[word], key=lambda claim: claim.says) for word in (one, other))
        if pairs and (found := relate(first, second)):
            yield Difference(
                id=content_id("d", found.kind, *key, one, other),
                kind=found.kind,
                core=(),
                about=(),
                says=found.says,
                sides=(Stand(first.says, ordered(left for left, _ in pairs)), Stand(second.says, ordered(right for _, right in pairs))),
            )


def voice_in(fact: Fact) -> tuple[str, str, str]:
    """Who tells a fact: one voice in one article. By which work the words came does not make it another voice."""
    return (fact.article, fact.voice.kind, fact.voice.who)


def ordered(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts once each, ordered by article, place and id."""
    return tuple(sorted({fact.id: fact for fact in facts}.values(), key=lambda fact: (fact.article, fact.place.line, fact.id)))
