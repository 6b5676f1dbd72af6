"""How facts are said: every kind of fact becomes a row with who says it, how sure, when, and its citing links.

Words here never add to what an editor wrote, and never let a denied or planned thing read as done.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from string import ascii_lowercase
from typing import ClassVar
from weakref import WeakValueDictionary

from kb import differences
from kb.citations import when_words
from kb.differences import Difference
from kb.independence import Spread, derivations, said_alike
from kb.knowledge import Event, Evidence, KnowledgeBase, Passage, ReadArticle, Work
from kb.model import (
    ArticleId,
    DateFact,
    EntityId,
    EventFact,
    Fact,
    FactId,
    FigureFact,
    PassageId,
    RoleFact,
    SourceFact,
    SourceId,
    StatementFact,
    TieFact,
    Voice,
    When,
)
from kb.pages.page import Chip, Cite, Link, Phrase, Row, joined, quoted
from kb.vocabulary import CERTAINTIES, KIND, LABEL, ROLE_LABEL, SOURCE_LABEL, TIE


def _letters(article: ReadArticle) -> Iterator[tuple[PassageId, str]]:
    """The letter of each passage within its paragraph; a footnote that is one passage has none."""
    by_paragraph: dict[int, list[PassageId]] = defaultdict(list)
    for passage in article.passages:
        by_paragraph[passage.paragraph].append(passage.id)
    for at, passages in by_paragraph.items():
        whole_note = article.body.paragraphs[at].footnote is not None and len(passages) == 1
        yield from ((passage, "" if whole_note else letter(number)) for number, passage in enumerate(passages))


def letter(number: int) -> str:
    """``a`` to ``z``, then ``aa``, ``ab`` and on."""
    head, last = divmod(number, len(ascii_lowercase))
    return (letter(head - 1) if head else "") + ascii_lowercase[last]


class Speech:
    """Says the facts of one knowledge base."""

    _alive: ClassVar[WeakValueDictionary[int, Speech]] = WeakValueDictionary()  # by the identity of their bases, which they keep alive

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Speech:
        """The one for a base, as long as anybody keeps it: what it has gone through the base for is there already."""
        return cls._alive.get(id(kb)) or cls._alive.setdefault(id(kb), cls(kb))

    def __init__(self, kb: KnowledgeBase) -> None:
        """Keep the base: names, addresses and evidence are looked up in it. What goes through all of it waits until asked for."""
        self.kb = kb
        self._names: dict[str, Link] = {}

    def ready(self) -> None:
        """Go through all of the base for whatever needs it: before work is handed out, so that not each worker does it."""
        kb = self.kb
        _ = self.letters, self.spread, self.derived, self.differences_about, self.judged_in, self.repeated_by, self.told_apart
        _ = kb.facts_of, kb.facts_in, kb.facts_on, kb.said_by, kb.belonging_to, kb.disputes_about
        _ = kb.mentions_of, kb.unseen_of, kb.named_in, kb.works_under

    @cached_property
    def letters(self) -> dict[tuple[ArticleId, PassageId], str]:
        """The letter of every passage within its paragraph."""
        return {(article.id, passage): one for article in self.kb.articles.values() for passage, one in _letters(article)}

    @cached_property
    def spread(self) -> dict[FactId, Spread]:
        """How far each fact is told alike."""
        return said_alike(self.kb)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Where articles or voices differ."""
        return differences.find(self.kb)

    @cached_property
    def derived(self) -> Mapping[SourceId, tuple[SourceId, ...]]:
        """The sources that each source repeats."""
        return derivations(self.kb)

    @cached_property
    def repeated_by(self) -> Mapping[SourceId, tuple[SourceId, ...]]:
        """The sources that repeat a source."""
        found: dict[SourceId, list[SourceId]] = defaultdict(list)
        for one, others in self.derived.items():
            for other in others:
                found[other].append(one)
        return {one: tuple(others) for one, others in found.items()}

    @cached_property
    def told_apart(self) -> Mapping[EntityId, tuple[EntityId, ...]]:
        """The entities whose files say that they are not this one, in the order of their ids."""
        found: dict[EntityId, list[EntityId]] = defaultdict(list)
        for entity in self.kb.entities.values():
            for other in dict.fromkeys(judgement.other for judgement in entity.not_same_as):
                found[other].append(entity.id)
        return {one: tuple(others) for one, others in found.items()}

    @cached_property
    def differences_about(self) -> Mapping[str, tuple[Difference, ...]]:
        """The differences by what they are about."""
        return differences.about_of(self.differences)

    @cached_property
    def judged_in(self) -> Mapping[str, tuple[Difference, ...]]:
        """The differences by the disputes that judge them."""
        found: dict[str, list[Difference]] = defaultdict(list)
        for one in self.differences:
            for dispute in dict.fromkeys(one.judged_by):
                found[dispute].append(one)
        return {one: tuple(several) for one, several in found.items()}

    # ----------------------------------------------------------------------------------------- links

    def name(self, one: str) -> Link:
        """The link to an entity, event or source by its id."""
        if one not in self._names:
            self._names[one] = self._name(one)
        return self._names[one]

    def _name(self, one: str) -> Link:
        if one in self.kb.entities:
            entity = self.kb.entities[one]  # type: ignore[index]
            folder = "actors" if KIND[entity.kind].is_actor else "places"
            return Link(f"{folder}/{entity.id}/", entity.name, entity.kind)
        if one in self.kb.events:
            event = self.kb.events[one]  # type: ignore[index]
            return Link(f"events/{event.id}/", event.title, "event")
        work = self.kb.works[one]  # type: ignore[index]
        return Link(f"sources/{work.id}/", work_title(work), "source")

    def article(self, article: ReadArticle) -> Link:
        """The link to an article."""
        return Link(f"articles/{article.id}/", article.article.title.value, "article")

    def cites(self, fact: Fact) -> tuple[Cite, ...]:
        """The citing links of a fact, one for each passage."""
        return merged(self.cite(one) for one in self.kb.evidence[fact.id])

    def cite(self, evidence: Evidence) -> Cite:
        """The citing link to the passage of one quote."""
        return self.cite_passage(evidence.passage, evidence.fact)

    def cite_passage(self, passage: Passage, fact: str = "") -> Cite:
        """The citing link to a passage: ``Huang 2015 ¶4b``, the second passage of the fourth paragraph.

        ``fact`` is the fact that rests on it; empty where an editor cites it in a note, a dispute or a judgement.
        """
        label = f"{self.kb.articles[passage.article].article.short} {self.where(passage)}"
        return Cite(f"articles/{passage.article}/#{passage.id}", label, passage.words, fact)

    def where(self, passage: Passage) -> str:
        """Where a passage stands in its article: ``¶4b``."""
        article = self.kb.articles[passage.article]
        return f"{article.body.paragraphs[passage.paragraph].label}{self.letters[article.id, passage.id]}"

    # ----------------------------------------------------------------------------------------- words

    def voice(self, fact: Fact) -> Phrase:
        """Who says it, in words."""
        voice: Voice = fact.voice
        match voice.kind:
            case "author":
                said: Phrase = ("the article",)
            case "anonymous":
                said = (f"according to {quoted(voice.who)}",)
            case _:
                said = ("according to ", self.name(voice.who))
        return (*said, ", quoted in ", self.name(voice.via), *self._notes_of(fact.article, voice.via)) if voice.via else said

    def _notes_of(self, article: ArticleId, source: SourceId) -> Phrase:
        """The footnotes in which an article cites a source, as citing links."""
        entries = [entry for entry in self.kb.works[source].entries if entry.article == article]
        cited = [one for entry in entries for one in self.kb.evidence[entry.id] if one.quote.footnote is not None]
        return (" ", *joined(((self.cite_passage(one.passage),) for one in cited), " ")) if cited else ()

    def says(self, fact: Fact) -> Phrase:
        """The fact as a sentence without its voice and certainty."""
        match fact:
            case TieFact():
                return (self.name(fact.subject), f" {_tie_words(fact)} ", self.name(fact.object))
            case RoleFact():
                what = f" is described as {quoted(fact.described_as)}" if fact.described_as else " takes part"
                return (self.name(fact.actor), what)
            case EventFact():
                return (f"{_turned(fact)}" if _turned(fact) else "", self.name(fact.event), *self._taking_part(fact))
            case FigureFact():
                return (self.name(fact.event), ": ", figure_words(fact))
            case DateFact():
                dated: Phrase = (" dates ", self.name(fact.event)) if fact.event else ()
                return (f"{quoted(fact.printed)} is {fact.when.date.label}", *dated)
            case StatementFact():
                return (f"{_turned(fact)}{fact.says}",)
            case SourceFact():
                return (self.article(self.kb.articles[fact.article]), " draws on ", self.name(fact.source))
            case _:
                raise AssertionError(fact.kind)

    def _taking_part(self, fact: EventFact) -> Phrase:
        roles = [(f"{ROLE_LABEL[role]} ", *joined((self.name(who),) for who in members)) for role, members in fact.participants]
        return (" — ", *joined(roles, "; ")) if roles else ()

    def row(self, fact: Fact) -> Row:
        """The fact as a line of a page."""
        when = when_of(fact)
        return Row(
            fact=fact.id,
            kind=fact.kind,
            says=self.says(fact),
            certainty=fact.certainty,
            status=fact.status,
            voice=self.voice(fact),
            own_voice=fact.voice.is_author,
            cites=self.cites(fact),
            words=tuple(dict.fromkeys(one.passage.words for one in self.kb.evidence[fact.id])),
            when=_when_words(fact),
            when_basis=when.basis if when else "",
            spread=self.spread[fact.id].words if fact.id in self.spread else "",
            sort=(when.sort_key() if when else ("9999", "9999"), fact.article, fact.place.line),
        )

    def rows(self, facts: list[Fact]) -> tuple[Row, ...]:
        """Facts as lines: dated ones first, in the order of time, then as the articles have them."""
        return tuple(sorted((self.row(fact) for fact in facts), key=lambda row: row.sort))


