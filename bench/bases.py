"""A made-up library and what is built of it, for the measurements beside this file: each way to build it is one method.

``build.py`` and ``table.py`` call it. Everything lies in a folder that the caller takes away.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import yaml

from bench import generate
from bench.peers import Peer, cleared, lacking
from bench.processes import Run, run

QUIET: Final = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
KB: Final = (sys.executable, "-m", "kb")


@dataclass(frozen=True)
class Base:
    """A made-up library of so many articles in a folder of its own, with the place of its site and of its pages as Markdown."""

    home: Path
    articles: int
    edits: Iterator[int]

    @property
    def library(self) -> Path:
        """The folder of the project."""
        return self.home / "library"

    @property
    def site(self) -> Path:
        """Where it is built."""
        return self.home / "site"

    @property
    def pages(self) -> Path:
        """Its finished pages as Markdown."""
        return self.home / "pages"

    def exported(self) -> None:
        """Write the finished pages as Markdown, with the settings of the library: the same theme, features and navigation."""
        run([*KB, "export", "pages", self.pages, "--root", self.library], env=QUIET)
        settings = self.pages / "mkdocs.yml"
        exported = yaml.safe_load(settings.read_text(encoding="utf-8"))
        ours = yaml.safe_load((self.library / "mkdocs.yml").read_text(encoding="utf-8"))
        files = {name: exported[name] for name in ("docs_dir", "extra_css", "extra_javascript")}
        settings.write_text(yaml.safe_dump({**ours, **files, "plugins": ["search"]}, sort_keys=False), encoding="utf-8")

    def cold(self) -> Run:
        """Build where nothing was built before."""
        for folder in (self.site, self.library / ".kb-cache"):
            shutil.rmtree(folder, ignore_errors=True)
        return self.again()

    def again(self) -> Run:
        """Build once more."""
        return run([*KB, "build", "--root", self.library, "--site-dir", self.site], env=QUIET)

    def edit(self) -> None:
        """One article gets another sentence."""
        file = self.library / "articles" / "report-0.md"
        before, mark, after = file.read_text(encoding="utf-8").partition("\n[^1]: ")
        file.write_text(f"{before}\nAnd so it went, for the time of number {next(self.edits)}.\n{mark}{after}", encoding="utf-8")

    def after_edit(self) -> Run:
        """Build after an edit."""
        self.edit()
        return self.again()

    def check(self) -> Run:
        """Check what was never checked or built before."""
        shutil.rmtree(self.library / ".kb-cache", ignore_errors=True)
        return run([*KB, "check", "--root", self.library], env=QUIET)

    def check_after_edit(self) -> Run:
        """Check after an edit."""
        self.edit()
        return run([*KB, "check", "--root", self.library], env=QUIET)

    def built_by(self, peer: Peer) -> Run:
        """Let another program build the same pages. Raises ``RuntimeError`` where it made less of them."""
        cleared(peer)
        taken = run(peer.command, cwd=peer.folder, env=QUIET)
        if missing := lacking(peer, self.pages):
            raise RuntimeError(f"{peer.name} made {missing} pages less than it was given")
        return taken


@contextmanager
def base(articles: int) -> Iterator[Base]:
    """A library of so many articles, for as long as it is needed."""
    with TemporaryDirectory() as temporary:
        made = Base(Path(temporary), articles, count())
        generate.write(made.library, articles)
        yield made


def size(folder: Path) -> tuple[int, int]:
    """How many files a folder holds, and their bytes."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return len(sizes), sum(sizes)
