"""Puts a finished site in its place: built beside it, checked, and moved there in one step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kb import checks
from kb.findings import Refusal
from kb.library.spreading import spread

MARKER: Final = ".kb-site"


def publish(site: Path, root: Path, render: Callable[[Path], None]) -> int:
    """Build a site beside its place, check it, and put it there in one move; the number of its files.

    ``render`` fills an empty folder. Raises ``Refusal`` where the place is not ours or the result is not whole; the
    old site then stays as it was.
    """
    _refuse_foreign(site, root)
    site.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{site.name}-", dir=site.parent)).resolve()  # the host starts at its own file
    try:
        fresh = beside / "new"
        fresh.mkdir()
        render(fresh)
        (fresh / MARKER).write_text("This folder is written by `kb build`, which replaces all of it.\n", encoding="utf-8")
        site_files = _html_files(fresh)
        if "index.html" not in site_files:
            raise Refusal("The new site has no front page; the old one stays.", "Look at `nav` and `plugins` in mkdocs.yml.")
        found = checks.broken_links(site_files, spread)
        if found:
            listed = "\n".join(finding.explain() for finding in found[:20])
            raise Refusal(f"The new site has {len(found)} broken links or ids; the old one stays.\n{listed}")
        if site.exists():
            site.rename(beside / "old")
        fresh.rename(site)
        return sum(1 for file in site.rglob("*") if file.is_file())
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _refuse_foreign(site: Path, root: Path) -> None:
    """Only a folder that a build of ours wrote, or an empty one, may be replaced."""
    if site.is_symlink():
        raise Refusal(f"{site} is a link.", "Name the folder itself with --site-dir.")
    place, home = site.resolve(), root.resolve()
    sources = [home / name for name in ("articles", "disputes", "entities", "src", "docs", "tests")]
    if place == home or home.is_relative_to(place) or any(place.is_relative_to(one) or one.is_relative_to(place) for one in sources):
        raise Refusal(f"{site} holds the project's own files, or lies among them.", "Choose another folder with --site-dir.")
    if site.exists() and (not site.is_dir() or (any(site.iterdir()) and not (site / MARKER).is_file())):
        raise Refusal(
            f"{site} was not written by this command, so it is not replaced.",
            "Choose an empty folder with --site-dir, or remove it yourself.",
        )


def _html_files(folder: Path) -> dict[str, str | None]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") if file.suffix == ".html" else None
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder by its path in it."""
    yield from ((file.relative_to(folder).as_posix(), file.read_bytes()) for file in sorted(folder.rglob("*")) if file.is_file())
