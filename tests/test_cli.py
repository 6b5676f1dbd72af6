"""The door to the terminal: what each command says, word for word, how it ends, and what it never touches."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import jsonschema
import pytest

from kb import library
from kb.cli import cli
from kb.findings import CODES, Finding, report, visible
from kb.source import Place
from tests.conftest import Ran

Write = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., Ran]
BROKEN = """\
---
title: A Case
short: Case
actors:
  - id: anna-miler
    quotes: [Anna Miller spoke]
events:
  - {id: westport-strike, title: A strike, kind: uprising, quotes: [Anna Miller spoke]}
---

Anna Miller spoke in Westport.
"""


def commands(group: click.Group = cli, path: tuple[str, ...] = ("kb",)) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


# ---------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize(("words", "command"), list(commands()), ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_every_command_has_help_with_an_example(words: tuple[str, ...], command: click.Command, kb: Run) -> None:
    ran = kb(*words[1:], "--help")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(rf"^ +Example: {' '.join(words)}\b", ran.out, re.MULTILINE)
    assert (command.help or "").strip().endswith(".")
    for option in command.params:
        if isinstance(option, click.Option):
            assert (option.help or "").endswith("."), option.name


def test_the_command_alone_lists_the_commands(kb: Run) -> None:
    ran = kb("--help")
    assert (ran.code, ran.err) == (0, "")
    for words, _ in commands():
        assert re.search(rf"^  {words[1]} ", ran.out, re.MULTILINE)


def test_the_version_is_said(kb_process: Run) -> None:
    ran = kb_process("--version")
    assert ran.code == 0
    assert re.fullmatch(r"kb, version \d+\.\d+\.\d+\n", ran.out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc"], "Error: No such command 'chekc'. Did you mean 'check'?"),
        (["check", "--fromat", "json"], "Error: No such option '--fromat'. (Did you mean one of: '--format', '--root'?)"),
        (["check", "--format", "xml"], "Error: Invalid value for '--format': 'xml' is not one of 'text', 'json', 'github'."),
        (["export", "schema"], "Error: Missing argument 'FOLDER'."),
    ],
)
def test_a_slip_on_the_command_line_ends_with_2_and_a_sentence(arguments: list[str], said: str, kb: Run) -> None:
    ran = kb(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.rstrip("\n").split("\n")[-1] == said


# --------------------------------------------------------------------------------------------------- check


def test_check_of_sound_content_ends_with_0(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    root = write_library(base_files)
    assert (kb("check", "--root", root).out, kb("check", "--root", root).code) == ("No findings.\n", 0)
    assert json.loads(kb("check", "--root", root, "--format", "json").out) == []
    assert kb("check", "--root", root, "--format", "github").out == "\n"


def test_check_says_findings_as_text_and_ends_with_1(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    ran = kb("check", "--root", write_library({**base_files, "articles/case.md": BROKEN}))
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "articles/case.md:5:9: error: There is no entity `anna-miler`. [unknown-id]\n"
        "    Did you mean `anna-miller`?\n"
        "articles/case.md:8:5: warning: `westport-strike` is told as uprising here and as protest in articles/strike.md:12. "
        "[accounts-differ]\n    If these are two events, give each its own id. If the articles differ, leave it.\n"
        "1 error, 1 warning in 1 file. Each code is explained in docs/guide/findings.md.\n"
    )


def test_check_says_findings_as_json(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    ran = kb("check", "--root", write_library({**base_files, "articles/case.md": BROKEN}), "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.isascii()
    assert json.loads(ran.out) == [
        {
            "path": "articles/case.md",
            "line": 5,
            "column": 9,
            "severity": "error",
            "code": "unknown-id",
            "fact": "There is no entity `anna-miler`.",
            "hint": "Did you mean `anna-miller`?",
            "repair": "",
            "docs": "guide/findings.md#unknown-id",
        },
        {
            "path": "articles/case.md",
            "line": 8,
            "column": 5,
            "severity": "warning",
            "code": "accounts-differ",
            "fact": "`westport-strike` is told as uprising here and as protest in articles/strike.md:12.",
            "hint": "If these are two events, give each its own id. If the articles differ, leave it.",
            "repair": "",
            "docs": "guide/findings.md#accounts-differ",
        },
    ]


def test_check_says_findings_as_workflow_commands(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    ran = kb("check", "--root", write_library({**base_files, "articles/case.md": BROKEN}), "--format", "github")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "::error file=articles/case.md,line=5,col=9,title=unknown-id::There is no entity `anna-miler`. Did you mean `anna-miller`?\n"
        "::warning file=articles/case.md,line=8,col=5,title=accounts-differ::`westport-strike` is told as uprising here and as protest "
        "in articles/strike.md:12. If these are two events, give each its own id. If the articles differ, leave it.\n"
    )


def test_a_warning_alone_ends_with_1_too(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    root = write_library({**base_files, "articles/case.md": BROKEN.replace("miler", "miller")})
    ran = kb("check", "--root", root)
    assert ran.code == 1
    assert ran.out.endswith("0 errors, 1 warning in 1 file. Each code is explained in docs/guide/findings.md.\n")


def test_data_of_a_workflow_command_is_escaped() -> None:
    finding = Finding(Place("a,b:c%d.md", 1, 2), "unknown-id", "100%: one\ntwo\r::error::three", "Mend, it: 50%")
    assert finding.explain("github") == (
        "::error file=a%2Cb%3Ac%25d.md,line=1,col=2,title=unknown-id::100%25: one\\ntwo\\u000d::error::three Mend, it: 50%25"
    )


HOSTILE = (
    "\n::error::owned\r\n::set-output name=x::y\n##[command]rm"
    "\x1b[2J\x1b]0;title\x07\u202egnorw\u2066\x9b31m\u2028::warning::z%0A::debug::w"
)


@pytest.mark.parametrize("where", ["path", "fact", "hint"])
def test_nothing_that_is_said_can_act_on_a_terminal_or_a_runner(where: str) -> None:
    said = {"path": "articles/x.md", "fact": "A fact.", "hint": "A hint."}
    said[where] += HOSTILE
    finding = Finding(Place(said["path"]), "unknown-id", said["fact"], said["hint"])
    text, github = report([finding]), report([finding], "github")
    for form in (text, github, report([finding], "json")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", form)
        assert "##[" not in form or form.startswith("[")
    assert len(text.split("\n")) == 3
    assert not re.search(r"^\s*::", text, re.MULTILINE)
    assert len(github.split("\n")) == 1
    assert github.startswith("::error file=articles/x.md")
    assert "%0A" not in github.replace("%250A", "")


def test_nothing_that_an_editor_writes_can_act_on_a_terminal_or_a_runner(write_library: Write, base_files: dict[str, str], kb: Run) -> None:
    front = json.dumps(
        {"title": HOSTILE, "short": HOSTILE, HOSTILE: "x", "published": HOSTILE, "actors": [{"id": HOSTILE, "quotes": [HOSTILE]}]}
    )
    plain = (
        "---\ntitle: x\nshort: y\nactors:\n"
        "  - {id: anna-miller, quotes: ['::error::owned', '##[error]owned', '%0A::error::owned']}\n---\nText.\n"
    )
    root = write_library(
        {**base_files, "articles/::error::x.md": "", "articles/case.md": f"---\n{front}\n---\n", "articles/more.md": plain}
    )
    for form in ("text", "json", "github"):
        ran = kb("check", "--root", root, "--format", form)
        assert ran.code == 1
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", ran.out)
        lines = ran.out.rstrip("\n").split("\n")
        if form == "github":
            assert all(re.match(r"::(error|warning) file=articles/[^,]+,line=\d+,col=\d+,title=[a-z0-9-]+::", line) for line in lines)
        else:
            assert not [line for line in lines if line.lstrip().startswith("::") or (form == "text" and "##[" in line)]


def test_visible_keeps_letters_and_shows_the_rest() -> None:
    assert visible("Baghdādī “x” – ёж شيعة\t\x1b\u202e") == "Baghdādī “x” – ёж شيعة\\u0009\\u001b\\u202e"


def test_the_command_speaks_to_a_terminal_that_has_no_such_letters(
    write_library: Write, base_files: dict[str, str], kb_process: Run
) -> None:
    root = write_library({**base_files, "articles/case.md": BROKEN.replace("[Anna Miller spoke]", "[Łukasz – spoke]", 1)})
    ran = kb_process("check", "--quiet", "--root", root, env={"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"})
    assert ran.code == 1
    assert ran.err == ""
    assert "The text does not hold \\u201c\\u0141ukasz \\u2013 spoke\\u201d." in ran.out


def test_a_reader_that_goes_away_is_no_error_of_ours(write_library: Write, base_files: dict[str, str]) -> None:
    root = write_library({**base_files, **{f"articles/case-{number}.md": "nothing" for number in range(400)}})
    command = [sys.executable, "-m", "kb", "check", "--root", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()


# ---------------------------------------------------------------------------------------------------- root


def test_root_is_this_folder_unless_named(write_library: Write, base_files: dict[str, str], kb_process: Run) -> None:
    root = write_library(base_files)
    assert kb_process("check", cwd=root).out == "No findings.\n"
    assert kb_process("check", "--root", "library", cwd=root.parent).out == "No findings.\n"


@pytest.mark.parametrize("missing", ["articles", "entities"])
def test_a_folder_that_is_no_project_ends_with_2(missing: str, write_library: Write, kb: Run) -> None:
    root = write_library({})
    (root / missing).rmdir()
    ran = kb("check", "--root", root)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kb: There is no folder `{missing}/` in {root}.\nRun the command in the project, or name it with --root DIR.\n"


def test_a_root_that_is_not_there_ends_with_2(tmp_path: Path, kb: Run) -> None:
    ran = kb("check", "--root", tmp_path / "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == f"kb: There is no folder `articles/` in {tmp_path / 'nowhere'}.\nRun the command in the project, or name it with --root DIR.\n"
    )


def test_a_root_that_is_a_file_ends_with_2(tmp_path: Path, kb: Run) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ran = kb("check", "--root", tmp_path / "file")
    assert (ran.code, ran.out) == (2, "")
    assert f"Error: Invalid value for '--root': Directory '{tmp_path / 'file'}' is a file." in ran.err


def test_an_interruption_ends_with_130(write_library: Write, kb: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt  # as a signal raises it, but at this very place

    monkeypatch.setattr(library, "load", interrupted)
    ran = kb("check", "--root", write_library({}))
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "kb: interrupted; nothing was changed.")


# --------------------------------------------------------------------------------------------------- build


@pytest.fixture
def built(little_project: Path, kb: Run) -> Path:
    """The little library, built."""
    ran = kb("build", "--root", little_project)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(
        rf"Built {re.escape(str(little_project / 'site'))}: \d+ pages in \d+ files; "
        r"10 of 10 quotes matched, 7 of 7 facts shown\. Audience: public\.\n"
        r"SHA-256 of its SHA256SUMS, which lists every file: [0-9a-f]{64}\n",
        ran.out,
    )
    return little_project


def test_build_makes_a_site_and_builds_it_again(built: Path, kb: Run) -> None:
    first = files_of(built / "site")
    assert {"index.html", "articles/strike/index.html", "data/kb.json", ".kb-site"} <= set(first)
    (built / "site" / "stale.html").write_text("left over", encoding="utf-8")
    assert kb("build", "--root", built).code == 0
    assert files_of(built / "site") == first
    assert sorted(path.name for path in built.iterdir()) == [".kb-cache", "articles", "disputes", "docs", "entities", "mkdocs.yml", "site"]


def test_a_failed_build_leaves_the_last_good_site(built: Path, kb: Run) -> None:
    before = files_of(built / "site")
    article = built / "articles" / "strike.md"
    sound = article.read_text(encoding="utf-8")

    article.write_text(sound.replace("spoke in Westport the", "spoke in Eastport the"), encoding="utf-8")
    ran = kb("build", "--root", built)
    assert (ran.code, ran.out) == (1, "")
    assert "[quote-not-found]" in ran.err
    assert ran.err.endswith("Nothing was built; the last good site stays as it was.\n")
    ran = kb("build", "--root", built, "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    assert json.loads(ran.out)[0]["code"] == "quote-not-found"
    assert files_of(built / "site") == before

    article.write_text(sound, encoding="utf-8")
    (built / "docs" / "page.md").write_text("[a link](nowhere.md)\n", encoding="utf-8")
    ran = kb("build", "--root", built)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("kb: MkDocs stopped: Aborted with ")
    assert "Doc file 'page.md' contains a link 'nowhere.md', but the target is not found among documentation files." in ran.err
    assert files_of(built / "site") == before

    (built / "docs" / "page.md").write_text('<p id="a"></p><p id="a"></p><a href="../gone/">gone</a>\n', encoding="utf-8")
    ran = kb("build", "--root", built)
    assert (ran.code, ran.out) == (2, "")
    assert files_of(built / "site") == before
    assert sorted(path.name for path in built.iterdir()) == [".kb-cache", "articles", "disputes", "docs", "entities", "mkdocs.yml", "site"]


def test_faults_of_a_finished_site_are_said(built: Path, kb: Run) -> None:
    """The two codes that content cannot produce: they need a page written by hand, past the host's own checks."""
    (built / "docs" / "page.md").write_text('<p id="a"></p><p id="a"></p><a href="../gone/">gone</a>\n', encoding="utf-8")
    config = built / "mkdocs.yml"
    config.write_text(
        re.sub(r"(?m)^validation:\n(  .*\n)+", "validation: {nav: {omitted_files: ignore}}\n", config.read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    ran = kb("build", "--root", built)
    assert (ran.code, ran.out) == (2, "")
    hint = "If it stands in a page under docs/, mend it there; elsewhere it is a fault of the build: please report it."
    assert ran.err == (
        "kb: The new site has 2 broken links or ids; the old one stays.\n"
        f"page/index.html:1:1: error: The id “a” stands twice on the page. [duplicate-anchor]\n    {hint}\n"
        f"page/index.html:1:1: error: The link “../gone/” leads nowhere. [broken-link]\n    {hint}\n"
    )
    assert {"broken-link", "duplicate-anchor"} <= set(CODES)


def test_warnings_are_said_and_do_not_stop_a_build(little_project: Path, kb: Run) -> None:
    (little_project / "articles" / "case.md").write_text(BROKEN.replace("miler", "miller"), encoding="utf-8")
    ran = kb("build", "--root", little_project)
    assert ran.code == 0
    assert "[accounts-differ]" in ran.err
    assert ran.out.startswith("Built ")


@pytest.mark.parametrize("place", [".", "..", "articles", "articles/site", "entities", "docs/site", "src", "tests/site"])
def test_build_refuses_to_write_over_sources(place: str, little_project: Path, kb: Run) -> None:
    before = files_of(little_project)
    ran = kb("build", "--root", little_project, "--site-dir", little_project / place)
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == f"kb: {little_project / place} holds the project's own files, or lies among them.\nChoose another folder with --site-dir.\n"
    )
    assert files_of(little_project) == before


def test_build_refuses_a_foreign_folder(little_project: Path, tmp_path: Path, kb: Run) -> None:
    site = tmp_path / "photographs"
    site.mkdir()
    (site / "dear.jpg").write_bytes(b"dear")
    ran = kb("build", "--root", little_project, "--site-dir", site)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"kb: {site} was not written by this command, so it is not replaced.\n"
        "Choose an empty folder with --site-dir, or remove it yourself.\n"
    )
    assert files_of(site) == {"dear.jpg": b"dear"}


