"""What ``kb suggest`` proposes where a text is unusual: long sentences, words that stand twice, names with initials, ids that are taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import knowledge, suggestions
from kb.findings import Refusal
from kb.model import Article, ArticleId, EntityId, HeadValue, Name, Override
from kb.source import Place
from kb.suggestions.adding import changes
from kb.suggestions.alike import Known
from tests.test_suggest import LEXICON, entity, kinds, named, suggested

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


# ------------------------------------------------------------------------------------- names in a text of capitals


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("THE PEASANTS OF THE MUNICIPALITY OF HOPE FLED AT NIGHT.", "HOPE", "place"),  # a common word, named by what stands before it
        ("THE MEN KIDNAPPED THE SINGER VICTOR VERNADO LAST NIGHT.", "VICTOR VERNADO", "person"),  # a common word that is a given name
        ("FOUR SOLDIERS DIED IN NICE AND IN VERNADA.", "NICE", "place"),  # and what follows says that the name of the place has ended
        ("THE ARMY SEARCHED HOUSES IN VERNADO SAN RIBERA TODAY.", "VERNADO SAN RIBERA", "place"),
        ("THE POLICE ARRESTED JUAN A. VERNADO YESTERDAY.", "JUAN A. VERNADO", "person"),
        ("THE POLICE ARRESTED VERNADO A RIBERO.", "RIBERO", "place"),  # a letter without its full stop is a word
        ("HIS WIFE, VERNADA, WAS BORN IN THE TOWN.", "VERNADA", "place"),  # the comma is no part of it
    ],
)
def test_a_name_in_capitals_ends_where_its_words_end(text: str, words: str, kind: str) -> None:
    assert named(text).get(words) == kind


def test_a_place_that_is_a_common_word_is_none_before_another_common_word() -> None:
    assert "NICE" not in named("FOUR SOLDIERS DIED IN NICE WEATHER.")


def test_signs_that_fold_to_nothing_are_no_name() -> None:
    assert not kinds(suggested("THE MEN OF THE TOWN MET ʿʿʿ ON THE BRIDGE."), "name")


def test_a_paragraph_that_breaks_off_inside_the_name_of_a_body_gives_what_stands() -> None:
    assert list(named("He spoke to the Ministry of the")) == ["Ministry"]


# ---------------------------------------------------------------------------------------------------- Arabic names


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("He leads Jabhat al-Verna.", "Jabhat al-Verna", "group"),
        ("Fighters of Harakat ash-Shams fled to al-Verna.", "Harakat ash-Shams", "group"),
        ("Fighters of Harakat ash-Shams fled to al-Verna.", "al-Verna", "place"),
        ("She met Umar al-Shamali yesterday.", "Umar al-Shamali", "person"),
        ("They met ʿUmar bin Salim al-ʿAbbadi in March.", "ʿUmar bin Salim al-ʿAbbadi", "person"),
        ("In May al-Shamali left.", "al-Shamali", "place"),
        ("She met April al-Shamali.", "April al-Shamali", "person"),
    ],
)
def test_the_article_of_an_arabic_name_does_not_hide_its_capital(text: str, words: str, kind: str) -> None:
    assert named(text).get(words) == kind


def test_an_article_before_a_small_letter_begins_no_name() -> None:
    assert named("They held ad-hoc talks with al-most nobody.") == {}


# ------------------------------------------------------------------------------------------- shorter forms of a name


def test_the_acronym_beside_a_name_is_the_same_new_entity() -> None:
    (one,) = kinds(suggested("The Harbour Workers’ Union (HWU) called a strike. The HWU denied it."), "name")
    assert (one.words, one.places) == ("Harbour Workers’ Union", 3)
    names = [{"name": "HWU", "is": "abbreviation", "only_in": ["a"]}]
    assert one.additions[0].data == {"name": "Harbour Workers’ Union", "kind": "organization", "names": names}


def test_a_family_name_alone_is_the_one_person_of_the_article_who_has_it() -> None:
    (one,) = kinds(suggested("Peter Lund left. Later Lund spoke."), "name")
    assert (one.words, one.shorter) == ("Peter Lund", ("Lund",))
    two = kinds(suggested("Peter Lund left. Anna Lund stayed. Later Lund spoke."), "name")
    assert [(each.words, each.shorter) for each in two] == [("Peter Lund", ()), ("Anna Lund", ()), ("Lund", ())]


def test_names_without_a_consonant_are_like_no_other() -> None:
    assert Known([entity("aue", "place", "Aue")]).like("Aie") is None


# ------------------------------------------------------------------------------------------ rulings, sources, places


def test_a_name_that_is_never_searched_for_is_not_proposed_where_its_parts_are_names() -> None:
    ministry = entity("harbour-ministry", "body", "Verna’s Harbour Ministry")
    quiet = replace(ministry, names=(Name("Verna’s Harbour Ministry", find="never"), Name("Harbour Ministry")))
    found = suggested("Verna’s Harbour Ministry denied it.", quiet, entity("verna", "place", "Verna")).proposals
    assert sorted((one.kind, *one.means) for one in found) == [("known", "harbour-ministry"), ("known", "verna")]


def test_words_that_the_editor_says_name_nobody_are_not_proposed() -> None:
    place = Place("articles/a.md")
    ruling = Override("Verna", None, (), place)
    article = Article(id=ArticleId("a"), place=place, body="Verna fell.", body_line=1, title=HeadValue("A"), short="A")
    for overrides, means in (((ruling,), []), ((), [(EntityId("verna"),)])):
        kb, _ = knowledge.join([replace(article, overrides=overrides)], [entity("verna", "place", "Verna")])
        found = suggestions.suggest(kb, kb.articles[ArticleId("a")], suggestions.Base.of(kb.entities, LEXICON))
        assert [one.means for one in found.proposals] == means


def test_somebody_who_is_told_something_is_no_source() -> None:
    assert not kinds(suggested("He had left, he told Peter Lund on the bridge."), "source")
    assert [one.words for one in kinds(suggested("He had left, he told the Verna Courier on Monday."), "source")] == ["Verna Courier"]


def test_words_that_a_link_parts_have_the_place_of_their_paragraph() -> None:
    (one,) = kinds(suggested("Nobody came.\n\nLater [Ida](https://example.org/) Holm left.", HOLM), "known")
    assert (one.place.line, one.place.column) == (3, 1)


def test_additions_to_two_lists_of_a_file_stand_below_its_name_once() -> None:
    found = suggested("THE STRIKE WAS CALLED BY IDA HOLM AND HER FRIENDS.", HOLM)
    said = suggestions.told(found, list(enumerate(found.proposals, start=1)), "yaml")
    assert said.count("# articles/a.md") == 1
    assert said.index("\nactors:") < said.index("\nmentions:")
