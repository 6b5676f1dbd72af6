"""Values of ours as values of the Language Server Protocol (3.17), and back: places, findings, choices, edits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls import uris

from kb import assist
from kb.assist import Base, Choice, Sheet, Stretch, Symbol
from kb.editing import Change, Edit
from kb.findings import Finding, visible
from kb.source import Place

GUIDE: Final = "docs/guide/findings.md"
_KINDS: Final = {
    "key": types.CompletionItemKind.Property,
    "word": types.CompletionItemKind.EnumMember,
    "id": types.CompletionItemKind.Reference,
}
_SYMBOLS: Final = {
    "key": types.SymbolKind.Property,
    "item": types.SymbolKind.Object,
    "text": types.SymbolKind.String,
    "heading": types.SymbolKind.Namespace,
}
_WIDTHS: Final = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Wire:
    """Speaks of one project in the units that the client counts columns in: by default UTF-16 code units."""

    def __init__(self, root: Path, encoding: str = "utf-16") -> None:
        """``encoding`` is what client and server agreed on: ``utf-8``, ``utf-16`` or ``utf-32``."""
        self.root = root
        self._codec, self._width = _WIDTHS[encoding]

    def uri(self, path: str) -> str:
        """The address of a file of the project."""
        return uris.from_fs_path(str(self.root / path)) or ""

    # ------------------------------------------------------------------------------------------- places

    def place(self, sheet: Sheet, position: types.Position) -> Place:
        """The place in a file at which a client points; one behind the end is the end."""
        number = min(position.line, len(sheet.lines) - 1)
        line = sheet.lines[number]
        if position.line > number:
            return Place(sheet.path, number + 1, len(line) + 1)
        units = line.encode(self._codec, "surrogatepass")[: position.character * self._width]
        return Place(sheet.path, number + 1, len(units.decode(self._codec, "ignore")) + 1)

    def position(self, lines: Sequence[str], place: Place) -> types.Position:
        """A place as the client counts it."""
        if place.line > len(lines):
            return types.Position(len(lines), 0)
        before = lines[place.line - 1][: place.column - 1]
        return types.Position(place.line - 1, len(before.encode(self._codec, "surrogatepass")) // self._width)

    def range(self, lines: Sequence[str], stretch: Stretch) -> types.Range:
        """A stretch as the client counts it."""
        return types.Range(self.position(lines, stretch.start), self.position(lines, stretch.end))

    def location(self, base: Base, stretch: Stretch) -> types.Location:
        """A stretch with the address of its file."""
        sheet = base.sheet(stretch.start.path)
        return types.Location(self.uri(stretch.start.path), self.range(sheet.lines if sheet else (), stretch))

    def locations(self, base: Base, stretches: Iterable[Stretch]) -> list[types.Location]:
        """Stretches with the addresses of their files, each once."""
        return [self.location(base, one) for one in dict.fromkeys(stretches)]

    # ------------------------------------------------------------------------------------------ answers

    def diagnostic(self, sheet: Sheet | None, finding: Finding) -> types.Diagnostic:
        """A finding at the value that it is about, with a link to its section of the guide."""
        guide = self.root / GUIDE
        stretch = sheet.blamed(finding.place) if sheet else Stretch(finding.place, finding.place)
        severity = types.DiagnosticSeverity.Error if finding.severity == "error" else types.DiagnosticSeverity.Warning
        return types.Diagnostic(
            range=self.range(sheet.lines if sheet else (), stretch),
            severity=severity,
            code=finding.code,
            code_description=types.CodeDescription(f"{self.uri(GUIDE)}#{finding.code}") if guide.is_file() else None,
            source="kb",
            message="\n".join(visible(part) for part in (finding.fact, finding.hint) if part),
        )

    def item(self, sheet: Sheet, choice: Choice, number: int) -> types.CompletionItem:
        """Something that may be typed."""
        stretch = self.range(sheet.lines, choice.stretch)
        return types.CompletionItem(
            label=choice.label,
            kind=_KINDS[choice.what],
            detail=choice.detail or None,
            documentation=choice.meaning or None,
            sort_text=f"{number:05}",
            filter_text=choice.sought,
            text_edit=types.TextEdit(stretch, choice.insert),
        )

    def symbol(self, sheet: Sheet, one: Symbol) -> types.DocumentSymbol:
        """A part of a file in its outline."""
        return types.DocumentSymbol(
            name=one.name.strip() or "…",
            detail=one.detail or None,
            kind=_SYMBOLS[one.what],
            range=self.range(sheet.lines, one.whole),
            selection_range=self.range(sheet.lines, one.head),
            children=[self.symbol(sheet, part) for part in one.parts],
        )

    def fix(self, base: Base, fix: assist.Fix) -> types.CodeAction:
        """A quick fix with its edits."""
        path = fix.finding.place.path
        sheet = base.sheet(path)
        return types.CodeAction(
            title=fix.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self.diagnostic(sheet, fix.finding)],
            is_preferred=fix.sure or None,
            edit=types.WorkspaceEdit(changes={self.uri(path): [self._edit(sheet, edit) for edit in fix.edits]}) if sheet else None,
        )

    def _edit(self, sheet: Sheet, edit: Edit) -> types.TextEdit:
        return types.TextEdit(self.range(sheet.lines, Stretch(edit.start, edit.end)), edit.text)

    def changes(self, base: Base, changes: Iterable[Change]) -> types.WorkspaceEdit:
        """Changes of files as one edit of the workspace: files that are new, then lines that differ, then files that move.

        An editor does them in this order and some stop where one fails, so what is likeliest to fail comes first.
        """
        made: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
        ordered = sorted(changes, key=lambda one: (one.before is not None, one.path))
        for change in ordered:
            if change.before is None:
                made.append(types.CreateFile(self.uri(change.path), options=types.CreateFileOptions(overwrite=False)))
            if change.after is not None:
                old = change.origin or change.path
                edits = self._lines(base.sheet(old) if change.before is not None else None, Sheet.read(old, change.after))
                if edits:
                    made.append(types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(self.uri(old)), edits))
        for change in ordered:
            if change.after is None:
                made.append(types.DeleteFile(self.uri(change.path)))
            elif change.origin:
                made.append(
                    types.RenameFile(self.uri(change.origin), self.uri(change.path), options=types.RenameFileOptions(overwrite=False))
                )
        return types.WorkspaceEdit(document_changes=made)

    def _lines(self, before: Sheet | None, after: Sheet) -> list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit]:
        """The edits that make one text of another: line by line where both have as many, else the whole."""
        old = before.lines if before else ("",)
        if len(old) == len(after.lines):
            pairs = [(number, one, two) for number, (one, two) in enumerate(zip(old, after.lines, strict=True), 1) if one != two]
        else:
            pairs = []
        if pairs or old == after.lines:
            whole = [(Stretch(Place("", number), Place("", number, len(one) + 1)), two) for number, one, two in pairs]
        else:
            whole = [(Stretch(Place(""), Place("", len(old), len(old[-1]) + 1)), "\n".join(after.lines))]
        return [types.TextEdit(self.range(old, stretch), text) for stretch, text in whole]
