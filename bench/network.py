"""How long the page of a large network takes: ``python -m bench.network SITE [as-is]``, with KB_BROWSER naming a Chromium.

It makes a library of 2,000 articles in which 2,001 names have 8,000 ties, and puts their page into a copy of a built
site; ``as-is`` measures the site’s own. In each of five rounds the page is opened with an empty cache; then names are
chosen, filters set and the picture zoomed and moved, and each is timed from the event to the second frame after it. The
middle of the rounds, smallest and largest in brackets, in milliseconds of the clock, and beside it the processor time of
the page’s main thread, in which other work on the machine does not show. Chromium draws by software. A measurement, not
a test.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

from bench.generate import write
from kb import library
from kb.pages import network_page
from kb.pages.wording import Speech

ARTICLES, SEED, NAMES, ROUNDS = 2_000, 1, 4_500, 5
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# What is done, in this order; each ends with the second frame after it
DEEDS: Final = {
    "chooses the name with most ties": "kbNetwork.picture.choose(kbNetwork.picture.byTies[0], -1)",
    "chooses nothing": "kbNetwork.picture.choose(-1, -1)",
    "filter: a kind": "document.querySelector('.kb-net-form .kb-chip[data-key=kind]').click()",
    "filter: without denied": "document.querySelector('.kb-net-form .kb-chip[data-key=without]').click()",
    "clears": "document.querySelector('.kb-net-form [data-do=reset]').click()",
    "searches": "const box = document.querySelector('#kb-net-find'); box.value = 'ba'; box.dispatchEvent(new Event('input'))",
    **{f"zooms, {number}": "document.querySelector('[data-do=in]').click()" for number in range(1, 10)},
    "moves": "kbNetwork.picture.panBy(60, 0)",
    "fits": "document.querySelector('[data-do=fit]').click()",
    "Enter: the next name, its card, its place": "document.querySelector('.kb-net-view')"
    ".dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))",
}
TIMED: Final = """(deed) => new Promise((done) => {
    const start = performance.now();
    eval(deed);
    requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0)), 0));
})"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Nothing."""


@contextmanager
def made_up(site: Path) -> Iterator[Path]:
    """A copy of a built site with the page of the network of a made-up library."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "library", ARTICLES, SEED, NAMES)
        kb = library.load(Path(folder) / "library").kb
        copy = Path(folder) / "site"
        for part in ("assets", "network"):
            shutil.copytree(site / part, copy / part)
        began = time.perf_counter()
        (page,) = islice(network_page.make(kb, Speech(kb)), 1)
        print(f"layout, page and data files: {time.perf_counter() - began:.1f} s")
        (copy / "data").mkdir()
        for path, data in page.files:
            (copy / path).write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        around = (copy / "network" / "index.html").read_text(encoding="utf-8")
        start, end = around.index('<link rel="preload"'), around.index("</table>")
        inside = page.html[page.html.index('<link rel="preload"') : page.html.index("</table>")]
        (copy / "network" / "index.html").write_text(around[:start] + inside + around[end:], encoding="utf-8")
        yield copy


Figures = dict[str, tuple[float, float]]  # milliseconds of the clock, and of the processor


def opened(browser: Browser, url: str) -> Figures:
    """The figures of one visit."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "ThreadTime")) * 1000

    page.goto(url)
    page.wait_for_selector(".kb-net-view[data-drawn]", timeout=120_000)
    paint = float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"))
    found = {
        "first paint": (paint, 0.0),
        "drawn": (float(page.evaluate("Number(document.querySelector('.kb-net-view').dataset.at)")), spent()),
    }
    page.wait_for_load_state("networkidle")
    for name, deed in DEEDS.items():
        before = spent()
        took = float(page.evaluate(TIMED, deed))
        found[name] = (took, spent() - before)
    context.close()
    return found


def measure(site: Path) -> None:
    """Open the page again and again, and print."""
    for path in (site / "network" / "index.html", site / "data" / "network.json", site / "data" / "network-words.json"):
        print(f"{path.relative_to(site)}: {path.stat().st_size / 1000:,.0f} kB")
    data = json.loads((site / "data" / "network.json").read_bytes())
    print(f"{len(data['names']['id']):,} names, {len(data['ties']['id']):,} ties")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=os.environ["KB_BROWSER"], args=FLAGS)
        visits = [opened(browser, f"http://127.0.0.1:{server.server_port}/network/") for _ in range(ROUNDS)]
        print(f"Chromium {browser.version}, load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; ms of {ROUNDS} rounds")
        browser.close()
        server.shutdown()
    for name in visits[0]:
        clock, processor = ([visit[name][which] for visit in visits] for which in (0, 1))
        print(f"{name}: {said(clock)}; processor {said(processor)}")


def said(times: list[float]) -> str:
    """The middle, and the smallest and the largest in brackets."""
    return f"{median(times):.0f} ({min(times):.0f}-{max(times):.0f})"


def main(site: Path, *, as_is: bool) -> None:
    """Measure the page of a made-up library, or that of the site itself."""
    if as_is:
        measure(site)
        return
    with made_up(site) as copy:
        measure(copy)


if __name__ == "__main__":
    main(Path(sys.argv[1]), as_is="as-is" in sys.argv[2:])
