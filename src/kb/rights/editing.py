"""The edition of a base for an audience: every noun in it holds only what that audience may see.

Ids, places of passages, counts and the order of everything are those of the whole base, so that facts, citing links and the receipt
are the same in every edition. What an article gives "as printed" goes with its words; what an editor wrote stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypeVar

from kb.coverage import Coverage, Unexplained, cover
from kb.knowledge import Event, Evidence, JoinedDispute, JoinedSide, KnowledgeBase, Passage, ReadArticle, Withheld, Work
from kb.model import (
    Article,
    ArticleId,
    DateFact,
    Dispute,
    Entity,
    EntityId,
    Fact,
    FactId,
    FigureFact,
    Judgement,
    Mention,
    Misprint,
    PassageId,
    Quote,
    RoleFact,
    SourceFact,
)
from kb.passages import Body, Span, Text, words_of
from kb.rights.redacting import Redacted, gap, redact
from kb.rights.stretches import shown, touched
from kb.vocabulary import LABEL

UNSAID: Final = "[withheld]"

F = TypeVar("F", bound=Fact)
Passages = Mapping[tuple[ArticleId, PassageId], Passage]


@dataclass(frozen=True)
class Edition:
    """A base as an audience gets it, with the coverage of its articles by the whole text."""

    audience: str
    kb: KnowledgeBase
    cover: Callable[[], Mapping[str, Coverage]] = field(repr=False)

    @cached_property
    def coverage(self) -> Mapping[str, Coverage]:
        """The coverage of each article, counted when it is first asked for."""
        return self.cover()


def edition(kb: KnowledgeBase, audience: str) -> Edition:
    """The edition for an audience: ``internal`` gets everything, ``public`` what the rights of each article allow."""
    if audience == "internal" or not restricted(kb):
        return Edition(audience, kb, lambda: cover(kb))
    return _Editor(kb).edition()


def restricted(kb: KnowledgeBase) -> dict[ArticleId, str]:
    """The articles of which the public may not see everything, with their rights."""
    return {article.id: article.article.rights for article in kb.articles.values() if article.article.rights != "full"}


def files(
    kb: KnowledgeBase, given: Mapping[str, bytes], audience: str, held: Mapping[str, str] | None = None
) -> tuple[dict[str, bytes], dict[str, str]]:
    """The content files for an audience, and why some of them are not carried, by path.

    For the public, the file and the original of a restricted article, and every file that quotes one, give way to a
    notice with their hash: a comment in them may hold any word. So do the files that are ``held`` back, by path with the reason.
    """
    if audience == "internal":
        return dict(given), {}
    reasons: dict[str, str] = dict(held or {})
    for one, rights in restricted(kb).items():
        article = kb.articles[one].article
        reasons[article.place.path] = f"the rights of {one} are “{rights}”"
        if article.original:
            reasons[f"articles/{article.original[0]}"] = f"the rights of {one} are “{rights}”"
        others: list[Entity | Dispute] = [*kb.entities.values(), *(joined.dispute for joined in kb.disputes.values())]
        for other in others:
            if one in _quoted(other):
                reasons.setdefault(other.place.path, f"it quotes {one}, whose rights are “{rights}”")
    reasons = {path: reason for path, reason in sorted(reasons.items()) if path in given}
    return {path: _notice(path, data, reasons[path]) if path in reasons else data for path, data in given.items()}, reasons


def _notice(path: str, data: bytes, reason: str) -> bytes:
    lines = [
        "This public site does not carry the file.",
        "",
        f"File: {path}",
        f"Reason: {reason}",
        f"SHA-256: {hashlib.sha256(data).hexdigest()}",
        f"Bytes: {len(data)}",
        "",
    ]
    return "\n".join(lines).encode()


def _quoted(one: Entity | Dispute) -> set[ArticleId]:
    """The articles whose words a file of an editor quotes."""
    if isinstance(one, Dispute):
        return {side.article for side in one.sides}
    judged = {article for judgement in (*one.same_as, *one.not_same_as) for article, _ in judgement.words}
    return judged | {cite.article for cite in one.note_cites}


def _blank(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """The same quotes, counted and placed, without their words."""
    return tuple(Quote("", "", "", quote.place, quote.footnote) for quote in quotes)


class _Editor:
    """Makes the public edition of one base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.rights = restricted(kb)
        self.names = {name.text for entity in kb.entities.values() for name in entity.names}

    def edition(self) -> Edition:
        kb = self.kb
        facts = {one: self.fact(fact) for one, fact in kb.facts.items()}
        articles = {one: self.article(article) if one in self.rights else article for one, article in kb.articles.items()}
        passages = {(article.id, passage.id): passage for article in articles.values() for passage in article.passages}
        made = replace(
            kb,
            articles=articles,
            entities={one: self.entity(entity) for one, entity in kb.entities.items()},
            facts=facts,
            evidence={one: tuple(self.evidence(each, passages) for each in evidence) for one, evidence in kb.evidence.items()},
            events={one: Event(one, tuple(_typed(facts, account) for account in event.accounts)) for one, event in kb.events.items()},
            works={one: Work(one, tuple(_typed(facts, entry) for entry in work.entries)) for one, work in kb.works.items()},
            disputes={one: self.dispute(joined, passages, facts) for one, joined in kb.disputes.items()},
            notes={one: {mark: _now(passage, passages) for mark, passage in cited.items()} for one, cited in kb.notes.items()},
            judged={one: tuple(_now(passage, passages) for passage in found) for one, found in kb.judged.items()},
            unplaced=(),
        )
        return Edition("public", made, lambda: {one: self.coverage(ArticleId(one), coverage) for one, coverage in cover(kb).items()})

    # ---------------------------------------------------------------------------------------- articles

    def article(self, read: ReadArticle) -> ReadArticle:
        """An article with what may be shown of its text; passages and the mentions that are left have moved with it."""
        said = {passage.id: _placeholder(read, passage) for passage in read.passages} if self.rights[read.id] == "reference" else {}
        redacted = [
            redact(
                paragraph,
                reading,
                spans,
                [(said[one.id], _digest(one.words)) for one in read.passages if one.id in said and one.paragraph == index],
            )
            for index, (paragraph, reading, spans) in enumerate(zip(read.body.paragraphs, read.text.paragraphs, shown(read), strict=True))
        ]
        text = Text(tuple(one.reading for one in redacted))
        mentions, unseen = _mentions(read, redacted, text)
        misprints = [(place, misprint) for span, misprint in read.misprints if (place := _moved(read, redacted, text, span))]
        return ReadArticle(
            self.head(read.article, {misprint for _, misprint in misprints}),
            Body(tuple(one.paragraph for one in redacted)),
            text,
            tuple(mentions),
            tuple(_listed(read, text, said) if said else (_passage(read, redacted, text, one) for one in read.passages)),
            tuple(misprints),
            tuple(((0, 0), replace(passed, quotes=_blank(passed.quotes))) for _, passed in read.passed_over),
            (),
            Withheld(
                sum(one.withheld for one in redacted),
                len(words_of(read.text.text)),
                _digest(read.text.text),
                tuple(unseen),
                len(read.misprints) - len(misprints),
            ),
        )

    def head(self, article: Article, seen: set[Misprint]) -> Article:
        """An article's own annotations without its body, and without the words that they quote."""
        return replace(
            article,
            body="",
            facts=tuple(self.fact(fact) for fact in article.facts),
            overrides=tuple(replace(one, words="", quotes=_blank(one.quotes)) for one in article.overrides),
            misprints=tuple(
                replace(one, quotes=_blank(one.quotes)) if one in seen else Misprint("", "", _blank(one.quotes))
                for one in article.misprints
            ),
            passed_over=tuple(replace(one, quotes=_blank(one.quotes)) for one in article.passed_over),
        )

    def coverage(self, article: ArticleId, coverage: Coverage) -> Coverage:
        """The coverage by the whole text, its sentences and names without their words where these are withheld."""
        if article not in self.rights:
            return coverage
        read = self.kb.articles[article]
        seen = shown(read)

        def visible(paragraph: int, start: int, end: int) -> bool:
            first = read.text.starts[paragraph]
            return any(one <= start - first and end - first <= two for one, two in seen[paragraph])

        return Coverage(
            tuple(
                replace(one, span=(0, 0), text=one.text if visible(one.paragraph, *one.span) else gap(len(words_of(one.text))))
                for one in coverage.sentences
            ),
            tuple(
                one if visible(one.paragraph, one.at, one.at + len(one.words)) else Unexplained(UNSAID, 0, one.paragraph)
                for one in coverage.unexplained
            ),
        )

    # ------------------------------------------------------------------------------------------- facts

    def fact(self, fact: Fact) -> Fact:
        """A fact without the words that its article withholds: its quotes, and under ``reference`` what it gives as printed."""
        if fact.article not in self.rights:
            return fact
        made = replace(fact, quotes=_blank(fact.quotes), spots={})
        if self.rights[fact.article] != "reference":
            return made
        if made.voice.kind == "anonymous" and made.voice.who not in self.names:
            made = replace(made, voice=replace(made.voice, who=UNSAID))
        match made:
            case RoleFact() if made.described_as:
                return replace(made, described_as=UNSAID)
            case DateFact():
                return replace(made, printed=UNSAID)
            case FigureFact():
                return replace(made, printed=_counted(made))
            case SourceFact() if made.note:
                return replace(made, note=UNSAID)
            case _:
                return made

    def evidence(self, one: Evidence, passages: Passages) -> Evidence:
        if one.passage.article not in self.rights:
            return one
        return replace(one, passage=_now(one.passage, passages), quote=_blank((one.quote,))[0])

    # ----------------------------------------------------------------------------------- editors' files

    def entity(self, entity: Entity) -> Entity:
        if not _quoted(entity) & self.rights.keys():
            return entity
        cites = tuple(replace(cite, quote=_blank((cite.quote,))[0]) if cite.article in self.rights else cite for cite in entity.note_cites)
        return replace(
            entity,
            note_cites=cites,
            same_as=tuple(map(self.judgement, entity.same_as)),
            not_same_as=tuple(map(self.judgement, entity.not_same_as)),
            spots={},
        )

    def judgement(self, judgement: Judgement) -> Judgement:
        return replace(
            judgement,
            words=tuple((one, _blank((quote,))[0] if one in self.rights else quote) for one, quote in judgement.words),
        )

    def dispute(self, joined: JoinedDispute, passages: Passages, facts: Mapping[FactId, Fact]) -> JoinedDispute:
        sides = tuple(self.side(side, passages, facts) for side in joined.sides)
        return JoinedDispute(replace(joined.dispute, sides=tuple(side.side for side in sides), spots={}), sides)

    def side(self, joined: JoinedSide, passages: Passages, facts: Mapping[FactId, Fact]) -> JoinedSide:
        """A side; of a restricted article it shows the words of the passage, whichever words in it the editor chose."""
        found = tuple(_now(one, passages) for one in joined.passages)
        side = joined.side
        if side.article in self.rights:
            quotes = tuple(replace(quote, exact=found[min(index, len(found) - 1)].words) for index, quote in enumerate(_blank(side.quotes)))
            side = replace(side, quotes=quotes)
        return JoinedSide(side, found, tuple(facts[fact.id] for fact in joined.facts))


