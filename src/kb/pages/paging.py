"""Long sections go on over several pages: nothing is cut off, and no page grows without bound.

A section is given as groups of lines. What a page can bear stays on it; the rest stands on pages of its own, at
``<page>/<section>/2/`` and on, each with links to the one before and after. The pages of actors and places call it,
and through ``runs`` those that stand for the whole base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, Protocol, Self, TypeVar

from kb.pages.outlines import Outline
from kb.pages.page import Chip, Link, Page, Part, render

WHOLE: Final = 300  # lines that a page bears without being divided
FIRST: Final = 40  # lines of each section on a page that is divided
TALL: Final = 10  # of a section whose lines are tall
SHEET: Final = 200  # lines on each page that goes on with a section, where its lines are not tall


class Lines(Protocol):
    """A group of lines that can be given in parts."""

    def __len__(self) -> int:
        """How many lines it has."""
        ...

    def cut(self, first: int, last: int) -> Self:
        """The same group with its lines from ``first`` to before ``last`` only."""
        ...


G = TypeVar("G", bound=Lines)


@dataclass(frozen=True, slots=True)
class Section(Generic[G]):
    """A section before it is printed: its anchor, its heading, its groups, and how to print groups at an address.

    ``first`` and ``sheet`` are how many lines stand on its page and on each page that goes on, where it is divided; a ``sheet`` of 0
    follows from ``first``.
    """

    anchor: str
    heading: str
    groups: Sequence[G]
    show: Callable[[str, Sequence[G]], str]
    searched: bool = True
    first: int = FIRST
    sheet: int = 0
    chips: Callable[[Sequence[G]], list[Chip]] = lambda _: []

    def __len__(self) -> int:
        """How many lines it has."""
        return sum(len(group) for group in self.groups)

    def cut(self, first: int, last: int) -> list[G]:
        """The groups with the lines from ``first`` to before ``last``."""
        found, at = [], 0
        for group in self.groups:
            start, end = max(first - at, 0), min(last - at, len(group))
            if start < end:
                found.append(group.cut(start, end))
            at += len(group)
        return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which lines of how many a page holds, the first being 1, and where the other stretches stand."""

    first: int
    last: int
    of: int
    url: str
    says: str = ""  # its first and last line in words, where the lines have an order that a reader can follow


def lay_out(page: Page, sections: Sequence[Part | Section[Any]]) -> tuple[Page, list[Page]]:
    """The page with its sections, and the pages on which those go on that are too long for it; empty sections are left out."""
    lines = [len(section) for section in sections if isinstance(section, Section)]
    whole = sum(lines) <= WHOLE
    parts: list[Part] = []
    more: list[Page] = []
    for section in sections:
        if isinstance(section, Part):
            parts.append(section)
            continue
        if not len(section):
            continue
        stretches = [Stretch(1, len(section), len(section), page.url)] if whole else list(_stretches(section, page.url))
        parts.append(_part(section, stretches, 0))
        more += go_on(page, section, stretches)
    return replace(page, parts=(*page.parts, *parts)), more


def divided(section: Section[G], url: str, says: Callable[[int], str]) -> list[Stretch]:
    """The stretches of a section that is divided whatever else its page holds; ``says`` puts the line of a number in a few letters."""
    return [replace(one, says=_from_to(says(one.first - 1), says(one.last - 1))) for one in _stretches(section, url)]


def part_of(section: Section[G], stretches: Sequence[Stretch]) -> Part:
    """What stands of a section on the page where it begins."""
    return _part(section, stretches, 0)


def go_on(page: Page, section: Section[G], stretches: Sequence[Stretch]) -> list[Page]:
    """The pages on which a section of a page goes on."""
    return [_page(page, section, stretches, at) for at in range(1, len(stretches))]


def moved(outlines: Iterable[Outline]) -> dict[str, str]:
    """Where lines stand that do not stand on the page of their section: its address with their anchor, to theirs."""
    found: dict[str, str] = {}
    for one in outlines:
        if one.lines:
            whole = "/".join(one.page.url.split("/")[:-3])
            found |= {f"{whole}/#{anchor}": f"{one.page.url}#{anchor}" for anchor in one.lines}
    return found


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}" if first and last else ""


def _stretches(section: Section[G], url: str) -> Iterator[Stretch]:
    many = len(section)
    first, sheet = section.first, section.sheet or SHEET * section.first // FIRST
    yield Stretch(1, min(first, many), many, url)
    for number, start in enumerate(range(first, many, sheet), start=2):
        yield Stretch(start + 1, min(start + sheet, many), many, f"{url}{section.anchor}/{number}/")


def _part(section: Section[G], stretches: Sequence[Stretch], at: int) -> Part:
    here = stretches[at]
    html = section.show(here.url, section.cut(here.first - 1, here.last))
    if len(stretches) > 1:
        html += render("stretches.html", here.url, here=here, stretches=stretches, anchor=section.anchor, section=section.heading)
    return Part(section.anchor, section.heading, html, searched=section.searched)


def _page(page: Page, section: Section[G], stretches: Sequence[Stretch], at: int) -> Page:
    here = stretches[at]
    sub = f"lines {here.first:,} to {here.last:,} of {here.of:,}"
    chips = section.chips(section.cut(here.first - 1, here.last))
    back = Link(f"{page.url}#{section.anchor}", page.title)
    lead = render("continued.html", here.url, back=back, sub=sub, chips=chips)
    title = f"{page.title}: {section.heading}, {here.first:,}–{here.last:,}"
    description = f"{page.title}, {section.heading}: {sub}."
    return Page(here.url, title, lead, (_part(section, stretches, at),), description=description, source=page.source, kind="continued")
