"""What colours say is said to the colour-blind too: kinds stay apart in colour and in shape, and nothing else rests on colour alone.

Sight without one kind of cone is simulated with the matrices of Machado, Oliveira and Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE TVCG 15 (6), 2009, at severity 1.0, in linear RGB. Distances are measured in OKLab
(Ottosson 2020), where CSS Color 4 takes 0.02 for a difference that is just noticed, and as CIEDE2000 (Sharma, Wu and Dalal 2005).
"""

from __future__ import annotations

import math
import re
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from kb.vocabulary import CERTAINTIES
from tests.built_site import Site
from tests.test_colours import KINDS, TOKENS, palette

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

ROOT = Path(__file__).parent.parent
DESIGN = (ROOT / "docs/about/design.md").read_text(encoding="utf-8")
Vector = tuple[float, float, float]

SIGHTS: dict[str, tuple[Vector, Vector, Vector]] = {
    "ordinary": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
NOTICED = 0.02  # in OKLab: CSS Color 4, 13.2, "a just noticeable difference"
APART = 4 * NOTICED  # shapes are small and stand far from one another: four steps that could just be seen side by side


def times(matrix: tuple[Vector, Vector, Vector], vector: Vector) -> Vector:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return (first, second, third)


def linear(colour: str) -> Vector:
    """The channels of ``#rrggbb`` in linear light, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    one, two, three = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue))
    return (one, two, three)


def seen(colour: str, sight: str) -> Vector:
    """A colour in linear light as a kind of sight has it, within what a screen can show."""
    red, green, blue = (min(1.0, max(0.0, one)) for one in times(SIGHTS[sight], linear(colour)))
    return (red, green, blue)


def oklab(light: Vector) -> Vector:
    cones = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        light,
    )
    long, middle, short = (math.cbrt(one) for one in cones)
    return times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        (long, middle, short),
    )


def cielab(light: Vector) -> Vector:
    """CIE L*a*b* under D65."""
    x, y, z = times(
        ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041)),
        light,
    )
    fx, fy, fz = (math.cbrt(one) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116 for one in (x / 0.95047, y, z / 1.08883))
    return (116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))


def ciede2000(one: Vector, other: Vector) -> float:
    """The difference of two colours in CIE L*a*b*, after Sharma, Wu and Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 if a or b else 0.0 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = 1 - 0.17 * _cos(hm - 30) + 0.24 * _cos(2 * hm) + 0.32 * _cos(3 * hm + 6) - 0.2 * _cos(4 * hm - 63)
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -2 * math.sqrt(cm**7 / (cm**7 + 25**7)) * math.sin(math.radians(60 * math.exp(-(((hm - 275) / 25) ** 2))))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def smallest(scheme: str, sight: str) -> tuple[float, float]:
    """The smallest distance between the colours of any two kinds: in OKLab and as CIEDE2000."""
    colours = [seen(palette(scheme)[f"k-{kind}"], sight) for kind in KINDS]
    pairs = list(combinations(colours, 2))
    return (
        min(math.dist(oklab(one), oklab(other)) for one, other in pairs),
        min(ciede2000(cielab(one), cielab(other)) for one, other in pairs),
    )


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_the_colours_of_any_two_kinds_stay_apart(scheme: str, sight: str) -> None:
    assert smallest(scheme, sight)[0] >= APART


@pytest.mark.parametrize(("scheme", "name"), [("default", "light"), ("slate", "dark")])
def test_the_page_on_the_design_prints_the_distances_that_are_measured(scheme: str, name: str) -> None:
    measured = [smallest(scheme, sight) for sight in SIGHTS]
    assert f"| {name}, OKLab | " + " | ".join(f"{one:.3f}" for one, _ in measured) + " |" in DESIGN
    assert f"| {name}, CIEDE2000 | " + " | ".join(f"{one:.1f}" for _, one in measured) + " |" in DESIGN


def test_distances_are_measured_as_published() -> None:
    """Pairs 1, 7 and 19 of the test data of Sharma, Wu and Dalal; white and red in OKLab as Ottosson gives them."""
    assert round(ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)), 4) == 2.0425
    assert round(ciede2000((50, 0, 0), (50, -1, 2)), 4) == 2.3669
    assert round(ciede2000((50, 2.5, 0), (56, -27, -3)), 4) == 31.9030
    assert [round(one, 3) for one in oklab(linear("#ffffff"))] == [1, 0, 0]
    assert [round(one, 2) for one in oklab(linear("#ff0000"))] == [0.63, 0.22, 0.13]


# ------------------------------------------------------------------------------- the marks that do not rest on colour

