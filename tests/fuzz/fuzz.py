"""Fuzzes the parts of the program that read what others wrote: ``python tests/fuzz/fuzz.py --minutes 10 [TARGET ...]``.

Needs atheris (``make fuzz`` installs it). Each target runs in a process of its own, for its share of the time, from the inputs in
``tests/fuzz/corpus/``; what breaks a promise is kept in ``tests/fuzz/found/`` and named, and the program ends with 1. With ``--keep``
some of the inputs that reached something new are added to the corpus, for the tests to replay. Not for the tests to import.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
SECONDS: Final = 10  # that one input may take
LONGEST: Final = 2048  # bytes of an input: what is slow by its size alone is tested apart, in test_limits.py
SHORTER: Final = {"body": 384, "quote": 512, "date": 48}  # where what matters fits into few bytes, and more of them are tried
KEPT: Final = 40  # inputs that a run adds to the corpus of a target
MEMORY: Final = 1500  # megabytes


def drive(target: str, arguments: list[str]) -> None:
    """Be the process that fuzzes one target."""
    import atheris  # noqa: PLC0415 - only this process needs it

    sys.path.insert(0, str(HERE.parent.parent))
    with atheris.instrument_imports(include=["kb", "markdown_it", "mdit_py_plugins"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - must be imported by the instrumenting importer

    atheris.Setup([sys.argv[0], *arguments], TARGETS[target])
    atheris.Fuzz()


def fuzz(target: str, seconds: int, folders: list[Path], *, seed: int) -> tuple[int, list[Path]]:
    """Fuzz one target; how many inputs were run, and the inputs that broke it."""
    found = HERE / "found" / target
    found.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={SHORTER.get(target, LONGEST)}",
        f"-dict={HERE / 'words.dict'}",
        f"-artifact_prefix={found}/",
        f"-seed={seed}",
        "-print_final_stats=1",
    ]
    command = [sys.executable, __file__, "--drive", target, *options, *map(str, folders)]
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    counted = re.findall(r"stat::number_of_executed_units: (\d+)", ran.stderr) or re.findall(r"^#(\d+)\t", ran.stderr, re.MULTILINE)
    broken = sorted(set(found.iterdir()) - before)
    if ran.returncode:
        (found / "log.txt").write_text(ran.stdout[-20000:] + ran.stderr[-20000:], encoding="utf-8")
    if ran.returncode and not broken:
        sys.exit(f"The target {target} ended with {ran.returncode} and no input that did it:\n{ran.stderr[-2000:]}")
    return int(counted[-1]) if counted else 0, [file for file in broken if file.name != "log.txt"]


def main() -> None:
    """Fuzz every target that is named, or all, and say what came of it."""
    if sys.argv[1:2] == ["--drive"]:
        drive(sys.argv[2], sys.argv[3:])
        return
    names = sorted(path.name for path in (HERE / "corpus").iterdir() if path.is_dir())
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(names)}; all if none is named")
    wanted.add_argument("--minutes", type=float, default=10, help="for all of them together (10)")
    wanted.add_argument("--seed", type=int, default=1, help="another number tries other inputs (1)")
    wanted.add_argument("--keep", action="store_true", help="keep what reaches something new in the corpus")
    wanted.add_argument("--work", type=Path, help="a folder in which what was found useful stays from one run to the next")
    chosen = wanted.parse_args()
    targets = chosen.targets or names
    inputs, broken = 0, []
    with tempfile.TemporaryDirectory() as thrown_away:
        for target in targets:
            work = (chosen.work or Path(thrown_away)) / target
            work.mkdir(parents=True, exist_ok=True)
            corpus = HERE / "corpus" / target
            ran, found = fuzz(target, max(1, int(chosen.minutes * 60 / len(targets))), [work, corpus], seed=chosen.seed)
            inputs += ran
            broken += found
            print(f"{target}: {ran:,} inputs, {len(found)} of them broke it", *map(str, found), sep="\n    ", flush=True)
            if chosen.keep:
                keep(target, work)
    print(f"{inputs:,} inputs in all.")
    sys.exit(1 if broken else 0)


def keep(target: str, work: Path) -> None:
    """Add to the corpus of a target inputs of every size of those that reached something new, few of each."""
    found = sorted((file for file in work.iterdir() if file.stat().st_size <= LONGEST), key=lambda file: (file.stat().st_size, file.name))
    for file in found[:: max(1, len(found) // KEPT)]:
        (HERE / "corpus" / target / file.name).write_bytes(file.read_bytes())


if __name__ == "__main__":
    main()
