"""How large and how crooked content may be: up to the documented bounds it is read in time, beyond them it is refused with a reason.

Times are measured by hand (the guide, "Limits"). Here a command has two minutes for what takes seconds: what grows with
the square of its size, as each of these once did or could, does not end in them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.articles import read
from kb.knowledge.anchors import LOOKED
from kb.notes import cited_sentences
from kb.passages import read as read_html
from kb.passages import render, sentences
from kb.passages.bounds import LONGEST, LONGEST_PARAGRAPH, MOST_LINES, MOST_SIGNS
from kb.source import LARGEST, Flaw, Source, compose, decode
from tests.conftest import Ran

HEAD = "---\ntitle: A Case\nshort: NAME\nENTRIES---\n\n"
SIGNS = {
    "images": "![",
    "brackets": "[",
    "links": "[a](",
    "angled-links": "[a](<b",
    "titled-links": '[a](b "c',
    "stars": "a*",
    "strong": "**a *b _c __d ",
    "underlines": "a_ _",
    "angles": "<",
    "tags": "<a ",
    "addresses": "<http:a",
    "ampersands": "&",
    "backslashes": "\\",
    "marks": "[^1] ",
    "labels": "[^",
    "quotes": "> ",
    "dots": ".",
    "initials": "A. ",
    "accents": "a\u0301\u0301\u0301",
    "cells": "|a",
    "names": "Anna Miller ",
}
LINES = {
    "items": "- a\n",
    "numbers": "1. a\n",
    "quoted": "> a\n",
    "footnotes": "[^1]: x\n",
    "headings": "# a\n",
    "definitions": "[a]: b\n",
    "breaks": "a  \n",
    "rules": "***\n",
}

Command = Callable[..., Ran]


def in_time(kb_process: Command, root: Path, codes: set[str]) -> None:
    """The command ends within the two minutes that ``kb_process`` gives it, with just these codes."""
    ran = kb_process("check", "--root", root, "--format", "json")
    assert ran.code == bool(codes), ran.err
    assert "Traceback" not in ran.err
    assert codes == {line.split('"')[3] for line in ran.out.splitlines() if '"code": ' in line}


def test_signs_that_a_parser_could_choke_on_are_read_in_time(little_project: Path, kb_process: Command) -> None:
    for name, sign in (SIGNS | LINES).items():
        text = sign * (LONGEST_PARAGRAPH // 4 // len(sign))
        article = HEAD.replace("NAME", name).replace("ENTRIES", "") + f"Anna Miller.[^1]\n\n{text}\n\n[^1]: Note.\n"
        (little_project / "articles" / f"a-{name}.md").write_text(article, encoding="utf-8")
    in_time(kb_process, little_project, {"duplicate-key", "nested-too-deep"})  # the footnotes of one number, and the quotes in quotes


@pytest.mark.parametrize(
    "front",
    [
        "".join(f"k{at}: a\n" for at in range(20_000)),
        "sources: [" + "{a: b}, " * 20_000 + "]\n",
        "sources: [" + "a, " * 50_000 + "]\n",
        "sources:\n" + "".join(f"  - &a{at} b\n" for at in range(20_000)),
        "a: &a [x, x]\n" + "".join(f"a{at}: &b{at} [*{'a' if at == 0 else f'b{at - 1}'}, x]\n" for at in range(2_000)),
        "title: " + "[" * 100_000 + "\n",
        "title: " + "9" * 500_000 + "\n",
    ],
    ids=["keys", "items", "words", "anchors", "aliases", "brackets", "digits"],
)
def test_front_matter_of_any_size_is_refused_in_time(front: str, little_project: Path, kb_process: Command) -> None:
    (little_project / "articles" / "case.md").write_text(f"---\n{front}---\n\nWords.\n", encoding="utf-8")
    ran = kb_process("check", "--root", little_project)
    assert ran.code == 1
    assert "Traceback" not in ran.err


def test_very_many_quotes_are_placed(little_project: Path, kb_process: Command) -> None:
    quotes = "".join(f"  - {{id: anna-miller, as: word {at}, quotes: [The word {at} was said by Anna Miller]}}\n" for at in range(10_000))
    body = "".join(f"The word {at} was said by Anna Miller. " + ("\n\n" if at % 5 == 0 else "") for at in range(10_000))
    article = HEAD.replace("ENTRIES", f"actors:\n{quotes}") + body
    (little_project / "articles" / "case.md").write_text(article, encoding="utf-8")
    in_time(kb_process, little_project, set())


def test_near_words_are_looked_for_so_often_and_no_more(little_project: Path, kb_process: Command) -> None:
    quotes = "".join(f"  - {{id: anna-miller, as: a, quotes: [The word {at} was saidd by somebudy]}}\n" for at in range(2_000))
    body = "".join(f"The word {at} was said by somebody.\n\n" for at in range(2_000))
    article = HEAD.replace("ENTRIES", f"actors:\n{quotes}") + body
    (little_project / "articles" / "case.md").write_text(article, encoding="utf-8")
    ran = kb_process("check", "--root", little_project)
    assert ran.out.count("[quote-not-found]") == 2_000
    assert ran.out.count("The nearest words are") == LOOKED
    assert ran.out.count(f"More than {LOOKED} quotes of this file have no place") == 2_000 - LOOKED


def test_very_many_names_are_found(little_project: Path, kb_process: Command) -> None:
    names = "".join(f"  - Name{at}\n" for at in range(20_000))
    (little_project / "entities" / "people" / "jo-doe.md").write_text(
        f"---\nname: Jo Doe\nkind: person\nnames:\n{names}---\n", encoding="utf-8"
    )
    body = "".join(f"Name{at} " + ("\n\n" if at % 100 == 0 else "") for at in range(20_000))
    (little_project / "articles" / "case.md").write_text(HEAD.replace("ENTRIES", "") + body, encoding="utf-8")
    in_time(kb_process, little_project, set())


def test_an_actor_with_very_many_mentions_has_pages_of_a_size_that_opens(little_project: Path, kb_process: Command) -> None:
    body = "".join(f"Anna Miller said word {at}. " + ("\n\n" if at % 20 == 0 else "") for at in range(5_000))
    (little_project / "articles" / "case.md").write_text(HEAD.replace("NAME", "case").replace("ENTRIES", "") + body, encoding="utf-8")
    ran = kb_process("build", "--root", little_project)
    assert ran.code == 0, ran.err
    pages = sorted((little_project / "site" / "actors" / "anna-miller").rglob("index.html"))
    assert len(pages) > 1
    assert max(page.stat().st_size for page in pages) < 1_000_000
    shown = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert all(f"said word {at}." in shown for at in (0, 1, 2_500, 4_999))


def test_an_article_of_five_megabytes_is_built(little_project: Path, kb_process: Command) -> None:
    """Two names and a word that may be one stand 16,000 times each: the time grows with the words, not with words times mentions."""
    named = "The Guild met at the pier in Westport, and Anna Miller wrote down who had been there. Letters came, and ships did not. "
    plain = "They met at the pier, as they had done before, and the clerk wrote down who had been there. Letters came, and ships did not. "
    body = "\n\n".join(f"Day {at}. {(named if at < 4_000 else plain) * 4}" for at in range(10_500))
    assert len(body) > 5 * 2**20
    (little_project / "articles" / "case.md").write_text(HEAD.replace("NAME", "case").replace("ENTRIES", "") + body, encoding="utf-8")
    ran = kb_process("build", "--root", little_project)
    assert ran.code == 0, ran.err
    page = (little_project / "site" / "articles" / "case" / "index.html").read_text(encoding="utf-8")
    assert all(f"Day {at}. " in page for at in (0, 5_000, 10_499))


def test_a_chain_of_any_length_is_followed(little_project: Path, kb_process: Command) -> None:
    """Quotes of very many parts, groups in groups, sources that repeat sources: nothing runs out of the interpreter's stack."""
    for at in range(1_500):
        group = f"---\nname: Group {at}\nkind: group\npart_of: [g{(at + 1) % 1_500}]\n---\n"
        (little_project / "entities" / "groups" / f"g{at}.md").write_text(group, encoding="utf-8")
    works = "".join(
        f"  - {{id: s{at}, type: book, title: Book {at}, derives_from: [s{(at + 1) % 1_500}], quotes: [the book]}}\n" for at in range(1_500)
    )
    many = "a…" * 2_400
    article = (
        HEAD.replace("ENTRIES", f"actors:\n  - {{id: anna-miller, quotes: ['{many}b']}}\nsources:\n{works}")
        + "It is the book. "
        + "a " * 20_000
    )
    (little_project / "articles" / "case.md").write_text(article, encoding="utf-8")
    ran = kb_process("check", "--root", little_project)
    assert ran.code == 1
    assert "Traceback" not in ran.err


