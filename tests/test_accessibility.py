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
# What Material itself brings: its search is a dialog without a name, on a phone the parts of its menu bear the names of the tabs, and the
# tools at each piece of code are navigation without a name.
MATERIAL = {"aria-dialog-name": ".md-search", "landmark-unique": 'nav[aria-labelledby^="__nav_"], .md-code__nav'}
# Besides the kinds of page, what opens on them
OPENED = {"network, a name chosen": "network/#n-iran"}
LOOK = """async ([rules, known]) => {
    const found = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) });
    return found.violations.flatMap((one) => one.nodes
        .filter((node) => !(known[one.id] && document.querySelector(node.target.join(" "))?.matches(known[one.id])))
        .map((node) => [one.id, node.target.join(" "), node.failureSummary]));
}"""


@pytest.mark.parametrize(
    ("size", "scheme", "rules"),
    [(DESK, "light", None), (PHONE, "light", None), (DESK, "dark", ["color-contrast"]), (PHONE, "dark", ["color-contrast"])],
    ids=["desk, light", "phone, light", "desk, dark: colours", "phone, dark: colours"],
)
def test_axe_finds_nothing(size: dict[str, int], scheme: Scheme, rules: list[str] | None, tabs: Tabs) -> None:
    tab = tabs.open(size, scheme=scheme)
    findings: list[str] = []
    for kind, url in (KINDS_OF_PAGE | OPENED).items():
        page = tab.go(url)
        if url.startswith("network/"):
            page.wait_for_selector(".kb-net-view[data-drawn]")
        page.evaluate(AXE)
        found: list[tuple[str, str, str]] = page.evaluate(LOOK, [rules, MATERIAL])
        findings += [f"{kind}: {rule}: {where}: {why}" for rule, where, why in found]
    assert not findings, "\n".join(findings)
