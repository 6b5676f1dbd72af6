"""People who act in an article without a name: *two hooded men*, *a group of rebels*. A description is an actor too.

Only in sentences that tell a deed, only where no fact rests on the words, and only words for people who do or suffer one. Who they are,
the article does not say, so the name means them in this article alone. ``gathering`` calls it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kb.folding import proposed_id, search_key
from kb.knowledge import ReadArticle
from kb.passages import Span, sentences
from kb.suggestions.guessing import LOW
from kb.suggestions.known import Seen, doubts
from kb.suggestions.proposal import Addition, Proposal
from kb.suggestions.quoting import Quoter
from kb.suggestions.sourcing import WORDS_OF_ID

_DEED: Final = re.compile(
    r"\b(?:kill|attack|kidnap|abduct|assassinat|murder|execut|ambush|bomb|explo|detonat|dynamit|shot|shoot|fired|wound|injur|seiz|captur|"
    r"arrest|detain|destroy|burn|blew|rob|stole|threaten|raid|storm|occup|clash|rescue|plant|plac|threw|hurl|machinegun|massacr|sabotag|burst)",
    re.IGNORECASE,
)
_COUNT: Final = (
    r"(?:at\s+least|more\s+than|about|some|several|many|an?|the|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\d{1,3}(?:,\d{3})*)"
)
_KIND_OF: Final = (
    r"(?:(?:heavily|unidentified|unknown|armed|masked|hooded|young|suspected|alleged|presumed|leftist|rightist|left-wing|right-wing|urban|"
    r"rural|paramilitary|military|government|special|foreign|subversive|guerrilla|rebel|terrorist|criminal|uniformed|drug|professional|"
    r"heavily-armed|extremist|insurgent|communist|local|army|police|security|[a-z]{4,}(?:an|ian|ean|ese|ish))\s+)"
)
_PEOPLE: Final = (
    r"(?:men|man|individuals?|persons?|people|subjects?|terrorists?|guerrillas?|rebels?|soldiers?|troops|gunmen|gunman|assassins?|killers?|"
    r"murderers?|kidnappers?|subversives?|extremists?|militants?|insurgents?|fighters?|militiamen|policem[ae]n|officers?|agents?|bandits?|"
    r"criminals?|traffickers?|mercenaries|commandos?|hitmen|hit\s+men|death\s+squads?|attackers?|assailants?|youths?|members|units?|groups?|"
    r"squads?|columns?|patrols?|elements)"
)
_DESCRIBED: Final = re.compile(
    rf"(?<![\w-])(?<!\d,)(?:{_COUNT}\s+)?(?:(?:groups?|members|column|squad|band|number)\s+of\s+)?{_KIND_OF}{{0,3}}{_PEOPLE}(?![\w-])",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(rf"{_COUNT}\s", re.IGNORECASE)
_MANY: Final = re.compile(r"(?:s|men|people|troops)$", re.IGNORECASE)
_ALONE: Final = re.compile(  # by themselves they describe nobody
    r"(?:man|men|people|(?:individual|person|subject|member|unit|group|element|column|officer|agent|squad)s?)", re.IGNORECASE
)
_LEADS: Final = re.compile(r"^(?:the|an?|some|several|many|about|at\s+least|more\s+than)\s+", re.IGNORECASE)


def proposals(article: ReadArticle, seen: Seen, taken: set[str], quoter: Quoter) -> Iterator[Proposal]:
    """The descriptions of people in sentences that tell a deed, each once."""
    found: dict[str, list[Span]] = defaultdict(list)
    told = [span for passage in article.passages for span in passage.spans]
    for paragraph, reading, start in zip(article.body.paragraphs, article.text.paragraphs, article.text.starts, strict=True):
        if paragraph.footnote is not None:
            continue
        for first, last in sentences(reading.text):
            if not _DEED.search(reading.text, first, last):
                continue
            for match in _DESCRIBED.finditer(reading.text, first, last):
                words = _LEADS.sub("", match.group())
                span = (start + match.end() - len(words), start + match.end())
                if not _stands(match.group()) or any(one < span[1] and span[0] < two for one, two in told):
                    continue
                if _ALONE.fullmatch(words) or any(one < span[1] and span[0] < two for one, two in seen.explained):
                    continue
                found[search_key(words)].append(span)
    for spans in found.values():
        first, last = spans[0]
        words = article.text.text[first:last]
        quote = quoter.quote(first, last)
        ident = _free(proposed_id(words, WORDS_OF_ID), taken)
        front = {"name": words, "kind": "community", "only_in": [article.id]}
        additions = [Addition(f"entities/communities/{ident}.md", "", front)]
        if quote:
            hedge, voiced = doubts(article.text.text[slice(*quoter.sentence(first))])
            certainty = {"certainty": hedge if hedge == "possible" else "alleged"} if hedge or voiced else {}
            additions.append(Addition(article.article.place.path, "actors", {"id": ident, **certainty, "quotes": [quote.as_data()]}))
        yield Proposal(
            kind="described",
            words=words,
            place=quoter.place(first, last),
            quotes=(quote,) if quote else (),
            reason="it describes people in a sentence that tells a deed; it names nobody, so it means them in this article alone",
            score=LOW,
            additions=tuple(additions),
            entity_kind="community",
            places=len(spans),
        )


def _stands(words: str) -> bool:
    """Whether words can be people by themselves: *terrorist attacks* has no terrorist."""
    return bool(_COUNTED.match(words) or _MANY.search(words))


def _free(wanted: str, taken: set[str]) -> str:
    one, number = wanted, 2
    while one in taken:
        one, number = f"{wanted}-{number}", number + 1
    taken.add(one)
    return one
