"""The drawing of an actor's time line: where things stand, that nothing touches, and that each leads to its line on the page."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dates import parse
from kb.model import When
from kb.pages.spans import NARROW, WIDE, Drawn, Item, Reach, draw, pack, position, reach_of, text_width, ticks
from kb.vocabulary import TIE
from tests.built_site import Site, every, words
from tests.tabs import DESK, PHONE, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

HREF = "{http://www.w3.org/1999/xlink}href"  # as html5lib names it

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def reaches(pick: st.DrawFn) -> Reach:
    first, last = sorted((pick(days), pick(days)))
    side = pick(st.sampled_from(["both", "from", "until", "day"]))
    if side == "day":
        return Reach(first, first, stated=pick(st.booleans()))
    return Reach(None if side == "until" else first, None if side == "from" else last, stated=False)


@st.composite
def many(pick: st.DrawFn) -> list[Item]:
    number = pick(st.integers(1, 60))
    return [
        Item(
            f"f-{at}",
            pick(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), min_size=1, max_size=120)),
            "",
            pick(reaches()),
            pick(st.sampled_from(["asserted", "alleged", "possible", "denied"])),
            pick(st.sampled_from(["actual", "planned"])),
            pick(st.booleans()),
        )
        for at in range(number)
    ]


def years_of(items: list[Item]) -> tuple[int, int]:
    return min(one.days[0].year for one in items), max(one.days[1].year for one in items)


@given(many(), st.sampled_from([WIDE, NARROW]))
def test_nothing_in_a_lane_touches_its_neighbour_and_nothing_leaves_the_drawing(items: list[Item], width: int) -> None:
    lanes: dict[int, list[Drawn]] = {}
    for one in pack(items, width, *years_of(items)):
        lanes.setdefault(one.lane, []).append(one)
        assert 0 <= one.left <= one.x < one.end <= one.right <= width
        begin = one.text_x if one.text_anchor == "start" else one.text_x - text_width(one.text)
        assert one.left - 0.1 <= begin
        assert begin + text_width(one.text) <= one.right + 0.1
    assert sorted(lanes) == list(range(len(lanes))), "no lane is empty"
    for lane in lanes.values():
        for before, after in itertools.pairwise(sorted(lane, key=lambda one: one.left)):
            assert before.right < after.left
    told = {one.lane for lane in lanes.values() for one in lane if one.item.certainty != "denied"}
    denied = {one.lane for lane in lanes.values() for one in lane if one.item.certainty == "denied"}
    assert not told or not denied or max(told) < min(denied), "what is denied stands apart"


@given(many(), st.randoms(use_true_random=False))
def test_every_item_is_drawn_once_whatever_the_order(items: list[Item], chance: st.DataObject) -> None:
    other = list(items)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert draw(items, WIDE, "wide") == draw(other, WIDE, "wide")
    assert sorted(shape.anchor for shape in draw(items, NARROW, "narrow").shapes) == sorted(one.anchor for one in items)


@given(days, days, st.sampled_from([WIDE, NARROW]))
def test_a_later_day_stands_further_right(one: date, other: date, width: int) -> None:
    first, last = min(one.year, other.year), max(one.year, other.year)
    assert (position(one, width, first, last) < position(other, width, first, last)) == (one < other)


@given(st.integers(2, 9000), st.integers(0, 900), st.sampled_from([WIDE, NARROW]))
def test_the_numbers_of_the_axis_do_not_touch(first: int, years: int, width: int) -> None:
    places = [tick.x for tick in ticks(width, first, first + years)]
    assert places
    assert all(after - before >= 28 for before, after in itertools.pairwise(places))


@pytest.mark.parametrize(
    ("edtf", "reach"),
    [
        ("2013-03-04", Reach(date(2013, 3, 4), date(2013, 3, 4), stated=True)),
        ("2013-03", Reach(date(2013, 3, 1), date(2013, 3, 31), stated=True)),
        ("2013-03-04?", Reach(date(2013, 3, 4), date(2013, 3, 4), stated=False)),
        ("2013", Reach(date(2013, 1, 1), date(2013, 12, 31), stated=False)),
        ("2013-03/2014-05-02", Reach(date(2013, 3, 1), date(2014, 5, 2), stated=True)),
        ("2012/2013", Reach(date(2012, 1, 1), date(2013, 12, 31), stated=False)),
        ("[..2012-04]", Reach(None, date(2012, 4, 30), stated=False)),
        ("[2022-12..]", Reach(date(2022, 12, 1), None, stated=False)),
        ("XXXX-11-05", None),
    ],
)
def test_a_date_reaches_as_far_as_the_text_lets_it(edtf: str, reach: Reach | None) -> None:
    assert reach_of(When(parse(edtf))) == reach


def test_bounds_of_the_text_narrow_a_reach_and_an_inferred_day_is_not_stated() -> None:
    bounded = When(parse("2012~"), "counted", latest=parse("2012-05-07"))
    assert reach_of(bounded) == Reach(date(2012, 1, 1), date(2012, 5, 7), stated=False)
    open_ = When(parse("XXXX-10-07"), "counted", earliest=parse("2022-10-07"))
    assert reach_of(open_) == Reach(date(2022, 10, 7), None, stated=False)
    assert reach_of(When(parse("2013-03-02"), "counted")) == Reach(date(2013, 3, 2), date(2013, 3, 2), stated=False)


def test_only_a_tie_that_lasts_goes_on() -> None:
    assert [one for one in ("supports", "part-of", "leads", "trains", "cooperates-with") if not TIE[one].lasting] == []
    assert [one for one in ("met-with", "killed", "founded", "helped-found", "attacked", "brought-to-power") if TIE[one].lasting] == []


def test_what_is_planned_denied_or_open_has_a_shape_of_its_own() -> None:
    day = Reach(date(2013, 3, 4), date(2013, 3, 4), stated=True)
    items = [
        Item("f-a", "told", "", day),
        Item("f-b", "planned", "", day, status="planned"),
        Item("f-c", "denied", "", day, certainty="denied"),
        Item("f-d", "goes on", "", day, onward=True),
    ]
    shapes = {shape.anchor: shape for shape in draw(items, WIDE, "wide").shapes}
    assert len({shape.outline.split(" ", 1)[1] for shape in (shapes["f-a"], shapes["f-b"])}) == 2
    assert "kb-span--plan" in shapes["f-b"].classes
    assert shapes["f-c"].strike
    assert not shapes["f-a"].strike
    assert shapes["f-d"].tails
    assert not shapes["f-a"].tails


def test_an_actor_with_two_dated_things_has_a_drawing_and_one_with_fewer_has_none(site: Site) -> None:
    dated: dict[str, int] = {}
    for entity in site.kb["entities"]:
        who = entity["id"]
        times = {
            (event["id"], account["date"]["first"], account["date"]["last"], account["certainty"], account["status"])
            for event in site.kb["events"]
            for account in event["accounts"]
            if account["date"] and who in {*account["places"], *itertools.chain(*account["participants"].values())}
        }
        ties = [one for one in site.kb["relations"] if who in {one["subject"], one["object"]} and (one["since"] or one["until"])]
        dated[entity["url"]] = len(times) + len(ties)
    for url, number in dated.items():
        figures = every(site.pages[url], "kb-spans", "figure")
        assert len(figures) == (number > 1), url
        for svg in (one for figure in figures for one in figure.iter() if str(one.tag).endswith("svg")):
            links = every(svg, "kb-span")
            links = [one for one in links if one.get(HREF)]
            if links:
                assert len(links) == number, url
                lines = {one.get("id"): one for one in every(site.pages[url], "kb-fact", "li") if one.get("id")}
                for link in links:
                    assert (link.get(HREF) or "").removeprefix("#") in lines, url
                    assert words(link).strip(), "each says itself"


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_labels_as_the_browser_draws_them_do_not_touch(size: dict[str, int], site: Site, tabs: Tabs) -> None:
    tab = tabs.open(size)
    drawn = [url for url in sorted(site.pages) if url.startswith("actors/") and every(site.pages[url], "kb-spans", "figure")]
    most = sorted(drawn, key=lambda url: -len(every(site.pages[url], "kb-span")))[:6]
    for url in most:
        page = tab.go(url)
        page.evaluate("document.fonts.ready")
        shown = page.locator(".kb-spans > svg:visible:not(.kb-defs)")
        assert shown.count() == 1, "one drawing of the two"
        touching = page.evaluate(
            """() => {
                const boxes = [...document.querySelectorAll(".kb-spans a.kb-span text")].filter((one) => one.getClientRects().length)
                    .map((one) => one.getBoundingClientRect());
                return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) =>
                    one.left < other.right && other.left < one.right && one.top + 2 < other.bottom && other.top + 2 < one.bottom)).length;
            }"""
        )
        assert touching == 0, url
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), url
    link = tab.page.locator(".kb-spans > svg:visible a.kb-span").first
    link.focus()
    tab.page.keyboard.press("Enter")
    line = tab.page.locator(f"#{(link.get_attribute('xlink:href') or '')[1:]}")
    assert line.is_visible()
    assert tab.page.evaluate("location.hash").startswith("#f-")
    assert tab.wrong == []
