"""The names of everything that has a page, for the finder: ``data/finder.json``.

Names and nothing else, so that it stays small: the browser ranks them itself (``assets/js/finder.js``). What is on the
pages is found by the full-text search of the host. ``library`` writes the file; the plugin asks for ``hints``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from kb.folding import in_latin, search_key
from kb.knowledge import KnowledgeBase
from kb.pages.wording import Speech
from kb.passages.reading import fold
from kb.vocabulary import KINDS, LABEL

FORMAT: Final = 1
_FOLDERS: Final = {
    **{kind.id: (kind.label, "actors/" if kind.is_actor else "places/") for kind in KINDS},
    "event": ("event", "events/"),
    "article": ("article", "articles/"),
    "source": ("source", "sources/"),
}
_TITLED: Final = "another article’s title"
_LOOSE: Final = ("in its context", "author")  # not names of the thing: they count less


@dataclass(frozen=True, slots=True)
class Form:
    """A name in words, and what kind of name it is: ``AQI``, ``abbreviation``."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing with a page: its kind, id, title and further forms.

    ``times`` is how often the articles name it: mentions of an entity, accounts of an event, entries of a source.
    """

    kind: str
    id: str
    title: str
    forms: tuple[Form, ...]
    times: int

    @property
    def url(self) -> str:
        """The address of its page, from the root of the site."""
        return f"{_FOLDERS[self.kind][1]}{self.id}/"


def entries(kb: KnowledgeBase) -> list[Entry]:
    """Everything that has a page of its own, the most spoken of first; this order is the last word of the ranking."""
    found = [*_entities(kb), *_events(kb), *_articles(kb), *_works(kb)]
    kinds = list(_FOLDERS)
    return sorted(found, key=lambda one: (-one.times, kinds.index(one.kind), one.id))


def finder_index(kb: KnowledgeBase) -> dict[str, Any]:
    """``kinds`` (id, words, folder), ``forms`` (words for a kind of name), ``loose`` (the forms that are no names), ``entries``.

    An entry is a list: number of its kind, id, title, then for each further form the number of its kind and its text.
    """
    kinds = list(_FOLDERS)
    made = entries(kb)
    labels = sorted({form.label for entry in made for form in entry.forms})
    return {
        "format": FORMAT,
        "kinds": [[kind, *_FOLDERS[kind]] for kind in kinds],
        "forms": labels,
        "loose": [labels.index(label) for label in _LOOSE if label in labels],
        "entries": [
            [
                kinds.index(one.kind),
                one.id,
                one.title,
                *(part for form in one.forms for part in (labels.index(form.label), form.text)),
            ]
            for one in made
        ],
    }


def hints(kb: KnowledgeBase) -> dict[str, tuple[str, str]]:
    """For the full-text search, by address of a page: the kind in words, and what may be asked for that the page does not print.

    That is: further titles, and names with letters beyond ASCII without diacritics and in Latin letters.
    """
    said = {}
    for entry in entries(kb):
        names = [entry.title, *(form.text for form in entry.forms)]
        marked = [name for name in names if any(letter.isalpha() and not letter.isascii() for letter in name)]
        more = [form.text for form in entry.forms if form.label == _TITLED]
        keys = dict.fromkeys([*more, *(key for name in marked for key in (search_key(name), in_latin(name)) if key)])
        said[entry.url] = (_FOLDERS[entry.kind][0], " ".join(keys))
    return said


def _entities(kb: KnowledgeBase) -> Iterator[Entry]:
    for entity in kb.entities.values():
        mentions = kb.mentions_of.get(entity.id, ())
        printed = sorted({fold(article.text.text[one.start : one.end]).text for article, one in mentions})
        forms = [Form(name.text, LABEL[name.kind]) for name in entity.names]
        forms += [Form(words, "in its context") for words in printed]
        yield _entry(entity.kind, entity.id, entity.name, forms, len(mentions))


def _events(kb: KnowledgeBase) -> Iterator[Entry]:
    for event in kb.events.values():
        forms = [Form(account.title, _TITLED) for account in event.accounts]
        yield _entry("event", event.id, event.title, forms, len(event.accounts))


def _articles(kb: KnowledgeBase) -> Iterator[Entry]:
    for one in kb.articles.values():
        head = one.article
        forms = [
            Form(head.short, "short form"),
            Form(head.subtitle, "subtitle"),
            *(Form(author.value, "author") for author in head.authors),
        ]
        yield _entry("article", one.id, head.title.value, forms, 0)


def _works(kb: KnowledgeBase) -> Iterator[Entry]:
    speech = Speech.of(kb)
    for work in kb.works.values():
        title = speech.name(work.id).text
        forms = [Form(entry.title, _TITLED) for entry in work.entries]
        for entry in work.entries:
            forms += [Form(author.literal or f"{author.given} {author.family}".strip(), "author") for author in entry.authors]
        yield _entry("source", work.id, title, forms, len(work.entries))


def _entry(kind: str, one: str, title: str, forms: Iterable[Form], times: int) -> Entry:
    """An entry whose forms all differ to a search; each name in another script is followed by its Latin letters."""
    seen = {search_key(title)}
    kept: list[Form] = []
    latin = in_latin(title)
    spelt = [Form(latin, "in Latin letters")] if latin else []
    for form in forms:
        spelt.append(form)
        if latin := in_latin(form.text):
            spelt.append(Form(latin, "in Latin letters"))
    for form in spelt:
        key = search_key(form.text)
        if key and key not in seen:
            seen.add(key)
            kept.append(form)
    return Entry(kind, one, title, tuple(kept), times)
