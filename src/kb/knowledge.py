"""Joins articles, registry and readings into one ``KnowledgeBase``: every fact with the passages it rests on.

Here a quote meets its place, an id its entity, two accounts of an event each other. What does not meet becomes a
finding with the nearest known thing, and the fact is listed as left out: nothing vanishes. This room does not judge
content (``checks`` does) and makes no pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Final

from kb.findings import Finding, did_you_mean
from kb.mentions import Finder, Ruling
from kb.model import (
    Article,
    ArticleId,
    DateFact,
    Entity,
    EntityId,
    EventFact,
    EventId,
    Fact,
    FactId,
    FigureFact,
    Mention,
    Misprint,
    PassageId,
    Quote,
    RoleFact,
    SourceFact,
    SourceId,
    StatementFact,
    TieFact,
    content_id,
)
from kb.passages import Body, Located, Lost, Reading, Span, Text, locate, read, render
from kb.passages.reading import fold
from kb.registry import claimed_twice
from kb.source import Place
from kb.vocabulary import KIND

_HOMES: Final = {"entity": "entities/", "entity or event": "entities/", "event": "events", "source": "sources", "article": "articles/"}
_SHOWN: Final = 90  # characters of a quote that a message repeats


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article that facts rest on. ``id`` is the ``id`` of its element on the article's page."""

    id: PassageId
    article: ArticleId
    spans: tuple[Span, ...]
    paragraph: int
    words: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quote of one fact, with the passage where it stands and how exactly it was found."""

    fact: FactId
    passage: Passage
    quote: Quote
    state: str


@dataclass(frozen=True)
class ReadArticle:
    """An article with everything that reading its body gave."""

    article: Article
    body: Body
    text: Text
    mentions: tuple[Mention, ...]
    passages: tuple[Passage, ...]
    misprints: tuple[tuple[Span, Misprint], ...]

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

    @property
    def main(self) -> SourceFact:
        """The fullest entry: the one with the most fields."""
        return max(
            self.entries,
            key=lambda one: (sum(bool(value) for value in (one.title, one.authors, one.container_title, one.issued)), one.article),
        )


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything the articles say, joined. Mappings are ordered by id, sequences by article and place."""

    articles: Mapping[ArticleId, ReadArticle]
    entities: Mapping[EntityId, Entity]
    facts: Mapping[FactId, Fact]
    evidence: Mapping[FactId, tuple[Evidence, ...]]
    events: Mapping[EventId, Event]
    works: Mapping[SourceId, Work]
    left_out: Mapping[FactId, str] = field(default_factory=dict)
    quotes_declared: int = 0
    quotes_matched: int = 0

    @cached_property
    def facts_of(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that speak of an entity, event or source, by its id."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts.values():
            for subject in dict.fromkeys(subjects(fact)):
                found[subject].append(fact)
        return {subject: tuple(facts) for subject, facts in found.items()}

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
        case SourceFact():
            yield fact.source
    if fact.voice.kind in {"speaker", "document"}:
        yield fact.voice.who
    if fact.voice.via:
        yield fact.voice.via


def join(articles: Iterable[Article], entities: Iterable[Entity], unread: Iterable[str] = ()) -> tuple[KnowledgeBase, list[Finding]]:
    """Join what was read; the findings are everything that does not meet.

    ``unread`` are the ids of files that have errors of their own, so that nobody is told that they do not exist.
    """
    registry = {entity.id: entity for entity in sorted(entities, key=lambda one: one.id)}
    ordered = sorted(articles, key=lambda one: (one.published.sort_key() if one.published else ("9999",), one.id))
    joiner = _Joiner(registry, ordered, {*unread, *(one for article in ordered for one in article.unread)})
    return joiner.join(), joiner.findings


class _Joiner:
    """The state of one joining."""

    def __init__(self, registry: Mapping[EntityId, Entity], articles: Sequence[Article], unread: Collection[str]) -> None:
        self.registry, self.articles, self.unread = registry, articles, unread
        self.findings: list[Finding] = claimed_twice(registry.values())
        self.finder = Finder(registry.values())
        self.events = {fact.event for article in articles for fact in article.facts if isinstance(fact, EventFact)}
        self.sources = {fact.source for article in articles for fact in article.facts if isinstance(fact, SourceFact)}
        self.evidence: dict[FactId, tuple[Evidence, ...]] = {}
        self.left_out: dict[FactId, str] = {}
        self.declared = self.matched = 0

    def join(self) -> KnowledgeBase:
        read_articles = {article.id: self.read(article) for article in self.articles}
        for entity in self.registry.values():
            self.check_entity_ids(entity)
        facts = {fact.id: fact for article in self.articles for fact in article.facts if fact.id in self.evidence}
        return KnowledgeBase(
            articles=read_articles,
            entities=self.registry,
            facts=facts,
            evidence=self.evidence,
            events={event: Event(event, accounts) for event, accounts in _grouped(facts.values(), EventFact, "event").items()},
            works={source: Work(source, entries) for source, entries in _grouped(facts.values(), SourceFact, "source").items()},
            left_out=self.left_out,
            quotes_declared=self.declared,
            quotes_matched=self.matched,
        )

    def read(self, article: Article) -> ReadArticle:
        """Read a body and give every quote of the article its place."""
        body = render(article.body)
        text = Text(tuple(read(paragraph.html) for paragraph in body.paragraphs))
        for label in body.unused:
            place = article.body_place(f"[^{label}]:")
            fact = f"The footnote [{label}] stands in the text, but no mark `[^{label}]` points to it, so no reader would see it."
            self.findings.append(Finding(place, "unused-footnote", fact, "Set the mark where it belongs, or delete the footnote."))
        for label in body.missing:
            place = article.body_place(f"[^{label}]")
            if f"[^{label}]:" in article.body:
                fact, hint = f"The footnote `[^{label}]` has no number.", "Footnotes are named by numbers: `[^3]` and `[^3]: …`."
            else:
                fact, hint = (
                    f"The mark `[^{label}]` points to a footnote that is not there.",
                    f"Write `[^{label}]: …` at the end of the text.",
                )
            self.findings.append(Finding(place, "missing-footnote", fact, hint))
        passages: dict[PassageId, Passage] = {}
        for one in article.facts:
            self.join_fact(one, article, body, text, passages)
        misprints = [
            (span, misprint)
            for misprint in article.misprints
            for quote in misprint.quotes
            if (span := self.words_inside(misprint.printed, quote, text))
        ]
        mentions = self.find_mentions(article, text)
        ordered = sorted(passages.values(), key=lambda one: (one.spans[0][0], -one.spans[-1][1], one.id))
        return ReadArticle(article, body, text, tuple(mentions), tuple(ordered), tuple(misprints))

    def join_fact(self, fact: Fact, article: Article, body: Body, text: Text, passages: dict[PassageId, Passage]) -> None:
        """Give a fact its evidence; a fact with an id or a quote that meets nothing is left out, with the reason."""
        missing_ids = self.check_ids(fact)
        evidence: list[Evidence] = []
        for quote in fact.quotes:
            located = self.footnote(quote, body, text) if quote.footnote is not None else self.locate(quote, text)
            if located:
                passage = _passage(article.id, text, located)
                passages.setdefault(passage.id, passage)
                evidence.append(Evidence(fact.id, passages[passage.id], quote, located.state))
        if isinstance(fact, SourceFact) and not fact.quotes:
            self.findings.append(
                Finding(
                    fact.place,
                    "source-without-passage",
                    f"Nothing in the text points to the source `{fact.source}`.",
                    "Give it `footnotes`, or `quotes` with the passage that names or uses it.",
                )
            )
        if missing_ids:
            self.left_out[fact.id] = missing_ids
        elif len(evidence) < max(1, len(fact.quotes)):
            self.left_out[fact.id] = "a quote of it was not found"
        elif fact.id not in self.evidence:
            self.evidence[fact.id] = tuple(evidence)

    # ---------------------------------------------------------------------------------------- quotes

    def locate(self, quote: Quote, text: Text) -> Located | None:
        self.declared += 1
        found = locate(text, quote.exact, quote.prefix, quote.suffix)
        if isinstance(found, Located):
            self.matched += 1
            return found
        self.findings.append(_quote_finding(found, quote, text))
        return None

    def footnote(self, quote: Quote, body: Body, text: Text) -> Located | None:
        """The whole text of a footnote, as the passage of a work that it cites."""
        self.declared += 1
        for index, paragraph in enumerate(body.paragraphs):
            if paragraph.key == f"fn-{quote.footnote}":
                self.matched += 1
                start = text.starts[index]
                return Located("exact", ((start, start + len(text.paragraphs[index].text)),), index)
        known = [
            str(paragraph.footnote)
            for paragraph in body.paragraphs
            if paragraph.key == f"fn-{paragraph.key[3:]}" and "-" not in paragraph.key[3:]
        ]
        hint = f"The footnotes are {', '.join(known)}." if known else "The article has no footnotes."
        self.findings.append(Finding(quote.place, "missing-footnote", f"There is no footnote {quote.footnote}.", hint))
        return None

    def words_inside(self, words: str, quote: Quote, text: Text) -> Span | None:
        """The place of words inside their quote."""
        located = self.locate(quote, text)
        if not located:
            return None
        start, end = located.spans[0][0], located.spans[-1][1]
        inner = locate(Text((_plain(text.text[start:end]),)), words)
        if isinstance(inner, Located):
            return start + inner.spans[0][0], start + inner.spans[-1][1]
        self.findings.append(
            Finding(
                quote.place,
                "words-not-in-quote",
                f"The quote does not hold “{words}” just once.",
                "Quote a passage in which these words stand once.",
            )
        )
        return None

    # ------------------------------------------------------------------------------------------- ids

    def check_ids(self, fact: Fact) -> str:
        """Report the ids of a fact that nothing has; the answer is the reason to leave the fact out, or nothing."""
        unknown = [(one, what, among) for one, what, among in self.named_ids(fact) if one not in among]
        for one, what, among in unknown:
            self.report_unknown(fact.spot(one), one, what, among)
        return f"it names {', '.join(f'`{one}`' for one, _, _ in unknown)}, which does not exist" if unknown else ""

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
                    yield about, "entity or event", {*entities, *self.events}
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
        """Report an id that nothing has; what stands in a file or annotation with errors is there, and not reported again."""
        if one not in self.unread:
            hint = did_you_mean(one, among, f"Create it under `{_HOMES[what]}`.")
            self.findings.append(Finding(place, "unknown-id", f"There is no {what} `{one}`.", hint))

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
                if all(article != one.id for one in self.articles):
                    self.report_unknown(entity.spot(article), article, "article", [one.id for one in self.articles])

    # -------------------------------------------------------------------------------------- mentions

    def find_mentions(self, article: Article, text: Text) -> Iterator[Mention]:
        rulings = []
        for override in article.overrides:
            located = [self.locate(quote, text) for quote in override.quotes]
            spans = tuple(span for one in located if one for span in one.spans)
            rulings.append(Ruling(override.words, override.means, spans if override.quotes else None))
            if override.means is not None and override.means not in self.registry:
                self.report_unknown(override.place, override.means, "entity", self.registry.keys())
            if all(located) and not _stands(override.words, spans if override.quotes else None, text):
                fact = f"“{override.words}” does not stand in {'these passages' if override.quotes else 'the text'}."
                self.findings.append(
                    Finding(override.place, "mention-not-found", fact, "Copy the words from the text, or delete the override.")
                )
        known = [ruling for ruling in rulings if ruling.means is None or ruling.means in self.registry]
        for start, paragraph in zip(text.starts, text.paragraphs, strict=True):
            yield from self.finder.find(article.id, paragraph, start, known)


def _grouped(facts: Iterable[Fact], kind: type, key: str) -> dict:  # type: ignore[type-arg]
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, kind):
            found[getattr(fact, key)].append(fact)
    return {one: tuple(found[one]) for one in sorted(found)}


