"""Writes what an editor annotates in the browser: held against the files as they are now, proved on the whole base, undone on demand.

Meaning is ``kb.annotating``'s, writing ``library.write``'s; here is the order of both, the memory of what was saved, and the rule
that nothing but articles and entities is ever touched. ``server`` calls it with what a page sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from kb import annotating, contract, exports, library
from kb.annotating import Fault, Formed, Selected, Wanted
from kb.desk.desk import Desk
from kb.desk.guard import NotTaken
from kb.editing import Change, diff
from kb.findings import Finding, Refusal
from kb.folding import proposed_id
from kb.library import Library, Workspace
from kb.model import ArticleId
from kb.revising import Desk as Files
from kb.revising import NewEntity
from kb.vocabulary import KINDS

OWN: Final = re.compile(r"(articles|entities/[a-z]+)/[a-z0-9]+(-[a-z0-9]+)*\.md")
_CHANGED: Final = "{} has changed since this page was made, so nothing was written. The page comes anew when the form is closed."

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Saved:
    """What one step wrote, and how the page calls it."""

    changes: tuple[Change, ...]
    what: str


class Annotator:
    """Annotations through one desk. Every answer is plain data for the script of the page."""

    def __init__(self, desk: Desk) -> None:
        """Nothing was saved yet."""
        self._desk = desk
        self._saved: list[_Saved] = []
        self._ahead: Workspace | None = None  # reads what is not saved, beside the desk's own, so that each keeps what it read
        self.posts: Mapping[str, Callable[[Answer], Answer]] = {"annotate": self.annotate, "remove": self.remove, "undo": self.undo}
        self.gets: Mapping[str, Callable[[Mapping[str, str]], Answer]] = {"form": self.form, "id": self.free_id, "fact": self.fact}

    # -------------------------------------------------------------------------------------------- questions

    def made(self, url: str) -> tuple[str, str]:
        """The article that a page shows, and the SHA-256 of the file that it was made from; empty for other pages."""
        found = re.fullmatch("articles/([a-z0-9-]+)/", url)
        content = self._desk.content
        data = content.files.get(f"articles/{found[1]}.md") if found and content else None
        return (found[1], _hash(data)) if found and data is not None else ("", "")

    def form(self, _: Mapping[str, str]) -> Answer:
        """Everything that a form can ask, from the contract; the names of what can be meant, for the finder; what can be undone."""
        content = self._desk.content
        return {
            "kinds": [
                {"key": key, "meaning": meaning, "asked": [asdict(one) for one in asked]}
                for key, (meaning, asked) in contract.kinds_of_annotation().items()
            ],
            "entities": [{"id": kind.id, "label": kind.label, "meaning": kind.meaning} for kind in KINDS],
            "names": exports.finder_index(content.kb) if content else None,
            "undo": self._next(),
        }

    def free_id(self, asked: Mapping[str, str]) -> Answer:
        """An id made from words that nobody has yet."""
        with self._desk.alone() as now:
            one = proposed_id(asked.get("words", ""))
            return {"id": _files(now).free(one) if one else ""}

    def fact(self, asked: Mapping[str, str]) -> Answer:
        """An annotation as it stands, to be changed."""
        with self._desk.alone() as now:
            kind, answers = annotating.standing(_files(now), asked.get("article", ""), asked.get("fact", ""))
            return {"kind": kind, "answers": answers}

    # ---------------------------------------------------------------------------------------------- changes

    def annotate(self, sent: Answer) -> Answer:
        """What an annotation would write and what would be wrong then; with ``save`` it is written, unless that is an error."""
        wanted = _wanted(sent)
        fact = _words(sent, "fact")

        def make(files: Files) -> Formed:
            return annotating.changed(files, fact, wanted) if fact else annotating.added(files, wanted)

        return self._step(sent, make, "The change" if fact else "The annotation")

    def remove(self, sent: Answer) -> Answer:
        """An annotation taken out."""
        return self._step(sent, lambda files: annotating.removed(files, _words(sent, "article"), _words(sent, "fact")), "The removal")

    def undo(self, _: Answer) -> Answer:
        """The last step taken back, byte for byte."""
        with self._desk.alone():
            if not self._saved:
                raise Refusal("There is nothing left to undo: only what was saved in this run of the preview can be.")
            last = self._saved[-1]
            back = [Change(one.path, one.after, one.before) for one in last.changes]
            try:
                library.write(self._desk.root, back)
            except Refusal as refusal:
                raise NotTaken(HTTPStatus.CONFLICT, f"{last.what} is not undone. {refusal}") from None
            self._saved.pop()
            self._desk.look()
            return {"undone": last.what, "undo": self._next(), "number": self._desk.state.number}

    def _step(self, sent: Answer, make: Callable[[Files], Formed], what: str) -> Answer:
        with self._desk.alone() as now:
            article = _words(sent, "article")
            path = f"articles/{article}.md"
            if _hash(now.files.get(path)) != _words(sent, "made"):
                raise NotTaken(HTTPStatus.CONFLICT, _CHANGED.format(path))
            formed = make(_files(now))
            _refuse_others(formed.changes)
            after = self._after(now, formed)
            faults = annotating.brought(formed, now.findings, after.findings)
            told: dict[str, Any] = {
                "quotes": [asdict(one) for one in formed.quotes],
                "diff": diff(formed.changes),
                "faults": [_told(one) for one in faults],
                "saved": False,
            }
            if sent.get("save") is not True or annotating.serious(faults) or not formed.changes:
                return told
            try:
                written = library.write(self._desk.root, formed.changes, now.files)
            except Refusal as refusal:
                raise NotTaken(HTTPStatus.CONFLICT, f"{refusal} {refusal.hint}".strip()) from None
            self._saved.append(_Saved(written, f"{what} in {path}"))
            self._desk.look()
            return told | {
                "saved": True,
                "passage": _passage(after, article, formed),
                "undo": self._next(),
                "sound": after.sound,
                "number": self._desk.state.number,
            }

    def _after(self, now: Library, formed: Formed) -> Library:
        """The project as it would be then."""
        self._ahead = self._ahead or Workspace(now.root, now.title, now.address, now.audience)
        return self._ahead.load({one.path: one.after for one in formed.changes if one.after is not None})

    def _next(self) -> str:
        return self._saved[-1].what if self._saved else ""


def _files(content: Library) -> Files:
    return Files(content.kb, content.files)


def _refuse_others(changes: tuple[Change, ...]) -> None:
    """Raise ``Refusal`` where anything but an article or an entity would be written."""
    for change in changes:
        for path, _, _ in change.steps():
            if not OWN.fullmatch(path):
                raise Refusal(f"{path} is neither an article nor an entity; it is not written from the browser.")


def _told(fault: Fault) -> Answer:
    one: Finding = fault.finding
    return one.as_dict() | {"answer": list(fault.answer)}


def _passage(after: Library, article: str, formed: Formed) -> str:
    """The id of the element that marks the first quote on the new page; empty where none does."""
    passages = after.kb.articles[ArticleId(article)].passages
    return next((one.id for one in passages if formed.spans and one.spans == (formed.spans[0],)), "")


def _hash(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


# ------------------------------------------------------------------------------------------------ what was sent


def _wanted(sent: Answer) -> Wanted:
    answers = sent.get("answers")
    if not isinstance(answers, dict):
        raise Refusal("The form holds no answers.")
    return Wanted(
        _words(sent, "article"),
        _words(sent, "kind"),
        answers,
        [Selected(*(_words(one, key) for key in ("paragraph", "exact", "prefix", "suffix"))) for one in _list(sent, "selected")],
        [_entity(one) for one in _list(sent, "entities")],
        quoted=sent.get("quoted") is not False,
    )


def _entity(sent: Answer) -> NewEntity:
    kind = _words(sent, "kind")
    if kind not in {one.id for one in KINDS}:
        raise Refusal("The new entity has no kind.", "Choose one.")
    return NewEntity(_words(sent, "name").strip(), kind, _words(sent, "id"))


def _words(sent: Answer, key: str) -> str:
    value = sent.get(key, "")
    if not isinstance(value, str):
        raise Refusal(f"`{key}` is not made of words.")
    return value


def _list(sent: Answer, key: str) -> list[Answer]:
    value = sent.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Refusal(f"`{key}` is no list of mappings.")
    return value
