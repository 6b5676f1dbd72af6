"""The analyst browses actors and groups on the real site: each thing that this reader must be able to do, walked with clicks and keys.

What should be found stands in ``walks-analyst.yml``; the ten questions are in ``test_tasks``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.built_site import Site
from tests.tabs import ACTOR, ARTICLE, DESK, PHONE, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

WALKS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "walks-analyst.yml").read_text("utf-8"))


def plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def facts(page: Page, within: str = "main") -> list[str]:
    """The ids of the facts that are not filtered away; what is folded counts."""
    found: list[str] = page.locator(f"{within} li.kb-fact:not([hidden])").evaluate_all("(all) => all.map((one) => one.dataset.fact)")
    return found


# ------------------------------------------------------------------------------------------------------------ ways in


@pytest.mark.parametrize("asked", WALKS["found"], ids=lambda one: one["type"])
def test_a_name_that_nobody_filed_finds_its_page_and_each_hit_says_what_it_is(asked: dict[str, str], tab: Tab) -> None:
    page = tab.go("")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(asked["type"])
    hits = page.get_by_role("listbox").locator("a.kb-finder__hit[href*='/']:not(.kb-finder__hit--full)")
    wanted = page.get_by_role("listbox").locator(f"a[href$='{asked['page']}']")
    expect(wanted).to_be_visible()
    expect(wanted).to_contain_text(asked["title"])
    expect(wanted.locator(".kb-finder__kind")).to_have_text(asked["kind"])
    assert all(plain(one.locator(".kb-finder__kind").text_content()) for one in hits.all()), "a hit does not say what it is"
    wanted.click()
    page.wait_for_url(tab.home + asked["page"])
    expect(page.get_by_role("heading", level=1)).to_contain_text(asked["title"])
    assert tab.wrong == []


def test_the_front_page_counts_what_is_inside_and_leads_there_in_every_way(tab: Tab, site: Site) -> None:
    page = tab.go("")
    numbers = {plain(one.text_content()): one.get_attribute("href") for one in page.locator(".kb-numbers a").all()}
    kb = site.kb
    for number, noun in (
        (len(kb["articles"]), "article"),
        (len(kb["events"]), "event"),
        (len(kb["relations"]), "tie"),
        (len(kb["sources"]), "source"),
    ):
        assert any(re.fullmatch(rf"{number:,} {noun}s?", one) for one in numbers), f"{number} {noun}s are not said"
    for way in ("groups/", "timeline/#y", "places/", "disputes/#", "articles/"):
        link = page.locator(f"main section a[href*='{way}']").first
        expect(link).to_be_visible()
        link.click()
        page.wait_for_url(re.compile(re.escape(tab.home + way.partition("#")[0])))
        expect(page.locator("main h1").first).to_be_visible()
        page.go_back()
    newest = max((one["published"]["edtf"], one["id"]) for one in kb["articles"] if one.get("published"))[1]
    first = page.locator("main section a.kb-name[href*='articles/']").filter(visible=True).first
    expect(first).to_have_attribute("href", re.compile(rf"articles/{newest}/$"))
    assert tab.wrong == []


def shown(page: Page) -> list[str]:
    return [plain(one) for one in page.locator("#index tbody tr:not([hidden]) td:first-child").all_text_contents()]


def test_an_index_is_limited_by_kind_country_year_and_article_at_once_and_sorted(tab: Tab) -> None:
    page = tab.go("actors/")
    everybody = len(shown(page))
    for label, value in WALKS["index"]["menus"].items():
        menu = page.locator("label", has_text=re.compile(rf"^\s*{label}\b")).locator("select[data-key]")
        option = menu.locator("option", has_text=re.compile(rf"^{re.escape(value)} \("))
        menu.select_option(value=option.get_attribute("value"))
        assert 0 < len(shown(page)) < everybody
    page.get_by_role("button", name=re.compile(WALKS["index"]["article"])).click()
    left = shown(page)
    assert set(WALKS["index"]["leaves"]) <= set(left)
    head = page.locator("#index thead").get_by_role("button", name="Ties")
    head.click()
    address = page.url
    ties = [int(plain(one) or 0) for one in page.locator("#index tbody tr:not([hidden]) td[data-label=Ties]").all_text_contents()]
    assert ties == sorted(ties, reverse=True)
    assert len(shown(page)) == len(left)
    page.goto(address)
    assert sorted(shown(page)) == sorted(left), "the address keeps the filter"
    assert tab.wrong == []


def test_the_timeline_is_limited_by_years_and_leads_to_a_year_and_a_month(tab: Tab) -> None:
    page = tab.go("timeline/")
    lines = page.locator("main .kb-event:not([hidden])")
    everything = lines.count()
    page.get_by_label("From", exact=True).fill("2012")
    page.get_by_label("To", exact=True).fill("2013")
    assert 0 < lines.count() < everything
    for line in lines.all():
        assert int(line.get_attribute("data-first") or line.get_attribute("data-last") or 0) <= 2013
        assert int(line.get_attribute("data-last") or line.get_attribute("data-first") or 9999) >= 2012
    page = tab.go("timeline/#y2013-03")
    expect(page.locator("#y2013-03")).to_be_in_viewport()
    year = page.locator("main .md-content a[href$='#y2015']").filter(visible=True).first
    year.click()
    expect(page.locator("#y2015")).to_be_in_viewport()
    assert tab.wrong == []


# ---------------------------------------------------------------------------------------------------- an actor's page


def test_the_page_of_an_actor_says_how_much_there_is_and_gives_all_of_it_in_order(tab: Tab, site: Site) -> None:
    page = tab.go(ACTOR)
    who = ACTOR.split("/")[1]
    ties = {one["id"] for one in site.kb["relations"] if who in {one["subject"], one["object"]}}
    events = {event["id"] for event in site.kb["events"] for account in event["accounts"] if who in str(account)}
    assert set(facts(page, "section:has(> #ties)")) == ties
    sections = [one.get_attribute("id") for one in page.locator("main section.kb-section > h2").all()]
    wanted = ["ties", "events", "statements", "mentions", "named-together"]
    assert [one for one in sections if one in wanted] == wanted
    contents = page.locator(".md-sidebar--secondary")
    for anchor in wanted:
        number = plain(page.locator(f"#{anchor} .kb-n").first.text_content())
        assert int(number) > 0
        expect(contents.locator(f"a[href='#{anchor}']").first).to_contain_text(number)
    assert int(plain(page.locator("#ties .kb-n").first.text_content())) == len(ties)
    assert int(plain(page.locator("#events .kb-n").first.text_content())) <= len(events)
    for line in page.locator("main li.kb-fact").all():
        assert line.locator("a.kb-cite").count() > 0
    assert page.locator("section:has(> #events) svg").count() > 0, "events are drawn on a line of time"
    nodes = page.locator("section:has(> #ties) svg a")
    assert nodes.count() > 1, "the picture of ties is made of links"


def test_mentions_stand_in_their_sentences_by_article_and_apart_from_who_is_named_with_it(tab: Tab, site: Site) -> None:
    page = tab.go("actors/islamic-state/")
    part = page.locator("section:has(> #mentions)")
    named = {one["article"] for one in site.kb["mentions"] if one["entity"] == "islamic-state"}
    articles = part.locator("h3 a[href*='articles/']")
    assert {(one.get_attribute("href") or "").split("/")[-2] for one in articles.all()} == named
    for line in part.locator("li").filter(visible=True).all():
        assert len(plain(line.locator("p").text_content())) > len(plain(line.locator("mark").first.text_content())), (
            "the sentence is around the name"
        )
    part.locator("li a").first.click()
    page.wait_for_url("**/articles/*/#m-*")
    expect(page.locator(f'[id="{page.url.partition("#")[2]}"]')).to_be_in_viewport()
    page.go_back()
    together = page.locator("section:has(> #named-together)")
    assert together.locator("[data-fact], a.kb-cite").count() == 0, "to be named together is no fact"
    assert together.get_by_role("link").count() > 0


def test_what_must_not_be_confused_is_said_on_both_pages_with_the_reason(tab: Tab) -> None:
    for who, other in (WALKS["confused"], WALKS["confused"][::-1]):
        page = tab.go(f"actors/{who}/")
        page.locator("main").get_by_role("link", name="Not to be confused").click()
        told = page.get_by_role("complementary", name=re.compile("confused")).locator(f"li:has(a[href$='/{other}/'])")
        expect(told).to_be_in_viewport()
        assert len(plain(told.text_content())) > 60


@pytest.mark.parametrize("at", WALKS["dispute"]["pages"])
def test_a_dispute_stands_with_both_quotes_side_by_side_on_the_pages_of_all_whom_it_concerns(at: str, tab: Tab) -> None:
    page = tab.go(at)
    box: Locator = page.locator(f"main details:has(> .kb-difference__all a[href$='disputes/#{WALKS['dispute']['id']}'])")
    if at == "disputes/":
        page = tab.go(f"disputes/#{WALKS['dispute']['id']}")
        target = f'[id="{WALKS["dispute"]["id"]}"]'
        box = page.locator(f"main :is({target}, :has({target})):has(.kb-side-of)").last
    elif box.get_attribute("open") is None:
        box.locator("summary").click()
    sides = box.locator(".kb-side-of")
    expect(sides.nth(1)).to_be_visible()
    quoted = [" ".join(plain(one) for one in side.locator("q").all_text_contents()) for side in sides.all()]
    for words in WALKS["dispute"]["sides"]:
        assert any(words in one for one in quoted)
    for side in sides.all():
        assert side.locator("a.kb-cite").count() > 0
    first, second = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert abs(first["y"] - second["y"]) < 2 < second["x"] - first["x"], "the quotes do not stand side by side"


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_name_shows_its_card_anywhere(how: str, tab: Tab) -> None:
    for url in ("", ACTOR, "events/syrian-uprising/", "timeline/", "disputes/"):
        page = tab.go(url)
        link = page.locator("main a.kb-name[href*='actors/']").filter(visible=True).first
        link.scroll_into_view_if_needed()
        if how == "hover":
            link.hover()
        else:
            link.evaluate("(one) => one.focus({ focusVisible: true })")
        card = page.get_by_role("tooltip")
        expect(card).to_be_visible()
        assert plain(card.text_content())
        page.keyboard.press("Escape")
        expect(card).to_have_count(0)


# ------------------------------------------------------------------------------------------ events, places, questions


def test_the_page_of_an_event_has_each_account_and_what_came_before_and_after(tab: Tab, site: Site) -> None:
    page = tab.go(WALKS["event"]["page"])
    here = WALKS["event"]["page"].split("/")[1]
    table = page.locator("section:has(> #accounts) table")
    assert table.locator("thead th").count() == WALKS["event"]["accounts"]
    around = page.locator("section:has(> #before-and-after) li")
    order = [one.locator("a").get_attribute("href") if one.locator("a").count() else here for one in around.all()]
    at = order.index(here)
    assert 0 < at < len(order) - 1, "something came before, and something after"
    ids = [one["id"] for one in site.kb["events"]]
    assert all(str(one).rstrip("/").split("/")[-1] in ids for one in order)
    around.nth(at + 1).locator("a").click()
    page.wait_for_url("**/events/*/")
    expect(page.locator("section:has(> #before-and-after)").locator(f"a[href$='/{here}/']")).to_have_count(1)


def test_the_page_of_a_place_tells_who_did_what_there_and_where_it_is_named(tab: Tab) -> None:
    page = tab.go("places/moscow/")
    assert len(facts(page)) > 0
    assert page.locator("section:has(> #mentions) mark").count() > 0
    page.locator("main li.kb-fact a.kb-cite").first.click()
    page.wait_for_url("**/articles/*/#q-*")


def test_both_clocks_of_a_day_are_asked_and_a_later_text_is_left_out(tab: Tab) -> None:
    page = tab.go("as-of/")
    day, published = page.locator("input[name=day]"), page.locator("input[name=published]")
    expect(day).to_be_enabled()
    day.fill("2012-06-01")
    expect(page.locator("main li.kb-fact, main [data-fact]").first).to_be_visible()
    everything = set(page.locator("#as-of-answer a.kb-cite").evaluate_all("(all) => all.map((one) => one.dataset.fact)"))
    published.fill("2012-12-31")
    page.wait_for_url(re.compile("published=2012-12-31"))
    earlier = page.locator("#as-of-answer a.kb-cite")
    expect(earlier.first).to_be_visible()
    read = set(earlier.evaluate_all("(all) => all.map((one) => one.dataset.fact)"))
    assert read < everything
    assert page.locator("#as-of-answer a.kb-cite[href*='2015']").count() == 0


def test_a_tie_of_the_network_leads_to_its_passage(tab: Tab) -> None:
    page = tab.go("network/")
    page.locator("#ties-table tbody tr:visible a.kb-cite").first.click()
    page.wait_for_url("**/articles/*/#q-*")
    expect(page.locator(f'[id="{page.url.partition("#")[2]}"]')).to_be_in_viewport()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_method_is_reached_by_key_from_any_page(size: dict[str, int], tabs: Tabs) -> None:
    tab = tabs.open(size)
    page = tab.go(ACTOR)
    if size is PHONE:
        page.get_by_role("button", name="Menu").focus()
        page.keyboard.press("Enter")
    link = page.locator("nav a[href$='/method/']").filter(visible=True).first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{tab.home}method/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_every_page_leads_to_the_method(site: Site) -> None:
    for url, tree in site.pages.items():
        assert ("method/", "") in {site.target(url, one.get("href") or "") for one in tree.iter("a")}, url


def test_every_page_of_content_links_the_file_that_it_comes_from(site: Site) -> None:
    kinds = ("actors/", "places/", "events/", "articles/", "sources/")
    for url, tree in site.pages.items():
        if url.startswith(kinds) and url.count("/") == 2:
            files = [site.target(url, one.get("href")) for one in tree.iter("a") if "data/files/" in (one.get("href") or "")]
            assert files, f"{url} does not say which file it comes from"
            for target in files:
                assert target is not None
                assert (site.folder / target[0]).is_file()


def test_an_article_is_reached_from_the_front_page(tab: Tab) -> None:
    page = tab.go("")
    page.locator(f"main a[href$='{ARTICLE}']").filter(visible=True).first.click()
    page.wait_for_url(tab.home + ARTICLE)
