"""Commands that read the content and say something about it, or build the site from it."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import click

from kb import connections, exports, library, plugin, unchanged
from kb.cli import shards
from kb.cli.door import AUDIENCE, FORMAT, IN_PLACE, PACK_AUDIENCE, ROOT, built_words, cli, provable, sound
from kb.cli.progress import QUIET, Progress
from kb.findings import Format, report, visible
from kb.library import Library, beside, carrying, collecting, guarding, remembering
from kb.library.carrying import Carried
from kb.library.publishing import Astray, Published
from kb.library.remembering import Build
from kb.library.shares import Share

_ASKING: Final = re.compile(rb"\{[{%][^}]*\b(?:pages|kb|kb_receipt)\b")  # in a template of the project


@cli.command(epilog="Example: kb check --format github")
@ROOT
@FORMAT
@QUIET
def check(root: Path, form: Format, *, quiet: bool) -> None:
    """Say everything that is wrong with the content, each with its place and its repair.

    Ends with 0 if nothing is wrong, with 1 if something is, with 2 if it cannot be checked.
    """
    with Progress(quiet=quiet) as progress:
        content = library.load(root, program=unchanged.program(), done=progress.step("reading and checking the content"))
    found = guarding.found(content)
    click.echo(report(found, form))
    sys.exit(1 if found else 0)


@cli.command(epilog="Example: kb build --site-dir /srv/www/kb")
@ROOT
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site goes; site/ in the project if not given. A folder that this command did not write is not replaced.",
)
@AUDIENCE
@FORMAT
@QUIET
@click.option("--fresh", is_flag=True, help="Make everything anew, also what has not changed since the last build.")
@shards.SHARD
@click.pass_context
def build(  # noqa: PLR0913, PLR0917 - options
    context: click.Context,
    root: Path,
    site_dir: Path | None,
    audience: str | None,
    form: Format,
    shard: Share | None,
    *,
    quiet: bool,
    fresh: bool,
) -> None:
    """Load, check, join, render and publish the site.

    The site is built beside its place, checked, and put there in one move: if anything fails, the last good site stays.
    Where nothing has changed since the same command built it, nothing is done.
    """
    if shard:
        shards.build(shard, root, site_dir, audience, form, quiet=quiet)
        return
    given: tuple[str, ...] = context.find_root().obj or ()
    site = site_dir or root / "site"
    with Progress(quiet=quiet) as progress:
        built = _published(site, root, audience, form, progress, given, fresh=fresh)
    with library.undisturbed(IN_PLACE):
        click.echo(built, nl=False)


def _published(  # noqa: PLR0913, PLR0917 - what a build is given
    site: Path,
    root: Path,
    audience: str | None,
    form: Format,
    progress: Progress,
    given: tuple[str, ...],
    tries: int = 3,
    *,
    fresh: bool,
) -> str:
    """Build and publish, and leave what the next build takes over; the words that the build ends with.

    A build during which somebody changed the sources begins anew, but not for ever. ``given`` are the words of the command.
    """
    state = library.State.of(root, plugin.sources(root))  # first: what changes after it begins the build anew
    besides = plugin.besides(root)
    made_from = unchanged.inputs(root, besides) if besides is not None else ""
    content = sound(root, form, audience, progress)

    frame = _frame(root, content, besides)
    before = None if fresh else remembering.recall(root, site, frame)
    if before and _quoted(before, root, besides or ()):
        before = None
    carried = Carried.of(before, site, content) if before else None
    left: list[Build] = []

    def render(folder: Path) -> Mapping[str, library.Look]:
        known = carried.chapters if carried else {}
        chapters, files = content.make(
            beside.spool(folder), known, progress.step("making pages and data files"), same=carried.looks if carried else ()
        )
        content.prove()
        over = carried.stamped(content, chapters) if carried else None
        built = plugin.render(content, folder, files, over, progress.step("finishing pages and files"))
        left.append(replace(carrying.left(content, frame, chapters), nav=built.nav, entries=built.entries, titles=built.titles))
        progress.step("proving every link")
        return built.looks

    def leave(published: Published) -> None:
        if frame:
            remembering.remember(root, site, replace(left[-1], looks=published.looks))
        if made_from and given:
            found, built = guarding.found(content), built_words(site, content, published)
            said = f"{report(found, form)}\n" if found else ""
            unchanged.remember(given, site, besides or (), made_from, (built, said) if form == "text" else (said + built, ""))

    try:
        with collecting.nothing() if carried else nullcontext():  # little is made
            published = library.publish(site, root, render, guarding.judges(content, state), then=leave)
    except (carrying.Damaged, Astray) as error:  # somebody wrote in the site, or the disk did; or the host can say which page is at fault
        if carried is None:
            raise error from None
        return _published(site, root, audience, form, progress, given, tries, fresh=True)
    except library.Changed as changed:
        if tries == 1:
            raise
        progress.pause()
        click.echo(f"{changed} It is built again.", err=True)
    else:
        return built_words(site, content, published)
    return _published(site, root, audience, form, progress, given, tries - 1, fresh=fresh)


def _quoted(before: Build, root: Path, besides: Iterable[Path]) -> bool:
    """Whether a template, the settings or a title in the navigation have the very words that are exchanged on pages that are taken over.

    Of what else is written by hand and has them, only its own page is finished anew. A template of the project that asks for all pages,
    or for what this program says of a build, may print any part of it.
    """
    places = (root / "mkdocs.yml", *besides)
    files = (
        file for place in places for file in (place.rglob("*") if place.is_dir() else (place,)) if file.is_file() and file.suffix != ".md"
    )
    words = [*(title.encode() for title in before.titles.values()), *map(Path.read_bytes, files)]
    return any(_ASKING.search(data) or any(one.encode() in data for one in before.stamp) for data in words)


def _frame(root: Path, content: Library, besides: Iterable[Path] | None) -> str:
    """The hash of everything but the content that the pages of a site are made from; empty where it is not known."""
    found = unchanged.frame(root, besides) if besides is not None else ""
    return hashlib.sha256(json.dumps([found, content.audience, content.title, content.address]).encode()).hexdigest() if found else ""


@cli.command(epilog="Example: kb stats ferrymen-meet-the-governor")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@ROOT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How the figures are said.")
def stats(articles: tuple[str, ...], root: Path, form: Literal["text", "json"]) -> None:
    """Count what the base holds, and how much of each article is annotated; with ARTICLE, an id, of this article alone.

    Lists every sentence that no fact rests on and every capitalised name that no entity explains.
    """
    content = library.load(root)
    library.are_articles(content, articles)
    click.echo(exports.stats(content.kb, content.findings, form, articles))


@cli.command(epilog="Example: kb pack f-impxsatty4 --output evidence.json")
@click.argument("fact")
@ROOT
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; FACT.json here if not given.")
@PACK_AUDIENCE
def pack(fact: str, root: Path, output: Path | None, audience: str) -> None:
    """Write the evidence of FACT into one file: its words, their places, voice, certainty, source and the hash of the text.

    FACT is an id such as f-impxsatty4. A file that is there already is not replaced.
    """
    made = exports.pack(provable(root, audience).data, fact, library.tool_version())
    file = output or Path(f"{fact}.json")
    library.write_new(file, made)
    click.echo(f"Wrote the evidence of {fact} into {file}.")


@cli.command(epilog="Example: kb verify site")
@click.argument("file", type=click.Path(exists=True, path_type=Path), metavar="PACK|SITE")
@ROOT
@click.option(
    "--site", type=click.Path(file_okay=False, path_type=Path), help="A built site: its data/kb.json is asked, and not the project."
)
def verify(file: Path, root: Path, site: Path | None) -> None:
    """Prove an evidence pack anew, or that a built site is as it was built, without a network.

    Of a site, given as its folder, every file is held against SHA256SUMS, and the pages against the receipt.

    Ends with 0 if everything holds, with 1 if something does not, which is then named by its field or file, with 2 if it cannot be proved.
    """
    if file.is_dir():
        _verify_site(file)
    else:
        _verify_pack(file, root, site)


def _verify_site(site: Path) -> None:
    proof = library.proof(site)
    if proof.faults:
        click.echo("\n".join([f"{site} is refused:", *(f"    {visible(one)}" for one in proof.faults)]))
        sys.exit(1)
    click.echo(
        f"{site} holds: its {proof.files} files are as SHA256SUMS lists them, and all are of the content {proof.content}.\n"
        f"SHA-256 of its SHA256SUMS: {proof.sha256}"
    )


def _verify_pack(file: Path, root: Path, site: Path | None) -> None:
    given = library.read_json(file)
    data = library.site_data(site) if site else provable(root, exports.audience_of(given)).data
    found = exports.faults(given, data)
    if found:
        click.echo("\n".join([f"{file} is refused:", *(f"    {visible(one)}" for one in found)]))
        sys.exit(1)
    if exports.withholds(given):
        click.echo(f"{file} holds: it has the hash of its words and not the words; hash, voice, certainty and source are as it says.")
    else:
        click.echo(f"{file} holds: the words stand in the text, and voice, certainty and source are as it says.")


@cli.command(epilog='Example: kb path "Al-Qaeda in Iraq" hezbollah --only asserted')
@click.argument("ends", nargs=2, metavar="A B")
@ROOT
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
    kb = provable(root, "internal").kb  # at the desk of whoever has the files
    walk = connections.Walk(asserted_only=only == "asserted", through_places=through_places, most=most)
    found = connections.Web(kb).connect(connections.who(kb, ends[0]), connections.who(kb, ends[1]), walk)
    click.echo(exports.chains_told(kb, found, walk))
    sys.exit(0 if found.chains else 1)


@cli.command(epilog="Example: kb show al-qaeda-in-iraq")
@click.argument("one", metavar="ID")
@ROOT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is said.")
def show(one: str, root: Path, form: Literal["text", "json"]) -> None:
    """Show what the base holds of ID: an entity, event, article, source, dispute or fact.

    Its facts come with their voice, certainty, words, and the places of both the words and the annotation. An id that was
    given up shows what it leads to.
    """
    content = library.load(root, audience="internal")  # at the desk of whoever has the files
    if form == "json":
        click.echo(json.dumps(exports.card_data(content.kb, content.data, one), ensure_ascii=True, indent=1))
    else:
        click.echo(exports.card(content.kb, one))
