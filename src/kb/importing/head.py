"""The head of a draft: only what the page says, as it says it, and each inferred value with its basis.

What the page prints is written plainly. What only its metadata say has a basis that quotes them. What ``trafilatura`` proposes
counts only if it is found on the page. Nothing is supplied.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from kb.folding import search_key
from kb.importing.choosing import Guess, is_byline
from kb.importing.flow import Page
from kb.importing.text import LeftOut, Why, spaced, squeezed
from kb.importing.tree import Node

_ISO: Final = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_MONTHS: Final = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_PRINTED: Final = re.compile(
    r"(?<!\d)(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[ \u00a0](?P<m1>%s)\.?,?[ \u00a0](?P<y1>\d{4})"
    r"|(?P<m2>%s)\.?[ \u00a0](?P<d2>\d{1,2})(?:st|nd|rd|th)?,?[ \u00a0](?P<y2>\d{4})|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))(?!\d)"
    % (("|".join(f"{month[:3]}(?:{month[3:]}|t)?" for month in _MONTHS),) * 2),
    re.IGNORECASE,
)
_BY: Final = re.compile(r"\s*(?:written )?by:?[ \u00a0]+(.+)", re.IGNORECASE)
_NAME: Final = re.compile(r"(?:[^\W\d_][\w.’'-]*)(?:[ \u00a0](?:[^\W\d_][\w.’'-]*)){1,4}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_LONG: Final = 80  # letters of a paragraph with which the text has begun
_LINE: Final = 300  # letters of a line that can be a title
_BYLINE: Final = 200


@dataclass(frozen=True, slots=True)
class Value:
    """A value as the page prints it; with a basis where it is inferred."""

    value: str
    basis: str = ""

    def plain(self) -> str | dict[str, str]:
        """As front matter holds it."""
        return {"value": self.value, "basis": self.basis} if self.basis else self.value


@dataclass(frozen=True)
class Head:
    """What a page says of itself."""

    title: Value | None = None
    authors: tuple[Value, ...] = ()
    published: Value | None = None
    publication: Value | None = None
    url: str = ""
    language: str = ""
    said: tuple[str, ...] = ()


def of_page(root: Node, page: Page, kept: Sequence[int], hint: Guess, address: str) -> tuple[Head, list[tuple[int, Why]]]:
    """The head of a page, and which of its kept leaves say nothing but that: the title, the authors, the date."""
    meta = _Metadata(root)
    title, title_at = _title(page, kept, meta, hint)
    authors = _authors(page, kept, meta, hint)
    published, said = _published(page, kept, meta)
    site = meta.first("og:site_name", "publisher", "application-name")
    publication = None
    if site:
        printed = any(squeezed(leaf.text) == squeezed(site[1]) for leaf in page.leaves)
        publication = Value(site[1], "" if printed else _basis("publication", site))
    taken: list[tuple[int, Why]] = [(title_at, "title")] if title_at is not None else []
    taken += _apparatus(page, kept, authors, published, title_at)
    language = meta.language if _LANGUAGE.fullmatch(meta.language) else ""
    head = Head(title, authors, published, publication, _address(address, meta), language, said)
    return head, taken


class _Metadata:
    """What a page says of itself where no reader sees it: ``meta``, JSON-LD, ``title``, ``html lang``."""

    def __init__(self, root: Node) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.title = self.canonical = ""
        self.language = root.get("lang") or root.get("xml:lang")
        for node in root.elements():
            if node.tag == "meta" and (name := (node.get("property") or node.get("name") or node.get("itemprop"))):
                self.add(name.lower(), node.get("content"))
            elif node.tag == "title" and not self.title:
                self.title = spaced(node.words())
            elif node.tag == "link" and "canonical" in node.get("rel").lower().split() and not self.canonical:
                self.canonical = node.get("href").strip()
            elif node.tag == "script" and node.get("type").lower() == "application/ld+json":
                self.linked_data(node.words())
            elif node.tag == "time" and node.get("datetime") and _is_publication(node):
                self.add("time datetime", node.get("datetime"))

    def add(self, name: str, value: object) -> None:
        if isinstance(value, str) and spaced(value):
            self.pairs.append((name, spaced(value)))

    def linked_data(self, text: str) -> None:
        try:
            found: Any = json.loads(text)
        except (ValueError, RecursionError):
            return
        for one in _objects(found):
            for key in ("headline", "datePublished"):
                self.add(key, one.get(key))
            if "headline" in one:
                for key in ("author", "publisher"):
                    for person in one[key] if isinstance(one.get(key), list) else [one.get(key)]:
                        self.add(key, person.get("name") if isinstance(person, dict) else person)

    def all(self, *names: str) -> Iterator[tuple[str, str]]:
        """The pairs of these names, in the order of the names."""
        for name in names:
            yield from (pair for pair in self.pairs if pair[0] == name)

    def first(self, *names: str) -> tuple[str, str] | None:
        return next(self.all(*names), None)


def _objects(found: object) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD: one, a list, or a graph."""
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict):
            yield one
            yield from (inner for inner in one.get("@graph", []) if isinstance(inner, dict)) if isinstance(one.get("@graph"), list) else ()


