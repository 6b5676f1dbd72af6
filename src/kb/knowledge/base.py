"""The nouns of joined content: the base, and what a fact, an event, a work or a dispute is once it has met its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kb.model import (
    Article,
    ArticleId,
    DateFact,
    Dispute,
    Entity,
    EntityId,
    EventFact,
    EventId,
    Fact,
    FactId,
    FigureFact,
    Mention,
    Misprint,
    Moved,
    PassageId,
    PassedOver,
    Quote,
    RoleFact,
    Side,
    SourceFact,
    SourceId,
    StatementFact,
    TieFact,
)
from kb.passages import Body, Lost, Span, Text


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article that facts rest on. ``id`` is the ``id`` of its element on the article's page.

    Where the words are withheld, ``words`` says in brackets where they stand, and ``withheld`` is their SHA-256 in hexadecimal digits.
    """

    id: PassageId
    article: ArticleId
    spans: tuple[Span, ...]
    paragraph: int
    words: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quote of one fact, with the passage where it stands and how exactly it was found."""

    fact: FactId
    passage: Passage
    quote: Quote
    state: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A quote without a place: the article it quotes, the text of that article, and why the words have no place in it."""

    quote: Quote
    article: ArticleId
    text: Text = field(repr=False)
    lost: Lost
    looked: bool = True  # whether words near to it were looked for, and are worth looking for


@dataclass(frozen=True, slots=True)
class Withheld:
    """What this edition of an article does not carry.

    ``words`` of the ``of`` words of its text, counted between white space; ``text_sha256`` is the SHA-256 of that whole text in UTF-8;
    ``mentions`` are the names in withheld words, each with the index of its paragraph; ``misprints`` counts those in withheld words.
    """

    words: int
    of: int
    text_sha256: str
    mentions: tuple[tuple[EntityId, int], ...] = ()
    misprints: int = 0


@dataclass(frozen=True)
class ReadArticle:
    """An article with everything that reading its body gave; ``withheld`` where this edition does not carry all of its text."""

    article: Article
    body: Body
    text: Text
    mentions: tuple[Mention, ...]
    passages: tuple[Passage, ...]
    misprints: tuple[tuple[Span, Misprint], ...]
    passed_over: tuple[tuple[Span, PassedOver], ...] = ()
    no_mentions: tuple[Span, ...] = ()
    withheld: Withheld | None = None

    @property
    def id(self) -> ArticleId:
        """The article's id."""
        return self.article.id


@dataclass(frozen=True)
class Event:
    """An event and the accounts that articles give of it, in the order of the articles."""

    id: EventId
    accounts: tuple[EventFact, ...]

    @property
    def title(self) -> str:
        """The title of the first account."""
        return self.accounts[0].title

    @property
    def kind(self) -> str:
        """The kind in the first account."""
        return self.accounts[0].event_kind

    def sort_key(self) -> tuple[str, str, str]:
        """Order by the date of the account that dates it most exactly; undated events last."""
        dated = [account.when.sort_key() for account in self.accounts if account.when]
        return (*min(dated, key=lambda key: (key[1] > "9998", key), default=("9999", "9999")), self.id)


@dataclass(frozen=True)
class Work:
    """A cited work or quoted document, and each article's entry for it."""

    id: SourceId
    entries: tuple[SourceFact, ...]

    @cached_property
    def main(self) -> SourceFact:
        """The fullest entry: the one with the most fields."""
        return max(
            self.entries,
            key=lambda one: (sum(bool(value) for value in (one.title, one.authors, one.container_title, one.issued)), one.article),
        )


