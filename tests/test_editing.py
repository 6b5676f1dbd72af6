"""Edits of front matter: the meant value changes and nothing else, in whatever style the file is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kb.editing import Change, Draft, Plain, diff, together
from kb.findings import Refusal
from kb.source import KeyPath, Source, compose, divide, parts

FRONT = """\
---
# whose file this is
title: "A title: with a colon"   # kept
names:
- one
-   {name: Two, is: spelling}
- name: Three   # three

  is: 'abbreviation'
# between
country: [iraq,   # first
          iran]
note: |
  Lines

  of text
part_of:   []
---

The body: stays.\x20\x20
"""


def draft(text: str = FRONT, path: str = "entities/groups/x.md") -> Draft:
    return Draft.read(path, text.encode())


def test_a_value_changes_and_the_rest_stays() -> None:
    assert draft().replace({("names", 2, "is"): "spelling"}).data.decode() == FRONT.replace("'abbreviation'", "'spelling'")
    assert draft().replace({("title",): "Plain"}).data.decode() == FRONT.replace('"A title: with a colon"', '"Plain"')


def test_items_go_into_lists_as_the_others_are_written() -> None:
    assert draft().insert(("names",), ["four"]).data.decode() == FRONT.replace("'abbreviation'\n", "'abbreviation'\n- four\n")
    assert draft().insert(("names",), ["zero"], 0).data.decode() == FRONT.replace("names:\n", "names:\n- zero\n")
    assert draft().insert(("names",), ["mid"], 1).data.decode() == FRONT.replace("- one\n", "- one\n- mid\n")
    assert draft().insert(("country",), ["syria"]).data.decode() == FRONT.replace("iran]", "iran,\n          syria]")
    assert draft().insert(("part_of",), ["a", "b"]).data.decode() == FRONT.replace("[]", "[a, b]")
    new = draft().insert(("same_as",), [{"id": "y", "reason": "They are: the same."}])
    assert new.data.decode() == FRONT.replace("  []\n", '  []\nsame_as:\n  - {id: y, reason: "They are: the same."}\n')


def test_keys_go_where_they_are_wanted() -> None:
    assert draft().add((), "kind", "group", after="title").data.decode() == FRONT.replace("# kept\n", "# kept\nkind: group\n")
    assert draft().add(("names", 1), "language", "ar").data.decode() == FRONT.replace("spelling}", "spelling, language: ar}")
    assert draft().add(("names", 2), "language", "ar").data.decode() == FRONT.replace("'abbreviation'", "'abbreviation'\n  language: ar")
    assert draft("---\n---\nText.").add((), "name", "x").data == b"---\nname: x\n---\nText."


def test_items_and_keys_are_taken_out() -> None:
    assert draft().remove(("names", 0)).data.decode() == FRONT.replace("- one\n", "")
    assert draft().remove(("names", 1, "is")).data.decode() == FRONT.replace(", is: spelling", "")
    assert draft().remove(("names", 2, "is")).data.decode() == FRONT.replace("  is: 'abbreviation'\n", "")
    assert draft().remove(("note",)).data.decode() == FRONT.replace("note: |\n  Lines\n\n  of text\n", "")
    assert draft("---\na: [one]\nb:\n  - x\n---\n").remove(("a", 0)).remove(("b", 0)).data == b"---\na: []\nb: []\n---\n"


def test_a_comment_that_would_be_lost_stops_the_edit() -> None:
    with pytest.raises(Refusal, match="a comment stands beside it"):
        draft().remove(("country", 0))


def test_an_edit_that_would_change_anything_else_is_refused() -> None:
    kept = "---\na:\n  - |+\n    its empty line counts\n\n  - b\n---\n"
    with pytest.raises(Refusal, match=r"x\.md:4: this place is written in a way that cannot be edited without changing something else"):
        draft(kept).insert(("a",), ["new"], 1)
    assert draft(kept).insert(("a",), ["new"]).at(("a",)) == ["its empty line counts\n\n", "b", "new"]


@pytest.mark.parametrize(
    "text",
    [
        "---\na: &x b\n---\n",
        "---\na: b\na: c\n---\n",
        "---\na: [b\n---\n",
        "no front matter",
        "---\na: b\n",
    ],
)
def test_a_file_that_cannot_be_read_is_not_edited(text: str) -> None:
    with pytest.raises(Refusal, match="So the file is not edited"):
        draft(text)


def test_other_encodings_are_refused() -> None:
    with pytest.raises(Refusal, match="not UTF-8"):
        Draft.read("a.md", "---\nname: Çelik\n---\n".encode("latin-1"))


def test_a_new_file_says_what_is_meant() -> None:
    front: Mapping[str, Plain] = {"name": "no: thing", "kind": "group", "country": ["iraq"], "names": [{"name": "#1", "is": "spelling"}]}
    made = Draft.new("entities/groups/y.md", front, "\nBody.\n")
    assert made.data.decode() == (
        '---\nname: "no: thing"\nkind: group\ncountry: [iraq]\nnames:\n  - {name: "#1", is: spelling}\n---\n\nBody.\n'
    )
    assert made.change == Change("entities/groups/y.md", None, made.data)


# ------------------------------------------------------------------------------------------- any front matter

WORDS = st.text("ab c:#-'\"[]{},é“\\&*!|>%@0", min_size=1, max_size=12).filter(lambda text: text.strip())
KEYS = st.sampled_from("abcdefgh")
VALUES: st.SearchStrategy[Any] = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
FRONTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


@st.composite
def files(draw: st.DrawFn) -> tuple[dict[str, Any], bytes]:
    """Front matter in a mixture of styles, with comments, blank lines and any line ends; and the file."""

    def quoted(words: str) -> str:
        double = '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
        single = "'" + words.replace("'", "''") + "'"
        plain = words if words.isalnum() and words.isascii() else single
        return draw(st.sampled_from([double, single, plain]))

    def flow(value: Any) -> str:  # noqa: ANN401 - plain YAML data
        gap = draw(st.sampled_from(["", " ", "  "]))
        if isinstance(value, str):
            return quoted(value)
        if isinstance(value, list):
            return f"[{gap}{f',{gap}'.join(map(flow, value))}{gap}]"
        return f"{{{gap}{f', {gap}'.join(f'{key}: {flow(one)}' for key, one in value.items())}{gap}}}"

    def comment() -> str:
        return draw(st.sampled_from(["", "", "", "   # said so", " # it's [odd"]))

    def between(indent: int) -> str:
        return draw(st.sampled_from(["", "", "\n", f"{' ' * indent}# a line\n", "# at the edge\n"]))

    def block(value: Any, indent: int, *, dash: bool) -> str:  # noqa: ANN401 - plain YAML data
        """What follows a colon or a dash, with the end of its line."""
        if isinstance(value, str) or not value or draw(st.integers(0, 3)) == 0:
            return f" {flow(value)}{comment()}\n"
        pad = indent + draw(st.integers(1, 4))
        if isinstance(value, list):
            pad = indent if draw(st.booleans()) and not dash else pad
            return f"{comment()}\n" + "".join(f"{between(pad)}{' ' * pad}-{block(one, pad, dash=True)}" for one in value)
        lines = [f"{key}:{block(one, pad, dash=False)}" for key, one in value.items()]
        if dash and draw(st.booleans()):
            pad = indent + 2
            lines = [f"{key}:{block(one, pad, dash=False)}" for key, one in value.items()]
            return " " + "".join(f"{'' if number == 0 else between(pad) + ' ' * pad}{line}" for number, line in enumerate(lines))
        return f"{comment()}\n" + "".join(f"{between(pad)}{' ' * pad}{line}" for line in lines)

    data = draw(FRONTS)
    text = "---\n" + "".join(f"{between(0)}{key}:{block(value, 0, dash=False)}" for key, value in data.items()) + between(0) + "---\n"
    text += draw(st.sampled_from(["", "\nA body.\n\n---\n\nNo line at its end", "A body.\n"]))
    ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    composed, flaws = compose("x.md", text.split("---\n")[1])
    assume(composed is not None and not flaws and composed.data == data)
    return data, mark + text.replace("\n", ends).encode()


def paths_of(value: Any, at: KeyPath = ()) -> list[KeyPath]:  # noqa: ANN401 - plain YAML data
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, one in pairs for path in paths_of(one, (*at, key)))]


def read_again(data: bytes) -> Any:  # noqa: ANN401 - plain YAML data
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    _, composed, flaws = parts(Source("x.md", text))
    assert composed is not None
    assert not flaws
    return composed.data


def body_of(data: bytes) -> str:
    divided = divide(Source("x.md", data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")))
    return divided.body if hasattr(divided, "body") else ""


def only_there(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """What differs between two files, at one place."""
    start = next((at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), min(len(before), len(after)))
    rest = next(
        (at for at, (one, two) in enumerate(zip(before[start:][::-1], after[start:][::-1], strict=False)) if one != two),
        min(len(before), len(after)) - start,
    )
    return before[start : len(before) - rest], after[start : len(after) - rest]


@given(files(), st.data(), WORDS)
def test_of_any_front_matter_only_the_meant_value_changes(made: tuple[dict[str, Any], bytes], choice: st.DataObject, words: str) -> None:
    data, file = made
    start = Draft.read("x.md", file)
    assert start.data == file
    path = choice.draw(st.sampled_from(paths_of(data)))
    here = start.at(path)
    try:
        if isinstance(here, str):
            after, removed = start.replace({path: words}), here
            assert after.at(path) == words
        elif isinstance(here, list):
            index = choice.draw(st.integers(0, len(here)))
            after, removed = start.insert(path, [words], index), ""
            assert after.at(path) == [*here[:index], words, *here[index:]]
            assert after.remove((*path, index)).front == data
        else:
            after, removed = start.add(path, "new", words), ""
            assert after.at((*path, "new")) == words
            assert after.remove((*path, "new")).front == data
    except Refusal:
        return
    assert body_of(after.data) == body_of(file)
    assert after.data.startswith(b"\xef\xbb\xbf") == file.startswith(b"\xef\xbb\xbf")
    gone, _ = only_there(file, after.data)
    if not removed:
        assert not gone.strip(b" ")  # nothing of the old file is lost
    else:
        assert len(gone) <= 2 * len(removed.encode()) + 2
    assert read_again(after.data) == after.front


def test_hardly_any_edit_is_refused() -> None:
    """The refusals above are rare: a property that passes by refusing says nothing."""
    tried, refused = 0, 0

    @given(files())
    def every_edit(made: tuple[dict[str, Any], bytes]) -> None:
        nonlocal tried, refused
        data, file = made
        start = Draft.read("x.md", file)
        for path in paths_of(data):
            here = start.at(path)
            tried += 1
            try:
                if isinstance(here, str):
                    start.replace({path: "other words"})
                elif isinstance(here, list):
                    start.insert(path, ["other words"])
                else:
                    start.add(path, "new", {"a": "b", "c": ["d"]})
            except Refusal:
                refused += 1

    every_edit()
    assert tried > 300
    assert refused <= tried / 50, (refused, tried)


# ------------------------------------------------------------------------------------------------ sets of changes


def test_a_set_of_changes_is_a_diff() -> None:
    changes = together(
        [
            Change.moved("a.md", "b.md", b"one\ntwo\n", b"one\n2\n"),
            Change.new("new.md", b"new"),
            Change.removed("old.md", b"old\n"),
            Change("same.md", b"x", b"x"),
        ]
    )
    assert [one.path for one in changes] == ["b.md", "new.md", "old.md"]
    assert diff(changes) == (
        "diff --git a/a.md b/b.md\nrename from a.md\nrename to b.md\n--- a/a.md\n+++ b/b.md\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
        "diff --git a/new.md b/new.md\nnew file mode 100644\n"
        "--- /dev/null\n+++ b/new.md\n@@ -0,0 +1 @@\n+new\n\\ No newline at end of file\n"
        "diff --git a/old.md b/old.md\ndeleted file mode 100644\n--- a/old.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n"
    )
    with pytest.raises(ValueError, match=r"a\.md"):
        together([Change.moved("a.md", "b.md", b"", b""), Change("a.md", b"", b"x")])