def _typed(facts: Mapping[FactId, Fact], fact: F) -> F:
    made = facts[fact.id]
    if not isinstance(made, type(fact)):  # pragma: no cover - `fact` above keeps the type; mypy cannot see it
        raise TypeError(fact.kind)
    return made


def _now(passage: Passage, passages: Passages) -> Passage:
    return passages[passage.article, passage.id]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _counted(fact: FigureFact) -> str:
    """A figure as its editor read it, in brackets: ``[at least 12]``."""
    if fact.count is None:
        return UNSAID
    bound = "" if fact.bound == "exactly" else f"{LABEL[fact.bound]} "
    return f"[{bound}{fact.count:,}]"


def _placeholder(read: ReadArticle, passage: Passage) -> str:
    """What stands for a withheld passage: the numbers of its words in the paragraph, counted from 1."""
    start = read.text.starts[passage.paragraph]
    words = words_of(read.text.paragraphs[passage.paragraph].text)
    runs = []
    for span in passage.spans:
        first, last = touched(words, (span[0] - start, span[1] - start))
        runs.append(f"{first + 1}–{last + 1}" if first != last else f"{first + 1}")
    noun = "word" if len(runs) == 1 and "–" not in runs[0] else "words"
    return f"[withheld: {noun} {', '.join(runs)}]"


