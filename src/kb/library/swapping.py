"""Two folders change places, or one takes the place of none, in a single step of the system where it has one.

Linux has renameat2(2) with RENAME_EXCHANGE, macOS renamex_np(2) with RENAME_SWAP. Where neither is there, or the file system
does not take it, the caller moves one away and the other in; ``beside`` then puts back what a killed build moved away.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_HERE: Final = -100  # AT_FDCWD of <fcntl.h> on Linux: paths are as given
_EXCHANGE: Final = 2  # RENAME_EXCHANGE of <linux/fs.h>; RENAME_SWAP of <sys/stdio.h> on macOS has the same value
_CANNOT: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def exchange(one: Path, other: Path) -> bool:
    """Let two existing folders of one file system change places in one step; ``False``, with nothing done, where there is no such step.

    Raises ``OSError`` where the system refuses it for another reason: no right to write, another disk, a folder that is gone.
    """
    step = _step()
    if step is None:
        return False
    ctypes.set_errno(0)
    if step(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    why = ctypes.get_errno()
    if why in _CANNOT:
        return False
    raise OSError(why, os.strerror(why), str(one), None, str(other))


def _step() -> Callable[[bytes, bytes], int] | None:
    """The system's exchange of two paths: 0 if it was done, else the reason is in ``errno``; ``None`` where it has none."""
    try:
        system: Any = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):  # pragma: no cover - a system without a C library under this name
        return None
    if sys.platform == "darwin":  # pragma: no cover - not the system that the tests run on
        swap = getattr(system, "renamex_np", None)
        return swap and (lambda one, other: int(swap(one, other, ctypes.c_uint(_EXCHANGE))))
    swap = getattr(system, "renameat2", None)  # in glibc since 2.28, in musl since 1.2.6
    return swap and (lambda one, other: int(swap(_HERE, one, _HERE, other, ctypes.c_uint(_EXCHANGE))))
