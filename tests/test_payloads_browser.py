"""The corpus in a browser, with the content-security policy taken away: nothing runs, asks another host, or becomes an element.

``test_payloads`` compares the pages as they are written; here are the scripts, which put words from the data files, the search index
and other pages into the page: the finder, the search of the host, the cards, the network, the tables, the two questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Final

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from kb.passages import may_be_a_link
from tests.hostile import payloads
from tests.tabs import DESK, PHONE, Quiet, Tab
from tests.test_payloads import Twins, few, many

__all__ = ["few", "many"]
pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

TRAPS: Final = "for (const name of ['ran', 'print']) window[name] = () => console.error('a script of the words ran');"
LOOK: Final = r"""
() => {
    const never = "iframe frame frameset object embed applet base img image picture video audio style math portal xmp marquee".split(" ");
    const ours = /^data:application\/(x-bibtex|x-research-info-systems|vnd\.citationstyles\.csl\+json);/;
    const runs = /^[\s\x00-\x1f]*(?!https?:|mailto:)([a-z][a-z0-9+.-]*:|[\\/]{2})/i;
    const wrong = [];
    for (const one of document.querySelectorAll("*")) {
        if (never.includes(one.localName)) wrong.push(one.outerHTML.slice(0, 200));
        if (one.localName === "script" && one.src && new URL(one.src).origin !== location.origin) wrong.push(one.src);
        for (const each of one.attributes) {
            if (/^on|^srcdoc$|^ping$/i.test(each.name)) wrong.push(`${each.name}=${each.value}`);
            const address = /^((xlink:)?href|src|action|formaction|data|poster|srcset|background)$/i.test(each.name);
            if (address && runs.test(each.value) && !ours.test(each.value)) wrong.push(`${each.name}=${each.value}`);
        }
    }
    return wrong;
}
"""
LISTS: Final = (
    "",
    *("actors/", "people/", "groups/", "places/", "events/", "timeline/", "articles/", "sources/", "disputes/", "network/"),
    *("connections/?from=a0&to=a1", "as-of/?day=2015-09-28", "as-of/2015/", "coverage/", "coverage/actors/", "gaps/", "receipt/"),
)


class Visit:
    """A tab without the policy, and what words of a contributor did in it."""

    def __init__(self, browser: Browser, home: str, size: dict[str, int]) -> None:
        """Open the tab and set the traps."""
        self.context = browser.new_context(
            bypass_csp=True, viewport={"width": size["width"], "height": size["height"]}, reduced_motion="reduce"
        )
        self.context.set_default_timeout(60_000)
        self.tab = Tab(self.context.new_page(), home)
        self.tab.watch()
        self.tab.page.add_init_script(TRAPS)
        self.tab.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.tab.wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, url: str) -> Page:
        """Go to a page and look at it."""
        page = self.tab.go(url)
        self.look(url)
        return page

    def look(self, where: str) -> None:
        """Fail for everything that is not words."""
        assert not self.tab.page.evaluate(LOOK), where
        assert not self.tab.wrong, where


@pytest.fixture
def hosted(few: Twins, browser: Browser) -> Iterator[Visit]:
    """A tab on the site with many texts in one field."""
    with served(few) as home:
        visit = Visit(browser, home, DESK)
        yield visit
        visit.context.close()


class served:  # noqa: N801 - used as a function
    """The hostile one of two sites, behind an address."""

    def __init__(self, twins: Twins) -> None:
        """Listen on a port of this machine."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(twins.hostile.folder)))

    def __enter__(self) -> str:
        """Serve until the end."""
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *_: object) -> None:
        """End serving."""
        self.server.shutdown()
        self.server.server_close()


def test_no_list_runs_words(hosted: Visit) -> None:
    for url in LISTS:
        page = hosted.go(url)
        page.wait_for_load_state("networkidle")
        hosted.look(url)


def test_no_page_of_a_thing_runs_words(hosted: Visit, few: Twins) -> None:
    for n in range(0, len(few.texts), 4):
        for kind in ("articles/h", "actors/a", "events/e"):
            hosted.go(f"{kind}{n}/")


def test_the_finder_and_the_search_show_words_as_words(hosted: Visit) -> None:
    for asked in ("script", "<img src=x onerror=ran()>", "javascript:", "onload"):
        page = hosted.go("actors/a0/")
        page.keyboard.press("/")
        page.keyboard.type(asked)
        expect(page.get_by_role("option").last).to_contain_text("full text")
        hosted.look(f"the finder, {asked}")
        page.get_by_role("option").last.click()
        expect(page.locator(".md-search-result__meta")).to_contain_text("matching", timeout=60_000)
        page.wait_for_timeout(200)
        hosted.look(f"the search, {asked}")
        hosted.go(f"articles/h0/?h={asked}")


def test_a_card_shows_words_as_words(hosted: Visit) -> None:
    for n in (0, 7, 15):
        page = hosted.go(f"articles/h{n}/")
        page.locator("a.kb-m").first.hover()
        expect(page.locator(".kb-preview")).to_be_visible()
        hosted.look("the card")


def test_the_network_and_the_tables_show_words_as_words(hosted: Visit) -> None:
    page = hosted.go("network/#n-a3")
    page.wait_for_load_state("networkidle")
    for _ in range(12):
        page.keyboard.press("Tab")
    hosted.look("the network")
    for url in ("actors/", "events/?words=script", "sources/?sort=1-down"):
        page = hosted.go(url)
        page.wait_for_load_state("networkidle")
        hosted.look(url)


def test_hostile_names_do_not_widen_a_page(few: Twins, browser: Browser) -> None:
    """Words without a place to break, marks above marks, and both directions of writing stay within a phone."""
    with served(few) as home:
        visit = Visit(browser, home, PHONE)
        wide = []
        for url in [
            *LISTS,
            *(f"{kind}{n}/" for n in range(0, len(few.texts), 5) for kind in ("articles/h", "actors/a", "events/e", "sources/s")),
        ]:
            page = visit.go(url)
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [f"{url}: {width}"] if width > PHONE["width"] else []
        visit.context.close()
        assert not wide


def test_an_address_that_may_be_a_link_leads_where_it_says(hosted: Visit) -> None:
    """Python and the browser read addresses by different standards (RFC 3986, WHATWG URL): what we let through both take for the same."""
    page = hosted.go("articles/h0/")
    pieces = [
        "javascript:x",
        "//h/",
        "/\\h/",
        "\\\\h/",
        "https:h",
        "http:/h",
        "https://u@h/",
        "?a:b",
        "#a:b",
        "a/b:c",
        "a:b",
        "./a:b",
        "\tx:y",
        "x%3Ay",
    ]
    texts = sorted({text for text in [*payloads(), *pieces] if may_be_a_link(text)})
    assert len(texts) > 20
    for text, (protocol, same, user) in zip(
        texts,
        page.evaluate(
            "(all) => all.map((one) => { const url = new URL(one, location.href); "
            "return [url.protocol, url.origin === location.origin, url.username + url.password]; })",
            texts,
        ),
        strict=True,
    ):
        assert protocol in {"http:", "https:", "mailto:"}, text
        assert same or text.lower().startswith(("http://", "https://", "mailto:")), text
        assert not user, text


@pytest.mark.torture
def test_each_hostile_text_by_itself_does_nothing_on_any_page(many: Twins, browser: Browser) -> None:
    with served(many) as home:
        visit = Visit(browser, home, DESK)
        for file in sorted(many.hostile.folder.rglob("index.html")):
            visit.go(file.parent.relative_to(many.hostile.folder).as_posix() + "/")
        visit.context.close()
