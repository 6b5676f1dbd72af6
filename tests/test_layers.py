"""An article's layers in a real browser, the words that cite a passage, and the clipboard."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.built_site import Site, every, words

if TYPE_CHECKING:
    from tests.tabs import Scheme, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ARTICLE = "articles/iraq-set-to-coordinate-anti-isis-operations/"
FACTS = ("actors", "events", "dates", "statements", "sources")
KEYS = {
    "actors": "actors",
    "relations": "actors",
    "dates": "dates",
    "statements": "statements",
}


def switch(page: Page, layer: str) -> Locator:
    return page.locator(f'.kb-layers button[data-layer="{layer}"]')


def only(page: Page, *wanted: str) -> None:
    """Switch the layers of facts so that the wanted ones are on."""
    for layer in FACTS:
        if (switch(page, layer).get_attribute("aria-pressed") == "true") != (layer in wanted):
            switch(page, layer).click()


def marked(page: Page) -> set[str]:
    """The passages under whose words there is a line."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll(".kb-q")].filter((one) => getComputedStyle(one).backgroundImage.includes("gradient"))
            .map((one) => one.dataset.q)"""
    )
    return set(found)


def shown_facts(page: Page) -> set[str]:
    """The facts in notes that are not hidden, whether or not what holds them is folded."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll(".kb-note__fact")].filter((one) =>
            ![one, one.closest(".kb-note")].some((part) => getComputedStyle(part).display === "none")).map((one) => one.dataset.fact)"""
    )
    return set(found)


def expected(site: Site, layers: set[str]) -> tuple[set[str], set[str]]:
    """The passages and facts of the article in these layers, as ``data/kb.json`` has them."""
    kept: dict[str, set[str]] = {}
    for key, layer in KEYS.items():
        kept |= {one["id"]: {layer} for one in site.kb[key]}
    for event in site.kb["events"]:
        for account in event["accounts"]:
            kept |= {account["id"]: {"events"}, **{figure["id"]: {"events"} for figure in account["figures"]}}
    for work in site.kb["sources"]:
        kept |= {one["id"]: {"sources"} for one in work["citations"]}
    here = {id_: fact for id_, fact in site.facts.items() if any(one["url"].startswith(ARTICLE) for one in fact["evidence"])}
    facts = {id_ for id_ in here if kept[id_] & layers}
    return {one["passage"] for id_ in facts for one in here[id_]["evidence"]}, facts


# ------------------------------------------------------------------------------------------------------------ layers


CHOICES: tuple[tuple[str, ...], ...] = (("dates",), ("events", "sources"), ("actors",), ("statements",), FACTS, ())


@pytest.mark.parametrize("wanted", CHOICES, ids=" ".join)
def test_a_passage_is_marked_while_one_of_its_layers_is_on_and_its_note_shows_the_facts_of_these(
    wanted: tuple[str, ...], tab: Tab, site: Site
) -> None:
    page = tab.go(ARTICLE)
    only(page, *wanted)
    passages, facts = expected(site, set(wanted))
    assert marked(page) == passages
    assert shown_facts(page) == facts
    for layer in FACTS:
        expect(switch(page, layer)).to_have_attribute("aria-pressed", str(layer in wanted).lower())
    assert tab.wrong == []


def test_a_switch_says_how_many_marks_its_layer_has(tab: Tab, site: Site) -> None:
    page = tab.go(ARTICLE)
    for layer in FACTS:
        passages, _ = expected(site, {layer})
        assert int(switch(page, layer).locator(".kb-n").inner_text()) == len(passages), layer
    article = next(one for one in site.kb["articles"] if one["url"] == ARTICLE)
    names = [one for one in site.kb["mentions"] if one["article"] == article["id"]]
    assert switch(page, "names").locator(".kb-n").inner_text() == str(len(names))
    assert switch(page, "misprints").locator(".kb-n").inner_text() == str(len(article["misprints"]))


def test_each_layer_has_a_line_of_its_own_and_its_switch_has_the_same(tab: Tab) -> None:
    page = tab.go(ARTICLE)
    looks: dict[str, str] = {}
    for layer in FACTS:
        only(page, layer)
        line: str = page.evaluate(
            """(layer) => getComputedStyle(document.querySelector(`.kb-q[data-on="${layer}"]`)).backgroundImage
                .replace(/none,? ?|, none/g, "")""",
            layer,
        )
        name = switch(page, layer).locator(".kb-layer__name")
        looks[layer] = line
        shown: str = name.evaluate("(one) => getComputedStyle(one).backgroundImage")
        assert shown == line, f"the switch of {layer} shows another line than the text"
    rhythm = {layer: re.sub(r"color\(.*?\)|rgba?\(.*?\)|color-mix\(.*?\)\)?", "x", look) for layer, look in looks.items()}
    assert len(set(rhythm.values())) == len(FACTS), "without colour the lines must differ"


def test_the_choice_stays_for_the_visit_and_nothing_moves_when_the_page_opens_with_it(tab: Tab, site: Site) -> None:
    page = tab.go(ARTICLE)
    only(page, "events")
    switch(page, "names").click()
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; })
            .observe({ type: "layout-shift", buffered: true });"""
    )
    tab.go("articles/strategic-assessment-iran-backed-militias/")
    tab.go(ARTICLE)
    page.wait_for_load_state("networkidle")
    assert marked(page) == expected(site, {"events"})[0]
    expect(switch(page, "events")).to_have_attribute("aria-pressed", "true")
    expect(switch(page, "names")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.moved") < 0.005
    page.reload()
    assert marked(page) == expected(site, {"events"})[0]


def test_another_visit_begins_with_everything(tabs: Tabs, site: Site) -> None:
    only(tabs.open(DESK).go(ARTICLE), "dates")
    assert marked(tabs.open(DESK).go(ARTICLE)) == expected(site, set(FACTS))[0]


def test_what_one_was_sent_to_is_shown_though_its_layer_is_off(tab: Tab, site: Site) -> None:
    page = tab.go(ARTICLE)
    only(page)
    passage = min(expected(site, {"actors"})[0] - expected(site, set(FACTS) - {"actors"})[0])
    page.evaluate("hash => { location.hash = hash; }", passage)
    note = page.locator(f'.kb-note[data-for="{passage}"]').first
    expect(note).to_have_class(re.compile("kb-lit"))
    expect(note).to_be_visible()
    expect(note.locator(".kb-note__fact").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_switches_a_layer_on_a_telephone(scheme: Scheme, tabs: Tabs, site: Site) -> None:
    page = tabs.open(PHONE, scheme=scheme).go(ARTICLE)
    switch(page, "actors").focus()
    page.keyboard.press("Space")
    expect(switch(page, "actors")).to_have_attribute("aria-pressed", "false")
    assert marked(page) == expected(site, set(FACTS) - {"actors"})[0]
    page.keyboard.press("Tab")
    expect(switch(page, "events")).to_be_focused()
    assert re.fullmatch(r"\d+ of \d+ facts", page.locator(".kb-fold").first.inner_text())


def test_without_scripts_everything_is_on_and_no_switch_is_shown(tabs: Tabs) -> None:
    page = tabs.open(DESK, scripts=False).go(ARTICLE)
    assert page.locator(".kb-layers:visible").count() == 0
    segments = page.locator(".kb-para .kb-q[data-n]")
    assert segments.count() > 0, "letters stand in the page as it was built"
    expect(page.locator(".kb-note").first).to_be_visible()


def test_each_passage_has_its_layers_and_its_letter_in_the_page(site: Site) -> None:
    page = site.page(ARTICLE)
    segments = every(page, "kb-q", "span")
    for layer in FACTS:
        passages, _ = expected(site, {layer})
        assert {one.get("data-q") for one in segments if layer in one.get("data-on").split()} == passages
    letters: dict[str, list[str]] = {}
    for one in segments:
        if one.get("data-n"):
            letters.setdefault(one.get("data-q"), []).append(one.get("data-n"))
    for note in every(page, "kb-note"):
        letter = words(every(note, "kb-note__at", "a")[0])
        assert letters.get(note.get("data-for"), ["¶"]) == [letter]


# ------------------------------------------------------------------------------------------------- citing, and copying


def _taken(page: Page, passage: str, form: str) -> Download:
    """What the browser hands over when the reference of a passage is taken in a format."""
    note = page.locator(f'.kb-notes > ol > .kb-note[data-for="{passage}"]').first
    if not note.locator("details").evaluate("one => one.open"):
        note.locator("summary").focus()
        page.keyboard.press("Enter")
    with page.expect_download() as handed:
        note.get_by_role("link", name=form, exact=True).click()
    return handed.value


def test_the_record_of_a_passage_is_one_key_away_and_is_handed_over_alone(site: Site, tab: Tab) -> None:
    page = tab.go(ARTICLE)
    note = page.locator(".kb-notes > ol > .kb-note").first
    note.locator("summary").focus()
    expect(note.locator("summary")).to_have_css("opacity", "1")
    folder = site.folder / ARTICLE / "cite"
    items = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    passages = [item["id"].removeprefix(f"{ARTICLE.split('/')[1]}-") for item in items]
    records = {form: (folder / f"passages.{form}").read_bytes().decode() for form in ("bib", "ris")}
    alone = {
        "BibTeX": [f"@{record.rstrip()}\n" for record in records["bib"].split("\n@")],
        "RIS": [f"{record}ER  - \r\n" for record in records["ris"].split("ER  - \r\n")[:-1]],
        "CSL-JSON": [json.dumps([item], ensure_ascii=False, indent=1) + "\n" for item in items],
    }
    alone["BibTeX"][0] = alone["BibTeX"][0].removeprefix("@")
    shown: list[str] = page.locator(".kb-notes > ol > .kb-note").evaluate_all("all => all.map(one => one.dataset.for)")
    for passage in (shown[0], shown[len(shown) // 2], shown[-1]):
        for name, form in (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json")):
            handed = _taken(page, passage, name)
            assert handed.suggested_filename == f"{passage}.{form}"
            assert handed.path().read_bytes().decode() == alone[name][passages.index(passage)]
    assert tab.wrong == []


def test_the_references_are_loaded_once_and_handed_over_whole_where_they_cannot_be_loaded(site: Site, tab: Tab) -> None:
    page = tab.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/cite/" in request.url else None)
    tab.go(ARTICLE)
    first, second = [str(page.locator(".kb-notes > ol > .kb-note").nth(at).get_attribute("data-for")) for at in (0, 1)]
    for passage in (first, second, first):
        assert _taken(page, passage, "BibTeX").suggested_filename == f"{passage}.bib"
    assert len(asked) == 1
    page.route("**/cite/passages.ris", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
    handed = _taken(page, first, "RIS")
    assert handed.suggested_filename == "passages.ris"
    assert handed.path().read_bytes() == (site.folder / ARTICLE / "cite" / "passages.ris").read_bytes()


def test_a_passage_can_be_cited_without_scripts(tabs: Tabs) -> None:
    page = tabs.open(DESK, scripts=False).go(ARTICLE)
    note = page.locator(".kb-notes > ol > .kb-note").first
    note.hover()
    note.locator("summary").click()
    expect(note.get_by_role("link", name="CSL-JSON")).to_be_visible()
    expect(note.locator("a.kb-note__link")).to_have_text(re.compile(r"^Huang 2015 ¶1[a-z]$"))
    with page.expect_download() as handed:
        note.get_by_role("link", name="CSL-JSON").click()
    assert handed.value.suggested_filename == "passages.json"
    keys = [one["id"] for one in json.loads(handed.value.path().read_text(encoding="utf-8"))]
    assert f"{ARTICLE.split('/')[1]}-{note.get_attribute('data-for')}" in keys


@pytest.mark.parametrize("form", ["BibTeX", "RIS", "CSL-JSON"])
def test_copy_puts_the_record_on_the_clipboard(form: str, tab: Tab) -> None:
    page = tab.go(ARTICLE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".kb-cite-this > summary").click()
    record = page.locator(".kb-cite-form").filter(has=page.locator(f'pre[aria-label="{form}"]'))
    button = record.get_by_role("button")
    button.click()
    expect(button).to_have_text("Copied")
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n") == record.locator("pre").text_content()
    if form == "CSL-JSON":
        assert json.loads(copied)[0]["type"]
    assert tab.wrong == []


def test_where_copying_is_not_allowed_the_record_is_selected(tab: Tab) -> None:
    page = tab.page
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));")
    tab.go(ARTICLE)
    page.locator(".kb-cite-this > summary").click()
    record = page.locator(".kb-cite-form").first
    record.get_by_role("button").click()
    expect(record.get_by_role("button")).to_have_text("Selected: copy it with the keyboard")
    assert page.evaluate("String(getSelection())").strip() == (record.locator("pre").text_content() or "").strip()
    assert tab.wrong == []


def test_where_there_is_no_clipboard_there_is_no_button_and_the_record_can_be_taken(tab: Tab) -> None:
    page = tab.page
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });")
    tab.go(ARTICLE)
    page.locator(".kb-cite-this > summary").click()
    assert page.locator(".kb-cite-form button").count() == 0
    assert page.locator(".kb-cite-form pre:visible").count() == page.locator(".kb-cite-form a[download]:visible").count() == 3
    assert tab.wrong == []


# ------------------------------------------------------------------------------------------------- the article's head, footnotes


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_footnote_mark_shows_its_footnote(how: str, tab: Tab) -> None:
    page = tab.go(ARTICLE)
    link = page.locator(".kb-fn a").first
    link.scroll_into_view_if_needed()
    if how == "hover":
        link.hover()
    else:
        page.keyboard.press("Tab")
        link.focus()
    said: str = link.evaluate("(one) => getComputedStyle(one, '::after').content")
    assert "Russia Surprises US with Accord" in said


def test_what_is_inferred_of_an_article_is_shown_as_inferred_with_its_basis(site: Site) -> None:
    for article in site.kb["articles"]:
        page = site.page(article["url"])
        (head,) = every(page, "kb-bib", "dl")
        values = [article["published"], article["publication"], article.get("type"), *article["authors"]]
        for value in values:
            if value and value.get("basis"):
                assert value["basis"] in words(head)
        bases = {value["basis"] for value in values if value and value.get("basis")}
        assert len(every(head, "kb-inferred")) == len(bases)
