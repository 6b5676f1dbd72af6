"""Annotating in a browser: words are selected by mouse or keyboard, the form asks what their kind needs, and what is saved shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kb.desk import Desk
from kb.desk.server import Server
from tests import axe
from tests.conftest import PROJECT
from tests.desk_fixture import STRIKE, served
from tests.tabs import DESK, PHONE, Scheme, until

pytest_plugins = ["tests.browser_fixture"]
pytestmark = pytest.mark.browser

LEADER = "Anna Miller, leader of the Harbour Guild"
SPOKE = "spoke in Westport"

# The answers of a form, by their paths; an id or a word of a long list is looked up by typing
EACH: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Actor": ("the Harbour Guild called a strike", {"id": "?Harbour Guild", "as": "the Harbour Guild"}),
    "Event": (
        "people were arrested",
        {"title": "Arrests in Westport", "kind": "arrest", "date.value": "2015-09-28", "places": "?Westport"},
    ),
    "Date": ("the next day", {"date.value": "2015-09-29"}),
    "Tie": (LEADER, {"subject": "?Anna Mil", "relation": "?member of", "object": "?Guild", "certainty": "alleged"}),
    "Statement": (SPOKE, {"about": "?Miller", "says": "She spoke in Westport.", "voice": "speaker", "voice.speaker": "?Guild"}),
    "Source": ("called a strike", {"type": "speech", "title": "A Call", "id": "a-call-2015"}),
    "Mention": ("Westport", {}),
    "Misprint": ("she said", {"reading": "she says"}),
    "Passed over": ("the next day", {"reason": "It says when and no more."}),
}


@contextmanager
def opened(
    root: Path, browser: Browser, size: Mapping[str, int] = DESK, page_of: str = "articles/strike/", scheme: Scheme = "light"
) -> Iterator[tuple[Page, Server]]:
    """A page of a desk on which nothing may go wrong in silence."""
    with served(Desk(root)) as server:
        context = browser.new_context(viewport=dict(size), color_scheme=scheme)  # type: ignore[arg-type]
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"http://localhost:{server.port}/{page_of}")
        until(page, "window.kbSelecting && window.kbFinder")
        yield page, server
        context.close()
        assert wrong == []


def drag(page: Page, words: str, until: str = "") -> None:
    """Draw the mouse over words, or from them to other words."""
    boxes = page.evaluate(
        """([words, until]) => [words, until || words].map((sought, last) => {
            for (const block of kbSelecting.blocks()) {
                const here = kbSelecting.column(block), at = here.text.indexOf(sought);
                if (at < 0) continue;
                const offset = last ? at + sought.length - 1 : at, one = here.nodes.filter((node) => node.at <= offset).pop();
                const range = document.createRange();
                range.setStart(one.node, offset - one.at);
                range.setEnd(one.node, offset - one.at + 1);
                const box = range.getBoundingClientRect();
                return [last ? box.right - 1 : box.left + 1, (box.top + box.bottom) / 2];
            }
        })""",
        [words, until],
    )
    page.mouse.move(*boxes[0])
    page.mouse.down()
    page.mouse.move(*boxes[1], steps=5)
    page.mouse.up()


def dialog_for(page: Page, words: str) -> None:
    drag(page, words)
    page.get_by_role("button", name="Annotate").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def kind(page: Page, name: str) -> None:
    page.locator(".kb-annotate__kind", has=page.get_by_text(name, exact=True)).click()


def answer(page: Page, path: str, value: str) -> None:
    field = page.locator(f"[data-answer='{path}']")
    if value.startswith("?"):
        box = field.get_by_role("combobox")
        box.fill(value[1:])
        expect(field.get_by_role("option").first).to_be_visible()
        box.press("ArrowDown")
        box.press("Enter")
    elif field.locator("> select").count():
        field.locator("> select").select_option(value)
    elif field.locator("> label > input[type=radio]").count():
        field.locator(f"input[value='{value}']").check()
    else:
        field.locator("> input, > textarea, > .kb-annotate__combo > input").first.fill(value)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("articles/strike.md.")


def press_and_load(page: Page, key: str, what: str) -> None:
    """Press a key that sends ``what`` and has the page come anew.

    What it sends is held back until the key is answered: a page that is gone never answers, and Playwright would wait for ever.
    """
    held: list[Route] = []

    def hold(route: Route) -> None:
        if (route.request.post_data_json or {}).get("save", True):
            held.append(route)
        else:  # only asked what would be wrong
            route.continue_()

    page.route(f"**/_desk/{what}", hold)
    page.keyboard.press(key)
    for _ in range(6_000):
        if held:
            break
        page.wait_for_timeout(10)
    assert held, f"{key} sent no {what} within a minute"
    with page.expect_navigation():
        held[0].continue_()
    page.unroute(f"**/_desk/{what}")


@pytest.mark.parametrize("name", EACH)
def test_each_kind_is_annotated_and_undone(little_project: Path, browser: Browser, name: str) -> None:
    words, answers = EACH[name]
    before = (little_project / STRIKE).read_bytes()
    with opened(little_project, browser) as (page, server):
        dialog_for(page, words)
        expect(page.locator(".kb-annotate__quotes")).to_contain_text(words)
        kind(page, name)
        for path, value in answers.items():
            answer(page, path, value)
        expect(page.locator(".kb-annotate__news")).to_have_text("This can be saved.")
        save(page)
        assert (little_project / STRIKE).read_bytes() != before
        assert server.desk.state.findings == ()
        with page.expect_navigation():
            page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("status")).to_contain_text("is undone.")
        assert (little_project / STRIKE).read_bytes() == before


def test_what_is_saved_stands_in_the_margin_and_control_z_takes_it_back(little_project: Path, browser: Browser) -> None:
    before = (little_project / STRIKE).read_bytes()
    with opened(little_project, browser) as (page, _):
        dialog_for(page, LEADER)
        kind(page, "Tie")
        for path, value in {"subject": "?Anna", "relation": "?visited", "object": "?Westport"}.items():
            answer(page, path, value)
        page.get_by_text("What will be written").click()
        expect(page.locator(".kb-annotate__yaml")).to_contain_text("+    relation: visited")
        save(page)
        expect(page.locator("#p-2 .kb-notes")).to_contain_text("visited")
        press_and_load(page, "Control+z", "undo")
        expect(page.locator("#p-2 .kb-notes")).not_to_contain_text("visited")
        assert (little_project / STRIKE).read_bytes() == before
        page.keyboard.press("Control+z")
        expect(page.get_by_role("status")).to_contain_text("There is nothing left to undo")


def test_by_keyboard_alone(little_project: Path, browser: Browser) -> None:
    with opened(little_project, browser) as (page, _):
        page.locator("#p-2 .kb-pn").focus()
        for key in ["ArrowRight", *["Shift+ArrowRight"] * 6]:
            page.keyboard.press(key)
        page.keyboard.press("a")
        expect(page.locator(".kb-annotate__quotes")).to_have_text(f"{LEADER},")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator("#p-2 .kb-pn")).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.keyboard.press("Space")  # the first kind
        expect(page.locator("[data-answer='id']")).to_be_visible()
        page.locator("[data-answer='id'] input").focus()
        page.keyboard.type("Anna Miller")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("[data-answer='id'] input")).to_have_value("anna-miller")
        expect(page.locator(".kb-annotate__news")).to_have_text("This can be saved.")
        press_and_load(page, "Enter", "annotate")
        assert "quotes: [Anna]" in (little_project / STRIKE).read_text(encoding="utf-8").replace('"', "").replace(
            "{exact: Anna, suffix: Miller}", "Anna"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_in_the_form(little_project: Path, browser: Browser, size: Mapping[str, int], scheme: Scheme) -> None:
    with opened(little_project, browser, size, scheme=scheme) as (page, _):
        assert axe.findings(page) == []
        dialog_for(page, LEADER)
        for name in EACH:
            kind(page, name)
            assert axe.findings(page) == [], name


def test_over_two_paragraphs_it_is_two_quotes_without_marks_of_footnotes(little_project: Path, browser: Browser) -> None:
    with opened(little_project, browser) as (page, _):
        drag(page, "called a strike", LEADER)
        page.keyboard.press("a")
        kind(page, "Passed over")
        said = ["called a strike against Northland, and at least 12 people were arrested.", LEADER]
        expect(page.locator(".kb-annotate__quotes blockquote")).to_have_text(said)


def test_what_is_at_fault_stands_beside_its_field_and_is_not_saved(little_project: Path, browser: Browser) -> None:
    before = (little_project / STRIKE).read_bytes()
    with opened(little_project, browser) as (page, _):
        dialog_for(page, LEADER)
        kind(page, "Tie")
        expect(page.locator(".kb-annotate__news")).to_have_text("Still needed: object, relation, subject.")
        page.locator("[data-answer='subject'] input").fill("nobody")
        page.locator("[data-answer='since'] input").first.fill("2015-02-30")
        expect(page.locator("[data-answer='since']")).to_contain_text("2015-02-30")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("[data-answer='relation'] .kb-annotate__fault")).to_contain_text("The key relation is missing here.")
        expect(page.locator("[data-answer='since'] [aria-invalid='true']")).to_be_visible()
        assert (little_project / STRIKE).read_bytes() == before


def test_a_new_entity_comes_in_the_same_step(little_project: Path, browser: Browser) -> None:
    with opened(little_project, browser) as (page, _):
        dialog_for(page, "The Herald")
        kind(page, "Actor")
        box = page.locator("[data-answer='id'] input")
        box.click()
        page.get_by_role("option", name="New entity “The Herald”").click()
        expect(box).to_have_value("the-herald")
        page.locator("[data-answer='entity.kind'] select").select_option("publication")
        expect(page.locator(".kb-annotate__news")).to_have_text("This can be saved.")
        save(page)
    assert (little_project / "entities/publications/the-herald.md").read_text(
        encoding="utf-8"
    ) == "---\nname: The Herald\nkind: publication\n---\n"


def test_an_article_that_changes_meanwhile_loses_nothing_of_the_form(little_project: Path, browser: Browser) -> None:
    file = little_project / STRIKE
    with opened(little_project, browser) as (page, server):
        dialog_for(page, LEADER)
        kind(page, "Statement")
        answer(page, "about", "?Miller")
        answer(page, "says", "She leads it.")
        file.write_text(file.read_text(encoding="utf-8").replace("short: Example 2015", "short: Example A"), encoding="utf-8")
        server.desk.look()
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".kb-annotate__wrong")).to_contain_text("has changed since this page was made, so nothing was written.")
        expect(page.locator("[data-answer='says'] textarea")).to_have_value("She leads it.")
        with page.expect_navigation():
            page.get_by_role("button", name="Load the page anew").click()
        expect(page.locator("[data-answer='says'] textarea")).to_have_value("She leads it.")
        expect(page.locator(".kb-annotate__news")).to_have_text("This can be saved.")
        save(page)
    assert "says: She leads it." in file.read_text(encoding="utf-8")


def test_a_fact_in_the_margin_is_changed_and_deleted(little_project: Path, browser: Browser) -> None:
    file = little_project / STRIKE
    before = file.read_text(encoding="utf-8")
    with opened(little_project, browser) as (page, _):
        fact = page.locator(".kb-note__fact", has_text="Northland may give way")
        fact.hover()
        fact.get_by_role("button", name="Change").click()
        expect(page.locator("[data-answer='voice.speaker'] input")).to_have_value("anna-miller")
        answer(page, "certainty", "alleged")
        expect(page.locator(".kb-annotate__news")).to_have_text("This can be saved.")
        save(page)
        assert file.read_text(encoding="utf-8") == before.replace("certainty: possible", "certainty: alleged")
        fact.hover()
        fact.get_by_role("button", name="Delete").click()  # a dispute needs its words
        expect(page.get_by_role("status")).to_contain_text("It is not taken out:")
        fact = page.locator(".kb-note__fact", has_text="Anna Miller leads")
        fact.hover()
        with page.expect_navigation():
            fact.get_by_role("button", name="Delete").click()
        expect(page.get_by_role("status")).to_contain_text("Taken out of articles/strike.md.")
        assert "relation: leads" not in file.read_text(encoding="utf-8")


def test_on_a_phone_it_is_a_sheet_below_the_words(little_project: Path, browser: Browser) -> None:
    with opened(little_project, browser, PHONE) as (page, _):
        dialog_for(page, LEADER)
        kind(page, "Tie")
        box = page.get_by_role("dialog").bounding_box()
        assert box
        assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, PHONE["height"])
        words = page.locator("#p-2 .kb-text").bounding_box()
        assert words
        assert 0 < words["y"] < box["y"]
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_text_of_a_page_is_the_text_in_which_quotes_are_looked_up(browser: Browser) -> None:
    with opened(PROJECT, browser, page_of="articles/whats-going-on-in-azerbaijan/") as (page, server):
        content = server.desk.content
        assert content
        for article in content.kb.articles.values():
            page.goto(f"http://localhost:{server.port}/articles/{article.id}/")
            until(page, "window.kbSelecting")
            shown = page.evaluate("kbSelecting.blocks().map((block) => [kbSelecting.key(block), kbSelecting.column(block).text])")
            read = [[paragraph.key, text.text] for paragraph, text in zip(article.body.paragraphs, article.text.paragraphs, strict=True)]
            assert [one for one in read if one not in shown] == []


def test_a_page_that_is_no_article_offers_nothing(little_project: Path, browser: Browser) -> None:
    with opened(little_project, browser, page_of="actors/anna-miller/") as (page, _):
        page.locator("h1").dblclick()
        page.keyboard.press("a")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".kb-annotate-offer")).to_have_count(0)
