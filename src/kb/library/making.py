"""Makes everything that a build hands over, pages and data files, spread over the processors, and keeps it on the disk.

``Library.make`` calls it. The outline of each page is kept in the ``Site``, so that nothing else knows of the workers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from kb.library.spooling import Kept, Spool
from kb.library.spreading import spread
from kb.pages import Outline, Page, Site, data_file

Files = Mapping[str, bytes]


def make(
    site: Site, data: Sequence[Callable[[], Files]], spool: Spool, done: Callable[[int, int], object]
) -> tuple[dict[str, Kept], list[str]]:
    """Make the pages of a site, and files; each of ``data`` makes some.

    Where the words of each page are kept, by its address, and the paths of all files come back.

    ``done`` hears how many more pieces of work are done, and of how many.
    """
    chapters = site.apart()
    jobs: list[Callable[[], Any]] = [partial(_written, maker, spool) for maker in data]
    jobs += [partial(_kept, pages, spool) for _, pages in chapters]
    made = spread(jobs, lambda more: done(more, len(jobs)))
    words: dict[str, Kept] = {}
    files = [path for paths in made[: len(data)] for path in paths]

    def take(urls: tuple[str, ...], outlines: Sequence[Outline], kept: Sequence[Kept]) -> None:
        site.take(urls, outlines)
        words.update({one.page.url: where for one, where in zip(outlines, kept, strict=True)})
        files.extend(path for one in outlines for path in one.files)

    for (urls, _), found in zip(chapters, made[len(data) :], strict=True):
        take(urls, *found)
    for urls, pages in site.after():
        take(urls, *_kept(pages, spool))
    return words, files


def _kept(pages: Callable[[], Sequence[Page]], spool: Spool) -> tuple[list[Outline], list[Kept]]:
    """The outlines of pages, and where their words are kept; their data files are kept too."""
    made = pages()
    for page in made:
        spool.write({path: data_file(data) for path, data in page.files})
    return [Outline.of(page) for page in made], spool.keep(page.html for page in made)


def _written(make_files: Callable[[], Files], spool: Spool) -> list[str]:
    return spool.write(make_files())