def _is_publication(node: Node) -> bool:
    return (
        "pubdate" in node.attributes
        or node.get("itemprop").lower() == "datepublished"
        or bool(re.search(r"(?<![a-z])(?:published|entry-date|pubdate|post-date)(?![a-z])", node.labels))
    )


def _basis(what: str, pair: tuple[str, str]) -> str:
    return f"The page prints no {what}. Its metadata `{pair[0]}` reads “{pair[1]}”."


def _title(page: Page, kept: Sequence[int], meta: _Metadata, hint: Guess) -> tuple[Value | None, int | None]:
    """The heading that says what the metadata say too, or the only first heading; else the metadata with a basis."""
    told = [value for _, value in meta.all("og:title", "headline", "twitter:title", "dc.title")]
    wanted = [key for key in map(search_key, (*told, hint.title, meta.title)) if key]
    visible = [at for at, leaf in enumerate(page.leaves) if leaf.heading and not any(number in page.hidden for number in leaf.path)]
    first = [at for at in visible if page.leaves[at].heading == 1]
    named = [at for at in (*first, *visible) if any(_says(key, search_key(page.leaves[at].text)) for key in wanted)]
    within = [at for at in first if at in kept]
    for found in (named, within, first):
        if found and (found is named or len(found) == 1):
            return Value(spaced(page.leaves[found[0]].text.replace("\n", " "))), found[0] if found[0] in kept else None
    pair = meta.first("og:title", "headline", "twitter:title", "dc.title") or (("title", meta.title) if meta.title else None)
    return (Value(pair[1], _basis("title", pair)), None) if pair else (None, None)


def _says(key: str, heading: str) -> bool:
    """Whether a title of the metadata is a heading, with nothing but the name of the site around it."""
    return bool(heading) and (
        key == heading or (len(heading.split()) > 1 and (key.startswith(f"{heading} ") or key.endswith(f" {heading}")))
    )


def _authors(page: Page, kept: Sequence[int], meta: _Metadata, hint: Guess) -> tuple[Value, ...]:
    outside = [
        spaced(leaf.text) for at, leaf in enumerate(page.leaves) if at not in kept or is_byline(page, leaf) or _BY.fullmatch(leaf.text)
    ]
    told: dict[str, tuple[str, str]] = {}
    for pair in meta.all("author", "article:author", "dc.creator", "parsely-author"):
        if "://" not in pair[1] and "@" not in pair[1]:
            told.setdefault(search_key(pair[1]), pair)
    found: list[Value] = []
    for pair in told.values():
        printed = _printed(pair[1], outside)
        found.append(Value(printed) if printed else Value(pair[1], _basis("author", pair)))
    if not found:
        names = (_printed(name, outside) for name in hint.authors)
        found = [Value(name) for name in names if name]
    if not found:
        lines = [match.group(1) for text in outside if len(text) < _BYLINE and (match := _BY.fullmatch(text))]
        names_in = re.split(r",? and |, | & ", re.split(r" [•|·–—-] |\n", lines[0])[0]) if lines else []
        if names_in and all(_NAME.fullmatch(name) for name in names_in):
            found = [Value(name) for name in names_in]
    return tuple(dict.fromkeys(found))


