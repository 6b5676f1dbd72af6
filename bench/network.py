"""How long a network of 2,000 names takes: to be laid out by the build, and to be drawn by the page.

Needs a built site and a Chromium (KB_BROWSER): ``python bench/network.py SITE``. The site is copied; in the copy
``data/network.json`` is replaced by a made-up network in which a few names have many ties, as in the real one. The
figures are printed: seconds of layout, size of the file, and milliseconds from the request of the page to the drawn
canvas, the middle of five.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from kb import layout

NODES, TIES = 2_000, 3_000


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Nothing."""


def made_up() -> dict[str, Any]:
    """A network of the shape of ``data/network.json``."""
    dice = random.Random(7)  # noqa: S311 - no secret
    names = [f"name-{index:04}" for index in range(NODES)]
    pairs = [(names[index], names[int(index * dice.random() ** 2)]) for index in range(1, NODES)]
    pairs += [(dice.choice(names), names[int(NODES * dice.random() ** 3)]) for _ in range(TIES - len(pairs))]
    began = time.perf_counter()
    drawing = layout.whole(tuple(layout.Node(name, 80.0) for name in names), tuple(pairs))
    print(f"layout: {time.perf_counter() - began:.1f} s for {NODES:,} nodes and {len(pairs):,} ties")
    kinds = ["person", "group", "state", "body", "community", "place"]
    nodes = [
        {"id": name, "name": name, "kind": dice.choice(kinds), "label": "", "url": "", "search": name, "x": x, "y": y}
        for name, (x, y) in drawing.places.items()
    ]
    sure = ["asserted"] * 9 + ["alleged", "possible", "denied"]
    ties = [
        {
            "id": f"f-{number}", "from": one, "to": other, "tie": "supports", "words": "supports", "both_ways": False,
            "certainty": dice.choice(sure), "status": "actual", "when": "", "years": None, "voice": "the article", "own_voice": True,
            "cites": [{"url": "", "label": "Name 2015 ¶4b", "words": "words " * 20}],
        }
        for number, (one, other) in enumerate(pairs)
    ]  # fmt: skip
    return {"format": "1", "width": drawing.width, "height": drawing.height, "nodes": nodes, "ties": ties}


def main(site: Path) -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "site"
        shutil.copytree(site, copy)
        data = json.dumps(made_up())
        (copy / "data" / "network.json").write_text(data, encoding="utf-8")
        print(f"data/network.json: {len(data) / 1e6:.2f} MB")
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(copy))) as server, sync_playwright() as playwright:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            browser = playwright.chromium.launch(executable_path=os.environ["KB_BROWSER"], args=["--no-sandbox", "--disable-gpu"])
            times = []
            for _ in range(5):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(f"http://127.0.0.1:{server.server_port}/network/")
                page.wait_for_selector(".kb-net-view[data-drawn]")
                times.append(page.evaluate("Number(document.querySelector('.kb-net-view').dataset.at)"))
                page.close()
            browser.close()
            server.shutdown()
        print(f"drawn after {statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
