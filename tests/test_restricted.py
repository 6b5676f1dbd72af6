"""What may be shown of an article, by its rights, and how much stands around the words that may."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest

from kb import library, rights
from kb.findings import Finding
from kb.knowledge import KnowledgeBase
from kb.rights.drafts import found, resting, withheld
from kb.rights.leaking import leaks
from kb.rights.stretches import shown
from kb.source import Place

BODY = "Anna Miller spoke in Westport on Monday. The men left the house, and nobody saw them again.\n\nIt rained.\n"
ENTITY = b"---\nname: Anna Miller\nkind: person\n---\n"


def base(allowed: str, body: str = BODY, more: Mapping[str, bytes] | None = None) -> KnowledgeBase:
    front = f"title: A\nshort: A 2015\nrights: {allowed}\nactors: [{{id: anna-miller, quotes: [Anna Miller spoke]}}]\n"
    files = {"articles/a.md": f"---\n{front}---\n\n{body}".encode(), "entities/people/anna-miller.md": ENTITY, **(more or {})}
    joined = library.Workspace(Path("/no/such/folder"), address="https://example.org/").joined(files, [])
    assert {one.code for one in joined.findings if one.severity == "error"} <= {"original-changed"}  # no file is an original here
    return joined.kb


@pytest.mark.parametrize(
    ("allowed", "stretches"),
    [
        ("full", [BODY.split("\n", maxsplit=1)[0], "It rained."]),
        ("reference", ["", ""]),
        ("passages", ["Anna Miller spoke in Westport on Monday.", ""]),
    ],
)
def test_as_much_is_shown_as_the_rights_allow(allowed: str, stretches: list[str]) -> None:
    (article,) = base(allowed).articles.values()
    texts = [reading.text for reading in article.text.paragraphs]
    assert ["".join(text[one:two] for one, two in spans) for text, spans in zip(texts, shown(article), strict=True)] == stretches


def test_an_error_that_is_there_without_the_drafts_alone_rests_on_them() -> None:
    known = Finding(Place("a.md"), "bad-id", "Known.", "")
    warning = Finding(Place("a.md"), "bad-id", "Seen.", "", "warning")
    new = Finding(Place("a.md", 3), "unknown-id", "There is no `x`.", "")
    (one,) = resting([known], [known, warning, new])
    assert (one.place, one.code) == (new.place, "rests-on-draft")
    assert one.fact == "A public site leaves drafts out, and without them: There is no `x`."


def test_words_that_leak_are_named_with_the_file_and_broken_files_hold_none() -> None:
    kb, words = base("passages"), b"he said: the men left the house, and nobody saw them again."
    (leak,) = leaks(kb, [("a.txt", words)])
    assert leak.startswith("a.txt holds “")
    (packed,) = leaks(kb, [("a.txt.gz", gzip.compress(words))])
    assert packed == leak.replace("a.txt", "a.txt.gz")
    assert leaks(kb, [("b.gz", b"no gzip"), ("c.gz", gzip.compress(words)[:-9]), ("d.txt", b"The men left.")]) == []
    assert leaks(base("full"), [("a.txt", words)]) == []


FREE = b"---\ntitle: B\nshort: B 2016\nactors: [{id: anna-miller, quotes: [Anna Miller sang]}]\n---\n\nAnna Miller sang in Westport.\n"
DISPUTE = b"""---
question: Did she speak?
verdict: differs
reason: They differ.
about: [anna-miller]
sides:
  - {says: She did., article: a, quotes: [Anna Miller spoke]}
  - {says: She sang., article: b, quotes: [Anna Miller sang]}
---
"""


def test_a_side_of_a_free_article_keeps_its_words_beside_one_whose_words_are_withheld() -> None:
    whole = base("reference", more={"articles/b.md": FREE, "disputes/speech.md": DISPUTE})
    public = rights.edition(whole, "public").kb
    ((_, joined),) = public.disputes.items()
    words = [[quote.exact for quote in side.side.quotes] for side in joined.sides]
    assert words == [["[withheld: words 1–3]"], ["Anna Miller sang"]]
    assert public.articles["b"] is whole.articles["b"]  # type: ignore[index]


def test_an_article_without_an_original_gives_way_alone() -> None:
    whole = base("reference", more={"articles/b.md": FREE})
    given = {"articles/a.md": b"words", "articles/b.md": FREE, "articles/originals/x.pdf": b"no one's"}
    shown_files, reasons = rights.files(whole, given, "public")
    assert reasons == {"articles/a.md": "the rights of a are “reference”"}
    assert {path for path in given if shown_files[path] == given[path]} == {"articles/b.md", "articles/originals/x.pdf"}


def test_a_line_break_goes_with_the_words_around_it_and_stays_between_words_that_are_shown() -> None:
    hidden = base("passages", BODY.replace("the house, and", "the house,  \nand"))
    seen = base("passages", BODY.replace("in Westport on", "in Westport  \non"))
    for kb, number in ((hidden, 0), (seen, 1)):
        html = [paragraph.html for paragraph in kb.articles["a"].body.paragraphs]  # type: ignore[index]
        made = [paragraph.html for paragraph in rights.edition(kb, "public").kb.articles["a"].body.paragraphs]  # type: ignore[index]
        assert ("".join(html).count("<br"), "".join(made).count("<br")) == (1, number)


def test_each_draft_is_named_and_no_file_of_it_is_carried() -> None:
    draft = FREE.replace(b"short:", b"draft: true\noriginal: {file: originals/b.txt, sha256: " + b"0" * 64 + b"}\nshort:")
    content = base("full", more={"articles/b.md": draft})
    articles = [read.article for read in content.articles.values()]
    (warning,) = found(articles)
    assert (warning.place.path, warning.code, warning.severity) == ("articles/b.md", "draft", "warning")
    given = {"articles/a.md": b"", "articles/b.md": draft, "articles/originals/b.txt": b""}
    assert withheld(articles, given) == dict.fromkeys(("articles/b.md", "articles/originals/b.txt"), "it is a draft")
