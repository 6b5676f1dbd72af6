"""A site is the old one or the new one at every moment: killed, interrupted, refused by the disk, several at once, edited meanwhile."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

from kb import library
from kb.findings import Refusal
from kb.library import beside, interrupting, publishing, swapping
from tests.built_site import files_in

CODE: Final = frozenset({publishing.__file__, beside.__file__, swapping.__file__})
FORK: Final = multiprocessing.get_context("fork")
Render = Callable[[Path], None]
Holder = tuple[BaseProcess, Connection]


def pages(word: str) -> Render:
    """Fill a folder with a little site of which every page says one word."""

    def render(folder: Path) -> None:
        (folder / "more").mkdir()
        (folder / "index.html").write_text(f'<a href="more/">{word}</a>', encoding="utf-8")
        (folder / "more" / "index.html").write_text(f'<a href="../">{word}</a>', encoding="utf-8")

    return render


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with nothing in it."""
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def old(root: Path) -> dict[str, bytes]:
    """The files of a site that was published, in ``site/`` of the project."""
    library.publish(root / "site", root, pages("old"))
    return files_in(root / "site")


@pytest.fixture
def new(root: Path, tmp_path: Path) -> dict[str, bytes]:
    """The files that publishing the new site gives."""
    library.publish(tmp_path / "as" / "new", root, pages("new"))
    return files_in(tmp_path / "as" / "new")


