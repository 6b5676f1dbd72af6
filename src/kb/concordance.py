"""The words of the finished pages and where they stand, in pieces: what the full-text search of the site loads.

``page_of`` reads one page, by itself; ``Concordance`` joins all of them, or takes in a few that changed. The pieces are for
``assets/js/workers/search.js``, which reads words by the same fold. Nothing here knows a fact, a rule of ranking or the disk:
``kb.plugin`` gives it the sections of a page as they are printed, and writes the pieces. Decision 58 says why in this form.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from operator import itemgetter
from textwrap import wrap
from typing import Final

from kb.folding import search_key

FOLDER: Final = "search/"  # where the pieces stand in a site
_FORMAT: Final = 1
_KEY: Final = 6  # bytes that name a page: the beginning of a hash of its address
_RECORD: Final = _KEY + 3  # a page, a unit of it, how much the word weighs there, in which sections it stands
_UNIT: Final = 6_000  # characters of text that a unit holds
_MOST_UNITS: Final = 255
_SECTIONS: Final = 8  # bits that tell sections of a unit apart; the ninth shares that of the first
_LARGEST: Final = 24_000  # bytes of a piece from which on it is cut at the next word
_SMALLEST: Final = 6_000  # bytes of a piece that may be cut where the words themselves say so
_ONE_IN: Final = 16  # words that end a piece which is large enough

# How much a word weighs in a unit of a page, 1 to 255. The script reads from it where the word stands.
_TITLE: Final = 192  # in the title of the page
_HEADING: Final = 128  # in a heading, or in a further name of what the page is about
_TEXT: Final = 100  # more than this a word cannot weigh in the text alone
_SHORT: Final = 40  # for a title of one word; a longer one shares it among its words
_HALF: Final = 1.2  # times in a text of the usual length that give half of the weight
_USUAL: Final = 200  # words

_BLOCK: Final = re.compile(r"</?(?:p|li|ul|ol|pre)>")
_INLINE: Final = re.compile(r"</?(?:code|sub|sup)>")

Part = tuple[str, str, str]  # of a section: its anchor, its title, and as much of its text as a unit holds


class SameKeyError(ValueError):
    """Two pages whose addresses have the same key: one of them has to be named otherwise."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page as the host's search reads it: its anchor, empty for the page itself; title and text are HTML."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the search has to know of one page. It depends on nothing but this page, so it can be kept.

    ``units`` are the files of its texts. Its words are kept close together, for a build holds those of all pages: ``listed``
    has them with spaces between, ``counts`` a byte for each, the number of units in which it stands, and ``records`` three
    bytes for each of these: unit, weight, sections.
    """

    url: str
    units: tuple[bytes, ...] = ()
    listed: str = ""
    counts: bytes = b""
    records: bytes = b""

    @classmethod
    def of(cls, url: str, units: Iterable[bytes], words: Mapping[str, bytes]) -> Page:
        """A page with the records of each word."""
        ordered = sorted(words.items())
        width = _RECORD - _KEY
        counts = bytes(len(records) // width for _, records in ordered)
        return cls(url, tuple(units), " ".join(word for word, _ in ordered), counts, b"".join(records for _, records in ordered))

    @property
    def words(self) -> dict[str, bytes]:
        """The records of each word, one after another."""
        found = {}
        at = 0
        for word, count in zip(self.listed.split(), self.counts, strict=True):
            end = at + count * (_RECORD - _KEY)
            found[word] = self.records[at:end]
            at = end
        return found

    @property
    def is_whole(self) -> bool:
        """Whether there are as many records as its words say: what came from elsewhere may be anything."""
        return len(self.listed.split()) == len(self.counts) and len(self.records) == sum(self.counts) * (_RECORD - _KEY)

    @property
    def key(self) -> bytes:
        """What names the page in every piece: it does not change when other pages come or go."""
        return _key(self.url)

    @property
    def texts(self) -> dict[str, bytes]:
        """The files of its texts by their path in the site."""
        name = self.key.hex()
        return {f"{FOLDER}texts/{name[:2]}/{name[2:]}-{unit}.json": text for unit, text in enumerate(self.units)}


def page_of(url: str, sections: Sequence[Section], kind: str = "", names: str = "", boost: float = 1.0) -> Page:
    """What the search has to know of the page at an address such as ``actors/x/``.

    ``kind`` is shown with each hit and weighs next to nothing. ``names`` are further names, in plain letters; they stand at
    the end of the text of the page itself. ``boost`` multiplies the weights, for a page that asks for it.
    """
    read = [(one.anchor, plain(one.title).replace("\n", " "), plain(one.text)) for one in sections]
    if not read:
        return Page(url)
    title = next((name for anchor, name, _ in read if not anchor), read[0][1])
    if names:
        at = next((place for place, one in enumerate(read) if not one[0]), 0)
        anchor, name, text = read[at]
        read[at] = (anchor, name, f"{text}\n{names}".strip())
    found: dict[str, bytearray] = defaultdict(bytearray)
    units = []
    for number, within in enumerate(_divided(read)):
        shown = {"url": url, "title": title, "kind": kind, "sections": within}
        units.append(json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode())
        of_page = (title, names) if number == 0 else ("", "")
        for word, (weight, stands) in _weights(within, *of_page, kind).items():
            found[word] += bytes((number, min(255, max(1, round(weight * boost))), stands))
    return Page.of(url, units, {word: bytes(records) for word, records in found.items()})


def _divided(read: Sequence[Part]) -> list[list[Part]]:
    """The units: a long section goes on in the next, and short ones share one."""
    units: list[list[Part]] = [[]]
    length = 0
    for anchor, name, text in read:
        for more in _portions(text):
            if length and length + len(more) > _UNIT and len(units) < _MOST_UNITS:
                units.append([])
                length = 0
            units[-1].append((anchor, name, more))
            length += len(more) + 1
    return units


def _portions(text: str) -> Iterator[str]:
    """A text in portions of about one unit, cut between its lines; a line that is longer, between its words."""
    if len(text) <= _UNIT:
        yield text
        return
    lines = [more for line in text.split("\n") for more in ([line] if len(line) <= _UNIT else wrap(line, _UNIT, break_long_words=False))]
    portion: list[str] = []
    length = 0
    for line in lines:
        if portion and length + len(line) > _UNIT:
            yield "\n".join(portion)
            portion, length = [], 0
        portion.append(line)
        length += len(line) + 1
    yield "\n".join(portion)


def _weights(within: Sequence[Part], title: str, names: str, kind: str) -> dict[str, tuple[int, int]]:
    """How much each word of a unit weighs in it, and in which sections it stands, as bits."""
    counted: Counter[str] = Counter()
    stands: dict[str, int] = defaultdict(int)
    named: dict[str, int] = {}
    for at, (_, heading, text) in enumerate(within):
        bit = 1 << at % _SECTIONS
        of_heading = words(heading)
        for part, times in Counter(text.split()).items():  # a part that stands there often is folded once
            for word in _folded(part):
                counted[word] += times
                stands[word] |= bit
        for word in of_heading:
            stands[word] |= bit
        _raise(named, of_heading, _HEADING)
    _raise(named, words(names), _HEADING, shared=False)
    _raise(named, words(title), _TITLE)
    half = _HALF * (0.25 + 0.75 * counted.total() / _USUAL)
    weights = {word: 1 + int(_TEXT * times / (times + half)) for word, times in counted.items()}
    for word, weight in named.items():
        weights[word] = weight + weights.get(word, 0) // 8
    for word in words(kind):
        weights.setdefault(word, 1)
    return {word: (weight, stands.get(word, 1)) for word, weight in weights.items()}


def _raise(named: dict[str, int], found: Sequence[str], weight: int, *, shared: bool = True) -> None:
    for word in found:
        named[word] = max(named.get(word, 0), weight + (_SHORT // len(found) if shared else 0))


def plain(html: str) -> str:
    """The words of a piece of the host's HTML: a line for each paragraph and each point of a list, without markup."""
    text = unescape(_INLINE.sub("", _BLOCK.sub("\n", html)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def words(text: str) -> list[str]:
    """The words of a text as they are compared, in their order. Whitespace ends a word, so each part is folded by itself."""
    return [word for part in text.split() for word in _folded(part)]


@lru_cache(maxsize=32_768)
def _folded(part: str) -> tuple[str, ...]:
    return tuple(search_key(part).split(" ")) if any(map(str.isalnum, part)) else ()


def _key(url: str) -> bytes:
    return blake2b(url.encode(), digest_size=_KEY).digest()


# ----------------------------------------------------------------------------------------------------- all pages


@dataclass(frozen=True, slots=True)
class Concordance:
    """Every word of the site with its places. ``places`` has one record after another, in the order of the keys and units."""

    pages: Mapping[bytes, str]  # addresses by key
    places: Mapping[str, bytes]

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Concordance:
        """All pages joined; raises ``SameKeyError`` where the addresses of two have one key."""
        keyed = sorted(((page.key, page) for page in pages), key=itemgetter(0))
        found: dict[str, bytearray] = defaultdict(bytearray)
        for key, page in keyed:
            for word, records in page.words.items():
                found[word] += _placed(key, records)
        return cls(_distinct((key, page.url) for key, page in keyed), {word: bytes(places) for word, places in found.items()})

    def revised(self, gone: Iterable[Page], come: Iterable[Page]) -> Concordance:
        """With other pages, and else as it is: the same as all pages joined anew, and as much work as the words that changed.

        A page that changed is among both, as it was and as it is.
        """
        old = {page.key: page for page in gone}
        new = {page.key: page for page in come}
        kept = [(key, url) for key, url in self.pages.items() if key not in old]
        pages = _distinct(sorted([*kept, *((key, page.url) for key, page in new.items())]))
        places = dict(self.places)
        for key in old.keys() | new.keys():
            was: Mapping[str, bytes] = old[key].words if key in old else {}
            is_now: Mapping[str, bytes] = new[key].words if key in new else {}
            for word in was.keys() | is_now.keys():
                if was.get(word) == is_now.get(word):
                    continue
                spliced = _spliced(places.get(word, b""), key, is_now.get(word, b""))
                if spliced:
                    places[word] = spliced
                else:
                    places.pop(word, None)
        return replace(self, pages=pages, places=places)

    def pieces(self) -> tuple[str, dict[str, bytes]]:
        """The files of the words by their path in the site, and the path of the one that leads to all others.

        The words stand in the order of their letters, cut where a piece is large enough. Where it is cut the words before and
        after decide alone, so that an edit changes the pieces of its own words. Each is named by its content.
        """
        made: dict[str, bytes] = {}
        starts: list[str] = []
        names: list[str] = []
        for few in self._cut():
            data = self._piece(few)
            name = _named(data)
            made[f"{FOLDER}words/{name}.bin"] = data
            starts.append(few[0])
            names.append(name)
        directory = {"format": _FORMAT, "pages": len(self.pages), "starts": starts, "pieces": names}
        data = json.dumps(directory, ensure_ascii=False, separators=(",", ":")).encode()
        path = f"{FOLDER}words/{_named(data)}.json"
        return path, {**made, path: data}

    def _cut(self) -> Iterator[list[str]]:
        few: list[str] = []
        size = 0
        for word in sorted(self.places):
            more = len(self.places[word])
            if few and size + more > _LARGEST:  # a word with very many places has a piece of its own
                yield few
                few, size = [], 0
            few.append(word)
            size += more
            if size >= _SMALLEST and (size >= _LARGEST or _key(word)[0] % _ONE_IN == 0):
                yield few
                few, size = [], 0
        if few:
            yield few

    def _piece(self, few: Sequence[str]) -> bytes:
        """A line of JSON with the words and the number of places of each, then the places."""
        head = {"words": few, "counts": [len(self.places[word]) // _RECORD for word in few]}
        line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        return b"".join((line, b"\n", *(self.places[word] for word in few)))


def _placed(key: bytes, records: bytes) -> bytes:
    """The records of one page with its key before each."""
    width = _RECORD - _KEY
    if len(records) == width:
        return key + records
    return b"".join(key + records[at : at + width] for at in range(0, len(records), width))


def _spliced(places: bytes, key: bytes, records: bytes) -> bytes:
    """The places of a word with those of one page put in the stead of those that it had."""
    many = range(len(places) // _RECORD)
    first = bisect_left(many, key, key=lambda at: places[at * _RECORD : at * _RECORD + _KEY]) * _RECORD
    last = first
    while places[last : last + _KEY] == key:
        last += _RECORD
    return b"".join((places[:first], _placed(key, records), places[last:]))


def _distinct(keyed: Iterable[tuple[bytes, str]]) -> dict[bytes, str]:
    pages: dict[bytes, str] = {}
    for key, url in keyed:
        if key in pages:
            raise SameKeyError(f"The search cannot tell the pages {pages[key]} and {url} apart: give one of them another id.")
        pages[key] = url
    return pages


def _named(data: bytes) -> str:
    return blake2b(data, digest_size=6).hexdigest()
