"""What is fuzzed: for each part of the program that reads what others wrote, one function from bytes to nothing that must not fail.

A target asserts what the part promises of *any* input, so that a fuzzer finds a broken promise and not only a crash. The
program ``fuzz.py`` drives them; ``tests/test_fuzz.py`` replays the corpus through them. They have no clock, and
touch nothing that is on the disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Final

from kb import articles, dates, disputes, importing, library, moves, notes, registry
from kb.findings import Finding, Refusal, report
from kb.passages import Located, Lost, Text, locate, near, origins, read, render, sentences, unmarked
from kb.passages.reading import fold
from kb.source import Flaw, Place, Source, decode, divide, nodes, parts, scalars

_TAG: Final = re.compile(
    r"</?(?:p|em|strong|h[1-6]|sup|a)>|<br ?/?>|<hr ?/?>"
    r'|<a href="(?:#|https?:|mailto:|[^":]*["/])[^"<>]*"?(?: title="[^"<>]*")?>'
    r'|<sup class="kb-fn" id="fnref-[^"<>]*">'
)
_AROUND: Final = re.compile(r'(?:</?(?:blockquote|ul|ol|li)>|<ol start="\d+">|<li class="kb-on">)*')
_SIGNS: Final = re.compile(r"[\[&<\]]")  # footnotes, links and entities: their letters move, vanish or change
_LETTERS: Final = re.compile("[^A-Za-z]+")
_REGISTRY: Final = {
    "entities/people/anna-miller.md": b"---\nname: Anna Miller\nkind: person\n---\n",
    "entities/groups/harbour-guild.md": b"---\nname: Harbour Guild\nkind: group\nnames: [Guild]\n---\n",
    "entities/places/westport.md": b"---\nname: Westport\nkind: place\n---\n",
    "entities/states/northland.md": b"---\nname: Northland\nkind: state\n---\n",
}
_SEEN: Final = re.compile("[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*")


def reader(data: bytes) -> None:
    """A file's bytes become its parts with a place for every value, or a flaw at a place in the file."""
    source = _source("x.md", data)
    if source is None:
        return
    divided, composed, flaws = parts(source)
    _inside(source, (flaw.place for flaw in flaws))
    assert all(flaw.fact and flaw.hint for flaw in flaws)
    if divided is None or composed is None:
        assert flaws, "a file that cannot be read says why"
        return
    assert source.text.endswith(divided.body)
    _inside(source, composed.values.values())
    _inside(source, composed.keys.values())
    if not flaws:
        assert set(nodes(source.path, divided.front, divided.front_line)) <= set(composed.values)
        scalars(source.path, divided.front, divided.front_line)
        json.dumps(composed.data).encode()


def content(data: bytes) -> None:
    """A content file of any kind is read or refused, each finding at a place in it, with a hint, and harmless in every voice."""
    for path, read_one in (
        ("articles/x.md", articles.read),
        ("entities/people/x.md", registry.read),
        ("disputes/x.md", disputes.read),
        ("moved/x.md", moves.read),
    ):
        source = _source(path, data)
        if source is None:
            return
        value, findings = read_one(source)
        assert value is not None or findings, "a file that cannot be read says why"
        _said(source, findings)


def body(data: bytes) -> None:
    """Markdown becomes a closed set of tags, and what a reader sees of it can be read, divided and led back to the Markdown."""
    source = _source("x.md", data)
    if source is None:
        return
    made = render(source.text)
    readings = tuple(read(paragraph.html) for paragraph in made.paragraphs)
    if made.too_deep is None and not _SIGNS.search(source.text):
        shown = "".join(reading.text for reading in readings)
        assert _LETTERS.sub("", shown) == _LETTERS.sub("", source.text), "every letter of the text is read, and in its order"
    for paragraph, reading in zip(made.paragraphs, readings, strict=True):
        html = paragraph.html
        assert not re.search("[<>]", _TAG.sub("", html)), html
        assert _AROUND.fullmatch(paragraph.before)
        assert _AROUND.fullmatch(paragraph.after)
        at = 0
        for piece in reading.pieces:
            assert piece.at == at
            assert piece.kind != "text" or piece.text == unescape(html[piece.at : piece.end])
            at = piece.end
        assert at == len(html)
        spans = [reading.folded.span(letter, letter + 1) for letter in range(len(reading.folded.text))]
        assert all(0 <= start < end <= len(reading.text) for start, end in spans), "every folded letter stands for letters of the text"
        assert fold(reading.folded.text).text == reading.folded.text
        last = 0
        for start, end in sentences(reading.text):
            assert not reading.text[last:start].strip()
            assert start < end
            last = end
        assert not reading.text[last:].strip()
        back = origins(source.text, paragraph.lines, reading.text)
        assert list(back) == sorted(back)
        assert len(back) == len(reading.text) + 1
        assert 0 <= back[0] <= back[-1] <= len(source.text)
    Text(readings).text.encode()
    unmarked(source.text)


