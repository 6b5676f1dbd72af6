"""Words as a search compares them: the same function as ``fold.js``, letter for letter.

Not to be taken for ``passages.reading.fold``, which keeps case and diacritics because a quote is matched by it: this one
throws away whatever a reader may leave out when typing a name. Every room that compares names may call it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

_LONGEST_PROPOSED: Final = 60  # characters of an id that is made from a name or title

# Written as code points: many of these signs look alike.
_DROPPED: Final = frozenset("\u0621\u0640'\u2018\u2019\u201a\u201b\u2032\u00b4`.\"\u201c\u201d\u201e\u201f\u2033") | frozenset(
    map(chr, range(0x2B0, 0x300))
)
_LETTERS: Final = {
    "\u0131": "i",
    "\u0259": "a",  # the Azerbaijani letter, as English texts write it: Aliyev
    "\u00f8": "o",
    "\u0142": "l",
    "\u0111": "d",
    "\u00f0": "d",
    "\u00fe": "th",
    "\u00df": "ss",
    "\u00e6": "ae",
    "\u0153": "oe",
    "\u03c2": "\u03c3",
    "\u0649": "\u064a",  # Arabic alif maqsura and Persian ye as Arabic ya, Persian kaf as Arabic kaf
    "\u06cc": "\u064a",
    "\u06a9": "\u0643",
    "\u0629": "\u0647",  # ta marbuta and two further forms as ha
    "\u06be": "\u0647",
    "\u06d5": "\u0647",
}

# What search_key does with the letters of ASCII, which no Unicode form changes.
_PLAINLY: Final = {
    code: None if chr(code) in _DROPPED else chr(code).lower() if unicodedata.category(chr(code))[0] in "LN" else " " for code in range(128)
}


def search_key(text: str) -> str:
    """Lower case, without diacritics and apostrophes, every other sign a space: ``al-ʿAdnānī`` is ``al adnani``."""
    if text.isascii():
        return " ".join(part for part in text.translate(_PLAINLY).split(" ") if part)
    letters = []
    for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower()):
        if letter in _DROPPED or unicodedata.category(letter)[0] == "M":
            continue
        mapped = _LETTERS.get(letter, letter)
        letters.append(mapped if unicodedata.category(letter)[0] in "LN" else " ")
    return " ".join(part for part in "".join(letters).split(" ") if part)


def in_latin(text: str) -> str:
    """The key of a name in another script, in Latin letters; empty if it is in Latin letters already."""
    if text.isascii():
        return ""
    key = search_key(text)
    latin = search_key(anyascii(text))
    return latin if latin != key and not key.isascii() else ""


def proposed_id(words: str, most: int | None = None) -> str:
    """An id made from a name or title: ASCII, lower case, cut at a word, at most so many words; empty where no letter is left."""
    cut = ""
    for part in re.findall("[a-z0-9]+", search_key(anyascii(words)))[:most]:
        if cut and len(cut) + 1 + len(part) > _LONGEST_PROPOSED:
            break
        cut = f"{cut}-{part}" if cut else part[:_LONGEST_PROPOSED]
    return cut
