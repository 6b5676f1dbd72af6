"""Reads plain data with a shape; what does not fit becomes a finding with its place, the fact and the likely fix."""

from __future__ import annotations

import re
from types import UnionType
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kb.contract.shapes import LONGEST_ID, RESERVED, VOICES, Shape, VoiceShape
from kb.findings import CLOSE, Finding, did_you_mean
from kb.source import Composed, KeyPath, Place

S = TypeVar("S", bound=Shape)

_MAPPING: Final = "a mapping (`key: value`) is expected here"
_EITHER: Final = "words are expected here, or a mapping (`key: value`)"
_EXPECTED: Final[dict[str, str]] = {
    "string_type": "words are expected here",
    "tuple_type": "a list is expected here: lines that begin with `- `",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
}
# What is a mapping, or just words
_ALSO_WORDS: Final = {
    "QuoteShape",
    "DateShape",
    "HeadShape",
    "HeadAuthorShape",
    "HeadTypeShape",
    "PersonNameShape",
    "NameShape",
}
_MANY_WORDS: Final = 30


def read(shape: type[S], data: object, composed: Composed, path: KeyPath = ()) -> tuple[S | None, list[Finding]]:
    """Read plain data with a shape; what does not fit comes back as findings at the places of ``composed``.

    ``path`` is where ``data`` stands in the front matter. Nothing is raised.
    """
    try:
        return shape.model_validate(data), []
    except ValidationError as error:
        problems = error.errors(include_url=False)
        return None, [_finding(shape, problem, composed, path) for problem in problems if not _follows(shape, problem, data, problems)]


def _follows(shape: type[Shape], problem: ErrorDetails, data: object, problems: list[ErrorDetails]) -> bool:
    """Whether a problem only follows from another: a list is short for its bad items, a key is missing for being misspelt."""
    if problem["type"] == "too_short":
        return any(other["loc"][: len(problem["loc"])] == problem["loc"] for other in problems if other is not problem)
    if problem["type"] != "missing":
        return False
    loc = problem["loc"]
    extra = [str(other["loc"][-1]) for other in problems if other["type"] == "extra_forbidden" and other["loc"][:-1] == loc[:-1]]
    holder, mapping = _shape_at(shape, loc[:-1]), data
    for part in loc[:-1]:
        mapping = mapping[part]  # type: ignore[index]
    misspelt = any(did_you_mean(key, [str(loc[-1])], nearest=CLOSE) for key in extra)
    return misspelt or _is_words_with_colon(holder, mapping)


def _is_words_with_colon(holder: type[Shape] | None, mapping: object) -> bool:
    """Whether a mapping is really words with a colon in them, where words may stand too."""
    if holder is None or holder.__name__ not in _ALSO_WORDS or not isinstance(mapping, dict) or not mapping:
        return False
    return not any(did_you_mean(key, _keys_of(holder), nearest=CLOSE) for key in mapping)


def _finding(shape: type[Shape], problem: ErrorDetails, composed: Composed, path: KeyPath) -> Finding:
    loc = problem["loc"]
    at_key = loc[-1:] == ("[key]",)
    where: KeyPath = (*path, *(part for part in loc if part != "[key]"))
    while problem["type"] != "missing" and where not in composed.values:  # plain words were read as a mapping: speak of the words
        where, loc = where[:-1], loc[:-1]
    kind, context = problem["type"], problem.get("ctx", {})
    key = next((str(part) for part in reversed(where) if isinstance(part, str)), "")
    name = f"An item of `{key}`" if where and isinstance(where[-1], int) else f"`{key}`"
    place = composed.key_place(where) if at_key or kind == "extra_forbidden" else composed.place(where)
    said = problem.get("input")
    words = f"“{said[:60]}”" if isinstance(said, str) else "This"
    if kind == "too_short" and said:
        return Finding(place, "wrong-type", f"{name} has fewer than {context['min_length']} items.", _meaning(shape, loc))
    if kind in {"string_too_short", "too_short"} or (said == "" and kind != "extra_forbidden"):
        hint = "Give it a value." if _is_needed(shape, loc) else "Give it a value, or leave it out."
        return Finding(place, "empty-value", f"{name} is empty.", f"{hint} {_meaning(shape, loc)}".strip())
    match kind:
        case "extra_forbidden":
            return Finding(
                place,
                "unknown-key",
                f"The key `{key}` is not known here.",
                _key_hint(_shape_at(shape, loc[:-1]), key, composed.data_at(where[:-1])),
            )
        case "missing":
            return Finding(composed.place(where[:-1]), "missing-key", f"The key `{key}` is missing here.", _meaning(shape, loc))
        case "string_too_long":
            code = "bad-id" if context["max_length"] == LONGEST_ID else "wrong-type"
            return Finding(place, code, f"{name} has more than {context['max_length']} characters.", "Shorten it.")
        case "string_pattern_mismatch":
            return _pattern_finding(place, key, words, said)
        case "not-in-list":
            return Finding(
                place,
                "not-in-list",
                f"{words} is not one of the words for {context['what']}.",
                _word_hint(str(said), list(context["allowed"])),
            )
        case "impossible-date":
            why = str(context["why"])
            return Finding(place, "impossible-date", f"{why[:1].upper()}{why[1:]}.", _sentence(str(context["hint"])))
        case "wrong-type":
            return Finding(place, "wrong-type", f"{words} does not fit `{key}`.", _sentence(f"write {context['expected']}"))
        case _:
            expected = _EXPECTED.get(kind, problem["msg"])
            if kind == "model_type":
                of = _shape_at(shape, loc)
                expected = f"write {VOICES}" if of is VoiceShape else _EITHER if of and of.__name__ in _ALSO_WORDS else _MAPPING
            return Finding(place, "wrong-type", f"{name} is of the wrong type.", _sentence(expected))


