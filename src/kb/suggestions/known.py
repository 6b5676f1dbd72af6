"""Names of the base that stand in an article and are not annotated there: who is meant, or who may be.

A name that one entity alone has, and that the build finds, is a known name. A name that several have, or that is kept from the search,
is shown with all who have it, and none is chosen. ``gathering`` calls it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.knowledge import ReadArticle, subjects
from kb.mentions import Claim, Claims
from kb.model import Entity, EntityId
from kb.passages import Span
from kb.passages.reading import folded
from kb.suggestions.guessing import FAIR, GOOD, HIGH, LOW
from kb.suggestions.lexicon import SAYING, Lexicon, hedge_in
from kb.suggestions.proposal import Addition, Proposal
from kb.suggestions.quoting import Quoter
from kb.suggestions.tokens import Token, is_shouted, tokens_of
from kb.vocabulary import KIND

_MOST_NAMED = 6  # candidates that a reason names
_REPORTING = (
    frozenset({"according", "quoted", "told", "spokesman", "spokeswoman", "sources", "officials", "communique", "statement"}) | SAYING
)
_QUOTED = frozenset('“”«»"')


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a name stands, and in a text of capitals, where the build finds it by an override only."""

    start: int
    end: int
    shouted: bool


@dataclass(frozen=True)
class Seen:
    """What is known in an article: who stands where, names that may mean several, and all spans that are explained."""

    known: Mapping[EntityId, tuple[Sighting, ...]]
    unclear: tuple[Claim, ...]
    explained: tuple[Span, ...]


def see(article: ReadArticle, claims: Claims) -> Seen:
    """Find the names of the base in an article, footnotes aside."""
    known: dict[EntityId, list[Sighting]] = defaultdict(list)
    unclear: list[Claim] = []
    mentioned = {(one.start, one.end): one.entity for one in article.mentions}
    explained: list[Span] = [*mentioned, *article.no_mentions]
    ruled = {folded(one.words) for one in article.article.overrides}
    for paragraph, reading, start in zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True):
        if paragraph.footnote is not None:
            continue
        shouted = is_shouted(reading.text)
        taken: list[Span] = []
        for claim in claims.find(reading, start, any_case=shouted):
            span = (claim.start, claim.end)
            who = mentioned.get(span)
            if any(one < claim.end and claim.start < two for one, two in article.no_mentions):
                continue
            if who is None and any(one < claim.end and claim.start < two for one, two in mentioned):
                continue  # a part of a longer name that is known
            ruling = folded(article.text.text[claim.start : claim.end]) in ruled
            if who is not None and (ruling or len(_searched(claim, article.id)) <= 1):
                known[who].append(Sighting(claim.start, claim.end, shouted=False))
            elif shouted and who is None and len(_searched(claim, article.id)) == 1 and len({one for one, _ in claim.by}) == 1:
                known[claim.by[0][0]].append(Sighting(claim.start, claim.end, shouted=True))
            else:
                unclear.append(claim)
            explained.append(span)
            taken.append(span)
        for (first, last), entity in mentioned.items():  # mentions by an override for words that are nobody's name
            if start <= first < start + len(reading.text) and not any(one < last and first < two for one, two in taken):
                known[entity].append(Sighting(first, last, shouted=False))
    return Seen(
        {who: tuple(sorted(places, key=lambda one: one.start)) for who, places in sorted(known.items())}, tuple(unclear), tuple(explained)
    )


def _searched(claim: Claim, article: str) -> set[EntityId]:
    """Who of those that have a name is searched for by it in an article."""
    return {entity for entity, name in claim.by if name.find != "never" and (not name.only_in or article in name.only_in)}


def proposals(
    article: ReadArticle, seen: Seen, entities: Mapping[EntityId, Entity], quoter: Quoter, lexicon: Lexicon
) -> Iterator[Proposal]:
    """What is proposed for known names that no fact of the article speaks of, and for those that may mean several."""
    annotated = {one for fact in article.article.facts for one in subjects(fact)}
    for who, places in seen.known.items():
        if who not in annotated and who in entities:
            yield _known(article, entities[who], places, quoter, lexicon)
    by_words: dict[str, list[Claim]] = defaultdict(list)
    for claim in seen.unclear:
        by_words[article.text.text[claim.start : claim.end]].append(claim)
    for words, found in by_words.items():
        yield _unclear(article, words, found, entities, quoter)


