"""A build that would change nothing is not done; whatever could change something is noticed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import plugin, unchanged
from kb.cli import main
from kb.library import beside
from tests.conftest import MKDOCS, Ran

_SAYS = "nothing that goes into it has changed"


@pytest.fixture
def built(little_project: Path, kb: Callable[..., Ran]) -> Path:
    """A little project that was just built."""
    _page(little_project)
    ran = kb("build", "--root", little_project)
    assert ran.code == 0, ran.err
    assert _SAYS not in ran.out
    return little_project


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, base_files: dict[str, str]) -> tuple[Path, Path]:
    """A little project that was built, and a copy of it to go back to."""
    root, copy = tmp_path_factory.mktemp("unchanged") / "library", tmp_path_factory.mktemp("copies") / "library"
    for path, text in {**base_files, "mkdocs.yml": MKDOCS, "docs/.gitkeep": ""}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    _page(root)
    main(["build", "--root", str(root)])
    shutil.copytree(root, copy)
    return root, copy


@pytest.fixture
def kept(once: tuple[Path, Path]) -> Path:
    """The little project as it was after its build."""
    root, copy = once
    shutil.rmtree(root)
    shutil.copytree(copy, root)
    return root


def _page(root: Path) -> None:
    (root / "docs" / "more.md").write_text("# More\n", encoding="utf-8")
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("nav: [index.md]", "nav: [index.md, more.md]"), encoding="utf-8")


def _states(root: Path) -> list[Path]:
    return list((root / ".kb-cache").glob("build-*"))


def test_nothing_is_built_twice(built: Path, kb: Callable[..., Ran]) -> None:
    """The site keeps its files; the command says what it said, and why it does nothing."""
    before = {file: file.stat() for file in (built / "site").rglob("*")}
    ran = kb("build", "--root", built)
    assert (ran.code, ran.err) == (0, "")
    assert _SAYS in ran.out
    assert "quotes matched" in ran.out
    assert {file: file.stat().st_ino for file in (built / "site").rglob("*")} == {file: stat.st_ino for file, stat in before.items()}
    assert [file.suffix for file in _states(built)] == [".json"]


def _a_quote(root: Path) -> None:
    file = next((root / "articles").glob("*.md"))
    file.write_bytes(file.read_bytes() + b"\nOne more line.\n")


def _same_length_and_time(root: Path) -> None:
    file = root / "docs" / "more.md"
    stat = file.stat()
    file.write_text("# Moor\n", encoding="utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _configuration(root: Path) -> None:
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("A little library", "A little library of ours"), encoding="utf-8")


def _site_file(root: Path) -> None:
    (root / "site" / "index.html").write_text("spoilt", encoding="utf-8")


def _site_gone(root: Path) -> None:
    shutil.rmtree(root / "site")


def _lost_page(root: Path) -> None:
    next((root / "site" / "actors").rglob("index.html")).unlink()


def _foreign_page(root: Path) -> None:
    (root / "site" / "more.html").touch()


def _damaged(root: Path) -> None:
    (file,) = _states(root)
    file.write_bytes(file.read_bytes()[:-20])


def _forged(root: Path) -> None:
    (file,) = _states(root)
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["state"]["out"] = "Built something else.\n"
    file.write_text(json.dumps(kept), encoding="utf-8")


def _another_version(root: Path) -> None:
    (file,) = _states(root)
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**kept, "format": 99}), encoding="utf-8")


def _no_state(root: Path) -> None:
    shutil.rmtree(root / ".kb-cache")


def _folder_in_its_place(root: Path) -> None:
    (file,) = _states(root)
    file.unlink()
    file.mkdir()


def _linked_folder(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "docs" / "linked").symlink_to(root / "elsewhere")


def _entity(root: Path) -> None:
    (root / "entities" / "people" / "somebody-new.md").write_text("---\nname: Somebody New\nkind: person\n---\n", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        _a_quote,
        _entity,
        _same_length_and_time,
        _configuration,
        _site_file,
        _site_gone,
        _lost_page,
        _foreign_page,
        _damaged,
        _forged,
        _another_version,
        _no_state,
        _folder_in_its_place,
        _linked_folder,
    ],
)
def test_whatever_changed_is_noticed(change: Callable[[Path], None], kept: Path) -> None:
    """Also what spoilt the site, and what spoilt the memory of it."""
    arguments = ["build", "--root", str(kept)]
    assert unchanged.told(arguments)
    change(kept)
    assert unchanged.told(arguments) is None


def test_after_a_change_the_site_is_that_of_a_build_anew(built: Path, kb: Callable[..., Ran]) -> None:
    """Nothing of the old one is left."""
    _a_quote(built)
    _site_file(built)
    for arguments in ((), ("--site-dir", built / "anew")):
        ran = kb("build", "--root", built, *arguments)
        assert ran.code == 0, ran.err
        assert _SAYS not in ran.out
    files = [
        {file.relative_to(site): file.read_bytes() for file in site.rglob("*") if file.is_file()}
        for site in (built / "site", built / "anew")
    ]
    assert files[0] == files[1]


def test_the_environment_that_a_build_reads_is_noticed(built: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """The date of the site map, and what mkdocs.yml names."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert _SAYS not in kb("build", "--root", built).out
    assert _SAYS in kb("build", "--root", built).out


def test_other_commands_have_a_memory_of_their_own(built: Path, kb: Callable[..., Ran]) -> None:
    """For another audience, or into another folder, something else is built; and `--fresh` builds always."""
    assert _SAYS not in kb("build", "--root", built, "--audience", "internal").out
    assert _SAYS not in kb("build", "--root", built).out  # the site is the internal one now
    assert _SAYS in kb("build", "--root", built).out
    assert _SAYS not in kb("build", "--root", built, "--fresh").out


