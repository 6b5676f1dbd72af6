"""The language server, asked by a real client over standard input and output: a process ``kb lsp`` and a little library on disk."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from kb import library
from kb.lsp.server import guarded

R = TypeVar("R")
Write = Callable[[Mapping[str, str | bytes]], Path]
STRIKE = "articles/strike.md"
GUILD = "entities/groups/harbour-guild.md"
MILLER = "entities/people/anna-miller.md"


class Editor:
    """An editor that has files of one project open."""

    def __init__(self, root: Path, able: types.ClientCapabilities | None = None) -> None:
        """``able`` is what the editor says that it can do."""
        self.root, self.able = root, able or types.ClientCapabilities()
        self.client = LanguageClient("editor", "1")
        self.texts: dict[str, str] = {}
        self.said: dict[str, list[types.Diagnostic]] = {}
        self.shown: list[str] = []
        self.watching: list[types.Registration] = []
        self._heard = asyncio.Event()
        self._version = 0

        def heard(params: types.PublishDiagnosticsParams) -> None:
            self.said[params.uri] = list(params.diagnostics)
            self._heard.set()

        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(heard)

        def shown(params: types.ShowMessageParams) -> None:
            self.shown.append(params.message)

        self.client.feature(types.WINDOW_SHOW_MESSAGE)(shown)

        def registered(params: types.RegistrationParams) -> None:
            self.watching += params.registrations

        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(registered)

    async def start(self) -> types.InitializeResult:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(Path(library.__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
        await self.client.start_io(sys.executable, "-m", "kb", "lsp", env=environment)
        made = await self.client.initialize_async(types.InitializeParams(capabilities=self.able, root_uri=self.root.as_uri()))
        self.client.initialized(types.InitializedParams())
        return made

    async def end(self) -> int:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        server = self.client._server  # noqa: SLF001 - the exit code of the process is said nowhere else
        assert server is not None
        code = await server.wait()
        await self.client.stop()
        return code

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def document(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    def open(self, path: str, text: str | None = None) -> None:
        self.texts[path] = (self.root / path).read_bytes().decode() if text is None else text
        item = types.TextDocumentItem(self.uri(path), types.LanguageKind.Markdown, 0, self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, path: str, old: str, new: str) -> None:
        assert old in self.texts[path]
        self.texts[path] = self.texts[path].replace(old, new, 1)
        self._version += 1
        whole = [types.TextDocumentContentChangeWholeDocument(self.texts[path])]
        named = types.VersionedTextDocumentIdentifier(self._version, self.uri(path))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(named, whole))

    def close(self, path: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(path)))

    def at(self, path: str, marked: str) -> types.Position:
        """The position of the ``|`` in some words of a file, in UTF-16 code units."""
        words = marked.replace("|", "")
        assert self.texts[path].count(words) >= 1, words
        before = self.texts[path][: self.texts[path].index(words) + marked.index("|")].replace("\r\n", "\n")
        return types.Position(before.count("\n"), len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2)

    def words(self, path: str, span: types.Range) -> str:
        """What stands in a range of a file."""
        lines = (self.texts.get(path) or (self.root / path).read_bytes().decode()).replace("\r\n", "\n").split("\n")
        chosen = lines[span.start.line : span.end.line + 1]
        coded = [line.encode("utf-16-le") for line in chosen]
        coded[-1] = coded[-1][: span.end.character * 2]
        coded[0] = coded[0][span.start.character * 2 :]
        return "\n".join(line.decode("utf-16-le") for line in coded)

    async def findings(self, path: str, *codes: str) -> list[types.Diagnostic]:
        """Wait until the server says just these codes of a file."""
        async with asyncio.timeout(25):
            while sorted(
                str(one.code) for one in self.said.get(self.uri(path), [types.Diagnostic(types.Range(*2 * [types.Position(0, 0)]), "")])
            ) != sorted(codes):
                self._heard.clear()
                await self._heard.wait()
        return self.said[self.uri(path)]

    async def hover(self, path: str, marked: str) -> str:
        found = await self.client.text_document_hover_async(types.HoverParams(self.document(path), self.at(path, marked)))
        assert found is None or isinstance(found.contents, types.MarkupContent)
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

    async def leads(self, path: str, marked: str) -> list[tuple[str, str]]:
        found = await self.client.text_document_definition_async(types.DefinitionParams(self.document(path), self.at(path, marked)))
        return self._named(found)

    async def uses(self, path: str, marked: str, *, declared: bool = True) -> list[tuple[str, str]]:
        params = types.ReferenceParams(
            context=types.ReferenceContext(declared), text_document=self.document(path), position=self.at(path, marked)
        )
        return self._named(await self.client.text_document_references_async(params))

    def _named(self, found: object) -> list[tuple[str, str]]:
        made = []
        for one in found if isinstance(found, list | tuple) else ():
            path = Path(one.uri.removeprefix("file://")).relative_to(self.root).as_posix()
            made.append((path, self.words(path, one.range)))
        return made

    async def typed(self, path: str, marked: str) -> list[types.CompletionItem]:
        params = types.CompletionParams(self.document(path), self.at(path, marked))
        found = await self.client.text_document_completion_async(params)
        return list(found.items) if isinstance(found, types.CompletionList) else []

    async def fixes(self, path: str, one: types.Diagnostic) -> list[types.CodeAction]:
        params = types.CodeActionParams(self.document(path), one.range, types.CodeActionContext([one]))
        found = await self.client.text_document_code_action_async(params)
        return [fix for fix in found or [] if isinstance(fix, types.CodeAction)]


def alone(coroutine: Coroutine[Any, Any, R]) -> R:
    """Run it in a thread of its own: a browser of other tests may have a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def asked(root: Path, ask: Callable[[Editor], Awaitable[None]], able: types.ClientCapabilities | None = None) -> Editor:
    """Run an editor against the server to its end; the server must say goodbye with 0."""

    async def whole() -> Editor:
        editor = Editor(root, able)
        await editor.start()
        try:
            await ask(editor)
        finally:
            code = await editor.end()
        assert code == 0
        return editor

    return alone(whole())


