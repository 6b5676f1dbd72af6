"""The timeline: each dated thing where the text puts it, once; headings, strip and filters that agree with the lines."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.built_site import Element, Site, every, words
from tests.tabs import DESK, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]


def best(event: dict[str, Any]) -> dict[str, Any] | None:
    found: dict[str, Any] | None = event["date"]
    return found


def sections(site: Site) -> dict[str, Element]:
    return {next(iter(one.iter("h2"))).get("id") or "": one for one in every(site.page("timeline/"), "kb-section", "section")}


def events_in(element: Element) -> list[str]:
    """The addresses of the events of a part of the page, in order."""
    lines = (line for line in every(element, "kb-event", "li") if line.get("data-kind") != "dated")
    return [(next(every_link(line)).get("href") or "").removeprefix("../") for line in lines]


def every_link(line: Element) -> Any:  # noqa: ANN401 - an iterator of elements
    return (one for one in every(line, "kb-name", "a") if "events/" in (one.get("href") or ""))


def test_every_event_and_every_other_date_stands_once(site: Site) -> None:
    page = site.page("timeline/")
    assert sorted(events_in(page)) == sorted(event["url"] for event in site.kb["events"])
    others = [one for one in every(page, "kb-event", "li") if one.get("data-kind") == "dated"]
    assert len(others) == sum(not date["event"] for date in site.kb["dates"])


def test_an_event_of_one_month_stands_under_it_and_an_undated_one_at_the_end(site: Site) -> None:
    found = sections(site)
    assert list(found)[-1] == "undated"
    years = [int(anchor[1:]) for anchor in found if re.fullmatch(r"y\d{4}", anchor)]
    assert years == sorted(years)
    where = {url: anchor for anchor, section in found.items() for url in events_in(section)}
    months = {
        url: next(iter(month.iter("h3"))).get("id")
        for section in found.values()
        for month in every(section, "kb-month", "div")
        if list(month.iter("h3"))
        for url in events_in(month)
    }
    for event in site.kb["events"]:
        date = best(event)
        if date is None:
            assert where[event["url"]] == "undated"
        elif date["first"] and date["last"] and date["first"][:7] == date["last"][:7]:
            assert where[event["url"]] == f"y{date['first'][:4]}"
            assert months[event["url"]] == f"y{date['first'][:7]}"
        elif date["first"] and date["last"] and date["first"][:4] == date["last"][:4]:
            assert months[event["url"]] == f"y{date['first'][:4]}-open"


def test_the_strip_counts_the_lines_of_each_year_and_leads_there(site: Site) -> None:
    page, found = site.page("timeline/"), sections(site)
    strip = every(page, "kb-strip", "nav")[0]
    bars = {words(every(one, "kb-strip__year")[0]): one for one in strip.iter("li")}
    assert [int(year) for year in bars] == list(range(int(min(bars)), int(max(bars)) + 1)), "years without a line are seen too"
    for year, bar in bars.items():
        times = int(words(every(bar, "kb-n")[0]))
        links = list(bar.iter("a"))
        assert times == (len(every(found[f"y{year}"], "kb-event", "li")) if links else 0)
        assert [link.get("href") for link in links] == ([f"#y{year}"] if times else [])


def test_what_is_hatched_or_solid_follows_the_date(site: Site) -> None:
    for line in every(site.page("timeline/"), "kb-event", "li"):
        cells = every(line, "kb-cell")
        first, last = line.get("data-first"), line.get("data-last")
        solid = every(line, "kb-cell--certain")
        if solid:
            assert first == last, "what reaches over more than a year is not solid"
            assert not every(line, "kb-inf"), "what is inferred is not solid"
        if cells and len(cells) == 12:
            assert bool(every(line, "kb-months__open")) == (not first or not last or first != last)


@pytest.mark.browser
def test_filters_limit_the_timeline_together_and_the_address_keeps_them(tabs: Tabs, site: Site) -> None:
    tab = tabs.open(DESK)
    article = site.kb["articles"][0]["id"]
    expected = {
        event["url"]
        for event in site.kb["events"]
        if any(account["article"] == article for account in event["accounts"])
        and any(account["certainty"] == "asserted" for account in event["accounts"])
        and (date := best(event))
        and (date["last"] or date["first"])[:4] >= "2011"
        and (date["first"] or date["last"])[:4] <= "2015"
    }
    page = tab.go(f"timeline/?article={article}&certainty=asserted&from=2011&to=2015")
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.kb-event:not([data-kind=dated])')].filter((one) => one.checkVisibility())
            .map((one) => one.querySelector('a.kb-name[href*="events/"]').getAttribute('href').replace('../', ''))"""
    )
    assert sorted(shown) == sorted(expected)
    assert expected
    headings = page.evaluate(
        """() => [...document.querySelectorAll('.kb-section')].every((one) =>
            one.checkVisibility() === [...one.querySelectorAll('.kb-event')].some((line) => !line.hidden))"""
    )
    assert headings, "a year without a line that passes is not shown"
    counts = page.evaluate(
        """() => [...document.querySelectorAll('.kb-strip [data-counts]')].map((one) => [
            Number(one.textContent), [...document.getElementById(one.dataset.counts).closest('.kb-section').querySelectorAll('.kb-event')]
                .filter((line) => !line.hidden).length])"""
    )
    assert counts
    assert all(said == there for said, there in counts)
    page.locator(".kb-menus .kb-reset").click()
    assert "article=" not in page.url
    assert "from=" not in page.url
    assert page.locator(".kb-event:visible").count() == page.locator(".kb-event").count()
    assert tab.wrong == []


@pytest.mark.browser
def test_the_timeline_is_complete_without_scripts(tabs: Tabs) -> None:
    page = tabs.open(DESK, scripts=False).go("timeline/")
    assert page.locator(".kb-event:visible").count() == page.locator(".kb-event").count() > 0
    page.locator(".kb-strip a").first.click()
    assert re.search(r"#y\d{4}$", page.url)
