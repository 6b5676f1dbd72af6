"""Every command on a bad day: what it is given is missing, files cannot be read or written, two claim a name, the editor presses Ctrl-C.

Each time it says so in sentences, ends with a code of its own, and the content is as it was or as the command leaves it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from kb import library
from kb.cli import cli, main
from tests.conftest import Ran

_DROP_FROM_BOUNDS, _OVERRIDES = 24, (1, 2, 3)  # prctl(2): PR_CAPBSET_DROP; capabilities(7): what lets an administrator write anywhere


@dataclass(frozen=True)
class Call:
    """How a command is called on the little library, and with what that is not there."""

    words: str
    missing: str = ""


# {out} is a folder that is not there yet, {shard} one with all pages of a build, {page} a saved page, {fact} a fact, {pack} its pack,
# {old} another state of the project
CALLS: Mapping[str, Call] = {
    "build": Call("build --site-dir {out}"),
    "check": Call("check"),
    "diff": Call("diff {old}", "diff no-such-revision"),
    "export front-matter": Call("export front-matter"),
    "export pages": Call("export pages {out}"),
    "export parquet": Call("export parquet {out}"),
    "export schema": Call("export schema {out}"),
    "export tables": Call("export tables"),
    "export vscode": Call("export vscode {out}"),
    "fix-quotes": Call("fix-quotes strike --write", "fix-quotes nobody --write"),
    "fmt": Call("fmt strike", "fmt nobody"),
    "import": Call("import {page}", "import {out}/no-page.html"),
    "join": Call("join {shard} --site-dir {out}", "join {out}/no-shard --site-dir {out}"),
    "lock": Call("lock"),
    "merge": Call("merge harbour-guild northland --take kind=into", "merge nobody northland"),
    "new article": Call("new article Ferrymen"),
    "new entity": Call("new entity Ferrymen --kind group"),
    "new event": Call(
        "new event strike --title Ferrymen --kind protest --quote Westport",
        "new event nobody --title Ferrymen --kind protest --quote Westport",
    ),
    "pack": Call("pack {fact} --output {out}", "pack f-aaaaaaaaaa --output {out}"),
    "path": Call("path anna-miller northland", "path anna-miller nobody"),
    "rename": Call("rename harbour-guild guild-of-the-harbour", "rename nobody somebody"),
    "show": Call("show anna-miller", "show nobody"),
    "stats": Call("stats strike", "stats nobody"),
    "suggest": Call("suggest strike --write", "suggest nobody"),
    "unmerge": Call("unmerge gone", "unmerge nobody"),
    "verify": Call("verify {pack}", "verify {out}/no-pack.json"),
}
# These go on until they are ended, and have tests of their own for that.
WAITING = {"lsp", "serve"}

PAGE = "<html><head><title>Ferrymen</title></head><body><article><h1>Ferrymen</h1>" + "<p>The ferrymen met the governor again.</p>" * 9


def commands(group: click.Group = cli, path: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield path + name


def test_every_command_is_tried() -> None:
    assert set(commands()) == set(CALLS) | WAITING


@pytest.fixture
def root(little_project: Path, tmp_path: Path, kb: Callable[..., Ran]) -> Path:
    """The little library with a merged entity, and beside it what the commands are given."""
    (little_project / "entities/groups/gone.md").write_text("---\nname: Gone Guild\nkind: group\n---\n", encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    shutil.copytree(little_project, tmp_path / "old")
    merged = kb("merge", "gone", "harbour-guild", "--root", little_project)
    assert merged.code == 0, merged.err
    fact = next(iter(library.load(little_project).kb.facts))
    assert kb("pack", fact, "--root", little_project, "--output", tmp_path / "pack.json").code == 0
    return little_project


def arguments(words: str, root: Path) -> list[str]:
    """The words of a call, with the places of a test."""
    beside = root.parent
    fact = next(iter(library.load(root).kb.facts)) if "{fact}" in words else ""
    if "{shard}" in words:
        with suppress(SystemExit):
            main(["build", "--quiet", "--shard", "1/1", "--site-dir", str(beside / "shard"), "--root", str(root)])
        assert (beside / "shard" / "SHA256SUMS").is_file()
    places = {
        "out": beside / "out",
        "page": beside / "page.html",
        "pack": beside / "pack.json",
        "shard": beside / "shard",
        "old": beside / "old",
        "root": root,
        "fact": fact,
    }
    return [*(word.format(**places) for word in words.split()), "--root", str(root)]


def content(root: Path) -> dict[str, bytes]:
    """What the commands may change: the files of the content, and what is counted of it."""
    folders = (root / name for name in library.FOLDERS)
    files = [root / "kb.lock", *(file for folder in folders for file in sorted(folder.rglob("*")))]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files if file.is_file()}


def said_in_sentences(ran: Ran) -> None:
    assert "Traceback" not in ran.err
    assert not re.search(r"[a-z]Error\b", ran.err)
    assert ran.code == 0 or (ran.out + ran.err).strip()


with_arguments = pytest.mark.parametrize("name", CALLS)


@pytest.mark.parametrize("name", [name for name, call in CALLS.items() if call.missing])
def test_what_is_not_there_is_said(name: str, root: Path, kb: Callable[..., Ran]) -> None:
    before = content(root)
    ran = kb(*arguments(CALLS[name].missing, root))
    said_in_sentences(ran)
    assert ran.code == 2
    assert content(root) == before


SPOILT: Mapping[str, tuple[str, bytes]] = {
    "another encoding": ("entities/people/bo-lund.md", "---\nname: Bo Lündqvist\nkind: person\n---\n".encode("latin-1")),
    "a name that two claim": ("entities/people/a-miller.md", b"---\nname: Anna Miller\nkind: person\n---\n"),
}


@with_arguments
@pytest.mark.parametrize("fault", SPOILT)
def test_a_file_at_fault_is_said_or_does_not_matter(name: str, fault: str, root: Path, kb: Callable[..., Ran]) -> None:
    given = arguments(CALLS[name].words, root)
    path, spoilt = SPOILT[fault]
    (root / path).write_bytes(spoilt)
    before = content(root)
    ran = kb(*given)
    said_in_sentences(ran)
    assert ran.code in {0, 1, 2}
    if ran.code:
        assert content(root) == before


# ------------------------------------------------------------------------------------------- processes of their own


def _run(given: list[str], folder: str, prepare: Callable[[], None]) -> None:
    """Run the command in this process, a copy of that of the tests, and leave what it said in a folder."""
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), os.fdopen(2, "w", encoding="utf-8")
    code: object = 0
    try:
        prepare()
        main(given)
    except SystemExit as ended:
        code = ended.code
    except BaseException as error:  # noqa: BLE001 - what Python would say of it
        sys.stderr.write(f"Traceback: {type(error).__name__}: {error}")
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def run_apart(given: list[str], tmp_path: Path, prepare: Callable[[], None]) -> Ran:
    folder = tmp_path / "said"
    folder.mkdir(exist_ok=True)
    process = multiprocessing.get_context("fork").Process(target=_run, args=(given, str(folder), prepare))
    process.start()
    process.join(120)
    assert process.exitcode is not None
    out, err = ((folder / name).read_text(encoding="utf-8") for name in ("out", "err"))
    return Ran(process.exitcode, out, err)


def powerless() -> None:
    """What may write anywhere may do so no more; for everybody else there is nothing to give up."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # capset(2): version 3, this process
        data = (ctypes.c_uint32 * 6)()
        libc.capget(header, data)
        for one in _OVERRIDES:
            libc.prctl(_DROP_FROM_BOUNDS, one, 0, 0, 0)
            data[0] &= ~(1 << one)
            data[1] &= ~(1 << one)
        assert libc.capset(header, data) == 0


