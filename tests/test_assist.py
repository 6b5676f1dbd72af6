"""What an editor's program may ask: where the cursor stands, what may be typed there, and the way back from words to Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import assist, contract, library, passages
from kb.assist.where import cursor
from kb.passages import origins
from kb.source import KeyPath, Place

ARTICLE = contract.ArticleShape


@pytest.fixture(scope="module")
def base(project: Path) -> assist.Base:
    """The little library of the cases."""
    content = library.load(project / "tests" / "cases" / "base")
    return assist.Base(content.kb, content.files, content.findings, content.mended)


def stand(text: str) -> tuple[list[str], int, int]:
    """Lines of front matter, and the line and column of the ``|`` in them."""
    before = text[: text.index("|")]
    return text.replace("|", "", 1).split("\n"), before.count("\n"), len(before.rsplit("\n", 1)[-1])


@pytest.mark.parametrize(
    ("text", "what", "path", "typed"),
    [
        ("ti|", "key", (), "ti"),
        ("title: So|me", "value", ("title",), "So"),
        ("events:\n  - id: a\n    |", "key", ("events", 0), ""),
        ("events:\n  - id: a\n  - id: b\n    kind: at|", "value", ("events", 1, "kind"), "at"),
        ("events:\n- id: a\n- |", "key", ("events", 1), ""),
        ("events:\n- id: a\n  places: [x, y|", "value", ("events", 0, "places", 1), "y"),
        ("events:\n- id: a\n  places: [x,\n    y|", "value", ("events", 0, "places", 1), "y"),
        ("events:\n- id: a\n  participants: {host: [a], gu|", "key", ("events", 0, "participants"), "gu"),
        ("events:\n- id: a\n  participants: {host: [a], guest: [b|]}", "value", ("events", 0, "participants", "guest", 0), "b"),
        (
            "events:\n- id: a\n  participants:\n    host:\n    - a\n    guest:\n    - |",
            "key",
            ("events", 0, "participants", "guest", 0),
            "",
        ),
        ("statements:\n# a comment\n- about: [x]\n\n  voice: {speaker: |}", "value", ("statements", 0, "voice", "speaker"), ""),
        ('relations:\n- subject: a\n  quotes: ["with: a colon [and, brackets"]\n  relation: |', "value", ("relations", 0, "relation"), ""),
        ("mentions:\n- {words: 'it''s [', means: x|}", "value", ("mentions", 0, "means"), "x"),
    ],
)
def test_the_cursor_is_found_in_front_matter_that_is_being_typed(text: str, what: str, path: KeyPath, typed: str) -> None:
    found = cursor(*stand(text))
    assert (found.what, found.path, found.typed) == (what, path, typed)


def test_keys_that_stand_beside_the_cursor_are_not_offered_again() -> None:
    text = "events:\n  - id: a\n    title: x\n  - kind: b\n    |\n    date: y\n    figures:\n      - what: z\n  - places: []"
    assert cursor(*stand(text)).beside == {"kind", "date", "figures"}


@given(st.text("abc:-[]{}'\", \n#|>", max_size=80), st.data())
def test_whatever_is_typed_the_cursor_stands_somewhere(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    line = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[line])))
    found = cursor(lines, line, column)
    assert 0 <= found.start <= column <= found.end <= len(lines[line])


def test_what_is_expected_comes_from_the_shapes() -> None:
    assert [key.name for key in contract.expected(ARTICLE, ("events", 0)).keys][:3] == ["id", "title", "kind"]
    assert contract.expected(ARTICLE, ("events", 3, "places", 0)).kinds == ("entity",)
    assert contract.expected(ARTICLE, ("sources", 0, "id")).own
    assert contract.expected(ARTICLE, ("events", 0, "quotes", 1)).quote
    assert "author" in contract.expected(ARTICLE, ("events", 0, "voice")).literals
    assert {term.id for term in contract.expected(ARTICLE, ("events", 0, "participants")).key_terms} >= {"perpetrator", "host"}
    assert contract.expected(ARTICLE, ("no", "such", 0, "place")) == contract.Expected()


def test_ids_are_found_by_any_name_and_those_of_a_fitting_kind_come_first(base: assist.Base) -> None:
    def typed(text: str) -> list[str]:
        lines, line, column = stand(text)
        sheet = assist.Sheet.read("articles/new.md", "\n".join(lines).encode())
        found, _ = assist.choices(base, sheet, Place("articles/new.md", line + 1, column + 1))
        return [one.insert for one in found]

    assert typed("---\nrelations:\n- subject: HG|\n---\n") == ["harbour-guild"]
    assert typed("---\nevents:\n- places: [|]\n---\n")[:2] == ["northland", "westport"]
    assert typed("---\nactors:\n- id: |\n---\n")[-1] == "westport"
    assert typed("---\nstatements:\n- about:\n  - west|\n---\n") == ["westport", "westport-strike"]
    assert typed("---\nevents:\n- quotes:\n  - some words|\n---\n") == []
    assert typed("---\nrights: |\n---\n") == ["full", "passages", "reference"]
    assert typed("---\n# ti|\n---\n") == []


WORDS = st.text("abc xyz“”’é\u0645🚢.,", min_size=1, max_size=12).map(str.strip).filter(bool)
SIGNS = st.one_of(
    WORDS,
    WORDS.map(lambda one: f"*{one}*"),
    WORDS.map(lambda one: f"**{one}**"),
    WORDS.map(lambda one: f"[{one}](https://example.org/abc)"),
    st.just("[^1]"),
    st.just("\\*"),
)
BLOCKS = st.lists(SIGNS, min_size=1, max_size=5).map(" ".join)
BODIES = st.lists(st.tuples(st.sampled_from(["", "> ", "- ", "1. ", "## "]), BLOCKS).map("".join), min_size=1, max_size=5)


@given(BODIES)
def test_every_character_that_a_reader_sees_leads_back_to_the_same_one_in_the_markdown(blocks: list[str]) -> None:
    markdown = "\n\n".join([*blocks, "[^1]: A note, abc."])
    for paragraph in passages.render(markdown).paragraphs:
        text = passages.read(paragraph.html).text
        found = origins(markdown, paragraph.lines, text)
        assert len(found) == len(text) + 1
        assert list(found) == sorted(found)
        assert "".join(markdown[at] for at in found[:-1]) == text


def test_every_quote_of_the_project_leads_to_its_words(project: Path) -> None:
    content = library.load(project)
    base = assist.Base(content.kb, content.files, content.findings, content.mended)
    tried = 0
    for evidence in content.kb.evidence.values():
        for one in evidence:
            place = one.quote.place
            sheet = base.sheet(place.path)
            assert sheet
            if one.quote.footnote is not None:
                continue
            (found,) = assist.definitions(base, sheet, place)
            lines = sheet.lines[found.start.line - 1 : found.end.line]
            first, last = one.passage.words[:1], one.passage.words[-1:]
            assert lines[0][found.start.column - 1] == first
            assert lines[-1][found.end.column - 2] == last
            tried += 1
    assert tried > 800
