"""What may be typed at the cursor: keys, words of the closed lists, and ids, each with what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from kb.assist.base import Base
from kb.assist.sheet import Sheet, Stretch
from kb.assist.telling import title_of
from kb.assist.where import Cursor, cursor
from kb.folding import search_key
from kb.knowledge import KnowledgeBase
from kb.source import KeyPath, Place
from kb.vocabulary import KIND, Term

MOST: Final = 200  # ids that are offered at once; more letters bring others
_NOTE: Final = "[^"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be typed: ``insert`` stands in the stead of ``stretch``; ``sought`` are the words that it is found by."""

    label: str
    insert: str
    what: Literal["key", "word", "id"]
    detail: str
    meaning: str
    stretch: Stretch
    sought: str
    rank: int = 0


def choices(base: Base | None, sheet: Sheet, place: Place) -> tuple[list[Choice], bool]:
    """What may be typed at a place, and whether that is all. ``sheet`` is the file as it is now, ``base`` the project as last read."""
    if sheet.shape is None:
        return [], True
    if not sheet.in_front(place):
        return _cited(base, sheet, place) if base else ([], True)
    front = sheet.lines[1 : sheet.front_ends - 1]
    row, column = place.line - 2, place.column - 1
    if row >= len(front) or column > len(front[row]) or _in_comment(front[row][:column]):
        return [], True
    here = cursor(front, row, column)
    stretch = Stretch(Place(sheet.path, place.line, here.start + 1), Place(sheet.path, place.line, here.end + 1))
    wanted = sheet.expected(here.path)
    if here.what == "key" and (wanted.keys or wanted.key_terms):
        return ([] if " " in here.typed else list(_keys(sheet, here, stretch, front[row]))), True
    typed, opening = _unquoted(here.typed)
    if opening:
        stretch = Stretch(Place(sheet.path, place.line, stretch.start.column + 1), place)
    found = [_of_term(term, stretch) for term in wanted.terms] + [Choice(one, one, "word", "", "", stretch, one) for one in wanted.literals]
    if base is None or not wanted.kinds or (wanted.own and not _shared(wanted.kinds)):
        return found, True
    ids, complete = _ids(base.kb, wanted.kinds, typed, stretch, here.path)
    return [*found, *ids], complete


def _shared(kinds: Iterable[str]) -> bool:
    """Whether articles share things of these kinds: the id of an event or source may be one that another article gave."""
    return bool({"event", "source"} & set(kinds))


def _in_comment(before: str) -> bool:
    return before.lstrip().startswith("#")


def _unquoted(typed: str) -> tuple[str, bool]:
    return (typed[1:], True) if typed[:1] in {'"', "'"} else (typed, False)


def _keys(sheet: Sheet, here: Cursor, stretch: Stretch, line: str) -> Iterator[Choice]:
    wanted = sheet.expected(here.path)
    colon = line[here.end :].lstrip().startswith(":")  # the key is there, and another is chosen in its stead
    for number, key in enumerate(wanted.keys):
        if key.name not in here.beside:
            after = "" if colon else ":" if key.nested and not here.in_brackets else ": "
            detail = "needed" if key.needed else ""
            yield Choice(key.name, f"{key.name}{after}", "key", detail, key.meaning, stretch, key.name, number - (100 if key.needed else 0))
    for number, term in enumerate(wanted.key_terms):
        if term.id not in here.beside:
            yield Choice(term.id, term.id if colon else f"{term.id}: ", "key", term.label, term.meaning, stretch, term.id, number)


def _of_term(term: Term, stretch: Stretch) -> Choice:
    return Choice(term.id, term.id, "word", term.label, term.meaning, stretch, f"{term.id} {term.label}")


def _ids(kb: KnowledgeBase, kinds: tuple[str, ...], typed: str, stretch: Stretch, path: KeyPath) -> tuple[list[Choice], bool]:
    """The ids that may stand here, those first that begin with what is typed; capitals and diacritics do not matter."""
    wanted = search_key(typed).strip()
    parts = wanted.split()
    found: list[tuple[tuple[bool, int, str], Choice]] = []
    for one, title, names in _things(kb, kinds):
        sought = search_key(f"{one} {one.replace('-', ' ')} {' '.join(names)}")
        if not all(part in sought for part in parts):
            continue
        fits = _fits(kb, one, path)
        choice = Choice(one, one, "id", title, "; ".join(names[1:]), stretch, f"{one} {' '.join(names)}")
        begins = 0 if search_key(one).startswith(wanted) else 1 if any(search_key(name).startswith(wanted) for name in names) else 2
        found.append(((not fits, begins, one), choice))
    found.sort(key=lambda pair: pair[0])
    kept = [Choice(c.label, c.insert, c.what, c.detail, c.meaning, c.stretch, c.sought, n) for n, (_, c) in enumerate(found[:MOST])]
    return kept, len(found) <= MOST


def _things(kb: KnowledgeBase, kinds: tuple[str, ...]) -> Iterator[tuple[str, str, list[str]]]:
    """The id, the title and the names of everything of some kinds."""
    for kind in kinds:
        homes: dict[str, Any] = {"entity": kb.entities, "event": kb.events, "source": kb.works, "article": kb.articles}
        for one in homes.get(kind, ()):
            title = title_of(kb, kind, one)
            names = [name.text for name in kb.entities[one].names] if kind == "entity" else [title]
            yield one, title, names


def _fits(kb: KnowledgeBase, one: str, path: KeyPath) -> bool:
    """Whether the kind of an entity fits where it is named; others stand below."""
    entity = kb.entities.get(one)  # type: ignore[call-overload]
    keys = {part for part in path if isinstance(part, str)}
    if entity is None:
        return True
    if "country" in keys:
        return bool(entity.kind == "state")
    if "places" in keys:
        return entity.kind in {"place", "state"}
    if keys & {"actors", "participants", "speaker"}:
        return KIND[entity.kind].is_actor
    return True


def _cited(base: Base, sheet: Sheet, place: Place) -> tuple[list[Choice], bool]:
    """The ids of articles, in a citation of an editor's note."""
    line = sheet.lines[place.line - 1] if place.line <= len(sheet.lines) else ""
    before = line[: place.column - 1]
    head, colon, typed = before.partition("]: ")
    if sheet.folder != "entities" or not colon or not head.startswith(_NOTE) or ":" in typed:
        return [], True
    start = len(head) + len(colon) + 1
    end = start + len(line[start - 1 :].split(":", 1)[0].rstrip())
    stretch = Stretch(Place(sheet.path, place.line, start), Place(sheet.path, place.line, max(end, place.column)))
    return _ids(base.kb, ("article",), typed, stretch, ())
