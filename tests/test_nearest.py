"""The search for the nearest words: leaving paragraphs out changes no answer, and words with Markdown are repaired as they are read."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from unittest.mock import patch

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kb.knowledge import Unplaced
from kb.model import ArticleId, Quote
from kb.passages import Located, Lost, Text, locate, read, render, unmarked
from kb.passages.hay import Hay
from kb.passages.nearest import nearest
from kb.repairs import Proposal, propose
from kb.source import Place

WORDS = ("the", "harbour", "guild", "met", "on", "Monday", "strike", "leader", "and", "said", "nobody", "Westport", "40", "people", "again")


class Whole(Hay):
    """Paragraphs all of which are looked at."""

    def within(self, parts: Sequence[str], edits: int) -> Collection[int] | None:
        """All of them."""
        del parts, edits
        return range(len(self.paragraphs))


@st.composite
def slipped(draw: st.DrawFn) -> tuple[tuple[str, ...], list[str]]:
    """Some paragraphs, and words of one of them with at most two slips; perhaps in two parts."""
    paragraphs = [" ".join(draw(st.lists(st.sampled_from(WORDS), min_size=12, max_size=25))) for _ in range(draw(st.integers(1, 5)))]
    chosen = draw(st.sampled_from(paragraphs)).split()
    first = draw(st.integers(0, len(chosen) - 10))
    words = " ".join(chosen[first : first + draw(st.integers(8, 14))])
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(words) - 1))
        words = words[:at] + draw(st.sampled_from(["", "q", "e"])) + words[at + draw(st.integers(0, 1)) :]
    words = re.sub(" +", " ", words).strip()
    if draw(st.booleans()):
        head, _, tail = words.partition(" " if " " in words[: len(words) // 2] else words[-1])
        return tuple(paragraphs), [part for part in (head.strip(), tail.strip()) if part]
    return tuple(paragraphs), [words]


@given(slipped())
@example(
    (
        (
            "the the the the guild harbour the the the the the the",
            "the the guild the harbour guild the the guild met the harbour",
        ),
        ["the", "the guild the harbour guild the the guild met the harbour"],
    )
)
def test_to_leave_paragraphs_out_changes_no_answer(case: tuple[tuple[str, ...], list[str]]) -> None:
    paragraphs, parts = case
    assert nearest(Hay(paragraphs), parts) == nearest(Whole(paragraphs), parts)


@given(slipped(), st.integers(0, 8))
def test_what_is_left_out_holds_no_words_so_near(case: tuple[tuple[str, ...], list[str]], edits: int) -> None:
    paragraphs, parts = case
    kept = Hay(paragraphs).within(parts, edits)
    assume(kept is not None)
    assert kept is not None
    for index in set(range(len(paragraphs))) - set(kept):
        assert fewest_edits(parts[0], paragraphs[index]) > edits or len(parts) > 1


def fewest_edits(words: str, paragraph: str) -> int:
    """How many letters must be put in or left out so that words stand somewhere in a paragraph (Sellers' algorithm)."""
    row = [0] * (len(paragraph) + 1)
    for number, letter in enumerate(words, 1):
        above, row = row, [number]
        for at, there in enumerate(paragraph, 1):
            row.append(min(above[at] + 1, row[at - 1] + 1, above[at - 1] if letter == there else len(words) + at))
    return min(row)


@pytest.mark.parametrize("short", [20_000, 0], ids=["read through", "looked up"])
@given(text=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join), words=st.sampled_from(WORDS))
def test_paragraphs_that_hold_words_are_all_found(short: int, text: str, words: str) -> None:
    paragraphs = tuple(text.split(" and "))
    with patch("kb.passages.hay._SHORT", short):
        for wanted in (words, words[:2], f"{words} the", f" {words} ", f" {words}", text[3:9]):
            if wanted:
                assert Hay(paragraphs).holding(wanted) == [index for index, one in enumerate(paragraphs) if wanted in one]


def test_words_that_stand_over_the_end_of_a_paragraph_are_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.passages.hay._SHORT", 0)
    assert Hay(("one a", "b two", "a\nb"), "\n").holding("a\nb") == [2]


# ------------------------------------------------------------------------------- the place, the rival, and how far is looked


