"""What every command of ``kb`` shares: the group itself, the options, and a project that can be relied on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from kb import library, plugin, unchanged
from kb.cli.progress import Progress
from kb.editing import Change, diff
from kb.findings import Format, Refusal, has_errors, report, visible
from kb.library import Library, guarding
from kb.library.publishing import Published
from kb.vocabulary import AUDIENCES

ROOT = click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    show_default="this folder",
    help="The folder of the project, with mkdocs.yml, articles/ and entities/.",
)
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True, help="How findings are said."
)
PACK_AUDIENCE = click.option(
    "--audience",
    type=click.Choice([term.id for term in AUDIENCES]),
    default="public",
    show_default=True,
    help="For whom it is: words that the rights of an article withhold stand in an `internal` pack only.",
)
AUDIENCE = click.option(
    "--audience",
    type=click.Choice([term.id for term in AUDIENCES]),
    help="For whom it is: `public` gets of each article what its rights allow, `internal` everything; what mkdocs.yml says if not given.",
)


IN_PLACE: Final = "the new site is in its place"
DRY_RUN = click.option("--dry-run", is_flag=True, help="Print what would change as a unified diff, and write nothing.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kb-armed-politics", prog_name="kb")
def cli() -> None:
    """Build and check a knowledge base of annotated articles."""


def provable(root: Path, audience: str) -> Library:
    """Load a project whose words can be relied on; raises ``Refusal`` where it has errors."""
    content = library.load(root, audience=audience)
    if not content.sound:
        raise Refusal("The content has errors, so nothing is proved by it.", "`kb check` says them.")
    return content


def sound(root: Path, form: Format, audience: str | None, progress: Progress) -> Library:
    """Load a project that a site can be built from; findings that stop it are said and end the command with 1."""
    title, address, configured = plugin.site_named(root)
    content = library.load(
        root, title, address, audience or configured, unchanged.program(), progress.step("reading and checking the content")
    )
    found = guarding.found(content)
    if found:
        progress.pause()
        click.echo(report(found, form), err=form == "text")
    if has_errors(found):
        if form == "text":
            click.echo("Nothing was built; the last good site stays as it was.", err=True)
        sys.exit(1)
    return content


def built_words(site: Path, content: Library, published: Published) -> str:
    """What a build says of a site that it has put in its place."""
    counts = content.counts
    return (
        f"Built {site}: {counts['pages']} pages in {published.files} files; "
        f"{counts['quotes_matched']} of {counts['quotes_declared']} quotes matched, "
        f"{counts['facts_shown']} of {counts['facts_in']} facts shown. Audience: {content.audience}.\n"
        f"SHA-256 of its SHA256SUMS, which lists every file: {published.sha256}\n"
    )


def say_changes(changes: Sequence[Change]) -> None:
    """Print changes as one unified diff on standard output: byte for byte for a program, harmless for the eye on a terminal."""
    said = diff(changes)
    if sys.stdout.isatty():
        said = "\n".join(visible(line) for line in said.split("\n"))
    click.echo(said.encode("utf-8", "surrogateescape"), nl=False)
