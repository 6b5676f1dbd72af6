"""The commands of an editor on real little libraries: ids follow, two entities become one and two again, files keep their layout."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kb import contract, library, moves, pages, revising
from kb.findings import Refusal
from kb.folding import proposed_id
from kb.library import revisions, writing
from kb.revising import Desk
from kb.source import Source, parts
from tests.conftest import MKDOCS, Ran

Write = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., Ran]


def held(root: Path) -> dict[str, bytes]:
    """The files of a project, those of the writer aside."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.relative_to(root).parts[0] != writing.PLACE
    }


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


@pytest.fixture
def root(write_library: Write, base_files: dict[str, str]) -> Path:
    """The little library, with another article and other entities that name the same things."""
    return write_library(
        {
            **base_files,
            "mkdocs.yml": MKDOCS,
            "articles/second.md": (
                "---\n# the second one\ntitle: The Second\nshort: Second 2016\nsources:\n"
                "  - {id: herald-2015, type: article-newspaper, quotes: [the Herald wrote]}\n"
                "actors:\n  - id: anna-miller   # she\n    quotes: ['Anna Miller']\n"
                "  - {id: guild-of-westport, quotes: [the Guild of Westport]}\n"
                "events:\n  - id: westport-strike\n    title: The strike\n    kind: protest\n    participants:\n"
                "      perpetrator:\n        - guild-of-westport\n        - harbour-guild\n"
                "    quotes: ['the Guild of Westport went on strike']\n---\n\n"
                "As the Herald wrote, the Guild of Westport went on strike, Anna Miller said.\n"
            ),
            "entities/groups/guild-of-westport.md": (
                "---\nname: Guild of Westport\nkind: group\nnames:\n  - {name: GoW, is: abbreviation}\nscope: Named once.\n---\n\n"
                "It went on strike.[^1]\n\n[^1]: second: the Guild of Westport went on strike\n"
            ),
            "entities/people/ann-mill.md": (
                "---\nname: Ann Mill\nkind: person\nnot_same_as:\n"
                "  - {id: anna-miller, reason: They differ., words: [{article: second, exact: Anna Miller}]}\n---\n"
            ),
        }
    )


# -------------------------------------------------------------------------------------------------- which keys hold ids


def test_every_id_of_the_real_content_is_a_reference_that_the_shapes_name(project: Path) -> None:
    kb = library.load(project).kb
    shapes: dict[str, type[contract.Shape]] = {
        "articles": contract.ArticleShape,
        "entities": contract.EntityShape,
        "disputes": contract.DisputeShape,
    }
    homes: dict[str, Mapping[Any, object]] = {"entity": kb.entities, "event": kb.events, "source": kb.works, "article": kb.articles}
    ids = {one for home in homes.values() for one in home}
    seen = 0
    for folder, shape in shapes.items():
        for file in sorted((project / folder).rglob("*.md")):
            _, composed, _ = parts(Source(file.name, file.read_text(encoding="utf-8")))
            assert composed is not None
            found = {one.path: one for one in contract.references(shape, composed.data)}
            for one in found.values():
                assert any(one.id in homes[kind] for kind in one.kinds), (file, one)
            for path in composed.values:
                value = composed.data_at(path)
                words = {"quotes", "title", "names", "name", "exact", "words", "kind", "relation", "type", "as", "certainty"}
                if isinstance(value, str) and value in ids and not words & set(map(str, path)):
                    assert path in found, (file, path, value)
                    seen += 1
    assert seen > 2000


def test_addresses_are_those_of_the_pages(project: Path) -> None:
    kb = library.load(project).kb
    desk, speech = Desk(kb, {}), pages.Speech(kb)
    for one in (*kb.entities, *kb.events, *kb.works):
        assert desk.address(one) == speech.name(one).url
    for one, article in kb.articles.items():
        assert desk.address(one) == speech.article(article).url


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("al-ʿAdnānī & Co.", "al-adnani-co"),
        ("Çelik Ağa", "celik-aga"),
        ("حماس", "hms"),
        ("ONE: Two – Three", "one-two-three"),
        ("…", ""),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_an_id_is_made_from_words(words: str, wanted: str) -> None:
    assert proposed_id(words) == wanted