def between_borders(paragraph: str) -> list[tuple[int, int]]:
    """Every stretch that begins and ends at a letter or sign, and in the middle of no word."""
    inside = {at for at in range(1, len(paragraph)) if paragraph[at - 1].isalnum() and paragraph[at].isalnum()}
    begins = [at for at in range(len(paragraph)) if not paragraph[at].isspace() and at not in inside]
    ends = [at for at in range(1, len(paragraph) + 1) if not paragraph[at - 1].isspace() and at not in inside]
    return [(start, end) for start in begins for end in ends if start < end]


@given(st.lists(st.sampled_from(("a", "on", "sea", "met,", "(I)", "nest", "40")), min_size=2, max_size=7), st.data())
def test_in_a_short_paragraph_no_other_stretch_is_more_like_the_words(words: list[str], data: st.DataObject) -> None:
    paragraph = " ".join(words)
    first = data.draw(st.integers(0, len(paragraph) - 2))
    wanted = paragraph[first : data.draw(st.integers(first + 1, len(paragraph) - 1))].strip() or "a"
    for letter in data.draw(st.text("aose,x", max_size=2)):
        at = data.draw(st.integers(0, len(wanted)))
        wanted = (wanted[:at] + letter + wanted[at + data.draw(st.integers(0, 2)) :])[: len(paragraph) - 1].strip() or "a"
    found = nearest(Hay((paragraph,)), [wanted])
    if found is None:
        assert wanted not in paragraph
        return
    (likeness, index, ((start, end),)), _ = found
    alike = {(one, two): fuzz.ratio(wanted, paragraph[one:two]) for one, two in between_borders(paragraph)}
    assert (likeness, index) == (max(alike.values()), 0)
    assert alike[start, end] == likeness
    as_good = [abs(two - one - len(wanted)) for (one, two), here in alike.items() if here == likeness]
    assert abs(end - start - len(wanted)) == min(as_good)


@pytest.mark.parametrize("before", ["", "Nobody spoke, and nobody came. "])
def test_of_stretches_as_good_as_each_other_that_nearest_in_length_is_the_place(before: str) -> None:
    words, near, nearer = "abcdef gh", "abcdef", "abcdef-xxgh"
    assert fuzz.ratio(words, near) == fuzz.ratio(words, nearer)
    found = nearest(Hay((before + nearer,)), [words])
    assert found is not None
    assert found[0][2] == ((len(before), len(before) + len(nearer)),)


def test_a_word_of_one_letter_at_the_very_beginning_can_be_the_place() -> None:
    found = nearest(Hay(("A b c",)), ["A!"])
    assert found is not None
    assert found[0][1:] == (0, ((0, 1),))


QUOTED = "the harbour guild met its leader and nobody said anything now"
PLAIN = tuple(f"Line {number} holds figures." for number in range(130))


def slip(words: str, *places: int) -> str:
    """The words with a letter put in before each of some places."""
    return "".join(f"q{letter}" if at in places else letter for at, letter in enumerate(words))


@pytest.mark.parametrize("before", [(), PLAIN])
def test_a_place_that_shares_one_stretch_hides_none_that_is_nearer_in_all(before: tuple[str, ...]) -> None:
    shares = "the harbour guild xet ixs xexxer xnd xobxdy xaid xnyxhinx"
    nearer = slip(QUOTED, 5, 15, 20, 27, 39, 45, 56)
    found = nearest(Hay((*before, shares, nearer)), [QUOTED])
    assert found is not None
    assert found[0][1:] == (len(before) + 1, ((0, len(nearer)),))


@pytest.mark.parametrize(("apart", "rivals"), [(1, True), (3, False)])
@pytest.mark.parametrize("before", ["", "Somebody wrote a long letter on Monday, and it was not answered. " * 6])
def test_a_place_is_a_rival_where_less_than_two_letters_more_are_changed(before: str, apart: int, rivals: bool) -> None:  # noqa: FBT001 - a case
    found = nearest(Hay((before + slip(QUOTED, 3), slip(QUOTED, *range(3, 4 + apart)))), [QUOTED])
    assert found is not None
    (likeness, index, spans), rival = found
    assert (index, spans) == (0, ((len(before), len(before) + len(QUOTED) + 1),))
    assert rival == (pytest.approx(fuzz.ratio(QUOTED, slip(QUOTED, *range(3, 4 + apart)))) if rivals else 0)
    assert rival < likeness