def test_build_refuses_a_link(little_project: Path, tmp_path: Path, kb: Run) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    ran = kb("build", "--root", little_project, "--site-dir", tmp_path / "link")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kb: {tmp_path / 'link'} is a link.\nName the folder itself with --site-dir.\n"
    assert files_of(tmp_path / "elsewhere") == {}


def test_build_takes_an_empty_folder_and_makes_a_new_one(little_project: Path, tmp_path: Path, kb: Run) -> None:
    (tmp_path / "empty").mkdir()
    for place in ("empty", "new/deep"):
        assert kb("build", "--root", little_project, "--site-dir", tmp_path / place).code == 0
    assert files_of(tmp_path / "empty") == files_of(tmp_path / "new" / "deep")


def test_a_site_folder_that_is_a_file_ends_with_2(little_project: Path, tmp_path: Path, kb: Run) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ran = kb("build", "--root", little_project, "--site-dir", tmp_path / "file")
    assert (ran.code, ran.out) == (2, "")
    assert f"Directory '{tmp_path / 'file'}' is a file." in ran.err


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (None, "kb: There is no mkdocs.yml in {root}.\nRun the command in the project, or name it with --root DIR.\n"),
        ("site_name: [\n", "kb: mkdocs.yml cannot be used: MkDocs encountered an error parsing the configuration file: "),
        (
            "theme: material\n",
            "kb: mkdocs.yml cannot be used: Aborted with a configuration error!\nConfig value 'site_name': Required configuration not ",
        ),
        (
            "site_name: x\ntheme: {name: material, font: false}\nplugins: [search]\n",
            "kb: mkdocs.yml does not name the plugin `kb`.\nAdd `- kb` under `plugins:`.\n",
        ),
    ],
    ids=["missing", "not YAML", "invalid", "no plugin"],
)
def test_a_project_without_a_fitting_mkdocs_yml_ends_with_2(config: str | None, said: str, little_project: Path, kb: Run) -> None:
    if config is None:
        (little_project / "mkdocs.yml").unlink()
    else:
        (little_project / "mkdocs.yml").write_text(config, encoding="utf-8")
    ran = kb("build", "--root", little_project)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert said.format(root=little_project) in ran.err
    assert not (little_project / "site").exists()


