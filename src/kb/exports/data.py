"""``data/kb.json``: everything that the site holds, for programs; and the JSON Schema that it keeps.

The schema is generated from the TypedDicts in ``shapes`` (JSON Schema 2020-12), so file and schema cannot drift apart. Offsets
count Unicode code points of the article's ``text``, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeGuard, cast

from pydantic import TypeAdapter, ValidationError

from kb import moves
from kb.citations import as_csl, of_work
from kb.differences import DIFFERENCES, Difference
from kb.exports.laid_out import in_pieces
from kb.exports.shapes import (
    AccountData,
    ArticleData,
    AuthorData,
    CitationData,
    CitedData,
    DateData,
    DatedData,
    DifferenceData,
    DisputeData,
    EntityData,
    EventData,
    EvidenceData,
    FactData,
    FigureData,
    HeadData,
    JudgementData,
    KnowledgeBaseData,
    LeftOutData,
    MentionData,
    MisprintData,
    MovedData,
    NameData,
    OriginData,
    ParagraphData,
    RelationData,
    RoleData,
    SideData,
    SourceData,
    SpanData,
    SpreadData,
    StandData,
    StatementData,
    VoiceData,
    WithheldData,
)
from kb.independence import alike, behind, derivations, ends, spread
from kb.knowledge import Event, Evidence, JoinedDispute, KnowledgeBase, Passage, ReadArticle, Work
from kb.model import DateFact, Entity, EventFact, Fact, FigureFact, HeadAuthor, HeadValue, Moved, RoleFact, StatementFact, TieFact, When
from kb.pages import moved_pages
from kb.pages.page import Link
from kb.pages.wording import Speech, event_when

FORMAT: Final = "1"


def data_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``data/kb.json``."""
    schema = TypeAdapter(KnowledgeBaseData).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "data/kb.json", **schema}


def is_data(data: object) -> TypeGuard[dict[str, Any]]:
    """Whether plain data has the shape of ``data/kb.json``."""
    try:
        TypeAdapter(KnowledgeBaseData).validate_python(data, strict=True)
    except ValidationError:
        return False
    return True


def as_data(kb: KnowledgeBase, title: str, audience: str) -> KnowledgeBaseData:
    """An edition of the base as plain data, for the audience that it was made for."""
    members = {name: list(value) if isinstance(value, Iterator) else value for name, value in _Writer(kb).members(title, audience)}
    return cast("KnowledgeBaseData", members)  # the shape of what is written is asked for by ``is_data``


def as_json(kb: KnowledgeBase, title: str, audience: str) -> Iterator[str]:
    """The same as JSON, in pieces, so that what is made of the whole base is never in memory at once."""
    return in_pieces(_Writer(kb).members(title, audience))


