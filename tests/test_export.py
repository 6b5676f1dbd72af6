"""The exported folder of pages: two other hosts render it strictly, offline, with the same pages, passages and citing links."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.built_site import BIN, Element, Site, every, files_in, once, run, words

pytest_plugins = ["tests.site_fixture"]

HOSTS = ("properdocs", "zensical")


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``kb export pages`` writes."""
    return once(tmp_path_factory, "exported", lambda folder: run(sys.executable, "-m", "kb", "export", "pages", folder))


@pytest.fixture(scope="session")
def rendered(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    """The folder as each host renders it."""
    sites = {}
    for host in HOSTS:

        def render(folder: Path, host: str = host) -> None:
            shutil.copytree(exported, folder)
            run(BIN / host, "build", "--strict", "--config-file", folder / "mkdocs.yml", cwd=folder)

        sites[host] = Site(once(tmp_path_factory, f"rendered-by-{host}", render) / "site")
    return sites


def generated(site: Site) -> set[str]:
    """The addresses of the pages that the base makes; those under docs/ are written by hand and not exported."""
    return {url for url in site.pages if not url.startswith(("guide/", "about/", "method/"))}


def test_the_folder_is_complete_without_this_project(exported: Path) -> None:
    config = yaml.safe_load((exported / "mkdocs.yml").read_text(encoding="utf-8"))
    assert [plugin for plugin in config["plugins"] if plugin != "search"] == []
    assert "hooks" not in config
    files = files_in(exported)
    for path in (*config["extra_css"], *config["extra_javascript"]):
        assert f"docs/{path}" in files
    assert all("kb." not in str(extension) for extension in config.get("markdown_extensions", []))


def test_the_folder_is_the_same_every_time(exported: Path, tmp_path: Path) -> None:
    env = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    run(sys.executable, "-m", "kb", "export", "pages", tmp_path / "again", env=env)
    assert files_in(tmp_path / "again") == files_in(exported)


def test_an_export_that_is_ended_leaves_nothing(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kb", "export", "pages", str(tmp_path / "pages"), "--root", str(project)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as ran:
        while not list(tmp_path.iterdir()):  # what it makes lies beside the folder until all is there
            assert ran.poll() is None
        ran.send_signal(signal.SIGTERM)
    assert ran.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(project: Path, tmp_path: Path, exported: Path) -> None:
    (tmp_path / "pages").mkdir()
    run(sys.executable, "-m", "kb", "export", "pages", tmp_path / "pages", "--root", project)
    assert files_in(tmp_path / "pages") == files_in(exported)


def test_the_data_is_exported_with_the_pages(exported: Path, site: Site) -> None:
    for name in ("kb.json", "kb.schema.json", "build.json"):
        assert (exported / "docs" / "data" / name).read_bytes() == (site.folder / "data" / name).read_bytes()


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_renders_the_same_list_of_pages(host: str, rendered: dict[str, Site], site: Site) -> None:
    assert set(rendered[host].pages) == generated(site)


@pytest.mark.parametrize("host", HOSTS)
def test_passages_and_citing_links_survive_another_host(host: str, rendered: dict[str, Site], site: Site) -> None:
    for url in sorted(generated(site)):
        there, here = rendered[host].pages[url], site.pages[url]
        assert passages(there) == passages(here), url
        assert cites(there) == cites(here), url


@pytest.mark.parametrize("host", HOSTS)
def test_every_link_of_ours_leads_somewhere_on_another_host(host: str, rendered: dict[str, Site], site: Site) -> None:
    other = rendered[host]
    ids = {url: {element.get("id") for element in tree.iter() if element.get("id")} for url, tree in other.pages.items()}
    lost = []
    for url in sorted(generated(site)):
        for link in (*every(other.pages[url], "kb-cite"), *every(other.pages[url], "kb-name"), *every(other.pages[url], "kb-m")):
            target = other.target(url, link.get("href"))
            if target is None or target[0] not in ids or (target[1] and target[1] not in ids[target[0]]):
                lost.append(f"{url}: {link.get('href')}")
    assert lost == []


def passages(tree: Element) -> list[tuple[str, str]]:
    return [(segment.get("id") or "", " ".join(words(segment).split())) for segment in every(tree, "kb-q", "span")]


def cites(tree: Element) -> list[tuple[str, str]]:
    return [(link.get("data-fact"), link.get("href")) for link in every(tree, "kb-cite", "a")]
