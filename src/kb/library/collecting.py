"""When the collector of cycles works: not while a project is read, and in a worker on what the worker made alone.

What is read stays for the whole run, so to look through it again and again finds nothing. ``library`` and ``spreading`` call it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_YOUNG: Final = 50_000  # objects that a worker makes before the collector looks which of them nobody holds


@contextmanager
def nothing() -> Iterator[None]:
    """Without the collector: reading takes a third less."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()  # what was made meanwhile is old at once, or the next look would go through all of it
            gc.unfreeze()
            gc.enable()


@contextmanager
def shared() -> Iterator[None]:
    """What is in memory is left alone: the collector would touch, and so copy, every page of it that forked workers share."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def what_is_new() -> None:
    """In a worker, for the rest of its life: half of what it uses to make a page holds itself in circles, and would stay to the end."""
    gc.set_threshold(_YOUNG)
    gc.enable()
