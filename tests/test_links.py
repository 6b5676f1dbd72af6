"""Links and ids of a finished site: what leads nowhere is named, and what leads somewhere is not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kb import checks
from kb.findings import Finding
from kb.source import Place


def found(**pages: str) -> list[str]:
    """The places and facts for a site of these pages (``a__b`` is ``a/b.html``) and a picture that is no page."""
    return [f"{one.place}: {one.fact}" for one in _broken({f"{name.replace('__', '/')}.html": text for name, text in pages.items()})]


def _broken(texts: Mapping[str, str]) -> list[Finding]:
    joints = {path: checks.Joints.of(path, text) for path, text in texts.items()}
    return checks.broken_links({*texts, "pictures/one.png"}, joints, texts.__getitem__)


@pytest.mark.parametrize(
    "href",
    [
        "other.html",
        "folder/",
        "folder",
        "folder/index.html",
        "pictures/one.png",
        "pictures/one.png#anything",  # what an anchor means there is not ours to say
        "#here",
        "other.html#there",
        "other.html?of=us#there",
        "./other.html",
        "folder/../other.html",
        "other%2Ehtml",
        ".",
        "#%68ere",
        "#",
        "https://example.org/nowhere",
        "//example.org/nowhere",
        "/from/the/root",
        "mailto:a@example.org",
    ],
)
def test_a_link_that_leads_somewhere_or_away_is_no_finding(href: str) -> None:
    page = f'<p id="here"><a href="{href}">x</a></p>'
    assert found(index=page, other='<p id="there">', folder__index="") == []


@pytest.mark.parametrize("href", ["none.html", "folder/none", "#none", "other.html#here", "../other.html", "folder/#there", "pictures"])
def test_a_link_that_leads_nowhere_is_named_once(href: str) -> None:
    page = f'<p id="here"><a href="{href}">x</a><img src="{href}"></p>'
    assert found(index=page, other='<p id="there">', folder__index="") == [f"index.html:1:1: The link “{href}” leads nowhere."]


def test_a_link_is_read_from_where_its_page_is() -> None:
    assert found(a__b='<a href="c.html">x</a><a href="../d.html">y</a>', a__c="", d="") == []
    assert found(a__b='<a href="c.html">x</a>', c="") == ["a/b.html:1:1: The link “c.html” leads nowhere."]


def test_the_pages_are_in_order_and_each_says_its_ids_first() -> None:
    text = '<i id="one"></i><i id="two"></i><a href="y">1</a><a href="x">2</a><b id="two"></b><b id="one"></b><b id="one"></b>'
    of_a_page = ["The id “one” stands twice on the page.", "The id “two” stands twice on the page."]
    of_a_page += ["The link “x” leads nowhere.", "The link “y” leads nowhere."]
    assert found(b=text, a=text) == [f"{page}.html:1:1: {one}" for page in "ab" for one in of_a_page]


@pytest.mark.parametrize("tag", ['<i id="one">', "<i id=one>", "<I ID='one'>"])
def test_the_same_tag_twice_is_the_same_id_twice(tag: str) -> None:
    assert found(a=tag + tag) == ["a.html:1:1: The id “one” stands twice on the page."]
    assert found(a=tag) == []


def test_empty_ids_and_links_are_none() -> None:
    assert found(a='<i id=""></i><b id=""></b><a href="">x</a><a id>y</a><a id>z</a>') == []


def test_a_fault_of_a_page_says_where_to_mend_it() -> None:
    twice, broken = _broken({"a.html": '<a href="b" id="c">x</a><i id="c"></i>'})
    hint = "If it stands in a page under docs/, mend it there; elsewhere it is a fault of the build: please report it."
    assert broken == Finding(Place("a.html"), "broken-link", "The link “b” leads nowhere.", hint)
    assert twice == Finding(Place("a.html"), "duplicate-anchor", "The id “c” stands twice on the page.", hint)


def test_a_page_is_read_again_only_where_one_of_its_links_leads_nowhere() -> None:
    texts = {"a.html": '<a href="b.html#x">', "b.html": '<i id="x">', "c.html": '<a href="b.html#y">'}
    again: list[str] = []

    def text(path: str) -> str:
        again.append(path)
        return texts[path]

    joints = {path: checks.Joints.of(path, one) for path, one in texts.items()}
    assert [str(one.place) for one in checks.broken_links(texts, joints, text)] == ["c.html:1:1"]
    assert again == ["c.html"]