# ------------------------------------------------------------------------------------------------------------ rename


RENAMED = [
    ("anna-miller", "miller", ["articles/second.md", "articles/strike.md", "entities/people/ann-mill.md"], "actors/anna-miller/"),
    ("westport", "port", ["articles/strike.md"], "places/westport/"),
    ("westport-strike", "the-strike", ["articles/second.md", "articles/strike.md", "disputes/how-many.md"], "events/westport-strike/"),
    ("herald-2015", "herald", ["articles/second.md", "articles/strike.md"], "sources/herald-2015/"),
    ("strike", "first", ["disputes/how-many.md", "entities/groups/harbour-guild.md"], "articles/strike/"),
    ("second", "other", ["entities/groups/guild-of-westport.md", "entities/people/ann-mill.md"], "articles/second/"),
    ("how-many", "arrests", [], "disputes/#how-many"),
]


@pytest.mark.parametrize(("old", "new", "files", "address"), RENAMED)
def test_everything_follows_a_new_id_and_nothing_else_changes(  # noqa: PLR0913, PLR0917 - the columns of the table
    root: Path, kb: Run, old: str, new: str, files: list[str], address: str
) -> None:
    before = held(root)
    assert kb("check", "--root", root).out == "No findings.\n"
    own = next((path for path in before if path.endswith(f"/{old}.md")), None)
    ran = kb("rename", old, new, "--root", root)
    assert (ran.code, ran.out, ran.err) == (0, f"`{old}` is now `{new}`; its old address {address} leads there.\n", "")
    after = held(root)
    target = own.replace(f"/{old}.md", f"/{new}.md") if own else None
    moved = [own, target] if own and target else []
    assert changed(before, after) == sorted({*files, *moved, f"moved/{old}.md"})
    for path, data in after.items():
        if path.startswith("moved/"):
            continue
        source = before[own] if own and path == target else before[path]
        assert len(source.split(b"\n")) == len(data.split(b"\n"))
        for one, two in zip(source.split(b"\n"), data.split(b"\n"), strict=True):
            assert one == two or re.sub(rf"\b{old}\b".encode(), new.encode(), one, count=1) == two
    assert kb("check", "--root", root).out == "No findings.\n"
    assert library.load(root).kb.kind_of(new) == library.load(root).kb.moved[old].was


def test_a_draft_is_renamed_and_keeps_no_old_address(root: Path, kb: Run) -> None:
    draft = b"---\ntitle: A Draft\nshort: Draft\ndraft: true\n---\n\nAnna Miller spoke.\n"
    (root / "articles/long-name.md").write_bytes(draft)
    ran = kb("rename", "long-name", "name", "--root", root)
    said = "`long-name` is now `name`. It is a draft: no public site has its old address, and none is kept.\n"
    assert (ran.code, ran.out, ran.err) == (0, said, "")
    assert not (root / "articles/long-name.md").exists()
    assert (root / "articles/name.md").read_bytes() == draft
    assert not (root / "moved").exists()
    assert kb("check", "--root", root).out.count("error:") == 0
    assert kb("rename", "name", "long-name", "--root", root).code == 0  # the id is free again


def test_a_dry_run_prints_a_diff_that_git_takes(root: Path, kb: Run, tmp_path: Path) -> None:
    before = held(root)
    ran = kb("rename", "strike", "first", "--root", root, "--dry-run")
    assert (ran.code, ran.err) == (0, "Nothing was written: this is what would change in 4 files.\n")
    assert held(root) == before
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(writing.PLACE))
    (tmp_path / "diff").write_text(ran.out, encoding="utf-8")
    subprocess.run(["git", "apply", str(tmp_path / "diff")], cwd=copy, check=True)  # noqa: S607 - the git that is there
    kb("rename", "strike", "first", "--root", root)
    assert held(copy) == held(root)


