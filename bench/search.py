"""Measures the full-text search in a browser: `python bench/search.py SITE [BEFORE]`, with KB_BROWSER naming a Chromium.

SITE is a built site; BEFORE is one whose search loads its whole index, and is asked in turn with the first. For each
question, each time in a browser context with an empty cache: the bytes of the search that the server sends from the key on, the
files, and the time from the key to the frame that shows the first hit; the middle of some rounds (``ROUNDS``, 5), smallest and largest
in brackets. The questions are what the articles name most often, a name in the middle, its first three letters, and
two common words. Then titles of the list of names are asked for, 500 at most: how often the page stands first, and how often
among the first three. The server is of this program, compresses nothing, and ends with it. A measurement, not a test.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ROUNDS: Final = int(os.environ.get("ROUNDS", "5"))
LONGEST: Final = 120_000  # ms
ASK: Final = """
(asked) => new Promise((done) => {
    const list = document.querySelector(".md-search-result__list");
    const watch = new MutationObserver(() => {
        if (list.querySelector(".md-search-result__item")) {
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
        }
    });
    watch.observe(list, { childList: true });
    const box = document.querySelector("[data-md-component=search-query]");
    document.querySelector("#__search").click();
    box.focus();
    box.value = asked;
    const start = performance.now();
    box.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
})
"""


TITLES: Final = """
async (titles) => {
    const config = JSON.parse(document.getElementById("__config").textContent);
    const base = new URL(config.base, location.href.endsWith("/") ? location.href : location.href + "/");
    const worker = new Worker(new URL(config.search, base));
    const settings = await (await fetch(new URL("search/search_index.json", base))).json();
    const said = (message) => new Promise((done) => { worker.onmessage = (event) => done(event.data); worker.postMessage(message); });
    await said({ type: 0, data: { config: settings.config, docs: [], options: { suggest: false } } });
    const found = [];
    for (const one of titles) {
        const groups = (await said({ type: 2, data: one })).data.items.slice(0, 3);
        found.push(groups.map((group) => group[0].location.split("#")[0]));
    }
    worker.terminate();
    return found;
}
"""


class Counting(SimpleHTTPRequestHandler):
    """Serves files, says nothing, and counts what it sends for the search."""

    sent: Final[list[int]] = []

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Say nothing."""

    def send_head(self) -> Any:  # noqa: ANN401 - the base class's signature
        """Count the file as the base class opens it."""
        file = Path(self.translate_path(self.path))
        if file.is_file() and ("/search/" in self.path or "/workers/" in self.path or "/lunr/" in self.path):
            self.sent.append(file.stat().st_size)
        return super().send_head()


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a server of one site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def asked(browser: Browser, home: str, question: str) -> tuple[float, int, int]:
    """Milliseconds, bytes and files of one question on a page that has just come to rest."""
    context = browser.new_context()
    context.set_default_timeout(LONGEST)
    page = context.new_page()
    page.goto(f"{home}articles/")
    page.wait_for_load_state("networkidle")
    Counting.sent.clear()
    took = page.evaluate(ASK, question)
    sent = list(Counting.sent)
    context.close()
    return took, sum(sent), len(sent)


def questions(site: Path) -> list[str]:
    """What is asked, taken from the list of names."""
    titles = [entry[2] for entry in json.loads((site / "data" / "finder.json").read_bytes())["entries"]]
    middle = titles[len(titles) // 2]
    return [titles[0], middle, middle[:3], "article event"]


def ranked(browser: Browser, home: str, titles: dict[str, str]) -> tuple[int, int]:
    """How many titles lead to their page first, and among the first three; ``titles`` are by address."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{home}articles/")
    found = page.evaluate(TITLES, list(titles.values()))
    context.close()
    pairs = list(zip(titles, found, strict=True))
    return sum(urls[:1] == [url] for url, urls in pairs), sum(url in urls for url, urls in pairs)


def named(site: Path, most: int = 500) -> dict[str, str]:
    """Titles by address, spread over the whole list of names."""
    index = json.loads((site / "data" / "finder.json").read_bytes())
    all_of_them = {f"{index['kinds'][entry[0]][2]}{entry[1]}/": entry[2] for entry in index["entries"]}
    step = -(-len(all_of_them) // most)
    return dict(list(all_of_them.items())[::step])


def said(values: list[float]) -> str:
    """The middle of some numbers, with the smallest and the largest."""
    return f"{median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})"


def first_hits(sites: list[Path], rounds: int = ROUNDS) -> dict[tuple[str, Path], list[tuple[float, int, int]]]:
    """For each question on each site, in turn: milliseconds, bytes and files of each round."""
    found: dict[tuple[str, Path], list[tuple[float, int, int]]] = {}
    with browsed() as browser:
        for question in questions(sites[0]):
            for _ in range(rounds):
                for site in sites:  # in turn, so that what else the machine does falls on all alike
                    with served(site) as home:
                        found.setdefault((question, site), []).append(asked(browser, home, question))
    return found


@contextmanager
def browsed() -> Iterator[Browser]:
    """A Chromium of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("KB_BROWSER"), args=FLAGS)
        yield browser
        browser.close()


def main() -> None:
    """Print a line for each question and site."""
    sites = [Path(one) for one in sys.argv[1:]]
    if not sites:
        sys.exit(__doc__)
    for site in sites:
        files = [file for file in (site / "search").rglob("*") if file.is_file()]
        print(f"{site}: the search has {len(files):,} files with {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")
    for (question, site), rounds in first_hits(sites).items():
        took, sent, many = zip(*rounds, strict=True)
        print(f"{question!r} on {site}: {said(list(took))} ms, {median(sent) / 1000:,.0f} kB in {median(many):.0f} files")
    with browsed() as browser:
        titles = named(sites[0])
        for site in sites:
            with served(site) as home:
                first, three = ranked(browser, home, titles)
            print(f"{site}: of {len(titles):,} titles {first:,} lead to their page first, {three:,} at most third")


if __name__ == "__main__":
    main()
