"""What each key of front matter asks of an editor, as plain values: a form is made from this, and so never lags behind the shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from kb.contract.shapes import ArticleShape, Claim, ClosedList, DateShape, EdtfText, Names, QuoteShape, VoiceShape, Words
from kb.vocabulary import Term

Answer = Literal["words", "choice", "id", "edtf", "number", "mapping", "listed"]

_EDTF: Final = get_args(EdtfText)[1]
_LONG: Final = get_args(Words)[1]


@dataclass(frozen=True, slots=True)
class Asked:
    """One key: its meaning, whether it is needed, and what answers it.

    ``many`` is a list of answers. ``terms`` is the closed list of a ``choice``, or of the keys of what is ``listed``: a list
    of ids under each word, as participants under their roles. ``kinds`` is what an id may name; ``own`` where the thing gets
    its id here. ``inside`` are the keys of a ``mapping``; ``plain`` is the one of them that words alone stand for.
    """

    key: str
    answer: Answer
    meaning: str = ""
    needed: bool = False
    many: bool = False
    default: str = ""
    long: bool = False
    terms: tuple[Term, ...] = ()
    kinds: tuple[str, ...] = ()
    own: bool = False
    inside: tuple[Asked, ...] = ()
    plain: str = ""

    @property
    def quotes(self) -> bool:
        """Whether words of the body answer it."""
        return self.answer == "mapping" and self.plain == "exact"


@cache
def kinds_of_annotation() -> Mapping[str, tuple[str, tuple[Asked, ...]]]:
    """Each kind of annotation by its key in an article: what it is, and what its keys ask.

    Its own keys come first, then who says it and how sure that is, then its quotes.
    """
    found = {}
    for asked in _asked_of(ArticleShape):
        shape = _shape(ArticleShape.model_fields[asked.key].annotation)
        if shape is not None and asked.many and any(one.quotes and one.key == "quotes" for one in asked.inside):
            found[asked.key] = ((shape.__doc__ or "").strip().split("\n")[0], asked.inside)
    return found


@cache
def _asked_of(shape: type[BaseModel]) -> tuple[Asked, ...]:
    every = {name: _asked(info.alias or name, info) for name, info in shape.model_fields.items()}
    last = {*Claim.model_fields, "quotes"}
    return tuple(sorted(every.values(), key=lambda one: (one.key in last, one.key == "quotes")))


def _asked(key: str, info: Any) -> Asked:  # noqa: ANN401 - pydantic's record of a key
    default = info.default if isinstance(info.default, str) else ""
    common = {"meaning": info.description or "", "needed": info.is_required(), "default": default}
    return _read(key, info.annotation, tuple(info.metadata), common)


def _read(key: str, annotation: Any, marks: tuple[Any, ...], common: dict[str, Any]) -> Asked:  # noqa: ANN401 - a type expression
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _read(key, args[0], (*args[1:], *marks), common)
    if origin in {Union, UnionType}:
        return _read(key, next(one for one in args if one is not NoneType), marks, common)
    if origin is tuple:
        return _read(key, args[0], (), common | {"many": True})
    if origin is dict:
        words, listed = _read("", args[0], (), {}), _read("", args[1], (), {})
        return Asked(key, "listed", **common, terms=words.terms, kinds=listed.kinds)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        inside = _asked_of(annotation)
        plain = {QuoteShape: "exact", DateShape: "value"}.get(annotation, "")
        unsaid = {"default": "author"} if annotation is VoiceShape else {}
        return Asked(key, "mapping", **common | unsaid, inside=inside, plain=plain)
    if annotation is int:
        return Asked(key, "number", **common)
    if _EDTF in marks:
        return Asked(key, "edtf", **common)
    for mark in marks:
        if isinstance(mark, ClosedList):
            return Asked(key, "choice", **common, terms=mark.terms)
        if isinstance(mark, Names):
            return Asked(key, "id", **common, kinds=mark.kinds, own=mark.own)
    return Asked(key, "words", **common, long=_LONG in marks)


def _shape(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type expression
    inside = get_args(annotation)
    one = inside[0] if inside else None
    return one if isinstance(one, type) and issubclass(one, BaseModel) else None
