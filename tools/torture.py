"""The long tests, one part after the other: ``python tools/torture.py [PART ...]``, or ``make torture``.

Each part says what it does and about how long it takes, shows what its tests print, and how it ended. A part that fails stops
nothing; which failed stands at the end, and the program ends with 1. The tests themselves are those of ``tests/`` that have the
mark ``torture``, and the fuzzers. docs/about/measurements.md holds what was measured.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent


@dataclass(frozen=True)
class Part:
    """Some of the long tests: what they do, the minutes that they take on two idle cores, and the file and names of the tests."""

    what: str
    minutes: int
    file: str = ""
    names: str = ""

    def command(self, minutes: float) -> list[str]:
        """What runs this part; the fuzzers for so many minutes."""
        if not self.file:
            return ["make", "--no-print-directory", "fuzz", f"MINUTES={minutes:g}"]
        return [sys.executable, "-m", "pytest", "-n0", "-q", "-s", "-m", "torture", self.file, *(("-k", self.names) if self.names else ())]


PARTS: Final = {
    "kills": Part("whole builds killed at random moments; a reader looks all the while", 40, "tests/test_torture.py", "builds_killed"),
    "publishing": Part("publishing alone killed as often, in one step and in two", 2, "tests/test_torture.py", "publishing_killed"),
    "machines": Part("builds with too little memory", 2, "tests/test_torture.py", "not killed and not one_hash"),
    "same": Part("the real site has one hash, whatever surrounds the build", 5, "tests/test_torture.py", "one_hash"),
    "texts": Part("each hostile text by itself on every page, read by lxml and by html5lib", 3, "tests/test_payloads.py"),
    "browser": Part("each hostile text by itself in Chromium, without the policy", 10, "tests/test_payloads_browser.py"),
    "edits": Part("random edits: what is made after one is what a fresh build makes", 60, "tests/test_incremental.py"),
    "fuzz": Part("broken input at random, on each part that reads what others wrote", 10),
}


def _lasted(begun: float) -> str:
    minutes, seconds = divmod(round(time.monotonic() - begun), 60)
    return f"{minutes} min {seconds} s"


def main() -> None:
    """Run the parts that are named, or all."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}; all if none is named")
    wanted.add_argument("--kills", type=int, default=1000, help="how many builds are killed (1000)")
    wanted.add_argument("--edits", type=int, default=1000, help="how many random edits of made-up libraries (1000)")
    wanted.add_argument("--minutes", type=float, default=10, help="how long broken input is tried (10)")
    chosen = wanted.parse_args()
    if unknown := [name for name in chosen.parts if name not in PARTS]:
        wanted.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    sizes = {"KB_KILLS": str(chosen.kills), "KB_EDITS": str(chosen.edits)}
    ends: list[tuple[str, bool, str]] = []
    for name in chosen.parts or PARTS:
        part = PARTS[name]
        minutes = round({"kills": chosen.kills, "publishing": chosen.kills, "edits": chosen.edits}.get(name, 1000) / 1000 * part.minutes)
        print(f"\n== {name}: {part.what}; about {chosen.minutes if name == 'fuzz' else max(minutes, 1):g} min", flush=True)
        begun = time.monotonic()
        ran = subprocess.run(part.command(chosen.minutes), cwd=ROOT, env=os.environ | sizes, check=False)  # noqa: S603 - our own words
        ends.append((name, ran.returncode == 0, _lasted(begun)))
    print()
    for name, held, lasted in ends:
        print(f"{name:12}{'held' if held else 'FAILED'}, {lasted}")
    sys.exit(not all(held for _, held, _ in ends))


if __name__ == "__main__":
    main()
