"""Judges joined content by the rules that a shape cannot say: one small function for each rule, with why it exists.

Whatever a rule meets becomes a finding; nothing is changed. ``library`` calls ``check`` after joining, and
``broken_links`` on the finished output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import chain
from posixpath import dirname, join, normpath
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from kb import markup, moves, rights
from kb.differences import find
from kb.findings import Finding, did_you_mean
from kb.knowledge import Evidence, KnowledgeBase
from kb.model import ArticleId, DateFact, EntityId, EventFact, EventId, Fact, FactId, FigureFact, RoleFact, SourceFact, TieFact
from kb.passages.reading import fold_words
from kb.source import Place
from kb.vocabulary import KIND, LABEL

_MEND: Final = "If it stands in a page under docs/, mend it there; elsewhere it is a fault of the build: please report it."


class Judged:
    """What was found of each fact by itself, from one check to the next: with it, only what changed is judged again.

    That holds as long as the fact has the very evidence that it had, and every entity is of the kind that it was.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._kinds: dict[EntityId, str] = {}
        self._found: dict[FactId, tuple[tuple[Evidence, ...], list[Finding]]] = {}

    def findings(self, kb: KnowledgeBase) -> Iterator[Finding]:
        """Every rule that looks at one fact, on every fact of a base."""
        kinds = {one: entity.kind for one, entity in kb.entities.items()}
        known = self._found if kinds == self._kinds else {}
        self._kinds, self._found = kinds, {}
        for one, evidence in kb.evidence.items():
            kept = known.get(one)
            if kept is None or kept[0] is not evidence:
                kept = (evidence, [finding for rule in _OF_A_FACT for finding in rule(kb, kb.facts[one])])
            self._found[one] = kept
            yield from kept[1]


def check(kb: KnowledgeBase, judged: Judged | None = None) -> list[Finding]:
    """Every rule on every fact of a base. ``judged`` is that of the check before, and changes nothing but the time this takes."""
    rules = (
        accounts_agree_on_kind,
        no_work_repeats_itself,
        ids_mean_one_thing,
        rights.repeated,
        judged_differences_are_found,
        given_up_ids_stay_so,
        old_addresses_lead_somewhere,
    )
    return [*(judged or Judged()).findings(kb), *(finding for rule in rules for finding in rule(kb))]


def words_in_their_quote(kb: KnowledgeBase, fact: Fact) -> Iterator[Finding]:
    """What is given "as printed" must stand in a quote of its fact, or it is not as printed."""
    for key, words in _as_printed(fact):
        quoted = fold_words(" ".join(one.passage.words for one in kb.evidence[fact.id]))
        if fold_words(words) not in quoted:
            yield Finding(
                fact.spot(words),
                "words-not-in-quote",
                f"`{key}` says “{words}”, but no quote of it holds these words.",
                "Copy the words from the text, or quote the passage that has them.",
            )


def _as_printed(fact: Fact) -> Iterator[tuple[str, str]]:
    match fact:
        case RoleFact() if fact.described_as:
            yield "as", fact.described_as
        case FigureFact() | DateFact():
            yield "printed", fact.printed
        case _:
            pass
    if fact.voice.kind == "anonymous" and not isinstance(fact, FigureFact):  # a figure has the voice of its event, which is asked
        yield "anonymous", fact.voice.who


def places_are_places(kb: KnowledgeBase, fact: Fact) -> Iterator[Finding]:
    """An event happens in a place or a state; an actor among its places is a slip of the id."""
    for one in fact.places if isinstance(fact, EventFact) else ():
        if kb.entities[one].kind not in {"place", "state"}:
            yield _wrong_kind(kb, fact.spot(one), one, "`places` takes places and states; put actors under `participants`.")


def participants_are_actors(kb: KnowledgeBase, fact: Fact) -> Iterator[Finding]:
    """Who takes part acts or is acted on; a place only where it is what was attacked, taken or visited."""
    if isinstance(fact, EventFact):
        for role, one in fact.people():
            if not KIND[kb.entities[one].kind].is_actor and role not in {
                "target",
                "subject",
                "victim",
                "host",
                "founded",
                "beneficiary",
            }:
                yield _wrong_kind(kb, fact.spot(one), one, f"Only actors can be `{role}`; put a place under `places`.")
    elif isinstance(fact, RoleFact) and not KIND[kb.entities[fact.actor].kind].is_actor:
        yield _wrong_kind(kb, fact.spot(fact.actor), fact.actor, "`actors` takes actors; places are found by their names.")


def speakers_are_actors(kb: KnowledgeBase, fact: Fact) -> Iterator[Finding]:
    """Places do not speak; who speaks in a place's name is an actor of its own."""
    if fact.voice.kind == "speaker" and not KIND[kb.entities[EntityId(fact.voice.who)].kind].is_actor:
        yield _wrong_kind(kb, fact.spot(fact.voice.who), EntityId(fact.voice.who), "Give the government, body or person that speaks.")


