"""From proposals to changed files: only the value that holds a quote changes; style, comments, order and line ends stay."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kb.editing import Change, Edit, spliced
from kb.repairs.proposing import Proposal, Words
from kb.source import Composed, Flaw, KeyPath, Place, Scalar, compose, decode, divide, scalars, written

_ITEM: Final = re.compile(r" *- +")


class _Parts(list[Any]):
    """The quotes that one quote becomes."""


class File:
    """One file that holds quotes, read so that their values can be written anew."""

    def __init__(self, path: str, data: bytes) -> None:
        """Read it; a file in which nothing can be edited has no scalars."""
        self.path, self.data = path, data
        self.scalars: dict[Place, Scalar] = {}
        self.composed = Composed({})
        self.paths: dict[Place, KeyPath] = {}
        self.body_line = 0
        self.lines: list[str] = []
        source = decode(path, data)
        divided = source if isinstance(source, Flaw) else divide(source)
        if isinstance(source, Flaw) or isinstance(divided, Flaw):
            return
        self.lines, self.body_line = source.text.split("\n"), divided.body_line
        composed, _ = compose(path, divided.front, divided.front_line)
        if composed:
            self.composed = composed
            self.scalars = scalars(path, divided.front, divided.front_line)
            self.paths = {place: at for at, place in composed.values.items() if place in self.scalars}

    def in_body(self, place: Place) -> bool:
        """Whether a place is below the front matter: a citation of an editor's note."""
        return place.line >= self.body_line

    def edits(self, proposal: Proposal) -> tuple[Edit, ...]:
        """What a proposal changes; nothing where the file does not allow it."""
        place, words = proposal.quote.place, proposal.words
        if self.in_body(place):
            line = self.lines[place.line - 1]
            return (Edit(place, Place(self.path, place.line, len(line.rstrip()) + 1), words[0].exact),) if len(words) == 1 else ()
        scalar, path = self.scalars.get(place), self.paths.get(place)
        if scalar is None or path is None or scalar.style in {"|", ">"}:
            return ()
        if path[-1] == "exact":
            return self._in_mapping(proposal, scalar, path) if len(words) == 1 else ()
        if len(words) == 1:
            return (Edit(place, scalar.end, _item(words[0], scalar.style, in_brackets=scalar.in_brackets)),)
        items = [_item(one, scalar.style, in_brackets=scalar.in_brackets) for one in words]
        before = self.lines[place.line - 1][: place.column - 1]
        if scalar.in_brackets:
            return (Edit(place, scalar.end, ", ".join(items)),)
        return (Edit(place, scalar.end, f"\n{before}".join(items)),) if _ITEM.fullmatch(before) else ()

    def _in_mapping(self, proposal: Proposal, scalar: Scalar, path: KeyPath) -> tuple[Edit, ...]:
        """Edits of a quote that is written with the key ``exact``."""
        (words,), place = proposal.words, proposal.quote.place
        found = [Edit(place, scalar.end, written(words.exact, scalar.style, in_brackets=scalar.in_brackets))]
        for key, new in (("prefix", words.prefix), ("suffix", words.suffix)):
            there = self.composed.values.get((*path[:-1], key))
            if there in self.scalars:
                old = self.scalars[there]
                if old.style in {"|", ">"} or not new:  # a key is not taken out, and one without words is no prefix or suffix
                    return ()
                found.append(Edit(there, old.end, written(new, old.style, in_brackets=old.in_brackets)))
            elif new and scalar.in_brackets:
                found.append(Edit(scalar.end, scalar.end, f", {key}: {written(new, '', in_brackets=True)}"))
            elif new:
                indent = " " * (self.composed.keys[path].column - 1)
                end = Place(self.path, scalar.end.line, len(self.lines[scalar.end.line - 1]) + 1)
                found.append(Edit(end, end, f"\n{indent}{key}: {written(new, '', in_brackets=False)}"))
        return tuple(found)

    def holds(self, proposals: Sequence[Proposal], after: bytes) -> bool:
        """Whether the changed file says what the proposals say, and of everything else what it said."""
        source = decode(self.path, after)
        divided = source if isinstance(source, Flaw) else divide(source)
        if isinstance(divided, Flaw):
            return False
        composed, flaws = compose(self.path, divided.front, divided.front_line)
        wanted: Any = copy.deepcopy(self.composed.data)
        placed = [(self.paths[one.quote.place], one.words) for one in proposals if not self.in_body(one.quote.place)]
        for path, words in sorted(placed, key=lambda one: str(one[0][:-1])):
            inside = wanted
            for key in path[:-1]:
                inside = inside[key]
            if path[-1] == "exact":
                inside |= _as_data(words[0], mapping=True)
            else:
                inside[path[-1]] = _Parts(_as_data(one) for one in words)
        return composed is not None and not flaws and composed.data == _flat(wanted)


def repaired(proposal: Proposal, file: File) -> tuple[str, int]:
    """The lines that hold a quote, as a proposal would have them, and the number of the last one that they replace."""
    found = file.edits(proposal)
    first, last = proposal.quote.place.line, max(edit.end.line for edit in found)
    first = min(first, *(edit.start.line for edit in found))
    lines = file.lines[first - 1 : last]
    for edit in sorted(set(found), reverse=True):
        one, two = edit.start.line - first, edit.end.line - first
        changed = lines[one][: edit.start.column - 1] + edit.text + lines[two][edit.end.column - 1 :]
        lines[one : two + 1] = [changed]
    return "\n".join(lines), last


def changes(proposals: Iterable[Proposal], files: Mapping[str, File]) -> list[Change]:
    """Every file that proposals change, in the order of the paths.

    Raises ``ValueError`` where a changed file would say anything else than its proposals: a fault of ours.
    """
    by_path: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_path.setdefault(proposal.quote.place.path, []).append(proposal)
    found = []
    for path, here in sorted(by_path.items()):
        file = files[path]
        after = spliced(file.data, (edit for proposal in here for edit in file.edits(proposal)))
        if not file.holds(here, after):
            raise ValueError(path)
        found.append(Change(path, file.data, after))
    return found


def _item(words: Words, style: str, *, in_brackets: bool) -> str:
    if not words.prefix and not words.suffix:
        return written(words.exact, style, in_brackets=in_brackets)
    pairs = [(key, value) for key, value in _as_data(words, mapping=True).items() if value]
    inside = ", ".join(f"{key}: {written(value, style, in_brackets=True)}" for key, value in pairs)
    return f"{{{inside}}}"


def _as_data(words: Words, *, mapping: bool = False) -> Any:  # noqa: ANN401 - plain YAML data
    if not mapping and not words.prefix and not words.suffix:
        return words.exact
    return {key: value for key, value in (("exact", words.exact), ("prefix", words.prefix), ("suffix", words.suffix)) if value}


def _flat(data: Any) -> Any:  # noqa: ANN401 - plain YAML data
    """Data in which a list that stands for a divided quote is replaced by its parts."""
    if isinstance(data, dict):
        return {key: _flat(value) for key, value in data.items()}
    if isinstance(data, list):
        return [part for one in data for part in (one if isinstance(one, _Parts) else [_flat(one)])]
    return data