def article_of(text: str) -> list[str]:
    """The codes of an article with this text."""
    return [finding.code for finding in read(Source("articles/x.md", HEAD.replace("ENTRIES", "") + text))[1]]


def test_the_bounds_are_where_they_are_said_to_be() -> None:
    assert article_of("a" * LONGEST_PARAGRAPH) == []
    assert article_of("a" * (LONGEST_PARAGRAPH + 1)) == ["too-large"]
    assert article_of("a\n\n" * (MOST_LINES // 2)) == []
    assert article_of("a\n\n" * (MOST_LINES // 2 + 1)) == ["too-large"]
    paragraph = "a" * 9_998 + "\n\n"
    assert article_of(paragraph * (LONGEST // 10_000)) == []
    assert article_of(paragraph * (LONGEST // 10_000) + "a") == ["too-large"]
    signs = "(" * 9_998 + "\n\n"
    assert article_of(signs * (MOST_SIGNS // 9_998) + "(" * (MOST_SIGNS % 9_998)) == []
    assert article_of(signs * (MOST_SIGNS // 9_998) + "(" * (MOST_SIGNS % 9_998 + 1)) == ["too-large"]
    assert isinstance(decode("x.md", b"a" * LARGEST), Source)
    assert isinstance(decode("x.md", b"a" * (LARGEST + 1)), Flaw)


@pytest.mark.parametrize("sign", ["> ", "- ", "1. ", "> - "])
def test_words_are_read_or_the_text_is_refused_however_deep_they_stand(sign: str) -> None:
    for depth in range(40):
        made = render(f"{sign * depth}words\n\nlast\n")
        shown = " ".join(read_html(paragraph.html).text for paragraph in made.paragraphs)
        assert made.too_deep is not None or ("words" in shown and "last" in shown), depth
        assert made.too_deep is None or depth > 6, depth


def test_long_runs_do_not_hold_up_the_small_rooms() -> None:
    assert len(sentences("B. " * 300_000)) == 1
    assert len(sentences("." * 300_000)) == 1
    assert len(sentences("Is it so? " * 50_000)) == 50_000
    assert len(cited_sentences("It is so.[^1] " * 20_000)) == 20_000
    assert isinstance(decode("x.md", "\u202e\n".encode() * 300_000), Flaw)
    composed, flaws = compose("x.md", "a: [" + "b, " * 200_000 + "]\n")
    assert composed is not None
    assert not flaws
