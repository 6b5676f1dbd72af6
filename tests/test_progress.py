"""Long work says what it is doing, and starts no thread for it."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli.progress import Progress
from tests.conftest import Ran

_STEPS = [
    "kb: reading and checking the content …",
    "kb: making pages and data files …",
    "kb: finishing pages and files …",
    "kb: proving every link …",
]


def test_each_step_is_a_line_where_there_is_no_terminal(little_project: Path, kb: Callable[..., Ran]) -> None:
    """On standard error; the result alone is on standard output."""
    ran = kb("build", "--root", little_project)
    assert (list(ran.steps), ran.err) == (_STEPS, "")
    assert [line.split()[0] for line in ran.out.splitlines()] == ["Built", "SHA-256"]
    assert kb("build", "--root", little_project, "--quiet").steps == ()


def test_a_terminal_gets_a_line_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being done, how many of how many; what is said aside stands alone; nothing stays, and nothing runs beside it."""
    terminal, threads = io.StringIO(), threading.active_count()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("kb.cli.progress._PAUSE", -1)
    with Progress() as progress:
        done = progress.step("making pages")
        done(2, 7)
        assert threading.active_count() == threads
        assert "making pages" in terminal.getvalue()
        assert "2/7" in terminal.getvalue()
        progress.pause()
        progress.step("proving links")
        assert "proving links" in terminal.getvalue()


def test_an_interruption_leaves_the_old_site_and_no_rubbish(
    little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step it comes in."""
    assert kb("build", "--root", little_project).code == 0
    before = sorted(file.relative_to(little_project) for file in little_project.rglob("*"))
    for words in ("making pages and data files", "finishing pages and files", "proving every link"):

        def step(_: Progress, said: str, words: str = words) -> Callable[[int, int], None]:
            if said == words:
                raise KeyboardInterrupt
            return lambda _, __: None

        with monkeypatch.context() as patch:
            patch.setattr(Progress, "step", step)
            ran = kb("build", "--root", little_project, "--fresh")
        assert ran.code == 130
        assert sorted(file.relative_to(little_project) for file in little_project.rglob("*")) == before
