"""The conversion of the five originals lost nothing: what a reader sees is the original less the listed page furniture."""

from __future__ import annotations

import calendar
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.built_site import PROJECT, Element, Site, every, has_class, words

pytest_plugins = ["tests.site_fixture"]

ORIGINALS = PROJECT / "articles" / "originals"
MONTHS = tuple(calendar.month_name)
REMOVED: dict[str, Any] = yaml.safe_load((ORIGINALS / "removed.yml").read_text(encoding="utf-8"))
FILES = sorted(REMOVED)
# The files as they were found: nobody may mend an original and its hash together.
FOUND = {
    "000_4f80525a55126d12.txt": "2e92406c92f6faad239c496d25301a9bfe70e2bc7fea336251757f6d8c34c39d",
    "001_af086158cc469127.txt": "4939fd11a36f473982509daa5f31336720bbcbe24f1766b6b73c76c9acc5272d",
    "002_3908e0773ca9a53e.txt": "edcd161d034df576261369fedfaec4bce550251a72a73aa0414b575c9670f516",
    "003_ac86389287a3e1f7.txt": "ad00a1c4d4028ceff42e100d58fad2c11d4e49b61d83e146d18102c527524105",
    "004_d621a07a31b48c2f.txt": "ee32b46dcea09cf6f730c7306473de7c903060cad1c0fed0a274b3f9a81d249d",
}


def original(name: str) -> str:
    return (ORIGINALS / name).read_bytes().decode("utf-8")


