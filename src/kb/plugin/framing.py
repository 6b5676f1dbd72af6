"""What the host writes around the body of a generated page, without rendering its theme anew for each.

The theme is rendered once for each sort of page, while ``watching`` notes what it asks of the page and what it prints of it.
A page that gives the same answers gets the same frame, with its own words. So a theme may do what it will: it asks, and is
answered. The host makes the pages of the navigation and those written by hand, what a theme does that cannot be noted, and
again the first page of each sort and a few others, which are compared. ``building`` calls it.
"""

from __future__ import annotations

import logging
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from zlib import crc32

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import normalize_url, templates, write_file

from kb.plugin.watching import ROOT, Answer, Reading, Step, UnsureError, Veiled, Watch, Watching, joined, watching

log: Final = logging.getLogger("mkdocs.plugins.kb")
_ASKED: Final = (
    "title url canonical_url abs_url edit_url content toc meta update_date is_homepage is_index is_top_level is_page is_section is_link "
    "parent children previous_page next_page active file"
)
_OPEN: Final[Mapping[type, frozenset[str]]] = {
    HostPage: frozenset(_ASKED.split()),
    TableOfContents: frozenset(),
    AnchorLink: frozenset({"title", "id", "url", "level", "children"}),
    File: frozenset({"src_uri", "src_path", "dest_uri", "dest_path", "url", "name", "edit_uri"}),
}
_AGAIN: Final = 200  # one page in so many is made by the host too
_MOST: Final = 400  # sorts of page whose frame is kept
_TRIED: Final = 24  # sorts of page of one folder after which each must have served two others, on the whole
_MANY: Final = 6  # pages at one depth of a folder that are worth a frame


class _Closed:
    """Something that is not the same for all pages, or not from one minute to the next: it may not be used."""

    def __init__(self, env: Watching, name: str) -> None:
        self._env, self._name = env, name

    def _refused(self, *_: object) -> Any:  # noqa: ANN401 - it never gives anything
        if self._env.watch:
            self._env.watch.refuse(f"{self._name} is used")

    __getattr__ = __str__ = __iter__ = __len__ = __bool__ = __getitem__ = __contains__ = __eq__ = __hash__ = _refused


@dataclass(frozen=True)
class _Frame:
    """A page around its own words: the pieces, and what stands between them."""

    pieces: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass
class _Branch:
    """What the theme asks next, and how it goes on after each answer so far."""

    step: Step
    ways: dict[Answer, _Branch | _Frame] = field(default_factory=dict)


@dataclass
class _Folder:
    """The pages at one depth below a folder at the root: relative links from all of them are the same (see ``below``)."""

    context: Mapping[str, Any]  # of the host's templates, without the page
    below: set[str]  # names in the folder that the theme links to, or into
    first: _Branch | _Frame | None = None
    doubt: str = ""
    learnt: int = 0
    framed: int = 0


