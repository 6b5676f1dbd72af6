"""Chains of ties: found as a plain search finds them, told word for word, and the same in the browser as on a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from kb import library
from kb.connections import Connection, Walk, Web, is_asserted, who
from kb.folding import search_key
from kb.knowledge import KnowledgeBase
from kb.model import ArticleId, Entity, EntityId, FactId, TieFact
from kb.source import Place
from tests.built_site import PROJECT, Site
from tests.conftest import Ran
from tests.tabs import PHONE, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

Write = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., Ran]

ASKED = "Anna Miller, leader of the Harbour Guild, spoke in Westport"
WALKS = [
    Walk(),
    Walk(asserted_only=True),
    Walk(through_places=True),
    Walk(asserted_only=True, through_places=True, most=3),
    Walk(through_places=True, most=1),
]


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return library.load(PROJECT).kb


# ------------------------------------------------------------------------------------- against a plain search

NODES = [EntityId(one) for one in ("a", "b", "c", "d", "e", "place")]


def base_of(ties: list[tuple[str, str, str, str]]) -> KnowledgeBase:
    """A base of nothing but ties: subject, object, certainty, status."""
    entities = {one: Entity(id=one, place=Place(""), name=one, kind="place" if one == "place" else "group", names=()) for one in NODES}
    facts = {
        FactId(f"f-{number}"): TieFact(
            id=FactId(f"f-{number}"),
            article=ArticleId("x"),
            place=Place("x.md", number),
            quotes=(),
            certainty=certainty,
            status=status,
            subject=EntityId(subject),
            tie="supports",
            object=EntityId(to),
        )
        for number, (subject, to, certainty, status) in enumerate(ties)
    }
    return KnowledgeBase({}, entities, facts, dict.fromkeys(facts, ()), {}, {})


TIES = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.sampled_from(["asserted", "asserted", "alleged", "possible", "denied"]),
        st.sampled_from(["actual", "actual", "planned"]),
    ),
    max_size=14,
)


def plainly(kb: KnowledgeBase, start: EntityId, end: EntityId, walk: Walk) -> list[tuple[int, tuple[EntityId, ...]]]:
    """All shortest ways by trying every way: how many steps are doubtful, and the way."""
    linked: dict[frozenset[EntityId], bool] = {}
    for tie in kb.facts.values():
        assert isinstance(tie, TieFact)
        if tie.certainty != "denied" and (is_asserted(tie) or not walk.asserted_only):
            pair = frozenset({tie.subject, tie.object})
            linked[pair] = linked.get(pair, False) or is_asserted(tie)
    ways = [[start]]
    while ways and not any(way[-1] == end for way in ways):
        ways = [
            [*way, one]
            for way in ways
            for one in NODES
            if one not in way and frozenset({way[-1], one}) in linked and (len(way) == 1 or walk.through_places or way[-1] != "place")
        ]
    found = [tuple(way) for way in ways if way[-1] == end and len(way) > 1]
    return sorted((sum(not linked[frozenset(step)] for step in pairwise(way)), way) for way in found)


@given(TIES, st.builds(Walk, st.booleans(), st.booleans(), st.integers(1, 4)), st.sampled_from(NODES), st.sampled_from(NODES))
def test_the_chains_are_all_the_shortest_ways_the_surest_first(
    ties: list[tuple[str, str, str, str]], walk: Walk, start: EntityId, end: EntityId
) -> None:
    kb = base_of(ties)
    found = Web(kb).connect(start, end, walk)
    expected = plainly(kb, start, end, walk)
    assert [(sum(not hop.asserted for hop in chain.hops), chain.stations) for chain in found.chains] == expected[: walk.most]
    assert found.left_out == max(0, len(expected) - walk.most)


@given(TIES, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_ties_nor_of_the_two_changes_the_answer(ties: list[tuple[str, str, str, str]], random: Random) -> None:
    kb = base_of(ties)
    mixed = list(kb.facts.items())
    random.shuffle(mixed)
    other = KnowledgeBase({}, kb.entities, dict(mixed), kb.evidence, {}, {})
    for start, end in combinations(NODES, 2):
        there = Web(kb).connect(start, end)
        assert there == Web(other).connect(start, end)
        back = Web(kb).connect(end, start)
        assert len(there.chains) + there.left_out == len(back.chains) + back.left_out


@given(TIES)
def test_a_denied_tie_connects_nobody_and_is_offered_apart(ties: list[tuple[str, str, str, str]]) -> None:
    kb = base_of(ties)
    for start, end in combinations(NODES, 2):
        found = Web(kb).connect(start, end)
        assert all(tie.certainty != "denied" for chain in found.chains for hop in chain.hops for tie in hop.ties)
        assert {tie.id for tie in found.denied} == {
            fact.id
            for fact in kb.facts.values()
            if isinstance(fact, TieFact) and fact.certainty == "denied" and {fact.subject, fact.object} == {start, end}
        }


def test_every_step_of_every_chain_is_annotated_and_none_passes_through_a_place(real: KnowledgeBase) -> None:
    web = Web(real)
    chains = [chain for one, other in combinations(real.entities, 2) for chain in web.connect(one, other).chains]
    assert len(chains) > 1000
    for chain in chains:
        assert all(real.entities[station].kind != "place" for station in chain.stations[1:-1])
        for hop in chain.hops:
            assert hop.ties
            assert all({tie.subject, tie.object} == {hop.start, hop.end} and real.evidence[tie.id] for tie in hop.ties)


# ------------------------------------------------------------------------------------------------ names


def test_a_name_is_known_in_any_capitals_and_without_diacritics(real: KnowledgeBase) -> None:
    claimed: dict[str, set[EntityId]] = {}
    for entity in real.entities.values():
        for name in entity.names:
            claimed.setdefault(search_key(name.text), set()).add(entity.id)
    for entity in real.entities.values():
        assert who(real, entity.id) == entity.id
        for name in entity.names:
            if len(claimed[search_key(name.text)]) == 1 and name.text not in real.entities:
                assert who(real, name.text.upper()) == entity.id


# -------------------------------------------------------------------------------------- on the terminal


def guild(base_files: Mapping[str, str], relations: str, body: str = "") -> dict[str, str | bytes]:
    """The little library with further ties, and further sentences for their words."""
    article = base_files["articles/strike.md"]
    return {
        **base_files,
        "articles/strike.md": article.replace("statements:\n", f"{relations}statements:\n").replace("\n[^1]: ", f"\n{body}\n\n[^1]: "),
    }


PLANNED = """\
  - subject: harbour-guild
    relation: fights
    object: northland
    status: planned
    voice: {speaker: anna-miller}
    quotes: ["She said that the Guild would fight Northland"]
  - subject: anna-miller
    relation: met-with
    object: northland
    certainty: denied
    since: 2015-09-28
    quotes: ["She did not meet with Northland"]