def removed_from(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = REMOVED[name]["removed"]
    return listed


def front_matter(name: str) -> dict[str, Any]:
    """The head of the converted article, every scalar as text."""
    text = (PROJECT / "articles" / f"{REMOVED[name]['article']}.md").read_text(encoding="utf-8")
    head: dict[str, Any] = yaml.load(text.split("\n---\n", 1)[0].removeprefix("---\n"), Loader=yaml.BaseLoader)  # noqa: S506 - only text
    return head


def one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def printed(element: Element) -> str:
    """The text of an element as it is printed: blocks apart, and without what the site adds to a footnote."""
    tail = str(element.tail or "")
    if has_class(element, "kb-fn-work") or has_class(element, "kb-notes__more"):
        return tail
    apart = "\n" if element.tag in {"div", "li", "p"} else ""
    return f"{apart}{element.text or ''}{''.join(printed(child) for child in element)}{apart}{tail}"


def seen_by_a_reader(page: Element) -> str:
    """Everything of the article's own on its page, put together: its paragraphs, then its footnotes with their numbers."""
    paragraphs = [words(text) for para in every(page, "kb-para") for text in every(para, "kb-text")]
    notes = [printed(note) for block in every(page, "kb-footnotes") for note in block.iter("li") if note.get("id", "").startswith("fn-")]
    return one_space("\n".join((*paragraphs, *notes)))


def article_page(site: Site, name: str) -> Element:
    return site.page(f"articles/{REMOVED[name]['article']}/")


def places_of_removed(name: str) -> list[tuple[int, int]]:
    """Where each removed text stands in the original: in order, each after the one before it, each on lines of its own or in one."""
    text, at, places = original(name), 0, []
    for item in removed_from(name):
        start = text.find(item["text"], at)
        assert start >= 0, f"“{item['text']}” does not stand in {name} after character {at}"
        at = start + len(item["text"])
        places.append((start, at))
    return places


def test_every_original_has_its_list_and_every_list_its_original() -> None:
    assert FILES == sorted(path.name for path in ORIGINALS.glob("*.txt")) == sorted(FOUND)
    assert sorted(entry["article"] for entry in REMOVED.values()) == sorted(path.stem for path in (PROJECT / "articles").glob("*.md"))


@pytest.mark.parametrize("name", FILES)
def test_the_original_is_the_file_that_was_found(name: str) -> None:
    digest = hashlib.sha256((ORIGINALS / name).read_bytes()).hexdigest()
    assert digest == FOUND[name]
    assert front_matter(name)["original"] == {"file": f"originals/{name}", "sha256": digest}


@pytest.mark.parametrize("name", FILES)
def test_the_site_carries_the_original_unchanged(name: str, site: Site) -> None:
    assert (site.folder / "data" / "files" / "articles" / "originals" / name).read_bytes() == (ORIGINALS / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_reader_sees_the_original_less_the_removed_furniture(name: str, site: Site) -> None:
    kept, at = [], 0
    for start, end in places_of_removed(name):
        kept.append(original(name)[at:start])
        at = end
    kept.append(original(name)[at:])
    assert seen_by_a_reader(article_page(site, name)) == one_space(" ".join(kept))


@pytest.mark.parametrize("name", FILES)
def test_only_whole_lines_are_removed(name: str) -> None:
    removed = {at for start, end in places_of_removed(name) for at in range(start, end)}
    for line in re.finditer(r"[^\n]+", original(name)):
        shown = [at for at in range(line.start(), line.end()) if not original(name)[at].isspace()]
        cut = [at for at in shown if at in removed]
        assert cut in ([], shown), f"only a part of this line is removed: “{line[0]}”"


@pytest.mark.parametrize("name", FILES)
def test_every_removed_text_has_a_reason_and_a_known_key(name: str) -> None:
    for item in removed_from(name):
        assert set(item) == {"text", "kept_as", "reason"}
        assert item["reason"].strip()
        assert item["kept_as"] is None or item["kept_as"] in front_matter(name), item


def words_kept(value: Any) -> list[tuple[str, bool]]:  # noqa: ANN401 - plain YAML
    """The texts under a key of the head, and whether each is inferred."""
    if isinstance(value, list):
        return [one for item in value for one in words_kept(item)]
    if isinstance(value, dict):
        return [(value["value"], "basis" in value)]
    return [(value, False)]


def is_kept(text: str, value: str) -> bool:
    """Whether a value of the head is the removed text, or holds it; capitals and kinds of space aside, and dates as dates."""
    date = re.fullmatch(r"(\w+) (\d+), (\d{4}),?", text)
    if date and date[1] in MONTHS:
        return value == f"{date[3]}-{MONTHS.index(date[1]):02}-{int(date[2]):02}"
    return one_space(text).casefold() in value.casefold()


@pytest.mark.parametrize("name", FILES)
def test_the_head_keeps_the_removed_words_that_it_is_said_to_keep(name: str) -> None:
    for item in removed_from(name):
        if item["kept_as"] is None:
            continue
        kept = words_kept(front_matter(name)[item["kept_as"]])
        if all(inferred for _, inferred in kept):  # read from furniture that names the value among other words
            assert any(value.casefold() in one_space(item["text"]).casefold() for value, _ in kept), item
        else:
            assert any(is_kept(item["text"], value) for value, inferred in kept if not inferred), item


@pytest.mark.parametrize("name", FILES)
def test_each_footnote_mark_leads_to_the_footnote_of_its_number(name: str, site: Site) -> None:
    page = article_page(site, name)
    ids = {element.get("id"): element for element in page.iter() if element.get("id")}
    marks = [(words(mark), mark[0].get("href")) for mark in every(page, "kb-fn")]
    in_text = re.findall(r"(?<!\n)\[\d+\]", original(name))
    assert [text for text, _ in marks] == in_text
    for text, href in marks:
        note = ids[href.removeprefix("#")]
        assert printed(note).lstrip().startswith(text)


def test_every_word_of_the_originals_is_shown_or_listed(site: Site) -> None:
    for name in FILES:
        shown = seen_by_a_reader(article_page(site, name)) + " ".join(item["text"] for item in removed_from(name))
        assert sorted(re.sub(r"\s", "", shown)) == sorted(re.sub(r"\s", "", original(name)))


def test_an_original_is_stored_byte_for_byte() -> None:
    attributes = (PROJECT / ".gitattributes").read_text(encoding="utf-8")
    assert "**/originals/** -text" in attributes
    assert all(Path(ORIGINALS / name).is_file() and not Path(ORIGINALS / name).is_symlink() for name in FILES)
