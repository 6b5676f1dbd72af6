"""Whole builds on failing machines: killed at random, a full disk, too little memory, several at once, edited meanwhile.

The long form of these tests is marked ``torture`` and runs with ``make torture``; the short form runs always.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

import pytest

from kb import library
from kb.cli import main
from kb.exports import read_sums
from kb.library import beside, swapping
from tests.conftest import PROJECT, Ran
from tools.torture import PARTS

FORK: Final = multiprocessing.get_context("fork")
SIGNALS: Final = (signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
WORDS: Final = (b"title: The Strike", b"title: The Other Strike")
UNSHARE: Final = shutil.which("unshare")
BUILD: Final = (sys.executable, "-m", "kb", "build", "--fresh", "--root")  # also where nothing has changed
KILLS: Final = int(os.environ.get("KB_KILLS", "1000"))
Run = Callable[..., Ran]


def say(root: Path, which: int) -> None:
    """Let the article of the little library have one of two titles."""
    article = root / "articles" / "strike.md"
    article.write_bytes(article.read_bytes().replace(WORDS[1 - which], WORDS[which]))


def built(root: Path, site: Path) -> str:
    """Build undisturbed; the one hash of the site."""
    main_in_child(root, site).join()
    proof = library.proof(site)
    assert proof.faults == ()
    return proof.sha256


def _build(root: Path, site: Path, begun: Event) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(root.parent / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    code = 0
    try:
        begun.set()
        main(["build", "--fresh", "--root", str(root), "--site-dir", str(site)])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except KeyboardInterrupt:  # just before or after the command
        code = 130
    except BaseException:  # noqa: BLE001 - whatever it is, it is a fault of the program
        traceback.print_exc()
        code = 70
    finally:
        os._exit(code)


def main_in_child(root: Path, site: Path) -> multiprocessing.process.BaseProcess:
    """A build in a process that has loaded everything already and begins now, so that its moments are those of the build."""
    begun = FORK.Event()
    process = FORK.Process(target=_build, args=(root, site, begun))
    process.start()
    begun.wait()
    return process


def timed(root: Path, site: Path) -> float:
    """Build undisturbed; how many seconds it took."""
    begun = time.monotonic()
    main_in_child(root, site).join()
    return time.monotonic() - begun


def _watch(file: Path, told: Connection) -> None:
    missing = looks = 0
    while not told.poll(0.002):
        looks += 1
        missing += not file.exists()
    told.send((missing, looks))


def kill_builds(root: Path, tmp_path: Path, times: int, seed: int) -> tuple[Counter[str], int]:
    """Kill so many builds at random moments; how they ended, and how often a reader looked. Everything that must hold is asserted."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    wanted = []
    for which in (0, 1):
        say(root, which)
        wanted.append(built(root, tmp_path / f"as{which}"))
    site, shop = root / "site", beside.workshop(root / "site")
    assert built(root, site) == wanted[1]
    lasts = timed(root, site)
    ours, theirs = FORK.Pipe()
    reader = FORK.Process(target=_watch, args=(site / "index.html", theirs), daemon=True)
    reader.start()
    ends: Counter[str] = Counter()
    for number in range(times):
        before = library.proof(site).sha256
        which = 1 - wanted.index(before)
        say(root, which)
        process = main_in_child(root, site)
        time.sleep(lasts * chance.choice([chance.uniform(0, 1.05), chance.uniform(0.75, 1.15)]))  # the end is what matters
        sent = chance.choice(SIGNALS)
        assert process.pid is not None
        os.kill(process.pid, sent)  # until it is waited for, the number is not given to another
        process.join(120)
        code = process.exitcode
        after = library.proof(site)
        assert after.faults == (), number
        assert after.sha256 in {before, wanted[which]}, number
        assert code in {0, -sent, 128 + sent}, (number, (root.parent / "said").read_text(encoding="utf-8"))
        if code == 0:
            assert after.sha256 == wanted[which], number
        left = "nothing beside it" if not shop.exists() else "work beside it"
        if code not in {0, -signal.SIGKILL, -signal.SIGTERM}:
            assert left == "nothing beside it" or sent == signal.SIGINT, number
        ends[f"{'done' if code == 0 else sent.name}, {'new' if after.sha256 == wanted[which] else 'old'} site, {left}"] += 1
        if number % 25 == 24 or number == times - 1:
            lasts = timed(root, site)
            assert library.proof(site).sha256 == wanted[which]
            assert not shop.exists()
    ours.send("enough")
    missing, looks = ours.recv()
    reader.join(60)
    assert missing == 0
    return ends, looks


