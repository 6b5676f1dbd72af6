"""The reader of files: whatever bytes it gets, it gives text or a flaw with a place in the file, and keeps every scalar as text."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kb.source import (
    LARGEST,
    UNWANTED,
    Composed,
    Divided,
    Flaw,
    Place,
    Source,
    compose,
    decode,
    divide,
    nodes,
    place_in,
    scalars,
    written,
)

INVISIBLE = "Delete it: it cannot be seen, and it can make a line read differently from what it says."

SIGNS = [
    "---",
    "\n",
    "---\n",
    ": ",
    "- ",
    " ",
    "  ",
    "\t",
    "#",
    " #x",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    ",",
    "|",
    ">",
    "?",
    "%",
    "@",
    "`",
    "...",
]
WORDS = ["key", "a", "&a", "*a", "!!int ", "<<", "é", "\U0001d50a", "no", "0123"]
yamlish = st.lists(st.sampled_from(SIGNS + WORDS), max_size=25).map("".join)
texts = st.text(max_size=60) | yamlish


def inside(place: Place, text: str, first_line: int = 1) -> bool:
    """Whether a place names a line of the text and a column of that line, or the end of one."""
    lines = text.split("\n")
    return 0 <= place.line - first_line < len(lines) and 1 <= place.column <= len(lines[place.line - first_line]) + 1


# ------------------------------------------------------------------------------------------------------------ decoding


@given(st.binary(max_size=80) | texts.map(str.encode))
@example(b"\xef\xbb\xbf---\r\na: 1\r\n---\r\n")
@example(b"a\xff")
@example("a\u202eb".encode())
def test_bytes_are_text_or_a_flaw_at_a_place(data: bytes) -> None:
    found = decode("x.md", data)
    if isinstance(found, Source):
        assert "\r" not in found.text
        assert found.text == data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    else:
        readable = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        assert found.code in {"not-utf-8", "control-character"}
        assert inside(found.place, readable)
        assert found.fact
        assert found.hint


@given(texts)
def test_what_can_be_seen_is_never_refused(text: str) -> None:
    if all(character.isprintable() or character in "\n\t\r" for character in text):
        assert isinstance(decode("x.md", text.encode()), Source)


@given(texts, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_line_endings_and_a_byte_order_mark_make_no_difference(text: str, ending: str, mark: bool) -> None:  # noqa: FBT001 - drawn
    text = re.sub("[\r\ufeff]", "", text)
    data = (b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", ending).encode()
    assert decode("x.md", data) == decode("x.md", text.encode())


# ------------------------------------------------------------------------------------------------------------ dividing


@given(texts)
@example("---\n---")
@example("---\n---\n---\n")
@example("--- \na: 1\n--- \nbody")
@example("---\na: |\n  ---\n---\nbody")
@example("---\na: b\n----\n---\n")
@example("---\na: b\n --- \n---\n")
def test_a_file_is_divided_or_refused_and_loses_nothing(text: str) -> None:
    found = divide(Source("x.md", text))
    if isinstance(found, Flaw):
        assert found.code in {"no-front-matter", "front-matter-not-closed"}
        assert inside(found.place, text)
        return
    lines = text.split("\n")
    assert lines[0].strip() == "---"
    assert not found.front.strip() or lines[found.front_line - 1 :][: found.front.strip("\n").count("\n") + 1]
    if found.body:
        assert inside(Place("x.md", found.body_line), text)
        assert "\n".join(lines[found.body_line - 1 :]).startswith(found.body.split("\n", 1)[0])
    assert re.sub(r"\s", "", f"---{found.front}---{found.body}") == re.sub(r"\s", "", text)


@given(yamlish, texts)
def test_the_lines_of_front_matter_and_body_are_counted_right(front: str, body: str) -> None:
    front = "\n".join(line for line in front.split("\n") if not line.lstrip().startswith("---"))
    text = f"---\n{front}\n---\n\n{body}"
    found = divide(Source("x.md", text))
    assert isinstance(found, Divided)
    lines = text.split("\n")
    for number, line in enumerate(found.front.split("\n")):
        assert lines[found.front_line - 1 + number].startswith(line) or not line.strip()
    for number, line in enumerate(found.body.split("\n")):
        assert line == lines[found.body_line - 1 + number] or not line.strip()


# ----------------------------------------------------------------------------------------------------------- composing


@given(texts, st.integers(1, 9))
@example("a: 1\na: 2", 1)
@example("a: &x 1\nb: *x", 1)
@example("{[a]: b}", 1)
@example("? [a]\n: b", 1)
@example("<<: {a: 1}", 1)
@example("a: !!python/object:os.system x", 1)
@example("[" * 2000, 1)
@example("a: " + "[" * 400 + "]" * 400, 1)
@example("- " * 3000 + "x", 1)
@example("a: 'open", 3)
@example("\ta: b", 1)
@example("a: b\n--- \nc: d", 1)
@example("%YAML 9.9\n---\na: b", 1)
@example("a: \ud800", 1)
@example("&a [*a]", 1)
def test_any_text_is_composed_or_a_flaw_at_a_place(text: str, first_line: int) -> None:
    found, flaws = compose("x.md", text, first_line)
    assert found is not None or flaws
    for flaw in flaws:
        assert flaw.code in {"not-yaml", "yaml-feature", "duplicate-key", "wrong-type", "cut-by-comment"}, flaw
        assert inside(flaw.place, f"{text}\n", first_line), "a place may be the line of the closing ---, not beyond"
        assert flaw.fact
        assert flaw.hint
    if found is not None:
        for place in (*found.values.values(), *found.keys.values()):
            assert inside(place, f"{text}\n", first_line)
        assert only_text(found.data)


def only_text(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and only_text(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(only_text, value))
    return isinstance(value, str)


ODD = ["no", "yes", "null", "~", "0123", "1:30", "1.10", "2015-02-30", "2015-09-27", "1e3", "true", "x # y", "a: b", "- x", "“x”", "'", '"']
printable = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff\x85")
words = st.sampled_from([*ODD, "[", "", " x ", "#"]) | st.text(printable, max_size=20)
keys = st.text("abcdefxyz_-é", min_size=1, max_size=8)
short = words | st.lists(words, max_size=3) | st.dictionaries(keys, words, max_size=3)
values = short | st.lists(short, max_size=3) | st.dictionaries(keys, short, max_size=3)
mappings = st.dictionaries(keys, values, max_size=4)


@given(mappings, st.booleans())
def test_scalars_are_the_text_that_stands_there(data: dict[str, Any], flow: bool) -> None:  # noqa: FBT001 - drawn
    text = yaml.dump(data, allow_unicode=True, default_flow_style=flow, sort_keys=False, Dumper=AllQuotedOrNot)
    found, flaws = compose("x.md", text)
    assert flaws == []
    assert found is not None
    assert found.data == yaml.load(text, Loader=yaml.BaseLoader) == data  # noqa: S506 - only text
    check_places(found, text, found.data, ())


class AllQuotedOrNot(yaml.SafeDumper):
    """Writes every scalar so that a reader of plain text gets it back, and the same list twice as two lists."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def check_places(found: Composed, text: str, value: object, path: tuple[str | int, ...]) -> None:
    """At the place of a key stands the key; at the place of a plain word stands the word."""
    assert inside(found.place(path), text)
    lines = text.split("\n")
    if isinstance(value, dict):
        for key, inner in value.items():
            place = found.keys[(*path, key)]
            assert re.match(rf"[\"'?! ]*{re.escape(key[:1])}|[\"']", lines[place.line - 1][place.column - 1 :])
            check_places(found, text, inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            check_places(found, text, inner, (*path, index))
    elif isinstance(value, str) and re.fullmatch(r"[a-z]{2,}", value):
        place = found.place(path)
        assert re.match(rf"[\"']?{value}", lines[place.line - 1][place.column - 1 :])


@given(texts, st.data())
def test_the_place_of_a_character_is_its_line_and_column(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    place = place_in("x.md", text, offset, 3)
    lines = text.split("\n")
    assert sum(len(line) + 1 for line in lines[: place.line - 3]) + place.column - 1 == offset
    assert inside(place, text, 3)


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("a: 1\nb: 2\na: 3\n", ["3:1 duplicate-key"]),
        ("a: &x 1\nb: *x\n", ["1:4 yaml-feature", "2:1 yaml-feature"]),
        ("a: !!int 1\n", ["1:4 yaml-feature"]),
        ("<<: {a: 1}\n", ["1:1 yaml-feature"]),
        ("a: words #cut\n", ["1:4 cut-by-comment"]),
        ("a: b: c\n", ["1:5 not-yaml"]),
        ("- a\n", ["1:1 wrong-type"]),
        ("a: 'b\n", ["1:4 not-yaml"]),
    ],
)
def test_what_would_be_read_otherwise_than_it_is_written_is_refused(text: str, flaws: list[str]) -> None:
    _, found = compose("x.md", text)
    assert [f"{flaw.place.line}:{flaw.place.column} {flaw.code}" for flaw in found] == flaws


