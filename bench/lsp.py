"""Measures the language server on a project: the first reading, the findings after a keystroke, and each kind of answer.

    python bench/lsp.py FOLDER [ARTICLE]

A client of its own speaks to ``kb lsp`` over standard input and output, as an editor does. Times are wall clock in seconds.
The pause that the server waits for the next keystroke is part of what an editor feels, so it is counted.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

TIMES = 9


async def measure(root: Path, article: str) -> None:
    """Open an article, edit it, and ask everything that an editor asks."""
    client = LanguageClient("bench", "1")
    heard = asyncio.Event()

    def published(params: types.PublishDiagnosticsParams) -> None:
        if params.uri.endswith(f"/{article}"):
            heard.set()

    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)

    await client.start_io(sys.executable, "-m", "kb", "lsp")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    file = root / article
    uri, text = file.as_uri(), file.read_text(encoding="utf-8")
    begun = time.perf_counter()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, types.LanguageKind.Markdown, 0, text)))
    await heard.wait()
    print(f"first findings after opening a file: {time.perf_counter() - begun:.2f} s")
    here = types.TextDocumentIdentifier(uri)
    lines = text.split("\n")
    row = next(number for number, line in enumerate(lines) if line.lstrip("- ").startswith("subject: "))
    place = types.Position(row, len(lines[row]) - 1)
    took = []
    for number in range(TIMES):
        heard.clear()
        edited = lines[: row + 1] + [""] * (number % 2) + lines[row + 1 :]
        edited[row] += "x" * (1 - number % 2)  # an id that nobody has, and again the one that was there
        begun = time.perf_counter()
        whole = types.TextDocumentContentChangeWholeDocument("\n".join(edited))
        client.text_document_did_change(types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(number, uri), [whole]))
        await heard.wait()
        took.append(time.perf_counter() - begun)
    print(f"findings after a keystroke: median {statistics.median(took):.2f} s, worst {max(took):.2f} s")
    asked: dict[str, Awaitable[object]] = {
        "completion of an id": client.text_document_completion_async(types.CompletionParams(here, place)),
        "hover on an id": client.text_document_hover_async(types.HoverParams(here, place)),
        "the same again": client.text_document_hover_async(types.HoverParams(here, place)),
        "definition": client.text_document_definition_async(types.DefinitionParams(here, place)),
        "references": client.text_document_references_async(
            types.ReferenceParams(context=types.ReferenceContext(include_declaration=True), text_document=here, position=place)
        ),
        "outline": client.text_document_document_symbol_async(types.DocumentSymbolParams(here)),
    }
    for name, question in asked.items():
        begun = time.perf_counter()
        await question
        print(f"{name}: {time.perf_counter() - begun:.3f} s")
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    chosen = sys.argv[2] if len(sys.argv) > 2 else min((folder / "articles").glob("*.md")).name  # noqa: PLR2004 - the two arguments
    asyncio.run(measure(folder, f"articles/{chosen.removeprefix('articles/')}"))
