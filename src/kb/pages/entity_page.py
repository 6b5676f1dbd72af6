"""The page of an actor or a place: who it is, what is said of it, and every passage that names it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from kb.independence import sameness
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import ArticleId, Entity, EntityId, EventFact, Fact, FactId, Mention, RoleFact, StatementFact, TieFact
from kb.notes import cited_sentences, paragraphs
from kb.pages import differences_part, disputes_page, net, spans
from kb.pages.carrying import unseen_links
from kb.pages.page import Chip, Cite, Link, Page, Part, Phrase, Row, plural, quoted, render
from kb.pages.paging import Section, lay_out
from kb.pages.wording import Speech, fact_chips, merged, when_of
from kb.passages import sentence_at
from kb.passages.reading import fold
from kb.vocabulary import KIND, LABEL, TIE

CARD: Final = 24  # descriptions in the fact card, and articles at a name; what is more stands in a section of its own
# What stands under the title in numbers: the anchor of the section, of what, and of what if many
_COUNTED: Final = (
    ("ties", "tie", ""),
    ("events", "event", ""),
    ("statements", "statement", ""),
    ("disputes", "dispute", ""),
    ("found", "difference found by comparison", "differences found by comparison"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A value of the fact card, with the citing links that it rests on."""

    says: Phrase
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of the fact card."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Confused:
    """An entity that this one must not be confused with."""

    link: Link
    reason: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A name as the articles write it."""

    text: str
    kind: str
    times: int
    where: tuple[Link, ...]

    @property
    def more(self) -> int:
        """In how many articles it stands beside those that are listed; the mentions list all."""
        return max(0, len(self.where) - CARD)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading; ``times`` counts all rows of the group, also those on other pages."""

    heading: Phrase
    rows: tuple[Row, ...]
    times: int

    def __len__(self) -> int:
        """How many rows are here."""
        return len(self.rows)

    def cut(self, first: int, last: int) -> Group:
        """The group with some of its rows only."""
        return replace(self, rows=self.rows[first:last])


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence; ``hit`` where it is the name."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class MentionLine:
    """A sentence that names the entity."""

    url: str
    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class MentionGroup:
    """The sentences of one article; ``times`` counts the mentions in it, ``unseen`` leads to those in withheld words."""

    article: Link
    times: int
    lines: tuple[MentionLine, ...]
    unseen: tuple[Link, ...] = ()

    def __len__(self) -> int:
        """How many lines are here; words that the site does not carry are one."""
        return len(self.lines) + bool(self.unseen)

    def cut(self, first: int, last: int) -> MentionGroup:
        """The group with some of its lines only."""
        return replace(self, lines=self.lines[first:last], unseen=self.unseen if last > len(self.lines) else ())


@dataclass(frozen=True, slots=True)
class Other:
    """Who is named with an entity: how often, and the share of the most frequent one in percent."""

    link: Link
    times: int
    share: int


@dataclass(frozen=True, slots=True)
class Others:
    """Those who are named with an entity, most often first."""

    others: tuple[Other, ...]

    def __len__(self) -> int:
        """How many are here."""
        return len(self.others)

    def cut(self, first: int, last: int) -> Others:
        """Some of them only."""
        return Others(self.others[first:last])


