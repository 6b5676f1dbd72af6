"""JSON with a line for each value, indented by one space: what ``json.dumps(…, ensure_ascii=False, indent=1)`` writes, sooner.

Python’s own encoder with indents is a chain of generators, one for each list in a list; this one joins strings. ``library`` and
the data files call it; what is for the browser alone is written without spaces and does not come here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring as _quoted


def laid_out(value: object, before: str = "\n") -> str:
    """A value as JSON, without a line break at its end; ``before`` is the line break and the indent of the line that it stands in.

    Raises ``TypeError`` for what JSON cannot hold.
    """
    if isinstance(value, str):
        return _quoted(value)
    inner = f"{before} "
    if isinstance(value, dict):
        lines = [
            f"{_quoted(name) if isinstance(name, str) else _named(name)}: {_quoted(one) if type(one) is str else laid_out(one, inner)}"
            for name, one in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(lines)}{before}}}" if lines else "{}"
    if isinstance(value, list | tuple):
        lines = [_quoted(one) if type(one) is str else laid_out(one, inner) for one in value]
        return f"[{inner}{f',{inner}'.join(lines)}{before}]" if lines else "[]"
    return str(value) if type(value) is int else json.dumps(value)


def in_pieces(members: Iterable[tuple[str, object]]) -> Iterator[str]:
    """The same of an object whose members come one after the other; of an iterator among their values each item comes by itself.

    So what is large is never in memory as a whole. The pieces, joined, are what ``laid_out`` gives of the object with lists.
    """
    before = "{"
    for name, value in members:
        yield f"{before}\n {_quoted(name)}: "
        yield from _items(value) if isinstance(value, Iterator) else [laid_out(value, "\n ")]
        before = ","
    yield "\n}" if before == "," else "{}"


def _items(found: Iterator[object]) -> Iterator[str]:
    before = "["
    for one in found:
        yield f"{before}\n  "
        yield laid_out(one, "\n  ")
        before = ","
    yield "\n ]" if before == "," else "[]"


def _named(name: object) -> str:
    """A name that is no string, as the string that it becomes: ``1`` is ``"1"``, ``None`` is ``"null"``."""
    return json.dumps({name: 0})[1:-4]
