"""``kb path``: the chains between two entities in words, each step with its ties, and each tie with its voice and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.connections import Connection, Walk
from kb.findings import visible
from kb.knowledge import KnowledgeBase
from kb.model import TieFact
from kb.pages.page import Phrase, plural
from kb.pages.wording import Speech


def chains_told(kb: KnowledgeBase, found: Connection, walk: Walk) -> str:
    """What connects two entities, for a terminal."""
    return "\n".join(visible(line) for line in _lines(Speech.of(kb), found, walk))


def _lines(speech: Speech, found: Connection, walk: Walk) -> Iterator[str]:
    start, end = (speech.name(one).text for one in (found.start, found.end))
    kind = "asserted ties" if walk.asserted_only else "ties"
    if found.start == found.end:
        yield f"Both are {start}."
        return
    if not found.chains:
        yield f"No chain of {kind} connects {start} with {end}{'' if walk.through_places else ' without passing through a place'}."
    else:
        total = len(found.chains) + found.left_out
        steps = plural(len(found.chains[0].hops), "tie")
        yield f"{start} and {end}: {plural(total, 'shortest chain')} of {steps if steps != '1 tie' else 'one step'}."
    for number, chain in enumerate(found.chains, 1):
        doubt = "" if chain.asserted else "  (not every step is asserted)"
        yield ""
        yield f"{number}. {' – '.join(speech.name(one).text for one in chain.stations)}{doubt}"
        for hop in chain.hops:
            yield from _ties(speech, hop.ties)
    if found.left_out:
        yield ""
        yield f"{plural(found.left_out, 'more chain')} as short {'is' if found.left_out == 1 else 'are'} not told; --max N tells more."
    if found.denied:
        yield ""
        yield "Denied between the two, and no connection:"
        yield from _ties(speech, found.denied)


def _ties(speech: Speech, ties: Iterable[TieFact]) -> Iterator[str]:
    for tie in ties:
        row = speech.row(tie)
        status = "" if row.status == "actual" else f", {row.status}"
        when = f" [{row.when}]" if row.when_basis else f" ({row.when})" if row.when else ""
        yield f"   {words(row.says)}{when}"
        yield f"      {row.certainty}{status}; {words(row.voice)}"
        for cite in row.cites:
            yield f"      {cite.label}: “{cite.words}”"


def words(phrase: Phrase) -> str:
    """A phrase as plain words: of a link its text."""
    return "".join(part if isinstance(part, str) else part.label if hasattr(part, "label") else part.text for part in phrase)
