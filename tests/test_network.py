"""Ties drawn: no two labels on one spot, every tie in picture, table and data, and a page that searches, filters and moves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from kb import layout
from kb.layout import Box, Node, Spoke
from kb.layout.boxes import apart, settled
from kb.layout.ego import NARROW, SIDES, TALLEST, WIDE
from kb.pages.lettering import flow, lines, width
from tests.built_site import PROJECT, Element, Site, has_class, words
from tests.tabs import until

if TYPE_CHECKING:  # pytest loads the fixtures itself, and must be the first to do so
    from tests.tabs import Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ASSETS: Final = PROJECT / "src" / "kb" / "pages" / "assets"
SVG: Final = "{http://www.w3.org/2000/svg}"  # as html5lib names what is drawn
WITH_TIES: Final = "actors/al-qaeda-in-iraq/"

# ------------------------------------------------------------------------------------------------- places

spokes = st.builds(
    Spoke,
    side=st.sampled_from(SIDES),
    lines=st.integers(1, 6),
    strands=st.integers(1, 9),
)


def drawn(placed: tuple[layout.Placed, ...]) -> list[Box]:
    return [box for one in placed for box in (one.label, one.glyph_box)]


@given(st.lists(spokes, max_size=36), st.integers(1, 3))
def test_in_the_picture_of_any_star_no_two_labels_or_glyphs_meet(star: list[Spoke], centre_lines: int) -> None:
    for made, wide in ((layout.butterfly(star, centre_lines), WIDE), (layout.rail(star), NARROW)):
        boxes = drawn(made.spokes)
        assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
        for box in boxes:
            assert box.left >= 0
            assert box.right <= wide
            assert box.top >= -0.1
            assert box.bottom <= made.height + 0.1


@given(st.lists(spokes, max_size=24))
def test_every_line_of_a_star_ends_at_its_own_neighbour(star: list[Spoke]) -> None:
    for spoke, place in zip(star, layout.butterfly(star).spokes, strict=True):
        assert len(place.strands) == spoke.strands
        for strand in place.strands:
            start = float(strand.path.removeprefix("M").split()[0])
            assert abs(start - place.glyph[0]) < 12
            assert (strand.arrow is None) == (spoke.side == "both")


@given(st.lists(spokes, max_size=60))
def test_what_fits_is_the_first_of_each_side_and_no_taller_than_a_picture_may_be(star: list[Spoke]) -> None:
    left = layout.sides_left(star)
    chosen = [star[index] for index in layout.fitting(star, left)]
    for side in SIDES:
        here = [one for one in chosen if one.side == side]
        assert here == [one for one in star if one.side == side][: len(here)]
    if all(spoke.height <= TALLEST / 8 for spoke in star):
        assert all(one.side in {other.side for other in chosen} for one in star)
    assert layout.butterfly(chosen, left=left).height <= TALLEST + 8


points = st.lists(st.tuples(st.integers(-300, 300).map(float), st.integers(-300, 300).map(float)), min_size=1, max_size=40)


@given(points, st.lists(st.tuples(st.integers(4, 150), st.integers(4, 40)), min_size=40, max_size=40))
@settings(max_examples=60, deadline=None)
def test_boxes_moved_apart_do_not_meet(where: list[tuple[float, float]], sizes: list[tuple[int, int]]) -> None:
    boxes = [Box(-8, -high / 2, float(wide), high / 2) for wide, high in sizes[: len(where)]]
    moved = [box.at(point) for box, point in zip(boxes, apart(where, boxes), strict=True)]
    assert not [pair for pair in combinations(moved, 2) if pair[0].meets(pair[1])]


graphs = st.integers(1, 40).flatmap(
    lambda size: st.tuples(
        st.lists(st.tuples(st.floats(5, 130), st.integers(1, 2)), min_size=size, max_size=size),
        st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=60),
    )
)


@given(graphs, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_in_the_network_no_two_labels_or_glyphs_meet_and_order_does_not_matter(graph: Any, random: Any) -> None:  # noqa: ANN401 - hypothesis gives no types here
    sizes, pairs = graph
    nodes = [Node(f"n{index:02}", wide, tall) for index, (wide, tall) in enumerate(sizes)]
    edges = [(f"n{one:02}", f"n{other:02}") for one, other in pairs]
    made = layout.whole(tuple(nodes), tuple(edges))
    assert set(made.places) == {node.id for node in nodes}
    assert set(made.labels) == set(made.places), "in a small network every label has room"
    glyphs = [Box(x - 7.5, y - 7.5, x + 7.5, y + 7.5) for x, y in made.places.values()]
    boxes = glyphs + list(made.labels.values())
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    for box in boxes:
        assert 0 <= box.left < box.right <= made.width
        assert 0 <= box.top < box.bottom <= made.height
    random.shuffle(nodes)
    assert layout.whole(tuple(nodes), tuple(edge[::-1] for edge in reversed(edges))) == made


@given(graphs, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_in_a_crowd_no_two_names_are_in_one_place_and_order_does_not_matter(graph: Any, random: Any) -> None:  # noqa: ANN401 - see above
    sizes, pairs = graph
    nodes = [Node(f"n{index:02}", wide, tall) for index, (wide, tall) in enumerate(sizes)]
    edges = [(f"n{one:02}", f"n{other:02}") for one, other in pairs]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(import_module("kb.layout.whole"), "CORE", 5)
        made = layout.whole(tuple(nodes), tuple(edges))
        random.shuffle(nodes)
        assert layout.whole(tuple(nodes), tuple(edge[::-1] for edge in reversed(edges))) == made
    assert set(made.places) == {node.id for node in nodes}
    glyphs = [Box(x - 7.5, y - 7.5, x + 7.5, y + 7.5) for x, y in made.places.values()]
    assert not [pair for pair in combinations(glyphs, 2) if pair[0].meets(pair[1])]


def test_those_in_one_place_move_to_the_nearest_free_ones() -> None:
    moved = settled([(0.0, 0.0)] * 9 + [(50.0, 0.0)], 10.0)
    assert set(moved) == {(x * 10.0, y * 10.0) for x in (-1, 0, 1) for y in (-1, 0, 1)} | {(50.0, 0.0)}
    assert moved[0] == (0.0, 0.0)


def test_in_a_large_network_labels_stand_only_where_there_is_room() -> None:
    nodes = tuple(Node(f"n{index:03}", 90.0) for index in range(400))
    made = layout.whole(nodes, tuple((f"n{index:03}", f"n{index // 3:03}") for index in range(1, 400)))
    assert len(made.places) == 400
    labels = list(made.labels.values())
    assert labels
    assert not [pair for pair in combinations(labels, 2) if pair[0].meets(pair[1])]


PLACES: Final = """
from kb import layout
nodes = tuple(layout.Node(f"n{i}", 40 + i % 60) for i in range(120))
edges = tuple((f"n{i}", f"n{i * 7 % 120}") for i in range(120)) + tuple((f"n{i}", f"n{i // 4}") for i in range(60))
made = layout.whole(nodes, tuple(set(edges)))
print(made.width, sorted(made.places.items()), sorted(made.labels.items()))
"""


def test_places_are_the_same_in_every_run() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", PLACES], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, cwd=PROJECT
        ).stdout
        for seed in ("1", "4711", "random")
    }
    assert len(said) == 1


@given(st.text(max_size=60), st.floats(30, 300), st.integers(1, 3))
def test_words_are_cut_to_lines_that_fit(text: str, room: float, most: int) -> None:
    made = lines(text, 14, room, most)
    assert len(made) <= most
    assert all(width(line, 14) <= room for line in made)
    if not any("…" in line for line in made):
        assert " ".join(made) == " ".join(text.split())


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from([12.5, 14.0])), max_size=3), st.floats(30, 300), st.integers(1, 3))
def test_words_of_two_sizes_flow_into_lines_that_fit(runs: list[tuple[str, float]], room: float, most: int) -> None:
    made = flow(runs, room, most)
    assert len(made) <= most
    assert all(sum(width(words, size) for words, size in line) <= room + 0.001 for line in made)
    if not any("…" in words for line in made for words, _ in line):
        assert " ".join("".join(words for words, _ in line) for line in made).split() == " ".join(words for words, _ in runs).split()


# ---------------------------------------------------------------------------------------------- the built site


def svgs(page: Element, form: str) -> list[Element]:
    return [one for one in page.iter(f"{SVG}svg") if has_class(one, f"kb-net--{form}")]


def facts_of(svg: Element) -> list[str]:
    return [fact for line in svg.iter(f"{SVG}g") for fact in line.get("data-ties", "").split()]


def ties_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns of the ties as rows, with what their numbers stand for; a passage as its address."""
    tables = {"type": [one for one, _ in data["types"]], "says": data["says"], "when": data["whens"], "voice": data["voices"]}
    tables |= {"from": data["names"]["id"], "to": data["names"]["id"], "certainty": data["certainties"], "status": data["statuses"]}
    passages = [
        f"articles/{data['articles'][article][0]}/#{one}"
        for one, article in zip(data["passages"]["id"], data["passages"]["article"], strict=True)
    ]
    found = []
    for number, tie in enumerate(data["ties"]["id"]):
        row: dict[str, Any] = {"id": tie}
        for key, column in data["ties"].items():
            if key == "passages":
                row[key] = [passages[one] for one in column[number]]
            elif key != "id":
                row[key] = tables[key][column[number]] if key in tables else column[number]
        found.append(row)
    return found


