"""From what a reader sees back to the Markdown that an editor typed: where in the body each character of a paragraph stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_UNSEEN: Final = re.compile(
    r"""\[\^[^\[\]\s]+\]:?  # the mark of a footnote
    |(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)  # the address of a link
    |^[ \t]*(?:>[ ]?|\#{1,6}\s|[-+*]\s|\d+[.)]\s)+  # signs at the head of a line""",
    re.MULTILINE | re.VERBOSE,
)
_NOTHING: Final = "\0"


@lru_cache(maxsize=512)
def origins(markdown: str, lines: tuple[int, int], text: str) -> tuple[int, ...]:
    """The offset in the body of each character of a paragraph's text, and last the offset where the paragraph ends.

    ``lines`` are those of the body that hold the paragraph, as ``Paragraph.lines`` has them.

    Markdown leaves the words in their order and only takes signs out, so each character is the next one like it.
    What has no sign of its own, such as an entity, stands where the sign before it ends.
    """
    first, last = lines
    starts = [0, *(found.end() for found in re.finditer("\n", markdown)), len(markdown)]
    begin, end = starts[min(first, len(starts) - 1)], starts[min(last, len(starts) - 1)]
    raw = _UNSEEN.sub(lambda found: found.group() if _is_read(found.group(), text) else _NOTHING * len(found.group()), markdown[begin:end])
    at = 0
    found: list[int] = []
    for sign in text:
        here = raw.find(sign, at)
        if sign == "\n" and here < 0:
            here = at
        if here < 0:
            found.append(begin + at)
            continue
        found.append(begin + here)
        at = min(here + 1, len(raw))
    return (*found, begin + at)


def _is_read(sign: str, text: str) -> bool:
    """Whether a mark or an address stands in the text after all: the mark of no footnote, what only looks like a link."""
    return sign.startswith(("[", "(")) and sign.removesuffix(":") in text
