"""The network of everything: what is tied lies near, parts without a tie between them lie apart, labels do not collide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import atan2, cos, pi, sin
from typing import Any, Final

import rustworkx as rx

from kb.layout.boxes import Box, Grid, Point, apart, settled

GLYPH: Final = 8.0  # half of a node
CORE: Final = 3000  # nodes of one part that are sprung; of more, the others stand round these
LABELLED: Final = 300  # nodes up to which every label has room made for it; beyond, labels stand where there is room
_GOLDEN: Final = pi * (3 - 5**0.5)  # from one of several round a node to the next: no two in one direction
_WIDE, _HIGH = 1.7, 0.8  # wider than high, like the page
_SEED: Final = 20151001
_LENGTH: Final = 62.0  # of a tie before labels are moved apart
_PHONE: Final = 400.0  # of the paper, as wide as a phone shows it
_LOOSELY: Final = 2.0  # times as far apart as very many nodes would be side by side
_MARGIN: Final = 14.0
_LINE: Final = 15.0
_ROOM: Final = 2 * GLYPH + 6  # from one node to the next where there are very many
_ROUND: Final = 1


@dataclass(frozen=True, slots=True)
class Node:
    """What is to be placed: its id, and the width of its label and the number of its lines."""

    id: str
    wide: float
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """The finished places: width and height of the paper, a point for each id, and a box for each label that has room.

    ``far`` are boxes of labels ``far_size`` times as large, for where the whole paper is as narrow as a phone: few have room.
    """

    width: float
    height: float
    places: Mapping[str, Point]
    labels: Mapping[str, Box]
    far: Mapping[str, Box]
    far_size: float


def whole(nodes: tuple[Node, ...], edges: tuple[tuple[str, str], ...]) -> Drawing:
    """Place every node. Ids must differ and edges must join ids; the order of neither changes the result."""
    nodes = tuple(sorted(nodes, key=lambda one: one.id))
    if not nodes:
        return Drawing(0, 0, {}, {}, {}, 1)
    at = {node.id: index for index, node in enumerate(nodes)}
    pairs = sorted({(min(at[one], at[other]), max(at[one], at[other])) for one, other in edges if one != other})
    roomy = len(nodes) <= LABELLED
    boxes = [_room(node) if roomy else Box(-GLYPH - 2, -GLYPH - 2, GLYPH + 2, GLYPH + 2) for node in nodes]
    parts = []
    for part, ties in _parts(len(nodes), pairs):
        if len(part) <= CORE:
            parts.append((part, apart(_sprung(len(part), ties), [boxes[index] for index in part])))
        else:
            parts.append((part, _crowd(len(part), ties)))
    places = _packed(parts, boxes)
    degree = [0] * len(nodes)
    for one, other in pairs:
        degree[one] += 1
        degree[other] += 1
    labels = _labelled(nodes, places, degree)
    return _framed(nodes, places, labels, degree)


def _room(node: Node) -> Box:
    """A node with its label to the right of it."""
    half = max(GLYPH, node.lines * _LINE / 2) + 3
    return Box(-GLYPH - 4, -half, GLYPH + 5 + node.wide + 6, half)


Pairs = Sequence[tuple[int, int]]


def _parts(size: int, pairs: Pairs) -> Iterator[tuple[list[int], Pairs]]:
    """The connected parts, the largest first: their nodes, and the pairs of each, told by their number in the part."""
    graph: rx.PyGraph[None, float] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * size)
    graph.add_edges_from([(one, other, 1.0) for one, other in pairs])
    parts = sorted((sorted(part) for part in rx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    where = {index: (number, inside) for number, part in enumerate(parts) for inside, index in enumerate(part)}
    ties: list[list[tuple[int, int]]] = [[] for _ in parts]
    for one, other in pairs:
        ties[where[one][0]].append((where[one][1], where[other][1]))
    return zip(parts, ties, strict=True)


def _crowd(size: int, pairs: Pairs) -> list[Point]:
    """The nodes of a very large part, no two on one spot: springs cost the square of their number, so most stand round a few.

    These are those with most ties. Each of the others stands at one of its neighbours, that with the fewest round it so far.
    """
    beside: list[list[int]] = [[] for _ in range(size)]
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    grown = _grown(beside)
    core = {index: number for number, index in enumerate(grown[:CORE])}
    sprung = _sprung(CORE, [(core[one], core[other]) for one, other in pairs if one in core and other in core])
    even = _evenly(sprung, _ROOM * _LOOSELY * (size / CORE) ** 0.5)
    placed = {index: even[number] for index, number in core.items()}
    beside_it = [0] * size
    for index in grown[CORE:]:
        host = min((other for other in beside[index] if other in placed), key=lambda one: (beside_it[one], one))
        beside_it[host] += 1
        far, turn = _ROOM * beside_it[host] ** 0.5, beside_it[host] * _GOLDEN
        x, y = placed[host]
        placed[index] = (x + far * cos(turn), y + far * sin(turn))
    found = dict(zip(grown, settled([placed[index] for index in grown], _ROOM), strict=True))
    return [found[index] for index in range(size)]


def _evenly(points: Sequence[Point], room: float) -> list[Point]:
    """Points in an oval in which they lie as thick everywhere: their directions stay, and who is farther out than whom.

    ``room`` is how far apart neighbours are, about. Springs draw those with many ties together, until nothing can be told apart.
    """
    x, y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    polar = [
        (atan2((high - y) / _HIGH, (wide - x) / _WIDE), ((wide - x) / _WIDE) ** 2 + ((high - y) / _HIGH) ** 2) for wide, high in points
    ]
    even = [(0.0, 0.0)] * len(points)
    for rank, index in enumerate(sorted(range(len(points)), key=lambda one: (polar[one][1], one))):
        far, turn = room * (rank / pi) ** 0.5, polar[index][0]
        even[index] = (far * cos(turn) * _WIDE, far * sin(turn) * _HIGH)
    return even


def _grown(beside: Sequence[Sequence[int]]) -> list[int]:
    """The nodes of one part, from the one with most neighbours on: each has one before it, and those with most come first."""
    first = max(range(len(beside)), key=lambda one: (len(beside[one]), -one))
    waiting, seen, grown = [(-len(beside[first]), first)], {first}, []
    while waiting:
        _, index = heappop(waiting)
        grown.append(index)
        for other in beside[index]:
            if other not in seen:
                seen.add(other)
                heappush(waiting, (-len(beside[other]), other))
    return grown


def _sprung(size: int, pairs: Pairs) -> list[Point]:
    """The nodes of one part after Fruchterman and Reingold, with ties as long as the middle one should be."""
    if size == 1:
        return [(0.0, 0.0)]
    graph: rx.PyGraph[None, float] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * size)
    graph.add_edges_from([(one, other, 1.0) for one, other in pairs])
    rounds = max(40, min(600, 120_000 // size))  # each costs the square of the size
    found: Any = rx.spring_layout(graph, seed=_SEED, num_iter=rounds)
    points = [(float(found[index][0]), float(found[index][1])) for index in range(size)]
    lengths = sorted(((points[a][0] - points[b][0]) ** 2 + (points[a][1] - points[b][1]) ** 2) ** 0.5 for a, b in pairs)
    scale = _LENGTH / (lengths[len(lengths) // 2] or 1.0)
    return [(round(x * scale * _WIDE, _ROUND), round(y * scale * _HIGH, _ROUND)) for x, y in points]


def _packed(parts: Sequence[tuple[list[int], list[Point]]], boxes: Sequence[Box]) -> list[Point]:
    """The parts in rows under one another, no row wider than the widest part or a page."""
    frames = []
    for part, points in parts:
        around = [boxes[index].at(point) for index, point in zip(part, points, strict=True)]
        frames.append(
            Box(min(b.left for b in around), min(b.top for b in around), max(b.right for b in around), max(b.bottom for b in around))
        )
    widest = max(1100.0, *(frame.right - frame.left for frame in frames))
    places: list[Point] = [(0.0, 0.0)] * len(boxes)
    x = y = row = 0.0
    for (part, points), frame in zip(parts, frames, strict=True):
        wide, high = frame.right - frame.left, frame.bottom - frame.top
        if x and x + wide > widest:
            x, y, row = 0.0, y + row + _MARGIN, 0.0
        for index, (here, there) in zip(part, points, strict=True):
            places[index] = (here - frame.left + x, there - frame.top + y)
        x, row = x + wide + _MARGIN, max(row, high)
    return places


def _labelled(nodes: Sequence[Node], places: Sequence[Point], degree: Sequence[int]) -> dict[str, Box]:
    """Labels where there is room, those with most neighbours first: right of the node, left, below, above."""
    grid = Grid((80.0, 24.0))
    for index, (x, y) in enumerate(places):
        grid.add(index, Box(x - GLYPH, y - GLYPH, x + GLYPH, y + GLYPH))
    found: dict[str, Box] = {}
    for index in sorted(range(len(nodes)), key=lambda one: (-degree[one], nodes[one].id)):
        node, (x, y) = nodes[index], places[index]
        high = node.lines * _LINE
        right = Box(x + GLYPH + 4, y - high / 2, x + GLYPH + 4 + node.wide, y + high / 2)
        across = node.wide + 2 * GLYPH + 8
        aside = node.wide / 2 + GLYPH + 4
        down = high / 2 + GLYPH + 2
        for box in (right, right.at((-across, 0)), right.at((-aside, down)), right.at((-aside, -down))):
            if next(grid.meeting(box), None) is None:
                grid.add(len(nodes) + index, box)
                found[node.id] = box
                break
    return found


def _far(nodes: Sequence[Node], places: Sequence[Point], degree: Sequence[int], paper: Box, size: float) -> dict[str, Box]:
    """Labels ``size`` times as large, those with most neighbours first; they may lie on nodes, but not on each other or past the edge."""
    grid = Grid((80.0 * size, 24.0 * size))
    found: dict[str, Box] = {}
    for index in sorted(range(len(nodes)), key=lambda one: (-degree[one], nodes[one].id)):
        node, (x, y) = nodes[index], places[index]
        wide, high = node.wide * size, node.lines * _LINE * size
        gap = 2 * GLYPH
        beside, under = (x + gap, x - gap - wide), (y + gap, y - gap - high)
        for left, top in (*((one, y - high / 2) for one in beside), *((x - wide / 2, one) for one in under)):
            box = Box(left, top, left + wide, top + high)
            inside = box.left >= paper.left and box.top >= paper.top and box.right <= paper.right and box.bottom <= paper.bottom
            if inside and next(grid.meeting(box), None) is None:
                grid.add(index, box)
                found[node.id] = box
                break
    return found


def _framed(nodes: Sequence[Node], places: Sequence[Point], labels: Mapping[str, Box], degree: Sequence[int]) -> Drawing:
    """Everything moved so that the paper begins at nought, with a margin; rounded, so that it is short to write."""
    around = [Box(x - GLYPH, y - GLYPH, x + GLYPH, y + GLYPH) for x, y in places] + list(labels.values())
    left, top = min(box.left for box in around) - _MARGIN, min(box.top for box in around) - _MARGIN
    width, height = max(box.right for box in around) - left + _MARGIN, max(box.bottom for box in around) - top + _MARGIN
    far_size = round(max(1.0, width / _PHONE), 2)
    far = _far(nodes, places, degree, Box(left, top, left + width, top + height), far_size)
    return Drawing(
        round(width, _ROUND),
        round(height, _ROUND),
        {node.id: (round(x - left, _ROUND), round(y - top, _ROUND)) for node, (x, y) in zip(nodes, places, strict=True)},
        {one: box.at((-left, -top)) for one, box in sorted(labels.items())},
        {one: box.at((-left, -top)) for one, box in sorted(far.items())},
        far_size,
    )