def test_every_tie_is_in_the_picture_in_the_table_and_in_the_data(site: Site) -> None:
    expected = sorted(one["id"] for one in site.kb["relations"])
    page = site.pages["network/"]
    (picture,) = svgs(page, "all")
    assert sorted(facts_of(picture)) == expected
    assert sorted(row.get("data-tie") for row in page.iter("tr") if row.get("data-tie")) == expected
    data = site.data("network.json")
    assert sorted(data["ties"]["id"]) == expected
    names = set(data["names"]["id"])
    assert names == {who for one in site.kb["relations"] for who in (one["subject"], one["object"])}
    by_id = {one["id"]: one for one in site.kb["relations"]}
    for tie in ties_of(data):
        fact = by_id[tie["id"]]
        assert (tie["from"], tie["type"], tie["to"]) == (fact["subject"], fact["relation"], fact["object"])
        assert (tie["certainty"], tie["status"]) == (fact["certainty"], fact["status"])
        assert set(tie["passages"]) == {piece["url"] for piece in fact["evidence"]}


def test_every_column_of_the_data_says_what_the_row_of_the_table_says(site: Site) -> None:
    data = site.data("network.json")
    for columns in (data["names"], data["ties"], data["passages"]):
        assert len({len(column) for column in columns.values()}) == 1
    rows = {row.get("data-tie"): row for row in site.pages["network/"].iter("tr") if row.get("data-tie")}
    said = {one["id"]: one["name"] for one in site.kb["entities"]}
    labels = [
        f"{data['articles'][article][1]} {where}"
        for article, where in zip(data["passages"]["article"], data["passages"]["where"], strict=True)
    ]
    quoted = site.data("network-words.json")["words"]
    for number, tie in enumerate(ties_of(data)):
        cells = [" ".join(words(cell).split()) for cell in rows[tie["id"]].iter("td")]
        assert cells[0] == said[tie["from"]]
        assert cells[1] == tie["says"]
        assert cells[2] == said[tie["to"]]
        assert tie["when"] in cells[3]
        assert tie["certainty"] in cells[4]
        assert tie["voice"][0] in cells[5]
        cites = [link for link in list(rows[tie["id"]].iter("td"))[6].iter("a") if has_class(link, "kb-cite")]
        assert {labels[one] for one in data["ties"]["passages"][number]} == {words(link) for link in cites}
        assert {link.get("href").split("#")[1]: link.get("data-q") for link in cites}.items() <= quoted.items()
    entities = {one["id"]: one for one in site.kb["entities"]}
    for number, who in enumerate(data["names"]["id"]):
        kind, _, folder = data["kinds"][data["names"]["kind"][number]]
        assert (data["names"]["name"][number], kind) == (entities[who]["name"], entities[who]["kind"])
        assert f"{folder}/{who}/" == entities[who]["url"]


