"""The colours of the tokens, measured: every text on every ground that it stands on, and every mark, in both palettes (WCAG 2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "src/kb/pages/assets/css/tokens.css").read_text(encoding="utf-8")
KINDS = ["person", "group", "state", "body", "organization", "publication", "community", "place", "event", "source", "article"]
GROUNDS = ["paper", "leaf", "tint", "tint2"]
PAIRS = [(text, ground, 4.5) for text in ("ink", "ink2", "accent") for ground in GROUNDS]
PAIRS += [("ink3", "paper", 4.5), ("ink3", "leaf", 4.5), ("paper", "accent", 4.5), ("rule", "paper", 3.0), ("rule", "leaf", 3.0)]
PAIRS += [(f"k-{kind}", ground, 3.0) for kind in KINDS for ground in ("paper", "tint")]


def palette(scheme: str) -> dict[str, str]:
    """The colours of ``default`` (light) or ``slate`` (dark) by the names of their tokens."""
    block = re.search(rf'^\[data-md-color-scheme="{scheme}"\] \{{(.*?)^\}}', TOKENS, re.DOTALL | re.MULTILINE)
    assert block
    return dict(re.findall(r"--kb-([\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2, from 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_what_is_read_stands_out_from_its_ground(scheme: str) -> None:
    colours = palette(scheme)
    weak = {(text, ground): round(found, 2) for text, ground, least in PAIRS if (found := contrast(colours[text], colours[ground])) < least}
    assert not weak


def test_contrast_is_measured_as_the_guideline_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