def test_builds_killed_at_random_moments_leave_a_whole_site(little_project: Path, tmp_path: Path) -> None:
    ends, _ = kill_builds(little_project, tmp_path, times=6, seed=7)
    assert ends.total() == 6


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1, 5))
def test_a_thousand_builds_killed_at_random_moments_leave_a_whole_site(seed: int, little_project: Path, tmp_path: Path) -> None:
    times = max(KILLS // 4, 1)
    ends, looks = kill_builds(little_project, tmp_path, times, seed)
    print(f"\n{times} builds were killed; a reader looked {looks:,} times, and there was always a site.")  # noqa: T201 - the figures
    for how, number in sorted(ends.items()):
        print(f"{number:6,}  {how}")  # noqa: T201


def _publish(root: Path, word: str) -> None:
    def render(folder: Path) -> None:
        for number in range(40):
            (folder / str(number)).mkdir()
            (folder / str(number) / "index.html").write_text(f'<a href="../">{word}</a>', encoding="utf-8")
        (folder / "index.html").write_text(word, encoding="utf-8")

    library.publish(root / "site", root, render)


def held(site: Path) -> str:
    """What a site of ``_publish`` says on every page, if it is whole."""
    words = {file.read_text(encoding="utf-8").removeprefix('<a href="../">').removesuffix("</a>") for file in site.rglob("*.html")}
    listed = read_sums((site / "SHA256SUMS").read_text(encoding="utf-8"))
    assert isinstance(listed, dict)
    assert set(listed) | {"SHA256SUMS"} == {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    assert all(hashlib.sha256((site / path).read_bytes()).hexdigest() == one for path, one in listed.items())
    (word,) = words
    return word


@pytest.mark.parametrize("times", [30, pytest.param(KILLS, marks=pytest.mark.torture)])
@pytest.mark.parametrize("exchanged", [True, False], ids=["exchanged", "moved"])
def test_publishing_killed_at_random_moments_leaves_a_whole_site(
    exchanged: bool,  # noqa: FBT001 - a case
    times: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not exchanged:
        monkeypatch.setattr(swapping, "_step", lambda: None)
    chance = random.Random(times)  # noqa: S311 - no secret
    begun = time.monotonic()
    _publish(tmp_path, "0")
    lasts = time.monotonic() - begun
    site, away, ends = tmp_path / "site", beside.away(tmp_path / "site"), Counter[str]()
    word = "0"
    for number in range(1, times + 1):
        process = FORK.Process(target=_publish, args=(tmp_path, str(number)))
        process.start()
        time.sleep(chance.uniform(0, 1.5) * lasts)
        process.kill()
        process.join(60)
        if site.exists():
            found = held(site)
            assert found in {word, str(number)}, number
        else:
            assert not exchanged
            assert held(away) == word
            found = "away"
        how = "done" if process.exitcode == 0 else "killed"
        assert how == "killed" or found == str(number)
        ends[f"{how}, {'new' if found == str(number) else 'away' if found == 'away' else 'old'} site"] += 1
        word = word if found == "away" else found
    _publish(tmp_path, "end")
    assert held(site) == "end"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["site"]
    print(f"\n{times:,} kills, folders {'exchanged' if exchanged else 'moved'}: {dict(sorted(ends.items()))}")  # noqa: T201 - the figures


# ------------------------------------------------------------------------------------------------------ failing machines


def sized(folder: Path) -> int:
    """The bytes of a folder on the disk."""
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*"))


def test_on_a_full_disk_the_old_site_stays_and_the_next_build_works(little_project: Path, tmp_path: Path, kb: Run) -> None:
    """In a name space of its own a user may mount a disk of any size; the site stands there, and there is no room for a second."""
    if UNSHARE is None:
        pytest.skip("the command unshare of util-linux is not there")
    probe = subprocess.run([UNSHARE, "-rm", "mount", "-t", "tmpfs", "none", tmp_path], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip(f"this machine lets nobody mount a small disk: {probe.stderr.decode().strip()}")
    assert kb("build", "--root", little_project, "--site-dir", tmp_path / "measured").code == 0
    room = sized(tmp_path / "measured") * 3 // 2 // 1024
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f"""
        mount -t tmpfs -o size={room}k none {disk} || exit 90
        {" ".join(BUILD)} {little_project} --site-dir {disk}/site || exit 91
        before=$(sha256sum < {disk}/site/SHA256SUMS)
        sed -i 's/title: The Strike/title: The Other Strike/' {little_project}/articles/strike.md
        {" ".join(BUILD)} {little_project} --site-dir {disk}/site; [ $? = 2 ] || exit 92
        [ "$before" = "$(sha256sum < {disk}/site/SHA256SUMS)" ] || exit 93
        [ "$(ls -A {disk})" = site ] || exit 94
        cd {disk}/site && sha256sum --check --quiet SHA256SUMS || exit 95
        cd / && mount -o remount,size={room * 2}k {disk} || exit 96
        {" ".join(BUILD)} {little_project} --site-dir {disk}/site || exit 97
        [ "$before" != "$(sha256sum < {disk}/site/SHA256SUMS)" ] || exit 98
        mount -o remount,ro {disk} || exit 99
        {" ".join(BUILD)} {little_project} --site-dir {disk}/site; [ $? = 2 ] || exit 100
    """
    ran = subprocess.run([UNSHARE, "-rm", "sh", "-c", script], capture_output=True, check=False, timeout=300)
    said = ran.stderr.decode()
    assert ran.returncode == 0, said
    assert f"kb: {disk}/site cannot be written: No space left on device" in said
    assert "The old site stays as it was.\nMake room on the disk and build again.\n" in said
    assert f"kb: {disk}/site cannot be replaced: {disk} is read-only." in said
    assert "Traceback" not in said


LIMITED: Final = """
import resource, sys
from kb.cli import commands, main
name, number, *arguments = sys.argv[1:]
if name == "RLIMIT_AS":
    with open("/proc/self/statm") as file:
        number = int(number) + int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(getattr(resource, name), (int(number),) * 2)
main(arguments)
"""


def limited(root: Path, name: str, number: int) -> Ran:
    """Build with a limit of the system: bytes of the largest file, or of memory beyond what the program has when it begins."""
    command = [sys.executable, "-c", LIMITED, name, str(number), "build", "--quiet", "--root", str(root)]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=300)
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def whole(root: Path) -> str:
    """The hash of the site of a project, which must be whole."""
    proof = library.proof(root / "site")
    assert proof.faults == ()
    return proof.sha256


def test_where_files_may_not_be_as_large_the_old_site_stays(little_project: Path, kb: Run) -> None:
    assert kb("build", "--root", little_project).code == 0
    before = whole(little_project)
    say(little_project, 1)
    ran = limited(little_project, "RLIMIT_FSIZE", 50_000)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {little_project / 'site'} cannot be written: File too large")
    assert whole(little_project) == before
    assert not beside.workshop(little_project / "site").exists()
    assert kb("build", "--root", little_project).code == 0
    assert whole(little_project) != before


def starved(root: Path, megabytes: int, kb: Run) -> str:
    """Build with so much more memory than the program has when it begins; how it ended. The site stays whole, and the next build works."""
    before = whole(root)
    ran = limited(root, "RLIMIT_AS", megabytes * 2**20)
    after = whole(root)
    assert after == before or ran.code == 0
    assert kb("build", "--root", root).code == 0
    assert whole(root) != before
    return f"{ran.code} {'with a traceback' if 'Traceback' in ran.err else 'with a sentence'}"


def test_with_too_little_memory_the_old_site_stays(little_project: Path, kb: Run) -> None:
    assert kb("build", "--root", little_project).code == 0
    say(little_project, 1)
    assert starved(little_project, 3, kb) == "2 with a sentence"


@pytest.mark.torture
@pytest.mark.parametrize("megabytes", [0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128])
def test_with_any_little_memory_the_old_site_stays(megabytes: int, little_project: Path, kb: Run) -> None:
    assert kb("build", "--root", little_project).code == 0
    say(little_project, 1)
    print(f"\n{megabytes} MB more than at the start: ended with {starved(little_project, megabytes, kb)}")  # noqa: T201 - the figures


def test_of_three_builds_at_once_each_is_done_or_says_why_not(little_project: Path) -> None:
    runs = [subprocess.Popen([*BUILD, little_project], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ) for _ in range(3)]
    said = [(run.communicate(timeout=300)[1].decode(), run.returncode) for run in runs]
    assert {code for _, code in said} <= {0, 2}
    assert any(code == 0 for _, code in said)
    assert all(code == 0 or "Another build of this site is at work (process " in err for err, code in said)
    assert library.proof(little_project / "site").faults == ()
    assert not beside.workshop(little_project / "site").exists()


def test_a_command_that_is_ended_from_outside_ends_by_the_signal(little_project: Path) -> None:
    """A shell says 143 for it. ``kb build`` cleans up first, and ends with 143 itself."""
    script = "import os, signal, kb.library as library\nlibrary.load = lambda *_, **__: os.kill(os.getpid(), signal.SIGTERM)\n"
    script += "import sys\nfrom kb.cli import main\nmain(['check', '--root', sys.argv[1]])\n"
    ran = subprocess.run([sys.executable, "-c", script, little_project], capture_output=True, check=False, timeout=120)
    assert ran.returncode == -signal.SIGTERM


# -------------------------------------------------------------------------------------------------- the same site, always

VARIED: Final[dict[str, Mapping[str, str]]] = {
    **{f"hash seed {seed}": {"PYTHONHASHSEED": str(seed)} for seed in (0, 1, 42, 4711, 4294967295)},
    **{f"time zone {zone}": {"TZ": zone} for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu")},
    "locale C, no UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "locale POSIX": {"LC_ALL": "POSIX"},
    "locale C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "locale that is not there": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "another home, no colours": {"HOME": "/nonexistent", "TERM": "dumb", "COLUMNS": "20"},
}
FAKETIME: Final = os.environ.get("KB_FAKETIME") or next(iter(map(str, Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), "")


def hash_of(root: Path, env: Mapping[str, str], *, umask: int = 0o022) -> str:
    """The one hash of a site, built in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in {"SOURCE_DATE_EPOCH", "PYTHONHASHSEED", "KB_SITE_URL"}}
    site = root.parent / f"{root.name} built"
    ran = subprocess.run(
        [*BUILD, root, "--site-dir", site], env={**kept, **env}, umask=umask, capture_output=True, check=False, timeout=600
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return library.proof(site).sha256


def copied(files: Path, root: Path, *, backwards: bool = False) -> Path:
    """A copy of the project of which each file is made in the order of the paths, or the other way, with times that say nothing."""
    folders = ("articles", "entities", "disputes", "moved", "docs")
    kept = [file for name in folders for file in (files / name).rglob("*") if file.is_file()]
    for name in folders:
        if (files / name).is_dir():
            (root / name).mkdir(parents=True)
    for file in sorted([*kept, files / "mkdocs.yml"], reverse=backwards):
        target = root / file.relative_to(files)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        if backwards:
            os.utime(target, (1_000_000_000, 1_000_000_000))
    return root


def test_the_site_of_a_little_library_has_one_hash(little_project: Path, tmp_path: Path) -> None:
    expected = hash_of(little_project, {"PYTHONHASHSEED": "0"})
    other = copied(little_project, tmp_path / "another path", backwards=True)
    assert hash_of(other, {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", **VARIED["locale C, no UTF-8"]}, umask=0o077) == expected
    dated = [hash_of(little_project, {"SOURCE_DATE_EPOCH": moment}) for moment in ("1000000000", "1000000000", "1100000000")]
    assert dated[0] == dated[1] != dated[2]
    assert expected not in dated


@pytest.mark.torture
def test_the_real_site_has_one_hash_whatever_surrounds_it(tmp_path: Path) -> None:
    root = copied(PROJECT, tmp_path / "project")
    found = {name: hash_of(root, env) for name, env in VARIED.items()}
    found["umask 077"] = hash_of(root, {}, umask=0o077)
    found["umask 000"] = hash_of(root, {}, umask=0)
    found["another path, files made backwards"] = hash_of(copied(PROJECT, tmp_path / "a path" / "ü", backwards=True), {})
    if FAKETIME:
        found["another year"] = hash_of(
            root, {"LD_PRELOAD": FAKETIME, "FAKETIME": "@2031-05-06 07:08:09", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        )
    print("\n" + "\n".join(f"{one}  {name}" for name, one in found.items()))  # noqa: T201 - the figures
    assert len(set(found.values())) == 1


# --------------------------------------------------------------------------------------------------------- `make torture`


def test_every_long_test_has_a_part_that_runs_it_and_make_help_names_the_parts() -> None:
    marked = {file.name for file in (PROJECT / "tests").glob("test_*.py") if "mark.torture" in file.read_text(encoding="utf-8")}
    assert {f"tests/{name}" for name in marked} == {part.file for part in PARTS.values()} - {""}
    words = {word for part in PARTS.values() for word in part.names.split() if word not in {"not", "and"}}
    assert words
    assert all(any(word in name for name in globals() if name.startswith("test_")) for word in words)
    assert f'PARTS="{" ".join(PARTS)}"' in (PROJECT / "Makefile").read_text(encoding="utf-8")
