"""Files in ``.kb-cache/`` of a project: what one run leaves to the next, which nobody vouches for.

Whatever lies there may be damaged, meant to harm, a link or a pipe. It is opened without following a link and without waiting, and only
a file is read. Where the folder itself is a link, nothing is left and nothing is taken away: what it leads to is not ours.
``unchanged`` and ``library`` call it; ``library`` opens the content and the shards of others with the same care.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

FOLDER: Final = ".kb-cache"
_UNFINISHED: Final = re.compile(r"(?:readings|site-|build-)[\w.-]*\.(\d{1,9})\.part")


class NoFile(OSError):
    """What was to be opened is a folder, a pipe or a device."""


def opened(file: Path | str) -> io.BufferedReader:
    """A file opened without following a link and without waiting. Raises ``OSError``, which is ``NoFile`` where it is none."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.fdopen(os.open(file, flags), "rb")
    if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
        handle.close()
        raise NoFile(errno.EINVAL, "This is not a file", str(file))
    return handle


def read(file: Path) -> bytes:
    """What a file holds. Raises ``OSError`` as ``opened`` does."""
    with opened(file) as handle:
        return handle.read()


def parsed(data: str | bytes) -> Any:  # noqa: ANN401 - JSON
    """JSON as values. Raises ``ValueError`` also where it is nested deeper than Python reads."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError from None


def folder(root: Path) -> Path:
    """The folder, made if it is not there, without what earlier runs did not finish. Raises ``OSError`` where it is a link."""
    place = root / FOLDER
    if place.is_symlink():
        raise OSError(errno.ELOOP, "This is a link", str(place))
    place.mkdir(exist_ok=True)
    for file in place.glob("*.part"):
        if (found := _UNFINISHED.fullmatch(file.name)) and not _lives(int(found[1])):
            file.unlink(missing_ok=True)
    return place


def write(root: Path, name: str, parts: Iterable[bytes]) -> None:
    """Put a file into the folder; whoever reads there meanwhile finds the old one or the new. Raises ``OSError``."""
    place = folder(root) / name
    part = unfinished(place)
    try:
        with part.open("xb") as handle:
            handle.writelines(parts)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def unfinished(place: Path) -> Path:
    """Where a file is written before it is put in its place: it names the process, so that another knows whether it is still at work."""
    return place.with_name(f"{place.name}.{os.getpid()}.part")


def forget(root: Path, ours: re.Pattern[str], site: Callable[[io.BufferedReader], object]) -> None:
    """Take away the files of this name whose site is no more, or that cannot be read: the folder does not grow for ever.

    ``site`` reads the path of the site in the opened file. Raises ``OSError``.
    """
    for file in folder(root).iterdir():
        if ours.fullmatch(file.name):
            gone = True
            with suppress(OSError, ValueError, KeyError, TypeError), opened(file) as handle:
                gone = not Path(str(site(handle))).exists()
            if gone and not file.is_dir():
                file.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
