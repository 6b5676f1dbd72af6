"""How a command ends that was interrupted, or found too little memory: with a sentence, and with the code that a shell expects."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from kb import library
from tests.conftest import Ran


@pytest.mark.parametrize(
    ("raised", "ends"),
    [
        (KeyboardInterrupt(), (130, "kb: interrupted; nothing was changed.")),
        (library.Interrupted("the files were written before that"), (130, "kb: interrupted; the files were written before that.")),
        (library.Interrupted("", signal.SIGTERM), (143, "kb: interrupted; nothing was changed.")),
        (library.Interrupted("the new site is in its place", signal.SIGHUP), (129, "kb: interrupted; the new site is in its place.")),
        (MemoryError(), (2, "kb: there is not enough memory; nothing was changed.")),
    ],
)
def test_every_command_says_how_it_was_ended(
    raised: BaseException, ends: tuple[int, str], tmp_path: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(library, "load", ended)
    ran = kb("check", "--root", tmp_path)
    assert (ran.code, ran.err.strip(), ran.out) == (*ends, "")


LOADING: Final = """
import builtins, sys
from kb.cli import main
load = builtins.__import__

class Late:
    def __set_name__(self, owner, name):
        raise KeyboardInterrupt if sys.argv[2] == "ctrl-c" else ValueError("a fault")

def loading(name, *arguments, **more):
    if name == sys.argv[1]:
        type("Made", (), {"late": Late()})  # Python 3.11 says RuntimeError of what is raised here
    return load(name, *arguments, **more)

builtins.__import__ = loading
main(["check"])
"""


@pytest.mark.parametrize("module", ["kb.cli.commands", "kb.library"])
def test_ctrl_c_while_the_program_is_still_loading_is_no_error(module: str, tmp_path: Path) -> None:
    asked = [sys.executable, "-c", LOADING, module]
    ended = subprocess.run([*asked, "ctrl-c"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stderr) == (130, "kb: interrupted; nothing was changed.\n")
    failed = subprocess.run([*asked, "fault"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert failed.returncode == 1
    assert "a fault" in failed.stderr