def test_old_addresses_lead_to_the_end_without_a_step_between(root: Path, kb: Run) -> None:
    kb("rename", "anna-miller", "miller", "--root", root)
    kb("rename", "miller", "mrs-miller", "--root", root)
    kb("rename", "westport-strike", "the-strike", "--root", root)
    content = library.load(root)
    for old in ("anna-miller", "miller"):
        html = content.data_files[f"actors/{old}/index.html"].decode()
        assert '<link rel="canonical" href="../../actors/mrs-miller/">' in html
        assert '<meta http-equiv="refresh" content="0; url=../../actors/mrs-miller/">' in html
        assert f'<code>{old}</code> is now <a href="../../actors/mrs-miller/">Anna Miller</a>' in html
    assert [(one["id"], one["now"], one["url"]) for one in content.data["moved"]] == [
        ("anna-miller", "mrs-miller", "actors/mrs-miller/"),
        ("miller", "mrs-miller", "actors/mrs-miller/"),
        ("westport-strike", "the-strike", "events/the-strike/"),
    ]
    for old in ("anna-miller", "miller", "westport-strike"):
        ran = kb("rename", "northland", old, "--root", root)
        assert ran.code == 2
        assert f"kb: The id `{old}` was given up" in ran.err
    assert json.loads(kb("show", "anna-miller", "--root", root, "--format", "json").out)["id"] == "mrs-miller"


def test_the_site_has_a_page_at_the_old_address(little_project: Path, kb: Run) -> None:
    kb("rename", "anna-miller", "miller", "--root", little_project)
    kb("rename", "how-many", "arrests", "--root", little_project)
    ran = kb("build", "--root", little_project)
    assert ran.code == 0, ran.err
    page = (little_project / "site/actors/anna-miller/index.html").read_text(encoding="utf-8")
    assert "url=../../actors/miller/" in page
    assert (little_project / "site/actors/miller/index.html").is_file()
    assert '<span id="how-many"></span>' in (little_project / "site/disputes/index.html").read_text(encoding="utf-8")
    assert "moved" not in {file.name for file in (little_project / "site/data/files").iterdir()}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("anna-mill", "x", "There is no entity, article, event, source or dispute `anna-mill`.\nDid you mean `ann-mill` or `anna-miller`?"),
        ("anna-miller", "ann-mill", "The id `ann-mill` is taken: entities/people/ann-mill.md has it.\n`ann-mill-2` is free."),
        ("anna-miller", "strike", "The id `strike` is taken: articles/strike.md has it.\n`strike-2` is free."),
        ("anna-miller", "herald-2015", "The id `herald-2015` is taken: articles/strike.md:6 has it.\n`herald-2015-2` is free."),
        (
            "anna-miller",
            "Anna Miller",
            "`Anna Miller` cannot be an id: ids have lower-case ASCII letters, digits and single hyphens, at most 80.",
        ),
        ("anna-miller", "anna-miller", "`anna-miller` has this id already."),
        ("anna-miller", "../x", "`../x` cannot be an id"),
    ],
)
def test_a_rename_that_cannot_be_is_refused(root: Path, kb: Run, old: str, new: str, said: str) -> None:
    before = held(root)
    ran = kb("rename", old, new, "--root", root)
    assert ran.code == 2
    assert ran.err.startswith(f"kb: {said}"), ran.err
    assert held(root) == before


def test_a_file_with_errors_that_names_the_id_stops_a_rename(root: Path, kb: Run) -> None:
    (root / "articles/bad.md").write_bytes("---\ntitle: Größe\nactors: [{id: anna-miller}]\n---\n".encode("latin-1"))
    before = held(root)
    ran = kb("rename", "anna-miller", "x", "--root", root)
    assert (ran.code, held(root)) == (2, before)
    assert "articles/bad.md" in ran.err
    assert "not UTF-8" in ran.err


def test_judgements_of_found_differences_follow(project: Path, tmp_path: Path, kb: Run) -> None:
    copy = tmp_path / "copy"
    for folder in ("articles", "entities", "disputes"):
        shutil.copytree(project / folder, copy / folder)
    content = library.load(copy)
    found = next(one for one in pages.Speech(content.kb).differences if one.judged_by and one.core)
    file = copy / content.kb.disputes[found.judged_by[0]].dispute.place.path
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\n---\n", f"\njudges: [{found.id}]\n---\n", 1), encoding="utf-8")
    assert kb("check", "--root", copy).out == "No findings.\n"
    assert kb("rename", found.core[0], "another-id", "--root", copy).code == 0
    assert kb("check", "--root", copy).out == "No findings.\n"
    assert f"judges: [{found.id}]" not in file.read_text(encoding="utf-8")


