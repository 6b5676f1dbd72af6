"""Tabs of a browser as the tests see them: their sizes, and what went wrong in them.

The fixtures that open them stand in ``browser_fixture``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

ACTOR, ARTICLE = "actors/al-qaeda-in-iraq/", "articles/iraq-set-to-coordinate-anti-isis-operations/"
KINDS_OF_PAGE = {
    "front": "",
    "index of actors": "actors/",
    "index of people": "people/",
    "actor": ACTOR,
    "index of places": "places/",
    "place": "places/moscow/",
    "index of events": "events/",
    "event": "events/syrian-uprising/",
    "timeline": "timeline/",
    "index of articles": "articles/",
    "article": ARTICLE,
    "index of sources": "sources/",
    "source": "sources/gordon-2015/",
    "receipt": "receipt/",
    "method": "method/",
    "disputes": "disputes/",
    "network": "network/",
    "connections": "connections/",
    "connection": "connections/?from=islamic-state&to=iran",
    "as of a date": "as-of/",
    "as of a year": "as-of/2013/",
    "known by year": "coverage/actors/",
    "coverage": "coverage/",
    "gaps": "gaps/",
    "page of the guide": "guide/quotes/",
}

PAINT = """
window.paint = (layers) => {
    const board = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    for (const layer of layers) { board.fillStyle = layer; board.fillRect(0, 0, 1, 1); }
    const [red, green, blue] = board.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
};
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        pass


@dataclass
class Tab:
    """A tab of the browser, and what went wrong in it."""

    page: Page
    home: str
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note errors of the console and of scripts, failed requests, and requests to any other host."""

        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.wrong.append(f"console: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith((self.home, "data:", "blob:")):
                self.wrong.append(f"request: {request.url}")

        def failed(error: Error) -> None:
            self.wrong.append(f"script: {error.message}")

        self.page.on("console", said)
        self.page.on("request", asked)
        self.page.on("pageerror", failed)
        self.page.on("response", lambda answer: self.wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)

    def go(self, url: str) -> Page:
        self.page.goto(self.home + url)
        return self.page


def until(page: Page, condition: str, arg: object = None) -> None:
    """Wait until JavaScript says that something is so. Playwright's own way needs ``eval``, which the policy of the pages forbids."""
    for _ in range(600):
        if page.evaluate(condition, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not so after a minute: {condition}")


Scheme = Literal["light", "dark"]


class Tabs:
    """Opens tabs, each in a context of its own."""

    def __init__(self, browser: Browser, home: str) -> None:
        """Remember what to open tabs with."""
        self.browser, self.home = browser, home
        self.contexts: list[BrowserContext] = []

    def open(self, size: dict[str, int], *, scheme: Scheme = "light", scripts: bool = True) -> Tab:
        context = self.browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        context.add_init_script(PAINT)
        self.contexts.append(context)
        tab = Tab(context.new_page(), self.home)
        tab.watch()
        return tab