def _key_hint(holder: type[Shape] | None, key: str, mapping: object) -> str:
    """The nearest key; all keys where none is very near; and for words with a colon in them what happened."""
    if _is_words_with_colon(holder, mapping):
        return "If these are words with a colon in them, put all of them between quotation marks."
    known = _keys_of(holder)
    return did_you_mean(key, known, f"The keys here are {_listed(known)}.", nearest=CLOSE)


def _word_hint(said: str, allowed: list[str]) -> str:
    """The nearest word of a closed list; where none is very near, the list, or what is least far in a long one."""
    if len(allowed) <= _MANY_WORDS:
        return did_you_mean(said, allowed, f"The words are {_listed(allowed)}.", nearest=CLOSE)
    return did_you_mean(said, allowed, f"The {len(allowed)} words are listed in docs/guide/front-matter.md.", nearest=CLOSE)


def _listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _pattern_finding(place: Place, key: str, words: str, said: object) -> Finding:
    if key == "sha256":
        return Finding(place, "wrong-type", f"{words} is not a SHA-256 hash.", "64 digits from 0 to 9 and a to f are expected.")
    if key == "language":
        return Finding(place, "wrong-type", f"{words} is not a language code.", "Write a code of BCP 47, such as `en`.")
    if key == "wikidata":
        return Finding(place, "wrong-type", f"{words} is not a Wikidata item.", "Write `Q` and digits.")
    if said in RESERVED:
        return Finding(place, "bad-id", f"{words} is a name that Windows keeps for a device.", "Choose words that describe it.")
    slug = re.sub(r"[^a-z0-9]+", "-", str(said).lower()).strip("-")
    hint = f"Did you mean `{slug}`?" if slug else "Choose words that describe it."
    return Finding(place, "bad-id", f"{words} is not an id.", f"Ids have lower-case ASCII letters, digits and single hyphens. {hint}")


def _sentence(text: str) -> str:
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith((".", "?")) else f"{text}."


def _meaning(shape: type[Shape], loc: tuple[int | str, ...]) -> str:
    """The description of the key at ``loc``, without its Markdown."""
    holder = _shape_at(shape, loc[:-1])
    for name, info in holder.model_fields.items() if holder else ():
        if loc and loc[-1] in {info.alias, name}:
            return info.description or ""
    return ""


def _is_needed(shape: type[Shape], loc: tuple[int | str, ...]) -> bool:
    """Whether the key at ``loc`` may not be left out; an item of a list may."""
    holder = _shape_at(shape, loc[:-1])
    return (
        any(loc[-1] in {info.alias, name} and info.is_required() for name, info in holder.model_fields.items()) if holder and loc else False
    )


def _keys_of(holder: type[Shape] | None) -> list[str]:
    return [info.alias or name for name, info in holder.model_fields.items()] if holder else []


def _shape_at(shape: type[Shape], loc: tuple[int | str, ...]) -> type[Shape] | None:
    """The shape of the mapping at ``loc``, found by walking the annotations."""
    current: Any = shape
    for part in loc:
        if isinstance(current, type) and issubclass(current, BaseModel):
            current = next((info.annotation for name, info in current.model_fields.items() if part in {info.alias, name}), None)
        current = _inner(current, descend=isinstance(part, int) or _is_mapping(current))
    current = _inner(current, descend=False)
    return current if isinstance(current, type) and issubclass(current, Shape) else None


def _is_mapping(annotation: Any) -> bool:  # noqa: ANN401 - a type expression
    return get_origin(annotation) is dict


def _inner(annotation: Any, *, descend: bool) -> Any:  # noqa: ANN401 - a type expression
    """Take Annotated and None off a type expression, and the container where ``descend``."""
    while True:
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = args[0]
        elif origin in {Union, UnionType}:
            annotation = next(arg for arg in args if arg is not type(None))
        elif origin in {tuple, dict} and descend:
            annotation, descend = (args[0] if origin is tuple else args[1]), False
        else:
            return annotation
