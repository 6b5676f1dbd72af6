"""A site in hands: `kb verify SITE` finds what is missing, changed, added or of another state; a build finds it before it publishes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb import library, plugin
from kb.exports import Shown, content_hash, differing, read_sums, sums
from kb.findings import Refusal
from kb.library import State, guarding
from kb.library.looking import Look
from kb.library.publishing import Finished
from tests.conftest import Ran

Run = Callable[..., Ran]
PATHS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@pytest.fixture
def built(little_project: Path, kb: Run) -> Path:
    """The site of the little library."""
    assert kb("build", "--root", little_project).code == 0
    return little_project / "site"


def sealed(site: Path) -> None:
    """Write the list of files anew, as somebody does who wants a change to go unseen."""
    listed = read_sums((site / "SHA256SUMS").read_text(encoding="utf-8"))
    assert isinstance(listed, dict)
    run = subprocess.run(["/usr/bin/env", "sha256sum", *listed], cwd=site, capture_output=True, check=True)
    (site / "SHA256SUMS").write_bytes(run.stdout)


def test_a_site_holds_and_its_list_is_that_of_sha256sum(built: Path, kb: Run) -> None:
    ran = kb("verify", built)
    files = sum(file.is_file() for file in built.rglob("*"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{built} holds: its {files} files are as SHA256SUMS lists them, and all are of the content ")
    before = (built / "SHA256SUMS").read_bytes()
    checked = subprocess.run(["/usr/bin/env", "sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=built, check=False)
    assert checked.returncode == 0
    sealed(built)
    assert (built / "SHA256SUMS").read_bytes() == before
    sources = subprocess.run(
        ["/usr/bin/env", "sha256sum", "--check", "--strict", "--quiet", built / "data" / "content.sha256"], cwd=built.parent, check=False
    )
    assert sources.returncode == 0  # and the list of the content, in the project itself


def test_what_is_missing_changed_or_added_is_named(built: Path, kb: Run) -> None:
    (built / "404.html").unlink()
    (built / "index.html").write_bytes((built / "index.html").read_bytes() + b" ")
    (built / "more" / "deep").mkdir(parents=True)
    (built / "more" / "deep" / "new\n.txt").touch()
    (built / "data" / "kb.json").unlink()
    (built / "data" / "kb.json").symlink_to(built / "data" / "build.json")
    ran = kb("verify", built)
    assert ran.code == 1
    said = ran.out.splitlines()
    assert said[0] == f"{built} is refused:"
    assert [line.strip().partition(":")[0] for line in said[1:]] == ["404.html", "data/kb.json", "index.html", "more/deep/new\\n.txt"]
    assert [line.split(":")[1] for line in said[1:]] == [" missing", " changed", " changed", " added"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("data/build.json", '"content_sha256"', '"other"', "data/build.json: it does not name the content of the site."),
        ("data/build.json", '"content_sha256": "', '"content_sha256": "0', "data/content.sha256: its files do not have the hash 0"),
        ("data/content.sha256", "articles/strike.md", "articles/other.md", "data/content.sha256: its files do not have the hash "),
        ("data/content.sha256", "  ", " - ", "data/content.sha256: its files do not have the hash "),
        (
            "data/files/articles/strike.md.txt",
            "Strike",
            "Stroke",
            "data/files/articles/strike.md.txt: it is not the file that data/content",
        ),
        (
            "events/index.html",
            "· content ",
            "· content 000000000000 · content ",
            "events/index.html: its foot names the content 000000000000,",
        ),
        ("receipt/index.html", "<code>", "<code>0 ", ""),
    ],
)
def test_files_that_contradict_one_another_are_named(file: str, old: str, new: str, said: str, built: Path, kb: Run) -> None:  # noqa: PLR0913, PLR0917
    text = (built / file).read_text(encoding="utf-8")
    assert old in text
    (built / file).write_text(text.replace(old, new), encoding="utf-8")
    assert kb("verify", built).code == 1
    sealed(built)
    ran = kb("verify", built)
    assert ran.code == (1 if said else 0)
    assert said in ran.out


def test_a_fact_that_no_finished_page_shows_is_named(built: Path, kb: Run) -> None:
    for page in built.rglob("index.html"):
        if page.parent.parent.name != "articles":
            page.write_text(page.read_text(encoding="utf-8").replace('<a class="kb-cite"', "<a"), encoding="utf-8")
    sealed(built)
    ran = kb("verify", built)
    assert ran.code == 1
    assert "7 of 7 facts stand on no finished page: f-" in ran.out
    assert " and 2 more." in ran.out


def test_a_list_that_cannot_be_read_is_said(built: Path, tmp_path: Path, kb: Run) -> None:
    (built / "SHA256SUMS").write_text("nonsense\n", encoding="utf-8")
    ran = kb("verify", built)
    assert (ran.code, ran.out.splitlines()[1].strip()) == (1, "SHA256SUMS: line 1 is no hash and path, or names a file again.")
    ran = kb("verify", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kb: There is no `SHA256SUMS` in {tmp_path}.\nName the folder of a site that `kb build` wrote.\n"


@pytest.mark.parametrize("gone", ["data/build.json", "data/content.sha256"])
def test_a_site_without_its_receipt_is_refused(gone: str, built: Path, kb: Run) -> None:
    (built / gone).unlink()
    listing = built / "SHA256SUMS"
    lines = [line for line in listing.read_text(encoding="utf-8").splitlines(keepends=True) if not line.endswith(f"  {gone}\n")]
    listing.write_text("".join(lines), encoding="utf-8")
    ran = kb("verify", built)
    assert (ran.code, ran.out.splitlines()[1].split(":")[0].strip()) == (1, gone)


# ------------------------------------------------------------------------------------------------------------ the list


@given(st.dictionaries(PATHS, st.from_regex("[0-9a-f]{64}", fullmatch=True)))
@example({"a\\b": "0" * 64, "c\nd": "1" * 64, "e\rf": "2" * 64, " g ": "3" * 64, "*h": "4" * 64})
def test_a_list_is_read_as_it_was_written(hashes: dict[str, str]) -> None:
    assert read_sums(sums(hashes)) == hashes
    assert list(differing(hashes, hashes)) == []


def test_names_are_escaped_as_sha256sum_does_it(tmp_path: Path) -> None:
    names = ["a\\b", "c\nd", "plain", "ü"]
    for name in names:
        (tmp_path / name).touch()
    run = subprocess.run(["/usr/bin/env", "sha256sum", *sorted(names)], cwd=tmp_path, capture_output=True, check=True)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert run.stdout.decode() == sums(dict.fromkeys(names, empty))


def test_a_path_that_stands_twice_is_no_list() -> None:
    assert read_sums(f"{'0' * 64}  a\n{'1' * 64}  b\n{'2' * 64} *a\n") == 3


@given(st.dictionaries(PATHS, st.from_regex("[0-9a-f]{64}", fullmatch=True)), PATHS)
def test_the_hash_of_the_content_depends_on_every_file_and_no_order(hashes: dict[str, str], path: str) -> None:
    assert content_hash(dict(reversed(hashes.items()))) == content_hash(hashes)
    assert content_hash({**hashes, path: "another"}) != content_hash(hashes)


# ---------------------------------------------------------------------------------------------------- before publishing


@pytest.mark.parametrize("name", ["actors/anna-miller.md", "actors/anna-miller/index.md", "receipt/index.html", "data/kb.json"])
def test_a_page_by_hand_that_takes_the_place_of_a_generated_one_is_refused(name: str, little_project: Path, kb: Run) -> None:
    page = little_project / "docs" / name
    page.parent.mkdir(parents=True)
    page.write_text("# By hand\n", encoding="utf-8")
    ran = kb("build", "--root", little_project)
    assert (ran.code, ran.out) == (2, "")
    assert f"docs/{name} would take the place of" in ran.err
    assert not (little_project / "site").exists()


def test_a_finished_site_that_lacks_a_fact_is_not_published(little_project: Path) -> None:
    content = library.load(little_project)
    complete, _ = guarding.judges(content, State.of(little_project, []))
    cited = " ".join(f'<a class="kb-cite" data-fact="{fact}"' for fact in content.kb.facts)
    texts = {"receipt/index.html": content.content_hash, "index.html": cited, "articles/strike/index.html": cited}
    looks = {path: Look("", 0, shown=Shown.on(path, text)) for path, text in texts.items()}
    complete(Finished(little_project, looks))
    with pytest.raises(Refusal, match=r"The new site is not whole: 7 of 7 facts stand on no finished page: .+ And 1 more\."):
        complete(Finished(little_project, {"articles/strike/index.html": looks["articles/strike/index.html"]}))


@pytest.fixture
def meddler(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[int]]:
    """Let somebody save an article while each of the first so many builds is at work; the list counts the builds."""

    def meddle(times: int) -> list[int]:
        render = plugin.render
        builds: list[int] = []

        def meddled(*arguments: object) -> object:
            builds.append(len(builds))
            built = render(*arguments)  # type: ignore[arg-type]
            if len(builds) <= times:
                article = little_project / "articles" / "strike.md"
                article.write_text(article.read_text(encoding="utf-8").replace("title: The", "title: The Very"), encoding="utf-8")
            return built

        monkeypatch.setattr(plugin, "render", meddled)
        return builds

    return meddle


def test_what_is_saved_while_a_site_is_built_is_in_it(little_project: Path, meddler: Callable[[int], list[int]], kb: Run) -> None:
    builds = meddler(1)
    ran = kb("build", "--root", little_project)
    assert (ran.code, len(builds)) == (0, 2)
    assert ran.err == "articles/strike.md changed while the site was built; the old site stays. It is built again.\n"
    assert "The Very Strike" in (little_project / "site" / "articles" / "strike" / "index.html").read_text(encoding="utf-8")
    assert kb("verify", little_project / "site").code == 0


def test_a_project_that_never_rests_is_not_published(little_project: Path, meddler: Callable[[int], list[int]], kb: Run) -> None:
    builds = meddler(9)
    ran = kb("build", "--root", little_project)
    assert (ran.code, ran.out, len(builds)) == (2, "", 3)
    assert ran.err.endswith(
        "kb: articles/strike.md changed while the site was built; the old site stays.\nBuild again when nobody is writing in the project.\n"
    )
    assert not (little_project / "site").exists()


def test_a_file_that_was_changed_and_changed_back_is_noticed(little_project: Path) -> None:
    state = State.of(little_project, plugin.sources(little_project))
    state.judge({"articles/strike.md": state.hashes["articles/strike.md"]})
    with pytest.raises(Exception, match=r"articles/strike\.md changed while the site was built"):
        state.judge({"articles/strike.md": "0" * 64})


def test_hidden_files_are_no_sources_and_everything_else_is(little_project: Path) -> None:
    state = State.of(little_project, plugin.sources(little_project))
    (little_project / "articles" / ".strike.md.swp").touch()
    state.judge({})
    for number, name in enumerate(("docs/new.md", "entities/people/a.md", "disputes/b.md", "moved/c.md", "docs/picture.png")):
        file = little_project / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x", encoding="utf-8")
        with pytest.raises(Exception, match=rf"{name}.* changed" if number == 0 else "changed while"):
            state.judge({})
    shutil.rmtree(little_project / "articles")
    with pytest.raises(Exception, match=r"and 3 more changed while"):
        state.judge({})
