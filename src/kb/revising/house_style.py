"""The layout of front matter that every file of the project has: what differs from it, and the file put in order.

Only layout: no value changes, and of the text below the front matter not one letter. What cannot be mended safely is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kb.editing import Change, Draft, lines_of
from kb.findings import Refusal
from kb.revising.desk import SHAPES, Desk, Revision, folder_of
from kb.source import Place

_MARK: Final = "\ufeff"
_CLOSING: Final = re.compile(r"---[ \t]*")
_KEY: Final = re.compile(r"[A-Za-z_-]+:(?=\s|$)")
_NAMED: Final = {"\n": "a line feed", "\r\n": "carriage return and line feed", "\r": "a carriage return"}


@dataclass(frozen=True, slots=True, order=True)
class Blemish:
    """Something in the layout of a file that differs from the house style; ``mended`` whether `kb fmt` mends it."""

    place: Place
    says: str
    mended: bool = True

    def __str__(self) -> str:
        """The blemish as a line for a terminal."""
        return f"{self.place.path}:{self.place.line}: {self.says}{'' if self.mended else ' Mend it by hand.'}"


def put_in_order(desk: Desk, ids: Sequence[str] = ()) -> tuple[tuple[Blemish, ...], Revision]:
    """What differs from the house style in these articles, entities and disputes, or in all; and the revision that mends it."""
    paths = [_path(desk, one) for one in ids] or list(desk.texts())
    found: list[Blemish] = []
    changes: list[Change] = []
    for path in paths:
        here, after = mended(path, desk.files[path])
        found += here
        changes.append(Change(path, desk.files[path], after))
    kept = tuple(one for one in changes if not one.empty)
    return tuple(found), Revision(kept, (), tuple(str(one) for one in found if not one.mended))


def _path(desk: Desk, one: str) -> str:
    if path := desk.file_of(one):
        return path
    desk.known(one)
    raise Refusal(f"`{one}` has no file of its own.", "Name an article, an entity or a dispute.")


def mended(path: str, data: bytes) -> tuple[list[Blemish], bytes]:
    """What differs from the house style in one file, and the file with all of it mended that can be mended safely."""
    try:
        draft = Draft.read(path, data)
    except Refusal as refusal:
        fact, _, _ = str(refusal).removeprefix(f"{path}:").partition(" So the file is not edited.")
        line, _, rest = fact.partition(":")
        said = rest.partition(" ")[2] if line.isdigit() else fact
        return [Blemish(Place(path, int(line) if line.isdigit() else 1), said.strip(), mended=False)], data
    file = _Layout(path, draft)
    found = list(file.look())
    after = file.text().encode()
    try:
        same = _same(draft, Draft.read(path, after))
    except Refusal:
        same = False
    if not same:
        return [Blemish(one.place, one.says, mended=False) for one in found], data
    return found, after


def _same(one: Draft, two: Draft) -> bool:
    """Whether two layouts of a file say the same, and have the same text below, letter for letter."""
    old, new = one.data.decode().removeprefix(_MARK), two.data.decode()
    old_body, new_body = ("".join(lines_of(text)[_closing(lines_of(text)) + 1 :]) for text in (old, new))
    return one.front == two.front and new_body in {old_body, old_body + "\n", old_body + "\r\n", old_body + "\r"}


def _closing(lines: Sequence[str]) -> int:
    """The index of the line that ends the front matter."""
    return next(number for number, line in enumerate(lines[1:], 1) if _CLOSING.fullmatch(line.rstrip("\r\n")))


class _Layout:
    """The lines of one file, while they are put in order."""

    def __init__(self, path: str, draft: Draft) -> None:
        self.path, self.draft = path, draft
        text = draft.data.decode()
        self.marked = text.startswith(_MARK)
        lines = lines_of(text.removeprefix(_MARK))
        self.closing = _closing(lines)
        self.front = [line.rstrip("\r\n") for line in lines[: self.closing + 1]]
        self.numbers = list(range(1, len(self.front) + 1))  # where each line stands in the file as it is
        self.front_ends = [line[len(line.rstrip("\r\n")) :] for line in lines[: self.closing + 1]]
        self.body = lines[self.closing + 1 :]
        self.end = "\n"
        self.inside = self._inside()

    def text(self) -> str:
        """The file as it stands now."""
        body = "".join(self.body)
        return "".join(f"{line}{self.end}" for line in self.front) + body

    def look(self) -> Iterator[Blemish]:
        """Find each thing that differs, and mend it."""
        if self.marked:
            yield self._at(1, "The file begins with a byte order mark, which nobody sees.")
        yield from self._line_ends()
        for number, line in enumerate(self.front, 1):
            if number not in self.inside:
                yield from self._blanks(number, line)
        yield from self._order()
        yield from self._empty_lines()
        if not (self.body[-1] if self.body else self.front_ends[-1]).endswith(("\n", "\r")):
            yield self._at(self.closing + 1 + len(self.body), "The last line has no end.")
            if self.body:
                self.body[-1] += self.end

    def _at(self, line: int, says: str, *, mended: bool = True) -> Blemish:
        return Blemish(Place(self.path, line), says, mended)

    def _inside(self) -> set[int]:
        """The lines that go on a value, where blanks may be a part of it."""
        found: set[int] = set()
        for node in self.draft.nodes.values():
            if node.kind == "scalar" and node.end.line > node.start.line:
                found |= set(range(node.start.line, node.end.line + (node.style not in {"|", ">"})))
        return found

    def _line_ends(self) -> Iterator[Blemish]:
        ends = Counter(end for end in self.front_ends if end)
        below = Counter(line[len(line.rstrip("\r\n")) :] for line in self.body if line.rstrip("\r\n") != line)
        self.end = max(below or ends or {"\n": 1}, key=lambda end: (below or ends)[end])
        odd = [number for number, end in enumerate(self.front_ends, 1) if end and end != self.end]
        if odd:
            yield self._at(odd[0], f"{len(odd)} lines of the front matter do not end in {_NAMED[self.end]}, as the others of the file do.")
        if len(below) > 1:
            first = next(number for number, line in enumerate(self.body) if line != line.rstrip("\r\n") + self.end)
            yield self._at(self.closing + 2 + first, "The lines of the text end in different ways.", mended=False)

    def _blanks(self, number: int, line: str) -> Iterator[Blemish]:
        spans = [
            (node.start.column - 1, node.end.column - 1)
            for node in self.draft.nodes.values()
            if node.kind == "scalar" and node.start.line == number and node.end.line == number
        ]
        comment = re.search(r"(^|\s)#", line)
        until = comment.start() + 1 if comment else len(line)
        tabs = [at for at, sign in enumerate(line[:until]) if sign == "\t" and not any(one <= at < two for one, two in spans)]
        if tabs and line.strip():
            yield self._at(number, "A tab stands where a space belongs.")
            line = "".join(" " if at in tabs else sign for at, sign in enumerate(line))
        if line != line.rstrip(" \t"):
            yield self._at(number, "Blanks stand at the end of the line.")
            line = line.rstrip(" \t")
        self.front[number - 1] = line

    def _empty_lines(self) -> Iterator[Blemish]:
        """Empty lines at the edges of the front matter, and more than one between keys."""
        kept: list[tuple[int, str]] = []
        for number, line in zip(self.numbers, self.front, strict=True):
            while number == self.numbers[-1] and len(kept) > 1 and not kept[-1][1]:
                yield self._at(kept.pop()[0], "An empty line stands at the end of the front matter.")
            if not line and number not in self.inside and (len(kept) == 1 or not kept[-1][1]):
                yield self._at(number, "An empty line too many stands here.")
            else:
                kept.append((number, line))
        self.front = [line for _, line in kept]

    def _order(self) -> Iterator[Blemish]:
        """The keys in the order of the contract; a comment above a key moves with it. `sources` may stand before `actors`."""
        root = self.draft.nodes.get(())
        if root is None or root.flow:
            return
        keys = list(self.draft.front)
        shape = SHAPES[folder_of(self.path)]
        order = [info.alias or name for name, info in shape.model_fields.items()]
        if "sources" in keys and set(keys[keys.index("sources") :]) & {"actors", "events", "dates", "relations", "statements"}:
            order.remove("sources")
            order.insert(order.index("actors"), "sources")
        wanted = sorted(keys, key=lambda key: order.index(key) if key in order else len(order))
        if wanted == keys:
            return
        blocks: dict[str, range] = {}
        starts = [self.draft.nodes[key,].key[0].line for key in keys]  # type: ignore[index]
        firsts = [self._with_comments(line) for line in starts]
        for number, key in enumerate(keys):
            until = firsts[number + 1] if number + 1 < len(keys) else len(self.front)
            blocks[key] = range(firsts[number] - 1, until - 1)
        moved = next(key for key, other in zip(keys, wanted, strict=True) if key != other)
        listed = ", ".join(f"`{key}`" for key in wanted)
        yield self._at(self.draft.nodes[moved,].start.line, f"The keys stand in another order than {listed}.")
        moved_lines = [*range(firsts[0] - 1), *(line for key in wanted for line in blocks[key]), len(self.front) - 1]
        self.front, self.numbers = [self.front[line] for line in moved_lines], [self.numbers[line] for line in moved_lines]

    def _with_comments(self, line: int) -> int:
        """The first of the comment lines directly above a key, or its own line."""
        while line > 2 and self.front[line - 2].startswith("#"):  # noqa: PLR2004 - the line below the first `---`
            line -= 1
        return line