def _known(article: ReadArticle, entity: Entity, places: Sequence[Sighting], quoter: Quoter, lexicon: Lexicon) -> Proposal:
    first = places[0]
    shown, hedge, voiced = first, "", False
    for number, one in enumerate(places):
        sentence = article.text.text[slice(*quoter.sentence(one.start))]
        doubt, said = doubts(sentence)
        if quoter.quote(one.start, one.end) and (number == 0 or not (doubt or said)):
            shown, hedge, voiced = one, doubt, said
        if not (doubt or said) and shown is one:
            break
    words = article.text.text[shown.start : shown.end]
    quote = quoter.quote(shown.start, shown.end)
    kind = KIND[entity.kind]
    additions: list[Addition] = []
    if any(one.shouted for one in places):
        printed = sorted({article.text.text[one.start : one.end] for one in places if one.shouted})
        additions += [Addition(article.article.place.path, "mentions", {"words": one, "means": entity.id}) for one in printed]
    why = f"it is a name of `{entity.id}` ({kind.label}), and no fact of the article speaks of it"
    doubted = ""
    if kind.is_actor and quote:
        item: dict[str, object] = {"id": entity.id}
        if hedge or voiced:
            item["certainty"] = hedge if hedge == "possible" else "alleged"
            doubted = "; its sentences report or hedge, so the certainty is the more careful one, and the voice is yours to set"
        additions.append(Addition(article.article.place.path, "actors", item | {"quotes": [quote.as_data()]}))
    elif not kind.is_actor:
        why += "; a place is annotated where an event or a tie names it"
    if any(one.shouted for one in places):
        why += "; the text is in capitals, so the build finds it by an override"
    commonplace = all(lexicon.is_common(word) for word in words.split()) and any(one.shouted for one in places)
    plain = bool(quote) and kind.is_actor and not hedge and not voiced and not commonplace
    score = FAIR if commonplace else HIGH if len(words) > 2 else GOOD  # noqa: PLR2004 - two letters stand for many things
    return Proposal(
        kind="known",
        words=words,
        place=quoter.place(shown.start, shown.end),
        quotes=(quote,) if quote else (),
        reason=why + doubted,
        score=score,
        additions=tuple(additions),
        plain=plain,
        open="" if additions else "Name it under `places` of the event that happened there.",
        means=(entity.id,),
        entity_kind=entity.kind,
        shorter=tuple(one for one in dict.fromkeys(article.text.text[one.start : one.end] for one in places) if one != words),
        places=len(places),
    )


def doubts(sentence: str) -> tuple[str, bool]:
    """What keeps a sentence from being the article's own plain word: the certainty that hedges allow, and whether a voice is reported."""
    tokens = tokens_of(sentence)
    words = [one.lower for number, one in enumerate(tokens) if not (one.lower == "may" and _is_month(tokens, number))]
    return hedge_in(words), bool(_REPORTING & set(words)) or bool(_QUOTED & set(sentence)) or sentence.rstrip().endswith("?")


def _is_month(tokens: Sequence[Token], number: int) -> bool:
    """Whether *may* is the month: a number beside it, or a capital inside a sentence that is not in capitals."""
    beside = [one.text for one in (*tokens[max(0, number - 1) : number], *tokens[number + 1 : number + 2])]
    return any(one[0].isdigit() for one in beside) or (number > 0 and tokens[number].text == "May")


def _unclear(article: ReadArticle, words: str, found: Sequence[Claim], entities: Mapping[EntityId, Entity], quoter: Quoter) -> Proposal:
    who = sorted({entity for claim in found for entity, _ in claim.by})
    first = found[0]
    quote = quoter.quote(first.start, first.end)
    named = ", ".join(f"`{one}` ({KIND[entities[one].kind].label})" for one in who[:_MOST_NAMED])
    if len(who) > 1:
        why = f"{len(who)} entities have this name: {named}{' and more' if len(who) > _MOST_NAMED else ''}; none is chosen"
        choice = f"`means` is yours to choose: {' or '.join(who)}."
    else:
        why = f"{named} has this name, and its file keeps it from being searched for here"
        choice = f"Give `means: {who[0]}` if that is meant."
    quotes = [quote.as_data()] if quote else []
    return Proposal(
        kind="ambiguous",
        words=words,
        place=quoter.place(first.start, first.end),
        quotes=(quote,) if quote else (),
        reason=why,
        score=GOOD if len(who) > 1 else LOW,
        additions=(Addition(article.article.place.path, "mentions", {"words": words, "means": "", "quotes": quotes}),),
        open=choice,
        means=tuple(who),
        places=len(found),
    )
