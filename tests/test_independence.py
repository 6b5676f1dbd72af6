"""How many independent origins a thing has: chains count once, circles end, and no order of the input matters."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from kb.independence import Spread, behind, ends, spread
from kb.model import ArticleId, EntityId, Fact, FactId, SourceId, TieFact, Voice
from kb.source import Place
from tests.built_site import Site, every, words

pytest_plugins = ["tests.site_fixture"]

SOURCES = [SourceId(f"source-{number}") for number in range(6)]
ARTICLES = [ArticleId(f"article-{number}") for number in range(4)]
Derived = Mapping[SourceId, Sequence[SourceId]]

voices = st.one_of(
    st.just(Voice()),
    st.builds(lambda one, via: Voice("document", one, via), st.sampled_from(SOURCES), st.none() | st.sampled_from(SOURCES)),
    st.builds(lambda one, via: Voice("speaker", one, via), st.sampled_from(["anna", "bernd"]), st.none() | st.sampled_from(SOURCES)),
    st.builds(lambda via: Voice("anonymous", "officials", via), st.none() | st.sampled_from(SOURCES)),
)
derivations = st.dictionaries(st.sampled_from(SOURCES), st.lists(st.sampled_from(SOURCES), max_size=3))  # circles too


def tie(article: str, voice: Voice) -> TieFact:
    return TieFact(
        id=FactId("f"),
        article=ArticleId(article),
        place=Place(""),
        quotes=(),
        voice=voice,
        subject=EntityId("a"),
        tie="supports",
        object=EntityId("b"),
    )


facts = st.lists(st.builds(tie, st.sampled_from(ARTICLES), voices), min_size=1, max_size=8)


@given(facts, derivations, st.randoms(use_true_random=False))
def test_no_order_matters(said: list[Fact], derived: Derived, chance: random.Random) -> None:
    shuffled = chance.sample(said, len(said))
    mixed = {one: chance.sample(list(derived[one]), len(derived[one])) for one in chance.sample(list(derived), len(derived))}
    assert spread(said, derived) == spread(shuffled, mixed)


@given(facts, derivations)
def test_there_are_no_more_origins_than_statements_and_at_least_one(said: list[Fact], derived: Derived) -> None:
    one = spread(said, derived)
    assert 1 <= one.origins <= len(said)
    assert one.origins >= len({fact.article for fact in said if fact.voice == Voice()}), "an article's own voice is its own origin"


@given(facts, derivations, st.integers(1, 3))
def test_saying_it_again_adds_no_origin(said: list[Fact], derived: Derived, times: int) -> None:
    assert spread(said * (times + 1), derived) == spread(said, derived)


@given(facts, derivations, st.sampled_from(SOURCES), st.sampled_from(SOURCES))
def test_a_source_that_turns_out_to_repeat_another_never_adds_an_origin(
    said: list[Fact], derived: Derived, one: SourceId, other: SourceId
) -> None:
    known = {**derived, one: [*derived.get(one, ()), other]}
    assert spread(said, known).origins <= spread(said, derived).origins


@given(facts, derivations)
def test_statements_count_apart_just_where_no_path_joins_them(said: list[Fact], derived: Derived) -> None:
    """Counted another way: paint what touches, again and again, until nothing changes."""
    colour = list(range(len(said)))
    for _ in said:
        for i, one in enumerate(said):
            for j, other in enumerate(said):
                if behind(one, derived) & behind(other, derived):
                    colour[i] = colour[j] = min(colour[i], colour[j])
    assert spread(said, derived).origins == len(set(colour))


def test_a_chain_counts_once() -> None:
    statement, agency, paper = SOURCES[:3]
    derived = {agency: [statement], paper: [agency]}
    first, second = tie("one", Voice("document", statement)), tie("two", Voice("document", paper))
    assert spread([first, second], derived) == Spread(2, 1)
    assert spread([first, second], derived).words == "in 2 articles, from 1 origin"
    assert spread([first, second, tie("three", Voice())], derived).words == "in 3 articles, from 2 independent origins"
    assert spread([first, second], {}).words == "in 2 articles, from 2 independent origins"
    assert spread([first], derived).words == ""
    assert ends(paper, derived) == [statement]
    assert ends(paper, {paper: [agency], agency: [paper]}) == []


def test_a_statement_by_way_of_a_source_has_that_source_as_origin() -> None:
    assert spread([tie("one", Voice("anonymous", "officials", SOURCES[0])), tie("two", Voice("document", SOURCES[0]))], {}) == Spread(2, 1)
    assert spread([tie("one", Voice("speaker", "anna")), tie("two", Voice("speaker", "anna", SOURCES[0]))], {}) == Spread(2, 1)
    assert spread([tie("one", Voice("anonymous", "officials")), tie("two", Voice("anonymous", "officials"))], {}) == Spread(2, 2)


# ------------------------------------------------------------------------------------------------- on the real pages


def test_ties_that_several_articles_state_say_how_many_origins_they_have_and_stand_together(site: Site) -> None:
    alike: dict[tuple[str, str, str, bool, str], list[str]] = {}
    for tied in site.kb["relations"]:
        if tied["relation"] in {"fights", "supports", "leads"}:  # these have a direction
            key = (tied["subject"], tied["relation"], tied["object"], tied["certainty"] == "denied", tied["status"])
            alike.setdefault(key, []).append(tied["id"])
    shared = {key: ids for key, ids in alike.items() if len({site.facts[one]["article"] for one in ids}) > 1}
    assert len(shared) >= 2
    for (subject, *_), ids in shared.items():
        url = next(one["url"] for one in site.kb["entities"] if one["id"] == subject)
        rows = every(site.pages[url], "kb-fact", "li")
        at = [number for number, row in enumerate(rows) if row.get("data-fact") in ids and row.get("data-kind") == "tie"]
        assert at == list(range(at[0], at[0] + len(ids))), f"{url}: {ids} do not stand together"
        for number in at:
            said = [words(one) for one in every(rows[number], "kb-spread")]
            assert len(said) == 1
            assert re.fullmatch(r"in \d articles, from (1 origin|\d independent origins)", said[0])


def test_the_announcement_of_iraq_is_told_in_two_articles_by_each_itself(site: Site) -> None:
    sub = words(every(site.pages["events/iraq-announces-intelligence-sharing/"], "kb-sub")[0])
    assert sub.endswith("2 accounts · in 2 articles, from 2 independent origins")
    sub = words(every(site.pages["events/syrian-conflict/"], "kb-sub")[0])
    assert sub.endswith("3 accounts · in 3 articles, from 3 independent origins")


def test_a_source_page_says_what_the_source_goes_back_to_and_who_else_says_it(site: Site) -> None:
    page = site.pages["sources/abc-news-report/"]
    card = {words(line.find("dt")): words(line.find("dd")) for line in every(page, "kb-card")[0].iter("div")}
    assert "Goes back to" in card
    assert "in 2 articles, from 2 independent origins" in {words(one) for one in every(page, "kb-spread")}
    assert not [
        one
        for one in every(site.pages["sources/joint-operations-command-statement/"], "kb-card")[0].iter("dt")
        if words(one) == "Goes back to"
    ]


# --------------------------------------------------------------------------------------------------- in the data


def test_the_data_counts_articles_and_origins_of_every_fact_as_the_pages_do(site: Site) -> None:
    for fact in site.facts.values():
        together = [fact, *(site.facts[one] for one in fact["spread"]["alike"])]
        assert fact["spread"]["articles"] == len({one["article"] for one in together})
        assert 1 <= fact["spread"]["origins"] <= len(together)
        assert fact["origins"], fact["id"]
        assert all(fact["id"] in other["spread"]["alike"] for other in together[1:])
    shown: dict[str, set[str]] = {}
    for url, page in site.pages.items():
        for row in every(page, "kb-fact", "li") if not url.startswith("as-of/") else ():  # these say how widely a thing is told, by then
            shown.setdefault(row.get("data-fact", ""), set()).update(words(one) for one in every(row, "kb-spread"))
    told = {one: said for one, said in shown.items() if said}
    assert told
    for one, said in told.items():
        far = site.facts[one]["spread"]
        origins = f"{far['origins']} independent origins" if far["origins"] > 1 else "1 origin"
        assert f"in {far['articles']} articles, from {origins}" in said


def test_the_origins_in_the_data_are_things_of_the_data(site: Site) -> None:
    known = {kind: {one["id"] for one in site.kb[f"{kind}s"]} for kind in ("source", "article")}
    known["speaker"] = {one["id"] for one in site.kb["entities"]}
    for fact in site.facts.values():
        assert all(one["id"] in known[one["kind"]] for one in fact["origins"]), fact["id"]
        voice = fact["voice"]
        if voice["kind"] == "speaker":
            assert {"kind": "speaker", "id": voice["id"]} in fact["origins"]
        if voice["kind"] == "author" and "via" not in voice:
            assert fact["origins"] == [{"kind": "article", "id": fact["article"]}]
    sources = {one["id"]: one for one in site.kb["sources"]}
    assert any(one["derives_from"] for one in sources.values())
    for one in sources.values():
        assert one["derives_from"] == sorted({other for entry in one["citations"] for other in entry["derives_from"]})
        assert (
            one["origins"] == [one["id"]]
            if not one["derives_from"]
            else all(not sources[other]["derives_from"] for other in one["origins"])
        )
