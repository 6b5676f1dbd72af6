"""What is put around a page from a frame is what the theme puts around it: on every page that is made, whatever the theme does."""

from __future__ import annotations

import copy
import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, pass_context
from mkdocs.commands import build as host
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils import get_relative_url

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import generate
from kb import library
from kb.plugin import KnowledgeBasePlugin, configured, framing, policy, site_named
from kb.plugin.framing import Frames, below
from tests.hostile import library_of, packed, payloads, writable

MKDOCS = "site_name: '</title>'\nsite_url: http://localhost/\ntheme: {name: material, font: false}\nplugins: [search, kb]\n"
SEGMENTS = st.sampled_from(["a", "b", "c", "actors", "x.y"])
PATHS = st.builds(lambda parts, end: "/".join(parts) + end, st.lists(SEGMENTS, min_size=1, max_size=4), st.sampled_from(["", "/"]))


@dataclass(frozen=True)
class Made:
    """A project up to the moment in which its pages get their frames."""

    config: MkDocsConfig
    plugin: KnowledgeBasePlugin
    files: list[File]
    nav: Navigation
    env: Environment

    def frames(self, env: Environment | None = None) -> Frames:
        """Frames without any."""
        return Frames(self.config, self.nav, self.files, env or self.env)

    def pages(self) -> Iterator[HostPage]:
        """Every page that is generated, with its body while it is looked at."""
        for file in self.files:
            if file.src_uri in self.plugin.pages and file.page:
                file.page.content = self.plugin.pages[file.src_uri].html
                yield file.page
                file.page.content = None

    def by_the_host(self, page: HostPage, env: Environment | None = None) -> str:
        """The page as the theme renders it."""
        with current(self.config, page):
            return (env or self.env).get_template("main.html").render(host.get_context(self.nav, self.files, self.config, page))


@contextmanager
def current(config: MkDocsConfig, page: HostPage) -> Iterator[None]:
    """The page as the host has it while it renders it."""
    page.active, config._current_page = True, page  # noqa: SLF001 - the host's own
    yield
    page.active, config._current_page = False, None  # noqa: SLF001


