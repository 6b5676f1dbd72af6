"""The command that keeps the counts of the base."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb import library
from kb.cli.door import DRY_RUN, ROOT, cli, say_changes
from kb.findings import report
from kb.library import guarding


@cli.command(epilog="Example: kb lock --dry-run")
@ROOT
@DRY_RUN
def lock(root: Path, *, dry_run: bool) -> None:
    """Write into kb.lock how much each article holds; a later drop by more than a fifth fails until this is run again.

    Says each change as a unified diff. The file is for git: who reviews a change of the content sees there what it adds and takes away.

    Ends with 0 if it is up to date then, with 1 if the content has errors, with 2 if it cannot go on.
    """
    content = library.load(root)
    if not content.sound:
        click.echo(report(content.findings), err=True)
        click.echo("Nothing was changed: what cannot be read cannot be counted.", err=True)
        sys.exit(1)
    change = guarding.lock(content)
    if change is None:
        click.echo("kb.lock is up to date.", err=True)
        return
    say_changes([change])
    if not dry_run:
        library.write(root, [change], content.files)
        click.echo("Wrote kb.lock.", err=True)
