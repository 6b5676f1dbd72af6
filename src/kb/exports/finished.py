"""The proof on the finished files of a site: every fact still stands there, and all of it is one state of the content.

The counts of the receipt are taken from the pages before the host dresses them. A page written by hand could take the place of one of
them afterwards, and a page of an earlier build could have stayed; so the files themselves are asked last. ``library`` calls it when a
site is published, and for ``kb verify``. It reads no file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kb.exports.counting import cited_facts
from kb.exports.packs import each_fact

CONTENT: Final = "data/content.sha256"
_FOOT: Final = re.compile(r'class="kb-receipt[^>]*>.*?· content ([0-9a-f]{12}) ·', re.DOTALL)
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


def site_faults(texts: Mapping[str, str | None], facts: Iterable[str], content: str) -> Iterator[str]:
    """A sentence for everything that the finished files lack of a base.

    ``texts`` maps every file (forward slashes) to its text if it is HTML, ``facts`` are the ids of the facts that must be shown,
    ``content`` is the hash of the content, 64 hexadecimal digits.
    """
    shown: set[str] = set()
    for path, text in texts.items():
        if text is not None and not path.startswith("articles/"):
            shown |= cited_facts(text)
    wanted = set(facts)
    if lost := sorted(wanted - shown):
        named = ", ".join(lost[:_NAMED]) + (f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else "")
        yield f"{len(lost)} of {len(wanted)} facts stand on no finished page: {named}."
    if content not in (texts.get("receipt/index.html") or ""):
        yield f"receipt/index.html does not name the content {content[:12]}."
    for path, text in sorted(texts.items()):
        said = _FOOT.search(text) if text else None
        if said and said[1] != content[:12]:
            yield f"{path}: its foot names the content {said[1]}, and the site is of {content[:12]}."
