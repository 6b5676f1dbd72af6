"""The finder: every name of everything leads to it among the first three hits, in the real script in a real browser."""

from __future__ import annotations

import string
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from kb import exports, library
from kb.folding import in_latin, search_key
from tests import searched
from tests.built_site import Site
from tests.tabs import DESK, PHONE, Scheme, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

FIRST_THREE = """
async (asked) => {
    const names = await kbFinder.load();
    return asked.map((text) => kbFinder.rank(names, text, 3).map((hit) => hit.entry.url));
}
"""

ACTOR = "actors/al-qaeda-in-iraq/"


def names(site: Site) -> list[tuple[str, str]]:
    """Every name of every entity, and every title of an event, source or article, from kb.json: what is asked, and the page it names."""
    kb = site.kb
    asked = [
        (name["text"], f"{'places' if entity['kind'] == 'place' else 'actors'}/{entity['id']}/")
        for entity in kb["entities"]
        for name in entity["names"]
    ]
    asked += [(account["title"], f"events/{event['id']}/") for event in kb["events"] for account in event["accounts"]]
    asked += [(article["title"]["value"], f"articles/{article['id']}/") for article in kb["articles"]]
    asked += [(article["short"], f"articles/{article['id']}/") for article in kb["articles"]]
    asked += [(work["csl"]["title"], f"sources/{work['id']}/") for work in kb["sources"] if work["csl"].get("title")]
    return asked


def first_three(page: Page, asked: list[str]) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(FIRST_THREE, asked)
    return found


def missed(page: Page, asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is asked whose page is not among the first three hits."""
    found = first_three(page, [text for text, _ in asked])
    return [one for one, hits in zip(asked, found, strict=True) if one[1] not in hits]


def bare(text: str) -> str:
    """As somebody types who has no such keys."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "ʿʾ’‘“”").lower()


# ------------------------------------------------------------------------------------------------------------ the names


@pytest.mark.browser
def test_every_name_finds_its_page_among_the_first_three(tab: Tab, site: Site) -> None:
    asked = names(site)
    assert len(asked) > 350
    assert missed(tab.go(""), asked) == []
    assert tab.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "typed",
    [str.lower, str.upper, bare, lambda text: text.replace("-", " "), lambda text: f"  {text} "],
    ids=["lower", "upper", "bare", "spaced", "padded"],
)
def test_capitals_diacritics_hyphens_and_spaces_make_no_difference(typed: Callable[[str], str], tab: Tab, site: Site) -> None:
    assert missed(tab.go(""), [(typed(text), url) for text, url in names(site)]) == []


@pytest.mark.browser
def test_words_run_together_find_it_too(tab: Tab, site: Site) -> None:
    assert missed(tab.go(""), [(text.replace(" ", ""), url) for text, url in names(site)]) == []


@pytest.mark.browser
def test_one_typo_is_forgiven(tab: Tab, site: Site) -> None:
    """Every letter left out, every two letters swapped, of every name of five letters or more: what remains is another name by itself."""
    slips = []
    for text, url in names(site):
        if len(text) >= 5:
            slips += [(text[:at] + text[at + 1 :], url) for at in range(len(text))]
            slips += [(text[:at] + text[at + 1] + text[at] + text[at + 2 :], url) for at in range(len(text) - 1)]
    lost = missed(tab.go(""), slips)
    share = 1 - len(lost) / len(slips)
    assert share >= 0.99, f"{share:.2%} of {len(slips)}: {lost[:40]}"


@pytest.mark.browser
def test_a_name_that_two_have_finds_both(tab: Tab, site: Site) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for text, url in names(site):
        owners[text].add(url)
    shared = {text: urls for text, urls in owners.items() if 1 < len(urls) <= 3}
    assert shared
    found = first_three(tab.go(""), list(shared))
    assert [text for (text, urls), hits in zip(shared.items(), found, strict=True) if not urls <= set(hits)] == []


@pytest.mark.browser
def test_the_words_of_a_name_may_stand_in_any_order(tab: Tab, site: Site) -> None:
    turned = [
        (" ".join(reversed(entity["name"].split())), f"actors/{entity['id']}/")
        for entity in site.kb["entities"]
        if entity["kind"] == "person"
    ]
    assert missed(tab.go(""), turned) == []


@pytest.mark.browser
def test_each_word_more_keeps_the_name_in_the_list(tab: Tab, site: Site) -> None:
    """Typing word by word: from the second word on, the page is among the ten that are shown."""
    page = tab.go("")
    asked = [(" ".join(text.split()[:end]), url) for text, url in names(site) for end in range(2, len(text.split()) + 1)]
    asked = [(text, url) for text, url in asked if len(search_key(text)) > 5]
    found: list[list[str]] = page.evaluate(FIRST_THREE.replace(", 3)", ", 10)"), [text for text, _ in asked])
    assert [one for one, hits in zip(asked, found, strict=True) if one[1] not in hits] == []


