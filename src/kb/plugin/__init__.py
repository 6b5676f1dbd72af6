"""The door to MkDocs: hands generated pages, data and assets over to the host, and runs the host for ``kb build``.

The same plugin serves ``mkdocs build``, ``mkdocs serve`` and ProperDocs. It reads through ``library``, makes nothing
itself and holds all that is known about the host. Pages reach the host as finished HTML, past its Markdown. In
``preview`` the host makes one page at a time, for ``kb serve``.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Choice
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import get_toc

from kb import library
from kb.concordance import SameKeyError
from kb.findings import Refusal, report, visible
from kb.library import Done, Library, Look
from kb.library.carrying import Carried
from kb.library.remembering import Build
from kb.pages import Page, Part, scripts, styles
from kb.plugin import building, policy, searching
from kb.plugin.building import Built
from kb.vocabulary import AUDIENCES

log: Final = logging.getLogger("mkdocs.plugins.kb")
_PURE: Final = {"abbr", "admonition", "attr_list", "def_list", "extra", "fenced_code", "footnotes", "md_in_html", "sane_lists", "smarty"}
_PURE.update({"tables", "toc", "meta"})  # extensions of Markdown that read no file
_READING: Final = {"pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter"}
_LARGEST_CONFIG: Final = 1_000_000  # bytes
_MOST_ALIASES: Final = 20
UNDATED: Final = "1980-01-01"  # the earliest day that every archive format can hold


class Options(Config):
    """For whom a site is; everything else its content says."""

    audience = Choice(tuple(term.id for term in AUDIENCES), default="public")


class KnowledgeBasePlugin(BasePlugin[Options]):
    """Adds the knowledge base to a MkDocs site."""

    def __init__(self) -> None:
        """Start without content; ``kb build`` gives it, plain MkDocs makes it read."""
        self.loaded: Library | None = None
        self.preview = False
        self.pages: Mapping[str, Page] = {}  # the generated pages by the file that the host would have for each; their words come last
        self.kept: Mapping[str, str] = {}  # where data files are kept that are made already, by their path in the site
        self.carried: Carried | None = None  # what is taken over from the site that stands
        self.written: Mapping[str, Look] = {}  # the files of the search

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the project, refuse broken content, and set what the pages need."""
        if not config.use_directory_urls:
            raise PluginError("kb: the addresses of the pages need `use_directory_urls: true` in mkdocs.yml.")
        root = Path(config.config_file_path).parent
        content = self.loaded or self._load(root, *_named(config), self.config.audience)
        if content.findings:
            said = report(content.findings)
            if not content.sound:
                raise PluginError(f"kb: the content has errors; nothing was built.\n{said}")
            log.info("kb: %s", said)
        self.content = content
        self.loaded = None  # the next build of a live preview reads again
        self.assets = library.assets()
        config.theme.dirs.insert(0, str(Path(__file__).parent / "theme"))
        folders = (root / name for name in library.FOLDERS)
        config.watch.extend(str(folder) for folder in folders if folder.is_dir())  # the live preview follows the content
        config.extra_css.extend(styles(self.assets))
        config.extra_javascript.extend(scripts(self.assets))
        for name in ("site_name", "site_description", "site_author"):  # the theme prints the one escaped and the other not
            config[name] = Markup.escape(config[name]) if config[name] else config[name]
        host, features = config.theme.get_env(), config.theme.get("features") or []
        self.inline = policy.allowed(
            host.get_template(one).render(base_url=".", config=config, features=features) for one in policy.TEMPLATES
        )
        rules = policy.policy(self.inline)
        config.extra["kb"] = {"hash": content.content_hash[:12], "dated": "SOURCE_DATE_EPOCH" in os.environ, "policy": rules}
        config.extra["kb_receipt"] = {"audience": content.audience, "foot": "" if self.preview else self._proved()}
        return config

    def _proved(self) -> str:
        """What the foot of every page says of this build, which is proved first."""
        try:
            self.content.prove()
        except Refusal as refusal:
            raise PluginError(f"kb: {refusal} {refusal.hint}") from None
        return self.content.foot

    @staticmethod
    def _load(root: Path, title: str, address: str, audience: str) -> Library:
        try:
            return library.load(root, title, address, audience)
        except Refusal as refusal:
            raise PluginError(f"kb: {refusal} {refusal.hint}") from None

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages, the data and the assets; none of them lies among the sources."""
        by_hand = {file.dest_uri: file.src_uri for file in files if file.generated_by is None}
        heads = self.content.heads if self.preview else [one.page for one in self.content.outlines]
        made = [generated(config, page) for page in heads]
        if not self.preview:
            self.pages = {page.file: page for page in heads}
            held = self.assets | ({} if self.kept else self.content.data_files)
            made += [File.generated(config, path, content=data) for path, data in held.items()]
            made += [File.generated(config, path, abs_src_path=kept) for path, kept in self.kept.items()]
            over, there = self.carried.looks if self.carried else (), {*by_hand, *(file.dest_uri for file in made)}
            made += [File.generated(config, path, content="") for path in over if path not in there]
        for file in made:
            if file.dest_uri in by_hand:  # one of the two would be dropped in silence
                raise PluginError(f"kb: docs/{by_hand[file.dest_uri]} would take the place of {file.dest_uri}, which is made. Rename it.")
            files.append(file)
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:  # noqa: ANN401 - the host's own signature
        """Keep the words of pages for the pieces of the search, which the host's index makes way for."""
        searching.take_over(config, {} if self.preview else self.content.hints)
        return env

    def on_pre_page(self, page: HostPage, *, config: MkDocsConfig, files: Files) -> HostPage:
        """Give pages no date of today: two builds of one content are the same."""
        if not config.extra["kb"]["dated"]:
            page.update_date = UNDATED
        return page

    def on_page_markdown(self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Give a generated page its head; its body comes as HTML."""
        made = self.pages.get(page.file.src_uri)
        if made is None:
            return markdown
        hidden = ["navigation", "footer"] if made.contents else ["navigation", "toc", "footer"]
        page.meta = {"title": escaped(made.title), "description": escaped(made.description), "hide": hidden}
        return ""

    @event_priority(100)
    def on_page_content(self, html: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Hand the finished HTML over, with its table of contents and its anchors."""
        made = self.pages.get(page.file.src_uri)
        if made is None:
            return html
        _contents_of(page, made)
        return self.content.words(made.url)

    def hand_over(self, page: HostPage, config: MkDocsConfig, files: Files) -> bool:
        """Do for a generated page what the host does before it finishes any, without its Markdown; the body comes last."""
        made = self.pages.get(page.file.src_uri)
        if made is None:
            return False
        page = config.plugins.on_pre_page(page, config=config, files=files)
        page.markdown = config.plugins.on_page_markdown("", page=page, config=config, files=files)
        _contents_of(page, made)
        return True

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: HostPage, config: MkDocsConfig) -> str:
        """Refuse a page with a script that the policy of the pages would not let run."""
        self._refuse_scripts(output, page.file.src_uri)
        return output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Refuse the same on a page that the theme makes of its own accord, such as that of errors."""
        self._refuse_scripts(output_content, template_name)
        return output_content

    def _refuse_scripts(self, output: str, name: str) -> None:
        for script in policy.strangers(output, self.inline):
            raise PluginError(
                f"kb: {name} has a script between its words, and the content-security policy allows none: {script!r}. "
                "Leave out the feature of the theme that writes it, or load it from a file named under `extra_javascript`."
            )
        for attribute in policy.running(output):
            raise PluginError(
                f"kb: {name} has an attribute that would run as a script, and the policy of the pages allows none: {visible(attribute)}. "
                "If a page under `docs/` or a template of yours has it, load a script from a file named under `extra_javascript` instead; "
                "else it is a fault of the program."
            )

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pieces of the search, and prove on the finished files that they hold no withheld word."""
        site = Path(config.site_dir)
        try:
            pieces = {} if self.preview else searching.pieces(config) or {}
        except SameKeyError as error:
            raise PluginError(f"kb: {error}") from None
        over = self.carried or Carried(site, Build(""), {}, {})
        self.written = {path: over.write(path, data, site) for path, data in pieces.items()}
        try:
            self.content.refuse_leaks(library.files_of(site))
        except Refusal as refusal:
            raise PluginError(f"kb: {refusal} {refusal.hint}") from None


