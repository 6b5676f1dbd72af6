"""What an imported text is made of: leaves with their words, in the order of the page, and why some of them are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

BLANK: Final = " \t\n\r\f"  # white space that a page may set as it likes; a no-break space is none of it
Why = Literal["title", "authors", "published", "furniture", "hidden", "outside", "footnote mark", "running head"]
SAID: Final[dict[Why, str]] = {
    "title": "the title",
    "authors": "the line with the authors",
    "published": "the line with the date",
    "furniture": "furniture of the page",
    "hidden": "hidden on the page",
    "outside": "outside the main text",
    "footnote mark": "the number or back link of a footnote",
    "running head": "a line that every page repeats",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style. ``mark`` is the label of a footnote, in whose stead no words stand; ``target`` a place on the page."""

    text: str
    em: bool = False
    strong: bool = False
    href: str = ""
    mark: str = ""
    target: str = ""
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A paragraph, heading or cell: words that stand together.

    ``around`` are the quotes and lists that it stands in, outermost first: ``quote#3``, ``ul#4``, ``ol#4``, ``li#7``, each
    with a number that tells two of them apart. ``heading`` is the level, 0 for none. ``path`` are the numbers of its
    elements from the root, ``note`` the label of the footnote that it is.
    """

    runs: tuple[Run, ...]
    path: tuple[int, ...] = ()
    around: tuple[str, ...] = ()
    heading: int = 0
    note: str = ""
    pre: bool = False

    @property
    def text(self) -> str:
        """The words, marks of footnotes aside."""
        return "".join(run.text for run in self.runs)

    @property
    def squeezed(self) -> str:
        """The words without any white space, for comparison."""
        return squeezed(self.text)

    @property
    def linked(self) -> float:
        """What share of the words are links, from 0 to 1."""
        whole = len(self.squeezed)
        return sum(len(squeezed(run.text)) for run in self.runs if run.href or run.target) / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the page that the draft does not hold, and why."""

    text: str
    why: Why


def squeezed(text: str) -> str:
    """Text without white space of any kind."""
    return "".join(text.split())


def spaced(text: str) -> str:
    """Text with single spaces, as a reader sees it; no-break spaces stay, but not at its ends, where Markdown drops them."""
    return re.sub(f"[{BLANK}]+", " ", text).strip()


def tidy(runs: Iterable[Run], *, pre: bool = False) -> tuple[Run, ...]:
    """Runs as a page shows them: white space in a row is one space, none at the ends of lines; like runs are one.

    A line feed in a run is a break of the line, where ``pre`` does not say that all of them were written so.
    """
    made: list[Run] = []
    for run in runs:
        text = run.text
        if pre:
            text = re.sub(r"[ \t\r\f]+", " ", text)
        if made and not run.mark and not made[-1].mark and run.text and _style(run) == _style(made[-1]):
            made[-1] = _with(made[-1], made[-1].text + text)
        elif text or run.mark:
            made.append(_with(run, text))
    return _trimmed(made)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Spaces beside other spaces and beside line feeds go, across the borders of runs."""
    kept: list[Run] = []
    last = "\n"
    for run in runs:
        letters: list[str] = []
        for letter in run.text:
            if letter == " " and last in " \n":
                continue
            if letter == "\n" and last == " ":
                kept, letters = _without_last(kept, letters)
                last = letters[-1] if letters else (kept[-1].text[-1] if kept and kept[-1].text else "\n")
            if letter == "\n" and last == "\n":
                continue
            letters.append(letter)
            last = letter
        if letters or run.mark:
            kept.append(_with(run, "".join(letters)))
    while kept and not kept[-1].mark and (end := kept[-1].text.rstrip()) != kept[-1].text:
        if end:
            kept[-1] = _with(kept[-1], end)
            break
        kept.pop()
    while kept and not kept[0].mark and (start := kept[0].text.lstrip()) != kept[0].text:
        if start:
            kept[0] = _with(kept[0], start)
            break
        del kept[0]
    return tuple(kept)


def _without_last(kept: list[Run], letters: list[str]) -> tuple[list[Run], list[str]]:
    if letters:
        return kept, letters[:-1]
    at = next((index for index in range(len(kept) - 1, -1, -1) if kept[index].text), None)
    if at is not None:
        kept[at] = _with(kept[at], kept[at].text[:-1])
        if not kept[at].text and not kept[at].mark:
            del kept[at]
    return kept, letters


def _style(run: Run) -> tuple[bool, bool, str, str, bool]:
    return run.em, run.strong, run.href, run.target, run.raised


def _with(run: Run, text: str) -> Run:
    return Run(text, run.em, run.strong, run.href, run.mark, run.target, run.raised)
