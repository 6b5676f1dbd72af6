"""Commands that make new articles, entities and events."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from kb import library, revising
from kb.cli.door import DRY_RUN, ROOT, cli
from kb.cli.renaming import carry_out
from kb.findings import report
from kb.library import revisions
from kb.revising import Desk, Revision
from kb.vocabulary import EVENT_KINDS, FIND, KINDS

_ID = click.option("--id", "given", default="", help="Its id; made from the name or title if not given.")


@cli.group()
def new() -> None:
    """Begin an article, an entity or an event."""


@new.command("article", epilog='Example: kb new article "Ferrymen Meet the Governor" --authors "A. Sample" --published 2020-05-14')
@click.argument("title")
@_ID
@click.option("--authors", multiple=True, metavar="NAME", help="An author as printed; give it again for another.")
@click.option("--published", default="", metavar="DATE", help="Date of publication, as EDTF: 2020-05-14, 2020-05 or 2020.")
@ROOT
@DRY_RUN
def new_article(title: str, given: str, authors: tuple[str, ...], published: str, root: Path, *, dry_run: bool) -> None:  # noqa: PLR0913 - options
    """Begin an article with this TITLE, as printed: a file with its head, below which its text belongs.

    A file that is there already is not overwritten.
    """
    wanted = revising.NewArticle(title, given, authors, published)
    _make(root, lambda desk: revising.new_article(desk, wanted), dry_run=dry_run)


@new.command("entity", epilog='Example: kb new entity "Harbour Guild" --kind group')
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice([kind.id for kind in KINDS]), help="What kind of thing it is.")
@_ID
@click.option("--find", default="", type=click.Choice(["", *(term.id for term in FIND)]), help="How running text is searched for the name.")
@ROOT
@DRY_RUN
def new_entity(name: str, kind: str, given: str, find: str, root: Path, *, dry_run: bool) -> None:  # noqa: PLR0913 - options
    """Begin an entity that goes by NAME: a person, group, place or other thing that articles speak of.

    If another entity has the name, nothing is made and it is said which.
    """
    wanted = revising.NewEntity(name, kind, given, find)
    _make(root, lambda desk: revising.new_entity(desk, wanted), dry_run=dry_run)


@new.command(
    "event",
    epilog='Example: kb new event strike --title "A strike in Westport" --kind protest --quote "the Harbour Guild called a strike"',
)
@click.argument("article")
@click.option("--title", required=True, help="Who did what, and where.")
@click.option("--kind", required=True, type=click.Choice([kind.id for kind in EVENT_KINDS]), help="The kind of event.")
@click.option(
    "--quote", "quotes", required=True, multiple=True, metavar="WORDS", help="Exact words of the article; give it again for more."
)
@click.option("--date", default="", metavar="DATE", help="When, as EDTF, if the article prints it.")
@click.option("--place", "places", multiple=True, metavar="ID", help="Where: the id of a place; give it again for another.")
@_ID
@ROOT
@DRY_RUN
def new_event(  # noqa: PLR0913, PLR0917 - options
    article: str,
    title: str,
    kind: str,
    quotes: tuple[str, ...],
    date: str,
    places: tuple[str, ...],
    given: str,
    root: Path,
    *,
    dry_run: bool,
) -> None:
    """Add an event that ARTICLE, an id, tells.

    Nothing is written if the words do not stand in the article. With --id of an event that another article tells, both tell it.
    """
    wanted = revising.NewEvent(article, title, kind, quotes, given, date, places)
    _make(root, lambda desk: revising.new_event(desk, wanted), dry_run=dry_run)


def _make(root: Path, make: Callable[[Desk], Revision], *, dry_run: bool) -> None:
    """Carry a revision out, and say what `kb check` will say of its files."""
    content = library.load(root)
    made = revisions.revise(content, make)
    paths = {change.path for change in made.changes}
    found = [one for one in revisions.after(content, made.changes).findings if one.place.path in paths and one not in content.findings]
    if found and not dry_run:
        click.echo(report(found))
    carry_out(content, made, dry_run=dry_run)