def _contents_of(page: HostPage, made: Page) -> None:
    """Give a page its table of contents and its anchors."""
    tokens: list[Any] = [
        {"level": 2, "id": part.anchor, "name": _contents(part), "html": _contents(part), "data-toc-label": "", "children": []}
        for part in made.parts
    ]
    page.toc = get_toc(tokens)
    page.present_anchor_ids = {part.anchor for part in made.parts}


def generated(config: MkDocsConfig, page: Page) -> File:
    """The file of a generated page, which is never on disk."""
    file = File.generated(config, page.file, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.edit_uri = page.source or None
    return file


def _contents(part: Part) -> str:
    """The line of a section in the contents of its page: its heading, and how many things it lists."""
    return escaped(f"{part.heading} {part.times:,}" if part.times else part.heading)


def escaped(text: str) -> str:
    """Text for the host's templates, which do not escape titles, descriptions and contents lists."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def site_named(root: Path) -> tuple[str, str, str]:
    """The title of the site, the address where it will stand and the audience, as mkdocs.yml gives them."""
    config = configured(root)
    plugin = config.plugins.get("kb")
    return (*_named(config), plugin.config.audience if isinstance(plugin, KnowledgeBasePlugin) else "public")


def besides(root: Path) -> list[Path] | None:
    """The files and folders besides the content that go into the site; ``None`` where that is not known.

    A foreign plugin, a hook or an extension that includes files may read what it will.
    """
    config = configured(root)
    if not building.divisible(config) or any(not _reads_nothing(one, config.mdx_configs.get(one)) for one in config.markdown_extensions):
        return None
    own = Path(config.config_file_path).parent
    theme = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
    return sorted({own / config.docs_dir, *theme})


def _reads_nothing(extension: object, options: object) -> bool:
    name = str(extension)
    if _names_others(options):
        return False
    return name in _PURE or name.removeprefix("markdown.extensions.") in _PURE or (name.startswith("pymdownx.") and name not in _READING)


def _names_others(options: object) -> bool:
    """Whether the options of an extension name folders, or functions that are neither its own nor those of the theme."""
    if isinstance(options, Mapping):
        return bool(options.get("custom_icons")) or any(map(_names_others, options.values()))
    if isinstance(options, list | tuple):
        return any(map(_names_others, options))
    return callable(options) and str(getattr(options, "__module__", "")).partition(".")[0] not in {"pymdownx", "material", "markdown"}


def _named(config: MkDocsConfig) -> tuple[str, str]:
    return str(config.site_name), str(config.site_url or "")


def render(
    content: Library,
    folder: Path,
    kept: Mapping[str, Path],
    carried: Carried | None = None,
    done: Done = lambda _, __: None,
) -> Built:
    """Run MkDocs, strictly, on a project that is already read; raises ``Refusal`` with what the host reported.

    ``kept`` are the data files that were made already, by their path in the site: they are moved there. ``carried`` is what is taken
    over from the site that stands. ``done`` hears how many more pieces of work are done, and of how many. Raises ``Damaged`` where a
    file that is taken over is not the one that was built.
    """
    config = configured(content.root, site_dir=str(folder), strict=True)
    plugin = config.plugins.get("kb")
    if not isinstance(plugin, KnowledgeBasePlugin):
        raise Refusal("mkdocs.yml does not name the plugin `kb`.", "Add `- kb` under `plugins:`.")
    plugin.loaded = content
    plugin.kept = {path: str(file) for path, file in kept.items()}
    plugin.carried = carried
    said = _Collected()
    host = logging.getLogger("mkdocs")
    host.addHandler(said)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        if building.divisible(config):
            built = building.build(config, plugin, done)
        else:
            mkdocs_build(config)
            built = Built()
    except Abort as error:
        raise Refusal(f"MkDocs stopped: {error}", "\n".join(said.lines)) from None
    finally:
        config.plugins.on_shutdown()
        host.removeHandler(said)
    return built


def sources(root: Path) -> list[Path]:
    """The files and folders that a site is made from: the content, what is written by hand, and the settings."""
    config = configured(root)
    folder = Path(config.config_file_path).parent  # as the settings have it
    own = [*(folder / name for name in library.FOLDERS), folder / "mkdocs.yml", Path(config.docs_dir)]
    themed = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
    return [root / one.relative_to(folder) if one.is_relative_to(folder) else one for one in (*own, *themed)]


def configured(root: Path, **overrides: Any) -> MkDocsConfig:  # noqa: ANN401 - the host's own signature
    """The project's mkdocs.yml as the host reads it; raises ``Refusal`` with what is wrong with it."""
    file = root / "mkdocs.yml"
    if not file.is_file():
        raise Refusal(f"There is no mkdocs.yml in {root}.", "Run the command in the project, or name it with --root DIR.")
    said = _Collected()
    host = logging.getLogger("mkdocs")
    host.addHandler(said)
    try:
        _refuse_aliases(file)
        return load_config(config_file=str(file), **overrides)
    except RecursionError:
        raise Refusal("mkdocs.yml cannot be used: it is nested too deep.", "Look for brackets that are not closed.") from None
    except (Abort, ConfigurationError) as error:
        raise Refusal(f"mkdocs.yml cannot be used: {error}", "\n".join(said.lines)) from None
    finally:
        host.removeHandler(said)


def _refuse_aliases(file: Path) -> None:
    """Refuse a file whose aliases could multiply without end: the host copies what they stand for, again and again."""
    with file.open("rb") as opened:
        text = opened.read(_LARGEST_CONFIG + 1)
    aliases = len(re.findall(rb"(?:^|[\s\[,{:-])\*\w", text, re.MULTILINE))
    if len(text) > _LARGEST_CONFIG:
        raise Refusal(f"mkdocs.yml has more than {_LARGEST_CONFIG:,} bytes.", "Take out what does not belong there.")
    if aliases > _MOST_ALIASES:
        raise Refusal(f"mkdocs.yml uses {aliases} aliases (`*name`); {_MOST_ALIASES} are read.", "Write the values out.")


class _Collected(logging.Handler):
    """The warnings and errors of one run of the host."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
