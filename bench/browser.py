"""Measures a built site in a browser: `python bench/browser.py [SITE]`, with KB_BROWSER naming a Chromium.

For each kind of page: the bytes of its HTML, the time to the first contentful paint, the time that its scripts hold the main thread
until it has loaded, and the time from a real click or key to the frame that shows its effect. The middle of five rounds, each in a
browser context with an empty cache; smallest and largest in brackets. An answer that is loaded ends with the frame that shows
it. ``THREAD=1`` adds the time of the processor that the page's main thread spent on it, which other work on the machine disturbs less
than the clock. The server is of this program and ends with it. A measurement, not a test.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROUNDS: Final = int(os.environ.get("ROUNDS", "5"))
THREAD: Final = bool(os.environ.get("THREAD"))

# The time of the last trusted click or key, to the second frame after it: the first may have been asked for before
WATCH: Final = """
window.kbTasks = 0;
new PerformanceObserver((list) => {
    list.getEntries().forEach((one) => { window.kbTasks += one.duration; });
}).observe({ type: "longtask", buffered: true });
window.kbTook = null;
["pointerup", "keydown", "change"].forEach((name) => addEventListener(name, (event) => {
    if (!event.isTrusted) return;
    window.kbTook = null;
    const start = event.timeStamp;
    window.kbStart = start;
    requestAnimationFrame(() => setTimeout(() => { window.kbTook = performance.now() - start; }, 0));
}, true));
"""
PAINT: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Say nothing."""


@dataclass(frozen=True)
class Deed:
    """Something a reader does on a page, and for what it waits; without ``until`` for the next frame."""

    name: str
    do: Callable[[Page], object]
    until: str = ""


def click(selector: str) -> Callable[[Page], object]:
    """A click of the mouse on the first that is shown."""
    return lambda page: page.locator(f"{selector} >> visible=true").first.click(timeout=5000)


def key(selector: str, text: str) -> Callable[[Page], object]:
    """One letter typed into a field."""

    def press(page: Page) -> None:
        page.locator(f"{selector} >> visible=true").first.focus(timeout=5000)
        page.keyboard.press(text)

    return press


OPEN: Final = Deed("opens the finder", lambda page: page.keyboard.press("/"), "document.querySelector('.kb-finder[open] .kb-finder__hit')")
FIRST: Final = Deed("first letter in the finder", lambda page: page.keyboard.press("a"))
WORDS: Final = Deed("letter in the filter", key(".kb-filter input[type=search]", "a"))
CHIP: Final = Deed("button of the filter", click(".kb-chip[data-key]"))
SORT: Final = Deed("sorts", click("table.kb-sort thead button"))


ANSWERED: Final = "document.querySelector('.kb-answer') && document.querySelector('.kb-answer') !== window.kbBefore"
MORE: Final = ".kb-answers__part .kb-chip, .kb-answers__part > .kb-note-line"  # where there is no more, a click on words


def ask(page: Page) -> None:
    """Takes the first name of the list in one picker, and in the other the first that has another letter."""
    page.keyboard.press("Enter")
    page.locator("#to-box").focus()
    page.keyboard.press("b")
    page.keyboard.press("Enter")


def kinds(site: Path) -> Iterator[tuple[str, str, tuple[Deed, ...]]]:
    """Kind of page, address, and what is done there; of single pages the one with most bytes."""
    years = _largest(site, "as-of/*/index.html")
    yield "front", "", (OPEN, FIRST)
    yield "index of actors", "actors/", (WORDS, CHIP, SORT)
    yield "index of events", "events/", (WORDS, CHIP, SORT)
    yield "index of sources", "sources/", (WORDS, SORT)
    yield "index of articles", "articles/", (WORDS, SORT)
    yield "largest actor", _largest(site, "actors/*/index.html"), (OPEN, CHIP)
    yield "largest event", _largest(site, "events/*/index.html"), (OPEN,)
    yield "largest article", _largest(site, "articles/*/index.html"), (OPEN,)
    yield "timeline", "timeline/", (WORDS, CHIP)
    yield "largest year of it", _largest(site, "timeline/*/index.html"), (WORDS, CHIP)
    yield (
        "network",
        "network/",
        (
            Deed("opens the filters", click(".kb-net-panel > summary")),
            Deed("button of the filter", click(".kb-net-form .kb-chip[data-key]")),
            Deed("letter in its search", key("#kb-net-find", "a")),
            Deed("chooses a name", click(".kb-net-found button")),
        ),
    )
    yield "connections", "connections/", (Deed("letter in a picker", key("#from-box", "s")), Deed("asks for two", ask, ANSWERED), SORT)
    yield "as of a date", "as-of/", (Deed("another day", key("input[type=date]", "ArrowUp"), ANSWERED), Deed("shows more", click(MORE)))
    yield "largest year as of", years, (OPEN,)
    yield "largest continued", _largest(site, "*/*/*/[0-9]*/index.html"), (OPEN,)
    yield "disputes", "disputes/", (CHIP,)
    yield "coverage", "coverage/", (OPEN,)
    yield "known by year", "coverage/actors/", (SORT,)
    yield "gaps", "gaps/", (OPEN,)


