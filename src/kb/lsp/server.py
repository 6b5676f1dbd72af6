"""The language server: what a client asks, turned into a question to ``assist``; what is wrong, said as one types."""

from __future__ import annotations

import asyncio
import functools
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, ParamSpec, Protocol, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from kb import assist, revising
from kb.findings import Refusal
from kb.library import revisions, tool_version
from kb.lsp.project import LOG, Project, root_of
from kb.lsp.wire import Wire
from kb.source import Place

P = ParamSpec("P")
R = TypeVar("R")

PAUSE: Final = 0.15  # seconds without a keystroke before the project is read
_FAILED: Final = -32803  # RequestFailed (LSP 3.17): a request that cannot be answered, with the reason for the user
_WATCHED: Final = "**/*.md"


def guarded(handler: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R | None]]:
    """A handler whose faults are logged and answered with nothing: a fault of ours must not end the editor's session."""

    @functools.wraps(handler)
    async def safe(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return await handler(*args, **kwargs)
        except JsonRpcException:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the server goes on
            LOG.error("%s", traceback.format_exc())
            return None

    return safe


class _Pointing(Protocol):
    """What every question about a place holds."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


class Server(LanguageServer):
    """The server with the projects whose files are open."""

    def __init__(self, pause: float = PAUSE) -> None:
        """``pause`` are the seconds without a keystroke before the project is read."""
        super().__init__("kb", tool_version(), text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.pause = pause
        self.projects: dict[Path, Project] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def found(self, uri: str) -> tuple[Project, str] | None:
        """The project of a file and the path of the file in it; None for a file of no project."""
        name = uris.to_fs_path(uri) if uri.startswith("file:") else None
        root = root_of(Path(name)) if name else None
        if name is None or root is None:
            return None
        project = self.projects.setdefault(root, Project(root))
        return project, Path(name).relative_to(root).as_posix()

    def wire(self, project: Project) -> Wire:
        """How to speak of a project with this client."""
        agreed = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        return Wire(project.root, str(getattr(agreed, "value", agreed)))

    def edited(self, uri: str, text: str | None) -> None:
        """A file was opened, edited or closed; ``text`` is what the editor has, None where the file on disk holds again."""
        if here := self.found(uri):
            project, path = here
            if text is None:
                project.buffers.pop(path, None)
            else:
                project.buffers[path] = text.encode("utf-8", "surrogatepass")
            self.soon(project)

    def soon(self, project: Project) -> None:
        """Read the project once nothing was typed for a moment, and say what is wrong."""
        project.touch()
        if project.waiting:
            project.waiting.cancel()
        loop = asyncio.get_running_loop()
        project.waiting = loop.call_later(self.pause, lambda: self._keep(loop.create_task(self.say(project))))

    def _keep(self, task: asyncio.Task[None]) -> None:
        """Hold a task until it is done: the loop itself forgets it."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def watches(self) -> bool:
        """Whether the client tells of files that others change, if it is asked to."""
        workspace = self.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        return bool(watched and watched.dynamic_registration)

    async def say(self, project: Project) -> None:
        """Publish the findings of every file for which they changed."""
        try:
            base = await project.fresh()
            if base is None or project.old:  # something was typed meanwhile: the next reading says it
                return
            wire = self.wire(project)
            for path, findings in sorted(project.news().items()):
                sheet = base.sheet(path)
                said = [wire.diagnostic(sheet, one) for one in sorted(findings)]
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(wire.uri(path), said))
        except Exception:  # noqa: BLE001 - whatever it is, the server goes on
            LOG.error("%s", traceback.format_exc())

    async def asked(self, params: _Pointing) -> _Asked | None:
        """A question about a place in a file, with the project as it is; None where the file is of no project."""
        here = self.found(params.text_document.uri)
        base = await here[0].fresh() if here else None
        sheet = base.sheet(here[1]) if here and base else None
        if here is None or base is None or sheet is None:
            return None
        wire = self.wire(here[0])
        return _Asked(here[0], base, sheet, wire, wire.place(sheet, params.position))


class _Asked:
    """A question about a place."""

    def __init__(self, project: Project, base: assist.Base, sheet: assist.Sheet, wire: Wire, place: Place) -> None:
        self.project, self.base, self.sheet, self.wire, self.place = project, base, sheet, wire, place


def made(pause: float = PAUSE) -> Server:
    """A server with all that it answers; it reads and writes nothing yet."""
    server = Server(pause)
    _follow(server)
    _answer(server)
    _mend(server)
    return server


