"""The real site in a real browser: from the front page to the lit words, with a mouse, with a keyboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.built_site import Site
from tests.conftest import Ran
from tests.tabs import ACTOR, ARTICLE, DESK, KINDS_OF_PAGE, PHONE, Scheme, Tab, Tabs, until

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser


def style(element: Locator, name: str) -> str:
    value: str = element.evaluate("(element, name) => getComputedStyle(element)[name]", name)
    return value


def background(element: Locator) -> str:
    """The colour behind the words of an element: its own and those of everything around it, laid over each other on white."""
    found: str = element.evaluate(
        """(element) => {
            const layers = ["white"];
            for (let one = element; one; one = one.parentElement) layers.splice(1, 0, getComputedStyle(one).backgroundColor);
            return paint(layers);
        }"""
    )
    return found


def colour(element: Locator) -> str:
    """The colour of the words of an element, as it comes out on its background."""
    found: str = element.evaluate("(element, behind) => paint([behind, getComputedStyle(element).color])", background(element))
    return found


def hash_of(page: Page) -> str:
    found: str = page.evaluate("location.hash.slice(1)")
    return found


def see_lit(page: Page, passage: str) -> None:
    """The words of a passage are in the window, all of them lit, and words beside them are not."""
    segments = page.locator(f'.kb-q[data-q="{passage}"]')
    expect(page.locator(f'[id="{passage}"]')).to_be_in_viewport()
    expect(segments.first).to_have_class(re.compile(r"\bkb-lit\b"))
    page.evaluate("document.activeElement.blur()")
    plain = background(page.locator(".kb-para .kb-text > p").first)
    assert segments.count() > 0
    for number in range(segments.count()):
        assert background(segments.nth(number)) != plain, f"segment {number + 1} of {passage} is not lit"
    header = page.locator(".md-header").bounding_box()
    top = page.locator(f'[id="{passage}"]').bounding_box()
    assert header is not None
    assert top is not None
    assert top["y"] >= header["y"] + header["height"], "the words stand under the header"


# -------------------------------------------------------------------------------------------- from a fact to its words


def test_a_fact_leads_from_the_front_page_to_its_lit_words(tab: Tab) -> None:
    page = tab.go("")
    page.locator("section:has(#connected) a.kb-name").first.click()
    page.wait_for_url("**/actors/*/")
    cite = page.locator("#ties ~ .kb-facts a.kb-cite, section:has(> #ties) a.kb-cite").first
    words, passage = cite.get_attribute("data-q"), (cite.get_attribute("href") or "").partition("#")[2]
    cite.click()
    page.wait_for_url("**/articles/*/#q-*")
    assert hash_of(page) == passage
    see_lit(page, passage)
    shown = "".join(page.locator(f'.kb-q[data-q="{passage}"]').all_text_contents())
    assert re.sub(r"[\s…]|\[\d+\]", "", shown) == re.sub(r"[\s…]", "", words or "")
    assert tab.wrong == []


def test_every_segment_of_a_cut_passage_is_lit(tab: Tab, site: Site) -> None:
    """An elided quote has several spans, and a passage that crosses another is cut: all of it is lit."""
    cut = next(one for fact in site.facts.values() for one in fact["evidence"] if len(one["spans"]) > 1)
    page = tab.go(cut["url"])
    assert page.locator(f'.kb-q[data-q="{cut["passage"]}"]').count() > 1
    see_lit(page, cut["passage"])


def test_the_light_moves_with_the_address(tab: Tab, site: Site) -> None:
    first, second = [one["evidence"][0] for one in site.facts.values() if one["evidence"][0]["url"].startswith(ARTICLE)][:40:39]
    page = tab.go(first["url"])
    see_lit(page, first["passage"])
    page.evaluate("hash => { location.hash = hash; }", second["passage"])
    see_lit(page, second["passage"])
    expect(page.locator(f'.kb-q[data-q="{first["passage"]}"]').first).not_to_have_class(re.compile(r"\bkb-lit\b"))


def test_from_the_words_one_click_lists_the_facts_that_rest_on_them(tab: Tab, site: Site) -> None:
    page = tab.go(ARTICLE)
    segment = page.locator(".kb-para .kb-q:not(:has(.kb-q)):not(:has(a))").first
    passage = segment.get_attribute("data-q") or ""
    segment.click()
    until(page, "passage => location.hash === '#' + passage", passage)
    notes = page.locator(f'.kb-note[data-for="{passage}"]')
    expect(notes.first).to_have_class(re.compile(r"\bkb-lit\b"))
    listed = {fact.get_attribute("data-fact") for fact in notes.locator(".kb-note__fact").all() if fact.is_visible()}
    assert listed == {fact["id"] for fact in site.facts.values() if passage in {one["passage"] for one in fact["evidence"]}}


def test_a_footnote_mark_leads_to_its_footnote_and_the_footnote_to_its_source(tab: Tab) -> None:
    page = tab.go(ARTICLE)
    page.locator(".kb-fn a").first.click()
    expect(page.locator("#fn-1")).to_be_in_viewport()
    page.locator("#fn-1 .kb-fn-work a").first.click()
    page.wait_for_url("**/sources/*/")


# ------------------------------------------------------------------------------------------------ every kind of page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", KINDS_OF_PAGE.values(), ids=KINDS_OF_PAGE.keys())
def test_a_page_loads_without_an_error_or_a_foreign_request(url: str, scheme: Scheme, tabs: Tabs) -> None:
    tab = tabs.open(DESK, scheme=scheme)
    page = tab.go(url)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".md-content h1").first).to_be_visible()
    assert tab.wrong == []


def luminance(colour: str) -> float:
    """The relative luminance of a computed colour (WCAG 2.2)."""
    red, green, blue = (float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3])

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_schemes_can_be_read(scheme: Scheme, tabs: Tabs) -> None:
    page = tabs.open(DESK, scheme=scheme).go(ARTICLE)
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "slate" if scheme == "dark" else "default")
    assert (luminance(background(body)) < 0.2) == (scheme == "dark")
    for selector in (".kb-para .kb-text > p", ".kb-q", ".kb-m", ".kb-note__fact", ".kb-bib dd", ".kb-bib dt", "h1"):
        element = page.locator(selector).first
        ratio = contrast(colour(element), background(element))
        assert ratio >= 4.5, f"{selector} in the {scheme} scheme has a contrast of {ratio:.1f}"
    page = page.context.new_page()
    page.goto(page.context.pages[0].url.partition("articles/")[0] + ACTOR)
    for selector in (".kb-cite", ".kb-says", ".kb-cert", ".kb-voice", ".kb-quote", ".kb-name", ".kb-n"):
        element = page.locator(f".md-content {selector}").first
        ratio = contrast(colour(element), background(element))
        assert ratio >= 4.5, f"{selector} in the {scheme} scheme has a contrast of {ratio:.1f}"


def test_a_site_whose_settings_name_no_scheme_has_the_light_one(browser: Browser, little_project: Path, kb: Callable[..., Ran]) -> None:
    """What stays at the top covers what goes by under it."""
    assert kb("build", "--root", little_project).code == 0
    page = browser.new_page()
    page.goto((little_project / "site" / "articles" / "strike" / "index.html").as_uri())
    assert page.locator("body").get_attribute("data-md-color-scheme") is None
    assert style(page.locator(".kb-layers"), "backgroundColor") == "rgb(252, 252, 250)"
    page.close()


def test_the_scheme_can_be_switched_and_stays(tab: Tab) -> None:
    page = tab.go("")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    page.locator("label[for^=__palette]:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    tab.go(ACTOR)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


@pytest.mark.parametrize("url", KINDS_OF_PAGE.values(), ids=KINDS_OF_PAGE.keys())
def test_nothing_is_wider_than_a_telephone(url: str, tabs: Tabs) -> None:
    page = tabs.open(PHONE).go(url)
    wide: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
            [...document.querySelectorAll(".md-content *")]
                .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5).concat("the page")"""
    )
    assert wide == []


