"""Where the front matter names something by its id: the shapes say it, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from kb.contract.shapes import Names, Shape
from kb.source import KeyPath


@dataclass(frozen=True, slots=True)
class Reference:
    """An id in the front matter: where it stands, what it may be the id of, and whether the thing gets its id here."""

    path: KeyPath
    kinds: tuple[str, ...]
    id: str
    own: bool = False


def references(shape: type[Shape], data: object) -> Iterator[Reference]:
    """Every id that front matter of a shape holds, in its order. What does not fit the shape is passed over."""
    yield from _walk(shape, (), data, ())


def _walk(annotation: Any, marks: tuple[Any, ...], data: object, path: KeyPath) -> Iterator[Reference]:  # noqa: ANN401 - a type expression
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _walk(args[0], (*args[1:], *marks), data, path)
    elif origin in {Union, UnionType}:
        for one in args:
            yield from _walk(one, marks, data, path)
    elif (origin is tuple and isinstance(data, list)) or (origin is dict and isinstance(data, dict)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _walk(args[origin is dict], (), value, (*path, key))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and isinstance(data, dict):
        for name, info in annotation.model_fields.items():
            key = info.alias or name
            if key in data:
                yield from _walk(info.annotation, tuple(info.metadata), data[key], (*path, key))
    elif annotation is str and isinstance(data, str):
        yield from (Reference(path, mark.kinds, data, mark.own) for mark in marks if isinstance(mark, Names))
