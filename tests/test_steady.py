"""Nothing moves while one reads: no kind of page shifts while it loads, nor when a link shows its card or a preview."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from functools import partial
from http.server import ThreadingHTTPServer
from typing import IO

import pytest
from playwright.sync_api import Page, Route, expect

from tests.built_site import Site
from tests.tabs import ACTOR, ARTICLE, DESK, KINDS_OF_PAGE, PHONE, Quiet, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

# Cumulative layout shift as browsers count it (Layout Instability API). 0.1 passes for good in the field; here nothing may be seen to move,
# and what is left is rounding.
BOUND = 0.001
COUNT = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    const moved = one.sources.map((source) => source.node?.parentElement?.closest("[id], [class]")?.outerHTML.slice(0, 80));
    window.shifts.push([one.value, moved]);
})).observe({ type: "layout-shift", buffered: true });
"""
SETTLED = "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"


def shifted(page: Page) -> tuple[float, list[object]]:
    """How much has shifted so far, and what."""
    page.evaluate(SETTLED)
    found = page.evaluate("window.shifts")
    return sum(value for value, _ in found), found


def as_a_whole(route: Route) -> None:
    """Answer with a page of which nothing is shown before all that is to be read has come, however slowly (HTML, ``rel=expect``).

    A long table that is shown while its rows still arrive finds its columns with them. The scripts stand behind what is to be read: the
    page is shown before they run, and what they move is counted.
    """
    if route.request.resource_type != "document":
        route.continue_()
        return
    answer = route.fetch()
    page = answer.text().replace("</head>", '<link rel="expect" href="#the-end" blocking="render"></head>', 1)
    read, scripts = page.rsplit("</div>", 1)
    assert "assets/javascripts/bundle" in scripts
    route.fulfill(response=answer, body=f'{read}<i id="the-end" hidden></i></div>{scripts}')


def unsteady(tabs: Tabs, size: dict[str, int], kinds: Iterable[str], without: str = "") -> dict[str, tuple[float, list[object]]]:
    """Which kinds of page shift while they load, how much and where; files that match ``without`` never come."""
    found = {}
    for kind in kinds:
        tab = tabs.open(size)
        tab.page.add_init_script(COUNT)
        tab.page.route("**/*", as_a_whole)
        if without:
            tab.page.route(without, lambda route: route.abort())
        tab.page.goto(tab.home + KINDS_OF_PAGE[kind], wait_until="networkidle")
        total, where = shifted(tab.page)
        if total > BOUND:
            found[kind] = (round(total, 4), where)
        if not without:
            assert tab.wrong == [], kind
        tab.page.close()
    return found


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_kind_of_page_shifts_while_it_loads(size: dict[str, int], tabs: Tabs) -> None:
    assert unsteady(tabs, size, KINDS_OF_PAGE) == {}


def test_a_page_whose_faces_never_come_stands_as_still(tabs: Tabs) -> None:
    """Words are wider or narrower in the reader's own face: what scripts bring must have its room in any."""
    assert unsteady(tabs, DESK, ["actor", "article", "event", "index of actors", "timeline"], without="**/*.woff2") == {}


class Trickle(Quiet):
    """Serves pages piece by piece, as a slow line does."""

    def copyfile(self, source: IO[bytes], outputfile: IO[bytes]) -> None:  # type: ignore[override] # the base class names no mode
        """Write a page in pieces between which the browser paints."""
        whole = source.read()
        page = whole.startswith(b"<!doctype html>")
        step = len(whole) // 8 + 1 if page else len(whole) + 1
        for piece in [whole[at : at + step] for at in range(0, len(whole), step)]:
            outputfile.write(piece)
            outputfile.flush()
            if page:
                time.sleep(0.1)


WITH_ROWS = [
    "index of actors",
    "index of places",
    "index of events",
    "index of articles",
    "index of sources",
    "known by year",
    "connections",
]
# The heads of columns that are elsewhere than in the frame before. A row that is still coming wraps its words as they come, which on a
# busy machine moves some of them down: that is no column, and not looked at.
COLUMNS = """
window.moved = [];
const stood = new Map();
(function look() {
    document.querySelectorAll(".kb-table thead th").forEach((head) => {
        const { left, right } = head.getBoundingClientRect();
        const before = stood.get(head) ?? { left, right };
        if (Math.abs(before.left - left) > 1 || Math.abs(before.right - right) > 1) {
            window.moved.push([head.textContent, before, { left, right }]);
        }
        stood.set(head, { left, right });
    });
    requestAnimationFrame(look);
})();
"""


def test_a_table_whose_rows_still_arrive_keeps_its_columns(tabs: Tabs, site: Site) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Trickle, directory=str(site.folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        unsteady = {}
        for kind in WITH_ROWS:
            page = tabs.open(DESK).page
            page.add_init_script(COLUMNS)
            page.goto(f"http://127.0.0.1:{server.server_port}/{KINDS_OF_PAGE[kind]}", wait_until="networkidle")
            page.evaluate(SETTLED)
            if moved := page.evaluate("window.moved"):
                unsteady[kind] = moved
            page.close()
        server.shutdown()
        thread.join()
    assert unsteady == {}


PLACES = {"actor": ACTOR, "article": ARTICLE, "event": KINDS_OF_PAGE["event"], "index of actors": "actors/", "network": "network/"}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("kind", PLACES)
def test_pointing_at_names_and_citations_moves_nothing(kind: str, size: dict[str, int], tabs: Tabs) -> None:
    tab = tabs.open(size)
    tab.page.add_init_script(COUNT)
    page = tab.page
    page.goto(tab.home + PLACES[kind], wait_until="networkidle")
    if kind == "network":
        page.wait_for_selector(".kb-net-view[data-drawn]")
    elsewhere = f"[href]:not([href$='{PLACES[kind]}']):visible"
    name = page.locator(f":is(.kb-section, .kb-accounts, .kb-table) a.kb-name{elsewhere}, .kb-text a.kb-m{elsewhere}").first
    name.scroll_into_view_if_needed()
    before, _ = shifted(page)
    card = page.locator(".kb-preview")
    name.hover()
    expect(card).to_be_visible()
    assert shifted(page)[0] == before, "the card of what is pointed at"
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)
    name.focus()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    cites = page.locator("a.kb-cite:visible, .kb-fn a:visible")
    if cites.count():
        cites.first.focus()
        shifted(page)
        cites.first.hover()
    after, found = shifted(page)
    assert after == before, found


def test_fonts_are_asked_for_in_the_head_and_come_in_time_or_not_at_all(tabs: Tabs) -> None:
    """A face that came late would move what is being read; a face that is asked for and not shown would be asked for in vain."""
    tab = tabs.open(DESK)
    for kind, url in KINDS_OF_PAGE.items():
        page = tab.go(url)
        page.evaluate(SETTLED)
        asked = page.locator('link[rel="preload"][as="font"]').evaluate_all("(all) => all.map((one) => one.href)")
        faces = page.evaluate(
            """() => [...document.fonts].filter((one) => one.family.includes("KB"))
                .map((one) => [one.family, one.style, one.status, one.display])"""
        )
        assert {display for *_, display in faces} == {"optional"}, kind
        shown = {(family.strip('"'), style) for family, style, status, _ in faces if status == "loaded"}
        names = {
            "kb-sans": ("KB Sans", "normal"),
            "kb-serif": ("KB Serif", "normal"),
            "kb-serif-italic": ("KB Serif", "italic"),
            "kb-serif-display": ("KB Serif Display", "normal"),
        }
        assert {names[one.rsplit("/", 1)[-1].removesuffix(".woff2")] for one in asked} <= shown, kind
