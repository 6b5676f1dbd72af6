"""Commands that write what the site holds in other forms."""

from __future__ import annotations

from pathlib import Path

import click

from kb import exports, library
from kb.cli.door import AUDIENCE, ROOT, cli, sound
from kb.cli.progress import QUIET, Progress
from kb.library import for_hosts


@cli.group()
def export() -> None:
    """Write what the site holds in other forms."""


@export.command("pages", epilog="Example: kb export pages /tmp/pages && zensical build -f /tmp/pages/mkdocs.yml")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@ROOT
@AUDIENCE
@QUIET
def export_pages(folder: Path, root: Path, audience: str | None, *, quiet: bool) -> None:
    """Write the pages as Markdown with an mkdocs.yml into FOLDER, for another host to render."""
    with Progress(quiet=quiet) as progress:
        content = sound(root, "text", audience, progress)
        with library.new_folder(folder) as fresh:
            for_hosts.fill(fresh, content, progress.step("making pages and data files"))
    click.echo(f"Wrote {len(content.outlines)} pages into {folder}.")


@export.command("parquet", epilog="Example: kb export parquet /tmp/tables && duckdb -c \"SELECT count(*) FROM '/tmp/tables/ties.parquet'\"")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@ROOT
@AUDIENCE
@QUIET
def export_parquet(folder: Path, root: Path, audience: str | None, *, quiet: bool) -> None:
    """Write the base as tables, a Parquet file each, into FOLDER.

    They hold what data/kb.json holds. docs/guide/parquet.md says what stands in each column. The package pyarrow is needed.
    """
    with Progress(quiet=quiet) as progress:
        content = sound(root, "text", audience, progress)
        progress.step("making tables")
        data = content.data
        rows = exports.tables(data)
        content.refuse_leaks((f"{name}.parquet", exports.read_aloud(lines)) for name, lines in rows.items())
        library.write_files(folder, exports.parquet_files(data, rows))
    click.echo(f"Wrote {len(rows)} tables with {len(rows['facts'])} facts into {folder}.")


@export.command("tables", epilog="Example: kb export tables")
@ROOT
def export_tables(root: Path) -> None:
    """Print the columns of the tables of kb export parquet, for docs/guide/parquet.md."""
    del root  # the tables are the same for every project
    click.echo(exports.tables_guide(), nl=False)


@export.command("schema", epilog="Example: kb export schema docs/guide/schemas")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@ROOT
def export_schema(folder: Path, root: Path) -> None:
    """Write the JSON Schemas of front matter into FOLDER."""
    del root  # the contract is the same for every project
    library.write_files(folder, library.schema_files())
    click.echo(f"Wrote the schemas into {folder}.")


@export.command("front-matter", epilog="Example: kb export front-matter")
@ROOT
def export_front_matter(root: Path) -> None:
    """Print the tables of docs/guide/front-matter.md, made from the contract."""
    del root  # the contract is the same for every project
    click.echo(exports.front_matter_tables(), nl=False)


@export.command("vscode", epilog="Example: kb export vscode .")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@ROOT
def export_vscode(folder: Path, root: Path) -> None:
    """Write settings for VS Code into FOLDER/.vscode, which must not be there yet.

    They start `kb lsp` for Markdown files and switch suggestions on in them. docs/guide/editors.md says what else is needed.
    """
    del root  # the settings are the same for every project
    library.write_files(folder / ".vscode", exports.vscode_files())
    click.echo(f"Wrote {folder / '.vscode' / 'settings.json'} and extensions.json.")
