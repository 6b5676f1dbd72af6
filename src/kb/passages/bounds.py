"""How large the text of one file may be: what stays within these bounds is rendered and read in documented time (the guide, "Limits").

The bounds are counted, never timed: the same text is taken or refused on every machine. A Markdown parser looks at the signs
of one paragraph together, so it is the paragraph that must be bounded, and not the text alone. ``articles`` and ``notes`` ask.
"""

from __future__ import annotations

import re
from typing import Final

from kb.source import Divided, Flaw, Place

LONGEST: Final = 6_000_000  # characters of a text: a book of a million words
MOST_LINES: Final = 100_000
MOST_SIGNS: Final = 1_000_000  # a parser tries each of them; prose has one in a hundred characters
SIGNS: Final = "!&()*<>[\\]^_`|~"  # what Markdown may read as more than itself (CommonMark 0.31.2, chapter 6; tables; footnotes)
LONGEST_PARAGRAPH: Final = 50_000  # characters between two empty lines: some thirty pages
_EMPTY: Final = re.compile(r"\n[ \t]*(?=\n)")


def beyond(path: str, divided: Divided) -> Flaw | None:
    """The flaw of a text that is larger than the bounds, at the line where it is; None for any other."""
    body, first = divided.body, Place(path, divided.body_line)
    if len(body) > LONGEST:
        return Flaw("too-large", first, f"The text has {len(body):,} characters.", f"A text may have {LONGEST:,}: divide it.")
    lines = body.count("\n")
    if lines > MOST_LINES:
        return Flaw("too-large", first, f"The text has {lines:,} lines.", f"A text may have {MOST_LINES:,}: divide it.")
    signs = sum(map(body.count, SIGNS)) if len(body) > MOST_SIGNS else 0
    if signs > MOST_SIGNS:
        fact = f"The text has {signs:,} signs that Markdown may read as more than themselves ({' '.join(SIGNS)})."
        return Flaw("too-large", first, fact, f"A text may have {MOST_SIGNS:,}: divide it, or look what came to stand there.")
    at = 0
    for end in [*(found.end() for found in _EMPTY.finditer(body)), len(body)]:
        if end - at > LONGEST_PARAGRAPH and (length := len(body[at:end].strip("\n"))) > LONGEST_PARAGRAPH:
            start = end - len(body[at:end].lstrip("\n"))
            place = Place(path, divided.body_line + body.count("\n", 0, start))
            fact = f"A paragraph begins here that has {length:,} characters to the next empty line."
            return Flaw("too-large", place, fact, f"A paragraph may have {LONGEST_PARAGRAPH:,}: put empty lines where the text has them.")
        at = end
    return None