def test_the_longest_real_rename_is_one_line_for_each_reference(project: Path, tmp_path: Path, kb: Run) -> None:
    copy = tmp_path / "copy"
    for folder in ("articles", "entities", "disputes"):
        shutil.copytree(project / folder, copy / folder)
    before = held(copy)
    assert kb("rename", "iran", "iran-state", "--root", copy).code == 0
    after = held(copy)
    for path in changed(before, after):
        if path in before and path in after:
            for one, two in zip(before[path].split(b"\n"), after[path].split(b"\n"), strict=True):
                assert one == two or (b"iran-state" in two and len(two) - len(one) == 6 * two.count(b"iran-state"))
    assert kb("check", "--root", copy).out == "No findings.\n"
    assert kb("rename", "iran-state", "iran-2", "--root", copy).code == 0
    kept = library.load(copy).kb.moved
    assert moves.end_of(kept, "iran") == "iran-2"


# ------------------------------------------------------------------------------------------------------------- merge


def test_two_become_one_and_two_again(root: Path, kb: Run) -> None:
    before = held(root)
    ran = kb("merge", "guild-of-westport", "harbour-guild", "--root", root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        (
            "`guild-of-westport` is merged into `harbour-guild`: 5 places in 2 files changed; its names are now names of `harbour-guild`: "
            "“Guild of Westport”, “GoW”."
        ),
        "moved/guild-of-westport.md keeps its file and what was changed; `kb unmerge guild-of-westport` undoes it.",
    ]
    after = held(root)
    assert changed(before, after) == [
        "articles/second.md",
        "entities/groups/guild-of-westport.md",
        "entities/groups/harbour-guild.md",
        "moved/guild-of-westport.md",
    ]
    assert after["entities/groups/harbour-guild.md"].decode() == (
        "---\nname: Harbour Guild\nkind: group\nnames:\n  - {name: HG, is: abbreviation}\n  - Guild of Westport\n"
        "  - {name: GoW, is: abbreviation}\nscope: Named once.\n---\n\n"
        "It called a strike.[^1]\n\nIt went on strike.[^2]\n\n"
        "[^1]: strike: the Harbour Guild called a strike against Northland\n[^2]: second: the Guild of Westport went on strike\n"
    )
    assert b"perpetrator:\n        - harbour-guild\n    quotes" in after["articles/second.md"]
    assert kb("check", "--root", root).out == "No findings.\n"
    data = library.load(root).data_files
    assert b"was found to be the same as <a" in data["actors/guild-of-westport/index.html"]
    ran = kb("unmerge", "guild-of-westport", "--root", root)
    said = "`guild-of-westport` is an entity of its own again, and every file is as it was before the merge.\n"
    assert (ran.code, ran.out, ran.err) == (0, said, "")
    assert held(root) == before


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_a_merge_is_undone_byte_for_byte_whatever_ends_the_lines(root: Path, kb: Run, ends: str) -> None:
    for file in root.rglob("*.md"):
        file.write_bytes(file.read_bytes().replace(b"\n", ends.encode()))
    before = held(root)
    assert kb("merge", "guild-of-westport", "harbour-guild", "--root", root).code == 0
    assert kb("unmerge", "guild-of-westport", "--root", root).code == 0
    assert held(root) == before


