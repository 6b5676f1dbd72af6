"""Pages for ``kb serve``: the host makes one page when it is asked for, and nothing else.

A build goes through every page; an editor looks at one. So nothing that was saved waits for the pages that nobody opened.
The page is the one that a build makes, but for the foot that counts the whole build.
"""

from __future__ import annotations

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as HostPage

from kb.findings import Refusal
from kb.library import Library
from kb.plugin import KnowledgeBasePlugin, configured, generated, searching


class Preview:
    """A site of which every page is made when it is asked for, from one state of the content."""

    def __init__(self, content: Library) -> None:
        """Start the host on a project that is already read; raises ``Refusal`` where mkdocs.yml cannot be used."""
        config, plugin = started(content)
        plugin.preview = True
        self._plugin, self._config = plugin, config.plugins.on_config(config)
        self._files, self._nav = Files([]), Navigation([], [])
        self._pages: dict[str, File] = {}
        self._others: dict[str, File] = {}
        config.plugins.on_pre_build(config=config)
        self._env = config.theme.get_env()
        self._structure()
        self._env = config.plugins.on_env(self._env, config=config, files=self._files) or self._env

    def show(self, content: Library) -> None:
        """Make pages from another state of the content from now on."""
        before = {page.file for page in self._plugin.content.heads}
        self._plugin.content = content
        self._config.extra["kb"]["hash"] = content.content_hash[:12]
        if before != {page.file for page in content.heads}:
            self._structure()

    def _structure(self) -> None:
        """Find the files and the navigation; only the hand-written pages of the navigation are read, for their titles."""
        config = self._config
        files = get_files(config)
        files.add_files_from_theme(self._env, config)
        files = config.plugins.on_files(files, config=config)
        set_exclusions(files, config)
        nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        for page in nav.pages:
            if page.file.generated_by and not page.title:  # only one without a title and a section has to be made for it
                made = None if page.parent else self._plugin.content.page_at("" if page.is_homepage else page.url)
                page.title = made.title if made else page.parent.title if page.parent else page.file.name
            elif not page.file.generated_by:
                populate(page, config, files)
        self._files, self._nav = files, nav
        self._pages = {file.url: file for file in files.documentation_pages()}
        self._others = {file.dest_uri: file for file in files if not file.is_documentation_page()}

    # --------------------------------------------------------------------------------------------- answers

    def page(self, url: str) -> str | None:
        """The finished HTML of the page at an address such as ``actors/x/``; ``None`` where there is none."""
        made = self._plugin.content.page_at(url)
        file = self._pages.get(url or "./")
        if made and file is None:  # a section that goes on
            file = generated(self._config, made)
        if file is None or (made is None and file.generated_by):
            leads_on = self._plugin.content.data_at(f"{url}index.html")
            return leads_on.decode() if leads_on else None
        if made:
            file.edit_uri = made.source or None
            self._plugin.pages = {file.src_uri: made}
        return self._render(file.page or HostPage(None, file, self._config))

    def file(self, path: str) -> bytes | None:
        """A file of the site that is no page, by its path in it: data, an asset, a file of the theme or of docs/."""
        found = self._plugin.content.data_at(path)
        found = self._plugin.assets.get(path) if found is None else found
        if found is None and path in self._others:
            return self._others[path].content_bytes
        return found

    # ---------------------------------------------------------------------------------------------- the host

    def _render(self, page: HostPage) -> str:
        populate(page, self._config, self._files)
        page.active = True
        try:
            context = get_context(self._nav, self._files, self._config, page)
            template = self._env.get_template(page.meta.get("template", "main.html"))
            return self._config.plugins.on_post_page(template.render(context), page=page, config=self._config)
        finally:
            page.active = False


def search_settings(content: Library) -> bytes:
    """The settings of the search, which every page asks for: ``search/search_index.json``. No page is made for them."""
    config, plugin = started(content)
    plugin.preview = True
    _prepare(config)
    return searching.settings(config)


def search_pieces(content: Library) -> dict[str, bytes]:
    """The files of the search by their paths, as in a build, but no page is finished for them. It takes as long as making every page."""
    config, _ = started(content)
    config, files, nav = _prepare(config)
    for file in files.documentation_pages():
        page = file.page or HostPage(None, file, config)
        populate(page, config, files)
        config.plugins.on_page_context(get_context(nav, [], config, page), page=page, config=config, nav=nav)
    return searching.pieces(config, stable=True) or {}


def _prepare(config: MkDocsConfig) -> tuple[MkDocsConfig, Files, Navigation]:
    """Everything before the first page."""
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = get_files(config)
    files.add_files_from_theme(config.theme.get_env(), config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    config.plugins.on_env(config.theme.get_env(), config=config, files=files)
    return config, files, nav


def started(content: Library, **overrides: str) -> tuple[MkDocsConfig, KnowledgeBasePlugin]:
    """The host, started on a project that is already read, and our plugin in it."""
    config = configured(content.root, **overrides)
    plugin = config.plugins.get("kb")
    if not isinstance(plugin, KnowledgeBasePlugin):
        raise Refusal("mkdocs.yml does not name the plugin `kb`.", "Add `- kb` under `plugins:`.")
    plugin.loaded = content
    config.plugins.on_startup(command="serve", dirty=False)
    return config, plugin


def populate(page: HostPage, config: MkDocsConfig, files: Files) -> None:
    """Read a page and make its body, as the host does it before it finishes any page."""
    plugins = config.plugins
    page = plugins.on_pre_page(page, config=config, files=files)
    page.read_source(config)
    page.markdown = plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
    page.render(config, files)
    page.content = plugins.on_page_content(page.content or "", page=page, config=config, files=files)
