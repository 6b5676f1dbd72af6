"""The preview of an editor at work."""

from __future__ import annotations

from pathlib import Path

import click

from kb import desk
from kb.cli.door import AUDIENCE, ROOT, cli


@cli.command(epilog="Example: kb serve --port 8001")
@ROOT
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Where the preview is; 0 for any that is free."
)
@AUDIENCE
@click.option("--open", "opened", is_flag=True, help="Open the preview in the browser.")
def serve(root: Path, port: int, audience: str | None, *, opened: bool) -> None:
    """Show the site as you write: what you save is on the page at once.

    A mistake appears on the page and here, with its place and its repair; the page stays the last good one. Only this
    machine can see it. Ends with Ctrl-C.
    """

    def started(address: str) -> None:
        click.echo(f"The preview is at {address} and follows what you save. Ctrl-C ends it.")
        if opened:
            click.launch(address)

    try:
        desk.serve(desk.Desk(root, audience, click.echo), port, started)
    except KeyboardInterrupt:
        click.echo("The preview has ended.")


@cli.command(epilog="Example: kb lsp, as the command of a language server in the settings of an editor")
@ROOT
def lsp(root: Path) -> None:
    """Answer an editor as a language server, on standard input and output.

    Shows what is wrong as you type, completes keys, words and ids, says what stands under the cursor and leads to it, and
    mends quotes. An editor starts it; docs/guide/editors.md says how. Each file belongs to the project in whose folders it
    stands, so --root changes nothing.
    """
    del root
    from kb import lsp as door  # noqa: PLC0415 - the types of the protocol take longer to load than most commands to run

    door.serve()
