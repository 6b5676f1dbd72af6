"""Settings of VS Code for a project: suggestions in Markdown, which it leaves out of its own accord, and the language server."""

from __future__ import annotations

import json
from typing import Any, Final

CLIENT: Final = "zsol.vscode-glspc"  # a client for any language server; VS Code has none of its own


def vscode_files() -> dict[str, bytes]:
    """The files of a project's folder ``.vscode`` by name: settings, and the extension that they need."""
    return {"settings.json": _json(_settings()), "extensions.json": _json({"recommendations": [CLIENT]})}


def _settings() -> dict[str, Any]:
    return {
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.trimTrailingWhitespace": False,  # two blanks at the end of a line mean something in Markdown
        "[markdown]": {
            "editor.quickSuggestions": {"comments": "off", "strings": "on", "other": "on"},
            "editor.wordBasedSuggestions": "off",
            "editor.wordWrap": "on",
            "editor.insertSpaces": True,
            "editor.tabSize": 2,
            "editor.unicodeHighlight.ambiguousCharacters": False,
        },
        "glspc.server.command": "kb",
        "glspc.server.commandArguments": ["lsp"],
        "glspc.server.languageId": ["markdown"],
    }


def _json(data: object) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()