@pytest.mark.parametrize(
    ("text", "front", "front_line", "body", "body_line"),
    [
        ("---\na: b\n---\nbody\n", "a: b", 2, "body\n", 4),
        ("---\n\n\na: b\n---\n\n\nbody", "a: b", 4, "body", 8),
        ("---\na: b\n----\nc: d\n---\nbody", "a: b\n----\nc: d", 2, "body", 6),
        ("---  \na: b\n---\t\nbody\n---\nmore", "a: b", 2, "body\n---\nmore", 4),
    ],
)
def test_front_matter_and_body_are_divided_at_their_lines(text: str, front: str, front_line: int, body: str, body_line: int) -> None:
    found = divide(Source("x.md", text))
    assert isinstance(found, Divided)
    assert (found.front.strip(), found.body, found.body_line) == (front, body, body_line)
    assert found.front_line + len(found.front) - len(found.front.lstrip("\n")) == front_line


# ----------------------------------------------------------------------------------------------------------- written


@pytest.mark.parametrize(
    ("words", "style", "in_brackets", "expected"),
    [
        ("plain words", "", False, "plain words"),
        ("plain words", "'", False, "'plain words'"),
        ("plain words", '"', True, '"plain words"'),
        ("plain words", "|", False, '"plain words"'),
        ("plain words", ">", False, '"plain words"'),
        ("it's", "'", False, "'it''s'"),
        ("it's", "", False, "it's"),
        ("a, b", "", False, "a, b"),
        ("a, b", "", True, '"a, b"'),
        ("a: b", "", False, '"a: b"'),
        ("a #b", "", False, '"a #b"'),
        ("a #b", "'", False, "'a #b'"),
        ("- a", "", False, '"- a"'),
        ('say "a"', "", False, 'say "a"'),
        ('"a"', "", False, '"\\"a\\""'),
        ("a\\b", '"', False, '"a\\\\b"'),
        ("&a", "", False, '"&a"'),
        (" a", "", False, '" a"'),
        ("it", "'", True, "'it'"),
    ],
)
def test_words_are_written_in_their_style_where_they_can_be(words: str, style: str, in_brackets: bool, expected: str) -> None:  # noqa: FBT001
    assert written(words, style, in_brackets=in_brackets) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), st.sampled_from(["", "'", '"', "|"]), st.booleans())
