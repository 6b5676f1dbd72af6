"""The receipt: what a build counted of itself, for readers."""

from __future__ import annotations

from collections.abc import Mapping

from kb.model import FactId
from kb.pages.page import Page, render
from kb.vocabulary import KIND

URL = "receipt/"


def make(counts: Mapping[str, object], left_out: Mapping[FactId, str], content_hash: str) -> Page:
    """The receipt page; ``counts`` are those of ``data/build.json``."""
    lines = [
        ("Quotes that editors declared", counts["quotes_declared"]),
        ("Quotes checked against the text", counts["quotes_checked"]),
        ("Quotes that match", counts["quotes_matched"]),
        ("Facts in the articles", counts["facts_in"]),
        ("Facts shown on pages, each with a link to its words", counts["facts_shown"]),
        ("Facts left out", len(left_out)),
        ("Passages marked", counts["passages"]),
        ("Mentions found", counts["mentions"]),
        ("Pages made", counts["pages"]),
    ]
    lead = render("receipt.html", URL, lines=lines, hash=content_hash, preview_kinds=KIND)
    return Page(URL, "Receipt", lead, description="What this build counted and proved.", kind="index")