def _printed(name: str, texts: Iterable[str]) -> str:
    """A name as the page prints it, whatever its capitals; empty where it does not."""
    parts = [re.escape(part.rstrip(".")) + r"\.?" for part in name.split()]
    wanted = re.compile(r"(?<!\w)" + r"[ \u00a0]".join(parts) + r"(?!\w)", re.IGNORECASE)
    found = next((match.group() for text in texts if (match := wanted.search(text))), "")
    return found if found.endswith(".") == name.endswith(".") else found.rstrip(".")


def dates_in(text: str) -> list[tuple[str, str]]:
    """The full dates that a text prints, each as a day and as printed."""
    found = []
    for match in _PRINTED.finditer(text):
        given = {key[0]: value for key, value in match.groupdict().items() if value}
        month = (
            int(given["m"])
            if given["m"].isdigit()
            else next(at for at, name in enumerate(_MONTHS, 1) if name[:3].lower() == given["m"][:3].lower())
        )
        found.append((f"{given['y']}-{month:02}-{int(given['d']):02}", match.group()))
    return found


def _begun(page: Page, kept: Sequence[int]) -> int:
    """The leaf with which the text begins: its first long paragraph, or the first that is no heading and no line of its own kind."""
    own = [at for at in kept if not page.leaves[at].heading and not is_byline(page, page.leaves[at])]
    return next((at for at in own if len(page.leaves[at].text) > _LONG), own[0] if own else 0)


def _published(page: Page, kept: Sequence[int], meta: _Metadata) -> tuple[Value | None, tuple[str, ...]]:
    begun = _begun(page, kept)
    near = [leaf.text for at, leaf in enumerate(page.leaves) if at < begun or is_byline(page, leaf)]
    printed = list(dict.fromkeys(day for text in near for day, _ in dates_in(text)))
    told = [
        (pair, "-".join(found.groups()))
        for pair in meta.all(
            "article:published_time", "datepublished", "datePublished", "time datetime", "dc.date", "dc.date.issued", "date"
        )
        if (found := _ISO.match(pair[1]))
    ]
    if told:
        pair, day = told[0]
        differ = sorted({one for _, one in told} - {day})
        said = (f"Its metadata name other days too: {', '.join(differ)}.",) if differ else ()
        return Value(day, "" if day in printed else _basis("date", pair)), said
    if len(printed) == 1:
        return Value(printed[0]), ()
    return None, (f"The page prints several dates above its text, and none says what it is: {', '.join(printed)}.",) if printed else ()


def _address(address: str, meta: _Metadata) -> str:
    """The address of a page: what it says itself, as far as a host stands in it; else where it was fetched."""
    for one in (meta.canonical, *(pair[1] for pair in meta.all("og:url"))):
        try:
            whole = urljoin(address, one) if address else one
            if one and urlsplit(whole).scheme in {"http", "https"} and urlsplit(whole).hostname:
                return whole
        except ValueError:
            continue
    return address


def _apparatus(
    page: Page, kept: Sequence[int], authors: Sequence[Value], published: Value | None, title_at: int | None
) -> Iterator[tuple[int, Why]]:
    """Kept leaves that say nothing but who wrote the text, or above it when: the head has their words."""
    begun = _begun(page, kept)
    for at in kept:
        leaf = page.leaves[at]
        if at == title_at:
            continue
        rest = spaced(leaf.text)
        named = False
        for author in authors:
            if author.value in rest:
                rest, named = rest.replace(author.value, " "), True
        for day, words in dates_in(rest):
            if published and day == published.value:
                rest = rest.replace(words, " ")
        if rest != spaced(leaf.text) and not re.sub(r"\b(?:by|and|published|posted|on|written)\b|[\W_]", "", rest, flags=re.IGNORECASE):
            if named:
                yield at, "authors"
            elif at < begun or is_byline(page, leaf):
                yield at, "published"


def taken_out(page: Page, numbered: Iterable[tuple[int, Why]]) -> tuple[LeftOut, ...]:
    """The leaves whose words the head has."""
    return tuple(LeftOut(page.leaves[at].text, why) for at, why in sorted(numbered))