def test_what_is_written_is_read_again(words: str, style: str, in_brackets: bool) -> None:  # noqa: FBT001 - drawn
    one = written(words, style, in_brackets=in_brackets)
    composed, flaws = compose("x.md", f"a: [{one}]" if in_brackets else f"a: {one}")
    if UNWANTED.search(words):
        return
    assert composed is not None
    assert flaws == []
    assert composed.data == {"a": [words] if in_brackets else words}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: b", {(1, 1): (1, 2, "", False), (1, 4): (1, 5, "", False)}),
        (
            "a: 'b'\nc: [d, {e: f}]\ng: h",
            {
                (1, 1): (1, 2, "", False),
                (1, 4): (1, 7, "'", False),
                (2, 1): (2, 2, "", False),
                (2, 5): (2, 6, "", True),
                (2, 9): (2, 10, "", True),
                (2, 12): (2, 13, "", True),
                (3, 1): (3, 2, "", False),
                (3, 4): (3, 5, "", False),
            },
        ),
        (
            "a: |\n  b\nc: d",
            {(1, 1): (1, 2, "", False), (1, 4): (3, 1, "|", False), (3, 1): (3, 2, "", False), (3, 4): (3, 5, "", False)},
        ),
    ],
)
def test_every_value_knows_its_end_its_style_and_its_brackets(text: str, told: dict[tuple[int, int], tuple[int, int, str, bool]]) -> None:
    found = scalars("x", text)
    assert {(at.line, at.column): (one.end.line, one.end.column, one.style, one.in_brackets) for at, one in found.items()} == told
    assert {at.path for at in found} | {one.end.path for one in found.values()} == {"x"}
    later = scalars("x", text, 5)
    assert sorted(at.line - 4 for at in later) == sorted(at.line for at in found)


