"""Files that somebody hands in to be proved: an evidence pack, and the data of a built site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb import exports
from kb.findings import Refusal


def read_json(file: Path) -> object:
    """What a JSON file holds, each key once; raises ``Refusal`` where it is none."""
    try:
        found: object = json.loads(file.read_bytes(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{file} is no JSON file: {str(error).partition(chr(10))[0]}", "Name a file that `kb pack` wrote.") from None
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs of a JSON object; a key that stands twice would show a reader one value and us another."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"the key {json.dumps(twice)} stands twice in one object")
    return found


def site_data(site: Path) -> dict[str, Any]:
    """``data/kb.json`` of a built site; raises ``Refusal`` where there is none, or one of another form."""
    file = site / "data" / "kb.json"
    if not file.is_file():
        raise Refusal(f"There is no `data/kb.json` in {site}.", "Name the folder of a site that `kb build` wrote.")
    data = read_json(file)
    if not exports.is_data(data):
        raise Refusal(f"{file} does not keep the schema of `data/kb.json`.", "Fetch the file again, or build the site again.")
    return data
