"""What all tests share: the project, little libraries on disk, and the command ``kb`` in this process and in one of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from kb.cli import main

PROJECT = Path(__file__).parent.parent

# Every run looks at the same examples, so that a test that passes here passes everywhere; KB_HYPOTHESIS=long looks at many more.
settings.register_profile("quick", max_examples=60, derandomize=True, deadline=None, database=None)
settings.register_profile("long", settings.get_profile("quick"), max_examples=10_000)
settings.load_profile(os.environ.get("KB_HYPOTHESIS", "quick"))

MKDOCS = """\
site_name: A little library
site_url: http://localhost:8000/
theme: {name: material, font: false}
plugins: [search, kb]
validation:
  nav: {omitted_files: warn, not_found: warn, absolute_links: warn}
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
nav: [index.md]
"""

_STEP = re.compile(r"kb: [a-z ]+ …\n")


@dataclass(frozen=True)
class Ran:
    """What one run of the command left: its exit code and what it said; the lines that only say the steps of its work stand apart."""

    code: int
    out: str
    err: str
    steps: tuple[str, ...] = ()


def _ran(code: int, out: str, err: str) -> Ran:
    lines = err.splitlines(keepends=True)
    steps = [line for line in lines if _STEP.fullmatch(line)]
    return Ran(code, out, "".join(line for line in lines if line not in steps), tuple(line.strip() for line in steps))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests that take minutes to hours to ``make torture``, which asks for them by their mark."""
    if "torture" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("torture")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of this project."""
    return PROJECT


@pytest.fixture
def write_library(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Write a library of just these files (path to text), and give its root; ``articles/`` and ``entities/`` are always there."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "library"
        if root.exists():
            shutil.rmtree(root)
        for folder in ("articles", "entities"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


@pytest.fixture(scope="session")
def base_files() -> dict[str, str]:
    """The files of the little library that the case files build on."""
    base = PROJECT / "tests" / "cases" / "base"
    return {file.relative_to(base).as_posix(): file.read_text(encoding="utf-8") for file in sorted(base.rglob("*.md"))}


@pytest.fixture
def little_project(write_library: Callable[[Mapping[str, str | bytes]], Path], base_files: dict[str, str]) -> Path:
    """The little library with an mkdocs.yml, ready for ``kb build``."""
    root = write_library({**base_files, "mkdocs.yml": MKDOCS})
    (root / "docs").mkdir()
    return root


@pytest.fixture
def kb(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run ``kb`` in this process, from its outermost door."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        said = capsys.readouterr()
        return _ran(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def kb_process() -> Callable[..., Ran]:
    """Run ``kb`` in a process of its own, in the folder ``cwd``, with ``env`` added to the environment."""

    def run(*arguments: str | Path, cwd: Path = PROJECT, env: Mapping[str, str] | None = None) -> Ran:
        command = [sys.executable, "-m", "kb", *map(str, arguments)]
        ran = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, check=False, timeout=120)
        return _ran(ran.returncode, ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace"))

    return run
