"""Interruptions: they wait while files change hands, and end a build in order.

Ctrl-C raises by itself; SIGTERM and SIGHUP end a process where it stands, which leaves its work lying about. ``writing`` and
``publishing`` call this. Only the main thread is ever interrupted, so in any other these do nothing.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupted(KeyboardInterrupt):
    """An interruption that says what it found done (``str()``; empty: nothing) and which signal it was."""

    def __init__(self, done: str = "", number: int = signal.SIGINT) -> None:
        """Keep what was done and the number of the signal."""
        super().__init__(done)
        self.number = number


@contextmanager
def undisturbed(done: str) -> Iterator[None]:
    """Keep Ctrl-C waiting for the moment in which files are moved in; then it is said with what was done.

    The handlers are set aside, and not the signals: a mask holds for one thread, and any other would take the signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    old = {one: signal.getsignal(one) for one in (signal.SIGINT, *_ENDING)}
    heeded = {one: handler for one, handler in old.items() if handler not in {None, signal.SIG_IGN}}
    for one in heeded:
        signal.signal(one, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        for one, handler in heeded.items():
            signal.signal(one, handler)
    for one in waiting:
        if heeded[one] is signal.SIG_DFL:  # it ends the process, as it would have done
            signal.raise_signal(one)
    if waiting:
        raise Interrupted(done, next((one for one in waiting if one != signal.SIGINT), waiting[0]))


@contextmanager
def in_order() -> Iterator[None]:
    """Let SIGTERM and SIGHUP raise ``Interrupted``, so that what a build began is cleaned up before it ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [one for one in _ENDING if signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, _raise)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)


def _raise(number: int, frame: FrameType | None) -> None:
    del frame
    raise Interrupted("", number)
