"""A desk that answers, and what a page of it would send: for the tests of ``kb serve``."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any

from kb.desk import Desk
from kb.desk.guard import TOKEN
from kb.desk.server import Server

STRIKE = "articles/strike.md"


@contextmanager
def served(desk: Desk) -> Iterator[Server]:
    """A desk that answers until the test is done; it looks at the files only when it is made to."""
    server = Server(desk, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def annotation(server: Server, **other: object) -> dict[str, Any]:
    """An actor in the sample article, as the form would send it."""
    made = sha256((server.desk.root / STRIKE).read_bytes()).hexdigest()
    selected = {"paragraph": "p-1", "exact": "the Harbour Guild", "prefix": "On Monday ", "suffix": " called"}
    return {
        "article": "strike",
        "kind": "actors",
        "made": made,
        "answers": {"id": "harbour-guild"},
        "selected": [selected],
        "save": True,
    } | other


def post(
    server: Server, path: str, sent: object, headers: Mapping[str, str | None] | None = None, *, raw: bytes | None = None
) -> tuple[int, dict[str, Any]]:
    """Send it as a page of the desk does, with some headers otherwise; None leaves one out."""
    body = json.dumps(sent).encode() if raw is None else raw
    home = f"localhost:{server.port}"
    wanted: dict[str, str | None] = {
        "Host": home,
        "Origin": f"http://{home}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Sec-Fetch-Site": "same-origin",
        TOKEN: server.token,
        **(headers or {}),
    }
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest("POST", f"/_desk/{path}", skip_host=True, skip_accept_encoding=True)
    for name, value in wanted.items():
        if value is not None:
            connection.putheader(name, value.format(host=home))
    connection.endheaders(body)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    return answer.status, told