def test_a_rival_is_looked_for_beyond_the_letters_that_the_best_needed() -> None:
    best, rival = slip(QUOTED, 1, 2, 3, 4), slip(QUOTED, 5, 17, 29, 41, 53)
    found = nearest(Hay((best, *PLAIN, rival)), [QUOTED])
    assert found is not None
    assert found[0][1] == 0
    assert found[1] == pytest.approx(fuzz.ratio(QUOTED, rival))


def test_of_what_is_worth_nothing_no_rival_is_looked_for() -> None:
    twice = (slip(QUOTED, 3), slip(QUOTED, 4))
    worthy, unworthy = (nearest(Hay(twice), [QUOTED], worth) for worth in (60, 99.9))
    assert worthy is not None
    assert unworthy is not None
    assert worthy[0] == unworthy[0]
    assert (worthy[1] > 0, unworthy[1]) == (True, 0.0)


@pytest.mark.parametrize("slips", [(0,), (300,), (300, 650), (699,)])
def test_a_long_quote_is_found_from_its_first_word_to_its_last(slips: tuple[int, ...]) -> None:
    wanted = " ".join(f"word{number}" for number in range(1, 101))
    assert len(wanted) > 600
    before, after = "And so it was said: ", " That is all."
    there = slip(wanted, *slips)
    found = nearest(Hay((before + there + after,)), [wanted])
    assert found is not None
    (likeness, _, ((start, end),)), rival = found
    assert (start, end, rival) == (len(before), len(before) + len(there), 0)
    assert likeness == pytest.approx(fuzz.ratio(wanted, there))


@pytest.mark.parametrize(
    ("parts", "spans"),
    [
        (["the harbour", "its leader", "nobody"], ((0, 11), (22, 32), (37, 43))),
        (["the harbuor", "its leader", "nobody"], ((0, 11), (22, 32), (37, 43))),
        (["the harbour", "its laeder", "nobody"], ((0, 11), (22, 32), (37, 43))),
        (["the harbour", "its leader", "nobdoy"], ((0, 11), (22, 32), (37, 43))),
        (["nobody", "its leader"], None),
    ],
)
def test_the_parts_of_an_elided_quote_stand_in_their_order(parts: list[str], spans: tuple[tuple[int, int], ...] | None) -> None:
    found = nearest(Hay(("Nothing here.", QUOTED)), parts)
    assert (found and found[0][1:]) == (spans and (1, spans))


def test_of_many_parts_one_must_stand_there_as_it_is() -> None:
    parts = ["the harbuor guidl", "met its laeder", "and nobdoy", "said anyhting"]
    assert nearest(Hay((QUOTED,)), parts) is not None
    assert nearest(Hay((QUOTED,)), [*parts, "nwo"]) is None
    assert nearest(Hay((QUOTED,)), [*parts, "now"]) is not None


# ------------------------------------------------------------------------------------------ which paragraphs are looked at


def test_paragraphs_stand_in_the_whole_where_it_is_said() -> None:
    for gap in ("\n", "\n\n", ""):
        hay = Hay(("ab", "", "cde", "f"), gap)
        assert hay.whole == gap.join(hay.paragraphs)
        assert [hay.whole[at : at + len(one)] for at, one in zip(hay.starts, hay.paragraphs, strict=True)] == list(hay.paragraphs)
        assert hay.starts == tuple(sum(map(len, hay.paragraphs[:at])) + at * len(gap) for at in range(4))


def test_words_over_the_end_of_a_paragraph_stand_in_none() -> None:
    assert Hay(("a b", "b c", "b b", "c")).holding("b\nb") == []
    assert Hay(("a b", "b c", "b b", "b"), "").holding("bb") == []
    assert Hay(("a b", "bb c", "b b", "bb")).holding("bb") == [1, 3]


