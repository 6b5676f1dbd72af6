"""Makes everything that a build hands over, pages and data files, spread over the processors.

What is made is kept where it would be kept if it had been made when it was asked for; so nothing else knows of the workers.
``Library.make`` calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import partial
from typing import Any, Final

from kb.library.spreading import spread
from kb.pages import Site

Files = Mapping[str, bytes]
Maker = Callable[[], dict[str, bytes]]

PASSAGES: Final = "articles/"  # how the paths of the references of passages begin
AFTER: Final = ("data/build.json", "data/annotations.jsonld")  # they are made from the pages
_FEW: Final = 20  # articles of which the references of passages are made together


def make(
    site: Site,
    data: MutableMapping[str, Maker],
    passages: Callable[[Sequence[str]], Files],
    articles: Sequence[str],
    done: Callable[[int, int], object],
) -> None:
    """Make the pages of the site, and the files of ``data``, by how their paths begin, and of ``passages``, by article.

    ``done`` hears how many more pieces of work are done, and of how many.
    """
    makers = list(dict.fromkeys(maker for start, maker in data.items() if start not in AFTER))
    chapters = site.apart()
    few = [articles[at : at + _FEW] for at in range(0, len(articles), _FEW)]
    jobs: list[Callable[[], Any]] = [*makers, *(pages for _, pages in chapters), *(partial(passages, one) for one in few)]
    made = iter(spread(jobs, lambda more: done(more, len(jobs))))
    found = {maker: next(made) for maker in makers}
    for start, maker in data.items():
        if maker in found:
            data[start] = partial(dict, found[maker])
    for urls, _ in chapters:
        site.take(urls, next(made))
    data[PASSAGES] = partial(dict, {path: content for files in made for path, content in files.items()})
