"""What is folded on the pages of actors, places and events: nothing is lost, and it opens where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.built_site import Site, every, words
from tests.tabs import ACTOR, DESK, PHONE

if TYPE_CHECKING:  # pytest loads the fixtures itself, and must be the first to do so
    from tests.tabs import Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

LONG: Final = "actors/iran/"
UPRISING: Final = "events/syrian-uprising/"
REM: Final = 20  # pixels of Material's rem at a width of 1280


def test_the_summary_of_a_dispute_says_the_question_the_judgement_and_every_side(site: Site) -> None:
    urls = {one["id"]: one["url"] for kind in ("entities", "events") for one in site.kb[kind]}
    for dispute in site.kb["disputes"]:
        for url in (urls[one] for one in dispute["about"]):
            said = [words(one) for one in every(site.pages[url], "kb-folds")[0].iter("summary")]
            (summary,) = [one for one in said if dispute["question"] in one]
            assert "Editor’s judgement: " in summary
            assert all(" ".join(side["says"].split()) in summary for side in dispute["sides"]), f"{url}: {dispute['id']}"


def test_the_numbers_under_a_title_are_those_of_the_sections_that_they_lead_to(site: Site) -> None:
    for entity in site.kb["entities"]:
        page = site.pages[entity["url"]]
        anchors = {one.get("id") for one in page.iter() if one.get("id")}
        counts = {one.get("href"): words(one) for one in every(page, "kb-sub")[0].iter("a")}
        assert {href.removeprefix("#") for href in counts} <= anchors, entity["id"]
        about = [one for one in site.kb["disputes"] if entity["id"] in one["about"]]
        assert counts.get("#disputes", "0 ").split()[0] == str(len(about)), entity["id"]
        tied = [one for one in site.kb["relations"] if entity["id"] in {one["subject"], one["object"]}]
        assert counts.get("#ties", "0 ").split()[0] == str(len(tied)), entity["id"]


def test_two_texts_that_give_the_same_date_agree_on_when_however_they_print_it(site: Site) -> None:
    (table,) = every(site.pages[UPRISING], "kb-accounts", "table")
    (when,) = [words(row) for row in table.iter("tr") if words(row).startswith("When")]
    assert "= agree" in when
    assert "“in 2011”" in when
    assert "“began in 2011”" in when


@pytest.mark.browser
def test_an_address_that_leads_into_a_fold_opens_it(tab: Tab) -> None:
    page = tab.go(LONG)
    line = page.locator("details.kb-rest .kb-fact[id]").first
    expect(line).to_be_hidden()
    page.goto(f"{tab.home}{LONG}#{line.get_attribute('id')}")
    expect(line).to_be_in_viewport()
    page.locator(".kb-rest > summary").first.evaluate("(summary) => { summary.parentElement.open = false; location.hash = ''; }")
    page.evaluate("(id) => { location.hash = id; }", line.get_attribute("id"))
    expect(line).to_be_in_viewport()
    assert tab.wrong == []


@pytest.mark.browser
def test_a_filter_shows_what_it_leaves_wherever_it_is_folded(tab: Tab) -> None:
    page = tab.go(LONG)
    page.get_by_role("button", name="denied").click()
    denied = page.locator('.kb-fact[data-certainty="denied"]')
    assert denied.count() > 0
    for line in denied.all():
        expect(line).to_be_visible()
    assert tab.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("url", [LONG, UPRISING])
def test_paper_has_everything_unfolded(tabs: Tabs, url: str, *, scripts: bool) -> None:
    page = tabs.open(DESK, scripts=scripts).go(url)
    page.emulate_media(media="print")
    lost = page.evaluate(
        """() => [...document.querySelectorAll(".kb-section a.kb-cite, .kb-section .kb-quote, .kb-section .kb-fact")]
            .filter((one) => !one.checkVisibility({ contentVisibilityAuto: true }) || !one.getClientRects().length).length"""
    )
    assert lost == 0


@pytest.mark.browser
def test_the_picture_of_ties_is_small_and_the_first_screen_says_what_an_actor_is_not(tabs: Tabs, site: Site) -> None:
    page = tabs.open(DESK).page
    by_ties = sorted(
        (one["url"] for one in site.kb["entities"]),
        key=lambda url: -sum(url in (f"actors/{one['subject']}/", f"actors/{one['object']}/") for one in site.kb["relations"]),
    )
    for url in by_ties[:6]:
        page.goto(f"{tabs.home}{url}")
        box = page.locator(".kb-net-ego").bounding_box()
        assert box is not None
        assert box["height"] <= 26 * REM, url
    for size in (DESK, PHONE):
        page = tabs.open(size).go(ACTOR)
        expect(page.locator(".kb-not")).to_be_in_viewport()
        expect(page.locator(".kb-sub")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
