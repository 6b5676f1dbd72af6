"""Counts what a build declared, checked, matched and shows: ``data/build.json`` and the receipt.

Each number is counted where it arises: what is declared in the files as they were read, what is checked and matched where quotes are
looked up, what is shown in the HTML of the pages themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypedDict

from kb.differences import Difference
from kb.findings import Refusal
from kb.knowledge import KnowledgeBase
from kb.model import Quote
from kb.pages import Outline, Speech


class Counts(TypedDict):
    """The numbers of a build."""

    quotes_declared: int
    quotes_checked: int
    quotes_matched: int
    facts_in: int
    facts_shown: int
    differences_found: int
    differences_shown: int
    passages: int
    mentions: int
    entities: int
    events: int
    sources: int
    articles: int
    pages: int


def facts_shown(outlines: Iterable[Outline]) -> set[str]:
    """The ids of the facts that a generated page other than an article's shows with a citing link."""
    return {fact for one in outlines if one.page.kind != "article" for fact in one.facts}


def differences_shown(found: Iterable[Difference], outlines: Iterable[Outline]) -> int:
    """How many differences stand on the page of disputes and on the page of everybody whom they concern."""
    holding = {(_subject(one.page.url), difference) for one in outlines for difference in one.differences}
    return sum(all((where, one.id) in holding for where in ("disputes", *one.about)) for one in found)


def _subject(url: str) -> str:
    """Whose page it is, also where a section goes on: ``x`` of ``actors/x/`` and ``actors/x/found/2/``, ``disputes`` of ``disputes/``."""
    folder, _, rest = url.partition("/")
    return rest.partition("/")[0] if folder in {"actors", "places", "events"} else folder


def count(kb: KnowledgeBase, outlines: Sequence[Outline]) -> Counts:
    """Count one build; ``outlines`` are those of all generated pages but the receipt itself, which is counted in."""
    found = Speech.of(kb).differences
    return Counts(
        quotes_declared=sum(1 for _ in declared(kb)),
        quotes_checked=kb.quotes_checked,
        quotes_matched=kb.quotes_matched,
        facts_in=len({fact.id for article in kb.articles.values() for fact in article.article.facts}),
        facts_shown=len(facts_shown(outlines) & set(kb.facts)),
        differences_found=len(found),
        differences_shown=differences_shown(found, outlines),
        passages=sum(len(article.passages) for article in kb.articles.values()),
        mentions=sum(len(one.mentions) + (len(one.withheld.mentions) if one.withheld else 0) for one in kb.articles.values()),
        entities=len(kb.entities),
        events=len(kb.events),
        sources=len(kb.works),
        articles=len(kb.articles),
        pages=len(outlines) + 1,
    )


def declared(kb: KnowledgeBase) -> Iterator[Quote]:
    """Every quote that a file declares, of a fact or of an editor, whether or not it was looked up."""
    for read in kb.articles.values():
        article = read.article
        yield from (quote for fact in article.facts for quote in fact.quotes)
        yield from (quote for override in article.overrides for quote in override.quotes)
        yield from (quote for misprint in article.misprints for quote in misprint.quotes)
        yield from (quote for passed in article.passed_over for quote in passed.quotes)
    for entity in kb.entities.values():
        yield from (cite.quote for cite in entity.note_cites)
        for judgement in (*entity.same_as, *entity.not_same_as):
            yield from (quote for _, quote in judgement.words)
    for dispute in kb.disputes.values():
        for side in dispute.sides:
            yield from side.side.quotes


def prove(counts: Counts, left_out: int) -> None:
    """Refuse a build whose counts are zero or do not agree: it would look whole and not be."""
    declared_, checked, matched = counts["quotes_declared"], counts["quotes_checked"], counts["quotes_matched"]
    if not declared_ or not counts["facts_in"]:
        raise Refusal(
            f"There is nothing to prove: {declared_} quotes are declared, and the articles hold {counts['facts_in']} facts.",
            "A site is built from at least one article with one fact and its words.",
        )
    if not declared_ == checked == matched:
        raise Refusal(
            f"The quotes do not add up: {declared_} declared, {checked} checked, {matched} matched.",
            "`kb check` says which quotes have no place; if it says nothing, this is an error of the program.",
        )
    if counts["facts_in"] != counts["facts_shown"] + left_out:
        in_, shown = counts["facts_in"], counts["facts_shown"]
        raise Refusal(
            f"The facts do not add up: {in_} in the articles, {shown} shown, {left_out} left out with a reason.",
            "A fact that no page shows is an error of the program.",
        )
    found, told = counts["differences_found"], counts["differences_shown"]
    if found != told:
        raise Refusal(
            f"The differences do not add up: {found} found, {told} shown wherever they belong.",
            "A difference that a page does not show is an error of the program.",
        )
