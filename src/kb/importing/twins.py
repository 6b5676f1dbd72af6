"""What a new article is called, and whether the base has it already."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from kb.folding import search_key
from kb.model import Article
from kb.passages import read, render

_SHINGLE: Final = 5  # words in a row
_LIKE: Final = 0.5  # share of the shorter text's shingles from which two texts are said to be near
_SHORT: Final = 24


def suggested_short(title: str, author: str, published: str, taken: Collection[str]) -> str:
    """What citing links say: the author's last printed word and the year, else the first words of the title; unlike all others."""
    year = re.match(r"\d{4}", published)
    words = author.replace("\u00a0", " ").split()
    base = " ".join([words[-1] if words else title, *([year.group()] if year and words else [])])
    if len(base) > _SHORT - 2:
        base = base[: _SHORT - 1].rpartition(" ")[0] or base[: _SHORT - 2]
    base = base.rstrip(" ,:;–—-")
    letters = iter("bcdefghijklmnopqrstuvwxyz")
    found = base
    while found in taken:
        found = f"{base}{next(letters, '')}"[:_SHORT]
    return found


def twins(title: str, url: str, body: str, articles: Iterable[tuple[Article, str]]) -> Iterator[str]:
    """A sentence for each article that may be the same: by its address, its title or its words; ``articles`` with their text."""
    own = _shingles(" ".join(read(paragraph.html).text for paragraph in render(body).paragraphs))
    for article, text in articles:
        if url and article.url and _place(url) == _place(article.url):
            yield f"The article `{article.id}` has the same address."
        elif search_key(title) == search_key(article.title.value):
            yield f"The article `{article.id}` has the same title."
        else:
            other = _shingles(text)
            like = len(own & other) / min(len(own), len(other)) if own and other else 0.0
            if like >= _LIKE:
                yield f"The article `{article.id}` has much of the same text: {like:.0%} of the shorter one, in runs of {_SHINGLE} words."


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = search_key(text).split()
    return {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}


def _place(url: str) -> tuple[str, str, str]:
    """An address without what does not make it another page: scheme, ``www``, the last slash, what a feed adds."""
    parts = urlsplit(url)
    query = "&".join(sorted(one for one in parts.query.split("&") if one and not one.startswith("utm_")))
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), query
