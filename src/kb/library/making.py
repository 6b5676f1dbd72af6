"""Makes everything that a build hands over, pages and data files, spread over the processors, and keeps it on the disk.

``Library.make`` calls it. The outline of each page is kept in the ``Site``, so that nothing else knows of the workers.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from kb.library.spooling import Kept, Spool
from kb.library.spreading import Done, spread
from kb.pages import KEY, Made, Outline, Page, Site, data_file

_QUICKLY: Final = 1  # the level of compression
_MOST: Final = 1 << 28  # bytes of the annotations of one article: far more than its size allows

Files = Mapping[str, bytes]
Notes = Callable[[Page], str]
Form = Callable[[Page], str]
Chapters = Sequence[tuple[tuple[str, ...], Callable[[], Made]]]
Keeper = Callable[[Spool], list[str]]
"""Makes data files and keeps them; their paths."""
Listed = Callable[[], tuple[Sequence[tuple[str, bytes]], bool]]
"""Makes files, and says whether it made them of the base without words, as in ``pages.listing``."""
Content = tuple[Site, Notes, Form]
"""The pages, what makes the annotations of an article of its page, and what makes the words of a page that are kept."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be made: chapters apart from one another, those that follow from them, and data files.

    ``listed`` are the files that list everything, by what their paths begin with.
    """

    apart: Chapters
    after: Chapters
    data: Sequence[Keeper]
    listed: Mapping[tuple[str, ...], Listed]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Pages that were made together: their outlines, and the keys of what they were made from; none where that is not known.

    ``notes`` are the annotations of an article, compressed: most of what is kept of an article would be these. ``files`` are the paths of
    data files, where it is one of these.
    """

    outlines: tuple[Outline, ...]
    keys: tuple[str, ...]
    notes: bytes = b""
    files: tuple[str, ...] = ()

    @property
    def annotations(self) -> str:
        """The annotations of an article, as they stand in their file. Raises ``ValueError`` where they are damaged."""
        if not self.notes:
            return ""
        reader = zlib.decompressobj()
        try:
            found = reader.decompress(self.notes, _MOST).decode()
        except zlib.error as error:
            raise ValueError(error) from error
        if not reader.eof or reader.unused_data:
            raise ValueError("no annotations, or too many")
        return found

    @property
    def paths(self) -> list[str]:
        """The paths of all its data files."""
        return [*self.files, *(path for one in self.outlines for path in one.files)]


@dataclass(frozen=True, slots=True)
class Stock:
    """What was made for a build: the chapters by their addresses, where the words of each page are kept, and the paths of all files."""

    chapters: Mapping[tuple[str, ...], Chapter]
    words: Mapping[str, Kept]
    files: Sequence[str]


def make(content: Content, work: Work, spool: Spool, known: Mapping[tuple[str, ...], Chapter], done: Done) -> Stock:
    """Make pages of a site, and files.

    ``known`` are chapters that need not be made: nothing that they were made from has changed. ``done`` hears how many more pieces of
    work are done, and of how many.
    """
    site, notes, form = content
    keep = partial(_kept, version=site.version, spool=spool, notes=notes, form=form)
    new = [(starts, partial(_listed, maker, spool)) for starts, maker in work.listed.items()]
    new += [(urls, partial(keep, chapter)) for urls, chapter in work.apart]
    jobs: list[Callable[[], Any]] = [*(partial(keeper, spool) for keeper in work.data), *(make for _, make in new)]
    made = spread(jobs, lambda more: done(more, len(jobs)))
    files = [path for paths in made[: len(work.data)] for path in paths]
    chapters = dict(known)
    words: dict[str, Kept] = {}

    def take(urls: tuple[str, ...], chapter: Chapter, kept: Sequence[Kept]) -> None:
        chapters[urls] = chapter
        site.take(urls, chapter.outlines)
        words.update({one.page.url: where for one, where in zip(chapter.outlines, kept, strict=True)})
        files.extend(chapter.paths)

    for urls, chapter in known.items():
        site.take(urls, chapter.outlines)
    for (urls, _), found in zip(new, made[len(work.data) :], strict=True):
        take(urls, *found)
    for urls, last in work.after:
        take(urls, *keep(last))
    return Stock(chapters, words, files)


def _kept(make_chapter: Callable[[], Made], version: str, spool: Spool, notes: Notes, form: Form) -> tuple[Chapter, list[Kept]]:
    """A chapter, and where the words of its pages are kept; their data files are kept too."""
    pages, keys = make_chapter()
    for page in pages:
        spool.write({path: data_file(data) for path, data in page.files})
    noted = "".join(notes(page) for page in pages if page.kind == "article")
    packed = zlib.compress(noted.encode(), _QUICKLY) if noted else b""
    return Chapter(tuple(Outline.of(page, version) for page in pages), keys, packed), spool.keep(map(form, pages))


def _listed(make_files: Listed, spool: Spool) -> tuple[Chapter, list[Kept]]:
    """Data files that list everything, which are kept, as a chapter without pages."""
    found, apart = make_files()
    return Chapter((), (KEY,) if apart else (), files=tuple(spool.write(dict(found)))), []


def written(make_files: Callable[[], Files], spool: Spool) -> list[str]:
    """Make data files and keep them."""
    return spool.write(make_files())


def poured(path: str, make: Callable[[], Iterable[str]], spool: Spool) -> list[str]:
    """Make a data file piece by piece, and keep it."""
    return spool.pour(path, (piece.encode() for piece in make()))
