"""Long work says what it is doing, and starts no thread for it."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import generate
from kb import library, unchanged
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


def test_checking_and_tables_say_what_they_do(little_project: Path, kb: Callable[..., Ran]) -> None:
    assert kb("check", "--root", little_project).steps == ("kb: reading and checking the content …",)
    assert kb("check", "--root", little_project, "--quiet").steps == ()
    tables = kb("export", "parquet", little_project / "tables", "--root", little_project)
    assert tables.steps == ("kb: reading and checking the content …", "kb: making tables …")


def test_reading_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_WORKERS", "2")
    generate.write(tmp_path / "library", 120)
    heard: list[tuple[int, int]] = []
    library.load(tmp_path / "library", done=lambda more, many: heard.append((more, many)))
    assert {many for _, many in heard} == {5}  # 25 articles each
    assert sum(more for more, _ in heard) == 5


def test_a_terminal_that_takes_no_line_back_gets_plain_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    with Progress() as progress:
        progress.step("making pages")(1, 2)
    assert capsys.readouterr().err == "kb: making pages …\n"


def test_a_narrow_terminal_gets_words_and_figures_without_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setattr("kb.cli.progress._PAUSE", -1)
    with Progress() as progress:
        progress.step("finishing pages and files")(12, 3456)
    assert "finishing pages and files" in terminal.getvalue()
    assert "12/3456" in terminal.getvalue()


@pytest.mark.parametrize(("ends", "code"), [("2>&-", 0), ("2>/dev/full", 0), (">&-", 0), ("2>&- >&-", 0), (">/dev/full", 2)])
@pytest.mark.parametrize("again", [False, True], ids=["built", "unchanged"])
def test_a_site_is_built_although_nobody_listens(ends: str, code: int, again: bool, little_project: Path) -> None:  # noqa: FBT001 - given by pytest
    """Its end is a code, and never a fault of the program."""
    words = [sys.executable, "-m", "kb", "build", "--root", str(little_project)]
    if again:
        subprocess.run(words, check=True, capture_output=True)
        assert unchanged.told(words[3:])
    ran = subprocess.run(["/bin/sh", "-c", f"{shlex.join(words)} {ends}"], capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert (little_project / "site" / "index.html").is_file()


def test_a_site_is_built_although_whoever_listened_has_gone(little_project: Path) -> None:
    command = [sys.executable, "-m", "kb", "build", "--root", str(little_project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        assert ran.stdout
        assert ran.stderr
        ran.stdout.close()
        assert "Traceback" not in ran.stderr.read()
    assert ran.returncode == 1  # click ends so where nobody reads to the end
    assert (little_project / "site" / "index.html").is_file()


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
