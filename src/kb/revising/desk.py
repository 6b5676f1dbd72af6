"""The content files as an editor has them before him: which ids are taken, and which files name an id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kb import contract
from kb.editing import Change, Draft
from kb.findings import Refusal, did_you_mean
from kb.folding import proposed_id
from kb.knowledge import KnowledgeBase
from kb.vocabulary import KIND

SHAPES: Final[Mapping[str, type[contract.Shape]]] = {
    "articles": contract.ArticleShape,
    "entities": contract.EntityShape,
    "disputes": contract.DisputeShape,
}


@dataclass(frozen=True, slots=True)
class Revision:
    """What a command would change, and what it has to say besides; ``left`` is what it could not do with certainty."""

    changes: tuple[Change, ...]
    told: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """A project as it was read."""

    kb: KnowledgeBase
    files: Mapping[str, bytes] = field(repr=False)

    def texts(self) -> Iterator[str]:
        """The paths of the files that have front matter, records of moved ids aside."""
        yield from (path for path in sorted(self.files) if folder_of(path) in SHAPES and not path.startswith("articles/originals/"))

    def naming(self, *ids: str) -> dict[str, Draft]:
        """The files in which one of these ids stands, as drafts, by path."""
        wanted = [one.encode() for one in ids]
        return {path: Draft.read(path, self.files[path]) for path in self.texts() if any(one in self.files[path] for one in wanted)}

    def file_of(self, one: str) -> str:
        """The path of the file of an entity, article or dispute; empty where it has none."""
        return next((path for path in self.texts() if stem_of(path) == one), "")

    def taken(self, one: str) -> str:
        """Who has an id, as a path, with the line where it is an event or source; empty where it is free."""
        if path := self.file_of(one):
            return path
        if event := self.kb.events.get(one):  # type: ignore[call-overload]
            return "{0.path}:{0.line}".format(event.accounts[0].spot(one))
        if work := self.kb.works.get(one):  # type: ignore[call-overload]
            return "{0.path}:{0.line}".format(work.entries[0].spot(one))
        if one in self.kb.moved:
            return self.kb.moved[one].place.path
        return ""

    def address(self, one: str) -> str:
        """The address of the page of an entity, article, event, source or dispute, from the root of the site."""
        entity = self.kb.entities.get(one)  # type: ignore[call-overload]
        if entity:
            return f"{'actors' if KIND[entity.kind].is_actor else 'places'}/{one}/"
        kind = self.kb.kind_of(one)
        return f"disputes/#{one}" if kind == "dispute" else f"{kind}s/{one}/"

    def free(self, one: str) -> str:
        """The id itself, or the next one with a number that nobody has."""
        number, wanted = 2, one
        while self.taken(wanted) or wanted in contract.RESERVED:
            end = f"-{number}"
            wanted, number = f"{one[: contract.LONGEST_ID - len(end)].rstrip('-')}{end}", number + 1
        return wanted

    def check_new(self, one: str) -> None:
        """Raise ``Refusal`` where an id is not well formed, or taken."""
        if one in contract.RESERVED:
            raise Refusal(f"`{one}` cannot be an id: Windows keeps the name for a device.", f"`{self.free(one)}` is free.")
        if not contract.is_id(one):
            better = proposed_id(one)
            fact = f"`{one}` cannot be an id: ids have lower-case ASCII letters, digits and single hyphens, at most {contract.LONGEST_ID}."
            raise Refusal(fact, f"Did you mean `{self.free(better)}`?" if better else "")
        if by := self.taken(one):
            if one in self.kb.moved:
                fact = f"The id `{one}` was given up; its old address leads to `{self.kb.moved[one].now}` ({by}). It is not used again."
            else:
                fact = f"The id `{one}` is taken: {by} has it."
            raise Refusal(fact, f"`{self.free(one)}` is free.")

    def known(self, one: str, kind: str = "") -> str:
        """What an id names. Raises ``Refusal`` where it names nothing, or not what is wanted."""
        kb = self.kb
        found = kb.kind_of(one)
        if found and kind in {"", found}:
            return found
        if one in kb.moved:
            raise Refusal(f"The id `{one}` was given up; it leads to `{kb.moved[one].now}`.", f"{kb.moved[one].place.path} says so.")
        if not found and (path := self.file_of(one)):
            raise Refusal(f"{path} has errors, so nothing is known of `{one}`.", "`kb check` says them.")
        ids = [each for each in (*kb.entities, *kb.articles, *kb.events, *kb.works, *kb.disputes) if kind in {"", kb.kind_of(each)}]
        what = f"no {kind}" if kind else "no entity, article, event, source or dispute"
        said = f"`{one}` is {('an ' if found[0] in 'aeiou' else 'a ') + found}." if found else f"There is {what} `{one}`."
        raise Refusal(said, did_you_mean(one, ids))


def folder_of(path: str) -> str:
    """The folder of content in which a file stands; empty for a file that is no text."""
    return path.split("/", 1)[0] if path.endswith(".md") else ""


def stem_of(path: str) -> str:
    """The name of a file without its folder and ending."""
    return path.rsplit("/", 1)[-1].removesuffix(".md")
