"""What an annotation form means: the words get the place that was selected, the answers become front matter, nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import annotating, contract, library
from kb.annotating import Selected, Wanted
from kb.editing import Draft
from kb.findings import Refusal
from kb.knowledge import ReadArticle
from kb.library import Library, revisions
from kb.passages import Located, locate
from kb.revising import Desk, NewEntity
from tests.conftest import PROJECT

STRIKE = "articles/strike.md"
LEADER = "Anna Miller, leader of the Harbour Guild"
ONE_OF_EACH: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "actors": ("the Harbour Guild called a strike", {"id": "harbour-guild", "as": "the Harbour Guild"}),
    "events": (
        "at least 12 people were arrested",
        {
            "id": "westport-arrests",
            "title": "Arrests in Westport",
            "kind": "arrest",
            "date": {"value": "2015-09-28", "basis": "The day of the strike."},
            "participants": {"subject": [], "target": ["northland"], "authority": ["harbour-guild"]},
            "figures": [{"what": "arrested", "count": "12", "bound": "at-least", "printed": "at least 12", "of": ""}],
            "certainty": "asserted",
        },
    ),
    "dates": ("the next day", {"printed": "the next day", "date": {"value": "2015-09-29", "basis": "The day after the Monday."}}),
    "relations": (
        LEADER,
        {
            "subject": "anna-miller",
            "relation": "member-of",
            "object": "harbour-guild",
            "voice": {"anonymous": "leader of the Harbour Guild", "via": ""},
        },
    ),
    "statements": ("spoke in Westport", {"about": ["anna-miller"], "says": "She spoke: in Westport.", "status": "actual"}),
    "sources": ("called a strike", {"id": "guild-2015", "type": "speech", "author": [{"literal": "Harbour Guild"}]}),
    "mentions": ("Westport", {"words": "Westport", "means": ""}),
    "misprints": ("she said", {"printed": "said", "reading": "says"}),
    "passed_over": ("spoke in Westport the next day", {"reason": "It says where and no more."}),
}


def opened(root: Path) -> tuple[Library, Desk]:
    content = library.load(root)
    return content, Desk(content.kb, content.files)


def pick(content: Library, words: str, article: str = "strike") -> Selected:
    """The words as a page would send them, with all that stands around them in their paragraph."""
    read = content.kb.articles[article]  # type: ignore[index]
    for paragraph, reading in zip(read.body.paragraphs, read.text.paragraphs, strict=True):
        before, found, after = reading.text.partition(words)
        if found:
            return Selected(paragraph.key, words, before, after)
    raise AssertionError(words)


@cache
def real() -> Library:
    return library.load(PROJECT)


@st.composite
def selections(draw: st.DrawFn) -> tuple[ReadArticle, int, int, int]:
    articles = real().kb.articles
    article = articles[draw(st.sampled_from(sorted(articles)))]
    index = draw(st.integers(0, len(article.body.paragraphs) - 1))
    text = article.text.paragraphs[index].text
    start = draw(st.integers(0, len(text) - 1))
    return article, index, start, draw(st.integers(start + 1, min(len(text), start + 400)))


@given(selections())
def test_any_selection_of_the_articles_is_quoted_at_its_very_place(drawn: tuple[ReadArticle, int, int, int]) -> None:
    article, index, start, end = drawn
    text, home = article.text.paragraphs[index].text, article.text.starts[index]
    selected = Selected(article.body.paragraphs[index].key, text[start:end], text[:start], text[end:])
    if not any(one.isalnum() for one in selected.exact):
        with pytest.raises(Refusal, match="No words are selected"):
            annotating.placed(article, selected)
        return
    span, words = annotating.placed(article, selected)
    found = locate(article.text, words.exact, words.prefix, words.suffix)
    assert isinstance(found, Located)
    assert (found.spans[0][0], found.spans[-1][1]) == span
    assert span[0] <= home + start + (len(selected.exact) - len(selected.exact.lstrip()))
    assert span[1] >= home + end - (len(selected.exact) - len(selected.exact.rstrip()))
    assert "\n" not in words.exact


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_one_of_each_kind_is_written_and_found_as_it_was_meant(little_project: Path, kind: str) -> None:
    content, desk = opened(little_project)
    words, answers = ONE_OF_EACH[kind]
    formed = annotating.added(desk, Wanted("strike", kind, answers, [pick(content, words)]))
    after = revisions.after(content, formed.changes)
    assert [one.finding.fact for one in annotating.brought(formed, content.findings, after.findings)] == []
    before, now = Draft.read(STRIKE, content.files[STRIKE]), formed.draft
    assert {key: value for key, value in now.front.items() if key != kind} == {k: v for k, v in before.front.items() if k != kind}
    assert now.at((kind,))[:-1] == before.front.get(kind, [])
    assert now.at((*formed.at, "quotes"))
    lines = iter(now.data.splitlines())
    assert all(line in lines for line in content.files[STRIKE].splitlines())  # every old line, in its order


def test_every_kind_of_the_contract_has_a_form_and_a_name() -> None:
    kinds = contract.kinds_of_annotation()
    assert list(kinds) == list(ONE_OF_EACH)
    script = (PROJECT / "src/kb/desk/assets/annotate.js").read_text(encoding="utf-8")
    assert all(f"{key}: " in script.partition("var KINDS = {")[2].partition("}")[0] for key in kinds)
    keys = {one.key for _, asked in kinds.values() for one in asked}
    shapes: list[type[contract.Shape]] = [
        contract.ActorShape,
        contract.EventShape,
        contract.RelationShape,
        contract.StatementShape,
        contract.SourceShape,
    ]
    assert keys >= {info.alias or name for shape in shapes for name, info in shape.model_fields.items()}


def test_what_says_nothing_is_left_out_and_the_order_is_that_of_the_contract(little_project: Path) -> None:
    content, desk = opened(little_project)
    answers = {
        "voice": "author",
        "certainty": "asserted",
        "status": "planned",
        "object": "westport",
        "relation": "visited",
        "since": {"value": ""},
    }
    formed = annotating.added(desk, Wanted("strike", "relations", {**answers, "subject": "anna-miller"}, [pick(content, LEADER)]))
    assert list(formed.draft.at(formed.at)) == ["subject", "relation", "object", "status", "quotes"]
    dated = annotating.added(
        desk, Wanted("strike", "dates", {"printed": "Monday", "date": {"value": "2015", "basis": " "}}, [pick(content, "Monday")])
    )
    assert dated.draft.at((*dated.at, "date")) == "2015"


def test_a_figure_rests_on_the_words_that_hold_it(little_project: Path) -> None:
    content, desk = opened(little_project)
    words, answers = ONE_OF_EACH["events"]
    formed = annotating.added(desk, Wanted("strike", "events", answers, [pick(content, "On Monday"), pick(content, words)]))
    assert formed.draft.at((*formed.at, "figures", 0, "quotes")) == [words]
    assert formed.draft.at((*formed.at, "quotes")) == ["On Monday", words]


def test_words_that_stand_twice_get_what_stands_beside_them(little_project: Path) -> None:
    content, desk = opened(little_project)
    formed = annotating.added(desk, Wanted("strike", "statements", ONE_OF_EACH["statements"][1], [pick(content, "Northland")]))
    assert formed.draft.at((*formed.at, "quotes")) == [{"exact": "Northland", "suffix": formed.quotes[0].suffix}]
    assert formed.quotes[0].suffix


@pytest.mark.parametrize(
    ("selected", "said"),
    [
        (Selected("p-1", "Northland may give way"), "do not stand in this paragraph"),
        (Selected("p-9", "Northland"), "do not stand in this paragraph"),
        (Selected("p-1", ""), "do not stand"),
        (Selected("p-1", "a"), "stand more than once in this paragraph"),
        (Selected("p-2", ", "), "stand more than once"),
    ],
)
def test_words_without_a_place_are_refused(little_project: Path, selected: Selected, said: str) -> None:
    _, desk = opened(little_project)
    with pytest.raises(Refusal, match=said):
        annotating.added(desk, Wanted("strike", "actors", {}, [selected]))


def test_words_are_taken_whole_and_over_the_marks_of_footnotes(little_project: Path) -> None:
    content, _ = opened(little_project)
    article = content.kb.articles["strike"]  # type: ignore[index]
    _, words = annotating.placed(article, pick(content, "rthland, and at least 12 peo"))
    assert words.exact == "Northland, and at least 12 people"


def test_a_new_entity_is_made_in_the_same_step(little_project: Path) -> None:
    content, desk = opened(little_project)
    wanted = Wanted(
        "strike", "actors", {"id": "the-herald"}, [pick(content, "The Herald")], [NewEntity("The Herald", "publication", "the-herald")]
    )
    formed = annotating.added(desk, wanted)
    assert [one.path for one in formed.changes] == [STRIKE, "entities/publications/the-herald.md"]
    assert revisions.after(content, formed.changes).sound


def test_what_is_at_fault_is_said_beside_its_answer(little_project: Path) -> None:
    content, desk = opened(little_project)
    answers = {"subject": "anna-milller", "relation": "likes", "since": {"value": "2015-02-30", "basis": "x"}, "colour": "red"}
    formed = annotating.added(desk, Wanted("strike", "relations", answers, [pick(content, LEADER)]))
    faults = annotating.brought(formed, content.findings, revisions.after(content, formed.changes).findings)
    found = {(one.finding.code, one.answer) for one in faults}
    assert found >= {
        ("missing-key", ("object",)),
        ("not-in-list", ("relation",)),
        ("impossible-date", ("since", "value")),
        ("unknown-key", ("colour",)),
    }
    assert annotating.serious(faults)


def test_a_fact_is_changed_key_by_key_and_taken_out(little_project: Path) -> None:
    content, desk = opened(little_project)
    fact = next(one for one in content.kb.facts_in["strike"] if one.kind == "statement")  # type: ignore[index]
    kind, answers = annotating.standing(desk, "strike", fact.id)
    assert kind == "statements"
    changed = annotating.changed(
        desk, fact.id, Wanted("strike", kind, {**answers, "says": "Northland might give way.", "certainty": "alleged"})
    )
    text = content.files[STRIKE].decode()
    assert changed.draft.data.decode() == text.replace("Northland may give way.\n", "Northland might give way.\n").replace(
        "certainty: possible", "certainty: alleged"
    )
    same = annotating.changed(desk, fact.id, Wanted("strike", kind, answers))
    assert same.changes == ()
    gone = annotating.removed(desk, "strike", fact.id)
    assert gone.draft.front["statements"] == []
    with pytest.raises(Refusal, match="no such fact"):
        annotating.removed(desk, "strike", "f-none")


def test_a_project_without_a_kind_gets_its_key_where_the_contract_has_it(
    write_library: Callable[..., Path], base_files: dict[str, str]
) -> None:
    text = base_files[STRIKE]
    start, end = text.index("relations:"), text.index("statements:")
    content, desk = opened(write_library({**base_files, STRIKE: text[:start] + text[end:]}))
    formed = annotating.added(desk, Wanted("strike", *_relation(), [pick(content, LEADER)]))
    keys = list(formed.draft.front)
    assert keys[keys.index("dates") + 1 :][:2] == ["relations", "statements"]


def _relation() -> tuple[str, Mapping[str, Any]]:
    return "relations", ONE_OF_EACH["relations"][1]
