"""Answers a browser on this machine: pages, files, and news of what was saved.

It listens on the loopback alone and answers nobody who calls it by another name, so that no page of the web can read what
an editor has not published (DNS rebinding). Writing asks for more: see ``guard``.
"""

from __future__ import annotations

import errno
import json
import mimetypes
import secrets
import threading
from collections.abc import Callable, Mapping
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from kb.desk import guard
from kb.desk.annotator import Annotator
from kb.desk.desk import Desk, unforeseen
from kb.desk.guard import NotTaken
from kb.findings import Refusal
from kb.plugin.policy import policy

OWN: Final = "_desk/"  # the addresses of the desk itself; no page of a site begins so
LOOK: Final = 0.2  # seconds between two looks at the files
_PATIENCE: Final = 20.0  # seconds that a page waits for news before it asks again
_ASSETS: Final = frozenset({"desk.js", "desk.css", "annotate.js", "annotate.css", "selecting.js", "fields.js"})
_HEAD: Final = (
    f'<link rel="stylesheet" href="/{OWN}desk.css"><link rel="stylesheet" href="/{OWN}annotate.css">'
    f'<script src="/{OWN}selecting.js" defer></script><script src="/{OWN}fields.js" defer></script>'
    f'<script src="/{OWN}annotate.js" data-token="{{token}}" data-article="{{article}}" data-made="{{made}}" defer></script>'
    f'<script src="/{OWN}desk.js" data-number="{{number}}" defer></script></head>'
)
_BARE: Final = (
    f'<!doctype html><html lang=en><head><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="{policy(())}">'
    "<title>{0}</title></head><body><h1>{0}</h1><p>{{}}</p></body></html>"
)
_MISSING: Final = _BARE.format("There is no page here")
_FAILED: Final = _BARE.format("This page cannot be made")


