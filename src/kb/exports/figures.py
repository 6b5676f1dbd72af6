"""``kb stats``: how much there is of everything, and how much of each article is annotated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any, Literal

from kb.coverage import Coverage, cover
from kb.differences import find
from kb.findings import Finding, visible
from kb.gaps import gaps
from kb.knowledge import KnowledgeBase
from kb.model import FACT_KINDS, ArticleId


def stats(kb: KnowledgeBase, findings: Sequence[Finding], form: Literal["text", "json"], only: Collection[str] = ()) -> str:
    """The figures of a base, for people or for programs; with ``only``, ids of articles, of these articles alone."""
    covered = {article: one for article, one in cover(kb).items() if not only or article in only}
    kinds = {article: Counter(fact.kind for fact in kb.facts_in[article]) for article in kb.articles}
    if form == "json":
        found = {"articles": _as_data(kb, covered, kinds)}
        return json.dumps(found if only else {"totals": _totals(kb, findings), **found}, ensure_ascii=True, indent=1)
    totals = [] if only else [*(f"{number:>6}  {what}" for what, number in _totals(kb, findings).items()), ""]
    return visible_lines(chain(totals, _lines(covered, kinds)))


def visible_lines(lines: Iterator[str]) -> str:
    """Lines for a terminal, in which nothing that an editor wrote can act."""
    return "\n".join(visible(line) for line in lines)


def _totals(kb: KnowledgeBase, findings: Sequence[Finding]) -> dict[str, int]:
    kinds = Counter(entity.kind for entity in kb.entities.values())
    found = find(kb)
    return {
        "articles": len(kb.articles),
        "entities": len(kb.entities),
        **{f"entities: {kind}": number for kind, number in sorted(kinds.items())},
        "events": len(kb.events),
        "sources": len(kb.works),
        "disputes": len(kb.disputes),
        "differences found": len(found),
        "differences judged": sum(bool(one.judged_by) for one in found),
        "editor's notes": sum(bool(entity.note) for entity in kb.entities.values()),
        "facts": len(kb.facts),
        "quotes": kb.quotes_checked,
        "findings": len(findings),
        **{f"gaps: {one.kind.id}": len(one.found) for one in gaps(kb)},
    }


def _as_data(kb: KnowledgeBase, covered: dict[str, Coverage], kinds: dict[Any, Counter[Any]]) -> dict[str, Any]:
    return {
        article: {
            "facts": dict(kinds[article]),
            "mentions": len(kb.articles[ArticleId(article)].mentions),
            "sentences": len(one.sentences),
            "annotated": one.count("annotated"),
            "passed over": one.count("passed over"),
            "bare": [sentence.text for sentence in one.sentences if sentence.state == "bare"],
            "unexplained": [name.words for name in one.unexplained],
        }
        for article, one in covered.items()
    }


def _lines(covered: dict[str, Coverage], kinds: dict[Any, Counter[Any]]) -> Iterator[str]:
    for number, (article, coverage) in enumerate(covered.items()):
        if number:
            yield ""
        yield str(article)
        yield f"{sum(kinds[article].values()):>6}  facts: " + ", ".join(f"{kinds[article][kind]} {kind}" for kind in FACT_KINDS)
        annotated, passed = coverage.count("annotated"), coverage.count("passed over")
        yield f"{annotated:>6}  of {len(coverage.sentences)} sentences carry a fact, {passed} are passed over with a reason"
        for sentence in coverage.sentences:
            if sentence.state == "bare":
                yield f"        bare: {sentence.text}"
        if times := Counter(name.words for name in coverage.unexplained):
            yield f"        no entity explains: {', '.join(one if count == 1 else f'{one} ({count})' for one, count in times.items())}"
