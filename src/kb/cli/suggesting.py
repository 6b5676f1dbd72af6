"""The command that proposes annotations."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb import library, suggestions
from kb.cli.door import DRY_RUN, ROOT, cli, say_changes
from kb.findings import Refusal, has_errors, report
from kb.library.alone import readable
from kb.suggestions import Kind, Proposal


@cli.command(epilog="Example: kb suggest whats-going-on-in-azerbaijan --kinds names,dates")
@click.argument("article")
@ROOT
@click.option("--format", "form", type=click.Choice(["text", "json", "yaml"]), default="text", show_default=True, help="How they are said.")
@click.option("--kinds", metavar="KIND,…", default="", help=f"Only these kinds, of {', '.join(suggestions.CHOICES)}.")
@click.option(
    "--least", type=click.IntRange(0, 100), default=0, show_default=True, help="Only proposals for which at least this much speaks."
)
@click.option("--only", metavar="1,3-5", default="", help="Only the proposals with these numbers.")
@click.option("--write", is_flag=True, help="Add them to the files; without a choice only the plain ones, marked with *.")
@DRY_RUN
def suggest(  # noqa: PLR0913, PLR0917 - each is an option of the command
    article: str, root: Path, form: suggestions.Form, kinds: str, least: int, only: str, *, write: bool, dry_run: bool
) -> None:
    """Propose what ARTICLE, an id, says and nobody has annotated, each with its words, place and reason.

    Known names that no fact speaks of, new names with a guess of their kind, dates counted from the article's own date, sources,
    and events that are told plainly. Nothing is decided: a name that two entities have is shown with both. --write adds what
    --only or --kinds picks, or else known names and dates that are plain. Read what you add: it says only that the words stand there.

    Ends with 0 if it is done, with 1 if the article has errors, which are said, with 2 if it cannot go on.
    """
    content = library.load(root)
    read, findings = readable(content, article)
    if findings:
        click.echo(report(findings), err=True)
    base = suggestions.Base.of(content.kb.entities, library.lexicon())
    found = suggestions.suggest(content.kb, read, base)
    picked = suggestions.picked(found, only)
    chosen = [one for one in found.chosen(_kinds(kinds), least) if not only or one in picked]
    if not write and not dry_run:
        click.echo(suggestions.told(found, chosen, form))
    else:
        _write(content, chosen, picked=bool(only or kinds), named=bool(only), dry_run=dry_run)
    sys.exit(1 if has_errors(findings) else 0)


def _write(content: library.Library, chosen: list[tuple[int, Proposal]], *, picked: bool, named: bool, dry_run: bool) -> None:
    """Write what was picked, or what is plain, and say what was left out."""
    wanted = chosen if picked else [(number, one) for number, one in chosen if one.plain]
    whole = suggestions.whole(wanted, named=named)
    changes = suggestions.changes((one for _, one in whole), content.files)
    say_changes(changes)
    if not dry_run:
        library.write(content.root, changes, content.files)
    left = len(chosen) - len(whole)
    done = "would be added" if dry_run else "added"
    click.echo(
        f"{len(whole)} proposals {done} to {len(changes)} files; {left} left to you. `kb check` says what is still to be filled.", err=True
    )


def _kinds(words: str) -> tuple[Kind, ...]:
    wanted = [one.strip() for one in words.split(",") if one.strip()]
    for one in wanted:
        if one not in suggestions.CHOICES:
            raise Refusal(f"“{one}” is no kind of proposal.", f"Choose from {', '.join(suggestions.CHOICES)}.")
    return tuple(kind for one in wanted for kind in suggestions.CHOICES[one])