# ------------------------------------------------------------------------------------------------- previews and lists


def reach(page: Page, link: Locator, how: str) -> None:
    """Point at a link with the mouse, or come to it with the keyboard."""
    link.scroll_into_view_if_needed()
    page.mouse.move(2, 2)
    if how == "hover":
        link.hover()
    else:
        link.evaluate("(link) => { link.tabIndex = 0; link.focus({ focusVisible: true }); }")


@pytest.mark.parametrize("how", ["hover", "focus"])
@pytest.mark.parametrize(
    ("start", "selector"),
    [
        (ARTICLE, ".kb-para a.kb-m"),
        (ACTOR, ".kb-fact a.kb-name[href$='/islamic-state-of-iraq/']"),
        (ACTOR, ".kb-fact a.kb-name[href*='/events/']"),
        ("sources/", "a.kb-name[href*='gordon-2015']"),
        ("sources/gordon-2015/", "a.kb-name[href*='/articles/']"),
        ("events/", "td a.kb-name[href*='syrian-uprising']"),
    ],
    ids=["mention", "actor", "event", "source", "article", "index"],
)
def test_a_card_shows_what_a_link_leads_to(start: str, selector: str, how: str, tab: Tab) -> None:
    page = tab.go(start)
    link = page.locator(selector).first
    reach(page, link, how)
    card = page.locator(".kb-preview")
    expect(card).to_be_visible()
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    target = link.evaluate("(link) => link.href")
    with page.context.expect_page() as opened:
        page.evaluate("url => window.open(url)", target)
    there = opened.value
    expect(card.locator(".kb-preview__title")).to_have_text(words_of(there.locator("h1").first))
    essentials = there.locator(".kb-head .kb-sub, .kb-bib dt").first
    expect(card.locator(".kb-preview__sub, dt").first).to_have_text(words_of(essentials))
    assert tab.wrong == []


