"""From bytes to text, with a sentence for what was assumed on the way.

A byte order mark counts first, then what the server or the page says, then UTF-8, then Windows-1252, in which old pages are
written. Names of encodings mean what browsers take them for: ISO-8859-1 is Windows-1252 (WHATWG, Encoding, 4.2).
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from kb.findings import Refusal
from kb.source import UNWANTED

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_IN_PAGE: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]*encoding=["']([A-Za-z0-9_.-]+)""", re.IGNORECASE
)
_LATIN: Final = frozenset({"iso8859-1", "ascii", "latin-1", "iso8859-15", "cp1252"})
_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class Text:
    """Text with line feeds at the ends of lines, and what was assumed, as sentences."""

    text: str
    said: tuple[str, ...] = ()


def decode(data: bytes, declared: str = "", wanted: str = "") -> Text:
    """Read text; ``declared`` is the encoding that the server named, ``wanted`` the one that the editor names.

    Raises ``Refusal`` where the bytes are no text, or not in the encoding that was named.
    """
    if wanted:
        return _finished(_strictly(data, wanted, "the editor"), ())
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _finished(_strictly(data[len(mark) :], name, "its byte order mark"), ())
    if b"\0" in data[:_HEAD]:
        raise Refusal("This is no text: it holds NUL bytes.", "Name a saved page, plain text, Markdown or a PDF; or its --encoding.")
    found = _IN_PAGE.search(data[:_HEAD])
    named = declared or ((found.group(1) or found.group(2)).decode("ascii") if found else "")
    if named and _known(named):
        text = _tried(data, named)
        if text is not None:
            return _finished(text, ())
        other = _tried(data, "utf-8")
        if other is not None:
            return _finished(other, (f"The page says that it is in {named}, and is not; it is valid UTF-8 and was read so.",))
    text = _tried(data, "utf-8")
    if text is not None:
        return _finished(text, ())
    text = _tried(data, "cp1252")
    if text is None:
        raise Refusal("The encoding of the text is not known: it is neither UTF-8 nor Windows-1252.", "Name it with --encoding.")
    why = f"The page says {named}, and its bytes are not in it" if named else "Nothing says in which encoding the text is"
    return _finished(text, (f"{why}; it was read as Windows-1252. Look at its accents, dashes and quotation marks.",))


def _strictly(data: bytes, name: str, who: str) -> str:
    if not _known(name):
        raise Refusal(f"“{name}” is no encoding that is known here.", "Name one, such as utf-8 or windows-1251.")
    text = _tried(data, name)
    if text is None:
        raise Refusal(f"The text is not in {name}, the encoding that {who} names.", "Name another with --encoding.")
    return text


def _known(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)  # noqa: SLF001 - the only way to tell `hex` and `zip` from encodings of text
    except LookupError:
        return False


def _tried(data: bytes, name: str) -> str | None:
    real = codecs.lookup(name).name
    try:
        return data.decode("cp1252" if real in _LATIN else name)
    except UnicodeError:
        return None


def _finished(text: str, said: tuple[str, ...]) -> Text:
    return Text(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), said)


def without_unwanted(text: str) -> tuple[str, str]:
    """Text without the characters that a content file may not hold, and a sentence on what was taken out, or nothing."""
    found = Counter(UNWANTED.findall(text))
    if not found:
        return text, ""
    named = ", ".join(f"U+{ord(sign):04X} ×{count}" for sign, count in sorted(found.items()))
    clean = UNWANTED.sub(lambda sign: " " if sign.group() in "\u2028\u2029\x0b\x0c" else "", text)
    return clean, f"Invisible characters that content files may not hold were taken out: {named}."
