"""What the build found to differ: each difference with both sides, their words and voices, and an editor's judgement where there is one.

The page of disputes shows all of them, the page of an actor, place or event those that concern it; on both the two sides are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.differences import DIFFERENCES, WEIGHTS, Difference, DifferenceKind
from kb.model import Fact
from kb.pages.page import Chip, Link, Page, Part, Row, plural, render
from kb.pages.paging import TALL, Section, Stretch
from kb.pages.wording import Speech
from kb.vocabulary import VERDICTS

_KIND = {kind.id: kind for kind in DIFFERENCES}
URL: Final = "disputes/"
MOST: Final = 60  # differences that the page of disputes tells in full; each takes about 4 kB
_SHEET: Final = 60  # on each page where there are more
_VERDICT = {verdict.id: verdict for verdict in VERDICTS}


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a side: the article that tells it, and the fact with its words."""

    article: Link
    row: Row


@dataclass(frozen=True, slots=True)
class Stood:
    """One side: what it says in short, and every fact that says it."""

    says: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """An editor's judgement on a difference, and the dispute that gives it."""

    dispute: Link
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference ready to print; ``topic`` is what both sides are on."""

    id: str
    kind: DifferenceKind
    topic: tuple[Link, ...]
    says: str
    sides: tuple[Stood, ...]
    judged: tuple[Judged, ...]
    beside: tuple[Link, ...]
    about: tuple[Link, ...]

    @property
    def state(self) -> str:
        """``judged`` or ``open``: what the filter asks for."""
        return "judged" if self.judged else "open"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The differences of one weight, those without a judgement first."""

    label: str
    meaning: str
    differences: tuple[DifferenceView, ...]

    def __len__(self) -> int:
        """How many it has."""
        return len(self.differences)

    def cut(self, first: int, last: int) -> Weighed:
        """The same weight with its differences from ``first`` to before ``last``."""
        return replace(self, differences=self.differences[first:last])


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A difference in one line, and where it stands in full."""

    id: str
    at: Link


@dataclass(frozen=True, slots=True)
class Shown:
    """The differences of one page."""

    found: tuple[DifferenceView, ...]

    def __len__(self) -> int:
        """How many they are."""
        return len(self.found)

    def cut(self, first: int, last: int) -> Shown:
        """Some of them only."""
        return Shown(self.found[first:last])


@dataclass(frozen=True, slots=True)
class Found:
    """Every difference, for the page of disputes."""

    sub: str
    times: int
    chips: tuple[Chip, ...]
    weighed: tuple[Weighed, ...]


def whole(speech: Speech) -> Found:
    """What the page of disputes says of the differences that the build found."""
    found = [view(speech, one) for one in speech.differences]
    weighed = tuple(
        Weighed(f"{weight.label[:1].upper()}{weight.label[1:]}", weight.meaning, tuple(sorted(of_weight, key=lambda one: bool(one.judged))))
        for weight in WEIGHTS
        if (of_weight := [one for one in found if one.kind.weight == weight.id])
    )
    return Found(counted(speech), len(found), tuple(_chips(found)), weighed)


def divided(found: Found) -> tuple[tuple[ShortLine, ...], list[Page]]:
    """Of very many differences a line each for the page of disputes, where their anchors stay, and the pages that tell them in full."""
    short: list[ShortLine] = []
    pages: list[Page] = []
    whole = [(group, one) for group in found.weighed for one in group.differences]
    stretches = [
        Stretch(start + 1, min(start + _SHEET, len(whole)), len(whole), f"{URL}found/{number}/")
        for number, start in enumerate(range(0, len(whole), _SHEET), start=1)
    ]
    for here in stretches:
        shown = whole[here.first - 1 : here.last]
        groups = [replace(group, differences=tuple(one for of, one in shown if of is group)) for group in found.weighed]
        html = render("differences_sheet.html", here.url, groups=[group for group in groups if group.differences])
        html += render("stretches.html", here.url, here=here, stretches=stretches, anchor="found")
        sub = f"differences {here.first:,} to {here.last:,} of {here.of:,}"
        lead = render("continued.html", here.url, back=Link(f"{URL}#found", "Disputes"), sub=sub)
        parts = (Part("found", "Found by comparison", html),)
        pages.append(Page(here.url, f"Disputes: found, {here.first:,}–{here.last:,}", lead, parts, f"Disputes: {sub}.", kind="continued"))
        short += [ShortLine(one.id, Link(f"{here.url}#{one.id}", f"{one.kind.label}: {one.says}")) for _, one in shown]
    return tuple(short), pages


def part(speech: Speech, subject: str, url: str) -> Part | None:
    """The differences that concern one page's subject."""
    about = section(speech, subject)
    return Part(about.anchor, about.heading, about.show(url, about.groups)) if len(about) else None