def merged(cites: Iterable[Cite]) -> tuple[Cite, ...]:
    """Citing links without repetition: one link for each passage, naming every fact that it is cited for."""
    found: dict[str, Cite] = {}
    for one in cites:
        before = found.get(one.url)
        facts = " ".join(dict.fromkeys((*before.fact.split(), *one.fact.split()))) if before else one.fact
        found[one.url] = Cite(one.url, one.label, one.words, facts)
    return tuple(found.values())


def when_of(fact: Fact) -> When | None:
    """The date of a fact, whatever its kind; of a tie the date since when it holds."""
    match fact:
        case EventFact() | StatementFact() | DateFact():
            return fact.when
        case TieFact():
            return fact.since or fact.until
        case SourceFact():
            return fact.issued
        case _:
            return None


def _when_words(fact: Fact) -> str:
    if isinstance(fact, TieFact) and fact.since and fact.until:
        return f"{fact.since.date.label} to {fact.until.date.label}"
    if isinstance(fact, TieFact) and fact.until:
        return f"until {fact.until.date.label}"
    if isinstance(fact, DateFact):
        return ""
    when = when_of(fact)
    return when_words(when) if when else ""


def _tie_words(fact: TieFact) -> str:
    """``supports``; ``did not meet with`` where denied; ``planned: to share intelligence with`` where not told as so."""
    tie = TIE[fact.tie]
    if fact.status == "actual":
        return tie.denied if fact.certainty == "denied" else tie.label
    return f"{LABEL[fact.status]}: {'not ' if fact.certainty == 'denied' else ''}to {tie.base}"


