"""Runs one command and measures all of its processes: wall clock, processor time and the most memory that they held together.

Memory is sampled from ``/proc``: the proportional share (PSS) of the process and of everything that it started, so that what
processes share counts once. Where there is no ``/proc``, memory is 0. For the measurements beside this file.
"""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

_PAUSE: Final = 0.05  # seconds between two looks at whether it has ended, and at its memory,
_SHARE: Final = 20  # unless a look at the memory took long, as it does with gigabytes: then it is the twentieth part of the time
_KIB: Final = 1024


@dataclass(frozen=True)
class Run:
    """One run of a command: seconds of wall clock and of processors, the peak of memory in bytes."""

    wall: float
    processor: float
    memory: int


def run(command: Sequence[str | Path], cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end. Raises ``RuntimeError`` with what it said where it fails."""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - the commands are those of the measurements
        list(map(str, command)),
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        if process.stdout is None:
            raise RuntimeError("no pipe")
        os.set_blocking(process.stdout.fileno(), False)
        peak, said, due = 0, b"", start
        while True:
            said = (said + _read(process.stdout.fileno()))[-4000:]
            ended, code, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                process.returncode = os.waitstatus_to_exitcode(code)
                break
            if (now := time.perf_counter()) >= due:
                peak = max(peak, sum(map(_held, _family(process.pid))))
                due = now + _SHARE * (time.perf_counter() - now)
            time.sleep(_PAUSE)
        wall = time.perf_counter() - start
        said = (said + _read(process.stdout.fileno()))[-4000:]
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said.decode(errors='replace')}")
    return Run(wall, used.ru_utime + used.ru_stime, peak)


def between(values: Sequence[float]) -> str:
    """The middle of some values, with the smallest and largest in brackets where there are several."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})" if values[1:] else f"{values[0]:.2f}"


def machine() -> str:
    """What the measurements run on."""
    return f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.machine()}"


def _read(pipe: int) -> bytes:
    try:
        return os.read(pipe, 1 << 20)
    except BlockingIOError:
        return b""


def _family(pid: int) -> list[int]:
    """The process and everything that it started and that still runs."""
    found, at = [pid], 0
    while at < len(found):
        for file in Path(f"/proc/{found[at]}/task").glob("*/children"):
            try:
                found += map(int, file.read_text().split())
            except OSError:  # it ended meanwhile
                continue
        at += 1
    return found


def _held(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * _KIB for line in text.splitlines() if line.startswith("Pss:")), 0)
