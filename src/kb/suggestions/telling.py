"""Proposals in words for an editor, as YAML to paste, and as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, cast

from kb.editing.yaml_text import Plain, rendered
from kb.findings import shortened, visible
from kb.suggestions.proposal import Addition, Kind, Proposal, Suggestions

Form = Literal["text", "json", "yaml"]
HEADINGS: Final[Mapping[Kind, str]] = {
    "known": "Known names that no fact speaks of",
    "ambiguous": "Names that may mean several",
    "name": "New names",
    "alike": "New names like known ones",
    "described": "People described and not named",
    "date": "Dates",
    "source": "Sources",
    "event": "Events told plainly",
}
_WIDE: Final = 120
_INDENT: Final = "      "


def told(found: Suggestions, chosen: Sequence[tuple[int, Proposal]], form: Form) -> str:
    """The chosen proposals, each with its number, in one of three forms."""
    if form == "json":
        data = {"article": found.article, "notes": list(found.notes), "proposals": [_data(number, one) for number, one in chosen]}
        return json.dumps(data, ensure_ascii=False, indent=1)
    return _yaml(chosen) if form == "yaml" else _text(found, chosen)


def _text(found: Suggestions, chosen: Sequence[tuple[int, Proposal]]) -> str:
    lines = [*found.notes]
    if not chosen:
        return "\n".join([*lines, "Nothing to propose."])
    for kind, heading in HEADINGS.items():
        here = [(number, one) for number, one in chosen if one.kind == kind]
        if here:
            lines += ["", f"{heading} ({len(here)})"]
        for number, one in here:
            lines += _lines(number, one)
    plain = sum(one.plain for _, one in chosen)
    lines += [
        "",
        f"{len(chosen)} proposals; `--write` without a choice adds the {plain} marked with *. None is a fact before you have read it.",
    ]
    return "\n".join(lines).lstrip("\n")


def _lines(number: int, one: Proposal) -> list[str]:
    means = f" = {one.value}" if one.value else f" = {' or '.join(one.means)}" if one.means else ""
    places = f", {one.places} places" if one.places > 1 else ""
    also = f"; also {', '.join(f'“{name}”' for name in one.shorter)}" if one.shorter else ""
    head = f"{number:4}{'*' if one.plain else ' '} “{visible(one.words)}”{means}{visible(also)}"
    said = [head, f"{_INDENT}{one.place}{places}"]
    said += [f"{_INDENT}“{visible(shortened(quote.exact))}”" for quote in one.quotes[:1]]
    said += textwrap.wrap(visible(f"{one.reason[:1].upper()}{one.reason[1:]}."), _WIDE, initial_indent=_INDENT, subsequent_indent=_INDENT)
    if one.open:
        said += textwrap.wrap(visible(one.open), _WIDE, initial_indent=_INDENT, subsequent_indent=_INDENT)
    for addition in one.additions:
        said += [f"{_INDENT}{_where(addition)}", *(f"{_INDENT}    {line}" for line in _item(addition).split("\n"))]
    return said


def _where(addition: Addition) -> str:
    return f"{addition.path}, under {addition.key}:" if addition.key else f"a new file, {addition.path}:"


def _item(addition: Addition) -> str:
    """What would be added, as front matter writes it; each line made safe for a terminal, in which it may be shown."""
    data = cast("Plain", addition.data)
    text = rendered([data], 0) if addition.key else f"---\n{rendered(data, 0, brackets=False)}\n---"
    return "\n".join(map(visible, text.split("\n")))


def _yaml(chosen: Sequence[tuple[int, Proposal]]) -> str:
    """The additions by file and list. What is not whole is a comment: pasted, it would be an error."""
    by_place: dict[tuple[str, str], list[tuple[int, Proposal, Addition]]] = defaultdict(list)
    for number, one in chosen:
        for addition in one.additions:
            by_place[addition.path, addition.key].append((number, one, addition))
    lines: list[str] = []
    last = ""
    for (path, key), items in sorted(by_place.items(), key=lambda one: (not one[0][1], one[0])):
        if path != last:
            lines += [*([""] if lines else []), f"# {path}"]
            last = path
        lines += [f"{key}:"] if key else []
        for number, one, addition in items:
            mark = "# " if one.open else ""
            lines += [f"  # {visible(line)}" for line in (f"{number}: {one.place.line}:{one.place.column}: {one.reason}", one.open) if line]
            indent = "  " if key else ""
            lines += [f"{indent}{mark}{line}" if line else "" for line in _item(addition).split("\n")]
    return "\n".join(lines)


def _data(number: int, one: Proposal) -> dict[str, Any]:
    return {
        "number": number,
        "kind": one.kind,
        "words": one.words,
        "path": one.place.path,
        "line": one.place.line,
        "column": one.place.column,
        "quotes": [quote.as_data() for quote in one.quotes],
        "reason": one.reason,
        "score": one.score,
        "plain": one.plain,
        "open": one.open,
        "means": list(one.means),
        "value": one.value,
        "entity_kind": one.entity_kind,
        "other_forms": list(one.shorter),
        "places": one.places,
        "add": [{"path": addition.path, "key": addition.key, "item": addition.data} for addition in one.additions],
    }
