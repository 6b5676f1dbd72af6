"""What axe finds on a page: the accessibility checker that browsers' own tools use. All its rules run, those of good practice too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendored" / "axe.min.js").read_text(encoding="utf-8")
# What Material itself brings: its search is a dialog without a name, on a phone the parts of its menu bear the names of the tabs, and the
# tools at each piece of code are navigation without a name.
MATERIAL = {"aria-dialog-name": ".md-search", "landmark-unique": 'nav[aria-labelledby^="__nav_"], .md-code__nav'}
LOOK = """async ([rules, known]) => {
    const found = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) });
    return found.violations.flatMap((one) => one.nodes
        .filter((node) => !(known[one.id] && document.querySelector(node.target.join(" "))?.matches(known[one.id])))
        .map((node) => [one.id, node.target.join(" "), node.failureSummary]));
}"""


def findings(page: Page, rules: Sequence[str] | None = None) -> list[str]:
    """Each finding in words, without those of Material; ``rules`` are the only ones that are asked for."""
    page.evaluate(AXE)
    found: list[tuple[str, str, str]] = page.evaluate(LOOK, [rules, MATERIAL])
    return [f"{rule}: {where}: {why}" for rule, where, why in found]
