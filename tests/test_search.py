"""The concordance: what it reads of a page, how pages are joined, and that an edit gives what a clean build gives.

What readers see of it is in ``test_search_browser``.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import concordance
from kb.concordance import Concordance, Page, SameKeyError, Section, page_of
from kb.folding import search_key
from tests import searched
from tests.built_site import Site

pytest_plugins = ["tests.site_fixture"]

_WORDS = st.sampled_from(["iraq", "Iraq’s", "al-Ṭārī", "بغداد", "2014", "the", "Şəki", "<b>", "&", "½", "a.b", "—", "\U00010330x", "Z"])
_TEXT = st.lists(_WORDS, max_size=12).map(" ".join)


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def _pages(draw: st.DrawFn) -> Page:
    """A page of few words, or of several units."""
    url = draw(st.sampled_from([f"actors/{letter}/" for letter in "abcdefgh"]))
    sections = []
    for anchor in draw(st.sampled_from([[""], ["", "x"], ["x"], []])):
        text = _html(draw(_TEXT))
        sections.append(Section(anchor, _html(draw(_TEXT)), f"<p>{text}</p>" * draw(st.sampled_from([1, 1, 700]))))
    return page_of(url, sections, draw(st.sampled_from(["", "group"])), draw(_TEXT))


def _state(pages: list[Page]) -> dict[str, Page]:
    return {page.url: page for page in pages}


@given(st.lists(_pages(), max_size=6).map(_state), st.lists(_pages(), max_size=6).map(_state))
def test_what_is_revised_is_what_a_clean_build_makes(before: dict[str, Page], after: dict[str, Page]) -> None:
    """Whatever pages go, come and change: the same places, and the same pieces byte for byte."""
    revised = Concordance.of(before.values()).revised(before.values(), after.values())
    clean = Concordance.of(reversed(after.values()))
    assert (dict(revised.pages), dict(revised.places)) == (dict(clean.pages), dict(clean.places))
    assert revised.pieces() == clean.pieces()
    only = [page for page in after.values() if before.get(page.url) != page]
    gone = [page for page in before.values() if after.get(page.url) != page]
    assert Concordance.of(before.values()).revised(gone, only).pieces() == clean.pieces()


@given(_TEXT)
def test_the_words_of_a_text_are_those_of_the_one_fold(text: str) -> None:
    assert concordance.words(text) == search_key(text).split()


@given(st.lists(_TEXT, min_size=1, max_size=40), st.integers(1, 400))
def test_no_word_of_a_page_is_lost_and_none_comes_in(texts: list[str], times: int) -> None:
    """However long a section is, its words stand in the texts of the page, in their order, and each is in the index."""
    page = page_of("x/", [Section("", "Title", "".join(f"<p>{_html(text)}</p>" * times for text in texts))])
    shown = [text for unit in page.units for _, _, text in json.loads(unit)["sections"]]
    expected = [word for text in texts for _ in range(times) for word in text.split()]
    assert " ".join(shown).split() == expected
    assert page.words.keys() == {word for text in texts for word in concordance.words(text)} | {"title"}
    assert all(len(text) <= 6_000 for text in shown)


def test_a_line_without_end_is_cut_between_words() -> None:
    page = page_of("x/", [Section("", "T", "<p>" + "word " * 5_000 + "x" * 9_000 + "</p>")])
    texts = [json.loads(unit)["sections"][0][2] for unit in page.units]
    assert Counter(" ".join(texts).split()) == Counter({"word": 5_000, "x" * 9_000: 1})


def test_a_word_of_a_title_weighs_more_than_one_of_a_heading_and_that_more_than_any_of_a_text() -> None:
    page = page_of("x/", [Section("", "Badr", "<p>" + "said " * 500 + "</p>"), Section("a", "Events of March", "")], "group", "bedr")
    weight = {word: records[1] for word, records in page.words.items()}
    assert weight["badr"] > weight["march"] >= weight["bedr"] > weight["said"] > weight["group"]


def test_html_of_the_host_becomes_lines() -> None:
    assert (
        concordance.plain("<p>a <code>b</code> c</p> <ul><li>km<sup>2</sup></li><li>&lt;p&gt; &amp;amp;</li></ul>")
        == "a b c\nkm2\n<p> &amp;"
    )


def test_two_pages_of_one_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordance, "_key", lambda _: b"sixsix")
    pages = [page_of(url, [Section("", "T", "")]) for url in ("a/", "b/")]
    with pytest.raises(SameKeyError, match="the pages a/ and b/ apart"):
        Concordance.of(pages)
    with pytest.raises(SameKeyError):
        Concordance.of(pages[:1]).revised([], pages[1:])


def test_an_edit_changes_few_pieces() -> None:
    """Two thousand pages, one of them edited: the pieces of the words that changed, and no others."""
    pages = [page_of(f"p/{n}/", [Section("", f"Page {n}", " ".join(f"w{n * k % 4099}" for k in range(1, 60)))]) for n in range(2_000)]
    joined = Concordance.of(pages)
    edited = page_of("p/7/", [Section("", "Page 7", " ".join(f"w{7 * k % 4099}" for k in range(1, 59)) + " wholly")])
    _, before = joined.pieces()
    _, after = joined.revised([pages[7]], [edited]).pieces()
    assert len(before) > 50
    assert len(after.keys() - before.keys()) <= 10


# ------------------------------------------------------------------------------------------------------ the real site


def test_every_text_is_asked_for_by_a_place_and_every_place_has_its_text(site: Site) -> None:
    """The files are exactly those that the records name; the record of a word leads to a text with the word in it."""
    named = set()
    read = {}
    for file in (site.folder / "search" / "texts").rglob("*.json"):
        key, _, unit = file.stem.rpartition("-")
        key = file.parent.name + key
        named.add((key, int(unit)))
        found = json.loads(file.read_bytes())
        read[key, int(unit)] = {
            word for part in found["sections"] for words in (part[1], part[2]) for word in concordance.words(words)
        } | set(concordance.words(found["kind"]))
    asked = set()
    for word, places in searched.places(site.folder).items():
        keys = [one[:7] for one in places]
        assert keys == sorted(set(keys)), word
        for one in places:
            asked.add((one[:6].hex(), one[6]))
            assert word in read[one[:6].hex(), one[6]], word
    assert asked <= named
    assert all(not read[one] for one in named - asked)


def test_every_page_of_the_site_can_be_found(site: Site) -> None:
    """Those written by hand too; what is left out by its own wish has no text."""
    assert searched.directory(site.folder)["pages"] == len(site.pages)
    found = {one["location"].partition("#")[0] for one in searched.sections(site.folder)}
    assert set(site.pages) == found


def test_words_of_neighbouring_boxes_stay_apart(site: Site) -> None:
    assert not [word for word in searched.places(site.folder) if word.startswith("asserted") and word != "asserted"]


def test_a_piece_is_named_by_what_it_holds(site: Site) -> None:
    for file in (site.folder / "search" / "words").iterdir():
        assert file.stem == concordance._named(file.read_bytes())  # noqa: SLF001 - the rule of the names
