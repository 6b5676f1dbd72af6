"""What may be shown of an article, by its rights, and how much stands around the words that may."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kb import library
from kb.findings import Finding
from kb.knowledge import KnowledgeBase
from kb.rights.drafts import resting
from kb.rights.leaking import leaks
from kb.rights.stretches import shown
from kb.source import Place

BODY = "Anna Miller spoke in Westport on Monday. The men left the house, and nobody saw them again.\n\nIt rained.\n"
ENTITY = b"---\nname: Anna Miller\nkind: person\n---\n"


def base(rights: str) -> KnowledgeBase:
    front = f"title: A\nshort: A 2015\nrights: {rights}\nactors: [{{id: anna-miller, quotes: [Anna Miller spoke]}}]\n"
    files = {"articles/a.md": f"---\n{front}---\n\n{BODY}".encode(), "entities/people/anna-miller.md": ENTITY}
    joined = library.Workspace(Path("/no/such/folder"), address="https://example.org/").joined(files, [])
    assert joined.sound
    return joined.kb


@pytest.mark.parametrize(
    ("rights", "stretches"),
    [
        ("full", [BODY.split("\n", maxsplit=1)[0], "It rained."]),
        ("reference", ["", ""]),
        ("passages", ["Anna Miller spoke in Westport on Monday.", ""]),
    ],
)
def test_as_much_is_shown_as_the_rights_allow(rights: str, stretches: list[str]) -> None:
    (article,) = base(rights).articles.values()
    texts = [reading.text for reading in article.text.paragraphs]
    assert ["".join(text[one:two] for one, two in spans) for text, spans in zip(texts, shown(article), strict=True)] == stretches


def test_an_error_that_is_there_without_the_drafts_alone_rests_on_them() -> None:
    known = Finding(Place("a.md"), "bad-id", "Known.", "")
    warning = Finding(Place("a.md"), "bad-id", "Seen.", "", "warning")
    new = Finding(Place("a.md", 3), "unknown-id", "There is no `x`.", "")
    (found,) = resting([known], [known, warning, new])
    assert (found.place, found.code) == (new.place, "rests-on-draft")
    assert found.fact == "A public site leaves drafts out, and without them: There is no `x`."


def test_words_that_leak_are_named_with_the_file_and_broken_files_hold_none() -> None:
    kb, words = base("passages"), b"he said: the men left the house, and nobody saw them again."
    (found,) = leaks(kb, [("a.txt", words)])
    assert found.startswith("a.txt holds “")
    (packed,) = leaks(kb, [("a.txt.gz", gzip.compress(words))])
    assert packed == found.replace("a.txt", "a.txt.gz")
    assert leaks(kb, [("b.gz", b"no gzip"), ("c.gz", gzip.compress(words)[:-9]), ("d.txt", b"The men left.")]) == []
    assert leaks(base("full"), [("a.txt", words)]) == []