@pytest.fixture(params=["exchanged", "moved"])
def step(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How folders change places: in one step of the system, or in two moves where it has none."""
    if request.param == "moved":
        monkeypatch.setattr(swapping, "_step", lambda: None)
    return str(request.param)


def around(root: Path) -> list[str]:
    """What lies in the project besides the site."""
    return sorted(one.name for one in root.iterdir() if one.name != "site")


# ----------------------------------------------------------------------------------- ended at every line of the program


def _ended_at(moment: int, end: Callable[[], None], root: Path) -> None:
    """Publish the new site in a process of its own, and let it end when it comes to so many lines of the program."""
    seen = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:  # noqa: ANN401 - as sys.settrace wants it
        nonlocal seen
        del arg
        if frame.f_code.co_filename not in CODE:
            return None
        if event == "line":
            seen += 1
            if seen == moment:
                sys.settrace(None)
                end()
        return trace

    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have had both passed over
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    sys.settrace(trace)
    code = 0
    try:
        library.publish(root / "site", root, pages("new"))
    except KeyboardInterrupt as interrupted:
        code = 100 + (interrupted.number if isinstance(interrupted, library.Interrupted) else signal.SIGINT)
    sys.settrace(None)
    os._exit(code if seen >= moment else 99)


def ended(moment: int, end: Callable[[], None], root: Path) -> int:
    """The exit code of a process that was ended at a moment; 99 where it was done before."""
    process = FORK.Process(target=_ended_at, args=(moment, end, root))
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_killed_at_every_line_the_old_site_or_the_new_one_is_there(
    root: Path, old: dict[str, bytes], new: dict[str, bytes], step: str
) -> None:
    outcomes: list[str] = []
    moment = 1
    while (code := ended(moment, _die, root)) != 99:
        assert code == -signal.SIGKILL
        if (root / "site").exists():
            found = files_in(root / "site")
            outcomes.append("old" if found == old else "new" if found == new else f"neither at {moment}")
        else:
            outcomes.append("away")
            assert files_in(beside.away(root / "site")) == old  # and the next build finds it
        with pytest.raises(Refusal, match="no front page"):  # a build that fails puts it back too
            library.publish(root / "site", root, Path.touch)
        assert files_in(root / "site") == (new if outcomes[-1] == "new" else old)
        library.publish(root / "site", root, pages("old"))
        assert files_in(root / "site") == old
        assert around(root) == []
        moment += 1
    expected = ["old", "new"] if step == "exchanged" else ["old", "away", "new"]
    assert list(dict.fromkeys(outcomes)) == expected
    assert outcomes == sorted(outcomes, key=expected.index)  # there is one moment before which all is old, and after which all is new
    assert moment > 80
    assert outcomes.count("away") <= 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.usefixtures("step")
def test_a_signal_at_any_line_leaves_a_whole_site_and_says_which(
    number: signal.Signals, root: Path, old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    codes = set()
    moment = 1
    while (code := ended(moment, lambda: os.kill(os.getpid(), number), root)) != 99:
        codes.add(code)
        assert files_in(root / "site") in (old, new), moment
        library.publish(root / "site", root, pages("old"))
        assert around(root) == [], moment
        moment += 3
    assert codes <= {100 + number, -number}  # outside the work of publishing, a signal ends a process as it always does
    assert 100 + number in codes


def test_a_signal_while_folders_change_places_waits_and_says_what_was_done(
    root: Path, old: dict[str, bytes], new: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = swapping.exchange

    def signalled(one: Path, other: Path) -> bool:
        os.kill(os.getpid(), signal.SIGTERM)
        return exchange(one, other)

    assert files_in(root / "site") == old
    monkeypatch.setattr(swapping, "exchange", signalled)
    with pytest.raises(library.Interrupted, match="the new site is in its place") as raised:
        library.publish(root / "site", root, pages("new"))
    assert raised.value.number == signal.SIGTERM
    assert files_in(root / "site") == new
    assert around(root) == []


def test_a_process_that_heeds_no_sigterm_ends_by_it() -> None:
    script = (
        "import os, signal\nfrom kb.library import interrupting\n"
        "with interrupting.undisturbed('done'):\n    os.kill(os.getpid(), signal.SIGTERM)\n    print('first', flush=True)\nprint('never')\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout) == (-signal.SIGTERM, b"first\n")


def test_in_another_thread_nothing_is_done_about_signals() -> None:
    before = signal.getsignal(signal.SIGTERM)

    def work() -> None:
        with interrupting.in_order(), interrupting.undisturbed("done"):
            assert signal.getsignal(signal.SIGTERM) is before

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


# ------------------------------------------------------------------------------------------------------- seen by a reader


def _watch(file: Path, told: Connection) -> None:
    missing = looks = 0
    while not told.poll():
        looks += 1
        missing += not file.exists()
    told.send((missing, looks))


def test_a_reader_finds_a_site_at_every_moment(root: Path, old: dict[str, bytes]) -> None:
    assert old
    if not swapping.exchange(root / "site", *_made(root / "other")):
        pytest.skip("this file system cannot exchange folders")
    swapping.exchange(root / "site", root / "other")
    ours, theirs = FORK.Pipe()
    reader = FORK.Process(target=_watch, args=(root / "site" / "more" / "index.html", theirs))
    reader.start()
    for number in range(60):
        library.publish(root / "site", root, pages(f"{number}"))
    ours.send("enough")
    assert ours.poll(60)
    missing, looks = ours.recv()
    reader.join(60)
    assert missing == 0
    assert looks > 60


def _made(folder: Path) -> list[Path]:
    folder.mkdir()
    return [folder]


def test_what_cannot_be_exchanged_is_said_or_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    with pytest.raises(FileNotFoundError):
        swapping.exchange(one, other)
    monkeypatch.setattr(swapping, "_CANNOT", frozenset({2}))  # ENOENT
    assert not swapping.exchange(one, other)
    monkeypatch.setattr(swapping, "_step", lambda: None)
    assert not swapping.exchange(one, other)


def test_a_site_has_the_rights_that_the_user_gives_new_folders(root: Path) -> None:
    before = os.umask(0o027)
    try:
        library.publish(root / "site", root, pages("new"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / "site").stat().st_mode) == 0o750
    assert stat.S_IMODE((root / "site" / "index.html").stat().st_mode) == 0o640


# -------------------------------------------------------------------------------------------------------- several at once


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build gives up at once."""
    monkeypatch.setattr(beside, "PATIENCE", 0.0)


def _hold(site: Path, told: Connection) -> None:
    with beside.held(site):
        told.send("ready")
        told.poll(60)


@pytest.fixture
def holder(root: Path) -> Iterator[Holder]:
    """A build of another process in the middle of its work, and what ends it when something is sent."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=_hold, args=(root / "site", theirs))
    process.start()
    assert ours.poll(60)
    yield process, ours
    process.kill()
    process.join(60)


@pytest.mark.usefixtures("impatient")
def test_a_second_build_says_who_is_at_work(root: Path, old: dict[str, bytes], holder: Holder) -> None:
    with pytest.raises(Refusal, match=rf"Another build of this site is at work \(process {holder[0].pid} on .+\)") as raised:
        library.publish(root / "site", root, pages("new"))
    assert "Wait until that build has ended" in raised.value.hint
    assert files_in(root / "site") == old


@pytest.mark.usefixtures("impatient")
def test_a_dead_build_blocks_nobody(root: Path, new: dict[str, bytes], holder: Holder) -> None:
    holder[0].kill()
    holder[0].join(60)
    assert (beside.workshop(root / "site") / "lock").exists()
    library.publish(root / "site", root, pages("new"))
    assert files_in(root / "site") == new
    assert around(root) == []


def test_a_second_build_waits_for_the_first(root: Path, new: dict[str, bytes], holder: Holder) -> None:
    threading.Timer(0.3, holder[1].send, ["end"]).start()
    library.publish(root / "site", root, pages("new"))
    assert files_in(root / "site") == new


@pytest.mark.usefixtures("impatient")
def test_two_threads_of_one_program_do_not_build_one_site_at_once(root: Path, new: dict[str, bytes]) -> None:
    def render(folder: Path) -> None:
        with pytest.raises(Refusal, match="is at work in this program"):
            library.publish(root / "site", root, pages("old"))
        pages("new")(folder)

    library.publish(root / "site", root, render)
    assert files_in(root / "site") == new


def test_a_lock_that_was_taken_away_is_looked_for_again(root: Path, new: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening the lock and taking it, the build before throws its workshop away."""
    take = fcntl.lockf
    times = 0

    def late(*arguments: Any) -> None:  # noqa: ANN401 - passed through
        nonlocal times
        times += 1
        lock = beside.workshop(root / "site") / "lock"
        if times < 3:
            lock.unlink()
        if times == 2:
            lock.touch()  # and another has begun
        take(*arguments)

    monkeypatch.setattr(fcntl, "lockf", late)
    library.publish(root / "site", root, pages("new"))
    assert times == 3
    assert files_in(root / "site") == new


def test_who_holds_a_lock_is_left_out_where_nobody_can_tell(root: Path) -> None:
    shop = beside.workshop(root / "site")
    assert beside._who(shop) == ""  # noqa: SLF001 - a moment that cannot be waited for
    shop.mkdir()
    (shop / "lock").write_text("", encoding="utf-8")
    assert beside._who(shop) == ""  # noqa: SLF001


# ------------------------------------------------------------------------------------------------- folders that are not ours


@pytest.mark.parametrize("what", ["file", "photographs", "link"])
def test_a_foreign_folder_where_a_build_works_is_left_alone(what: str, root: Path, old: dict[str, bytes], tmp_path: Path) -> None:
    shop = beside.workshop(root / "site")
    if what == "file":
        shop.write_text("dear", encoding="utf-8")
    elif what == "link":
        (tmp_path / "dear").mkdir()
        shop.symlink_to(tmp_path / "dear")
    else:
        shop.mkdir()
        (shop / "dear.jpg").write_bytes(b"dear")
    before = files_in(root)
    with pytest.raises(Refusal, match="is not a folder of this command"):
        library.publish(root / "site", root, pages("new"))
    assert files_in(root) == before
    assert files_in(root / "site") == old


def test_what_is_no_file_is_none_of_the_site(root: Path) -> None:
    def render(folder: Path) -> None:
        pages("new")(folder)
        (folder / "again").symlink_to(folder / "more")
        (folder / "nowhere").symlink_to(folder / "gone")

    library.publish(root / "site", root, render)
    listed = (root / "site" / "SHA256SUMS").read_text(encoding="utf-8")
    assert [line.split()[1] for line in listed.splitlines()] == [".kb-site", "index.html", "more/index.html"]


def test_what_somebody_puts_there_while_a_site_is_built_is_not_replaced(root: Path) -> None:
    def render(folder: Path) -> None:
        pages("new")(folder)
        (root / "site").mkdir()
        (root / "site" / "dear.jpg").write_bytes(b"dear")

    with pytest.raises(Refusal, match="was not written by this command"):
        library.publish(root / "site", root, render)
    assert files_in(root / "site") == {"dear.jpg": b"dear"}
    assert around(root) == []


@pytest.mark.parametrize("name", [".git", ".kb", "moved", "locks/site", "bench"])
def test_a_site_among_the_files_of_the_project_is_refused(name: str, root: Path) -> None:
    with pytest.raises(Refusal, match="holds the project's own files, or lies among them"):
        library.publish(root / name, root, pages("new"))
    assert around(root) == []


def test_a_folder_of_the_project_behind_a_link_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (root / "articles").symlink_to(tmp_path / "real")
    with pytest.raises(Refusal, match="lies among them"):
        library.publish(tmp_path / "real" / "site", root, pages("new"))
    assert files_in(tmp_path / "real") == {}


def test_a_site_above_is_reached_by_any_way_of_writing_it(root: Path, new: dict[str, bytes]) -> None:
    library.publish(root / "deep" / ".." / "site", root, pages("new"))
    assert files_in(root / "site") == new


# ------------------------------------------------------------------------------------------------------------------- disk


@pytest.mark.parametrize(("writable", "said"), [(False, "is read-only"), (True, "is a disk of its own")])
def test_a_folder_that_cannot_be_moved_is_refused_before_anything_is_built(
    writable: bool,  # noqa: FBT001 - a case
    said: str,
    root: Path,
    old: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(folder: Path) -> None:
        raise AssertionError(folder)

    monkeypatch.setattr(os, "access", lambda *_: writable)
    looked = Path.stat

    def elsewhere(self: Path, **more: bool) -> os.stat_result:
        found = looked(self, **more)
        return os.stat_result([*found[:2], 4711, *found[3:10]]) if self == root / "site" else found

    monkeypatch.setattr(Path, "stat", elsewhere)
    with pytest.raises(Refusal, match=said):
        library.publish(root / "site", root, never)
    monkeypatch.undo()
    assert files_in(root / "site") == old
    assert around(root) == []


@pytest.mark.parametrize(
    ("error", "hint"), [(OSError(28, "No space left on device"), "Make room on the disk"), (OSError(5, "I/O error"), "Look at the rights")]
)
def test_what_the_disk_refuses_is_said_and_the_old_site_stays(error: OSError, hint: str, root: Path, old: dict[str, bytes]) -> None:
    def render(folder: Path) -> None:
        pages("new")(folder)
        raise error

    with pytest.raises(Refusal, match=f"cannot be written: {error.strerror}") as raised:
        library.publish(root / "site", root, render)
    assert raised.value.hint.startswith(hint)
    assert files_in(root / "site") == old
    assert around(root) == []


def test_a_new_site_that_cannot_be_moved_in_leaves_the_old_one(root: Path, old: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapping, "_step", lambda: None)
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name.startswith("new-"):
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(Refusal, match="cannot be written: Permission denied"):
        library.publish(root / "site", root, pages("new"))
    assert files_in(root / "site") == old
    assert around(root) == []
