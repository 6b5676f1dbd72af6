"""An analyst's questions: the page where one would look shows the answer, and its citing links lead to the words.

The questions stand in ``questions.yml``; they were written from the articles alone.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, Route

from tests.built_site import HOME, Site
from tests.tabs import DESK

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

BETWEEN_PARTS: Final = " … "  # in the words of a citing link, where the passage leaves words out


@dataclass(frozen=True)
class Question:
    """One question, where to look, and the words that answer it."""

    id: str
    question: str
    answer: str
    start: str
    evidence: tuple[tuple[str, str], ...]  # article, words
    answer_on_page: str = ""


def listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def questions() -> list[Question]:
    found: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("questions.yml").read_text(encoding="utf-8"))
    return [
        Question(
            id=one["id"],
            question=one["question"],
            answer=one["answer"],
            start=one["start"],
            evidence=tuple(zip(listed(one["article"]), listed(one["words"]), strict=True)),
            answer_on_page=one.get("answer_on_page", ""),
        )
        for one in found
    ]


QUESTIONS: Final = questions()


def plain(text: str) -> str:
    """Text with one space between words."""
    return " ".join(text.split())


# ------------------------------------------------------------------------------------------------- the questions


def test_each_question_stands_once_and_no_article_is_left_out(site: Site) -> None:
    assert len({one.id for one in QUESTIONS}) == len({one.question for one in QUESTIONS}) == len(QUESTIONS)
    asked = [{article for article, _ in one.evidence} for one in QUESTIONS]
    for article in site.kb["articles"]:
        assert sum(article["id"] in articles for articles in asked) >= 8, article["id"]
    assert sum(len(articles) > 1 for articles in asked) >= 8


def test_the_words_stand_in_their_articles(site: Site) -> None:
    texts = {article["id"]: plain(article["text"]) for article in site.kb["articles"]}
    assert [f"{one.id}: {words}" for one in QUESTIONS for article, words in one.evidence if plain(words) not in texts[article]] == []


# --------------------------------------------------------------------------------------------------- the answers


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab that finds the site at its address, and nothing else."""

    def answer(route: Route) -> None:
        url = route.request.url
        name = unquote(urlsplit(url).path.removeprefix("/"))
        file = site.folder / (f"{name}index.html" if name.endswith("/") or not name else name)
        if url.startswith(HOME) and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        else:
            route.fulfill(status=404)

    opened = browser.new_page(viewport={"width": DESK["width"], "height": DESK["height"]}, reduced_motion="reduce")
    opened.set_default_timeout(60_000)
    opened.route("**/*", answer)
    yield opened
    opened.close()


@dataclass(frozen=True)
class Lit:
    """What is lit in an article after a citing link was followed: the passage, and all of its paragraph."""

    passage: str
    paragraph: str


LIT: Final = """() => {
    const text = (element) => {
        const copy = element.cloneNode(true);
        copy.querySelectorAll(".kb-fn").forEach((mark) => mark.remove());
        return copy.textContent;
    };
    const segments = [...document.querySelectorAll(".kb-q.kb-lit")];
    const holders = new Set(segments.map((one) => one.closest(".kb-text, .kb-footnotes li") || one));
    return [segments.map(text).join(" "), [...holders].map(text).join(" ")];
}"""


def follow(page: Page, link: Locator) -> Lit:
    """Click a citing link and see what is lit where it leads."""
    anchor = urlsplit(link.get_attribute("href") or "").fragment
    for fold in link.locator("xpath=ancestor::details[not(@open)]").all():  # the outermost first, as a reader would
        fold.locator("> summary").click()
    link.click()
    page.wait_for_url(f"**/articles/*/#{anchor}")
    page.locator(f'.kb-q.kb-lit[data-q="{anchor}"]').first.wait_for()
    passage, paragraph = page.evaluate(LIT)
    return Lit(plain(passage), plain(paragraph))


def visible(page: Page) -> str:
    """What a reader sees of a page's own part with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    return plain(page.locator(".md-content__inner").inner_text())


def citing(page: Page, article: str, words: str) -> Locator | None:
    """The citing link of this page that leads to the words: to all of them, or else to a part of them."""
    links = page.locator(f'a.kb-cite[href*="articles/{article}/#"]')
    passages = [[plain(part) for part in (link.get_attribute("data-q") or "").split(BETWEEN_PARTS)] for link in links.all()]
    whole = [index for index, parts in enumerate(passages) if any(words in part for part in parts)]
    partly = [index for index, parts in enumerate(passages) if any(part in words for part in parts if part)]
    return links.nth((whole or partly)[0]) if whole or partly else None


def unanswered(question: Question, page: Page) -> list[str]:
    """What the start page of a question does not say and does not lead to."""
    missing = []
    for article, words in question.evidence:
        opened = page.goto(HOME + question.start, wait_until="domcontentloaded")
        if not (opened and opened.ok):
            return ["there is no such page"]
        link = citing(page, article, plain(words))
        if link is None:
            found = plain(words) in visible(page)
        else:
            lit = follow(page, link)
            found = plain(words) in lit.passage or plain(words) in lit.paragraph
        if not found:
            missing.append(f"no way to the words of {article}: “{words}”")
    page.goto(HOME + question.start, wait_until="domcontentloaded")
    if question.answer_on_page and not re.search(question.answer_on_page, visible(page), re.IGNORECASE):
        missing.append(f"the page does not say {question.answer_on_page!r}")
    return missing


@pytest.mark.browser
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_an_analyst_finds_the_answer_and_its_words(question: Question, page: Page) -> None:
    missing = unanswered(question, page)
    assert not missing, "\n".join([f"{question.start}: {question.question} ({question.answer})", *missing])