def test_every_node_is_a_link_to_the_page_of_its_actor(site: Site) -> None:
    url_of = {one["id"]: one["url"] for one in site.kb["entities"]}
    (picture,) = svgs(site.pages["network/"], "all")
    nodes = [one for one in picture.iter(f"{SVG}a") if has_class(one, "kb-net__node")]
    assert {one.get("id"): one.get("href") for one in nodes} == {
        f"n-{who}": f"../{url_of[who]}" for who in site.data("network.json")["names"]["id"]
    }
    assert all(one.get("aria-label") for one in nodes)


def test_every_actor_with_ties_has_the_picture_of_them_above_their_lines(site: Site) -> None:
    tied: dict[str, set[str]] = {}
    for one in site.kb["relations"]:
        for who in (one["subject"], one["object"]):
            tied.setdefault(who, set()).add(one["id"])
    for entity in site.kb["entities"]:
        page = site.pages[entity["url"]]
        pictures = svgs(page, "wide") + svgs(page, "narrow")
        assert len(pictures) == (2 if entity["id"] in tied else 0), entity["id"]
        for picture in pictures:
            shown = facts_of(picture)
            assert len(shown) == len(set(shown))
            assert set(shown) <= tied[entity["id"]]
            folded = re.search(r"(\d+) ties? more in the lines below", words(next(page.iter("figcaption"))))
            assert len(shown) + (int(folded[1]) if folded else 0) == len(tied[entity["id"]]), entity["id"]


