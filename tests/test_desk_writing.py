"""Writing through ``kb serve``: who may, what it touches, and how it is taken back."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb import annotating, library
from kb.annotating import Formed
from kb.desk import Desk, guard
from kb.desk.server import Server
from kb.editing import Change
from tests.desk_fixture import STRIKE, annotation, post, served


def files(root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and ".kb" not in file.parts
    }


GOOD = "The request does not come from a page of this preview."


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ({guard.TOKEN: None}, 403, "The page was served by another run of the preview. Load it anew."),
        ({guard.TOKEN: "x" * 43}, 403, "The page was served by another run of the preview. Load it anew."),
        ({guard.TOKEN: "\u00e9"}, 403, "The page was served by another run of the preview. Load it anew."),
        ({"Origin": None}, 403, GOOD),
        ({"Origin": "null"}, 403, GOOD),
        ({"Origin": "https://{host}"}, 403, GOOD),
        ({"Origin": "http://example.org"}, 403, GOOD),
        ({"Origin": "http://127.0.0.1:1"}, 403, GOOD),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "The request comes from a page of another site."),
        ({"Sec-Fetch-Site": "same-site"}, 403, "The request comes from a page of another site."),
        ({"Sec-Fetch-Site": "none"}, 403, "The request comes from a page of another site."),
        ({"Host": "example.org", "Origin": "http://example.org"}, 403, "Only this machine is answered, at localhost."),
        ({"Content-Type": None}, 415, "Only JSON is taken here."),
        ({"Content-Type": "text/plain"}, 415, "Only JSON is taken here."),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415, "Only JSON is taken here."),
        ({"Content-Length": None}, 411, "The request does not say how long it is."),
        ({"Content-Length": "-1"}, 411, "The request does not say how long it is."),
        ({"Content-Length": "262145"}, 413, "The request has more than 256 KB."),
        ({"Content-Length": "9" * 5000}, 413, "The request has more than 256 KB."),
    ],
)
def test_only_a_page_of_this_desk_may_write(little_project: Path, headers: Mapping[str, str | None], status: int, said: str) -> None:
    before = files(little_project)
    with served(Desk(little_project)) as server:
        assert post(server, "annotate", annotation(server), headers) == (status, {"refused": said, "hint": ""})
        assert files(little_project) == before


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'"x"', b'{"a": "\\ud800"}', b"[" * 100_000])
def test_what_is_no_json_object_is_refused(little_project: Path, raw: bytes) -> None:
    with served(Desk(little_project)) as server:
        status, told = post(server, "annotate", None, raw=raw)
    assert (status, told["refused"][:19]) == (400, "The request is not ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"article": "../docs/index"},
        {"article": "none"},
        {"article": 3},
        {"kind": "title"},
        {"kind": "colours"},
        {"answers": []},
        {"answers": {"id": 3}},
        {"answers": {"id": {"a": None}}},
        {"selected": "all"},
        {"selected": [3]},
        {"selected": []},
        {"selected": [{"paragraph": "p-1", "exact": "no such words"}]},
        {"entities": [{"name": "A", "kind": "../../docs", "id": "a"}]},
        {"entities": [{"name": "A", "kind": "person", "id": "../a"}]},
        {"entities": [{"name": "A", "kind": "person", "id": "anna-miller"}]},
        {"entities": [{"name": "Anna Miller", "kind": "person", "id": "another"}]},
        {"entities": [{"name": "Bo", "kind": "person", "id": "bo"}, {"name": "Bo Lund", "kind": "person", "id": "bo"}]},
        {"fact": "f-none"},
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence_and_nothing_is_written(little_project: Path, wrong: dict[str, Any]) -> None:
    before = files(little_project)
    with served(Desk(little_project)) as server:
        status, told = post(server, "annotate", annotation(server, **wrong))
    assert status in {409, 422}
    assert told["refused"].endswith(".")
    assert files(little_project) == before


def test_errors_of_its_own_keep_it_from_being_saved(little_project: Path) -> None:
    before = files(little_project)
    with served(Desk(little_project)) as server:
        for answers in (
            {"id": "nobody"},
            {"id": "Not An Id"},
            {"id": "harbour-guild", "as": "words that it does not hold"},
            {},
            {"id": "westport", "x": "y"},
        ):
            status, told = post(server, "annotate", annotation(server, answers=answers))
            assert (status, told["saved"]) == (200, False)
            assert told["faults"]
    assert files(little_project) == before


def test_nothing_but_articles_and_entities_is_ever_written(little_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = annotating.added

    def elsewhere(*given: Any) -> Formed:  # noqa: ANN401 - what it stands for
        return replace(real(*given), changes=(Change.new("docs/new.md", b"x"),))

    monkeypatch.setattr(annotating, "added", elsewhere)
    before = files(little_project)
    with served(Desk(little_project)) as server:
        status, told = post(server, "annotate", annotation(server))
    assert (status, told["refused"]) == (422, "docs/new.md is neither an article nor an entity; it is not written from the browser.")
    assert files(little_project) == before


def test_what_is_saved_is_on_the_page_and_undone_byte_for_byte_step_by_step(little_project: Path) -> None:
    steps = [files(little_project)]
    with served(Desk(little_project)) as server:
        dry, told = post(server, "annotate", annotation(server, save=False))
        assert (dry, told["saved"], files(little_project)) == (200, False, steps[0])
        assert "+  - id: harbour-guild" in told["diff"]
        entity = {"name": "Bo Lund", "kind": "person", "id": "bo-lund"}
        for other in ({}, {"kind": "statements", "answers": {"about": ["bo-lund"], "says": "A strike was called."}, "entities": [entity]}):
            status, told = post(server, "annotate", annotation(server, **other))
            assert (status, told["saved"], told["undo"]) == (200, True, "The annotation in articles/strike.md")
            assert f'id="{told["passage"]}"' in (server.desk.page("articles/strike/") or "")
            steps.append(files(little_project))
        assert "entities/people/bo-lund.md" in steps[2]
        for step in reversed(steps[:2]):
            assert post(server, "undo", {})[0] == 200
            assert files(little_project) == step
        assert post(server, "undo", {}) == (
            422,
            {"refused": "There is nothing left to undo: only what was saved in this run of the preview can be.", "hint": ""},
        )


def test_an_undo_of_what_was_changed_since_says_so(little_project: Path) -> None:
    with served(Desk(little_project)) as server:
        post(server, "annotate", annotation(server))
        file = little_project / STRIKE
        file.write_bytes(file.read_bytes() + b"\nMore.\n")
        held = files(little_project)
        status, told = post(server, "undo", {})
        assert status == 409
        assert told["refused"].startswith(
            "The annotation in articles/strike.md is not undone. articles/strike.md has changed since it was read"
        )
        assert files(little_project) == held


def test_an_article_that_changed_meanwhile_is_not_overwritten(little_project: Path) -> None:
    with served(Desk(little_project)) as server:
        sent = annotation(server)
        file = little_project / STRIKE
        file.write_bytes(file.read_bytes() + b"\nMore.\n")
        held = files(little_project)
        status, told = post(server, "annotate", sent)
        assert (status, told["refused"].partition(",")[0]) == (409, "articles/strike.md has changed since this page was made")
        assert files(little_project) == held


def test_an_article_that_changes_between_check_and_writing_is_not_overwritten(
    little_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, file = library.write, little_project / STRIKE

    def late(*given: Any) -> Any:  # noqa: ANN401 - what it stands for
        file.write_bytes(file.read_bytes() + b"\nMore.\n")
        return real(*given)

    with served(Desk(little_project)) as server:
        sent = annotation(server)
        monkeypatch.setattr(library, "write", late)
        status, told = post(server, "annotate", sent)
    assert (status, "has changed since it was read" in told["refused"]) == (409, True)
    assert file.read_bytes().endswith(b"\nMore.\n")
    assert b"id: harbour-guild\n" not in file.read_bytes()


def test_of_two_writes_at_once_one_is_made_and_the_other_is_told(little_project: Path) -> None:
    with served(Desk(little_project)) as server:
        sent, told = annotation(server), []
        together = threading.Barrier(2)

        def one() -> None:
            together.wait()
            told.append(post(server, "annotate", sent)[0])

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(told) == [200, 409]
    assert (little_project / STRIKE).read_text(encoding="utf-8").count("- id: harbour-guild") == 1


def test_a_fact_is_read_changed_and_taken_out(little_project: Path) -> None:
    with served(Desk(little_project)) as server:
        content = server.desk.content
        assert content
        fact = next(one for one in content.kb.facts_in["strike"] if one.kind == "statement")  # type: ignore[index]
        told = server.annotator.fact({"article": "strike", "fact": fact.id})
        sent = annotation(server, kind=told["kind"], answers={**told["answers"], "certainty": "alleged"}, fact=fact.id, selected=[])
        assert post(server, "annotate", sent)[1]["saved"] is True
        assert "certainty: alleged" in (little_project / STRIKE).read_text(encoding="utf-8")
        held = annotation(server, kind="events", fact=_event(server))
        status, told = post(server, "remove", held)
        assert (status, told["saved"], [one["code"] for one in told["faults"]][:1]) == (200, False, ["unknown-id"])


def _event(server: Server) -> str:
    content = server.desk.content
    assert content
    return next(one.id for one in content.kb.facts_in["strike"] if one.kind == "event")  # type: ignore[index]


def test_no_page_of_the_web_can_frame_it_or_read_its_token(little_project: Path) -> None:
    with served(Desk(little_project)) as server, served(Desk(little_project)) as another:
        assert server.token != another.token
        page = server.desk.page("articles/strike/") or ""
        assert server.token not in page
        for name in ("desk.js", "annotate.js", "selecting.js", "fields.js"):
            assert server.token.encode() not in (Path(__file__).parent.parent / "src/kb/desk/assets" / name).read_bytes()
