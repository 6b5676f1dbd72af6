"""Gaps and the table of what is known by year, against a count made anew from ``data/kb.json``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from kb import gaps, library
from kb.vocabulary import KIND, TIE
from tests.built_site import Site, every, words
from tests.conftest import Ran
from tests.tabs import DESK, Scheme, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

Data = dict[str, Any]


def further(site: Site, start: str) -> list[Element]:
    """The pages on which a section goes on, in their order."""
    found = (url for url in site.pages if url.startswith(start))
    return [site.pages[url] for url in sorted(found, key=lambda one: int(one.split("/")[-2]))]


def year_of(date: Data | None) -> int | None:
    """The year of a date of ``kb.json`` if it can be only one."""
    if not date or not date["first"] or not date["last"] or date["first"][:4] != date["last"][:4]:
        return None
    return int(date["first"][:4])


def told(one: Data) -> bool:
    return bool(one["certainty"] != "denied" and one["status"] == "actual")


def alike(kb: Data) -> Iterator[tuple[tuple[Any, ...], Data]]:
    for one in kb["relations"]:
        ends = (one["subject"], one["object"])
        ends = tuple(sorted(ends)) if TIE[one["relation"]].symmetric else ends
        yield (ends, one["relation"], one["certainty"] == "denied", one["status"]), one
    for event in kb["events"]:
        for one in event["accounts"]:
            yield (event["id"], one["certainty"] == "denied", one["status"]), one


def counted_anew(kb: Data) -> dict[str, set[str]]:
    """Every kind of gap whose rule needs no chain of sources, from the data alone."""
    events = {one["id"]: one for one in kb["events"]}
    dated = {one["id"] for one in kb["events"] if any(account["date"] for account in one["accounts"])}
    ties = [one for one in kb["relations"] if told(one)]
    lasting = [one for one in ties if TIE[one["relation"]].lasting]
    groups: dict[tuple[Any, ...], list[Data]] = {}
    for key, one in alike(kb):
        groups.setdefault(key, []).append(one)
    actors = [one for one in kb["entities"] if KIND[one["kind"]].is_actor]
    named = {one["entity"] for one in kb["mentions"]}
    facts = [
        *kb["actors"],
        *kb["relations"],
        *kb["statements"],
        *kb["dates"],
        *chain.from_iterable(event["accounts"] for event in kb["events"]),
        *chain.from_iterable(account["figures"] for event in kb["events"] for account in event["accounts"]),
        *chain.from_iterable(source["citations"] for source in kb["sources"]),
    ]
    spoken_of = {one["actor"] for one in kb["actors"]} | {end for one in kb["relations"] for end in (one["subject"], one["object"])}
    spoken_of |= {about for one in kb["statements"] for about in one["about"]}
    for event in kb["events"]:
        for account in event["accounts"]:
            spoken_of |= {*account["places"], *chain(*account["participants"].values())}
    voices = {one["voice"].get("id") for one in facts} | {one["voice"].get("words") for one in facts}
    return {
        "tie-without-end": {one["id"] for one in lasting if one["since"] and not one["until"]},
        "tie-without-beginning": {one["id"] for one in lasting if one["until"] and not one["since"]},
        "tie-without-date": {one["id"] for one in ties if not (one["since"] or one["until"] or one["event"] in dated)},
        "event-without-date": set(events) - dated,
        "event-without-year": {one for one in dated if not any(year_of(account["date"]) for account in events[one]["accounts"])},
        "event-without-place": {one for one, event in events.items() if not any(account["places"] for account in event["accounts"])},
        "actor-without-note": {one["id"] for one in actors if not one["note"]},
        "entity-never-named": {one["id"] for one in kb["entities"] if one["id"] not in named},
        "entity-without-fact": {
            one["id"]
            for one in kb["entities"]
            if one["id"] not in spoken_of | voices and not voices & {name["text"] for name in one["names"]}
        },
        "source-without-author": {one["id"] for one in kb["sources"] if "author" not in one["csl"]},
        "one-article": {facts_[0]["id"] for facts_ in groups.values() if len({one["article"] for one in facts_}) == 1 and len(facts_) == 1},
    }


def test_the_gaps_are_those_that_a_count_from_the_data_finds(site: Site) -> None:
    found = {one["id"]: {gap["id"] for gap in one["gaps"]} for one in site.data("gaps.json")["kinds"]}
    anew = counted_anew(site.kb)
    alone = {key: [] for key, _ in alike(site.kb)}  # type: dict[tuple[Any, ...], list[Data]]
    for key, one in alike(site.kb):
        alone[key].append(one)
    groups = [{one["id"] for one in facts} for facts in alone.values() if len({one["article"] for one in facts}) == 1]
    assert all(len(group & found["one-article"]) == 1 for group in groups), "one of a group stands for it"
    assert found["one-article"] <= set().union(*groups)
    assert anew.pop("one-article") <= found["one-article"]
    assert {kind: found[kind] for kind in anew} == anew
    assert set(found) == {*anew, "one-article", "one-origin", "source-without-year"}


def test_the_page_shows_every_gap_once_and_says_the_numbers(site: Site) -> None:
    page = site.pages["gaps/"]
    rows = {words(row[0]).strip(): [words(cell).strip() for cell in row[1:3]] for body in page.iter("tbody") for row in body.iter("tr")}
    sections = {(next(iter(one.iter("h2"))).get("id") or ""): one for one in every(page, "kb-section", "section")}
    for kind in site.data("gaps.json")["kinds"]:
        assert rows[kind["title"]] == [str(kind["count"]), str(kind["asked"])]
        assert kind["count"] == len(kind["gaps"]) <= kind["asked"]
        assert (kind["id"] in sections) == (kind["count"] > 0), "what is empty does not show"
        if kind["count"]:
            pages = [sections[kind["id"]], *further(site, f"gaps/{kind['id']}/")]
            lines = [line for one in pages for part in every(one, "kb-gaps", "ol") for line in part.iter("li")]
            assert len(lines) == kind["count"]
            if kind["about"] == "fact":
                cited = [{one for cite in every(line, "kb-cite", "a") for one in (cite.get("data-fact") or "").split()} for line in lines]
                assert cited == [{gap["id"]} for gap in kind["gaps"]]
            for gap in kind["gaps"]:
                assert gap["url"].partition("#")[0] in site.pages


def test_several_articles_that_repeat_one_source_are_one_origin(
    write_library: Callable[[Mapping[str, str]], Path], kb: Callable[..., Ran]
) -> None:
    article = """---
