"""A build cut over several machines gives, byte for byte, the site of one build; what does not belong together is never joined."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import generate
from kb.library import alike, load, manifests
from kb.library.manifests import FILES, NAME, Manifest, Unreadable
from kb.library.shares import Share
from kb.pages.site import Chapter, Site
from kb.plugin import sharding
from tests.built_site import Site as Built
from tests.conftest import Ran
from tests.editing import EDITS

pytest_plugins = ["tests.site_fixture"]

Run = Callable[..., Ran]

_REFUSED = "kb: These shards do not make a site; nothing was built, and the last good site stays as it was.\n"
_HINT = (
    "Build the shards of one content by one version of the program: `kb build --shard 1/4 --site-dir DIR`, and name each of them once.\n"
)


def _tree(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()
    }


def _cut(kb: Run, root: Path, into: Path, many: int) -> list[Path]:
    """The shards of a project, each built by a command of its own."""
    folders = [into / f"{number}-of-{many}" for number in range(1, many + 1)]
    for number, folder in enumerate(folders, 1):
        ran = kb("build", "--root", root, "--shard", f"{number}/{many}", "--site-dir", folder)
        assert ran.code == 0, ran.err
    return folders


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process: as many or as few give the same, and little libraries are built sooner."""
    monkeypatch.setenv("KB_WORKERS", "1")


