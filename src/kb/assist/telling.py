"""What an editor is told of what the cursor stands on: a card of an id, the meaning of a word or key, where a quote stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kb import moves
from kb.assist.base import Base, Placed
from kb.assist.sheet import Sheet, Stretch
from kb.exports.chains import words
from kb.findings import shortened
from kb.knowledge import KnowledgeBase
from kb.model import Fact
from kb.passages import Lost
from kb.source import Place
from kb.vocabulary import KIND, LABEL, Term

_NOTE: Final = 400  # letters of a note that a card shows
_SHOWN: Final = 6  # facts that are told at once
_MARK: Final = re.compile(r"\[\^\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told, as Markdown whose words are escaped, and the stretch that it is about."""

    text: str
    stretch: Stretch


def told(base: Base, sheet: Sheet, place: Place) -> Told | None:
    """What there is to say at a place; None where there is nothing."""
    for stretch, kinds, one, _ in sheet.named():
        if stretch.holds(place):
            return Told(card(base, kinds, one), stretch)
    if found := base.quote_at(sheet, place):
        quote, article, stretch = found
        placed = base.placed(quote, article)
        return Told(_of_quote(base, placed), stretch) if placed else None
    here = sheet.at(place)
    if here:
        path, is_key, stretch = here
        above = sheet.expected(path[:-1])
        if is_key:
            key = next((one for one in above.keys if one.name == path[-1]), None)
            term = next((one for one in above.key_terms if one.id == path[-1]), None)
            if term:
                return Told(_of_term(term), stretch)
            return Told(f"**{key.name}**{' (needed)' if key.needed else ''}\n\n{key.meaning}", stretch) if key else None
        word = sheet.value(path)
        term = next((one for one in sheet.expected(path).terms if one.id == word), None)
        return Told(_of_term(term), stretch) if term else None
    return _of_words(base, sheet, place)


def card(base: Base, kinds: tuple[str, ...], one: str) -> str:
    """The card of an id: what it names, and how much the base holds of it."""
    kb = base.kb
    end = moves.end_of(kb.moved, one)
    kind = kb.kind_of(end)
    if not kind:
        what = " or ".join(kinds) or "thing"
        return f"There is no {what} `{one}`."
    lines = [f"**{plain(title_of(kb, kind, end))}**, {_what(kb, kind, end)}"]
    if end != one:
        lines.append(f"`{one}` was given up; it is `{end}` now.")
    lines += [line for line in _about(base, kind, end) if line]
    return "\n\n".join(lines)


def title_of(kb: KnowledgeBase, kind: str, one: str) -> str:
    """The name or title of a thing."""
    match kind:
        case "entity":
            return kb.entities[one].name  # type: ignore[index]
        case "article":
            return kb.articles[one].article.title.value  # type: ignore[index]
        case "event":
            return kb.events[one].title  # type: ignore[index]
        case "source":
            main = kb.works[one].main  # type: ignore[index]
            return main.title or main.genre or one
        case _:
            return kb.disputes[one].dispute.question


# What is markup wherever it stands; what makes an address of the words that it joins; and what begins a list or a heading
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>#|~&!@]|:(?=//)|(?<=www)\.|^\s*(?:[-+=]|\d+[.)])(?=[-=\s]|$)", re.IGNORECASE)


def plain(text: str) -> str:
    """Words as Markdown that shows just these words, and in which no address can be followed."""
    return _MARKUP.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def facts_told(base: Base, facts: list[Fact]) -> str:
    """Facts as a list in words: what each says, how sure, and who says it."""
    lines = []
    for fact in facts[:_SHOWN]:
        row = base.speech.row(fact)
        lines.append(f"- {plain(words(row.says))} ({plain(row.certainty)}; {plain(words(row.voice))})")
    return "\n".join(lines + ([f"- and {len(facts) - _SHOWN} more"] if len(facts) > _SHOWN else []))


def _what(kb: KnowledgeBase, kind: str, one: str) -> str:
    if kind == "entity":
        return KIND[kb.entities[one].kind].label  # type: ignore[index]
    if kind == "event":
        return f"event: {LABEL[kb.events[one].kind]}"  # type: ignore[index]
    return kind


