"""The hand: the only room that reads and writes the project's files.

``load`` reads a project into a ``Library`` with everything that is wrong in it; ``publish`` puts a finished site in its
place, ``State`` says whether somebody wrote meanwhile; ``write_files`` writes a folder of exports; ``write`` makes changes in
the content, all or none (see ``writing``). No rule about content stands here. The doors call it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from importlib import metadata
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, TypeVar

from kb import checks, exports, knowledge, pages, repairs, rights
from kb.citations import Edition
from kb.findings import Finding, Refusal, did_you_mean, has_errors
from kb.knowledge import KnowledgeBase
from kb.library import claims, collecting, listings, making, on_disk, writing
from kb.library.handed import read_json as read_json
from kb.library.handed import site_data as site_data
from kb.library.interrupting import Interrupted as Interrupted
from kb.library.interrupting import undisturbed as undisturbed
from kb.library.listings import schema_files as schema_files
from kb.library.looking import Look as Look
from kb.library.looking import look as look
from kb.library.making import Chapter
from kb.library.packaged import assets as assets
from kb.library.packaged import lexicon as lexicon
from kb.library.placing import laid_out as _json
from kb.library.placing import new_folder as new_folder
from kb.library.placing import put as put
from kb.library.placing import write_files as write_files
from kb.library.placing import write_new as write_new
from kb.library.publishing import MARKER as MARKER
from kb.library.publishing import files_of as files_of
from kb.library.publishing import publish as publish
from kb.library.readings import Readings
from kb.library.shares import WHOLE, Share
from kb.library.spooling import Spool
from kb.library.spreading import Done as Done
from kb.library.spreading import spread as spread
from kb.library.state import Changed as Changed
from kb.library.state import State as State
from kb.library.verifying import Proof as Proof
from kb.library.verifying import proof as proof
from kb.library.writing import write as write
from kb.model import Article, ArticleId, Dispute, Entity, Moved
from kb.pages import Digests, Outline, Page, Site, content_file

T = TypeVar("T", Article, Entity, Dispute, Moved)

FOLDERS: Final = ("articles", "entities", "disputes", "moved")
_NAMED: Final = 5  # faults that one message names
_FEW: Final = 20  # articles of which the files of passages are made together
_FILES: Final = "data/files/"
_BASE: Final = "data/kb.json"
_COUNTS, _ANNOTATIONS = _AFTER = ("data/build.json", "data/annotations.jsonld")  # files that are made from the pages


@dataclass(frozen=True)
class Library:
    """A project as it was read: its joined content, what is wrong with it, and its files byte for byte."""

    root: Path
    title: str
    kb: KnowledgeBase
    findings: tuple[Finding, ...]
    files: Mapping[str, bytes]
    address: str = ""
    mended: repairs.Mended = field(default_factory=repairs.Mended)
    audience: str = "public"
    published_kb: KnowledgeBase | None = None  # the base without the drafts, where they are left out

    @property
    def told(self) -> KnowledgeBase:
        """The base that this edition is made of: everything, or everything but the drafts."""
        return self.published_kb or self.kb

    @cached_property
    def edition(self) -> rights.Edition:
        """What the audience may see: everything that leaves the project is made from this, and not from ``kb``."""
        return rights.edition(self.told, self.audience)

    @cached_property
    def published(self) -> tuple[dict[str, bytes], dict[str, str]]:
        """The content files that leave the project by path, and why some of them do so without their words."""
        carried = {path: data for path, data in self.files.items() if not path.startswith("moved/")}  # they may hold any old words
        articles = [one.article for one in self.kb.articles.values()] if self.published_kb else []
        return rights.files(self.told, carried, self.audience, rights.drafts.withheld(articles, carried))

    def refuse_leaks(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Raise ``Refusal`` where a finished file holds words that its audience may not see."""
        if self.audience != "internal" and (found := rights.leaks(self.told, files)):
            more = f" And {len(found) - _NAMED} more." if len(found) > _NAMED else ""
            raise Refusal(
                f"The new site is not published: {' '.join(found[:_NAMED])}{more}",
                "Mend the page under docs/ if it is one; `--audience internal` builds for the editors alone.",
            )

    @property
    def sound(self) -> bool:
        """Whether a site can be built."""
        return not has_errors(self.findings)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the path and hash of every content file, in the order of their paths."""
        return exports.content_hash(self.hashes)

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every content file by path."""
        return {path: hashlib.sha256(data).hexdigest() for path, data in self.files.items()}

    @cached_property
    def hints(self) -> dict[str, tuple[str, str]]:
        """For the full-text search, by address of a page: the kind in words, and what may be asked for that the page does not print."""
        return exports.hints(self.edition.kb)

    @cached_property
    def counts(self) -> exports.Counts:
        """What this build declares, checks, matches and shows."""
        return exports.count(self.edition.kb, self.site.outlines)

    def prove(self) -> None:
        """Raise ``Refusal`` where the receipt of this build would not add up."""
        exports.prove(self.counts, len(self.told.left_out))

    @cached_property
    def site(self) -> Site:
        """The pages but the receipt, made when they are asked for."""
        return Site(self.edition.kb, self._citable, lambda: self.edition.coverage)

    @property
    def _citable(self) -> Edition:
        """How references name this state of the base."""
        return Edition.at(self.title, self.address, self.content_hash[:12])

    @cached_property
    def pages(self) -> list[Page]:
        """Every generated page, the receipt last."""
        return [*self.site.pages, self.receipt]

    @property
    def outlines(self) -> list[Outline]:
        """The outline of every generated page, in the same order."""
        return [*self.site.outlines, Outline.of(self.receipt)]

    def words(self, url: str) -> str:
        """The HTML of the body of a page, by address, or the form in which all were made. Raises ``KeyError`` where there is none."""
        if url in self._kept:
            return self._kept[url]()
        page = self.page_at(url)
        if page is None:
            raise KeyError(url)
        return page.html

    @cached_property
    def receipt(self) -> Page:
        """The page of the receipt, for which all others are counted."""
        return pages.receipt_page.make(self.counts, self.edition.kb, self.content_hash, tool_version(), self.carried)

    @property
    def heads(self) -> list[Page]:
        """Every page that is known before any is made, without its title and body."""
        return [*self.site.heads, Page(pages.receipt_page.URL, "", "", kind="index")]

    def page_at(self, url: str) -> Page | None:
        """One page by its address, with as little else made as that takes; ``None`` where there is none."""
        return self.receipt if url == pages.receipt_page.URL else self.site.at(url)

    @cached_property
    def carried(self) -> exports.Carried:
        """For whom this build is, and what of the articles and files it carries."""
        return exports.carried(self.edition.kb, self.audience, self.published[1])

    @property
    def data(self) -> Mapping[str, Any]:
        """The whole base as plain data, made anew each time it is asked for: ``data/kb.json``."""
        return exports.as_data(self.edition.kb, self.title, self.audience)

    @property
    def data_files(self) -> dict[str, bytes]:
        """The data files of the site by path: the base as JSON, its schema, the counts, and the content files."""
        files = {path: made for make in dict.fromkeys(self._data_files.values()) for path, made in make().items()}
        return files | self._page_files(made=False) | self._passage_files()

    @cached_property
    def digests(self) -> Digests:
        """What each key holds of what pages and files are made from."""
        return self.site.digests(self.hashes, listings.heads(self.told, self.files))

    def make(  # noqa: PLR0913 - what a build is given
        self,
        folder: Path,
        known: Mapping[tuple[str, ...], Chapter],
        done: Done = lambda _, __: None,
        share: Share = WHOLE,
        same: Container[str] = (),
        *,
        form: making.Form = attrgetter("html"),
    ) -> tuple[Mapping[tuple[str, ...], Chapter], Mapping[str, Path]]:
        """Make the pages and data files for a build, on all processors, and keep them in an empty folder.

        ``known`` are chapters that need not be made, and so are the references of their articles. All chapters come back, and where each
        data file is kept, by its path in the site. ``done`` hears how many more pieces of how many are made. ``share`` says what of all
        is made here, ``same`` are the copies of content files that need not be kept, ``form`` makes the words that are kept of a page.
        """
        with collecting.nothing():
            _ = self.published, self.edition.coverage  # what several pieces are made from
            spool = Spool(folder)
            work = self._work(known, share, same)
            stock = making.make((self.site, self._annotated, form), work, spool, known, done)
            self.site.listing.forget()
            self._kept.update({url: partial(spool.words, where) for url, where in stock.words.items()})
            self._noted.update({urls[0]: chapter for urls, chapter in stock.chapters.items() if chapter.notes})
            late = [path for make in (self._late if share.last else ()) for path in make(spool)]
        carried = {path for chapter in known.values() for path in chapter.paths}
        return stock.chapters, {path: spool.file(path) for path in (*stock.files, *late) if path not in carried}

    @property
    def own(self) -> list[tuple[str, ...]]:
        """What can be made apart, in its order: the addresses of chapters, and how the paths of data files begin that list everything."""
        return [*self.site.own, *listings.MAKERS]

    def _work(self, known: Container[tuple[str, ...]], share: Share, same: Container[str]) -> making.Work:
        """What of all is to be made, but for what is known."""
        wanted = {urls for urls in share.dealt(self.own) if urls not in known}
        elsewhere = {*_AFTER, _BASE, _FILES, *(start for starts in listings.MAKERS for start in starts)}
        early = list(dict.fromkeys(make for start, make in self._data_files.items() if start not in elsewhere))
        early = [*early, partial(self._content_files, same)]
        data = share.dealt([partial(making.poured, _BASE, self._base), *(partial(making.written, make) for make in early)])
        articles = [one for one in self.edition.kb.articles if (f"articles/{one}/",) in wanted]
        few = (articles[at : at + _FEW] for at in range(0, len(articles), _FEW))
        data += [partial(making.written, partial(self._passage_files, some)) for some in few]
        return making.Work(
            [(urls, chapter) for urls, chapter in self.site.apart(known) if urls in wanted] if wanted else [],
            self.site.after() if share.last else [],
            data,
            {starts: self._listed(make) for starts, make in listings.MAKERS.items() if starts in wanted},
        )

    @cached_property
    def foot(self) -> str:
        """What the foot of every page says of this build."""
        return self.said(self.counts)

    def said(self, counts: exports.Counts) -> str:
        """What the foot of every page says of a build with these counts."""
        left_out = len(self.told.left_out)
        declared, checked, matched = counts["quotes_declared"], counts["quotes_checked"], counts["quotes_matched"]
        out = f" + {left_out} left out" if left_out else ""
        return (
            f"{declared:,} quotes declared = {checked:,} checked = {matched:,} matched · {counts['facts_in']:,} facts in = "
            f"{counts['facts_shown']:,} shown{out} · content {self.content_hash[:12]} · kb {tool_version()}"
        )

    @cached_property
    def _kept(self) -> dict[str, Callable[[], str]]:
        """How the words of pages are read again that were made elsewhere, by address."""
        return {}

    @cached_property
    def _noted(self) -> dict[str, Chapter]:
        """The chapters of articles that were made elsewhere, with their annotations, by the address of the article."""
        return {}

    def data_at(self, path: str) -> bytes | None:
        """One data file by its path in the site, with as little else made as that takes; ``None`` where there is none.

        A file that the script of a page loads is there as soon as the page is made.
        """
        if start := next((one for one in self._data_files if path.startswith(one)), None):
            make = self._data_files[start]
            if make not in self._asked_for:
                self._asked_for[make] = make()
            return self._asked_for[make].get(path)
        folder, article, *rest = [*path.split("/"), ""]
        if folder == "articles" and rest:
            return self._passage_files([article]).get(path)
        return self._page_files(made=True).get(path)

    def _page_files(self, *, made: bool) -> dict[str, bytes]:
        return {path: pages.data_file(data) for path, data in self.site.files(made=made).items()}

    def _passage_files(self, wanted: Iterable[str] | None = None) -> dict[str, bytes]:
        kb = self.edition.kb
        read = kb.articles.values() if wanted is None else [kb.articles[one] for one in map(ArticleId, wanted) if one in kb.articles]
        made = (exports.passage_files(self.site.speech, one, self._citable) for one in read)
        return {path: text.encode() for files in made for path, text in files.items()}

    def _base(self) -> Iterator[str]:
        """The whole base as JSON, in pieces."""
        yield from exports.as_json(self.edition.kb, self.title, self.audience)
        yield "\n"

    @property
    def _late(self) -> list[making.Keeper]:
        """What keeps the files that are made from the pages."""
        return [partial(making.written, self._data_files[_COUNTS]), partial(making.poured, _ANNOTATIONS, self._annotations)]

    def _annotations(self) -> Iterator[str]:
        """The passages as web annotations, in pieces: those of each article are read from its page."""
        read = self.edition.kb.articles
        urls = [f"articles/{one}/" for one in read]
        pieces = (self._noted[url].annotations if url in self._noted else self._annotated(self.page_at(url)) for url in urls)
        yield from exports.as_annotations(pieces, sum(len(one.passages) for one in read.values()))

    def _annotated(self, page: Page | None) -> str:
        """The annotations of the article that has this page."""
        article = self.edition.kb.articles[ArticleId(page.url.split("/")[1])] if page else None
        return exports.annotations_of(self.site.speech, article, page.html) if page and article else ""

    @cached_property
    def _asked_for(self) -> dict[Callable[[], dict[str, bytes]], dict[str, bytes]]:
        """The data files that were asked for one by one, by what makes them."""
        return {}

    @cached_property
    def _data_files(self) -> dict[str, Callable[[], dict[str, bytes]]]:
        """How data files are made that belong together, by how their paths begin; those of passages and of pages stand apart."""
        kb = self.edition.kb

        def one(path: str, make: Callable[[], bytes]) -> tuple[str, Callable[[], dict[str, bytes]]]:
            return path, lambda: {path: make()}

        def joined(make: Callable[[], Iterator[str]]) -> Callable[[], bytes]:
            return lambda: "".join(make()).encode()

        def moved() -> dict[str, bytes]:
            return {path: text.encode() for path, text in pages.moved_pages.make(kb, self.title).items()}

        given_up = dict.fromkeys((one.address for one in kb.moved.values() if "#" not in one.address), moved)
        listed: dict[str, Callable[[], dict[str, bytes]]] = {}
        for starts, make in listings.MAKERS.items():
            listed |= dict.fromkeys(starts, partial(listings.whole, make, kb))
        made: dict[str, Callable[[], dict[str, bytes]]] = dict(
            [
                one(_BASE, joined(self._base)),
                one(_COUNTS, lambda: _json(self._build)),
                one(exports.CONTENT, lambda: exports.sums(self.hashes).encode()),
                one(_ANNOTATIONS, joined(self._annotations)),
                (_FILES, partial(self._content_files, ())),
            ]
        )
        return listed | made | given_up

    def _content_files(self, same: Container[str]) -> dict[str, bytes]:
        return {name: data for path, data in self.published[0].items() if (name := content_file(path)) not in same}

    def _listed(self, make: listings.Maker) -> Callable[[], tuple[list[tuple[str, bytes]], bool]]:
        return partial(self.site.listing.made, lambda kb, _: make(kb))

    @property
    def _build(self) -> dict[str, Any]:
        """What this build is and holds: ``data/build.json``."""
        return {
            **self.counts,
            "left_out": dict(self.told.left_out),
            "content_sha256": self.content_hash,
            "tool": tool_version(),
            **self.carried,
        }