title: {title}
short: {title}
relations:
  - subject: guild
    relation: supports
    object: league
    voice: {{speaker: guild}}
    since: 2012
    quotes: [The Guild backs the League.]
  - subject: guild
    relation: met-with
    object: league
    since: 2013
    quotes: [They met.]
---

The Guild backs the League. They met.
"""
    entity = "---\nname: {name}\nkind: group\n---\n"
    root = write_library(
        {
            "articles/one.md": article.format(title="One"),
            "articles/two.md": article.format(title="Two"),
            "entities/groups/guild.md": entity.format(name="Guild"),
            "entities/groups/league.md": entity.format(name="League"),
        }
    )
    content = library.load(root)
    assert content.sound, content.findings
    found = {one.kind.id: one for one in gaps.gaps(content.kb)}
    assert (len(found["one-origin"].found), found["one-origin"].asked) == (1, 2), "both heard it from the same speaker"
    assert found["one-article"].found == ()
    assert len(found["tie-without-end"].found) == 2, "a meeting has no end to give"
    figures = json.loads(kb("stats", "--root", root, "--format", "json").out)["totals"]
    assert {key: number for key, number in figures.items() if key.startswith("gaps: ")} == {
        f"gaps: {kind}": len(one.found) for kind, one in found.items()
    }


def dated_facts(kb: Data, who: str) -> Iterator[tuple[str, Data | None]]:
    """The ids and dates of the facts with a line on an actor's page."""
    for one in kb["relations"]:
        if who in {one["subject"], one["object"]}:
            yield one["id"], one["since"] or one["until"]
    for event in kb["events"]:
        for account in event["accounts"]:
            if who in {*account["places"], *chain(*account["participants"].values())}:
                yield account["id"], account["date"]
    for one in kb["statements"]:
        if who in one["about"]:
            yield one["id"], one["date"]


def test_the_table_of_years_counts_what_the_data_says(site: Site) -> None:
    page = site.pages["coverage/actors/"]
    heads = [words(one).strip() for one in next(page.iter("thead")).iter("th")]
    shown: dict[str, dict[str, str]] = {}
    for row in next(page.iter("tbody")).iter("tr"):
        cells = list(row)
        link = next(cells[0].iter("a")).get("href") or ""
        shown[link.removeprefix("../../")] = dict(zip(heads, (words(cell).strip() for cell in cells), strict=True))
        years = {head: cell for head, cell in zip(heads, cells, strict=True) if head.isdecimal() and words(cell).strip()}
        for head, cell in years.items():
            target = next(cell.iter("a")).get("href") or ""
            assert target.startswith(link), "a number leads to the page of its actor"
            fact = site.facts[target.partition("#")[2]]
            assert year_of(fact.get("since") or fact.get("until") or fact.get("date")) == int(head)
    for entity in site.kb["entities"]:
        if not KIND[entity["kind"]].is_actor:
            continue
        facts = dict(dated_facts(site.kb, entity["id"]))
        expected = Counter("Not dated" if not date else str(year_of(date) or "Year not certain") for date in facts.values())
        if set(expected) <= {"Not dated"}:
            assert entity["url"] not in shown
            continue
        row_shown = shown[entity["url"]]
        assert {head: int(row_shown[head]) for head in heads[1:-1] if row_shown[head]} == dict(expected), entity["id"]
        assert int(row_shown["All"]) == sum(expected.values())


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_steps_of_the_colour_keep_the_contrast_of_text(scheme: Scheme, tabs: Tabs) -> None:
    tab = tabs.open(DESK, scheme=scheme)
    page = tab.go("coverage/actors/")
    ratios = page.evaluate(
        """() => {
            const light = (rgb) => rgb.match(/[\\d.]+/g).slice(0, 3).map(Number).map((one) => one / 255)
                .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
                .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
            return [...document.querySelectorAll(".kb-heat-key span")].map((one) => {
                const style = getComputedStyle(one);
                const [text, ground] = [style.color, style.backgroundColor].map((colour) => light(paint([colour])));
                return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
            });
        }"""
    )
    assert len(ratios) == 5
    assert min(ratios) >= 4.5
    assert tab.wrong == []