def section(speech: Speech, subject: str) -> Section[Shown]:
    """The same as a section that may go on over several pages."""
    found = tuple(_on_page_of(view(speech, one), speech.name(subject)) for one in speech.differences_about.get(subject, ()))
    return Section("found", "Differences found by comparison", [Shown(found)], _show, first=TALL)


def _show(url: str, groups: Sequence[Shown]) -> str:
    return render("differences_part.html", url, found=[one for group in groups for one in group.found])


def _on_page_of(one: DifferenceView, subject: Link) -> DifferenceView:
    """Without the event on whose page it stands."""
    return one if len(one.topic) > 1 else replace(one, topic=tuple(link for link in one.topic if link != subject))


def counted(speech: Speech) -> str:
    """How many there are, and on how many an editor has judged."""
    judged = sum(bool(one.judged_by) for one in speech.differences)
    found = plural(len(speech.differences), "difference") if speech.differences else "no difference"
    state = f", {judged} of them judged by an editor" if speech.differences else ""
    return f"What two articles or voices say of the same event, or of the same two parties, was compared. That found {found}{state}."


def view(speech: Speech, found: Difference) -> DifferenceView:
    """A difference as the templates print it."""
    events = [one for one in found.core if one in speech.kb.events]
    return DifferenceView(
        found.id,
        _KIND[found.kind],
        tuple(speech.name(one) for one in events or found.core),
        found.says,
        tuple(Stood(side.says, tuple(_told(speech, fact) for fact in side.facts)) for side in found.sides),
        tuple(_judged(speech, one) for one in found.judged_by),
        tuple(_question(speech, one) for one in found.beside),
        tuple(speech.name(one) for one in found.about),
    )


def found_of(speech: Speech, dispute: str) -> tuple[Link, ...]:
    """The differences that a dispute judges, as links to them on the page of disputes."""
    return tuple(
        Link(f"disputes/#{one.id}", f"{_KIND[one.kind].label}: {', '.join(side.says for side in one.sides)}")
        for one in speech.judged_in.get(dispute, ())
    )


def _told(speech: Speech, fact: Fact) -> Told:
    return Told(speech.article(speech.kb.articles[fact.article]), speech.row(fact))


def _judged(speech: Speech, dispute: str) -> Judged:
    one = speech.kb.disputes[dispute].dispute
    return Judged(_question(speech, dispute), _VERDICT[one.verdict].label, one.reason)


def _question(speech: Speech, dispute: str) -> Link:
    return Link(f"disputes/#{dispute}", speech.kb.disputes[dispute].dispute.question)


def _chips(found: Sequence[DifferenceView]) -> list[Chip]:
    """A filter by kind and by judgement; none where it would not part them."""
    kinds = Counter(one.kind.id for one in found)
    states = Counter(one.state for one in found)
    words = {"open": "not judged", "judged": "judged"}
    chips = [Chip("kind", kind.id, kind.label, kinds[kind.id]) for kind in DIFFERENCES if kinds[kind.id] and len(kinds) > 1]
    return chips + [Chip("state", one, words[one], states[one]) for one in words if states[one] and len(states) > 1]