def _about(base: Base, kind: str, one: str) -> Iterator[str]:
    kb = base.kb
    facts = list(kb.facts_of.get(one, ()))
    match kind:
        case "entity":
            entity = kb.entities[one]  # type: ignore[index]
            yield "; ".join(f"{plain(name.text)} ({LABEL[name.kind]})" for name in entity.names[1:])
            home = [
                f"{key}: {', '.join(_name(kb, each) for each in ids)}"
                for key, ids in (("country", entity.country), ("part of", entity.part_of))
                if ids
            ]
            yield "; ".join(home)
            named = kb.mentions_of.get(entity.id, ())
            said = f"{_count(len(facts), 'fact')} in {_count(len({fact.article for fact in facts}), 'article')}"
            yield f"{said}, {_count(len(named), 'mention')}"
            if entity.note:
                last = _MARK.sub("", entity.note.strip().split("\n\n")[-1]).strip()
                yield f"> {plain(' '.join(last.split())[:_NOTE])}{'…' if len(last) > _NOTE else ''}"
            if entity.scope:
                yield f"Scope: {plain(entity.scope)}"
        case "event":
            event = kb.events[one]  # type: ignore[index]
            rows = [base.speech.row(account) for account in event.accounts]
            yield "; ".join(dict.fromkeys(plain(row.when) for row in rows if row.when))
            yield f"told by {', '.join(plain(kb.articles[account.article].article.short) for account in event.accounts)}"
        case "source":
            yield f"used by {', '.join(plain(kb.articles[entry.article].article.short) for entry in kb.works[one].entries)}"  # type: ignore[index]
        case "article":
            article = kb.articles[one].article  # type: ignore[index]
            yield f"{plain(article.short)}; {_count(len(kb.facts_in[article.id]), 'fact')}"
        case _:
            yield ""


def _name(kb: KnowledgeBase, one: str) -> str:
    entity = kb.entities.get(one)  # type: ignore[call-overload]
    return plain(entity.name if entity else one)


def _of_term(term: Term) -> str:
    return f"**{term.id}**: {plain(term.label)}\n\n{plain(term.meaning)}"


def _of_quote(base: Base, placed: Placed) -> str:
    article, found = placed.article, placed.found
    if isinstance(found, Lost):
        near = f" The nearest words are “{plain(shortened(article.text.text[slice(*found.spans[0])]))}”." if found.spans else ""
        return f"These words have no place in {plain(article.article.short)}.{near}"
    how = "letter for letter" if found.state == "exact" else "after differences in white space, quotation marks and dashes"
    where = f"{plain(article.article.short)} {article.body.paragraphs[found.paragraph].label}"
    line = base.body_stretch(article, found.spans[0]).start.line
    facts = resting(base, article.id, found.spans[0][0], found.spans[-1][1])
    rest = f"\n\n{_count(len(facts), 'fact')} on these words:\n\n{facts_told(base, facts)}" if facts else ""
    return f"**{where}**, line {line}; found {how}.{rest}"


def resting(base: Base, article: str, start: int, end: int) -> list[Fact]:
    """The facts that rest on words of an article between two offsets of its text, in their order."""
    read = base.kb.articles[article]  # type: ignore[index]
    found: dict[str, Fact] = {}
    for passage in read.passages:
        if any(one < end and start < two for one, two in passage.spans):
            found |= {fact.id: fact for fact in base.kb.facts_on.get((read.id, passage.id), ())}
    return list(found.values())


def _of_words(base: Base, sheet: Sheet, place: Place) -> Told | None:
    """In the body of an article: whose name stands there, and which facts rest on the words."""
    read = base.kb.articles.get(sheet.id) if sheet.folder == "articles" else None  # type: ignore[call-overload]
    at = base.text_offset(read, place) if read and place.line >= sheet.body_line else None
    if read is None or at is None:
        return None
    mention = next((one for one in read.mentions if one.start <= at < one.end), None)
    facts = resting(base, read.id, at, at + 1)
    span = (mention.start, mention.end) if mention else (at, at + 1)
    if not mention and not facts:
        return None
    said = [card(base, ("entity",), mention.entity)] if mention else []
    said += [f"{_count(len(facts), 'fact')} on these words:\n\n{facts_told(base, facts)}"] if facts else []
    return Told("\n\n---\n\n".join(said), base.body_stretch(read, span))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
