"""What the desk knows at a time: the last good site, and what is wrong with the files as they are now."""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb import plugin, unchanged
from kb.findings import Finding, Refusal, report
from kb.library import FOLDERS, Library, Workspace
from kb.plugin.preview import Preview, search_pieces, search_settings

_HOST: Final = ("docs", "mkdocs.yml")

_SETTINGS: Final = "search/search_index.json"
_SEARCH: Final = ("search/words/", "search/texts/")

Signature = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class State:
    """What a page that is open in a browser has to know: the number of the site it would get now, and what is wrong.

    ``news`` counts the states. ``refused`` says, in one text, why no site can be made at all; it is empty where only the
    content is at fault.
    """

    news: int
    number: int
    findings: tuple[Finding, ...] = ()
    refused: str = ""

    def as_json(self) -> str:
        """The state for the script of the desk."""
        return json.dumps(
            {"news": self.news, "number": self.number, "refused": self.refused, "findings": [one.as_dict() for one in self.findings]}
        )


def unforeseen(fact: str, error: Exception) -> str:
    """A sentence for a mistake that is not the editor's: what could not be done, and where the program failed."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}, line {last.lineno}"
    return (
        f"{fact}: {type(error).__name__}: {error} ({where}). This is a mistake of the program, not yours; your files are as you saved them."
    )


class Desk:
    """One project on the desk. ``look`` notices edits; pages come from the last state of the content that had no errors."""

    def __init__(self, root: Path, audience: str | None = None, say: Callable[[str], None] = lambda _: None) -> None:
        """Read the project. ``say`` gets a line for each thing that happens. Raises ``Refusal`` where it is no project."""
        self.root, self.say = root, say
        title, address, configured = plugin.site_named(root)
        self._workspace = Workspace(root, title, address, audience or configured, drafts=True)
        self._program = unchanged.program()
        self._lock = threading.RLock()
        self._news = threading.Condition()
        self._preview: Preview | None = None
        self._settings: tuple[str, bytes] = ("", b"")
        self._searching = threading.Lock()
        self._searched: tuple[str, dict[str, bytes]] = ("", {})
        self.state = State(0, 0)
        self.content: Library | None = None  # the last that had no errors: what the pages show
        self.now: Library | None = None  # the files as they were at the last look
        seen = self._signature()
        self._seen = seen if self._read(changed_host=True) else {}

    # --------------------------------------------------------------------------------------------- edits

    def look(self) -> bool:
        """Whether anything was saved since the last look; what it touches is then read anew."""
        with self._lock:  # whoever looks second finds what the first has read, not what it is about to read
            now = self._signature()
            changed = sorted(path for path in now.keys() | self._seen.keys() if now.get(path) != self._seen.get(path))
            if not changed:
                return False
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            if self._read(f"{changed[0]}{more}", changed_host=any(path.startswith(_HOST) for path in changed)):
                self._seen = now
            return True

    def _signature(self) -> Signature:
        """When each file of the project was last written, and how long it is."""
        found: Signature = {}
        for name in (*FOLDERS, *_HOST):
            place = self.root / name
            for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
                try:
                    seen = file.stat()
                except OSError:  # a file that an editor is just replacing
                    continue
                if file.is_file():
                    found[file.relative_to(self.root).as_posix()] = (seen.st_mtime_ns, seen.st_size)
        return found

    def _read(self, saved: str = "", *, changed_host: bool) -> bool:
        """Read the files as they are; the site becomes that of them unless they have errors. Whether all could be read.

        Whatever goes wrong is said, and the last good pages stay: who looks at the files again and again must not end by it.
        """
        begun = time.perf_counter()
        with self._lock:
            try:
                content = self.now = self._workspace.load(program=self._program)
                if content.sound:
                    self._show(content, changed_host=changed_host or self._preview is None)
            except Refusal as refusal:
                self._refuse(f"{refusal} {refusal.hint}".strip())
                return True
            except OSError as error:  # a file that an editor is just replacing, or that nobody may read: the next look tries again
                self._refuse(f"{error.filename or 'A file'} cannot be read: {error.strerror or error}. It is tried again until it can.")
                return False
            except Exception as error:  # noqa: BLE001 - a mistake of ours or of the host's, on content that nobody foresaw
                self._refuse(unforeseen("The site cannot be made", error))
                return True
        took = time.perf_counter() - begun
        self._tell(self.state.number + content.sound, content.findings)
        if content.findings:
            self.say(report(content.findings))
        if not content.sound:
            self.say("The pages stay as they were before these errors.")
        elif saved:
            self.say(f"{saved}: read in {took:.2f} s")
        return True

    def _refuse(self, said: str) -> None:
        """Say why no site can be made of the files as they are, once."""
        if said != self.state.refused:
            self._tell(self.state.number, refused=said)
            self.say(f"kb: {said}")

    def _show(self, content: Library, *, changed_host: bool) -> None:
        self.content = content
        if changed_host or self._preview is None:
            self._preview = Preview(content)
        else:
            self._preview.show(content)

    @contextmanager
    def alone(self) -> Iterator[Library]:
        """The project as its files are now, with nobody else reading or writing it in this process. Raises ``Refusal`` if it is none."""
        with self._lock:
            self.look()
            if self.now is None:
                raise Refusal("The project cannot be read.", self.state.refused)
            yield self.now

    @contextmanager
    def unmoved(self) -> Iterator[None]:
        """Nothing that was saved is read meanwhile."""
        with self._lock:
            yield

    # ------------------------------------------------------------------------------------------- answers

    def page(self, url: str) -> str | None:
        """The page at an address such as ``actors/x/``; ``None`` where there is none, or no site yet."""
        with self._lock:
            return self._preview.page(url) if self._preview else None

    def file(self, path: str) -> bytes | None:
        """A file of the site that is no page."""
        content = self.content
        if content and path == _SETTINGS:
            if self._settings[0] != content.content_hash:
                self._settings = (content.content_hash, search_settings(content))
            return self._settings[1]
        if content and path.startswith(_SEARCH):
            return self._pieces(content).get(path)
        with self._lock:
            return self._preview.file(path) if self._preview else None

    def _pieces(self, content: Library) -> dict[str, bytes]:
        """The files of the search, made when the first is asked for in a state of the content.

        They have a lock of their own: the words of every page take a while, and pages must not wait for them.
        """
        with self._searching:
            if self._searched[0] != content.content_hash:
                self._searched = (content.content_hash, search_pieces(content))
            return self._searched[1]

    def next_state(self, news: int, seconds: float) -> State:
        """The state as soon as it is another than the one with this number of news, or after some seconds."""
        with self._news:
            self._news.wait_for(lambda: self.state.news != news, timeout=seconds)
            return self.state

    def _tell(self, number: int, findings: tuple[Finding, ...] = (), refused: str = "") -> None:
        with self._news:
            self.state = State(self.state.news + 1, number, findings, refused)
            self._news.notify_all()
