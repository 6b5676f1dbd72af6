"""One content file as an editor has it open: its lines, its front matter with the place of every value, and what stands at a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from kb import contract, notes
from kb.source import Composed, Divided, Flaw, KeyPath, Node, Place, Source, decode, nodes, parts, scalars

SHAPES: Final[Mapping[str, type[contract.Shape]]] = {
    "articles": contract.ArticleShape,
    "entities": contract.EntityShape,
    "disputes": contract.DisputeShape,
}


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From one place up to another, exclusive; both in one file."""

    start: Place
    end: Place

    def holds(self, place: Place) -> bool:
        """Whether a place is in it, or directly behind it: a cursor stands between two letters."""
        return self.start <= place <= self.end


@dataclass(frozen=True)
class Sheet:
    """A content file. ``composed`` is None where its front matter is not YAML at this moment."""

    path: str
    lines: tuple[str, ...] = field(repr=False)
    divided: Divided | None = field(default=None, repr=False)
    composed: Composed | None = field(default=None, repr=False)
    nodes: Mapping[KeyPath, Node] = field(default_factory=dict, repr=False)
    ends: Mapping[Place, Place] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, path: str, data: bytes) -> Sheet:
        """A file as it stands, sound or not."""
        source = decode(path, data)
        if isinstance(source, Flaw):
            return cls(path, tuple(data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        divided, composed, flaws = parts(source)
        lines = tuple(source.text.split("\n"))
        if divided is None or composed is None:
            return cls(path, lines, divided)
        if flaws:  # an anchor may lead round in a circle, so only single words are looked at
            ends = {start: one.end for start, one in scalars(path, divided.front, divided.front_line).items()}
            return cls(path, lines, divided, composed, {}, ends)
        found = nodes(path, divided.front, divided.front_line)
        return cls(path, lines, divided, composed, found, {one.start: one.end for one in found.values() if one.kind == "scalar"})

    @property
    def folder(self) -> str:
        """The folder of content in which it stands."""
        return self.path.split("/", 1)[0]

    @property
    def shape(self) -> type[contract.Shape] | None:
        """What its front matter is held against; None for a record that no editor writes."""
        return SHAPES.get(self.folder)

    @property
    def id(self) -> str:
        """The id of what it holds."""
        return Source(self.path, "").stem

    @property
    def front_ends(self) -> int:
        """The line of the ``---`` that ends the front matter, counted from 1; the line below the last, where none does."""
        return next((number for number, line in enumerate(self.lines[1:], 2) if line.rstrip() == "---"), len(self.lines) + 1)

    def in_front(self, place: Place) -> bool:
        """Whether a place is in the front matter."""
        return bool(self.lines) and self.lines[0].rstrip() == "---" and 1 < place.line < self.front_ends

    @property
    def body_line(self) -> int:
        """The line on which the body begins."""
        return self.divided.body_line if self.divided else self.front_ends + 1

    def stretch_of(self, path: KeyPath) -> Stretch:
        """Where the value at a path stands; a list or mapping without brackets up to the end of the last value in it."""
        node = self.nodes[path]
        return Stretch(node.start, self._trimmed(node.start, node.end))

    def at(self, place: Place) -> tuple[KeyPath, bool, Stretch] | None:
        """The path of the key or single value at a place, whether it is the key, and where it stands; None where there is neither."""
        for path, node in self.nodes.items():
            if node.key and Stretch(*node.key).holds(place):
                return path, True, Stretch(*node.key)
            if node.kind == "scalar" and node.start <= place <= node.end and (stretch := self.stretch_of(path)).holds(place):
                return path, False, stretch
        return None

    def value(self, path: KeyPath) -> Any:  # noqa: ANN401 - plain YAML data
        """The value at a path; None where there is none."""
        return self.composed.data_at(path) if self.composed and path in self.nodes else None

    def expected(self, path: KeyPath) -> contract.Expected:
        """What the contract expects at a path."""
        return contract.expected(self.shape, path) if self.shape else contract.Expected()

    @cached_property
    def references(self) -> Mapping[KeyPath, contract.Reference]:
        """Every id in the front matter, by its path."""
        if self.composed is None or self.shape is None or not self.nodes:
            return {}
        return {one.path: one for one in contract.references(self.shape, self.composed.data) if one.path in self.nodes}

    @cached_property
    def cited(self) -> tuple[tuple[Stretch, str], ...]:
        """The ids of the articles that an editor's note cites, where they stand."""
        if self.folder != "entities" or self.divided is None:
            return ()
        found = notes.articles_cited(self.path, self.divided)
        return tuple((Stretch(place, Place(place.path, place.line, place.column + len(one))), one) for place, one in found)

    def named(self) -> Iterator[tuple[Stretch, tuple[str, ...], str, bool]]:
        """Every id in the file: where it stands, what it may be the id of, the id, and whether the thing gets its id here."""
        for path, one in self.references.items():
            yield self.stretch_of(path), one.kinds, one.id, one.own
        for stretch, article in self.cited:
            yield stretch, ("article",), article, False

    def blamed(self, place: Place) -> Stretch:
        """What a finding at a place is about: the key or word that begins there, or what the line still holds."""
        for node in self.nodes.values():
            if node.key and node.key[0] == place:
                return Stretch(*node.key)
        if place in self.ends:
            return Stretch(place, self._trimmed(place, self.ends[place]))
        if self.composed:
            for path, start in self.composed.keys.items():
                if start == place:
                    return Stretch(place, Place(self.path, place.line, place.column + len(str(path[-1]))))
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        end = len(line.rstrip()) + 1
        return Stretch(place, Place(self.path, place.line, max(end, place.column)))

    def _trimmed(self, start: Place, end: Place) -> Place:
        """The end of a value without the line ends and white space that its node takes in."""
        line, column = end.line, end.column
        while line > start.line and not self.lines[line - 1][: column - 1].strip():
            line -= 1
            column = len(self.lines[line - 1]) + 1
        text = self.lines[line - 1][: column - 1] if line <= len(self.lines) else ""
        return max(start, Place(self.path, line, len(text.rstrip()) + 1))
