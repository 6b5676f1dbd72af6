"""A build after an edit gives, byte for byte, the site that a fresh build gives, and makes no more pages than the edit touches."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands import build as host
from mkdocs.structure.pages import Page as HostPage

from bench import generate
from kb.knowledge import subjects
from kb.library import load, remembering
from kb.model import ArticleId, EventFact
from kb.pages.page import LEAVES
from kb.pages.site import Chapter, Site
from tests.conftest import Ran
from tests.editing import EDITS, PACKAGES

Run = Callable[..., Ran]

ARTICLES = 12
EDITED = 8  # times, in the short form
LONG = int(os.environ.get("KB_EDITS", "1000"))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_WORKERS", "1")  # as many or as few give the same: tests/test_spread_build.py
    monkeypatch.syspath_prepend(str(tmp_path / PACKAGES))
    root = tmp_path / "library"
    generate.write(root, ARTICLES, 7)
    return root


def _sums(site: Path) -> str:
    return (site / "SHA256SUMS").read_text(encoding="utf-8")


def _edit_and_compare(root: Path, kb: Run, chance: random.Random, times: int, every: int = 1) -> int:
    """How many of so many builds after random edits gave a site; every so many, and in the end, the same must come out anew.

    An edit that is refused must be refused by both, and is taken back.
    """
    site, fresh, before = root.parent / "site", root.parent / "fresh", root.parent / "before"
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    sound, since = 0, []
    for number in range(times):
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(root, before, ignore=shutil.ignore_patterns(".kb-cache"))
        done = [chance.choice(EDITS) for _ in range(chance.choice([1, 1, 1, 2, 5]))]
        for edit in done:
            edit(root, chance)
        since.append(f"edit {number}: {', '.join(edit.__name__ for edit in done)}")
        after = kb("build", "--root", root, "--site-dir", site)
        if after.code:
            assert kb("build", "--fresh", "--root", root, "--site-dir", fresh).code == after.code, since
            for folder in ("articles", "entities", "docs", "moved"):
                shutil.rmtree(root / folder, ignore_errors=True)
            shutil.copytree(before, root, dirs_exist_ok=True)
            continue
        sound += 1
        if sound % every == 0:
            _compare(root, kb, since)
            since = []
    _compare(root, kb, since)
    return sound


def _compare(root: Path, kb: Run, since: list[str]) -> None:
    site, fresh = root.parent / "site", root.parent / "fresh"
    assert kb("build", "--fresh", "--root", root, "--site-dir", fresh).code == 0, since
    one, other = _sums(site).splitlines(), _sums(fresh).splitlines()
    assert one == other, (since, sorted(set(one) ^ set(other))[:10])


def test_random_edits_give_the_site_of_a_fresh_build(library: Path, kb: Run) -> None:
    assert _edit_and_compare(library, kb, random.Random(11), EDITED) > EDITED / 3  # noqa: S311 - not a secret


@pytest.mark.torture
def test_many_random_edits_of_the_real_articles_give_the_site_of_a_fresh_build(
    project: Path, tmp_path: Path, kb: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_WORKERS", "1")
    monkeypatch.syspath_prepend(str(tmp_path / PACKAGES))
    root = tmp_path / "library"
    root.mkdir()
    for name in ("articles", "entities", "disputes", "docs", "mkdocs.yml"):
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy
        copy(project / name, root / name)
    assert _edit_and_compare(root, kb, random.Random(5), LONG // 20) > LONG / 100  # noqa: S311 - not a secret


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(4))
def test_many_random_edits_give_the_site_of_a_fresh_build(seed: int, library: Path, kb: Run) -> None:
    assert _edit_and_compare(library, kb, random.Random(seed), LONG // 4, every=3) > LONG / 12  # noqa: S311 - not a secret


# ----------------------------------------------------------------------------------------------- what is made again


@pytest.fixture
def built(library: Path, kb: Run) -> tuple[Path, Path]:
    """A library, and its site as a build left it."""
    site = library.parent / "site"
    assert kb("build", "--root", library, "--site-dir", site).code == 0
    return library, site


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The addresses of the pages about one thing that are made from now on."""
    addresses: set[str] = set()
    make = Site._make

    def counted(site: Site, chapter: Chapter) -> object:
        if chapter.kind != "index":
            addresses.update(chapter.urls)
        return make(site, chapter)

    monkeypatch.setattr(Site, "_make", counted)
    return addresses