@pytest.fixture
def root(write_library: Write, base_files: dict[str, str]) -> Path:
    """The little library."""
    return write_library(base_files)


def test_what_is_typed_is_checked_before_it_is_saved_and_the_value_at_fault_is_underlined(root: Path, project: Path) -> None:
    guide = root / "docs" / "guide" / "findings.md"
    guide.parent.mkdir(parents=True)
    guide.write_bytes((project / "docs" / "guide" / "findings.md").read_bytes())

    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        await editor.findings(STRIKE)
        editor.change(STRIKE, "relation: leads", "relation: leeds")
        (one,) = await editor.findings(STRIKE, "not-in-list")
        assert (editor.words(STRIKE, one.range), one.severity, one.source) == ("leeds", types.DiagnosticSeverity.Error, "kb")
        assert one.message.endswith("Did you mean `leads`?")
        assert one.code_description
        assert one.code_description.href == f"{guide.as_uri()}#not-in-list"
        editor.change(STRIKE, "relation: leeds", "relation: leads")
        await editor.findings(STRIKE)

    asked(root, ask)
    assert "leeds" not in (root / STRIKE).read_text(encoding="utf-8")


def test_front_matter_that_is_no_yaml_for_a_moment_is_said_and_completes_all_the_same(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        await editor.findings(STRIKE)
        editor.change(STRIKE, "places: [westport]", "places: [wes")
        assert [item.label for item in await editor.typed(STRIKE, "places: [wes|")] == ["westport"]
        found = await editor.findings(STRIKE, "not-yaml")
        assert editor.words(STRIKE, found[0].range) == "[wes"

    asked(root, ask)


def test_two_open_files_answer_each_other(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        editor.open(MILLER)
        await editor.findings(STRIKE)
        editor.change(MILLER, "kind: person", "kind: place")
        await editor.findings(STRIKE, "wrong-kind", "wrong-kind")
        assert "place" in await editor.hover(STRIKE, "speaker: anna-mil|ler")
        editor.close(MILLER)
        await editor.findings(STRIKE)

    asked(root, ask)


def test_a_file_that_is_deleted_or_new_is_noticed(root: Path) -> None:
    watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    able = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(did_change_watched_files=watched))

    def tell(editor: Editor, kind: types.FileChangeType) -> None:
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([types.FileEvent(editor.uri(MILLER), kind)]))

    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        await editor.findings(STRIKE)
        was = (root / MILLER).read_bytes()
        (root / MILLER).unlink()
        tell(editor, types.FileChangeType.Deleted)
        await editor.findings(STRIKE, *3 * ["unknown-id"])
        (root / MILLER).write_bytes(was)
        tell(editor, types.FileChangeType.Created)
        await editor.findings(STRIKE)
        editor.open("entities/people/new-one.md", "---\nname: New One\nkind: persona\n---\n")  # on no disk yet
        await editor.findings("entities/people/new-one.md", "not-in-list")

    assert [one.method for one in asked(root, ask, able).watching] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]


