"""Measures one build beside the same build in shards: `python bench/shards.py [ARTICLES [SHARDS]]`.

Writes a made-up library (``generate.py``); builds it whole, then each shard by itself as another machine would, then joins them. Prints
the clock, the processors and the peak memory of each, the bytes that it leaves, and whether the sites are the same. A measurement, not a
test.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import generate
from bench.bases import QUIET, size
from bench.processes import run


def main() -> None:
    """Print a line for each command."""
    articles = int(sys.argv[1]) if sys.argv[1:] else 300
    many = int(sys.argv[2]) if sys.argv[2:] else 4
    kb: list[str | Path] = [sys.executable, "-m", "kb"]
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        library, whole, joined = home / "library", home / "whole", home / "joined"
        generate.write(library, articles)
        shards = [home / f"shard-{number}" for number in range(1, many + 1)]
        commands: dict[str, tuple[list[str | Path], Path]] = {"whole": (["build", "--fresh", "--quiet", "--site-dir", whole], whole)}
        commands |= {
            f"shard {at}/{many}": (["build", "--quiet", "--shard", f"{at}/{many}", "--site-dir", folder], folder)
            for at, folder in enumerate(shards, 1)
        }
        commands["join"] = (["join", "--quiet", *shards, "--site-dir", joined], joined)
        print(f"{articles} articles; load {os.getloadavg()[0]:.1f} at the beginning")
        for name, (words, folder) in commands.items():
            took = run([*kb, *words, "--root", library], env=QUIET)
            files, there = size(folder)
            print(
                f"| {name} | {took.wall:.1f} s | {took.processor:.1f} s | {took.memory / 1e6:.0f} MB | {files:,} | {there / 1e6:.0f} MB |",
                flush=True,
            )
        same = (whole / "SHA256SUMS").read_bytes() == (joined / "SHA256SUMS").read_bytes()
        print(f"The same site: {'yes' if same else 'NO'}; load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