@pytest.mark.browser
def test_better_answers_stand_first(tab: Tab) -> None:
    """The name, its beginning, a word in it, its words in any order, a place inside it, a typo; then what is named more often."""
    titles = ["Orla", "Orlat Front", "New Orla", "Green Orla Front", "Xorlas", "Orls"]
    entries = [[0, f"e{number}", title] for number, title in enumerate(reversed(titles))]
    index = {
        "kinds": [["group", "group", "actors/"]],
        "forms": ["author"],
        "loose": [0],
        "entries": [*entries, [0, "by", "Late", 0, "Orla"]],
    }
    rank = "([index, text]) => kbFinder.rank(kbFinder.prepare(index), text).map((hit) => hit.entry.title)"
    page = tab.go("")
    assert page.evaluate(rank, [index, "orla"]) == ["Orla", "Late", "Orlat Front", "Green Orla Front", "New Orla", "Xorlas", "Orls"]
    assert page.evaluate(rank, [index, "front green"]) == ["Green Orla Front"]
    assert page.evaluate(rank, [index, ""]) == []
    assert page.evaluate(rank, [index, "’ -"]) == []


# ------------------------------------------------------------------------------------------------------------- the fold


def test_the_fold_of_words() -> None:
    assert search_key("Abū Muḥammad al-ʿAdnānī") == "abu muhammad al adnani"
    assert search_key("  “U.S.”  Government’s ") == "us governments"
    assert search_key("Əliyev, İlham; G\u0131yasoğlu") == "aliyev ilham giyasoglu"
    assert search_key("أبو بكر البغدادي") == search_key("ابو بكر البغدادى")
    assert search_key("ПУТИН") == "путин"
    assert in_latin("Путин") == "putin"
    assert in_latin("al-Baghdādī") == ""


ASSIGNED = st.characters(exclude_categories=["Cs", "Cn", "Co"])
LIKELY = st.sampled_from([*string.printable, *"āḥʿʾ’‘“”–\u0131ğşəİßŁøæœςΣأإآىیکةـءًёЙԵՒ\u0301\u0307\u200dﬁ™Ⅷ²"])


@pytest.mark.browser
def test_the_browser_folds_as_the_build_does(tab: Tab, site: Site) -> None:
    page = tab.go("")
    seen: dict[str, str] = {text: search_key(text) for text, _ in names(site)}

    @given(st.text(ASSIGNED | LIKELY))
    @example("ΣΑΣ ΑΣ. İI K \u017f ẞ")
    def collect(text: str) -> None:
        seen[text] = search_key(text)

    collect()
    for point in range(0x2FFF):
        if unicodedata.category(chr(point)) not in {"Cs", "Cn", "Co"}:
            seen[f"a{chr(point)}b"] = search_key(f"a{chr(point)}b")
    folded: list[str] = page.evaluate("(texts) => texts.map(kbFold)", list(seen))
    assert {text: (ours, its) for (text, ours), its in zip(seen.items(), folded, strict=True) if ours != its} == {}


@given(st.text(ASSIGNED | LIKELY))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


# ------------------------------------------------------------------------------------------------------------ the index


PERSON = "entities/people/al-tari.md"


def scripts_library(base_files: Mapping[str, str]) -> dict[str, str]:
    """The little library with somebody whose names need folding, and who has one in Arabic script."""
    person = (
        "---\nname: Vlādīmir al-Ṭārī\nkind: person\nnames:\n- {name: فلاديمير الطاري, is: spelling}\n"
        "- {name: Владимир, is: transliteration}\n---\n"
    )
    return {**base_files, PERSON: person}


def test_the_index_holds_other_scripts_in_their_letters_and_in_latin(
    write_library: Callable[[Mapping[str, str | bytes]], Path], base_files: dict[str, str]
) -> None:
    index: dict[str, Any] = exports.finder_index(library.load(write_library(scripts_library(base_files))).kb)
    (line,) = [line for line in index["entries"] if line[1] == "al-tari"]
    assert line[2] == "Vlādīmir al-Ṭārī"
    forms = dict(zip(line[4::2], (index["forms"][number] for number in line[3::2]), strict=True))
    assert forms["فلاديمير الطاري"] == "spelling"
    assert forms["Владимир"] == "transliteration"
    assert "vladimir" in forms


def test_the_index_says_each_form_once_and_nothing_that_is_no_page(site: Site) -> None:
    index = site.data("finder.json")
    for line in index["entries"]:
        kind, one, texts = index["kinds"][line[0]], line[1], [line[2], *line[4::2]]
        assert f"{kind[2]}{one}/" in site.pages
        keys = [search_key(text) for text in texts]
        assert len(set(keys)) == len(keys), line
    pages = {
        url for url in site.pages if url.startswith(("actors/", "places/", "events/", "articles/", "sources/")) and url.count("/") == 2
    }
    assert {f"{index['kinds'][line[0]][2]}{line[1]}/" for line in index["entries"]} == pages


