"""What the reviewer of a contribution asks."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from kb import exports, library
from kb.cli.door import ROOT, cli
from kb.exports.between import Form
from kb.library.past import state_of


@cli.command(epilog="Example: kb diff main --format markdown")
@click.argument("old")
@click.argument("new", required=False)
@ROOT
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True, help="How it is said."
)
def diff(old: str, new: str | None, root: Path, form: Form) -> None:
    """List the facts, entities, articles and disputes that were added, changed or removed between OLD and NEW.

    OLD and NEW are revisions of git, or folders of a project; without NEW, the files as they are now. Whatever has another voice,
    certainty or status than before comes first. Words of an article's text that changed are listed too.
    """
    with ExitStack() as states:
        before = library.load(states.enter_context(state_of(root, old)))
        after = library.load(states.enter_context(state_of(root, new)) if new else root)
        items = exports.between(before.kb, after.kb)
        click.echo(exports.told(items, form, (len(before.kb.left_out), len(after.kb.left_out))))
