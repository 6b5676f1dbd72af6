"""Goes without Python's collector of cycles for a while: to look through a whole base again and again finds nothing, and takes time.

Where much is made that goes again, such as the pages of a cold build, it has to work. ``Library`` and the commands that build call this.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Without the collector, if it was at work."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