def words_of(element: Locator) -> str:
    return " ".join((element.text_content() or "").split())


def test_a_card_stays_under_the_pointer_and_goes_away_with_escape(tab: Tab) -> None:
    page = tab.go(ARTICLE)
    link = page.locator(".kb-para a.kb-m").first
    reach(page, link, "hover")
    card = page.locator(".kb-preview")
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(600)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(link).not_to_have_attribute("aria-describedby", re.compile(".*"))


def shown_rows(page: Page) -> list[str]:
    rows: list[str] = page.evaluate(
        "[...document.querySelectorAll('#index tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[0].innerText.trim())"
    )
    return rows


def test_a_list_can_be_filtered_by_any_name(tab: Tab) -> None:
    page = tab.go("actors/")
    everybody = shown_rows(page)
    box = page.locator(".kb-filter input")
    box.fill("daesh")
    rows = shown_rows(page)
    assert rows
    assert len(rows) < len(everybody)
    assert all("Daesh" not in row for row in rows), "the point is to find a group filed under another name"
    expect(page.locator(".kb-count")).to_have_text(f"{len(rows)} of {len(everybody)}")
    box.fill("")
    assert shown_rows(page) == everybody
    box.fill("no such name at all")
    assert shown_rows(page) == []


def test_a_filter_button_limits_a_list_and_the_address_keeps_it(tab: Tab) -> None:
    page = tab.go("actors/")
    everybody = shown_rows(page)
    chip = page.locator(".kb-chip").first
    times = int(chip.locator(".kb-n").inner_text())
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    rows = shown_rows(page)
    assert len(rows) == times < len(everybody)
    page.reload()
    expect(page.locator(".kb-chip").first).to_have_attribute("aria-pressed", "true")
    assert shown_rows(page) == rows


