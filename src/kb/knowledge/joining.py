"""Joins articles, registry and readings: the order of the work, and everything that does not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from kb.findings import Finding, did_you_mean
from kb.knowledge.anchors import Anchors
from kb.knowledge.base import Event, Evidence, JoinedDispute, JoinedSide, KnowledgeBase, Passage, ReadArticle, Unplaced, Work
from kb.knowledge.placing import Memory, Met, Named, Placed, known_rulings
from kb.model import (
    Article,
    ArticleId,
    DateFact,
    Dispute,
    Entity,
    EntityId,
    EventFact,
    Fact,
    FactId,
    Judgement,
    Quote,
    RoleFact,
    Side,
    SourceFact,
    StatementFact,
    TieFact,
)
from kb.registry import claimed_twice
from kb.source import Place
from kb.vocabulary import KIND

K = TypeVar("K", bound=str)
F = TypeVar("F", bound=Fact)

_HOMES: Final = {"entity": "entities/", "entity or event": "entities/", "event": "events", "source": "sources", "article": "articles/"}


def join(
    articles: Iterable[Article],
    entities: Iterable[Entity],
    disputes: Iterable[Dispute] = (),
    unread: Iterable[str] = (),
    memory: Memory | None = None,
) -> tuple[KnowledgeBase, list[Finding]]:
    """Join what was read; the findings are everything that does not meet.

    ``unread`` are the ids of files that have errors of their own, so that nobody is told that they do not exist.
    ``memory`` is that of the joining before, and changes nothing but the time this takes.
    """
    by_id = {entity.id: entity for entity in sorted(entities, key=lambda one: one.id)}
    ordered = sorted(articles, key=lambda one: one.sort_key())
    joiner = _Joiner(by_id, ordered, {*unread, *(one for article in ordered for one in article.unread)}, memory or Memory())
    base = joiner.join(sorted(disputes, key=lambda one: one.id))
    return base, joiner.findings + joiner.anchors.findings


class _Joiner:
    """The state of one joining."""

    def __init__(self, registry: Mapping[EntityId, Entity], articles: Sequence[Article], unread: Collection[str], memory: Memory) -> None:
        self.registry, self.articles, self.unread, self.memory = registry, articles, unread, memory
        self.findings: list[Finding] = claimed_twice(registry.values())
        self.finder = memory.finder(registry)
        self.told = [fact for article in articles for fact in article.facts if isinstance(fact, EventFact | SourceFact)]
        self.events = {fact.event for fact in self.told if isinstance(fact, EventFact)}
        self.article_ids = dict.fromkeys(article.id for article in articles)
        self.named = {*registry, *self.events}  # what can be spoken of
        self.sources = {fact.source for fact in self.told if isinstance(fact, SourceFact)}
        ids = (registry, self.events, self.sources, unread)
        memory.keep_what_holds(self.article_ids.keys(), tuple(map(frozenset, ids)))
        self.evidence: dict[FactId, tuple[Evidence, ...]] = {}
        self.left_out: dict[FactId, str] = {}
        self.checked = self.matched = 0
        self.unplaced: list[Unplaced] = []
        self.anchors = Anchors()  # of quotes in other files than the article that they quote

    def join(self, disputes: Sequence[Dispute]) -> KnowledgeBase:
        read_articles = {article.id: self.read(article) for article in self.articles}
        for entity in self.registry.values():
            self.check_entity_ids(entity)
        facts = {fact.id: fact for article in self.articles for fact in article.facts if fact.id in self.evidence}
        kept = list({fact.id: facts[fact.id] for fact in self.told if fact.id in facts}.values())
        told = ((fact.event, fact) for fact in kept if isinstance(fact, EventFact))
        used = ((fact.source, fact) for fact in kept if isinstance(fact, SourceFact))
        return KnowledgeBase(
            articles=read_articles,
            entities=self.registry,
            facts=facts,
            evidence=self.evidence,
            events={event: Event(event, accounts) for event, accounts in _grouped(told).items()},
            works={source: Work(source, entries) for source, entries in _grouped(used).items()},
            disputes={one.id: self.dispute(one, read_articles) for one in disputes},
            notes={entity.id: cited for entity in self.registry.values() if (cited := self.note(entity, read_articles))},
            judged={
                (entity.id, judgement.other): self.judged(judgement, read_articles)
                for entity in self.registry.values()
                for judgement in (*entity.same_as, *entity.not_same_as)
                if judgement.words
            },
            left_out=self.left_out,
            quotes_checked=self.checked + self.anchors.checked,
            quotes_matched=self.matched + self.anchors.matched,
            unplaced=(*self.unplaced, *self.anchors.unplaced),
        )

    def read(self, article: Article) -> ReadArticle:
        """An article with its mentions; its facts get their evidence, or the reason why they are left out."""
        placed = self.memory.placed(article)
        self.findings += placed.findings
        self.checked += placed.checked
        self.matched += placed.matched
        self.unplaced += placed.unplaced
        met = self.memory.met(placed, self.meet)
        self.evidence |= met.evidence
        self.left_out |= met.left_out
        self.findings += met.findings
        mentions, no_mentions = self.find_mentions(placed)
        return ReadArticle(article, placed.body, placed.text, mentions, placed.passages, placed.misprints, placed.passed_over, no_mentions)

    def meet(self, placed: Placed) -> Met:
        """Give each fact its evidence; a fact with an id or a quote that meets nothing is left out, with the reason."""
        evidence: dict[FactId, tuple[Evidence, ...]] = {}
        left_out: dict[FactId, str] = {}
        names: set[str] = set()
        findings: list[Finding] = []
        missing = False
        for fact, rests_on in zip(placed.article.facts, placed.evidence, strict=True):
            named = list(self.named_ids(fact))
            names.update(one for one, _, _ in named)
            if unknown := [(one, what, among) for one, what, among in named if one not in among]:
                missing = True
                findings += [found for one, what, among in unknown for found in self.unknown(fact.spot(one), one, what, among)]
                left_out[fact.id] = f"it names {', '.join(f'`{one}`' for one, _, _ in unknown)}, which does not exist"
            elif len(rests_on) < max(1, len(fact.quotes)):
                left_out[fact.id] = "a quote of it was not found"
            else:
                evidence.setdefault(fact.id, rests_on)
        return Met(evidence, left_out, tuple(findings), frozenset(names), missing)

    # ------------------------------------------------------------------------------------------- ids

    def named_ids(self, fact: Fact) -> Iterator[tuple[str, str, Collection[str]]]:
        """Every id that a fact names, what it should be, and where it should be found."""
        entities: Collection[str] = self.registry.keys()
        match fact:
            case RoleFact():
                yield fact.actor, "entity", entities
            case EventFact():
                for one in (*(who for _, who in fact.people()), *fact.places):
                    yield one, "entity", entities
            case TieFact():
                yield fact.subject, "entity", entities
                yield fact.object, "entity", entities
            case StatementFact():
                for about in fact.about:
                    yield about, "entity or event", self.named
            case SourceFact():
                for source in fact.derives_from:
                    yield source, "source", self.sources
            case _:
                pass
        if isinstance(fact, DateFact | TieFact | StatementFact) and fact.event:
            yield fact.event, "event", self.events
        if fact.voice.kind in {"speaker", "document"}:
            speaks = fact.voice.kind == "speaker"
            yield fact.voice.who, "entity" if speaks else "source", entities if speaks else self.sources
        if fact.voice.via:
            yield fact.voice.via, "source", self.sources

    def report_unknown(self, place: Place, one: str, what: str, among: Collection[str]) -> None:
        """Report an id that nothing has."""
        self.findings += self.unknown(place, one, what, among)

    def unknown(self, place: Place, one: str, what: str, among: Collection[str]) -> Iterator[Finding]:
        """The finding for an id that nothing has; what stands in a file or annotation with errors is there, and not reported again."""
        if one not in self.unread:
            there = "an entity" if one in self.registry else "an event" if one in self.events else "a source" if one in self.sources else ""
            hint = f"`{one}` is {there}." if there else did_you_mean(one, among, f"Create it under `{_HOMES[what]}`.")
            yield Finding(place, "unknown-id", f"There is no {what} `{one}`.", hint)

    def check_entity_ids(self, entity: Entity) -> None:
        for place, one in (
            *((entity.spot(one), one) for one in (*entity.country, *entity.part_of)),
            *((judgement.place, judgement.other) for judgement in (*entity.same_as, *entity.not_same_as)),
        ):
            if one not in self.registry:
                self.report_unknown(place, one, "entity", self.registry.keys())
            elif one == entity.id:
                fact = f"`{one}` points to itself here."
                self.findings.append(Finding(place, "wrong-kind", fact, "Give the id of another entity, or delete this one."))
        for one in entity.country:
            if one in self.registry and self.registry[one].kind != "state":
                fact = f"`{one}` is a {KIND[self.registry[one].kind].label}, not a state."
                self.findings.append(
                    Finding(entity.spot(one), "wrong-kind", fact, "`country` takes states; use `part_of` for a region or body.")
                )
        for name in entity.names:
            for article in name.only_in:
                if article not in self.article_ids:
                    self.report_unknown(entity.spot(article), article, "article", self.article_ids)

    # -------------------------------------------------------------------------------------- mentions

    def find_mentions(self, placed: Placed) -> Named:
        """The mentions of an article, and the words that its overrides say are none."""
        for override in placed.article.overrides:
            if override.means is not None and override.means not in self.registry:
                self.report_unknown(override.place, override.means, "entity", self.registry.keys())
        return self.memory.named(placed, self.finder, known_rulings(placed, self.registry))

    # --------------------------------------------------------------------------- disputes and notes

    def dispute(self, dispute: Dispute, articles: Mapping[ArticleId, ReadArticle]) -> JoinedDispute:
        """Give each side of a dispute its passages and the facts that rest on them."""
        for one in dispute.about:
            if one not in self.registry and one not in self.events:
                self.report_unknown(dispute.spot(one), one, "entity or event", self.named)
        return JoinedDispute(dispute, tuple(self.side(side, articles) for side in dispute.sides))

    def side(self, side: Side, articles: Mapping[ArticleId, ReadArticle]) -> JoinedSide:
        if side.article not in articles:
            self.report_unknown(side.place, side.article, "article", articles.keys())
            return JoinedSide(side, (), ())
        article = articles[side.article]
        passages = [passage for quote in side.quotes if (passage := self.passage_under(quote, article, within=False))]
        resting = [
            fact
            for fact in article.article.facts
            for one in self.evidence.get(fact.id, ())
            if any(one.passage.id == passage.id for passage in passages)
        ]
        return JoinedSide(side, tuple(passages), tuple({fact.id: fact for fact in resting}.values()))

    def note(self, entity: Entity, articles: Mapping[ArticleId, ReadArticle]) -> dict[int, Passage]:
        """The passages that an editor's note cites, by the numbers of its marks."""
        cited: dict[int, Passage] = {}
        for cite in entity.note_cites:
            if cite.article not in articles:
                self.report_unknown(cite.quote.place, cite.article, "article", articles.keys())
            elif passage := self.passage_under(cite.quote, articles[cite.article], within=True):
                cited[cite.number] = passage
        return cited

    def judged(self, judgement: Judgement, articles: Mapping[ArticleId, ReadArticle]) -> tuple[Passage, ...]:
        """The passages that show why two entities are, or are not, the same."""
        found = []
        for article, quote in judgement.words:
            if article not in articles:
                self.report_unknown(quote.place, article, "article", articles.keys())
            elif passage := self.passage_under(quote, articles[article], within=False):
                found.append(passage)
        return tuple(found)

    def passage_under(self, quote: Quote, article: ReadArticle, *, within: bool) -> Passage | None:
        """The shortest passage of a fact that holds the words of a quote; or, unless ``within``, that shares words with it."""
        located = self.anchors.locate(quote, article.id, article.text)
        if not located:
            return None
        first, last = located.spans[0][0], located.spans[-1][1]
        holding = [one for one in article.passages if one.spans[0][0] <= first and last <= one.spans[-1][1]]
        sharing = [] if within else [one for one in article.passages if any(start < last and first < end for start, end in one.spans)]
        found = min(holding or sharing, key=lambda one: (one.spans[-1][1] - one.spans[0][0], one.id), default=None)
        if not found:
            self.findings.append(
                Finding(
                    quote.place,
                    "words-without-fact",
                    f"No fact rests on “{quote.exact}”.",
                    f"Annotate these words in {article.article.place.path} first, or quote words that an annotation quotes.",
                )
            )
        return found


def _grouped(pairs: Iterable[tuple[K, F]]) -> dict[K, tuple[F, ...]]:
    """What belongs to each key, the keys in order."""
    found: dict[K, list[F]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(found[key]) for key in sorted(found)}
