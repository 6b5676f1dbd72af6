"""Makes one entity of two, with a record that lets the two be told apart again.

References follow and names come over. Where the two say different things the merge stops, and the editor says which holds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kb import contract, moves
from kb.editing import Change, Draft
from kb.findings import Refusal
from kb.model import EntityId, TieFact
from kb.revising.desk import SHAPES, Desk, Revision, folder_of, stem_of
from kb.revising.renaming import follow, record
from kb.revising.stretches import Stretch, stretches, undone, undone_where_certain
from kb.source import Place, Source, parts

TAKES: Final = ("from", "into", "both")
_ONE: Final = ("kind", "wikidata", "scope")  # keys that have one value
_MANY: Final = ("country", "part_of")
_JUDGED: Final = ("same_as", "not_same_as")
_MARK: Final = re.compile(r"\[\^(\d{1,3})\]")
_ORDER: Final = [info.alias or name for name, info in contract.EntityShape.model_fields.items()]


def merge(desk: Desk, old: str, into: str, take: Mapping[str, str]) -> Revision:
    """Let an entity go into another. ``take`` says of a key on which they differ whose value holds: from, into or both.

    Raises ``Refusal`` where an id is no entity, or with everything on which the two contradict each other.
    """
    desk.known(old, "entity")
    desk.known(into, "entity")
    if old == into:
        raise Refusal("An entity cannot be merged with itself.")
    _check_takes(take)
    gone_path, path = desk.file_of(old), desk.file_of(into)
    gone, kept = Draft.read(gone_path, desk.files[gone_path]), Draft.read(path, desk.files[path])
    if found := [*_contradictions(desk, gone, kept, take), *_judged_twice(desk, old, into)]:
        raise Refusal("\n".join([f"`{old}` and `{into}` are not merged:", *(f"    {one}" for one in found)]), "Nothing was changed.")
    drafts = {path: _follow(draft, old, into) for path, draft in desk.naming(old).items() if path not in {gone_path, kept.path}}
    drafts[kept.path] = _joined(_follow(kept, old, into), gone, into, take)
    changes = [draft.change for draft in drafts.values() if not draft.change.empty]
    altered = [_altered(change) for change in changes]
    more: dict[str, Any] = {"file": gone_path, "sha256": _hash(gone.data), "altered": altered}
    changes.append(Change.removed(gone_path, gone.data))
    changes.append(record(desk, old, ("merged", into), more, gone.data.decode()))
    references = sum(len(one["stretches"]) for one in altered)
    names = [name.text for name in desk.kb.entities[EntityId(old)].names]
    listed = ", ".join(f"“{name}”" for name in names)
    places = f"{references} {'place' if references == 1 else 'places'} in {len(altered)} {'file' if len(altered) == 1 else 'files'}"
    told = (
        f"`{old}` is merged into `{into}`: {places} changed; its names are now names of `{into}`: {listed}.",
        f"moved/{old}.md keeps its file and what was changed; `kb unmerge {old}` undoes it.",
    )
    return Revision(tuple(changes), told)


def unmerge(desk: Desk, old: str) -> Revision:
    """Undo a merge: byte for byte where nothing was edited since, else what is still certain; the rest is listed.

    Raises ``Refusal`` where the id was not merged, or its record or place is not as the merge left it.
    """
    moved = desk.kb.moved.get(old)
    if moved is None or moved.how != "merged":
        merged = [one.id for one in desk.kb.moved.values() if one.how == "merged"]
        raise Refusal(f"`{old}` was not merged.", f"Merged were: {', '.join(merged)}." if merged else "Nothing was merged in this project.")
    at = moved.place.path
    shape, text = _read_record(at, desk.files[at])
    if shape.file is None or shape.sha256 != _hash(text):
        raise Refusal(f"{at} does not hold the file that was merged: it was edited.", "Take it from the history of the project.")
    if shape.file in desk.files or desk.file_of(old):
        raise Refusal(f"{desk.file_of(old)} is there already; it is not overwritten.")
    changes = [Change.new(shape.file, text), Change.removed(at, desk.files[at])]
    left: list[str] = []
    for one in shape.altered:
        change, rest = _back(desk, one)
        changes += change
        left += rest
    told = f"`{old}` is an entity of its own again" + (", and every file is as it was before the merge." if _exact(desk, shape) else ".")
    return Revision(tuple(change for change in changes if not change.empty), (told,), tuple(left))


# ------------------------------------------------------------------------------------------ contradictions


def _check_takes(take: Mapping[str, str]) -> None:
    for key, whose in take.items():
        if key not in {*_ONE, *_MANY} or whose not in TAKES or (key in _ONE and whose == "both"):
            raise Refusal(
                f"`--take {key}={whose}` is not known.",
                f"Write `KEY=from` or `KEY=into` with {', '.join(_ONE)}; with {' and '.join(_MANY)} `both` too.",
            )


def _contradictions(desk: Desk, gone: Draft, kept: Draft, take: Mapping[str, str]) -> Iterator[str]:
    old, into = stem_of(gone.path), stem_of(kept.path)
    for key in (*_ONE, *_MANY):
        one, two = gone.at((key,)), kept.at((key,))
        if one and two and _set(one) != _set(two) and key not in take:
            ways = "from, into or both" if key in _MANY else "from or into"
            yield f"`{key}`: {_said(one)} ({gone.path}) and {_said(two)} ({kept.path}). Say which holds: `--take {key}=…`, {ways}."
    for one, other in ((gone, into), (kept, old)):
        for index, judged in enumerate(one.at(("not_same_as",)) or ()):
            if judged.get("id") == other:
                place = one.composed.place(("not_same_as", index))
                yield f"{place}: an editor judged that they are not the same. If that no longer holds, delete the judgement."
        for key in _MANY:
            if other in (one.at((key,)) or ()):
                yield f"{one.composed.place((key,))}: `{key}` of one names the other."
    for fact in desk.kb.facts.values():
        if isinstance(fact, TieFact) and {fact.subject, fact.object} == {old, into}:
            yield f"{fact.place}: a tie stands between the two ({fact.tie}); nobody is tied to himself."


def _judged_twice(desk: Desk, old: str, into: str) -> Iterator[str]:
    """Entities that judge both, or that both judge: two judgements on one entity would have to become one."""
    for path, draft in desk.naming(old, into).items():
        for key in _JUDGED if folder_of(path) == "entities" else ():
            if {old, into} <= {one.get("id") for one in draft.at((key,)) or ()}:
                yield f"{draft.composed.place((key,))}: `{key}` judges both. Join the two judgements into one first."
    one, two = (desk.kb.entities[EntityId(which)] for which in (old, into))
    mine = {judged.other: judged.place for judged in (*one.same_as, *one.not_same_as)}
    for judged in (*two.same_as, *two.not_same_as):
        if judged.other in mine:
            yield f"{mine[judged.other]} and {judged.place}: both judge `{judged.other}`. Join the two judgements into one first."


def _set(value: Any) -> set[str]:  # noqa: ANN401 - plain YAML data
    return {value} if isinstance(value, str) else set(value)


def _said(value: Any) -> str:  # noqa: ANN401 - plain YAML data
    return f"“{value}”" if isinstance(value, str) else ", ".join(f"`{one}`" for one in value)


# --------------------------------------------------------------------------------------------- joining


def _follow(draft: Draft, old: str, into: str) -> Draft:
    """A file in which references to one entity name the other; of a list that names both, one is taken out."""
    shape = SHAPES[folder_of(draft.path)]
    twice = [
        one.path
        for one in contract.references(shape, draft.front)
        if one.id == old and "entity" in one.kinds and isinstance(one.path[-1], int) and into in draft.at(one.path[:-1])
    ]
    for path in reversed(twice):
        draft = draft.remove(path)
    if folder_of(draft.path) == "entities":
        same = [index for index, one in enumerate(draft.at(("same_as",)) or ()) if {one.get("id"), stem_of(draft.path)} == {old, into}]
        for index in reversed(same):  # the two judged to be the same: now they are
            draft = draft.remove(("same_as", index)) if len(draft.at(("same_as",))) > 1 else draft.remove(("same_as",))
    return follow(draft, "entity", old, into)


def _joined(kept: Draft, gone: Draft, into: str, take: Mapping[str, str]) -> Draft:
    """The file of the entity that stays, with what the other one's file says."""
    for key in (*_ONE, *_MANY):
        one, two = gone.at((key,)), kept.at((key,))
        if not one or _set(one) == _set(two or []):
            continue
        if not two:
            kept = kept.add((), key, one, after=_before(kept, key))
        elif take.get(key) == "from":
            kept = kept.replace({(key,): one}) if key in _ONE else kept.remove((key,)).add((), key, one, after=_before(kept, key))
        elif take.get(key) == "both":
            kept = kept.insert((key,), [each for each in one if each not in two])
    names = _new_names(kept, gone)
    if names:
        kept = kept.insert(("names",), names) if kept.at(("names",)) is not None else kept.add((), "names", names, _before(kept, "names"))
    for key in _JUDGED:
        judged = [one for one in gone.at((key,)) or () if one.get("id") != into]
        if judged:
            kept = kept.insert((key,), judged) if kept.at((key,)) is not None else kept.add((), key, judged, _before(kept, key))
    return _with_note(kept, gone)


