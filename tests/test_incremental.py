"""A build after an edit gives, byte for byte, the site that a fresh build gives, and makes no more pages than the edit touches."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import generate
from tests.conftest import Ran
from tests.editing import EDITS

Run = Callable[..., Ran]

ARTICLES = 12
EDITED = 8  # times, in the short form
LONG = int(os.environ.get("KB_EDITS", "1000"))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    root = tmp_path / "library"
    generate.write(root, ARTICLES, 7)
    return root


def _sums(site: Path) -> str:
    return (site / "SHA256SUMS").read_text(encoding="utf-8")


def _edit_and_compare(root: Path, kb: Run, chance: random.Random, times: int) -> int:
    """How many of so many random edits gave a sound base; each time both builds must give the same, or refuse alike."""
    site, fresh, before = root.parent / "site", root.parent / "fresh", root.parent / "before"
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    sound = 0
    for number in range(times):
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(root, before, ignore=shutil.ignore_patterns(".kb-cache"))
        done = [chance.choice(EDITS) for _ in range(chance.choice([1, 1, 1, 2, 5]))]
        for edit in done:
            edit(root, chance)
        named = f"edit {number}: {', '.join(edit.__name__ for edit in done)}"
        after, anew = kb("build", "--root", root, "--site-dir", site), kb("build", "--fresh", "--root", root, "--site-dir", fresh)
        assert after.code == anew.code, named
        if after.code:
            for folder in ("articles", "entities", "docs", "moved"):
                shutil.rmtree(root / folder, ignore_errors=True)
            shutil.copytree(before, root, dirs_exist_ok=True)
            continue
        sound += 1
        if _sums(site) != _sums(fresh):
            one, other = _sums(site).splitlines(), _sums(fresh).splitlines()
            raise AssertionError(f"{named}: {sorted(set(one) ^ set(other))[:10]}")
    return sound


def test_random_edits_give_the_site_of_a_fresh_build(library: Path, kb: Run) -> None:
    assert _edit_and_compare(library, kb, random.Random(11), EDITED) > EDITED / 3  # noqa: S311 - not a secret


@pytest.mark.torture
def test_many_random_edits_of_the_real_articles_give_the_site_of_a_fresh_build(project: Path, tmp_path: Path, kb: Run) -> None:
    root = tmp_path / "library"
    root.mkdir()
    for name in ("articles", "entities", "disputes", "docs", "mkdocs.yml"):
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy
        copy(project / name, root / name)
    assert _edit_and_compare(root, kb, random.Random(5), LONG // 20) > LONG / 100  # noqa: S311 - not a secret


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(4))
def test_many_random_edits_give_the_site_of_a_fresh_build(seed: int, library: Path, kb: Run) -> None:
    assert _edit_and_compare(library, kb, random.Random(seed), LONG // 4) > LONG / 12  # noqa: S311 - not a secret
