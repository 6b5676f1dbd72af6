"""Rare moments of publishing, made to happen in this process: a folder that goes, a lock that fails, a signal, a file nobody may read."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import library
from kb.findings import Refusal
from kb.library import beside, interrupting, publishing
from kb.library.interrupting import Interrupted
from kb.library.state import State


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """The handlers of signals are put back."""
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for one, handler in kept.items():
        signal.signal(one, handler)


def test_a_workshop_that_another_build_clears_away_at_this_moment_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, made = tmp_path / "site", Path.mkdir
    gone: list[Path] = []

    def mkdir(self: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - as its own
        made(self, mode, parents, exist_ok)
        if not gone:  # the other build takes it away between this line and the next
            gone.append(self)
            self.rmdir()

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with beside.held(place) as fresh:
        assert fresh.is_dir()
    assert gone


def test_a_lock_that_cannot_be_had_for_another_reason_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lockf(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", lockf)
    with pytest.raises(OSError, match="No locks available"), beside.held(tmp_path / "site"):
        pass


@pytest.mark.usefixtures("as_it_was")
def test_a_signal_that_ends_a_process_ends_it_after_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    meanwhile: list[int] = []

    def moment() -> None:
        with interrupting.undisturbed("it is done"):
            os.kill(os.getpid(), signal.SIGTERM)
            meanwhile.extend(raised)

    with pytest.raises(Interrupted) as told:
        moment()
    assert meanwhile == []
    assert raised == [signal.SIGTERM]
    assert (str(told.value), told.value.number) == ("it is done", signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.usefixtures("as_it_was")
def test_a_signal_that_is_not_heeded_stays_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with interrupting.undisturbed("it is done"):
        os.kill(os.getpid(), signal.SIGHUP)
    with interrupting.in_order():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_would_end_a_process_lets_it_clean_up_first(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
    cleaned: list[int] = []

    def build() -> None:
        with interrupting.in_order():
            try:
                os.kill(os.getpid(), number)
            finally:
                cleaned.append(number)

    with pytest.raises(Interrupted) as told:
        build()
    assert cleaned == [number]
    assert (str(told.value), told.value.number) == ("", number)
    assert signal.getsignal(number) is signal.SIG_DFL


def test_another_thread_has_no_signals() -> None:
    done: list[str] = []

    def work() -> None:
        with interrupting.in_order(), interrupting.undisturbed("it is done"):
            done.append("worked")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["worked"]


def test_a_site_with_links_that_lead_nowhere_is_not_published(tmp_path: Path) -> None:
    links = "".join(f'<a href="no-{number:02}">x</a>' for number in range(30))

    def render(folder: Path) -> None:
        (folder / "index.html").write_text(links, encoding="utf-8")

    with pytest.raises(Refusal) as told:
        publishing.publish(tmp_path / "site", tmp_path, render)
    said = str(told.value).splitlines()
    assert said[0] == "The new site has 30 broken links or ids; the old one stays."
    assert said[1] == "index.html:1:1: error: The link “no-00” leads nowhere. [broken-link]"
    assert sum("leads nowhere" in line for line in said) == 20
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_goes_while_it_is_hashed_is_another_state(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = State.of(little_project, [little_project / "articles"])
    article, read = little_project / "articles" / "strike.md", Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self == article:
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert State.of(little_project, [little_project / "articles"]) != before


def test_the_collector_of_cycles_stays_as_it_was(little_project: Path) -> None:
    import gc  # noqa: PLC0415 - for this test alone

    library.load(little_project)
    assert gc.isenabled()
    gc.disable()
    try:
        library.load(little_project)
        assert not gc.isenabled()
    finally:
        gc.enable()
