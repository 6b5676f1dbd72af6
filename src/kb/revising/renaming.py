"""Gives something another id: every reference follows, its file moves, and its old address goes on to lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kb import contract, notes
from kb.editing import Change, Draft, Edit
from kb.findings import Refusal
from kb.model import ArticleId
from kb.revising.desk import SHAPES, Desk, Revision, folder_of
from kb.source import Flaw, Place, Source, decode, divide


def rename(desk: Desk, old: str, new: str) -> Revision:
    """Rename an entity, article, event, source or dispute. Raises ``Refusal`` where an id is not known, or not free."""
    kind = desk.known(old)
    if old == new:
        raise Refusal(f"`{old}` has this id already.")
    desk.check_new(new)
    drafts = {path: follow(draft, kind, old, new) for path, draft in desk.naming(old).items()}
    own = desk.file_of(old) if kind in {"entity", "article", "dispute"} else ""
    changes = []
    for path, draft in drafts.items():
        if path == own:
            changes.append(draft.moved(f"{path.rsplit('/', 1)[0]}/{new}.md"))
        else:
            changes.append(draft.change)
    if own and own not in drafts:
        data = desk.files[own]
        changes.append(Change.moved(own, f"{own.rsplit('/', 1)[0]}/{new}.md", data, data))
    said = f"`{old}` is now `{new}`; its old address {desk.address(old)} leads there."
    if kind == "article" and desk.kb.articles[ArticleId(old)].article.draft:  # no public site has its address, so none is kept
        said = f"`{old}` is now `{new}`. It is a draft: no public site has its old address, and none is kept."
    else:
        changes.append(record(desk, old, ("renamed", new)))
    return Revision(tuple(one for one in changes if not one.empty), (said,))


def follow(draft: Draft, kind: str, old: str, new: str) -> Draft:
    """A file in which every reference to something names its new id."""
    shape = SHAPES[folder_of(draft.path)]
    found = [one for one in contract.references(shape, draft.front) if one.id == old and kind in one.kinds]
    if found:
        draft = draft.replace({one.path: new for one in found})
    if kind == "article" and folder_of(draft.path) == "entities":
        edits = [Edit(place, Place(place.path, place.line, place.column + len(old)), new) for place, one in cited(draft) if one == old]
        if edits:
            draft = draft.rewrite_body(edits)
    return draft


def cited(draft: Draft) -> Iterable[tuple[Place, str]]:
    """The articles that an editor's note cites, each where its id stands."""
    source = decode(draft.path, draft.data)
    divided = divide(source) if isinstance(source, Source) else source
    return () if isinstance(divided, Flaw) else notes.articles_cited(draft.path, divided)


def record(desk: Desk, old: str, gone: tuple[str, str], more: Mapping[str, Any] | None = None, body: str = "") -> Change:
    """The record of an id that is given up; ``gone`` says how, and the id that takes its place."""
    how, new = gone
    front: dict[str, Any] = {"was": desk.kb.kind_of(old), "how": how, "now": new, "address": desk.address(old), **(more or {})}
    return Draft.new(f"moved/{old}.md", front, body).change