def make(kb: KnowledgeBase, speech: Speech, entity: Entity, beside: Sequence[tuple[EntityId, int]]) -> list[Page]:
    """The page of one entity, and those on which its sections go on; ``beside`` is who is named with it, most often first."""
    kind = KIND[entity.kind]
    url = speech.name(entity.id).url
    facts = kb.facts_of.get(entity.id, ())
    mentions = kb.mentions_of.get(entity.id, ())
    unseen = kb.unseen_of.get(entity.id, ())
    named = kb.named_in.get(entity.id, ())
    ties = [fact for fact in facts if isinstance(fact, TieFact) and entity.id in {fact.subject, fact.object}]
    events = [fact for fact in facts if isinstance(fact, EventFact) and _takes_part(fact, entity.id)]
    statements = [fact for fact in facts if isinstance(fact, StatementFact) and entity.id in fact.about]
    said = [*kb.said_by.get(entity.id, ()), *_in_its_documents(kb, entity)]
    beneath = [fact for one in kb.belonging_to.get(entity.id, ()) for fact in kb.said_by.get(one, ())]
    roles = [fact for fact in facts if isinstance(fact, RoleFact) and fact.actor == entity.id]
    drawn = spans.make(speech, events, ties)
    disputes = kb.disputes_about.get(entity.id, ())
    times = {
        "ties": len(ties),
        "events": len({fact.event for fact in events}),
        "statements": len(statements),
        "disputes": len(disputes),
        "found": len(speech.differences_about.get(entity.id, ())),
        "says": len(said),
        "said-beneath": len(beneath),
        "mentions": len(named),
        "named-together": len(beside),
    }
    counted = _counted(named, times)
    lead = render(
        "entity.html",
        url,
        entity=entity,
        label=kind.label.capitalize(),
        counted=counted,
        also=[name.text for name in entity.names[1:] if name.kind not in {"misprint", "metonym"}][:8],
        card=_card(speech, entity, facts, roles[:CARD]),
        confused=_confused(kb, speech, entity),
        note=_note(kb, speech, entity),
        chips=fact_chips([*ties, *events, *statements, *said, *beneath]),
    )
    sections = [
        _facts_section("ties", "Ties", _tie_groups(speech, entity, ties)),
        _facts_section("events", "Events", [_group(speech.rows(list(events)))]),
        _facts_section("statements", "Statements about it", [_group(speech.rows(list(statements)))]),
        disputes_page.part(speech, disputes, url),
        differences_part.section(speech, entity.id),
        _facts_section("says", "What it says", [_group(speech.rows(said))], anchored=False),
        _facts_section("said-beneath", "What its bodies and officials say", [_group(speech.rows(beneath))], anchored=False),
        _facts_section("described", "Described as", [_group(speech.rows(list(roles)))] if len(roles) > CARD else [], anchored=False),
        Section("mentions", "Mentions", _mention_groups(speech, mentions, unseen), partial(_show, "mentions.html"), searched=False),
        Section("named-together", "Named together", [_others(speech, beside)], partial(_show, "together.html"), searched=False),
    ]
    page = Page(
        url,
        entity.name,
        lead,
        (_part("names", "Names", "names.html", url, forms=_forms(entity, mentions), unseen=len(unseen)),),
        description=f"{entity.name}: {' · '.join(one.text for one in counted)}. Each line with its words.",
        source=entity.place.path,
        names=tuple(name.text for name in entity.names[1:]),
        kind="actor" if kind.is_actor else "place",
        contents=True,
        tail=render("from.html", url, sources=[entity.place.path]),
    )
    whole, more = lay_out(page, [section for section in sections if section])
    elsewhere = {part.anchor for one in more for part in one.parts}
    if drawn and not elsewhere & {"ties", "events"}:  # its marks lead to lines of this page
        figure = render("spans.html", url, spans=drawn)
        where = "events" if events else "ties"
        whole = replace(
            whole, parts=tuple(replace(part, html=figure + part.html) if part.anchor == where else part for part in whole.parts)
        )
    parts = (net.above(part, speech, entity.id, ties) if part.anchor == "ties" else part for part in whole.parts)
    return [replace(whole, parts=tuple(replace(part, times=times.get(part.anchor, 0)) for part in parts if part)), *more]


def _part(anchor: str, heading: str, template: str, url: str, **values: object) -> Part:
    return Part(anchor, heading, render(template, url, **values))


def _group(rows: tuple[Row, ...], heading: Phrase = ()) -> Group:
    return Group(heading, rows, len(rows))


def _facts_section(anchor: str, heading: str, groups: list[Group], *, anchored: bool = True) -> Section[Group]:
    def show(url: str, shown: Sequence[Group]) -> str:
        return render("groups.html", url, groups=shown, quoted=True, anchored=anchored, folded=_folded(url))

    def chips(shown: Sequence[Group]) -> list[Chip]:
        return fact_chips(row for group in shown for row in group.rows)

    return Section(anchor, heading, groups, show, chips=chips)


def _show(template: str, url: str, groups: Sequence[MentionGroup] | Sequence[Others]) -> str:
    return render(template, url, groups=groups, folded=_folded(url))


def _folded(url: str) -> bool:
    """Whether long lists are folded: on the page itself, so that it is seen as a whole, and not where a section goes on."""
    return url.count("/") == len(("actors", "x"))


