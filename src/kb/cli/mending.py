"""Commands that mend files of content: quotes without a place, and the layout of front matter."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb import library, repairs, revising
from kb.cli.door import DRY_RUN, ROOT, cli, say_changes
from kb.findings import visible
from kb.library import revisions


@cli.command("fix-quotes", epilog="Example: kb fix-quotes whats-going-on-in-azerbaijan --write")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@ROOT
@click.option("--write", is_flag=True, help="Write the repairs into the files; without it, they are only shown.")
def fix_quotes(articles: tuple[str, ...], root: Path, *, write: bool) -> None:
    """Propose a repair for every quote that has no place in its article.

    The quotes are those of articles, disputes, editor's notes and judgements; with ARTICLE, an id, only those that quote
    this article. Says old words, new words and their likeness, and prints the repairs as a unified diff. Read it before
    you write: a repair is the nearest passage, not always the one that was meant. Where nothing says which of several
    places is meant, --write leaves the quote as it is.

    Ends with 0 if nothing is left to do, with 1 if something is, with 2 if it cannot go on.
    """
    content = library.load(root)
    mended = library.repairs_of(content, articles)
    for told in mended.told():
        click.echo(told, err=True)
    clear = [one for one in mended.proposals if one.places == 1]
    changes = repairs.changes(clear if write else mended.proposals, mended.files)
    say_changes(changes)
    if write:
        library.write(root, changes, content.files)
    left = len(mended.proposals) + len(mended.unmended) - (len(clear) if write else 0)
    said = f"{_counted(len(clear), 'repair')} written into {_counted(len(changes), 'file')}"
    said = said if write else f"{_counted(len(mended.proposals), 'repair')} proposed"
    if unclear := len(mended.proposals) - len(clear):
        said += f"; {_counted(unclear, 'quote')} for which you say the place"
    said += f"; {_counted(len(mended.unmended), 'quote')} without a repair."
    click.echo(said if left or clear else "Every quote has its place.", err=True)
    sys.exit(1 if left else 0)


@cli.command(epilog="Example: kb fmt --check")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@ROOT
@click.option("--check", is_flag=True, help="Only say what differs, and write nothing.")
@DRY_RUN
def fmt(ids: tuple[str, ...], root: Path, *, check: bool, dry_run: bool) -> None:
    """Put the layout of front matter in order: of the articles, entities and disputes with these ids, or of all.

    No value changes, and of the text below not one letter. Says each place that differs from the house style.

    Ends with 0 if nothing is left to do, with 1 if something is, with 2 if it cannot go on.
    """
    content = library.load(root)
    blemishes, made = revising.put_in_order(revising.Desk(content.kb, content.files), ids)
    for one in blemishes:
        click.echo(visible(str(one)), err=dry_run)
    if dry_run:
        say_changes(made.changes)
    elif not check:
        revisions.written(content, made)
    left = len(blemishes) if check or dry_run else len(made.left)
    done = "would be put in order" if check or dry_run else "put in order"
    files = _counted(len(made.changes), "file")
    click.echo(
        f"{files} {done}; {_counted(len(made.left), 'place')} to mend by hand." if blemishes else "Every file is in order.", err=True
    )
    sys.exit(1 if left else 0)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
