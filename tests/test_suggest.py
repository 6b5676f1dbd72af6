"""What ``kb suggest`` proposes: dates that are counted right, names by their form, known names, and nothing decided for the editor."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import dates, knowledge, library, suggestions
from kb.model import Article, ArticleId, Entity, EntityId, HeadValue, Name, When
from kb.passages import Located, locate
from kb.source import Place, compose
from kb.suggestions.alike import Known
from kb.suggestions.anchor import Anchor
from kb.suggestions.dating import resolve
from kb.suggestions.expressions import expressions
from kb.suggestions.naming import names_in
from kb.suggestions.tokens import is_shouted
from tests.conftest import Ran

LEXICON = library.lexicon()
THURSDAY = When(dates.parse("2020-05-14"))

DATED = """---
title: Talks on the river
short: Miller 2020
published: 2020-06-18
---

"""
ENTITIES = {
    "entities/people/ida-holm.md": "---\nname: Ida Holm\nkind: person\n---\n",
    "entities/people/jan-oster.md": "---\nname: Jan Oster\nkind: person\n---\n",
    "entities/groups/river-league.md": "---\nname: River League\nkind: group\nnames:\n  - {name: RL, is: abbreviation}\n---\n",
    "entities/places/port-verna.md": "---\nname: Port Verna\nkind: place\n---\n",
}


def resolved(text: str, published: When | None = THURSDAY) -> list[tuple[str, str, bool]]:
    """Every expression of a text with its date, and whether it is plain."""
    found = []
    named = ("", "")
    for one in expressions(text, shouted=is_shouted(text)):
        answer = resolve(one, Anchor(published, *named), text)
        named = (answer.value, one.words) if answer.value else named
        found.append((one.words, answer.value, answer.plain))
    return found


@pytest.mark.parametrize(
    ("text", "value", "plain"),
    [
        ("He came on Tuesday.", "2020-05-12", True),
        ("He came on Thursday.", "2020-05-14", False),
        ("He will come on Sunday.", "2020-05-17", False),
        ("He came last week.", "[2020-05-04..2020-05-10]", True),
        ("He came on 14 May 2015.", "2015-05-14", True),
        ("He came on May 3rd, 2015.", "2015-05-03", True),
        ("He came on Friday, 8 May 2020.", "2020-05-08", True),
        ("He came on Monday, 8 May 2020.", "2020-05-08", False),
        ("He came on 3 May.", "2020-05-03", True),
        ("He came on 30 December.", "2019-12-30", True),
        ("He came on 20 May.", "2020-05-20", False),
        ("He came nine years ago today.", "2011-05-14", True),
        ("He will come on 20 May.", "2020-05-20", False),
        ("He came in early 2015.", "[2015-01..2015-04]", False),
        ("He came in March 2015.", "2015-03", True),
        ("He came in March.", "2020-03", True),
        ("He came in December.", "2019-12", True),
        ("He came in 2015.", "2015", True),
        ("He has led it since 2011.", "2011/..", True),
        ("He led it until 2011.", "../2011", True),
        ("He led it from 2005 to 2011.", "2005/2011", True),
        ("He led it in the 1980s.", "198X", True),
        ("He came in the fall of 2011.", "2011-23", True),
        ("He came yesterday.", "2020-05-13", True),
        ("He came this morning.", "2020-05-14", True),
        ("He comes tomorrow.", "2020-05-15", True),
        ("He came three days ago.", "2020-05-11", True),
        ("He came two months ago.", "2020-03~", True),
        ("He came two years ago.", "2018~", True),
        ("He came last year.", "2019", True),
        ("He came last month.", "2020-04", True),
        ("He called a strike for Friday.", "2020-05-15", False),
        ("He came earlier this year.", "[2020-01-01..2020-05-14]", True),
        ("He came between 4 and 6 May.", "[2020-05-04..2020-05-06]", False),
        ("He stayed 4-6 May 2015.", "2015-05-04/2015-05-06", True),
        ("He came recently.", "", False),
        ("He came on 31 February 2015.", "", False),
        ("HE CAME ON 3 JAN 90.", "1990-01-03", True),
        ("HE CAME LAST NIGHT AND IT MAY RAIN.", "2020-05-13", False),
    ],
)
def test_an_expression_is_counted_from_the_articles_date(text: str, value: str, plain: bool) -> None:  # noqa: FBT001
    assert [one[1:] for one in resolved(text)] == [(value, plain)]


def test_a_time_that_points_back_is_counted_from_the_date_before_it_and_is_never_plain() -> None:
    found = resolved("On 14 May 2015 he came. Two years later he left. The following year he died.")
    assert found == [("14 May 2015", "2015-05-14", True), ("Two years later", "2017", False), ("The following year", "2018", False)]
    assert resolved("Two years later he left.") == [("Two years later", "", False)]


@pytest.mark.parametrize(
    "text", ["He may go.", "They march on.", "Prices fall.", "He paid 2011 dollars.", "In 2,011 cases.", "Room 1990 was his."]
)
def test_words_and_numbers_that_are_no_time_are_left_alone(text: str) -> None:
    assert resolved(text) == []


@pytest.mark.parametrize("text", ["He came on Tuesday.", "He came yesterday.", "He came in March.", "He came last year."])
def test_without_a_date_of_the_article_relative_times_stay_as_printed(text: str) -> None:
    assert [(value, plain) for _, value, plain in resolved(text, None)] == [("", False)]


@given(st.text(st.sampled_from(" .,-–0123456789abdefhilmnorstuvwyADFJMNOST"), max_size=80), st.dates(min_value=date(1800, 1, 1)))
def test_whatever_is_resolved_is_a_date(text: str, day: date) -> None:
    for _, value, plain in resolved(text, When(dates.parse(day.isoformat()))):
        assert dates.parse(value).text == value if value else not plain


def named(text: str) -> dict[str, str]:
    return {form.words: form.kind for form in names_in(text, LEXICON, shouted=is_shouted(text))}


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The police chief, Colonel Jan Oster, spoke.", "Jan Oster", "person"),
        ("She met Secretary of State Peter Lund yesterday.", "Peter Lund", "person"),
        ("It was founded by Peter Lund, the leader of a union.", "Peter Lund", "person"),
        ("The Harbour Workers’ Union (HWU) called a strike.", "Harbour Workers’ Union", "organization"),
        ("He leads the Society for Rivers and Ports (SRP).", "Society for Rivers and Ports", "organization"),
        ("They met in Lower Verna last week.", "Lower Verna", "place"),
        ("It was brokered by Ostmark, whose foreign minister, Jan Oster, travelled.", "Ostmark", "place"),
        ("They live in Vernaland province.", "Vernaland", "place"),
        ("The Verna Courier reported it.", "Verna Courier", "publication"),
        ("The Verna Liberation Front attacked.", "Verna Liberation Front", "group"),
        ("THE ATTACK WAS ORDERED BY COLONEL JUAN VERNADO YESTERDAY.", "JUAN VERNADO", "person"),
        ("THE VERNADA LIBERATION FRONT [VLF] ATTACKED THE TOWN AT DAWN.", "VERNADA LIBERATION FRONT", "group"),
        ("FOUR SOLDIERS WERE WOUNDED IN SAN VERNADO DE LA RIBERA YESTERDAY.", "SAN VERNADO DE LA RIBERA", "place"),
        ("THE BRIDGE IS IN VERNADO DEPARTMENT NEAR THE COAST.", "VERNADO", "place"),
        ("THE NATIONAL POLICE REPORTED THE ATTACK THIS MORNING.", "NATIONAL POLICE", "body"),
    ],
)
def test_a_name_is_seen_by_its_form_and_what_stands_around_it(text: str, words: str, kind: str) -> None:
    assert named(text).get(words) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Talks began. However, nothing was said. The men left.",
        "THE MEN LEFT THE HOUSE AFTER A LONG MEETING AND SAID NOTHING ABOUT IT.",
        "A MILITARY UNIT FOUND AN M-16 RIFLE AND TWO AK-47 RIFLES IN THE HOUSE.",
        "On Tuesday in May he left.",
    ],
)
def test_common_words_are_no_names_whatever_their_capitals(text: str) -> None:
    assert named(text) == {}


@given(st.text(max_size=200))
def test_the_names_of_any_text_lie_in_it_in_order_and_apart(text: str) -> None:
    for shouted in (False, True):
        forms = names_in(text, LEXICON, shouted=shouted)
        assert all(text[one.start : one.end] == one.words for one in forms)
        assert all(one.end <= other.start for one, other in pairwise(forms))


def entity(ident: str, kind: str, *names: str) -> Entity:
    return Entity(
        id=EntityId(ident), place=Place(f"entities/x/{ident}.md"), name=names[0], kind=kind, names=tuple(Name(one) for one in names)
    )


@pytest.mark.parametrize(
    ("words", "is_"),
    [("Jabhat al-Nuṣra", "spelling"), ("Jabhat al-Nursa", "spelling"), ("Jebhat al-Nusra", "transliteration"), ("Front of Westport", None)],
)
def test_a_new_name_like_a_known_one_says_which_and_how(words: str, is_: str | None) -> None:
    found = Known([entity("jn", "group", "Jabhat al-Nusra")]).like(words)
    assert (found.is_ if found else None) == is_


def test_a_family_name_alone_may_be_a_short_form() -> None:
    found = Known([entity("do", "person", "Doku Umarov")]).like("Umarov")
    assert found
    assert (found.entity, found.is_) == ("do", "short")


def suggested(body: str, *entities: Entity, published: When | None = THURSDAY) -> suggestions.Suggestions:
    """What is proposed for an article that has this body and no annotation."""
    article = Article(
        id=ArticleId("a"), place=Place("articles/a.md"), body=body, body_line=1, title=HeadValue("A"), short="A", published=published
    )
    kb, _ = knowledge.join([article], entities)
    return suggestions.suggest(kb, kb.articles[ArticleId("a")], suggestions.Base.of(kb.entities, LEXICON))


SENTENCES = (
    "On Tuesday Ida Holm met Jan Oster in Port Verna.",
    "He allegedly left.",
    "On Tuesday he left.",
    "The RL denied it.",
    "Two years later (in 2011) he *came* [back].",
    "JUAN VERNADO WAS KILLED ON 3 JAN 90 IN VERNADA.",
    "According to the Verna Courier, he left.",
    "\n\n",
    " ",
)


@given(st.lists(st.sampled_from(SENTENCES), max_size=14))
def test_every_quote_has_one_place_and_every_addition_reads_back(parts: list[str]) -> None:
    body = " ".join(parts)
    found = suggested(body, entity("ida-holm", "person", "Ida Holm"), entity("rl", "group", "River League", "RL"))
    article = Article(id=ArticleId("a"), place=Place("a"), body=body, body_line=1, title=HeadValue("A"), short="A")
    text = knowledge.join([article], [])[0].articles[ArticleId("a")].text
    for one in found.proposals:
        assert all(isinstance(locate(text, quote.exact, quote.prefix, quote.suffix), Located) for quote in one.quotes)
        assert 1 <= one.place.line <= body.count("\n") + 1
        assert not (one.plain and (one.open or not one.additions))
    numbered = found.chosen()
    assert json.loads(suggestions.told(found, numbered, "json"))["proposals"] == json.loads(
        json.dumps([json.loads(suggestions.told(found, [one], "json"))["proposals"][0] for one in numbered])
    )
    assert suggestions.told(found, numbered, "text")


def kinds(found: suggestions.Suggestions, kind: str) -> list[suggestions.Proposal]:
    return [one for one in found.proposals if one.kind == kind]


def test_a_name_that_two_have_is_shown_with_both_and_never_chosen() -> None:
    found = suggested("The Council met.", entity("one", "body", "Council"), entity("two", "body", "Council"))
    (one,) = kinds(found, "ambiguous")
    assert one.means == ("one", "two")
    assert not one.plain
    assert one.open
    assert not kinds(found, "known")


def test_a_hedge_stays_in_the_quote_and_makes_the_certainty_the_more_careful_one() -> None:
    found = suggested("Ida Holm allegedly left.", entity("ida-holm", "person", "Ida Holm"))
    (one,) = kinds(found, "known")
    assert one.additions[0].data == {"id": "ida-holm", "certainty": "alleged", "quotes": ["Ida Holm allegedly left."]}
    assert not one.plain


def test_the_month_of_may_is_no_hedge() -> None:
    (one,) = kinds(suggested("Ida Holm left on 14 May.", entity("ida-holm", "person", "Ida Holm")), "known")
    assert one.plain
    assert "certainty" not in one.additions[0].data


def test_a_plain_sentence_goes_before_an_earlier_one_that_hedges() -> None:
    (one,) = kinds(suggested("Ida Holm may leave. Ida Holm has a house.", entity("ida-holm", "person", "Ida Holm")), "known")
    assert one.quotes[0].exact == "Ida Holm has a house."
    assert one.plain


def test_in_a_text_of_capitals_a_known_name_is_found_and_bound_by_an_override() -> None:
    (one,) = kinds(suggested("YESTERDAY IDA HOLM HAD A LONG MEETING.", entity("ida-holm", "person", "Ida Holm")), "known")
    assert one.additions[0].data == {"words": "IDA HOLM", "means": "ida-holm"}


def test_a_number_is_no_plain_year_where_the_paragraph_tells_the_clock() -> None:
    assert [one.value for one in kinds(suggested("They came at 1730. They stayed until 1900."), "date") if one.plain] == []
    assert kinds(suggested("They stayed from 1710 to 2250."), "date") == []


def test_a_day_without_its_year_is_not_plain_after_another_year_of_its_paragraph() -> None:
    found = kinds(suggested("In 1985 he left. On 3 March he came back."), "date")
    assert [(one.words, one.plain) for one in found if one.value == "2020-03-03"] == [("3 March", False)]


def test_the_same_words_for_the_same_day_are_one_proposal_with_a_quote_each() -> None:
    (one,) = kinds(suggested("Yesterday he came. She left yesterday."), "date")
    assert [quote.exact for quote in one.quotes] == ["Yesterday he came.", "She left yesterday."]


def test_an_event_is_proposed_only_where_it_is_told_plainly() -> None:
    plain = "Two men were killed in Port Verna on Tuesday."
    assert [one.additions[0].data["kind"] for one in kinds(suggested(plain), "event")] == ["killing"]
    for hedged in ("Two men were allegedly killed.", "Two men were killed, he said.", "Two men were not killed.", "Were two men killed?"):
        assert not kinds(suggested(hedged), "event")


def test_people_without_a_name_are_proposed_where_a_deed_is_told_and_for_this_article_alone() -> None:
    (one,) = kinds(suggested("Two hooded men attacked the house."), "described")
    assert one.additions[0].data == {"name": "Two hooded men", "kind": "community", "only_in": ["a"]}
    assert not one.plain
    (one,) = kinds(suggested("More than 3,000 people were killed."), "described")
    assert one.additions[0].data["name"] == "3,000 people"
    assert not kinds(suggested("Two hooded men had a house."), "described")
    assert not kinds(suggested("He was killed in terrorist attacks."), "described")


def test_a_footnote_that_no_source_has_is_a_likely_source() -> None:
    found = kinds(suggested("He left.[^1] She stayed.[^2]\n\n[^1]: “The River”, https://example.org/r.\n\n[^2]: Ibid.\n"), "source")
    assert found[0].additions[0].data["URL"] == "https://example.org/r"
    assert found[1].additions == ()


# ------------------------------------------------------------------------------------------- the command

Write = Callable[[Mapping[str, str | bytes]], Path]
Kb = Callable[..., Ran]
BODY = "On Tuesday Ida Holm visited Port Verna. Colonel Peter Lund allegedly came last week.\n\nThe RL met recently.\n"


def project(write_library: Write, body: str = BODY, head: str = DATED, **more: str) -> Path:
    return write_library({**ENTITIES, "articles/talks.md": head + body, **more})


def files(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in sorted(root.rglob("*.md"))}


def test_the_command_says_words_place_reason_and_what_to_add(write_library: Write, kb: Kb) -> None:
    ran = kb("suggest", "talks", "--root", project(write_library))
    assert ran.code == 0
    assert "articles/talks.md:7:12" in ran.out
    assert "It is a name of `ida-holm` (person), and no fact of the article speaks of it." in ran.out
    assert "- {id: ida-holm, quotes: [On Tuesday Ida Holm visited Port Verna.]}" in ran.out
    assert "“recently”" in ran.out


def test_json_has_every_part_and_yaml_can_be_pasted(write_library: Write, kb: Kb) -> None:
    root = project(write_library)
    data = json.loads(kb("suggest", "talks", "--root", root, "--format", "json").out)
    assert [one["number"] for one in data["proposals"]] == list(range(1, len(data["proposals"]) + 1))
    out = kb("suggest", "talks", "--root", root, "--format", "yaml", "--kinds", "dates").out
    composed, flaws = compose("pasted", out)
    assert not flaws
    assert composed
    assert [one["printed"] for one in composed.data["dates"]] == ["On Tuesday", "last week"]


def test_write_adds_only_what_is_plain_and_the_check_stays_clean(write_library: Write, kb: Kb) -> None:
    root = project(write_library)
    before = files(root)
    ran = kb("suggest", "talks", "--root", root, "--write")
    assert ran.code == 0
    after = files(root)
    assert {path for path in after if after[path] != before.get(path)} == {"articles/talks.md"}
    text = after["articles/talks.md"].decode()
    assert "printed: On Tuesday" in text
    assert "id: ida-holm" in text
    assert "peter-lund" not in text
    assert text.endswith(BODY)
    assert kb("check", "--root", root).out == "No findings.\n"
    again = kb("suggest", "talks", "--root", root, "--write")
    assert "0 proposals added" in again.err
    assert files(root) == after


def test_what_the_editor_picks_is_written_new_entities_too(write_library: Write, kb: Kb) -> None:
    root = project(write_library)
    data = json.loads(kb("suggest", "talks", "--root", root, "--format", "json").out)
    number = next(one["number"] for one in data["proposals"] if one["words"] == "Peter Lund")
    assert kb("suggest", "talks", "--root", root, "--write", "--only", str(number)).code == 0
    assert (root / "entities/people/peter-lund.md").read_text(encoding="utf-8") == "---\nname: Peter Lund\nkind: person\n---\n"
    assert (
        "{id: peter-lund, certainty: alleged, quotes: [Colonel Peter Lund allegedly came last week.]}"
        in files(root)["articles/talks.md"].decode()
    )
    assert kb("check", "--root", root).out == "No findings.\n"


def test_everything_that_can_be_written_leaves_the_check_clean(write_library: Write, kb: Kb) -> None:
    root = project(
        write_library, BODY + "\nJan Ostar came.[^1] Two men were killed on Tuesday in Port Verna.\n\n[^1]: “The River”, 2019.\n"
    )
    ran = kb("suggest", "talks", "--root", root, "--write", "--kinds", "known,names,described,dates,sources,events")
    assert ran.code == 0
    assert "name: Jan Ostar" in files(root)["entities/people/jan-oster.md"].decode()
    assert kb("check", "--root", root).out == "No findings.\n"


def test_a_dry_run_shows_the_change_and_writes_nothing(write_library: Write, kb: Kb) -> None:
    root = project(write_library)
    before = files(root)
    ran = kb("suggest", "talks", "--root", root, "--write", "--dry-run")
    assert "+++ b/articles/talks.md" in ran.out
    assert files(root) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["talk"], "Did you mean `talks`?"),
        (["talks", "--only", "x"], "“x” is no number"),
        (["talks", "--only", "0"], "There is no proposal 0"),
        (["talks", "--only", "3-99"], "There is no proposal 3-99"),
        (["talks", "--kinds", "nouns"], "“nouns” is no kind of proposal."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(write_library: Write, kb: Kb, arguments: list[str], said: str) -> None:
    ran = kb("suggest", *arguments, "--root", project(write_library))
    assert ran.code == 2
    assert said in ran.err


def test_a_proposal_that_is_not_whole_cannot_be_picked(write_library: Write, kb: Kb) -> None:
    root = project(write_library)
    data = json.loads(kb("suggest", "talks", "--root", root, "--format", "json").out)
    number = next(one["number"] for one in data["proposals"] if one["words"] == "recently")
    ran = kb("suggest", "talks", "--root", root, "--write", "--only", str(number))
    assert ran.code == 2
    assert "cannot be written as it is" in ran.err


def test_an_article_with_errors_says_them_and_proposes_what_it_can(write_library: Write, kb: Kb) -> None:
    for head in ("---\ntitle: [\n---\n\n", "---\ntitle: Talks\nshort: T\npublished: yesterday\nactor: x\n---\n\n", ""):
        ran = kb("suggest", "talks", "--root", project(write_library, head=head))
        assert ran.code == 1
        assert "articles/talks.md" in ran.err
        assert "`ida-holm`" in ran.out


def test_another_encoding_is_said_and_nothing_is_proposed(write_library: Write, kb: Kb) -> None:
    ran = kb("suggest", "talks", "--root", write_library({**ENTITIES, "articles/talks.md": (DATED + "Caf\u00e9 Verna.").encode("latin-1")}))
    assert ran.code == 2
    assert "UTF-8" in ran.err


def test_an_empty_body_and_a_missing_date_are_said(write_library: Write, kb: Kb) -> None:
    assert "The article has no text" in kb("suggest", "talks", "--root", project(write_library, "")).out
    head = "---\ntitle: Talks\nshort: T\n---\n\n"
    assert "The article has no date of its own" in kb("suggest", "talks", "--root", project(write_library, head=head)).out


def test_the_articles_of_this_project_get_the_same_proposals_each_time(project: Path) -> None:
    content = library.load(project)
    made = []
    for _ in range(2):
        base = suggestions.Base.of(content.kb.entities, LEXICON)
        made.append([suggestions.suggest(content.kb, one, base) for one in content.kb.articles.values()])
    assert made[0] == made[1]
