"""How many small faults in the program the tests notice: ``python tools/mutants.py [ROOMS …]``, or ``make mutants``.

Each mutant is one fault (``mutating.py``) in a process of its own, in which only those tests run that reach the statement, the
quickest first, until one fails. The tests are collected once; for each mutant the process is forked and the code of one function
exchanged in it. What a module does as it is imported is tried in a new process. The source files are never written.

A mutant that no test notices is named. Those that cannot be noticed stand in ``equivalent-mutants.yml`` with the reason, and do not
count. Needs a system that can fork. By hand, for it takes an hour; docs/about/measurements.md holds what it found.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.machinery
import math
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType
from typing import Final

import pytest
import yaml
from _pytest.runner import runtestprotocol
from coverage import Coverage

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tools.mutating import Mutant, mutants, mutated

EQUIVALENT: Final = Path(__file__).parent / "equivalent-mutants.yml"
# group -> its rooms, and the tests that ask them without building a site
ROOMS: Final = {
    "reader": (("source.py", "articles.py", "contract"), "anchors articles bad_days cases contract fuzz rules source"),
    "passages": (("passages",), "anchors cases fuzz markup mending nearest passages reading"),
    "checks": (("checks.py",), "anchors cases fuzz links markup rules"),
}
# They take minutes, and ask that nothing is raised, not what is said.
LEFT_OUT: Final = ("test_any_value_at_any_key", "test_an_unknown_key_is_found_in_every_mapping", "test_front_matter_of_any_type")
SLOWEST: Final = 5.0  # seconds: longer tests are left out
OPTIONS: Final = (
    *("-q", "-s", "-n0", "-p", "no:cacheprovider", "-p", "no:logging", "--no-header", "-m", "not browser"),
    *("-o", "tmp_path_retention_policy=none"),
)
LONGEST: Final = 30.0  # seconds that the tests of one mutant may take beyond twice their usual time
MEMORY: Final = 4_000_000_000  # bytes
NOTICED: Final = 1
MISSED: Final = 0


@dataclass
class Tried:
    """The fate of each mutant of some rooms."""

    noticed: list[Mutant] = field(default_factory=list)
    missed: list[Mutant] = field(default_factory=list)
    equivalent: list[Mutant] = field(default_factory=list)


class Runner:
    """A plugin of pytest that, in place of running the collected tests, runs them on mutants."""

    def __init__(self, wanted: dict[str, list[Mutant]], tried: dict[str, Tried]) -> None:
        """Take what is to be tried, by group, and where its fate is noted."""
        self.wanted, self.tried = wanted, tried
        self.known = {(one["file"], one["was"], one["made"], one["statement"]) for one in yaml.safe_load(EQUIVALENT.read_text()) or ()}

    def pytest_load_initial_conftests(self) -> None:
        """Let a property that fails be enough: its example need not be made small."""
        from hypothesis import Phase, settings  # noqa: PLC0415 - pytest itself must be the first to import it

        found = settings(max_examples=60, derandomize=True, deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
        settings.register_profile("mutants", found)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find out which test reaches which line, then try each mutant."""
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined] # noqa: SLF001 - made once, not by each process
        items = [item for item in session.items if not item.name.startswith(LEFT_OUT) and "site" not in getattr(item, "fixturenames", ())]
        reached = reach(items, sorted({one.file for some in self.wanted.values() for one in some}))
        for room, some in self.wanted.items():
            print(f"{room}: {len(some)} mutants", flush=True)
            for number, one in enumerate(some, 1):
                self._try(one, self.tried[room], reached)
                if number % 50 == 0:
                    print(f"  {number} of {len(some)}, {len(self.tried[room].missed)} missed", flush=True)
        return True

    def _try(self, one: Mutant, fate: Tried, reached: Reached) -> None:
        if (one.file, one.was, one.made, _statement(one)) in self.known:
            fate.equivalent.append(one)
            return
        tests = reached.of(one)
        if tests and self._is_noticed(one, tests, reached):
            fate.noticed.append(one)
            return
        fate.missed.append(one)
        print(f"missed by {len(tests)} tests: {one.name}", flush=True)

    def _is_noticed(self, one: Mutant, tests: list[pytest.Item], reached: Reached) -> bool:
        usual = sum(reached.seconds[item.nodeid] for item in tests)
        exchange = _exchange(one)
        if exchange is None:
            return _in_new_process(one, [item.nodeid for item in tests], LONGEST + 2 * usual)

        def go() -> int:
            for function, code in exchange:
                function.__code__ = code
            return NOTICED if any(_fails(item) for item in tests) else MISSED

        return _forked(go, LONGEST + 2 * usual) != MISSED


