"""Work that is spread over processes gives what it gives in one.

What forks is tried in a process of its own: that of the tests has other children and may have threads, and then nothing is forked.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library.spreading import _BUNDLES, _NUMBER, WORKERS, spread, workers
from tests.conftest import PROJECT


def _own(number: int) -> tuple[int, str]:
    return number, "x" * (number % 7 * 50_000)


@given(st.integers(0, 60), st.integers(1, 5))
def in_order(jobs: int, many: int) -> None:
    """Results come in order from any number of workers, also those that do not fit into a pipe at once."""
    os.environ[WORKERS] = str(many)
    heard: list[int] = []
    assert spread([partial(_own, number) for number in range(jobs)], heard.append) == [_own(number) for number in range(jobs)]
    assert sum(heard) == jobs


def bundled() -> None:
    """Ten thousand jobs are more than there are bundles."""
    assert spread([partial(int, number) for number in range(10_001)]) == list(range(10_001))


def apart() -> None:
    """Nothing is done here but what the workers leave."""
    assert os.getpid() not in spread([os.getpid] * 20)


def killed() -> None:
    """A worker for which there was no memory takes nothing with it, and leaves no process behind."""
    here = os.getpid()
    with TemporaryDirectory() as folder:

        def job(number: int) -> int:
            if number == 3 and os.getpid() != here:
                os.kill(os.getpid(), 9)
            (Path(folder) / str(number)).touch()
            return number

        assert spread([partial(job, number) for number in range(30)]) == list(range(30))
        assert len(list(Path(folder).iterdir())) == 30
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def interrupted() -> None:
    """A signal in the moment of forking waits until the worker is noted, so that none goes on alone; workers heed it afterwards."""
    fork, begun = os.fork, []

    def signalled() -> int:
        if child := fork():
            begun.append(child)
            os.kill(os.getpid(), signal.SIGINT)
        return child

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what runs in its background ignore it
    os.fork = signalled
    try:
        with pytest.raises(KeyboardInterrupt):
            spread([partial(time.sleep, 60)] * 4)
    finally:
        os.fork = fork
    assert len(begun) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)
    assert spread([partial(signal.pthread_sigmask, signal.SIG_BLOCK, ())] * 4) == [set()] * 4
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


@pytest.mark.parametrize("trial", [in_order, bundled, apart, killed, interrupted], ids=lambda trial: trial.__name__)
def test_work_that_is_spread_is_done_as_in_one_process(trial: Callable[[], None]) -> None:
    code = f"from tests.test_spreading import {trial.__name__} as trial; trial()"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env={**os.environ, WORKERS: "2"}, capture_output=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr.decode()


def heavy(folder: str) -> str:
    """More than a pipe holds, from a worker that says which process it is."""
    (Path(folder) / str(os.getpid())).touch()
    return "x" * 3_000_000


def endless() -> None:
    """Work that goes on until it is killed."""
    spread([partial(heavy, os.environ["SEEN"])] * 4000, lambda _: time.sleep(0.5))


def test_workers_end_with_a_command_that_is_killed(tmp_path: Path) -> None:
    """Nobody is left waiting for a reader that is no more."""
    code = "from tests.test_spreading import endless; endless()"
    running = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, env={**os.environ, WORKERS: "3", "SEEN": str(tmp_path)})
    while len(list(tmp_path.iterdir())) < 3:
        time.sleep(0.05)
        assert running.poll() is None
    running.kill()
    running.wait()
    workers = [Path("/proc") / one.name for one in tmp_path.iterdir()]
    until = time.monotonic() + 60
    while any(one.exists() for one in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert [one.name for one in workers if one.exists()] == []


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


def test_fewer_processes_have_to_do_where_the_system_gives_no_more() -> None:
    trial = (
        "import os\nforked, fork = [], os.fork\n"
        "def sparing():\n    if forked:\n        raise BlockingIOError\n    forked.append(1)\n    return fork()\n"
        "os.fork = sparing\nbefore = os.listdir('/proc/self/fd')\n"
        "from functools import partial\nfrom kb.library.spreading import spread\n"
        "print(spread([partial(pow, number, 2) for number in range(50)]) == [number**2 for number in range(50)])\n"
        "print(len(forked), len(os.listdir('/proc/self/fd')) - len(before))"
    )
    ran = subprocess.run([sys.executable, "-c", trial], env={**os.environ, WORKERS: "4"}, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("True\n1 0\n", "")


def test_no_more_processes_than_there_are_handles_for() -> None:
    trial = (
        "import os, resource; resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))\n"
        "from functools import partial\nfrom kb.library.spreading import spread\n"
        "print(spread([partial(pow, number, 2) for number in range(50)]) == [number**2 for number in range(50)])"
    )
    ran = subprocess.run([sys.executable, "-c", trial], env={**os.environ, WORKERS: "100"}, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("True\n", "")


@pytest.mark.parametrize("said", ["9" * 5_000, "99999", "0", "-1", "2.5", "two", ""])
def test_a_number_of_processes_that_is_none_is_not_heeded(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKERS, said)
    assert workers() == len(os.sched_getaffinity(0))


def test_the_numbers_of_all_pieces_fit_into_the_smallest_pipe() -> None:
    """A user who has many pipes gets such of one page (``pipe-user-pages-soft``, pipe(7))."""
    assert _BUNDLES * _NUMBER.size <= os.sysconf("SC_PAGE_SIZE")