def test_every_merge_of_the_real_entities_that_is_let_through_is_undone_byte_for_byte(project: Path) -> None:
    content = library.load(project)
    kb = content.kb
    desk = Desk(kb, content.files)
    done = 0
    pairs = [(one, two) for one in kb.entities for two in kb.entities if one != two and kb.entities[one].kind == kb.entities[two].kind]
    for one, two in pairs[:: max(len(pairs) // 60, 1)]:
        try:
            made = revising.merge(desk, one, two, {"country": "both", "scope": "into", "part_of": "both", "wikidata": "into"})
        except Refusal:
            continue
        done += 1
        files = dict(content.files)
        for change in made.changes:
            for path, _, data in change.steps():
                if data is None:
                    del files[path]
                else:
                    files[path] = data
        fresh = revisions.after(content, made.changes)
        undone = revising.unmerge(Desk(fresh.kb, files), one)
        assert not undone.left
        for change in undone.changes:
            for path, _, data in change.steps():
                if data is None:
                    del files[path]
                else:
                    files[path] = data
        assert files == dict(content.files)
        if done == 8:
            break
    assert done == 8


def test_after_an_edit_what_is_certain_is_undone_and_the_rest_is_listed(root: Path, kb: Run) -> None:
    before = held(root)
    kb("merge", "guild-of-westport", "harbour-guild", "--root", root)
    file = root / "articles/second.md"
    text = file.read_text(encoding="utf-8")
    text = text.replace("title: The Second", "title: The Second Article").replace(
        "        - harbour-guild\n", "        - harbour-guild # sure\n"
    )
    file.write_text(text, encoding="utf-8")
    ran = kb("unmerge", "guild-of-westport", "--root", root)
    assert ran.code == 1
    assert ran.out == "`guild-of-westport` is an entity of its own again.\n"
    assert ran.err.startswith("left as it is: articles/second.md (line ")
    assert "Before the merge: - guild-of-westport." in ran.err
    after = held(root)
    assert b"{id: guild-of-westport, quotes" in after["articles/second.md"]
    assert b"title: The Second Article" in after["articles/second.md"]
    assert b"- harbour-guild # sure" in after["articles/second.md"]
    assert changed(before, after) == ["articles/second.md"]


def test_contradictions_stop_a_merge_until_somebody_decides(root: Path, kb: Run) -> None:
    guild = root / "entities/groups/harbour-guild.md"
    guild.write_text(guild.read_text(encoding="utf-8").replace("kind: group\n", "kind: group\nscope: All of it.\n"), encoding="utf-8")
    before = held(root)
    ran = kb("merge", "guild-of-westport", "harbour-guild", "--root", root)
    assert (ran.code, held(root)) == (2, before)
    assert "`scope`: “Named once.” (entities/groups/guild-of-westport.md) and “All of it.” (entities/groups/harbour-guild.md)" in ran.err
    ran = kb("merge", "ann-mill", "anna-miller", "--root", root)
    assert "an editor judged that they are not the same" in ran.err
    ran = kb("merge", "anna-miller", "harbour-guild", "--root", root)
    assert "`kind`: “person”" in ran.err
    assert "a tie stands between the two (leads)" in ran.err
    assert held(root) == before
    for given, said in (("scope=both", "is not known"), ("names=from", "is not known"), ("scope", "is not known")):
        ran = kb("merge", "guild-of-westport", "harbour-guild", "--take", given, "--root", root)
        assert (ran.code, said in ran.err) == (2, True)
    assert kb("merge", "guild-of-westport", "harbour-guild", "--take", "scope=from", "--root", root).code == 0
    assert "scope: Named once." in guild.read_text(encoding="utf-8")
    assert kb("unmerge", "guild-of-westport", "--root", root).code == 0
    assert held(root) == before


def test_a_merge_that_would_bring_errors_is_refused(root: Path, kb: Run) -> None:
    text = (root / "articles/second.md").read_text(encoding="utf-8")
    text = text.replace(
        "  - {id: guild-of-westport, quotes", "  - {id: harbour-guild, quotes: [the Guild of Westport]}\n  - {id: guild-of-westport, quotes"
    )
    (root / "articles/second.md").write_text(text, encoding="utf-8")
    before = held(root)
    ran = kb("merge", "guild-of-westport", "harbour-guild", "--root", root)
    assert (ran.code, held(root)) == (2, before)
    assert "The same fact is annotated here and on line" in ran.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("merge", "westport-strike", "harbour-guild"), "`westport-strike` is an event."),
        (("merge", "harbour-guild", "harbour-guild"), "An entity cannot be merged with itself."),
        (("merge", "nobody", "harbour-guild"), "There is no entity `nobody`."),
        (("unmerge", "harbour-guild"), "`harbour-guild` was not merged.\nNothing was merged in this project."),
    ],
)
def test_what_cannot_be_merged_is_said(root: Path, kb: Run, command: tuple[str, ...], said: str) -> None:
    ran = kb(*command, "--root", root)
    assert ran.code == 2
    assert ran.err.startswith(f"kb: {said}")


