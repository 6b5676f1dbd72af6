"""Where an id or a quote leads, everything that names an id, what rests on words, and the outline of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kb import moves
from kb.assist.base import Base
from kb.assist.sheet import Sheet, Stretch
from kb.assist.telling import resting
from kb.model import ArticleId, EntityId
from kb.passages import Located
from kb.source import KeyPath, Place

_TITLES: Final = (
    "id",
    "title",
    "name",
    "exact",
    "value",
    "printed",
    "words",
    "what",
    "says",
    "question",
    "reason",
    "literal",
    "family",
    "file",
)
_LONG: Final = 70


@dataclass(frozen=True, slots=True)
class Symbol:
    """A part of a file in its outline: ``whole`` is all of it, ``head`` what names it."""

    name: str
    detail: str
    what: Literal["key", "item", "text", "heading"]
    whole: Stretch
    head: Stretch
    parts: tuple[Symbol, ...] = ()


def definitions(base: Base, sheet: Sheet, place: Place) -> list[Stretch]:
    """Where what stands at a place is told: the file of an entity or article, each account of an event, the words of a quote."""
    for stretch, kinds, one, _ in sheet.named():
        if stretch.holds(place):
            return homes(base, one, kinds)
    if found := base.quote_at(sheet, place):
        quote, article, _ = found
        placed = base.placed(quote, article)
        if placed and isinstance(placed.found, Located):
            first, last = placed.found.spans[0][0], placed.found.spans[-1][1]
            return [base.body_stretch(placed.article, (first, last))]
        return []
    if (entity := _named_in_body(base, sheet, place)) is not None:
        return homes(base, entity, ("entity",))
    return []


def homes(base: Base, one: str, kinds: Iterable[str] = ()) -> list[Stretch]:
    """Where a thing has its id: its file, or each place where an article gives it."""
    kb = base.kb
    end = moves.end_of(kb.moved, one)
    wanted = set(kinds)
    entity, article, dispute = kb.entities.get(EntityId(end)), kb.articles.get(ArticleId(end)), kb.disputes.get(end)
    if entity and (not wanted or "entity" in wanted):
        return [_first_value(base, entity.place.path, ("name",))]
    if article and (not wanted or "article" in wanted):
        return [_first_value(base, article.article.place.path, ("title",))]
    if dispute and (not wanted or "dispute" in wanted):
        return [_first_value(base, dispute.dispute.place.path, ("question",))]
    accounts = [(of, stretch) for sheet in base.holding(end) for stretch, of, each, own in sheet.named() if own and each == end]
    return [stretch for of, stretch in accounts if not wanted or wanted & {*of}]


def uses(base: Base, sheet: Sheet, place: Place, *, declared: bool = True) -> list[Stretch]:
    """Everything that names the id at a place; in a body, or on a quote, the quotes of the facts that rest on the words."""
    for stretch, kinds, one, _ in sheet.named():
        if stretch.holds(place):
            return named(base, one, kinds, declared=declared)
    if found := base.quote_at(sheet, place):
        placed = base.placed(found[0], found[1])
        if placed and isinstance(placed.found, Located):
            return _quotes_on(base, placed.article.id, placed.found.spans[0][0], placed.found.spans[-1][1])
        return []
    if sheet.folder in {"entities", "disputes"} and place.line == 1:
        return named(base, sheet.id, ("entity", "dispute"), declared=declared)
    here = sheet.at(place)
    if here and here[0] in {("name",), ("title",), ("question",)}:
        kind = {"entities": "entity", "articles": "article"}.get(sheet.folder, "dispute")
        return named(base, sheet.id, (kind,), declared=declared)
    read = base.kb.articles.get(ArticleId(sheet.id)) if sheet.folder == "articles" else None
    at = base.text_offset(read, place) if read and place.line >= sheet.body_line else None
    if read is None or at is None:
        return []
    return _quotes_on(base, read.id, at, at + 1)


def named(base: Base, one: str, kinds: Iterable[str], *, declared: bool = True) -> list[Stretch]:
    """Every place where an id stands for something of these kinds; with ``declared`` the file that has it too."""
    wanted = set(kinds)
    found = list(homes(base, one, wanted)) if declared else []
    for sheet in base.holding(one):
        found += [stretch for stretch, of, each, own in sheet.named() if each == one and wanted & {*of} and (declared or not own)]
    return list(dict.fromkeys(found))


def renamed(base: Base, sheet: Sheet, place: Place) -> tuple[Stretch, str] | None:
    """The id at a place that can be renamed, and where it stands; None where there is none."""
    for stretch, _, one, _ in sheet.named():
        if stretch.holds(place) and base.kb.kind_of(one):
            return stretch, one
    return None


def outline(sheet: Sheet) -> list[Symbol]:
    """The keys of the front matter with their items, and the text with its headings."""
    made = [_symbol(sheet, (key,)) for key in (sheet.composed.data if sheet.composed and sheet.nodes else {})]
    last = len(sheet.lines)
    if sheet.divided and sheet.body_line <= last:
        heads = [(number, line) for number, line in enumerate(sheet.lines, 1) if number >= sheet.body_line and line.startswith("#")]
        parts = []
        for index, (number, line) in enumerate(heads):
            end = heads[index + 1][0] - 1 if index + 1 < len(heads) else last
            parts.append(Symbol(line.lstrip("# "), "", "heading", _lines(sheet, number, end), _lines(sheet, number, number)))
        whole = _lines(sheet, sheet.body_line, last)
        made.append(Symbol("text", "", "text", whole, _lines(sheet, sheet.body_line, sheet.body_line), tuple(parts)))
    return made


def _symbol(sheet: Sheet, path: KeyPath) -> Symbol:
    node, value = sheet.nodes[path], sheet.value(path)
    stretch = sheet.stretch_of(path)
    head = (
        Stretch(*node.key)
        if node.key
        else Stretch(node.start, min(stretch.end, Place(sheet.path, node.start.line, len(sheet.lines[node.start.line - 1]) + 1)))
    )
    whole = Stretch(head.start, max(stretch.end, head.end))
    if isinstance(value, list):
        items = tuple(_symbol(sheet, (*path, index)) for index, one in enumerate(value) if isinstance(one, dict)) if len(path) == 1 else ()
        return Symbol(str(path[-1]), str(len(value)), "key", whole, head, items)
    if isinstance(path[-1], int):
        return Symbol(_title(value), "", "item", whole, head)
    return Symbol(str(path[-1]), value[:_LONG] if isinstance(value, str) else "", "key", whole, head)


def _title(value: object) -> str:
    """What names an item of a list."""
    if not isinstance(value, dict):
        return str(value)[:_LONG] or "…"
    if "relation" in value:
        return " ".join(str(value.get(key, "…")) for key in ("subject", "relation", "object"))
    said = next((value[key] for key in _TITLES if isinstance(value.get(key), str) and value[key]), "…")
    return said[:_LONG]


def _lines(sheet: Sheet, first: int, last: int) -> Stretch:
    return Stretch(Place(sheet.path, first), Place(sheet.path, last, len(sheet.lines[last - 1]) + 1))


def _first_value(base: Base, path: str, key: KeyPath) -> Stretch:
    """Where a file names what it is about; its beginning where it does not."""
    sheet = base.sheet(path)
    if sheet and key in sheet.nodes:
        return sheet.stretch_of(key)
    return Stretch(Place(path), Place(path))


def _quotes_on(base: Base, article: str, start: int, end: int) -> list[Stretch]:
    """The quotes of the facts that rest on words, in front matter."""
    return list(dict.fromkeys(_evidence(base, article, start, end)))


def _evidence(base: Base, article: str, start: int, end: int) -> Iterator[Stretch]:
    for fact in resting(base, article, start, end):
        for one in base.kb.evidence[fact.id]:
            sheet = base.sheet(one.quote.place.path)
            if sheet and one.passage.article == article and any(a < end and start < b for a, b in one.passage.spans):
                yield sheet.blamed(one.quote.place)


def _named_in_body(base: Base, sheet: Sheet, place: Place) -> str | None:
    """The entity whose name stands at a place of a body."""
    read = base.kb.articles.get(ArticleId(sheet.id)) if sheet.folder == "articles" else None
    at = base.text_offset(read, place) if read and place.line >= sheet.body_line else None
    if read is None or at is None:
        return None
    return next((one.entity for one in read.mentions if one.start <= at < one.end), None)
