"""What the front matter may hold at a place: the keys with their meaning, the words of a closed list, the ids of what; from the shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kb.contract.shapes import CitedShape, ClosedList, Names, QuoteShape, Shape
from kb.source import KeyPath
from kb.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Key:
    """A key that may stand in a mapping; ``nested`` where its value is a list or can only be a mapping."""

    name: str
    meaning: str
    needed: bool
    nested: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What may stand at a place.

    ``keys`` are those of a mapping, ``terms`` the words of a closed list, ``key_terms`` those that are themselves keys,
    ``kinds`` what an id may be the id of, and ``own`` whether the thing gets its id here; ``quote`` says that exact words
    of an article are expected.
    """

    keys: tuple[Key, ...] = ()
    terms: tuple[Term, ...] = ()
    key_terms: tuple[Term, ...] = ()
    literals: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    own: bool = False
    quote: bool = False
    listed: bool = False


def expected(shape: type[Shape], path: KeyPath) -> Expected:
    """What may stand at a path of keys and indexes in front matter of a shape; nothing where the path leads nowhere."""
    here: list[tuple[Any, tuple[Any, ...]]] = [(shape, ())]
    for part in path:
        here = [step for annotation, marks in here for step in _steps(annotation, marks, part)]
    found = [(each, marks) for annotation, marks in here for each, marks in _options(annotation, marks)]
    keys: dict[str, Key] = {}
    terms: list[Term] = []
    key_terms: list[Term] = []
    literals: list[str] = []
    named: list[Names] = []
    for each, marks in found:
        if isinstance(each, type) and issubclass(each, BaseModel):
            for name, info in sorted(each.model_fields.items(), key=lambda one, own=each: one[0] not in own.__annotations__):  # type: ignore[misc]
                key = info.alias or name
                keys.setdefault(key, Key(key, info.description or "", info.is_required(), _nested(info)))
        elif get_origin(each) is dict:
            key_terms += [term for _, inner in _options(get_args(each)[0], ()) for mark in inner for term in _terms(mark)]
        elif get_origin(each) is Literal:
            literals += [str(one) for one in get_args(each)]
        elif each is str:
            terms += [term for mark in marks for term in _terms(mark)]
            named += [mark for mark in marks if isinstance(mark, Names)]
    types = {each for each, _ in found if isinstance(each, type)}
    return Expected(
        tuple(keys.values()),
        tuple(dict.fromkeys(terms)),
        tuple(dict.fromkeys(key_terms)),
        tuple(dict.fromkeys(literals)),
        tuple(dict.fromkeys(kind for one in named for kind in one.kinds)),
        any(one.own for one in named),
        bool(types & {QuoteShape, CitedShape}),
        any(get_origin(each) is tuple for each, _ in found),
    )


def _terms(mark: object) -> tuple[Term, ...]:
    return mark.terms if isinstance(mark, ClosedList) else ()


def _steps(annotation: Any, marks: tuple[Any, ...], part: str | int) -> Iterator[tuple[Any, tuple[Any, ...]]]:  # noqa: ANN401 - a type expression
    """One step into a value: by key into a mapping, by index into a list."""
    for each, _ in _options(annotation, marks):
        origin, args = get_origin(each), get_args(each)
        if origin is tuple and isinstance(part, int):
            yield args[0], ()
        elif origin is dict and isinstance(part, str):
            yield args[1], ()
        elif isinstance(each, type) and issubclass(each, BaseModel) and isinstance(part, str):
            for name, info in each.model_fields.items():
                if part == (info.alias or name):
                    yield info.annotation, tuple(info.metadata)


def _options(annotation: Any, marks: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:  # noqa: ANN401 - a type expression
    """Every way in which a value may be written, each with what its type is marked with; what an editor may write stands beside it."""
    for mark in marks:
        written = getattr(mark, "json_schema_input_type", None)
        if written is not None and "Undefined" not in repr(written):
            yield from _options(written, ())
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _options(args[0], (*args[1:], *marks))
    elif origin in {Union, UnionType}:
        for one in args:
            yield from _options(one, () if get_origin(one) is Annotated else marks)
    elif annotation is not type(None):
        yield annotation, tuple(marks)


def _nested(info: FieldInfo) -> bool:
    ways = [each for each, _ in _options(info.annotation, tuple(info.metadata))]
    return bool(ways) and all(
        get_origin(each) in {tuple, dict} or (isinstance(each, type) and issubclass(each, BaseModel)) for each in ways
    )
