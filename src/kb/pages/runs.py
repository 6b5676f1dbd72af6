"""Plain runs of lines for ``paging``: lists that grow with the base, and so go on over several pages.

It cuts lines and knows nothing of what they say. The pages that stand for the whole base call it; those of single actors and places
have groups of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, Self, TypeVar

L = TypeVar("L")
SHORT: Final = 1_000  # lines of about half a kilobyte that a page bears without being divided


@dataclass(frozen=True, slots=True)
class Run(Generic[L]):
    """Lines under one heading, which may be empty; ``whole`` is how many there are when nothing is cut off."""

    heading: str
    lines: tuple[L, ...]
    whole: int

    @classmethod
    def of(cls, lines: Iterable[L], heading: str = "") -> Self:
        """All lines, in one run."""
        kept = tuple(lines)
        return cls(heading, kept, len(kept))

    def __len__(self) -> int:
        """How many lines it has."""
        return len(self.lines)

    def cut(self, first: int, last: int) -> Self:
        """The lines from ``first`` to before ``last``, under the same heading and of the same whole."""
        return replace(self, lines=self.lines[first:last])


def lines_of(runs: Sequence[Run[L]]) -> list[L]:
    """The lines of runs, one after the other."""
    return [line for run in runs for line in run.lines]
