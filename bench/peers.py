"""Other programs that make sites, each with the finished pages of a library as its source, for ``bases.py``.

Each gets the folder that ``kb export pages`` wrote, in the form that it reads. MkDocs with Material, and Zensical, which reads the
same settings, make whole pages, with the theme and the navigation of the library itself. The others make their plainest site: no search,
no contents lists, HTML in Markdown as it is. A program that is not installed is left out, with a line that says how to get it. Quartz is
no package of npm or PyPI, only a repository to be cloned (the ``quartz`` of npm is another program), so it is not among them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PEERS: Final = ROOT / ".venv" / "peers"  # where `make peers` puts them
TITLE: Final = "A made-up library"

HUGO_PAGE: Final = (
    "<!doctype html><html><head><title>{{ .Title }}</title></head>"
    '<body><nav><a href="/">{{ .Site.Title }}</a></nav><main>{{ .Content }}</main></body></html>\n'
)
HUGO_CONFIG: Final = f"""\
baseURL = "http://localhost:8000/"
title = "{TITLE}"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = true
"""
ELEVENTY_PAGE: Final = (
    "<!doctype html><html><head><title>{{ title }}</title></head>"
    f'<body><nav><a href="/">{TITLE}</a></nav><main>{{{{ content | safe }}}}</main></body></html>\n'
)
ELEVENTY_CONFIG: Final = """\
const markdown = require(%s);
module.exports = (config) => {
  config.setLibrary("md", markdown({ html: true }));
  config.addGlobalData("layout", "page.njk");
  config.addPassthroughCopy({ static: "/" });
  return { dir: { input: "content", includes: "../layouts" }, templateFormats: ["md"], markdownTemplateEngine: false };
};
"""
SPHINX_CONFIG: Final = f"""\
project = "{TITLE}"
extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_block"]
root_doc = "index"
html_theme = "basic"
html_extra_path = ["../static"]
html_copy_source = html_show_sourcelink = False
suppress_warnings = ["myst.header", "myst.xref_missing", "toc.not_included"]
"""
SPHINX_PAGE: Final = "<!doctype html><html><head><title>{{ title }}</title></head><body><main>{{ body }}</main></body></html>\n"


@dataclass(frozen=True)
class Peer:
    """A program that is installed: how it is called, and where it leaves what it makes and what it remembers."""

    name: str
    version: str
    command: Sequence[str | Path]
    folder: Path
    out: Path
    kept: Path | None = None


@dataclass(frozen=True)
class Missing:
    """A program that is not installed, and how to get it."""

    name: str
    how: str


def plain(exported: Path, home: Path) -> Peer:
    """MkDocs with Material, as what everything is held against."""
    return Peer(
        "plain MkDocs + Material",
        f"MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}",
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", exported / "mkdocs.yml", "-d", home / "mkdocs"],
        exported,
        home / "mkdocs",
    )


def peers(exported: Path, home: Path) -> Iterator[Peer | Missing]:
    """Every program with its source below ``home``, which is written here; ``exported`` is what ``kb export pages`` wrote."""
    yield plain(exported, home)
    for find in (_zensical, _hugo, _eleventy, _sphinx):
        yield find(exported, home)


def _zensical(exported: Path, home: Path) -> Peer | Missing:
    if find_spec("zensical") is None:
        return Missing("Zensical", "it is part of the environment of the tests")
    source = home / "zensical"
    shutil.copytree(exported, source)
    command: list[str | Path] = [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml"]
    return Peer("Zensical", f"Zensical {version('zensical')}", command, source, source / "site", source / ".cache")


def _hugo(exported: Path, home: Path) -> Peer | Missing:
    there = sorted(PEERS.glob("lib/*/site-packages/hugo/binaries/hugo*"))  # the program itself, without the Python that finds it
    hugo = os.environ.get("HUGO") or (there[0] if there else shutil.which("hugo"))
    if not hugo:
        return Missing("Hugo", "`make peers` installs it; HUGO=FILE names one")
    source = home / "hugo"
    _divided(exported, source, home_page="_index.md")
    for name in ("single", "list", "index"):
        _write(source / "layouts" / "_default" / f"{name}.html", HUGO_PAGE)
    _write(source / "hugo.toml", HUGO_CONFIG)
    return Peer(
        "Hugo, a template of one line",
        _said(hugo, "version"),
        [hugo, "--quiet", "-s", source, "-d", source / "out"],
        source,
        source / "out",
    )


def _eleventy(exported: Path, home: Path) -> Peer | Missing:
    modules = Path(os.environ.get("ELEVENTY") or PEERS) / "node_modules"
    program, node = modules / "@11ty" / "eleventy" / "cmd.cjs", shutil.which("node")
    if not program.is_file() or not node:
        return Missing("Eleventy", "`make peers` installs it where npm is; ELEVENTY=FOLDER names a folder with its node_modules")
    source = home / "eleventy"
    _divided(exported, source)
    _write(source / "layouts" / "page.njk", ELEVENTY_PAGE)
    _write(source / "eleventy.config.cjs", ELEVENTY_CONFIG % json.dumps(str(modules / "markdown-it")))
    command: list[str | Path] = [node, program, "--quiet", "--config=eleventy.config.cjs", "--output=out"]
    return Peer("Eleventy, a template of one line", f"Eleventy {_said(node, program, '--version')}", command, source, source / "out")


def _sphinx(exported: Path, home: Path) -> Peer | Missing:
    program = Path(os.environ.get("SPHINX") or PEERS / "bin" / "sphinx-build")
    if not program.is_file():
        return Missing("Sphinx + MyST", "`make peers` installs it; SPHINX=FILE names its sphinx-build")
    source = home / "sphinx"
    _divided(exported, source)
    _write(source / "content" / "conf.py", SPHINX_CONFIG + 'templates_path = ["../layouts"]\n')
    _write(source / "layouts" / "layout.html", SPHINX_PAGE)
    command: list[str | Path] = [program, "-q", "-b", "dirhtml", "-j", "auto", "-d", "kept", "content", "out"]
    return Peer("Sphinx + MyST, a template of one line", _said(program, "--version"), command, source, source / "out", source / "kept")


def _divided(exported: Path, source: Path, home_page: str = "") -> None:
    """The exported pages in ``content/``, everything else in ``static/``; Hugo wants its own name for the first page of a folder."""
    for file in sorted((exported / "docs").rglob("*")):
        if not file.is_file():
            continue
        inside = file.relative_to(exported / "docs")
        if file.suffix == ".md":
            target = source / "content" / (inside.with_name(home_page) if home_page else inside)
        else:
            target = source / "static" / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def _said(*command: str | Path) -> str:
    """What a program says of itself, in its first two words."""
    ran = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - see above
    return " ".join(ran.stdout.split()[:2])


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def lacking(peer: Peer, exported: Path) -> int:
    """How many pages a program has not made: a measurement of less work would say nothing."""
    pages = {file.relative_to(exported / "docs").with_suffix(".html") for file in (exported / "docs").rglob("*.md")}
    return sum(not (peer.out / page).is_file() for page in pages)


def cleared(peer: Peer) -> None:
    """Take away what an earlier run made and remembered."""
    for folder in filter(None, (peer.out, peer.kept)):
        shutil.rmtree(folder, ignore_errors=True)
