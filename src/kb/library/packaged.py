"""What the program itself brings: styles, scripts and fonts of the pages, and the words that proposals are made with."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from kb.suggestions import Lexicon


def assets() -> dict[str, bytes]:
    """Styles, scripts, fonts and their licences, by their path in the site."""
    base = resources.files("kb.pages") / "assets"
    return {no_page(f"assets/kb/{path}"): data for path, data in sorted(_tree(base, ""))}


def lexicon() -> Lexicon:
    """The English words that proposals are made with."""
    words = resources.files("kb.suggestions") / "words"
    return Lexicon.of(*((words / name).read_text(encoding="utf-8") for name in ("common.txt", "proper.txt")))


def no_page(path: str) -> str:
    """The address of a file that is no page: a host would take what ends in .md for one."""
    return f"{path}.txt" if path.endswith(".md") else path


def _tree(folder: resources.abc.Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _tree(entry, f"{prefix}{entry.name}/")
        elif not entry.name.startswith("."):
            yield f"{prefix}{entry.name}", entry.read_bytes()
