"""All pages of the site, in a fixed order, each made when it is asked for.

``pages`` makes them all, for a build; ``at`` makes those of one address, for a preview. The order depends on the content alone.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from kb import gaps, graph
from kb.citations import Edition
from kb.coverage import Coverage
from kb.knowledge import Event, KnowledgeBase, ReadArticle, Work
from kb.model import Entity
from kb.pages import (
    article_page,
    asof_page,
    cite_this,
    connections_page,
    coverage_page,
    disputes_page,
    entity_page,
    event_page,
    front_page,
    gaps_page,
    indexes,
    known_page,
    network_page,
    paging,
    source_page,
    timeline,
)
from kb.pages.listing import KEY, Listing
from kb.pages.outlines import Outline
from kb.pages.page import Page, ready
from kb.pages.tracing import Digests, Trace
from kb.pages.wording import Speech
from kb.vocabulary import KIND

_TITLES: Final = {timeline.URL: "Timeline", network_page.URL: "Network"}  # of pages of the usual navigation that have none there
_FEW: Final = 40  # chapters for which not every template is compiled before


@dataclass(frozen=True, slots=True)
class Chapter:
    """Pages that are made together: ``urls`` are the addresses at which, or below which, they stand, ``kind`` is that of the first.

    Those of a kind of their own are about one thing, and are made from a base that notes what they are made from. Those that are
    ``listed`` are made so of the base without words, as in ``listing``.
    """

    urls: tuple[str, ...]
    make: Callable[[], Iterable[Page]]
    kind: str = "index"
    listed: Callable[[KnowledgeBase, Speech], Iterable[Page]] | None = None


Made = tuple[list[Page], tuple[str, ...]]
"""The pages of a chapter, and the keys of what they were made from, as in ``tracing``; none where that is not noted."""


class Site:
    """Every page of a base but the receipt, which counts these."""

    def __init__(self, kb: KnowledgeBase, edition: Edition, covered: Callable[[], Mapping[str, Coverage]]) -> None:
        """Keep what the pages are made from; nothing is made yet."""
        self._kb, self._edition, self._covered = kb, edition, covered
        self._made: dict[tuple[str, ...], list[Page]] = {}
        self._outlined: dict[tuple[str, ...], Sequence[Outline]] = {}

    @property
    def speech(self) -> Speech:
        """What says the facts on the pages, for files that are made beside them."""
        return self._speech

    @cached_property
    def pages(self) -> list[Page]:
        """Every page."""
        return [page for chapter in self._chapters for page in self._pages(chapter)]

    @property
    def outlines(self) -> list[Outline]:
        """The outline of every page, in the same order."""
        return [one for chapter in self._chapters for one in self._outlines(chapter)]

    @property
    def version(self) -> str:
        """What references name this state of the base by."""
        return self._edition.version

    @property
    def urls(self) -> list[tuple[str, ...]]:
        """The addresses of every chapter."""
        return [one.urls for one in self._chapters]

    @property
    def own(self) -> list[tuple[str, ...]]:
        """The addresses of the chapters that can be made apart from one another."""
        return [one.urls for one in self._chapters if one.urls != (known_page.URL,)]

    def apart(self, known: Container[tuple[str, ...]] = ()) -> list[tuple[tuple[str, ...], Callable[[], Made]]]:
        """The chapters that can be made apart from one another, with what makes their pages; without those that are known.

        What several of them are made from is made before.
        """
        new = [one for one in self._chapters if one.urls != (known_page.URL,) and one.urls not in known]
        self._speech.ready()
        if len(new) > _FEW:
            ready()
        if any(one.listed for one in new):
            self.listing.ready()
        _ = self._trace, self._beside, self._around
        return [(one.urls, partial(self._make, one)) for one in new]

    def after(self) -> list[tuple[tuple[str, ...], Callable[[], Made]]]:
        """The chapters that follow from others, which have to be made, or taken over, before them."""
        return [(one.urls, partial(self._make, one)) for one in self._chapters if one.urls == (known_page.URL,)]

    def digests(self, hashes: Mapping[str, str], heads: Mapping[str, str]) -> Digests:
        """What the keys hold that chapters were made from; ``hashes`` are those of the content files, ``heads`` those of articles alone."""
        return Digests(self._kb, self._speech, self._around, self._beside, hashes, partial(self.listing.digest, hashes, heads))

    def _make(self, chapter: Chapter) -> Made:
        if chapter.listed:
            listed, apart = self.listing.made(chapter.listed)
            return listed, (KEY,) if apart else ()
        self._trace.keys.clear()
        pages = list(chapter.make())
        return pages, () if chapter.kind == "index" else tuple(sorted(self._trace.keys))

    def take(self, urls: tuple[str, ...], outlines: Sequence[Outline]) -> None:
        """Keep the outlines of the pages of a chapter that were made elsewhere, and whose words are kept there."""
        self._outlined[urls] = outlines

    def at(self, url: str) -> Page | None:
        """The page at an address such as ``actors/x/``, and nothing else made but what stands with it; ``None`` where there is none."""
        place = url
        while place not in self._chapter_at:  # a section that goes on stands below its page; everything stands below the front page
            place = place[: place.rstrip("/").rfind("/") + 1]
        return next((page for page in self._pages(self._chapter_at[place]) if page.url == url), None)

    @cached_property
    def heads(self) -> list[Page]:
        """Every page without its body, and most without their titles, for what has to know where pages stand before they are made.

        Those at which a section goes on are not known yet, and not among them.
        """
        return [Page(url, _TITLES.get(url, ""), "", kind=chapter.kind) for chapter in self._chapters for url in chapter.urls]

    def files(self, *, made: bool = False) -> dict[str, object]:
        """The data files that the scripts of pages load, by their path: of every page, or only of those that are made already."""
        pages = (page for found in self._made.values() for page in found) if made else self.pages
        return {path: data for page in pages for path, data in page.files}

    def _pages(self, chapter: Chapter) -> list[Page]:
        if chapter.urls not in self._made:
            self._made[chapter.urls] = list(chapter.make())  # of the whole base: for a few pages the one without words is not made
        return self._made[chapter.urls]

    def _outlines(self, chapter: Chapter) -> Sequence[Outline]:
        if chapter.urls not in self._outlined:
            self._outlined[chapter.urls] = [Outline.of(page) for page in self._pages(chapter)]
        return self._outlined[chapter.urls]

    # ----------------------------------------------------------------------------- what several pages are made from

    @cached_property
    def _speech(self) -> Speech:
        return Speech.of(self._kb)

    @cached_property
    def listing(self) -> Listing:
        """What is made from the base without words, pages and files."""
        return Listing(self._kb)

    @cached_property
    def _beside(self) -> graph.CoMentions:
        return graph.co_mentions(self._kb)

    @cached_property
    def _around(self) -> Mapping[str, list[Event]]:
        return timeline.neighbourhood(self._kb)

    @cached_property
    def _trace(self) -> Trace:
        return Trace(self._kb, self._speech, self._around)

    # ------------------------------------------------------------------------------------------------- chapters

    @cached_property
    def _chapters(self) -> list[Chapter]:
        kb = self._kb
        return [
            self._listed(("",), self._front),
            self._listed((timeline.URL,), timeline.make),
            self._listed((asof_page.URL,), asof_page.make),
            self._listed((connections_page.URL,), connections_page.make),
            self._listed((disputes_page.URL,), disputes_page.make),
            Chapter((coverage_page.URL,), lambda: coverage_page.make(kb, self._speech, self._covered())),
            Chapter((known_page.URL,), self._known),
            self._listed((gaps_page.URL,), lambda kb, speech: gaps_page.make(kb, speech, gaps.gaps(kb))),
            self._listed(tuple(indexes.urls(kb)), indexes.make),
            self._listed((network_page.URL,), network_page.make),
            *(Chapter((self._speech.article(one).url,), partial(self._article, one), "article") for one in kb.articles.values()),
            *self._entities,
            *(Chapter((self._speech.name(one.id).url,), partial(self._event, one), "event") for one in kb.events.values()),
            *(Chapter((self._speech.name(one.id).url,), partial(self._source, one), "source") for one in kb.works.values()),
        ]

    @cached_property
    def _chapter_at(self) -> Mapping[str, Chapter]:
        return {url: chapter for chapter in self._chapters for url in chapter.urls}

    @cached_property
    def _entities(self) -> list[Chapter]:
        return [
            Chapter((self._speech.name(one.id).url,), partial(self._entity, one), "actor" if KIND[one.kind].is_actor else "place")
            for one in self._kb.entities.values()
        ]

    def _listed(self, urls: tuple[str, ...], make: Callable[[KnowledgeBase, Speech], Iterable[Page]]) -> Chapter:
        return Chapter(urls, lambda: make(self._kb, self._speech), listed=make)

    def _front(self, kb: KnowledgeBase, speech: Speech) -> Iterator[Page]:
        yield front_page.make(kb, speech, self._edition.title, timeline.years(kb, speech))

    def _known(self) -> Iterator[Page]:
        entities = [one for chapter in self._entities for one in self._outlines(chapter)]
        yield from known_page.make(self._kb, self._speech, paging.moved(entities))

    def _article(self, article: ReadArticle) -> Iterator[Page]:
        seen = self._trace
        seen.note(f"article:{article.id}")
        yield cite_this.on_article(article_page.make(seen.kb, seen.speech, article), seen.speech, article, self._edition)

    def _entity(self, entity: Entity) -> Iterator[Page]:
        seen = self._trace
        seen.note(f"entity:{entity.id}")
        seen.note(f"near:{entity.id}")
        for page in entity_page.make(seen.kb, seen.speech, entity, graph.named_with(self._beside, entity.id)):
            yield cite_this.on_page(page, self._edition)

    def _event(self, event: Event) -> Iterator[Page]:
        seen = self._trace
        seen.note(f"event:{event.id}")
        yield cite_this.on_page(event_page.make(seen.kb, seen.speech, event, seen.around[event.id]), self._edition)

    def _source(self, work: Work) -> Iterator[Page]:
        seen = self._trace
        seen.note(f"work:{work.id}")
        yield cite_this.on_source(source_page.make(seen.kb, seen.speech, work), work, self._edition)
