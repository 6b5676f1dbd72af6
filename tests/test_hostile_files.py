"""A file system that is broken or hostile: whatever lies in a project, each command answers with a finding or a safe build.

What a case file can lay out stands in ``tests/cases/``; here are pipes, devices, names that are no text, rights, and files that
change while they are read.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import library
from kb.contract import RESERVED
from kb.findings import Finding
from kb.library import on_disk
from tests.conftest import MKDOCS, Ran

HEAD = "---\ntitle: A Case\nshort: Case\n---\n\nWords.\n"
ORIGINAL = "---\ntitle: A Case\nshort: Case\noriginal: {file: originals/NAME, sha256: " + "0" * 64 + "}\n---\n\nWords.\n"

NAMES = [b"\xff\xfe.md", b"a\n::error::b.md", b"a\x1b[31m.md", b"a\xe2\x80\xaeb.md", "cafe\u0301.md".encode(), b"Strike.md"]
TWICE = "".join(f"  {chr(98 + at)}: &{chr(98 + at)} [*{chr(97 + at)}, *{chr(97 + at)}]\n" for at in range(24))  # each the one before, twice

Command = Callable[..., Ran]


def said(root: Path) -> list[tuple[str, str]]:
    """The findings as path and code."""
    return [(finding.place.path, finding.code) for finding in library.load(root).findings]


def at_once(kb_process: Command, root: Path) -> None:
    """Both commands end with findings, in time, without a traceback, and no site is written."""
    for command in ("check", "build"):
        ran = kb_process(command, "--root", root)
        assert ran.code == 1, ran.err
        assert "Traceback" not in ran.out + ran.err
    assert not (root / "site").exists()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    home = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may have a hundred characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(home)


@pytest.mark.parametrize("make", [pipe, listening])
@pytest.mark.parametrize("path", ["articles/a.md", "entities/people/a.md", "disputes/a.md", "moved/a.md", "docs/a.md"])
def test_what_is_no_file_is_a_finding_and_is_never_waited_for(
    make: Callable[[Path], None], path: str, little_project: Path, kb_process: Command
) -> None:
    (little_project / path).parent.mkdir(exist_ok=True)
    make(little_project / path)
    assert said(little_project) == [(path, "bad-file-name")]
    if path in {"articles/a.md", "docs/a.md"}:
        at_once(kb_process, little_project)


def test_an_original_is_a_file_of_its_own(little_project: Path) -> None:
    originals = little_project / "articles" / "originals"
    originals.mkdir()
    pipe(originals / "pipe.txt")
    (originals / "loop").symlink_to("loop")
    with (originals / "large.txt").open("wb") as large:
        large.truncate(on_disk.LARGEST_ORIGINAL + 1)
    for number, name in enumerate(["pipe.txt", "loop/x.txt", "large.txt", "x" * 400, "../strike.md", "large.txt/x"]):
        (little_project / "articles" / f"a{number}.md").write_text(ORIGINAL.replace("NAME", name), encoding="utf-8")
    codes = dict(said(little_project))
    assert codes.pop("articles/originals/loop") == "link-out"
    assert codes.pop("articles/a2.md") == "too-large"
    assert set(codes.values()) == {"original-changed"}
    assert len(codes) == 5


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.md", b"a\n::error::b.md", b"a\x1b[31m.md", b"a\xe2\x80\xaeb.md", "cafe\u0301.md".encode(), b"Strike.md"]
)
def test_a_name_that_is_no_id_is_said_so_that_a_terminal_takes_no_harm(name: bytes, little_project: Path, kb: Command) -> None:
    (Path(os.fsdecode(os.fsencode(little_project / "articles") + b"/" + name))).write_text(HEAD, encoding="utf-8")
    for form in ("text", "github", "json"):
        ran = kb("check", "--root", little_project, "--format", form)
        assert ran.code == 1, ran.err
        assert "bad-file-name" in ran.out
        assert not set("\x1b\u202e\r") & set(ran.out)
        assert "\n::error::b" not in ran.out


def test_a_page_with_a_name_that_is_no_text_is_a_finding(little_project: Path, kb_process: Command) -> None:
    (Path(os.fsdecode(os.fsencode(little_project / "docs") + b"/\xff.md"))).write_text("# Words\n", encoding="utf-8")
    at_once(kb_process, little_project)


def test_a_huge_file_is_refused_unread(little_project: Path) -> None:
    with (little_project / "articles" / "large.md").open("wb") as large:
        large.truncate(50_000_000_000)  # sparse: to read it would take all memory
    assert said(little_project) == [("articles/large.md", "too-large")]


MAPPED = Path("/proc/self/maps")


@pytest.mark.skipif(not MAPPED.exists(), reason="This system does not say what is mapped into memory.")
def test_a_small_file_does_not_take_as_much_memory_as_a_large_one_may(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "small.md").write_text(HEAD, encoding="utf-8")
    found: list[Finding] = []
    before = len(MAPPED.read_text(encoding="utf-8").splitlines())
    read = [on_disk.read(tmp_path, "articles/small.md", found) for _ in range(300)]  # with 65,530 such mappings the system gives no more
    assert (len(read), found) == (300, [])
    assert len(MAPPED.read_text(encoding="utf-8").splitlines()) < before + 100


@pytest.mark.skipif(not MAPPED.exists(), reason="This system has no file that is longer than it says.")
def test_a_file_that_grows_is_read_to_its_end() -> None:
    found: list[Finding] = []
    longer = MAPPED.with_name("status")  # it says that it has no bytes
    assert longer.stat().st_size == 0
    assert (on_disk.read(longer.parent, longer.name, found) or b"").startswith(b"Name:")
    assert found == []


@pytest.mark.parametrize("folder", ["articles", "entities", "disputes", "docs"])
def test_a_folder_that_is_a_link_is_not_followed(folder: str, little_project: Path) -> None:
    (little_project / folder).rename(little_project.parent / "elsewhere")
    (little_project / folder).symlink_to("../elsewhere")
    assert (folder, "link-out") in said(little_project)


def test_a_file_or_folder_that_the_machine_withholds_is_a_finding(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, listed = os.open, os.scandir

    def no_file(path: str | Path, flags: int, *rest: int) -> int:
        if Path(path).name == "strike.md":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, flags, *rest)

    def no_folder(path: str | Path) -> object:
        if Path(path).name == "people":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "open", no_file)
    monkeypatch.setattr(os, "scandir", no_folder)
    found = said(little_project)
    assert ("articles/strike.md", "not-readable") in found
    assert ("entities/people", "not-readable") in found


@pytest.mark.parametrize("instead", ["nothing", "link", "pipe", "folder"])
def test_a_file_that_is_put_away_while_it_is_read_is_a_finding(instead: str, little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = os.open

    def too_late(path: str | Path, flags: int, *rest: int) -> int:
        if Path(path).name == "strike.md":
            Path(path).unlink()
            if instead == "link":
                Path(path).symlink_to("/etc/passwd")
            elif instead == "pipe":
                os.mkfifo(path)
            elif instead == "folder":
                Path(path).mkdir()
        return read(path, flags, *rest)

    monkeypatch.setattr(os, "open", too_late)
    found = [code for path, code in said(little_project) if path == "articles/strike.md"]
    assert found == ["bad-file-name" if instead == "pipe" else "not-readable"]


@pytest.mark.parametrize("one", sorted(RESERVED))
def test_a_name_of_a_device_is_no_id_anywhere(one: str, little_project: Path, kb: Command) -> None:
    (little_project / "articles" / f"{one}.md").write_text(HEAD, encoding="utf-8")
    assert said(little_project) == [(f"articles/{one}.md", "bad-file-name")]
    (little_project / "articles" / f"{one}.md").unlink()
    ran = kb("new", "entity", "Con Nul", "--kind", "person", "--id", one, "--root", little_project)
    assert ran.code == 2
    assert not list(little_project.rglob(f"{one}.md"))


@pytest.mark.parametrize(
    "config",
    [
        MKDOCS + f"extra: {'[' * 3000}{']' * 3000}\n",
        MKDOCS + "extra:\n  a: &a [x, x]\n" + TWICE,
        MKDOCS + "#" * 1_000_001,
        "- a list\n",
        "",
        "site_name: a\0b\n",
        "site_name: caf\udce9\n",
    ],
)
def test_an_mkdocs_yml_that_cannot_be_used_is_refused_in_a_sentence(config: str, little_project: Path, kb_process: Command) -> None:
    (little_project / "mkdocs.yml").write_bytes(config.encode("utf-8", "surrogateescape"))
    ran = kb_process("build", "--root", little_project)
    assert ran.code == 2, ran.err
    assert ran.err.startswith("kb: mkdocs.yml ")
    assert "Traceback" not in ran.err


def test_a_journal_that_is_no_journal_is_refused_in_a_sentence(little_project: Path, kb: Command) -> None:
    journal = little_project / ".kb" / "journal"
    journal.mkdir(parents=True)
    (journal / "manifest.json").write_text("[" * 100_000, encoding="utf-8")
    ran = kb("check", "--root", little_project)
    assert ran.code == 2
    assert "cannot be read" in ran.err
