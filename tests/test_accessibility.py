"""Nothing that axe finds on any kind of page, in either palette, wide and narrow, but what Material itself brings.

axe-core is the accessibility checker that browsers' own tools use; all its rules run, those of good practice too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tabs import DESK, KINDS_OF_PAGE, PHONE, Scheme, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendored" / "axe.min.js").read_text(encoding="utf-8")
MATERIAL = {"aria-dialog-name": ".md-search"}  # its search is a dialog without a name
LOOK = """async (tags) => {
    const found = await axe.run(document, { resultTypes: ["violations"], ...(tags && { runOnly: { type: "tag", values: tags } }) });
    return found.violations.flatMap((one) => one.nodes.map((node) => [one.id, node.target.join(" "), node.failureSummary]));
}"""


@pytest.mark.parametrize(
    ("size", "scheme", "tags"),
    [(DESK, "light", None), (PHONE, "light", None), (DESK, "dark", ["cat.color"]), (PHONE, "dark", ["cat.color"])],
    ids=["desk, light", "phone, light", "desk, dark: colours", "phone, dark: colours"],
)
def test_axe_finds_nothing(size: dict[str, int], scheme: Scheme, tags: list[str] | None, tabs: Tabs) -> None:
    tab = tabs.open(size, scheme=scheme)
    findings: list[str] = []
    for kind, url in KINDS_OF_PAGE.items():
        page = tab.go(url)
        page.evaluate(AXE)
        found: list[tuple[str, str, str]] = page.evaluate(LOOK, tags)
        findings += [f"{kind}: {rule}: {where}: {why}" for rule, where, why in found if MATERIAL.get(rule) != where]
    assert not findings, "\n".join(findings)
