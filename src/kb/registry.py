"""Reads entity files, and tells whether a name may be searched for without meaning two things.

An entity file says who it is, never what is said of it. Every problem comes back as a finding. This room does not
search text (``mentions`` does) and does not check that ids exist elsewhere (``knowledge`` does). ``library`` reads with
it, ``knowledge`` asks it for names claimed twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kb import contract, notes
from kb.findings import Finding
from kb.model import ArticleId, Entity, EntityId, Judgement, Name, NoteCite, Quote
from kb.passages.bounds import beyond
from kb.passages.reading import fold
from kb.source import Composed, Source, parts
from kb.vocabulary import KIND


def read(source: Source) -> tuple[Entity | None, list[Finding]]:
    """Read one entity; None where the file cannot be read as one."""
    divided, composed, flaws = parts(source)
    findings = [Finding.from_flaw(flaw) for flaw in flaws]
    if divided is None or composed is None:
        return None, findings
    if too_large := beyond(source.path, divided):
        return None, [*findings, Finding.from_flaw(too_large)]
    shape, found = contract.read(contract.EntityShape, composed.data, composed)
    if shape is None:
        return None, findings + found
    note, cites, noted = notes.read(source.path, divided)
    entity = _entity(EntityId(source.stem), shape, composed, (note, cites))
    return entity, findings + noted + _folder_findings(source, entity, composed)


def _entity(entity: EntityId, shape: contract.EntityShape, composed: Composed, note: tuple[str, tuple[NoteCite, ...]]) -> Entity:
    first = Name(shape.name, "name", "", shape.find, tuple(ArticleId(one) for one in shape.only_in), composed.place(("name",)))
    others = tuple(
        Name(
            name.name,
            name.is_,
            name.language or "",
            name.find,
            tuple(ArticleId(one) for one in name.only_in),
            composed.place(("names", index)),
        )
        for index, name in enumerate(shape.names)
    )
    return Entity(
        id=entity,
        place=composed.values[()],
        name=shape.name,
        kind=shape.kind,
        names=(first, *others),
        country=tuple(EntityId(one) for one in shape.country),
        part_of=tuple(EntityId(one) for one in shape.part_of),
        scope=shape.scope or "",
        wikidata=shape.wikidata or "",
        same_as=_judgements(shape.same_as, composed, "same_as"),
        not_same_as=_judgements(shape.not_same_as, composed, "not_same_as"),
        note=note[0],
        note_cites=note[1],
        spots=composed.spots(()),
    )


def _judgements(shapes: tuple[contract.JudgementShape, ...], composed: Composed, key: str) -> tuple[Judgement, ...]:
    return tuple(
        Judgement(
            EntityId(shape.id),
            shape.reason,
            composed.place((key, index, "id")),
            tuple(
                (
                    ArticleId(one.article),
                    Quote(one.exact, one.prefix or "", one.suffix or "", composed.place((key, index, "words", at, "exact"))),
                )
                for at, one in enumerate(shape.words)
            ),
        )
        for index, shape in enumerate(shapes)
    )


def _folder_findings(source: Source, entity: Entity, composed: Composed) -> list[Finding]:
    folder = KIND[entity.kind].folder
    if source.path.split("/")[-2] == folder:
        return []
    fact = f"A {KIND[entity.kind].label} stands in the folder `{source.path.rsplit('/', 1)[0]}`."
    return [Finding(composed.place(("kind",)), "wrong-folder", fact, f"Move the file to `entities/{folder}/`, or mend `kind`.")]


def claimed_twice(entities: Iterable[Entity]) -> list[Finding]:
    """Names that two entities would both be found by in the same article."""
    claims: dict[str, list[tuple[Entity, Name]]] = defaultdict(list)
    for entity in sorted(entities, key=lambda one: one.id):
        for name in entity.names:
            if name.find != "never":
                claims[fold(name.text).text.casefold()].append((entity, name))
    findings: list[Finding] = []
    for claimants in claims.values():
        for index, (entity, name) in enumerate(claimants):
            for other, other_name in claimants[:index]:
                if _collide(entity, name, other, other_name):
                    findings.append(_claim_finding(entity, name, other, other_name))
    return findings


def _collide(entity: Entity, name: Name, other: Entity, other_name: Name) -> bool:
    same_letters = fold(name.text).text == fold(other_name.text).text or "any-case" in {name.find, other_name.find}
    apart = name.only_in and other_name.only_in and not set(name.only_in) & set(other_name.only_in)
    return same_letters and not apart and (entity.id != other.id or name.text == other_name.text)


def _claim_finding(entity: Entity, name: Name, other: Entity, other_name: Name) -> Finding:
    if entity.id == other.id:
        return Finding(name.place, "name-claimed-twice", f"“{name.text}” is listed twice for `{entity.id}`.", "Delete one of the two.")
    where = other_name.place
    return Finding(
        name.place,
        "name-claimed-twice",
        f"“{name.text}” would mean both `{entity.id}` and `{other.id}` ({where.path}:{where.line}).",
        "Give each `only_in` with its articles, or set `find: never` on one of them and bind its places with `mentions` in the article.",
    )
