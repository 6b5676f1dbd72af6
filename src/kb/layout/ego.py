"""The ties of one actor as a drawing: a butterfly for a wide page, a rail for a narrow one.

In the butterfly who points to the actor stands on the left and whom it points to on the right, so that a row reads as a
sentence through the middle; ties both ways stand below the shorter of the two. In the rail all stand in one column
beside a line that comes down from the actor. Every neighbour has a row of its own, as high as its words, so that labels
cannot collide whatever their number. Callers break the words into lines of the widths given here, and draw only what
``fitting`` leaves: the picture must stay small, for the same ties stand below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb.layout.boxes import Box, Point

Side = Literal["in", "out", "both"]
SIDES: Final[tuple[Side, ...]] = ("in", "out", "both")

TALLEST: Final = 404.0  # a column of the butterfly; with its key below, the figure stays within 26 rem
LINE, GAP = 17.0, 8.0  # heights: a line of words, the space after a row
HEADING: Final = 25.0
GLYPH: Final = 7.0  # half of a glyph
STRAND_GAP: Final = 5.0

WIDE: Final = 676.0
WIDE_TEXT: Final = 222.0  # the widest line of a label in the butterfly
CENTRE_TEXT: Final = 92.0
NARROW: Final = 340.0
NARROW_TEXT: Final = 250.0
_IN_X, _OUT_X = 238.0, WIDE - 238.0
_STUB: Final = (10.0, 66.0)
_RAIL_X: Final = 76.0

_Text = tuple[float, Literal["start", "end"], float]  # where a label begins or ends, which of the two, and its room


@dataclass(frozen=True, slots=True)
class Spoke:
    """A neighbour: its side, how many lines of words stand at it, and the number of its lines to the centre."""

    side: Side
    lines: int = 1
    strands: int = 1

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last, or as high as its lines to the centre need."""
        return max(self.lines * LINE, (self.strands + 1) * STRAND_GAP)


@dataclass(frozen=True, slots=True)
class Strand:
    """A line of the drawing: its path; its arrow's tip and where it points (1 right, -1 left), or None; its middle."""

    path: str
    arrow: tuple[Point, int] | None
    middle: Point


@dataclass(frozen=True, slots=True)
class Placed:
    """A neighbour in its place: the centre of its glyph, the edge of its text, each line's base, and its strands.

    ``anchor`` is the end of the text that lies at ``text_x``: start or end.
    """

    glyph: Point
    text_x: float
    anchor: Literal["start", "end"]
    bases: tuple[float, ...]
    strands: tuple[Strand, ...]
    label: Box

    @property
    def glyph_box(self) -> Box:
        """The square of the glyph."""
        x, y = self.glyph
        return Box(x - GLYPH, y - GLYPH, x + GLYPH, y + GLYPH)


@dataclass(frozen=True, slots=True)
class Butterfly:
    """The wide form: its height, the centre, the headings of its groups, the places of its spokes, and which sides stand left."""

    height: float
    centre: Point
    headings: tuple[tuple[Side, Point], ...]
    spokes: tuple[Placed, ...]
    left: frozenset[Side]


@dataclass(frozen=True, slots=True)
class Rail:
    """The narrow form: its height, the centre, the end of the rail, the headings and the places of its spokes."""

    height: float
    centre: Point
    end: float
    headings: tuple[tuple[Side, Point], ...]
    spokes: tuple[Placed, ...]


def fitting(spokes: Sequence[Spoke], left: frozenset[Side]) -> tuple[int, ...]:
    """Which of the spokes have room in the butterfly, by their number: the first of each side, taken in turn, with ``left`` on the left."""
    found: list[int] = []
    for column in (True, False):
        queues = [[index for index, spoke in enumerate(spokes) if spoke.side == side] for side in SIDES if (side in left) is column]
        room = TALLEST - HEADING * sum(bool(queue) for queue in queues)
        for number in range(max(map(len, queues), default=0)):
            for index in (queue[number] for queue in queues if number < len(queue)):
                room -= spokes[index].height + GAP
                if room >= 0:
                    found.append(index)
    return tuple(sorted(found))


def butterfly(spokes: Sequence[Spoke], centre_lines: int = 1, *, left: frozenset[Side] | None = None) -> Butterfly:
    """The wide form of a star; ``centre_lines`` is how many lines the name in the middle takes; ``left`` which sides stand left."""
    on_left = sides_left(spokes) if left is None else left
    tops, heights, headings = _stacked(spokes, on_left)
    height = max(*heights, 90.0 + centre_lines * LINE) + 4
    shift = ((height - heights[0]) / 2, (height - heights[1]) / 2)
    centre = (WIDE / 2, round(height / 2, 1))
    ends = _ports(spokes, on_left, centre[1]) | _ports(spokes, frozenset(SIDES) - on_left, centre[1])
    placed = []
    for index, (spoke, top) in enumerate(zip(spokes, tops, strict=True)):
        lefty = spoke.side in on_left
        moved = top + shift[0 if lefty else 1]
        glyph = (_IN_X if lefty else _OUT_X, round(moved + spoke.height / 2, 1))
        text_x = glyph[0] + (-14 if lefty else 14)
        strands = tuple(
            _curve(spoke.side, (glyph[0] + (11 if lefty else -11), y), (centre[0] + (-16 if lefty else 16), end))
            for y, end in zip(_fan(spoke.strands, glyph[1]), ends[index], strict=True)
        )
        placed.append(_row(spoke, moved, glyph, strands, (text_x, "end" if lefty else "start", WIDE_TEXT)))
    titled = tuple((side, (x, round(y + shift[0 if side in on_left else 1], 1))) for side, (x, y) in headings)
    return Butterfly(round(height, 1), centre, titled, tuple(placed), on_left)


