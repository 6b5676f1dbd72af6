"""The proof on the finished files of a site: every fact still stands there, and all of it is one state of the content.

The counts of the receipt are taken from the pages before the host dresses them. A page written by hand could take the place of one of
them afterwards, and a page of an earlier build could have stayed; so the files themselves are asked last. ``library`` calls it when a
site is published, and for ``kb verify``. It reads no file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.exports.packs import each_fact
from kb.pages import cited_facts

CONTENT: Final = "data/content.sha256"
_FOOT: Final = re.compile(r'class="kb-receipt[^>]*>.*?· content ([0-9a-f]{12}) ·', re.DOTALL)
_HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
_RECEIPT: Final = "receipt/index.html"
_NAMED: Final = 5  # facts that one sentence names


def content_hash(hashes: Mapping[str, str]) -> str:
    """One hash of the content: SHA-256 over the path and hash of every content file, in the order of their paths."""
    digest = hashlib.sha256()
    for path, one in sorted(hashes.items()):
        digest.update(f"{path}\0{one}\n".encode())
    return digest.hexdigest()


def facts_of(data: Mapping[str, Any]) -> set[str]:
    """The ids of all facts in ``data/kb.json``."""
    return {fact["id"] for _, fact, _ in each_fact(data)}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a finished page shows of a build: the facts that it cites, and the content that its foot and a receipt name by its hash."""

    facts: frozenset[str]
    foot: str
    receipt: frozenset[str] = frozenset()

    @classmethod
    def on(cls, path: str, text: str) -> Shown:
        """What the page at a path of the site (forward slashes) shows; the words of an article prove no fact that is drawn from it."""
        said = _FOOT.search(text)
        hashes = frozenset(_HASH.findall(text)) if path == _RECEIPT else frozenset()
        return cls(frozenset() if path.startswith("articles/") else cited_facts(text), said[1] if said else "", hashes)


def site_faults(pages: Mapping[str, Shown], facts: Iterable[str], content: str) -> Iterator[str]:
    """A sentence for everything that the finished files lack of a base.

    ``pages`` maps every page (forward slashes) to what it shows, ``facts`` are the ids of the facts that must be shown,
    ``content`` is the hash of the content, 64 hexadecimal digits.
    """
    shown: set[str] = set()
    for page in pages.values():
        shown |= page.facts
    wanted = set(facts)
    if lost := sorted(wanted - shown):
        named = ", ".join(lost[:_NAMED]) + (f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else "")
        yield f"{len(lost)} of {len(wanted)} facts stand on no finished page: {named}."
    if _RECEIPT not in pages or content not in pages[_RECEIPT].receipt:
        yield f"{_RECEIPT} does not name the content {content[:12]}."
    for path, page in sorted(pages.items()):
        if page.foot and page.foot != content[:12]:
            yield f"{path}: its foot names the content {page.foot}, and the site is of {content[:12]}."
