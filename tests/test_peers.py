"""The other programs of ``make bench``: one that is not installed is named, and one that makes less than it was given is found out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import peers
from bench.peers import Missing, Peer


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A folder as ``kb export pages`` writes it."""
    for path in ("mkdocs.yml", "docs/index.md", "docs/actors/a/index.md", "docs/data/kb.json"):
        file = tmp_path / "pages" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\ntitle: A\n---\n", encoding="utf-8")
    return tmp_path / "pages"


def test_what_is_not_installed_is_named(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HUGO", "ELEVENTY", "SPHINX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(peers, "PEERS", tmp_path / "nowhere")
    found = list(peers.peers(exported, tmp_path))
    assert [one.name for one in found if isinstance(one, Peer)] == ["plain MkDocs + Material", "Zensical"]
    assert [one.name for one in found if isinstance(one, Missing)] == ["Hugo", "Eleventy", "Sphinx + MyST"]
    assert all("make peers" in one.how for one in found if isinstance(one, Missing))


def test_each_gets_pages_and_files_in_its_own_form(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho program v1 and more\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("HUGO", str(program))
    monkeypatch.setenv("SPHINX", str(program))
    found = {one.name.split(",")[0]: one for one in peers.peers(exported, tmp_path) if isinstance(one, Peer)}
    assert found["Hugo"].version == found["Sphinx + MyST"].version == "program v1"
    for name, page in (("Hugo", "_index.md"), ("Sphinx + MyST", "index.md")):
        source = found[name].folder
        assert (source / "content" / "actors" / "a" / page).is_file()
        assert (source / "static" / "data" / "kb.json").is_file()


def test_a_page_that_was_not_made_is_counted(exported: Path, tmp_path: Path) -> None:
    one = Peer("one", "1", [], tmp_path, tmp_path / "out")
    assert peers.lacking(one, exported) == 2
    (one.out / "actors" / "a").mkdir(parents=True)
    (one.out / "actors" / "a" / "index.html").write_text("", encoding="utf-8")
    assert peers.lacking(one, exported) == 1
    peers.cleared(one)
    assert not one.out.exists()