class Server(ThreadingHTTPServer):
    """The desk behind an address such as ``127.0.0.1:8000``."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, desk: Desk, port: int) -> None:
        """Listen on a port of the loopback, 0 for any. Raises ``Refusal`` where another program has it."""
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise Refusal(f"Port {port} is taken.", f"Stop what uses it, or choose another: kb serve --port {port + 1}") from None
        self.desk = desk
        self.annotator = Annotator(desk)
        self.token = secrets.token_urlsafe(32)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def watch(self, ended: threading.Event) -> None:
        """Look at the files again and again until ``ended``."""
        while not ended.wait(LOOK):
            self.desk.look()


def serve(desk: Desk, port: int, started: Callable[[str], None]) -> None:
    """Serve until interrupted; ``started`` gets the address as soon as it answers."""
    server = Server(desk, port)
    ended = threading.Event()
    watcher = threading.Thread(target=server.watch, args=(ended,), daemon=True)
    watcher.start()
    started(f"http://localhost:{server.port}/")
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        ended.set()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:  # the name is http.server's
        """Answer with a page, a file or news; with a sentence where one cannot be made."""
        try:
            self._get()
        except Exception as error:  # noqa: BLE001 - one page that cannot be made must not end the others
            state = self.server.desk.state
            said = unforeseen("This page cannot be made", error)
            self.server.desk.say(f"kb: {self.path}: {said}")
            self._html(HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED.format(escape(said)), state.number)

    def _get(self) -> None:
        if not self._called_by_its_name():
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"Only this machine is answered, at localhost.\n")
            return
        split = urlsplit(self.path)
        path = unquote(split.path).lstrip("/")
        if path.startswith(OWN):
            self._own(path.removeprefix(OWN), split.query)
        elif not path or path.endswith("/"):
            self._page(path)
        elif (found := self.server.desk.file(path)) is not None:
            self._answer(HTTPStatus.OK, mimetypes.guess_type(path)[0] or "application/octet-stream", found)
        elif path.endswith("index.html"):
            self._page(path.removesuffix("index.html"))
        elif "." not in path.rpartition("/")[2] and self.server.desk.page(f"{path}/") is not None:
            self._redirect(f"/{path}/")
        else:
            self._missing()

    def do_POST(self) -> None:  # the name is http.server's
        """Carry out what a page of the desk sent, and answer in JSON; every refusal is a sentence."""
        try:
            carry_out, sent = self._sent()
        except NotTaken as refused:
            self.close_connection = True  # what was sent may not have been read
            self._json(refused.status, {"refused": str(refused), "hint": ""})
        else:
            self._tell(carry_out, sent)

    def _sent(self) -> tuple[Callable[[Any], Mapping[str, Any]], Mapping[str, Any]]:
        """What a page of the desk wants to have carried out. Raises ``NotTaken``."""
        if not self._called_by_its_name():
            raise NotTaken(HTTPStatus.FORBIDDEN, "Only this machine is answered, at localhost.")
        length = guard.length_allowed(self.headers, self.server.token)
        path = urlsplit(self.path).path.lstrip("/")
        carry_out = self.server.annotator.posts.get(path.removeprefix(OWN)) if path.startswith(OWN) else None
        if carry_out is None:
            raise NotTaken(HTTPStatus.NOT_FOUND, "Nothing is taken at this address.")
        return carry_out, guard.read(self.rfile.read(length))

    def _tell(self, answer: Callable[[Any], Mapping[str, Any]], asked: Mapping[str, Any]) -> None:
        try:
            self._json(HTTPStatus.OK, answer(asked))
        except NotTaken as refused:
            self._json(refused.status, {"refused": str(refused), "hint": ""})
        except Refusal as refusal:
            self._json(HTTPStatus.UNPROCESSABLE_ENTITY, {"refused": str(refusal), "hint": refusal.hint})
        except Exception as error:  # noqa: BLE001 - as above
            said = unforeseen("This cannot be done", error)
            self.server.desk.say(f"kb: {self.path}: {said}")
            self._json(HTTPStatus.INTERNAL_SERVER_ERROR, {"refused": said, "hint": ""})

    def _page(self, url: str) -> None:
        number = self.server.desk.state.number  # before the page is made: what is saved meanwhile brings it anew
        with self.server.desk.unmoved():
            page, made = self.server.desk.page(url), self.server.annotator.made(url)
        if page is None:
            self._missing()
        else:
            self._html(HTTPStatus.OK, page, number, made)

    def _missing(self) -> None:
        state = self.server.desk.state
        said = state.refused or "It appears here as soon as a file that makes it is saved."
        self._html(HTTPStatus.NOT_FOUND, _MISSING.format(escape(said)), state.number)

    def _own(self, path: str, query: str) -> None:
        """The desk's own script, style and news."""
        asset = resources.files("kb.desk") / "assets" / path if path in _ASSETS else None
        if asset:
            self._answer(HTTPStatus.OK, mimetypes.guess_type(path)[0] or "text/plain", asset.read_bytes())
        elif path == "state":
            state = self.server.desk.next_state(int(query) if query.isdecimal() else -1, _PATIENCE)
            self._answer(HTTPStatus.OK, "application/json", state.as_json().encode())
        elif path in self.server.annotator.gets:
            self._tell(self.server.annotator.gets[path], dict(parse_qsl(query)))
        else:
            self._missing()

    # --------------------------------------------------------------------------------------------- the wire

    def _called_by_its_name(self) -> bool:
        return self.headers.get("Host", "") in {f"{name}:{self.server.port}" for name in ("localhost", "127.0.0.1")}

    def _html(self, status: HTTPStatus, page: str, number: int, made: tuple[str, str] = ("", "")) -> None:
        head = _HEAD.format(token=self.server.token, article=made[0], made=made[1], number=number)
        self._answer(status, "text/html", page.replace("</head>", head, 1).encode("utf-8", "xmlcharrefreplace"))

    def _json(self, status: HTTPStatus, data: Mapping[str, Any]) -> None:
        self._answer(status, "application/json", json.dumps(data).encode())

    def _redirect(self, place: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        text = kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        # A page brings its own policy; what a page cannot say is that no page of the web may lay itself over it
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'; base-uri 'none'; object-src 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            try:
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):  # whoever asked has gone on to another page
                self.close_connection = True

    def do_HEAD(self) -> None:  # the name is http.server's
        """Answer as ``do_GET`` does, without the body."""
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing for every request: the terminal is for edits and mistakes."""
