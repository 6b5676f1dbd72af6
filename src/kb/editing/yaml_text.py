"""Plain data as the text of front matter, in the layout that the project's files have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kb.source import written

WIDE: Final = 140  # a list or mapping in brackets that would be longer stands on lines of its own

Plain = str | Sequence["Plain"] | Mapping[str, "Plain"]


def rendered(value: Plain, indent: int, *, in_flow: bool = False, style: str = "", brackets: bool | None = None) -> str:
    """A value as front matter would hold it. Lines after the first are indented by ``indent`` spaces at least.

    Words get the quotation marks of ``style`` where they may. ``brackets`` says how a list or mapping is written; None lets
    its length decide: a list of mappings stands on lines of its own, everything else in brackets if that is short.
    """
    if isinstance(value, str):
        return written(value, style, in_brackets=in_flow) if value else "''"
    flow = _in_brackets(value, style)
    if in_flow or not value or brackets or (brackets is None and _short(value) and len(flow) + indent <= WIDE):
        return flow
    pad = " " * indent
    if isinstance(value, Mapping):
        return f"\n{pad}".join(f"{key}:{after_key(one, indent, style=style)}" for key, one in value.items())
    return f"\n{pad}".join(f"- {rendered(one, indent + 2, style=style)}" for one in value)


def after_key(value: Plain, indent: int, *, style: str = "", brackets: bool | None = None) -> str:
    """What stands after the colon of a key that is indented by ``indent``: a space and the value, or lines of its own."""
    text = rendered(value, indent + 2, style=style, brackets=brackets)
    alone = not isinstance(value, str) and value and not text.startswith(("[", "{"))
    return f"\n{' ' * (indent + 2)}{text}" if alone else f" {text}"


def _short(value: Sequence[Plain] | Mapping[str, Plain]) -> bool:
    """Whether a list or mapping reads well in brackets: no list of mappings, and nothing deep."""
    if isinstance(value, Mapping):
        return all(isinstance(one, str) or (not isinstance(one, Mapping) and _short(one)) or _flat(one) for one in value.values())
    return all(isinstance(one, str) for one in value)


def _flat(value: Plain) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


def _in_brackets(value: Plain, style: str) -> str:
    if isinstance(value, str):
        return written(value, style, in_brackets=True) if value else "''"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_in_brackets(one, style)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(_in_brackets(one, style) for one in value) + "]"
