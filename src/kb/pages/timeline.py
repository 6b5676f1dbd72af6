"""The timeline: every event and every other dated expression, by year and month and in the order of time.

Each stands where the text puts it: in its month, or in its year where only that is certain, or apart where not even the year is.
A strip of the years shows how many lines each has. The page is complete without scripts; the filters are added by ``kb.js``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.citations import when_words
from kb.dates import MONTHS
from kb.knowledge import Event, KnowledgeBase
from kb.model import DateFact, EntityId, When
from kb.pages.indexes import FEW, folded
from kb.pages.page import Chip, Cite, Link, Page, Part, Phrase, joined, plural, quoted, render
from kb.pages.paging import WHOLE, Section, lay_out
from kb.pages.spans import reach_of
from kb.pages.wording import Speech, event_when, merged
from kb.vocabulary import CERTAINTIES, EVENT_KINDS, ROLE_LABEL, STATUSES

URL: Final = "timeline/"
MOST: Final = 300  # lines that one page holds; of more, each year has a page
_TALL: Final = 40  # units: the bar of the fullest year
_GAP_YEARS: Final = 60  # a strip over more years than this leaves the empty ones out


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline; ``months`` says for each month of its year whether it is meant: certain, possible or no.

    Where the year is not certain, the cells are the years of the strip. ``before`` and ``after`` mark that the time reaches out of
    them. ``first`` and ``last`` are the years between which it lies, empty where nothing bounds it; ``articles``, ``certainties`` and
    ``statuses`` are for the filters, with spaces.
    """

    kind: str
    when: str
    basis: str
    says: Phrase
    who: Phrase
    told_by: Phrase
    certainty: str
    status: str
    cites: tuple[Cite, ...]
    months: tuple[str, ...]
    months_label: str
    before: bool
    after: bool
    first: str
    last: str
    articles: str
    certainties: str
    statuses: str
    search: str


@dataclass(frozen=True, slots=True)
class Month:
    """The lines of one month; ``heading`` is empty where a section has no months."""

    anchor: str
    heading: str
    lines: tuple[Line, ...]

    def __len__(self) -> int:
        """How many lines it has."""
        return len(self.lines)

    def cut(self, first: int, last: int) -> Month:
        """The month with its lines from ``first`` to before ``last``."""
        return replace(self, lines=self.lines[first:last])