@with_arguments
def test_in_a_folder_that_nobody_may_write_nothing_changes(name: str, root: Path, tmp_path: Path, kb: Callable[..., Ran]) -> None:
    given = arguments(CALLS[name].words, root)
    before = content(root)
    (tmp_path / "said").mkdir()
    (tmp_path / "said/out").touch()
    (tmp_path / "said/err").touch()
    folders = [tmp_path, root, *(one for one in root.rglob("*") if one.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        ran = run_apart(given, tmp_path, powerless)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    said_in_sentences(ran)
    assert content(root) == before
    usual = kb(*given)
    assert ran.code == (2 if content(root) != before or (tmp_path / "out").exists() else usual.code)


MOMENTS = (1, 3, 8, 20, 45, 90)


def interrupted_at(moment: int) -> Callable[[], None]:
    """Ctrl-C when a file is opened for the n-th time."""

    def prepare() -> None:
        left = [moment]

        def heard(event: str, _: object) -> None:
            if event == "open":
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), 2)

        sys.addaudithook(heard)

    return prepare


@with_arguments
def test_ctrl_c_at_any_moment_loses_nothing(name: str, root: Path, tmp_path: Path, kb: Callable[..., Ran]) -> None:
    given = arguments(CALLS[name].words, root)
    before = tmp_path / "before"
    shutil.copytree(root, before)
    usual = kb(*given)
    left = {tuple(content(root).items()), tuple(content(before).items())}
    for moment in MOMENTS:
        shutil.rmtree(root)
        shutil.copytree(before, root)
        out = tmp_path / "out"
        shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)
        ran = run_apart(given, tmp_path, interrupted_at(moment))
        assert ran.code in {130, usual.code}, (moment, ran)
        assert "Traceback" not in ran.err, moment
        kb("check", "--root", root)  # what was begun is finished or put back by the next command
        assert tuple(content(root).items()) in left, moment
