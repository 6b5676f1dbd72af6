"""The keyboard alone: on every kind of page, wide and narrow, Tab comes to every control and link.

It does so in the order of reading; each is seen while it has the focus, nothing holds the focus fast, and what opens above the page
gives the focus back.

What is read in a single page's own file (filters, pictures, lists of answers) is tested there; here is what holds for all of them.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.tabs import DESK, KINDS_OF_PAGE, PHONE, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

# Of a long page the stops between its beginning and its end are walked in part: they are the same kinds of line over and over.
FIRST, LAST = 140, 60
STILL = 5  # presses that move nothing, after which the focus is held fast

# Every place where Tab should stop, in the order of the document; of a group of radio buttons one.
STOPS = """() => {
    const places = "a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable], svg a";
    const groups = new Set();
    window.stops = [...document.querySelectorAll(places)].filter((one) => {
        if (one.tabIndex < 0 || one.disabled || one.type === "hidden" || one.closest("[inert]")) { return false; }
        if (one instanceof SVGAElement && !one.hasAttribute("href") && !one.hasAttribute("xlink:href")) { return false; }
        if (!one.checkVisibility({ visibilityProperty: true })) { return false; }
        if (one.tagName === "SUMMARY" && one.parentElement.querySelector(":scope > summary") !== one) { return false; }
        if (one.type !== "radio") { return true; }
        const first = !groups.has(one.name);
        groups.add(one.name);
        return first;
    });
    window.look = (one) => {
        /* Material's switch of the palette is a box of no size, and its label is what is seen */
        const style = getComputedStyle(one.matches(".md-option") ? one.nextElementSibling : one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 ? style.outline : "";
    };
    window.unfocused = window.stops.map(window.look);
    window.log = [];
    document.addEventListener("focusin", (event) => {
        const one = event.target, at = window.stops.indexOf(one);
        const box = (one.matches(".md-option") ? one.nextElementSibling : one).getBoundingClientRect();
        const bar = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
        const under = one.closest(".md-header, .kb-skip, .md-sidebar") ? 0 : bar;
        window.log.push({
            at,
            named: one.outerHTML.slice(0, 140),
            seen: window.look(one) !== "" && window.look(one) !== window.unfocused[at],
            inside: box.bottom > under && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
        });
    }, true);
    return window.stops.length;
}"""


def press(page: Page, stops: int) -> None:
    """Press Tab until so many stops had the focus; a field for a date has several parts, each a press."""
    seen, still = page.evaluate("window.log.length"), 0
    while seen < stops and still < STILL:
        for _ in range(stops - seen):
            page.keyboard.press("Tab")
        before, seen = seen, page.evaluate("window.log.length")
        still = still + 1 if seen == before else 0


def walked(page: Page) -> tuple[list[dict[str, Any]], list[int]]:
    """Press Tab through a page: what had the focus, in order, and the stops that it should have come to."""
    number: int = page.evaluate(STOPS)
    page.evaluate("document.activeElement.blur()")
    if number <= FIRST + LAST:
        press(page, number)
        return page.evaluate("window.log"), list(range(number))
    press(page, FIRST)
    page.evaluate("(at) => window.stops[at].focus({ focusVisible: true })", number - LAST)
    press(page, FIRST + LAST)
    return page.evaluate("window.log"), [*range(FIRST), *range(number - LAST, number)]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("url", KINDS_OF_PAGE.values(), ids=KINDS_OF_PAGE.keys())
def test_tab_comes_to_everything_in_the_order_of_reading_and_each_stop_is_seen(url: str, size: dict[str, int], tabs: Tabs) -> None:
    tab = tabs.open(size)
    page = tab.go(url)
    page.wait_for_load_state("networkidle")
    log, wanted = walked(page)
    names = page.evaluate("() => window.stops.map((one) => one.outerHTML.slice(0, 140))")
    assert [one["named"] for one in log if one["at"] < 0] == [], "Tab comes to what should take no focus"
    missed = sorted(set(wanted) - {one["at"] for one in log})
    assert [names[at] for at in missed] == [], "Tab does not come to these"
    assert [one["at"] for one in log] == wanted, "the order of Tab is not the order of the page"
    assert "kb-skip" in names[0], "the first stop leads past the header"
    assert [one["named"] for one in log if not one["seen"]] == [], "the focus is not seen there"
    assert [one["named"] for one in log if not one["inside"]] == [], "what has the focus is not in the window"
    assert tab.wrong == []