def test_the_state_of_a_site_that_is_no_more_is_forgotten(kept: Path) -> None:
    """The folder does not grow with every folder that was built into."""
    (mine,) = _states(kept)
    for number in range(3):
        folder = kept / f"site-{number}"
        folder.mkdir()
        arguments = ["build", "--root", str(kept), "--site-dir", str(folder)]
        unchanged.remember(arguments, folder, [], unchanged.inputs(kept, []), ("Built.\n", ""))
        assert unchanged.told(arguments)
        folder.rmdir()
    (kept / ".kb-cache" / "build-0123456789abcdef.json").write_text("{", encoding="utf-8")
    unchanged.remember(["build", "--root", str(kept), "-q"], kept / "site", [], unchanged.inputs(kept, []), ("Built.\n", ""))
    assert mine in _states(kept)
    assert len(_states(kept)) == 2


def test_a_build_in_the_folder_of_the_project_is_remembered_too(
    little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(little_project)
    assert _SAYS not in kb("build").out
    assert _SAYS in kb("build").out


def test_a_project_with_a_hook_is_always_built(little_project: Path, kb: Callable[..., Ran]) -> None:
    """Nobody knows what a hook reads."""
    (little_project / "hook.py").write_text("def on_post_page(output, page, config):\n    return output\n", encoding="utf-8")
    config = little_project / "mkdocs.yml"
    config.write_text(f"{config.read_text(encoding='utf-8')}hooks: [hook.py]\n", encoding="utf-8")
    assert kb("build", "--root", little_project).code == 0
    assert not (little_project / ".kb-cache").exists()
    assert _SAYS not in kb("build", "--root", little_project).out


def test_a_folder_that_cannot_be_written_is_no_fault(little_project: Path, kb: Callable[..., Ran]) -> None:
    """Nothing is remembered, and the site is there."""
    (little_project / ".kb-cache").write_text("a file", encoding="utf-8")
    assert kb("build", "--root", little_project).code == 0
    assert _SAYS not in kb("build", "--root", little_project).out


def test_the_answer_comes_before_the_program_is_loaded(built: Path, tmp_path: Path) -> None:
    """Neither the host nor the rooms of the program are imported for it."""
    code = "import sys, kb.cli; kb.cli.main(sys.argv[1:]); print(sorted({'mkdocs', 'pydantic', 'click', 'kb.library'} & set(sys.modules)))"
    command = [sys.executable, "-c", code, "build", "--root", str(built)]
    said = [subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120).stdout for _ in range(2)]
    assert _SAYS not in said[0]
    assert _SAYS in said[1]
    assert said[1].endswith("[]\n")


def test_warnings_are_said_again_also_those_of_the_counts_and_to_any_terminal(
    little_project: Path, kb: Callable[..., Ran], kb_process: Callable[..., Ran]
) -> None:
    """What a build warned of is not forgotten because nothing has changed since; a terminal without such letters gets escapes."""
    assert kb("lock", "--root", little_project).code == 0
    lock = little_project / "kb.lock"
    lock.write_text(
        "".join(line for line in lock.read_text(encoding="utf-8").splitlines(keepends=True) if " tie " not in line), encoding="utf-8"
    )
    site = little_project / "Säule"
    first = kb("build", "--root", little_project, "--site-dir", site)
    assert (first.code, "lock-behind" in first.err) == (0, True)
    again = kb("build", "--root", little_project, "--site-dir", site)
    assert _SAYS in again.out
    assert again.err == first.err
    arguments = ("build", "--root", little_project, "--site-dir", site)
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    first, again = (kb_process(*arguments, cwd=little_project, env=ascii_only) for _ in range(2))
    assert (first.code, again.code, again.err) == (0, 0, first.err)
    assert _SAYS in again.out
    assert "S\\xe4ule" in again.out


@pytest.mark.parametrize(
    ("options", "known"),
    [
        ("pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }", True),
        (
            "pymdownx.superfences: {custom_fences: [{name: m, format: !!python/name:pymdownx.superfences.fence_code_format }]}",
            True,
        ),
        ("pymdownx.emoji: {options: {custom_icons: [icons]}}", False),
        ("pymdownx.superfences: {custom_fences: [{name: m, format: !!python/name:json.dumps }]}", False),
    ],
    ids=["of the theme", "of the extension", "folder", "function"],
)
def test_an_extension_whose_settings_name_others_may_read_what_it_will(options: str, known: bool, little_project: Path) -> None:  # noqa: FBT001 - given by pytest
    config = little_project / "mkdocs.yml"
    settings = "\n".join(line for line in config.read_text(encoding="utf-8").splitlines() if not line.startswith("markdown_extensions"))
    config.write_text(f"{settings}\nmarkdown_extensions:\n  - {options}\n", encoding="utf-8")
    assert (plugin.besides(little_project) is not None) is known


@pytest.mark.parametrize("part", ["unchanged.remember", "library.remembering.remember"])
def test_what_a_build_leaves_is_left_while_no_other_may_exchange_its_site(
    part: str, little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the site of another audience would be remembered as that of this command."""
    held: list[bool] = []
    monkeypatch.setattr(f"kb.{part}", lambda *_: held.append(beside.workshop(little_project / "site").is_dir()))
    assert kb("build", "--root", little_project).code == 0
    assert held == [True]


def test_an_interruption_after_the_site_is_in_its_place_says_so(
    little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.unchanged.remember", lambda *_: signal.raise_signal(signal.SIGINT))
    ran = kb("build", "--root", little_project)
    assert (ran.code, ran.err.strip()) == (130, "kb: interrupted; the new site is in its place.")
    assert (little_project / "site" / "index.html").is_file()
    assert not beside.workshop(little_project / "site").exists()