@pytest.mark.parametrize(
    ("parts", "edits", "kept"),
    [
        (["abcdefghijkl"], 1, [0, 1, 4]),  # two pieces of six letters, each untouched in some
        (["abcdefghijk"], 1, None),  # pieces of five are too short
        (["abcdefghijkl"], 0, [4]),
        (["abcdefghijklm", "nopqr"], 1, [0, 1, 4]),  # pieces of nine would be but one
        (["abcdefghijkl"], 2, None),
        (["abcdef", "ghijkl"], 1, [0, 1, 4]),
        (["abcdef", "ghijk"], 1, None),
        (["abcdefg", "hijkl"], 1, None),  # one piece of six is not enough for one slip
        (["abcdefghijklzzzzzz"], 1, [4]),
        (["abcdefghijklzzzzzz"], 2, [0, 1, 4]),
    ],
)
def test_a_paragraph_is_kept_if_it_holds_a_piece_that_no_slip_touched(parts: list[str], edits: int, kept: list[int] | None) -> None:
    hay = Hay(("xx abcdef xx", "ghijkl xx", "bcdefg, cdefgh, defghi, efghij, fghijk", "abcde fghijk", "xabcdefghijklx"))
    found = hay.within(parts, edits)
    assert (None if found is None else list(found)) == kept


def test_of_paragraphs_that_share_words_twelve_are_looked_at_rare_and_long_words_first() -> None:
    common = tuple(f"the {at}" for at in range(20))
    assert list(Hay(common).sharing(["the"])) == list(range(12))
    assert list(Hay((*common, "the harbour", "guild")).sharing(["the", "harbour guild"])) == [*range(10), 20, 21]
    weights = Hay((*["guilds guild"] * 12, "harbours", "guilds guild"))
    assert list(weights.sharing(["guild harbours"])) == [*range(11), 12]
    longer = Hay((*["an"] * 12, *["harbours"] * 12))
    assert list(longer.sharing(["an harbours"])) == list(range(12, 24))
    rarer = Hay((*["harbour"] * 12, "guild"))
    assert list(rarer.sharing(["harbour guild"])) == [*range(11), 12]


def test_where_no_word_is_shared_short_runs_of_letters_say_what_is_alike() -> None:
    hay = Hay(("xabcdx", "xabcdex", "nothing", "", "abcd efgh"))
    assert list(hay.sharing(["abcdefghi"])) == [0, 1, 4]  # of six runs one is enough
    assert list(hay.sharing(["abcdefghij"])) == [1, 4]  # of seven it is not
    assert list(hay.sharing(["zzzzz"])) == []
    assert list(hay.sharing(["."])) == [0, 1, 2, 3, 4]
    assert list(hay.sharing(["qqq"])) == [0, 1, 2, 3, 4]
    many = Hay((*["xabcdx"] * 12, "xabcdex"))
    assert list(many.sharing(["abcdefghi"])) == [*range(11), 12]


BODY = "Anna Miller led the strike in Westport, at noon.\n\nOn Tuesday 40 people left the harbour hall, and nobody said why."
SIGNS = ("{}", "*{}*", "**{}**", "_{}_", "[{}](https://example.org/a/long/address/of/no/words)", "{}[^1]", "***{}***")


@given(st.data())
def test_words_copied_with_markdown_are_repaired_as_they_are_read(data: st.DataObject) -> None:
    text = Text(tuple(read(paragraph.html) for paragraph in render(BODY).paragraphs))
    words = data.draw(st.sampled_from(BODY.split("\n\n"))).split()
    first = data.draw(st.integers(0, len(words) - 2))
    chosen = words[first : data.draw(st.integers(first + 2, len(words)))]
    copied = " ".join(data.draw(st.sampled_from(SIGNS)).format(word) for word in chosen)
    found = locate(text, copied)
    if isinstance(found, Located):
        assert copied == " ".join(chosen)
        return
    one = propose(Unplaced(Quote(copied, "", "", Place("x.md")), ArticleId("a"), text, found))
    assert isinstance(one, Proposal)
    assert [made.exact for made in one.words] == [" ".join(chosen)]
    assert one.quote.exact == copied


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Anna Miller", "Anna Miller"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*Anna* Miller[^1]", "Anna Miller"),
        ("a snake_case word", "a snake_case word"),
        ("&amp; more", "& more"),
        ("- one\n- two", "one two"),
        ("[a](b) … **c**", "a … c"),
        ("<b>no</b>", "<b>no</b>"),
    ],
)
def test_words_without_their_markdown(written: str, seen: str) -> None:
    assert unmarked(written) == seen


def test_a_quote_of_nothing_but_signs_has_no_repair() -> None:
    text = Text(tuple(read(paragraph.html) for paragraph in render(BODY).paragraphs))
    found = locate(text, "[^1]")
    assert isinstance(found, Lost)
    assert not isinstance(propose(Unplaced(Quote("[^1]", "", "", Place("x.md")), ArticleId("a"), text, found)), Proposal)
