"""Tables that go on over several pages: each row on one of them, once; the filter and the order of the first take in all rows."""

from __future__ import annotations

import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.folding import search_key
from tests.built_site import Site, every, once, run, words
from tests.tabs import DESK, PHONE, Quiet, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

# A project of this size has no long table: here a table is long from a few rows on
SHORTENED: Final = """
import sys
from kb.cli import main
from kb.pages import connections_page, indexes, known_page
for module, first in ((indexes, 8), (known_page, 5), (connections_page, 4)):
    module.LONG, module.FIRST = 30, first
main(["build", "--site-dir", sys.argv[1]])
"""
TABLES: Final = {
    "actors/": ("actors", "index"),
    "events/": ("events", "index"),
    "coverage/actors/": ("known", "known"),
    "connections/": ("direct-ties", "direct-ties"),
}


@pytest.fixture(scope="session")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site with its long tables divided; ``kb build`` found every link and anchor in it."""
    return Site(once(tmp_path_factory, "divided", lambda folder: run(sys.executable, "-c", SHORTENED, folder)))


@pytest.fixture(scope="module")
def desk(browser: Browser, divided: Site) -> Iterator[Tabs]:
    """Tabs on that site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(divided.folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        made = Tabs(browser, f"http://127.0.0.1:{server.server_port}/")
        yield made
        for context in made.contexts:
            context.close()
        server.shutdown()
        thread.join()


def pages_of(site: Site, url: str) -> list[str]:
    """A page and those on which its table goes on."""
    return [
        url,
        *(f"{file.parent.relative_to(site.folder).as_posix()}/" for file in sorted((site.folder / url).glob("*/[0-9]*/index.html"))),
    ]


def rows_of(site: Site, url: str, table: str) -> list[Any]:
    """The rows of the table of a page, first or going on."""
    found = [one for one in site.page(url).iter("table") if one.get("id") == table or "kb-table" in (one.get("class") or "")]
    return list(found[0].iter("tr"))[1:]


@pytest.mark.parametrize("url", TABLES)
def test_each_row_stands_once_in_the_pages_and_once_in_the_data(url: str, site: Site, divided: Site) -> None:
    name, table = TABLES[url]
    whole = [words(row) for row in rows_of(site, url, table)]
    pages = pages_of(divided, url)
    assert len(pages) > 2
    assert [words(row) for one in pages for row in rows_of(divided, one, table)] == whole, "in the same order"
    data = divided.data(f"tables/{name}.json")
    assert len(data["rows"]) == len(whole)
    assert not (site.folder / "data" / "tables").exists(), "a table that is whole needs no file"
    assert "long-table.js" not in (site.folder / url / "index.html").read_text(encoding="utf-8")


def test_the_words_of_a_row_are_in_its_cells_or_beside_them(site: Site, divided: Site) -> None:
    data = divided.data("tables/actors.json")
    for row, line in zip(data["rows"], rows_of(site, "actors/", "index"), strict=True):
        said = set(search_key(" ".join(words(cell) for cell in line)).split()) | set(row[0].get("text", "").split())
        assert set(line.get("data-text").split()) <= said
        assert {key: line.get(f"data-{key}") or "" for key in ("kind", "year", "article", "country")} == {
            key: row[0].get(key, "") for key in ("kind", "year", "article", "country")
        }


def test_the_bibliography_of_a_long_list_goes_on(divided: Site, site: Site) -> None:
    assert len(every(site.page("sources/"), "kb-reference", "p")) == len(every(divided.page("sources/"), "kb-reference", "p")) > 0


def drawn(page: Page, table: str) -> list[str]:
    """The rows that a table shows, cell by cell, as they are read."""
    found: list[str] = page.locator(f"#{table} tbody tr").evaluate_all(
        "(rows) => rows.filter((row) => !row.hidden).map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join(' | '))"
    )
    return found


def ready(page: Page) -> Page:
    page.locator("table[data-ready]").wait_for(state="attached")
    return page


@pytest.mark.browser
@pytest.mark.parametrize(
    "asked",
    [
        "words=iraq",
        "kind=person",
        "kind=person&country=iraq&words=al",
        "year=2012&kind=group",
        "sort=4-down",
        "sort=0-up&words=a",
        "sort=5-down&year=2014",
    ],
)
def test_filters_and_orders_answer_as_on_the_whole_page(asked: str, tabs: Tabs, desk: Tabs) -> None:
    whole, part = tabs.open(DESK), desk.open(DESK)
    expected = drawn(whole.go(f"actors/?{asked}"), "index")
    page = ready(part.go(f"actors/?{asked}"))
    assert drawn(page, "index") == expected[: page.locator("#index tbody tr").count()]
    while page.locator(".kb-further button").is_visible():
        page.locator(".kb-further button").click()
    assert drawn(page, "index") == expected
    expect(page.locator(".kb-stretches")).to_be_hidden()
    for number in (".kb-count", "select[data-key=kind]", "select[data-key=country]", ".kb-chips"):
        assert page.locator(number).first.text_content() == whole.page.locator(number).first.text_content()
    assert part.wrong == whole.wrong == []


@pytest.mark.browser
def test_without_a_limit_the_page_is_as_it_came(desk: Tabs) -> None:
    tab = desk.open(DESK)
    page = ready(tab.go("actors/"))
    still = drawn(page, "index")
    assert len(still) == 8
    page.locator(".kb-filter input[type=search]").fill("qaeda")
    assert drawn(page, "index") != still
    assert "words=qaeda" in page.url
    page.locator(".kb-menus .kb-reset").click()
    assert drawn(page, "index") == still
    expect(page.locator(".kb-stretches")).to_be_visible()
    expect(page.locator(".kb-further")).to_be_hidden()
    page.locator(".kb-stretches a").first.click()
    expect(page.locator("h1")).to_have_text("Actors")
    assert page.locator("table button").count() == 0, "an order of a part only would mislead"
    assert tab.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize(("url", "column"), [("coverage/actors/", 0), ("coverage/actors/", 1), ("connections/", 2), ("events/", 0)])
def test_every_row_is_drawn_as_the_page_would_print_it(url: str, column: int, tabs: Tabs, desk: Tabs) -> None:
    _, table = TABLES[url]
    whole, part = tabs.open(DESK).go(url), ready(desk.open(DESK).go(url))
    for page in (whole, part):
        page.locator(f"#{table} thead th").nth(column).locator("button").click()
    while part.locator(".kb-further button").is_visible():
        part.locator(".kb-further button").click()
    clean = """(rows) => rows.map((row) => {
        const copy = row.cloneNode(true);
        const links = row.querySelectorAll("a");
        copy.querySelectorAll("a").forEach((one, at) => {
            one.href = links[at].pathname + links[at].hash;
            one.removeAttribute("aria-describedby"); // of the one under the pointer
        });
        copy.querySelectorAll(".kb-label").forEach((one) => one.replaceWith(one.textContent));
        const told = (cell) => [cell.tagName, cell.className, cell.dataset.label ?? "", cell.innerHTML.trim()].join(" ");
        return [...copy.cells].map(told).join("\\n");
    })"""
    expected, found = (page.locator(f"#{table} tbody tr").evaluate_all(clean) for page in (whole, part))
    assert Counter(found) == Counter(expected)
    assert found == expected


@pytest.mark.browser
def test_on_a_phone_the_rows_are_labelled_and_fit(desk: Tabs) -> None:
    page = ready(desk.open(PHONE).go("actors/?words=a"))
    assert page.locator("#index tbody tr").first.locator("td[data-label=Named]").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.browser
def test_without_scripts_every_row_is_reached(desk: Tabs) -> None:
    page = desk.open(DESK, scripts=False).go("events/")
    seen = page.locator("#index tbody tr").count()
    ways = page.locator(".kb-stretches a").count()
    assert page.locator(".kb-filter:visible").count() == 0
    for at in range(ways):  # on a page that goes on, the first link leads back
        page.locator(".kb-stretches a").nth(at).click()
        seen += page.locator("table.kb-table tbody tr").count()
    whole = re.search(r"of (\d+)", page.locator(".kb-stretches .kb-n").inner_text())
    assert whole
    assert seen == int(whole[1])


@pytest.mark.browser
def test_rows_that_do_not_come_take_the_filter_away(desk: Tabs) -> None:
    page = desk.open(DESK).page
    page.route("**/data/tables/*.json", lambda route: route.abort())
    page.goto(f"{desk.home}actors/")
    expect(page.locator(".kb-filter")).to_be_hidden()
    assert page.locator("#index tbody tr").count() == 8


def test_the_names_of_the_stretches_are_letters_or_years(divided: Site) -> None:
    said = [words(one) for one in every(divided.page("events/"), "kb-stretches", "nav")[0] if one.tag != "span" or one.get("aria-current")]
    assert len(said) > 2
    assert all(re.fullmatch(r"(\d{4}s?|not dated)( – (\d{4}s?|not dated))?", one) for one in said), said
    assert Path(divided.folder / "events" / "index" / "2" / "index.html").exists()
