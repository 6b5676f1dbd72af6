"""The front page: what is inside in numbers that link, and the ways in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kb import graph
from kb.citations import when_words
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.model import TieFact
from kb.pages.indexes import Way, ways_in
from kb.pages.page import Link, Page, Row, plural, render
from kb.pages.timeline import Year
from kb.pages.wording import Speech
from kb.vocabulary import KIND, VERDICTS


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: a link, a number or a few words."""

    link: Link
    times: int = 0
    meta: str = ""


def make(kb: KnowledgeBase, speech: Speech, title: str, timeline: list[Year]) -> Page:
    """The front page."""
    named = sorted(kb.named_in, key=lambda one: (-len(kb.named_in[one]), one))
    actors = [one for one in named if KIND[kb.entities[one].kind].is_actor]
    articles = sorted(
        kb.articles.values(),
        key=lambda one: (one.article.published.sort_key() if one.article.published else ("",), one.id),
        reverse=True,
    )
    lead = render(
        "front.html",
        "",
        title=title,
        sub="Who did what, who says so, and how sure they are. Every line leads to the words.",
        most=[speech.name(one) for one in actors[:6]],
        example=_example(kb, speech),
        numbers=_numbers(kb),
        articles=[Entry(speech.article(one), _facts(kb, one), _meta(one)) for one in articles[:12]],
        ways=ways_in(kb),
        connected=[Entry(speech.name(one), times) for one, times in graph.most_connected(kb, 8)],
        places=[Entry(speech.name(one), len(kb.named_in[one])) for one in named if not KIND[kb.entities[one].kind].is_actor][:8],
        disputes=_disputes(kb),
        years=[Way(f"timeline/#{year.anchor}", year.heading, len(year.lines)) for year in timeline],
    )
    return Page(
        "", title, lead, description=f"{title}: what {plural(len(kb.articles), 'article')} say, each fact with its words.", kind="front"
    )


def _example(kb: KnowledgeBase, speech: Speech) -> Row | None:
    """A tie that shows most at once: in another's voice, not plainly asserted."""
    ties = [fact for fact in kb.facts.values() if isinstance(fact, TieFact)]
    ties.sort(key=lambda fact: (fact.voice.kind != "speaker", fact.certainty == "asserted", bool(fact.voice.via), fact.id))
    return speech.row(ties[0]) if ties else None


def _numbers(kb: KnowledgeBase) -> list[Way]:
    actors = sum(KIND[entity.kind].is_actor for entity in kb.entities.values())
    counted = (
        ("articles/", "article", "articles", len(kb.articles)),
        ("actors/", "actor", "actors", actors),
        ("places/", "place", "places", len(kb.entities) - actors),
        ("network/", "tie", "ties", sum(isinstance(fact, TieFact) for fact in kb.facts.values())),
        ("events/", "event", "events", len(kb.events)),
        ("sources/", "source", "sources", len(kb.works)),
        ("disputes/", "dispute", "disputes", len(kb.disputes)),
        ("receipt/", "fact", "facts", len(kb.facts)),
        ("receipt/", "mention", "mentions", sum(map(len, kb.named_in.values()))),
    )
    return [Way(url, one if times == 1 else many, times) for url, one, many, times in counted]


def _disputes(kb: KnowledgeBase) -> list[Way]:
    """The verdicts, each with its number and where its disputes are listed."""
    counted = Counter(one.dispute.verdict for one in kb.disputes.values())
    return [
        Way(f"disputes/#verdict-{one.id}", f"{one.label[:1].upper()}{one.label[1:]}", counted[one.id])
        for one in VERDICTS
        if counted[one.id]
    ]


def _facts(kb: KnowledgeBase, article: ReadArticle) -> int:
    return len(kb.facts_in[article.id])


def _meta(article: ReadArticle) -> str:
    head = article.article
    said = [", ".join(author.value for author in head.authors), head.publication.value if head.publication else ""]
    if head.published:
        said.append(when_words(head.published))
    return " · ".join(part for part in said if part)
