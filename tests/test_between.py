"""What changed between two states: everything that did and nothing else, what is surer first, and no markup of a contributor."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb import exports, library
from kb.exports.between import Item, between, told
from kb.source import Place
from tests.conftest import Ran

Write = Callable[[Mapping[str, str | bytes]], Path]
ARTICLE = "articles/strike.md"
PLACE = Place("articles/x.md", 1, 1)


def changed(write_library: Write, files: Mapping[str, str], old: str, new: str, path: str = ARTICLE) -> list[Item]:
    """What changes when some words of one file are replaced."""
    before = library.load(write_library(files)).kb
    assert old in files[path]
    return between(before, library.load(write_library({**files, path: files[path].replace(old, new, 1)})).kb)


def test_nothing_changed(write_library: Write, base_files: dict[str, str]) -> None:
    kb = library.load(write_library(base_files)).kb
    assert between(kb, kb) == []
    assert told([], "text") == "Nothing changed."


def test_lines_and_comments_change_nothing(write_library: Write, base_files: dict[str, str]) -> None:
    assert changed(write_library, base_files, "actors:\n", "# who\nactors:\n") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("relation: leads", "relation: member-of", "tie: leads → member-of"),
        ("certainty: possible", "certainty: alleged", "certainty: possible → alleged"),
        ("voice: {speaker: anna-miller}", "voice: {anonymous: she}", "voice: speaker anna-miller → anonymous she"),
        ("as: leader of the Harbour Guild", "as: Anna Miller", "described_as: leader of the Harbour Guild → Anna Miller"),
        ("count: 12", "count: 0", "count: 12 → 0"),
        ("date: 2015-09-28\n", "date: 2015-09\n", "when: 2015-09-28 → 2015-09"),
        ("participants: {perpetrator: [harbour-guild], ", "participants: {", "participants: - perpetrator: harbour-guild"),
        ('["“Northland may give way,” she said"]', '["“Northland may give way,” she"]', "quotes: + ““Northland may give way,” she”"),
    ],
)
def test_a_fact_that_changed_is_one_fact(old: str, new: str, said: str, write_library: Write, base_files: dict[str, str]) -> None:
    items = changed(write_library, base_files, old, new)
    assert [item.how for item in items] == ["changed"]
    assert said in told(items, "text")


def test_what_is_surer_stands_first(write_library: Write, base_files: dict[str, str]) -> None:
    files = {**base_files, ARTICLE: base_files[ARTICLE].replace("relation: leads", "relation: member-of")}
    before = library.load(write_library(base_files)).kb
    surer = files[ARTICLE].replace("certainty: possible", "certainty: asserted")
    said = told(between(before, library.load(write_library({**files, ARTICLE: surer})).kb), "text")
    assert said.split("\n")[:4] == [
        "Facts: 2 changed.",
        "",
        "Voice, certainty or status changed: read these first",
        "  ~ statement: northland: Northland may give way.  (articles/strike.md:32)",
    ]
    assert said.index("certainty: possible → asserted") < said.index("tie: leads → member-of")


def test_a_fact_that_came_has_its_words_and_voice(write_library: Write, base_files: dict[str, str]) -> None:
    new = (
        'relations:\n  - subject: harbour-guild\n    relation: opposes\n    object: northland\n    quotes: ["a strike against Northland"]\n'
    )
    items = changed(write_library, base_files, "relations:\n", new)
    assert told(items, "text") == (
        "Facts: 1 added.\n\narticles/strike.md\n"
        "  + tie: harbour-guild opposes northland  (articles/strike.md:27)\n"
        "      author, asserted\n      “a strike against Northland”"
    )


def test_entities_articles_and_disputes_are_told_too(write_library: Write, base_files: dict[str, str]) -> None:
    assert "name: Westport → Port West" in told(
        changed(write_library, base_files, "name: Westport", "name: Port West", "entities/places/westport.md"), "text"
    )
    assert "short: Example 2015 → Ex 2015" in told(changed(write_library, base_files, "short: Example 2015", "short: Ex 2015"), "text")
    body = told(changed(write_library, base_files, "spoke in Westport the next day", "spoke in Westport the next week"), "text")
    assert "body: - Anna Miller" in body
    assert "body: + Anna Miller" in body
    files = {**base_files, "entities/people/bo.md": "---\nname: Bo\nkind: person\n---\n"}
    items = between(library.load(write_library(base_files)).kb, library.load(write_library(files)).kb)
    assert told(items, "text").split("\n")[0] == "Entities: 1 added."
    assert [one.how for one in between(library.load(write_library(files)).kb, library.load(write_library(base_files)).kb)] == ["removed"]


@given(words=st.text("ab`*_<>&[]()!|#-\n$\\ ~", min_size=1, max_size=30).filter(str.strip))
def test_no_words_become_markup(words: str) -> None:
    item = Item("added", "entity", words, PLACE, (words,), "author")
    html = MarkdownIt("commonmark", {"html": True}).render(told([item], "markdown"))
    for tag in ("<em", "<a ", "<img", "<script", "<b>", "<h1", "<h2", "<hr", "<blockquote"):
        assert tag not in html.replace("<em></em>", "")


def test_between_revisions_of_git(little_project: Path, kb: Callable[..., Ran]) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], cwd=little_project, check=True, capture_output=True)  # noqa: S607 - the git of whoever runs the tests

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    file = little_project / ARTICLE
    file.write_text(file.read_text(encoding="utf-8").replace("certainty: possible", "certainty: asserted"), encoding="utf-8")
    ran = kb("diff", "HEAD", "--root", little_project)
    assert (ran.code, ran.out.split("\n")[0]) == (0, "Facts: 1 changed.")
    git("commit", "-qam", "two")
    assert kb("diff", "HEAD", "--root", little_project).out == "Nothing changed.\n"
    assert json.loads(kb("diff", "HEAD~1", "HEAD", "--root", little_project, "--format", "json").out)[0]["surer"] is True
    other = little_project.parent / "other"
    shutil.copytree(little_project, other)
    assert kb("diff", other, "--root", little_project).out == "Nothing changed.\n"


@pytest.mark.parametrize("named", ["nowhere", "--upload-pack=touch", "HEAD:articles", ""])
def test_what_is_no_state_is_refused(named: str, little_project: Path, kb: Callable[..., Ran]) -> None:
    ran = kb("diff", "--root", little_project, "--", named)
    assert ran.code == 2
    assert ran.err == f"kb: “{named}” is no revision of git here, and no folder of a project.\n`git log --oneline` lists revisions.\n"


def test_facts_that_errors_keep_out_are_counted(write_library: Write, base_files: dict[str, str]) -> None:
    content = library.load(write_library({**base_files, ARTICLE: base_files[ARTICLE].replace("object: harbour-guild", "object: nobody")}))
    said = exports.told([], "text", (0, len(content.kb.left_out)))
    assert said == "Nothing changed.\n1 fact of the newer state with errors, not compared."
