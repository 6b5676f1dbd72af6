"""Measures building against hosts of the same pages: `python bench/build.py [ARTICLES [ROUNDS]]`; `HUGO=FILE` names a Hugo.

Writes a made-up library (``generate.py``), and its finished pages as Markdown with an ``mkdocs.yml`` (``kb export pages``)
for plain MkDocs with Material, and with a template of one page for Hugo. Then, in turn and ``ROUNDS`` times: a cold
``kb build``, each of the hosts, ``kb build`` again with nothing changed, and with one article edited, and ``kb check``.
Prints each with its smallest and largest round, and what it takes in proportion to plain MkDocs in the same round. A
measurement, not a test.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import generate
from bench.processes import Run, run

QUIET: Final = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
HUGO_PAGE: Final = (
    "<!doctype html><html><head><title>{{ .Title }}</title></head>"
    '<body><nav><a href="/">{{ .Site.Title }}</a></nav><main>{{ .Content }}</main></body></html>\n'
)
HUGO_CONFIG: Final = """\
baseURL = "http://localhost:8000/"
title = "A made-up library"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = true
"""


def hugo_site(exported: Path, folder: Path) -> None:
    """The exported pages as a site of Hugo: pages in ``content/``, everything else in ``static/``, one template."""
    for file in sorted((exported / "docs").rglob("*")):
        if not file.is_file():
            continue
        inside = file.relative_to(exported / "docs")
        home = "content" if file.suffix == ".md" else "static"
        target = folder / home / (inside.with_name("_index.md") if home == "content" else inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    for name in ("single", "list", "index"):
        layout = folder / "layouts" / "_default" / f"{name}.html"
        layout.parent.mkdir(parents=True, exist_ok=True)
        layout.write_text(HUGO_PAGE, encoding="utf-8")
    (folder / "hugo.toml").write_text(HUGO_CONFIG, encoding="utf-8")


def edited(library: Path, at: int) -> None:
    """One article gets another sentence."""
    file = library / "articles" / "report-0.md"
    before, mark, after = file.read_text(encoding="utf-8").partition("\n[^1]: ")
    file.write_text(f"{before}\nAnd so it went, for the time of number {at}.\n{mark}{after}", encoding="utf-8")


def removed(folder: Path) -> None:
    """No trace of an earlier run."""
    shutil.rmtree(folder, ignore_errors=True)


def size(folder: Path) -> tuple[int, int]:
    """How many files a folder holds, and their bytes."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return len(sizes), sum(sizes)


def between(values: list[float]) -> str:
    """The middle with the smallest and largest."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def main() -> None:
    """Print a table of what each takes."""
    articles = int(sys.argv[1]) if sys.argv[1:] else 500
    rounds = int(sys.argv[2]) if sys.argv[2:] else 3
    python: list[str | Path] = [sys.executable, "-m"]
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        library, site, pages, theirs = home / "library", home / "site", home / "pages", home / "mkdocs"
        generate.write(library, articles)
        run([*python, "kb", "export", "pages", pages, "--root", library], env=QUIET)
        built = [*python, "kb", "build", "--root", library, "--site-dir", site]

        def cold() -> Run:
            removed(site)
            removed(library / ".kb-cache")
            return run(built, env=QUIET)

        def peer() -> Run:
            removed(theirs)
            return run([*python, "mkdocs", "build", "-q", "-f", pages / "mkdocs.yml", "-d", theirs], env=QUIET)

        numbers = iter(range(1_000_000))

        def after_edit() -> Run:
            edited(library, next(numbers))
            return run(built, env=QUIET)

        ways: dict[str, tuple[Callable[[], Run], Path | None]] = {
            "plain MkDocs + Material": (peer, theirs),
            "kb build, cold": (cold, site),
            "kb build, nothing changed": (lambda: run(built, env=QUIET), None),
            "kb build, one article edited": (after_edit, None),
            "kb check, cold": (lambda: run([*python, "kb", "check", "--root", library], env=QUIET), None),
        }
        if hugo := os.environ.get("HUGO") or shutil.which("hugo"):
            theirs_too, source = home / "hugo", home / "hugo-source"
            hugo_site(pages, source)

            def hugo_run() -> Run:
                removed(theirs_too)
                return run([hugo, "--quiet", "-s", source, "-d", theirs_too])

            ways["Hugo, a template of one line"] = (hugo_run, theirs_too)
        taken: dict[str, list[Run]] = {name: [] for name in ways}
        out: dict[str, tuple[int, int]] = {}
        for _ in range(rounds):
            for name, (way, folder) in ways.items():
                taken[name].append(way())
                if folder:
                    out[name] = size(folder)
        machine = f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.machine()}"
        print(f"{articles} articles, {rounds} rounds, {machine}")
        print("| | wall, s | × plain MkDocs | processors, s | peak memory, MB | files | MB |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        first = taken["plain MkDocs + Material"]
        for name, runs in taken.items():
            ratio = between([one.wall / other.wall for one, other in zip(runs, first, strict=True)])
            files, written = out.get(name, (0, 0))
            memory = max(one.memory for one in runs) / 1e6
            wall, processor = between([one.wall for one in runs]), between([one.processor for one in runs])
            said = f"{files:,} | {written / 1e6:.1f}" if files else "|"
            print(f"| {name} | {wall} | {ratio} | {processor} | {memory:.0f} | {said} |")


if __name__ == "__main__":
    main()
