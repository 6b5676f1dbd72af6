"""How much a base holds, as ``kb.lock`` keeps it: so that nothing is lost between two states of the content without somebody saying so.

A quote that has no place is a finding, and a fact that no page shows stops a build; but a fact that was deleted leaves no trace in
what remains. So the counts of each article are kept in a file beside the content, one line for each kind, and a drop is held
against them. Reads and writes no file. ``library`` calls it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from kb import moves
from kb.findings import Finding
from kb.knowledge import KnowledgeBase
from kb.model import FACT_KINDS
from kb.source import Place
from kb.vocabulary import KIND

FILE: Final = "kb.lock"
HEAD: Final = (
    "# How much each article holds, as `kb lock` writes it. `kb check` and `kb build` fail where more than a fifth of a number is gone.\n"
)
_LINE: Final = re.compile(r"(\S+) ([a-z]+) ([1-9][0-9]{0,8})")
_CONFIRM: Final = "Put back what is gone; or, if it was meant, run `kb lock` and hand the change of kb.lock in, where a reviewer sees it."
_ORDER: Final = (*FACT_KINDS, "quote", "paragraph", "entity", "dispute")

Amounts = Mapping[str, Mapping[str, int]]
"""For each path (an article, a folder of entities, or the folder of disputes) how many of each kind stand there; never zero."""


def amounts(kb: KnowledgeBase) -> Amounts:
    """What a base holds, drafts too: facts by kind, quotes and paragraphs of each article, entities by kind, disputes."""
    found: dict[str, Counter[str]] = {}
    for read in kb.articles.values():
        facts = read.article.facts
        kinds = Counter(str(fact.kind) for fact in facts)
        kinds["quote"] = sum(len(fact.quotes) for fact in facts)
        kinds["paragraph"] = len(read.text.paragraphs)
        found[read.article.place.path] = kinds
    for entity in kb.entities.values():
        found.setdefault(f"entities/{KIND[entity.kind].folder}", Counter())["entity"] += 1
    if kb.disputes:
        found["disputes"] = Counter(dispute=len(kb.disputes))
    return {path: {kind: kinds[kind] for kind in _ORDER if kinds[kind]} for path, kinds in sorted(found.items())}


def written(held: Amounts) -> str:
    """The text of ``kb.lock``: a line for each path and kind, so that a change of one number is a change of one line."""
    return HEAD + "".join(f"{path} {kind} {number}\n" for path, kinds in sorted(held.items()) for kind, number in kinds.items())


def findings(text: str, kb: KnowledgeBase) -> Iterator[Finding]:
    """What ``kb.lock`` says of a base: a line that is none, what has dropped by more than a fifth, and where it is behind."""
    locked: dict[str, dict[str, tuple[int, int]]] = {}
    broken = False
    for line, said in enumerate(text.split("\n"), 1):
        match = _LINE.fullmatch(said)
        if match and match[2] not in locked.get(match[1], {}):
            locked.setdefault(match[1], {})[match[2]] = int(match[3]), line
        elif said and not said.startswith("#"):
            broken = True
            yield Finding(
                Place(FILE, line),
                "bad-lock",
                "This is no line that `kb lock` writes, or it stands there twice.",
                "Take kb.lock from the last good state, or write it anew with `kb lock`, and look at the change.",
            )
    if broken:
        return
    held = amounts(kb)
    followed = {path: _now(path, kb) for path in locked}
    for path, kinds in locked.items():
        yield from compared(path, kinds, held.get(followed[path], {}))
    known = set(followed.values())
    for path in held:
        if path not in known:
            fact = f"kb.lock does not know {path}."
            yield Finding(Place(FILE), "lock-behind", fact, "Run `kb lock` and hand its change in with yours.", "warning")


def _now(path: str, kb: KnowledgeBase) -> str:
    """The path that an article has now, where it was given another id."""
    name = PurePosixPath(path)
    end = moves.end_of(kb.moved, name.stem) if name.parent == PurePosixPath("articles") else ""
    return f"articles/{end}.md" if end else path


def compared(path: str, kinds: Mapping[str, tuple[int, int]], now: Mapping[str, int]) -> Iterator[Finding]:
    """What has dropped by more than a fifth at a path, or differs otherwise; ``kinds`` are locked numbers with their lines."""
    first = next(iter(kinds.values()))[1]
    if not now:
        held = ", ".join(_counted(number, kind) for kind, (number, _) in kinds.items())
        yield Finding(Place(FILE, first), "counts-dropped", f"{path} is gone, and with it {held}.", _CONFIRM)
        return
    other: list[str] = []
    line = 0
    for kind in dict.fromkeys((*kinds, *now)):
        was, where = kinds.get(kind, (0, first))
        there = now.get(kind, 0)
        if there * 5 < was * 4:
            fact = f"{path} has {there} of its {_counted(was, kind)}: more than a fifth are gone."
            yield Finding(Place(FILE, where), "counts-dropped", fact, _CONFIRM)
        elif there != was:
            other.append(f"{_counted(there, kind)}, not {was}")
            line = line or where
    if other:
        fact = f"{path} has {'; '.join(other)}."
        yield Finding(Place(FILE, line), "lock-behind", fact, "Run `kb lock` and hand its change in with yours.", "warning")


def _counted(number: int, kind: str) -> str:
    many = "entities" if kind == "entity" else f"{kind}s"
    return f"{number} {kind if number == 1 else many}"
