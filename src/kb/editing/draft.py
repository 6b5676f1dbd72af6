"""One content file with its edits: each changes the meant value alone, and is held against what was meant."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kb.editing.changes import Change, Edit, spliced
from kb.editing.yaml_text import Plain, after_key, rendered
from kb.findings import Refusal
from kb.source import Composed, Flaw, KeyPath, Node, Place, decode, nodes, parts, written

_DASH: Final = re.compile(r" *-(?: |$)")


@dataclass(frozen=True)
class Draft:
    """A content file as it was read, and as it stands after the edits so far. Every edit gives a new draft.

    ``before`` is None for a file that is not there yet.
    """

    path: str
    before: bytes | None
    data: bytes
    composed: Composed
    nodes: Mapping[KeyPath, Node]
    lines: Sequence[str] = field(repr=False)
    body_line: int

    @classmethod
    def read(cls, path: str, data: bytes) -> Draft:
        """A file to be edited. Raises ``Refusal`` where its front matter cannot be read without doubt."""
        return cls._read(path, data, data)

    @classmethod
    def new(cls, path: str, front: Mapping[str, Plain], body: str = "") -> Draft:
        """A file that is not there yet."""
        keys = "".join(f"{key}:{after_key(value, 0)}\n" for key, value in front.items())
        draft = cls._read(path, None, f"---\n{keys}---\n{body}".encode())
        if draft.front != _plain(front):
            raise Refusal(f"{path} cannot be written: its front matter would not read as it is meant.")
        return draft

    @classmethod
    def _read(cls, path: str, before: bytes | None, data: bytes) -> Draft:
        source = decode(path, data)
        divided, composed, flaws = (None, None, [source]) if isinstance(source, Flaw) else parts(source)
        if isinstance(source, Flaw) or divided is None or composed is None or flaws:
            flaw = flaws[0]
            raise Refusal(f"{flaw.place}: {flaw.fact} So the file is not edited.", flaw.hint)
        found = nodes(path, divided.front, divided.front_line)
        return cls(path, before, data, composed, found, source.text.split("\n"), divided.body_line)

    @property
    def front(self) -> dict[str, Any]:
        """The front matter as plain data."""
        return self.composed.data

    def at(self, path: KeyPath) -> Any:  # noqa: ANN401 - plain YAML data
        """The value at a path of keys and indexes; None where there is none."""
        return self.composed.data_at(path) if path == () or path in self.nodes else None

    @property
    def change(self) -> Change:
        """The file before and after all edits."""
        return Change(self.path, self.before, self.data)

    def moved(self, path: str) -> Change:
        """The change that gives the edited file another path."""
        if self.before is None:
            raise ValueError(self.path)
        return Change.moved(self.path, path, self.before, self.data)

    # ------------------------------------------------------------------------------------------- edits

    def replace(self, words: Mapping[KeyPath, str]) -> Draft:
        """Other words in the stead of words, in the style of the old ones where they can be written so."""
        edits = []
        for path, new in words.items():
            node = self._node(path, "scalar")
            end = self._trimmed(node)
            text = written(new, '"' if node.style in {"|", ">"} else node.style, in_brackets=node.in_flow) if new else "''"
            edits.append(Edit(node.start, end, text if node.start != end or self._char(node.start, -1) == " " else f" {text}"))

        def meant(data: Any) -> None:  # noqa: ANN401 - plain YAML data
            for path, new in words.items():
                _holder(data, path)[path[-1]] = new

        return self._edited(edits, meant)

    def insert(self, path: KeyPath, values: Sequence[Plain], index: int | None = None) -> Draft:
        """Items put into the list at ``path``, before ``index`` or at its end; a list that is not there is added as a key."""
        if path not in self.nodes:
            return self.add(path[:-1], str(path[-1]), values)
        if not values:
            return self
        node = self.nodes[path]
        if node.kind == "scalar" and node.start == node.end:
            return self._edited(
                [Edit(node.start, node.end, after_key(values, self._begin(path).column - 1))],
                lambda data: _put(data, path, _plain(values)),
            )
        self._node(path, "list")
        old = self.at(path)
        where = len(old) if index is None else index
        new = _plain(values)

        def meant(data: Any) -> None:  # noqa: ANN401 - plain YAML data
            inside = _inside(data, path)
            inside[where:where] = new

        style = self._style(path)
        if node.flow:
            texts = [rendered(one, 0, in_flow=True, style=style) for one in values]
            return self._edited(self._into_brackets(path, len(old), where, texts), meant)
        column = node.start.column - 1
        brackets = self._brackets([(*path, one) for one in range(len(old))])
        texts = [f"{' ' * column}- {rendered(one, column + 2, style=style, brackets=brackets)}" for one in values]
        if where == 0:
            if self._text(node.start.line)[:column].strip():
                raise self._no(path, "its first item stands on the line of what holds it")
            at = Place(self.path, node.start.line, 1)
            return self._edited([Edit(at, at, "".join(f"{one}\n" for one in texts))], meant)
        return self._edited([self._below(self.nodes[(*path, where - 1)], texts)], meant)

    def add(self, path: KeyPath, key: str, value: Plain, after: str | None = None) -> Draft:
        """A key that the mapping at ``path`` does not have yet: after another key, or at its end.

        Raises ``Refusal`` where the key is there.
        """
        holder = self.at(path)
        if not isinstance(holder, dict) or key in holder:
            raise self._no((*path, key), "the key stands there already" if isinstance(holder, dict) else "nothing there has keys")
        order = list(holder)
        place = order.index(after) + 1 if after in order else len(order)
        new = _plain(value)

        def meant(data: Any) -> None:  # noqa: ANN401 - plain YAML data
            inside = _inside(data, path)
            items = list(inside.items())
            inside.clear()
            inside.update([*items[:place], (key, new), *items[place:]])

        node = self.nodes.get(path)
        if node is None:  # front matter without a key
            at = Place(self.path, 2, 1)
            return self._edited([Edit(at, at, f"{key}:{after_key(value, 0)}\n")], meant)
        if node.flow:
            text = f"{key}: {rendered(value, 0, in_flow=True, style=self._style(path))}"
            return self._edited(self._into_brackets(path, len(order), place, [text]), meant)
        before = self.nodes[(*path, order[place - 1])]
        column = self._begin((*path, order[0])).column - 1
        return self._edited([self._below(before, [f"{' ' * column}{key}:{after_key(value, column)}"])], meant)

    def remove(self, path: KeyPath) -> Draft:
        """A key, or an item of a list, taken out. Of the last one, empty brackets stay; a comment on its lines goes with it."""
        node, holder = self.nodes[path], self.nodes[path[:-1]]
        siblings = list(self.at(path[:-1])) if holder.kind == "mapping" else list(range(len(self.at(path[:-1]))))
        place = siblings.index(path[-1])

        def meant(data: Any) -> None:  # noqa: ANN401 - plain YAML data
            del _holder(data, path)[path[-1]]

        start, end = self._begin(path), self._trimmed(node)
        following = (*path[:-1], siblings[place + 1]) if place + 1 < len(siblings) else None
        if len(siblings) == 1:
            return self._edited([self._emptied(path[:-1])], meant)
        if holder.flow:
            if following:
                until = self._begin(following)
                if "#" in self._between(end, until):
                    raise self._no(path, "a comment stands beside it")
                return self._edited([Edit(start, until, "")], meant)
            since = self._trimmed(self.nodes[(*path[:-1], siblings[place - 1])])
            if "#" in self._between(since, start):
                raise self._no(path, "a comment stands beside it")
            return self._edited([Edit(since, end, "")], meant)
        if not self._text(start.line)[: start.column - 1].strip():
            return self._edited([Edit(Place(self.path, start.line, 1), Place(self.path, end.line + 1, 1), "")], meant)
        if following is None:
            raise self._no(path, "it stands on the line of what holds it")
        until = self._begin(following)
        if self._between(end, until).strip():
            raise self._no(path, "a comment stands beside it")
        return self._edited([Edit(start, until, "")], meant)

    def rewrite_body(self, edits: Iterable[Edit]) -> Draft:
        """Other text in the body, below the front matter, which stays as it is."""
        wanted = list(edits)
        if any(edit.start.line < self.body_line for edit in wanted):
            raise ValueError(wanted)
        return self._edited(wanted, lambda _: None)

    def with_body(self, body: str) -> Draft:
        """Another body, below the front matter, which stays as it is."""
        closing = next(number for number, line in enumerate(self.lines[1:], 2) if re.fullmatch(r"---[ \t]*", line))
        last = Place(self.path, len(self.lines), len(self.lines[-1]) + 1)
        if closing == len(self.lines):
            return self._edited([Edit(last, last, f"\n{body}")], lambda _: None)
        return self._edited([Edit(Place(self.path, closing + 1, 1), last, body)], lambda _: None)

    # ----------------------------------------------------------------------------------------- details

    def _edited(self, edits: Iterable[Edit], meant: Callable[[Any], None]) -> Draft:
        """The draft after edits; raises ``Refusal`` where the file would say anything else than what is meant."""
        wanted = copy.deepcopy(self.composed.data)
        meant(wanted)
        made = list(edits)
        after = spliced(self.data, made)
        try:
            draft = Draft._read(self.path, self.before, after)
        except Refusal:
            draft = None
        if draft is None or _ordered(draft.front) != _ordered(wanted):
            line = min((edit.start.line for edit in made), default=1)
            raise Refusal(
                f"{self.path}:{line}: this place is written in a way that cannot be edited without changing something else.",
                "Write it in the usual way, or make the change by hand.",
            )
        return draft

    def _no(self, path: KeyPath, why: str) -> Refusal:
        place = self.composed.place(path)
        return Refusal(f"{place}: `{'.'.join(map(str, path))}` cannot be edited: {why}.", "Make the change by hand.")

    def _node(self, path: KeyPath, kind: str) -> Node:
        node = self.nodes.get(path)
        if node is None or node.kind != kind:
            raise self._no(path, f"no {kind} stands there")
        return node

    def _text(self, line: int) -> str:
        return self.lines[line - 1]

    def _char(self, place: Place, offset: int = 0) -> str:
        line, at = self._text(place.line), place.column - 1 + offset
        return line[at] if 0 <= at < len(line) else ""

    def _between(self, start: Place, end: Place) -> str:
        if start.line == end.line:
            return self._text(start.line)[start.column - 1 : end.column - 1]
        inner = self.lines[start.line : end.line - 1]
        return "\n".join([self._text(start.line)[start.column - 1 :], *inner, self._text(end.line)[: end.column - 1]])

    def _commented(self, start: Place, end: Place) -> bool:
        """Whether a comment stands between two places: a `#` outside of every value and key."""
        held = [
            span for node in self.nodes.values() for span in (node.key, (node.start, node.end) if node.kind == "scalar" else None) if span
        ]
        signs = (
            Place(self.path, line, found.start() + 1)
            for line in range(start.line, end.line + 1)
            for found in re.finditer("#", self._text(line))
        )
        return any(start <= sign < end and not any(one <= sign < two for one, two in held) for sign in signs)

    def _trimmed(self, node: Node) -> Place:
        """The end of a value without the line breaks and blanks that a block of text ends in."""
        place = node.end
        while place > node.start and not self._text(place.line)[: place.column - 1].strip():
            place = Place(self.path, place.line - 1, len(self._text(place.line - 1)) + 1)
        return max(place, node.start)

    def _begin(self, path: KeyPath) -> Place:
        """Where a key with its value begins; of an item its dash, or in brackets the item itself."""
        node, holder = self.nodes[path], self.nodes[path[:-1]]
        if node.key:
            return node.key[0]
        if holder.flow:
            return node.start
        index = int(path[-1])
        line = holder.start.line if index == 0 else self._trimmed(self.nodes[(*path[:-1], index - 1)]).line + 1
        if index == 0:
            return holder.start
        column = holder.start.column
        while not (_DASH.match(self._text(line)) and self._text(line).index("-") == column - 1):
            line += 1
        return Place(self.path, line, column)

    def _style(self, path: KeyPath) -> str:
        """The quotation marks that words beside this place have, where all have the same."""
        styles = {node.style for at, node in self.nodes.items() if len(at) == len(path) + 1 and at[:-1] == path and node.kind == "scalar"}
        return styles.pop() if len(styles) == 1 and not styles & {"|", ">"} else ""

    def _brackets(self, paths: Sequence[KeyPath]) -> bool | None:
        """Whether values are written in brackets: as the others are, where they all are alike."""
        flows = {self.nodes[path].flow for path in paths if self.nodes[path].kind == "mapping"}
        return flows.pop() if len(flows) == 1 else None

    def _below(self, node: Node, texts: Sequence[str]) -> Edit:
        """New lines below the line on which a value ends."""
        end = self._trimmed(node)
        place = Place(self.path, end.line, len(self._text(end.line)) + 1)
        return Edit(place, place, "".join(f"\n{one}" for one in texts))

    def _into_brackets(self, path: KeyPath, many: int, where: int, texts: Sequence[str]) -> list[Edit]:
        """The edits that put texts into a list or mapping in brackets, before one of its parts or at the end."""
        node = self.nodes[path]
        if not many:
            inside = Place(self.path, node.start.line, node.start.column + 1)
            close = Place(self.path, node.end.line, node.end.column - 1)
            blank = not self._between(inside, close).strip()
            return [Edit(inside, close if blank else inside, ", ".join(texts))]
        children = sorted(self.nodes[at].key[0] if self.nodes[at].key else self.nodes[at].start for at in self._parts(path))  # type: ignore[index]
        first = children[min(where, many - 1)]
        own_line = not self._text(first.line)[: first.column - 1].strip()
        glue = f",\n{' ' * (first.column - 1)}" if own_line else ", "
        if where < many:
            return [Edit(first, first, "".join(f"{one}{glue}" for one in texts))]
        end = max(self.nodes[at].end for at in self._parts(path))
        if own_line and self._text(end.line)[end.column - 1 :].lstrip(" ,").startswith("#"):
            line_end = Place(self.path, end.line, len(self._text(end.line)) + 1)
            comma = self._text(end.line)[end.column - 1 :].lstrip().startswith(",")
            joined = glue.join(texts)
            return [*([] if comma else [Edit(end, end, ",")]), Edit(line_end, line_end, f"{glue[1:]}{joined}")]
        return [Edit(end, end, "".join(f"{glue}{one}" for one in texts))]

    def _parts(self, path: KeyPath) -> list[KeyPath]:
        return [at for at in self.nodes if len(at) == len(path) + 1 and at[:-1] == path]

    def _emptied(self, path: KeyPath) -> Edit:
        """The edit that leaves empty brackets where a list or mapping was."""
        node = self.nodes[path]
        empty = "[]" if node.kind == "list" else "{}"
        if not path:
            raise self._no(path, "nothing would be left")
        if not node.flow and self._commented(node.start, node.end):
            raise self._no(path, "a comment stands beside it")
        if node.flow:
            return Edit(node.start, node.end, empty)
        if node.key is None:
            return Edit(node.start, self._trimmed(node), empty)
        colon = node.key[1]
        between = self._between(colon, node.start)
        if between.strip() != ":":
            raise self._no(path, "a comment stands beside it")
        return Edit(colon, self._trimmed(node), f": {empty}")


def _inside(data: Any, path: KeyPath) -> Any:  # noqa: ANN401 - plain YAML data
    for part in path:
        data = data[part]
    return data


def _holder(data: Any, path: KeyPath) -> Any:  # noqa: ANN401 - plain YAML data
    return _inside(data, path[:-1])


def _put(data: Any, path: KeyPath, value: Any) -> None:  # noqa: ANN401 - plain YAML data
    _holder(data, path)[path[-1]] = value


def _plain(value: Plain) -> Any:  # noqa: ANN401 - plain YAML data
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value]


def _ordered(value: Any) -> Any:  # noqa: ANN401 - plain YAML data
    """Data in which the order of keys counts."""
    if isinstance(value, dict):
        return [(key, _ordered(one)) for key, one in value.items()]
    return [_ordered(one) for one in value] if isinstance(value, list) else value
