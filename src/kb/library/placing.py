"""Writes what a command was asked for into a new place: one file, or a folder of them. Nothing that is there is replaced.

The commands that export and pack call it; a site is put in its place by ``publishing``, content is changed by ``writing``.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kb import exports
from kb.findings import Refusal
from kb.library.interrupting import in_order


def write_new(file: Path, value: object) -> None:
    """Write a value as JSON into a file that does not exist yet."""
    try:
        with file.open("xb") as target:
            target.write(laid_out(value))
    except FileExistsError:
        raise Refusal(f"{file} is there already.", "Name another file with --output, or remove it yourself.") from None


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new or empty folder."""
    with new_folder(folder) as fresh:
        put(fresh, files)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """An empty folder that becomes the wanted one as soon as it is filled: nothing of it stands there if something fails.

    Raises ``Refusal`` where the wanted one holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"{folder} is not empty.", "Name a folder that does not exist yet.")
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.parent / f".{place.name}.{secrets.token_hex(8)}"
    fresh = beside / "new"
    with in_order():
        try:  # before anything is there: an interruption may come at once
            fresh.mkdir(parents=True)
            yield fresh
            fresh.rename(place)  # an empty folder is replaced in the same step
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder, by their paths in it."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def laid_out(data: object) -> bytes:
    """A value as JSON for people: indented, with a line end."""
    return (exports.laid_out(data) + "\n").encode()
