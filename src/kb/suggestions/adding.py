"""From the proposals that an editor picked to the changed files; what is not whole is refused, and nothing else of a file changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from kb.editing import Change, Draft
from kb.editing.yaml_text import Plain
from kb.findings import Refusal
from kb.suggestions.proposal import Addition, Proposal, Suggestions


def picked(found: Suggestions, only: str) -> list[tuple[int, Proposal]]:
    """The proposals that ``1,3-5`` names. Raises ``Refusal`` for a number that none has."""
    numbers: list[int] = []
    for part in filter(None, (one.strip() for one in only.split(","))):
        first, dash, last = (one.strip() for one in part.partition("-"))
        ends = [first, last if dash else first]
        if not all(one.isascii() and one.isdigit() and len(one) < 7 for one in ends):  # noqa: PLR2004 - a number that a list can have
            raise Refusal(f"“{part}” is no number and no range of numbers.", "Name proposals as --only 1,3-5.")
        begin, end = map(int, ends)
        if not 1 <= begin <= end <= len(found.proposals):
            raise Refusal(f"There is no proposal {part}; there are {len(found.proposals)}.", "Run the command without --only to see them.")
        numbers += range(begin, end + 1)
    return [(number, found.proposals[number - 1]) for number in dict.fromkeys(numbers)]


def whole(chosen: Sequence[tuple[int, Proposal]], *, named: bool) -> list[tuple[int, Proposal]]:
    """Those that can be written. Raises ``Refusal`` where one that was ``named`` by its number cannot."""
    for number, one in chosen:
        if named and (one.open or not one.additions):
            raise Refusal(f"Proposal {number}, “{one.words}”, cannot be written as it is.", one.open or "It adds nothing.")
    return [(number, one) for number, one in chosen if one.additions and not one.open]


def changes(chosen: Iterable[Proposal], files: Mapping[str, bytes]) -> tuple[Change, ...]:
    """The changed files. ``files`` are the content files by path, as they were read.

    Raises ``Refusal`` where a file cannot be edited, or a new one is there already.
    """
    by_path: dict[str, list[Addition]] = {}
    for one in chosen:
        for addition in one.additions:
            by_path.setdefault(addition.path, []).append(addition)
    made: list[Change] = []
    for path, additions in sorted(by_path.items()):
        new = [one for one in additions if not one.key]
        if new and path in files:
            raise Refusal(f"{path} is there already.", "Add the name to that entity, or give the new one another id.")
        draft = Draft.new(path, _plain(new[0])) if new else Draft.read(path, files[path])
        for key in dict.fromkeys(one.key for one in additions if one.key):
            draft = draft.insert((key,), [_plain(one) for one in additions if one.key == key])
        made.append(draft.change)
    return tuple(made)


def _plain(addition: Addition) -> dict[str, Plain]:
    return cast("dict[str, Plain]", dict(addition.data))