def test_plain_mkdocs_refuses_broken_content_too(little_project: Path) -> None:
    (little_project / "articles" / "case.md").write_text(BROKEN, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", "site"]
    ran = subprocess.run(command, cwd=little_project, capture_output=True, check=False, timeout=120)
    said = ran.stderr.decode()
    assert ran.returncode == 1
    assert "kb: the content has errors; nothing was built." in said
    assert "articles/case.md:5:9: error: There is no entity `anna-miler`. [unknown-id]" in said
    assert "Traceback" not in said


# -------------------------------------------------------------------------------------------------- export


def test_export_schema_writes_json_schemas(tmp_path: Path, kb: Run) -> None:
    ran = kb("export", "schema", tmp_path / "schemas")
    assert (ran.code, ran.out, ran.err) == (0, f"Wrote the schemas into {tmp_path / 'schemas'}.\n", "")
    written = files_of(tmp_path / "schemas")
    assert {"article.schema.json", "entity.schema.json"} <= set(written)
    for data in written.values():
        jsonschema.Draft202012Validator.check_schema(json.loads(data))


@pytest.mark.parametrize("what", ["schema", "pages"])
def test_export_refuses_a_folder_that_is_not_empty(what: str, little_project: Path, tmp_path: Path, kb: Run) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "dear.txt").write_bytes(b"dear")
    ran = kb("export", what, tmp_path / "full", *(["--root", little_project] if what == "pages" else []))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kb: {tmp_path / 'full'} is not empty.\nName a folder that does not exist yet.\n"
    assert files_of(tmp_path / "full") == {"dear.txt": b"dear"}