def test_every_value_knows_how_it_is_written() -> None:
    text = "a: 'b'\nc:\n  - d\n  - {e: [f]}\ng: {}\n"
    told = {
        path: (one.kind, (one.start.line, one.start.column), (one.end.line, one.end.column), one.style, one.flow, one.in_flow)
        for path, one in nodes("x", text).items()
    }
    assert told == {
        (): ("mapping", (1, 1), (5, 6), "", False, False),
        ("a",): ("scalar", (1, 4), (1, 7), "'", False, False),
        ("c",): ("list", (3, 3), (4, 13), "", False, False),
        ("c", 0): ("scalar", (3, 5), (3, 6), "", False, False),
        ("c", 1): ("mapping", (4, 5), (4, 13), "", True, False),
        ("c", 1, "e"): ("list", (4, 9), (4, 12), "", True, True),
        ("c", 1, "e", 0): ("scalar", (4, 10), (4, 11), "", False, True),
        ("g",): ("mapping", (5, 4), (5, 6), "", True, False),
    }
    keys = {path: one.key and [(at.line, at.column) for at in one.key] for path, one in nodes("x", text, 3).items()}
    assert keys[("c",)] == [(4, 1), (4, 2)]
    assert keys[("c", 1, "e")] == [(6, 6), (6, 7)]
    assert [path for path, key in keys.items() if key is None] == [("c", 0), ("c", 1, "e", 0), ("c", 1), ()]
    assert nodes("x", "") == {}
    ends = {path: (one.end.line, one.end.column) for path, one in nodes("x", "a:\n  - b\n  - c: d\n").items()}
    assert ends == {(): (3, 9), ("a",): (3, 9), ("a", 0): (2, 6), ("a", 1): (3, 9), ("a", 1, "c"): (3, 9)}


def composed_of(text: str) -> Composed:
    composed, flaws = compose("x", text)
    assert composed is not None
    assert flaws == []
    return composed


def test_short_words_know_where_they_first_stand_and_quotes_are_left_out() -> None:
    composed = composed_of(f"a: [one, two]\nb: one\nquotes: [three]\nc: {{d: four, quotes: [five]}}\ne: {'x' * 500}\nf: {'y' * 501}")
    spots = composed.spots(())
    assert {word[:5]: (at.line, at.column) for word, at in spots.items()} == {
        "one": (1, 5),
        "two": (1, 10),
        "four": (4, 8),
        "xxxxx": (5, 4),
    }
    assert {word: at.line for word, at in composed.spots(("c",)).items()} == {"four": 4}
    assert composed.spots(("a", 1)) == {"two": Place("x", 1, 10)}
    assert composed.place(("a", 7, "b")) == Place("x", 1, 4)
    assert composed.key_place(("b",)) == Place("x", 2, 1)
    assert composed.key_place(("a", 0)) == Place("x", 1, 5)