def test_a_denied_or_planned_tie_is_never_drawn_as_though_it_held(site: Site) -> None:
    facts = {one["id"]: one for one in site.kb["relations"]}
    seen = set()
    for page in site.pages.values():
        for picture in (one for form in ("wide", "narrow", "all") for one in svgs(page, form)):
            for line in (one for one in picture.iter(f"{SVG}g") if one.get("data-ties")):
                classes = " ".join(part.get("class", "") for part in line.iter(f"{SVG}path"))
                for fact in (facts[one] for one in line.get("data-ties").split()):
                    assert f"kb-edge--{fact['certainty']}" in classes
                    assert ("kb-bar-not" in classes) == (fact["certainty"] == "denied")
                    if "kb-arrow" in classes:
                        assert ("kb-arrow--open" in classes) == (fact["status"] != "actual")
                    assert fact["certainty"] in words(next(line.iter(f"{SVG}title")))
                    seen.add((fact["certainty"], fact["status"] != "actual"))
    assert {("denied", False), ("asserted", True), ("possible", False)} <= seen


def test_drawings_carry_no_style_attribute_and_their_glyphs_are_those_of_the_tokens(site: Site) -> None:
    tokens = (ASSETS / "css" / "tokens.css").read_text(encoding="utf-8")
    for url in ("network/", WITH_TIES):
        figures = [one for one in site.pages[url].iter("figure") if "kb-net" in one.get("class", "")]
        assert figures
        assert not [one for figure in figures for one in figure.iter() if one.get("style") is not None]
        shapes = {
            one.get("id"): one.get("d") for one in site.pages[url].iter(f"{SVG}path") if (one.get("id") or "").startswith("kb-shape-")
        }
        assert shapes
        for name, path in shapes.items():
            found = re.search(rf"--kb-s-{name.removeprefix('kb-shape-')}: url\((.*)\);", tokens)
            assert found
            if "circle" not in found[1]:  # three circles there are three closed curves here
                assert f"d='{path}'" in found[1]


def test_the_scripts_of_the_picture_are_loaded_on_the_network_page_alone(site: Site) -> None:
    for url, page in site.pages.items():
        own = [one.get("src") for one in page.iter("script") if "js/pages/network" in (one.get("src") or "")]
        assert own == (["../assets/kb/js/pages/network-picture.js", "../assets/kb/js/pages/network.js"] if url == "network/" else []), url


def test_the_static_picture_has_a_legend_of_the_kinds_in_it_and_larger_words_for_a_phone(site: Site) -> None:
    page = site.pages["network/"]
    (legend,) = [one for one in page.iter("ul") if has_class(one, "kb-net-legend--kinds")]
    kinds = {one["kind"] for one in site.kb["entities"]}
    drawn_kinds = {part.get("href").removeprefix("#kb-shape-") for part in legend.iter(f"{SVG}use")}
    (picture,) = svgs(page, "all")
    assert drawn_kinds == {part.get("href").removeprefix("#kb-shape-") for part in picture.iter(f"{SVG}use")} <= kinds
    (far,) = [one for one in picture.iter(f"{SVG}g") if has_class(one, "kb-net__far")]
    assert float(far.get("font-size")) * 350 / float(picture.get("width")) > 10, "legible where the paper is as wide as a phone"
    assert list(far.iter(f"{SVG}text"))