class Frames:
    """Finishes the pages that are generated and not in the navigation; see ``write``."""

    def __init__(self, config: MkDocsConfig, nav: Navigation, files: Sequence[File], env: Environment) -> None:
        """Start without any frame. ``files`` are those of all pages, ``env`` the host's environment after all plugins had it."""
        self._config, self._nav, self._files, self._host = config, nav, files, env
        own = env.filters.get("url") is templates.url_filter and env.filters.get("script_tag") is templates.script_tag_filter
        self._env = watching(env, {"url": self._url, "script_tag": self._script_tag}) if own else None
        self._listed = {id(page) for page in nav.pages}
        self._folders: dict[tuple[str, int], _Folder] = {}
        self._many = Counter(_place(file.url)[:2] for file in files)
        self._targets: set[str] = set()
        self._kept = 0
        self._pieces: dict[str, str] = {}  # many frames differ in little
        self.counts: Counter[str] = Counter()  # how many pages were framed, made by the host, and compared

    def prepare(self) -> None:
        """Compile the theme for watching it, before the work is spread: whoever forks has it then."""
        for page in (file.page for file in self._files if file.page):
            folder = self._folder(page)
            if self._env and folder:
                page.content = page.content or ""
                with self._current(page), suppress(UnsureError):
                    self._watched(self._env, page, folder.context)
                return

    def write(self, page: HostPage) -> None:
        """Do what the host's ``_build_page`` does. Raises what it raises, having said the same."""
        log.debug("Building page %s", page.file.src_uri)
        try:
            output = self.finish(page)
            if output.strip():
                write_file(output.encode("utf-8", errors="xmlcharrefreplace"), page.file.abs_dest_path)
            else:
                log.info("Page skipped: '%s'. Generated empty output.", page.file.src_uri)
        except Exception as error:
            said = "" if isinstance(error, BuildError) else f" {error}"
            logging.getLogger("mkdocs.commands.build").log(logging.ERROR, "Error building page '%s':%s", page.file.src_uri, said)
            raise

    def finish(self, page: HostPage) -> str:
        """The page as the host finishes it, with the events of plugins before and after."""
        with self._current(page):
            folder = self._folder(page)
            context = {**folder.context, "page": page} if folder else dict(get_context(self._nav, self._files, self._config, page))
            plugins = self._config.plugins
            given = plugins.on_page_context(context, page=page, config=self._config, nav=self._nav)  # type: ignore[arg-type]
            output = self._framed(page, folder, context) if folder and given is context else self._rendered(page, given)
            return plugins.on_post_page(output, page=page, config=self._config)

    @contextmanager
    def _current(self, page: HostPage) -> Iterator[None]:
        page.active, self._config._current_page = True, page  # noqa: SLF001 - the host has no other name for it
        try:
            yield
        finally:
            page.active, self._config._current_page = False, None  # noqa: SLF001

    def _rendered(self, page: HostPage, context: Mapping[str, Any]) -> str:
        """The page as the host renders it."""
        self.counts["host"] += 1
        return self._host.get_template(page.meta.get("template", "main.html")).render(context)

    def _folder(self, page: HostPage) -> _Folder | None:
        """The folder of a page, ``None`` where the page is not one of many."""
        if not self._env or not _clean(page) or id(page) in self._listed or page.parent or page.previous_page or page.next_page:
            return None
        head, depth, name = _place(page.url)
        if self._many[head, depth] < _MANY:
            return None
        folder = self._folders.get((head, depth))
        if folder is None:
            context = dict(get_context(self._nav, self._files, self._config, page))
            linked = (*map(str, self._config.extra_javascript), *self._config.extra_css)
            folder = self._folders[head, depth] = _Folder(context, below(head, linked))
        return None if folder.doubt or name in folder.below else folder

    # ------------------------------------------------------------------------------------------------ frames

    def _framed(self, page: HostPage, folder: _Folder, context: Mapping[str, Any]) -> str:
        reading = Reading(page)
        node = folder.first
        try:
            while isinstance(node, _Branch):
                node = node.ways.get(reading.answer(node.step))
            made = joined(node.pieces, node.steps, reading) if node else None
        except Exception as error:  # noqa: BLE001 - a question of the theme that this page has no answer to: the host will meet it too
            log.debug("kb: %s is not framed: %s", page.url, error)
            return self._rendered(page, context)
        if made is None:
            made = self._learn(page, folder, context)
        elif crc32(page.url.encode()) % _AGAIN:
            self.counts["framed"] += 1
            folder.framed += 1
            return made
        html = self._rendered(page, context)
        if made is not None:
            self.counts["compared"] += 1
            if made != html:
                self._doubt(folder, page, "the theme prints something else for it than it asked for")
        return html

    def _learn(self, page: HostPage, folder: _Folder, context: Mapping[str, Any]) -> str | None:
        """Have the theme asked once what it asks of this page, and keep the answers and the frame; the page in that frame."""
        if not self._env or self._kept == _MOST:
            return None
        if folder.learnt >= _TRIED and folder.framed < 2 * folder.learnt:
            self._doubt(folder, page, "nearly every page has a frame of its own")
            return None
        folder.learnt += 1
        try:
            watch, text = self._watched(self._env, page, context)
        except UnsureError as doubt:
            self._doubt(folder, page, str(doubt))
            return None
        head, _, name = _place(page.url)
        folder.below |= below(head, self._targets)
        if name in folder.below:
            return None
        pieces, steps = watch.pieces(text)
        frame = _Frame(tuple(self._pieces.setdefault(piece, piece) for piece in pieces), steps)
        self._keep(folder, list(watch.asked.items()), frame)
        return joined(frame.pieces, frame.steps, Reading(page))

    def _watched(self, env: Watching, page: HostPage, context: Mapping[str, Any]) -> tuple[Watch, str]:
        """What the theme asks of a page, and what it prints for it. Raises ``UnsureError``."""
        watch = Watch(page, _OPEN)
        veiled: Any = Veiled(watch, ROOT, page)
        closed = {name: _Closed(env, name) for name in ("pages", "build_date_utc")}
        self._targets = set()
        self._config._current_page = veiled  # noqa: SLF001 - so that nothing of the page is to be had past the watch
        try:
            return watch, env.watched("main.html", {**context, **closed, "page": veiled}, watch)
        finally:
            self._config._current_page = page  # noqa: SLF001

    def _keep(self, folder: _Folder, asked: list[tuple[Step, Answer]], frame: _Frame) -> None:
        """Add the way of these answers to those that are known."""
        self._kept += 1
        if not asked:
            folder.first = frame
            return
        if not isinstance(folder.first, _Branch):
            folder.first = _Branch(asked[0][0])
        node = folder.first
        for at, (_, answer) in enumerate(asked[:-1], 1):
            following = node.ways.setdefault(answer, _Branch(asked[at][0]))
            if not isinstance(following, _Branch):
                folder.doubt = "the theme does not ask the same each time"
                return
            node = following
        node.ways[asked[-1][1]] = frame

    def _doubt(self, folder: _Folder, page: HostPage, reason: str) -> None:
        folder.doubt, folder.first = reason, None
        log.debug("kb: pages like %s are left to the theme: %s", page.url, reason)

    # --------------------------------------------------------------------------------------- filters of the host

    def _url(self, context: Any, value: Any) -> Any:  # noqa: ANN401 - Jinja's context, anything that has an address
        base = context["base_url"]
        page = self._page_of(context)
        if isinstance(value, Veiled):
            return value.kb_special("url", lambda address, given: normalize_url(str(address), page=given(ROOT), base=base))
        self._targets.add(str(value))
        return normalize_url(str(value), page=page, base=base)

    def _script_tag(self, context: Any, value: Any) -> str:  # noqa: ANN401 - Jinja's context, a script of the settings
        page = self._page_of(context)
        if isinstance(value, Veiled):
            self._watch().refuse("a script is taken from the page")
        self._targets.add(str(value))
        there: Any = {"page": page, "base_url": context["base_url"]}
        return str(templates.script_tag_filter(there, value))

    def _page_of(self, context: Any) -> Any:  # noqa: ANN401 - Jinja's context, the page that it is about
        if not isinstance(context["page"], Veiled) or not context["page"].kb_is_root():
            self._watch().refuse("a link is made for another page")
        return self._watch().page

    def _watch(self) -> Watch:
        if not self._env or not self._env.watch:
            raise UnsureError("nothing is watched")
        return self._env.watch


def below(head: str, targets: Iterable[str]) -> set[str]:
    """The names in a folder at the root (or at the root, for an empty one) that these addresses lead to, or into.

    From all pages at one depth in that folder, under any other name, the host's relative link to each of the addresses is the same.
    """
    parts = [posixpath.normpath(f"/{target}")[1:].split("/") for target in targets]
    if not head:
        return {names[0] for names in parts}
    return {names[1] for names in parts if names[0] == head and len(names) > 1}


def _place(url: str) -> tuple[str, int, str]:
    """The folder at the root in which a page stands, how deep it stands, and the name under which it is in that folder."""
    parts = url.rstrip("/").split("/")
    return (parts[0], len(parts), parts[1]) if len(parts) > 1 else ("", 1, parts[0])


def _clean(page: HostPage) -> bool:
    """Whether it is a page as the host makes them, at a plain address, with the theme's usual template."""
    plain = page.url.endswith("/") and not {"", ".", ".."} & set(page.url[:-1].split("/"))
    return type(page) is HostPage and plain and not page.file.inclusion.is_excluded() and "template" not in page.meta
