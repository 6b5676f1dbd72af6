"""Finds the footnotes of a text: by the links between a mark and its note, or by numbers that meet one by one.

A number becomes a mark only if its note is there. The mark and the number before the note are apparatus: they are taken out
of the words, and the draft has ``[^1]`` in their stead. Where two notes would have one label they are counted anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.importing.flow import Page
from kb.importing.text import Leaf, LeftOut, Run, squeezed, tidy

_LABEL: Final = re.compile(r"[\[(]?(?:note |fn\.? ?)?(\d{1,3}|[*†‡§]{1,4}|[a-z]|[ivx]{1,5})[\])]?\.?", re.IGNORECASE)
_BACK: Final = re.compile(r"[\^↑↩⤴⏎\ufe0e\ufe0f\s]*|\[?back\]?|jump up|return to text", re.IGNORECASE)
_SIGNS_BACK: Final = "^↑↩ \u00a0"  # before the letters that lead back to the marks of one note: `^ a b`
_PRINTED: Final = re.compile(r"\[(\d{1,3})\]")
_HEAD: Final = re.compile(r"\s*(?:\[(\d{1,3})\]|(\d{1,3})[.)]?)[ \u00a0]*")
_NOTES: Final = re.compile(r"\W*(?:end|foot)?(?:notes?|references|sources|citations)(?: (?:and|&) \w+)?\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Noted:
    """Leaves with their marks as marks and their notes labelled, and the apparatus that was read into them."""

    leaves: tuple[Leaf, ...]
    apparatus: tuple[LeftOut, ...] = ()
    notes: int = 0
    renumbered: bool = False


@dataclass(frozen=True)
class Linked:
    """The notes that marks on a page lead to: for each mark by its place in the leaves (leaf, run) the number of its note."""

    marks: dict[tuple[int, int], int]
    parts: dict[int, tuple[int, ...]]  # the leaves of each note, by its number
    printed: dict[int, str]


def linked(page: Page, kept: Sequence[int]) -> Linked:
    """Follow the short links within a page that lead from a text to a note further down."""
    wanted = set(kept)
    marks: dict[tuple[int, int], int] = {}
    parts: dict[int, tuple[int, ...]] = {}
    printed: dict[int, str] = {}
    numbers: dict[tuple[int, ...], int] = {}
    for at, leaf in enumerate(page.leaves):
        if at not in wanted:
            continue
        for index, run in enumerate(leaf.runs):
            target = page.named.get(run.target) if run.target else None
            label = _LABEL.fullmatch(run.text.strip())
            if target is None or label is None:
                continue
            home = _home(page, target)
            held = tuple(number for number, one in enumerate(page.leaves) if one.path[: len(home)] == home)
            if not held or held[0] <= at or at in held:
                continue
            number = numbers.setdefault(home, len(numbers) + 1)
            marks[at, index] = number
            parts.setdefault(number, held)
            printed.setdefault(number, label.group(1))
    return Linked(marks, parts, printed)


def _home(page: Page, target: tuple[int, ...]) -> tuple[int, ...]:
    """The element that holds the whole note: the nearest item, paragraph, cell or box around the place of its name."""
    for depth in range(len(target), 0, -1):
        node = page.elements[target[depth - 1]]
        if node.tag in {"li", "p", "dd", "tr", "div", "section", "aside", "dt"} and node.words().strip():
            return target[:depth]
    return target


def with_links(page: Page, kept: Sequence[int], found: Linked) -> Noted:
    """The kept leaves, in order, with the notes that links lead to."""
    labels, anew = _labels(found.printed)
    note_of = {leaf: number for number, leaves in found.parts.items() for leaf in leaves}
    apparatus: list[LeftOut] = []
    made: list[Leaf] = []
    for at in kept:
        leaf = page.leaves[at]
        runs = [_marked(run, labels, found.marks.get((at, index)), apparatus) for index, run in enumerate(leaf.runs)]
        if at not in note_of:
            made.append(replace(leaf, runs=tidy(runs)) if any(run.mark for run in runs) else leaf)
            continue
        number = note_of[at]
        bare = _bare(runs, found.printed[number], apparatus, first=found.parts[number][0] == at)
        if "".join(run.text for run in bare).strip():
            around = tuple(one for one in leaf.around if one.startswith("quote"))
            made.append(replace(leaf, runs=bare, note=labels[number], around=around, heading=0))
    return Noted(tuple(made), tuple(apparatus), len(labels), anew)


def _marked(run: Run, labels: dict[int, str], number: int | None, apparatus: list[LeftOut]) -> Run:
    if number is None:
        return run
    apparatus.append(LeftOut(run.text, "footnote mark"))
    return Run("", mark=labels[number])


def _labels(printed: dict[int, str]) -> tuple[dict[int, str], bool]:
    """The label of each note: as printed where all are numbers and no two the same, else counted in the order of the marks."""
    values = list(printed.values())
    if all(value.isdigit() for value in values) and len({int(value) for value in values}) == len(values):
        return {number: str(int(value)) for number, value in printed.items()}, False
    return {number: str(number) for number in printed}, bool(values)


def _bare(runs: list[Run], printed: str, apparatus: list[LeftOut], *, first: bool) -> tuple[Run, ...]:
    """A note without its number at the head and without links back."""
    kept: list[Run] = []
    for run in runs:
        label = _LABEL.fullmatch(run.text.strip())
        again = run.target and first and not "".join(one.text for one in kept).strip(_SIGNS_BACK) and len(run.text.strip()) == 1
        own = run.target and (again or _BACK.fullmatch(run.text.strip()) or (first and label and label.group(1) == printed))
        if own:
            apparatus.append(LeftOut(run.text, "footnote mark"))
        else:
            kept.append(run)
    if first:
        kept = _without_number(_without_arrow(kept, apparatus), printed, apparatus)
    return tidy(kept)


def _without_arrow(runs: list[Run], apparatus: list[LeftOut]) -> list[Run]:
    """Take an arrow off the head of a note, where it stands before letters that led back."""
    if not runs or runs[0].target or not (found := re.match(r"[ \u00a0]*[\^↑][ \u00a0]*", runs[0].text)):
        return runs
    apparatus.append(LeftOut(found.group(), "footnote mark"))
    return [replace(runs[0], text=runs[0].text[found.end() :]), *runs[1:]]


def _without_number(runs: list[Run], printed: str, apparatus: list[LeftOut]) -> list[Run]:
    """Take the printed number off the head of a note, where it stands there."""
    said = "".join(run.text for run in runs)
    head = _HEAD.match(said)
    dots = re.match(r"\s*[.):][ \u00a0]*", said)
    if head and (head.group(1) or head.group(2)) == printed:
        length = head.end()
    elif dots:
        length = dots.end()  # the number itself was the link back
    else:
        return runs
    if said[:length].strip():
        apparatus.append(LeftOut(said[:length], "footnote mark"))
    left: list[Run] = []
    for run in runs:
        cut = min(length, len(run.text))
        length -= cut
        if run.text[cut:] or run.mark:
            left.append(replace(run, text=run.text[cut:]))
    return left


def counted(leaves: Sequence[Leaf]) -> Noted:
    """Find notes by their numbers alone: each of 1, 2, 3 … once in the text, and once at the head of a paragraph after it."""
    tail = _tail(leaves)
    if not tail:
        return Noted(tuple(leaves))
    first = min(tail)
    numbers = list(range(1, len(tail) + 1))
    spots = list(_spots(leaves[:first]))
    if [number for _, _, _, _, number in spots] != numbers:
        return Noted(tuple(leaves))
    apparatus: list[LeftOut] = []
    by_leaf: dict[int, list[tuple[int, int, int, int]]] = {}
    for spot, run, start, end, number in spots:
        by_leaf.setdefault(spot, []).append((run, start, end, number))
    made: list[Leaf] = []
    for at, leaf in enumerate(leaves):
        if at in by_leaf:
            made.append(replace(leaf, runs=tidy(_cut(leaf.runs, by_leaf[at], apparatus))))
        elif at in tail:
            bare = _without_number(list(leaf.runs), str(tail[at]), apparatus)
            made.append(replace(leaf, runs=tidy(bare), note=str(tail[at]), around=(), heading=0))
        else:
            made.append(leaf)
    return Noted(tuple(made), tuple(apparatus), len(tail))


def _tail(leaves: Sequence[Leaf]) -> dict[int, int]:
    """The notes at the end of a text: items of a list under a heading of notes, or paragraphs that begin with 1, 2, 3 …."""
    headed = next((at for at in range(len(leaves) - 1, -1, -1) if _NOTES.fullmatch(leaves[at].text)), None)
    if headed is not None:
        items = [at for at in range(headed + 1, len(leaves)) if any(one.startswith("li") for one in leaves[at].around)]
        if items and len({_item(leaves[at]) for at in items}) == len(items) and items == list(range(items[0], items[-1] + 1)):
            return {at: number for number, at in enumerate(items, 1)}
    found: dict[int, int] = {}
    for at in range(len(leaves)):
        head = _HEAD.match(leaves[at].text)
        number = int(head.group(1) or head.group(2)) if head and not leaves[at].heading else 0
        if number == 1:
            found = {}
        if number == len(found) + 1 and len(squeezed(leaves[at].text)) > len(str(number)) + 2:
            if found and at != max(found) + 1:
                found = {at: 1} if number == 1 else {}
            else:
                found[at] = number
    return found


def _item(leaf: Leaf) -> str:
    return next(one for one in reversed(leaf.around) if one.startswith("li"))


def _spots(leaves: Sequence[Leaf]) -> Iterator[tuple[int, int, int, int, int]]:
    """Where a text has numbers that can be marks: in brackets, or raised; as leaf, run, start, end, number."""
    for at, leaf in enumerate(leaves):
        for index, run in enumerate(leaf.runs):
            if run.raised and (found := re.fullmatch(r"\s*\[?(\d{1,3})\]?\s*", run.text)):
                yield at, index, 0, len(run.text), int(found.group(1))
            elif not run.raised:
                for one in _PRINTED.finditer(run.text):
                    yield at, index, one.start(), one.end(), int(one.group(1))


def _cut(runs: Sequence[Run], spots: list[tuple[int, int, int, int]], apparatus: list[LeftOut]) -> Iterator[Run]:
    for index, run in enumerate(runs):
        at = 0
        for start, end, number in sorted((start, end, number) for one, start, end, number in spots if one == index):
            apparatus.append(LeftOut(run.text[start:end], "footnote mark"))
            yield replace(run, text=run.text[at:start])
            yield Run("", mark=str(number))
            at = end
        yield replace(run, text=run.text[at:])
