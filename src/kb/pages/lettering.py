"""How wide words are when they are set in our sans serif, so that the build knows which labels would collide.

The numbers are the advance widths of ``assets/fonts/kb-sans.woff2`` at weight 600, in thousandths of the size: read with
fontTools 4 from the table hmtx, as the Open Type specification names it. Labels in lighter weights are narrower. A letter
with a sign on it counts as the letter; what is not here counts as the widest letter. Kerning is left out, and a twentieth
is added for another font that a reader's machine may put in place of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

_SIGNS: Final = (
    "\u0131\u2018\u2019\u02bb\u02bc\u02be\u02bf\xa0"  # the dotless i, single quotation marks, ayn and hamza, the space that does not break
)
_WIDTHS: Final = {
    200: " ",
    254: "|¦",
    262: "ij",
    282: "',.:;·lI",
    294: "ľſ",
    324: "!()-[]{}",
    361: "/\\tłfª°",
    373: "r²³¹º",
    438: "*s",
    462: "cz?¿«»",
    482: '"“”x',
    502: "_vyYL",
    513: "#$+0123456789<=>~^¢£¤¥§¬±×÷e",
    523: "agFk",
    558: "hoETXZVS",
    594: "ďAbdnpquðþħP",
    605: "BCKRßÞ¶µ",
    640: "DG&",
    675: "NOQUHØÐĐƏŊ",
    750: "Mw©Ħ",
    800: "W—æ",
    875: "%mÆŒœ½¼¾@ŉ",
    963: "…",
}
_WIDTH: Final = {letter: width for width, letters in _WIDTHS.items() for letter in letters} | dict.fromkeys(_SIGNS, 282)
_WIDEST: Final = 1222
_SPARE: Final = 1.05


def width(words: str, size: float) -> float:
    """The width of a line in the unit of ``size``, which is the size of the type; never less than what is drawn."""
    return sum(map(_letter, normalize("NFC", words))) * size * _SPARE / 1000


def _letter(letter: str) -> int:
    if letter in _WIDTH:
        return _WIDTH[letter]
    return _WIDTH.get(normalize("NFD", letter)[0], _WIDEST)


def lines(words: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """Words in lines no wider than ``room``, at most ``most`` of them; what does not fit is cut, with an ellipsis."""
    found: list[str] = []
    for word in words.split():
        if found and width(f"{found[-1]} {word}", size) <= room:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    if len(found) > most:
        found = [*found[: most - 1], f"{found[most - 1]} …"]
    return tuple(_cut(line, size, room) for line in found)


Run = tuple[str, float]  # words, and the size they are set in


def flow(runs: Sequence[Run], room: float, most: int) -> tuple[tuple[Run, ...], ...]:
    """Runs of words one after the other in lines no wider than ``room``, at most ``most``; what does not fit is cut, with an ellipsis."""
    found: list[list[Run]] = []
    left = 0.0
    for text, size in runs:
        for word in text.split():
            wide = width(f" {word}", size)
            if not found or wide > left:
                found.append([(_cut(word, size, room), size)])
                left = room - width(found[-1][0][0], size)
                continue
            before, same = found[-1][-1], found[-1][-1][1] == size
            found[-1][-1:] = [(f"{before[0]} {word}", size)] if same else [before, (f" {word}", size)]
            left -= wide
    if len(found) > most:
        last = found[most - 1]
        while len(last) > 1 and sum(width(*run) for run in last[:-1]) + width("…", last[-1][1]) > room:
            last.pop()
        text, size = last[-1]
        last[-1] = (_cut(f"{text} …", size, room - sum(width(*run) for run in last[:-1])), size)
    return tuple(tuple(line) for line in found[:most])


def _cut(line: str, size: float, room: float) -> str:
    if width(line, size) <= room:
        return line
    kept = line.removesuffix(" …")
    while kept and width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
