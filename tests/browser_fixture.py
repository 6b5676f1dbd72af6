"""The fixtures ``browser``, ``home``, ``tabs`` and ``tab``: the real site in a browser, for test files that ask with ``pytest_plugins``.

Playwright has one session in a thread: whoever drives a browser in the tests asks for this one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.built_site import Site
from tests.tabs import DESK, FLAGS, Quiet, Tab, Tabs

# What is waited for comes at once on an idle machine; a busy one must not fail for being busy
expect.set_options(timeout=60_000)


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
