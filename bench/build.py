"""Measures building against other programs that make sites of the same pages: `python bench/build.py [ARTICLES [ROUNDS]]`.

Writes a made-up library (``generate.py``), and its finished pages as Markdown (``kb export pages``) for plain MkDocs with
Material and for the other programs in ``peers.py`` that are installed. Then, in turn and ``ROUNDS`` times: each of them, a
cold ``kb build``, ``kb build`` again with nothing changed, and with one article edited, and ``kb check``. Prints each with its
smallest and largest round, and what it takes in proportion to plain MkDocs in the same round. A measurement, not a test.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import generate
from bench.peers import Missing, Peer, cleared, lacking, peers
from bench.processes import Run, run

QUIET: Final = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


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
        library, site, pages = home / "library", home / "site", home / "pages"
        generate.write(library, articles)
        run([*python, "kb", "export", "pages", pages, "--root", library], env=QUIET)
        built = [*python, "kb", "build", "--root", library, "--site-dir", site]

        def cold() -> Run:
            removed(site)
            removed(library / ".kb-cache")
            return run(built, env=QUIET)

        def theirs(peer: Peer) -> Run:
            cleared(peer)
            taken = run(peer.command, cwd=peer.folder, env=QUIET)
            if missing := lacking(peer, pages):
                raise RuntimeError(f"{peer.name} made {missing} pages less than it was given")
            return taken

        others = list(peers(pages, home))
        numbers = iter(range(1_000_000))

        def after_edit() -> Run:
            edited(library, next(numbers))
            return run(built, env=QUIET)

        ways: dict[str, tuple[Callable[[], Run], Path | None]] = {
            **{one.name: (partial(theirs, one), one.out) for one in others if isinstance(one, Peer)},
            "kb build, cold": (cold, site),
            "kb build, nothing changed": (lambda: run(built, env=QUIET), None),
            "kb build, one article edited": (after_edit, None),
            "kb check, cold": (lambda: run([*python, "kb", "check", "--root", library], env=QUIET), None),
        }
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
        print(f"With {'; '.join(one.version for one in others if isinstance(one, Peer))}.")
        for one in others:
            if isinstance(one, Missing):
                print(f"Not measured: {one.name} is not installed; {one.how}.")


if __name__ == "__main__":
    main()