def test_many_brackets_are_not_deep_brackets() -> None:
    composed = composed_of(f"a: [{'[], ' * 400}[b, {{}}]]")
    assert len(composed.data["a"]) == 401
    assert composed.data["a"][400] == ["b", {}]


@pytest.mark.parametrize("text", [f"a: [{'[], ' * 400}", f"a: [{'{}, ' * 400}b: c: d]"])
def test_many_brackets_and_a_fault_give_the_fault_of_a_few(text: str) -> None:
    _, flaws = compose("x", text)
    assert [flaw.code for flaw in flaws] == ["not-yaml"]
    assert [flaw.fact for flaw in flaws] == [
        flaw.fact for flaw in compose("x", text.replace("[], " * 399, "").replace("{}, " * 399, ""))[1]
    ]


@pytest.mark.parametrize(
    ("levels", "refused"),
    [(12, None), (13, "nested"), (500, "nested")],
)
def test_what_is_nested_too_deep_is_refused_at_its_place(levels: int, refused: str | None) -> None:
    _, flaws = compose("x", f"a: {'[' * levels}{']' * levels}", 3)
    assert [flaw.fact for flaw in flaws] == (["The front matter is nested more than 12 levels deep."] if refused else [])
    assert [flaw.place for flaw in flaws] == ([Place("x", 3, 16)] if refused else [])


def test_many_brackets_beside_deep_ones_hide_no_place() -> None:
    _, flaws = compose("x", f"a: [{'[], ' * 400}{'[' * 20}{']' * 20}]")
    assert [(flaw.code, flaw.place) for flaw in flaws] == [("yaml-feature", Place("x", 1, 1616))]


def test_a_file_knows_its_id() -> None:
    assert Source("entities/people/anna-miller.md", "").stem == "anna-miller"
    assert Source("x.md.md", "").stem == "x.md"
    assert str(Place("articles/x.md", 12, 5)) == "articles/x.md:12:5"


@pytest.mark.parametrize(
    ("data", "line", "column", "fact", "hint"),
    [
        (b"a\r\nb\xff", 2, 2, "The file is not UTF-8 text: byte 0xff cannot be read.", "Save the file with the encoding UTF-8."),
        (b"a\rb\rc\x80", 3, 2, "The file is not UTF-8 text: byte 0x80 cannot be read.", "Save the file with the encoding UTF-8."),
        ("a\n\u200e b\u2028".encode(), 2, 4, "The file holds the invisible character U+2028.", INVISIBLE),
        (
            "a\u2028\nb\u2029\u2029\n\n\u202a".encode(),
            1,
            2,
            "The file holds the invisible character U+2028.",
            f"{INVISIBLE} There are others on line 2, 4.",
        ),
        (
            "\u2028\n".encode() * 30,
            1,
            1,
            "The file holds the invisible character U+2028.",
            f"{INVISIBLE} There are others on line {', '.join(map(str, range(2, 22)))} and on later lines.",
        ),
        (
            "\u2028\n".encode() * 21,
            1,
            1,
            "The file holds the invisible character U+2028.",
            f"{INVISIBLE} There are others on line {', '.join(map(str, range(2, 22)))}.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(data: bytes, line: int, column: int, fact: str, hint: str) -> None:
    found = decode("x.md", data)
    assert isinstance(found, Flaw)
    assert (found.place, found.fact, found.hint) == (Place("x.md", line, column), fact, hint)


def test_a_file_has_a_largest_size() -> None:
    assert isinstance(decode("x.md", b"a" * LARGEST), Source)
    found = decode("x.md", b"a" * (LARGEST + 1))
    assert isinstance(found, Flaw)
    assert (found.code, found.fact, found.hint) == (
        "too-large",
        "The file has 10,000,001 characters.",
        "A file may have 10,000,000: divide it.",
    )