def _wrong_kind(kb: KnowledgeBase, place: Place, one: EntityId, hint: str) -> Finding:
    return Finding(place, "wrong-kind", f"`{one}` is a {KIND[kb.entities[one].kind].label}.", hint)


def accounts_agree_on_kind(kb: KnowledgeBase) -> Iterator[Finding]:
    """Two articles that give one event two kinds may be telling two events; or they differ, which stays."""
    for event in kb.events.values():
        first, *others = event.accounts
        for other in others:
            if other.event_kind != first.event_kind:
                kinds = f"{LABEL[other.event_kind]} here and as {LABEL[first.event_kind]} in {first.place.path}:{first.place.line}"
                hint = "If these are two events, give each its own id. If the articles differ, leave it."
                yield Finding(other.place, "accounts-differ", f"`{event.id}` is told as {kinds}.", hint, "warning")


def judged_differences_are_found(kb: KnowledgeBase) -> Iterator[Finding]:
    """A judgement on a difference that the build does not find any more would hang in the air, and nobody would see it."""
    if not any(joined.dispute.judges for joined in kb.disputes.values()):
        return
    found = [one.id for one in find(kb)]
    for joined in kb.disputes.values():
        for one in joined.dispute.judges or ():
            if one not in found:
                fact = f"The build finds no difference `{one}`."
                hint = did_you_mean(
                    one, found, "The page of disputes has the id of each in its address; delete what is not found any more."
                )
                yield Finding(joined.dispute.spot(one), "unknown-id", fact, hint)


def nobody_is_tied_to_itself(_: KnowledgeBase, fact: Fact) -> Iterator[Finding]:
    """A tie has two ends; the same id twice is a slip."""
    if isinstance(fact, TieFact) and fact.subject == fact.object:
        yield Finding(fact.place, "wrong-kind", f"`{fact.subject}` is tied to itself.", "Mend `subject` or `object`.")


def no_work_repeats_itself(kb: KnowledgeBase) -> Iterator[Finding]:
    """A source derives from another one; the same id is a slip."""
    for work in kb.works.values():
        for entry in work.entries:
            if work.id in entry.derives_from:
                yield Finding(entry.spot(work.id), "wrong-kind", f"`{work.id}` derives from itself.", "Mend `derives_from`.")


def ties_end_after_they_begin(_: KnowledgeBase, fact: Fact) -> Iterator[Finding]:
    """A tie that ends before it begins held at no time: one of its two dates is a slip."""
    if isinstance(fact, TieFact) and fact.since and fact.until and fact.until.sort_key()[1] < fact.since.sort_key()[0]:
        since, until = fact.since.date.text, fact.until.date.text
        hint = "Mend `since` or `until`."
        yield Finding(fact.spot(until), "date-out-of-bounds", f"The tie ends (`{until}`) before it begins (`{since}`).", hint)


_OF_A_FACT: Final[tuple[Callable[[KnowledgeBase, Fact], Iterator[Finding]], ...]] = (
    words_in_their_quote,
    places_are_places,
    participants_are_actors,
    speakers_are_actors,
    nobody_is_tied_to_itself,
    ties_end_after_they_begin,
)


def ids_mean_one_thing(kb: KnowledgeBase) -> Iterator[Finding]:
    """An id is one address; and an article gives one account of an event, one entry for a source."""
    seen: dict[tuple[str, str], Fact] = {}
    accounts: Iterator[EventFact | SourceFact] = (fact for event in kb.events.values() for fact in event.accounts)
    for fact in chain(accounts, (fact for work in kb.works.values() for fact in work.entries)):
        one = fact.event if isinstance(fact, EventFact) else fact.source
        place = fact.spot(one)
        if entity := kb.entities.get(EntityId(one)):
            yield _taken(place, one, entity.place.path)
        elif article := kb.articles.get(ArticleId(one)):
            yield _taken(place, one, article.article.place.path)
        elif isinstance(fact, SourceFact) and (event := kb.events.get(EventId(one))):
            yield _taken(place, one, f"an event in {event.accounts[0].place.path}")
        elif (first := seen.setdefault((fact.article, one), fact)) is not fact:
            words = f"`{one}` stands in this article a second time; the first is on line {first.place.line}."
            yield Finding(place, "duplicate-id", words, "Join the two, or give the second an id of its own.")


def given_up_ids_stay_so(kb: KnowledgeBase) -> Iterator[Finding]:
    """An id that was given up may stand in books and bookmarks: it may not come to mean something else."""
    places: dict[str, Place] = {
        **{one: entity.place for one, entity in kb.entities.items()},
        **{one: article.article.place for one, article in kb.articles.items()},
        **{one: event.accounts[0].spot(one) for one, event in kb.events.items()},
        **{one: work.entries[0].spot(one) for one, work in kb.works.items()},
        **{one: joined.dispute.place for one, joined in kb.disputes.items()},
    }
    for one, moved in kb.moved.items():
        if one in places:
            fact = f"The id `{one}` was given up: its old address leads to `{moved.now}` ({moved.place.path})."
            yield Finding(places[one], "id-given-up", fact, "Choose another id.")


