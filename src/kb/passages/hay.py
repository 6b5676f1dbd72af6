"""The paragraphs in which words are looked for: which of them hold some words, and which can hold words near to them.

Holds no meaning of its own: it says where a closer look is worth its time, so that ten thousand quotes are looked up
in seconds. ``anchoring`` makes it from a text as it is read and from the same text folded, ``nearest`` asks it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_WORD: Final = re.compile(r"\w\w+")
_WHOLE_WORD: Final = re.compile(r"(?<=\W)\w\w+(?=\W)")  # in a piece of a text: what surely is a whole word of the text
_SHORT: Final = 20_000  # characters: so few are read through sooner than their words are looked up
_SHORTEST: Final = 6  # letters: shorter pieces stand in most paragraphs, and looking for so many takes longer than looking closely
_SHARING: Final = 12  # paragraphs that are looked at because they share words
_RUN: Final = 4  # letters
_ENOUGH: Final = 6  # of so many runs of a quote one must stand in a paragraph: with a slip in every fifth letter, one of five does


@dataclass(frozen=True)
class Hay:
    """Paragraphs in their order. ``gap`` stands between two of them in ``whole``."""

    paragraphs: tuple[str, ...]
    gap: str = "\n"

    @cached_property
    def whole(self) -> str:
        """All paragraphs in one."""
        return self.gap.join(self.paragraphs)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset of each paragraph in ``whole``."""
        offsets, at = [], 0
        for paragraph in self.paragraphs:
            offsets.append(at)
            at += len(paragraph) + len(self.gap)
        return tuple(offsets)

    @cached_property
    def _runs(self) -> tuple[frozenset[str], ...]:
        """For each paragraph its runs of letters."""
        return tuple(frozenset(one[at : at + _RUN] for at in range(len(one) - _RUN + 1)) for one in self.paragraphs)

    @cached_property
    def _by_word(self) -> dict[str, tuple[int, ...]]:
        """For each word the paragraphs that hold it."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, paragraph in enumerate(self.paragraphs):
            for word in set(_WORD.findall(paragraph)):
                found[word].append(index)
        return {word: tuple(indices) for word, indices in found.items()}

    def holding(self, words: str) -> list[int]:
        """The paragraphs that hold these words, in their order."""
        if len(self.whole) < _SHORT:
            return [index for index, paragraph in enumerate(self.paragraphs) if words in paragraph]
        inside = _WHOLE_WORD.findall(words)
        if inside:
            fewest = min((self._by_word.get(word, ()) for word in inside), key=len)
            return [index for index in fewest if words in self.paragraphs[index]]
        found: list[int] = []
        at = self.whole.find(words)
        while at >= 0:
            index = bisect_right(self.starts, at) - 1
            if words in self.paragraphs[index]:  # else they run over its end
                found.append(index)
            if index + 1 == len(self.starts):
                break
            at = self.whole.find(words, self.starts[index + 1])
        return found

    def within(self, parts: Sequence[str], edits: int) -> Collection[int] | None:
        """The paragraphs that can hold the parts with so many letters put in or left out; None where that cannot be told quickly.

        Of ``edits + 1`` pieces that do not overlap, one at least is left as it was: each edit changes one piece at most.
        So a paragraph that holds no piece is further away (the pigeonhole principle, as in approximate string matching).
        """
        size = sum(map(len, parts)) // (edits + 1)
        while size >= _SHORTEST and sum(len(part) // size for part in parts) <= edits:
            size -= 1
        if size < _SHORTEST:
            return None
        pieces = [part[at : at + size] for part in parts for at in range(0, len(part) - size + 1, size)]
        return sorted({index for piece in pieces[: edits + 1] for index in self.holding(piece)})

    def sharing(self, parts: Sequence[str]) -> Collection[int]:
        """The paragraphs that share most words with the parts, rare and long words before others.

        Where no word is shared (each has a slip, or the script has no spaces), those that share most short runs of letters.
        """
        weights: dict[int, float] = defaultdict(float)
        for word in {word for part in parts for word in _WORD.findall(part)}:
            indices = self._by_word.get(word, ())
            for index in indices:
                weights[index] += len(word) / len(indices)
        if not weights:
            weights |= self._sharing_runs({part[at : at + _RUN] for part in parts for at in range(len(part) - _RUN + 1)})
        return sorted(sorted(weights, key=lambda index: (-weights[index], index))[:_SHARING])

    def _sharing_runs(self, runs: set[str]) -> dict[int, int]:
        """The paragraphs that hold enough of these short runs of letters, and how many; of none, each is as good as another."""
        held = {index: len(here & runs) if runs else 1 for index, here in enumerate(self._runs)}
        return {index: shared for index, shared in held.items() if shared * _ENOUGH >= len(runs)}
