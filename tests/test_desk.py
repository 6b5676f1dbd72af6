"""The preview of ``kb serve``: the pages of a build, what is wrong beside the last good page, and nobody else who may look."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from html import escape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kb import library, plugin
from kb.desk import Desk
from kb.desk.server import Server
from kb.findings import Refusal
from kb.library import Workspace
from kb.plugin.preview import Preview
from tests.conftest import PROJECT, Ran
from tests.desk_fixture import STRIKE, served
from tests.tabs import DESK, PHONE

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]


def save(root: Path, old: str, new: str, path: str = STRIKE) -> None:
    """Save a file with some words changed; every save counts as a later one."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    before = file.stat().st_mtime_ns
    file.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(file, ns=(before + 1_000_000, before + 1_000_000))


def ask(server: Server, path: str, method: str = "GET", host: str | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, path, headers={"Host": host or f"localhost:{server.port}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_every_page_and_file_is_that_of_a_build(little_project: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    content = library.load(little_project, *plugin.site_named(little_project))
    library.publish(site, little_project, lambda folder: plugin.render(content, folder, {}).looks)
    desk = Desk(little_project)
    own = {".kb-site", "SHA256SUMS", "404.html", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json"}
    for file in sorted(site.rglob("*")):
        path = file.relative_to(site).as_posix()
        if not file.is_file() or path in own:
            continue
        if path.endswith("index.html"):
            made = (desk.page(path.removesuffix("index.html")) or "").encode()
            assert without_foot(made) == without_foot(file.read_bytes()), path
        else:
            assert desk.file(path) == file.read_bytes(), path
    built, ours = (
        json.loads(data or b"")["config"]
        for data in ((site / "search/search_index.json").read_bytes(), desk.file("search/search_index.json"))
    )
    assert desk.file(f"search/{ours.pop('kb')}") == desk.file(
        f"search/{built.pop('kb')}"
    )  # named alike in every state: nobody waits for it
    assert ours == built


def without_foot(page: bytes) -> bytes:
    """A page without the line that counts the whole build."""
    before, _, rest = page.partition(b'<aside class="kb-receipt')
    assert rest, "a page has a foot"
    return before + rest.partition(b"</aside>")[2]


def test_what_is_saved_is_on_the_page(little_project: Path) -> None:
    desk = Desk(little_project)
    assert not desk.look()
    save(little_project, "The Strike at Westport", "The Strike at Last")
    assert desk.look()
    assert "The Strike at Last" in (desk.page("articles/strike/") or "")
    assert desk.state.number == 2


def test_a_new_file_is_a_new_page_and_a_deleted_one_is_gone(little_project: Path) -> None:
    desk = Desk(little_project)
    new = little_project / "entities/people/bo-lund.md"
    assert desk.page("actors/bo-lund/") is None
    new.write_text("---\nname: Bo Lund\nkind: person\n---\n", encoding="utf-8")
    desk.look()
    assert "Bo Lund" in (desk.page("actors/bo-lund/") or "")
    assert "Bo Lund" in (desk.page("people/") or "")
    new.unlink()
    desk.look()
    assert desk.page("actors/bo-lund/") is None


def test_a_mistake_leaves_the_last_good_page_and_is_said(little_project: Path) -> None:
    said: list[str] = []
    desk = Desk(little_project, say=said.append)
    good = desk.page("articles/strike/")
    save(little_project, "relation: leads", "relation: lead")
    desk.look()
    assert desk.page("articles/strike/") == good
    assert [one.code for one in desk.state.findings] == ["not-in-list"]
    assert desk.state.number == 1
    assert said[-2].startswith("articles/strike.md:28:15: error: “lead” is not one of the words")
    assert said[-1] == "The pages stay as they were before these errors."
    save(little_project, "relation: lead", "relation: leads")
    desk.look()
    assert desk.state.findings == ()
    assert desk.state.number == 2
    assert said[-1].startswith("articles/strike.md: read in ")


def test_a_project_that_begins_with_a_mistake_is_served_once_it_is_mended(little_project: Path) -> None:
    save(little_project, "relation: leads", "relation: lead")
    desk = Desk(little_project)
    assert desk.page("") is None
    save(little_project, "relation: lead", "relation: leads")
    desk.look()
    assert "<h1" in (desk.page("") or "")


def test_a_host_that_cannot_start_is_said_and_survived(little_project: Path) -> None:
    desk = Desk(little_project)
    good = (little_project / "mkdocs.yml").read_text(encoding="utf-8")
    (little_project / "mkdocs.yml").write_text(good + "\nnonsense: [\n", encoding="utf-8")
    desk.look()
    assert desk.state.refused.startswith("mkdocs.yml cannot be used")
    assert desk.page("") is not None
    (little_project / "mkdocs.yml").write_text(good, encoding="utf-8")
    desk.look()
    assert desk.state.refused == ""


def test_a_file_that_cannot_be_read_now_is_read_when_it_can(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    desk = Desk(little_project, say=said.append)
    good = desk.page("articles/strike/")
    save(little_project, "The Strike at Westport", "The Strike at Last")
    strike = little_project / STRIKE

    def replaced(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", str(strike))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Workspace, "load", replaced)
        assert desk.look()
        assert desk.look()
    assert said == [f"kb: {strike} cannot be read: No such file or directory. It is tried again until it can."]
    assert desk.state.refused == said[0].removeprefix("kb: ")
    assert desk.page("articles/strike/") == good
    assert desk.look()
    assert "The Strike at Last" in (desk.page("articles/strike/") or "")
    assert desk.state.refused == ""
    assert not desk.look()


def test_the_server_lives_on_after_a_mistake_of_the_program(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    desk = Desk(little_project, say=said.append)

    def fails(*_: object, **__: object) -> None:
        raise KeyError("harbour")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Workspace, "load", fails)
        save(little_project, "The Strike at Westport", "The Strike at Last")
        assert desk.look()
    sentence = "KeyError: 'harbour' (test_desk.py, line {}). This is a mistake of the program, not yours; your files are as you saved them."
    line = fails.__code__.co_firstlineno + 1
    assert said == ["kb: The site cannot be made: " + sentence.format(line)]
    save(little_project, "The Strike at Last", "The Strike of Monday")
    assert desk.look()
    assert "The Strike of Monday" in (desk.page("articles/strike/") or "")
    del said[:]
    with served(desk) as server:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Preview, "page", fails)
            answer, body = ask(server, "/articles/strike/")
        assert answer.status == 500
        assert escape(sentence.format(line)) in body.decode()
        assert said == ["kb: /articles/strike/: This page cannot be made: " + sentence.format(line)]
        assert ask(server, "/articles/strike/")[0].status == 200


def test_the_address_of_an_id_that_was_given_up_leads_on(little_project: Path, kb: Callable[..., Ran]) -> None:
    assert kb("rename", "harbour-guild", "guild-of-the-harbour", "--root", little_project).code == 0
    with served(Desk(little_project)) as server:
        answer, body = ask(server, "/actors/harbour-guild/")
    assert answer.status == 200
    assert b"guild-of-the-harbour/" in body


def test_the_server_answers_pages_files_and_news(little_project: Path) -> None:
    with served(Desk(little_project)) as server:
        answer, body = ask(server, "/articles/strike/")
        assert (answer.status, answer.getheader("Content-Type")) == (200, "text/html; charset=utf-8")
        assert b'<script src="/_desk/desk.js" data-number="1" defer></script></head>' in body
        assert ask(server, "/data/kb.json")[0].getheader("Content-Type") == "application/json; charset=utf-8"
        assert ask(server, "/articles/strike/index.html")[1] == body
        moved, _ = ask(server, "/articles/strike")
        assert (moved.status, moved.getheader("Location")) == (301, "/articles/strike/")
        assert ask(server, "/articles/strike/", "HEAD")[1] == b""
        missing, page = ask(server, "/articles/none/")
        assert (missing.status, b"There is no page here" in page) == (404, True)
        assert ask(server, "/_desk/../desk.py")[0].status == 404
        state = json.loads(ask(server, "/_desk/state")[1])
        assert state == {"news": 1, "number": 1, "refused": "", "findings": []}
        settings = json.loads(ask(server, "/search/search_index.json")[1])
        assert settings["docs"] == []
        directory = json.loads(ask(server, f"/search/{settings['config']['kb']}")[1])
        assert directory["pages"] > 10
        assert ask(server, f"/search/words/{directory['pieces'][0]}.bin")[0].status == 200
        assert ask(server, "/search/words/0.bin")[0].status == 404


@pytest.mark.parametrize("host", ["example.org", "localhost", "localhost:1", "127.0.0.1.example.org:80"])
def test_nobody_is_answered_who_calls_it_by_another_name(little_project: Path, host: str) -> None:
    with served(Desk(little_project)) as server:
        answer, body = ask(server, "/articles/strike/", host=host)
        assert (answer.status, body) == (403, b"Only this machine is answered, at localhost.\n")


def test_a_port_that_is_taken_is_said(little_project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refusal) as refused:
            Server(Desk(little_project), port)
    assert str(refused.value) == f"Port {port} is taken."
    assert refused.value.hint == f"Stop what uses it, or choose another: kb serve --port {port + 1}"


def test_where_there_is_no_project_it_does_not_begin(tmp_path: Path, kb: Callable[..., Ran]) -> None:
    ran = kb("serve", "--root", tmp_path, "--port", "0")
    assert (ran.code, ran.err) == (
        2,
        f"kb: There is no mkdocs.yml in {tmp_path}.\nRun the command in the project, or name it with --root DIR.\n",
    )


def test_it_ends_with_an_interruption(little_project: Path) -> None:
    command = [sys.executable, "-u", "-m", "kb", "serve", "--root", str(little_project), "--port", "0"]

    def heed() -> None:
        """Whoever runs the tests in the background has told their processes not to heed interruptions."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    running = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed)  # noqa: PLW1509 - no thread of this test is in the way
    try:
        assert running.stdout
        first = running.stdout.readline()
        assert first.startswith("The preview is at http://localhost:")
        assert first.endswith("/ and follows what you save. Ctrl-C ends it.\n")
        running.send_signal(signal.SIGINT)
        rest, wrong = running.communicate(timeout=60)
    finally:
        running.kill()
        running.communicate()
    assert (running.returncode, rest, wrong) == (0, "The preview has ended.\n", "")


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_open_page_follows_what_is_saved(little_project: Path, browser: Browser, size: Mapping[str, int]) -> None:
    desk = Desk(little_project)
    with served(desk) as server:
        page = browser.new_page(viewport=dict(size))  # type: ignore[arg-type]
        page.goto(f"http://localhost:{server.port}/articles/strike/")
        expect(page.locator("h1")).to_contain_text("The Strike at Westport")
        save(little_project, "The Strike at Westport", "The Strike at Last")
        desk.look()
        expect(page.locator("h1")).to_contain_text("The Strike at Last")
        save(little_project, "relation: leads", "relation: lead")
        desk.look()
        panel = page.get_by_role("region", name="What is wrong with the files")
        expect(panel).to_contain_text("1 error in the files")
        expect(panel).to_contain_text("articles/strike.md:28:15")
        expect(panel).to_contain_text("Did you mean leads?")
        expect(page.locator("h1")).to_contain_text("The Strike at Last")
        save(little_project, "relation: lead", "relation: leads")
        desk.look()
        expect(panel).to_have_count(0)
        page.close()


def test_no_published_site_holds_the_desk(little_project: Path, tmp_path: Path) -> None:
    content = library.load(little_project, *plugin.site_named(little_project))
    library.publish(tmp_path / "site", little_project, lambda folder: plugin.render(content, folder, {}).looks)
    for path, data in library.files_of(tmp_path / "site"):
        assert "desk" not in path, path
        assert b"_desk/" not in data, path
        assert b"kb-annotate" not in data, path
