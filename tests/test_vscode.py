"""The settings for VS Code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Ran


def test_the_settings_start_the_language_server_and_are_never_written_over_others(kb: Callable[..., Ran], tmp_path: Path) -> None:
    ran = kb("export", "vscode", tmp_path)
    assert ran.code == 0
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_bytes())
    assert (settings["glspc.server.command"], settings["glspc.server.commandArguments"]) == ("kb", ["lsp"])
    assert settings["glspc.server.languageId"] == ["markdown"]
    assert settings["[markdown]"]["editor.quickSuggestions"]["other"] == "on"
    assert json.loads((tmp_path / ".vscode" / "extensions.json").read_bytes()) == {"recommendations": ["zsol.vscode-glspc"]}
    (tmp_path / ".vscode" / "settings.json").write_text("{}", encoding="utf-8")
    again = kb("export", "vscode", tmp_path)
    assert (again.code, "is not empty" in again.err) == (2, True)
    assert (tmp_path / ".vscode" / "settings.json").read_text(encoding="utf-8") == "{}"
