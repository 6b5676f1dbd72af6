"""What is known of a page after its words are written away: where it stands, what it is called, and what it shows.

A build makes thousands of pages and keeps none of their words in memory. ``Site`` keeps the outline of each; ``exports`` counts in
them, ``plugin`` names the pages to the host by them, and a build after an edit remembers them from the build before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

from kb.pages.page import Page

_CITED: Final = re.compile(r'<a class="kb-cite" data-fact="([^"]+)"')
_DIFFERENCE: Final = re.compile(r'<li class="kb-difference"[^>]* data-difference="([^"]+)"')
_LINE: Final = re.compile(r'<li class="kb-fact" id="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Outline:
    """A page without its words: ``page`` has neither lead nor tail, and its sections have no HTML.

    ``digest`` is that of its words but for the version that references name, ``facts`` are the ids of the facts that it cites,
    ``differences`` those of the differences that it lists, ``lines`` the anchors on a page at which a section goes on, and ``files`` the
    paths of the data files that its scripts load.
    """

    page: Page
    digest: str = ""
    facts: frozenset[str] = frozenset()
    differences: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, page: Page, version: str = "") -> Outline:
        """The outline of a page; ``version`` is that of the content, which the page may name."""
        html = page.html
        words = html.replace(version, "\0") if version else html
        return cls(
            replace(page, lead="", tail="", parts=tuple(replace(part, html="") for part in page.parts), files=()),
            blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
            cited_facts(html),
            frozenset(_DIFFERENCE.findall(html)),
            tuple(anchor for part in page.parts for anchor in _LINE.findall(part.html)) if page.kind == "continued" else (),
            tuple(path for path, _ in page.files),
        )


def cited_facts(html: str) -> frozenset[str]:
    """The ids of the facts that the citing links of a page name."""
    return frozenset(fact for cited in _CITED.findall(html) for fact in cited.split())
