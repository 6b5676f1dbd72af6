"""Finishes the pages of one shard of a build: those that were made here, in the site to which all pages belong.

What the host has to know of the other pages, it knows from the base: where they stand, and what those of the navigation are called.
What lists every page, such as the map of the site, the search and the page of errors, and what is written by hand, is made when the
shards are joined. ``kb build --shard`` calls it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as HostPage

from kb import exports
from kb.findings import Refusal
from kb.library import Done, Library, files_of
from kb.pages import Outline, Page
from kb.plugin import KnowledgeBasePlugin, building, escaped, generated, searching
from kb.plugin.building import Built
from kb.plugin.preview import populate, started

_ALONE: Final = "Build the site on one machine: leave out --shard."


def finish(
    content: Library,
    outlines: Iterable[Outline],
    kept: Mapping[str, Path],
    folder: Path,
    done: Done = lambda _, __: None,
) -> Built:
    """Finish the pages of a shard, and put its data files, into a folder, each at its path in the site.

    ``outlines`` are those of its pages, whose words ``content`` keeps, and ``kept`` its data files, by their path in the site; they are
    moved. ``done`` hears how many more pieces of work are done, and of how many. Raises ``Refusal`` where a page asks for what a shard
    does not have, or cannot be finished.
    """
    host = logging.getLogger("mkdocs")
    silent = logging.NullHandler()  # what the host warns of is said, and judged, where all pages are
    host.addHandler(silent)
    config, plugin = started(content, site_dir=str(folder))
    if not building.divisible(config):
        raise Refusal("mkdocs.yml names another plugin or a hook, which may keep something from page to page.", _ALONE)
    try:
        return _finished(config, plugin, [one.page for one in outlines], kept, done)
    except (Abort, BuildError) as error:
        raise Refusal(f"MkDocs stopped: {error}", "`kb build` without --shard says more.") from None
    finally:
        config.plugins.on_shutdown()
        host.removeHandler(silent)


def _finished(config: MkDocsConfig, plugin: KnowledgeBasePlugin, pages: Iterable[Page], kept: Mapping[str, Path], done: Done) -> Built:
    plugin.preview = True  # every page is known by where it stands, and none is made for it
    plugins = config.plugins
    config = plugins.on_config(config)
    content = plugin.content
    counts = promised(content)
    exports.prove(counts, len(content.told.left_out))
    config.extra["kb_receipt"]["foot"] = content.said(counts)
    plugins.on_pre_build(config=config)
    env = config.theme.get_env()
    files = get_files(config)
    files.add_files_from_theme(env, config)
    files = plugins.on_files(files, config=config)
    plugin.pages = {page.file: page for page in pages}
    plugin.kept = {path: str(file) for path, file in kept.items()}
    for page in plugin.pages.values():
        known = files.get_file_from_path(page.file)
        if known is None:  # a section that goes on
            files.append(generated(config, page))
        else:
            known.edit_uri = page.source or None
    for path, file in plugin.kept.items():
        files.append(File.generated(config, path, abs_src_path=file))
    set_exclusions(files, config)
    nav = plugins.on_nav(get_navigation(files, config), config=config, files=files)
    for src in plugin.pages:
        if made := files.get_file_from_path(src):
            plugin.hand_over(made.page or HostPage(None, made, config), config, files)
    _name(nav, plugin, config, files)
    env = plugins.on_env(env, config=config, files=files) or env
    searching.take_over(config, content.hints)
    plugins.events["page_context"].append(_without_the_others)
    plugin.preview = False
    built = building.part(config, plugin, (files, nav, env), done)
    content.refuse_leaks(files_of(Path(config.site_dir)))
    return built


def promised(content: Library) -> exports.Counts:
    """What a build of this content counts if every page shows what it has to; whoever has all pages proves it."""
    counts = exports.count(content.edition.kb, ())
    shown = counts["facts_in"] - len(content.told.left_out)
    return {**counts, "facts_shown": shown, "differences_shown": counts["differences_found"]}


def _name(nav: Navigation, plugin: KnowledgeBasePlugin, config: MkDocsConfig, files: Files) -> None:
    """Give every page of the navigation the name that it has where all pages are made."""
    heads = {head.file: head for head in plugin.content.heads}
    for page in nav.pages:
        head = heads.get(page.file.src_uri)
        if head is None:
            populate(page, config, files)
        elif page.file.src_uri not in plugin.pages and not page.title:
            made = head if head.title else plugin.content.page_at(head.url)
            page.title = escaped(made.title) if made else None


class _Elsewhere:
    """The list of all pages, which nobody has where a shard is made."""

    def _refused(self, *_: object) -> NoReturn:
        raise Refusal("The theme asks for the list of all pages, which one shard does not have.", _ALONE)

    __getattr__ = __str__ = __iter__ = __len__ = __bool__ = __getitem__ = __contains__ = __eq__ = __hash__ = _refused


def _without_the_others(context: Any, **_: object) -> Any:  # noqa: ANN401 - the host's own signature
    context["pages"] = _Elsewhere()
    return context
