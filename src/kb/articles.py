"""Reads one article file into an ``Article``: its head, its body and its facts, each with its place and its id.

Every problem of the file comes back as a finding; what can be read is read, so that one mistake does not hide the
next. This room does not look quotes up in the body (``passages`` does) and does not know which entities exist
(``knowledge`` does). Only ``library`` calls it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, TypeVar

from kb import contract, dates
from kb.findings import Finding
from kb.model import (
    Article,
    ArticleId,
    Author,
    DateFact,
    EntityId,
    EventFact,
    EventId,
    Fact,
    FactId,
    FigureFact,
    HeadAuthor,
    HeadValue,
    Misprint,
    Override,
    PassedOver,
    Quote,
    RoleFact,
    SourceFact,
    SourceId,
    StatementFact,
    TieFact,
    Voice,
    When,
    content_id,
)
from kb.passages.bounds import beyond
from kb.source import Composed, KeyPath, Place, Source, parts

S = TypeVar("S", bound=contract.Shape)

_ITEM_SHAPES: Final[dict[str, type[contract.Shape]]] = {
    "actors": contract.ActorShape,
    "events": contract.EventShape,
    "dates": contract.DatedShape,
    "relations": contract.RelationShape,
    "statements": contract.StatementShape,
    "sources": contract.SourceShape,
    "mentions": contract.MentionShape,
    "misprints": contract.MisprintShape,
    "passed_over": contract.PassedOverShape,
}


def read(source: Source) -> tuple[Article | None, list[Finding]]:
    """Read an article; None where the file is too broken to tell head from body."""
    divided, composed, flaws = parts(source)
    findings = [Finding.from_flaw(flaw) for flaw in flaws]
    if divided is None or composed is None:
        return None, findings
    if too_large := beyond(source.path, divided):
        return None, [*findings, Finding.from_flaw(too_large)]
    reader = _Reader(ArticleId(source.stem), composed)
    article = reader.article(divided.body, divided.body_line)
    return article, findings + reader.findings


class _Reader:
    """Turns the shapes of one article into the nouns of ``model``."""

    def __init__(self, article: ArticleId, composed: Composed) -> None:
        self.id, self.composed = article, composed
        self.findings: list[Finding] = []
        self.ids: dict[FactId, Place] = {}
        self.unread: set[str] = set()

    def article(self, body: str, body_line: int) -> Article:
        head = self.head()
        facts = tuple(self.facts())
        overrides = tuple(
            Override(item.words, EntityId(item.means) if item.means else None, self.quotes(item.quotes, path), self.composed.place(path))
            for path, item in self.items("mentions", contract.MentionShape)
        )
        misprints = tuple(
            Misprint(item.printed, item.reading, self.quotes(item.quotes, path))
            for path, item in self.items("misprints", contract.MisprintShape)
        )
        passed_over = tuple(
            PassedOver(item.reason, self.quotes(item.quotes, path)) for path, item in self.items("passed_over", contract.PassedOverShape)
        )
        return Article(
            id=self.id,
            place=self.composed.values[()],
            body=body,
            body_line=body_line,
            title=_head_value(head.title),
            short=head.short,
            subtitle=head.subtitle or "",
            authors=tuple(_head_author(author) for author in head.authors),
            type=HeadValue(head.type.value, head.type.basis or "") if head.type else None,
            publication=_head_value(head.publication) if head.publication else None,
            section=head.section or "",
            published=self.when(head.published, ("published",)),
            url=head.url or "",
            language=head.language,
            retrieved=dates.parse(head.retrieved) if head.retrieved else None,
            original=(head.original.file, head.original.sha256) if head.original else None,
            original_place=self.composed.place(("original",)),
            rights=head.rights,
            draft=head.draft,
            draft_place=self.composed.key_place(("draft",)),
            facts=facts,
            overrides=overrides,
            misprints=misprints,
            passed_over=passed_over,
            unread=frozenset(self.unread),
        )

    def head(self) -> contract.ArticleShape:
        """The bibliographic head; keys that do not fit are reported and left out."""
        data = {key: value for key, value in self.composed.data.items() if key not in _ITEM_SHAPES}
        shape, found = contract.read(contract.ArticleShape, data, self.composed)
        self.findings += found
        for key in data.keys() - contract.ArticleShape.model_fields.keys():  # most likely a misspelt list: its ids are there
            self.unread |= (
                {str(item["id"]) for item in data[key] if isinstance(item, dict) and "id" in item} if isinstance(data[key], list) else set()
            )
        if shape is None:
            places = {finding.place for finding in found}
            broken = {key for key, under in self.places_under().items() if not places.isdisjoint(under)}
            data = {key: value for key, value in data.items() if key not in broken}
            data = {"title": self.id, "short": self.id[:24], **data}
            shape, _ = contract.read(contract.ArticleShape, data, self.composed)
        return shape or contract.ArticleShape.model_validate({"title": self.id, "short": self.id[:24]})

    def places_under(self) -> dict[str, set[Place]]:
        """For each key of the head the places of everything that stands under it, its own included."""
        found: dict[str, set[Place]] = defaultdict(set)
        for path, place in (*self.composed.values.items(), *self.composed.keys.items()):
            if path:
                found[str(path[0])].add(place)
        return found

    def items(self, key: str, shape: type[S]) -> Iterator[tuple[KeyPath, S]]:
        """The annotations under ``key`` that fit their shape, each with its path; the others are reported."""
        listed: Any = self.composed.data.get(key, [])
        if not isinstance(listed, list):
            _, found = contract.read(contract.ArticleShape, {"title": "-", "short": "-", key: listed}, self.composed)
            self.findings += found
            return
        for index, item in enumerate(listed):
            read_item, found = contract.read(shape, item, self.composed, (key, index))
            self.findings += found
            if read_item is not None:
                yield (key, index), read_item
            elif key in {"events", "sources"} and isinstance(item, dict):
                self.unread.add(str(item.get("id", "")))

    # ------------------------------------------------------------------------------------------ facts

    def facts(self) -> Iterator[Fact]:
        for path, actor in self.items("actors", contract.ActorShape):
            yield RoleFact(
                **self.claim("role", actor, path, actor.id, actor.as_ or ""), actor=EntityId(actor.id), described_as=actor.as_ or ""
            )
        for path, event in self.items("events", contract.EventShape):
            yield from self.event(event, path)
        for path, dated in self.items("dates", contract.DatedShape):
            yield DateFact(
                **self.bare("date", dated.quotes, path, dated.printed, dated.date.value, dated.event or ""),
                printed=dated.printed,
                when=self.certain_when(dated.date, (*path, "date")),
                event=EventId(dated.event) if dated.event else None,
            )
        for path, tie in self.items("relations", contract.RelationShape):
            yield TieFact(
                **self.claim("tie", tie, path, tie.subject, tie.relation, tie.object),
                subject=EntityId(tie.subject),
                tie=tie.relation,
                object=EntityId(tie.object),
                since=self.when(tie.since, (*path, "since")),
                until=self.when(tie.until, (*path, "until")),
                event=EventId(tie.event) if tie.event else None,
            )
        for path, statement in self.items("statements", contract.StatementShape):
            yield StatementFact(
                **self.claim("statement", statement, path, *statement.about, statement.says),
                about=statement.about,
                says=statement.says,
                when=self.when(statement.date, (*path, "date")),
                event=EventId(statement.event) if statement.event else None,
            )
        for path, work in self.items("sources", contract.SourceShape):
            yield self.source(work, path)

    def event(self, event: contract.EventShape, path: KeyPath) -> Iterator[Fact]:
        yield EventFact(
            **self.claim("event", event, path, event.id),
            event=EventId(event.id),
            title=event.title,
            event_kind=event.kind,
            when=self.when(event.date, (*path, "date")),
            places=tuple(EntityId(place) for place in event.places),
            participants=tuple((role, tuple(EntityId(who) for who in members)) for role, members in event.participants.items()),
            outcome=event.outcome or "",
        )
        for index, figure in enumerate(event.figures):
            at = (*path, "figures", index)
            shared = self.bare("figure", figure.quotes, at, event.id, figure.what, figure.printed, figure.of or "")
            yield FigureFact(
                **{**shared, "voice": _voice(event.voice), "certainty": event.certainty, "status": event.status},
                event=EventId(event.id),
                what=figure.what,
                printed=figure.printed,
                of=figure.of or "",
                count=figure.count,
                bound=figure.bound,
            )

    def source(self, work: contract.SourceShape, path: KeyPath) -> SourceFact:
        notes = tuple(
            Quote("", "", "", self.composed.place((*path, "footnotes", index)), footnote=number)
            for index, number in enumerate(work.footnotes)
        )
        shared = self.bare("source", work.quotes, path, work.id)
        listed = self.quotes(work.listed, path, "listed")
        return SourceFact(
            **{**shared, "quotes": (*shared["quotes"], *listed, *notes)},
            source=SourceId(work.id),
            type=work.type,
            title=work.title or "",
            genre=work.genre or "",
            authors=tuple(Author(author.family or "", author.given or "", author.literal or "") for author in work.author),
            container_title=work.container_title or "",
            section=work.section or "",
            publisher=work.publisher or "",
            issued=self.when(work.issued, (*path, "issued")),
            url=work.URL or "",
            note=work.note or "",
            footnotes=work.footnotes,
            derives_from=tuple(SourceId(other) for other in work.derives_from),
        )

    def claim(self, kind: str, claim: contract.Claim, path: KeyPath, *words: str) -> dict[str, Any]:
        voice = _voice(claim.voice)
        shared = self.bare(kind, claim.quotes, path, *words, voice.kind, voice.who, claim.certainty, claim.status)
        return {**shared, "voice": voice, "certainty": claim.certainty, "status": claim.status}

    def bare(self, kind: str, quotes: tuple[contract.QuoteShape, ...], path: KeyPath, *words: str) -> dict[str, Any]:
        """Id, article, place and quotes: what a fact has whatever it says."""
        place = self.composed.place(path)
        exact = [part for quote in quotes for part in (quote.exact, quote.prefix or "", quote.suffix or "")]
        fact = FactId(content_id("f", self.id, kind, *words, "", *exact))
        if fact in self.ids:
            self.findings.append(
                Finding(
                    place,
                    "said-twice",
                    f"The same fact is annotated here and on line {self.ids[fact].line}.",
                    "Delete one of the two, or give it its own quote.",
                )
            )
        self.ids.setdefault(fact, place)
        spots = self.composed.spots(path)
        return {"id": fact, "article": self.id, "place": place, "quotes": self.quotes(quotes, path), "spots": spots}

    # ------------------------------------------------------------------------------------- small values

    def quotes(self, quotes: tuple[contract.QuoteShape, ...], path: KeyPath, key: str = "quotes") -> tuple[Quote, ...]:
        return tuple(
            Quote(quote.exact, quote.prefix or "", quote.suffix or "", self.composed.place((*path, key, index, "exact")))
            for index, quote in enumerate(quotes)
        )

    def when(self, date: contract.DateShape | None, path: KeyPath) -> When | None:
        return self.certain_when(date, path) if date else None

    def certain_when(self, date: contract.DateShape, path: KeyPath) -> When:
        when = When(
            dates.parse(date.value),
            date.basis or "",
            dates.parse(date.earliest) if date.earliest else None,
            dates.parse(date.latest) if date.latest else None,
        )
        firsts = [one.first for one in (when.date, when.earliest) if one and one.first]
        lasts = [one.last for one in (when.date, when.latest) if one and one.last]
        if firsts and lasts and max(firsts) > min(lasts):
            bounds = [f"`{key}: {bound}`" for key, bound in (("earliest", date.earliest), ("latest", date.latest)) if bound]
            fact = f"`{date.value}` does not fit {' and '.join(bounds)}."
            self.findings.append(Finding(self.composed.place(path), "date-out-of-bounds", fact, "Mend whichever is wrong."))
        return when


def _head_value(shape: contract.HeadShape) -> HeadValue:
    return HeadValue(shape.value, shape.basis or "")


def _head_author(shape: contract.HeadAuthorShape) -> HeadAuthor:
    spoken = " ".join(part for part in (shape.given, shape.family) if part)
    return HeadAuthor(shape.value or shape.literal or spoken, shape.family or "", shape.given or "", shape.basis or "")


def _voice(shape: contract.VoiceShape | None) -> Voice:
    if shape is None:
        return Voice()
    via = SourceId(shape.via) if shape.via else None
    if shape.speaker:
        return Voice("speaker", shape.speaker, via)
    if shape.document:
        return Voice("document", shape.document, via)
    return Voice("anonymous", shape.anonymous or "", via)
