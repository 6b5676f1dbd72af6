"""The disputes: questions on which articles or voices differ, both sides with their words, and the editor's judgement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb import moves
from kb.knowledge import JoinedDispute, JoinedSide, KnowledgeBase
from kb.pages import differences_part
from kb.pages.page import Cite, Link, Page, Part, Phrase, plural, render
from kb.pages.wording import Speech
from kb.vocabulary import VERDICTS, Term

URL = "disputes/"


@dataclass(frozen=True, slots=True)
class SideView:
    """A side: who holds it, what it says in short, its words and where they stand."""

    article: Link
    says: str
    voices: tuple[Phrase, ...]
    words: tuple[str, ...]
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute ready to print."""

    id: str
    question: str
    verdict: str
    reason: str
    about: tuple[Link, ...]
    sides: tuple[SideView, ...]
    found: tuple[Link, ...]
    old: tuple[str, ...] = ()  # ids that lead here, and were given up


@dataclass(frozen=True, slots=True)
class JudgedAlike:
    """The disputes on which editors gave one judgement."""

    term: Term
    disputes: tuple[DisputeView, ...]


def make(kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
    """The page of all disputes, those in which both sides cannot be so first."""
    order = [term.id for term in VERDICTS]
    disputes = sorted(kb.disputes.values(), key=lambda one: (order.index(one.dispute.verdict), one.dispute.id))
    build = differences_part.whole(speech)
    compared = plural(build.times, "difference")
    sub = f"{plural(len(disputes), 'question')} on which articles or voices differ, and {compared} found by comparison. None is settled."
    judged = [JudgedAlike(term, tuple(view(speech, one) for one in disputes if one.dispute.verdict == term.id)) for term in VERDICTS]
    short, more = differences_part.divided(build) if build.times > differences_part.MOST else ((), [])
    lead = render(
        "disputes.html",
        URL,
        sub=sub,
        verdicts=[one for one in judged if one.disputes],
        build=build,
        short=short,
    )
    yield Page(URL, "Disputes", lead, description=f"Disputes: {sub}", kind="index")
    yield from more


def part(speech: Speech, disputes: Sequence[JoinedDispute], url: str) -> Part | None:
    """The disputes that concern one page's subject."""
    if not disputes:
        return None
    views = [view(speech, one) for one in disputes]
    return Part("disputes", "Where accounts differ", render("disputes_part.html", url, disputes=views))


def view(speech: Speech, joined: JoinedDispute) -> DisputeView:
    """A dispute as the templates print it."""
    dispute = joined.dispute
    label = next(term.label for term in VERDICTS if term.id == dispute.verdict)
    return DisputeView(
        dispute.id,
        dispute.question,
        label,
        dispute.reason,
        tuple(speech.name(one) for one in dispute.about),
        tuple(_side(speech, side) for side in joined.sides),
        differences_part.found_of(speech, dispute.id),
        tuple(old for old in speech.kb.moved if moves.end_of(speech.kb.moved, old) == dispute.id),
    )


def _side(speech: Speech, joined: JoinedSide) -> SideView:
    voices = {fact.voice: speech.voice(fact) for fact in joined.facts if not fact.voice.is_author}
    return SideView(
        speech.article(speech.kb.articles[joined.side.article]),
        joined.side.says,
        tuple(voices.values()),
        tuple(quote.exact for quote in joined.side.quotes),
        tuple(speech.cite_passage(passage) for passage in joined.passages),
    )
