"""Where the cursor stands in front matter that is being typed, and may not be YAML at this moment: read from indentation and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from kb.source import KeyPath

_DASH: Final = re.compile(r"-(?: +|$)")
_KEY: Final = re.compile(r"""(?:"([^"]*)"|'([^']*)'|([^\s\[\]{}#&*!|>'"%@`,-][^\[\]{},]*?)) *:(?: +|$)""")
_FAR: Final = 40  # lines above, at most, where brackets may open that are still open


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is being typed: a key of the mapping at ``path``, or the value at ``path``; ``typed`` stands before the cursor already.

    ``start`` and ``end`` are the columns, counted from 0, between which a completion stands. ``beside`` are the keys that the
    mapping has.
    """

    what: Literal["key", "value"]
    path: KeyPath
    typed: str
    start: int
    end: int
    beside: frozenset[str] = frozenset()
    in_brackets: bool = False


@dataclass(slots=True)
class _Line:
    """The marks at the head of one line: dashes and a key with their columns, and where its value begins."""

    marks: list[tuple[int, str | None]] = field(default_factory=list)
    value_at: int = 0


def cursor(lines: Sequence[str], line: int, column: int) -> Cursor:
    """Where the cursor stands. ``lines`` are those of the front matter; line and column are counted from 0."""
    text = lines[line]
    opened = _brackets(lines, line, column)
    if opened:
        return opened
    here = _marks(text[:column])
    whole = _marks(text)
    at = here.value_at
    end = _word_end(text, column)
    if here.marks and here.marks[-1][1] is not None:
        path = _path(lines, line, [*here.marks])
        return Cursor("value", path, text[at:column], at, _value_end(text, at, end))
    key = whole.marks[-1] if whole.marks and whole.marks[-1][1] is not None else None
    column_of_key = key[0] if key and key[0] >= at else at
    path = _path(lines, line, [*here.marks, (column_of_key, "")])[:-1]
    if key:
        end = column_of_key + len(str(key[1]))
    return Cursor("key", path, text[at:column], at, end, frozenset(_beside(lines, line, column_of_key)))


def _word_end(text: str, column: int) -> int:
    """Where the word ends in which, or at whose end, the cursor stands."""
    return next((at for at in range(column, len(text)) if not (text[at].isalnum() or text[at] in "-_")), len(text))


def _value_end(text: str, at: int, least: int) -> int:
    """Where a value without quotation marks ends: words that follow belong to it, a comment does not."""
    value = re.match(r"[^#'\"]*", text[at:])
    return max(least, at + len(value.group().rstrip())) if value else least


def _marks(text: str) -> _Line:
    found, at = _Line(), len(text) - len(text.lstrip(" "))
    while dash := _DASH.match(text, at):
        found.marks.append((at, None))
        at = dash.end()
    if key := _KEY.match(text, at):
        found.marks.append((at, next(one for one in key.groups() if one is not None)))
        at = key.end()
    found.value_at = at
    return found


def _path(lines: Sequence[str], line: int, marks: list[tuple[int, str | None]]) -> KeyPath:
    """The path of the last of the marks of a line, with what stands above it."""
    path: list[str | int] = []
    limit, dash = 10_000, False
    above: Iterator[tuple[int, list[tuple[int, str | None]]]] = (
        (number, _marks(lines[number]).marks) for number in range(line - 1, -1, -1)
    )
    for number, found in ((line, marks), *above):
        if number != line and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
            continue
        for column, name in reversed(found):
            holds = column < limit or (column == limit and dash and name is not None)
            if holds:
                path.append(_index(lines, number, column) if name is None else name)
                limit, dash = column, name is None
        if limit == 0 and not dash:
            break
    return tuple(reversed(path))


def _index(lines: Sequence[str], line: int, column: int) -> int:
    """Which item of its list begins with the dash at a place."""
    count = 0
    for number in range(line - 1, -1, -1):
        text = lines[number]
        indent = len(text) - len(text.lstrip(" "))
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        if indent < column or (indent == column and text[column] != "-"):
            break
        count += indent == column
    return count


def _beside(lines: Sequence[str], line: int, column: int) -> Iterator[str]:
    """The keys of the mapping whose keys stand in a column, that of the line itself left out."""
    for step in (-1, 1):
        number = line if step < 0 else line + 1
        while 0 <= number < len(lines):
            text = lines[number]
            found = _marks(text)
            if text.strip() and not text.lstrip().startswith("#"):
                first = found.marks[0][0] if found.marks else len(text) - len(text.lstrip(" "))
                begins = any(name is None and at < column for at, name in found.marks)
                if number != line and step > 0 and (first < column or begins):
                    break
                if number != line and first < column and not begins:
                    break
                if number != line:
                    yield from (name for at, name in found.marks if at == column and name is not None)
                if begins and any(at == column for at, _ in found.marks):
                    break
                if begins and number == line:
                    break
            number += step


def _brackets(lines: Sequence[str], line: int, column: int) -> Cursor | None:
    """Where the cursor stands between brackets; None where none is open."""
    for first in range(line, max(-1, line - _FAR), -1):
        here = _marks(lines[first])
        begins = lines[first][here.value_at : here.value_at + 1]
        if begins in {"[", "{"} and (first < line or here.value_at < column):
            text = "\n".join([*lines[first:line], lines[line][:column]])[here.value_at :]
            found = _inside(text)
            if found is None:
                return None
            inner, typed, is_key, keys = found
            path = (*_path(lines, first, here.marks), *inner)
            typed = typed.lstrip()
            end = _word_end(lines[line], column)
            return Cursor("key" if is_key else "value", path, typed, column - len(typed), end, frozenset(keys), in_brackets=True)
        if first < line and here.marks and here.marks[-1][1] is not None and begins not in {"", "#"}:
            return None  # a value on one line: nothing is open below it
    return None


def _inside(text: str) -> tuple[KeyPath, str, bool, list[str]] | None:
    """The path inside brackets that are open at the end of a text, what is typed there, whether it is a key, and the keys beside."""
    stack: list[list[object]] = []  # of each bracket: its sign, the key or index, the keys so far
    word, quoted = "", ""
    for sign in text:
        if quoted:
            quoted = "" if sign == quoted else quoted
            word += sign
        elif sign in "'\"" and (not word.strip() or word.endswith(sign)):  # a mark doubled goes on
            quoted, word = sign, word + sign
        elif sign in "[{":
            stack.append([sign, 0 if sign == "[" else None, []])
            word = ""
        elif sign in "]}":
            if not stack:
                return None
            stack.pop()
            word = ""
        elif sign == "," and stack:
            top = stack[-1]
            top[1] = top[1] + 1 if isinstance(top[1], int) else None
            word = ""
        elif sign in " \n" and word.endswith(":") and stack and stack[-1][0] == "{" and stack[-1][1] is None:
            stack[-1][1] = word[:-1].strip(" \n'\"")
            stack[-1][2].append(stack[-1][1])  # type: ignore[attr-defined]
            word = ""
        else:
            word += sign
    if not stack or quoted:
        return None
    path = tuple(one[1] for one in stack if one[1] is not None)
    is_key = stack[-1][1] is None
    return path, word.rsplit("\n", 1)[-1], is_key, list(stack[-1][2])  # type: ignore[return-value, call-overload]
