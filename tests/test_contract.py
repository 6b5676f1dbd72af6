"""What the contract says of itself, to an editor's tools: what may stand at a place, what a form asks, which words are ids."""

from __future__ import annotations

from typing import Any

import pytest

from kb import contract
from kb.contract import ArticleShape, EntityShape
from kb.contract.asking import Expected, expected
from kb.contract.forms import Asked
from kb.source import KeyPath

QUOTES = "quotes mapping needed many quotes plain:exact (exact, prefix, suffix)"
CLAIM = [
    "voice mapping =author (speaker, document, anonymous, via)",
    "certainty choice =asserted asserted..denied",
    "status choice =actual actual..feared",
]


def said(found: Expected) -> str:
    """What may stand at a place, in one line."""
    words = [f"keys {', '.join(key.name for key in found.keys)}"] if found.keys else []
    for name, terms in (("words", found.terms), ("key words", found.key_terms)):
        words += [f"{name} {terms[0].id}..{terms[-1].id}"] if terms else []
    words += [f"literally {' '.join(found.literals)}"] if found.literals else []
    words += [f"ids of {' '.join(found.kinds)}"] if found.kinds else []
    words += [name for name, so in (("own", found.own), ("quote", found.quote), ("list", found.listed)) if so]
    return "; ".join(words)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (("events",), "list"),
        (
            ("events", 0),
            "keys id, title, kind, date, places, participants, figures, outcome, voice, certainty, status, quotes",
        ),
        (("events", 0, "id"), "ids of event; own"),
        (("events", 0, "kind"), "words agreement..withdrawal"),
        (("events", 0, "date"), "keys value, basis, earliest, latest"),
        (("events", 0, "participants"), "key words perpetrator..participant"),
        (("events", 0, "participants", "target"), "list"),
        (("events", 0, "participants", "target", 0), "ids of entity"),
        (("events", 0, "figures", 0, "what"), "words killed..other"),
        (("actors", 0, "id"), "ids of entity"),
        (("actors", 0, "quotes", 0), "keys exact, prefix, suffix; quote"),
        (("sources", 0, "id"), "ids of source; own"),
        (("statements", 0, "voice"), "keys speaker, document, anonymous, via; literally author"),
        (("statements", 0, "voice", "speaker"), "ids of entity"),
        (("rights",), "words full..reference"),
        (("nothing",), ""),
        (("title", "nothing"), ""),
        (("events", "kind"), ""),
        (("actors", 0, 1), ""),
    ],
)
def test_what_may_stand_at_a_place_is_what_the_shapes_say(path: KeyPath, says: str) -> None:
    assert said(expected(ArticleShape, path)) == says


def test_the_keys_of_a_mapping_are_told_with_their_meaning() -> None:
    keys = {key.name: key for key in expected(ArticleShape, ("events", 0)).keys}
    assert keys["id"].meaning == "The event's id; the same in every article that tells it."
    assert [name for name, key in keys.items() if key.needed] == ["id", "title", "kind", "quotes"]
    assert [name for name, key in keys.items() if key.nested] == ["places", "participants", "figures", "quotes"]
    names = {key.name: key for key in expected(EntityShape, ("names", 0)).keys}
    assert list(names) == ["name", "is", "language", "find", "only_in"]
    assert [name for name, key in names.items() if key.needed] == ["name"]


def line(one: Asked) -> str:
    """What one key of a form asks, in one line."""
    flags = [name for name in ("needed", "many", "long", "own", "quotes") if getattr(one, name)]
    terms = [f"{one.terms[0].id}..{one.terms[-1].id}"] if one.terms else []
    inside = [f"({', '.join(each.key for each in one.inside)})"] if one.inside else []
    default, plain = [f"={one.default}"] if one.default else [], [f"plain:{one.plain}"] if one.plain else []
    return " ".join([one.key, one.answer, *flags, *default, *terms, *one.kinds, *plain, *inside])


@pytest.mark.parametrize(
    ("kind", "meaning", "asks"),
    [
        (
            "actors",
            "An actor who takes part in this article, as this article describes it.",
            ["id id needed entity", "as words", *CLAIM, QUOTES],
        ),
        (
            "events",
            "This article's account of an event. Two articles that tell one event use one id and keep their own accounts.",
            [
                "id id needed own event",
                "title words needed",
                "kind choice needed agreement..withdrawal",
                "date mapping plain:value (value, basis, earliest, latest)",
                "places id many entity",
                "participants listed perpetrator..participant entity",
                "figures mapping many (what, of, count, bound, printed, quotes)",
                "outcome words",
                *CLAIM,
                QUOTES,
            ],
        ),
        (
            "dates",
            "A dated expression of the text.",
            ["printed words needed", "date mapping needed plain:value (value, basis, earliest, latest)", "event id event", QUOTES],
        ),
    ],
)
def test_a_form_asks_what_the_shapes_say(kind: str, meaning: str, asks: list[str]) -> None:
    told, asked = contract.kinds_of_annotation()[kind]
    assert (told, [line(one) for one in asked]) == (meaning, asks)


def test_what_stands_inside_is_asked_too() -> None:
    events = {one.key: one for one in contract.kinds_of_annotation()["events"][1]}
    assert [line(one) for one in events["figures"].inside] == [
        "what choice needed killed..other",
        "of words",
        "count number",
        "bound choice =exactly exactly..nearly",
        "printed words needed",
        QUOTES,
    ]
    assert [line(one) for one in events["voice"].inside] == [
        "speaker id entity",
        "document id source",
        "anonymous words",
        "via id source",
    ]
    assert [line(one) for one in events["date"].inside] == ["value edtf needed", "basis words", "earliest edtf", "latest edtf"]
    assert [line(one) for one in events["quotes"].inside] == ["exact words needed long", "prefix words long", "suffix words long"]
    assert events["id"].meaning == "The event's id; the same in every article that tells it."
    (sources,) = (asked for key, (_, asked) in contract.kinds_of_annotation().items() if key == "sources")
    assert line(next(one for one in sources if one.key == "footnotes")) == "footnotes number many"
    assert "container-title" in {one.key for one in sources}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"actors": [{"id": "a", "as": "b", "voice": {"speaker": "c"}}]}, ["actors.0.voice.speaker c entity", "actors.0.id a entity"]),
        (
            {"events": [{"id": "a", "participants": {"target": ["b"]}, "places": ["c"]}]},
            ["events.0.id a event own", "events.0.places.0 c entity", "events.0.participants.target.0 b entity"],
        ),
        ({"actors": "a", "events": [["b"], {"id": ["c"]}]}, []),
        ([], []),
    ],
)
def test_every_id_is_found_where_it_stands(data: Any, found: list[str]) -> None:  # noqa: ANN401 - data as an editor may write it
    told = [
        " ".join([".".join(map(str, one.path)), one.id, *one.kinds, *(["own"] if one.own else [])])
        for one in contract.references(ArticleShape, data)
    ]
    assert told == found
