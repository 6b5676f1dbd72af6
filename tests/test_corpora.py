"""The converters of corpora: everything of a made-up corpus is in the library or listed as left out, and the library has no errors."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bench.corpora import convert
from kb import library
from kb.model import DateFact, FigureFact, RoleFact, StatementFact, TieFact

REPORT = {
    "id": "MADE-0001",
    "date": "1990-01-03",
    "paragraphs": [
        "WESTPORT, 3 JAN 90 -- THE HARBOUR GUILD [HG] BLAMED GUILDSMEN FOR THE BOMB.",
        "1. SIX PEASANTS WERE HURT IN WESTPORT; THE PEASANTS SAID SO. ANNA MILLER, A LEADER, WAS HURT TOO.",
    ],
    "templates": [
        {
            "INCIDENT: TYPE": ["BOMBING"],
            "INCIDENT: STAGE OF EXECUTION": ["ACCOMPLISHED"],
            "INCIDENT: DATE": ["02 JAN 90 - 03 JAN 90"],
            "INCIDENT: LOCATION": ["NORTHLAND: WESTPORT (CITY)"],
            "PERP: INCIDENT CATEGORY": ["TERRORIST ACT"],
            "PERP: ORGANIZATION ID": ['"HARBOUR GUILD" / "HG"'],
            "PERP: ORGANIZATION CONFIDENCE": ['SUSPECTED OR ACCUSED: "HARBOUR GUILD" / "HG"'],
            "HUM TGT: NAME": ['"ANNA MILLER"'],
            "HUM TGT: DESCRIPTION": ['"PEASANTS"', '"LEADER": "ANNA MILLER"'],
            "HUM TGT: NUMBER": ['6: "PEASANTS"', '1: "ANNA MILLER"', 'PLURAL: "MANY"'],
            "HUM TGT: EFFECT OF INCIDENT": ['INJURY: "PEASANTS"'],
            "INCIDENT: INSTRUMENT ID": ['"BOMB"', '"A GUN"'],
        }
    ],
}
ARTICLE = {
    "id": "redocred-made-0000",
    "title": "Anna Miller",
    "sents": [
        ["Anna", "Miller", "leads", "the", "Harbour", "Guild", "since", "13", "March", "1963", "."],
        ["Miller", "has", "two", "ships", "."],
    ],
    "vertexSet": [
        [
            {"name": "Anna Miller", "type": "PER", "pos": [0, 2], "sent_id": 0},
            {"name": "Miller", "type": "PER", "pos": [0, 1], "sent_id": 1},
        ],
        [{"name": "Harbour Guild", "type": "ORG", "pos": [4, 6], "sent_id": 0}],
        [{"name": "13 March 1963", "type": "TIME", "pos": [7, 10], "sent_id": 0}],
        [{"name": "two", "type": "NUM", "pos": [2, 3], "sent_id": 1}],
    ],
    "labels": [
        {"r": "P488", "h": 1, "t": 0, "evidence": [0]},
        {"r": "P580", "h": 1, "t": 2, "evidence": [0]},
        {"r": "P1", "h": 2, "t": 3, "evidence": []},
    ],
}


def made(corpus: dict[str, Any], tmp_path: Path) -> tuple[library.Library, set[tuple[str, str]]]:
    """The library of a corpus of one article, and what it leaves out, with the reasons."""
    with gzip.open(tmp_path / "corpus.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(corpus) + "\n")
    left = convert(tmp_path / "corpus.gz", tmp_path / "library")
    content = library.load(tmp_path / "library")
    assert [str(one) for one in content.findings if one.severity == "error"] == []
    return content, {(what, reason) for _, what, reason in left.out}


def test_every_slot_of_a_template_is_a_fact_or_listed(tmp_path: Path) -> None:
    content, left = made(REPORT, tmp_path)
    (event,) = content.kb.events.values()
    (account,) = event.accounts
    assert (account.title, account.event_kind, account.outcome) == (
        "Bombing, accomplished: NORTHLAND: WESTPORT (CITY)",
        "attack",
        "Terrorist act",
    )
    assert account.when
    assert account.when.date.text == "[1990-01-02..1990-01-03]"
    assert account.places == ("westport",)
    assert account.people() == (("suspect", "harbour-guild"), ("victim", "anna-miller"), ("victim", "peasants-made-0001"))
    ties = [(fact.subject, fact.tie, fact.object, fact.certainty) for fact in content.kb.facts.values() if isinstance(fact, TieFact)]
    assert ties == [("harbour-guild", "attacked", who, "alleged") for who in ("anna-miller", "peasants-made-0001")]
    figures = [(fact.what, fact.of, fact.count, fact.printed) for fact in content.kb.facts.values() if isinstance(fact, FigureFact)]
    assert figures == [("injured", "PEASANTS", 6, "SIX")]
    roles = {fact.actor: fact.described_as for fact in content.kb.facts.values() if isinstance(fact, RoleFact)}
    assert roles == {"harbour-guild": "", "anna-miller": "LEADER", "peasants-made-0001": ""}
    assert left == {
        ("INCIDENT: INSTRUMENT ID: A GUN", "the words do not stand in a paragraph of the text"),
        ('HUM TGT: NUMBER: 1: "ANNA MILLER"', "the number does not stand before the words"),
        ('HUM TGT: NUMBER: PLURAL: "MANY"', "no number"),
    }


@pytest.mark.parametrize("corpus", [REPORT, ARTICLE])
def test_the_library_is_the_same_each_time(corpus: dict[str, Any], tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    assert dict(made(corpus, one)[0].files) == dict(made(corpus, other)[0].files)


def test_every_relation_of_an_article_is_a_tie_a_statement_or_listed(tmp_path: Path) -> None:
    content, left = made(ARTICLE, tmp_path)
    facts = content.kb.facts.values()
    assert [(fact.subject, fact.tie, fact.object) for fact in facts if isinstance(fact, TieFact)] == [
        ("anna-miller", "leads", "harbour-guild")
    ]
    assert [fact.says for fact in facts if isinstance(fact, StatementFact)] == ["Harbour Guild, P580: 13 March 1963."]
    assert [fact.when.date.text for fact in facts if isinstance(fact, DateFact)] == ["1963-03-13"]
    assert {fact.actor: len(fact.quotes) for fact in facts if isinstance(fact, RoleFact)} == {"anna-miller": 2, "harbour-guild": 1}
    assert left == {
        ("number: two", "a figure belongs to an event, and the corpus has none"),
        ("relation: P1: 13 March 1963, two", "neither end is an entity"),
    }
