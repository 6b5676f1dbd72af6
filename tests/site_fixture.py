"""The fixture ``site``: the real site, built once for a run. A test file asks for it with ``pytest_plugins = ["tests.site_fixture"]``."""

from __future__ import annotations

import sys

import pytest

from tests.built_site import Site, once, run


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site, built by ``kb build``."""
    return Site(once(tmp_path_factory, "site", lambda folder: run(sys.executable, "-m", "kb", "build", "--site-dir", folder)))
