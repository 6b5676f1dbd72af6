"""Every page is complete: without scripts it has the same facts and no dead control, and no heading, section or column is empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.built_site import Element, Site, every, has_class, words
from tests.tabs import DESK, KINDS_OF_PAGE, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

# Pages whose answer for what is asked is worked out by a script; without it the same facts stand on pages of their own.
ASKED = {"as-of/"}

# Facts that can be read; what stands in a fold can, if the fold can be opened.
SHOWN = """() => [...document.querySelectorAll(".md-content [data-fact]")].filter((one) => {
    for (let fold = one.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
        if (!fold.parentElement.closest("details:not([open])")) { return fold.checkVisibility(); }
    }
    return one.checkVisibility();
}).flatMap((one) => one.dataset.fact.split(" "))"""

# What does something on its own: a form that leads somewhere, and Material's boxes and labels that work by style alone.
DEAD = """() => [...document.querySelectorAll("button, input, select, textarea, [role=button], [aria-pressed]")].filter((one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.getBoundingClientRect().width > 1
    && !one.closest("form[action]")).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.browser
@pytest.mark.parametrize("url", [url for url in KINDS_OF_PAGE.values() if "?" not in url], ids=lambda url: url or "front")
def test_without_scripts_a_page_shows_the_same_facts_and_nothing_that_does_nothing(url: str, tabs: Tabs, site: Site) -> None:
    page = tabs.open(DESK).go(url)
    page.wait_for_load_state("networkidle")
    full = set(page.evaluate(SHOWN))
    tab = tabs.open(DESK, scripts=False)
    page = tab.go(url)
    bare = set(page.evaluate(SHOWN))
    if url in ASKED:
        elsewhere = [site.page(page.parent.relative_to(site.folder).as_posix()) for page in (site.folder / url).glob("**/index.html")]
        bare |= {fact for tree in elsewhere for one in tree.iter() for fact in (one.get("data-fact") or "").split()}
        assert full <= bare
    else:
        assert bare == full
    assert page.evaluate(DEAD) == []
    assert tab.wrong == []


FILLS = {"img", "input", "svg"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
TEXT = ["section", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "details", "summary", "figure", "aside", "nav"]
MUST_SAY = {*TEXT, "a", "button", "q", *HEADINGS}
# Filled by a script with the answer to what is asked.
WAITING = {"kb-count", "kb-net-hint", "kb-visually-hidden"}
# Columns of a table that counts years: an empty one is a silence of the base, and says so.
YEARS = "known"


def local(element: Element) -> str:
    return element.tag.split("}")[-1] if isinstance(element.tag, str) else ""


def waits(element: Element) -> bool:
    return element.get("role") == "status" or any(has_class(element, name) for name in WAITING)


def seen(element: Element) -> Iterator[Element]:
    """The elements under one that are shown without scripts, in the order of the page; drawings are whole."""
    for one in element:
        name = local(one)
        if not name or one.get("hidden") is not None or name in {"script", "template"} or waits(one):
            continue
        yield one
        if name != "svg":
            yield from seen(one)


def says(element: Element) -> bool:
    return bool(words(element).strip()) or any(local(one) in FILLS for one in element.iter())


def test_no_heading_section_list_or_link_is_empty(site: Site) -> None:
    empty: list[str] = []
    for url, tree in site.pages.items():
        for content in every(tree, "md-content__inner"):
            empty += [f"{url}: <{local(one)} {dict(one.attrib)}>" for one in seen(content) if local(one) in MUST_SAY and not says(one)]
    assert empty == []


def own_text(element: Element) -> bool:
    """Whether an element has words that stand in none of its children."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def test_under_every_heading_stands_something(site: Site) -> None:
    bare: list[str] = []
    for url, tree in site.pages.items():
        for content in every(tree, "md-content__inner"):
            waiting: list[tuple[int, str]] = []
            inside: set[int] = set()
            for one in seen(content):
                if (level := HEADINGS.get(local(one))) is not None:
                    bare += [f"{url}: {said}" for other, said in waiting if other >= level]
                    waiting = [*((other, said) for other, said in waiting if other < level), (level, words(one).strip())]
                    inside = {id(child) for child in one.iter()}
                elif id(one) not in inside and (local(one) in FILLS or own_text(one)):
                    waiting = []
            bare += [f"{url}: {said}" for _, said in waiting]
    assert bare == []


def test_no_column_of_a_table_is_empty(site: Site) -> None:
    empty: list[str] = []
    for url, tree in site.pages.items():
        for content in every(tree, "md-content__inner"):
            for table in content.iter("table"):
                rows = [[cell for cell in row if local(cell) in {"td", "th"}] for row in table.iter("tr")]
                if table.get("id") == YEARS or len(rows) < 2:
                    continue
                for at, head in enumerate(rows[0]):
                    column = [row[at] for row in rows[1:] if at < len(row)]
                    if words(head).strip() and not any(map(says, column)):
                        empty.append(f"{url}: {words(head).strip()}")
    assert empty == []
