"""The small rooms under a passage, case by case: what is read, folded, divided into sentences, near, marked, and led back to Markdown."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.passages import Located, Lost, Mark, Text, locate, mark, near, origins, read, render
from kb.passages.addresses import leads_to_the_web, may_be_a_link
from kb.passages.bounds import LONGEST, LONGEST_PARAGRAPH, MOST_LINES, beyond
from kb.passages.hay import Hay
from kb.passages.nearest import _edits
from kb.passages.reading import fold, folds_to_begin_with, folds_to_end_with
from kb.passages.sentences import sentence_at, sentences, words_of
from kb.passages.unmarked import unmarked
from kb.source import Divided, Place

ACUTE = "\u0301"


def text(*paragraphs: str) -> Text:
    return Text(tuple(read(f"<p>{one}</p>") for one in paragraphs))


# ------------------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("a&#8217;b&#x2019;c", "a’b’c"),
        ("<p>&#8217;</p>", "’"),
        ("a&amp;b &lt;c&gt;", "a&b <c>"),
        ("a<br>b<br/>c<hr>d", "abcd"),
        ('a<sup class="kb-fn" id="x"><a href="#y">[<em>1</em>]</a></sup>b', "ab"),
        ("a<sup>2</sup>b", "a2b"),
        ("", ""),
    ],
)
def test_a_reader_sees_the_words_and_no_apparatus(html: str, seen: str) -> None:
    assert read(html).text == seen


def test_the_pieces_say_what_they_are_and_where_they_stand() -> None:
    found = read("<p>a\n<em>b&amp;</em><br>\n</p>").pieces
    assert [(one.kind, one.at, one.end, one.text_at, one.text, one.tag) for one in found] == [
        ("open", 0, 3, 0, "", "p"),
        ("text", 3, 5, 0, "a\n", ""),
        ("open", 5, 9, 2, "", "em"),
        ("text", 9, 10, 2, "b", ""),
        ("text", 10, 15, 3, "&", ""),
        ("close", 15, 20, 4, "", "em"),
        ("skip", 20, 24, 4, "", "br"),
        ("text", 24, 25, 4, "\n", ""),
        ("close", 25, 29, 5, "", "p"),
    ]


def test_what_is_passed_over_is_said_to_be() -> None:
    kinds = [one.kind for one in read('a<sup class="kb-fn"><a href="#x"><em>1</em></a></sup><br/>b').pieces]
    assert kinds == ["text", "skip", "skip", "skip", "skip", "skip", "skip", "skip", "skip", "text"]


@pytest.mark.parametrize(
    ("written", "folded", "origin"),
    [
        ("a \n b", "a b", [(0, 1), (1, 4), (4, 5)]),
        ("‘a’–“b”", "'a'-\"b\"", [(at, at + 1) for at in range(7)]),
        (f"ae{ACUTE}b", "aéb", [(0, 1), (1, 3), (3, 4)]),
        (f"e{ACUTE}", "é", [(0, 2)]),
        (f"x{ACUTE}", f"x{ACUTE}", [(0, 2), (0, 2)]),
        ("a=\u0338", "a≠", [(0, 1), (1, 3)]),
        ("a\u00adb\u200bc", "abc", [(0, 1), (2, 3), (4, 5)]),
        (" \u00a0a", " a", [(0, 2), (2, 3)]),
        ("A B", "A B", [(0, 1), (1, 2), (2, 3)]),
        ("a^`b", "a^'b", [(0, 1), (1, 2), (2, 3), (3, 4)]),
        ("", "", []),
    ],
)
def test_folding_takes_out_what_changes_no_word(written: str, folded: str, origin: list[tuple[int, int]]) -> None:
    found = fold(written)
    assert (found.text, [found.span(at, at + 1) for at in range(len(found.text))]) == (folded, origin)


@given(st.text(f"ab {ACUTE}\u00ad", max_size=120), st.data())
def test_letters_with_many_marks_fold_together_at_every_border(words: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words)))
    before, after = fold(words[:at]).text.rstrip(), fold(words[at:]).text.lstrip()
    for many in range(1, 12):
        assert folds_to_end_with(words, at, before[-many:].lstrip())
        assert folds_to_begin_with(words, at, after[:many].rstrip())


@pytest.mark.parametrize("behind", ["", "z"])
def test_a_letter_is_not_parted_from_its_marks_however_far_is_folded(behind: str) -> None:
    words = f"e{ACUTE}" * 90
    for many in range(1, 60):
        assert folds_to_end_with(words + behind, len(words + behind), "é" * many + behind)


def test_no_more_words_fit_than_there_are() -> None:
    assert not folds_to_end_with("ab", 2, "aab")
    assert not folds_to_begin_with("ab", 0, "abb")
    assert folds_to_end_with("", 0, "")
    assert folds_to_begin_with("", 0, "")


# ---------------------------------------------------------------------------------------------------------- sentences


def test_the_sentence_of_a_character_is_the_one_that_holds_it() -> None:
    words = "He came. She left! They stayed"
    found = [sentence_at(words, at) for at in range(len(words))]
    assert [words[slice(*one)] for one in dict.fromkeys(found)] == ["He came.", "She left!", "They stayed"]
    assert found[8] == (0, 8)  # the space after a sentence is of it
    assert found[9] == (9, 18)
    assert sentence_at("", 0) == (0, 0)


def test_words_stand_between_white_space() -> None:
    assert words_of(" a, bc\nd ") == [(1, 3), (4, 6), (7, 8)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("He went to the U.S. The talks began.", ["He went to the U.S.", "The talks began."]),
        ("He went to the U.S. Embassy. It was shut.", ["He went to the U.S. Embassy.", "It was shut."]),
        ("It cost 3.5 million. He paid.", ["It cost 3.5 million.", "He paid."]),
    ],
)
def test_a_full_stop_of_a_short_form_ends_no_sentence(words: str, expected: list[str]) -> None:
    assert [words[slice(*one)] for one in sentences(words)] == expected


# ------------------------------------------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "found"),
    [
        ("b c", "", "", Located("exact", ((2, 5),), 0)),
        ("b  c", "", "", Located("normalised", ((2, 5),), 0)),
        ("b … d", "", "", Located("exact", ((2, 3), (6, 7)), 0)),
        ("x y", "", "", Located("exact", ((11, 14),), 1)),
        ("e", "", "", Lost("ambiguous", ((8, 9), (15, 16)))),
        ("e", "x y", "", Located("exact", ((15, 16),), 1)),
        ("e", "d", "", Located("exact", ((8, 9),), 0)),
        ("x", "b", "", Lost("misplaced", ((11, 12),))),
        ("e", "none", "", Lost("misplaced", ((8, 9), (15, 16)))),
        ("e x", "", "", Lost("across")),
        ("e … x", "", "", Lost("across")),
        ("e x", "d", "", Lost("across")),
        (" … ", "", "", Lost("empty")),
        ("", "", "", Lost("empty")),
    ],
)
def test_a_quote_has_one_place_or_it_is_said_why_not(exact: str, prefix: str, suffix: str, found: Located | Lost) -> None:
    assert locate(text("a b c d e", "x y e"), exact, prefix, suffix) == found


def test_parts_follow_each_other_without_overlap_and_each_way_counts() -> None:
    assert locate(text("a b a c"), "a … c") == Lost("ambiguous", ((0, 7), (4, 7)))
    assert locate(text("a b a"), "a … a") == Located("exact", ((0, 1), (4, 5)), 0)
    assert locate(text("aa"), "aa … a", look=False) == Lost("orphan")
    assert locate(text("a b b c"), "a … b … c") == Lost("ambiguous", ((0, 7), (0, 7)))


def test_without_a_look_nothing_near_is_named() -> None:
    body = text("The guild called a strike on Monday.")
    assert locate(body, "The guild called a strike on Sunday.", look=False) == Lost("orphan")
    found = locate(body, "The guild called a strike on Sunday.")
    assert isinstance(found, Lost)
    assert (found.loss, found.spans) == ("orphan", ((0, 36),))
    assert 90 < found.likeness < 100


def test_the_paragraph_of_a_character_is_found() -> None:
    assert [text("ab", "c").paragraph_at(at) for at in (0, 2, 3, 4, 5)] == [0, 0, 0, 1, 1]


# --------------------------------------------------------------------------------------------------------------- near


def test_words_inside_a_longer_run_of_letters_are_near_to_nothing() -> None:
    assert near(text(f"{'x' * 100}abcdefg {'y' * 100}"), "abcdefg") is None


def test_of_many_parts_none_of_which_stands_there_none_is_looked_for() -> None:
    body = text("alpha bravo charlie delta echo foxtrot golf")
    slips = ["alphz", "bravz", "charlz", "deltz", "echz"]
    assert near(body, " … ".join(slips[:4])) is not None
    assert near(body, " … ".join(slips)) is None
    found = near(body, " … ".join(["alpha", *slips[1:]]))
    assert found is not None
    assert [body.text[slice(*span)] for span in found.spans] == ["alpha", "bravo", "charlie", "delta", "echo"]


def test_another_place_nearly_as_near_is_a_rival() -> None:
    words = "The guild called a strike at the harbour on {}."
    alone = near(text(words.format("Monday")), words.format("Mondax"))
    assert alone is not None
    assert alone.rival == 0
    twice = near(text(words.format("Mondaz"), words.format("Monday")), words.format("Mondax"))
    assert twice is not None
    assert twice.rival == twice.likeness
    assert near(text(words.format("Monday")), "Nothing of this kind was ever written here at all") is None
    assert near(text("a"), " … ") is None


def test_at_the_least_likeness_of_a_repair_a_rival_is_looked_for() -> None:
    found = near(text("abcdefxxij", "abcdefxxij"), "abcdefghij")
    assert found is not None
    assert (found.likeness, found.rival) == (80, 80)


@pytest.mark.parametrize("wanted", ["{}", "The guild called … on Monday."], ids=["whole", "in parts"])
def test_a_place_one_letter_further_off_is_a_rival_and_one_three_letters_further_off_is_none(wanted: str) -> None:
    words = "The guild called a strike at the harbour on Monday."
    one, two, three = (words.replace("Monday", f"Mon{'x' * more}day") for more in (1, 2, 4))
    found = near(text(two, one), wanted.format(words))
    assert found is not None
    assert 0 < found.rival < found.likeness
    found = near(text(three, one), wanted.format(words))
    assert found is not None
    assert found.rival == 0


def test_each_part_is_looked_for_behind_the_one_before() -> None:
    found = near(text("alpha or alphz"), "alpha … alpha")
    assert found is not None
    assert found.spans == ((0, 5), (9, 14))
    found = near(text("alphz or bravo"), "alpha … bravo")
    assert found is not None
    assert found.spans == ((0, 5), (9, 14))


def test_what_is_just_alike_enough_is_near() -> None:
    found = near(text("abcdefxxxx"), "abcdefghij")
    assert found is not None
    assert found.likeness == 60


@pytest.mark.parametrize(
    ("parts", "likeness", "letters"),
    [(["abcdefghij"], 100, 0), (["abcdefghij"], 80, 5), (["abcdefghij"], 60, 13), (["abcdefghij"], 0, 13), (["abcde", "fghij"], 80, 6)],
)
def test_a_likeness_allows_so_many_letters(parts: list[str], likeness: float, letters: int) -> None:
    assert _edits(parts, likeness) == letters


@pytest.mark.parametrize(
    ("markdown", "around"),
    [
        ("- a\n\n  b", [("<ul><li>", "</li></ul>"), ('<ul><li class="kb-on">', "</li></ul>")]),
        ("> a\n>\n> b", [("<blockquote>", "</blockquote>"), ("<blockquote>", "</blockquote>")]),
        ("3. a\n4. b", [('<ol start="3"><li>', "</li></ol>"), ('<ol start="4"><li>', "</li></ol>")]),
        ("1. a\n2. b", [("<ol><li>", "</li></ol>"), ('<ol start="2"><li>', "</li></ol>")]),
        ("1. a\n   - b", [("<ol><li>", "</li></ol>"), ('<ol><li class="kb-on"><ul><li>', "</li></ul></li></ol>")]),
    ],
)
def test_a_paragraph_of_a_list_stands_in_a_list_of_its_own(markdown: str, around: list[tuple[str, str]]) -> None:
    assert [(one.before, one.after) for one in render(markdown).paragraphs] == around


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<div>\na\n</div>", "<p>&lt;div&gt;\na\n&lt;/div&gt;</p>"),
        ("![a](b)", '<p>!<a href="b">a</a></p>'),
        ("    a", "<p>a</p>"),
        ("```\na\n```", "<p>```\na\n```</p>"),
        ("`a`", "<p>`a`</p>"),
        ("a ^[b]", "<p>a ^[b]</p>"),
        ("[a]\n\n[a]: b", "<p>[a]</p>"),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>"),
        ("[a](//example.org)", "<p>[a](//example.org)</p>"),
        ("[a](other:b)", "<p>[a](other:b)</p>"),
        ("# a", "<h1>a</h1>"),
        ("- a\n- b", "<p>a</p>"),  # also where the list is tight
    ],
)
def test_of_markdown_only_a_closed_part_is_known(markdown: str, html: str) -> None:
    assert render(markdown).paragraphs[0].html == html


def test_a_rare_word_goes_before_many_common_ones() -> None:
    many = [f"common other {number}" for number in range(13)]
    found = Hay((*many, "rare")).sharing(["common other rare"])
    assert len(found) == 12
    assert 13 in found
    assert list(found) == sorted(found)


def test_each_mark_of_a_footnote_has_an_address_of_its_own() -> None:
    made = render("a[^1] b[^1] c[^2]\n\n[^1]: d\n\n    e\n\n[^2]: f\n\n[^3]: g")
    marks = [
        f'<sup class="kb-fn" id="fnref-{own}"><a href="#fn-{note}">[{note}]</a></sup>' for own, note in (("1", 1), ("1-2", 1), ("2", 2))
    ]
    assert made.paragraphs[0].html == "<p>a{} b{} c{}</p>".format(*marks)
    assert [(one.key, one.label, one.footnote) for one in made.paragraphs] == [
        ("p-1", "¶1", None),
        ("fn-1", "note 1", 1),
        ("fn-1-2", "note 1", 1),
        ("fn-2", "note 2", 2),
    ]
    assert (made.unused, made.missing, made.twice, made.too_deep) == (("3",), (), (), None)
    odd = render("a[^x] b[^9]\n\n[^x]: c\n\n[^1]: d\n[^1]: e")
    assert (odd.unused, odd.missing, odd.twice) == (("1",), ("9", "x"), ("1",))


@pytest.mark.parametrize(("levels", "line"), [(18, None), (19, 1), (24, 1)])
def test_what_stands_too_deep_is_said_with_its_line(levels: int, line: int | None) -> None:
    assert render(f"a\n{'> ' * levels}b").too_deep == line


def test_words_that_run_over_the_end_of_a_paragraph_are_held_by_none() -> None:
    hay = Hay(("a.", ". b", "..", ". ."))
    assert hay.holding(".\n.") == []
    assert hay.holding(". .") == [3]
    assert hay.holding("..") == [2]
    assert hay.holding(".") == [0, 1, 2, 3]
    assert Hay(("a bc d", "bc", "x bc x")).holding(" bc ") == [0, 2]
    assert Hay(("a", "b"), ". .").holding(". .") == []


# -------------------------------------------------------------------------------------------------------------- marks


def test_a_closing_tag_of_nothing_is_written_as_it_stands() -> None:
    reading = read("</em>ab</p>")
    assert mark(reading, [Mark(0, 2, "<i>", "<i>", "</i>")]) == "</em><i>ab</i></p>"


@pytest.mark.parametrize(
    ("html", "spans", "expected"),
    [
        ("<p>abc</p>", [(0, 3)], "<p><0>abc</0></p>"),
        ("<p>abc</p>", [(1, 1)], "<p>abc</p>"),
        ("<p>a&#8217;b</p>", [(1, 2)], "<p>a<0>&#8217;</0>b</p>"),
        ("<p>abc</p>", [(0, 2), (0, 2)], "<p><1><0>ab</0></1>c</p>"),
        ("<p>abcd</p>", [(0, 2), (2, 4)], "<p><0>ab</0><1>cd</1></p>"),
        ("<p>a<em>b<strong>c</strong></em>d</p>", [(1, 3)], "<p>a<0><em>b<strong>c</strong></em></0>d</p>"),
        ("<p>a<em>b<strong>c</strong></em>d</p>", [(2, 4)], "<p>a<em>b<0><strong>c</strong></0></em><0+>d</0></p>"),
    ],
)
def test_a_mark_that_goes_on_says_so(html: str, spans: list[tuple[int, int]], expected: str) -> None:
    marks = [Mark(start, end, f"<{number}>", f"<{number}+>", f"</{number}>") for number, (start, end) in enumerate(spans)]
    assert mark(read(html), marks) == expected


# --------------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("url", "web", "link"),
    [
        ("https://example.org/a?b#c", True, True),
        ("HTTP://example.org", True, True),
        ("https://example.org:8080", True, True),
        ("ftp://example.org", False, False),
        ("javascript:alert(1)", False, False),
        ("https://user@example.org", False, False),
        ("https:///nothing", False, False),
        ("https:nothing", False, False),
        ("https://[broken", False, False),
        ("https://example.org/a b", False, False),
        ("https://example.org\\a", False, False),
        ("java\u200bscript:x", False, False),
        ("mailto:a@example.org", False, True),
        ("MAILTO:a@example.org", False, True),
        ("mailto:?subject=x", False, False),
        ("mailto:/x", False, False),
        ("mailto:", False, False),
        ("a/b.md", False, True),
        ("#fn-1", False, True),
        ("?a:b", False, True),
        ("a/b:c", False, True),
        ("a:b", False, False),
        ("//example.org", False, False),
        ("/a", False, True),
        ("", False, True),
    ],
)
def test_an_address_leads_to_the_web_to_a_mailbox_or_within_the_site(url: str, web: bool, link: bool) -> None:  # noqa: FBT001 - a case
    assert (leads_to_the_web(url), may_be_a_link(url)) == (web, link)


# ------------------------------------------------------------------------------------------------------------- bounds


def body_of(words: str) -> Divided:
    return Divided("", 2, words, 5)


@pytest.mark.parametrize(
    ("words", "line", "fact"),
    [
        ("a\n\n" + "b" * LONGEST_PARAGRAPH, None, ""),
        ("a\n\n" + "b" * (LONGEST_PARAGRAPH + 1), 7, "A paragraph begins here that has 50,001 characters to the next empty line."),
        ("a\n \n\n" + "b" * (LONGEST_PARAGRAPH + 1), 8, "A paragraph begins here that has 50,001 characters to the next empty line."),
        ("b" * 30_000 + "\n" + "b" * 30_000 + "\n\na", 5, "A paragraph begins here that has 60,001 characters to the next empty line."),
        ("b\n\n" * (MOST_LINES // 2), None, ""),
        ("b\n\n" * (MOST_LINES // 2) + "\n", 5, "The text has 100,001 lines."),
        ("b" * LONGEST + "\n", 5, "The text has 6,000,001 characters."),
        (("b" * 4_998 + "\n\n") * (LONGEST // 5_000), None, ""),
    ],
)
def test_a_text_has_bounds_of_length_lines_and_paragraphs(words: str, line: int | None, fact: str) -> None:
    found = beyond("a.md", body_of(words))
    assert (found.place, found.fact) == (Place("a.md", line), fact) if line and found else found is None


# ------------------------------------------------------------------------------------------------------ back to Markdown


@pytest.mark.parametrize(
    ("markdown", "number", "back"),
    [
        ("ab", 0, [0, 1, 2]),
        ("a *b* c", 0, [0, 1, 3, 5, 6, 7]),
        ("x\n\nab", 1, [3, 4, 5]),
        ("> - ab", 0, [4, 5, 6]),
        ("# ab", 0, [2, 3, 4]),
        ("12. ab", 0, [4, 5, 6]),
        ("a[^1] b\n\n[^1]: c", 0, [0, 5, 6, 7]),
        ("a[^1] b\n\n[^1]: c", 1, [15, 16]),
        ("a[^9]b", 0, [0, 1, 2, 3, 4, 5, 6]),
        ("[a](b) a", 0, [1, 6, 7, 8]),
        ("[a](b 'c') a", 0, [1, 5, 11, 12]),
        ("[a] (b)", 0, [0, 1, 2, 3, 4, 5, 6, 7]),
        ("a&amp;b", 0, [0, 1, 6, 7]),
        ("a  \nb", 0, [0, 3, 4, 5]),
        ("a&copy;&amp;b", 0, [0, 1, 1, 12, 13]),
    ],
)
def test_every_letter_that_is_read_is_led_back_to_where_it_is_written(markdown: str, number: int, back: list[int]) -> None:
    paragraph = render(markdown).paragraphs[number]
    assert list(origins(markdown, paragraph.lines, read(paragraph.html).text)) == back


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("plain words", "plain words"),
        ("*a* b", "a b"),
        ("a[^1] b", "a b"),
        ("- a", "a"),
        ("1) a", "a"),
        (" *a* ", "a"),
        ("2 < 3", "2 < 3"),
        ("a * b", "a * b"),
        ("  a*  ", "  a*  "),
        ("a\n\n*b*", "a b"),
    ],
)
def test_words_are_those_that_are_read(written: str, seen: str) -> None:
    assert unmarked(written) == seen


@pytest.mark.parametrize("html", ["&am", "<b>x</b>&am", "<p>one</p>&lt", "<b>&amp;</b>&"])
def test_text_that_ends_with_the_beginning_of_a_sign_is_read_to_its_end(html: str) -> None:
    assert read(html).text == unescape(re.sub("<[^>]*>", "", html))


@pytest.mark.parametrize("body", ["a[^1]\n\n- x\n- y\n\n# h\n\n> q\n> r\n\n[^1]: n\n\n    m\n"])
def test_every_paragraph_knows_its_lines(body: str) -> None:
    lines = body.split("\n")
    held = [(one.lines, " ".join(lines[slice(*one.lines)])) for one in render(body).paragraphs]
    assert [words for _, words in held] == ["a[^1]", "- x", "- y", "# h", "> q > r", "[^1]: n", "    m"]