@pytest.fixture
def two(little_project: Path, kb: Run, tmp_path: Path) -> list[Path]:
    """Two shards of the little library."""
    return _cut(kb, little_project, tmp_path, 2)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the chapters that this process makes."""
    found: list[str] = []
    make = Site._make

    def counted(site: Site, chapter: Chapter) -> object:
        found.append(chapter.urls[0])
        return make(site, chapter)

    monkeypatch.setattr(Site, "_make", counted)
    return found


# --------------------------------------------------------------------------------------------------------- the same site


def test_the_real_site_in_four_shards_is_the_site(site: Built, kb_process: Run, tmp_path: Path, project: Path) -> None:
    folders = _cut(kb_process, project, tmp_path, 4)
    ran = kb_process("join", *folders, "--root", project, "--site-dir", tmp_path / "site")
    assert ran.code == 0, ran.err
    assert _tree(tmp_path / "site") == _tree(site.folder)


def test_a_made_up_library_in_any_number_of_shards(kb: Run, tmp_path: Path) -> None:
    """The numbers of the shards say nothing of the order in which they are named."""
    root, whole = tmp_path / "library", tmp_path / "whole"
    generate.write(root, 8, 3)
    ran = kb("build", "--fresh", "--root", root, "--site-dir", whole)
    for many in (1, 2, 4):
        folders = _cut(kb, root, tmp_path, many)
        joined = kb("join", *reversed(folders), "--root", root, "--site-dir", tmp_path / f"site-{many}")
        assert (joined.code, joined.err) == (0, "")
        assert joined.out.replace(f"site-{many}", "whole") == ran.out
        assert _tree(tmp_path / f"site-{many}") == _tree(whole)


def test_more_shards_than_pages(little_project: Path, kb: Run, tmp_path: Path) -> None:
    """Some of them have nothing to do, and say so."""
    many = len(load(little_project).own) + 2
    folders = _cut(kb, little_project, tmp_path, many)
    assert not any((folders[-1] / FILES).iterdir())
    assert kb("build", "--fresh", "--root", little_project, "--site-dir", tmp_path / "whole").code == 0
    ran = kb("join", *folders, "--root", little_project, "--site-dir", tmp_path / "site")
    assert ran.code == 0, ran.err
    assert _tree(tmp_path / "site") == _tree(tmp_path / "whole")


def test_whatever_is_written_in_a_library(kb: Run, tmp_path: Path) -> None:
    """Drafts, ids that were given up, other settings and hand-written pages: shards are made after edits of every kind."""
    root, kept = tmp_path / "library", tmp_path / "kept"
    generate.write(root, 6, 5)
    chance = random.Random(4)  # noqa: S311 - edits at random
    edits = chance.sample(EDITS, len(EDITS))
    compared = 0
    for at, audience in zip(range(0, len(edits), 8), ("public", "internal", "public"), strict=True):
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(root, kept)
        for edit in edits[at : at + 8]:
            edit(root, chance)
        named = ", ".join(edit.__name__ for edit in edits[at : at + 8])
        asked = ("--root", root, "--audience", audience, "--site-dir")
        if kb("build", "--fresh", *asked, tmp_path / "whole").code:  # an edit that makes an error is taken back
            shutil.rmtree(root)
            shutil.copytree(kept, root)
            continue
        folders = [tmp_path / f"shard-{number}" for number in (1, 2)]
        for number, folder in enumerate(folders, 1):
            ran = kb("build", "--shard", f"{number}/2", *asked, folder)
            assert ran.code == 0, (named, ran.err)
        ran = kb("join", *folders, *asked, tmp_path / "site")
        assert ran.code == 0, (named, ran.err)
        assert _tree(tmp_path / "site") == _tree(tmp_path / "whole"), named
        compared += 1
    assert compared


# ------------------------------------------------------------------------------------------------------- who makes what


def test_a_page_is_made_in_one_place(little_project: Path, kb: Run, tmp_path: Path, made: list[str]) -> None:
    """Each shard makes its own chapters; joining makes the one that follows from others, and the receipt."""
    chapters = [urls[0] for urls, _ in load(little_project).site.apart()]
    config = little_project / "mkdocs.yml"
    titled = config.read_text(encoding="utf-8").replace("[index.md]", "[{Overview: index.md}, timeline/index.md, network/index.md]")
    config.write_text(titled, encoding="utf-8")
    made.clear()
    folders = _cut(kb, little_project, tmp_path, 3)
    assert sorted(made) == sorted(chapters)
    made.clear()
    assert kb("join", *folders, "--root", little_project, "--site-dir", tmp_path / "site").code == 0
    assert made == ["coverage/actors/"]


def test_a_page_of_the_navigation_without_a_known_title_is_made_for_it(little_project: Path, kb: Run, tmp_path: Path) -> None:
    config = little_project / "mkdocs.yml"
    named = config.read_text(encoding="utf-8").replace("[index.md]", "[index.md, gaps/index.md, by-hand.md]")
    config.write_text(named, encoding="utf-8")
    (little_project / "docs" / "by-hand.md").write_text("# Written by hand\n\n[An actor](actors/index.md)\n", encoding="utf-8")
    folders = _cut(kb, little_project, tmp_path, 3)
    assert kb("join", *folders, "--root", little_project, "--site-dir", tmp_path / "site").code == 0
    assert kb("build", "--fresh", "--root", little_project, "--site-dir", tmp_path / "whole").code == 0
    assert _tree(tmp_path / "site") == _tree(tmp_path / "whole")


def test_titles_that_are_known_before_a_page_is_made_are_its_titles(little_project: Path) -> None:
    site = load(little_project).site
    known = {head.url: head.title for head in site.heads if head.title}
    assert known == {page.url: page.title for page in site.pages if page.url in known} != {}


@given(st.lists(st.integers()), st.integers(1, 40))
def test_all_work_is_dealt_once_and_evenly(work: list[int], of: int) -> None:
    hands = [Share(number, of).dealt(work) for number in range(1, of + 1)]
    assert sorted(one for hand in hands for one in hand) == sorted(work)
    assert max(map(len, hands)) - min(map(len, hands)) <= 1


@pytest.mark.parametrize("written", ["0/4", "5/4", "2", "2/", "/4", "-1/4", "1/0", "a/b", "1/1001", "१/4"])
def test_a_share_is_written_as_a_number_of_a_number(written: str, little_project: Path, kb: Run) -> None:
    ran = kb("build", "--root", little_project, "--shard", written)
    assert ran.code == 2
    assert f"“{written}” is no share: write 2/4 for the second of four. There may be 1,000 at most." in ran.err


# ------------------------------------------------------------------------------------------------ what is never joined


def _joined(kb: Run, root: Path, folders: list[Path]) -> str:
    """What joining says that is refused; the site that stands stays as it is."""
    site = root / "site"
    if not site.exists():
        assert kb("build", "--root", root).code == 0
    before = _tree(site)
    ran = kb("join", "--root", root, *folders)
    assert ran.code == 2
    assert ran.out == ""
    assert _tree(site) == before
    assert [one.name for one in root.iterdir() if one.name.endswith(".kb-build")] == []
    return ran.err


def test_a_shard_that_is_missing_or_there_twice(little_project: Path, kb: Run, two: list[Path], tmp_path: Path) -> None:
    assert _joined(kb, little_project, two[:1]) == f"{_REFUSED}    Of 2 shards this one is missing: 2.\n{_HINT}"
    copy = tmp_path / "copy"
    shutil.copytree(two[0], copy)
    twice = f"    Shard 1 is there more than once: {two[0]} and {copy}.\n"
    assert _joined(kb, little_project, [*two, copy]) == f"{_REFUSED}{twice}{_HINT}"
    same = f"    Shard 1 is there more than once: {two[0]} and {two[0]}.\n"
    assert _joined(kb, little_project, [two[0], two[0]]) == f"{_REFUSED}{same}    Of 2 shards this one is missing: 2.\n{_HINT}"
    last = _cut(kb, little_project, tmp_path, 4)[3]
    assert _joined(kb, little_project, [last]) == f"{_REFUSED}    Of 4 shards these are missing: 1, 2, 3.\n{_HINT}"
    other = f"    The shards are not of one build: {two[0]} is 1/2, {last} is 4/4.\n"
    assert _joined(kb, little_project, [two[0], last]) == f"{_REFUSED}{other}{_HINT}"


def test_a_folder_that_is_no_shard(little_project: Path, kb: Run, two: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    wrong = [tmp_path / "empty", tmp_path / "none"]
    listed = "".join(f"    {one} is no shard.\n" for one in wrong)
    assert _joined(kb, little_project, [*two, *wrong]) == f"{_REFUSED}{listed}{_HINT}"


def test_a_shard_of_other_content(little_project: Path, kb: Run, two: list[Path]) -> None:
    before = load(little_project).content_hash[:12]
    article = min((little_project / "articles").glob("*.md"))
    article.write_text(f"{article.read_text(encoding='utf-8')}\n", encoding="utf-8")
    now = load(little_project).content_hash[:12]
    listed = "".join(f"    {one} is of other content: {before}, and this project is of {now}.\n" for one in two)
    assert _joined(kb, little_project, two) == f"{_REFUSED}{listed}{_HINT}"


def test_a_shard_made_from_something_else(little_project: Path, kb: Run, two: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each difference has words of its own; the first says enough."""

    def said(words: str) -> None:
        listed = "".join(f"    {one} {words}.\n" for one in two)
        assert _joined(kb, little_project, two) == f"{_REFUSED}{listed}{_HINT}"

    page = little_project / "docs" / "more.md"
    page.write_text("# More\n", encoding="utf-8")
    config = little_project / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[index.md]", "[index.md, more.md]"), encoding="utf-8")
    said("was made with another mkdocs.yml, or with other values of the environment that it names")
    page.unlink()
    config.write_text(text, encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    said("was made with another mkdocs.yml, or with other values of the environment that it names")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    (little_project / "docs" / "more.txt").write_text("More", encoding="utf-8")
    said("was made with other pages under docs/, or another theme")
    (little_project / "docs" / "more.txt").unlink()
    config.write_text(text.replace("A little library", "Another library"), encoding="utf-8")
    said("is for another audience, or a site with another title or address")
    config.write_text(text, encoding="utf-8")
    versions = alike._packages()  # noqa: SLF001 - what another machine has
    assert {"mkdocs", "mkdocs-material", "jinja2", "markdown"} <= versions.keys()
    with monkeypatch.context() as there:
        there.setattr(alike, "_packages", lambda: {**versions, "jinja2": "0"})
        said("was made with other versions of the packages that this program uses")
    with monkeypatch.context() as there:
        there.setattr(alike, "_python", lambda: "cpython 4.0")
        said("was made by another version of Python")
    with monkeypatch.context() as there:
        there.setattr(alike, "tool_version", lambda: "0")
        said("was made by another version of this program")


def test_a_shard_that_was_damaged(little_project: Path, kb: Run, two: list[Path], tmp_path: Path) -> None:
    paths = sorted(one for one in (two[1] / FILES).rglob("*") if one.is_file())
    page = paths[0].relative_to(two[1]).as_posix()

    def said(words: str, harm: Callable[[Path], object]) -> None:
        folder = tmp_path / "harmed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(two[1], folder)
        harm(folder)
        assert _joined(kb, little_project, [two[0], folder]) == f"{_REFUSED}    {folder} {words}\n{_HINT}"

    def edited(path: str, old: bytes, new: bytes) -> Callable[[Path], object]:
        return lambda folder: (folder / path).write_bytes((folder / path).read_bytes().replace(old, new))

    manifest = f"is damaged: {NAME} is not what the shard handed over."
    said(f"is damaged: {page} is not the file that was made.", edited(page, b"e", b"a"))
    said(f"is damaged: {page} is not the file that was made.", lambda folder: (folder / page).write_bytes(b""))
    said(f"is damaged: {page} is not there.", lambda folder: (folder / page).unlink())
    said(f"is damaged: {FILES}/a.txt is not a file of the shard.", lambda folder: (folder / FILES / "a.txt").write_bytes(b""))
    said(manifest, edited("SHA256SUMS", b"  shard.jsonl", b"  shard.json"))
    said(manifest, edited(NAME, b'"chapter"', b'"chapters"'))
    said(manifest, lambda folder: (folder / "SHA256SUMS").unlink())
    unread = f"is damaged, or was made by another version of this program: {NAME} cannot be read."
    said(unread, lambda folder: (folder / NAME).write_bytes(b""))
    said(unread, lambda folder: (folder / NAME).unlink())
    said(unread, edited(NAME, b'["shard",1,', b'["shard",2,'))
    said(unread, edited(NAME, b'["shard",1,[2,2,', b'["shard",1,[3,2,'))


def test_a_file_whose_path_leads_elsewhere_is_never_put(little_project: Path, kb: Run, two: list[Path]) -> None:
    """Also where the sum of the manifest was made anew."""
    manifest, listing = two[1] / NAME, two[1] / "SHA256SUMS"
    lines = [json.loads(line) for line in manifest.read_bytes().splitlines()]
    at = next(number for number, line in enumerate(lines) if line[0] == "file")
    lines[at][1] = "../../out.html"
    before = hashlib.sha256(manifest.read_bytes()).hexdigest()
    manifest.write_bytes(b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines))
    now = hashlib.sha256(manifest.read_bytes()).hexdigest()
    listing.write_text(listing.read_text(encoding="utf-8").replace(before, now), encoding="utf-8")
    said = _joined(kb, little_project, two)
    assert f"    {two[1]} is damaged: {FILES}/../../out.html is not there.\n" in said


