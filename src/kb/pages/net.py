"""Ties drawn: what is written at the glyphs and lines of a drawing, for the picture round one actor and that of everything.

``layout`` gives the places; here facts become labels, lines and names for those who cannot see the picture. A line
keeps its certainty in its texture and in its words, and a denied tie is never drawn as though it held. ``entity_page``,
``network_page`` and the export of the network call it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, degrees
from typing import Final

from kb import layout
from kb.knowledge import KnowledgeBase
from kb.layout.ego import CENTRE_TEXT, NARROW, NARROW_TEXT, SIDES, WIDE, WIDE_TEXT, Side, Strand
from kb.model import EntityId, TieFact
from kb.pages.lettering import Run, flow, lines, width
from kb.pages.page import Cite, Link, Part, Phrase, plural, render
from kb.pages.wording import Speech
from kb.vocabulary import CERTAINTIES, KIND, TIE

NAME_SIZE: Final = 14.0
WORD_SIZE: Final = 12.5
LABEL_SIZE: Final = 12.5
LABEL_ROOM: Final = 128.0
HEADINGS: Final[dict[Side, str]] = {"in": "ties of others to it", "out": "its ties to others", "both": "ties both ways"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a drawing: who and what it says in full, how sure, whose words, and the ids of its facts."""

    title: str
    certainty: str
    status: str
    own_voice: bool
    facts: tuple[str, ...]
    strand: Strand


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour as a template prints it: ``said`` is its name and the words of its ties, in lines with their base."""

    link: Link
    said: tuple[tuple[float, tuple[Run, ...]], ...]
    place: layout.Placed
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Star:
    """One form of the picture round an actor."""

    form: str
    width: float
    height: float
    centre: layout.Point
    title: tuple[tuple[float, str], ...]
    headings: tuple[tuple[layout.Point, str, str], ...]
    neighbours: tuple[Neighbour, ...]
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class _Bundle:
    """The ties of one neighbour on one side, those that say the same of one mind together."""

    side: Side
    other: EntityId
    strands: tuple[tuple[TieFact, ...], ...]

    @property
    def number(self) -> int:
        return sum(map(len, self.strands))


def above(part: Part | None, speech: Speech, entity: EntityId, ties: Sequence[TieFact]) -> Part | None:
    """A page's section of ties with the picture of them above the lines."""
    if part is None or not ties:
        return part
    return Part(part.anchor, part.heading, around(speech, entity, ties) + part.html, part.searched)


def around(speech: Speech, entity: EntityId, ties: Sequence[TieFact]) -> str:
    """The picture of an actor's ties, in a wide and a narrow form, as HTML for its page."""
    me = speech.name(entity)
    bundles = _bundles(speech, entity, ties)
    left = layout.sides_left([layout.Spoke(one.side, 1, len(one.strands)) for one in bundles])
    spokes = [_spoke(one, _lines(speech, one, WIDE_TEXT, left=one.side in left)) for one in bundles]
    shown = [bundles[index] for index in layout.fitting(spokes, left)]
    more = Counter(one.side for one in bundles)
    more.subtract(one.side for one in shown)
    others = {one.other for one in bundles}
    left_out = sum(one.number for one in bundles) - sum(one.number for one in shown)
    said = f"{plural(len(ties), 'tie')} with {plural(len(others), 'other')}"
    return render(
        "ego.html",
        me.url,
        me=me,
        said=said,
        hidden=left_out,
        stars=[_wide(speech, me, shown, more, left), _narrow(speech, me, shown, more)],
        used=used(ties),
        focus=f"network/#{node_anchor(entity)}",
        name_size=NAME_SIZE,
        word_size=WORD_SIZE,
    )


def used(ties: Iterable[TieFact]) -> dict[str, bool]:
    """Which textures and signs a picture uses, for its legend."""
    ties = list(ties)
    found = {term.id: any(fact.certainty == term.id for fact in ties) for term in CERTAINTIES}
    return found | {
        "status": any(fact.status != "actual" for fact in ties),
        "other": any(not fact.voice.is_author for fact in ties),
        "both": any(TIE[fact.tie].symmetric for fact in ties),
        "arrow": any(not TIE[fact.tie].symmetric for fact in ties),
    }


def node_anchor(entity: str) -> str:
    """The anchor of an actor in the picture of everything."""
    return f"n-{entity}"


def plain(phrase: Phrase) -> str:
    """A phrase as words alone."""
    return "".join(one if isinstance(one, str) else one.label if isinstance(one, Cite) else one.text for one in phrase)


