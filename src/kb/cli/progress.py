"""What long work is doing, how far it is and how long it will take yet: on standard error, beside what a command says.

On a terminal one line that moves, and is gone at the end; elsewhere a plain line for each step; with ``--quiet`` nothing. It
starts no thread: a program with threads could not spread its work over processes. ``reading`` and ``door`` call it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import click

from kb.cli import deafen

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

QUIET: Final = click.option("--quiet", "-q", is_flag=True, help="Say nothing of the steps on the way.")
_PAUSE: Final = 0.1  # seconds between two drawings of the line
_WITH_BAR: Final = 70  # columns of a terminal: in fewer the words and figures have no room beside it


class Progress:
    """The steps of one command."""

    def __init__(self, *, quiet: bool = False) -> None:
        """Nothing is said yet."""
        self._quiet = quiet
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._drawn = 0.0

    def __enter__(self) -> Self:
        """See whether there is a terminal."""
        if sys.stderr is None:  # whoever called has closed it
            self._quiet = True
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415 - for a terminal alone
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - the same

            console = Console(stderr=True)
            bar = (BarColumn(),) if console.width >= _WITH_BAR else ()
            columns = (TextColumn("{task.description}"), *bar, MofNCompleteColumn(), TimeRemainingColumn(compact=True))
            if not console.is_dumb_terminal:  # one that cannot take a line back gets plain ones
                self._bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take the line away."""
        self.pause()

    def pause(self) -> None:
        """Take the line away until the next step: something else is said."""
        with self._unheard():
            if self._bar:
                self._bar.stop()

    def step(self, words: str) -> Callable[[int, int], None]:
        """Begin a step; what it gives hears how many more pieces of it are done, and how many there are."""
        with self._unheard():
            if self._bar:
                if self._task is not None:
                    self._bar.remove_task(self._task)
                self._bar.start()
                self._task = self._bar.add_task(words, total=None)
                self._bar.refresh()
            elif not self._quiet:
                click.echo(f"kb: {words} …", err=True)
        return self._done

    def _done(self, more: int, many: int) -> None:
        with self._unheard():
            if self._bar and self._task is not None:
                self._bar.update(self._task, advance=more, total=many)
                if (now := time.monotonic()) - self._drawn > _PAUSE:
                    self._bar.refresh()
                    self._drawn = now

    @contextmanager
    def _unheard(self) -> Iterator[None]:
        """Whoever listened may have gone, or the disk that takes the words may be full: the work goes on, and nothing more is said."""
        try:
            yield
        except OSError:
            self._quiet, self._bar = True, None
            deafen(sys.stderr)
