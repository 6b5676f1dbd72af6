"""The door to editors: ``kb lsp``, a language server that speaks the Language Server Protocol over standard input and output.

It turns what a client asks into questions to ``assist``, and reads the project through ``library`` with the client's unsaved
buffers. It decides nothing and writes no file: edits go to the client, which shows them and makes them. Nothing but the
protocol goes to standard output; what it has to say of itself goes to standard error. Only ``cli`` starts it.
"""

import logging
import sys

from kb.lsp.server import made

__all__ = ["serve"]


def serve() -> None:
    """Answer one client until it says goodbye or closes standard input."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="kb lsp: %(message)s")
    made().start_io()
