"""The rules of a merge, case by case, on bases that are read from words alone: what is joined, what stops it, what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import library, revising
from kb.findings import Refusal
from kb.revising import Desk
from kb.revising.creating import NewArticle, NewEvent, new_article, new_event
from kb.revising.house_style import mended

PLACES = "---\nname: {}\nkind: {}\n---\n"
BASE = {
    "entities/states/northland.md": PLACES.format("Northland", "state"),
    "entities/states/southland.md": PLACES.format("Southland", "state"),
    "articles/a.md": (
        "---\ntitle: A\nshort: A 2015\nactors:\n  - {id: northland, quotes: [the Union, the League]}\n---\n\n"
        "It met the Union, and the League looked on.\n"
    ),
}


def desk(**groups: str) -> Desk:
    """A desk on a base of these groups (id to keys and note), two states and an article."""
    files = {**BASE, **{f"entities/groups/{one}.md": text for one, text in groups.items()}}
    return desk_of({path: text.encode() for path, text in files.items()})


def desk_of(files: dict[str, bytes]) -> Desk:
    joined = library.Workspace(Path("/no/such/folder"), address="https://example.org/").joined(files, [])
    assert joined.sound, [finding.explain() for finding in joined.findings]
    return Desk(joined.kb, files)


def group(name: str, more: str = "", note: str = "") -> str:
    return f"---\nname: {name}\nkind: group\n{more}---\n{note}"


def merged(at: Desk, old: str = "union", into: str = "guild", **take: str) -> dict[str, str]:
    """The files that a merge changes, as they are after it; what it takes away is empty."""
    made = revising.merge(at, old, into, take)
    return {path: (data or b"").decode() for change in made.changes for path, _, data in change.steps()}


def after(at: Desk, changes: object) -> dict[str, bytes]:
    files = dict(at.files)
    for change in changes:  # type: ignore[attr-defined]
        for path, _, data in change.steps():
            if data is None:
                del files[path]
            else:
                files[path] = data
    return files


def test_what_only_one_has_goes_to_its_place_in_the_other() -> None:
    at = desk(
        guild=group("Guild", "part_of: [league]\n"), union=group("Union", "country: [northland]\nscope: Of old.\n"), league=group("League")
    )
    made = merged(at)
    text = made["entities/groups/guild.md"]
    assert all(line in text for line in ("Union", "country: [northland]", "part_of: [league]", "scope: Of old."))
    assert made["entities/groups/union.md"] == ""


@pytest.mark.parametrize(
    ("take", "countries"),
    [("from", "[southland, northland]"), ("into", "[northland]"), ("both", "[northland, southland]")],
)
def test_a_list_is_taken_from_one_or_the_other_or_both(take: str, countries: str) -> None:
    at = desk(guild=group("Guild", "country: [northland]\n"), union=group("Union", "country: [southland, northland]\n"))
    assert f"country: {countries}\n" in merged(at, country=take)["entities/groups/guild.md"]
    with pytest.raises(Refusal, match="Say which holds"):
        merged(at)


def test_one_that_is_part_of_the_other_stops_a_merge() -> None:
    at = desk(guild=group("Guild"), union=group("Union", "part_of: [guild]\n"))
    with pytest.raises(Refusal, match="`part_of` of one names the other"):
        merged(at)


JUDGED = "  - {{id: {}, reason: They differ., words: [{{article: a, exact: the {}}}]}}\n"


def test_two_judgements_on_one_entity_stop_a_merge() -> None:
    judges = "not_same_as:\n" + JUDGED.format("guild", "Union") + JUDGED.format("union", "Union")
    at = desk(guild=group("Guild"), union=group("Union"), league=group("League", judges))
    with pytest.raises(Refusal, match="`not_same_as` judges both"):
        merged(at)
    both = "not_same_as:\n" + JUDGED.format("league", "Union")
    at = desk(guild=group("Guild", both), union=group("Union", both), league=group("League"))
    with pytest.raises(Refusal, match="both judge `league`"):
        merged(at)


def test_the_judgement_that_they_are_the_same_goes_and_others_stay() -> None:
    same = "same_as:\n" + JUDGED.format("guild", "Union").replace("differ", "agree")
    at = desk(guild=group("Guild"), union=group("Union", same), league=group("League"))
    assert "same_as" not in merged(at)["entities/groups/guild.md"]
    mine = "same_as:\n" + JUDGED.format("union", "Union").replace("differ", "agree")
    at = desk(guild=group("Guild", mine), union=group("Union"), league=group("League"))
    assert "same_as" not in merged(at)["entities/groups/guild.md"]
    two = mine + JUDGED.format("league", "League").replace("differ", "agree")
    at = desk(guild=group("Guild", two), union=group("Union"), league=group("League"))
    text = merged(at)["entities/groups/guild.md"]
    assert "id: league" in text
    assert "id: union" not in text


def test_names_that_both_have_stand_once() -> None:
    never, other = "  - {name: The G, find: never}\n", "  - {name: The U, is: short}\n"
    at = desk(guild=group("Guild", f"names:\n{never}"), union=group("Union", f"names:\n  - The G\n{other}"))
    text = merged(at)["entities/groups/guild.md"]
    assert (text.count("The G"), text.count("The U"), text.count("Union")) == (1, 1, 1)


def test_a_file_whose_lines_end_in_different_ways_is_not_merged() -> None:
    other = "---\ntitle: B\nshort: B 2015\nactors:\r\n  - {id: union, quotes: [the Union]}\n---\n\nHe met the Union.\n"
    files = {**BASE, "articles/b.md": other, "entities/groups/guild.md": group("Guild"), "entities/groups/union.md": group("Union")}
    at = desk_of({path: text.encode() for path, text in files.items()})
    try:
        changes = revising.merge(at, "union", "guild", {}).changes
    except Refusal as refusal:
        assert "mixes ways to end a line" in str(refusal)  # noqa: PT017 - either is right, and nothing is lost
    else:
        fresh = desk_of(after(at, changes))
        assert after(fresh, revising.unmerge(fresh, "union").changes) == at.files


def test_a_line_taken_out_whose_end_is_not_that_of_the_line_before_stops_a_merge() -> None:
    at = desk(guild=group("Guild"), union=group("Union"), league=group("League", "part_of:\n  - guild\r\n  - union\n"))
    with pytest.raises(Refusal, match=r"entities/groups/league\.md mixes ways to end a line, so the merge could not be undone"):
        merged(at)


def test_a_name_that_the_other_has_is_not_added() -> None:
    made = merged(desk(guild=group("Guild", "names:\n  - {name: Union, find: never}\n"), union=group("Union")))
    assert sorted(made) == ["entities/groups/union.md", "moved/union.md"]


def test_what_would_give_a_key_twice_is_left_and_said() -> None:
    same = "same_as:\n" + JUDGED.format("union", "Union").replace("differ", "agree")
    at = desk(guild=group("Guild", f"{same}scope: Of old.\n"), union=group("Union"), league=group("League"))
    files = after(at, revising.merge(at, "union", "guild", {}).changes)
    again = same.replace("union", "league").replace("Union", "League")
    files["entities/groups/guild.md"] = files["entities/groups/guild.md"].removesuffix(b"---\n") + f"{again}---\n".encode()
    made = revising.unmerge(desk_of(files), "union")
    assert [change.path for change in made.changes] == ["entities/groups/union.md", "moved/union.md"]
    assert made.left[0].startswith("entities/groups/guild.md (line 4 after the merge) was edited since. Before the merge: same_as: / ")


def test_a_record_that_is_broken_meanwhile_is_not_followed() -> None:
    at = desk(guild=group("Guild"), union=group("Union"))
    fresh = desk_of(after(at, revising.merge(at, "union", "guild", {}).changes))
    with pytest.raises(Refusal, match=r"moved/union\.md cannot be read"):
        revising.unmerge(Desk(fresh.kb, {**fresh.files, "moved/union.md": b"---\nwas: entity\n---\n---\n"}), "union")


def test_an_id_that_windows_keeps_for_a_device_is_refused() -> None:
    with pytest.raises(Refusal, match="`aux` cannot be an id: Windows keeps the name for a device") as refused:
        revising.rename(desk(union=group("Union")), "union", "aux")
    assert refused.value.hint == "`aux-2` is free."


def test_the_first_event_of_an_article_stands_below_its_actors() -> None:
    made = new_event(desk(union=group("Union")), NewEvent(article="a", title="They met", kind="protest", quotes=["It met the Union"]))
    (change,) = made.changes
    assert b"the League]}\nevents:\n  - {id: they-met, title: They met, " in (change.after or b"")


def test_an_id_that_is_there_again_is_not_overwritten() -> None:
    at = desk(guild=group("Guild"), union=group("Union"))
    files = after(at, revising.merge(at, "union", "guild", {}).changes)
    files["entities/groups/union.md"] = group("Others").encode()
    joined = library.Workspace(Path("/no/such/folder"), address="https://example.org/").joined(files, [])
    with pytest.raises(Refusal, match="is there already; it is not overwritten"):
        revising.unmerge(Desk(joined.kb, files), "union")


def test_what_the_merge_changed_in_a_file_that_is_gone_is_said() -> None:
    at = desk(guild=group("Guild"), union=group("Union"), league=group("League", "part_of: [union]\n"))
    files = after(at, revising.merge(at, "union", "guild", {}).changes)
    del files["entities/groups/league.md"]
    made = revising.unmerge(desk_of(files), "union")
    assert made.left == ("entities/groups/league.md is not there any more; what the merge changed in it stays as it is.",)


def test_an_id_that_was_given_up_is_said_with_where_it_leads() -> None:
    at = desk(guild=group("Guild"), union=group("Union"))
    fresh = desk_of(after(at, revising.merge(at, "union", "guild", {}).changes))
    with pytest.raises(Refusal, match="The id `union` was given up; it leads to `guild`"):
        fresh.known("union")
    assert fresh.known("guild") == "entity"
    with pytest.raises(Refusal, match="`guild` is an entity"):
        fresh.known("guild", "article")
    with pytest.raises(Refusal, match=r"entities/x/none.md has errors, so nothing is known of `none`"):
        Desk(fresh.kb, {**fresh.files, "entities/x/none.md": b"---\n"}).known("none")


def test_the_short_name_of_a_new_article_is_made_of_whole_words() -> None:
    at = desk(guild=group("Guild"))
    title = "The History of the Harbour Workers of the West"
    made = new_article(at, NewArticle(title=title))
    (change,) = made.changes
    assert b"short: The History of the" in (change.after or b"")


@pytest.mark.parametrize(
    ("text", "mended_text", "says"),
    [
        ("---\nkind: group\nname: Guild\n---\n", "---\nname: Guild\nkind: group\n---\n", 1),
        ("---\nname: Guild\nkind: group\n---\nIt met.", "---\nname: Guild\nkind: group\n---\nIt met.\n", 1),
        ("---\nname: Guild\nkind: group\n---", "---\nname: Guild\nkind: group\n---\n", 1),
        ("---\n{name: Guild, kind: group}\n---\n", "---\n{name: Guild, kind: group}\n---\n", 0),
        ("---\nname: Guild \n\n\nkind: group\n---\n", "---\nname: Guild\n\nkind: group\n---\n", 2),
    ],
)
def test_layout_is_mended_and_the_text_is_left(text: str, mended_text: str, says: int) -> None:
    found, data = mended("entities/groups/guild.md", text.encode())
    assert (data.decode(), len(found)) == (mended_text, says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\nkind: group\nname: Guild\n...\n---\n", "2: The keys stand in another order than `name`, `kind`."),
        ("---\nname: Guild\nkind: group\nscope: |+\n  Of old.\n\n---\n", "6: An empty line stands at the end of the front matter."),
    ],
)
def test_layout_that_cannot_be_mended_without_another_meaning_is_said(text: str, says: str) -> None:
    found, data = mended("entities/groups/guild.md", text.encode())
    assert (data.decode(), [str(one) for one in found]) == (text, [f"entities/groups/guild.md:{says} Mend it by hand."])