def _before(draft: Draft, key: str) -> str:
    """The key of a file below which another one belongs, in the order of the contract."""
    earlier = [one for one in draft.front if one in _ORDER and _ORDER.index(one) < _ORDER.index(key)]
    return max(earlier, key=lambda one: list(draft.front).index(one))


def _new_names(kept: Draft, gone: Draft) -> list[Any]:
    """The names of one file that the other does not have, as its list would hold them."""
    first = {"name": gone.at(("name",)), **{key: gone.at((key,)) for key in ("find", "only_in") if gone.at((key,))}}
    held = {kept.at(("name",))} | {one if isinstance(one, str) else one.get("name") for one in kept.at(("names",)) or ()}
    found = []
    for one in (first, *(gone.at(("names",)) or ())):
        text = one if isinstance(one, str) else one.get("name")
        if text not in held:
            held.add(text)
            found.append(text if isinstance(one, dict) and len(one) == 1 else one)
    return found


def _with_note(kept: Draft, gone: Draft) -> Draft:
    """The editor's note of both, one below the other; the citations of the second are numbered on."""
    second = _body(gone)
    if not second.strip():
        return kept
    first = _body(kept)
    most = max((int(one) for one in _MARK.findall(first)), default=0)
    renumbered = _MARK.sub(lambda found: f"[^{most + int(found[1])}]", second)
    texts = [(_paragraphs(one), [line for line in one.split("\n") if re.match(r"\[\^\d+\]:", line)]) for one in (first, renumbered)]
    text = "\n\n".join(part for part, _ in texts if part)
    cites = "\n".join(line for _, lines in texts for line in lines)
    return kept.with_body(f"\n{text}\n" + (f"\n{cites}\n" if cites else ""))


