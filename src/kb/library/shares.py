"""Which part of the work of a build is done where, when one build is cut over several machines.

Chapters and data files stand in an order that the content alone decides, and go round: the first to the first shard, the second to the
second. So no shard has more than one of a kind more than another, and lists and hubs, which cost most, stand apart. ``Library.make``
asks it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

T = TypeVar("T")

MOST: Final = 1000
_WRITTEN: Final = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Share:
    """One of so many shares of a build, counted from 1; ``last`` also makes what follows from all others, such as the receipt."""

    number: int
    of: int
    last: bool = False

    @classmethod
    def read(cls, written: str) -> Share:
        """The share that ``2/4`` names. Raises ``ValueError``."""
        found = _WRITTEN.fullmatch(written)
        number, of = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= number <= of <= MOST:
            raise ValueError(written)
        return cls(number, of)

    def dealt(self, everything: Sequence[T]) -> list[T]:
        """What of all falls to this share, in the same order."""
        return list(everything[self.number - 1 :: self.of]) if self.number else []

    def __str__(self) -> str:
        """As it is written: ``2/4``."""
        return f"{self.number}/{self.of}"


WHOLE: Final = Share(1, 1, last=True)
REST: Final = Share(0, 1, last=True)  # what is left when every shard has done its own
