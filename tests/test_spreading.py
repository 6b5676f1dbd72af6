"""Work that is spread over processes gives what it gives in one."""

from __future__ import annotations

import os
import threading
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library.spreading import WORKERS, spread


def _own(number: int) -> tuple[int, str]:
    return number, "x" * (number % 7 * 50_000)


@given(st.integers(0, 60), st.integers(1, 5))
def test_results_come_in_order_from_any_number_of_workers(jobs: int, many: int) -> None:
    """Also results that do not fit into a pipe at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WORKERS, str(many))
        heard: list[int] = []
        assert spread([partial(_own, number) for number in range(jobs)], heard.append) == [_own(number) for number in range(jobs)]
    assert sum(heard) == jobs


def test_more_jobs_than_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand jobs are bundled."""
    monkeypatch.setenv(WORKERS, "2")
    assert spread([partial(int, number) for number in range(10_001)]) == list(range(10_001))


def test_workers_are_processes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done here but what they leave."""
    monkeypatch.setenv(WORKERS, "2")
    assert os.getpid() not in spread([os.getpid] * 20)


def test_one_process_where_there_are_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of a process with threads could wait for a lock for ever."""
    monkeypatch.setenv(WORKERS, "2")
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert set(spread([os.getpid] * 5)) == {os.getpid()}
    finally:
        stop.set()
        other.join()


def test_an_error_in_a_worker_is_raised_here_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The piece is done again here, and fails here."""
    monkeypatch.setenv(WORKERS, "2")
    with pytest.raises(ValueError, match="invalid literal"):
        spread([partial(int, "1"), partial(int, "x"), partial(int, "2")])


def test_what_a_killed_worker_leaves_is_done_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A worker for which there was no memory takes nothing with it."""
    monkeypatch.setenv(WORKERS, "2")
    here = os.getpid()

    def job(number: int) -> int:
        if number == 3 and os.getpid() != here:
            os.kill(os.getpid(), 9)
        (tmp_path / str(number)).touch()
        return number

    assert spread([partial(job, number) for number in range(30)]) == list(range(30))
    assert len(list(tmp_path.iterdir())) == 30
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