@dataclass(frozen=True, slots=True)
class Year:
    """A section of the timeline: its anchor, its heading, its lines, and the same lines by month."""

    anchor: str
    heading: str
    lines: tuple[Line, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of the strip: its section, how many lines it has, and how high its bar is, in units of 40.

    ``url`` is the page of the section where it has one of its own.
    """

    anchor: str
    text: str
    times: int
    height: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter of which one value is chosen from a list."""

    key: str
    text: str
    none: str
    options: tuple[Chip, ...]


def years(kb: KnowledgeBase, speech: Speech) -> list[Year]:
    """The sections in the order of time; what has no certain year, and what has no date, come last."""
    found: dict[tuple[int, str, str], list[tuple[tuple[str, ...], int, Line]]] = defaultdict(list)
    for section, order, month, line in _lines(kb, speech):
        found[section].append((order, month, line))
    result = []
    known = [year for year, _, heading in found if heading.isdecimal()]
    for (year, anchor, heading), entries in sorted(found.items()):
        entries.sort(key=lambda one: one[0])
        if not heading.isdecimal() and known and max(known) - min(known) < _GAP_YEARS:
            entries[:] = [(order, month, _over_years(line, min(known), max(known))) for order, month, line in entries]
        result.append(Year(anchor, heading, tuple(line for _, _, line in entries), tuple(_by_month(year, anchor, heading, entries))))
    return result


def strip(sections: Sequence[Year]) -> list[Bar]:
    """A bar for each year from the first to the last, those without a line among them, as high as the year has lines."""
    counted = {int(year.heading): year for year in sections if year.heading.isdecimal()}
    if not counted:
        return []
    most = max(len(year.lines) for year in counted.values())
    first, last = min(counted), max(counted)
    shown = range(first, last + 1) if last - first < _GAP_YEARS else sorted(counted)
    return [
        Bar(counted[year].anchor, str(year), times := len(counted[year].lines), round(_TALL * times / most, 1))
        if year in counted
        else Bar("", str(year), 0, 0.0)
        for year in shown
    ]


def make(kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
    """The timeline page; where it would hold very many lines, a page for each year and one that leads to them."""
    sections = years(kb, speech)
    total = sum(len(year.lines) for year in sections)
    sub = f"{plural(len(kb.events), 'event')} and {plural(total - len(kb.events), 'other dated expression')}"
    page = Page(URL, "Timeline", "", description=f"Timeline: {sub}.", kind="index")
    if total > MOST:
        yield from _divided(kb, page, sections, sub)
        return
    lines = [line for year in sections for line in year.lines]
    apart = [year for year in sections if not year.heading.isdecimal()]
    lead = _head(kb, URL, ("Timeline", sub), bars=strip(sections), apart=apart, lines=lines)
    parts = tuple(Part(year.anchor, year.heading, render("timeline.html", URL, months=year.months)) for year in sections)
    yield replace(page, lead=lead, parts=parts)


def page_of(year: Year) -> str:
    """The address of a section's own page, in a timeline that is divided."""
    return f"{URL}{year.heading if year.heading.isdecimal() else year.anchor}/"


def _divided(kb: KnowledgeBase, page: Page, sections: Sequence[Year], sub: str) -> Iterator[Page]:
    """The page that leads to the years, and the years; of a year with very many lines only its first, and pages that go on."""
    at = {year.anchor: page_of(year) for year in sections}
    bars = [replace(bar, url=at.get(bar.anchor, "")) for bar in strip(sections)]
    lead = _head(kb, URL, ("Timeline", sub), bars=bars, apart=[], lines=[])
    table = render("timeline_years.html", URL, years=[(year, page_of(year)) for year in sections])
    yield replace(page, lead=lead, parts=(Part("years", "Year by year", table),))
    for index, year in enumerate(sections):
        url = page_of(year)
        said = plural(len(year.lines), "line")
        whole = len(year.lines) <= WHOLE
        near = [(one, page_of(one)) for one in sections[max(0, index - 1) : index + 2] if one is not year]
        lead = _head(
            kb,
            url,
            (f"Timeline: {year.heading}", said),
            bars=bars,
            apart=[],
            lines=year.lines if whole else [],
            here=year.anchor,
            near=near,
        )
        made = Page(url, f"Timeline: {year.heading}", lead, description=f"Timeline, {year.heading}: {said}.", kind="index")
        first, more = lay_out(made, [Section(year.anchor, year.heading, year.months, _show)])
        yield first
        yield from more


def _show(url: str, months: Sequence[Month]) -> str:
    return render("timeline.html", url, months=months)


def _head(  # noqa: PLR0913 - the values of the head, by name
    kb: KnowledgeBase,
    url: str,
    said: tuple[str, str],
    *,
    bars: Sequence[Bar],
    apart: Sequence[Year],
    lines: Sequence[Line],
    here: str = "",
    near: Sequence[tuple[Year, str]] = (),
) -> str:
    title, sub = said
    values = {"title": title, "sub": sub, "bars": bars, "apart": apart, "here": here, "near": near}
    asked = {"menus": _menus(lines), "chips": _chips(kb, lines), "filtered": bool(lines)}
    return render("timeline_head.html", url, **values, **asked)


def _over_years(line: Line, first: int, last: int) -> Line:
    """A line whose year is not certain, with a cell for each year of the strip: hatched where it may lie."""
    low, high = int(line.first or first - 1), int(line.last or last + 1)
    if not (line.first or line.last) or high < first or low > last:
        return line
    cells = tuple("possible" if low <= year <= high else "" for year in range(first, last + 1))
    return replace(
        line, months=cells, months_label=f"on the strip of years {first} to {last}: {line.when}", before=low < first, after=high > last
    )


def _by_month(year: int, anchor: str, heading: str, entries: Sequence[tuple[tuple[str, ...], int, Line]]) -> Iterator[Month]:
    if not heading.isdecimal():
        yield Month("", "", tuple(line for _, _, line in entries))
        return
    by_month: dict[int, list[Line]] = defaultdict(list)
    for _, month, line in entries:
        by_month[month].append(line)
    for month, lines in sorted(by_month.items()):
        said = f"{MONTHS[month]} {year}" if month else f"{year}, not in one month"
        yield Month(f"{anchor}-{month:02}" if month else f"{anchor}-open", said, tuple(lines))


def _menus(lines: Sequence[Line]) -> list[Menu]:
    """Menus for the kind of event, for how sure and for whether it is told as done; each only where it parts the lines."""
    asked = (
        ("kind", "Kind", "any kind", [*((term.id, term.label) for term in EVENT_KINDS), ("dated", "other dated expression")]),
        ("certainty", "How sure", "any certainty", [(term.id, term.label) for term in CERTAINTIES]),
        ("status", "Told as", "any status", [(term.id, term.label) for term in STATUSES]),
    )
    made = []
    for key, text, none, said in asked:
        held = {"kind": "kind", "certainty": "certainties", "status": "statuses"}[key]
        counted = Counter(value for line in lines for value in getattr(line, held).split())
        options = tuple(Chip(key, value, label, counted[value]) for value, label in said if counted[value])
        if len(options) > 1:
            made.append(Menu(key, text, none, options))
    return made


def _chips(kb: KnowledgeBase, lines: Sequence[Line]) -> list[Chip]:
    counted = Counter(article for line in lines for article in line.articles.split())
    if len(counted) > FEW:
        return []
    return [Chip("article", one.id, one.article.short, counted[one.id]) for one in kb.articles.values() if counted[one.id]]


def _lines(kb: KnowledgeBase, speech: Speech) -> Iterator[tuple[tuple[int, str, str], tuple[str, ...], int, Line]]:
    """Each line with its section, its place in it, and its month (0 where it is not in one)."""
    for event in kb.events.values():
        when = event_when(event)
        cites = tuple(cite for one in event.accounts for cite in speech.cites(one))
        cites += tuple(cite for fact in kb.facts_of[event.id] if isinstance(fact, DateFact) for cite in speech.cites(fact))
        section = _section(when)
        line = _line(
            when,
            section,
            kind=event.kind,
            when_said=when_words(when) if when else "not dated",
            says=(speech.name(event.id),),
            who=_who(speech, event),
            told_by=_told_by(kb, event),
            certainty=event.accounts[0].certainty,
            status=event.accounts[0].status,
            cites=merged(cites),
            articles=" ".join(dict.fromkeys(one.article for one in event.accounts)),
            certainties=" ".join(dict.fromkeys(one.certainty for one in event.accounts)),
            statuses=" ".join(dict.fromkeys(one.status for one in event.accounts)),
            search=folded(event.title, *(name.text for who in _members(event) for name in kb.entities[who].names)),
        )
        yield section, (*event.sort_key(), ""), _month(when, section), line
    for fact in kb.facts.values():
        if isinstance(fact, DateFact) and not fact.event:
            section = _section(fact.when)
            line = _line(
                fact.when,
                section,
                kind="dated",
                when_said=when_words(fact.when),
                says=(quoted(fact.printed),),
                who=(),
                told_by=(),
                certainty=fact.certainty,
                status=fact.status,
                cites=speech.cites(fact),
                articles=fact.article,
                certainties=fact.certainty,
                statuses=fact.status,
                search=folded(fact.printed),
            )
            yield section, (*fact.when.sort_key(), fact.id, ""), _month(fact.when, section), line


def _line(  # noqa: PLR0913 - the values of one line, by name
    when: When | None,
    section: tuple[int, str, str],
    *,
    kind: str,
    when_said: str,
    says: Phrase,
    who: Phrase,
    told_by: Phrase,
    certainty: str,
    status: str,
    cites: tuple[Cite, ...],
    articles: str,
    certainties: str,
    statuses: str,
    search: str,
) -> Line:
    reach = reach_of(when) if when else None
    cells, label = _months(when, section)
    in_year = bool(cells)
    return Line(
        kind=kind,
        when=when_said,
        basis=when.basis if when else "",
        says=says,
        who=who,
        told_by=told_by,
        certainty=certainty,
        status=status,
        cites=cites,
        months=cells,
        months_label=label,
        before=in_year and reach is not None and (reach.first is None or reach.first.year < section[0]),
        after=in_year and reach is not None and (reach.last is None or reach.last.year > section[0]),
        first=str(reach.first.year) if reach and reach.first else "",
        last=str(reach.last.year) if reach and reach.last else "",
        articles=articles,
        certainties=certainties,
        statuses=statuses,
        search=search,
    )


def _members(event: Event) -> list[EntityId]:
    people = (who for account in event.accounts for _, who in account.people())
    return list(dict.fromkeys((*people, *(place for account in event.accounts for place in account.places))))


def _who(speech: Speech, event: Event) -> Phrase:
    """Who takes part and where, by all accounts: ``by …; against …; in …``."""
    roles: dict[str, dict[EntityId, None]] = defaultdict(dict)
    for account in event.accounts:
        for role, who in account.people():
            roles[role][who] = None
    said: list[Phrase] = [(f"{ROLE_LABEL[role]} ", *joined((speech.name(who),) for who in members)) for role, members in roles.items()]
    if places := list(dict.fromkeys(place for account in event.accounts for place in account.places)):
        said.append(("where: ", *joined((speech.name(place),) for place in places)))
    return joined(said, "; ")


def _told_by(kb: KnowledgeBase, event: Event) -> Phrase:
    """How many articles tell of it, where it is more than one."""
    articles = list(dict.fromkeys(account.article for account in event.accounts))
    if len(articles) == 1:
        return ()
    links = ((Link(f"articles/{one}/", kb.articles[one].article.short, "article"),) for one in articles)
    return (f"{plural(len(articles), 'account')}: ", *joined(links))


def _section(when: When | None) -> tuple[int, str, str]:
    """Order, anchor and heading of the section: the year in which the date begins, if it can be only one."""
    day = when.date.first or when.date.last if when else None
    if when is None or day is None:
        return (99_999, "undated", "Not dated")
    one_year = when.date.first and when.date.last and when.date.first.year == when.date.last.year
    if "X" in when.date.text[:4] or (when.date.one_of and not one_year):
        return (99_998, "year-not-certain", "Year not certain")
    return (day.year, f"y{day.year}", str(day.year))


def _month(when: When | None, section: tuple[int, str, str]) -> int:
    """The month in which a date lies, if it can be only one; 0 otherwise."""
    reach = reach_of(when) if when else None
    if not reach or not reach.first or not reach.last or (reach.first.year, reach.last.year) != (section[0], section[0]):
        return 0
    return reach.first.month if reach.first.month == reach.last.month else 0


def _months(when: When | None, section: tuple[int, str, str]) -> tuple[tuple[str, ...], str]:
    """Twelve cells for the year of the section; solid where the text states the time, hatched where it lies within."""
    reach = reach_of(when) if when else None
    if when is None or reach is None or not section[2].isdecimal():
        return (), ""
    year = section[0]
    begin = reach.first.month if reach.first and reach.first.year == year else 1
    last = reach.last.month if reach.last and reach.last.year == year else 12
    cells = tuple(("certain" if reach.stated else "possible") if begin <= month <= last else "" for month in range(1, 13))
    said = MONTHS[begin] if begin == last else f"{MONTHS[begin]} to {MONTHS[last]}"
    return cells, said if reach.stated else f"{said}, not more exactly"


def neighbourhood(kb: KnowledgeBase) -> dict[str, list[Event]]:
    """For each event the dated events around it: up to two before and two after, in the order of time."""
    ordered = sorted(kb.events.values(), key=lambda one: one.sort_key())
    dated = [event for event in ordered if event_when(event)]
    result = {event.id: [event] for event in ordered}
    for index, event in enumerate(dated):
        result[event.id] = dated[max(0, index - 2) : index + 3]
    return {str(event): around for event, around in result.items()}
