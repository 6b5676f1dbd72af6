"""A build that is spread over processes is the build of one process, and a project with other plugins is left to the host."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.library.spreading import WORKERS

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import generate
from tests.conftest import Ran


def _tree(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_any_number_of_workers_builds_the_same_site(
    seed: int, tmp_path: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made-up libraries, by one process, two and five."""
    generate.write(tmp_path / "library", 6, seed)
    trees = []
    for many in ("1", "2", "5"):
        monkeypatch.setenv(WORKERS, many)
        ran = kb("build", "--root", tmp_path / "library", "--site-dir", tmp_path / many)
        assert ran.code == 0, ran.err
        trees.append(_tree(tmp_path / many))
    assert trees[0] == trees[1] == trees[2]


def test_a_project_with_a_hook_is_built_by_the_host_alone(
    little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook may keep something from page to page: here it numbers them, which workers could not."""
    monkeypatch.setenv(WORKERS, "2")
    config = little_project / "mkdocs.yml"
    (little_project / "hook.py").write_text(
        "pages = []\n\ndef on_post_page(output, page, config):\n    pages.append(page)\n    return f'{output}<!-- {len(pages)} -->'\n",
        encoding="utf-8",
    )
    config.write_text(f"{config.read_text(encoding='utf-8')}hooks: [hook.py]\n", encoding="utf-8")
    ran = kb("build", "--root", little_project, "--site-dir", little_project / "site")
    assert ran.code == 0, ran.err
    pages = [file for file in (little_project / "site").rglob("*.html") if file.name == "index.html"]
    numbers = {
        int(file.read_text(encoding="utf-8").rpartition("<!-- ")[2].removesuffix(" -->")) for file in pages if "<!--" in file.read_text()
    }
    assert len(numbers) >= len(pages) - 1 > 1


def test_what_the_host_reports_of_a_page_stops_a_build(
    little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a worker met it; the old site stays."""
    monkeypatch.setenv(WORKERS, "2")
    config, broken = little_project / "mkdocs.yml", little_project / "docs" / "broken.md"
    assert kb("build", "--root", little_project, "--site-dir", little_project / "site").code == 0
    before = _tree(little_project / "site")
    config.write_text(config.read_text(encoding="utf-8").replace("nav: [index.md]", "nav: [index.md, broken.md]"), encoding="utf-8")
    broken.write_text("---\ntemplate: nowhere.html\n---\n\n# A page without its template\n", encoding="utf-8")
    ran = kb("build", "--root", little_project, "--site-dir", little_project / "site")
    assert ran.code != 0
    assert "nowhere.html" in ran.err
    broken.write_text("# A page\n\n[nowhere](nowhere.md)\n", encoding="utf-8")
    ran = kb("build", "--root", little_project, "--site-dir", little_project / "site")
    assert ran.code != 0
    assert "nowhere.md" in ran.err
    assert _tree(little_project / "site") == before


def test_the_command_builds_in_a_process_of_its_own(little_project: Path, tmp_path: Path) -> None:
    """As an editor calls it: with workers, and with nothing left running."""
    command = [sys.executable, "-m", "kb", "build", "--root", str(little_project), "--site-dir", str(tmp_path / "site")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "site" / "index.html").is_file()
