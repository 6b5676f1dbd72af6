"""The addresses of ids that were given up: each a page that leads on to what stands in its place, without a step between.

These are whole documents and no pages of the host, for a host would list them and search them.
"""

from __future__ import annotations

from kb import moves
from kb.knowledge import KnowledgeBase
from kb.pages.page import Link, render, root_of
from kb.pages.wording import Speech

_FILE = "index.html"


def make(kb: KnowledgeBase, title: str) -> dict[str, str]:
    """The documents at old addresses, by path in the site; an address within a page (``disputes/#x``) has none."""
    speech = Speech.of(kb)
    made: dict[str, str] = {}
    for one in kb.moved.values():
        now = target(kb, speech, one.id)
        if now and "#" not in one.address:
            back = f"{root_of(one.address)}{now.url}"
            made[f"{one.address}{_FILE}"] = render("moved.html", one.address, now=now, old=one, title=title, back=back)
    return made


def target(kb: KnowledgeBase, speech: Speech, one: str) -> Link | None:
    """Where the address of an id that was given up leads in the end; None where nothing stands there."""
    now = moves.end_of(kb.moved, one)
    match kb.kind_of(now):
        case "article":
            return speech.article(kb.articles[now])  # type: ignore[index]
        case "dispute":
            return Link(f"disputes/#{now}", kb.disputes[now].dispute.question)
        case "":
            return None
        case _:
            return speech.name(now)