def made(root: Path, site: Path) -> Made:
    """Do what the host does before it renders any page."""
    config = configured(root, site_dir=str(site))
    plugin = config.plugins["kb"]
    assert isinstance(plugin, KnowledgeBasePlugin)
    plugin.loaded = library.load(root, *site_named(root))
    config.plugins.on_startup(command="build", dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files, env = get_files(config), config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    pages = list(files.documentation_pages())
    for file in pages:
        page = file.page or HostPage(None, file, config)
        if not plugin.hand_over(page, config, files):
            host._populate_page(page, config, files)  # noqa: SLF001
    env = config.plugins.on_env(env, config=config, files=files)
    return Made(config, plugin, pages, nav, env)


def compared(project: Made, env: Environment | None = None) -> Counter[str]:
    """Hold every page against the theme's; how many were framed, and how many the theme made."""
    frames = project.frames(env)
    for page in project.pages():
        assert frames.finish(page) == project.by_the_host(page, env), page.url
    return frames.counts


@pytest.fixture
def never_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page but the first of each sort is made twice, so that no fault is covered up."""
    monkeypatch.setattr(framing, "_AGAIN", 10**12)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")


@pytest.mark.usefixtures("never_again")
def test_every_page_of_the_real_site_is_framed_as_the_theme_frames_it(project: Path, tmp_path: Path) -> None:
    counts = compared(made(project, tmp_path))
    assert counts["framed"] > 3 * counts["host"]


@pytest.mark.usefixtures("never_again")
@pytest.mark.parametrize("seed", [3, 4])
def test_so_is_every_page_of_a_made_up_library(seed: int, tmp_path: Path) -> None:
    generate.write(tmp_path / "library", 30, seed)
    counts = compared(made(tmp_path / "library", tmp_path / "site"))
    assert counts["framed"] > counts["host"]


@pytest.mark.usefixtures("never_again")
def test_so_is_every_page_of_hostile_articles(
    write_library: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With their words in every field that can carry any."""
    monkeypatch.setattr(framing, "_MANY", 1)
    texts = packed(writable(text) for text in payloads())
    files = library_of(texts if len(texts) % 2 == 0 else [*texts, "the last words"])
    root = write_library({**files, "mkdocs.yml": MKDOCS})
    (root / "docs").mkdir(exist_ok=True)
    counts = compared(made(root, tmp_path / "site"))
    assert counts["framed"]


@pytest.mark.usefixtures("never_again")
def test_words_decide_nothing(small: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any text as title, description, body and contents list: also one that looks like what stands for words in a frame."""
    for judge in ("strangers", "running"):  # these texts are not escaped
        monkeypatch.setattr(policy, judge, lambda *_: [])
    frames = small.frames()
    texts = [
        *payloads(),
        "",
        "\x02kb:0\x03",
        "\x02kb:1",
        "\x03",
        '<label class="md-header__button md-icon" for="__search">',
        '<meta charset="utf-8">',
    ]
    several = itertools.cycle([page for page in small.pages() if page.url.startswith("actors/")])
    for text in texts:
        page = next(several)
        kept = page.meta, page.toc
        page.meta = {**kept[0], "title": text, "description": text}
        page.content = f"<p>{text}</p>"
        page.toc = copy.deepcopy(page.toc)
        for line in page.toc:
            line.title = text
        assert frames.finish(page) == small.by_the_host(page), text
        page.meta, page.toc = kept
    assert frames.counts["framed"] > len(texts) / 2


# ---------------------------------------------------------------------------------------------------- other themes


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("framing")
    generate.write(folder / "library", 12, 7)
    config = folder / "library" / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "repo_url: https://example.org/x\nedit_uri: edit/main/\n", encoding="utf-8")
    return made(folder / "library", folder / "site")


def themed(project: Made, source: str) -> Environment:
    """The theme with something more at the end of the head of each page."""
    env = project.config.theme.get_env()
    inner: Any = env.loader
    assert isinstance(inner, BaseLoader)
    own, _, _ = inner.get_source(env, "main.html")
    override = '{% extends "own.html" %}{% block extrahead %}{{ super() }}' + source + "{% endblock %}"
    env.loader = ChoiceLoader([DictLoader({"main.html": override, "own.html": own, "part.html": "{{ page.title }}"}), inner])
    return env


@pytest.mark.usefixtures("never_again")
@pytest.mark.parametrize(
    "source",
    [
        "{% if page.url == 'actors/' %}A{% endif %}",
        "{{ page.url.split('/')[1] }}",
        "{% if page.url.split('/') | length > 4 %}deep{% endif %}",
        "{% if 'tie' in page.content %}T{% endif %}{{ page.content.count('<h2') > 2 }}",
        "{{ page.title | upper | e }}{{ page.title | d('x') }}",
        "{{ page.title.startswith('B') }}",
        "{% set one %}{{ page.title }} {{ page.url }}{% endset %}{{ one }}{{ one ~ '!' }}",
        "{% for part in page.toc %}{{ loop.index }}{{ part.title }}{{ part.url | url }}{{ loop.last }}{% endfor %}",
        "{{ page.file.src_uri }}{{ config._current_page.title }}",
        "{% for one in nav %}{{ one == page }}{{ page in one.children if one.children }}{% endfor %}",
        "{{ page.url | url }}{{ 'actors/' | url }}{{ (page.url ~ '') and 1 }}",
        "{% if page.edit_url and '/raw/' not in page.edit_url %}{{ page.edit_url | replace('edit', 'raw') }}{% endif %}",
        "{{ page.meta.hide | length }}{{ 'toc' in page.meta.hide }}{{ page.meta.nothing is defined }}{{ page.nothing }}",
        "{% macro said(x) %}{{ x }}{% if x == 'A' %}!{% endif %}{% endmacro %}{{ said(page.title) }}",
        "{% include 'part.html' %}",
        "{{ page.is_homepage }}{{ page.active }}{{ page.previous_page }}{{ page.parent is none }}{{ page.update_date }}",
    ],
)
def test_a_theme_may_ask_what_it_will(small: Made, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be noted is noted: the pages are framed, and right."""
    monkeypatch.setattr(framing, "_MANY", 3)
    counts = compared(small, themed(small, source))
    assert counts["framed"] > 10
    assert counts["compared"]


@pytest.mark.usefixtures("never_again")
@pytest.mark.parametrize(
    "source",
    [
        "{{ pages | length }}",
        "{{ build_date_utc }}",
        "{% for file in pages if file.page == page %}this one{% endfor %}",
        "{% set one %}{{ page.title }}{% endset %}{{ 'a' in one }}",
        "{% set one %}{{ page.title }}{% endset %}{{ one | length }}",
        "{{ (page.url ~ 'x') | url }}",
        "{{ page.title * 2 }}",
        "{{ page.title | list }}",
        "{{ page.__class__ }}",
        "{{ page.file.abs_dest_path }}",
        "{{ page.toc }}",
        "{% filter upper %}{{ page.title }}{% endfilter %}",
        "{% autoescape true %}{{ page.title }}{% endautoescape %}",
    ],
)
def test_what_cannot_be_noted_is_left_to_the_theme(small: Made, source: str) -> None:
    """No page is framed, and every page is right."""
    counts = compared(small, themed(small, source))
    assert not counts["framed"]
    assert counts["host"]


def test_a_theme_that_keeps_count_is_found_out(small: Made, caplog: pytest.LogCaptureFixture) -> None:
    """What is not of the page cannot be noted: it differs when the first page is made again, and the log says so."""
    env = themed(small, "{{ counted() }}")
    calls = iter(range(10**6))
    env.globals["counted"] = lambda: next(calls)
    frames = small.frames(env)
    with caplog.at_level("DEBUG", "mkdocs.plugins.kb"):
        for page in small.pages():
            assert f"{frames.counts['host']}" or frames.finish(page)
            frames.finish(page)
    assert not frames.counts["framed"]
    assert "left to the theme" in caplog.text


def test_a_function_that_reads_the_page_past_the_template_is_found_out(small: Made) -> None:
    """It may take an attribute that it does not find for one that is not there."""
    env = themed(small, "{{ titled() }}")

    @pass_context
    def titled(context: Any) -> str:  # noqa: ANN401 - Jinja's own
        return str(getattr(context["page"], "title", ""))[:1]

    env.globals["titled"] = titled
    assert not compared(small, env)["framed"]


@pytest.mark.usefixtures("never_again")
def test_a_link_of_the_theme_to_a_page_leaves_that_page_to_the_theme(small: Made) -> None:
    """From that page the link is another than from its neighbours."""
    some = next(page.url for page in small.pages() if page.url.startswith("actors/") and page.url.count("/") == 2)
    assert compared(small, themed(small, f"{{{{ '{some}' | url }}}}"))["framed"]
    assert compared(small, themed(small, f"{{{{ '{some}deep/er/' | url }}}}"))["framed"]


@pytest.mark.usefixtures("never_again")
def test_frames_are_given_up_where_every_page_has_its_own(small: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would cost more than they save."""
    monkeypatch.setattr(framing, "_TRIED", 5)
    counts = compared(
        small, themed(small, "{% if page.content | length > 5000 and page.url.endswith('/') %}{{ page.title | length }}{% endif %}")
    )
    assert counts["compared"] < counts["host"] / 2


def test_a_changed_filter_is_not_trusted(small: Made) -> None:
    env = themed(small, "")
    env.filters["url"] = lambda value: f"/{value}"
    assert not compared(small, env)["framed"]


@given(SEGMENTS, st.lists(SEGMENTS, max_size=2), SEGMENTS, SEGMENTS, st.lists(PATHS, min_size=1, max_size=4))
def test_links_from_neighbours_are_the_same(head: str, deeper: list[str], one: str, other: str, targets: list[str]) -> None:
    """The rule for when two pages share their frame: their links to what the theme links to are the host's own, and the same."""
    names = below(head, targets)
    if not names & {one, other}:
        tail = "".join(f"{part}/" for part in deeper)
        for target in targets:
            assert get_relative_url(target, f"{head}/{one}/{tail}") == get_relative_url(target, f"{head}/{other}/{tail}")
    names = below("", targets)
    if not names & {one, other}:
        for target in targets:
            assert get_relative_url(target, f"{one}/") == get_relative_url(target, f"{other}/")