def _turned(fact: Fact) -> str:
    """The words before a sentence that is not told as so."""
    status = "" if fact.status == "actual" else f"{LABEL[fact.status]}: "
    return f"not: {status}" if fact.certainty == "denied" else status


def fact_chips(facts: Iterable[Fact | Row]) -> list[Chip]:
    """The filter of a page of facts: by certainty, and by whether the article speaks itself; none where it would not part them."""
    shown: dict[str, tuple[str, bool]] = {}
    for one in facts:
        if isinstance(one, Row):
            shown[one.fact] = (one.certainty, one.own_voice)
        else:
            shown[one.id] = (one.certainty, one.voice.is_author)
    sure = Counter(certainty for certainty, _ in shown.values())
    own = Counter("author" if by_author else "other" for _, by_author in shown.values())
    chips = [Chip("certainty", term.id, term.label, sure[term.id]) for term in CERTAINTIES if sure[term.id] and len(sure) > 1]
    words = {"author": "the articles’ own words", "other": "in another’s voice"}
    return chips + [Chip("voice", one, words[one], own[one]) for one in words if own[one] and len(own) > 1]


def figure_words(fact: FigureFact) -> str:
    """A figure as printed, with what it counts: ``“at least 56” injured, U.S. military personnel``."""
    what = LABEL[fact.what]
    printed = fact.printed if fact.printed.startswith("[") else quoted(fact.printed)  # an editor's reading of withheld words
    return ", ".join(part for part in (f"{printed} {what}".strip(), fact.of) if part)


def work_title(work: Work) -> str:
    """The title of a work; where it has none, what it is and who issued it."""
    main = work.main
    if main.title:
        return main.title
    issuer = main.publisher or main.container_title or ", ".join(author.literal or author.family for author in main.authors)
    kind = main.genre or SOURCE_LABEL[main.type]
    return f"{issuer}: {kind}" if issuer else f"{kind[:1].upper()}{kind[1:]}"


def event_when(event: Event) -> When | None:
    """The most exact date that an account gives."""
    dated = [account.when for account in event.accounts if account.when]
    return min(dated, key=_width, default=None)


def _width(when: When) -> tuple[int, str]:
    first, last = when.date.first, when.date.last
    return ((last - first).days if first and last else 10**7, when.date.text)
