"""What the full-text search of a built site holds, read from its pieces as the worker reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RECORD = 9  # bytes: page 6, unit, weight, sections


def settings(site: Path) -> dict[str, Any]:
    """The file that every page asks for."""
    found: dict[str, Any] = json.loads((site / "search" / "search_index.json").read_bytes())
    return found


def directory(site: Path) -> dict[str, Any]:
    """The file that leads to the pieces of the words."""
    found: dict[str, Any] = json.loads((site / "search" / settings(site)["config"]["kb"]).read_bytes())
    return found


def places(site: Path) -> dict[str, list[bytes]]:
    """Every word of the site with the records of its places."""
    found = {}
    for name in directory(site)["pieces"]:
        line, _, rest = (site / "search" / "words" / f"{name}.bin").read_bytes().partition(b"\n")
        head = json.loads(line)
        for word, count in zip(head["words"], head["counts"], strict=True):
            found[word] = [rest[at * RECORD : (at + 1) * RECORD] for at in range(count)]
            rest = rest[count * RECORD :]
        assert rest == b""
    return found


def sections(site: Path) -> list[dict[str, str]]:
    """The sections of all pages: location, title, text, and the kind of what the page is about; texts that go on are put together."""
    found: dict[str, dict[str, str]] = {}
    files = sorted(
        (site / "search" / "texts").rglob("*.json"), key=lambda file: (file.stem.rpartition("-")[0], int(file.stem.rpartition("-")[2]))
    )
    for file in files:
        unit = json.loads(file.read_bytes())
        for anchor, title, text in unit["sections"]:
            location = f"{unit['url']}#{anchor}" if anchor else unit["url"]
            one = found.setdefault(location, {"location": location, "title": title, "text": "", "kind": unit["kind"]})
            one["text"] = f"{one['text']}\n{text}".strip()
    return list(found.values())
