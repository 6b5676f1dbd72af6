"""The four states of a quote's anchor (exact, normalised, not found, not unique), and passages that overlap or stand inside each other."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import articles, knowledge, registry
from kb.findings import Finding
from kb.knowledge import KnowledgeBase
from kb.pages import article_page
from kb.pages.wording import Speech
from kb.passages import read
from kb.source import Source

# No word stands inside another.
WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heath",
    "inlet",
    "jetty",
    "kayak",
    "ledge",
    "maple",
    "north",
    "ocean",
]
PERSON = Source("entities/people/anna.md", "---\nname: Anna\nkind: person\n---\n")


def joined(body: str, quotes: list[str]) -> tuple[KnowledgeBase, list[Finding]]:
    """One article with a statement on each quote, joined."""
    says = [f"  - {{about: [anna], says: Statement {number}., quotes: [{json.dumps(one)}]}}" for number, one in enumerate(quotes)]
    text = "\n".join(["---", "title: Case", "short: Case", "statements:", *says, "---", "", body, ""])
    article, flaws = articles.read(Source("articles/case.md", text))
    entity, _ = registry.read(PERSON)
    assert article is not None
    assert entity is not None
    kb, found = knowledge.join([article], [entity], [], set())
    return kb, [*flaws, *found]


@st.composite
def overlapping(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A body with emphasis, links and the mark of a footnote, and quotes that overlap, cross them, and stand inside each other."""
    forms = [draw(st.sampled_from(["{}", "{}", "*{}*", "**{}**", "[{}](https://example.org/)", "{}[^1]"])) for _ in WORDS]
    body = " ".join(form.format(word) for form, word in zip(forms, WORDS, strict=True))
    spans = draw(st.lists(st.tuples(st.integers(0, 14), st.integers(1, 15)), min_size=2, max_size=8, unique=True))
    quotes = [" ".join(WORDS[first : first + many]) for first, many in spans]
    if draw(st.booleans()):
        quotes.append(f"{WORDS[draw(st.integers(0, 4))]} … {WORDS[draw(st.integers(5, 9))]} … {WORDS[draw(st.integers(10, 14))]}")
    return f"{body}\n\n[^1]: A note.", quotes


@given(overlapping())
def test_passages_that_overlap_are_all_marked_and_all_reachable(case: tuple[str, list[str]]) -> None:
    body, quotes = case
    kb, findings = joined(body, quotes)
    assert not [one for one in findings if one.severity == "error" and one.code.startswith("quote-")]
    article = next(iter(kb.articles.values()))
    html = article_page.make(kb, Speech(kb), article).html
    seen: dict[str, str] = {}
    open_: list[str] = []
    for piece in read(html).pieces:
        source = html[piece.at : piece.end]
        if piece.kind == "open":
            opened = re.search(r'class="kb-q[^>]* data-q="(q-[^"]+)"', source)
            open_.append(opened[1] if opened else "")
        elif piece.kind == "close" and open_:
            open_.pop()
        elif piece.kind == "text":
            for one in {one for one in open_ if one}:
                seen[one] = seen.get(one, "") + piece.text
    assert {passage.id: passage.words.replace(" … ", "") for passage in article.passages} == seen
    assert {passage.words for passage in article.passages} == set(quotes)
    for passage in article.passages:
        assert html.count(f' id="{passage.id}"') == 1, "a link to the passage leads to one place"
        assert f'data-for="{passage.id}"' in html, "what rests on it can be read beside it"
    assert {fact for fact in kb.facts if f'data-fact="{fact}"' in html} == set(kb.facts)


@pytest.mark.parametrize(
    ("quote", "state"),
    [
        ("the Guild’s strike", "exact"),
        ("the  Guild's strike", "normalised"),
        ("the Guilds’ strike", "quote-not-found"),
        ("the Guild", "quote-not-unique"),
    ],
)
def test_an_anchor_has_one_of_four_states(quote: str, state: str) -> None:
    kb, findings = joined("It was the Guild’s strike. Nobody saw the Guild.", [quote])
    states = [one.state for evidence in kb.evidence.values() for one in evidence]
    assert [*states, *(one.code for one in findings if one.code.startswith("quote-"))] == [state]