def test_a_record_that_was_edited_is_not_trusted(root: Path, kb: Run) -> None:
    kb("merge", "guild-of-westport", "harbour-guild", "--root", root)
    file = root / "moved/guild-of-westport.md"
    file.write_text(file.read_text(encoding="utf-8").replace("It went on", "It was on"), encoding="utf-8")
    ran = kb("unmerge", "guild-of-westport", "--root", root)
    assert ran.code == 2
    assert ran.err.startswith("kb: moved/guild-of-westport.md does not hold the file that was merged: it was edited.")


# --------------------------------------------------------------------------------------------------------------- new


def test_new_files_are_valid_at_once(root: Path, kb: Run) -> None:
    ran = kb("new", "article", "No: a Çelik “Thing”", "--authors", "A. Sample", "--published", "2020-05", "--root", root)
    assert (ran.code, ran.err) == (0, "")
    assert (root / "articles/no-a-celik-thing.md").read_text(encoding="utf-8") == (
        '---\ntitle: "No: a Çelik “Thing”"\nshort: Sample 2020\nauthors: [A. Sample]\npublished: 2020-05\n---\n\n'
    )
    assert kb("new", "article", "Again", "--authors", "B. Sample", "--published", "2020", "--root", root).code == 0
    assert "short: Sample 2020b\n" in (root / "articles/again.md").read_text(encoding="utf-8")
    assert kb("new", "entity", "Ali Ağa", "--kind", "person", "--root", root).code == 0
    assert (root / "entities/people/ali-aga.md").read_text(encoding="utf-8") == "---\nname: Ali Ağa\nkind: person\n---\n"
    event = ("--title", "They went on strike", "--kind", "protest", "--root", root)
    quote = ("--quote", "the Guild of Westport went on strike")
    ran = kb("new", "event", "second", *event, *quote, "--date", "2016", "--place", "westport")
    assert (ran.code, ran.out, ran.err) == (0, "articles/second.md:20: the event `they-went-on-strike`.\n", "")
    assert (
        "  - id: they-went-on-strike\n    title: They went on strike\n    kind: protest\n    date: 2016\n    places: [westport]\n"
        "    quotes: [the Guild of Westport went on strike]\n---\n"
    ) in (root / "articles/second.md").read_text(encoding="utf-8")
    assert kb("check", "--root", root).out == "No findings.\n"
    first = ("--quote", "a strike", "--id", "they-went-on-strike")
    ran = kb("new", "event", "strike", *event, "--quote", "On Monday the Harbour Guild called a strike", *first[2:])
    assert (ran.code, "which articles/second.md tells too" in ran.out) == (0, True)
    assert kb("check", "--root", root).out == "No findings.\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("article", "Second"), "The id `second` is taken: articles/second.md has it.\n`second-2` is free. Give it with --id."),
        (("article", "…"), "No id can be made from “…”.\nGive one with --id."),
        (("article", "X", "--published", "yesterday"), "“yesterday” is no date"),
        (("article", "X", "--id", "../x"), "`../x` cannot be an id"),
        (("entity", "hg", "--kind", "group"), "“hg” is a name of `harbour-guild` (entities/groups/harbour-guild.md:5) already."),
        (("event", "nowhere", "--title", "T", "--kind", "protest", "--quote", "q"), "There is no article `nowhere`."),
        (("event", "second", "--title", "T", "--kind", "protest", "--quote", "not there"), "Nothing was changed, for the content would"),
        (
            ("event", "second", "--title", "T", "--kind", "protest", "--quote", "Anna", "--id", "westport-strike"),
            "The id `westport-strike`",
        ),
        (("event", "second", "--title", "T", "--kind", "protest", "--quote", "Anna Miller", "--place", "nowhere"), "Nothing was changed"),
    ],
)
def test_what_cannot_be_begun_is_refused(root: Path, kb: Run, command: tuple[str, ...], said: str) -> None:
    before = held(root)
    ran = kb("new", *command, "--root", root)
    assert ran.code == 2
    assert ran.err.startswith(f"kb: {said}"), ran.err
    assert held(root) == before