def test_a_shard_in_the_site_that_is_replaced(little_project: Path, kb: Run) -> None:
    """It would be thrown away with the old site."""
    assert kb("build", "--root", little_project).code == 0
    inside = little_project / "site" / "shard"
    assert kb("build", "--root", little_project, "--shard", "1/1", "--site-dir", inside).code == 0
    assert _joined(kb, little_project, [inside]) == f"{_REFUSED}    {inside} lies in {little_project / 'site'}, which is replaced.\n{_HINT}"


# --------------------------------------------------------------------------------------------------- what a shard replaces


def test_a_shard_replaces_a_shard_and_nothing_else(little_project: Path, kb: Run, two: list[Path], tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "notes.txt").write_text("Mine", encoding="utf-8")
    assert kb("build", "--root", little_project).code == 0
    for place in (ours, little_project / "site"):
        before = _tree(place)
        ran = kb("build", "--root", little_project, "--shard", "1/2", "--site-dir", place)
        assert (ran.code, ran.err.splitlines()[0]) == (2, f"kb: {place} was not written by this command, so it is not replaced.")
        assert _tree(place) == before
    ran = kb("build", "--root", little_project, "--site-dir", two[0])
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"kb: {two[0]} was not written by this command, so it is not replaced.")
    before = _tree(two[0])
    assert kb("build", "--root", little_project, "--shard", "1/2", "--site-dir", two[0]).code == 0
    assert _tree(two[0]) == before
    assert kb("build", "--root", little_project, "--shard", "2/2", "--site-dir", two[0]).code == 0
    assert _tree(two[0]) == _tree(two[1])


