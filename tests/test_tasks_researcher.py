"""The researcher follows citations back on the real site: each thing that this reader must be able to do, walked with clicks and keys.

What should be found stands in ``walks-researcher.yml``. From a fact on every kind of page to its words: ``test_tasks``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.built_site import Site
from tests.tabs import ACTOR, ARTICLE, KINDS_OF_PAGE, Tab

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

WALKS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "walks-researcher.yml").read_text("utf-8"))


def plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def test_from_a_fact_one_click_lands_on_its_words_and_one_more_lists_all_that_rests_on_them(tab: Tab, site: Site) -> None:
    asked = WALKS["fact"]
    page = tab.go(asked["at"])
    link = page.locator(f"main li.kb-fact a.kb-cite[data-q*='{asked['words']}']").filter(visible=True).first
    passage = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    page.wait_for_url(f"{tab.home}{asked['article']}#{passage}")
    lit = page.locator(f'.kb-q[data-q="{passage}"]')
    expect(lit.first).to_be_in_viewport()
    expect(lit.first).to_have_class(re.compile(r"\bkb-lit\b"))
    assert asked["words"] in plain("".join(lit.all_text_contents()))
    resting = {one["id"] for one in site.facts.values() if passage in {evidence["passage"] for evidence in one["evidence"]}}
    notes = page.locator(f'.kb-note[data-for="{passage}"] .kb-note__fact')
    expect(notes.first).to_be_visible()
    assert {one.get_attribute("data-fact") for one in notes.all() if one.is_visible()} == resting


def test_every_layer_can_be_switched_off_and_paragraphs_have_lasting_links(tab: Tab) -> None:
    page = tab.go(ARTICLE)
    for switch in page.locator("button[data-layer]").all():
        layer = switch.get_attribute("data-layer")
        marked = page.locator(f".kb-para .kb-q[data-on='{layer}']")
        switch.click()
        expect(switch).to_have_attribute("aria-pressed", "false")
        notes = page.locator(f".kb-notes > ol > .kb-note[data-on='{layer}']")
        assert all(not one.is_visible() for one in notes.all()), f"a note of {layer} is still there"
        before = marked.first.evaluate("(one) => getComputedStyle(one).backgroundImage") if marked.count() else ""
        switch.click()
        expect(switch).to_have_attribute("aria-pressed", "true")
        if marked.count():
            assert marked.first.evaluate("(one) => getComputedStyle(one).backgroundImage") != before, f"the marks of {layer} stay"
    page.get_by_role("link", name="Paragraph 4", exact=True).click()
    assert page.url == f"{tab.home}{ARTICLE}#p-4"
    expect(page.locator("#p-4")).to_be_in_viewport()


def test_a_source_says_who_cites_it_at_which_footnote_and_which_facts_rest_on_it(tab: Tab, site: Site) -> None:
    asked = WALKS["source"]
    page = tab.go(asked["at"])
    line = page.locator("main .kb-card div", has=page.locator(f"a[href$='/{asked['article']}/']"))
    expect(line).to_contain_text(f"footnote {asked['footnote']}")
    source = asked["at"].split("/")[1]
    told = next(one for one in site.kb["sources"] if one["id"] == source)
    shown = set(page.locator("main li.kb-fact").evaluate_all("(all) => all.map((one) => one.dataset.fact)"))
    assert {one["id"] for one in told["citations"]} <= shown
    resting = {one["id"] for one in site.facts.values() if one["voice"].get("who") == source}
    assert resting <= shown
    line.get_by_role("link").first.click()
    page.wait_for_url(f"**/articles/{asked['article']}/")
    page.locator(f"#fn-{asked['footnote']} .kb-fn-work a").first.click()
    page.wait_for_url(tab.home + asked["at"])


def test_a_source_that_repeats_another_leads_to_it_and_back(tab: Tab) -> None:
    asked = WALKS["repeats"]
    page = tab.go(asked["at"])
    page.locator("main .kb-card div", has_text="Repeats").get_by_role("link").first.click()
    page.wait_for_url(f"**/sources/{asked['origin']}/")
    back = page.locator("main .kb-card div", has_text="Repeated by").get_by_role("link")
    assert (back.first.get_attribute("href") or "").endswith(f"{asked['at'].split('/')[1]}/")


@pytest.mark.parametrize(("key", "value"), [("voice", "author"), ("voice", "other"), ("certainty", "possible")])
def test_voice_and_certainty_stand_on_every_fact_and_can_be_asked_for(key: str, value: str, tab: Tab) -> None:
    page = tab.go(ACTOR)
    lines = page.locator("main li.kb-fact")
    for line in lines.all():
        assert plain(line.locator(".kb-cert").first.text_content())
        assert plain(line.locator(".kb-voice").first.text_content())
    wanted = lines.evaluate_all("(all, [key, value]) => all.filter((one) => one.dataset[key] === value).length", [key, value])
    chip = page.locator(f".kb-filter .kb-chip[data-key={key}][data-value={value}]")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    left = page.locator("main li.kb-fact:not([hidden])")
    assert left.count() == wanted > 0
    assert all(one.get_attribute(f"data-{key}") == value for one in left.all())
    expect(page.get_by_role("status").filter(has_text=f"{wanted} of")).to_be_visible()


@pytest.mark.parametrize("url", [ACTOR, ARTICLE, "places/moscow/", "events/syrian-uprising/", "sources/gordon-2015/"])
def test_a_page_says_how_it_is_cited_in_words_and_in_three_formats(url: str, tab: Tab) -> None:
    page = tab.go(url)
    page.locator("summary", has_text="Cite this").focus()
    page.keyboard.press("Enter")
    part = page.locator("details.kb-cite-this")
    assert plain(part.locator(".kb-reference").text_content())
    texts = [one.text_content() or "" for one in part.locator("pre").all()]
    assert [bool(re.match(r"@\w+\{", texts[0])), "TY  - " in texts[1], isinstance(json.loads(texts[2]), list | dict)] == [True] * 3
    for link, text in zip(part.locator("a[download]").all(), texts, strict=True):
        with page.expect_download() as taken:
            link.click()
        assert taken.value.path().read_bytes().decode().replace("\r\n", "\n").strip() == text.replace("\r\n", "\n").strip()


def test_a_passage_is_cited_from_its_note_in_three_formats(tab: Tab) -> None:
    page = tab.go(ARTICLE)
    note = page.locator(".kb-notes > ol > .kb-note").first
    passage = note.get_attribute("data-for") or ""
    note.locator("summary", has_text="Cite").focus()
    page.keyboard.press("Enter")
    link = note.get_by_role("link", name=re.compile("¶"))
    expect(link.first).to_be_visible()
    for file, sign in (("bib", "@"), ("ris", "TY  - "), ("json", "[")):
        with page.expect_download() as taken:
            note.locator(f"a[download][href$='cite/passages.{file}']").click()
        text = taken.value.path().read_text("utf-8")
        assert text.startswith(sign)
        assert passage in text
        assert taken.value.suggested_filename == f"{passage}.{file}"


def test_the_whole_bibliography_is_handed_over_and_holds_every_article_and_source(tab: Tab, site: Site) -> None:
    page = tab.go("sources/")
    link = page.locator("main a[href$='data/bibliography.json']").filter(visible=True).first
    with page.expect_download() as taken:
        link.click()
    held = {one["id"] for one in json.loads(taken.value.path().read_text("utf-8"))}
    assert {one["id"] for one in (*site.kb["articles"], *site.kb["sources"])} == held


def test_the_receipt_says_the_numbers_of_the_build(tab: Tab, site: Site) -> None:
    page = tab.go("")
    page.get_by_role("complementary", name="Receipt").get_by_role("link").click()
    page.wait_for_url("**/receipt/")
    build = site.data("build.json")
    numbers = page.locator("main table").first.locator("tbody td:last-child").all_text_contents()
    cells = [plain(one).replace(",", "") for one in numbers]
    for key in [
        "quotes_declared",
        "quotes_checked",
        "quotes_matched",
        "facts_in",
        "facts_shown",
        "passages",
        "mentions",
        "articles",
        "pages",
    ]:
        assert str(build[key]) in cells, f"{key} is not on the receipt"
    text = plain(page.locator("main").text_content())
    assert build["content_sha256"] in text
    assert all(one in text for one in build["left_out"])
    answer = page.request.get(page.locator("main a[href$='data/build.json']").evaluate("(one) => one.href"))
    assert answer.json() == build


@pytest.mark.parametrize("url", [one for one in KINDS_OF_PAGE.values() if re.match(r"(actors|places|events|articles|sources)/[^/]+/", one)])
def test_whoever_finds_a_mistake_is_led_to_the_file(url: str, tab: Tab) -> None:
    page = tab.go(url)
    link = page.locator("main a[href*='data/files/']").last
    link.scroll_into_view_if_needed()
    expect(link).to_be_visible()
    answer = page.request.get(link.evaluate("(one) => one.href"))
    assert answer.ok
    assert answer.text().startswith("---")