def test_a_long_table_is_spread_over_pages_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    from kb import library  # noqa: PLC0415 - the real content, read here only
    from kb.pages import network_page  # noqa: PLC0415
    from kb.pages.wording import Speech  # noqa: PLC0415

    monkeypatch.setattr(network_page, "ROWS", 100)
    monkeypatch.setattr(network_page, "ROWS_BESIDE", 60)
    kb = library.load(PROJECT).kb
    pages = list(network_page.make(kb, Speech(kb)))
    assert [page.url for page in pages] == ["network/", "network/2/", "network/3/"]
    shown = [fact for page in pages for fact in re.findall(r'<tr data-tie="([^"]+)"', page.html)]
    assert sorted(shown) == sorted(fact.id for fact in kb.facts.values() if fact.kind == "tie")
    assert all(f'href="../{other.url}"' in pages[0].html for other in pages[1:])


# -------------------------------------------------------------------------------------------------- in a browser


def opened(tab: Tab, after: str = "") -> Page:
    page = tab.go(f"network/{after}")
    page.wait_for_selector(".kb-net-view[data-drawn]")
    return page


def shown_rows(page: Page) -> int:
    return page.locator("tr[data-tie]:visible").count()


def visible_ties(page: Page) -> int:
    found: int = page.evaluate("kbNetwork.ties().length")
    return found


@pytest.mark.browser
def test_without_scripts_the_network_is_a_picture_of_links_and_a_table(tabs: Tabs, site: Site) -> None:
    page = tabs.open(DESK, scripts=False).go("network/#n-iran")
    assert page.locator("svg.kb-net--all a").count() == len(site.data("network.json")["names"]["id"])
    expect(page.locator("#n-iran")).to_be_in_viewport()
    expect(page.locator(".kb-net-form")).to_be_hidden()
    assert shown_rows(page) == len(site.kb["relations"])


@pytest.mark.browser
def test_filters_narrow_picture_and_table_alike_and_say_so(tab: Tab, site: Site) -> None:
    page = opened(tab)
    everything = len(site.kb["relations"])
    assert visible_ties(page) == shown_rows(page) == everything
    expect(page.get_by_role("button", name=re.compile("^denied"))).to_be_hidden()
    page.locator(".kb-net-panel > summary").click()
    page.get_by_role("button", name=re.compile("^denied")).click()
    denied = sum(one["certainty"] == "denied" for one in site.kb["relations"])
    assert visible_ties(page) == shown_rows(page) == denied
    expect(page.locator(".kb-net-form .kb-count")).to_contain_text(f"{denied} ties shown; {everything - denied} ties hidden by the filters")
    page.get_by_role("button", name="Clear all that was chosen").click()
    page.get_by_role("button", name="without denied ties").click()
    assert visible_ties(page) == shown_rows(page) == everything - denied
    page.locator("[name=tie]").select_option("supports")
    support = sum(one["relation"] == "supports" and one["certainty"] != "denied" for one in site.kb["relations"])
    assert visible_ties(page) == shown_rows(page) == support
    address = page.url
    assert "tie=supports" in address
    again = opened(tab, "#" + address.split("#")[1])
    again.reload()
    again.wait_for_selector(".kb-net-view[data-drawn]")
    assert shown_rows(again) == support
    assert tab.wrong == []


@pytest.mark.browser
def test_years_keep_only_ties_with_a_date_and_say_how_many_have_none(tab: Tab, site: Site) -> None:
    page = opened(tab)
    page.locator(".kb-net-panel > summary").click()
    page.locator("[name=from]").fill("2011")
    page.locator("[name=to]").fill("2012")
    page.locator("[name=to]").blur()
    dated = [tie for tie in ties_of(site.data("network.json")) if tie["first"] is not None and tie["first"] <= 2012 and tie["last"] >= 2011]
    expect(page.locator(".kb-net-form .kb-count")).to_contain_text("because no date is given")
    assert shown_rows(page) == len(dated) > 0


