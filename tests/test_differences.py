"""What the build finds to differ: each kind in a little library, the disputes that judge it, and the pages that show it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from kb import exports, library
from kb.differences import DIFFERENCES, WEIGHTS, find
from tests.built_site import Element, Site, every, parse, words

pytest_plugins = ["tests.site_fixture"]

Write = Callable[[Mapping[str, str | bytes]], Path]

# ------------------------------------------------------------------------------------- little libraries

BODY = "The guild met the harbour board in Westport. Others tell it in another way."
ENTITIES: dict[str, dict[str, Any]] = {
    "groups/guild": {"name": "The Guild", "kind": "group"},
    "groups/league": {"name": "The League", "kind": "group"},
    "groups/dockers": {"name": "The Dockers", "kind": "group", "part_of": ["guild"]},
    "states/northland": {"name": "Northland", "kind": "state"},
    "people/anna": {"name": "Anna", "kind": "person"},
    "places/westport": {"name": "Westport", "kind": "place", "country": ["northland"]},
    "places/eastport": {"name": "Eastport", "kind": "place"},
}
EVENT: dict[str, Any] = {"id": "meeting", "title": "A meeting", "kind": "meeting", "quotes": ["The guild met the harbour board"]}
WORDS = {"quotes": ["Others tell it in another way"]}
TIE_AB: dict[str, Any] = {"subject": "guild", "object": "league", **WORDS}
SAID = {"about": ["guild"], "says": "It will strike.", **WORDS}


def yaml(front: Mapping[str, Any], body: str = "") -> str:
    """A file whose front matter is JSON, which is YAML too."""
    return f"---\n{json.dumps(front, ensure_ascii=False, indent=1)}\n---\n\n{body}\n"


def files(*articles: Mapping[str, Any]) -> dict[str, str | bytes]:
    """A library of articles ``a``, ``b``, …, each with this front matter."""
    named = zip("abcdefgh", articles, strict=False)
    found: dict[str, str | bytes] = {f"entities/{path}.md": yaml(front) for path, front in ENTITIES.items()}
    for name, front in named:
        found[f"articles/{name}.md"] = yaml({"title": f"Article {name}", "short": f"Short {name}", **front}, BODY)
    return found


def account(**more: object) -> dict[str, Any]:
    return {"events": [{**EVENT, **more}]}


def figure(count: int, of: str = "", bound: str = "exactly", what: str = "killed") -> dict[str, Any]:
    one = {"what": what, "count": count, "bound": bound, "printed": "another way", **WORDS}
    return account(figures=[one | ({"of": of} if of else {})])


def dozens() -> dict[str, Any]:
    """A figure in which no number stands."""
    return account(figures=[{"what": "killed", "printed": "another way", **WORDS}])


def tie(relation: str, **more: object) -> dict[str, Any]:
    return {"relations": [{**TIE_AB, "relation": relation, **more}]}


def said(**more: object) -> dict[str, Any]:
    return {"statements": [{**SAID, **more}]}


def role(name: str, *who: str) -> dict[str, Any]:
    return account(participants={name: list(who)})


TOLD_TWICE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("date", account(date="2012-03"), account(date="2012-04")),
    ("date", account(date={"value": "2012", "latest": "2012-03"}), account(date="2012-04")),
    ("date-exactness", account(date="2012"), account(date="2012-04")),
    ("date-exactness", account(date="2012~"), account(date="2013")),
    ("date-exactness", account(date="2012-03/2012-05"), account(date="2012-04/2012-06")),
    ("", account(date="2012-04"), account(date="2012-04-01/2012-04-30")),
    ("", account(date="2012"), account()),
    ("", account(date="2012-03", status="planned"), account(date="2012-04", status="feared")),
    ("", account(date="2012", certainty="denied"), account(date="2013", certainty="denied")),
    ("figure", figure(48), figure(50)),
    ("figure", figure(48), figure(50, bound="at-least")),
    ("figure", figure(48, bound="nearly"), figure(50)),
    ("figure", figure(40), figure(48, of="soldiers")),
    ("figure-exactness", figure(48), figure(48, bound="at-least")),
    ("", dozens(), figure(48)),
    ("figure-exactness", figure(48, bound="about"), figure(300)),
    ("", figure(57), figure(48, of="soldiers")),
    ("", figure(9, of="guards"), figure(48, of="soldiers")),
    ("", figure(48), figure(48, of="people")),
    ("", figure(48, what="killed"), figure(50, what="injured")),
    ("", figure(4, of="ships", what="other"), figure(5, of="boats", what="other")),
    ("place", account(places=["westport"]), account(places=["eastport"])),
    ("place-exactness", account(places=["westport"]), account(places=["northland"])),
    ("", account(places=["westport"]), account(places=["westport", "eastport"])),
    ("event-kind", account(kind="meeting"), account(kind="visit")),
    ("outcome", account(outcome="They agreed."), account(outcome="They parted.")),
    ("", account(outcome="They agreed."), account(outcome="they agreed")),
    ("role-opposed", role("host", "guild"), role("guest", "guild")),
    ("role", role("planner", "guild"), role("supporter", "guild")),
    ("role-exactness", role("party", "guild"), role("participant", "guild")),
    ("role-holder", role("speaker", "guild"), role("speaker", "league")),
    ("role-exactness", role("speaker", "dockers"), role("speaker", "guild")),
    ("", role("target", "guild"), role("target", "league")),
    ("", role("speaker", "guild"), role("speaker", "guild", "league")),
    ("", role("speaker", "guild"), account()),
    ("", account(participants={"speaker": ["guild"], "host": ["guild"]}), role("speaker", "guild")),
    ("denial", account(), account(certainty="denied")),
    ("denial", account(certainty="possible"), account(certainty="denied")),
    ("certainty", account(), account(certainty="possible")),
    ("status", account(), account(status="planned")),
    ("", account(), account(status="feared")),
    ("", account(status="planned"), account(certainty="denied")),
    ("denial", tie("met-with"), tie("met-with", certainty="denied")),
    ("denial", tie("met-with"), tie("met-with", subject="league", object="guild", certainty="denied")),
    ("", tie("supports"), tie("supports", subject="league", object="guild", certainty="denied")),
    ("", tie("supports", until="2011"), tie("supports", since="2012", certainty="denied")),
    ("denial", tie("supports", since="2011"), tie("supports", since="2012", certainty="denied")),
    ("", tie("met-with", since="2011"), tie("met-with", since="2012", certainty="denied")),
    ("certainty", tie("supports"), tie("supports", certainty="alleged")),
    ("status", tie("supports"), tie("supports", status="planned")),
    ("", tie("supports"), tie("supports", status="wanted")),
    ("tie-opposed", tie("supports"), tie("fights")),
    ("tie-opposed", tie("fights", subject="league", object="guild"), tie("supports")),
    ("", tie("supports"), tie("attacked", subject="league", object="guild")),
    ("", tie("supports", until="2011"), tie("fights", since="2012")),
    ("", tie("supports"), tie("fights", certainty="denied")),
    ("", tie("supports"), tie("fights", status="wanted")),
    ("tie-excluded", tie("cooperates-with"), tie("refuses-to-cooperate-with", subject="league", object="guild")),
    ("tie-excluded", tie("leads"), tie("leads", subject="league", object="guild")),
    ("", tie("leads"), tie("leads")),
    ("denial", said(), said(certainty="denied")),
    ("certainty", said(), said(certainty="possible")),
    ("", said(), said(about=["league"], certainty="denied")),
    ("", said(), said(says="It may strike.", certainty="denied")),
]


def loaded(write: Write, *articles: Mapping[str, Any], more: Mapping[str, str] | None = None) -> library.Library:
    content = library.load(write({**files(*articles), **(more or {})}))
    assert not [one for one in content.findings if one.severity == "error"], content.findings
    return content


@pytest.mark.parametrize(("kind", "one", "other"), TOLD_TWICE)
def test_what_two_articles_tell_in_two_ways(kind: str, one: dict[str, Any], other: dict[str, Any], write_library: Write) -> None:
    found = find(loaded(write_library, one, other).kb)
    assert [difference.kind for difference in found] == ([kind] if kind else [])
    for difference in found:
        assert {fact.article for fact in difference.sides[0].facts} != {fact.article for fact in difference.sides[1].facts}
    assert {difference.id for difference in found} == {difference.id for difference in find(loaded(write_library, other, one).kb)}


def test_every_kind_of_difference_is_tried_and_none_where_one_article_says_both() -> None:
    assert {kind for kind, _, _ in TOLD_TWICE} - {""} == {kind.id for kind in DIFFERENCES}
    assert {kind.weight for kind in DIFFERENCES} == {weight.id for weight in WEIGHTS}


def test_two_voices_in_one_article_differ_and_one_voice_does_not(write_library: Write) -> None:
    both: list[dict[str, Any]] = [{**TIE_AB, "relation": "met-with"}, {**TIE_AB, "relation": "met-with", "certainty": "denied"}]
    assert find(loaded(write_library, {"relations": both}).kb) == (), "one voice that says both is no side"
    both[1]["voice"] = {"speaker": "anna"}
    (found,) = find(loaded(write_library, {"relations": both}).kb)
    assert found.kind == "denial"
    assert "anna" in found.about, "who says it is concerned too"


def test_an_allegation_and_who_makes_it_are_one_telling_in_one_article(write_library: Write) -> None:
    told = [{**TIE_AB, "relation": "arms", "certainty": "alleged"}, {**TIE_AB, "relation": "arms", "voice": {"speaker": "anna"}}]
    assert find(loaded(write_library, {"relations": told}).kb) == ()


def test_what_is_done_once_is_not_held_against_another_event(write_library: Write) -> None:
    other = {"events": [{**EVENT, "id": "other"}], **tie("met-with", event="other", certainty="denied")}
    assert find(loaded(write_library, {**account(), **tie("met-with", event="meeting")}, other).kb) == ()


def test_a_time_that_no_text_tells_is_said(write_library: Write) -> None:
    (found,) = find(loaded(write_library, tie("supports"), tie("supports", certainty="denied")).kb)
    assert "Not every text says when" in found.says
    (dated,) = find(loaded(write_library, tie("supports", since="2011"), tie("supports", since="2011", certainty="denied")).kb)
    assert "Not every text says when" not in dated.says


def test_entities_that_are_judged_the_same_do_not_differ(write_library: Write) -> None:
    alike = {"entities/groups/league.md": yaml({**ENTITIES["groups/league"], "same_as": [{"id": "guild", "reason": "The texts say so."}]})}
    assert find(loaded(write_library, role("speaker", "guild"), role("speaker", "league"), more=alike).kb) == ()


# ------------------------------------------------------------------------------------------- judgements


def dispute(*quotes: str, about: Sequence[str] = ("meeting",), **more: object) -> str:
    sides = [{"says": f"Side {name}", "article": name, "quotes": [quote]} for name, quote in zip("ab", quotes, strict=True)]
    return yaml(
        {"question": "When?", "verdict": "supersedes", "reason": "The later knows more.", "about": list(about), "sides": sides, **more}
    )


DATED = (account(date="2012"), account(date="2013"))
QUOTED = ("met the harbour board", "The guild met")


def test_the_dispute_that_quotes_both_sides_judges(write_library: Write) -> None:
    (found,) = find(loaded(write_library, *DATED, more={"disputes/when.md": dispute(*QUOTED)}).kb)
    assert (found.judged_by, found.beside) == (("when",), ())


def test_of_several_disputes_on_the_same_words_none_judges_unless_it_says_so(write_library: Write) -> None:
    two = {"disputes/when.md": dispute(*QUOTED), "disputes/who.md": dispute(*QUOTED)}
    (found,) = find(loaded(write_library, *DATED, more=two).kb)
    assert (found.judged_by, found.beside) == ((), ("when", "who"))
    two["disputes/when.md"] = dispute(*QUOTED, judges=[found.id])
    (named,) = find(loaded(write_library, *DATED, more=two).kb)
    assert (named.judged_by, named.beside) == (("when",), ("who",))
    two["disputes/when.md"] = dispute(*QUOTED, judges=[])
    (other,) = find(loaded(write_library, *DATED, more=two).kb)
    assert (other.judged_by, other.beside) == (("who",), ())


def test_a_dispute_about_something_else_or_on_other_words_does_not_judge(write_library: Write) -> None:
    for one in (dispute(*QUOTED, about=["guild"]), dispute("Others tell it", "Others tell it")):
        more = {**DATED[0], **tie("supports")}, {**DATED[1], **tie("supports")}
        (found,) = find(loaded(write_library, *more, more={"disputes/when.md": one}).kb)
        assert (found.judged_by, found.beside) == ((), ())


# ------------------------------------------------------------------------------------------------ pages


def differences_on(tree: Element) -> dict[str, tuple[frozenset[str], ...]]:
    """The differences on a page by id, and the facts of each side that a citing link leads to."""
    return {
        item.get("data-difference") or "": tuple(
            frozenset(fact for link in every(side, "kb-cite", "a") for fact in (link.get("data-fact") or "").split())
            for side in every(item, "kb-side-of")
        )
        for item in every(tree, "kb-difference", "li")
    }


def expected(data: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[frozenset[str], ...]]]:
    """What ``kb.json`` says: on which page which difference stands, with which facts on its sides."""
    urls = {one["id"]: one["url"] for kind in ("entities", "events") for one in data[kind]}
    for one in data["differences"]:
        sides = tuple(frozenset(side["facts"]) for side in one["sides"])
        yield from ((url, one["id"], sides) for url in ("disputes/", *(urls[subject] for subject in one["about"])))


def shown(pages: Mapping[str, Element]) -> Iterator[tuple[str, str, tuple[frozenset[str], ...]]]:
    return chain.from_iterable(((url, one, sides) for one, sides in differences_on(tree).items()) for url, tree in pages.items())


def test_each_difference_stands_with_both_sides_on_every_page_that_it_concerns(site: Site) -> None:
    assert site.kb["differences"]
    assert set(shown(site.pages)) == set(expected(site.kb))


def test_the_words_voice_and_certainty_of_each_side_are_shown(site: Site) -> None:
    for url, tree in site.pages.items():
        for item in every(tree, "kb-difference", "li"):
            for told in every(item, "kb-told"):
                fact = site.facts[told.get("data-fact") or ""]
                text = words(told)
                assert fact["certainty"] in text, url
                assert all(one["exact"] in text for one in fact["evidence"]), url


@pytest.fixture
def many(write_library: Write) -> library.Library:
    """A library in which much differs, of which some is judged."""
    one = {**account(date="2012", places=["westport"], participants={"speaker": ["guild"]}), **tie("supports")}
    other = {**account(date="2013", places=["eastport"], participants={"speaker": ["league"]}), **tie("fights")}
    third = {**account(date="2013-04", kind="visit", voice={"speaker": "anna"}), **tie("supports", certainty="denied")}
    return loaded(write_library, one, other, third)


def test_the_pages_of_a_library_in_which_much_differs(many: library.Library, write_library: Write) -> None:
    found = find(many.kb)
    dated = next(one for one in found if one.kind == "date")
    more = {path: data.decode() for path, data in many.files.items()}
    content = library.load(write_library({**more, "disputes/when.md": dispute(*QUOTED, judges=[dated.id])}))
    pages = {page.url: parse(page.html.encode()) for page in content.pages}
    assert set(shown(pages)) == set(expected(content.data))
    text = words(pages["disputes/"])
    assert "Editor’s judgement: one replaces the other. The later knows more." in text, "a judged difference stays, with verdict and reason"
    assert text.count("Found by comparison, not judged by an editor.") == len(find(content.kb)) - 1
    listed = every(pages["disputes/"], "kb-difference", "li")
    chips = {(chip.get("data-key"), chip.get("data-value")): words(chip) for chip in every(pages["disputes/"], "kb-chip", "button")}
    for key, attribute in (("kind", "data-kind"), ("state", "data-state")):
        for value in {item.get(attribute) for item in listed}:
            assert chips[key, value].endswith(f" {sum(item.get(attribute) == value for item in listed)}")
    assert [item.get("id") for item in listed] == [item.get("data-difference") for item in listed]


def test_a_difference_that_one_page_does_not_show_is_not_counted_as_shown(many: library.Library) -> None:
    counts = many.counts
    assert counts["differences_found"] == counts["differences_shown"] == len(find(many.kb)) > 0
    for url in ("disputes/", "events/meeting/"):
        less = exports.count(many.kb, [one for one in many.outlines if one.page.url != url])
        assert less["differences_shown"] < less["differences_found"]


def test_a_library_without_differences_says_so(write_library: Write) -> None:
    content = loaded(write_library, account(date="2012"))
    page = next(page for page in content.pages if page.url == "disputes/")
    assert "That found no difference." in page.html
    assert content.data["differences"] == []
