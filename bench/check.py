"""Measures `kb check` on a library: `python bench/check.py FOLDER [ROUNDS]`.

FOLDER is a library such as `bench/generate.py` writes; it is copied, and stays as it is. In each round and in turn: everything read anew,
the same again, again after one article was edited, again after a name was given; and in a process that stays, as those of `kb lsp` and
`kb serve`, the reading after each edit of one article. Times are in seconds, the middle with the smallest and largest in brackets. It is
a measurement, not a test.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.processes import Run, between, machine, run
from kb.library import Workspace

TIMES: Final = 9  # edits in the process that stays
CHECK: Final = (sys.executable, "-m", "kb", "check", "--root")


def edited(file: Path, number: int) -> None:
    """Put words at the end of the text of an article."""
    file.write_bytes(file.read_bytes().rstrip() + f" And that is all, number {number}.\n".encode())


def named(file: Path, number: int) -> None:
    """Give an entity another name, which all texts are searched for."""
    text = file.read_text(encoding="utf-8").rstrip("\n")
    file.write_text(text.replace("\n---", f'\nnames: ["Nobody Number {number}"]\n---', 1) + "\n", encoding="utf-8")


def resident(root: Path, article: Path) -> tuple[list[float], list[float]]:
    """The wall clock and the processor time of each reading after an edit, in this process."""
    workspace = Workspace(root)
    workspace.load()
    path, data = article.relative_to(root).as_posix(), article.read_bytes()
    wall, processor = [], []
    for number in range(TIMES):
        begun, used = time.perf_counter(), time.process_time()
        workspace.load({path: data.rstrip() + f" Unsaved words, number {number}.\n".encode()})
        wall.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    return wall, processor


def main() -> None:
    """Measure the library that the command line names, and print a table."""
    folder, *rest = sys.argv[1:]
    rounds = int(rest[0]) if rest else 3
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "library"
        shutil.copytree(folder, root, ignore=shutil.ignore_patterns(".kb-cache", "site"))
        articles = sorted((root / "articles").glob("*.md"))
        people = [file for file in sorted((root / "entities").rglob("*.md")) if b"\nnames:" not in file.read_bytes()]
        numbers = iter(range(1_000_000))

        def again(change: Callable[[], object]) -> Run:
            change()
            return run([*CHECK, root])

        ways: dict[str, Callable[[], Run]] = {
            "everything read anew": lambda: again(lambda: shutil.rmtree(root / ".kb-cache", ignore_errors=True)),
            "the same again": lambda: again(lambda: None),
            "one article edited": lambda: again(lambda: edited(articles[len(articles) // 2], next(numbers))),
            "one name given": lambda: again(lambda: named(people[next(numbers)], next(numbers))),
        }
        taken: dict[str, list[Run]] = {name: [] for name in ways}
        wall: list[float] = []
        processor: list[float] = []
        for _ in range(rounds):
            for name, way in ways.items():
                taken[name].append(way())
            walls, processors = resident(root, articles[0])
            wall += walls
            processor += processors
        print(f"{len(articles):,} articles, {rounds} rounds, {machine()}, load {os.getloadavg()[0]:.0f}")
        print("| `kb check` | wall, s | processors, s | peak memory, MB |\n| --- | --- | --- | --- |")
        for name, runs in taken.items():
            times = between([one.wall for one in runs]), between([one.processor for one in runs])
            print(f"| {name} | {times[0]} | {times[1]} | {max(one.memory for one in runs) / 1e6:.0f} |")
        print(f"| in a process that stays, after each edit | {between(wall)} | {between(processor)} | |")


if __name__ == "__main__":
    main()
