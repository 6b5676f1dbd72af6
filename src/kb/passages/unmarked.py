"""Words written with Markdown as a reader sees them: for a hint or a repair, never to give a quote its place.

An editor who copies from a file instead of a page copies the signs with the words. ``knowledge`` and ``repairs`` ask
what the words are without them.
"""

from __future__ import annotations

import re
from typing import Final

from kb.passages.body import render
from kb.passages.reading import read

_SIGN: Final = re.compile(r"[*_\[\]\\&<>#]|^\s*(?:[-+]|\d+[.)])\s")  # without one of these nothing is Markdown
_MARK: Final = re.compile(r"\[\^[^\[\]\s]+\]:?")  # the mark of a footnote: in a quote it has no footnote to lead to


def unmarked(words: str) -> str:
    """The words as they would be read; the same words where they hold no Markdown."""
    if not _SIGN.search(words):
        return words
    shown = " ".join(read(paragraph.html).text for paragraph in render(_MARK.sub("", words)).paragraphs).strip()
    return words if shown == words.strip() else shown