"""
PLAN = "She said that the Guild would fight Northland. She did not meet with Northland."


def test_a_chain_is_told_word_for_word(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    root = write_library(guild(base_files, PLANNED, PLAN))
    ran = kb("path", "ANNA MILLER", "northland", "--root", root)
    assert ran.err == ""
    assert ran.out == (
        "Anna Miller and Northland: 1 shortest chain of 2 ties.\n"
        "\n"
        "1. Anna Miller – Harbour Guild – Northland  (not every step is asserted)\n"
        "   Anna Miller leads Harbour Guild\n"
        "      asserted; the article\n"
        "      Example 2015 ¶2b: “Anna Miller, leader of the Harbour Guild”\n"
        "   Harbour Guild planned: to fight Northland\n"
        "      asserted, planned; according to Anna Miller\n"
        "      Example 2015 ¶3a: “She said that the Guild would fight Northland”\n"
        "\n"
        "Denied between the two, and no connection:\n"
        "   Anna Miller did not meet with Northland (28 September 2015)\n"
        "      denied; the article\n"
        "      Example 2015 ¶3b: “She did not meet with Northland”\n"
    )
    assert ran.code == 0


def test_no_chain_is_said_and_ends_with_1(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    root = write_library(guild(base_files, PLANNED, PLAN))
    ran = kb("path", "Anna Miller", "Northland", "--only", "asserted", "--root", root)
    assert ran.out.startswith(
        "No chain of asserted ties connects Anna Miller with Northland without passing through a place.\n\nDenied between"
    )
    assert ran.code == 1
    ran = kb("path", "HG", "harbour-guild", "--root", root)
    assert (ran.code, ran.out) == (1, "Both are Harbour Guild.\n")


def test_a_place_is_passed_through_on_request_only(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    ties = """\
  - {subject: harbour-guild, relation: based-in, object: westport, quotes: ["Anna Miller, leader of the Harbour Guild, spoke in Westport"]}
  - {subject: northland, relation: controls, object: westport, quotes: ["spoke in Westport the next day"]}
