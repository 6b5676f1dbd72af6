"""The receipt: what a build counted of itself, what it left out and why, for readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.knowledge import KnowledgeBase
from kb.pages import carrying
from kb.pages.page import Link, Page, render

URL = "receipt/"


@dataclass(frozen=True, slots=True)
class Passed:
    """How many stretches of an article carry no fact for one reason."""

    article: Link
    reason: str
    times: int


def make(counts: Mapping[str, object], kb: KnowledgeBase, content_hash: str, tool: str, carried: Mapping[str, Any]) -> Page:
    """The receipt page; ``counts`` and ``carried`` are those of ``data/build.json``, ``tool`` is the version of the program."""
    lines = [
        ("Quotes that editors declared", counts["quotes_declared"]),
        ("Quotes checked against the text", counts["quotes_checked"]),
        ("Quotes that match", counts["quotes_matched"]),
        ("Facts in the articles", counts["facts_in"]),
        ("Facts shown on pages, each with a link to its words", counts["facts_shown"]),
        ("Facts left out", len(kb.left_out)),
        ("Differences found between articles or voices", counts["differences_found"]),
        ("Differences shown, each on every page that it concerns", counts["differences_shown"]),
        ("Passages marked", counts["passages"]),
        ("Mentions found", counts["mentions"]),
        ("Articles", counts["articles"]),
        ("Actors and places", counts["entities"]),
        ("Events", counts["events"]),
        ("Works cited or quoted", counts["sources"]),
        ("Pages made", counts["pages"]),
    ]
    lead = render(
        "receipt.html",
        URL,
        lines=lines,
        hash=content_hash,
        tool=tool,
        left_out=kb.left_out,
        passed=_passed(kb),
        audience=carried["audience"],
        carried=carrying.lines(kb, carried["carried"]),
        files=carried["files_withheld"],
    )
    return Page(URL, "Receipt", lead, description="What this build counted and proved.", kind="index")


def _passed(kb: KnowledgeBase) -> list[Passed]:
    """The words that editors passed over, counted by article and reason."""
    counted = Counter((article.id, passed.reason) for article in kb.articles.values() for _, passed in article.passed_over)
    return [
        Passed(Link(f"articles/{article}/", kb.articles[article].article.title.value, "article"), reason, times)
        for (article, reason), times in counted.items()
    ]