def old_addresses_lead_somewhere(kb: KnowledgeBase) -> Iterator[Finding]:
    """The record of an id that was given up leads to something that exists."""
    for one, moved in kb.moved.items():
        end = moves.end_of(kb.moved, one)
        if not end:
            fact = f"The address of `{one}` leads back to itself."
            yield Finding(moved.place, "id-given-up", fact, "Let `now` of one of these records name what exists.")
        elif not kb.kind_of(end):
            yield Finding(
                moved.place, "unknown-id", f"The address of `{one}` leads to `{end}`, which nothing has.", "Let `now` name what exists."
            )


def _taken(place: Place, one: str, by: str) -> Finding:
    return Finding(place, "duplicate-id", f"The id `{one}` is taken: {by} has it.", "Choose another id.")


# ------------------------------------------------------------------------------------------ the finished site


class Anchors(NamedTuple):
    """The ids of one page, those that stand twice on it, and its links."""

    ids: set[str]
    twice: set[str]
    links: set[str]


@dataclass(frozen=True, slots=True)
class Joints:
    """The same of a page whose text is not kept, packed: a site has millions. ``leads`` are the places in it that its links mean."""

    ids: bytes
    twice: tuple[str, ...]
    leads: bytes

    @classmethod
    def of(cls, path: str, text: str) -> Joints:
        """Those of a finished page at a path of the site (forward slashes)."""
        found = anchors(text)
        leads = {f"{to[0]}\1{to[1]}" for href in found.links if (to := _target(path, href))}
        return cls(_packed(found.ids), tuple(sorted(found.twice)), _packed(leads))


def _packed(words: Iterable[str]) -> bytes:
    return "\0".join(sorted(words)).encode("utf-8", "surrogatepass")


def _unpacked(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogatepass").split("\0") if data else []


def broken_links(files: Collection[str], pages: Mapping[str, Joints], text: Callable[[str], str]) -> list[Finding]:
    """Links of a finished site that lead nowhere, and ids that stand twice on a page.

    ``files`` are the paths of all files (forward slashes, relative), ``pages`` are those of HTML. ``text`` gives the HTML of a page again,
    to say which of its links it is.
    """
    findings: list[Finding] = []
    wrong = _astray(files, pages)
    for path, page in sorted(pages.items()):
        twice = [f"The id “{one}” stands twice on the page." for one in page.twice]
        findings += [Finding(Place(path), "duplicate-anchor", fact, _MEND) for fact in twice]
        if wrong and not wrong.isdisjoint(_unpacked(page.leads)):
            for href in sorted(anchors(text(path)).links):
                if (to := _target(path, href)) and f"{to[0]}\1{to[1]}" in wrong:
                    findings.append(Finding(Place(path), "broken-link", f"The link “{href}” leads nowhere.", _MEND))
    return findings


def _astray(files: Collection[str], pages: Mapping[str, Joints]) -> set[str]:
    """The places that links mean, and that are not there."""
    wanted: dict[str, set[str]] = {}
    wrong: set[str] = set()
    for lead in {lead for page in pages.values() for lead in _unpacked(page.leads)}:
        path, _, anchor = lead.partition("\1")
        file = next((one for one in (path, "index.html" if path == "." else f"{path}/index.html") if one in files), None)
        if file is None:
            wrong.add(lead)
        elif anchor and file in pages:
            wanted.setdefault(file, set()).add(lead)
    for file, leads in wanted.items():
        ids = set(_unpacked(pages[file].ids))
        wrong |= {lead for lead in leads if lead.partition("\1")[2] not in ids}
    return wrong


def _target(page: str, href: str) -> tuple[str, str] | None:
    """The file and anchor that a link means; None where it leaves the site."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or href.startswith("/"):
        return None
    path = normpath(join(dirname(page), unquote(parts.path))) if parts.path else page
    return path, unquote(parts.fragment)


def anchors(text: str) -> Anchors:
    """Those of a finished page."""
    found, reader = Anchors(set(), set(), set()), markup.pieces(text)
    if reader is None:
        _Reader(found).feed(text)
        return found
    for written, times in Counter(tag for _, tag in reader if "=" in tag).items():
        small = written.lower()
        if ("id=" in small or "href=" in small or "src=" in small) and (read := markup.tag(written)):
            _note(found, read.attributes)
            found.twice.update(value for name, value in read.attributes if times > 1 and name == "id" and value)
    return found


def _note(found: Anchors, attributes: Iterable[tuple[str, str | None]]) -> None:
    for name, value in attributes:
        if name == "id" and value:
            (found.twice if value in found.ids else found.ids).add(value)
        elif name in {"href", "src"} and value:
            found.links.add(value)


class _Reader(HTMLParser):
    """Reads what is not written plainly."""

    def __init__(self, found: Anchors) -> None:
        super().__init__()
        self.found = found

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        del tag  # any element can have an id or a link
        _note(self.found, attrs)
