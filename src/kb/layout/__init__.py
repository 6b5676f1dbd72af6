"""Where things stand in a drawing of ties: places for glyphs, labels and lines, and no two labels on one spot.

``ego`` is the drawing round one actor, in two forms; ``whole`` is the network of everything. Both take names, sizes and
edges, give numbers, and give the same numbers each time. This room knows no facts, no fonts and no HTML. ``pages``
calls it; ``exports`` gives the places of ``whole`` away. It is the only room that knows rustworkx.
"""

from kb.layout.boxes import Box, Point
from kb.layout.ego import Butterfly, Placed, Rail, Spoke, Strand, butterfly, fitting, rail, sides_left
from kb.layout.whole import Drawing, Node, whole

__all__ = [
    "Box",
    "Butterfly",
    "Drawing",
    "Node",
    "Placed",
    "Point",
    "Rail",
    "Spoke",
    "Strand",
    "butterfly",
    "fitting",
    "rail",
    "sides_left",
    "whole",
]