def test_two_of_one_name_can_be_told_apart(root: Path, kb: Run) -> None:
    again = ("new", "entity", "Anna Miller", "--kind", "person", "--find", "never", "--root", root)
    assert kb(*again).err.startswith("kb: The id `anna-miller` is taken: entities/people/anna-miller.md has it.\n`anna-miller-2` is free.")
    assert kb(*again, "--id", "anna-miller-2").code == 0
    assert kb("check", "--root", root).out == "No findings.\n"


def test_a_dry_run_of_a_new_file_writes_nothing(root: Path, kb: Run) -> None:
    before = held(root)
    ran = kb("new", "entity", "Ali", "--kind", "person", "--root", root, "--dry-run")
    assert ran.out.endswith("--- /dev/null\n+++ b/entities/people/ali.md\n@@ -0,0 +1,4 @@\n+---\n+name: Ali\n+kind: person\n+---\n")
    assert held(root) == before


# -------------------------------------------------------------------------------------------------------------- show


def test_a_card_has_each_fact_with_its_voice_words_and_places(root: Path, kb: Run) -> None:
    ran = kb("show", "anna-miller", "--root", root)
    assert ran.code == 0
    assert ran.out.startswith("Anna Miller (anna-miller), person\n   entities/people/anna-miller.md\n   2 mentions in 2 articles\n")
    assert (
        "      asserted; the article\n      Example 2015 ¶2b: “Anna Miller, leader of the Harbour Guild”  articles/strike.md:30\n"
        in ran.out
    )
    assert "   Northland may give way.  f-" in ran.out
    assert "      possible; according to Anna Miller\n" in ran.out
    data = json.loads(kb("show", "anna-miller", "--root", root, "--format", "json").out)
    assert (data["kind"], data["entity"]["name"], len(data["facts"])) == ("entity", "Anna Miller", ran.out.count("  f-"))


def test_everything_of_the_base_has_a_card(root: Path, kb: Run) -> None:
    content = library.load(root, audience="internal")
    base = content.kb
    for one in (*base.entities, *base.articles, *base.events, *base.works, *base.disputes, *base.facts):
        assert kb("show", one, "--root", root).code == 0
        assert json.loads(kb("show", one, "--root", root, "--format", "json").out)["id"] == one
    ran = kb("show", "HG", "--root", root)
    assert (ran.code, ran.err) == (2, "kb: Nothing has the id `HG`.\n“HG” is a name of `harbour-guild`.\n")
    ran = kb("show", "strik", "--root", root)
    assert (ran.code, ran.err) == (2, "kb: Nothing has the id `strik`.\nDid you mean `strike`?\n")


# --------------------------------------------------------------------------------------------------------------- fmt


UGLY = (
    "\ufeff---  \r\n"
    "\r\n"
    "kind: person \r\n"
    "# of her\r\n"
    "name:\tAnna Miller\r\n"
    "scope: >\r\n"
    "  kept  \r\n"
    "  so\r\n"
    "\r\n"
    "\r\n"
    "find: any-case   # why\r\n"
    "\r\n"
    "---\r\n"
    "\n"
    "A note  with \ttabs.[^1]  \n"
    "\n"
    "[^1]: strike: Anna Miller, leader"
)
NEAT = (
    "---\n# of her\nname: Anna Miller\nkind: person\nfind: any-case   # why\n\nscope: >\n  kept  \n  so\n---\n"
    "\nA note  with \ttabs.[^1]  \n\n[^1]: strike: Anna Miller, leader\n"
)