def _passage(read: ReadArticle, redacted: list[Redacted], text: Text, passage: Passage) -> Passage:
    spans = [_moved(read, redacted, text, span) for span in passage.spans]
    return replace(passage, spans=tuple(span for span in spans if span))


def _listed(read: ReadArticle, text: Text, said: Mapping[PassageId, str]) -> list[Passage]:
    """The passages of an article whose words are withheld: each is the line in its paragraph that stands for it."""
    made = []
    at = dict.fromkeys(range(len(text.paragraphs)), 0)
    for passage in read.passages:
        paragraph = passage.paragraph
        first = text.paragraphs[paragraph].text.index(said[passage.id], at[paragraph])
        last = at[paragraph] = first + len(said[passage.id])
        start = text.starts[paragraph]
        span = (start + first, start + last)
        made.append(replace(passage, spans=(span,), words=said[passage.id], withheld=_digest(passage.words)))
    return made


def _moved(read: ReadArticle, redacted: list[Redacted], text: Text, span: Span) -> Span | None:
    at = read.text.paragraph_at(span[0])
    start = read.text.starts[at]
    place = redacted[at].place((span[0] - start, span[1] - start))
    return (text.starts[at] + place[0], text.starts[at] + place[1]) if place else None


def _mentions(read: ReadArticle, redacted: list[Redacted], text: Text) -> tuple[list[Mention], list[tuple[EntityId, int]]]:
    """The mentions in shown words at their new places, and the entities of the others with their paragraphs."""
    left, unseen = [], []
    for mention in read.mentions:
        place = _moved(read, redacted, text, (mention.start, mention.end))
        if place:
            left.append(Mention(*place, mention.entity))
        else:
            unseen.append((mention.entity, read.text.paragraph_at(mention.start)))
    return left, unseen