def line_title(speech: Speech, facts: Sequence[TieFact]) -> str:
    """What a line says in full: the tie, how sure, whose words, and where they stand."""
    said = []
    for fact in facts:
        row = speech.row(fact)
        how = [row.certainty, *([row.status] if row.status != "actual" else [])]
        when = f", {row.when}" if row.when else ""
        said.append(f"{plain(row.says)}{when} ({', '.join(how)}; {plain(row.voice)}; {', '.join(one.label for one in row.cites)})")
    return "; ".join(said)


def tie_words(speech: Speech, fact: TieFact) -> str:
    """The verb of a tie as its line says it, with a word for a certainty that is less than asserted."""
    words = plain(speech.says(fact)[1:2]).strip()
    return f"{words} ({fact.certainty})" if fact.certainty in {"alleged", "possible"} else words


def _bundles(speech: Speech, entity: EntityId, ties: Sequence[TieFact]) -> list[_Bundle]:
    """The neighbours of each side, those with most ties first."""
    found: dict[tuple[Side, EntityId], dict[tuple[str, str, str, bool], list[TieFact]]] = defaultdict(lambda: defaultdict(list))
    for fact in ties:
        side: Side = "both" if TIE[fact.tie].symmetric else "out" if fact.subject == entity else "in"
        other = fact.object if fact.subject == entity else fact.subject
        found[side, other][fact.tie, fact.certainty, fact.status, fact.voice.is_author].append(fact)
    bundles = [_Bundle(side, other, tuple(tuple(facts) for facts in strands.values())) for (side, other), strands in found.items()]
    return sorted(bundles, key=lambda one: (SIDES.index(one.side), -one.number, speech.name(one.other).text.casefold(), one.other))


def _lines(speech: Speech, bundle: _Bundle, room: float, *, left: bool) -> tuple[tuple[Run, ...], ...]:
    """What stands at a neighbour, as part of a sentence through the middle: ``X supports`` on the left, ``supports X`` on the right."""
    verbs = (", ".join(dict.fromkeys(tie_words(speech, strand[0]) for strand in bundle.strands)), WORD_SIZE)
    name = (speech.name(bundle.other).text, NAME_SIZE)
    return flow((name, verbs) if left else (verbs, name), room, 3)


def _spoke(bundle: _Bundle, said: tuple[tuple[Run, ...], ...]) -> layout.Spoke:
    return layout.Spoke(bundle.side, len(said), len(bundle.strands))


def _neighbours(
    speech: Speech, shown: Sequence[_Bundle], said: Sequence[tuple[tuple[Run, ...], ...]], places: Sequence[layout.Placed]
) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            speech.name(bundle.other),
            tuple(zip(place.bases, rows, strict=True)),
            place,
            tuple(
                Line(
                    line_title(speech, facts),
                    facts[0].certainty,
                    facts[0].status,
                    facts[0].voice.is_author,
                    tuple(fact.id for fact in facts),
                    strand,
                )
                for facts, strand in zip(bundle.strands, place.strands, strict=True)
            ),
        )
        for bundle, rows, place in zip(shown, said, places, strict=True)
    )


def _heading(side: Side, more: Counter[Side]) -> str:
    """The heading of a side, with how many of its neighbours stand only in the lines below."""
    return f"{HEADINGS[side]}, and {more[side]} more below" if more[side] else HEADINGS[side]


def _wide(speech: Speech, me: Link, shown: Sequence[_Bundle], more: Counter[Side], left: frozenset[Side]) -> Star:
    said = [_lines(speech, one, WIDE_TEXT, left=one.side in left) for one in shown]
    title = lines(me.text, NAME_SIZE, CENTRE_TEXT, 3)
    made = layout.butterfly([_spoke(one, rows) for one, rows in zip(shown, said, strict=True)], len(title), left=left)
    first = made.centre[1] + 26 + NAME_SIZE
    named = tuple((round(first + 17 * index, 1), line) for index, line in enumerate(title))
    headings = tuple((place, _heading(side, more), "end" if side in left else "start") for side, place in made.headings)
    return Star("wide", WIDE, made.height, made.centre, named, headings, _neighbours(speech, shown, said, made.spokes))


def _narrow(speech: Speech, me: Link, shown: Sequence[_Bundle], more: Counter[Side]) -> Star:
    said = [_lines(speech, one, NARROW_TEXT, left=one.side == "in") for one in shown]
    made = layout.rail([_spoke(one, rows) for one, rows in zip(shown, said, strict=True)])
    named = ((made.centre[1] + 5, lines(me.text, NAME_SIZE, NARROW - 30, 1)[0]),)
    headings = tuple((place, _heading(side, more), "start") for side, place in made.headings)
    return Star("narrow", NARROW, made.height, made.centre, named, headings, _neighbours(speech, shown, said, made.spokes), made.end)


# -------------------------------------------------------------------------------------------- everything


