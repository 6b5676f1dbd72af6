"""All commands, and the running of one: what it raises becomes words and a code of exit."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from kb.cli import (
    creating,
    deafen,
    exporting,
    importing,
    interruption,
    locking,
    mending,
    reading,
    renaming,
    reviewing,
    say,
    serving,
    shards,
    suggesting,
)
from kb.cli.door import cli
from kb.findings import Refusal, visible
from kb.library import Interrupted

__all__ = [
    "cli",
    "creating",
    "exporting",
    "importing",
    "locking",
    "mending",
    "reading",
    "renaming",
    "reviewing",
    "run",
    "serving",
    "shards",
    "suggesting",
]


def run(arguments: Sequence[str]) -> None:
    """Run ``kb`` with these words; refusals become one sentence and exit code 2, an interruption 130."""
    try:
        cli.main(args=list(arguments), prog_name="kb", standalone_mode=False, obj=tuple(arguments))
    except Refusal as refusal:
        said = "\n".join(part for part in (f"kb: {refusal}", refusal.hint) if part)
        say("\n".join(visible(line) for line in said.split("\n")))
        sys.exit(2)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        sys.exit(2)
    except (KeyboardInterrupt, RuntimeError) as error:
        interrupted = interruption(error)  # click hides one behind its own error, which is a RuntimeError
        if interrupted is None and not isinstance(error, click.Abort):
            raise
        done, number = (str(interrupted), interrupted.number) if isinstance(interrupted, Interrupted) else ("", signal.SIGINT)
        say(f"kb: interrupted; {done or 'nothing was changed'}.")
        sys.exit(128 + number)
    except MemoryError:
        say("kb: there is not enough memory; nothing was changed.")
        sys.exit(2)
    except BrokenPipeError:  # whoever read the report has seen enough
        deafen(sys.stdout, sys.stderr)
        sys.exit(2)
    except OSError as error:
        say(visible(f"kb: {error.strerror or error}: {error.filename or ''}".rstrip(": ")))
        deafen(sys.stdout)
        sys.exit(2)
