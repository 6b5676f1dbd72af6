"""Nothing that axe finds on any kind of page, in either palette, wide and narrow, but what Material itself brings."""

from __future__ import annotations

import pytest

from tests import axe
from tests.tabs import DESK, KINDS_OF_PAGE, PHONE, Scheme, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]
pytestmark = pytest.mark.browser

# Besides the kinds of page, what opens on them
OPENED = {"network, a name chosen": "network/#n-iran"}


@pytest.mark.parametrize(
    ("size", "scheme", "rules"),
    [(DESK, "light", None), (PHONE, "light", None), (DESK, "dark", ["color-contrast"]), (PHONE, "dark", ["color-contrast"])],
    ids=["desk, light", "phone, light", "desk, dark: colours", "phone, dark: colours"],
)
def test_axe_finds_nothing(size: dict[str, int], scheme: Scheme, rules: list[str] | None, tabs: Tabs) -> None:
    tab = tabs.open(size, scheme=scheme)
    found: list[str] = []
    for kind, url in (KINDS_OF_PAGE | OPENED).items():
        page = tab.go(url)
        if url.startswith("network/"):
            page.wait_for_selector(".kb-net-view[data-drawn]")
        found += [f"{kind}: {one}" for one in axe.findings(page, rules)]
    assert not found, "\n".join(found)
