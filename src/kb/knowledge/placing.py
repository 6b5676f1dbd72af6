"""One article read by itself: its body, its text, and the place of every quote in it.

Nothing here knows another file. So what was placed once holds until the article's own file changes, and ``Memory`` keeps it
from one joining to the next. Only ``joining`` calls this.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.findings import Finding
from kb.knowledge.anchors import Anchors, passage_at
from kb.knowledge.base import Evidence, Passage, Unplaced
from kb.mentions import Finder, Ruling
from kb.model import Article, ArticleId, Entity, EntityId, Fact, FactId, Mention, Misprint, PassageId, PassedOver, SourceFact
from kb.passages import Body, Span, Text, read, render
from kb.passages.reading import fold
from kb.source import Place

_LABEL: Final = re.compile(r"\[\^[^\[\]\s]+\]:?")


@dataclass(frozen=True, slots=True)
class Placed:
    """An article with the places of its quotes: ``evidence`` is that of each of its facts, in their order.

    ``checked`` and ``matched`` count quotes; ``unplaced`` are those without a place, and ``findings`` say so.
    """

    article: Article
    body: Body
    text: Text
    evidence: tuple[tuple[Evidence, ...], ...]
    passages: tuple[Passage, ...]
    misprints: tuple[tuple[Span, Misprint], ...]
    passed_over: tuple[tuple[Span, PassedOver], ...]
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]
    checked: int
    matched: int
    unplaced: tuple[Unplaced, ...]


Named = tuple[tuple[Mention, ...], tuple[Span, ...]]
"""The mentions of an article, and the words that its overrides say are none."""

Names = tuple[tuple[Ruling, ...], Named]
"""By which of its own rulings the text of an article was searched, and what was found."""


@dataclass(frozen=True, slots=True)
class Met:
    """What became of the facts of one article: their evidence, why some are left out, and what ids of it meet nothing.

    It holds as long as none of ``names``, the ids that the article names, comes or goes. ``missing`` says that one is not there:
    what is said of it then speaks of all the others.
    """

    evidence: Mapping[FactId, tuple[Evidence, ...]]
    left_out: Mapping[FactId, str]
    findings: tuple[Finding, ...]
    names: frozenset[str]
    missing: bool


class Memory:
    """What one joining leaves to the next. Joining with it and without it gives the same; with it, only what changed is joined."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._met: dict[ArticleId, tuple[Placed, Met]] = {}
        self._ids: tuple[frozenset[str], ...] = ()
        self._placed: dict[ArticleId, Placed] = {}
        self._named: dict[ArticleId, tuple[Placed, Finder, tuple[Ruling, ...], Named]] = {}
        self._names: object = None
        self._finder = Finder(())

    def placed(self, article: Article) -> Placed:
        """An article, placed; ``article`` is the very value of last time if its file has not changed."""
        known = self._placed.get(article.id)
        if known is None or known.article is not article:
            known = self._placed[article.id] = place(article)
        return known

    def take(self, placed: Placed, names: Names | None = None) -> None:
        """An article that was placed elsewhere, and what was found in it by the names of the registry that this memory saw last."""
        self._placed[placed.article.id] = placed
        if names:
            self._named[placed.article.id] = (placed, self._finder, *names)

    def names(self) -> dict[ArticleId, Names]:
        """By which rulings each article was searched for names, and what was found."""
        return {one: (rulings, found) for one, (_, finder, rulings, found) in self._named.items() if finder is self._finder}

    def finder(self, registry: Mapping[EntityId, Entity]) -> Finder:
        """The names of a registry, compiled."""
        names = tuple((entity.id, entity.names) for entity in registry.values())
        if names != self._names:
            self._names, self._finder = names, Finder(registry.values())
        return self._finder

    def keep_what_holds(self, articles: Collection[ArticleId], ids: tuple[frozenset[str], ...]) -> None:
        """Forget articles that are gone, and what met ids that came or went; ``ids`` are all there are, each kind by itself."""
        if len(ids) != len(self._ids):
            self._met = {}
        elif ids != self._ids:
            changed = frozenset[str]().union(*(now ^ before for now, before in zip(ids, self._ids, strict=True)))
            self._met = {one: kept for one, kept in self._met.items() if not kept[1].missing and kept[1].names.isdisjoint(changed)}
        self._ids = ids
        for kept in (self._placed, self._named, self._met):
            for one in kept.keys() - articles:
                del kept[one]

    def met(self, placed: Placed, meet: Callable[[Placed], Met]) -> Met:
        """What became of the facts of an article; ``meet`` is asked where that is not known, or does not hold any more."""
        known = self._met.get(placed.article.id)
        if known is None or known[0] is not placed:
            known = self._met[placed.article.id] = (placed, meet(placed))
        return known[1]

    def named(self, placed: Placed, finder: Finder, rulings: tuple[Ruling, ...]) -> Named:
        """The names in an article, as a finder and the article's own rulings find them."""
        known = self._named.get(placed.article.id)
        if known is None or known[0] is not placed or known[1] is not finder or known[2] != rulings:
            known = self._named[placed.article.id] = (placed, finder, rulings, named(placed, finder, rulings))
        return known[3]