def test_keys_words_and_ids_complete_with_what_they_mean(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        editor.open(MILLER)
        kinds = await editor.typed(STRIKE, "kind: |protest")
        assert {"attack", "protest"} <= {one.label for one in kinds}
        assert all(isinstance(one.documentation, str) and one.documentation for one in kinds)
        assert editor.words(STRIKE, kinds[0].text_edit.range) == "protest"  # type: ignore[union-attr]
        ids = await editor.typed(STRIKE, "speaker: |anna-miller")
        assert [one.label for one in ids][:2] == ["anna-miller", "harbour-guild"]
        assert ids[0].detail == "Anna Miller"
        assert "Anna Miller" in str(ids[0].filter_text)
        editor.change(STRIKE, "    certainty: possible\n", "    certainty: possible\n    \n")
        keys = {one.label: one for one in await editor.typed(STRIKE, "certainty: possible\n    |")}
        assert {"status", "event", "date"} <= set(keys)
        assert not {"about", "says", "voice", "certainty"} & set(keys)
        assert keys["date"].documentation == "When it was said, or what time it speaks of."
        editor.change(STRIKE, "about: [northland]", "about: [West]")
        assert [one.label for one in await editor.typed(STRIKE, "about: [West|]")] == ["westport", "westport-strike"]
        assert await editor.typed(STRIKE, 'quotes: ["“Northland may| give way,” she said"]') == []
        editor.change(MILLER, "kind: person\n---\n", "kind: person\n---\n\nShe led.[^1]\n\n[^1]: st\n")
        assert [one.label for one in await editor.typed(MILLER, "[^1]: st|")] == ["strike"]

    asked(root, ask)


def test_hovering_tells_who_it_is_what_a_word_means_and_where_a_quote_stands(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        card = await editor.hover(STRIKE, "perpetrator: [harbour-|guild]")
        assert card.startswith("**Harbour Guild**, group")
        assert "HG (abbreviation)" in card
        assert "2 facts in 1 article" in card
        assert "> It called a strike." in card
        assert "**possible**" in await editor.hover(STRIKE, "certainty: poss|ible")
        assert (await editor.hover(STRIKE, "perpet|rator:")).startswith("**perpetrator**")
        assert "(needed)" in await editor.hover(STRIKE, "sa|ys: Northland")
        assert (await editor.hover(STRIKE, "id: westport|-strike")).startswith("**A strike in Westport**, event")
        assert (await editor.hover(STRIKE, "id: herald|-2015")).startswith("**Guild Calls Strike**, source")
        quote = await editor.hover(STRIKE, '["“Northland| may give way,” she said"]')
        assert quote.startswith("**Example 2015 ¶2**, line 41; found letter for letter.")
        assert "Northland may give way." in quote
        assert "1 fact on these words" in await editor.hover(STRIKE, "called a strike against| Northland,[^1]")
        assert (await editor.hover(STRIKE, "spoke in West|port the next day")).startswith("**Westport**, place")
        assert await editor.hover(STRIKE, "the next d|ay") == ""

    asked(root, ask)


def test_an_id_leads_to_its_file_a_quote_to_its_words_and_back(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        editor.open(GUILD)
        assert await editor.leads(STRIKE, "object: harbour|-guild") == [(GUILD, "Harbour Guild")]
        assert await editor.leads(STRIKE, "event: westport|-strike") == [(STRIKE, "westport-strike")]
        assert await editor.leads(STRIKE, '["at least| 12 people were arrested"]') == [(STRIKE, "at least 12 people were arrested")]
        assert await editor.leads(GUILD, "[^1]: str|ike:") == [(STRIKE, "The Strike at Westport")]
        assert await editor.leads(GUILD, "strike: the| Harbour Guild") == [(STRIKE, "the Harbour Guild called a strike against Northland")]
        assert await editor.leads(STRIKE, "Monday the Harbour| Guild called a strike against Northland,") == [(GUILD, "Harbour Guild")]
        uses = await editor.uses(STRIKE, "object: harbour|-guild")
        assert uses == [(GUILD, "Harbour Guild"), (STRIKE, "harbour-guild"), (STRIKE, "harbour-guild")]
        assert len(await editor.uses(STRIKE, "object: harbour|-guild", declared=False)) == 2
        assert await editor.uses(STRIKE, "Northland,[^1] and at least| 12 people") == [(STRIKE, '"at least 12 people were arrested"')]

    asked(root, ask)


def test_the_outline_names_every_part(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        found = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(editor.document(STRIKE)))
        tree = {one.name: [part.name for part in one.children or []] for one in found or [] if isinstance(one, types.DocumentSymbol)}
        assert tree["relations"] == ["anna-miller leads harbour-guild"]
        assert tree["events"] == ["westport-strike"]
        assert list(tree)[-1] == "text"

    asked(root, ask)


def test_a_quote_with_a_slip_a_misspelt_id_and_an_unknown_key_are_mended_where_they_stand(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        await editor.findings(STRIKE)
        editor.change(STRIKE, '["at least 12 people were arrested"]', '["at least 12 peple were arrested"]')
        (one,) = await editor.findings(STRIKE, "quote-not-found")
        (fix,) = await editor.fixes(STRIKE, one)
        assert fix.title.startswith("Quote “at least 12 people were arrested”")
        await mended(editor, fix)
        editor.change(STRIKE, "object: harbour-guild", "object: harbor-guild")
        (one,) = await editor.findings(STRIKE, "unknown-id")
        (fix,) = await editor.fixes(STRIKE, one)
        assert (fix.title, fix.is_preferred) == ("Write `harbour-guild`", True)
        await mended(editor, fix)
        editor.change(STRIKE, "    certainty: possible", "    certianty: possible")
        (one,) = await editor.findings(STRIKE, "unknown-key")
        assert editor.words(STRIKE, one.range) == "certianty"
        (fix,) = await editor.fixes(STRIKE, one)
        await mended(editor, fix)
        assert editor.texts[STRIKE] == (root / STRIKE).read_text(encoding="utf-8")

    asked(root, ask)


async def mended(editor: Editor, fix: types.CodeAction) -> None:
    """Do what a quick fix says; nothing may be wrong afterwards."""
    assert fix.edit
    assert fix.edit.changes
    ((uri, edits),) = fix.edit.changes.items()
    path = Path(uri.removeprefix("file://")).relative_to(editor.root).as_posix()
    for edit in edits:
        line = editor.texts[path].replace("\r\n", "\n").split("\n")[edit.range.start.line]
        assert edit.range.start.line == edit.range.end.line
        coded = line.encode("utf-16-le")
        new = (
            coded[: edit.range.start.character * 2].decode("utf-16-le")
            + edit.new_text
            + coded[edit.range.end.character * 2 :].decode("utf-16-le")
        )
        editor.change(path, line, new)
    await editor.findings(path)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_columns_are_utf16_behind_curly_quotes_arabic_and_emoji_and_line_ends_of_windows_do_not_matter(
    write_library: Write, base_files: dict[str, str], newline: str
) -> None:
    text = base_files[STRIKE].replace("says: Northland", "says: 🕊️ “قائد” Northland")
    text = text.replace(
        'quotes: ["“Northland may give way,” she said"]', 'quotes: [{exact: "“Northland may give way🚢"}, "Anna Miller left"]'
    )
    text = text.replace("“Northland may give way,” she said.\n", "🕊️ “Northland may give way🚢,” she said. “سلام” Anna Miller left.\n")
    files = {path: data for path, data in base_files.items() if not path.startswith("disputes/")}
    root = write_library({**files, STRIKE: text.replace("\n", newline).encode()})

    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        await editor.findings(STRIKE)
        assert await editor.leads(STRIKE, '{exact: "“Northland may| give way🚢') == [(STRIKE, "“Northland may give way🚢")]
        assert await editor.leads(STRIKE, '"}, "Anna| Miller left"') == [(STRIKE, "Anna Miller left")]
        assert (await editor.hover(STRIKE, "“سلام” Anna| Miller left")).startswith("**Anna Miller**")
        editor.change(STRIKE, '"}, "Anna Miller left"', '"}, "Anna Miler left"')
        (one,) = await editor.findings(STRIKE, "quote-not-found")
        assert editor.words(STRIKE, one.range) == '"Anna Miler left"'
        (fix,) = await editor.fixes(STRIKE, one)
        await mended(editor, fix)

    asked(root, ask)


def test_renaming_an_id_is_an_edit_of_every_file_that_names_it(root: Path) -> None:
    kinds = [types.ResourceOperationKind.Create, types.ResourceOperationKind.Rename]
    edit = types.WorkspaceEditClientCapabilities(document_changes=True, resource_operations=kinds)
    able = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(workspace_edit=edit))

    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        at = editor.at(STRIKE, "object: harbour|-guild")
        ready = await editor.client.text_document_prepare_rename_async(types.PrepareRenameParams(editor.document(STRIKE), at))
        assert isinstance(ready, types.PrepareRenamePlaceholder)
        assert ready.placeholder == "harbour-guild"
        made = await editor.client.text_document_rename_async(
            types.RenameParams(text_document=editor.document(STRIKE), position=at, new_name="guild")
        )
        assert made
        did = [(type(one).__name__, one) for one in made.document_changes or []]
        assert [name for name, _ in did] == ["CreateFile", "TextDocumentEdit", "TextDocumentEdit", "RenameFile"]
        (moved,) = [one for _, one in did if isinstance(one, types.RenameFile)]
        assert (moved.old_uri, moved.new_uri) == (editor.uri(GUILD), editor.uri("entities/groups/guild.md"))
        (article,) = [one for _, one in did if isinstance(one, types.TextDocumentEdit) and one.text_document.uri == editor.uri(STRIKE)]
        assert sorted(edit.new_text.strip() for edit in article.edits if isinstance(edit, types.TextEdit)) == [
            "object: guild",
            "participants: {perpetrator: [guild], target: [northland]}",
        ]
        with pytest.raises(Exception, match="is taken"):
            await editor.client.text_document_rename_async(
                types.RenameParams(text_document=editor.document(STRIKE), position=at, new_name="westport")
            )

    asked(root, ask, able)
    assert not (root / "moved").exists()


def test_an_editor_that_cannot_move_files_is_told_the_command(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        with pytest.raises(Exception, match="kb rename harbour-guild guild"):
            await editor.client.text_document_rename_async(
                types.RenameParams(
                    text_document=editor.document(STRIKE), position=editor.at(STRIKE, "object: harbour|-guild"), new_name="guild"
                )
            )

    asked(root, ask)


def test_files_outside_a_project_get_silence(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "note.md"
    other.parent.mkdir()
    other.write_text("---\nkind: nothing\n---\n", encoding="utf-8")
    readme = root / "README.md"
    readme.write_text("---\nkind: nothing\n---\n", encoding="utf-8")

    async def ask(editor: Editor) -> None:
        for file in (other, readme):
            item = types.TextDocumentItem(file.as_uri(), types.LanguageKind.Markdown, 0, file.read_text(encoding="utf-8"))
            editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            place = types.TextDocumentIdentifier(file.as_uri()), types.Position(1, 3)
            assert await editor.client.text_document_hover_async(types.HoverParams(*place)) is None
            assert await editor.client.text_document_completion_async(types.CompletionParams(*place)) is None
            assert await editor.client.text_document_definition_async(types.DefinitionParams(*place)) is None
        editor.open(STRIKE)
        await editor.findings(STRIKE)
        assert set(editor.said) == {editor.uri(STRIKE)}

    asked(root, ask)


def test_a_fault_of_the_server_does_not_end_it(root: Path) -> None:
    async def ask(editor: Editor) -> None:
        editor.open(STRIKE)
        await editor.findings(STRIKE)
        (root / "articles").rename(root / "elsewhere")  # under its feet
        assert await editor.hover(STRIKE, "object: harbour|-guild") == ""
        editor.change(STRIKE, "relation: leads", "relation: leeds")
        (root / "elsewhere").rename(root / "articles")
        editor.change(STRIKE, "relation: leeds", "relation: leads")
        assert await editor.hover(STRIKE, "object: harbour|-guild")
        far = types.HoverParams(editor.document(STRIKE), types.Position(10_000, 10_000))
        assert await editor.client.text_document_hover_async(far) is None

    asked(root, ask)


def test_whatever_a_handler_raises_is_logged_and_answered_with_nothing(caplog: pytest.LogCaptureFixture) -> None:
    @guarded
    async def broken() -> str:
        raise ZeroDivisionError

    async def ask() -> str | None:
        return await broken()

    assert alone(ask()) is None
    assert "ZeroDivisionError" in caplog.text
