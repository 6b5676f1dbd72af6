"""Runs the host's build with its pages and files spread over the processors; the site is the host's own, byte for byte.

The steps and their order are those of ``mkdocs.commands.build.build``; each page is finished by the host's own code. A
project with another plugin, which might keep something from one page to the next, or with hooks, is built by the host alone.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mkdocs.commands import build as host
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils import CountHandler, clean_directory

from kb.library import Done, Look, look, spread
from kb.library.carrying import Carried
from kb.plugin.framing import Frames

if TYPE_CHECKING:
    from kb.plugin import KnowledgeBasePlugin

_SEARCH: Final = "material.plugins.search.plugin"
_PAGES: Final = 4  # pages of a piece of work
_FILES: Final = 100  # other files of a piece of work

Said = tuple[str, int, str]  # what the host reported: name of the log, level, words
Made = tuple[list[tuple[str, Look | None, list[Any]]], list[Said]]  # of each file its path, its look, and its entries for the search


def divisible(config: MkDocsConfig) -> bool:
    """Whether nothing but the host, its search and we take part in a build."""
    return not config.hooks and {type(one).__module__ for one in config.plugins.values()} <= {"kb.plugin", _SEARCH}


@dataclass(frozen=True, slots=True)
class Built:
    """What the host built: the files that were looked at, by path, their entries for its search, and the hash of the navigation.

    ``titles`` are those of the pages written by hand, by the same paths.
    """

    looks: Mapping[str, Look] = field(default_factory=dict)
    entries: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    nav: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


def build(config: MkDocsConfig, plugin: KnowledgeBasePlugin, done: Done) -> Built:
    """Build the site as the host does, and look at every file where it is written.

    ``done`` hears how many more pieces of work are done, and of how many.

    Raises ``Abort`` as the host does.
    """
    counter = CountHandler()
    counter.setLevel(logging.WARNING)
    log = logging.getLogger("mkdocs")
    if config.strict:
        log.addHandler(counter)
    try:
        built = _build(config, plugin, done)
    except BuildError as error:
        config.plugins.on_build_error(error=error)
        logging.getLogger("mkdocs.commands.build").log(logging.ERROR, "%s", error)
        raise Abort("Aborted with a BuildError!") from error
    except Exception as error:
        config.plugins.on_build_error(error=error)
        raise
    finally:
        log.removeHandler(counter)
    if counts := counter.get_counts():
        raise Abort(f"Aborted with {', '.join(f'{times} {level.lower()}s' for level, times in counts)} in strict mode!")
    return built


def _build(config: MkDocsConfig, plugin: KnowledgeBasePlugin, done: Done) -> Built:
    plugins = config.plugins
    config = plugins.on_config(config)
    plugins.on_pre_build(config=config)
    clean_directory(config.site_dir)
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = plugins.on_nav(get_navigation(files, config), config=config, files=files)
    pages = list(files.documentation_pages())
    by_hand = []
    for file in pages:
        page = file.page or HostPage(None, file, config)
        if not plugin.hand_over(page, config, files):
            by_hand.append(page)
    anew = {page.file.dest_uri for page in by_hand} - _read(by_hand, config, files, plugin.carried, nav)
    env = plugins.on_env(env, config=config, files=files)
    built = _write(_Site(config, plugin, files, pages, nav, env, Frames(config, nav, pages, env), hashed(nav), anew), done)
    for file in pages:
        if file.page:
            file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
    plugins.on_post_build(config=config)
    titles = {page.file.dest_uri: page.title for page in by_hand if page.title}
    return replace(built, looks={**built.looks, **plugin.written}, titles=titles)


def _read(pages: Sequence[HostPage], config: MkDocsConfig, files: Files, over: Carried | None, nav: Navigation) -> set[str]:
    """Read the pages written by hand, as the host does; the paths of those that are taken over.

    Of these no more is needed than what other pages say of them. Where a page is gone, the host has to look at every link: a forwarding
    page may stand at its address.
    """
    titles = over.by_hand if over else {}
    known = {page.file.dest_uri for page in pages} & titles.keys()
    for page in pages:
        if page.file.dest_uri in known:
            config.plugins.on_pre_page(page, config=config, files=files)
            page.read_source(config)
            page.title = titles[page.file.dest_uri]
    gone = over.build.pages - {file.dest_uri for file in files.documentation_pages()} if over else set()
    standing = known if over and not gone and hashed(nav) == over.build.nav else set()
    for page in pages:
        if page.file.dest_uri not in standing:
            host._populate_page(page, config, files)  # noqa: SLF001 - the host has no other name for it
    return standing


def hashed(nav: Navigation) -> str:
    """What tells a navigation from another: it stands on every page."""
    return hashlib.sha256(str(nav).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class _Site:
    """What the host needs to finish a page; ``env`` is the environment of its templates, ``anew`` are pages by hand that are made."""

    config: MkDocsConfig
    plugin: KnowledgeBasePlugin
    files: Files
    pages: Sequence[File]
    nav: Navigation
    env: Any
    frames: Frames
    nav_hash: str
    anew: Container[str] = ()

    def carried(self, file: File) -> Carried | None:
        """What takes a file over from the site that stands, if it may be."""
        over = self.plugin.carried
        same = (
            over
            and file.dest_uri in over.looks
            and file.dest_uri not in self.anew
            and (over.build.nav == self.nav_hash or not file.is_documentation_page())
        )
        return over if same else None


def _write(site: _Site, done: Done) -> Built:
    """Write every file: what comes later overwrites what came before, as with the host."""
    config, files = site.config, site.files
    others = [file for file in files if not file.is_documentation_page() and file.inclusion.is_included()]
    later = {file.dest_uri for file in site.pages} | {*config.theme.static_templates, *config.extra_templates}
    for file in others:
        if file.dest_uri in later:
            file.copy_file()
    for name in config.theme.static_templates:
        host._build_theme_template(name, site.env, files, config, site.nav)  # noqa: SLF001
    for name in config.extra_templates:
        host._build_extra_template(name, files, config, site.nav)  # noqa: SLF001
    apart = [file for file in others if file.dest_uri not in later]
    site.frames.prepare()
    new = [file for file in site.pages if not site.carried(file)]
    old = [file for file in (*site.pages, *apart) if site.carried(file)]
    jobs = [partial(_finish, few, partial(_page, site=site), config) for few in _bundles(new, _PAGES)]
    jobs += [partial(_carry, few, site) for few in _bundles(old, _FILES)]
    jobs += [
        partial(_finish, few, partial(_put, site=site), config) for few in _bundles([one for one in apart if not site.carried(one)], _FILES)
    ]
    looks, entries = _done(jobs, done)
    before = site.plugin.carried.build.entries if site.plugin.carried else {}
    entries |= {file.dest_uri: before.get(file.dest_uri, []) for file in old if file.is_documentation_page()}
    _entries(config).extend(one for file in site.pages for one in entries.get(file.dest_uri, ()))
    return Built(looks, entries, site.nav_hash)


def part(config: MkDocsConfig, plugin: KnowledgeBasePlugin, surroundings: tuple[Files, Navigation, Any], done: Done) -> Built:
    """Finish the pages and data files that ``plugin`` was given, of a site whose other pages and files are made elsewhere."""
    files, nav, env = surroundings
    pages = [file for file in files.documentation_pages() if file.src_uri in plugin.pages]
    site = _Site(config, plugin, files, pages, nav, env, Frames(config, nav, pages, env), hashed(nav))
    site.frames.prepare()
    jobs = [partial(_finish, few, partial(_page, site=site), config) for few in _bundles(pages, _PAGES)]
    kept = [file for file in files if file.dest_uri in plugin.kept]
    jobs += [partial(_finish, few, partial(_put, site=site), config) for few in _bundles(kept, _FILES)]
    return Built(*_done(jobs, done), site.nav_hash)


def _done(jobs: Sequence[Callable[[], Made]], done: Done) -> tuple[dict[str, Look], dict[str, Sequence[Any]]]:
    """Do the work, spread over the processors: the look of each file, and its entries for the search, by path."""
    looks: dict[str, Look] = {}
    entries: dict[str, Sequence[Any]] = {}
    for made, said in spread(jobs, lambda more: done(more, len(jobs))):
        looks |= {path: one for path, one, _ in made if one}
        entries |= {path: found for path, _, found in made if found}
        for name, level, words in said:
            logging.getLogger(name).log(level, "%s", words)
    return looks, entries


def _bundles(files: Sequence[File], many: int) -> Iterator[Sequence[File]]:
    return (files[at : at + many] for at in range(0, len(files), many))


def _finish(files: Sequence[File], finish: Callable[[File], object], config: MkDocsConfig) -> Made:
    """Finish some files, perhaps in a process of their own: what the host keeps of them in memory is given back."""
    entries = _entries(config)
    made: list[tuple[str, Look | None, list[Any]]] = []
    with _heard() as said:
        for file in files:
            before = len(entries)
            finish(file)
            there = Path(file.abs_dest_path).is_file()  # the host writes no page without words
            made.append((file.dest_uri, look(Path(config.site_dir), file.dest_uri) if there else None, entries[before:]))
            del entries[before:]
    return made, said


def _carry(files: Sequence[File], site: _Site) -> Made:
    """Take some files over from the site that stands."""
    folder = Path(site.config.site_dir)
    made: list[tuple[str, Look | None, list[Any]]] = []
    for file in files:
        if over := site.carried(file):
            made += [(file.dest_uri, over.put(file.dest_uri, folder), [])]
    return made, []


def _page(file: File, site: _Site) -> None:
    page = file.page
    if page is None:
        raise BuildError(f"{file.src_uri} has no page.")
    made = site.plugin.pages.get(file.src_uri)
    excluded = file.inclusion.is_excluded()
    if made:
        page.content = site.plugin.content.words(made.url)
    if made and not excluded:
        site.frames.write(page)
    else:
        host._build_page(page, site.config, site.pages, site.nav, site.env, excluded=excluded)  # noqa: SLF001
    if made:
        page.content = None  # nobody asks for it again


def _put(file: File, site: _Site) -> None:
    """Put a file that is no page into the site; what was made for it alone is moved there."""
    kept = site.plugin.kept.get(file.dest_uri)
    if kept is None or kept != file.abs_src_path:
        file.copy_file()
        return
    target = Path(file.abs_dest_path)
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(kept).replace(target)


def _entries(config: MkDocsConfig) -> list[Any]:
    """The entries that the host's search has so far."""
    for plugin in config.plugins.values():
        if type(plugin).__module__ == _SEARCH and hasattr(plugin, "search_index"):
            found: list[Any] = plugin.search_index.entries
            return found
    return []


@contextmanager
def _heard() -> Iterator[list[Said]]:
    """What the host reports meanwhile goes into a list, and to nobody else."""
    log = logging.getLogger("mkdocs")
    said: list[Said] = []
    kept, passed, log.handlers, log.propagate = log.handlers, log.propagate, [_Hearing(said)], False
    try:
        yield said
    finally:
        log.handlers, log.propagate = kept, passed


class _Hearing(logging.Handler):
    def __init__(self, said: list[Said]) -> None:
        super().__init__(logging.INFO)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.name, record.levelno, record.getMessage()))