def test_the_full_text_search_knows_kinds_and_folded_names(
    little_project: Path, base_files: dict[str, str], kb: Callable[..., Any]
) -> None:
    (little_project / PERSON).write_text(scripts_library(base_files)[PERSON], encoding="utf-8")
    assert kb("build", "--root", little_project).code == 0
    by_url = {entry["location"]: entry for entry in searched.sections(little_project / "site")}
    page = by_url["actors/al-tari/"]
    assert page["title"] == "Vlādīmir al-Ṭārī"
    assert page["kind"] == "person"
    assert "vladimir al tari" in page["text"]
    assert any("فلاديمير الطاري" in entry["text"] for url, entry in by_url.items() if url.startswith("actors/al-tari/"))
    assert by_url["actors/"]["kind"] == ""


def test_every_name_is_in_the_index_of_the_full_text_search(site: Site) -> None:
    said: dict[str, str] = defaultdict(str)
    for entry in searched.sections(site.folder):
        url = entry["location"].partition("#")[0]
        said[url] += f" {entry['title']} {entry['text']}"
        known = url.count("/") == 2 and url.split("/")[0] in {"actors", "places", "events", "sources", "articles"}
        assert bool(entry["kind"]) == known, entry["location"]
    assert [(text, url) for text, url in names(site) if search_key(text) not in search_key(said[url])] == []


# ----------------------------------------------------------------------------------------------------------- the dialog


def active(page: Page) -> str:
    found: str = page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent ?? ''")
    return found


@pytest.mark.browser
@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_it_and_a_name_leads_to_its_page(key: str, tab: Tab) -> None:
    page = tab.go(ACTOR)
    page.keyboard.press(key)
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(page.get_by_role("option")).to_have_count(8)
    page.keyboard.type("daehs")
    hit = page.get_by_role("option").first
    expect(hit).to_contain_text("Islamic State")
    expect(hit).to_contain_text("Daesh · abbreviation")
    expect(hit).to_contain_text("group")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actors/islamic-state/")
    assert tab.wrong == []


@pytest.mark.browser
def test_keys_move_the_choice_and_escape_gives_the_focus_back(tab: Tab) -> None:
    page = tab.go(ACTOR)
    link = page.locator("a.kb-find")
    link.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("iraq")
    options = page.get_by_role("option")
    expect(options).to_have_count(11)
    assert active(page) == options.nth(0).text_content()
    for key, at in (("ArrowDown", 1), ("End", 10), ("ArrowDown", 0), ("ArrowUp", 10), ("Home", 0)):
        page.keyboard.press(key)
        assert active(page) == options.nth(at).text_content(), key
        assert page.locator("[role=option][aria-selected=true]").count() == 1
    expect(options.last).to_contain_text("Search the full text for “iraq”")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.browser
def test_the_last_line_hands_over_to_the_full_text(tab: Tab) -> None:
    page = tab.go(ACTOR)
    page.keyboard.press("/")
    page.keyboard.type("staging ground")
    expect(page.get_by_role("option").last).to_contain_text("full text")
    page.get_by_role("option").last.click()
    expect(page.locator("[data-md-component=search-query]")).to_have_value("staging ground")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    expect(page.locator(".md-search-result__item .md-tag").first).to_be_visible()


@pytest.mark.browser
def test_a_stroke_in_a_field_is_a_letter(tab: Tab) -> None:
    page = tab.go("actors/")
    box = page.locator(".kb-filter input[type=search]").first
    box.focus()
    page.keyboard.press("/")
    expect(box).to_have_value("/")
    expect(page.locator("dialog.kb-finder")).to_have_count(0)


@pytest.mark.browser
def test_the_front_pages_box_is_the_same_finder(tab: Tab) -> None:
    page = tab.go("")
    page.locator("form.kb-search input").focus()
    expect(page.locator("dialog.kb-finder")).to_have_count(0)
    page.keyboard.type("aqi")
    expect(page.get_by_role("option").first).to_contain_text("al-Qaeda in Iraq")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{ACTOR}")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_fills_the_window(scheme: Scheme, tabs: Tabs) -> None:
    tab = tabs.open(PHONE, scheme=scheme)
    page = tab.go(ACTOR)
    page.locator("a.kb-find").click()
    page.keyboard.type("whats going on")
    expect(page.get_by_role("option").first).to_contain_text("article")
    assert page.locator("dialog.kb-finder").bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.browser
def test_the_names_are_loaded_when_they_are_wanted_and_asked_for_again_after_a_failure(tab: Tab) -> None:
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("finder.json") else None)
    page = tab.go(ACTOR)
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.route("**/finder.json", lambda route: route.abort())
    page.keyboard.press("/")
    expect(page.get_by_role("status").last).to_have_text("The list of names did not load.")
    page.unroute("**/finder.json")
    page.keyboard.type("aqi")
    expect(page.get_by_role("option").first).to_contain_text("al-Qaeda in Iraq")


@pytest.mark.browser
def test_without_scripts_it_is_a_link_to_an_index(tabs: Tabs) -> None:
    page = tabs.open(DESK, scripts=False).go(ACTOR)
    page.locator("a.kb-find").click()
    page.wait_for_url("**/actors/")
    page.goto(page.url.removesuffix("actors/"))
    page.locator("form.kb-search input").fill("daesh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actors/?q=daesh")
    expect(page.locator("table.kb-table").first).to_be_visible()
