"""The receipt: on every page, counted where each number arises, and a build that does not add up is refused."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest

from kb import exports, library
from kb.exports import Counts, prove
from kb.findings import Refusal
from tests.built_site import BIN, Site, every, words
from tests.conftest import MKDOCS, Ran

pytest_plugins = ["tests.site_fixture"]

Run = Callable[..., Ran]
Write = Callable[[Mapping[str, str | bytes]], Path]

NOTHING = """\
---
title: An Empty Case
short: Empty
---

Anna Miller spoke in Westport.
"""


def counts(**other: int) -> Counts:
    numbers = {"quotes_declared": 5, "quotes_checked": 5, "quotes_matched": 5, "facts_in": 3, "facts_shown": 3, **other}
    numbers = {"differences_found": 2, "differences_shown": 2, **numbers}
    rest = dict.fromkeys(("passages", "mentions", "entities", "events", "sources", "articles", "pages"), 1)
    return cast("Counts", {**numbers, **rest})


def test_the_footer_of_every_page_has_the_receipt_and_leads_to_it(site: Site) -> None:
    build = site.data("build.json")
    quotes, facts = build["quotes_declared"], build["facts_in"]
    expected = (
        f"{quotes:,} quotes declared = {quotes:,} checked = {quotes:,} matched · {facts:,} facts in = {facts:,} shown · "
        f"content {build['content_sha256'][:12]} · kb {build['tool']}"
    )
    for path, tree in site.trees.items():
        (line,) = every(tree, "kb-receipt")
        assert words(line) == expected, path
        (link,) = line.iter("a")
        assert site.target(path, link.get("href")) == ("receipt/", ""), path


def test_the_receipt_page_says_what_was_left_out_and_why(site: Site) -> None:
    page = site.pages["receipt/"]
    said = words(every(page, "md-content__inner")[0])
    assert "No fact was left out." in said
    assert f"Made by kb {site.data('build.json')['tool']}" in said
    project = library.load(Path(__file__).parent.parent)
    passed = [(read.article.title.value, one.reason) for read in project.kb.articles.values() for _, one in read.passed_over]
    assert passed
    rows = [[words(cell).strip() for cell in row] for row in page.iter("tr")]
    for title, reason in set(passed):
        assert [title, reason, str(passed.count((title, reason)))] in rows


def test_each_number_is_counted_where_it_arises(little_project: Path) -> None:
    content = library.load(little_project)
    numbers = content.counts
    assert numbers["quotes_declared"] == numbers["quotes_checked"] == numbers["quotes_matched"] > 0
    without_a_page = exports.count(content.kb, [one for one in content.outlines if one.page.kind == "article"])
    assert (without_a_page["facts_in"], without_a_page["facts_shown"]) == (numbers["facts_in"], 0)
    content.prove()


@pytest.mark.parametrize(
    ("numbers", "left_out", "said"),
    [
        (counts(quotes_declared=0, quotes_checked=0, quotes_matched=0), 0, "There is nothing to prove: 0 quotes are declared"),
        (counts(facts_in=0, facts_shown=0), 0, "There is nothing to prove: 5 quotes are declared, and the articles hold 0 facts."),
        (counts(quotes_checked=4), 0, "The quotes do not add up: 5 declared, 4 checked, 5 matched."),
        (counts(quotes_matched=4), 0, "The quotes do not add up: 5 declared, 5 checked, 4 matched."),
        (counts(facts_shown=2), 0, "The facts do not add up: 3 in the articles, 2 shown, 0 left out with a reason."),
        (counts(differences_shown=1), 0, "The differences do not add up: 2 found, 1 shown wherever they belong."),
        (counts(), 1, "The facts do not add up: 3 in the articles, 3 shown, 1 left out with a reason."),
    ],
)
def test_a_build_that_does_not_add_up_is_refused(numbers: Counts, left_out: int, said: str) -> None:
    with pytest.raises(Refusal, match=re.escape(said)):
        prove(numbers, left_out)


def test_what_was_left_out_with_a_reason_is_counted() -> None:
    prove(counts(facts_shown=2), 1)
    prove(counts(), 0)


def test_a_site_without_a_fact_is_refused_by_every_door(write_library: Write, kb: Run, tmp_path: Path) -> None:
    root = write_library({"articles/case.md": NOTHING, "mkdocs.yml": MKDOCS, "docs/about.md": "# About\n"})
    said = "There is nothing to prove: 0 quotes are declared, and the articles hold 0 facts."
    ran = kb("build", "--root", root, "--site-dir", tmp_path / "site")
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"kb: {said}")
    assert not (tmp_path / "site").exists()
    host = subprocess.run(
        [BIN / "mkdocs", "build", "--site-dir", tmp_path / "site"], cwd=root, capture_output=True, check=False, timeout=120
    )
    assert host.returncode != 0
    assert f"kb: {said}" in host.stderr.decode()