def _append(file: Path, words: str) -> None:
    before, mark, after = file.read_text(encoding="utf-8").partition("\n[^1]: ")
    file.write_text(f"{before}\n{words}\n{mark}{after}", encoding="utf-8")


def _rebuilt(root: Path, site: Path, kb: Run) -> None:
    """The site after another build is that of a fresh one."""
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    assert kb("build", "--fresh", "--root", root, "--site-dir", root.parent / "fresh").code == 0
    assert _sums(site) == _sums(root.parent / "fresh")


def test_a_page_by_hand_is_taken_over(built: tuple[Path, Path], kb: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root, site = built
    (root / "docs" / "more.md").write_text("# More\n\nWords.\n", encoding="utf-8")
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    _append(root / "articles" / "report-3.md", "And so it went on.")
    read: list[str] = []
    by_host = host._populate_page  # noqa: SLF001 - the host has no other name for it

    def populate(page: HostPage, *more: Any) -> None:  # noqa: ANN401 - as the host has it
        read.append(page.file.src_uri)
        by_host(page, *more)

    monkeypatch.setattr(host, "_populate_page", populate)
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    assert read == []
    assert kb("build", "--fresh", "--root", root, "--site-dir", root.parent / "fresh").code == 0
    assert read == ["more.md"]
    assert _sums(site) == _sums(root.parent / "fresh")


def test_a_page_by_hand_that_cites_a_state_of_the_base_keeps_its_words(built: tuple[Path, Path], kb: Run) -> None:
    root, site = built
    version = json.loads((site / "data" / "build.json").read_text(encoding="utf-8"))["content_sha256"][:12]
    (root / "docs" / "cited.md").write_text(f"# Cited\n\nThe state {version}.\n", encoding="utf-8")
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    _append(root / "articles" / "report-3.md", "And so it went on.")
    _rebuilt(root, site, kb)
    assert f"The state {version}." in (site / "cited" / "index.html").read_text(encoding="utf-8")


def test_a_setting_that_cites_a_state_of_the_base_keeps_its_words(built: tuple[Path, Path], kb: Run) -> None:
    root, site = built
    version = json.loads((site / "data" / "build.json").read_text(encoding="utf-8"))["content_sha256"][:12]
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"copyright: The state {version}\n")
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    _append(root / "articles" / "report-3.md", "And so it went on.")
    _rebuilt(root, site, kb)


def test_a_page_by_hand_whose_aim_is_gone_is_named_as_in_a_fresh_build(built: tuple[Path, Path], kb: Run) -> None:
    root, site = built
    (root / "docs" / "more.md").write_text("# More\n\n[An article](articles/report-3.md)\n", encoding="utf-8")
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    (root / "articles" / "report-3.md").unlink()
    after = kb("build", "--root", root, "--site-dir", site)
    fresh = kb("build", "--fresh", "--root", root, "--site-dir", site)
    assert (after.code, after.out, after.err) == (fresh.code, fresh.out, fresh.err)
    assert after.code == 2
    assert "more.md" in after.err


def test_only_what_an_edit_touches_is_made_again(built: tuple[Path, Path], made: set[str], kb: Run) -> None:
    root, site = built
    _append(root / "articles" / "report-3.md", "And so it went on.")
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    touched, content = set(made), load(root)
    told = {content.site.speech.name(one).url for fact in content.kb.facts_in[ArticleId("report-3")] for one in subjects(fact)}
    named = {content.site.speech.name(one.entity).url for one in content.kb.articles[ArticleId("report-3")].mentions}
    assert {"articles/report-3/"} | told | named <= touched
    pages = {one.page.url for one in content.outlines if one.page.kind in LEAVES}
    assert len(touched) < len(pages) * 0.9
    beside = {one for url in touched if url.startswith("articles/") for one in [url.split("/")[1]]} - {"report-3"}
    events = {fact.event for fact in content.kb.facts_in[ArticleId("report-3")] if isinstance(fact, EventFact)}
    telling = {account.article for one in events for account in content.kb.events[one].accounts}
    assert beside <= telling


def test_a_name_that_only_a_draft_uses_goes_with_it(library: Path, kb: Run) -> None:
    site = library.parent / "site"
    entity = library / "entities" / "groups" / "beside.md"
    entity.write_text(
        "---\nname: Beside Group\nnames:\n  - {name: Old Own Name, only_in: [report-4]}\nkind: group\n---\n", encoding="utf-8"
    )
    assert kb("build", "--root", library, "--site-dir", site).code == 0
    page = site / "actors" / "beside" / "index.html"
    assert "Old Own Name" in page.read_text(encoding="utf-8")
    article = library / "articles" / "report-4.md"
    article.write_text(article.read_text(encoding="utf-8").replace("---\n", "---\ndraft: true\n", 1), encoding="utf-8")
    _rebuilt(library, site, kb)
    assert "Old Own Name" not in page.read_text(encoding="utf-8")


