"""Makes everything that a build hands over, pages and data files, spread over the processors, and keeps it on the disk.

``Library.make`` calls it. The outline of each page is kept in the ``Site``, so that nothing else knows of the workers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kb.library.spooling import Kept, Spool
from kb.library.spreading import spread
from kb.pages import Made, Outline, Page, Site, data_file

Files = Mapping[str, bytes]
Notes = Callable[[Page], str]
Chapters = Sequence[tuple[tuple[str, ...], Callable[[], Made]]]
Content = tuple[Site, Notes]
"""The pages, and what makes the annotations of an article of its page."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Pages that were made together: their outlines, and the keys of what they were made from; none where that is not known.

    ``notes`` are the annotations of an article, as they stand in their file.
    """

    outlines: tuple[Outline, ...]
    keys: tuple[str, ...]
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """What was made for a build: the chapters by their addresses, where the words of each page are kept, and the paths of all files."""

    chapters: Mapping[tuple[str, ...], Chapter]
    words: Mapping[str, Kept]
    files: Sequence[str]


def make(  # noqa: PLR0913, PLR0917 - what a build is made of
    content: Content,
    chapters: tuple[Chapters, Chapters],
    data: Sequence[Callable[[], Files]],
    spool: Spool,
    known: Mapping[tuple[str, ...], Chapter],
    done: Callable[[int, int], object],
) -> Stock:
    """Make pages of a site, and files; each of ``data`` makes some. The second of ``chapters`` follow from the first.

    ``known`` are chapters that need not be made: nothing that they were made from has changed. ``done`` hears how many more pieces of
    work are done, and of how many.
    """
    site, notes = content
    apart, after = chapters
    new = [(urls, chapter) for urls, chapter in apart if urls not in known]
    jobs: list[Callable[[], Any]] = [partial(_written, maker, spool) for maker in data]
    jobs += [partial(_kept, chapter, spool, notes) for _, chapter in new]
    made = spread(jobs, lambda more: done(more, len(jobs)))
    files = [path for paths in made[: len(data)] for path in paths]
    made_chapters = dict(known)
    words: dict[str, Kept] = {}

    def take(urls: tuple[str, ...], chapter: Chapter, kept: Sequence[Kept]) -> None:
        made_chapters[urls] = chapter
        site.take(urls, chapter.outlines)
        words.update({one.page.url: where for one, where in zip(chapter.outlines, kept, strict=True)})
        files.extend(path for one in chapter.outlines for path in one.files)

    for urls, chapter in known.items():
        site.take(urls, chapter.outlines)
    for (urls, _), found in zip(new, made[len(data) :], strict=True):
        take(urls, *found)
    for urls, last in after:
        take(urls, *_kept(last, spool, notes))
    return Stock(made_chapters, words, files)


def _kept(make_chapter: Callable[[], Made], spool: Spool, notes: Notes) -> tuple[Chapter, list[Kept]]:
    """A chapter, and where the words of its pages are kept; their data files are kept too."""
    pages, keys = make_chapter()
    for page in pages:
        spool.write({path: data_file(data) for path, data in page.files})
    noted = "".join(notes(page) for page in pages if page.kind == "article")
    return Chapter(tuple(map(Outline.of, pages)), keys, noted), spool.keep(page.html for page in pages)


def _written(make_files: Callable[[], Files], spool: Spool) -> list[str]:
    return spool.write(make_files())