"""
    root = write_library(guild(base_files, ties))
    assert kb("path", "HG", "northland", "--root", root).code == 1
    ran = kb("path", "HG", "northland", "--through-places", "--root", root)
    assert ran.code == 0
    assert "1. Harbour Guild – Westport – Northland\n" in ran.out
    assert kb("path", "HG", "Westport", "--root", root).code == 0


def test_the_chains_left_out_are_counted(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    between = ("one", "two", "three")
    people = {f"entities/people/{one}.md": f"---\nname: {one.title()}\nkind: person\n---\n" for one in between}
    ties = "".join(
        f'  - {{subject: {one}, relation: {tie}, object: {other}, quotes: ["{ASKED}"]}}\n'
        for one in between
        for tie, other in (("leads", "harbour-guild"), ("opposes", "northland"))
    )
    root = write_library({**guild(base_files, ties), **people})
    ran = kb("path", "HG", "Northland", "--max", "1", "--root", root)
    assert ran.out.startswith("Harbour Guild and Northland: 3 shortest chains of 2 ties.\n\n1. Harbour Guild – One – Northland\n")
    assert ran.out.endswith("\n\n2 more chains as short are not told; --max N tells more.\n")
    ran = kb("path", "HG", "Northland", "--root", root)
    assert "\n3. Harbour Guild – Two – Northland\n" in ran.out
    assert "not told" not in ran.out


def test_a_name_that_nobody_has_or_two_have_is_refused(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    twin = "---\nname: Port Guild\nkind: group\nnames:\n  - {name: HG, is: abbreviation, find: never}\n---\n"
    root = write_library({**base_files, "entities/groups/port-guild.md": twin})
    ran = kb("path", "Ana Miller", "HG", "--root", root)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kb: No entity has the id or the name “Ana Miller”.\nDid you mean `Anna Miller`?\n"
    ran = kb("path", "Anna Miller", "hg", "--root", root)
    assert ran.code == 2
    assert ran.err == (
        "kb: “hg” is a name of 2 entities: `harbour-guild` (Harbour Guild), `port-guild` (Port Guild).\n"
        "Give the id of the one that is meant.\n"
    )


# --------------------------------------------------------------------------------------- in the browser


def told(found: Connection) -> list[Any]:
    """A connection as the script gives it: the stations and ties of each chain, how many more, and what is denied."""
    chains = [[list(chain.stations), [[tie.id for tie in hop.ties] for hop in chain.hops]] for chain in found.chains]
    return [chains, found.left_out, [tie.id for tie in found.denied]]


ALL_PAIRS = """
async (walk) => {
    const data = await (await fetch("../data/connections.json")).json();
    const web = kbConnections.weave(data), ids = Object.keys(web.entities).sort(), answers = {};
    const facts = (await web.rows(data.ties.map((one, at) => ({ at })))).map((row) => row.fact);
    for (const one of ids) for (const other of ids) {
        const found = kbConnections.connect(web, one, other, walk);
        if (!found.chains.length && !found.denied.length) continue;
        answers[one + " " + other] = [
            found.chains.map((hops) => [
                [hops[0].start, ...hops.map((hop) => hop.end)],
                hops.map((hop) => hop.ties.map((tie) => facts[tie.at])),
            ]),
            found.more,
            found.denied.map((tie) => facts[tie.at]),
        ];
    }
    return JSON.stringify(answers);
}
"""


@pytest.mark.browser
@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_the_browser_answers_all_pairs_as_the_terminal_does(walk: Walk, tab: Tab, real: KnowledgeBase) -> None:
    page = tab.go("connections/")
    asked = {"asserted": walk.asserted_only, "places": walk.through_places, "most": walk.most}
    answers = json.loads(page.evaluate(ALL_PAIRS, asked))
    web = Web(real)
    expected = {}
    for one in real.entities:
        for other in real.entities:
            found = web.connect(one, other, walk)
            if found.chains or found.denied:
                expected[f"{one} {other}"] = told(found)
    assert len(expected) > 1000
    assert answers == expected
    assert tab.wrong == []


@pytest.mark.browser
def test_two_actors_are_chosen_with_the_keyboard_and_the_address_keeps_them(tab: Tab) -> None:
    page = tab.go("connections/")
    box = page.get_by_role("combobox", name="From")
    box.focus()
    page.keyboard.type("AQI")
    options = page.locator("#from-list").get_by_role("option")
    expect(options.first).to_contain_text("al-Qaeda in Iraq")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "from-list-0")
    page.keyboard.press("Enter")
    expect(box).to_have_value("al-Qaeda in Iraq")
    expect(box).to_have_attribute("aria-expanded", "false")
    to = page.get_by_role("combobox", name="To")
    to.focus()
    page.keyboard.type("hizb")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="shortest chain")).to_contain_text(
        "al-Qaeda in Iraq and Hezbollah: 1 shortest chain, 2 steps."
    )
    assert page.url.endswith("connections/?from=al-qaeda-in-iraq&to=hezbollah")
    expect(page.locator(".kb-chain .kb-fact")).to_have_count(2)
    first = page.locator(".kb-chain .kb-fact").first
    expect(first.locator(".kb-cert")).to_have_text("asserted")
    expect(first.locator(".kb-voice")).to_have_text("the article")
    first.locator("a.kb-cite").click()
    expect(page.locator(".kb-lit").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("combobox", name="To")).to_have_value("Hezbollah")
    expect(page.locator(".kb-chain")).to_have_count(1)
    page.get_by_role("button", name="Exchange the two").click()
    assert page.url.endswith("connections/?from=hezbollah&to=al-qaeda-in-iraq")
    assert tab.wrong == []


@pytest.mark.browser
def test_an_actor_leads_to_the_question_with_itself_chosen(tab: Tab) -> None:
    page = tab.go("actors/hamas/")
    page.get_by_role("link", name="How is it connected with").click()
    expect(page.get_by_role("combobox", name="From")).to_have_value("Hamas")
    assert tab.wrong == []


@pytest.mark.browser
def test_escape_closes_the_list_and_a_phone_is_wide_enough(tabs: Tabs) -> None:
    tab = tabs.open(PHONE)
    page = tab.go("connections/?from=al-qaeda-in-iraq&to=hamas")
    expect(page.locator(".kb-chain")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    box = page.get_by_role("combobox", name="To")
    box.click()
    expect(page.locator("#to-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#to-list")).to_be_hidden()
    expect(box).to_have_value("Hamas")


@pytest.mark.browser
def test_without_scripts_the_page_says_so_and_lists_direct_ties(tabs: Tabs) -> None:
    page = tabs.open(PHONE, scripts=False).go("connections/")
    assert "scripts are off" in page.content()
    assert page.get_by_role("combobox").count() == 0, "what does nothing without scripts is not shown"
    expect(page.locator("#direct-ties tbody tr").first).to_be_visible()


def test_every_connecting_tie_stands_in_the_list_of_direct_ties(site: Site, real: KnowledgeBase) -> None:
    table = next(one for one in site.page("connections/").iter("table") if one.get("id") == "direct-ties")
    listed = set()
    for row in list(table.iter("tr"))[1:]:
        first, *others = [site.target("connections/", link.get("href")) for link in row.iter("a")]
        assert first
        listed |= {frozenset({first[0], other[0]}) for other in others if other}
    urls = {entity["id"]: entity["url"] for entity in site.kb["entities"]}
    assert listed == {frozenset({urls[one], urls[other]}) for one, beside in Web(real).between.items() for other in beside}


def test_only_the_page_itself_loads_its_scripts(site: Site) -> None:
    for url, name in (("connections/", "connections.js"), ("as-of/", "as-of.js")):
        sources = [one.get("src") or "" for one in site.page(url).iter("script")]
        assert [one for one in sources if "js/pages/" in one] == ["../assets/kb/js/pages/rows.js", f"../assets/kb/js/pages/{name}"]
    own = b"assets/kb/js/pages/"
    asking = {file.parent.relative_to(site.folder).as_posix() for file in site.folder.rglob("*.html") if own in file.read_bytes()}
    assert asking >= {"connections", "as-of"}
    assert asking & {".", "actors/hamas", "as-of/2012", "timeline"} == set()