@pytest.mark.browser
def test_a_search_finds_an_actor_by_another_name_and_shows_its_ties(tab: Tab) -> None:
    page = opened(tab)
    page.locator("#kb-net-find").fill("AQI")
    page.locator(".kb-net-found button").first.wait_for()
    page.keyboard.press("Enter")
    card = page.locator(".kb-net-card")
    expect(card.locator("h2")).to_have_text("al-Qaeda in Iraq")
    assert card.locator("li a.kb-cite").count() > 0
    assert page.evaluate("location.hash") == "#n-al-qaeda-in-iraq"
    expect(card.locator("li a.kb-cite").first).to_have_attribute("data-q", re.compile("."))
    labels = page.evaluate("kbNetwork.picture.labels().map((one) => one.name)")
    assert len(labels) > 1, "its neighbours have their words"
    card.locator("h2 a").click()
    expect(page).to_have_url(re.compile("actors/al-qaeda-in-iraq/"))
    assert tab.wrong == []


@pytest.mark.browser
def test_a_click_on_a_line_tells_its_tie_with_voice_certainty_and_words(tab: Tab, site: Site) -> None:
    page = opened(tab)
    denied = next(one for one in site.kb["relations"] if one["certainty"] == "denied")
    at = page.evaluate(
        """(id) => new Promise((done) => {
            const at = kbNetwork.middle(id), picture = kbNetwork.picture;
            picture.zoomBy(2 / picture.zoom(), at.x, at.y);
            picture.then(() => setTimeout(() => done(kbNetwork.middle(id))));
        })""",
        denied["id"],
    )
    page.locator(".kb-net-view").click(position={"x": at["x"], "y": at["y"]})
    card = page.locator(".kb-net-card")
    expect(card.locator(f'a.kb-cite[data-fact="{denied["id"]}"]').first).to_be_visible()
    expect(card.locator("li").first.locator(".kb-cert")).to_have_text("denied")
    expect(card.locator("li").first.locator(".kb-voice")).not_to_be_empty()


@pytest.mark.browser
def test_a_click_on_a_name_chooses_it(tab: Tab) -> None:
    page = opened(tab)
    page.get_by_role("button", name="Fit").click()
    at = page.evaluate("kbNetwork.place('jabhat-al-nusra')")
    page.locator(".kb-net-view").click(position={"x": at["x"], "y": at["y"]})
    expect(page.locator(".kb-net-card h2")).to_have_text("Jabhat al-Nusra")


@pytest.mark.browser
def test_the_picture_moves_by_button_key_and_drag_and_the_wheel_stays_with_the_page_until_a_click(tab: Tab) -> None:
    page = opened(tab)
    view = page.locator(".kb-net-view")
    zoom = "kbNetwork.picture.zoom()"
    before = page.evaluate(zoom)
    page.get_by_role("button", name="Larger").click()
    assert page.evaluate(zoom) > before
    view.focus()
    pan = page.evaluate("kbNetwork.picture.pan().x")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("kbNetwork.picture.pan().x") == pan - 60
    page.keyboard.press("0")
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    assert box is not None
    now, top = page.evaluate(zoom), page.evaluate("scrollY")
    page.mouse.move(box["x"] + 20, box["y"] + 200)
    page.mouse.wheel(0, 120)
    until(page, "(top) => scrollY > top", top)
    assert page.evaluate(zoom) == now
    page.wait_for_timeout(700)  # a browser takes wheel steps that follow close on each other for one, and this one was the page's
    box = view.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] / 2)
    expect(view).to_have_class(re.compile(r"\bkb-held\b"))
    page.mouse.wheel(0, -120)
    until(page, "(now) => kbNetwork.picture.zoom() > now", now)


@pytest.mark.browser
@pytest.mark.parametrize("held", [False, True], ids=["free", "held"])
def test_on_a_phone_a_finger_scrolls_the_page_until_it_is_asked_to_move_the_picture(tabs: Tabs, *, held: bool) -> None:
    context = tabs.browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce")
    tabs.contexts.append(context)
    page = context.new_page()
    page.goto(tabs.home + "network/")
    page.wait_for_selector(".kb-net-view[data-drawn]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if held:
        page.locator("[data-do=hold]").evaluate("(button) => button.click()")
    page.locator(".kb-net-view").evaluate("(view) => view.scrollIntoView({ block: 'center' })")
    top, pan = page.evaluate("[scrollY, kbNetwork.picture.pan().y]")
    session = context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 200, "y": 560}]})
    for step in range(1, 9):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 200, "y": 560 - 30 * step}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    if held:
        until(page, "(pan) => kbNetwork.picture.pan().y !== pan", pan)
        assert page.evaluate("scrollY") == top
    else:
        until(page, "(top) => scrollY > top + 50", top)
        assert page.evaluate("kbNetwork.picture.pan().y") == pan


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_whole_stands_in_the_window_at_first_and_no_two_names_in_it_meet(tabs: Tabs, size: dict[str, int]) -> None:
    page = opened(tabs.open(size))
    wide, high = page.evaluate("[kbNetwork.picture.width(), kbNetwork.picture.height()]")
    for who in page.evaluate("kbNetwork.names()"):
        at = page.evaluate("(who) => kbNetwork.place(who)", who)
        assert 0 < at["x"] < wide
        assert 0 < at["y"] < high
    boxes = [Box(*one["place"]) for one in page.evaluate("kbNetwork.picture.labels()")]
    assert len(boxes) >= 10
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    few = len(boxes)
    page.evaluate("kbNetwork.picture.zoomBy(2.5, 100, 100)")
    more = [Box(*one["place"]) for one in page.evaluate("kbNetwork.picture.labels()")]
    assert len(more) > few, "there is room for more names as one comes nearer"
    assert not [pair for pair in combinations(more, 2) if pair[0].meets(pair[1])]


