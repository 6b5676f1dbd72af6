"""From a saved edit to the page in `kb serve`: `python bench/serve.py PROJECT [ROUNDS]`.

Starts the preview on a copy of a project, changes a word of an article's text again and again, and waits as an open page does:
for the news, then for its page anew. Prints the median time and its spread for the page of the article, of an actor and of the front.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from kb.desk import Desk
from kb.desk.server import Server

ROUNDS = 5


def ask(port: int, path: str) -> bytes:
    """What the preview answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse().read()
    connection.close()
    return answer


def measured(project: Path, rounds: int) -> None:
    """Print how long each kind of page takes after an edit."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(project, root, ignore=shutil.ignore_patterns(".*", "site", "tests", "src"))
        begun = time.perf_counter()
        desk = Desk(root)
        server = Server(desk, 0)
        ended = threading.Event()
        for target, arguments in ((server.serve_forever, ()), (server.watch, (ended,))):
            threading.Thread(target=target, args=arguments, daemon=True).start()
        print(f"{len(desk.content.kb.articles) if desk.content else 0} articles; up after {time.perf_counter() - begun:.2f} s")
        article = min((root / "articles").glob("*.md"))
        text = article.read_text(encoding="utf-8")
        actor = min((root / "entities" / "people").glob("*.md")).stem
        for path in (f"/articles/{article.stem}/", f"/actors/{actor}/", "/"):
            ask(server.port, path)
            took = []
            for number in range(rounds):
                news = json.loads(ask(server.port, "/_desk/state"))["news"]
                begun = time.perf_counter()
                article.write_text(f"{text.rstrip()}\n\nEdited for the {number}th time for {path}.\n", encoding="utf-8")
                ask(server.port, f"/_desk/state?{news}")
                ask(server.port, path)
                took.append(time.perf_counter() - begun)
            print(f"{path}: {statistics.median(took):.2f} s ({min(took):.2f} to {max(took):.2f}), {rounds} edits")
        ended.set()
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    measured(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)  # noqa: PLR2004 - the program, the project and the rounds
