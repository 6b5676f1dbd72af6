"""The closed lists of this room: what a difference can be, which roles face each other, which ties stand against each other.

No editor chooses from them; the guide prints them. A rule is here with the reason for which two facts are held to differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kb.vocabulary import Term


@dataclass(frozen=True, slots=True)
class DifferenceKind(Term):
    """A kind of difference that the build finds. ``weight`` is the ``id`` of one of ``WEIGHTS``."""

    weight: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two types of tie that exclude each other at one time, or are opposed, and why; ``kind`` is a kind of difference.

    Both are read from the same subject to the same object; where ``turned``, the other one from object to subject.
    """

    kind: str
    one: str
    other: str
    reason: str
    turned: bool = False


WEIGHTS: Final[tuple[Term, ...]] = (
    Term("excludes", "they exclude each other", "As told, both cannot be so."),
    Term("differs", "told differently", "Not the same is told; both may be so."),
    Term("exactness", "more or less exact", "Both can be so; one is told more exactly, or only roughly."),
)

DIFFERENCES: Final[tuple[DifferenceKind, ...]] = (
    DifferenceKind("denial", "said and denied", "One voice says it, another says that it is not so.", "excludes"),
    DifferenceKind("tie-excluded", "ties that exclude each other", "Two ties that cannot both hold at one time.", "excludes"),
    DifferenceKind("date", "date", "Two dates without a day in common.", "excludes"),
    DifferenceKind("figure", "figure", "Two numbers of the same thing that cannot both hold.", "excludes"),
    DifferenceKind("tie-opposed", "ties for and against", "At one time, a tie for somebody and a tie against him.", "differs"),
    DifferenceKind("role-opposed", "opposite roles", "One actor in two roles that face each other.", "differs"),
    DifferenceKind("role", "role", "One actor in two roles.", "differs"),
    DifferenceKind("role-holder", "who it was", "One role that one actor would fill, and no actor whom both name in it.", "differs"),
    DifferenceKind("place", "place", "Two places, neither a part of the other.", "differs"),
    DifferenceKind("event-kind", "kind of event", "One event told as two kinds.", "differs"),
    DifferenceKind("outcome", "outcome", "The outcome in other words.", "differs"),
    DifferenceKind("certainty", "certainty", "The same thing, said with another certainty.", "differs"),
    DifferenceKind("status", "planned or done", "The same thing, told as done and told as planned.", "differs"),
    DifferenceKind("date-exactness", "how exact the date is", "Two dates that share days, or of which one is only rough.", "exactness"),
    DifferenceKind("figure-exactness", "how exact the figure is", "Two numbers that are not the same and can both hold.", "exactness"),
    DifferenceKind("place-exactness", "how exact the place is", "A place, and another that it is a part of.", "exactness"),
    DifferenceKind(
        "role-exactness",
        "how exact the role is",
        "An actor and a whole that it belongs to, or a role and no more than “taking part”.",
        "exactness",
    ),
)

# Roles that face each other: whoever has the one does to whoever has the other.
OPPOSED_ROLES: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(pair)
    for pair in (
        ("perpetrator", "target"),
        ("perpetrator", "victim"),
        ("claimant", "victim"),
        ("suspect", "victim"),
        ("planner", "target"),
        ("planner", "victim"),
        ("authority", "subject"),
        ("authority", "suspect"),
        ("speaker", "addressee"),
        ("host", "guest"),
        ("founder", "founded"),
        ("trainer", "trainee"),
        ("supporter", "target"),
        ("supporter", "victim"),
    )
)

# Roles of whoever does the one deed that the event is. Targets, victims, parties or participants may be many, and each account may
# name others of them, so other names there are no difference.
DOERS: Final[frozenset[str]] = frozenset(
    {"perpetrator", "claimant", "authority", "speaker", "host", "guest", "founder", "founded", "trainer"}
)

# The direction counts, but for types that read the same both ways. What may stand beside each other, as backing somebody and pressing
# him, is not here.
EXCLUSIONS: Final[tuple[Exclusion, ...]] = (
    *(
        Exclusion("tie-excluded", one, "refuses-to-cooperate-with", "One says that they do it together, the other that it is refused.")
        for one in ("cooperates-with", "coordinates-with", "shares-intelligence-with")
    ),
    Exclusion("tie-excluded", "tolerates", "cracks-down-on", "What is let be is not acted against."),
    Exclusion("tie-excluded", "leads", "reports-to", "Whoever heads it takes no orders from it."),
    *(
        Exclusion("tie-excluded", one, one, "It holds in one direction only.", turned=True)
        for one in (
            "part-of",
            "offshoot-of",
            "front-name-of",
            "under-authority-of",
            "reports-to",
            "founded",
            "leads",
            "member-of",
            "succeeded",
        )
    ),
    *(
        Exclusion("tie-opposed", one, other, "The one is for the other party, the other against it.")
        for one in ("supports", "sponsors", "finances", "arms")
        for other in ("opposes", "fights", "attacked", "targets", "cracks-down-on", "isolates")
    ),
    *(
        Exclusion("tie-opposed", one, "fights", "The one is help, the other a fight.")
        for one in ("trains", "advises", "hosts", "facilitates", "recruits-for", "represents")
    ),
    *(
        Exclusion("tie-opposed", one, other, "The one puts them on one side, the other on two.")
        for one in ("allied-with", "cooperates-with", "coordinates-with")
        for other in ("fights", "rivals", "opposes")
    ),
    *(
        Exclusion("tie-opposed", one, "fights", "The one puts them in one body, the other on two sides.")
        for one in ("part-of", "member-of", "reports-to", "under-authority-of", "leads")
    ),
    *(Exclusion("tie-opposed", one, "cracks-down-on", "The one lets it work, the other stops it.") for one in ("hosts", "facilitates")),
    Exclusion("tie-opposed", "recognizes", "isolates", "The one grants it a right, the other shuns it."),
)
