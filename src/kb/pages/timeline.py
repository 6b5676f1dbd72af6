"""The timeline: every event and every other dated expression, by year and in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kb.citations import when_words
from kb.dates import MONTHS
from kb.knowledge import Event, KnowledgeBase
from kb.model import DateFact, When
from kb.pages.page import Cite, Page, Part, Phrase, plural, quoted, render
from kb.pages.wording import Speech, event_when, merged
from kb.vocabulary import KIND


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline; ``months`` says for each month of its year whether it is meant: certain, possible or no."""

    kind: str
    when: str
    basis: str
    says: Phrase
    certainty: str
    status: str
    cites: tuple[Cite, ...]
    months: tuple[str, ...]
    months_label: str


@dataclass(frozen=True, slots=True)
class Year:
    """A section of the timeline: its anchor, its heading and its lines."""

    anchor: str
    heading: str
    lines: tuple[Line, ...]


def years(kb: KnowledgeBase, speech: Speech) -> list[Year]:
    """The sections in the order of time; what has no printed year, and what has no date, come last."""
    found: dict[tuple[int, str, str], list[tuple[tuple[str, ...], Line]]] = defaultdict(list)
    for section, order, line in _lines(kb, speech):
        found[section].append((order, line))
    return [
        Year(anchor, heading, tuple(line for _, line in sorted(lines, key=lambda one: one[0])))
        for (_, anchor, heading), lines in sorted(found.items())
    ]


def make(kb: KnowledgeBase, speech: Speech) -> Page:
    """The timeline page."""
    url = "timeline/"
    sections = years(kb, speech)
    total = sum(len(year.lines) for year in sections)
    sub = f"{plural(len(kb.events), 'event')} and {plural(total - len(kb.events), 'other dated expression')}"
    lead = render("timeline_head.html", url, sub=sub, years=sections, preview_kinds=KIND)
    parts = tuple(Part(year.anchor, year.heading, render("timeline.html", url, events=year.lines, preview_kinds=KIND)) for year in sections)
    return Page(url, "Timeline", lead, parts, description=f"Timeline: {sub}.", kind="index")


def _lines(kb: KnowledgeBase, speech: Speech) -> Iterator[tuple[tuple[int, str, str], tuple[str, ...], Line]]:
    for event in kb.events.values():
        when = event_when(event)
        account = event.accounts[0]
        cites = tuple(cite for one in event.accounts for cite in speech.cites(one))
        cites += tuple(cite for fact in kb.facts_of[event.id] if isinstance(fact, DateFact) for cite in speech.cites(fact))
        section = _section(when)
        yield (
            section,
            (*event.sort_key(), ""),
            Line(
                event.kind,
                when_words(when) if when else "not dated",
                when.basis if when else "",
                (speech.name(event.id),),
                account.certainty,
                account.status,
                merged(cites),
                *_months(when, section),
            ),
        )
    for fact in kb.facts.values():
        if isinstance(fact, DateFact) and not fact.event:
            section = _section(fact.when)
            yield (
                section,
                (*fact.when.sort_key(), fact.id, ""),
                Line(
                    "dated",
                    when_words(fact.when),
                    fact.when.basis,
                    (quoted(fact.printed),),
                    fact.certainty,
                    fact.status,
                    speech.cites(fact),
                    *_months(fact.when, section),
                ),
            )


def _section(when: When | None) -> tuple[int, str, str]:
    """Order, anchor and heading of the section: the year in which the date begins, if it can be only one."""
    day = when.date.first or when.date.last if when else None
    if when is None or day is None:
        return (99_999, "undated", "Not dated")
    one_year = when.date.first and when.date.last and when.date.first.year == when.date.last.year
    if "X" in when.date.text[:4] or (when.date.one_of and not one_year):
        return (99_998, "year-not-certain", "Year not certain")
    return (day.year, f"y{day.year}", str(day.year))


def _months(when: When | None, section: tuple[int, str, str]) -> tuple[tuple[str, ...], str]:
    """Twelve cells for the year of the section; solid where the text states the time, hatched where it lies within."""
    if when is None or section[1] in {"year-not-certain", "undated"}:
        return (), ""
    last = when.date.last
    reach = 12 if last is None or last.year > section[0] else last.month
    begin = when.date.first.month if when.date.first else 1
    certain = reach == begin and not (when.date.approximate or when.date.uncertain or when.inferred)
    cells = tuple(("certain" if certain else "possible") if begin <= month <= reach else "" for month in range(1, 13))
    said = MONTHS[begin] if begin == reach else f"{MONTHS[begin]} to {MONTHS[reach]}"
    return cells, said if certain else f"{said}, not more exactly"


def neighbourhood(kb: KnowledgeBase) -> dict[str, list[Event]]:
    """For each event the dated events around it: up to two before and two after, in the order of time."""
    ordered = sorted(kb.events.values(), key=lambda one: one.sort_key())
    dated = [event for event in ordered if event_when(event)]
    result = {event.id: [event] for event in ordered}
    for index, event in enumerate(dated):
        result[event.id] = dated[max(0, index - 2) : index + 3]
    return {str(event): around for event, around in result.items()}