def _passage(article: ArticleId, text: Text, located: Located) -> Passage:
    """The passage at a place. Its id comes from its words, and from their count before it where they stand before."""
    words = [text.text[start:end] for start, end in located.spans]
    before = text.text.count(words[0], 0, located.spans[0][0])
    return Passage(
        PassageId(content_id("q", article, *words, *([str(before)] if before else []))),
        article,
        located.spans,
        located.paragraph,
        " … ".join(words),
    )


def _plain(words: str) -> Reading:
    """A reading of plain words."""
    return read(escape(words, quote=False))


def _stands(words: str, spans: tuple[Span, ...] | None, text: Text) -> bool:
    wanted = fold(words).text
    return any(wanted in fold(text.text[start:end]).text for start, end in spans or [(0, len(text.text))])


def _quote_finding(lost: Lost, quote: Quote, text: Text) -> Finding:
    words = quote.exact if len(quote.exact) <= _SHOWN else f"{quote.exact[:60]} … {quote.exact[-25:]}"
    match lost.loss:
        case "empty":
            return Finding(quote.place, "empty-value", "A quote is empty.", "Copy the words from the text.")
        case "ambiguous":
            context = [_around(text, span) for span in lost.spans[:3]]
            hint = f"Quote more words, or add `prefix` or `suffix`. It stands at: {'; '.join(context)}."
            return Finding(quote.place, "quote-not-unique", f"“{words}” stands in the text {len(lost.spans)} times.", hint)
        case "across":
            hint = "Quote each paragraph by itself: two quotes may support one fact."
            return Finding(quote.place, "quote-across-paragraphs", f"“{words}” begins in one paragraph and ends in another.", hint)
        case _:
            pass
    fact = f"The text does not hold “{words}”."
    if lost.spans:
        start, end = lost.spans[0]
        return Finding(quote.place, "quote-not-found", fact, f"The nearest words are “{text.text[start:end]}”.")
    return Finding(quote.place, "quote-not-found", fact, "Nothing in the text is near it: copy the words again.")


def _around(text: Text, span: Span) -> str:
    index = text.paragraph_at(span[0])
    start = max(span[0] - 25, text.starts[index])
    end = min(span[1] + 25, text.starts[index] + len(text.paragraphs[index].text))
    return f"“…{text.text[start : span[0]]}[{text.text[span[0] : span[1]][:40]}]{text.text[span[1] : end]}…”"