def quote(data: bytes) -> None:
    """Of a body, a quote, a prefix and a suffix between NUL bytes: what is located is the quote, and else it is said why it is not."""
    given = [_source("x.md", part) for part in (data.split(b"\0", 3) + [b""] * 3)[:4]]
    if any(part is None for part in given):
        return
    body_text, exact, prefix, suffix = (part.text for part in given if part is not None)
    text = Text(tuple(read(paragraph.html) for paragraph in render(body_text).paragraphs))
    found = locate(text, exact, prefix, suffix)
    near(text, exact)
    if isinstance(found, Lost):
        assert found.loss in {"orphan", "ambiguous", "misplaced", "across", "empty"}
        assert all(0 <= start <= end <= len(text.text) for start, end in found.spans)
        return
    assert isinstance(found, Located)
    words = [text.text[start:end] for start, end in found.spans]
    wanted = [exact] if len(words) == 1 else [part for part in exact.split("…") if fold(part).text.strip()]
    assert len(words) == len(wanted)
    for one, other in zip(words, wanted, strict=True):
        if len(words) > 1 or "…" not in exact:
            assert one.strip() == other.strip() if found.state == "exact" else _same(one, other), (one, other)
    assert all(one[1] <= other[0] for one, other in zip(found.spans, found.spans[1:], strict=False))


def date(data: bytes) -> None:
    """Words are a date with a first and a last day and a label in words, or no date, with the reason and what to write."""
    text = data.decode("utf-8", "replace")
    try:
        found = dates.parse(text)
    except dates.NotADate as no_date:
        said = str(no_date), no_date.hint
    else:
        said = found.label, found.text
        assert found.first or found.last
        assert not (found.first and found.last) or found.first <= found.last
        assert found.sort_key()
    assert all(one.strip() for one in said), said


def note(data: bytes) -> None:
    """An editor's note is read with its marks and citations; what is wrong stands at a line of the file."""
    source = _source("entities/people/x.md", b"---\nname: X\nkind: person\n---\n\n" + data)
    if source is None:
        return
    divided = divide(source)
    if isinstance(divided, Flaw):
        return
    text, cites, findings = notes.read(source.path, divided)
    _said(source, findings)
    list(notes.articles_cited(source.path, divided))
    assert len({cite.number for cite in cites}) == len(cites)
    for paragraph in notes.paragraphs(text) if not findings else ():
        told = notes.cited_sentences(paragraph)
        marks = [mark for _, some in told for mark in some]
        assert marks == [int(mark) for mark in notes.MARK.findall(paragraph)]
        assert all(some for _, some in told)


def page(data: bytes) -> None:
    """A saved page or text becomes a draft that the reader of files can read, or is refused with a sentence."""
    for name in ("page.html", "page.txt", "page.md"):
        try:
            made = importing.convert(importing.Given(data, name, "https://example.org/a"))
        except Refusal:
            continue
        made.front()
        assert not isinstance(decode("x.md", made.body.encode()), Flaw)


def pdf(data: bytes) -> None:
    """Bytes that begin like a PDF become a draft, or are refused with a sentence."""
    with suppress(Refusal):
        importing.convert(importing.Given(b"%PDF-1.4\n" + data, "page.pdf"))


def project(data: bytes) -> None:
    """A project with one article of any kind is joined and checked; where nothing is wrong its data can be given out, and adds up."""
    files = {**_REGISTRY, "articles/x.md": data}
    joined = library.Workspace(Path("/no/such/folder"), address="https://example.org/").joined(files, [])
    assert joined.findings or "x" in joined.kb.articles, "an article is shown, or it is said why not"
    for finding in joined.findings:
        assert finding.fact
        assert finding.hint
    said = report(joined.findings)
    assert _SEEN.fullmatch(said)
    if joined.sound:
        kb = joined.kb
        assert all(kb.evidence[fact.id] for fact in kb.facts.values() if fact.quotes)
        json.dumps(joined.data, ensure_ascii=False).encode()


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "reader": reader,
    "content": content,
    "body": body,
    "quote": quote,
    "date": date,
    "note": note,
    "page": page,
    "pdf": pdf,
    "project": project,
}


def _same(one: str, other: str) -> bool:
    return fold(one).text.strip() == fold(other).text.strip()


def _source(path: str, data: bytes) -> Source | None:
    """The text of a file; None where it is refused, which must then be said at a place in it."""
    source = decode(path, data)
    if isinstance(source, Flaw):
        assert source.fact
        assert source.hint
        assert source.place.line >= 1
        assert source.place.column >= 1
        return None
    return source


def _inside(source: Source, places: Iterable[Place]) -> None:
    """Every place names a line of the file, and a column of that line or its end."""
    lines = source.text.split("\n")
    for place in places:
        assert place.path == source.path
        assert 1 <= place.line <= len(lines) + 1, place
        assert 1 <= place.column <= len(lines[place.line - 1] if place.line <= len(lines) else "") + 1, place


def _said(source: Source, findings: list[Finding]) -> None:
    _inside(source, (finding.place for finding in findings))
    for finding in findings:
        assert finding.fact
        assert finding.hint, finding
    assert _SEEN.fullmatch(report(findings))
    assert _SEEN.fullmatch(report(findings, "github"))
    assert json.loads(report(findings, "json")) is not None