class _Writer:
    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.speech = kb, Speech.of(kb)
        self.derived = derivations(kb)
        self.alike = {fact.id: together for together in alike(kb) for fact in together}

    def members(self, title: str, audience: str) -> Iterator[tuple[str, str | Iterator[Mapping[str, Any]]]]:
        """The members of ``KnowledgeBaseData`` in their order."""
        facts = self.kb.facts.values
        yield "format", FORMAT
        yield "title", title
        yield "audience", audience
        yield "articles", (self.article(article) for article in self.kb.articles.values())
        yield "entities", (self.entity(entity) for entity in self.kb.entities.values())
        yield "actors", (self.role(fact) for fact in facts() if isinstance(fact, RoleFact))
        yield "events", (self.event(event) for event in self.kb.events.values())
        yield "dates", (self.dated(fact) for fact in facts() if isinstance(fact, DateFact))
        yield "relations", (self.relation(fact) for fact in facts() if isinstance(fact, TieFact))
        yield "statements", (self.statement(fact) for fact in facts() if isinstance(fact, StatementFact))
        yield "sources", (self.source(work) for work in self.kb.works.values())
        yield "disputes", (self.dispute(one) for one in self.kb.disputes.values())
        yield "differences", (_difference(one) for one in self.speech.differences)
        yield "mentions", (mention for article in self.kb.articles.values() for mention in self.mentions(article))
        yield "left_out", (LeftOutData(fact=fact, reason=reason) for fact, reason in self.kb.left_out.items())
        led = ((one, moved_pages.target(self.kb, self.speech, one.id)) for one in self.kb.moved.values())
        yield "moved", (self.moved(one, link) for one, link in led if link)

    # ----------------------------------------------------------------------------------------- facts

    def fact(self, fact: Fact) -> FactData:
        voice = VoiceData(kind=fact.voice.kind)
        if fact.voice.kind in {"speaker", "document"}:
            voice["id"] = fact.voice.who
        elif fact.voice.kind == "anonymous":
            voice["words"] = fact.voice.who
        if fact.voice.via:
            voice["via"] = fact.voice.via
        return FactData(
            id=fact.id,
            article=fact.article,
            voice=voice,
            certainty=fact.certainty,
            status=fact.status,
            evidence=[self.evidence(one) for one in self.kb.evidence[fact.id]],
            origins=[
                OriginData(kind=kind, id=one) for kind, one in (origin.split(" ", 1) for origin in sorted(behind(fact, self.derived)))
            ],
            spread=self.spread(fact),
        )

    def role(self, fact: RoleFact) -> RoleData:
        return RoleData(**self.fact(fact), actor=fact.actor, described_as=fact.described_as or None)

    def dated(self, fact: DateFact) -> DatedData:
        return DatedData(**self.fact(fact), printed=fact.printed, date=_date(fact.when), event=fact.event)

    def statement(self, fact: StatementFact) -> StatementData:
        date = _maybe_date(fact.when)
        return StatementData(**self.fact(fact), about=list(fact.about), says=fact.says, date=date, event=fact.event)

    def moved(self, one: Moved, link: Link) -> MovedData:
        now = moves.end_of(self.kb.moved, one.id)
        return MovedData(id=one.id, was=one.was, how=one.how, address=one.address, now=now, url=link.url)

    @staticmethod
    def origin(named: str) -> OriginData:
        kind, _, one = named.partition(" ")
        return OriginData(kind=kind, id=one)

    def spread(self, fact: Fact) -> SpreadData:
        together = self.alike.get(fact.id, (fact,))
        far = spread(together, self.derived)
        return SpreadData(articles=far.articles, origins=far.origins, alike=sorted(one.id for one in together if one.id != fact.id))

    def evidence(self, evidence: Evidence) -> EvidenceData:
        passage = evidence.passage
        article = self.kb.articles[passage.article]
        data = EvidenceData(
            article=passage.article,
            passage=passage.id,
            exact=passage.words,
            start=passage.spans[0][0],
            end=passage.spans[-1][1],
            spans=[SpanData(start=start, end=end) for start, end in passage.spans],
            paragraph=article.body.paragraphs[passage.paragraph].key,
            url=f"articles/{passage.article}/#{passage.id}",
            state=evidence.state,
        )
        if passage.withheld:
            data["exact_sha256"] = passage.withheld
        return data

    def event(self, event: Event) -> EventData:
        return EventData(
            id=event.id,
            title=event.title,
            kind=event.kind,
            date=_maybe_date(event_when(event)),
            url=f"events/{event.id}/",
            accounts=[self.account(account) for account in event.accounts],
        )

    def account(self, account: EventFact) -> AccountData:
        figures = [fact for fact in self.kb.facts_of[account.event] if isinstance(fact, FigureFact) and fact.article == account.article]
        return AccountData(
            **self.fact(account),
            title=account.title,
            kind=account.event_kind,
            date=_maybe_date(account.when),
            places=list(account.places),
            participants={role: list(members) for role, members in account.participants},
            figures=[
                FigureData(**self.fact(one), what=one.what, of=one.of or None, count=one.count, bound=one.bound, printed=one.printed)
                for one in figures
            ],
            outcome=account.outcome or None,
        )

    def relation(self, fact: TieFact) -> RelationData:
        return RelationData(
            **self.fact(fact),
            subject=fact.subject,
            relation=fact.tie,
            object=fact.object,
            since=_maybe_date(fact.since),
            until=_maybe_date(fact.until),
            event=fact.event,
        )

    def source(self, work: Work) -> SourceData:
        return SourceData(
            id=work.id,
            url=f"sources/{work.id}/",
            csl=as_csl(of_work(work.main)),
            derives_from=list(self.derived[work.id]),
            origins=list(ends(work.id, self.derived)) if self.derived[work.id] else [work.id],
            citations=[
                CitationData(
                    **self.fact(entry), footnotes=list(entry.footnotes), derives_from=list(entry.derives_from), note=entry.note or None
                )
                for entry in work.entries
            ],
        )

    # -------------------------------------------------------------------------- articles and entities

    def article(self, article: ReadArticle) -> ArticleData:
        head, out = article.article, article.withheld
        data = ArticleData(
            id=article.id,
            url=f"articles/{article.id}/",
            title=_head(head.title),
            short=head.short,
            subtitle=head.subtitle or None,
            authors=[_author(author) for author in head.authors],
            publication=_head(head.publication) if head.publication else None,
            section=head.section or None,
            published=_maybe_date(head.published),
            address=head.url or None,
            language=head.language,
            original=f"articles/{head.original[0]}" if head.original else None,
            original_sha256=head.original[1] if head.original else None,
            rights=head.rights,
            text=article.text.text,
            paragraphs=[
                ParagraphData(key=paragraph.key, label=paragraph.label, start=start, end=start + len(reading.text))
                for paragraph, reading, start in zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True)
            ],
            misprints=[
                MisprintData(printed=misprint.printed, reading=misprint.reading, start=start, end=end)
                for (start, end), misprint in article.misprints
            ],
            file=head.place.path,
        )
        if head.type:
            data["type"] = _head(head.type)
        if head.draft:
            data["draft"] = True
        if out:
            data["withheld"] = WithheldData(
                words=out.words, of=out.of, text_sha256=out.text_sha256, mentions=len(out.mentions), misprints=out.misprints
            )
        return data

    def entity(self, entity: Entity) -> EntityData:
        data = EntityData(
            id=entity.id,
            name=entity.name,
            kind=entity.kind,
            url=self.speech.name(entity.id).url,
            names=[NameData(text=name.text, kind=name.kind) for name in entity.names],
            country=list(entity.country),
            part_of=list(entity.part_of),
            same_as=[JudgementData(id=one.other, reason=one.reason) for one in entity.same_as],
            not_same_as=[JudgementData(id=one.other, reason=one.reason) for one in entity.not_same_as],
            scope=entity.scope or None,
            note=entity.note or None,
            note_cites={str(mark): _cited(passage) for mark, passage in self.kb.notes.get(entity.id, {}).items()},
            file=entity.place.path,
        )
        if entity.wikidata:
            data["wikidata"] = entity.wikidata
        return data

    def dispute(self, joined: JoinedDispute) -> DisputeData:
        dispute = joined.dispute
        return DisputeData(
            id=dispute.id,
            question=dispute.question,
            verdict=dispute.verdict,
            reason=dispute.reason,
            about=list(dispute.about),
            sides=[
                SideData(
                    says=one.side.says,
                    article=one.side.article,
                    passages=[_cited(passage) for passage in one.passages],
                    facts=[fact.id for fact in one.facts],
                )
                for one in joined.sides
            ],
            url=f"disputes/#{dispute.id}",
            file=dispute.place.path,
        )

    def mentions(self, article: ReadArticle) -> list[MentionData]:
        return [
            MentionData(
                article=article.id,
                entity=mention.entity,
                start=mention.start,
                end=mention.end,
                words=article.text.text[mention.start : mention.end],
                url=f"articles/{article.id}/#m-{mention.start}",
            )
            for mention in article.mentions
        ]