def tool_version() -> str:
    """The version of this program, as it was installed: ``0.1.0``."""
    return metadata.version("kb-armed-politics")


class Workspace:
    """A project that is read again and again: what has not changed is kept from one reading to the next.

    Reading with what is kept gives the same as reading anew; ``load`` is a workspace that is read once.
    """

    def __init__(
        self, root: Path, title: str = "Armed Politics", address: str = "", audience: str = "public", *, drafts: bool = False
    ) -> None:
        """A project whose site has a title, stands at an address and is for an audience; nothing is read yet.

        ``drafts`` lets the public edition hold drafts too: for the preview of an editor.
        """
        self.root, self.title, self.address, self.audience = root, title, address, audience
        self._drafts = drafts or audience == "internal"
        self._readings = Readings(root)
        self._memory, self._published_memory = knowledge.Memory(), knowledge.Memory()
        self._judged, self._published_judged = checks.Judged(), checks.Judged()

    def load(self, unsaved: Mapping[str, bytes] | None = None, program: str = "", done: Done = lambda _, __: None) -> Library:
        """Read, join and check the project; ``unsaved`` are files, by path, as an editor has them before saving.

        ``program`` tells the program and its packages from others: a first reading takes over what the same left.
        ``done`` hears how many more bundles of articles are read, and of how many. Raises ``Refusal`` where it is no project.
        """
        with collecting.nothing():
            return self._load(unsaved or {}, program, done)

    def _load(self, unsaved: Mapping[str, bytes], program: str, done: Done) -> Library:
        root = self.root
        writing.recover(root)
        for folder in ("articles", "entities"):
            if not (root / folder).is_dir():
                raise Refusal(f"There is no folder `{folder}/` in {root}.", "Run the command in the project, or name it with --root DIR.")
        findings: list[Finding] = []
        files: dict[str, bytes] = {}
        for folder in FOLDERS:
            listed = on_disk.markdown_files(root, folder, findings)
            read = ((path, unsaved[path] if path in unsaved else on_disk.read(root, path, findings)) for path in listed)
            found = {path: data for path, data in read if data is not None}
            found |= {path: data for path, data in unsaved.items() if path not in found and on_disk.may_be_new(path, folder)}
            files |= dict(sorted(found.items()))
        findings += on_disk.strangers(root, "docs")
        content = self.joined(files, findings, program, done)
        self._readings.leave(self._memory)
        return content

    def joined(self, files: dict[str, bytes], findings: list[Finding], program: str = "", done: Done = lambda _, __: None) -> Library:
        """Read, join and check content files, by path; ``findings`` are what is wrong with the folders that held them.

        ``program`` and ``done`` are those of ``load``.
        """
        self._readings.read(files, (self._memory, self._published_memory), program, done)
        read_articles, unread_articles = self._values("articles", Article, findings, files)
        read_entities, unread_entities = self._values("entities", Entity, findings, files)
        read_disputes, _ = self._values("disputes", Dispute, findings, files)
        read_moved, _ = self._values("moved", Moved, findings, files)
        findings += claims.twice(read_articles, read_entities)
        unread = unread_articles | unread_entities
        kb, unmet = knowledge.join(
            claims.first(read_articles), claims.first(read_entities), claims.first(read_disputes), unread, self._memory
        )
        moved = {one.id: one for one in sorted(read_moved, key=lambda one: one.id)}
        kb = replace(kb, moved=moved)
        findings += [*unmet, *checks.check(kb, self._judged), *on_disk.originals(self.root, kb, files)]
        findings += rights.drafts.found(read_articles)
        published: KnowledgeBase | None = None
        left_out = frozenset() if self._drafts else rights.drafts.drafts(read.article for read in kb.articles.values())
        if left_out:
            free = [article for article in claims.first(read_articles) if article.id not in left_out]
            named = rights.drafts.without(claims.first(read_entities), left_out)
            joined, unmet = knowledge.join(free, named, claims.first(read_disputes), unread, self._published_memory)
            published = replace(joined, moved=moved)
            findings += rights.drafts.resting(findings, [*unmet, *checks.check(published, self._published_judged)])
        mended = repairs.mend(kb.unplaced, files)
        said = tuple(sorted(set(repairs.with_repairs(findings, mended))))
        return Library(self.root, self.title, kb, said, files, self.address, mended, self.audience, published)

    def _values(self, folder: str, kind: type[T], findings: list[Finding], files: Iterable[str]) -> tuple[list[T], set[str]]:
        """What every Markdown file of a folder of content gives; the ids of those that could not be read come second."""
        told = self._readings.of(folder, files)
        findings += [finding for one in told for finding in one.findings]
        return [one.value for one in told if isinstance(one.value, kind)], {Path(one.path).stem for one in told if one.value is None}


def load(  # noqa: PLR0913, PLR0917 - what a site is told apart by
    root: Path,
    title: str = "Armed Politics",
    address: str = "",
    audience: str = "public",
    program: str = "",
    done: Done = lambda _, __: None,
) -> Library:
    """Read, join and check a project whose site has a title, stands at an address and is for an audience.

    ``program`` and ``done`` are those of ``Workspace.load``. Raises ``Refusal`` where it is no project.
    """
    return Workspace(root, title, address, audience).load(program=program, done=done)


def repairs_of(content: Library, wanted: Sequence[str]) -> repairs.Mended:
    """The repairs of the quotes of these articles, or of all. Raises ``Refusal`` for an article that is not there."""
    are_articles(content, wanted)
    return content.mended.of(wanted or content.kb.articles)


def are_articles(content: Library, wanted: Sequence[str]) -> None:
    """Raises ``Refusal`` for the first of these ids that no article has."""
    known = content.kb.articles
    for one in wanted:
        if one not in known:
            raise Refusal(f"There is no article `{one}`.", did_you_mean(one, known, "Give the name of its file, without `.md`."))
