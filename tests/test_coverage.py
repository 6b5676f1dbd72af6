"""Coverage: what of an article is annotated, passed over or bare, and which capitalised words nothing explains."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kb import coverage, library
from tests.conftest import Ran

Write = Callable[[Mapping[str, str]], Path]

ENTITY = """---
name: Harbour Guild
kind: group
---
"""
ARTICLE = """---
title: A title
short: A 2015
actors:
  - id: harbour-guild
    quotes: [The Harbour Guild struck.]
{more}---

The Harbour Guild struck. Nobody came. On Monday Captain Holt of the Harbour Guild left.
"""


def covered(write: Write, more: str = "") -> coverage.Coverage:
    root = write({"articles/strike.md": ARTICLE.format(more=more), "entities/groups/harbour-guild.md": ENTITY})
    content = library.load(root)
    assert content.sound, content.findings
    return coverage.cover(content.kb)["strike"]


def test_a_sentence_is_annotated_where_a_passage_touches_it(write_library: Write) -> None:
    found = covered(write_library)
    assert [(one.text, one.state) for one in found.sentences] == [
        ("The Harbour Guild struck.", "annotated"),
        ("Nobody came.", "bare"),
        ("On Monday Captain Holt of the Harbour Guild left.", "bare"),
    ]


def test_a_sentence_may_be_passed_over_with_a_reason(write_library: Write) -> None:
    more = "passed_over:\n  - {reason: It states nothing., quotes: [Nobody came.]}\n"
    sentence = covered(write_library, more).sentences[1]
    assert (sentence.state, sentence.reason) == ("passed over", "It states nothing.")


def test_capitalised_words_need_an_entity_or_an_override(write_library: Write) -> None:
    assert [one.words for one in covered(write_library).unexplained] == ["Captain", "Holt"]
    assert [one.words for one in covered(write_library, "mentions:\n  - words: Captain\n").unexplained] == ["Holt"]


@pytest.fixture(scope="module")
def real() -> dict[str, coverage.Coverage]:
    return coverage.cover(library.load(Path(__file__).parent.parent).kb)


def test_every_sentence_of_the_articles_carries_a_fact_or_a_reason(real: dict[str, coverage.Coverage]) -> None:
    assert {article: found for article, one in real.items() if (found := [s.text for s in one.sentences if s.state == "bare"])} == {}


def test_every_capitalised_name_of_the_articles_is_explained(real: dict[str, coverage.Coverage]) -> None:
    assert {article: found for article, one in real.items() if (found := [name.words for name in one.unexplained])} == {}


def test_the_figures_say_what_is_bare(write_library: Write, kb: Callable[..., Ran]) -> None:
    root = write_library({"articles/strike.md": ARTICLE.format(more=""), "entities/groups/harbour-guild.md": ENTITY})
    said = kb("stats", "--root", root, "--format", "json").out
    figures = json.loads(said)["articles"]["strike"]
    assert (figures["sentences"], figures["annotated"], figures["unexplained"]) == (3, 1, ["Captain", "Holt"])
    text = kb("stats", "--root", root).out
    assert "        bare: Nobody came." in text.splitlines()
    assert "        no entity explains: Captain, Holt" in text.splitlines()


def test_the_figures_of_one_article_are_those_of_no_other(write_library: Write, kb: Callable[..., Ran]) -> None:
    files = {f"articles/{one}.md": ARTICLE.format(more="").replace("short: ", f"short: {one} ") for one in ("strike", "other")}
    root = write_library({**files, "entities/groups/harbour-guild.md": ENTITY})
    whole = kb("stats", "--root", root).out
    alone = kb("stats", "strike", "--root", root).out
    assert alone.startswith("strike\n")
    assert "other" not in alone
    assert alone in whole
    assert list(json.loads(kb("stats", "strike", "--root", root, "--format", "json").out)) == ["articles"]
    ran = kb("stats", "strik", "--root", root)
    assert ran.code == 2
    assert ran.err == "kb: There is no article `strik`.\nDid you mean `strike`?\n"
