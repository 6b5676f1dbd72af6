"""What a merge changed in a file, as stretches of lines with the lines around them, and the way back."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.editing import lines_of

_AROUND: Final = 12  # lines on each side, at most, by which a stretch is found again


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines before and after, without their ends; ``line`` is the first of the new ones, counted from 1."""

    line: int
    above: tuple[str, ...]
    was: tuple[str, ...]
    now: tuple[str, ...]
    below: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The stretch as front matter holds it."""
        sides = {"above": self.above, "was": self.was, "now": self.now, "below": self.below}
        return {"line": str(self.line), **{key: list(lines) for key, lines in sides.items() if lines}}


def stretches(before: bytes, after: bytes) -> tuple[Stretch, ...]:
    """What differs, each with as many lines around it as tell it apart from every other place of the new file."""
    old, new = _bare(before), _bare(after)
    found = []
    for tag, one, two, three, four in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        around = 1
        while around < _AROUND and len(_places(new, new[max(three - around, 0) : four + around])) > 1:
            around += 1
        above, below = new[max(three - around, 0) : three], new[four : four + around]
        found.append(Stretch(three + 1, tuple(above), tuple(old[one:two]), tuple(new[three:four]), tuple(below)))
    return tuple(found)


def undone(after: bytes, made: Sequence[Stretch]) -> bytes:
    """A file that was not touched since, with every stretch as it was."""
    lines = lines_of(after.decode())
    for one in reversed(made):
        lines[one.line - 1 : one.line - 1 + len(one.now)] = _ended(lines, one.line - 1, one)
    return "".join(lines).encode()


def undone_where_certain(data: bytes, made: Iterable[Stretch]) -> tuple[bytes, list[Stretch]]:
    """A file that was edited since: each stretch that stands there once, with the same lines around it, is as it was; the others."""
    lines, left = lines_of(data.decode()), []
    for one in made:
        places = _places([line.rstrip("\r\n") for line in lines], (*one.above, *one.now, *one.below))
        if len(places) == 1:
            at = places[0] + len(one.above)
            lines[at : at + len(one.now)] = _ended(lines, at, one)
        else:
            left.append(one)
    return "".join(lines).encode(), left


def _bare(data: bytes) -> list[str]:
    return [line.rstrip("\r\n") for line in lines_of(data.decode().removeprefix("\ufeff"))]


def _places(lines: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where lines stand one after the other."""
    first, many = wanted[0] if wanted else "", len(wanted)
    return [at for at, line in enumerate(lines[: len(lines) - many + 1]) if line == first and tuple(lines[at : at + many]) == tuple(wanted)]


def _ended(lines: Sequence[str], at: int, one: Stretch) -> list[str]:
    """The old lines of a stretch, each with the end of the line in whose stead it stands, or of the line before."""
    ends = [line[len(line.rstrip("\r\n")) :] for line in lines]
    near = ends[max(at - 1, 0)] or "\n"
    mine = ends[at : at + len(one.now)]
    return [f"{line}{mine[number] if number < len(mine) else near}" for number, line in enumerate(one.was)]
