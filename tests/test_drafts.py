"""Edits of front matter where its layout is unusual: what is written, and what is refused because something else would change."""

from __future__ import annotations

import pytest

from kb.editing import Change, Draft, Edit, lines_of, spliced
from kb.editing.yaml_text import rendered
from kb.findings import Finding, Refusal
from kb.layout.boxes import apart
from kb.source import KeyPath, Place


def draft(front: str, body: str = "") -> Draft:
    return Draft.read("articles/a.md", f"---\n{front}---\n{body}".encode())


def front_of(one: Draft) -> str:
    return one.data.decode().removeprefix("---\n").partition("---\n")[0]


@pytest.mark.parametrize(
    ("front", "path", "left"),
    [
        ("a: [b, c, d]\n", ("a", 0), "a: [c, d]\n"),
        ("a: [b, c, d]\n", ("a", 2), "a: [b, c]\n"),
        ("a: {b: c, d: e}\n", ("a", "b"), "a: {d: e}\n"),
        ("a: {b: c, d: e}\n", ("a", "d"), "a: {b: c}\n"),
        ("a:\n  - b\n  - c\n", ("a", 0), "a:\n  - c\n"),
        ("a:\n  - b\n  - c\n", ("a", 1), "a:\n  - b\n"),
        ("a:\n  - b\n", ("a", 0), "a: []\n"),
        ("a:\n  b: c\n", ("a", "b"), "a: {}\n"),
        ("a: [b]\n", ("a", 0), "a: []\n"),
        ("a: {b: c}\n", ("a", "b"), "a: {}\n"),
        ("a:\n  - b: c\n    d: e\n", ("a", 0, "b"), "a:\n  - d: e\n"),
        ("a:\n  - - b\n  - c\n", ("a", 0, 0), "a:\n  - []\n  - c\n"),
        ("a: b\nc: d\n", ("a",), "c: d\n"),
        ("a:\n  - b\n  # of c\n\n  - c\n  - d\n", ("a", 1), "a:\n  - b\n  # of c\n\n  - d\n"),
        ("a:\n  - b#1\n", ("a", 0), "a: []\n"),
        ("a:\n  - b#: 'c # d'\n", ("a", 0), "a: []\n"),
    ],
)
def test_a_key_or_an_item_is_taken_out(front: str, path: KeyPath, left: str) -> None:
    assert front_of(draft(front).remove(path)) == left


@pytest.mark.parametrize(
    ("front", "path", "why"),
    [
        ("a: [b, # of b\n  c]\n", ("a", 0), "a comment stands beside it"),
        ("a: [b,\n  # of c\n  c]\n", ("a", 1), "a comment stands beside it"),
        ("a:\n  - b: c  # of b\n    d: e\n", ("a", 0, "b"), "a comment stands beside it"),
        ("a:\n  # of b\n  - b\n", ("a", 0), "a comment stands beside it"),
        ("a:  # of a\n  - b\n", ("a", 0), "a comment stands beside it"),
        ("a:\n  - b: c # of c\n    d: e\n", ("a", 0), "a comment stands beside it"),
        ("? a\n: b\n? c\n: d\n", ("c",), "it stands on the line of what holds it"),
        ("a:\n  b: c # of b\n  # of d\n", ("a", "b"), None),
        ("a: b\n", ("a",), "nothing would be left"),
        ("- [a, b]\n", None, ""),
    ],
)
def test_what_would_take_a_comment_along_is_refused(front: str, path: KeyPath | None, why: str | None) -> None:
    if path is None:
        with pytest.raises(Refusal, match="not made of keys"):
            draft(front)
    elif why is None:
        assert front_of(draft(front).remove(path)) == "a: {} # of b\n  # of d\n"
    else:
        with pytest.raises(Refusal, match=why):
            draft(front).remove(path)


