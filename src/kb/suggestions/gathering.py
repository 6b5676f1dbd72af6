"""Everything that is said in an article and not annotated, as proposals in the order in which an editor reads them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.folding import proposed_id, search_key
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.mentions import Claims
from kb.model import DateFact, Entity, EntityId
from kb.passages import Span, sentences
from kb.passages.reading import folded
from kb.suggestions import describing, happening, known, sourcing
from kb.suggestions.alike import Known, Likeness
from kb.suggestions.anchor import Anchor, Resolved
from kb.suggestions.dating import resolve
from kb.suggestions.expressions import Expression, expressions, tells_the_clock
from kb.suggestions.guessing import FAIR, GOOD, HIGH, LOW
from kb.suggestions.lexicon import CALENDAR, TITLES, Lexicon
from kb.suggestions.naming import Form, names_in, without_article
from kb.suggestions.proposal import KINDS, Addition, Proposal, Suggestions, Words
from kb.suggestions.quoting import Quoter
from kb.suggestions.tokens import is_shouted
from kb.vocabulary import KIND

_YEAR: Final = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,])")
_QUOTES: Final = 6  # quotes that one proposal carries
_AGAIN: Final = 5  # what a name gains when the text has it more than once
_MOST: Final = 99
_UNRESOLVED: Final = "It cannot be resolved, so it is no date: leave it undated, or give the day that the passage means."


@dataclass(frozen=True)
class Base:
    """The known names, made ready once for any number of articles."""

    entities: Mapping[EntityId, Entity]
    claims: Claims
    known: Known
    lexicon: Lexicon

    @classmethod
    def of(cls, entities: Mapping[EntityId, Entity], lexicon: Lexicon) -> Base:
        """Make the names of entities ready."""
        return cls(entities, Claims(entities.values()), Known(entities.values()), lexicon)


def suggest(kb: KnowledgeBase, article: ReadArticle, base: Base) -> Suggestions:
    """What is said in an article of the base and not yet annotated; the strongest first within each kind."""
    quoter = Quoter(article)
    seen = known.see(article, base.claims)
    forms = list(_forms(article, seen, base.lexicon))
    taken: set[str] = set(base.entities)
    dated = list(_dates(kb, article, quoter))
    found = [
        *known.proposals(article, seen, base.entities, quoter, base.lexicon),
        *_names(article, forms, base, quoter, taken),
        *describing.proposals(article, _with_forms(seen, forms), taken, quoter),
        *_one_a_date(dated),
        *sourcing.proposals(kb, article, _all_forms(article, base.lexicon), quoter),
        *happening.proposals(kb, article, seen, dated, quoter),
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    ranked = sorted(found, key=lambda one: (order[one.kind], -one.score, one.place, one.words))
    notes = []
    if not article.article.published:
        notes.append("The article has no date of its own, so relative dates stay as printed.")
    if not article.text.text.strip():
        notes.append("The article has no text, so nothing can be proposed.")
    return Suggestions(article.id, tuple(ranked), notes=tuple(notes))


# ------------------------------------------------------------------------------------------------- names


def _paragraphs(article: ReadArticle) -> Iterator[tuple[int, str]]:
    """The paragraphs of the text with their offsets: no footnotes, and no entries of a printed list of references that a source has."""
    listed = {(start, start + len(reading.text)) for reading, start in zip(article.text.paragraphs, article.text.starts, strict=True)}
    listed &= {span for passage in article.passages for span in passage.spans}
    for paragraph, reading, start in zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True):
        if paragraph.footnote is None and (start, start + len(reading.text)) not in listed:
            yield start, reading.text


def _all_forms(article: ReadArticle, lexicon: Lexicon) -> list[tuple[int, Form]]:
    """Every name of the text by its form, known ones too, with its offset."""
    return [
        (start + form.start, without_article(form))
        for start, text in _paragraphs(article)
        for form in names_in(text, lexicon, shouted=is_shouted(text))
    ]


def _forms(article: ReadArticle, seen: known.Seen, lexicon: Lexicon) -> Iterator[tuple[int, Form, bool]]:
    """The names that nothing explains, with the offset of their paragraph and whether it is in capitals."""
    for start, text in _paragraphs(article):
        shouted = is_shouted(text)
        explained = [(one - start, two - start) for one, two in seen.explained if start <= one < start + len(text)]
        for form in names_in(text, lexicon, shouted=shouted):
            one = without_article(form)
            overlapping = [(first, last) for first, last in explained if first < one.end and one.start < last]
            if not overlapping or (
                all(one.start <= first and last <= one.end for first, last in overlapping)
                and one.score >= GOOD
                and _wider(one, overlapping, text, lexicon)
            ):
                yield start, one, shouted


def _wider(form: Form, inside: Sequence[Span], text: str, lexicon: Lexicon) -> bool:
    """Whether a name that holds a known one is another one: it has words besides that are no titles or common words."""
    rest = "".join(" " if any(first <= at < last for first, last in inside) else text[at] for at in range(form.start, form.end))
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", rest) if word.lower() not in TITLES]
    return any(not lexicon.is_common(word) or word[:1].isupper() for word in words if word.lower() not in CALENDAR) if words else False


def _with_forms(seen: known.Seen, forms: Iterable[tuple[int, Form, bool]]) -> known.Seen:
    """What is known, and new names besides, as explained: a description is no part of a name."""
    return replace(seen, explained=(*seen.explained, *((start + form.start, start + form.end) for start, form, _ in forms)))


def _names(
    article: ReadArticle, forms: Iterable[tuple[int, Form, bool]], base: Base, quoter: Quoter, taken: set[str]
) -> Iterator[Proposal]:
    by_key: dict[str, list[tuple[int, Form, bool]]] = defaultdict(list)
    for start, form, shouted in forms:
        if key := search_key(form.words):
            by_key[key].append((start, form, shouted))
    short = _shorter(by_key)
    newcomers = _Newcomers(article, base, quoter, taken)
    for key, found in by_key.items():
        if key not in short and not _is_kept(found[0][1].words, base):
            yield newcomers.proposal(found, [by_key[one] for one, longer in short.items() if longer == key])


def _shorter(by_key: Mapping[str, Sequence[tuple[int, Form, bool]]]) -> dict[str, str]:
    """Names that are the last part of one longer name of a person in this article, and the acronyms that the text gives beside a name."""
    short: dict[str, str] = {}
    for key, found in by_key.items():
        for _, form, _ in found:
            if form.short and (acronym := search_key(form.short)) in by_key and acronym != key:
                short.setdefault(acronym, key)
    people = [key for key, found in by_key.items() if " " in key and any(form.kind == "person" for _, form, _ in found)]
    for key, found in by_key.items():
        if key in short or any(
            form.kind not in {"person", "place"} or (form.kind == "place" and form.score >= GOOD) for _, form, _ in found
        ):
            continue
        longer = [one for one in people if one != key and (f" {key} " in f" {one} " and not one.startswith(f"{key} ")) and one not in short]
        if len(longer) == 1:
            short[key] = longer[0]
    return {one: longer for one, longer in short.items() if longer not in short}


def _is_kept(words: str, base: Base) -> bool:
    """Whether an entity lists just these words, and an editor has said where they are not searched for."""
    like = base.known.like(words)
    return like is not None and folded(like.name) == folded(words)


class _Newcomers:
    """The new names of one article, each of which gets an id of its own."""

    def __init__(self, article: ReadArticle, base: Base, quoter: Quoter, taken: set[str]) -> None:
        self.article, self.base, self.quoter, self.taken = article, base, quoter, taken

    def proposal(self, found: Sequence[tuple[int, Form, bool]], also: Sequence[Sequence[tuple[int, Form, bool]]]) -> Proposal:
        """A name with all its places; ``also`` are its shorter forms with theirs."""
        start, best, _ = max(found, key=lambda one: (one[1].score, -one[0] - one[1].start))
        span = (start + best.start, start + best.end)
        places = [span, *((one[0] + one[1].start, one[0] + one[1].end) for one in found)]
        quote = next((one for place in places if (one := self.quoter.quote(*place))), None)
        count = len(found) + sum(map(len, also))
        shared = Proposal(
            kind="name",
            words=best.words,
            place=self.quoter.place(*span),
            quotes=(quote,) if quote else (),
            reason=best.why + (f"; the text has it {count} times" if count > 1 else ""),
            score=min(_MOST, best.score + (_AGAIN if count > 1 else 0)),
            shorter=tuple(dict.fromkeys([*([best.short] if best.short else []), *(form.words for one in also for _, form, _ in one)])),
            places=count,
        )
        like = self.base.known.like(best.words)
        return self._alike(shared, like) if like else self._new(shared, best, span)

    def _alike(self, shared: Proposal, like: Likeness) -> Proposal:
        """Another form of the name of a known entity."""
        entity = self.base.entities[like.entity]
        item = {"name": shared.words, "is": like.is_, **({"only_in": [self.article.id]} if like.is_ == "short" else {})}
        why = f"{like.why}, a name of `{entity.id}` ({KIND[entity.kind].label}); if it is another, it wants an entity of its own"
        return replace(
            shared,
            kind="alike",
            reason=why,
            additions=(Addition(entity.place.path, "names", item),),
            means=(entity.id,),
            entity_kind=entity.kind,
        )

    def _new(self, shared: Proposal, best: Form, span: Span) -> Proposal:
        """An entity of its own, and its part in the article."""
        kind = best.kind or "person"
        ident = _free(proposed_id(best.words, sourcing.WORDS_OF_ID), self.taken)
        front: dict[str, object] = {"name": best.words, "kind": kind}
        if shared.shorter:
            front["names"] = [
                {"name": one, "is": "abbreviation" if one == best.short else "short", "only_in": [self.article.id]}
                for one in shared.shorter
            ]
        additions = [Addition(f"entities/{KIND[kind].folder}/{ident}.md", "", front)]
        if KIND[kind].is_actor and shared.quotes:
            hedge, voiced = known.doubts(self.article.text.text[slice(*self.quoter.sentence(span[0]))])
            role: dict[str, object] = {"id": ident}
            if hedge or voiced:
                role["certainty"] = hedge if hedge == "possible" else "alleged"
            additions.append(Addition(self.article.article.place.path, "actors", role | {"quotes": [shared.quotes[0].as_data()]}))
        return replace(
            shared,
            reason=f"{shared.reason}; {'taken for' if best.score == FAIR else 'likely'} {_article(KIND[kind].label)}",
            additions=tuple(additions),
            entity_kind=kind,
            open="" if ident else "An id for it: the words have no letters that an id may have.",
        )


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _free(wanted: str, taken: set[str]) -> str:
    one, number = wanted, 2
    while one and one in taken:
        one, number = f"{wanted}-{number}", number + 1
    taken.add(one)
    return one


# ------------------------------------------------------------------------------------------------- dates


def _dates(kb: KnowledgeBase, article: ReadArticle, quoter: Quoter) -> Iterator[tuple[int, Proposal]]:
    """Every expression of time that no date of the article annotates, with its offset."""
    annotated = [
        (span, search_key(fact.printed))
        for fact in article.article.facts
        if isinstance(fact, DateFact)
        for one in kb.evidence.get(fact.id, ())
        for span in one.passage.spans
    ]
    for start, text in _paragraphs(article):
        named = ("", "")
        begins = sentences(text)
        for one in expressions(text, shouted=is_shouted(text)):
            sentence = next((text[first:last] for first, last in begins if first <= one.start < last), text)
            found = resolve(one, Anchor(article.article.published, *named), sentence)
            if found.value:
                named = (found.value, one.words)
            if not _is_annotated(one, start, annotated):
                yield start + one.start, _date(article, one, start, _in_its_time(found, one, text, article), quoter)


def _is_annotated(one: Expression, start: int, annotated: Sequence[tuple[Span, str]]) -> bool:
    words = search_key(one.words)
    return any(
        first < start + one.end and start + one.start < last and (words in printed or printed in words)
        for (first, last), printed in annotated
    )


def _in_its_time(found: Resolved, one: Expression, text: str, article: ReadArticle) -> Resolved:
    """The same, not plain where the paragraph has named another year before it, of which the day may be."""
    if found.plain and one.form in {"year", "years", "edge-year"} and tells_the_clock(text):
        said = f"“{one.words}” is read as years; the paragraph also writes times of day with four digits."
        return replace(found, plain=False, basis=said, why="it may be a time of day")
    if not found.plain or one.form not in {"day", "day-american", "days", "days-american", "month", "part-month"} or not found.basis:
        return found
    years = {int(year) for year in _YEAR.findall(text[: one.start])}
    published = article.article.published
    own = {published.date.first.year, published.date.first.year - 1} if published and published.date.first else set()
    if not years - own:
        return found
    other = max(years - own)
    return replace(
        found, plain=False, basis=f"{found.basis} The paragraph names {other} before it.", why="the paragraph names another year before it"
    )


def _date(article: ReadArticle, one: Expression, start: int, found: Resolved, quoter: Quoter) -> Proposal:
    quote = quoter.quote(start + one.start, start + one.end)
    place = quoter.place(start + one.start, start + one.end)
    quotes = [quote.as_data()] if quote else []
    additions: tuple[Addition, ...] = ()
    if found.value and quote:
        date: object = {"value": found.value, "basis": found.basis} if found.basis else found.value
        additions = (Addition(article.article.place.path, "dates", {"printed": one.words, "date": date, "quotes": quotes}),)
    return Proposal(
        kind="date",
        words=one.words,
        place=place,
        quotes=(quote,) if quote else (),
        reason=found.why,
        score=HIGH if found.plain else FAIR if found.value else LOW,
        additions=additions,
        plain=found.plain and bool(quote),
        open="" if found.value else _UNRESOLVED,
        value=found.value,
    )


def _one_a_date(dated: Sequence[tuple[int, Proposal]]) -> Iterator[Proposal]:
    """The dates with the same words and meaning as one, with a quote for each place."""
    groups: dict[tuple[str, str, str], list[Proposal]] = defaultdict(list)
    for _, one in dated:
        groups[search_key(one.words), one.value, str(one.additions and one.additions[0].data.get("date"))].append(one)
    for same in groups.values():
        quotes = tuple(dict.fromkeys(quote for one in same for quote in one.quotes))[:_QUOTES]
        first = same[0]
        additions = tuple(replace(one, data={**one.data, "quotes": [quote.as_data() for quote in quotes]}) for one in first.additions)
        yield replace(first, quotes=quotes, additions=additions, places=len(same), plain=all(one.plain for one in same))


__all__ = ["Base", "Words", "suggest"]
