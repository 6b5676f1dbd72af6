"""Proves what is about to be written: a revision may bring the whole base no error, and judgements go on to mean what they meant.

``library`` offers it to the door.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from kb import articles, differences
from kb.differences import Difference
from kb.editing import Change, Draft, together
from kb.findings import Finding, Refusal, has_errors
from kb.library import Library, Workspace, collecting, write
from kb.revising import Desk, Revision
from kb.source import Flaw, decode

_SHOWN = 8  # errors that a refusal names


def revise(content: Library, make: Callable[[Desk], Revision], ids: tuple[str, str] = ("", "")) -> Revision:
    """The revision that a command makes of a project, proved. ``ids`` are an id and the one that takes its place.

    Raises ``Refusal`` where the base would have errors afterwards that it did not have before.
    """
    made = make(Desk(content.kb, content.files))
    made = replace(made, changes=together(made.changes))
    made = _judgements_kept(content, made, ids)
    new = _new_errors(content, after(content, made.changes), ids)
    if new:
        listed = [f"    {one.place}: {one.fact} {one.hint}".rstrip() for one in new[:_SHOWN]]
        more = [f"    and {len(new) - _SHOWN} more"] if len(new) > _SHOWN else []
        fact = "\n".join(["Nothing was changed, for the content would have errors then:", *listed, *more])
        raise Refusal(fact)
    return made


def written(content: Library, made: Revision) -> Revision:
    """Write a revision; see ``library.write``."""
    write(content.root, made.changes, content.files)
    return made


def after(content: Library, changes: Iterable[Change]) -> Library:
    """The project as it would be after changes; nothing is written."""
    files = dict(content.files)
    for change in changes:
        for path, _, data in change.steps():
            if data is None:
                files.pop(path, None)
            else:
                files[path] = data
    texts = {path: data for path, data in sorted(files.items()) if path.endswith(".md") and not path.startswith("articles/originals/")}
    with collecting.nothing():
        return Workspace(content.root, content.title, content.address, content.audience).joined(texts, [])


def refuse_unreadable(path: str, data: bytes) -> None:
    """Raise ``Refusal`` where an article that is about to be written would have errors of its own."""
    source = decode(path, data)
    found = [Finding.from_flaw(source)] if isinstance(source, Flaw) else articles.read(source)[1]
    if has_errors(found):
        raise Refusal(f"The draft would not be in order: {found[0].fact}", found[0].hint)


def _new_errors(before: Library, fresh: Library, ids: tuple[str, str]) -> list[Finding]:
    old, new = ids

    def said(one: Finding) -> tuple[str, str]:
        return one.code, one.fact.replace(f"`{old}`", f"`{new}`") if old else one.fact

    known = Counter(said(one) for one in before.findings if one.severity == "error")
    found = []
    for one in fresh.findings:
        if one.severity == "error":
            known[said(one)] -= 1
            if known[said(one)] < 0:
                found.append(one)
    return found


def _judgements_kept(content: Library, made: Revision, ids: tuple[str, str]) -> Revision:
    """The revision with the ids of found differences as they will be: they are made from the ids of what they are about."""
    if not any(joined.dispute.judges for joined in content.kb.disputes.values()):
        return made
    fresh = after(content, made.changes)
    moved = {change.origin: change.path for change in made.changes if change.origin}
    now = _by_places(differences.find(fresh.kb), {}, ("", ""))
    new_ids = {
        one.id: now[place].id
        for place, one in _by_places(differences.find(content.kb), moved, ids).items()
        if place in now and now[place].id != one.id
    }
    changes = {change.path: change for change in made.changes}
    for joined in content.kb.disputes.values():
        lines = {index: new_ids[one] for index, one in enumerate(joined.dispute.judges or ()) if one in new_ids}
        if lines:
            path = moved.get(joined.dispute.place.path, joined.dispute.place.path)
            change = changes.get(path) or Change(path, content.files[path], content.files[path])
            if change.after is None:
                continue
            draft = Draft.read(path, change.after).replace({("judges", index): one for index, one in lines.items()})
            changes[path] = replace(change, after=draft.data)
    return replace(made, changes=together(changes.values()))


def _by_places(found: Iterable[Difference], moved: dict[str, str], ids: tuple[str, str]) -> dict[object, Difference]:
    """Differences by their kind and the places of their facts, which another id does not change; those that share them left out."""
    by_place: dict[object, list[Difference]] = {}
    old, new = ids
    for one in found:
        facts = frozenset((moved.get(fact.place.path, fact.place.path), fact.place.line) for fact in one.facts)
        core = tuple(sorted(new if each == old else each for each in one.core))
        by_place.setdefault((one.kind, facts, core), []).append(one)
    return {place: many[0] for place, many in by_place.items() if len(many) == 1}
