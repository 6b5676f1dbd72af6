"""The tags and texts of finished HTML, read by one regular expression: in a fifth of the time that the standard library takes.

It reads only what is written plainly, as templates write it; for anything else it gives nothing, and the caller asks
``html.parser``. What it gives is what ``html.parser`` gives. It judges nothing and mends nothing. ``checks`` and the
host's search in ``plugin`` call it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Final, NamedTuple

# No repetition gives back what it has taken (``++``, ``*+``): there is one way only to read what is written plainly.
_ATTRIBUTES: Final = r"""(?:\s++[^\s/>=<"'`]++(?:=(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++(?=[\s>])))?)*+"""
_WHOLE: Final = "|".join(rf"<{name}{_ATTRIBUTES}\s*+>[^<]*+(?:<(?!/)[^<]*+)*+</{name}>" for name in ("script", "style"))
# Text, and then a tag, a whole script or style, or a comment or declaration; or the end.
_PIECE: Final = re.compile(
    rf"([^<]*+)(</[a-zA-Z][a-zA-Z0-9:-]*+>|<(?!script|style|SCRIPT|STYLE)[a-zA-Z][a-zA-Z0-9:-]*+{_ATTRIBUTES}\s*+/?>|{_WHOLE}"
    r"|<!--[^<>-]*+(?:-[^<>-]++)*+-->|<![dD][oO][cC][tT][yY][pP][eE] [a-zA-Z]++>|\Z)"
)
_ATTRIBUTE: Final = re.compile(r"""\s+([^\s/>=<"'`]+)(?:=("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
_NAME: Final = re.compile("[a-zA-Z][a-zA-Z0-9:-]*")

Attributes = tuple[tuple[str, "str | None"], ...]


class Tag(NamedTuple):
    """A tag: its name in small letters, its attributes, and whether it opens an element, closes one, or does both."""

    name: str
    attributes: Attributes = ()
    opens: bool = False
    closes: bool = False


def pieces(html: str) -> list[tuple[str, str]] | None:
    """Each text with the tag, comment or declaration after it, both as they are written; ``None`` where HTML is not written plainly.

    A script or a style sheet is one piece with what it holds. The last tag is empty.
    """
    found: list[tuple[str, str]] = _PIECE.findall(html)
    return found if len("".join(map("".join, found))) == len(html) else None


@lru_cache(maxsize=16_384)  # most tags of a page stand on others too; what leads to one place alone is soon forgotten
def tag(written: str) -> Tag | None:
    """A tag as it is written, read; ``None`` for a comment, a declaration and nothing."""
    if written.startswith("</"):
        return Tag(written[2:-1].lower(), closes=True)
    name = _NAME.match(written, 1)
    if name is None:
        return None
    attributes: list[tuple[str, str | None]] = []
    at = name.end()
    while one := _ATTRIBUTE.match(written, at):
        key, value = one.groups()
        attributes.append((key.lower(), unescape(value[1:-1] if value[0] in "\"'" else value) if value else None))
        at = one.end()
    whole = name.group() in {"script", "style"} or written[at:].strip() == "/>"
    return Tag(name.group().lower(), tuple(attributes), opens=True, closes=whole)
