"""Commands that give things other ids, make one entity of two, and undo that."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb import library, revising
from kb.cli.door import DRY_RUN, ROOT, cli, say_changes
from kb.findings import Refusal, visible
from kb.library import Library, revisions
from kb.revising import Revision


def carry_out(content: Library, made: Revision, *, dry_run: bool) -> None:
    """Write a revision, or show it; what could not be done with certainty ends the command with 1."""
    if dry_run:
        say_changes(made.changes)
    else:
        revisions.written(content, made)
    for told in () if dry_run else made.told:
        click.echo(visible(told))
    for left in made.left:
        click.echo(visible(f"left as it is: {left}"), err=True)
    if dry_run:
        click.echo(f"Nothing was written: this is what would change in {len(made.changes)} files.", err=True)
    sys.exit(1 if made.left else 0)


@cli.command(epilog="Example: kb rename anna-miller a-miller --dry-run")
@click.argument("old")
@click.argument("new")
@ROOT
@DRY_RUN
def rename(old: str, new: str, root: Path, *, dry_run: bool) -> None:
    """Give an entity, article, event, source or dispute the id NEW in the stead of OLD.

    Every reference follows, the file moves, and the old address goes on to lead to the new one. OLD is never used again.
    Nothing else of any file changes.
    """
    content = library.load(root)
    made = revisions.revise(content, lambda desk: revising.rename(desk, old, new), (old, new))
    carry_out(content, made, dry_run=dry_run)


@cli.command(epilog="Example: kb merge guild-of-westport harbour-guild --take scope=into --dry-run")
@click.argument("old", metavar="FROM")
@click.argument("into")
@ROOT
@click.option("--take", multiple=True, metavar="KEY=WHOSE", help="Whose value holds where both have one: from, into or, of lists, both.")
@DRY_RUN
def merge(old: str, into: str, root: Path, take: tuple[str, ...], *, dry_run: bool) -> None:
    """Make one entity of two: FROM goes into INTO.

    References follow, the names of FROM become names of INTO, its note is put below that of INTO, and its old address leads
    there. If the two contradict each other, nothing is changed and every contradiction is said. The record in moved/ keeps
    what was FROM's, so that `kb unmerge FROM` can undo it.
    """
    takes = {}
    for one in take:
        key, equals, whose = one.partition("=")
        if not equals:
            raise Refusal(f"`--take {one}` is not known.", "Write `--take KEY=from`, `KEY=into` or `KEY=both`.")
        takes[key] = whose
    content = library.load(root)
    made = revisions.revise(content, lambda desk: revising.merge(desk, old, into, takes), (old, into))
    carry_out(content, made, dry_run=dry_run)


@cli.command(epilog="Example: kb unmerge guild-of-westport --dry-run")
@click.argument("old", metavar="FROM")
@ROOT
@DRY_RUN
def unmerge(old: str, root: Path, *, dry_run: bool) -> None:
    """Undo `kb merge FROM INTO`.

    If nothing was edited since, every file is as it was, byte for byte. Otherwise what is certain is undone and the rest is
    listed. Ends with 1 if something is left.
    """
    content = library.load(root)
    made = revisions.revise(content, lambda desk: revising.unmerge(desk, old))
    carry_out(content, made, dry_run=dry_run)
