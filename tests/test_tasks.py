"""What readers do on the real site, with real clicks and keys: the tasks of the analyst and of the researcher, counted in clicks.

The ten questions stand in ``questions-analyst.yml``. Single parts of pages are tested in the files named after them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.built_site import Site
from tests.tabs import ACTOR, ARTICLE, DESK, KINDS_OF_PAGE, PHONE, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

QUESTIONS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "questions-analyst.yml").read_text("utf-8"))
MOST_CLICKS = 3

# Kinds of page on which facts are told, beside articles: from each, the words are one click away.
TOLD = {
    "front": "",
    "actor": ACTOR,
    "place": "places/moscow/",
    "event": "events/syrian-uprising/",
    "source": "sources/gordon-2015/",
    "timeline": "timeline/",
    "disputes": "disputes/",
    "network": "network/",
    "connections": "connections/?from=al-qaeda-in-iraq&to=hezbollah",
    "as of a day": "as-of/?day=2013-06-01",
    "as of a year": "as-of/2012/",
    "without a date": "as-of/undated/",
    "gaps": "gaps/",
}
PAGES = {**KINDS_OF_PAGE, **TOLD, "coverage": "coverage/", "coverage of actors": "coverage/actors/"}


def plain(text: str) -> str:
    """Words for comparing: white space as one space."""
    return re.sub(r"\s+", " ", text)


class Walk:
    """A walk from the front page; it counts clicks and searches."""

    def __init__(self, page: Page) -> None:
        """Stand on a page, with nothing done."""
        self.page, self.clicks, self.searches = page, 0, 0

    def step(self, does: dict[str, str]) -> None:
        """One step, as ``questions-analyst.yml`` describes them."""
        if "find" in does:
            self.find(does["find"])
        elif "click" in does:
            self.click(does["click"], does.get("in", "main"))
        elif "choose" in does:
            self.page.get_by_label(does["choose"], exact=True).select_option(label=does["option"])
            self.clicks += 1
        else:
            self.pick(does["pick"], does["name"])

    def find(self, name: str) -> None:
        self.page.keyboard.press("/")
        box = self.page.get_by_role("combobox")
        expect(box).to_be_focused()
        self.page.keyboard.type(name)
        expect(self.page.get_by_role("option").first).to_be_visible()
        before = self.page.url
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)
        self.searches += 1

    def click(self, text: str, where: str) -> None:
        part = self.page.locator("main .md-content" if where == "main" else "nav.md-tabs, nav.md-nav--primary")
        name = re.compile(rf"^\W*{re.escape(text)}(\W|\d)*$")
        found = part.get_by_role("link", name=name).or_(part.get_by_role("button", name=name)).filter(visible=True)
        found.first.click()
        self.clicks += 1

    def pick(self, label: str, name: str) -> None:
        box = self.page.get_by_role("combobox", name=label)
        expect(box).to_be_enabled()
        box.focus()
        self.page.keyboard.type(name)
        expect(self.page.get_by_role("option").first).to_be_visible()
        self.page.keyboard.press("Enter")
        self.clicks += 1


def words_behind(page: Page) -> list[str]:
    """The words behind every citing link that is not hidden or filtered away; what is folded counts."""
    found: list[str] = page.locator("main a.kb-cite").evaluate_all(
        "(all) => all.filter((one) => !one.closest('[hidden]')).map((one) => one.dataset.q)"
    )
    return [plain(one) for one in found]


def test_there_are_ten_questions() -> None:
    assert len({one["id"] for one in QUESTIONS}) == len(QUESTIONS) == 10


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda one: one["id"])
def test_a_question_takes_three_clicks_or_one_search(asked: dict[str, Any], tab: Tab) -> None:
    page = tab.go("")
    walk = Walk(page)
    for step in asked["steps"]:
        walk.step(step)
    page.wait_for_url(re.compile(re.escape(tab.home + asked["at"])))
    if "pick" in asked["steps"][-1]:
        expect(page.locator(".kb-chain").first).to_be_visible()
    behind = words_behind(page)
    for words in asked["words"]:
        assert any(plain(words) in one for one in behind), f"no citing link leads to “{words}”"
    assert re.search(asked["told"], plain(page.locator("main").inner_text()), re.IGNORECASE)
    assert (walk.searches, walk.clicks) == (1, 0) or (walk.searches == 0 and 1 <= walk.clicks <= MOST_CLICKS), "the way is too long"
    assert tab.wrong == []


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda one: one["id"])
def test_the_words_that_a_question_expects_stand_in_an_article(asked: dict[str, Any], site: Site) -> None:
    texts = [plain(article["text"]) for article in site.kb["articles"]]
    for words in asked["words"]:
        assert any(plain(words) in text for text in texts), words


# ---------------------------------------------------------------------------------------------------- the researcher


def lit(page: Page, passage: str) -> None:
    """A passage is in the window, and lit."""
    expect(page.locator(f'[id="{passage}"]')).to_be_in_viewport()
    expect(page.locator(f'.kb-q[data-q="{passage}"]').first).to_have_class(re.compile(r"\bkb-lit\b"))


def citing(page: Page) -> Locator:
    """The citing links that lead to the words of a fact, and can be seen."""
    return page.locator("main a.kb-cite[data-fact]").filter(visible=True)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("url", TOLD.values(), ids=TOLD.keys())
def test_one_click_leads_to_the_words_and_a_second_to_all_that_rests_on_them(
    url: str, size: dict[str, int], tabs: Tabs, site: Site
) -> None:
    tab = tabs.open(size)
    page = tab.go(url)
    expect(citing(page).first).to_be_visible()
    link = citing(page).first
    passage = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    page.wait_for_url(f"**/articles/*/#{passage}")
    lit(page, passage)
    resting = {one["id"] for one in site.facts.values() if passage in {evidence["passage"] for evidence in one["evidence"]}}
    segment = page.locator(f'.kb-q[data-q="{passage}"]').last
    box = segment.evaluate("(one) => { const at = one.getClientRects()[0]; return [at.x + 2, at.y + at.height / 2]; }")
    note = page.locator(f'.kb-note[data-for="{passage}"]')
    if not all(one.is_visible() for one in note.locator(".kb-note__fact").all()):
        page.mouse.click(*box)
    expect(note.first).to_be_visible()
    listed = {one.get_attribute("data-fact") for one in note.locator(".kb-note__fact").all() if one.is_visible()}
    assert listed == resting
    assert tab.wrong == []


def test_only_the_articles_own_words_can_be_asked_for(tab: Tab) -> None:
    page = tab.go(ACTOR)
    lines = page.locator("main li.kb-fact:not([hidden])")
    everything = lines.count()
    own = page.locator(".kb-filter .kb-chip[data-key=voice][data-value=author]")
    own.focus()
    page.keyboard.press("Enter")
    expect(own).to_have_attribute("aria-pressed", "true")
    assert 0 < lines.count() < everything
    assert lines.locator(".kb-voice--other").count() == 0


def test_the_bibliography_and_the_file_of_a_page_are_handed_over(tab: Tab) -> None:
    page = tab.go("")
    Walk(page).click("Sources", "nav")
    page.wait_for_url("**/sources/")
    for kind in ("bib", "ris", "json"):
        link = page.locator(f'main a[href$="data/bibliography.{kind}"]').filter(visible=True).first
        with page.expect_download() as taken:
            link.click()
        assert taken.value.path().stat().st_size > 1000
    for url in (ACTOR, ARTICLE, "events/syrian-uprising/"):
        page = tab.go(url)
        link = page.locator('main a[href*="data/files/"]').last
        answer = page.request.get(page.evaluate("(one) => one.href", link.element_handle()))
        assert answer.ok
        assert "---" in answer.text()


# --------------------------------------------------------------------------------------------------------- no scripts


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())
def test_each_kind_of_page_is_complete_without_scripts(url: str, tabs: Tabs) -> None:
    tab = tabs.open(DESK, scripts=False)
    page = tab.go(url.partition("?")[0])
    main = page.locator("main .md-content")
    expect(main.locator("h1").first).to_be_visible()
    assert main.get_by_role("link").filter(visible=True).count() > 0
    hidden = main.locator("li.kb-fact, a.kb-cite, #index tbody tr, .kb-event").evaluate_all(
        """(all) => all.filter((one) => { for (const fold of [one.closest("details:not([open])")]) { if (fold) { return false; } }
            return !one.checkVisibility(); }).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert hidden == [], "without scripts something that a fact needs is hidden"
    assert main.locator("[data-filter]").filter(visible=True).count() == 0, "what does nothing without scripts is not shown"
    assert tab.wrong == []
