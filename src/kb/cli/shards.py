"""One build cut over several machines: each makes its shard, and one joins them to the site that a single machine would have built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import click

from kb import library, plugin
from kb.cli.door import AUDIENCE, FORMAT, IN_PLACE, ROOT, built_words, cli, sound
from kb.cli.progress import QUIET, Progress
from kb.findings import Format, Refusal
from kb.library import alike, beside, gathering, guarding
from kb.library.looking import Look
from kb.library.manifests import FILES, NAME, Head, Manifest
from kb.library.publishing import SHARD as KIND
from kb.library.shares import MOST, REST, Share
from kb.plugin import sharding


class _Written(click.ParamType[Share]):
    """``2/4``, as an option."""

    name = "K/N"

    def convert(self, value: str | Share, param: click.Parameter | None, ctx: click.Context | None) -> Share:
        if isinstance(value, Share):
            return value
        try:
            return Share.read(value)
        except ValueError:
            self.fail(f"“{value}” is no share: write 2/4 for the second of four. There may be {MOST:,} at most.", param, ctx)


SHARD: Final = click.option(
    "--shard", type=_Written(), help="Make only this share of the site, such as 2/4, into --site-dir; `kb join` puts the shares together."
)


def build(  # noqa: PLR0913 - options
    share: Share, root: Path, folder: Path | None, audience: str | None, form: Format, *, quiet: bool
) -> None:
    """Make one share of a site, and put it into a folder of its own."""
    if folder is None:
        raise Refusal("--shard needs --site-dir.", f"Name a folder for shard {share} alone, such as `--site-dir shard-{share.number}`.")
    with Progress(quiet=quiet) as progress:
        besides = _besides(root)
        state = library.State.of(root, plugin.sources(root))
        content = sound(root, form, audience, progress)
        made_from = alike.made_from(content, besides)
        pages = 0

        def render(fresh: Path) -> Mapping[str, Look]:
            nonlocal pages
            chapters, kept = content.make(beside.spool(fresh), {}, progress.step("making pages and data files"), share)
            outlines = [one for chapter in chapters.values() for one in chapter.outlines]
            (fresh / FILES).mkdir()
            built = sharding.finish(content, outlines, kept, fresh / FILES, progress.step("finishing pages and files"))
            foot = content.said(sharding.promised(content))
            head = Head(share.number, share.of, tuple(sorted(made_from.items())), foot, built.nav)
            with (fresh / NAME).open("wb") as file:
                file.writelines(
                    Manifest(head, chapters, built.looks, {path: tuple(found) for path, found in built.entries.items()}).lines()
                )
            pages = len(outlines)
            return {f"{FILES}/{path}": look for path, look in built.looks.items()}

        published = library.publish(folder, root, render, [lambda _: state.judge(content.hashes)], KIND)
    with library.undisturbed("the new shard is in its place"):
        click.echo(
            f"Made shard {share.number} of {share.of} in {folder}: {pages} pages in {published.files} files, of content "
            f"{content.content_hash[:12]}. `kb join` puts all {share.of} together."
        )


@cli.command(epilog="Example: kb join shard-1 shard-2 shard-3 shard-4 --site-dir /srv/www/kb")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SHARD...")
@ROOT
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site goes; site/ in the project if not given. A folder that `kb build` did not write is not replaced.",
)
@AUDIENCE
@FORMAT
@QUIET
def join(  # noqa: PLR0913 - options
    folders: tuple[Path, ...], root: Path, site_dir: Path | None, audience: str | None, form: Format, *, quiet: bool
) -> None:
    """Put the shards of a build together, each made by `kb build --shard`; the site is that of `kb build`, byte for byte.

    The project must be the one that they were made from. What lists all pages is made here, every file of every shard is held against
    its hash, and the site is judged and published as any other. Where a shard is missing, twice, damaged or of another content, program
    or setting, it is said, and nothing is built.
    """
    site = site_dir or root / "site"
    with Progress(quiet=quiet) as progress:
        besides = _besides(root)
        state = library.State.of(root, plugin.sources(root))
        content = sound(root, form, audience, progress)
        progress.step("reading the shards")
        shards = gathering.gathered(folders, site, content, alike.made_from(content, besides))

        def render(fresh: Path) -> Mapping[str, Look]:
            _, files = content.make(beside.spool(fresh), shards.chapters, progress.step("making what lists all pages"), REST)
            content.prove()
            shards.judge_foot(content.foot)
            built = plugin.render(content, fresh, files, shards, progress.step("putting files in their places"))
            progress.step("proving every link")
            return built.looks

        published = library.publish(site, root, render, guarding.judges(content, state))
    with library.undisturbed(IN_PLACE):
        click.echo(built_words(site, content, published), nl=False)


def _besides(root: Path) -> Iterable[Path]:
    """The files outside the content that go into the site; a project of which that is not known is not cut."""
    found = plugin.besides(root)
    if found is None:
        raise Refusal(
            "mkdocs.yml names a plugin, a hook or an extension that may read what it will, so it cannot be built in shards.",
            "Build the site on one machine: `kb build` without --shard.",
        )
    return found