@dataclass(frozen=True, slots=True)
class Point:
    """An actor in the picture of everything; without ``label`` there was no room for its words, without ``far`` none for larger ones."""

    id: str
    link: Link
    place: layout.Point
    label: tuple[tuple[float, float, str], ...]
    far: tuple[tuple[float, float, str], ...]
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Edge:
    """All ties between two actors that are drawn as one line: from, to, and the facts."""

    start: layout.Point
    stop: layout.Point
    arrow: layout.Point | None
    turn: float
    middle: layout.Point
    certainty: str
    status: str
    own_voice: bool
    facts: tuple[str, ...]
    title: str


def ties_of(kb: KnowledgeBase) -> list[TieFact]:
    """All ties, in the order of their ids."""
    return sorted((fact for fact in kb.facts.values() if isinstance(fact, TieFact)), key=lambda fact: fact.id)


def placed(speech: Speech, ties: Sequence[TieFact]) -> layout.Drawing:
    """The places of everybody who has a tie."""
    tied = sorted({who for fact in ties for who in (fact.subject, fact.object)})
    nodes = []
    for who in tied:
        label = lines(speech.name(who).text, LABEL_SIZE, LABEL_ROOM, 2)
        nodes.append(layout.Node(who, round(max(width(line, LABEL_SIZE) for line in label), 1), len(label)))
    return layout.whole(tuple(nodes), tuple((fact.subject, fact.object) for fact in ties))


def points(speech: Speech, drawing: layout.Drawing, ties: Sequence[TieFact]) -> list[Point]:
    """Everybody in the picture of everything."""
    number: dict[str, int] = defaultdict(int)
    for fact in ties:
        number[fact.subject] += 1
        number[fact.object] += 1
    found = []
    for node, place in drawing.places.items():
        who = EntityId(node)
        link = speech.name(who)
        label = lines(link.text, LABEL_SIZE, LABEL_ROOM, 2)
        said, far = _written(label, drawing.labels.get(who), 1), _written(label, drawing.far.get(who), drawing.far_size)
        title = f"{link.text}, {KIND[speech.kb.entities[who].kind].label}, {plural(number[who], 'tie')}"
        found.append(Point(who, link, place, said, far, node_anchor(who), title))
    return found


def _written(label: Sequence[str], box: layout.Box | None, size: float) -> tuple[tuple[float, float, str], ...]:
    """The lines of a label in its box, with where each begins and its base."""
    if box is None:
        return ()
    step = (box.bottom - box.top) / len(label)
    return tuple((round(box.left, 1), round(box.top + step * (index + 1) - 4 * size, 1), line) for index, line in enumerate(label))


def edges(speech: Speech, drawing: layout.Drawing, ties: Sequence[TieFact]) -> list[Edge]:
    """The lines of the picture of everything: ties of one direction, certainty and status between two actors are one line."""
    pairs: dict[tuple[EntityId, EntityId], dict[tuple[str, str, str, bool], list[TieFact]]] = defaultdict(lambda: defaultdict(list))
    for fact in ties:
        one, other = sorted((fact.subject, fact.object))
        towards = "" if TIE[fact.tie].symmetric else fact.object
        pairs[one, other][towards, fact.certainty, fact.status, fact.voice.is_author].append(fact)
    found = []
    for (one, other), groups in sorted(pairs.items()):
        for index, (key, facts) in enumerate(sorted(groups.items())):
            off = 8 * (index - (len(groups) - 1) / 2)
            ends = (drawing.places[one], drawing.places[other])
            found.append(_edge(speech, ends[::-1], -off, facts) if key[0] == one else _edge(speech, ends, off, facts))
    return found


def _edge(speech: Speech, ends: tuple[layout.Point, layout.Point], aside_by: float, facts: Sequence[TieFact]) -> Edge:
    """A line that stops before the glyphs; ``aside_by`` moves it to its left, so that lines of one pair stand apart."""
    one, other = ends
    across, down = other[0] - one[0], other[1] - one[1]
    length = (across * across + down * down) ** 0.5 or 1.0
    ahead, aside = (across / length, down / length), (-down / length, across / length)
    gap, off = 12.0, aside_by
    start = (round(one[0] + ahead[0] * gap + aside[0] * off, 1), round(one[1] + ahead[1] * gap + aside[1] * off, 1))
    stop = (round(other[0] - ahead[0] * gap + aside[0] * off, 1), round(other[1] - ahead[1] * gap + aside[1] * off, 1))
    first = facts[0]
    return Edge(
        start,
        stop,
        None if TIE[first.tie].symmetric else stop,
        round(degrees(atan2(ahead[1], ahead[0])), 1),
        (round((start[0] + stop[0]) / 2, 1), round((start[1] + stop[1]) / 2, 1)),
        first.certainty,
        first.status,
        first.voice.is_author,
        tuple(fact.id for fact in facts),
        line_title(speech, facts),
    )