def _difference(found: Difference) -> DifferenceData:
    return DifferenceData(
        id=found.id,
        kind=found.kind,
        weight=next(kind.weight for kind in DIFFERENCES if kind.id == found.kind),
        says=found.says,
        about=list(found.about),
        sides=[StandData(says=side.says, facts=[fact.id for fact in side.facts]) for side in found.sides],
        judged_by=list(found.judged_by),
        beside=list(found.beside),
        url=f"disputes/#{found.id}",
    )


def _cited(passage: Passage) -> CitedData:
    url = f"articles/{passage.article}/#{passage.id}"
    data = CitedData(article=passage.article, passage=passage.id, exact=passage.words, url=url)
    if passage.withheld:
        data["exact_sha256"] = passage.withheld
    return data


def _author(author: HeadAuthor) -> AuthorData:
    data = AuthorData(value=author.value)
    if author.family:
        data["family"] = author.family
    if author.given:
        data["given"] = author.given
    if author.basis:
        data["basis"] = author.basis
    return data


def _head(value: HeadValue) -> HeadData:
    return HeadData(value=value.value, basis=value.basis) if value.basis else HeadData(value=value.value)


def _date(when: When) -> DateData:
    first = when.earliest.first if when.earliest else when.date.first
    last = when.latest.last if when.latest else when.date.last
    data = DateData(
        edtf=when.date.text, first=first.isoformat() if first else None, last=last.isoformat() if last else None, label=when.date.label
    )
    if when.basis:
        data["basis"] = when.basis
    return data


def _maybe_date(when: When | None) -> DateData | None:
    return _date(when) if when else None
