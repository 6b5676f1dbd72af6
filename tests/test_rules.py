"""The rules of the checks where they are near each other: a word more or less, a day earlier or later, decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import library

ENTITIES = {
    "entities/people/anna-miller.md": "---\nname: Anna Miller\nkind: person\n---\n",
    "entities/groups/guild.md": "---\nname: Guild\nkind: group\n---\n",
}
BODY = "Anna Miller spoke to the Guild. At least 12 came, it is said.\n"


def found(**articles: str) -> list[str]:
    """What is said of articles with this front matter, without the hints."""
    files = {path: text.encode() for path, text in ENTITIES.items()}
    for name, front in articles.items():
        files[f"articles/{name}.md"] = f"---\ntitle: {name.upper()}\nshort: {name.upper()} 2015\n{front}---\n\n{BODY}".encode()
    joined = library.Workspace(Path("/no/such/folder"), address="https://example.org/").joined(files, [])
    return [finding.explain().split("\n")[0] for finding in joined.findings]


TIE = "relations:\n  - {{subject: anna-miller, relation: leads, object: guild, since: {}, until: {}, quotes: [Anna Miller spoke]}}\n"


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        ("2015-03-02", "2015-03-02", False),
        ("2015-03-02", "2015-03-01", True),
        ("2015-03", "2015-03-01", False),
        ("2015-03-31", "2015-03", False),
        ("2015-04", "2015-03", True),
        ("2015-04", "2015", False),
        ("2016", "2015-12-31", True),
    ],
)
def test_a_tie_does_not_end_before_it_can_have_begun(since: str, until: str, wrong: bool) -> None:  # noqa: FBT001 - a case
    said = [f"The tie ends (`{until}`) before it begins (`{since}`). [date-out-of-bounds]"]
    assert [one.split("error: ")[1] for one in found(a=TIE.format(since, until))] == (said if wrong else [])


ROLE = "actors:\n  - {{id: anna-miller, as: {}, quotes: [{}, the Guild]}}\n"


@pytest.mark.parametrize(
    ("words", "quote", "stands"),
    [
        ("spoke to", "Anna Miller spoke to", True),
        ("spoke  to", "Anna Miller spoke to", True),
        ("spoke to", "Anna Miller", False),
        ("spoke to the", "Anna Miller spoke to", True),  # in its two quotes, one after the other
        ("Spoke", "Anna Miller spoke to", False),
        ("tothe", "Anna Miller spoke to", False),
    ],
)
def test_words_as_printed_stand_in_the_quotes(words: str, quote: str, stands: bool) -> None:  # noqa: FBT001 - a case
    said = [f"`as` says “{words}”, but no quote of it holds these words. [words-not-in-quote]"]
    assert [one.split("error: ")[1] for one in found(a=ROLE.format(words, quote))] == ([] if stands else said)


EVENT = "events:\n  - {{id: meeting, title: A meeting, kind: {}, quotes: [Anna Miller spoke]}}\n"


def test_two_kinds_of_one_event_are_a_warning_at_the_second() -> None:
    assert found(a=EVENT.format("protest"), b=EVENT.format("protest")) == []
    (said,) = found(a=EVENT.format("protest"), b=EVENT.format("attack"))
    assert said == "articles/b.md:5:5: warning: `meeting` is told as attack here and as protest in articles/a.md:5. [accounts-differ]"


SOURCE = "sources:\n  - {{id: {}, type: book, title: T, quotes: [it is said]}}\n"


@pytest.mark.parametrize(
    ("articles", "said"),
    [
        (
            {"a": SOURCE.format("guild")},
            "articles/a.md:5:10: error: The id `guild` is taken: entities/groups/guild.md has it. [duplicate-id]",
        ),
        ({"a": SOURCE.format("a")}, "articles/a.md:5:10: error: The id `a` is taken: articles/a.md has it. [duplicate-id]"),
        (
            {"a": EVENT.format("protest") + SOURCE.format("meeting")},
            "articles/a.md:7:10: error: The id `meeting` is taken: an event in articles/a.md has it. [duplicate-id]",
        ),
        (
            {"a": SOURCE.format("herald") + "  - {id: herald, type: book, title: T, quotes: [the Guild]}\n"},
            "articles/a.md:6:10: error: `herald` stands in this article a second time; the first is on line 5. [duplicate-id]",
        ),
    ],
)
def test_an_id_is_one_thing(articles: dict[str, str], said: str) -> None:
    assert said in found(**articles)


def test_an_event_and_a_source_may_be_told_in_two_articles() -> None:
    both = EVENT.format("protest") + SOURCE.format("herald")
    assert found(a=both, b=both) == []