@pytest.mark.parametrize(
    ("front", "path", "index", "made"),
    [
        ("a: []\n", ("a",), None, "a: [x, y]\n"),
        ("a: [ ]\n", ("a",), None, "a: [x, y]\n"),
        ("a: [b]\n", ("a",), 0, "a: [x, y, b]\n"),
        ("a: [b]\n", ("a",), None, "a: [b, x, y]\n"),
        ("a: [b, c]\n", ("a",), 1, "a: [b, x, y, c]\n"),
        ("a: ['b']\n", ("a",), None, "a: ['b', 'x', 'y']\n"),
        ("a: [\n  b\n  ]\n", ("a",), None, "a: [\n  b,\n  x,\n  y\n  ]\n"),
        ("a: [\n  b, # of b\n  ]\n", ("a",), None, "a: [\n  b, # of b\n  x,\n  y\n  ]\n"),
        ("a: [\n  b # of b\n  ]\n", ("a",), None, "a: [\n  b, # of b\n  x,\n  y\n  ]\n"),
        ("a:\n  - b\n", ("a",), 0, "a:\n  - x\n  - y\n  - b\n"),
        ("a:\n  - b\n", ("a",), None, "a:\n  - b\n  - x\n  - y\n"),
        ("a:\nb: c\n", ("a",), None, "a: [x, y]\nb: c\n"),
        ("b: c\n", ("a",), None, "b: c\na: [x, y]\n"),
    ],
)
def test_items_are_put_in(front: str, path: KeyPath, index: int | None, made: str) -> None:
    assert front_of(draft(front).insert(path, ["x", "y"], index)) == made


def test_nothing_put_in_changes_nothing() -> None:
    one = draft("a: [b]\n")
    assert one.insert(("a",), []) is one
    assert one.change.empty