def _body(draft: Draft) -> str:
    return "\n".join(draft.lines[draft.body_line - 1 :]) if draft.body_line <= len(draft.lines) else ""


def _paragraphs(body: str) -> str:
    return "\n".join(line for line in body.split("\n") if not re.match(r"\[\^\d+\]:", line)).strip()


# ----------------------------------------------------------------------------------------------- record


def _altered(change: Change) -> dict[str, Any]:
    """What a change does to a file, for the record; raises ``Refusal`` where it could not be undone byte for byte."""
    before, after = change.before or b"", change.after or b""
    made = stretches(before, after)
    if undone(after, made) != before:
        raise Refusal(f"{change.path} mixes ways to end a line, so the merge could not be undone.", "`kb fmt` mends that.")
    return {"file": change.path, "before": _hash(before), "after": _hash(after), "stretches": [one.plain() for one in made]}


def _read_record(path: str, data: bytes) -> tuple[contract.MovedShape, bytes]:
    """The record of a merge, and the file that was merged."""
    _, composed, _ = parts(Source(path, data.decode().replace("\r\n", "\n")))
    shape = contract.read(contract.MovedShape, composed.data, composed)[0] if composed else None
    if shape is None:
        raise Refusal(f"{path} cannot be read.", "`kb check` says what is wrong in it.")
    end = [found.end() for found in re.finditer(rb"^---\r?\n", data, re.MULTILINE)]
    return shape, data[end[1] :]


def _back(desk: Desk, one: Any) -> tuple[list[Change], list[str]]:  # noqa: ANN401 - a part of the shape of a record
    """The change that takes the merge out of one file, and what could not be taken out."""
    made = [Stretch(each.line, each.above, each.was, each.now, each.below) for each in one.stretches]
    path = one.file if one.file in desk.files else desk.file_of(moves.end_of(desk.kb.moved, stem_of(one.file)))
    data = desk.files.get(path)
    if data is None:
        return [], [f"{one.file} is not there any more; what the merge changed in it stays as it is."]
    if _hash(data) == one.after:
        return [Change(path, data, undone(data, made))], []
    after, left = undone_where_certain(data, made)
    try:
        Draft.read(path, after)
    except Refusal:
        after, left = data, made
    return [Change(path, data, after)], [_told(path, each) for each in left]


def _told(path: str, one: Stretch) -> str:
    place = Place(path, one.line)
    was, now = (" / ".join(line.strip() for line in lines) or "nothing" for lines in (one.was, one.now))
    return f"{place.path} (line {one.line} after the merge) was edited since. Before the merge: {was}. After it: {now}."


def _exact(desk: Desk, shape: Any) -> bool:  # noqa: ANN401 - the shape of a record
    return all(one.file in desk.files and _hash(desk.files[one.file]) == one.after for one in shape.altered)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
