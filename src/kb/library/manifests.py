"""What a shard hands over beside its files: lines of JSON, each of them a value whose form is known, and nothing else.

It comes from another machine. So it is data and no program: each value is read by the types of its fields, and whatever is otherwise is
``Unreadable``. ``gathering`` reads it, ``kb build --shard`` has it written.
"""

from __future__ import annotations

import json
import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from kb import concordance
from kb.library.looking import Look
from kb.library.making import Chapter
from kb.library.shares import Share

NAME: Final = "shard.jsonl"
FILES: Final = "files"  # the folder of a shard in which its files stand, by their paths in the site
_FORMAT: Final = 1

Urls = tuple[str, ...]
Words = tuple[concordance.Page, ...]


class Unreadable(ValueError):
    """No manifest, or none that this program writes."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: which shard of how many, what it was made from, the foot of its pages, and the hash of the navigation on them."""

    number: int
    of: int
    made_from: tuple[tuple[str, str], ...]
    foot: str = ""
    nav: str = ""

    @property
    def share(self) -> Share:
        """Which share of the build it is."""
        return Share(self.number, self.of)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a shard hands over: its chapters, what is known of each of its files by path, and the words of its pages for the search."""

    head: Head
    chapters: Mapping[Urls, Chapter] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)

    def lines(self) -> Iterator[bytes]:
        """The manifest as it is written, line by line: the same manifest gives the same bytes."""
        yield _line("shard", _FORMAT, self.head)
        for urls, chapter in sorted(self.chapters.items()):
            yield _line("chapter", urls, Chapter(chapter.outlines, (), chapter.notes, chapter.files))
        for path, look in sorted(self.looks.items()):
            yield _line("file", path, look)
        for path, found in sorted(self.words.items()):
            yield _line("words", path, tuple(found))

    @classmethod
    def read(cls, lines: Iterable[bytes]) -> Manifest:
        """A manifest from its lines. Raises ``Unreadable``."""
        rest = iter(lines)
        read = cls(head(next(rest, b"")), {}, {}, {})
        kinds: dict[str, tuple[Any, Any, Any]] = {
            "chapter": (Urls, Chapter, read.chapters),
            "file": (str, Look, read.looks),
            "words": (str, Words, read.words),
        }
        for line in rest:
            kind, key, value = _parts(line)
            if not isinstance(kind, str) or kind not in kinds:
                raise Unreadable(kind)
            of_key, of_value, into = kinds[kind]
            named = _reader(of_key)(key)
            if named in into:
                raise Unreadable(key)
            into[named] = _reader(of_value)(value)
        if not all(page.is_whole for found in read.words.values() for page in found) or not all(map(_is_text, read.looks.values())):
            raise Unreadable
        try:
            for chapter in read.chapters.values():
                _ = chapter.annotations
        except ValueError as error:
            raise Unreadable from error
        return read


def head(line: bytes) -> Head:
    """The head of a manifest from its first line. Raises ``Unreadable``."""
    kind, form, value = _parts(line)
    if kind != "shard" or form != _FORMAT:
        raise Unreadable(line[:80])
    read: Head = _reader(Head)(value)
    return read


def _is_text(look: Look) -> bool:
    try:
        return not look.joints or all(one.decode("utf-8", "surrogatepass") is not None for one in (look.joints.ids, look.joints.leads))
    except UnicodeDecodeError:
        return False


def _line(kind: str, key: object, value: object) -> bytes:
    return json.dumps([kind, _plain(key), _plain(value)], separators=(",", ":")).encode() + b"\n"


def _parts(line: bytes) -> list[Any]:
    try:
        parts = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable(line[:80]) from error
    if not isinstance(parts, list) or len(parts) != len(("kind", "key", "value")):
        raise Unreadable(line[:80])
    return parts


# ------------------------------------------------------------------------------------------- values and their forms


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of any of these forms
    """A value as JSON can hold it: the fields of a class in their order, sets sorted, bytes in base 64."""
    match value:
        case None | bool() | int() | str():
            return value
        case bytes():
            return b64encode(value).decode()
        case frozenset():
            return sorted(value)
        case tuple() | list():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return [_plain(getattr(value, one.name)) for one in fields(value)]
        case _:
            raise TypeError(type(value))


@cache
def _reader(form: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - the type of a field
    """What reads a value of one form, and raises ``Unreadable`` for any other."""
    origin, within = get_origin(form), get_args(form)
    if form in {str, int, bool}:
        return lambda value: _exact(value, form)
    if form is bytes:
        return _bytes
    if origin is frozenset:
        each = _reader(within[0])
        return lambda value: frozenset(map(each, _exact(value, list)))
    if origin is tuple and within[1:] == (...,):
        each = _reader(within[0])
        return lambda value: tuple(map(each, _exact(value, list)))
    if origin is tuple:
        return _several([_reader(one) for one in within], lambda *values: values)
    if origin in {Union, types.UnionType}:
        (one,) = (one for one in within if one is not types.NoneType)
        return lambda value: None if value is None else _reader(one)(value)
    if isinstance(form, type) and is_dataclass(form):
        hints = get_type_hints(form)
        return _several([_reader(hints[one.name]) for one in fields(form)], form)
    return _nothing


def _exact(value: Any, form: type) -> Any:  # noqa: ANN401 - what JSON gives
    if type(value) is not form:
        raise Unreadable(value)
    return value


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - what JSON gives
    try:
        read = b64decode(_exact(value, str), validate=True)
    except ValueError as error:
        raise Unreadable(value) from error
    if b64encode(read).decode() != value:  # the last letter may hold bits that stand for nothing (RFC 4648, 3.5)
        raise Unreadable(value)
    return read


def _several(readers: list[Callable[[Any], Any]], form: Callable[..., Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:  # noqa: ANN401 - what JSON gives
        if len(_exact(value, list)) != len(readers):
            raise Unreadable(value)
        return form(*(reader(one) for reader, one in zip(readers, value, strict=True)))

    return read


def _nothing(value: Any) -> Any:  # noqa: ANN401 - what JSON gives
    """No shard hands over what this stands for: the data of a page, which stand in files of their own."""
    raise Unreadable(value)