def _largest(site: Path, pattern: str) -> str:
    found = sorted(site.glob(pattern), key=lambda one: (-one.stat().st_size, str(one)))
    return f"{found[0].parent.relative_to(site)}/" if found else ""


def _wait(page: Page, condition: str) -> None:
    """Look every few milliseconds whether it is so. Playwright's own way needs ``eval``, which the policy of the pages forbids."""
    page.evaluate(f"new Promise((done) => {{ const look = () => ({condition}) ? done() : setTimeout(look, 5); look(); }})")


def did(page: Page, deed: Deed) -> float | None:
    """Milliseconds from the click or key to the frame after its effect; None where the page has no such thing."""
    page.evaluate("window.kbBefore = document.querySelector('.kb-answer')")
    try:
        deed.do(page)
    except Exception:  # noqa: BLE001 - whatever Playwright says, the thing is not there
        return None
    if deed.until:
        _wait(page, deed.until)
        return float(
            page.evaluate(
                "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - window.kbStart), 0)))"
            )
        )
    _wait(page, "window.kbTook !== null")
    return float(page.evaluate("window.kbTook"))


def worked(thread: CDPSession) -> float:
    """Milliseconds of the processor that the page's main thread has spent so far."""
    return next(float(one["value"]) * 1000 for one in thread.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration")


def measure(browser: Browser, home: str, url: str, deeds: tuple[Deed, ...]) -> dict[str, list[float]]:
    """The figures of one page by their name, a list of all rounds each."""
    took: dict[str, list[float]] = {"paint": [], "held": []}
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(home + url)
        page.wait_for_load_state("networkidle")
        took["paint"].append(float(page.evaluate(PAINT)))
        took["held"].append(float(page.evaluate("window.kbTasks")))
        if page.locator("table[data-rows]").count():
            page.wait_for_selector("table[data-ready]", state="attached")
        if url == "as-of/":
            page.wait_for_selector(".kb-answer")
        if url == "network/":
            page.wait_for_selector(".kb-net-view[data-drawn]", timeout=60_000)
            took.setdefault("drawn", []).append(float(page.evaluate("Number(document.querySelector('.kb-net-view').dataset.at)")))
        thread = context.new_cdp_session(page)
        thread.send("Performance.enable", {"timeDomain": "threadTicks"})
        for deed in deeds:
            before = worked(thread)
            spent = did(page, deed)
            if spent is not None:
                took.setdefault(deed.name, []).append(spent)
                if THREAD:
                    took.setdefault(f"{deed.name}: thread", []).append(worked(thread) - before)
            if deed is OPEN and FIRST not in deeds:
                page.keyboard.press("Escape")
        context.close()
    return took


def said(times: list[float]) -> str:
    """The middle, and in brackets the smallest and largest, in ms."""
    return f"{median(times):.0f} ({min(times):.0f}–{max(times):.0f})" if times else ""


def main() -> None:
    """Print the table."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    only = sys.argv[2] if len(sys.argv) > 2 else ""  # noqa: PLR2004 - the second word of the command
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=os.environ.get("KB_BROWSER"), args=FLAGS)
        print(f"Chromium {browser.version}; times in ms, median of {ROUNDS} (smallest–largest)\n")
        print("| page | HTML, kB | first paint | scripts hold | to the next frame |\n| --- | --- | --- | --- | --- |")
        for name, url, deeds in kinds(site):
            if only not in name:
                continue
            size = (site / url / "index.html").stat().st_size / 1000
            took = measure(browser, f"http://127.0.0.1:{server.server_port}/", url, deeds)
            done = "; ".join(f"{deed} {said(times)}" for deed, times in took.items() if deed not in {"paint", "held"})
            print(f"| {name} | {size:,.0f} | {said(took['paint'])} | {said(took['held'])} | {done} |", flush=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