def test_layout_is_put_in_order_and_no_letter_of_the_text_changes(root: Path, kb: Run) -> None:
    file = root / "entities/people/anna-miller.md"
    file.write_bytes(UGLY.encode())
    before = held(root)
    ran = kb("fmt", "--check", "--root", root)
    assert (ran.code, held(root)) == (1, before)
    name = "entities/people/anna-miller.md"
    assert ran.out.splitlines() == [
        f"{name}:1: The file begins with a byte order mark, which nobody sees.",
        f"{name}:1: 13 lines of the front matter do not end in a line feed, as the others of the file do.",
        f"{name}:1: Blanks stand at the end of the line.",
        f"{name}:3: Blanks stand at the end of the line.",
        f"{name}:5: A tab stands where a space belongs.",
        f"{name}:3: The keys stand in another order than `name`, `kind`, `find`, `scope`.",
        f"{name}:2: An empty line too many stands here.",
        f"{name}:10: An empty line stands at the end of the front matter.",
        f"{name}:9: An empty line stands at the end of the front matter.",
        f"{name}:17: The last line has no end.",
    ]
    ran = kb("fmt", "anna-miller", "--root", root, "--dry-run")
    assert (ran.code, held(root), ran.out.startswith("--- a/entities/people/anna-miller.md")) == (1, before, True)
    ran = kb("fmt", "--root", root)
    assert (ran.code, ran.err) == (0, "1 file put in order; 0 places to mend by hand.\n")
    assert file.read_bytes().decode() == NEAT
    assert kb("fmt", "--check", "--root", root).err == "Every file is in order.\n"


def test_the_real_content_is_in_order(project: Path, kb: Run) -> None:
    ran = kb("fmt", "--check", "--root", project)
    assert (ran.code, ran.out) == (0, "")


def test_what_cannot_be_mended_safely_is_said(root: Path, kb: Run) -> None:
    (root / "articles/second.md").write_bytes((root / "articles/second.md").read_bytes() + b"A line\r\nand another.\n")
    (root / "entities/people/ann-mill.md").write_text("---\nname: &x Ann\n---\n", encoding="utf-8")
    before = held(root)
    ran = kb("fmt", "--root", root)
    assert (ran.code, held(root)) == (1, before)
    assert "articles/second.md:23: The lines of the text end in different ways. Mend it by hand.\n" in ran.out
    assert "entities/people/ann-mill.md:2: YAML takes a word that begins with `&` for an anchor and drops it. Mend it by hand.\n" in ran.out
    ran = kb("fmt", "nobody", "--root", root)
    assert (ran.code, ran.err.startswith("kb: There is no entity, article")) == (2, True)
    ran = kb("fmt", "westport-strike", "--root", root)
    assert ran.err == "kb: `westport-strike` has no file of its own.\nName an article, an entity or a dispute.\n"


# ------------------------------------------------------------------------------------------------------- every command


COMMANDS = [
    ("rename", "anna-miller", "miller"),
    ("merge", "guild-of-westport", "harbour-guild"),
    ("new", "article", "Something"),
    ("new", "entity", "Somebody", "--kind", "person"),
    ("new", "event", "second", "--title", "T", "--kind", "protest", "--quote", "Anna Miller"),
    ("fmt",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("fault", ["full", "interrupted", "another"])
def test_whatever_happens_nothing_is_lost(
    root: Path, kb: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], fault: str
) -> None:
    file = root / "entities/people/anna-miller.md"
    file.write_bytes(file.read_bytes().replace(b"kind: person", b"kind: person "))
    before = held(root)

    def full(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    if fault == "another":
        monkeypatch.setattr(revisions, "write", lambda *_: file.write_bytes(b"somebody else's\n") and library.write(root, *_[1:]))
        ran = kb(*command, "--root", root)
        assert file.read_bytes() == b"somebody else's\n"
        assert "has changed since it was read; it is not overwritten." in ran.err
        file.write_bytes(before["entities/people/anna-miller.md"])
    else:
        monkeypatch.setattr("os.fsync", full if fault == "full" else interrupted)
        ran = kb(*command, "--root", root)
        said = "kb: The files cannot be written: Read-only file system.\nNothing was changed.\n"
        assert ran.err.endswith(said if fault == "full" else "kb: interrupted; nothing was changed.\n")
    assert ran.code == (130 if fault == "interrupted" else 2)
    assert held(root) == before


@pytest.mark.parametrize("command", [*COMMANDS, ("unmerge", "x"), ("show", "x")], ids=" ".join)
def test_a_folder_that_is_no_project_is_said(tmp_path: Path, kb: Run, command: tuple[str, ...]) -> None:
    ran = kb(*command, "--root", tmp_path / "nowhere")
    assert (ran.code, ran.err.startswith("kb: There is no folder `articles/` in")) == (2, True)
