"""The search for the nearest words: leaving paragraphs out changes no answer, and words with Markdown are repaired as they are read."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

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
    hay = Hay(paragraphs)
    kept = hay.within(parts, edits)
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


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join), st.sampled_from(WORDS))
def test_paragraphs_that_hold_words_are_all_found(text: str, words: str) -> None:
    hay = Hay(tuple(text.split(" and ")))
    for wanted in (words, words[:2], f"{words} the", text[3:9]):
        if wanted:
            assert hay.holding(wanted) == [index for index, one in enumerate(hay.paragraphs) if wanted in one]


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