def test_export_pages_writes_a_complete_folder(little_project: Path, tmp_path: Path, kb: Run) -> None:
    ran = kb("export", "pages", tmp_path / "pages", "--root", little_project)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(rf"Wrote \d+ pages into {re.escape(str(tmp_path / 'pages'))}\.\n", ran.out)
    assert {"mkdocs.yml", "docs/index.md", "docs/articles/strike/index.md", "docs/data/kb.json"} <= set(files_of(tmp_path / "pages"))


def test_export_pages_of_broken_content_writes_nothing(little_project: Path, tmp_path: Path, kb: Run) -> None:
    (little_project / "articles" / "case.md").write_text(BROKEN, encoding="utf-8")
    ran = kb("export", "pages", tmp_path / "pages", "--root", little_project)
    assert (ran.code, ran.out) == (1, "")
    assert not (tmp_path / "pages").exists()


def test_the_tables_of_the_guide_are_those_of_the_contract(project: Path, kb: Run) -> None:
    page = (project / "docs" / "guide" / "front-matter.md").read_text(encoding="utf-8")
    begins, ends = "<!-- contract begins -->\n", "<!-- contract ends -->"
    assert page.count(begins) == page.count(ends) == 1
    tables = page.split(begins)[1].split(ends)[0]
    assert tables.strip("\n") == kb("export", "front-matter").out.strip("\n"), (
        "put the output of `kb export front-matter` between the two markers"
    )


def test_the_project_itself_is_clean(project: Path, kb: Run) -> None:
    ran = kb("check", "--root", project)
    assert (ran.code, ran.out) == (0, "No findings.\n")
