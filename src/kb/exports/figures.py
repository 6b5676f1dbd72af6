"""``kb stats``: how much there is of everything, and how much of each article is annotated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from kb.coverage import Coverage, cover
from kb.differences import find
from kb.findings import Finding, visible
from kb.gaps import gaps
from kb.knowledge import KnowledgeBase
from kb.model import FACT_KINDS


def stats(kb: KnowledgeBase, findings: Sequence[Finding], form: Literal["text", "json"]) -> str:
    """The figures of a base, for people or for programs."""
    covered = cover(kb)
    kinds = {article: Counter(fact.kind for fact in kb.facts_in[article]) for article in kb.articles}
    if form == "json":
        return json.dumps(_as_data(kb, covered, kinds, findings), ensure_ascii=True, indent=1)
    return visible_lines(_lines(kb, covered, kinds, findings))


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


def _as_data(
    kb: KnowledgeBase, covered: dict[str, Coverage], kinds: dict[Any, Counter[Any]], findings: Sequence[Finding]
) -> dict[str, Any]:
    return {
        "totals": _totals(kb, findings),
        "articles": {
            article: {
                "facts": dict(kinds[article]),
                "mentions": len(kb.articles[article].mentions),
                "sentences": len(covered[article].sentences),
                "annotated": covered[article].count("annotated"),
                "passed over": covered[article].count("passed over"),
                "bare": [sentence.text for sentence in covered[article].sentences if sentence.state == "bare"],
                "unexplained": [name.words for name in covered[article].unexplained],
            }
            for article in kb.articles
        },
    }


def _lines(kb: KnowledgeBase, covered: dict[str, Coverage], kinds: dict[Any, Counter[Any]], findings: Sequence[Finding]) -> Iterator[str]:
    yield from (f"{number:>6}  {what}" for what, number in _totals(kb, findings).items())
    for article, coverage in covered.items():
        yield ""
        yield str(article)
        yield f"{sum(kinds[article].values()):>6}  facts: " + ", ".join(f"{kinds[article][kind]} {kind}" for kind in FACT_KINDS)
        annotated, passed = coverage.count("annotated"), coverage.count("passed over")
        yield f"{annotated:>6}  of {len(coverage.sentences)} sentences carry a fact, {passed} are passed over with a reason"
        for sentence in coverage.sentences:
            if sentence.state == "bare":
                yield f"        bare: {sentence.text}"
        if coverage.unexplained:
            yield f"        no entity explains: {', '.join(name.words for name in coverage.unexplained)}"
