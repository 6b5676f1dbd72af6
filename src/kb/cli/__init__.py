"""The door to the terminal: the command ``kb``. It turns words on a command line into calls, and values into words.

Each module beside this one holds a group of commands; ``commands`` knows them all and runs one, ``door`` holds what they
share. A command decides nothing.
Exit codes: 0 done, 1 the content has findings, 2 the command cannot go on, 130 interrupted, 143 ended by SIGTERM.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TextIO

from kb import unchanged

__all__ = ["deafen", "interruption", "main", "say"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``kb``; refusals become one sentence and exit code 2, an interruption 130."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without curly quotation marks still gets its report
    try:
        if said := unchanged.told(given):
            report, beside = said
            if sys.stdout is not None:  # whoever called may have closed it
                sys.stdout.write(report)
                sys.stdout.flush()
            if beside:
                say(beside.removesuffix("\n"))
            return
        run = _program()
    except (KeyboardInterrupt, RuntimeError) as error:
        if interruption(error) is None:
            raise
        say("kb: interrupted; nothing was changed.")
        sys.exit(130)
    except OSError as error:  # whoever read the report has seen enough, or it has no room, or no file can be opened
        deafen(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            say(f"kb: {error.strerror or error}")
        sys.exit(2)
    except MemoryError:
        say("kb: there is not enough memory; nothing was changed.")
        sys.exit(2)
    run(given)


def say(words: str) -> None:
    """Say on standard error why a command ends, if anybody listens there."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(f"{words}\n")
            sys.stderr.flush()
    except OSError:
        deafen(sys.stderr)


def deafen(*streams: TextIO | None) -> None:
    """Let what is still waiting to be written to these go nowhere: Python would try again at its end, and fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        if stream is not None:
            with suppress(OSError, ValueError):  # closed, or no file
                os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def interruption(error: BaseException) -> KeyboardInterrupt | None:
    """The interruption that an error is or hides: Python 3.11 makes a ``RuntimeError`` of one that comes while a class is made."""
    return next((one for one in (error, error.__cause__) if isinstance(one, KeyboardInterrupt)), None)


def _program() -> Callable[[list[str]], None]:
    """What runs a command: the whole program, which takes longer to read than to see that nothing has changed."""
    collecting = gc.isenabled()
    gc.disable()  # what is read stays: the collector would look through it again and again
    try:
        from kb.cli.commands import run  # noqa: PLC0415 - as above
    finally:
        if collecting:
            gc.enable()
    return run


def __getattr__(name: str) -> Any:  # noqa: ANN401 - Python's own signature
    """``cli``, the group of all commands."""
    if name == "cli":
        from kb.cli.commands import cli  # noqa: PLC0415 - as above

        return cli
    raise AttributeError(name)
