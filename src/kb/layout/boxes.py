"""Boxes on paper, and how they are moved apart until none lies on another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, product
from typing import Final

Point = tuple[float, float]

_ROUNDS: Final = 24  # of pushing, before all places move a little outward
_CROWD: Final = 300  # points above which they move outward sooner, because a round is long
_ROUNDS_OF_A_CROWD: Final = 4


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in units of the drawing; y grows downward."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def at(self, point: Point) -> Box:
        """The box, its origin moved to a point."""
        x, y = point
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)


class Grid:
    """Boxes by the cells of a grid that they touch, so that the neighbours of a box are found without asking all."""

    def __init__(self, cell: Point) -> None:
        """``cell`` is the width and height of a cell."""
        self.cell = cell
        self.found: dict[tuple[int, int], list[tuple[int, Box]]] = defaultdict(list)

    def add(self, key: int, box: Box) -> None:
        """Keep a box under a number."""
        for cell in self._cells(box):
            self.found[cell].append((key, box))

    def meeting(self, box: Box) -> Iterator[int]:
        """The numbers of the boxes that a box meets; one may come more than once."""
        for cell in self._cells(box):
            yield from (key for key, other in self.found.get(cell, ()) if other.meets(box))

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        wide, high = self.cell
        columns = range(int(box.left // wide), int(box.right // wide) + 1)
        return product(columns, range(int(box.top // high), int(box.bottom // high) + 1))


def apart(points: Sequence[Point], boxes: Sequence[Box]) -> list[Point]:
    """Points moved as little as will do until no two of their boxes meet.

    ``boxes[i]`` is drawn round the origin. Two boxes that meet part along the axis on which they overlap less. Pushing
    alone can go round in circles; every few rounds all points move outward, which ends it.
    """
    if not points:
        return []
    cell = (max(box.right - box.left for box in boxes), max(box.bottom - box.top for box in boxes))
    now = [(x + index * 1e-3, y + index * 1e-3) for index, (x, y) in enumerate(points)]  # no two on one spot
    rounds, patience = 0, _ROUNDS if len(points) <= _CROWD else _ROUNDS_OF_A_CROWD
    while pairs := _meeting(now, boxes, cell):
        rounds += 1
        if rounds % patience == 0:
            now = [(x * 1.06, y * 1.06) for x, y in now]
            continue
        for one, other in pairs:
            first, second = boxes[one].at(now[one]), boxes[other].at(now[other])
            if first.meets(second):
                now[one], now[other] = _parted(now[one], now[other], first, second)
    return now


def settled(points: Sequence[Point], step: float) -> list[Point]:
    """Points moved to the nearest free crossing of a grid, the first ones first: for very many, which all take the same room."""
    taken: set[tuple[int, int]] = set()
    full: dict[tuple[int, int], int] = {}  # how far round a crossing all others are taken, as far as somebody looked
    found = []
    for x, y in points:
        home = (round(x / step), round(y / step))
        around = ((far, (home[0] + dx, home[1] + dy)) for far in count(full.get(home, 0)) for dx, dy in _ring(far))
        far, here = next((far, one) for far, one in around if one not in taken)
        full[home] = far
        taken.add(here)
        found.append((here[0] * step, here[1] * step))
    return found


@lru_cache(maxsize=256)
def _ring(far: int) -> list[tuple[int, int]]:
    """The crossings so many steps from nought, the nearest first."""
    if not far:
        return [(0, 0)]
    across = [(dx, dy) for dx in range(-far, far + 1) for dy in (-far, far)]
    down = [(dx, dy) for dx in (-far, far) for dy in range(1 - far, far)]
    return sorted(across + down, key=lambda one: (abs(one[0]) + abs(one[1]), one))


def _meeting(points: Sequence[Point], boxes: Sequence[Box], cell: Point) -> list[tuple[int, int]]:
    grid = Grid(cell)
    pairs: set[tuple[int, int]] = set()
    for key, (point, box) in enumerate(zip(points, boxes, strict=True)):
        here = box.at(point)
        pairs.update((other, key) for other in grid.meeting(here))
        grid.add(key, here)
    return sorted(pairs)


def _parted(one: Point, other: Point, first: Box, second: Box) -> tuple[Point, Point]:
    across = min(first.right, second.right) - max(first.left, second.left)
    down = min(first.bottom, second.bottom) - max(first.top, second.top)
    if across < down:
        step = across / 2 + 0.5
        sign = -1 if first.left + first.right <= second.left + second.right else 1
        return (one[0] + sign * step, one[1]), (other[0] - sign * step, other[1])
    step = down / 2 + 0.5
    sign = -1 if first.top + first.bottom <= second.top + second.bottom else 1
    return (one[0], one[1] + sign * step), (other[0], other[1] - sign * step)
