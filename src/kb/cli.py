"""The door to the terminal: the command ``kb``. It turns words on a command line into calls, and values into words.

Exit codes: 0 done, 1 the content has findings, 2 the command cannot go on, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from kb import connections, exports, library, plugin, repairs
from kb.findings import Format, Refusal, report, visible
from kb.library import Library
from kb.vocabulary import AUDIENCES

_ROOT = click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    show_default="this folder",
    help="The folder of the project, with mkdocs.yml, articles/ and entities/.",
)
_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True, help="How findings are said."
)
_PACK_AUDIENCE = click.option(
    "--audience",
    type=click.Choice([term.id for term in AUDIENCES]),
    default="public",
    show_default=True,
    help="For whom it is: words that the rights of an article withhold stand in an `internal` pack only.",
)
_AUDIENCE = click.option(
    "--audience",
    type=click.Choice([term.id for term in AUDIENCES]),
    help="For whom it is: `public` gets of each article what its rights allow, `internal` everything; what mkdocs.yml says if not given.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kb-armed-politics", prog_name="kb")
def cli() -> None:
    """Build and check a knowledge base of annotated articles."""


@cli.command(epilog="Example: kb check --format github")
@_ROOT
@_FORMAT
def check(root: Path, form: Format) -> None:
    """Say everything that is wrong with the content, each with its place and its repair.

    Ends with 0 if nothing is wrong, with 1 if something is, with 2 if it cannot be checked.
    """
    content = library.load(root)
    click.echo(report(content.findings, form))
    sys.exit(1 if content.findings else 0)


@cli.command(epilog="Example: kb build --site-dir /srv/www/kb")
@_ROOT
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site goes; site/ in the project if not given. A folder that this command did not write is not replaced.",
)
@_AUDIENCE
@_FORMAT
def build(root: Path, site_dir: Path | None, audience: str | None, form: Format) -> None:
    """Load, check, join, render and publish the site.

    The site is built beside its place, checked, and put there in one move: if anything fails, the last good site stays.
    """
    content = _sound(root, form, audience)
    site = site_dir or root / "site"
    files = library.publish(site, root, lambda folder: plugin.render(content, folder))
    counts = content.counts
    click.echo(
        f"Built {site}: {len(content.pages)} pages in {files} files; "
        f"{counts['quotes_matched']} of {counts['quotes_declared']} quotes matched, "
        f"{counts['facts_shown']} of {counts['facts_in']} facts shown. Audience: {content.audience}."
    )


@cli.command(epilog="Example: kb stats --format json")
@_ROOT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How the figures are said.")
def stats(root: Path, form: Literal["text", "json"]) -> None:
    """Count what the base holds, and how much of each article is annotated.

    Lists every sentence that no fact rests on and every capitalised name that no entity explains.
    """
    content = library.load(root)
    click.echo(exports.stats(content.kb, content.findings, form))


@cli.command(epilog="Example: kb pack f-impxsatty4 --output evidence.json")
@click.argument("fact")
@_ROOT
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; FACT.json here if not given.")
@_PACK_AUDIENCE
def pack(fact: str, root: Path, output: Path | None, audience: str) -> None:
    """Write the evidence of FACT into one file: its words, their places, voice, certainty, source and the hash of the text.

    FACT is an id such as f-impxsatty4. A file that is there already is not replaced.
    """
    made = exports.pack(_provable(root, audience).data, fact, library.tool_version())
    file = output or Path(f"{fact}.json")
    library.write_new(file, made)
    click.echo(f"Wrote the evidence of {fact} into {file}.")


@cli.command(epilog="Example: kb verify f-impxsatty4.json --site site")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_ROOT
@click.option(
    "--site", type=click.Path(file_okay=False, path_type=Path), help="A built site: its data/kb.json is asked, and not the project."
)
def verify(file: Path, root: Path, site: Path | None) -> None:
    """Prove an evidence pack anew, without a network.

    Ends with 0 if everything in FILE holds, with 1 if something does not, which is then named by its field, with 2 if it cannot be proved.
    """
    given = library.read_json(file)
    data = library.site_data(site) if site else _provable(root, exports.audience_of(given)).data
    found = exports.faults(given, data)
    if found:
        click.echo("\n".join([f"{file} is refused:", *(f"    {visible(one)}" for one in found)]))
        sys.exit(1)
    if exports.withholds(given):
        click.echo(f"{file} holds: it has the hash of its words and not the words; hash, voice, certainty and source are as it says.")
    else:
        click.echo(f"{file} holds: the words stand in the text, and voice, certainty and source are as it says.")


@cli.command("fix-quotes", epilog="Example: kb fix-quotes whats-going-on-in-azerbaijan --write")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@_ROOT
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
    for change in changes:
        click.echo(change.diff().encode(), nl=False)
    if write:
        library.overwrite(root, changes)
    left = len(mended.proposals) + len(mended.unmended) - (len(clear) if write else 0)
    said = f"{len(clear)} repairs written into {len(changes)} files" if write else f"{len(mended.proposals)} repairs proposed"
    click.echo(f"{said}; {len(mended.unmended)} quotes without a repair." if left or clear else "Every quote has its place.", err=True)
    sys.exit(1 if left else 0)


@cli.command(epilog='Example: kb path "Al-Qaeda in Iraq" hezbollah --only asserted')
@click.argument("ends", nargs=2, metavar="A B")
@_ROOT
@click.option("--only", type=click.Choice(["asserted"]), help="Walk only along ties that a voice states without a hedge, as done.")
@click.option("--through-places", is_flag=True, help="Let a chain pass through places; without it a place can only be A or B.")
@click.option(
    "--max", "most", type=click.IntRange(min=1), default=connections.MOST, show_default=True, help="How many shortest chains are told."
)
def path(ends: tuple[str, str], root: Path, only: str | None, most: int, *, through_places: bool) -> None:
    """Say how A and B are connected: the shortest chains of ties between them, each tie with its voice and words.

    A and B are ids or any of the names of an actor or a place. A chain follows ties in either direction. Denied ties connect nobody
    and are said apart; ties that are alleged, possible or not told as done are marked. Names in the same paragraph are no tie.

    Ends with 0 if a chain is found, with 1 if none is, with 2 if it cannot be looked for.
    """
    kb = _provable(root, "internal").kb  # at the desk of whoever has the files
    walk = connections.Walk(asserted_only=only == "asserted", through_places=through_places, most=most)
    found = connections.Web(kb).connect(connections.who(kb, ends[0]), connections.who(kb, ends[1]), walk)
    click.echo(exports.chains_told(kb, found, walk))
    sys.exit(0 if found.chains else 1)


@cli.group()
def export() -> None:
    """Write what the site holds in other forms."""


@export.command("pages", epilog="Example: kb export pages /tmp/pages && zensical build -f /tmp/pages/mkdocs.yml")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_ROOT
@_AUDIENCE
def export_pages(folder: Path, root: Path, audience: str | None) -> None:
    """Write the pages as Markdown with an mkdocs.yml into FOLDER, for another host to render."""
    content = _sound(root, "text", audience)
    files = exports.folder(content.pages, library.assets(), content.data_files, content.title, content.audience)
    content.refuse_leaks(files.items())
    library.write_files(folder, files)
    click.echo(f"Wrote {len(content.pages)} pages into {folder}.")


@export.command("schema", epilog="Example: kb export schema docs/guide/schemas")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_ROOT
def export_schema(folder: Path, root: Path) -> None:
    """Write the JSON Schemas of front matter into FOLDER."""
    del root  # the contract is the same for every project
    library.write_files(folder, library.schema_files())
    click.echo(f"Wrote the schemas into {folder}.")


@export.command("front-matter", epilog="Example: kb export front-matter")
@_ROOT
def export_front_matter(root: Path) -> None:
    """Print the tables of docs/guide/front-matter.md, made from the contract."""
    del root  # the contract is the same for every project
    click.echo(exports.front_matter_tables(), nl=False)


def _provable(root: Path, audience: str) -> Library:
    """Load a project whose words can be relied on; raises ``Refusal`` where it has errors."""
    content = library.load(root, audience=audience)
    if not content.sound:
        raise Refusal("The content has errors, so nothing is proved by it.", "`kb check` says them.")
    return content


def _sound(root: Path, form: Format, audience: str | None) -> Library:
    """Load a project that a site can be built from; findings that stop it are said and end the command with 1."""
    title, address, configured = plugin.site_named(root)
    content = library.load(root, title, address, audience or configured)
    if content.findings:
        click.echo(report(content.findings, form), err=form == "text")
    if not content.sound:
        if form == "text":
            click.echo("Nothing was built; the last good site stays as it was.", err=True)
        sys.exit(1)
    content.prove()
    return content


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``kb``; refusals become one sentence and exit code 2, an interruption 130."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without curly quotation marks still gets its report
    try:
        cli.main(args=list(arguments) if arguments is not None else None, prog_name="kb", standalone_mode=False)
    except Refusal as refusal:
        click.echo("\n".join(part for part in (f"kb: {refusal}", refusal.hint) if part), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("kb: interrupted; nothing was changed.", err=True)
        sys.exit(130)
    except BrokenPipeError:  # whoever read the report has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except OSError as error:
        click.echo(f"kb: {error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        sys.exit(2)