def test_a_shard_goes_where_it_is_told(little_project: Path, kb: Run) -> None:
    ran = kb("build", "--root", little_project, "--shard", "2/4")
    assert ran.code == 2
    assert ran.err == "kb: --shard needs --site-dir.\nName a folder for shard 2/4 alone, such as `--site-dir shard-2`.\n"


def test_an_interruption_leaves_the_old_shard_and_no_rubbish(
    little_project: Path, kb: Run, two: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, around = _tree(two[0]), sorted(one.name for one in tmp_path.iterdir())
    finish = sharding.finish

    def interrupted(*arguments: Any) -> None:  # noqa: ANN401 - passed through
        finish(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(sharding, "finish", interrupted)
    ran = kb("build", "--root", little_project, "--shard", "1/2", "--site-dir", two[0])
    assert ran.code == 130
    assert _tree(two[0]) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == around


def test_a_source_that_changes_while_a_shard_is_made(
    little_project: Path, kb: Run, two: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _tree(two[0])
    finish = sharding.finish

    def late(*arguments: Any) -> Any:  # noqa: ANN401 - passed through
        (little_project / "docs" / "late.txt").write_text("Late", encoding="utf-8")
        return finish(*arguments)

    monkeypatch.setattr(sharding, "finish", late)
    ran = kb("build", "--root", little_project, "--shard", "1/2", "--site-dir", two[0])
    assert ran.code == 2
    assert "docs/late.txt changed while" in ran.err
    assert _tree(two[0]) == before


# ------------------------------------------------------------------------------------------------------ what is not cut


def test_a_project_with_a_hook_is_not_cut(little_project: Path, kb: Run, tmp_path: Path) -> None:
    """A hook may keep something from page to page."""
    (little_project / "hook.py").write_text("def on_post_page(output, page, config):\n    return output\n", encoding="utf-8")
    config = little_project / "mkdocs.yml"
    config.write_text(f"{config.read_text(encoding='utf-8')}hooks: [hook.py]\n", encoding="utf-8")
    for words in (("build", "--shard", "1/2", "--site-dir", tmp_path / "shard"), ("join", tmp_path / "shard")):
        ran = kb(*words, "--root", little_project)
        assert ran.code == 2
        assert ran.err == (
            "kb: mkdocs.yml names a plugin, a hook or an extension that may read what it will, so it cannot be built in shards.\n"
            "Build the site on one machine: `kb build` without --shard.\n"
        )


def test_a_theme_that_asks_for_all_pages_is_not_cut(little_project: Path, kb: Run, tmp_path: Path) -> None:
    (little_project / "theme" / "partials").mkdir(parents=True)
    (little_project / "theme" / "partials" / "header.html").write_text("{{ pages | length }} pages\n", encoding="utf-8")
    config = little_project / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("font: false", "font: false, custom_dir: theme"), encoding="utf-8")
    ran = kb("build", "--root", little_project, "--shard", "1/2", "--site-dir", tmp_path / "shard")
    assert ran.code == 2
    assert "kb: The theme asks for the list of all pages, which one shard does not have.\n" in ran.err
    assert not (tmp_path / "shard").exists()


# ------------------------------------------------------------------------------------------------------- the manifest


def test_a_manifest_is_read_as_it_was_written(two: list[Path]) -> None:
    for folder in two:
        data = (folder / NAME).read_bytes()
        assert b"".join(Manifest.read(data.splitlines(keepends=True)).lines()) == data


@given(st.data())
def test_whatever_stands_in_a_manifest_it_is_read_or_refused(data: st.DataObject) -> None:
    """A value in the place of another is either what may stand there, or ``Unreadable``: never another error, and no program."""
    look = ["0" * 64, 12, ["YQ==", ["x"], ""], [["f-1"], "abc", []]]
    page = ["actors/x/", "X", "", [["a", "A", "", True, 3]], "", "", ["Y"], "actor", False, "", [], []]
    lines: list[Any] = [
        ["shard", 1, [1, 2, [["content", "abc"]], "foot", "nav"]],
        ["chapter", ["actors/x/"], [[[page, "d", ["f-1"], [], [], []]], [], "eAHLyy9JLQYABoACKg==", []]],
        ["file", "actors/x/index.html", look],
        ["words", "actors/x/index.html", [["actors/x/", ["e30="], "a b", "AQE=", "AAAAAAAA"]]],
    ]
    assert b"".join(Manifest.read(_written(lines)).lines()) == b"".join(_written(lines))
    for damaged in ("YQ==", lines[1][2][2][:-4], lines[1][2][2][:-2] + "AA=="):
        spoilt = [lines[0], ["chapter", ["actors/x/"], [[], [], damaged, []]]]
        with pytest.raises(Unreadable):
            Manifest.read(_written(spoilt))
    with pytest.raises(Unreadable):  # base 64 that says the same in other letters
        Manifest.read(_written([lines[0], ["file", "a", ["0" * 64, 12, ["YR==", ["x"], ""], None]]]))
    holder: Any = lines
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(holder) - 1))
        if not isinstance(holder[at], list) or not holder[at]:
            break
        inner = holder[at]
        holder, at = inner, 0
    at = data.draw(st.integers(0, len(holder) - 1))
    holder[at] = data.draw(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
    try:
        read = Manifest.read(_written(lines))
    except Unreadable:
        return
    assert b"".join(read.lines()) == b"".join(_written(lines))


def _written(lines: list[Any]) -> list[bytes]:
    return [json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines]


def test_no_line_stands_twice_and_none_is_unknown() -> None:
    head = ["shard", 1, [1, 1, [], "", ""]]
    look = ["file", "a", ["0" * 64, 1, None, None]]
    assert Manifest.read(_written([head, look])).looks
    for lines in ([head, look, look], [head, ["program", "a", "b"]], [look], [], [head, head]):
        with pytest.raises(Unreadable):
            Manifest.read(_written(lines))
    with pytest.raises(Unreadable):
        manifests.head(b"[" * 100_000)
