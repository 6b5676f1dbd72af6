"""Spreads work over the processors: forked workers take one piece after another, and what they make comes back in order.

The result is that of doing the work here, piece by piece: which worker does what decides nothing. Where the machine cannot
fork safely, or has one processor, it is done here; so is a piece that a worker did not finish, so that its error is raised
here as itself. ``library`` and ``plugin`` call it for a build; a program with threads does not.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from kb.library import collecting

T = TypeVar("T")

Done = Callable[[int, int], object]
"""Hears how many more pieces of work are done, and how many there are."""

WORKERS: Final = "KB_WORKERS"  # an environment variable: how many processes a build may use; 1 does everything in one
_NUMBER: Final = struct.Struct("<I")
_HEAD: Final = struct.Struct("<IQ")  # the number of a bundle, and the bytes of what it made
_BUNDLES: Final = 1024  # their numbers fit into a pipe that nobody reads yet, also where a user has so many that the next have one page
_PIPE: Final = 1 << 20
_EACH: Final = 4  # handles for each worker: one is its pipe, and the rest of the program needs some
_DIGITS: Final = 4  # of the number of processes; more is no number of anything
_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def workers() -> int:
    """How many processes work is spread over: the processors that this one may use, or what ``KB_WORKERS`` says."""
    wanted = os.environ.get(WORKERS, "")
    if wanted.isdecimal() and len(wanted) <= _DIGITS and int(wanted):
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def spread(jobs: Sequence[Callable[[], T]], done: Callable[[int], object] = lambda _: None) -> list[T]:
    """What each of the jobs gives, in their order; ``done`` hears how many more are done.

    What a job gives must survive ``pickle``; what else it changes in memory is lost, files that it writes stay. Raises what a job raises.
    """
    many = min(workers(), len(jobs), _handles() // _EACH)
    found: dict[int, T] = {}
    if many > 1 and _may_fork():
        size = -(-len(jobs) // _BUNDLES)
        bundles = [range(start, min(start + size, len(jobs))) for start in range(0, len(jobs), size)]
        with collecting.shared():
            for numbers, made in _forked(jobs, bundles, many):
                found.update(zip(numbers, made, strict=True))
                done(len(numbers))
    result: list[T] = []
    for number, job in enumerate(jobs):
        if number in found:
            result.append(found.pop(number))
        else:
            result.append(job())
            done(1)
    return result


def _handles() -> int:
    """How many files this process may have opened at once."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:  # pragma: no cover - not on the systems that the tests run on
        return _PIPE
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _PIPE if most == resource.RLIM_INFINITY else most


def _may_fork() -> bool:
    """A process with several threads would be copied with locks that nobody opens again; elsewhere than on Linux we cannot tell."""
    try:
        return hasattr(os, "fork") and len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


def _forked(jobs: Sequence[Callable[[], T]], bundles: Sequence[range], many: int) -> Iterator[tuple[range, list[T]]]:
    """Each bundle that a worker finished, as they come."""
    numbers, give = os.pipe()
    os.write(give, b"".join(map(_NUMBER.pack, range(len(bundles)))))
    os.close(give)
    children: dict[int, int] = {}  # the end of each worker's pipe that is read here, and the worker
    try:
        for _ in range(many):
            ours, theirs = os.pipe()
            heeded = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # else a worker that is not yet noted would go on when this one ends
            try:
                try:
                    child = os.fork()
                except OSError:  # there may be no more processes: as many as there are have to do
                    os.close(ours)
                    os.close(theirs)
                    break
                if child == 0:
                    for read_there in (ours, *children):  # else a worker whose parent was killed would wait for itself to read
                        os.close(read_there)
                    _work(jobs, bundles, numbers, theirs, heeded)
                os.close(theirs)
                children[ours] = child
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, heeded)
        yield from ((bundles[number], pickle.loads(made)) for number, made in _received(list(children)))  # noqa: S301 - our own child wrote it
    finally:
        os.close(numbers)
        for ours, child in children.items():
            os.close(ours)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # it has ended, or nobody wants what it does any more
            os.waitpid(child, 0)


def _received(pipes: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The number and the bytes of each bundle, until every worker has closed its pipe."""
    with selectors.DefaultSelector() as waiting:
        held: dict[int, bytearray] = {}
        for pipe in pipes:
            waiting.register(pipe, selectors.EVENT_READ)
            held[pipe] = bytearray()
        while held:
            for key, _ in waiting.select():
                pipe = key.fd
                if not (data := os.read(pipe, _PIPE)):
                    waiting.unregister(pipe)
                    del held[pipe]
                    continue
                buffer = held[pipe]
                buffer += data
                while len(buffer) >= _HEAD.size:
                    number, size = _HEAD.unpack_from(buffer)
                    end = _HEAD.size + size
                    if len(buffer) < end:
                        break
                    yield number, bytes(memoryview(buffer)[_HEAD.size : end])
                    del buffer[:end]


def _work(
    jobs: Sequence[Callable[[], Any]], bundles: Sequence[range], numbers: int, out: int, heeded: set[int | signal.Signals]
) -> NoReturn:
    """Take bundles until none is left, or one fails; the parent does what is missing, and meets the same error."""
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, heeded)
        collecting.what_is_new()
        with os.fdopen(out, "wb") as pipe:
            while len(taken := os.read(numbers, _NUMBER.size)) == _NUMBER.size:
                (number,) = _NUMBER.unpack(taken)
                made = pickle.dumps([jobs[at]() for at in bundles[number]], pickle.HIGHEST_PROTOCOL)
                pipe.write(_HEAD.pack(number, len(made)))
                pipe.write(made)
                pipe.flush()
    finally:
        os._exit(0)  # not through the parent's own ends: its files, its temporary folders and its signals are not this one's