def _in_its_documents(kb: KnowledgeBase, entity: Entity) -> list[Fact]:
    """What is said in the voice of a document that the entity issued, told by the name on the document."""
    works = {work.id for name in entity.names for work in kb.works_under.get(name.text, ())}
    spoken = ((one, fact) for one in sorted(works) for fact in kb.facts_of.get(one, ()))
    return [fact for one, fact in spoken if fact.voice.kind == "document" and fact.voice.who == one]


def _takes_part(fact: EventFact, entity: EntityId) -> bool:
    return entity in fact.places or any(who == entity for _, who in fact.people())


def _counted(named: Sequence[ArticleId], counts: Mapping[str, int]) -> list[Link]:
    """What there is of it, in numbers, each with the section that it counts; ``counts`` has the number by the section's anchor."""
    times = f"named {plural(len(named), 'time')} in {plural(len(set(named)), 'article')}" if named else "not named in running text"
    return [
        Link("#mentions" if named else "", times),
        *(Link(f"#{anchor}", plural(counts[anchor], noun, many)) for anchor, noun, many in _COUNTED if counts[anchor]),
    ]


def _card(speech: Speech, entity: Entity, facts: Sequence[Fact], roles: Sequence[RoleFact]) -> list[CardLine]:
    """The essentials. Offices and descriptions are the articles' words, each with its citing link."""
    lines = [CardLine("Kind", (Item((KIND[entity.kind].label,)),))]
    if entity.country:
        lines.append(CardLine("Country", tuple(Item((speech.name(one),)) for one in entity.country)))
    if entity.part_of:
        lines.append(CardLine("Part of", tuple(Item((speech.name(one),)) for one in entity.part_of)))
    if parts := speech.kb.belonging_to.get(entity.id, ()):
        lines.append(CardLine("Belongs to it", tuple(Item((speech.name(one),)) for one in parts)))
    described: dict[str, list[Cite]] = defaultdict(list)
    for fact in roles:
        described[fact.described_as].extend(speech.cites(fact))
    if items := tuple(Item((quoted(words),), merged(cites)) for words, cites in described.items() if words):
        lines.append(CardLine("Described as", items))
    dated = sorted(
        (when.sort_key(), fact.id, fact) for fact in facts if (when := when_of(fact)) and when.date.first and _heard_of(fact, entity)
    )
    if dated:
        lines.append(_heard("First heard of", speech, dated[0][2]))
        if len(dated) > 1:
            lines.append(_heard("Last heard of", speech, dated[-1][2]))
    if "" in described:
        lines.append(CardLine("Takes part", (Item(("in what these passages tell, without a description",), merged(described[""])),)))
    if any(isinstance(fact, TieFact) and fact.certainty != "denied" for fact in facts):
        lines.append(CardLine("Connections", (Item((Link(f"connections/?from={entity.id}", "How is it connected with …?"),)),)))
    return lines


def _heard_of(fact: Fact, entity: Entity) -> bool:
    return isinstance(fact, EventFact | TieFact) and fact.certainty != "denied" and fact.status == "actual" and fact.voice.who != entity.id


def _heard(label: str, speech: Speech, fact: Fact) -> CardLine:
    row = speech.row(fact)
    return CardLine(label, (Item((row.when,), row.cites),))


def _confused(kb: KnowledgeBase, speech: Speech, entity: Entity) -> list[Confused]:
    """Both directions: a judgement in one file holds for both."""
    found: dict[EntityId, Confused] = {}
    for one in (entity, *(kb.entities[other] for other in speech.told_apart.get(entity.id, ()))):
        for judgement in one.not_same_as:
            other = judgement.other if one is entity else one.id if judgement.other == entity.id else None
            if other in kb.entities and other is not None:
                cites = tuple(speech.cite_passage(passage) for passage in kb.judged.get((one.id, judgement.other), ()))
                if other not in found or (cites and not found[other].cites):
                    found[other] = Confused(speech.name(other), judgement.reason, cites)
    return [found[one] for one in sorted(found)]


def _note(kb: KnowledgeBase, speech: Speech, entity: Entity) -> list[list[Item]]:
    """The editor's note: paragraphs of sentences, each with the citing links of the words that it rests on."""
    cited = kb.notes.get(entity.id, {})
    return [
        [
            Item((sentence,), tuple(speech.cite_passage(cited[mark]) for mark in marks if mark in cited))
            for sentence, marks in cited_sentences(one)
        ]
        for one in paragraphs(entity.note)
    ]


