"""A built site as the tests see it: its files, its pages parsed as a browser parses them, and its data.

The fixture that builds the real one stands in ``site_fixture``.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

PROJECT: Final = Path(__file__).parent.parent
BIN: Final = Path(sys.executable).parent
HOME: Final = "http://localhost:8000/"  # where mkdocs.yml says that the site stands
_QUIET: Final = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
_CHANGES_A_BUILD: Final = ("SOURCE_DATE_EPOCH", "KB_SITE_URL", "PYTHONHASHSEED")

Element = Any  # an xml.etree element, as html5lib gives it


def run(*command: str | Path, cwd: Path = PROJECT, env: Mapping[str, str] | None = None) -> str:
    """Run a command to its good end; what it said on both channels."""
    kept = {name: value for name, value in os.environ.items() if name not in _CHANGES_A_BUILD}
    ran = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**kept, **_QUIET, **(env or {})},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    said = ran.stdout.decode("utf-8", "replace")
    assert ran.returncode == 0, f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{said[-4000:]}"
    return said


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker to ask for it makes, and that the others wait for."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its path."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def parse(html: bytes) -> Element:
    """HTML as a browser understands it."""
    return html5lib.parse(html, transport_encoding="utf-8", namespaceHTMLElements=False)


def words(element: Element, but: str = "") -> str:
    """All text in an element; that of elements with the class ``but`` aside."""
    parts = [element.text or ""]
    for child in element:
        parts += [words(child, but) if isinstance(child.tag, str) and not (but and has_class(child, but)) else "", child.tail or ""]
    return "".join(parts)


def has_class(element: Element, name: str) -> bool:
    """Whether an element has a class."""
    return isinstance(element.tag, str) and name in (element.get("class") or "").split()


def every(element: Element, name: str, tag: str | None = None) -> list[Element]:
    """The elements with a class, in the order of the page."""
    return [one for one in element.iter(tag) if has_class(one, name)]


@dataclass(frozen=True)
class Site:
    """A built site: its folder, its pages as trees by address (``actors/x/``), and its data."""

    folder: Path

    @cached_property
    def trees(self) -> dict[str, Element]:
        """Every HTML file by its path."""
        return {file.relative_to(self.folder).as_posix(): parse(file.read_bytes()) for file in sorted(self.folder.rglob("*.html"))}

    @cached_property
    def pages(self) -> dict[str, Element]:
        """Every page by its address, the page of errors aside."""
        return {path.removesuffix("index.html"): tree for path, tree in self.trees.items() if path.endswith("index.html")}

    @cached_property
    def kb(self) -> dict[str, Any]:
        """``data/kb.json``."""
        return self.data("kb.json")

    @cached_property
    def facts(self) -> dict[str, dict[str, Any]]:
        """Every fact of ``data/kb.json`` by its id."""
        return {fact["id"]: fact for fact in facts_of(self.kb)}

    def page(self, url: str) -> Element:
        """One page by its address, where the others are not needed."""
        return parse((self.folder / url / "index.html").read_bytes())

    def data(self, name: str) -> dict[str, Any]:
        """A JSON file under ``data/``."""
        found: dict[str, Any] = json.loads((self.folder / "data" / name).read_text(encoding="utf-8"))
        return found

    def target(self, page: str, href: str) -> tuple[str, str] | None:
        """The file or page (by address) and the anchor that a link means; None where it leaves the site."""
        absolute = urljoin(urljoin(HOME, page), href)
        if not absolute.startswith(HOME):
            return None
        parts = urlsplit(absolute)
        return unquote(parts.path.removeprefix("/")), unquote(parts.fragment)


def facts_of(kb: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every fact of ``data/kb.json``, whatever its kind."""
    for kind in ("actors", "dates", "relations", "statements"):
        yield from kb[kind]
    for event in kb["events"]:
        yield from event["accounts"]
        for account in event["accounts"]:
            yield from account["figures"]
    for source in kb["sources"]:
        yield from source["citations"]
