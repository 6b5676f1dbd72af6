"""The base without words: what lists everything comes out of it as out of the whole base, and whoever asks it for words is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import generate
from kb import exports
from kb.knowledge import KnowledgeBase
from kb.library import Library, Look, listings, load
from kb.library.carrying import Carried
from kb.library.remembering import Build
from kb.pages.listing import KEY, WordsRead
from kb.pages.wording import Speech
from tests.conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture(scope="module", params=["public", "internal"])
def content(project: Path, request: pytest.FixtureRequest) -> Library:
    return load(project, audience=request.param)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_WORKERS", "1")
    generate.write(tmp_path / "library", 12, 7)
    return tmp_path / "library"


def _listed(content: Library) -> str:
    return content.digests.of(KEY)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _append(file: Path, words: str) -> None:
    before, mark, after = file.read_text(encoding="utf-8").partition("\n[^1]: ")
    file.write_text(f"{before}\n{words}\n{mark}{after}", encoding="utf-8")


# ---------------------------------------------------------------------------------------- the same comes out of it


def test_every_page_that_lists_everything_is_the_same_of_the_whole_base(content: Library) -> None:
    listed = [chapter for chapter in content.site._chapters if chapter.listed]  # noqa: SLF001 - no other way to make a page both ways
    assert len(listed) > 5
    for chapter in listed:
        assert chapter.listed
        made, apart = content.site.listing.made(chapter.listed)
        assert apart, chapter.urls
        assert made == list(chapter.make()), chapter.urls


@pytest.mark.parametrize("starts", listings.MAKERS)
def test_every_file_that_lists_everything_is_the_same_of_the_whole_base(starts: tuple[str, ...], content: Library) -> None:
    make = listings.MAKERS[starts]
    made, apart = content.site.listing.made(lambda kb, _: make(kb))
    assert apart
    assert dict(made) == listings.whole(make, content.edition.kb)
    assert all(path.startswith(starts) for path, _ in made)


def test_what_is_said_of_the_base_without_words_is_what_is_said_of_the_whole_one(content: Library) -> None:
    whole, without = content.site.speech, content.site.listing.speech
    assert without.letters == whole.letters
    assert without.spread == whole.spread
    assert without.differences == whole.differences
    assert without.told_apart == whole.told_apart


# ------------------------------------------------------------------------------------------- what it does not give


ASKING: dict[str, Callable[[KnowledgeBase], object]] = {
    "the text": lambda kb: [len(one.text.text) for one in kb.articles.values()],
    "a part of the text": lambda kb: [one.text.text[0:3] for one in kb.articles.values()],
    "another part of the text": lambda kb: [one.text.starts for one in kb.articles.values()],
    "the Markdown": lambda kb: [f"{one.article.body}" for one in kb.articles.values()],
    "the Markdown in lines": lambda kb: [one.article.body.splitlines() for one in kb.articles.values()],
    "a paragraph": lambda kb: [one.body.paragraphs[0].html for one in kb.articles.values()],
    "the number of paragraphs": lambda kb: [len(one.body.paragraphs) for one in kb.articles.values()],
    "every paragraph": lambda kb: [list(one.body.paragraphs) for one in kb.articles.values()],
    "an offset in words": lambda kb: [f"{name.start}" for one in kb.articles.values() for name in one.mentions],
    "an offset that is calculated with": lambda kb: [name.end - name.start for one in kb.articles.values() for name in one.mentions],
    "the place of a passage": lambda kb: [str(one.passage.spans) for found in kb.evidence.values() for one in found],
    "the data of the base": lambda kb: [exports.as_data(kb, "", "internal")],
}


@pytest.mark.parametrize("asked", ASKING)
def test_whoever_asks_for_words_is_given_the_whole_base(asked: str, content: Library) -> None:
    listing, ask = content.site.listing, ASKING[asked]
    with pytest.raises(WordsRead):
        ask(listing.kb)

    def make(kb: KnowledgeBase, _: Speech) -> list[object]:
        return [ask(kb)]

    made, apart = listing.made(make)
    assert not apart
    assert made == [ask(content.edition.kb)]


# ------------------------------------------------------------------------------------------------------ its digest


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("\n[^1]: ", "\nAnd so it went on, for a long time.\n\n[^1]: ", True),
        ("\ntitle: ", "\nsubtitle: Another line\ntitle: ", False),
        ("certainty: alleged", "certainty: possible", False),
    ],
)
def test_the_digest_is_another_where_more_than_a_text_is(old: str, new: str, same: bool, library: Path) -> None:  # noqa: FBT001
    before = _listed(load(library))
    file = next(one for one in sorted((library / "articles").iterdir()) if old in one.read_text(encoding="utf-8"))
    _replace(file, old, new)
    after = load(library)
    assert after.sound
    assert (_listed(after) == before) is same


def test_the_digest_is_another_where_a_name_stands_in_another_paragraph(library: Path) -> None:
    content = load(library)
    before, name = _listed(content), next(iter(content.kb.entities.values())).name
    _append(library / "articles" / "report-3.md", f"{name} went on.")
    assert _listed(load(library)) != before


def test_the_digest_is_another_where_the_paragraphs_of_quotes_are_others(library: Path) -> None:
    before = _listed(load(library))
    file = library / "articles" / "report-3.md"
    head, mark, body = file.read_text(encoding="utf-8").rpartition("\n---\n")
    file.write_text(f"{head}{mark}\nAnd so it began.\n\n{body.lstrip()}", encoding="utf-8")
    after = load(library)
    assert after.sound
    assert _listed(after) != before


def test_the_digest_is_another_where_an_entity_is(library: Path) -> None:
    before = _listed(load(library))
    file = next((library / "entities").rglob("*.md"))
    file.write_text(
        file.read_text(encoding="utf-8").replace("\n---\n", "\nofficial_site: https://example.org/\n---\n", 1), encoding="utf-8"
    )
    assert _listed(load(library)) != before


# ------------------------------------------------------------------------------------------------ what a build does


def test_an_edit_of_a_text_makes_nothing_that_lists_everything(library: Path, kb: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    site, fresh = library.parent / "site", library.parent / "fresh"
    assert kb("build", "--root", library, "--site-dir", site).code == 0
    _append(library / "articles" / "report-3.md", "And so it went on.")
    with monkeypatch.context() as patched:
        patched.setattr("kb.pages.listing.Listing.made", lambda *_: pytest.fail("something that lists everything is made"))
        assert kb("build", "--root", library, "--site-dir", site).code == 0
    assert kb("build", "--fresh", "--root", library, "--site-dir", fresh).code == 0
    assert (site / "SHA256SUMS").read_bytes() == (fresh / "SHA256SUMS").read_bytes()


def test_an_article_that_quotes_the_version_of_the_site_keeps_its_words(library: Path, kb: Run) -> None:
    site, fresh = library.parent / "site", library.parent / "fresh"
    assert kb("build", "--root", library, "--site-dir", site).code == 0
    version = load(library).content_hash[:12]
    _append(library / "articles" / "report-3.md", f"The site of that day was {version}.")
    for again in ("And so it went on.", "And so it ended."):
        assert kb("build", "--root", library, "--site-dir", site).code == 0
        assert kb("build", "--fresh", "--root", library, "--site-dir", fresh).code == 0
        assert (site / "SHA256SUMS").read_bytes() == (fresh / "SHA256SUMS").read_bytes()
        assert version in (site / "articles" / "report-3" / "index.html").read_text(encoding="utf-8")
        _append(library / "articles" / "report-5.md", again)


# ------------------------------------------------------------------------------------------ one file, two names


@pytest.fixture
def standing(tmp_path: Path) -> tuple[Carried, Path]:
    """What is taken over from a site with one file, and the folder of the new one."""
    site, new = tmp_path / "site", tmp_path / "new"
    site.mkdir()
    new.mkdir()
    (site / "a.json").write_bytes(b"[1]")
    look = Look(hashlib.sha256(b"[1]").hexdigest(), 3)
    return Carried(site, Build("x", looks={"a.json": look}), {}, {"a.json": look}, ((b"old", b"new"),)), new


def test_a_file_without_a_stamp_is_the_same_file(standing: tuple[Carried, Path]) -> None:
    over, new = standing
    look = over.put("a.json", new)
    assert look == over.looks["a.json"] == over.write("b/a.json", b"[1]", new)
    assert (new / "a.json").samefile(over.site / "a.json")
    assert not (new / "b" / "a.json").samefile(over.site / "a.json")


def test_a_file_that_came_out_as_before_is_the_same_file(standing: tuple[Carried, Path]) -> None:
    over, new = standing
    over.write("a.json", b"[1]", new)
    assert (new / "a.json").samefile(over.site / "a.json")


def test_a_file_that_came_out_otherwise_is_written(standing: tuple[Carried, Path]) -> None:
    over, new = standing
    over.write("a.json", b"[2]", new)
    assert ((new / "a.json").read_bytes(), (over.site / "a.json").read_bytes()) == (b"[2]", b"[1]")


def test_a_file_that_somebody_wrote_into_is_written(standing: tuple[Carried, Path]) -> None:
    over, new = standing
    (over.site / "a.json").write_bytes(b"[3]")
    over.write("a.json", b"[1]", new)
    assert (new / "a.json").read_bytes() == b"[1]"


def test_a_link_and_a_file_with_other_names_are_copied(standing: tuple[Carried, Path]) -> None:
    over, new = standing
    file = over.site / "a.json"
    file.rename(over.site / "b.json")
    file.symlink_to("b.json")
    over.put("a.json", new)
    assert not (new / "a.json").is_symlink()
    file.unlink()
    file.hardlink_to(over.site / "b.json")
    (new / "a.json").unlink()
    over.put("a.json", new)
    assert not (new / "a.json").samefile(file)


def test_where_the_disk_has_no_second_names_files_are_copied(standing: tuple[Carried, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    over, new = standing

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    over.put("a.json", new)
    assert (new / "a.json").read_bytes() == b"[1]"
    assert not (new / "a.json").samefile(over.site / "a.json")
