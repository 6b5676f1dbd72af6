"""Every kind of page has its pictures, the page on the design says what was seen of it, and only what that page shows is published."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.tabs import KINDS_OF_PAGE
from tools.pictures import names

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs/about/pictures"
DESIGN = (ROOT / "docs/about/design.md").read_text(encoding="utf-8")
MOST = 6_500_000  # bytes of all pictures together


def test_every_kind_of_page_has_its_pictures_and_there_are_no_others() -> None:
    wanted = {name for kind in KINDS_OF_PAGE for name in names(kind)}
    files = {file.name: file for file in FOLDER.iterdir()}
    assert set(files) == wanted
    assert sum(file.stat().st_size for file in files.values()) <= MOST
    assert all(file.read_bytes()[8:12] == b"WEBP" for file in files.values())


def test_the_page_on_the_design_says_what_was_seen_of_every_kind_of_page() -> None:
    section = DESIGN.split("## Looked at")[1].split("The second look:")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)[2:]
    assert [kind for kind, _, _ in rows] == list(KINDS_OF_PAGE)


def test_only_the_pictures_that_are_shown_are_published() -> None:
    shown = re.findall(r"!\[[^\]]{20,}\]\(pictures/([\w-]+\.webp)\)", DESIGN)
    assert shown
    assert DESIGN.count("](pictures/") == len(shown)
    settings = re.search(r"^exclude_docs: \|[^\n]*\n((?:  .*\n)+)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert settings
    assert yaml.safe_load("x: |\n" + settings[1])["x"].split() == ["about/pictures/*", *(f"!about/pictures/{name}" for name in shown)]
