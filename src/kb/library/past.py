"""A state of the project as git holds it, laid out in a folder of its own for as long as it is compared."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

from kb.findings import Refusal
from kb.library import FOLDERS

_PATIENCE: Final = 120  # seconds that git may take


@contextmanager
def state_of(root: Path, named: str) -> Iterator[Path]:
    """The root of a state of the project: ``named`` is a folder with ``articles/`` and ``entities/``, or a revision of git.

    Raises ``Refusal`` where it is neither.
    """
    folder = Path(named)
    if named and (folder / "articles").is_dir() and (folder / "entities").is_dir():
        yield folder
        return
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}").decode().strip()
    if not commit:
        raise Refusal(f"“{named}” is no revision of git here, and no folder of a project.", "`git log --oneline` lists revisions.")
    listed = _git(root, "ls-tree", "--name-only", "-z", commit).decode("utf-8", "surrogateescape").split("\0")
    held = [name for name in FOLDERS if name in listed]
    with TemporaryDirectory(prefix="kb-") as made:
        for name in ("articles", "entities"):
            (Path(made) / name).mkdir()
        if held:
            with ZipFile(BytesIO(_git(root, "archive", "--format=zip", commit, *held))) as archive:
                archive.extractall(made)  # nothing is written outside the folder, and no link is made
        yield Path(made)


def _git(root: Path, *arguments: str) -> bytes:
    """What git says, asked in the project; nothing where it has nothing to say. Raises ``Refusal`` where there is no git."""
    try:
        ran = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False, timeout=_PATIENCE)  # noqa: S603, S607 - the editor's own git, and no shell
    except FileNotFoundError:
        raise Refusal("git was not found.", "Install it, or name two folders.") from None
    except subprocess.TimeoutExpired:
        raise Refusal(f"git has not answered for {_PATIENCE} seconds.", "Try it again, or name two folders.") from None
    return ran.stdout if ran.returncode == 0 else b""