@pytest.mark.parametrize(
    ("front", "path", "index", "why"),
    [
        ("a:\n  - - b\n    - c\n", ("a", 0), 0, "its first item stands on the line of what holds it"),
        ("a: b\n", ("a",), None, "no list stands there"),
    ],
)
def test_items_that_have_no_place_are_refused(front: str, path: KeyPath, index: int | None, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        draft(front).insert(path, ["x"], index)


def test_a_key_is_put_where_it_is_wanted_or_refused() -> None:
    assert front_of(draft("").add((), "a", "b")) == "a: b\n"
    assert front_of(draft("a: {b: c}\n").add(("a",), "d", "e")) == "a: {b: c, d: e}\n"
    assert front_of(draft("a: {b: c, d: e}\n").add(("a",), "x", "y", "b")) == "a: {b: c, x: y, d: e}\n"
    assert front_of(draft("a:\n  b: c\nd: e\n").add(("a",), "x", "y")) == "a:\n  b: c\n  x: y\nd: e\n"
    with pytest.raises(Refusal, match="the key stands there already"):
        draft("a: b\n").add((), "a", "c")
    with pytest.raises(Refusal, match="nothing there has keys"):
        draft("a: b\n").add(("a",), "c", "d")


@pytest.mark.parametrize(
    ("front", "path", "words", "made"),
    [
        ("a: 'b'\n", ("a",), "it's", "a: 'it''s'\n"),
        ("a: |\n  b\nc: d\n", ("a",), "x", 'a: "x"\nc: d\n'),
        ("a: b\n", ("a",), "", "a: ''\n"),
        ("a:\nb: c\n", ("a",), "x", "a: x\nb: c\n"),
        ("a: [b, c]\n", ("a", 1), "x, y", 'a: [b, "x, y"]\n'),
    ],
)
def test_words_take_the_style_of_those_before_them(front: str, path: KeyPath, words: str, made: str) -> None:
    assert front_of(draft(front).replace({path: words})) == made


def test_words_in_the_stead_of_no_words_are_refused() -> None:
    for path in (("a",), ("b",)):
        with pytest.raises(Refusal, match="no scalar stands there"):
            draft("a: [b]\n").replace({path: "x"})


def test_an_edit_that_would_make_no_yaml_is_refused() -> None:
    with pytest.raises(Refusal, match="cannot be edited without changing something else"):
        draft("? a\n: b\n").add((), "c", "d", "a").remove(("a",)).replace({("c",): "e"}).insert(("x",), [{"a": "b"}]).remove(("c",)).remove(
            ("x",)
        )


def test_the_body_is_rewritten_alone() -> None:
    one = draft("a: b\n", "\nText.\n")
    assert one.with_body("New.\n").data == b"---\na: b\n---\nNew.\n"
    assert Draft.read("articles/a.md", b"---\na: b\n---").with_body("New.\n").data == b"---\na: b\n---\nNew.\n"
    at = Place("articles/a.md", 5, 1)
    assert one.rewrite_body([Edit(at, Place("articles/a.md", 5, 5), "Word")]).data.endswith(b"\nWord.\n")
    with pytest.raises(ValueError, match="Edit"):
        one.rewrite_body([Edit(Place("articles/a.md", 2, 1), Place("articles/a.md", 2, 2), "x")])


def test_a_new_file_has_no_other_path_to_come_from() -> None:
    new = Draft.new("articles/a.md", {"a": "b", "c": ["d", {"e": "f"}]}, "\nText.\n")
    assert new.front == {"a": "b", "c": ["d", {"e": "f"}]}
    with pytest.raises(ValueError, match=r"articles/a\.md"):
        new.moved("articles/b.md")
    old = draft("a: b\n")
    assert old.moved("articles/b.md") == Change.moved("articles/a.md", "articles/b.md", old.data, old.data)


def test_a_new_file_whose_keys_would_be_read_as_others_is_refused() -> None:
    with pytest.raises(Refusal, match=r"articles/a\.md cannot be written: its front matter would not read as it is meant"):
        Draft.new("articles/a.md", {"'a'": "b"})


def test_texts_put_in_at_one_place_keep_their_order() -> None:
    at = Place("a", 1, 2)
    words = [f", {number}" for number in range(9, 0, -1)]
    assert spliced(b"a", [Edit(at, at, one) for one in (*words, words[0])]).decode() == f"a{''.join(words)}"


def test_two_edits_of_one_place_are_a_fault() -> None:
    one, two = (Place("a", 1, column) for column in (1, 3))
    with pytest.raises(ValueError, match="Edit"):
        spliced(b"abcd", [Edit(one, two, "x"), Edit(Place("a", 1, 2), two, "y")])
    assert spliced(b"a\r\nb\nc", [Edit(Place("a", 1, 2), Place("a", 1, 2), "\nx"), Edit(Place("a", 3, 1), Place("a", 3, 1), "y\n")]) == (
        b"a\r\nx\r\nb\ny\nc"
    )


def test_lines_keep_their_ends() -> None:
    assert lines_of("a\r\nb\rc\n\nd") == ["a\r\n", "b\r", "c\n", "\n", "d"]


def test_what_is_short_is_written_in_brackets() -> None:
    assert rendered(["a", "b"], 0) == "[a, b]"
    assert rendered({"a": "b", "c": ["d"]}, 0) == "{a: b, c: [d]}"


# ------------------------------------------------------------------------------------- values beside those of a draft


def test_a_finding_speaks_in_each_voice() -> None:
    one = Finding(Place("articles/a.md", 3, 5), "bad-id", "“A” is not an id.", "Did you mean `a`?")
    assert one.explain() == "articles/a.md:3:5: error: “A” is not an id. [bad-id]\n    Did you mean `a`?"
    assert Finding(Place("a.md"), "bad-id", "Fact.", "").explain() == "a.md:1:1: error: Fact. [bad-id]"
    said = one.explain("json")
    assert said.isascii()
    assert '"code": "bad-id"' in said
    assert one.explain("github").startswith("::error file=articles/a.md,line=3,col=5,title=bad-id::")
    assert one.docs == "guide/findings.md#bad-id"


def test_no_points_are_apart() -> None:
    assert apart([], []) == []