@pytest.mark.browser
def test_enter_goes_through_the_names_those_with_most_ties_first(tab: Tab, site: Site) -> None:
    page = opened(tab)
    times = dict.fromkeys(site.data("network.json")["names"]["id"], 0)
    for one in site.kb["relations"]:
        times[one["subject"]] += 1
        times[one["object"]] += 1
    most = sorted(times.values(), reverse=True)
    page.locator(".kb-net-view").focus()
    gone = []
    for key in ("Enter", "Enter", "Enter", "Shift+Enter"):
        page.keyboard.press(key)
        gone.append(page.evaluate("decodeURIComponent(location.hash.slice(3))"))
        expect(page.locator(".kb-net-card h2 a")).to_have_attribute("href", re.compile(f"/{gone[-1]}/$"))
    assert [times[who] for who in gone[:3]] == most[:3]
    assert gone[3] == gone[1]
    page.keyboard.press("Escape")
    expect(page.locator(".kb-net-card")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_moves_when_the_picture_comes_alive(tabs: Tabs, size: dict[str, int]) -> None:
    tab = tabs.open(size)
    tab.page.route("**/*.woff2", lambda route: route.abort())  # words that change their width are not what is asked here
    tab.page.add_init_script(
        "window.kbShift = 0; new PerformanceObserver((list) => list.getEntries().forEach((one) => { kbShift += one.value; }))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page = opened(tab)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))")
    assert page.evaluate("kbShift") < 0.01


@pytest.mark.browser
def test_where_the_data_does_not_come_the_static_picture_stays(tabs: Tabs) -> None:
    tab = tabs.open(DESK)
    tab.page.route("**/data/network.json", lambda route: route.abort())
    page = tab.go("network/")
    page.wait_for_selector(".kb-net-view.kb-off")
    expect(page.locator("svg.kb-net--all")).to_be_visible()
    expect(page.locator(".kb-net-form")).to_be_hidden()


@pytest.mark.browser
def test_colours_follow_the_palette(tab: Tab) -> None:
    page = opened(tab)
    colour = "kbNetwork.picture.colours().ink"
    light = page.evaluate(colour)
    page.locator("label[title='Switch to dark']").click()
    until(page, f"(light) => {colour} !== light", light)
    assert tab.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_labels_as_drawn_are_no_wider_than_the_build_took_them_for(tabs: Tabs, size: dict[str, int]) -> None:
    page = tabs.open(size).go(WITH_TIES)
    page.evaluate("document.fonts.ready")
    found = page.evaluate(
        """() => [...document.querySelectorAll("svg.kb-net")].filter((svg) => getComputedStyle(svg).display !== "none").flatMap(
            (svg) => [...svg.querySelectorAll("tspan")].map((one) => [one.textContent, one.getComputedTextLength(),
                parseFloat(getComputedStyle(one).fontSize), one.getBoundingClientRect().height]))"""
    )
    assert found
    scale = page.evaluate(
        """() => {
            const svg = [...document.querySelectorAll("svg.kb-net")].find((one) => one.clientWidth);
            return svg.clientWidth / svg.viewBox.baseVal.width;
        }"""
    )
    for text, drawn_width, font, _ in found:
        assert drawn_width <= width(text, font) + 0.5, text
        assert font * scale >= 11, text
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