def test_an_edit_of_a_page_by_hand_makes_no_mistake_with_the_others(built: tuple[Path, Path], kb: Run) -> None:
    root, site = built
    (root / "docs" / "notes.md").write_text("# Notes\n\nNew.\n", encoding="utf-8")
    _rebuilt(root, site, kb)


# ------------------------------------------------------------------------------------------------- bad memories


def _state(root: Path, site: Path) -> Path:
    return remembering._place(root, site)  # noqa: SLF001 - the file itself is meant


def _damage(state: Path) -> None:
    data = bytearray(state.read_bytes())
    data[len(data) // 2] ^= 1
    state.write_bytes(data)


def _empty(state: Path) -> None:
    state.write_bytes(b"")


def _of_another_format(state: Path) -> None:
    head, _, body = state.read_bytes().partition(b"\n")
    state.write_bytes(json.dumps({**json.loads(head), "format": 0}).encode() + b"\n" + body)


def _a_folder(state: Path) -> None:
    state.unlink()
    state.mkdir()


@pytest.mark.parametrize("spoil", [_damage, _empty, _of_another_format, Path.unlink, _a_folder])
def test_a_memory_that_is_not_whole_is_not_used(spoil: Callable[[Path], object], built: tuple[Path, Path], made: set[str], kb: Run) -> None:
    root, site = built
    spoil(_state(root, site))
    _append(root / "articles" / "report-3.md", "And so it went on.")
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    assert len({url for url in made if url.startswith("articles/")}) == ARTICLES


def test_a_memory_that_names_a_function_runs_nothing(built: tuple[Path, Path], tmp_path: Path, kb: Run) -> None:
    root, site = built
    victim = tmp_path / "victim"

    class Attack:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (victim,)

    head, _, _ = _state(root, site).read_bytes().partition(b"\n")
    body = pickle.dumps(Attack())
    said = {**json.loads(head), "sum": hashlib.sha256(body).hexdigest()}
    _state(root, site).write_bytes(json.dumps(said).encode() + b"\n" + body)
    _append(root / "articles" / "report-3.md", "And so it went on.")
    _rebuilt(root, site, kb)
    assert not victim.exists()


def test_a_memory_is_that_of_one_folder_and_of_no_copy_of_it(built: tuple[Path, Path], made: set[str], kb: Run) -> None:
    root, site = built
    shutil.copytree(site, site.with_name("copy"))
    shutil.rmtree(site)
    site.with_name("copy").rename(site)
    _append(root / "articles" / "report-3.md", "And so it went on.")
    assert kb("build", "--root", root, "--site-dir", site).code == 0
    assert len({url for url in made if url.startswith("articles/")}) == ARTICLES


@pytest.mark.parametrize("file", ["articles/report-5/index.html", "articles/report-5/cite/passages.bib"])
def test_what_somebody_wrote_into_the_site_is_not_taken_over(file: str, built: tuple[Path, Path], kb: Run) -> None:
    root, site = built
    (site / file).write_text("Something else.", encoding="utf-8")
    _append(root / "articles" / "report-3.md", "And so it went on.")
    _rebuilt(root, site, kb)
    assert "Something else." not in (site / file).read_text(encoding="utf-8")


def test_a_file_that_went_from_the_site_is_made_again(built: tuple[Path, Path], kb: Run) -> None:
    root, site = built
    (site / "articles" / "report-5" / "index.html").unlink()
    _append(root / "articles" / "report-3.md", "And so it went on.")
    _rebuilt(root, site, kb)


def test_the_memory_of_a_site_that_is_no_more_goes_with_it(built: tuple[Path, Path], kb: Run) -> None:
    root, site = built
    assert _state(root, site).is_file()
    shutil.rmtree(site)
    assert kb("build", "--root", root, "--site-dir", site.with_name("other")).code == 0
    assert not _state(root, site).exists()
    assert _state(root, site.with_name("other")).is_file()


def test_another_audience_takes_nothing_over(built: tuple[Path, Path], made: set[str], kb: Run) -> None:
    root, site = built
    assert kb("build", "--root", root, "--site-dir", site, "--audience", "internal").code == 0
    assert len({url for url in made if url.startswith("articles/")}) == ARTICLES
