"""The full-text search as readers meet it: the host's box and keys, our worker behind it, and what it says when something is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from kb import concordance
from tests import searched
from tests.built_site import Site
from tests.tabs import ACTOR, PHONE, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

Ask = Callable[..., list[list[str]]]  # for each question the addresses of the pages that answer, best first

# Asks a worker of its own, as the host does: what it answers to each question
ASK = """async ([home, questions]) => {
    const worker = new Worker(home + "assets/kb/js/workers/search.js");
    const settings = await (await fetch(home + "search/search_index.json")).json();
    const said = (message) => new Promise((done) => { worker.onmessage = (event) => done(event.data); worker.postMessage(message); });
    await said({ type: 0, data: { config: settings.config, docs: [], options: { suggest: true } } });
    const found = [];
    for (const asked of questions) found.push((await said({ type: 2, data: asked })).data);
    worker.terminate();
    return found;
}"""

# The questions of readers: the page that must be among the first three
QUESTIONS = {
    "staging ground": "places/staging-ground-in-eastern-syria/",
    "Islamic State": "actors/islamic-state/",
    "islamic state of iraq": "actors/islamic-state-of-iraq/",
    "al qaeda in iraq": "actors/al-qaeda-in-iraq/",
    "anbar spring": "sources/the-anbar-spring/",
    "uprising syria": "events/syrian-uprising/",
    "front matter": "guide/front-matter/",
    "glossary": "about/glossary/",
    "as of 2014": "as-of/2014/",
    "davudov": "actors/ibrahimkhalil-davudov/",
    "moscow": "places/moscow/",
}


@pytest.fixture
def ask(tab: Tab) -> Iterator[Ask]:
    page = tab.go("method/")

    def asked(*questions: str) -> list[list[str]]:
        answers = page.evaluate(ASK, [tab.home, list(questions)])
        return [[group[0]["location"].partition("#")[0] for group in answer["items"]] for answer in answers]

    yield asked
    assert tab.wrong == []


def results(page: Page) -> Locator:
    return page.locator(".md-search-result__item")


def test_readers_find_what_they_ask_for(ask: Ask) -> None:
    found = dict(zip(QUESTIONS, ask(*QUESTIONS), strict=True))
    assert {asked: found[asked][:3] for asked, url in QUESTIONS.items() if url not in found[asked][:3]} == {}


def test_a_title_leads_to_its_page(ask: Ask, site: Site) -> None:
    """All words of a title are asked for: its page is among the first three, and nearly always the first."""
    kinds = [kind[2] for kind in site.data("finder.json")["kinds"]]
    titles = {kinds[line[0]] + line[1] + "/": line[2] for line in site.data("finder.json")["entries"]}
    found = ask(*titles.values())
    places = [urls.index(url) if url in urls else 99 for url, urls in zip(titles, found, strict=True)]
    missed = {title: urls[:3] for (url, title), urls in zip(titles.items(), found, strict=True) if url not in urls[:3]}
    assert missed == {}
    assert sum(place == 0 for place in places) >= 0.9 * len(places)


def test_every_sign_of_a_question_is_understood(ask: Ask) -> None:
    both, without, quoted, reversed_, titled, capital, plural, half = ask(
        "badr iran", "iran -syria", '"staging ground"', '"ground staging"', "title:moscow", "IS", "militia", "mili"
    )
    assert both
    assert without
    assert quoted[0] == "places/staging-ground-in-eastern-syria/"
    assert reversed_  # the words are there; in this order they are nowhere, and nothing is left out for that
    assert titled[0] == "places/moscow/"
    assert capital
    assert "actors/shiite-militias/" in plural[:5]
    assert half


def test_a_word_with_a_minus_is_on_none_of_the_pages(ask: Ask, site: Site) -> None:
    with_it = {concordance._key(url).hex(): url for url in site.pages}  # noqa: SLF001 - the rule of the keys
    syria = {with_it[one[:6].hex()] for one in searched.places(site.folder)["syria"]}
    (found,) = ask("iran -syria")
    assert found
    assert not syria & set(found)


@pytest.mark.parametrize("typed", ["Ibrahimkhalil", "ibrahimkhalil", "ÍBRAHIMKHALİL", "Ibrahim’khalil"])
def test_diacritics_capitals_and_apostrophes_do_not_matter(typed: str, ask: Ask) -> None:
    assert "actors/ibrahimkhalil-davudov/" in ask(typed)[0][:3]


def test_signs_alone_ask_for_nothing(ask: Ask) -> None:
    assert ask("", " ", '"', "-", "+", '""', "* ~ ^", "…") == [[]] * 8


def test_odd_questions_are_answered(ask: Ask) -> None:
    assert (
        len(ask("a" * 5_000, "x " * 500, "\ud83d\ude00", "__proto__", "constructor", "<script>", "%00", "-" * 300, "b*d* ~2 ^3", '"')) == 10
    )


def test_words_are_cut_alike_when_pages_are_read_and_when_they_are_asked_for(tab: Tab) -> None:
    """The words that the script marks in a text are those that the index holds, each where it stands."""
    texts = [
        "al-ʿAdnānī’s U.S. 3.5 km² — ½x Əliyev",
        "بغداد، العراق",
        "o'clock…then",
        "x\u0301y z\u200dw ﬁve",
        "Ⅳ ①②",
        "d’État a½b",
        "\U00010330\U00010331 q",
        "٣٤",
    ]
    tab.go("method/")
    for script in ("fold.js", "workers/words.js"):
        tab.page.add_script_tag(url=f"{tab.home}assets/kb/js/{script}")
    found = tab.page.evaluate(
        "(texts) => texts.map((text) => kbWords.spans(text, () => true).map((one) => [text.slice(one[0], one[1]), one[2]]))", texts
    )
    for text, spans in zip(texts, found, strict=True):
        assert [word for _, word in spans] == concordance.words(text), text
        assert all(concordance.words(printed) == [word] or word in concordance.words(printed) for printed, word in spans), spans


# ---------------------------------------------------------------------------------------------------------- the box


def test_a_link_with_a_question_shows_its_hits_and_enter_opens_the_first(tab: Tab) -> None:
    page = tab.go("method/?q=staging+ground")
    expect(results(page)).to_have_count(10)
    expect(page.locator(".md-search-result__meta")).to_have_text(re.compile(r"^\d+ matching pages, best first$"))
    expect(results(page).first.locator("mark").first).to_have_text("staging")
    expect(results(page).first.locator(".md-tag")).to_have_text("place")
    page.locator("[data-md-component=search-query]").press("Enter")
    page.wait_for_url("**/places/staging-ground-in-eastern-syria/?h=*")
    expect(page.locator("mark[data-md-highlight]").first).to_have_text(re.compile("staging", re.IGNORECASE))
    assert tab.wrong == []


def test_the_arrows_go_through_the_hits_and_the_last_line_loads_more(tab: Tab) -> None:
    page = tab.go("method/?q=iraq")
    expect(results(page)).to_have_count(10)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator(".md-search-result__list a:focus")).to_have_count(1)
    said = page.locator(".md-search-result__meta").text_content()
    page.locator("a:has(.kb-further)").focus()
    page.keyboard.press("Enter")
    expect(results(page)).to_have_count(25)
    expect(results(page).nth(9).locator("a:focus")).to_have_count(1)  # the first of the new ones
    page.locator("a:has(.kb-further)").click()
    expect(results(page)).to_have_count(40)
    assert page.locator(".md-search-result__meta").text_content() == said
    hrefs = results(page).locator("a.md-search-result__link:first-child").evaluate_all("all => all.map(one => one.href.split(/[?#]/)[0])")
    pages = hrefs[:-1]
    assert len(set(pages)) == len(pages)
    assert tab.wrong == []


def test_all_pages_that_answer_can_be_reached(tab: Tab) -> None:
    page = tab.go("method/?q=staging+ground")
    expect(page.locator("a:has(.kb-further)")).to_be_visible()
    many = int(str(page.locator(".kb-further").get_attribute("value")))
    while page.locator("a:has(.kb-further)").count():
        before = results(page).count()
        page.locator("a:has(.kb-further)").click()
        expect(results(page)).not_to_have_count(before)
    assert results(page).count() == many


def test_a_suggestion_completes_the_last_word(tab: Tab) -> None:
    page = tab.go("method/?q=staging")
    expect(results(page)).to_have_count(10)
    page.keyboard.type(" gro")
    expect(page.locator("[data-md-component=search-suggest]")).to_have_text("staging ground")


def test_the_box_works_on_a_phone(tabs: Tabs) -> None:
    tab = tabs.open(PHONE)
    page = tab.go("method/?q=iraq")
    expect(results(page)).to_have_count(10)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ------------------------------------------------------------------------------------------- what is missing or old


def test_a_page_loads_nothing_of_the_search_but_its_settings(tab: Tab) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url.removeprefix(tab.home)))
    tab.go(ACTOR)
    tab.page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.startswith("search/")] == ["search/search_index.json"]


@pytest.mark.parametrize("missing", ["**/search/words/*.bin", "**/search/texts/**", "**/search/words/*.json"])
def test_what_does_not_load_is_said_and_asked_for_again(missing: str, tabs: Tabs) -> None:
    tab = tabs.open(PHONE)
    page = tab.page
    page.route(missing, lambda route: route.fulfill(status=404, body="none"))
    tab.go("method/?q=iraq")
    expect(results(page).first).to_contain_text("The search did not load")
    expect(page.locator(".md-search-result__meta")).to_have_text("No answer")
    expect(results(page).first.locator("a")).to_have_attribute("href", re.compile("/actors/"))
    page.unroute(missing)
    page.locator("[data-md-component=search-query]").press("End")
    page.keyboard.type(" iran")
    expect(results(page)).to_have_count(10)
    expect(page.locator(".md-search-result")).not_to_contain_text("did not load")


@pytest.mark.parametrize("body", ["", "{}", '{"words":[', "\u0000\n", '{"words":["iraq"],"counts":[9]}\nxx'])
def test_a_broken_piece_is_no_answer(body: str, tabs: Tabs) -> None:
    tab = tabs.open(PHONE)
    tab.page.route("**/search/words/*.bin", lambda route: route.fulfill(body=body))
    tab.go("method/?q=iraq")
    expect(results(tab.page).first).to_contain_text("The search did not load")


def test_a_page_of_an_old_build_finds_the_pieces_of_the_new_one(tabs: Tabs, site: Site) -> None:
    """The page that stands open names a directory that is gone; the worker reads the settings again."""
    settings = json.loads((site.folder / "search" / "search_index.json").read_bytes())
    settings["config"]["kb"] = "words/000000000000.json"
    tab = tabs.open(PHONE)
    first = []

    def old(route: Route) -> None:
        first.append(route)
        if len(first) == 1:
            route.fulfill(json=settings)
        else:
            route.continue_()

    tab.page.route("**/search/search_index.json", old)
    tab.go("method/?q=iraq")
    expect(results(tab.page)).to_have_count(10)
    assert len(first) == 2


def test_a_text_of_another_build_is_not_taken_for_an_answer(tabs: Tabs) -> None:
    """If the texts do not hold the words, the directory is read again; a page that then still has none of them is named without a mark."""
    tab = tabs.open(PHONE)

    def other(route: Route) -> None:
        unit = {"url": "moved/", "title": "Moved <b>", "kind": "", "sections": [["", "Moved <b>", "Nothing of it"]]}
        route.fulfill(json=unit)

    tab.page.route("**/search/texts/**", other)
    tab.go("method/?q=iraq")
    expect(results(tab.page).first).to_contain_text("Moved <b>")
    assert tab.page.locator(".md-search-result mark").count() == 0
