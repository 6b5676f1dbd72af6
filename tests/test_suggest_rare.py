"""What ``kb suggest`` proposes where a text is unusual: long sentences, words that stand twice, names with initials, ids that are taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.findings import Refusal
from kb.model import Name
from kb.suggestions.adding import changes
from tests.test_suggest import entity, kinds, named, suggested

HOLM = entity("ida-holm", "person", "Ida Holm")


def test_a_very_long_sentence_is_quoted_around_the_words() -> None:
    words = [f"word{number}" for number in range(200)]
    (one,) = kinds(suggested(" ".join(["There", *words, "Ida Holm", *reversed(words)]) + ".", HOLM), "known")
    (quote,) = one.quotes
    around = [*words[-25:], "Ida", "Holm", *reversed(words[-25:])]
    assert quote.exact.split() == around


def test_a_sentence_that_stands_twice_is_told_apart_by_the_words_around_it() -> None:
    (one,) = kinds(suggested("Ida Holm left. Somebody came. Ida Holm left. Nobody did.", HOLM), "known")
    (quote,) = one.quotes
    assert quote.exact == "Ida Holm left."
    assert quote.prefix or quote.suffix


def test_a_sentence_that_no_words_single_out_has_no_quote() -> None:
    (one,) = kinds(suggested("\n\n".join(["Ida Holm left."] * 2), HOLM), "known")
    assert (one.quotes, one.plain) == ((), False)
    assert not [addition for addition in one.additions if addition.key == "actors"]


def test_two_descriptions_with_one_id_get_two() -> None:
    found = kinds(suggested("Two hooded men attacked the house.", entity("two-hooded-men", "community", "Hooded Two")), "described")
    assert [one.additions[0].path for one in found] == ["entities/communities/two-hooded-men-2.md"]


def test_people_without_any_other_word_are_no_description() -> None:
    assert not kinds(suggested("Men attacked the house."), "described")


def test_a_name_that_is_never_searched_for_is_shown_and_left_to_the_editor() -> None:
    quiet = replace(HOLM, names=(Name("Ida Holm", find="never"),))
    (one,) = kinds(suggested("Ida Holm left.", quiet), "ambiguous")
    assert (one.means, one.plain) == (("ida-holm",), False)
    assert one.reason == "`ida-holm` (person) has this name, and its file keeps it from being searched for here"
    assert one.open == "Give `means: ida-holm` if that is meant."


def test_a_description_in_a_note_is_none() -> None:
    found = suggested("He left.[^1]\n\n[^1]: Two hooded men attacked the house.\n")
    assert not kinds(found, "described")


def test_a_description_that_no_words_single_out_has_no_quote() -> None:
    (one,) = kinds(suggested("\n\n".join(["Two hooded men attacked the house."] * 2)), "described")
    assert (one.quotes, [addition.key for addition in one.additions]) == ((), [""])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Yesterday J. Lund spoke.", "J. Lund"),
        ("It was founded by Peter J. Lund, the leader of a union.", "Peter J. Lund"),
    ],
)
def test_an_initial_belongs_to_a_name(text: str, words: str) -> None:
    assert words in named(text)


def test_a_new_file_is_never_written_over_another() -> None:
    found = suggested("Two hooded men attacked the house.")
    (one,) = kinds(found, "described")
    article = {"articles/a.md": b"---\ntitle: A\n---\n\nTwo hooded men attacked the house.\n"}
    with pytest.raises(Refusal, match="is there already"):
        changes([one], {**article, one.additions[0].path: b"---\nname: Others\n---\n"})
    assert [made.path for made in changes([one], article)] == ["articles/a.md", one.additions[0].path]


def test_a_name_that_is_taken_gives_a_new_entity_another_id() -> None:
    text = "It was founded by Peter Lund, the leader of a union."
    (one,) = [each for each in suggested(text, entity("peter-lund", "place", "Lundville")).proposals if each.words == "Peter Lund"]
    assert one.additions[0].path == "entities/people/peter-lund-2.md"
