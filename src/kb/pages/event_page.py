"""The page of an event: when, where, who in which role, how many, and each article's account side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.citations import when_words
from kb.independence import spread
from kb.knowledge import Event, KnowledgeBase
from kb.model import DateFact, EventFact, Fact, FigureFact, StatementFact, TieFact
from kb.pages import differences_part, disputes_page, spans
from kb.pages.page import Cite, Link, Page, Part, Phrase, joined, plural, quoted, render
from kb.pages.wording import Speech, event_when, fact_chips, figure_words
from kb.vocabulary import LABEL, ROLES


@dataclass(frozen=True, slots=True)
class Said:
    """What one account says to one question."""

    says: Phrase
    cites: tuple[Cite, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One question, and the answer of each account; ``verdict`` says whether they agree."""

    label: str
    cells: tuple[tuple[Said, ...], ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An event in the order of time around this one."""

    when: str
    link: Link
    here: bool


def make(kb: KnowledgeBase, speech: Speech, event: Event, around: Sequence[Event]) -> Page:
    """The page of one event; ``around`` is a stretch of the timeline with the event in it."""
    url = f"events/{event.id}/"
    when = event_when(event)
    facts = kb.facts_of.get(event.id, ())
    sub = " · ".join(
        part
        for part in (
            LABEL[event.kind],
            when_words(when) if when else "not dated",
            plural(len(event.accounts), "account"),
            spread(event.accounts, speech.derived).words,
        )
        if part
    )
    lead = render(
        "event.html",
        url,
        kind="Event",
        title=event.title,
        sub=sub,
        chips=fact_chips(fact for fact in facts if isinstance(fact, TieFact | StatementFact)),
    )
    heading = "The account" if len(event.accounts) == 1 else f"{len(event.accounts)} accounts, side by side"
    accounts = render(
        "accounts.html",
        url,
        articles=[speech.article(kb.articles[account.article]) for account in event.accounts],
        shorts=[kb.articles[account.article].article.short for account in event.accounts],
        lines=_lines(kb, speech, event, facts),
    )
    drawn = spans.of_accounts(speech, event.accounts)
    figure = render("spans.html", url, spans=drawn) if drawn else ""
    parts = [Part(spans.ACCOUNTS, heading, figure + accounts)]
    for anchor, title, kind in (("ties", "Ties", TieFact), ("statements", "Statements", StatementFact)):
        if found := [fact for fact in facts if isinstance(fact, kind)]:
            groups = [{"heading": (), "rows": speech.rows(list(found))}]
            parts.append(Part(anchor, title, render("groups.html", url, groups=groups, quoted=True), times=len(found)))
    if differing := disputes_page.part(speech, kb.disputes_about.get(event.id, ()), url):
        parts.append(differing)
    if built := differences_part.part(speech, event.id, url):
        parts.append(built)
    parts.append(
        Part(
            "before-and-after",
            "Before and after",
            render("neighbours.html", url, events=_around(speech, event, around)),
        )
    )
    files = [kb.articles[account.article].article.place.path for account in event.accounts]
    tail = render("from.html", url, sources=list(dict.fromkeys(files)))
    return Page(url, event.title, lead, tuple(parts), description=f"{event.title}: {sub}.", kind="event", contents=True, tail=tail)


def _lines(kb: KnowledgeBase, speech: Speech, event: Event, facts: Sequence[Fact]) -> list[AccountLine]:
    figures: dict[str, list[FigureFact]] = defaultdict(list)
    dated: dict[str, list[DateFact]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, FigureFact):
            figures[fact.article].append(fact)
        elif isinstance(fact, DateFact):
            dated[fact.article].append(fact)

    def ask(label: str, answer: Callable[[EventFact], tuple[Said, ...]]) -> AccountLine | None:
        cells = tuple(answer(account) for account in event.accounts)
        compared = cells
        if answer is when and all(account.when for account, cell in zip(event.accounts, cells, strict=True) if cell):
            compared = tuple(cell[:1] for cell in cells)  # the dates: how each text prints its own is no difference
        return AccountLine(label, cells, "" if answer is words else _verdict(compared)) if any(cells) else None

    def words(account: EventFact) -> tuple[Said, ...]:
        return tuple(Said((quoted(one.passage.words),), (speech.cite(one),)) for one in kb.evidence[account.id])

    def when(account: EventFact) -> tuple[Said, ...]:
        said = [Said((when_words(account.when),), speech.cites(account), account.when.basis)] if account.when else []
        printed = [Said((quoted(fact.printed),), speech.cites(fact)) for fact in dated[account.article]]
        return (*said, *printed)

    def role(wanted: str) -> Callable[[EventFact], tuple[Said, ...]]:
        def answer(account: EventFact) -> tuple[Said, ...]:
            members = [who for one, who in account.people() if one == wanted]
            return (Said(joined((speech.name(who),) for who in members), speech.cites(account)),) if members else ()

        return answer

    asked = [
        ask("In its words", words),
        ask("When", when),
        ask(
            "Where",
            lambda account: (Said(joined((speech.name(one),) for one in account.places), speech.cites(account)),) if account.places else (),
        ),
        *(ask(term.label.capitalize(), role(term.id)) for term in ROLES),
        ask("How many", lambda account: tuple(Said((figure_words(fact),), speech.cites(fact)) for fact in figures[account.article])),
        ask("Outcome", lambda account: (Said((account.outcome,), speech.cites(account)),) if account.outcome else ()),
        ask("Who says so", lambda account: (Said(speech.voice(account)),)),
        ask("How sure", lambda account: (Said((account.certainty + ("" if account.status == "actual" else f", {account.status}"),)),)),
    ]
    return [line for line in asked if line]


def _verdict(cells: tuple[tuple[Said, ...], ...]) -> str:
    """Whether the accounts that answer give the same answer, compared as printed."""
    if len(cells) <= 1:
        return ""
    given = [tuple(said.says for said in cell) for cell in cells if cell]
    if any(isinstance(word, str) and word.startswith(("[", "“[")) for says in given for phrase in says for word in phrase):
        return "– words withheld, not compared"
    if len(given) < len(cells):
        return "– only one says" if len(given) == 1 else "– not all say"
    return "= agree" if len(set(given)) == 1 else "≠ differ"


def _around(speech: Speech, event: Event, around: Sequence[Event]) -> list[Neighbour]:
    lines = []
    for one in around:
        when = event_when(one)
        lines.append(Neighbour(when_words(when) if when else "not dated", speech.name(one.id), one.id == event.id))
    return lines
