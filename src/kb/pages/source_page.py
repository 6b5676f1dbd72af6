"""The page of a cited work or quoted document: its reference, who cites it where, and the facts that rest on it."""

from __future__ import annotations

from kb.citations import in_words, of_work
from kb.independence import ends
from kb.knowledge import KnowledgeBase, Work
from kb.model import Fact, SourceFact
from kb.pages.entity_page import CardLine, Item
from kb.pages.page import Page, Part, plural, render
from kb.pages.wording import Speech, fact_chips, work_title
from kb.vocabulary import SOURCE_LABEL


def make(kb: KnowledgeBase, speech: Speech, work: Work) -> Page:
    """The page of one work."""
    url = f"sources/{work.id}/"
    title = work_title(work)
    facts = [fact for fact in kb.facts_of.get(work.id, ()) if not isinstance(fact, SourceFact)]
    articles = plural(len({entry.article for entry in work.entries}), "article")
    sub = f"used by {articles} · {plural(len(facts), 'fact')} in its voice"
    lead = render(
        "source.html",
        url,
        label=SOURCE_LABEL[work.main.type].capitalize(),
        title=title,
        sub=sub,
        reference=(in_words(of_work(work.main)),),
        card=_card(kb, speech, work),
        chips=fact_chips([*work.entries, *facts]),
    )
    parts = [Part("passages", "Where the articles draw on it", _groups(url, speech, list(work.entries)), times=len(work.entries))]
    if facts:
        parts.append(Part("facts", "What is said in its voice, or found in it", _groups(url, speech, facts), times=len(facts)))
    files = [kb.articles[entry.article].article.place.path for entry in work.entries]
    tail = render("from.html", url, sources=list(dict.fromkeys(files)))
    return Page(url, title, lead, tuple(parts), description=f"{title}: {sub}.", kind="source", contents=True, tail=tail)


def _groups(url: str, speech: Speech, facts: list[Fact]) -> str:
    groups = [{"heading": (), "rows": speech.rows(facts)}]
    return render("groups.html", url, groups=groups, quoted=True)


def _card(kb: KnowledgeBase, speech: Speech, work: Work) -> list[CardLine]:
    lines = [CardLine("Type", (Item((SOURCE_LABEL[work.main.type],)),))]
    if basis := work.main.issued.basis if work.main.issued else "":
        lines.append(CardLine("Date inferred", (Item((basis,)),)))
    for entry in work.entries:
        article = speech.article(kb.articles[entry.article])
        notes = (
            f", {'footnote' if len(entry.footnotes) == 1 else 'footnotes'} {', '.join(map(str, entry.footnotes))}"
            if entry.footnotes
            else ""
        )
        lines.append(CardLine("Used by", (Item((article, notes)),)))
        if entry.note:
            lines.append(CardLine("As printed", (Item((entry.note,)),)))
    repeats = dict.fromkeys(other for entry in work.entries for other in entry.derives_from if other in kb.works)
    if repeats:
        lines.append(CardLine("Repeats", tuple(Item((speech.name(other),)) for other in repeats)))
    if origins := [one for one in ends(work.id, speech.derived) if one in kb.works]:
        lines.append(CardLine("Goes back to", tuple(Item((speech.name(one),)) for one in origins)))
    repeated = [other.id for other in kb.works.values() if any(work.id in entry.derives_from for entry in other.entries)]
    if repeated:
        lines.append(CardLine("Repeated by", tuple(Item((speech.name(other),)) for other in repeated)))
    return lines
