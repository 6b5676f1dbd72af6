"""All repairs of a project: what is proposed for each quote without a place, in words, and beside the findings of the check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kb.findings import Finding, visible
from kb.knowledge import Unplaced
from kb.repairs.editing import File, repaired
from kb.repairs.proposing import Proposal, Unmended, Words, propose
from kb.source import Place


@dataclass(frozen=True)
class Mended:
    """The proposals, the quotes for which there is none, both in the order of their places, and the files that hold them."""

    proposals: tuple[Proposal, ...] = ()
    unmended: tuple[Unmended, ...] = ()
    files: Mapping[str, File] = field(default_factory=dict)

    def told(self) -> list[str]:
        """Each proposal in words, and why there is none for the others, in the order of their places."""
        everything: tuple[Proposal | Unmended, ...] = (*self.proposals, *self.unmended)
        return [_told(one) for one in sorted(everything, key=lambda one: one.quote.place)]

    def of(self, articles: Iterable[str]) -> Mended:
        """Only what quotes these articles."""
        wanted = set(articles)
        return Mended(
            tuple(one for one in self.proposals if one.article in wanted),
            tuple(one for one in self.unmended if one.article in wanted),
            self.files,
        )


def mend(unplaced: Iterable[Unplaced], files: Mapping[str, bytes]) -> Mended:
    """Propose a repair for every quote without a place. ``files`` are the content files by path, as they were read."""
    read: dict[str, File] = {}
    known: dict[tuple[str, str, str, str, bool], Proposal | Unmended] = {}
    found: dict[Place, Proposal | Unmended] = {}
    for lost in unplaced:
        place, quote = lost.quote.place, lost.quote
        if place in found:
            continue
        if place.path not in read:
            read[place.path] = File(place.path, files[place.path])
        beside = not read[place.path].in_body(place)
        same = (lost.article, quote.exact, quote.prefix, quote.suffix, beside)
        if same not in known:
            known[same] = propose(lost, beside=beside)
        one = replace(known[same], quote=quote)
        if isinstance(one, Proposal) and not read[place.path].edits(one):
            words = "” and “".join(map(str, one.words))
            one = Unmended(one.article, quote, f"it is written in a way that is not edited; it would be “{words}”")
        found[place] = one
    ordered = [found[place] for place in sorted(found)]
    proposals = tuple(one for one in ordered if isinstance(one, Proposal))
    return Mended(proposals, tuple(one for one in ordered if isinstance(one, Unmended)), read)


def with_repairs(findings: Iterable[Finding], mended: Mended) -> list[Finding]:
    """The findings, those of quotes with the line that would repair them, where it is clear which place is meant."""
    clear = {one.quote.place: one for one in mended.proposals if one.places == 1}
    done: list[Finding] = []
    for finding in findings:
        one = clear.get(finding.place) if finding.code.startswith("quote-") else None
        if one is None:
            done.append(finding)
        else:
            lines, until = repaired(one, mended.files[finding.place.path])
            done.append(replace(finding, repair=lines, until=until))
    return done


def _told(one: Proposal | Unmended) -> str:
    """A proposal in words: where, the old words, the new ones, and how like they are; or why there is none."""
    old = Words(one.quote.exact, one.quote.prefix, one.quote.suffix)
    place = str(one.quote.place)
    if isinstance(one, Unmended):
        said = [f"{place}: no repair", f"    old: {old}", f"    why: {one.why}."]
    else:
        sure = "" if one.places == 1 else f", for the first of {one.places} places: nothing says which is meant"
        said = [f"{place}: {one.likeness:.0f} % alike{sure}", f"    old: {old}"]
        said += [f"    new: {words}" for words in one.words]
    return "\n".join(map(visible, said))
