"""What was not written here is what its record says: each folder of such files holds a ``vendored.toml``, and nothing besides."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parent.parent
RECORDS = sorted(record for room in ("src", "tests") for record in (PROJECT / room).rglob("vendored.toml"))


def files(record: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(record.read_text(encoding="utf-8"))["file"]
    return found


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.parent.relative_to(PROJECT).as_posix())
def test_each_file_is_the_one_that_is_described(record: Path) -> None:
    for one in files(record):
        data = (record.parent / one["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"]), one["path"]
        assert one["version"], one["path"]
        assert one["licence"], one["path"]
        if "licence_file" in one:
            assert (record.parent / one["licence_file"]).read_text(encoding="utf-8").strip(), one["path"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.parent.relative_to(PROJECT).as_posix())
def test_each_file_in_the_folder_is_described(record: Path) -> None:
    described = {name for one in files(record) for name in (one["path"], one.get("licence_file"))}
    here = {file.relative_to(record.parent).as_posix() for file in record.parent.rglob("*") if file.is_file()}
    assert here - {"vendored.toml"} == described - {None}