@dataclass
class Reached:
    """Which tests reach which lines, and the seconds that each test takes."""

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]
    items: dict[str, pytest.Item]

    def of(self, one: Mutant) -> list[pytest.Item]:
        """The tests that reach a mutant, the quickest first; for what is done at import, all that reach its file."""
        lines = self.lines.get(one.file, {})
        at = lines.values() if one.function is None else (lines.get(line, set()) for line in range(one.first, one.last + 1))
        found = {name for names in at for name in names if name in self.items and self.seconds[name] < SLOWEST}
        return sorted((self.items[name] for name in found), key=lambda item: (self.seconds[item.nodeid], item.nodeid))


def reach(items: list[pytest.Item], files: list[str]) -> Reached:
    """Run every test once, in a forked process, and note what each reaches."""
    reading, writing = os.pipe()

    def go() -> int:
        os.close(reading)
        measure = Coverage(data_file=None, config_file=False, include=[str(ROOT / file) for file in files])
        seconds: dict[str, float] = {}
        failing = []
        kept = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper) and str(one.__module__).startswith("kb.")]
        measure.start()
        for item in items:
            for one in kept:  # what an earlier test has had kept is reached by this one too
                one.cache_clear()
            measure.switch_context(item.nodeid)
            before = time.perf_counter()
            if _fails(item):
                failing.append(item.nodeid)
            seconds[item.nodeid] = time.perf_counter() - before
        measure.stop()
        data = measure.get_data()
        lines = {file: data.contexts_by_lineno(str(ROOT / file)) for file in files}
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            yaml.dump({"lines": lines, "seconds": seconds, "failing": failing}, out, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper))
        return 0

    child = _fork(go)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as sent:
        told = yaml.load(sent, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - it is a safe loader
    os.waitpid(child, 0)
    if not told or len(told["failing"]) > len(items) // 20:
        sys.exit(f"These tests fail without a mutant: {told and told['failing']}")
    for name in told["failing"]:
        print(f"left out, for it fails without a mutant: {name}", flush=True)
    lines = {file: {int(line): set(names) for line, names in of.items()} for file, of in told["lines"].items()}
    print(f"  {len(items)} tests take {sum(told['seconds'].values()):.0f} s", flush=True)
    return Reached(lines, told["seconds"], {item.nodeid: item for item in items if item.nodeid not in told["failing"]})


def _fails(item: pytest.Item) -> bool:
    """Whether one test fails, with all its fixtures made and taken down."""
    item.session._setupstate.stack.clear()  # noqa: SLF001 - what an earlier failure left standing
    reports = runtestprotocol(item, log=False, nextitem=None)
    return any(report.failed for report in reports)


def _fork(go: object) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = NOTICED  # what breaks the process itself is noticed
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        code = go()  # type: ignore[operator]
    finally:
        os._exit(code)


def _forked(go: object, seconds: float) -> int | None:
    """Do something in a forked process; its code, or None if it took too long and was ended."""
    child = _fork(go)
    end = time.monotonic() + seconds
    pause = 0.002
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


# --------------------------------------------------------------------------------------------------- one mutant


def _statement(one: Mutant) -> str:
    """The first line of the statement that a mutant is in."""
    return (ROOT / one.file).read_text(encoding="utf-8").splitlines()[one.first - 1].strip()


def _tree(one: Mutant) -> ast.Module:
    return mutated((ROOT / one.file).read_text(encoding="utf-8"), one.number, hints=_has_hints(one.file))


def _has_hints(file: str) -> bool:
    return file.startswith("src/kb/contract/")


def _exchange(one: Mutant) -> list[tuple[FunctionType, CodeType]] | None:
    """The functions that have the code of the mutant, and the code to give them; None where only a new import can say."""
    if one.function is None:
        return None
    file = str(ROOT / one.file)
    made = _code(compile(_tree(one), file, "exec", dont_inherit=True), one.function)
    if made is None:
        return None
    found = [
        each
        for each in gc.get_objects()
        if isinstance(each, FunctionType)
        and each.__code__.co_filename == file
        and (each.__code__.co_qualname if sys.version_info >= (3, 11) else "", each.__code__.co_firstlineno) == one.function
    ]
    if not found or any(each.__code__.co_freevars != made.co_freevars for each in found):
        return None
    return [(each, made) for each in found]


def _code(code: CodeType, function: tuple[str, int]) -> CodeType | None:
    if (code.co_qualname, code.co_firstlineno) == function:
        return code
    inner = (_code(const, function) for const in code.co_consts if isinstance(const, CodeType))
    return next((one for one in inner if one), None)


def _in_new_process(one: Mutant, tests: list[str], seconds: float) -> bool:
    command = [sys.executable, str(Path(__file__)), "--one", one.file, str(one.number), *tests]
    with subprocess.Popen(  # noqa: S603 - this program itself
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as ran:
        try:
            return ran.wait(seconds) != MISSED
        except subprocess.TimeoutExpired:
            os.killpg(ran.pid, signal.SIGKILL)
            return True


class _Importer(importlib.machinery.SourceFileLoader):
    """Loads the mutant in the place of its module."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        """The code of the mutant."""
        return compile(self.tree, self.get_filename(fullname), "exec", dont_inherit=True)


class _Finder(importlib.machinery.PathFinder):
    """Finds the modules of this project; one of them is a mutant."""

    tree: ast.Module
    file: str

    @classmethod
    def find_spec(cls, fullname: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """Where a module is, as the standard library finds it."""
        found = super().find_spec(fullname, path, target)  # type: ignore[arg-type]
        if found and found.origin == cls.file:
            found.loader = _Importer(fullname, cls.file, cls.tree)
        return found


def try_one(file: str, number: int, tests: list[str]) -> int:
    """Be the process in which one mutant is imported, and its tests run."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    one = mutants(file, (ROOT / file).read_text(encoding="utf-8"), hints=_has_hints(file))[number]
    _Finder.tree, _Finder.file = _tree(one), str(ROOT / file)
    sys.meta_path.insert(0, _Finder)
    return pytest.main(["-x", *OPTIONS, *tests])


# ------------------------------------------------------------------------------------------------------ the run


def between(noticed: int, of: int) -> tuple[float, float]:
    """The interval that holds the true share with 95 % confidence (Wilson 1927); all of it where nothing was tried."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, noticed / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def of_room(room: str) -> list[Mutant]:
    """Every mutant of a group of rooms."""
    found: list[Mutant] = []
    for name in ROOMS[room][0]:
        place = ROOT / "src" / "kb" / name
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            path = file.relative_to(ROOT).as_posix()
            found += mutants(path, file.read_text(encoding="utf-8"), hints=_has_hints(path))
    return found


def said(room: str, tried: Tried, of: int) -> str:
    """What came of a group of rooms, in one line."""
    noticed, missed = len(tried.noticed), len(tried.missed)
    low, high = between(noticed, noticed + missed)
    score = f"{noticed} of {noticed + missed} noticed, {noticed / max(1, noticed + missed):.1%}"
    whole = "all of them" if noticed + missed + len(tried.equivalent) == of else f"of {of}; 95 % between {low:.1%} and {high:.1%}"
    return f"{room}: {score} ({whole}; {len(tried.equivalent)} more are equivalent)"


def main() -> None:
    """Try the mutants of the rooms that are named, and say what share of them the tests notice."""
    if sys.argv[1:2] == ["--one"]:
        sys.exit(try_one(sys.argv[2], int(sys.argv[3]), sys.argv[4:]))
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("rooms", nargs="*", metavar="ROOMS", help=f"one of {', '.join(ROOMS)}; all if none is named")
    wanted.add_argument("--sample", type=int, default=0, metavar="N", help="so many of each group, drawn at random (all)")
    wanted.add_argument("--seed", type=int, default=1, help="another number draws others (1)")
    wanted.add_argument("--at", action="append", default=[], metavar="FILE[:LINE]", help="only those of a file, or of a line of it")
    chosen = wanted.parse_args()
    os.chdir(ROOT)
    os.environ["KB_HYPOTHESIS"] = "mutants"
    places = tuple(f"{one}:" for one in chosen.at) or ("",)
    every = {room: [one for one in of_room(room) if f"{one.file}:{one.line}:".startswith(places)] for room in chosen.rooms or ROOMS}
    drawn = {
        room: random.Random(chosen.seed).sample(of, min(chosen.sample or len(of), len(of)))  # noqa: S311 - a sample
        for room, of in every.items()
    }
    tried = {room: Tried() for room in drawn}
    tests = sorted({f"tests/test_{name}.py" for room in drawn for name in ROOMS[room][1].split()})
    with tempfile.TemporaryDirectory() as folder:  # of its own: those of pytest go when three later ones have come
        code = pytest.main([*OPTIONS, f"--basetemp={folder}/tests", *tests], plugins=[Runner(drawn, tried)])
    if code:
        sys.exit(code)
    for room, fate in tried.items():
        print(said(room, fate, len(every[room])))


if __name__ == "__main__":
    main()