@pytest.mark.parametrize(
    ("url", "column"), [("actors/", "Named"), ("actors/", "Name"), ("actors/", "Years"), ("events/", "When"), ("articles/", "Date")]
)
def test_a_list_can_be_sorted_both_ways(url: str, column: str, tab: Tab) -> None:
    page = tab.go(url)
    heads = page.locator("#index thead th")
    number = next(at for at in range(heads.count()) if heads.nth(at).inner_text().strip() == column)
    kind = heads.nth(number).get_attribute("data-sort")
    before = sorted(shown_rows(page))
    for _ in range(2):
        heads.nth(number).locator("button").click()
        direction = heads.nth(number).get_attribute("aria-sort")
        keys: list[str] = page.evaluate(
            """(number) => [...document.querySelectorAll("#index tbody tr")]
                .map((row) => row.cells[number].dataset.value ?? row.cells[number].innerText.trim())""",
            number,
        )
        known = [key for key in keys if key]
        order: list[Any] = [float(key) for key in known] if kind == "number" else known
        if kind == "text":
            order = [key[0].casefold() for key in known if key[0].isascii() and key[0].isalpha()]
        assert order == sorted(order, reverse=direction == "descending")
        assert keys[: len(known)] == known, "what is not known stands last"
        assert sorted(shown_rows(page)) == before


# ------------------------------------------------------------------------------------------- keyboard, and no scripts


def tab_to(page: Page, selector: str, most: int = 400) -> Locator:
    """Press Tab until what is focused matches; the focus must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => !!document.activeElement && document.activeElement.matches(selector)", selector):
            return page.locator(":focus")
    pytest.fail(f"no Tab reaches {selector}")


def test_the_keyboard_reaches_a_citing_link_and_follows_it(tab: Tab) -> None:
    page = tab.go(ACTOR)
    link = tab_to(page, ".md-content a.kb-cite")
    expect(link).to_be_in_viewport()
    assert style(link, "outlineStyle") != "none" or style(link, "boxShadow") != "none", "the focus cannot be seen"
    passage = (link.get_attribute("href") or "").partition("#")[2]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/articles/*/#{passage}")
    see_lit(page, passage)


def test_the_keyboard_filters_and_sorts_a_list(tab: Tab) -> None:
    page = tab.go("actors/")
    everybody = shown_rows(page)
    tab_to(page, ".kb-filter input")
    page.keyboard.type("iran")
    assert 0 < len(shown_rows(page)) < len(everybody)
    tab_to(page, "#index th button")
    page.keyboard.press("Enter")
    expect(page.locator("#index th[aria-sort]")).to_have_count(1)


def test_a_page_is_complete_without_scripts(tabs: Tabs, site: Site) -> None:
    tab = tabs.open(DESK, scripts=False)
    page = tab.go(ACTOR)
    assert page.locator(".kb-fact").count() == page.locator(".kb-fact:visible").count() > 0
    assert page.locator("a.kb-cite").count() == page.locator("a.kb-cite:visible").count() > 0
    page = tab.go("actors/")
    actors = [one for one in site.kb["entities"] if one["url"].startswith("actors/")]
    assert page.locator("#index tbody tr:visible").count() == len(actors)
    assert page.locator(".kb-filter:visible, .kb-layers:visible").count() == 0, "what does nothing without scripts is not shown"
    page = tab.go(ARTICLE)
    assert page.locator(".kb-para .kb-text:visible").count() == page.locator(".kb-para").count() > 0
    notes = page.locator(".kb-notes > ol > .kb-note")
    assert notes.count() > 0
    assert all(note.is_visible() for note in notes.all())
    page.locator(".kb-notes__more > summary").first.click()
    expect(page.locator(".kb-notes__more").first.locator(".kb-note").first).to_be_visible()
    assert tab.wrong == []


def test_a_passage_is_lit_without_scripts(tabs: Tabs, site: Site) -> None:
    one = next(one for fact in site.facts.values() for one in fact["evidence"] if one["url"].startswith(ARTICLE))
    page = tabs.open(DESK, scripts=False).go(one["url"])
    target = page.locator(f'[id="{one["passage"]}"]')
    expect(target).to_be_in_viewport()
    unlit = page.locator(".kb-para .kb-q:not(:target)").last
    assert background(target) != background(unlit)
