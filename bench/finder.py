"""Measures the finder in a browser: `python bench/finder.py [SITE] [HOW MANY]`, with KB_BROWSER naming a Chromium.

SITE is a built site (`site`). Its list of names is asked first; then one with so many entries (20,000), made here from
syllables. For each: the bytes that the first search loads, the time from the key that opens the finder to the first
result on the screen, and the time that one question takes the script. It is a measurement, not a test.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Route, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SYLLABLES = ("ka", "lo", "mi", "ren", "su", "tav", "ord", "ber", "ni", "fel", "gra", "hon")
ROUNDS = 5
FIRST = """
() => new Promise((done) => {
    const list = new MutationObserver(() => {
        if (!document.querySelector(".kb-finder__hit .kb-k")) return;
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    });
    list.observe(document.body, { childList: true, subtree: true });
    const start = performance.now();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
    const box = document.querySelector(".kb-finder__box");
    box.value = "ASKED";
    box.dispatchEvent(new Event("input"));
})
"""
QUESTION = """
async (asked) => {
    const names = await kbFinder.load();
    return asked.map((text) => { const start = performance.now(); kbFinder.rank(names, text); return performance.now() - start; });
}
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Say nothing."""


def generated(many: int, kinds: list[list[str]]) -> bytes:
    """A list of names with so many entries, each with a title of two or three words and a second form for every other."""
    by = random.Random(many)  # noqa: S311 - the same list in every run

    def name(words: int) -> str:
        return " ".join("".join(by.choices(SYLLABLES, k=by.randint(1, 4))).capitalize() for _ in range(words))

    entries = [
        [by.randrange(8), f"entry-{number}", name(by.randint(2, 3)), *((0, name(2)) if number % 2 else ())] for number in range(many)
    ]
    made: dict[str, object] = {"format": 1, "kinds": kinds, "forms": ["spelling"], "loose": [], "entries": entries}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def measure(browser: Browser, home: str, said: str, names: bytes) -> None:
    """Print what one list of names takes; each round in a browser context of its own, with nothing in its cache."""
    index = json.loads(names)
    titles = [entry[2] for entry in index["entries"]]
    wrong = [title[:2] + title[3:] for title in titles]
    first: list[float] = []
    right: list[float] = []
    slips: list[float] = []
    for _ in range(ROUNDS):
        context = browser.new_context()
        page = context.new_page()

        def answer(route: Route) -> None:
            route.fulfill(body=names, content_type="application/json")

        page.route("**/data/finder.json", answer)
        page.goto(f"{home}method/")
        page.wait_for_load_state("networkidle")
        first.append(page.evaluate(FIRST.replace("ASKED", titles[len(titles) // 2])))
        step = max(1, len(titles) // 100)
        right += page.evaluate(QUESTION, titles[::step])
        slips += page.evaluate(QUESTION, wrong[::step])
        context.close()
    print(
        f"{said}: {len(titles):,} entries, {len(names) / 1000:,.0f} kB; key to first result {min(first):.0f} to {max(first):.0f} ms; "
        f"one question, median {median(right):.1f} ms, with a typo {median(slips):.1f} ms, longest {max(*right, *slips):.1f} ms"
    )


def main() -> None:
    """Print the figures of the site's list and of the generated one."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000  # noqa: PLR2004 - the second word of the command
    names = (site / "data" / "finder.json").read_bytes()
    scripts = sum((site / "assets" / "kb" / "js" / name).stat().st_size for name in ("finder.js", "fold.js"))
    print(f"scripts: {scripts / 1000:.1f} kB, loaded with each page")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ.get("KB_BROWSER"), args=FLAGS)
            home = f"http://127.0.0.1:{server.server_port}/"
            measure(browser, home, "the site", names)
            measure(browser, home, "generated", generated(many, json.loads(names)["kinds"]))
            browser.close()
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    main()
