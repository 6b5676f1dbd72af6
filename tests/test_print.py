"""Paper: black on white whatever the screen was, without what a hand would use, and nothing cut off at the edge."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.tabs import KINDS_OF_PAGE, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

SHEET = {"width": 673, "height": 980}  # A4 less the margins of print.css, in pixels of 1/96 inch
CONTROLS = (
    ".md-header, .md-tabs, .md-sidebar, .md-footer, .md-top, .kb-find, .kb-ask, .kb-ways, .kb-layers, .kb-search, .kb-menus, .kb-reset, "
    ".kb-sort button::after, .md-clipboard, .md-code__nav, .headerlink, .kb-net-tools"
)
SEEN = "(all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.className || one.nodeName)"
CUT = """() => {
    const edge = document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll(".md-content :is(table, p, li, dl, pre, figure, h1, h2, h3)")]
        .filter((one) => !one.closest(".kb-net-all, .kb-visually-hidden") && one.checkVisibility())
        .filter((one) => one.getBoundingClientRect().right > edge)
        .map((one) => one.outerHTML.slice(0, 80));
}"""
BLEAK = """() => {
    const light = (colour) => {
        const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number);
        return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
    };
    return [...document.querySelectorAll(".md-content :is(h1, h2, h3, p, li, td, th, dt, dd, a, summary)")]
        .filter((one) => one.checkVisibility() && !one.closest("svg, .kb-heat, .kb-heat-key"))
        .filter((one) => light(getComputedStyle(one).color) > 0.36)
        .map((one) => one.outerHTML.slice(0, 80));
}"""


def printed(tabs: Tabs, url: str) -> Page:
    """A page as it goes to paper from a dark screen."""
    tab = tabs.open(SHEET, scheme="dark")
    page = tab.go(url)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


@pytest.mark.parametrize("kind", KINDS_OF_PAGE)
def test_paper_holds_everything_and_nothing_to_press(kind: str, tabs: Tabs) -> None:
    page = printed(tabs, KINDS_OF_PAGE[kind])
    assert page.locator(CONTROLS.replace(".kb-sort button::after, ", "")).evaluate_all(SEEN) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(BLEAK) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    signs = "(all) => all.map((one) => getComputedStyle(one, '::after').display).filter((one) => one !== 'none')"
    assert page.locator(".kb-sort thead th button").evaluate_all(signs) == []


@pytest.mark.parametrize("kind", ["disputes", "as of a date", "actor"])
def test_what_is_folded_is_unfolded_on_paper_and_may_break(kind: str, tabs: Tabs) -> None:
    page = printed(tabs, KINDS_OF_PAGE[kind])
    folds = page.locator("details:is(.kb-folded-part, .kb-answers__part)")
    folds.first.wait_for(state="attached")  # the answers as of a date come from a script
    assert set(folds.evaluate_all("(all) => all.map((one) => getComputedStyle(one).breakInside)")) == {"auto"}


@pytest.mark.parametrize("kind", ["actor", "article", "gaps", "method"])
def test_a_heading_stays_with_what_it_heads(kind: str, tabs: Tabs) -> None:
    heads = printed(tabs, KINDS_OF_PAGE[kind]).locator(".md-content :is(h1, h2, h3)")
    assert set(heads.evaluate_all("(all) => all.map((one) => getComputedStyle(one).breakAfter)")) == {"avoid"}
