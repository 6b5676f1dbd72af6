"""The indexes in a browser: filters that combine, counts that follow, an order for every column, and nothing lost without scripts."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.built_site import Site
from tests.tabs import DESK, PHONE, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

INDEXES = ["actors/", "people/", "places/", "events/", "sources/", "articles/"]


def shown(page: Page) -> list[str]:
    """The addresses of what is shown, from the root."""
    links: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('#index tbody tr')].filter((row) => !row.hidden)
            .map((row) => row.querySelector('a.kb-name').getAttribute('href').replace('../', ''))"""
    )
    return links


def articles_of(kb: dict[str, Any], who: str) -> set[str]:
    """The articles that name an actor or hold a fact that speaks of it or is told in its voice."""
    found = {one["article"] for one in kb["mentions"] if one["entity"] == who}
    for one in chain(kb["actors"], kb["relations"], kb["statements"], *(event["accounts"] for event in kb["events"])):
        parties = {one.get("actor"), one.get("subject"), one.get("object"), *one.get("about", ()), *one.get("places", ())}
        parties |= {*chain(*one.get("participants", {}).values()), one["voice"].get("id")}
        if who in parties:
            found.add(one["article"])
    return found


def test_filters_combine_their_counts_follow_and_the_address_keeps_them(tab: Tab, site: Site) -> None:
    page = tab.go("actors/")
    everybody = shown(page)
    article = site.kb["articles"][-1]["id"]
    of_country = {one["url"] for one in site.kb["entities"] if "iraq" in one["country"] and one["url"].startswith("actors/")}
    in_article = {one["url"] for one in site.kb["entities"] if article in articles_of(site.kb, one["id"])}
    page.locator("select[data-key=country]").select_option("iraq")
    assert set(shown(page)) == of_country
    chip = page.locator(f".kb-chip[data-value='{article}']")
    assert int(chip.locator(".kb-n").inner_text()) == len(of_country & in_article), "a number says what choosing it would leave"
    chip.click()
    both = of_country & in_article
    assert set(shown(page)) == both
    assert 0 < len(both) < len(of_country)
    expect(page.locator(".kb-count")).to_have_text(f"{len(both)} of {len(everybody)}")
    other = next(
        option for option in page.locator("select[data-key=country] option[value]").all() if option.get_attribute("value") == "syria"
    )
    syrian = {one["url"] for one in site.kb["entities"] if "syria" in one["country"] and one["url"].startswith("actors/")}
    assert f"({len(syrian & in_article)})" in (other.text_content() or "")
    kind = next(one["kind"] for one in site.kb["entities"] if one["url"] in both)
    page.locator("select[data-key=kind]").select_option(kind)
    three = {one["url"] for one in site.kb["entities"] if one["url"] in both and one["kind"] == kind}
    assert set(shown(page)) == three
    page.locator(".kb-filter input[type=search]").fill("a")
    three = set(shown(page))
    assert three
    page.goto(page.url)
    assert set(shown(page)) == three, "a view can be shared"
    assert not page.locator("#__search").is_checked(), "the address of a view does not open the search of the site"
    expect(page.locator("select[data-key=country]")).to_have_value("iraq")
    assert tab.wrong == []


def test_where_nothing_matches_it_is_said_and_one_button_clears_all(tab: Tab) -> None:
    page = tab.go("events/?words=no+such+words+at+all&kind=attack")
    assert shown(page) == []
    message = page.locator(".kb-none")
    expect(message).to_be_visible()
    message.locator("button").focus()
    page.keyboard.press("Enter")
    expect(message).to_be_hidden()
    expect(page.locator(".kb-filter input[type=search]")).to_be_focused()
    assert len(shown(page)) == page.locator("#index tbody tr").count()
    assert "?" not in page.url
    expect(page.locator(".kb-menus .kb-reset")).to_be_hidden()


def test_an_address_with_unknown_values_limits_nothing(tab: Tab) -> None:
    page = tab.go("actors/?country=atlantis&kind=nonsense&article=none&sort=99-up")
    assert len(shown(page)) == page.locator("#index tbody tr").count()
    assert tab.wrong == []


@pytest.mark.parametrize("url", INDEXES)
def test_every_column_sorts_both_ways_and_keeps_the_order_of_equals(url: str, tab: Tab) -> None:
    page = tab.go(url)
    listed = shown(page)
    heads = page.locator("#index thead th")
    for at in range(heads.count()):
        for _ in range(2):
            heads.nth(at).locator("button").click()
            assert page.locator("#index th[aria-sort]").count() == 1
            rows = shown(page)
            assert sorted(rows) == sorted(listed)
            keys: list[str] = page.evaluate(
                """(at) => [...document.querySelectorAll('#index tbody tr')]
                    .map((row) => row.cells[at].dataset.value ?? row.cells[at].innerText.trim())""",
                at,
            )
            groups: dict[str, list[str]] = {}
            for key, row in zip(keys, rows, strict=True):
                groups.setdefault(key, []).append(row)
            for key, group in groups.items():
                assert group == [row for row in listed if row in set(group)], f"{url} column {at}: equals of {key!r} changed places"
    assert tab.wrong == []


def test_on_a_phone_a_menu_sorts_and_the_hidden_headings_take_no_focus(tabs: Tabs) -> None:
    tab = tabs.open(PHONE)
    page = tab.go("actors/")
    listed = shown(page)
    menu = page.locator("select[data-sorts=index]")
    named = next(option for option in menu.locator("option").all_text_contents() if option.startswith("Named") and "most" in option)
    menu.select_option(label=named)
    numbers = [int(one) for one in page.locator("#index tbody td[data-label=Named]").all_text_contents()]
    assert numbers == sorted(numbers, reverse=True)
    assert "sort=" in page.url
    menu.select_option("")
    assert shown(page) == listed
    assert "sort=" not in page.url
    assert not page.locator("#index thead button").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert tab.wrong == []


@pytest.mark.parametrize("url", INDEXES)
def test_an_index_is_complete_without_scripts(url: str, tabs: Tabs) -> None:
    page = tabs.open(DESK, scripts=False).go(url)
    assert page.locator("#index tbody tr:visible").count() == page.locator("#index tbody tr").count() > 0
    assert page.locator(".kb-filter:visible").count() == 0, "what does nothing without scripts is not shown"