def _follow(server: Server) -> None:
    """What a client tells of its files."""

    @server.feature(types.INITIALIZED)
    @guarded
    async def initialized(_: types.InitializedParams) -> None:
        if server.watches:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
            one = types.Registration("kb-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await server.client_register_capability_async(types.RegistrationParams([one]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    @guarded
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.edited(params.text_document.uri, params.text_document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    @guarded
    async def edited(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.edited(uri, server.workspace.get_text_document(uri).source)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    @guarded
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        if here := server.found(params.text_document.uri):
            server.soon(here[0])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    @guarded
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.edited(params.text_document.uri, None)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    @guarded
    async def written(params: types.DidChangeWatchedFilesParams) -> None:
        found = [here[0] for change in params.changes if (here := server.found(change.uri))]
        for project in dict.fromkeys(found):
            server.soon(project)


def _answer(server: Server) -> None:
    """What a client asks of a place, and of a file."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "-", "[", "{", ",", ":"]))
    @guarded
    async def complete(params: types.CompletionParams) -> types.CompletionList | None:
        here = server.found(params.text_document.uri)
        if here is None:
            return None
        project, path = here
        base = project.base or await project.fresh()  # ids of a moment ago serve: typing must not wait for a reading
        sheet = project.sheet(path)
        if sheet is None:
            return None
        wire = server.wire(project)
        found, complete = assist.choices(base, sheet, wire.place(sheet, params.position))
        ordered = sorted(found, key=lambda one: (one.what == "id", one.rank))
        return types.CompletionList(not complete, [wire.item(sheet, one, number) for number, one in enumerate(ordered)])

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    @guarded
    async def hover(params: types.HoverParams) -> types.Hover | None:
        asked = await server.asked(params)
        said = assist.told(asked.base, asked.sheet, asked.place) if asked else None
        if asked is None or said is None:
            return None
        text = types.MarkupContent(types.MarkupKind.Markdown, said.text)
        return types.Hover(text, asked.wire.range(asked.sheet.lines, said.stretch))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    @guarded
    async def define(params: types.DefinitionParams) -> list[types.Location] | None:
        asked = await server.asked(params)
        return asked.wire.locations(asked.base, assist.definitions(asked.base, asked.sheet, asked.place)) if asked else None

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    @guarded
    async def refer(params: types.ReferenceParams) -> list[types.Location] | None:
        asked = await server.asked(params)
        if asked is None:
            return None
        found = assist.uses(asked.base, asked.sheet, asked.place, declared=params.context.include_declaration)
        return asked.wire.locations(asked.base, found)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    @guarded
    async def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        here = server.found(params.text_document.uri)
        sheet = here[0].sheet(here[1]) if here else None
        return [server.wire(here[0]).symbol(sheet, one) for one in assist.outline(sheet)] if here and sheet else None


def _mend(server: Server) -> None:
    """What a client asks to be changed; it changes the files itself."""

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]))
    @guarded
    async def fix(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        here = server.found(params.text_document.uri)
        base = await here[0].fresh() if here else None
        sheet = base.sheet(here[1]) if here and base else None
        if here is None or base is None or sheet is None:
            return None
        wire = server.wire(here[0])
        chosen = assist.Stretch(wire.place(sheet, params.range.start), wire.place(sheet, params.range.end))
        found = [one for one in base.findings if one.place.path == here[1] and _meet(sheet.blamed(one.place), chosen)]
        return [wire.fix(base, one) for one in assist.fixes(base, found)]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    @guarded
    async def prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        asked = await server.asked(params)
        found = assist.renamed(asked.base, asked.sheet, asked.place) if asked else None
        return types.PrepareRenamePlaceholder(asked.wire.range(asked.sheet.lines, found[0]), found[1]) if asked and found else None

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    @guarded
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        asked = await server.asked(params)
        found = assist.renamed(asked.base, asked.sheet, asked.place) if asked else None
        content = asked.project.content if asked else None
        if asked is None or content is None or found is None:
            raise JsonRpcException("Here is no id that can be renamed.", _FAILED)
        if not _moves_files(server.client_capabilities):
            raise JsonRpcException(f"This editor cannot move files. Save everything, then: kb rename {found[1]} {params.new_name}", _FAILED)
        old, new = found[1], params.new_name
        try:
            revision = await asyncio.to_thread(revisions.revise, content, lambda desk: revising.rename(desk, old, new), (old, new))
        except Refusal as refusal:
            raise JsonRpcException(f"{refusal} {refusal.hint}".strip(), _FAILED) from None
        return asked.wire.changes(asked.base, revision.changes)


def _meet(one: assist.Stretch, other: assist.Stretch) -> bool:
    return one.start <= other.end and other.start <= one.end


def _moves_files(client: types.ClientCapabilities) -> bool:
    """Whether a client can carry out an edit that creates and renames files."""
    edit = client.workspace.workspace_edit if client.workspace else None
    able = set(edit.resource_operations or ()) if edit else set()
    return {types.ResourceOperationKind.Create, types.ResourceOperationKind.Rename} <= able
