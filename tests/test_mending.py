"""How a repair is written into a file, case by case: beside, divided, in brackets or not, and when it is better left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import library, repairs
from kb.model import ArticleId
from kb.repairs import Mended, Proposal, Words

PERSON = b"---\nname: Anna Miller\nkind: person\n---\n"
BODY = """\
Anna Miller spoke in Westport. She left for the harbour.

Anna Miller spoke in Westport. She came from the harbour.
"""


def joined(files: dict[str, bytes]) -> library.Library:
    return library.Workspace(Path("/no/such/folder"), address="https://example.org/").joined(files, [])


def of(front: str, body: str = BODY, note: str = "") -> tuple[Mended, str, list[str]]:
    """What is proposed for an article with this front matter: the values, the file after all of it, and why others have none."""
    files = {
        "articles/a.md": f"---\ntitle: A\nshort: A 2015\n{front}---\n\n{body}".encode(),
        "entities/people/anna-miller.md": PERSON + note.encode(),
    }
    mended = joined(files).mended
    made = repairs.changes(mended.proposals, mended.files)
    after = next((change.after or b"" for change in made), b"").decode()
    return mended, after, [one.why for one in mended.unmended]


def front_of(after: str) -> str:
    return after.split("short: A 2015\n")[1].partition("---\n")[0]


ACTOR = "actors:\n  - id: anna-miller\n    quotes:\n"


@pytest.mark.parametrize(
    ("quotes", "repaired"),
    [
        ("      - She left for the harbor\n", "      - She left for the harbour\n"),
        ("      - 'She left for the harbor'\n", "      - 'She left for the harbour'\n"),
        ('      - "She left for the harbor"   # he\n', '      - "She left for the harbour"   # he\n'),
        ("      - exact: She left for the harbor\n", "      - exact: She left for the harbour\n"),
        (
            "      - exact: She left for the harbor\n        prefix: 'in Westport.'\n",
            "      - exact: She left for the harbour\n        prefix: 'in Westport.'\n",
        ),
        (
            "      - {exact: She left for the harbor, prefix: in Westport.}\n",
            "      - {exact: She left for the harbour, prefix: in Westport.}\n",
        ),
    ],
)
def test_a_word_is_mended_where_it_stands(quotes: str, repaired: str) -> None:
    assert front_of(of(ACTOR + quotes)[1]) == ACTOR + repaired


def test_words_that_stand_twice_get_what_stands_beside_them_on_a_line_of_its_own() -> None:
    body = "He met her in the old town hall. They spoke.\n\nHe met her in the old town house. They ate.\n\nThey met her there.\n"
    _, after, why = of(ACTOR + "      - exact: He met her in the old twn hall\n", body)
    assert why == []
    assert front_of(after) == ACTOR + "      - exact: He met her in the old town hall\n"


@pytest.mark.parametrize(
    ("quotes", "repaired"),
    [
        ("      - exact: {}\n", "      - exact: {}\n        prefix: So\n        suffix: twice.\n"),
        ("      - exact: {}   # she\n", "      - exact: {}   # she\n        prefix: So\n        suffix: twice.\n"),
        ("      - {{exact: {}}}\n", "      - {{exact: {}, prefix: So, suffix: twice.}}\n"),
        ("      - {}\n", "      - {{exact: {}, prefix: So, suffix: twice.}}\n"),
    ],
)
def test_what_stands_beside_words_is_written_before_them_first(quotes: str, repaired: str) -> None:
    body = "So Anna Miller spoke twice.\n\nSo Anna Miller spoke once.\n\nNo Anna Miller spoke twice.\n"
    assert front_of(of(ACTOR + quotes.format("Anna Miller spoke"), body)[1]) == ACTOR + repaired.format("Anna Miller spoke")


def test_words_that_stand_once_get_no_prefix_that_is_none() -> None:
    mended, _, why = of(ACTOR + '      - {exact: She left for the harbour, prefix: "[^1]"}\n')
    assert mended.proposals == ()
    assert why == ["it is written in a way that is not edited; it would be “She left for the harbour”"]


def test_a_quote_over_two_paragraphs_becomes_two() -> None:
    body = "Anna Miller spoke.\n\nShe left.\n"
    for quotes, repaired in (
        ("      - spoke. She left\n", "      - spoke.\n      - She left\n"),
        ("      -   'spoke. She left'\n", "      -   'spoke.'\n      -   'She left'\n"),
    ):
        assert front_of(of(ACTOR + quotes, body)[1]) == ACTOR + repaired
    in_brackets = "actors: [{id: anna-miller, quotes: [spoke. She left, Anna Miller]}]\n"
    assert front_of(of(in_brackets, body)[1]) == in_brackets.replace("spoke. She left", "spoke., She left")


def test_the_parts_of_a_divided_quote_are_told_apart_or_it_is_left() -> None:
    body = "Anna Miller spoke.\n\nShe left.\n\nShe left.\n\nShe left.\n"
    mended, _, why = of(ACTOR + "      - spoke. She left\n", body)
    assert (mended.proposals, len(why)) == ((), 1)


def test_the_same_quote_at_two_places_is_mended_at_both() -> None:
    quotes = "      - She left for the harbor\n"
    two = ACTOR + quotes + "dates:\n  - printed: She\n    date: {value: 2015, basis: So.}\n    quotes:\n" + quotes
    assert front_of(of(two)[1]) == two.replace("harbor", "harbour")


@pytest.mark.parametrize(
    "quotes",
    [
        "      - |\n        She left for the harbor\n",
        "      - exact: >\n          She left for the harbor\n",
        "      - exact: She left for the harbor\n        prefix: |\n          in Westport.\n",
    ],
)
def test_a_block_of_lines_is_not_edited_and_the_words_are_said(quotes: str) -> None:
    mended, _, why = of(ACTOR + quotes)
    assert mended.proposals == ()
    assert len(why) == 1
    assert why[0].startswith("it is written in a way that is not edited; it would be “")


def test_what_was_not_looked_at_is_said() -> None:
    quotes = "".join(f"      - nothing of the kind was said {number}\n" for number in range(400))
    _, _, why = of(ACTOR + quotes)
    assert "nothing in the text is near it" in why
    assert why[-1] == "it was not looked at: so many quotes of the file have no place. Mend the others first"


@pytest.mark.parametrize(
    ("exact", "why"),
    [
        ("Nothing was ever said by nobody at all", "nothing in the text is near it"),
        ("Anna Miller spoke in Westprt", "two places are equally near; one of them is “Anna Miller spoke in Westport”"),
    ],
)
def test_what_has_no_repair_says_why(exact: str, why: str) -> None:
    assert of(ACTOR + f"      - {exact}\n")[2] == [why]


def test_a_citation_of_a_note_is_made_longer_and_has_nothing_beside_it() -> None:
    front = ACTOR + "      - {exact: Anna Miller spoke in Westport, suffix: . She left}\n      - She left for the harbour\n"
    note = "\nShe spoke.[^1]\n\n[^1]: a: She left for the harbor\n"
    _, after, why = of(front, note=note)
    assert why == []
    assert after.endswith("[^1]: a: She left for the harbour\n")
    _, after, why = of(front, note=note.replace("She left for the harbor", "Anna Miller spoke in Westprt. She left"))
    assert why == []
    assert after.endswith("[^1]: a: Anna Miller spoke in Westport. She left\n")


def test_a_file_in_which_nothing_can_be_edited_has_no_places() -> None:
    for data in (b"\xff", b"no front matter", b"---\n- a\n---\n", b"---\na: [\n---\n"):
        file = repairs.editing.File("a.md", data)
        assert (file.scalars, file.paths) == ({}, {})


def test_a_quote_that_is_missed_twice_is_mended_once() -> None:
    files = {
        "articles/a.md": f"---\ntitle: A\nshort: A 2015\n{ACTOR}      - She left for the harbor\n---\n\n{BODY}".encode(),
        "entities/people/anna-miller.md": PERSON,
    }
    (lost,) = joined(files).kb.unplaced
    assert [one.quote for one in repairs.mend([lost, lost], files).proposals] == [lost.quote]


def test_a_file_that_would_say_anything_but_its_repairs_is_a_fault() -> None:
    mended, _, _ = of(ACTOR + "      - exact: She left for the harbor\n        prefix: in Westport.\n")
    (one,) = mended.proposals
    assert not mended.files["articles/a.md"].holds([one], b"\xff")
    assert not mended.files["articles/a.md"].holds([one], mended.files["articles/a.md"].data)
    other = Proposal(ArticleId("a"), one.quote, (Words("She left for the harbour"), Words("")), 98.0)
    with pytest.raises(ValueError, match=r"articles/a\.md"):
        repairs.changes([other], mended.files)