def _forms(entity: Entity, mentions: Sequence[tuple[ReadArticle, Mention]]) -> list[Form]:
    """Every registered name, and every other form that an article's override binds to the entity."""
    used: Counter[str] = Counter()
    where: dict[str, dict[ArticleId, Link]] = defaultdict(dict)
    for article, mention in mentions:
        words = fold(article.text.text[mention.start : mention.end]).text
        used[words] += 1
        label = f"{article.article.short} {article.body.paragraphs[article.text.paragraph_at(mention.start)].label}"
        where[words].setdefault(article.id, Link(f"articles/{article.id}/#m-{mention.start}", label))
    forms = [
        Form(name.text, LABEL[name.kind], used.pop(fold(name.text).text, 0), tuple(where[fold(name.text).text].values()))
        for name in entity.names
    ]
    forms += [Form(words, "in its context", times, tuple(where[words].values())) for words, times in sorted(used.items())]
    return forms


def _tie_groups(speech: Speech, entity: Entity, ties: Sequence[TieFact]) -> list[Group]:
    link = speech.name(entity.id)
    both = [fact for fact in ties if TIE[fact.tie].symmetric]
    out = [fact for fact in ties if not TIE[fact.tie].symmetric and fact.subject == entity.id]
    into = [fact for fact in ties if not TIE[fact.tie].symmetric and fact.subject != entity.id]
    named = (((f"{link.text} → others",), out), ((f"Others → {link.text}",), into), (("Both ways",), both))
    return [_group(_side_by_side(speech, facts), heading) for heading, facts in named if facts]


def _side_by_side(speech: Speech, ties: Sequence[TieFact]) -> tuple[Row, ...]:
    """Ties as lines; those that say the same stand together, at the place of the first."""
    alike = {fact.id: sameness(fact) for fact in ties}
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row in speech.rows(list(ties)):
        groups[alike[FactId(row.fact)]].append(row)
    return tuple(row for rows in groups.values() for row in rows)


def _mention_groups(
    speech: Speech, mentions: Sequence[tuple[ReadArticle, Mention]], unseen: Sequence[tuple[ReadArticle, int]]
) -> list[MentionGroup]:
    by_article: dict[ArticleId, list[Mention]] = defaultdict(list)
    hidden: dict[ArticleId, list[int]] = defaultdict(list)
    for article, mention in mentions:
        by_article[article.id].append(mention)
    for article, paragraph in unseen:
        hidden[article.id].append(paragraph)
    naming = {article.id: article for article, _ in (*mentions, *unseen)}
    return [
        MentionGroup(
            speech.article(article),
            len(by_article[one]) + len(hidden[one]),
            _mention_lines(article, by_article[one]),
            unseen_links(article, hidden[one]),
        )
        for one, article in sorted(naming.items(), key=lambda one: one[1].article.sort_key())
    ]


def _mention_lines(article: ReadArticle, mentions: list[Mention]) -> tuple[MentionLine, ...]:
    """One line for each sentence, with every mention in it lit."""
    sentences: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    for mention in mentions:
        at = article.text.paragraph_at(mention.start)
        start = article.text.starts[at]
        first, last = sentence_at(article.text.paragraphs[at].text, mention.start - start)
        sentences[start + first, start + last].append(mention)
    lines = []
    for (first, last), found in sentences.items():
        label = article.body.paragraphs[article.text.paragraph_at(first)].label
        lines.append(MentionLine(f"articles/{article.id}/#m-{found[0].start}", label, _runs(article.text.text, first, last, found)))
    return tuple(lines)


def _runs(text: str, first: int, last: int, mentions: list[Mention]) -> tuple[Run, ...]:
    runs, at = [], first
    for mention in mentions:
        runs += [Run(text[at : mention.start], hit=False), Run(text[mention.start : mention.end], hit=True)]
        at = mention.end
    runs.append(Run(text[at : max(last, at)], hit=False))
    return tuple(run for run in runs if run.text)


def _others(speech: Speech, beside: Sequence[tuple[EntityId, int]]) -> Others:
    most = max((times for _, times in beside), default=1)
    return Others(tuple(Other(speech.name(one), times, round(100 * times / most)) for one, times in beside))
