"""Which leaves of a page are the article: ``trafilatura`` finds the main text, the page itself gives the words.

What it finds is a hint where the text is; its own copy of the words is not used, because it mends and drops. Everything
that stands between its paragraphs is the article too, unless it is furniture. What is left out is given back with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from kb.findings import Refusal
from kb.importing.flow import Page
from kb.importing.text import Leaf, LeftOut, Why, squeezed
from kb.importing.tree import missing

_FURNITURE: Final = frozenset(
    {"nav", "aside", "footer", "form", "button", "select", "option", "textarea", "label", "fieldset", "dialog", "menu", "search"}
)
_LABELS: Final = re.compile(
    r"(?<![a-z])(?:share|sharing|sharedaddy|social|socials|related|recommended|recommendations|comments?|commentlist|respond|disqus|cookies?|"
    r"consent|gdpr|newsletter|subscribe|subscription|signup|paywall|promo|promotion|advert|advertisement|ads?|sponsor|sponsored|breadcrumbs?|"
    r"pagination|pager|navigation|navbar|menu|sidebar|widget|toolbar|tags|taglist|trending|popular|most-read|mostread|read-?more|skip-link|"
    r"screen-reader-text|sr-only|visually-hidden|pingbacks?|trackbacks?|complementary|banner|contentinfo|outbrain|taboola|jp-relatedposts|footer|copyright|masthead|imprint)(?![a-z])"
)
_MOST: Final = 0.9  # the container is the smallest element with this share of what was found
_SHORT: Final = 25  # a leaf this short was found only if it is the whole of a paragraph that was found
_ALL_LINKS: Final = 0.8
_BYLINE: Final = re.compile(r"(?<![a-z])(?:byline|dateline|author|authors|writer|contributor|post-meta|entry-meta|article-meta)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Guess:
    """What ``trafilatura`` says of a page: hints to look for, never words to keep."""

    body: tuple[str, ...]
    whole: str
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    site: str = ""


def guess(html: str, address: str) -> Guess:
    """Ask ``trafilatura`` where the main text is, and what it takes for title, authors, date and site."""
    try:
        import trafilatura  # noqa: PLC0415 - heavy, and only this command needs it
    except ImportError:
        raise missing() from None
    found: Any = trafilatura.bare_extraction(
        html.replace("\0", ""),
        url=address or None,
        include_comments=False,
        include_formatting=False,
        include_links=False,
        with_metadata=True,
    )
    if found is None or found.body is None:
        return Guess((), "")
    parts = tuple(text for one in found.body.iter() if isinstance(one.tag, str) and (text := squeezed("".join(one.itertext()))))
    names = tuple(name.strip() for name in str(found.author or "").split(";") if name.strip())
    return Guess(parts, squeezed("".join(found.body.itertext())), found.title or "", names, found.date or "", found.sitename or "")


def choose(page: Page, hint: Guess, keep: Iterable[int] = ()) -> tuple[list[int], list[tuple[int, Why]]]:
    """The numbers of the leaves that are the article, and of the others with the reason; ``keep`` are footnotes that it points to.

    Raises ``Refusal`` where no article was found.
    """
    pieces = set(hint.body)
    found = [number for number, leaf in enumerate(page.leaves) if not _hidden(page, leaf) and _found(leaf, pieces, hint.whole)]
    if not found:
        raise Refusal(
            "No article was found on the page: only menus, lists of links or a few words.",
            "If it holds one, save the text alone as a plain text file and import that.",
        )
    container = _container(page, found)
    known, noted = set(found), set(keep)
    kept: list[int] = []
    left: list[tuple[int, Why]] = []
    for number, leaf in enumerate(page.leaves):
        inside = leaf.path[: len(container)] == container
        why: Why | None = None
        if number in noted:
            pass
        elif _hidden(page, leaf):
            why = "hidden"
        elif _is_furniture(page, leaf, len(container) if inside else 2):
            why = "furniture"
        elif number not in known:
            why = "outside" if not inside else "furniture" if _only_links(leaf) else None
        kept.append(number) if why is None else left.append((number, why))
    return kept, left


def left_out(page: Page, numbered: Iterable[tuple[int, Why]]) -> tuple[LeftOut, ...]:
    """The leaves that were left out, as words."""
    return tuple(LeftOut(page.leaves[number].text, why) for number, why in sorted(numbered))


def is_byline(page: Page, leaf: Leaf) -> bool:
    """Whether the page itself labels a leaf as the line of authors or date."""
    return any(_BYLINE.search(page.elements[number].labels) or page.elements[number].tag == "time" for number in leaf.path[2:])


def _found(leaf: Leaf, pieces: set[str], whole: str) -> bool:
    words = leaf.squeezed
    return words in pieces or (len(words) > _SHORT and words in whole)


def _container(page: Page, found: list[int]) -> tuple[int, ...]:
    """The smallest element that holds most of what was found, by its letters."""
    weights: Counter[tuple[int, ...]] = Counter()
    for number in found:
        leaf = page.leaves[number]
        for depth in range(1, len(leaf.path) + 1):
            weights[leaf.path[:depth]] += len(leaf.squeezed)
    whole = sum(len(page.leaves[number].squeezed) for number in found)
    return max((path for path, weight in weights.items() if weight >= _MOST * whole), key=lambda path: (len(path), path))


def _hidden(page: Page, leaf: Leaf) -> bool:
    return any(number in page.hidden for number in leaf.path)


def _is_furniture(page: Page, leaf: Leaf, depth: int) -> bool:
    """Whether an element below a depth says by its name that it is no part of the text."""
    return any(page.elements[number].tag in _FURNITURE or _LABELS.search(page.elements[number].labels) for number in leaf.path[depth:])


def _only_links(leaf: Leaf) -> bool:
    return leaf.linked >= _ALL_LINKS