def place(article: Article) -> Placed:
    """Read a body and give every quote of the article its place."""
    body = render(article.body)
    text = Text(tuple(read(paragraph.html) for paragraph in body.paragraphs))
    anchors, passages = Anchors(), dict[PassageId, Passage]()
    findings = [
        *_too_deep(article, body),
        *_footnotes(article, body),
        *(_pointless(fact) for fact in article.facts if isinstance(fact, SourceFact) and not fact.quotes),
    ]
    evidence = tuple(tuple(_evidence(fact, anchors, body, text, passages)) for fact in article.facts)
    misprints = tuple(
        (span, misprint)
        for misprint in article.misprints
        for quote in misprint.quotes
        if (span := anchors.words_inside(misprint.printed, quote, article.id, text))
    )
    passed_over = tuple(
        (span, passed)
        for passed in article.passed_over
        for quote in passed.quotes
        if (located := anchors.locate(quote, article.id, text))
        for span in located.spans
    )
    rulings = []
    for override in article.overrides:
        places = [anchors.locate(quote, article.id, text) for quote in override.quotes]
        spans = tuple(span for one in places if one for span in one.spans) if override.quotes else None
        rulings.append(Ruling(override.words, override.means, spans))
        if all(places) and not _stands(override.words, spans, text):
            fact = f"“{override.words}” does not stand in {'these passages' if override.quotes else 'the text'}."
            findings.append(Finding(override.place, "mention-not-found", fact, "Copy the words from the text, or delete the override."))
    return Placed(
        article,
        body,
        text,
        evidence,
        tuple(sorted(passages.values(), key=lambda one: (one.spans[0][0], -one.spans[-1][1], one.id))),
        misprints,
        passed_over,
        tuple(rulings),
        (*findings, *anchors.findings),
        anchors.checked,
        anchors.matched,
        tuple(anchors.unplaced),
    )


def known_rulings(placed: Placed, registry: Collection[EntityId]) -> tuple[Ruling, ...]:
    """The rulings of an article that mean somebody who is known, or nobody."""
    return tuple(ruling for ruling in placed.rulings if ruling.means is None or ruling.means in registry)


def search(placed: Placed, finder: Finder, registry: Collection[EntityId]) -> Names:
    """The names of a registry in an article, by a finder that was made of it."""
    rulings = known_rulings(placed, registry)
    return rulings, named(placed, finder, rulings)


def named(placed: Placed, finder: Finder, rulings: Sequence[Ruling]) -> Named:
    """The mentions of an article, and the words that its rulings say are none."""
    mentions: list[Mention] = []
    none: list[Span] = []
    for start, paragraph in zip(placed.text.starts, placed.text.paragraphs, strict=True):
        found, ruled_out = finder.find(placed.article.id, paragraph, start, rulings)
        mentions += found
        none += ruled_out
    return tuple(mentions), tuple(none)


def _evidence(fact: Fact, anchors: Anchors, body: Body, text: Text, passages: dict[PassageId, Passage]) -> Iterator[Evidence]:
    """The passages of the quotes of a fact; a quote without a place has none."""
    for quote in fact.quotes:
        located = anchors.footnote(quote, body, text) if quote.footnote is not None else anchors.locate(quote, fact.article, text)
        if located:
            passage = passage_at(fact.article, text, located)
            yield Evidence(fact.id, passages.setdefault(passage.id, passage), quote, located.state)


def _too_deep(article: Article, body: Body) -> Iterator[Finding]:
    """Quotes and lists that are not read to their end."""
    if body.too_deep is not None:
        fact = "A quote or list begins here inside so many others that what it holds would not be read."
        place = Place(article.place.path, article.body_line + body.too_deep)
        yield Finding(place, "nested-too-deep", fact, "Look for signs at the head of the line that are no list and no quote.")


def _footnotes(article: Article, body: Body) -> Iterator[Finding]:
    """Footnotes and marks that do not meet."""
    places = _label_places(article) if body.unused or body.missing or body.twice else {}
    for label in body.unused:
        place = places[f"[^{label}]:"]
        fact = f"The footnote [{label}] stands in the text, but no mark `[^{label}]` points to it, so no reader would see it."
        yield Finding(place, "unused-footnote", fact, "Set the mark where it belongs, or delete the footnote.")
    for label in body.missing:
        place = places[f"[^{label}]"]
        if not label.isascii() or not label.isdigit():
            fact, hint = f"The mark `[^{label}]` is no number.", "Footnotes are named by their printed numbers: `[^3]` and `[^3]: …`."
        else:
            fact = f"The mark `[^{label}]` points to a footnote that is not there."
            hint = f"Write `[^{label}]: …` at the end of the text."
        yield Finding(place, "missing-footnote", fact, hint)
    for label in body.twice:
        fact = f"The footnote [{label}] is written twice, and a reader would see only one of the two."
        yield Finding(places[f"[^{label}]:"], "duplicate-key", fact, "Give each footnote its own number.")


def _label_places(article: Article) -> dict[str, Place]:
    """Where each label of a footnote first stands in the file: that of a mark, and with its colon that of a footnote."""
    found: dict[str, Place] = defaultdict(lambda: Place(article.place.path, article.body_line))
    line, begins, at = article.body_line, 0, 0
    for label in _LABEL.finditer(article.body):
        line += article.body.count("\n", at, label.start())
        begins = article.body.rfind("\n", begins, label.start()) + 1 or begins
        at = label.start()
        place = Place(article.place.path, line, at - begins + 1)
        found.setdefault(label.group(), place)
        found.setdefault(label.group().removesuffix(":"), place)
    return found


def _pointless(fact: SourceFact) -> Finding:
    return Finding(
        fact.place,
        "source-without-passage",
        f"Nothing in the text points to the source `{fact.source}`.",
        "Give it `footnotes`, or `quotes` with the passage that names or uses it.",
    )


def _stands(words: str, spans: tuple[Span, ...] | None, text: Text) -> bool:
    wanted = fold(words).text
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)" if wanted[:1].isalnum() and wanted[-1:].isalnum() else re.escape(wanted))
    return any(whole.search(fold(text.text[start:end]).text) for start, end in spans) if spans else bool(whole.search(text.run_together))
