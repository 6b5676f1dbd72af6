"""Divides a paragraph into sentences, so that a mention can be shown with the words around it.

A full stop ends a sentence when white space and a capital or an opening quotation mark follow, and the word before it
is no abbreviation. The rule is for showing, never for anchoring: a wrong cut loses no words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final

# Possessive, and only from the head of a run of stops: else a hundred thousand dots in a row take time with their square.
_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[”’\"')\]]*+(?=\s++[“‘\"'(\[]?[A-Z0-9])")
_SPACE: Final = re.compile(r"\s*")
_LONGEST: Final = 8  # signs of an abbreviation with its stop, and the one before it
_WORD: Final = re.compile(r"\S+")
_NOT_AN_END: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Col|Gen|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Pres|St|No|Vol|sec|Sec|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|al|Inc|Ltd|cf|e\.g|i\.e|U\.S|U\.N|C\.I\.A))\.$"
)
_BEGINS: Final = re.compile(r"\s+(?:The|This|That|These|It|In|However|He|She|They|A|An|But|As)\b")


def words_of(text: str) -> list[tuple[int, int]]:
    """The spans of the words of a text: what stands between white space."""
    return [found.span() for found in _WORD.finditer(text)]


@lru_cache(maxsize=8_192)  # a paragraph is asked for each name in it, on the page of each name
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the sentences of a paragraph; together they are the paragraph, white space between them aside."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        if _NOT_AN_END.search(text, max(start, found.end() - _LONGEST), found.end()) and not _ends_anyway(text, found.end()):
            continue
        spans.append((start, found.end()))
        after = _SPACE.match(text, found.end())
        start = after.end() if after else found.end()
    if start < len(text):
        spans.append((start, len(text)))
    return tuple(spans)


def _ends_anyway(text: str, end: int) -> bool:
    """After U.S. or U.N. a new sentence begins with an article or pronoun: "to the U.S. The announcement"."""
    return bool(_BEGINS.match(text, end)) and text[end - 2].isupper()


def sentence_at(text: str, offset: int) -> tuple[int, int]:
    """The span of the sentence that holds a character."""
    spans = sentences(text)
    if not spans:
        return (0, len(text))
    return spans[max(0, bisect_right([start for start, _ in spans], offset) - 1)]
