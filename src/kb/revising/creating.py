"""New articles, entities and events: files with the keys that they need, and an id that is free."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb import dates
from kb.editing import Draft, Plain
from kb.findings import Refusal
from kb.folding import proposed_id, search_key
from kb.model import ArticleId, EventId
from kb.revising.desk import Desk, Revision
from kb.vocabulary import KIND

_SHORT: Final = 24  # characters of the name that citation marks use


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What is known of an article before its text is there."""

    title: str
    id: str = ""
    authors: Sequence[str] = ()
    published: str = ""


@dataclass(frozen=True, slots=True)
class NewEntity:
    """What is known of an entity: its name, kind, and how text is searched for the name."""

    name: str
    kind: str
    id: str = ""
    find: str = ""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One article's account of an event."""

    article: str
    title: str
    kind: str
    quotes: Sequence[str]
    id: str = ""
    date: str = ""
    places: Sequence[str] = ()


def new_article(desk: Desk, wanted: NewArticle) -> Revision:
    """A file for an article: its head, and no text yet. Raises ``Refusal`` where the id is not free, or the date is none."""
    one = _id(desk, wanted.id, wanted.title)
    front: dict[str, Plain] = {"title": wanted.title, "short": _short(desk, wanted)}
    if wanted.authors:
        front["authors"] = list(wanted.authors)
    if wanted.published:
        front["published"] = _date(wanted.published)
    draft = Draft.new(f"articles/{one}.md", front, "\n")
    told = (f"{draft.path} is there. Put the text of the article below its second line `---`, letter for letter.",)
    return Revision((draft.change,), told)


def new_entity(desk: Desk, wanted: NewEntity) -> Revision:
    """A file for an entity. Raises ``Refusal`` where the id is not free, or another entity has the name."""
    if wanted.find != "never" and (by := _claimed(desk, wanted.name)):
        raise Refusal(
            f"“{wanted.name}” is a name of {by} already.",
            "If it is the same, use that id. Another of the same name needs `--find never --id …`, and `mentions` where it is meant.",
        )
    one = _id(desk, wanted.id, wanted.name)
    front: dict[str, Plain] = {"name": wanted.name, "kind": wanted.kind}
    if wanted.find:
        front["find"] = wanted.find
    draft = Draft.new(f"entities/{KIND[wanted.kind].folder}/{one}.md", front)
    return Revision((draft.change,), (f"{draft.path} is there. Articles name it as `{one}`.",))


def new_event(desk: Desk, wanted: NewEvent) -> Revision:
    """An account of an event, put below the others of its article.

    An id that is given may be that of an event in another article: then both tell it. Raises ``Refusal`` where the article is not
    known, the id is taken by anything else, or the date is none.
    """
    desk.known(wanted.article, "article")
    path = desk.kb.articles[ArticleId(wanted.article)].article.place.path
    draft = Draft.read(path, desk.files[path])
    told_here = {one.get("id") for one in draft.at(("events",)) or () if isinstance(one, dict)}
    elsewhere = wanted.id in desk.kb.events and wanted.id not in told_here
    one = wanted.id if elsewhere else _id(desk, wanted.id, wanted.title)
    event: dict[str, Plain] = {"id": one, "title": wanted.title, "kind": wanted.kind}
    if wanted.date:
        event["date"] = _date(wanted.date)
    if wanted.places:
        event["places"] = list(wanted.places)
    event["quotes"] = list(wanted.quotes)
    draft = draft.insert(("events",), [event]) if "events" in draft.front else draft.add((), "events", [event], _above_events(draft))
    line = draft.nodes["events", len(draft.at(("events",))) - 1].start.line
    said = f"{path}:{line}: the event `{one}`"
    if elsewhere:
        first = desk.kb.events[EventId(one)].accounts[0].place.path
        said += f", which {first} tells too"
    return Revision((draft.change,), (f"{said}.",))


def _above_events(draft: Draft) -> str | None:
    """The key below which `events` belong; None for the end."""
    return "actors" if "actors" in draft.front else None


def _id(desk: Desk, given: str, words: str) -> str:
    """The id that is given, or made from words. Raises ``Refusal`` where it is taken, with the next one that is free."""
    one = given or proposed_id(words)
    if not one:
        raise Refusal(f"No id can be made from “{words}”.", "Give one with --id.")
    try:
        desk.check_new(one)
    except Refusal as refusal:
        raise Refusal(str(refusal), f"{refusal.hint} Give it with --id.".strip()) from None
    return one


def _claimed(desk: Desk, name: str) -> str:
    """The entity that has a name already, letters and capitals as a search compares them; empty where none has."""
    key = search_key(name)
    found = [
        f"`{entity.id}` ({each.place.path}:{each.place.line})"
        for entity in desk.kb.entities.values()
        for each in entity.names
        if search_key(each.text) == key
    ]
    return " and of ".join(dict.fromkeys(found))


def _date(value: str) -> str:
    try:
        dates.parse(value)
    except dates.NotADate as error:
        raise Refusal(f"“{value}” is no date: {error}.", error.hint) from None
    return value


def _short(desk: Desk, wanted: NewArticle) -> str:
    """A name for citation marks that no other article has: the family name of the first author, or words of the title, and the year."""
    year = re.match(r"\d{4}", wanted.published)
    end = f" {year.group()}" if year else ""
    words = wanted.authors[0].split()[-1] if wanted.authors else wanted.title
    start = _cut(words, _SHORT - len(end) - 1)
    held = {article.article.short for article in desk.kb.articles.values()}
    letters = iter(["", *"bcdefghijklmnopqrstuvwxyz"])
    return next((short for letter in letters if (short := f"{start}{end}{letter}") not in held), f"{start}{end}")


def _cut(words: str, most: int) -> str:
    """The first words, as many as fit; of one long word its beginning."""
    cut = ""
    for word in words.split():
        if len(cut) + 1 + len(word) > most:
            break
        cut = f"{cut} {word}".strip()
    return cut or words[:most]
