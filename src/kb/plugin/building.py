"""Runs the host's build with its pages and files spread over the processors; the site is the host's own, byte for byte.

The steps and their order are those of ``mkdocs.commands.build.build``; each page is finished by the host's own code. A
project with another plugin, which might keep something from one page to the next, or with hooks, is built by the host alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from mkdocs.commands import build as host
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils import CountHandler, clean_directory

from kb.library import spread
from kb.plugin.framing import Frames

if TYPE_CHECKING:
    from kb.plugin import KnowledgeBasePlugin

_SEARCH: Final = "material.plugins.search.plugin"
_PAGES: Final = 4  # pages of a piece of work
_FILES: Final = 100  # other files of a piece of work

Said = tuple[str, int, str]  # what the host reported: name of the log, level, words
Made = tuple[list[Any], list[Said]]  # entries for the search of some pages, and what the host reported


def divisible(config: MkDocsConfig) -> bool:
    """Whether nothing but the host, its search and we take part in a build."""
    return not config.hooks and {type(one).__module__ for one in config.plugins.values()} <= {"kb.plugin", _SEARCH}


def build(config: MkDocsConfig, plugin: KnowledgeBasePlugin, done: Callable[[int, int], object]) -> None:
    """Build the site as the host does. Raises ``Abort`` as the host does; ``done`` hears how many more pieces of how many are made."""
    counter = CountHandler()
    counter.setLevel(logging.WARNING)
    log = logging.getLogger("mkdocs")
    if config.strict:
        log.addHandler(counter)
    try:
        _build(config, plugin, done)
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


def _build(config: MkDocsConfig, plugin: KnowledgeBasePlugin, done: Callable[[int, int], object]) -> None:
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
    for file in pages:
        page = file.page or HostPage(None, file, config)
        if not plugin.hand_over(page, config, files):
            host._populate_page(page, config, files)  # noqa: SLF001 - the host has no other name for it
    env = plugins.on_env(env, config=config, files=files)
    _write(_Site(config, plugin, files, pages, nav, env, Frames(config, nav, pages, env)), done)
    for file in pages:
        if file.page:
            file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
    plugins.on_post_build(config=config)


@dataclass(frozen=True)
class _Site:
    """What the host needs to finish a page; ``env`` is the environment of its templates."""

    config: MkDocsConfig
    plugin: KnowledgeBasePlugin
    files: Files
    pages: Sequence[File]
    nav: Navigation
    env: Any
    frames: Frames


def _write(site: _Site, done: Callable[[int, int], object]) -> None:
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
    jobs = [partial(_finish, few, partial(_page, site=site), config) for few in _bundles(site.pages, _PAGES)]
    jobs += [partial(_finish, few, File.copy_file, config) for few in _bundles(apart, _FILES)]
    for entries, said in spread(jobs, lambda more: done(more, len(jobs))):
        _entries(config).extend(entries)
        for name, level, words in said:
            logging.getLogger(name).log(level, "%s", words)


def _bundles(files: Sequence[File], many: int) -> Iterator[Sequence[File]]:
    return (files[at : at + many] for at in range(0, len(files), many))


def _finish(files: Sequence[File], finish: Callable[[File], object], config: MkDocsConfig) -> Made:
    """Finish some files, perhaps in a process of their own: what the host keeps of them in memory is given back."""
    entries = _entries(config)
    before = len(entries)
    with _heard() as said:
        for file in files:
            finish(file)
    new = entries[before:]
    del entries[before:]
    return new, said


def _page(file: File, site: _Site) -> None:
    page = file.page
    if page is None:
        raise BuildError(f"{file.src_uri} has no page.")
    made = site.plugin.pages.get(file.src_uri)
    excluded = file.inclusion.is_excluded()
    if made:
        page.content = made.html
    if made and not excluded:
        site.frames.write(page)
    else:
        host._build_page(page, site.config, site.pages, site.nav, site.env, excluded=excluded)  # noqa: SLF001
    if made:
        page.content = None  # nobody asks for it again


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
