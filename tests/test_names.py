"""What kind of name a name is, by what stands around it; and which known name it is like."""

from __future__ import annotations

import pytest

from kb import library
from kb.model import Entity, EntityId, Name
from kb.source import Place
from kb.suggestions.alike import Known
from kb.suggestions.naming import names_in
from kb.suggestions.tokens import is_shouted

LEXICON = library.lexicon()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Port Verna, 12 May – The men left.", {"Port Verna": "place"}),
        ("Verna (AFP) – The men left.", {"Verna": "place", "AFP": "publication"}),
        ("VERNA, 12 MAY (COURIER) -- THE MEN LEFT THE HOUSE YESTERDAY.", {"VERNA": "place"}),
        ("[Holm] The men left the house.", {"Holm": "person"}),
        ("They crossed the river Verna at night.", {"Verna": "place"}),
        ("The newspaper Courier reported it.", {"Courier": "publication"}),
        ("The Courier newspaper reported it.", {"Courier": "publication"}),
        ("The Ostmark militia attacked.", {"Ostmark": "group"}),
        ("Peter Lund, 34, spoke.", {"Peter Lund": "person"}),
        ("She met Gen. Jan Oster yesterday.", {"Jan Oster": "person"}),
        ("He met J. Oster yesterday.", {"J. Oster": "person"}),
        ("The Ministry of the Interior met.", {"Ministry of the Interior": "body"}),
        ("The Verna Liberation Front (VLF) attacked. VLF men left.", {"Verna Liberation Front": "group", "VLF": "group"}),
        ("THE POPULAR FRONT OF VERNADO (PFV) ATTACKED THE TOWN.", {"POPULAR FRONT OF VERNADO": "group", "PFV": "group"}),
        ("THE MEN OF THE RADIO VERNADO NETWORK SAID SO YESTERDAY.", {"RADIO VERNADO NETWORK": "publication"}),
        ("THE ATTACK WAS ORDERED BY COLONEL JUAN DE VERNADO II YESTERDAY.", {"JUAN DE VERNADO II": "person"}),
        ("THE ATTACK WAS ORDERED BY GENERAL JOHN PETER YESTERDAY IN THE HOUSE.", {"JOHN PETER": "person"}),
        ("THE MEN MET NATIONAL JUAN VERNADO YESTERDAY.", {"JUAN VERNADO": "person"}),
        ("THE MINISTRY OF", {}),
    ],
)
def test_the_names_of_a_text_are_of_the_kind_that_stands_around_them(text: str, names: dict[str, str]) -> None:
    assert {form.words: form.kind for form in names_in(text, LEXICON, shouted=is_shouted(text))} == names


def entity(ident: str, kind: str, *names: str) -> Entity:
    return Entity(id=EntityId(ident), place=Place(f"entities/x/{ident}.md"), name=names[0], kind=kind, names=tuple(map(Name, names)))


KNOWN = Known(
    [entity("do", "person", "Doku Khamatovich Umarov"), entity("vlf", "group", "Verna Liberation Front"), entity("og", "group", "Og")]
)

SOUNDS = "it is spelt like “Doku Khamatovich Umarov” but for vowels or sounds that are written in two ways"


@pytest.mark.parametrize(
    ("words", "like"),
    [
        ("Umarov", ("do", "short", "it is the last part of “Doku Khamatovich Umarov”")),
        ("Doku Umarov", ("do", "short", "all its parts are those of “Doku Khamatovich Umarov”")),
        ("Khamatovich Umarov", None),  # not the first part
        ("Doku Khamatovic Umarov", ("do", "transliteration", SOUNDS)),
        ("Werna Liberatoin Fronts", ("vlf", "spelling", "it is 89 % like “Verna Liberation Front”")),
        ("VERNA LIBERATION FRONT", ("vlf", "spelling", "it is “Verna Liberation Front” but for capitals, hyphens or signs over letters")),
        ("Verna Liberation Frnot", ("vlf", "spelling", "it has the letters of “Verna Liberation Front” in another order")),
        ("Verna Front", None),
        ("Front", None),
        ("Go", None),
        ("of the", None),
        ("", None),
    ],
)
def test_a_name_like_a_known_one_says_how(words: str, like: tuple[str, str, str] | None) -> None:
    found = KNOWN.like(words)
    assert (found and (found.entity, found.is_, found.why)) == like
