"""Measures building against other programs that make sites of the same pages: `python bench/build.py [ARTICLES [ROUNDS]]`.

Writes a made-up library (``generate.py``), and its finished pages as Markdown (``kb export pages``) for plain MkDocs with
Material and for the other programs in ``peers.py`` that are installed. Then, in turn and ``ROUNDS`` times: each of them, a
cold ``kb build``, ``kb build`` again with nothing changed, and with one article edited, and ``kb check``. Prints each with its
smallest and largest round, and what it takes in proportion to plain MkDocs in the same round. A measurement, not a test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.bases import Base, base, size
from bench.peers import Missing, Peer, peers
from bench.processes import Run, between, machine


def compare(made: Base, rounds: int) -> dict[str, list[Run]]:
    """Print a table of what each takes, and give back the rounds of each, by name; ``made`` is built in the end."""
    made.exported()
    others = list(peers(made.pages, made.home))
    there = [one for one in others if isinstance(one, Peer)]
    ways: dict[str, tuple[Callable[[], Run], Path | None]] = {
        **{one.name: (partial(made.built_by, one), one.out) for one in there},
        "kb build, cold": (made.cold, made.site),
        "kb build, nothing changed": (made.again, None),
        "kb build, one article edited": (made.after_edit, None),
        "kb check, cold": (made.check, None),
    }
    may_fail = {one.name for one in there[1:]}  # another program may have a bound of its own; against the first all are held
    taken: dict[str, list[Run]] = {name: [] for name in ways}
    out: dict[str, tuple[int, int]] = {}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        for name, (way, folder) in ways.items():
            if name in failed:
                continue
            try:
                taken[name].append(way())
            except RuntimeError as error:
                if name not in may_fail:
                    raise
                failed[name] = str(error).strip().rpartition("\n")[2]
                continue
            if folder:
                out[name] = size(folder)
    print(f"{made.articles} articles, {rounds} rounds, {machine()}")
    print("| | wall, s | × plain MkDocs | processors, s | peak memory, MB | files | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    first = taken[there[0].name]
    for name, runs in taken.items():
        if name in failed:
            continue
        ratio = between([one.wall / other.wall for one, other in zip(runs, first, strict=True)])
        files, written = out.get(name, (0, 0))
        memory = max(one.memory for one in runs) / 1e6
        wall, processor = between([one.wall for one in runs]), between([one.processor for one in runs])
        said = f"{files:,} | {written / 1e6:.1f}" if files else "|"
        print(f"| {name} | {wall} | {ratio} | {processor} | {memory:.0f} | {said} |")
    print(f"With {'; '.join(one.version for one in there)}.")
    for one in others:
        if isinstance(one, Missing):
            print(f"Not measured: {one.name} is not installed; {one.how}.")
    for name, why in failed.items():
        print(f"Not measured: {name} made no site. It said: {why}")
    return taken


def main() -> None:
    """Compare builds of one library."""
    articles = int(sys.argv[1]) if sys.argv[1:] else 500
    rounds = int(sys.argv[2]) if sys.argv[2:] else 3
    with base(articles) as made:
        compare(made, rounds)


if __name__ == "__main__":
    main()