DRAW = """(paths) => {
    const many = 96, drawn = (shape) => {
        const board = new OffscreenCanvas(many, many).getContext("2d", { willReadFrequently: true });
        board.scale(many / shape.width, many / shape.height);
        for (const [d, rule, stroke, width] of shape.paths) {
            board.lineWidth = width;
            stroke ? board.stroke(new Path2D(d)) : board.fill(new Path2D(d), rule);
        }
        return board.getImageData(0, 0, many, many).data.filter((_, at) => at % 4 === 3).map((alpha) => alpha > 127);
    };
    const names = Object.keys(paths), pictures = names.map((name) => drawn(paths[name])), found = [];
    names.forEach((one, at) => names.slice(at + 1).forEach((other, after) => {
        let both = 0, either = 0;
        pictures[at].forEach((dot, place) => {
            const there = pictures[at + 1 + after][place];
            both += dot && there; either += dot || there;
        });
        found.push([one, other, 1 - both / either]);
    }));
    return found;
}"""


def shapes(letter: str) -> dict[str, object]:
    """The masks ``--kb-<letter>-…`` of the tokens as paths to draw, by name."""
    found: dict[str, object] = {}
    for name, address in re.findall(rf'--kb-{letter}-(\w+): url\("data:image/svg\+xml,([^"]+)"\)', TOKENS):
        svg = unquote(address)
        box = re.search(r"viewBox='0 0 (\d+) (\d+)'", svg)
        assert box
        paths = [_path(attributes) for attributes in re.findall(r"<path ([^>]*)/>", svg)]
        for x, y, r in re.findall(r"<circle cx='([\d.]+)' cy='([\d.]+)' r='([\d.]+)'/>", svg):
            start = float(x) - float(r)
            paths.append((f"M{start} {y}a{r} {r} 0 1 0 {2 * float(r)} 0a{r} {r} 0 1 0 {-2 * float(r)} 0Z", "nonzero", False, 1.0))
        found[name] = {"width": int(box[1]), "height": int(box[2]), "paths": paths}
    return found


def _path(attributes: str) -> tuple[str, str, bool, float]:
    given = dict(re.findall(r"([\w-]+)='([^']*)'", attributes))
    return (given["d"], given.get("fill-rule", "nonzero"), "stroke" in given, float(given.get("stroke-width", "1")))


@pytest.mark.browser
def test_any_two_kinds_differ_in_shape(browser: Browser) -> None:
    """In at least a third of the area that either covers, so that shape alone tells them apart."""
    kinds = shapes("s")
    assert set(kinds) >= set(KINDS)
    page = browser.new_page()
    alike = [pair for pair in page.evaluate(DRAW, {kind: kinds[kind] for kind in KINDS}) if pair[2] < 1 / 3]
    page.close()
    assert alike == []


@pytest.mark.browser
def test_any_two_certainties_differ_in_texture(browser: Browser) -> None:
    swatches = shapes("c")
    assert set(swatches) == {term.id for term in CERTAINTIES}
    page = browser.new_page()
    alike = [pair for pair in page.evaluate(DRAW, swatches) if pair[2] < 0.25]
    page.close()
    assert alike == []


def test_a_certainty_stands_beside_its_word_and_a_kind_beside_a_name(site: Site) -> None:
    words = {term.label for term in CERTAINTIES}
    for url in ("actors/al-qaeda-in-iraq/", "timeline/", "as-of/2013/", "articles/whats-going-on-in-azerbaijan/"):
        html = (site.folder / url / "index.html").read_text(encoding="utf-8")
        said = re.findall(r'<span class="kb-cert[^"]*"[^>]*>([^<]*)', html)
        assert said
        assert {one.strip() for one in said} <= words, url


def test_layers_are_told_apart_by_their_lines() -> None:
    """Each switch, and so each layer, has a line of its own rhythm or weight; none of them names a colour of its own."""
    css = (ROOT / "src/kb/pages/assets/css/layers.css").read_text(encoding="utf-8")
    switches = dict(re.findall(r'\.kb-layer\[data-layer="(\w+)"\] \.kb-layer__name \{([^}]*)\}', css))
    drawn = dict(re.findall(r"--kb-l-(\w+): ([^;]+);", css))
    assert set(drawn) | {"names", "misprints"} == set(switches)
    assert len(set(drawn.values())) == len(drawn)
    assert all(f"var(--kb-l-{layer})" in switches[layer] for layer in drawn)
    assert "underline 1px" in switches["names"]
    assert "underline dotted 2px" in switches["misprints"]
    assert not re.search(r"#[0-9a-f]{3,8}\b(?![^{]*mask)|rgb\(", " ".join(drawn.values()).replace("#000", ""))


def test_the_numbers_behind_a_ground_stand_on_it(site: Site) -> None:
    """The ground of a year only repeats its number."""
    html = (site.folder / "coverage/actors/index.html").read_text(encoding="utf-8")
    cells = re.findall(r'<td class="kb-heat__cell kb-heat-\d[^"]*"[^>]*>(.*?)</td>', html)
    assert cells
    assert all(re.sub(r"<[^>]+>", "", cell).strip().isdigit() for cell in cells)
