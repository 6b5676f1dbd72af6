"""Which addresses in contributed words may become links: those that a browser opens, that it never runs, and that say where they lead.

An address that may not stays the characters that it is. ``body`` asks for the links of an article, ``pages`` for the address
of the whole text. What an importer keeps of a page is decided in ``importing``.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_WEB: Final = frozenset({"http", "https"})
# A browser drops some of these before it reads an address and takes a backslash for a slash, so what it opens is not what is read
_TREACHEROUS: Final = re.compile("[\x00-\x20\x7f-\x9f\\\\\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def leads_to_the_web(url: str) -> bool:
    """Whether it is a whole http or https address of a named host, with nothing before the host that could be taken for one.

    ``https://bank.example@other.example/`` leads to the second host and reads as the first (RFC 3986, 7.6).
    """
    if _TREACHEROUS.search(url):
        return False
    try:
        parts = urlsplit(url)
        named = parts.hostname
    except ValueError:
        return False
    return parts.scheme.lower() in _WEB and bool(named) and "@" not in parts.netloc


def may_be_a_link(url: str) -> bool:
    """Whether it is an address of the web, of a mailbox, or one within the site: without a scheme, and without a host."""
    if _TREACHEROUS.search(url):
        return False
    if leads_to_the_web(url) or re.match(r"mailto:[^/?]", url, re.IGNORECASE):
        return True
    return not url.startswith("//") and ":" not in re.split("[/?#]", url, maxsplit=1)[0]