def sides_left(spokes: Sequence[Spoke]) -> frozenset[Side]:
    """Which sides stand left: ties of others, and ties both ways where that column is the shorter one."""
    high = {side: sum(spoke.height + GAP for spoke in spokes if spoke.side == side) for side in SIDES}
    return frozenset({"in", "both"} if high["in"] < high["out"] else {"in"})


def rail(spokes: Sequence[Spoke]) -> Rail:
    """The narrow form of a star."""
    y, end = 36.0, 30.0
    headings: list[tuple[Side, Point]] = []
    placed: dict[int, Placed] = {}
    for side in SIDES:
        rows = [(index, spoke) for index, spoke in enumerate(spokes) if spoke.side == side]
        if rows:
            headings.append((side, (_RAIL_X - GLYPH, round(y + 14, 1))))
            y += HEADING
        for index, spoke in rows:
            glyph = (_RAIL_X, round(y + spoke.height / 2, 1))
            strands = tuple(_stub(spoke.side, one) for one in _fan(spoke.strands, glyph[1]))
            placed[index] = _row(spoke, y, glyph, strands, (_RAIL_X + 13, "start", NARROW_TEXT))
            y, end = y + spoke.height + GAP, strands[-1].middle[1]
    return Rail(round(y, 1), (_STUB[0], 14.0), end, tuple(headings), tuple(placed[index] for index in range(len(spokes))))


def _stacked(spokes: Sequence[Spoke], left: frozenset[Side]) -> tuple[list[float], tuple[float, float], list[tuple[Side, Point]]]:
    """The top of each row if each column began at nought, the heights of the columns, and the headings."""
    tops = [0.0] * len(spokes)
    heights = [0.0, 0.0]
    headings: list[tuple[Side, Point]] = []
    for side in SIDES:
        rows = [(index, spoke) for index, spoke in enumerate(spokes) if spoke.side == side]
        column = 0 if side in left else 1
        if rows:
            headings.append((side, (_OUT_X - GLYPH if column else _IN_X + GLYPH, heights[column] + 14)))
            heights[column] += HEADING
        for index, spoke in rows:
            tops[index] = heights[column]
            heights[column] += spoke.height + GAP
    return tops, (heights[0], heights[1]), headings


def _ports(spokes: Sequence[Spoke], sides: frozenset[Side], middle: float) -> dict[int, list[float]]:
    """Where the strands of a column meet the centre: in the order of the rows, close, so that none crosses another."""
    rows = [(index, spoke) for side in SIDES if side in sides for index, spoke in enumerate(spokes) if spoke.side == side]
    whole = sum(spoke.strands for _, spoke in rows)
    gap = min(STRAND_GAP, 44 / whole) if whole else 0
    first, found = middle - gap * (whole - 1) / 2, {}
    for index, spoke in rows:
        found[index] = [round(first + gap * number, 1) for number in range(spoke.strands)]
        first += gap * spoke.strands
    return found


def _fan(number: int, middle: float) -> list[float]:
    return [round(middle + STRAND_GAP * (index - (number - 1) / 2), 1) for index in range(number)]


def _row(spoke: Spoke, top: float, glyph: Point, strands: tuple[Strand, ...], text: _Text) -> Placed:
    high = spoke.lines * LINE
    start = top + (spoke.height - high) / 2
    bases = tuple(round(start + LINE * (index + 1) - 4, 1) for index in range(spoke.lines))
    x, anchor, room = text
    left = x if anchor == "start" else x - room
    return Placed(glyph, x, anchor, bases, strands, Box(left, start, left + room, start + high))


def _curve(side: Side, far: Point, near: Point) -> Strand:
    """From a neighbour to the centre, level at both ends."""
    across = near[0] - far[0]  # flat for long at the centre, so that no line crosses the name under it
    bend, level = far[0] + across * 0.3, far[0] + across * 0.12
    path = f"M{far[0]:g} {far[1]:g}C{bend:g} {far[1]:g} {level:g} {near[1]:g} {near[0]:g} {near[1]:g}"
    arrow = (near, 1) if side == "in" else (far, 1) if side == "out" else None
    middle = (far[0] + 3 * bend + 3 * level + near[0]) / 8  # of a cubic curve, where its parameter is one half
    return Strand(path, arrow, (round(middle, 1), round((far[1] + near[1]) / 2, 1)))


def _stub(side: Side, y: float) -> Strand:
    start, stop = _STUB
    arrow = ((start, y), -1) if side == "in" else ((stop, y), 1) if side == "out" else None
    return Strand(f"M{start:g} {y:g}H{stop:g}", arrow, ((start + stop) / 2, y))