@dataclass(frozen=True)
class JoinedSide:
    """A side of a dispute with the passages that hold its words, and the facts that rest on them."""

    side: Side
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class JoinedDispute:
    """A dispute whose sides have met their words."""

    dispute: Dispute
    sides: tuple[JoinedSide, ...]


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything the articles say, joined. Mappings are ordered by id, sequences by article and place."""

    articles: Mapping[ArticleId, ReadArticle]
    entities: Mapping[EntityId, Entity]
    facts: Mapping[FactId, Fact]
    evidence: Mapping[FactId, tuple[Evidence, ...]]
    events: Mapping[EventId, Event]
    works: Mapping[SourceId, Work]
    disputes: Mapping[str, JoinedDispute] = field(default_factory=dict)
    notes: Mapping[EntityId, Mapping[int, Passage]] = field(default_factory=dict)
    judged: Mapping[tuple[EntityId, EntityId], tuple[Passage, ...]] = field(default_factory=dict)
    left_out: Mapping[FactId, str] = field(default_factory=dict)
    moved: Mapping[str, Moved] = field(default_factory=dict)
    quotes_checked: int = 0
    quotes_matched: int = 0
    unplaced: tuple[Unplaced, ...] = ()

    def kind_of(self, one: str) -> str:
        """What an id names: ``entity``, ``article``, ``event``, ``source`` or ``dispute``; empty where it names nothing."""
        homes: dict[str, Mapping[Any, object]] = {
            "entity": self.entities,
            "article": self.articles,
            "event": self.events,
            "source": self.works,
            "dispute": self.disputes,
        }
        return next((kind for kind, things in homes.items() if one in things), "")

    @cached_property
    def facts_of(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that speak of an entity, event or source, by its id."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts.values():
            for subject in dict.fromkeys(subjects(fact)):
                found[subject].append(fact)
        return {subject: tuple(facts) for subject, facts in found.items()}

    @cached_property
    def facts_in(self) -> Mapping[ArticleId, tuple[Fact, ...]]:
        """The facts that each article tells, in their order; of an article without one, none."""
        found: dict[ArticleId, list[Fact]] = {article: [] for article in self.articles}
        for fact in self.facts.values():
            found[fact.article].append(fact)
        return {article: tuple(facts) for article, facts in found.items()}

    @cached_property
    def said_by(self) -> Mapping[EntityId, tuple[Fact, ...]]:
        """The facts in the voice of an entity: as a speaker, or unnamed under words that are one of its names."""
        names = {name.text: entity.id for entity in self.entities.values() for name in entity.names}
        found: dict[EntityId, list[Fact]] = defaultdict(list)
        for fact in self.facts.values():
            who = EntityId(fact.voice.who) if fact.voice.kind == "speaker" else names.get(fact.voice.who)
            if fact.voice.kind in {"speaker", "anonymous"} and who:
                found[who].append(fact)
        return {who: tuple(facts) for who, facts in found.items()}

    @cached_property
    def works_under(self) -> Mapping[str, tuple[Work, ...]]:
        """The works that name a publisher, or an author who is not divided into given and family name, by these words."""
        found: dict[str, list[Work]] = defaultdict(list)
        for work in self.works.values():
            for name in dict.fromkeys((work.main.publisher, *(author.literal for author in work.main.authors))):
                found[name].append(work)
        return {name: tuple(works) for name, works in found.items()}

    @cached_property
    def belonging_to(self) -> Mapping[EntityId, tuple[EntityId, ...]]:
        """The actors whose country or whole an entity is: its bodies, officials and people."""
        found: dict[EntityId, list[EntityId]] = defaultdict(list)
        for entity in self.entities.values():
            for whole in dict.fromkeys((*entity.country, *entity.part_of)):
                found[whole].append(entity.id)
        return {whole: tuple(parts) for whole, parts in found.items()}

    @cached_property
    def disputes_about(self) -> Mapping[str, tuple[JoinedDispute, ...]]:
        """The disputes that concern an entity or event, by its id."""
        found: dict[str, list[JoinedDispute]] = defaultdict(list)
        for one in self.disputes.values():
            for subject in one.dispute.about:
                found[subject].append(one)
        return {subject: tuple(disputes) for subject, disputes in found.items()}

    @cached_property
    def facts_on(self) -> Mapping[tuple[ArticleId, PassageId], tuple[Fact, ...]]:
        """The facts that rest on a passage."""
        found: dict[tuple[ArticleId, PassageId], dict[FactId, Fact]] = defaultdict(dict)
        for fact, evidence in self.evidence.items():
            for one in evidence:
                found[one.passage.article, one.passage.id][fact] = self.facts[fact]
        return {passage: tuple(facts.values()) for passage, facts in found.items()}

    @cached_property
    def mentions_of(self) -> Mapping[EntityId, tuple[tuple[ReadArticle, Mention], ...]]:
        """The mentions of an entity, article by article, in the order of the text."""
        found: dict[EntityId, list[tuple[ReadArticle, Mention]]] = defaultdict(list)
        for article in self.articles.values():
            for mention in article.mentions:
                found[mention.entity].append((article, mention))
        return {entity: tuple(mentions) for entity, mentions in found.items()}

    @cached_property
    def unseen_of(self) -> Mapping[EntityId, tuple[tuple[ReadArticle, int], ...]]:
        """The mentions of an entity in words that this edition withholds: the article and the index of the paragraph."""
        found: dict[EntityId, list[tuple[ReadArticle, int]]] = defaultdict(list)
        for article in self.articles.values():
            for entity, paragraph in article.withheld.mentions if article.withheld else ():
                found[entity].append((article, paragraph))
        return {entity: tuple(places) for entity, places in found.items()}

    @cached_property
    def named_in(self) -> Mapping[EntityId, tuple[ArticleId, ...]]:
        """The article of every mention of an entity, those in withheld words among them."""
        found: dict[EntityId, list[ArticleId]] = defaultdict(list)
        for places in (self.mentions_of, self.unseen_of):
            for entity, mentions in places.items():
                found[entity] += [article.id for article, _ in mentions]
        return {entity: tuple(articles) for entity, articles in found.items()}


def subjects(fact: Fact) -> Iterator[str]:
    """The ids of everything that a fact speaks of: its parties, its event, its source, and whoever says it."""
    match fact:
        case RoleFact():
            yield fact.actor
        case EventFact():
            yield fact.event
            yield from (who for _, who in fact.people())
            yield from fact.places
        case FigureFact():
            yield fact.event
        case DateFact():
            if fact.event:
                yield fact.event
        case TieFact():
            yield fact.subject
            yield fact.object
            if fact.event:
                yield fact.event
        case StatementFact():
            yield from fact.about
            if fact.event:
                yield fact.event
        case SourceFact():  # pragma: no branch - there are no other facts
            yield fact.source
    if fact.voice.kind in {"speaker", "document"}:
        yield fact.voice.who
    if fact.voice.via:
        yield fact.voice.via
