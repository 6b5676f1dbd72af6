"""Reads an editor's note: plain paragraphs in which every sentence ends in a citation of an article's words.

A mark ``[^1]`` is resolved by a line ``[^1]: article-id: exact words``. Whether the words stand in the article is
``knowledge``'s affair. Only ``registry`` calls it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from kb.findings import Finding
from kb.model import ArticleId, NoteCite, Quote
from kb.passages import sentences
from kb.source import Divided, Place

MARK: Final = re.compile(r"\[\^(\d{1,3})\]")
_LINE: Final = re.compile(r"\[\^(\d{1,3})\]:[ \t]*(.*)")
_CITATION: Final = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*):[ \t]+(\S.*)")


def read(path: str, divided: Divided) -> tuple[str, tuple[NoteCite, ...], list[Finding]]:
    """The text of the note with its marks, the citations by number, and what is wrong with them."""
    text: list[str] = []
    cites: dict[int, NoteCite] = {}
    findings: list[Finding] = []
    for offset, line in enumerate(divided.body.split("\n")):
        place = Place(path, divided.body_line + offset)
        found = _LINE.fullmatch(line.rstrip())
        if not found:
            text.append(line)
            continue
        number, citation = int(found.group(1)), _CITATION.fullmatch(found.group(2))
        if not citation:
            fact = f"The citation [^{number}] does not name an article and its words."
            findings.append(Finding(place, "wrong-type", fact, f"Write `[^{number}]: article-id: exact words of the article`."))
        elif number in cites:
            findings.append(
                Finding(place, "duplicate-key", f"The citation [^{number}] stands here a second time.", "Give it another number.")
            )
        else:
            column = found.start(2) + citation.start(2) + 1
            quote = Quote(citation.group(2), "", "", Place(path, place.line, column))
            cites[number] = NoteCite(number, ArticleId(citation.group(1)), quote)
    note = "\n".join(text).strip()
    findings += _marks(path, divided, note, cites)
    return note, tuple(cites.values()), findings


def articles_cited(path: str, divided: Divided) -> Iterator[tuple[Place, str]]:
    """The id of the article of every citation, with the place where it stands."""
    for offset, line in enumerate(divided.body.split("\n")):
        found = _LINE.fullmatch(line.rstrip())
        citation = found and _CITATION.fullmatch(found.group(2))
        if found and citation:
            yield Place(path, divided.body_line + offset, found.start(2) + 1), citation.group(1)


def _marks(path: str, divided: Divided, note: str, cites: dict[int, NoteCite]) -> Iterator[Finding]:
    """Marks and citations must meet, and no sentence of a note may stand without words of an article."""
    place = Place(path, divided.body_line)
    used = {int(number) for number in MARK.findall(note)}
    for number in sorted(used - set(cites)):
        hint = f"Write `[^{number}]: article-id: exact words` at the end of the file."
        yield Finding(place, "missing-footnote", f"The mark `[^{number}]` has no citation.", hint)
    for number in sorted(set(cites) - used):
        yield Finding(
            cites[number].quote.place,
            "unused-footnote",
            f"No mark `[^{number}]` in the note uses this citation.",
            "Set the mark, or delete the line.",
        )
    for paragraph in paragraphs(note):
        told = cited_sentences(paragraph)
        proving = Counter(mark for _, marks in told for mark in marks)
        for number in Counter(mark for mark in map(int, MARK.findall(paragraph)) if mark in cites) - proving:
            fact = f"The mark `[^{number}]` stands behind no sentence of its paragraph."
            yield Finding(place, "unused-footnote", fact, "Set it at the end of the sentence that it proves, or delete it.")
        for sentence, marks in told:
            if not marks:
                fact = f"The sentence “{sentence[:70]}” cites no words of an article."
                yield Finding(place, "uncited-sentence", fact, "End it with a mark `[^1]`, and write the citation at the end of the file.")


def paragraphs(note: str) -> list[str]:
    """The paragraphs of a note, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", note) if part.strip()]


def cited_sentences(paragraph: str) -> list[tuple[str, tuple[int, ...]]]:
    """The sentences of a paragraph without their marks, each with the numbers of the marks that it ends in."""
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    at = length = ends = 0  # of what stands before a mark: how long it is, and where its last word ends
    for found in MARK.finditer(paragraph):
        parts.append(paragraph[at : found.start()])
        if word := parts[-1].rstrip():
            ends = length + len(word)
        length += len(parts[-1])
        marks.append((ends, int(found.group(1))))
        at = found.end()
    bare = "".join([*parts, paragraph[at:]])
    spans = sentences(bare)
    begins = [start for start, _ in spans]
    of: dict[int, list[int]] = defaultdict(list)
    for place, number in marks:
        of[bisect_left(begins, place) - 1].append(number)
    return [(bare[start:end], tuple(of[index])) for index, (start, end) in enumerate(spans)]
