"""The content-security policy of the pages: what a browser may load and run on them, whatever words stand on them.

A static host sends no headers, so the policy stands in the head of every page. The host's few inline scripts are allowed by
their hashes, which are those of its templates and the same for every content. A page with any other inline script is
refused, and one whose elements would run words by themselves. ``kb.plugin`` calls it, and ``desk`` sends the same policy as a header.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser
from typing import Final

# The host's templates with inline scripts that these sites use. Others (an announcement that can be put away, versions, consent,
# analytics) are not used, and a page with one of them is refused.
TEMPLATES: Final = tuple(f"partials/javascripts/{name}.html" for name in ("base", "palette", "content"))
_INLINE: Final = re.compile(r"<script(?P<attributes>(?:\s[^>]*)?)>(?P<text>.*?)</script", re.DOTALL | re.IGNORECASE)
_DATA: Final = re.compile(r"""\stype\s*=\s*["']?application/(?:ld\+)?json["'\s]?""", re.IGNORECASE)
_LOADED: Final = re.compile(r"\ssrc\s*=", re.IGNORECASE)
# What a page that runs words by itself has somewhere; where it stands decides. Most pages have none of it, and are not read further.
# Letters as numbers (`&#106;`) are written by nobody but those who hide them. Bytes in small letters, and one pattern after the other,
# because each page is asked.
_MAY_RUN: Final = (
    re.compile(rb"on(?<![a-z0-9_-]on)[a-z]+\s*="),
    re.compile(rb"script\s*:"),
    re.compile(rb"srcdoc"),
    re.compile(rb"data:(?:text/[hx]|image/svg|application/xh|application/xml)"),
    re.compile(rb"&(?:colon;|tab;|newline;|#(?:x0*[4-7]|0*(?:6[5-9]|[789]\d|1[01]\d|12[0-2])\b))"),
)
_RUNS: Final = re.compile("(?:java|vb)script:|data:(?:text/(?:html|xml|xsl)|image/svg|application/(?:xhtml|xml))")
_LEADING: Final = frozenset({"href", "xlink:href", "src", "action", "formaction", "data"})
_UNSEEN: Final = dict.fromkeys([*range(33), 127])  # signs that a browser leaves out of an address

# `style-src` needs no exception: the pages have no style attributes, and what scripts set through `element.style` is not
# what it limits. Pictures of the host's icons are data addresses in its style sheets.
_RULES: Final = (
    "default-src 'none'",
    "script-src 'self'{hashes}",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)


def policy(hashes: Iterable[str]) -> str:
    """The policy in one line, as CSP 3 writes it, with the scripts of these hashes allowed where they stand in a page."""
    return "; ".join(_RULES).format(hashes="".join(f" '{one}'" for one in hashes))


def allowed(texts: Iterable[str]) -> tuple[str, ...]:
    """The hashes of the inline scripts in what the host's ``TEMPLATES`` print: ``sha256-…``, in the order of the templates."""
    return tuple(dict.fromkeys(hashed(script) for text in texts for script in inline(text)))


def inline(page: str) -> list[str]:
    """The texts of the scripts that stand in a page and that a browser would run: not those that are loaded, and no JSON."""
    found = [(one["attributes"], one["text"]) for one in _INLINE.finditer(page)]
    return [text for attributes, text in found if not _LOADED.search(attributes) and not _DATA.search(attributes)]


def hashed(script: str) -> str:
    """The hash of a script as a policy names it: SHA-256 of its UTF-8, in base 64 (CSP 3, 2.3.1 `hash-source`)."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"


def strangers(page: str, hashes: Iterable[str]) -> list[str]:
    """The inline scripts of a page that the policy does not allow, each by its beginning."""
    known = frozenset(hashes)
    return [script.strip()[:60] for script in inline(page) if hashed(script) not in known]


def running(page: str) -> list[str]:
    """The attributes of a page that would run words as a script, with the beginning of each: handlers, and addresses that run.

    The policy keeps a browser from running them. They come from no word of a contributor, for a template prints these as text; so a
    page that has one is wrong.
    """
    letters = page.encode("utf-8", "replace").lower()
    if not any(one.search(letters) for one in _MAY_RUN):
        return []
    found = _Running()
    found.feed(page)
    found.close()
    return found.attributes


class _Running(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            address = (value or "").translate(_UNSEEN).lower() if name in _LEADING else ""
            picture = tag == "img" and address.startswith("data:image/")  # a browser runs nothing in a picture
            if name.startswith("on") or name == "srcdoc" or (_RUNS.match(address) and not picture):
                self.attributes.append(f'{name}="{(value or "")[:60]}"')
