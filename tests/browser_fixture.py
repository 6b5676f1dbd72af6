"""The fixtures ``browser``, ``home``, ``tabs`` and ``tab``: the real site in a browser, for test files that ask with ``pytest_plugins``.

Playwright has one session in a thread: whoever drives a browser in the tests asks for this one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from tests.built_site import HOME, Site

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

PAINT = """
window.paint = (layers) => {
    const board = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    for (const layer of layers) { board.fillStyle = layer; board.fillRect(0, 0, 1, 1); }
    const [red, green, blue] = board.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
};
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing. The site map names this server: Material's previews go only where the site map leads."""

    def do_GET(self) -> None:
        if self.path != "/sitemap.xml":
            super().do_GET()
            return
        here = f"http://{self.headers['Host']}/"
        data = (Path(self.directory) / "sitemap.xml").read_bytes().replace(HOME.encode(), here.encode())
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        pass


@pytest.fixture(scope="session")
def home(site: Site) -> Iterator[str]:
    """The address of a server of the site on this machine; it ends with the tests."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that KB_BROWSER names."""
    path = os.environ.get("KB_BROWSER")
    if not path:
        pytest.fail("KB_BROWSER is not set: run `make browser`, or set it to the path of a Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


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
        context.set_default_timeout(10_000)
        context.add_init_script(PAINT)
        self.contexts.append(context)
        tab = Tab(context.new_page(), self.home)
        tab.watch()
        return tab


@pytest.fixture
def tabs(browser: Browser, home: str) -> Iterator[Tabs]:
    """Tabs that are closed after the test."""
    made = Tabs(browser, home)
    yield made
    for context in made.contexts:
        context.close()


@pytest.fixture
def tab(tabs: Tabs) -> Tab:
    """A tab on a desk."""
    return tabs.open(DESK)
