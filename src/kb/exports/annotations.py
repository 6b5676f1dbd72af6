"""``data/annotations.jsonld``: every passage as a W3C Web Annotation, for programs that know nothing of this project.

The places are read from the HTML of the article's page, because that is what another program anchors in. A passage
that runs across the mark of a footnote, or leaves words out, has several targets: each stands unbroken on the page.

Source: Web Annotation Data Model (W3C Recommendation, 23 February 2017), sections 3.2.4 (TextualBody), 4.2.2
(CssSelector), 4.2.4 (TextQuoteSelector), 4.2.5 (TextPositionSelector), 4.2.9 (refinedBy), 5 (collections).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any, Final

from kb import markup
from kb.exports.laid_out import laid_out
from kb.knowledge import Passage, ReadArticle
from kb.model import Fact
from kb.pages.page import Link, Phrase
from kb.pages.wording import Speech

ADDRESS: Final = "data/annotations.jsonld"
CONTEXT: Final = 32  # characters before and after the words; doubled until they stand once
_INDENT: Final = "\n   "  # before each annotation in the file
_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_WHOLE: Final = ("<!", "<script", "<style", *(f"<{name}{end}" for name in sorted(_VOID) for end in " \n>"))  # nothing stands in it
_TELLING: Final = ("kb-text", "kb-q", "kb-fn", " id=", "\nid=")  # in the tags that are asked for what they are

Stretch = tuple[str, int, int]  # the id of the paragraph, and offsets into the text of its column


def as_annotations(articles: Iterable[str], total: int) -> Iterator[str]:
    """The file in pieces: every passage as one collection, from what ``annotations_of`` gives for each article, in their order.

    ``total`` is the number of passages. Addresses are relative to the root of the site.
    """
    whole = {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"@base": "../"}],
        "id": ADDRESS,
        "type": "AnnotationCollection",
        "label": "The words that facts rest on",
        "total": total,
        "first": {"id": f"{ADDRESS}#all", "type": "AnnotationPage", "startIndex": 0, "items": []},
    }
    head, tail = laid_out(whole).split("[]")
    yield f"{head}["
    before = ""
    for items in articles:
        if items:
            yield before + items
            before = ","
    yield f"{_INDENT[:-1] if before else ''}]{tail}\n"


def annotations_of(speech: Speech, article: ReadArticle, html: str) -> str:
    """The annotations of an article, whose page has this body, each laid out as it stands in the file, with commas between them."""
    url = f"articles/{article.id}/"
    columns = _Columns({paragraph.key for paragraph in article.body.paragraphs})
    columns.read(html)
    return ",".join(_INDENT + laid_out(_annotation(speech, one, url, columns), _INDENT) for one in article.passages)


def _annotation(speech: Speech, passage: Passage, url: str, columns: _Columns) -> dict[str, Any]:
    facts = speech.kb.facts_on[passage.article, passage.id]
    return {
        "id": f"{ADDRESS}#{passage.id}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [_body(speech, fact) for fact in facts],
        "target": [_target(stretch, url, columns) for stretch in columns.stretches.get(passage.id, ())],
    }


def _body(speech: Speech, fact: Fact) -> dict[str, str]:
    """A fact in words, with how sure and who says it: a reader of the annotation alone must not take it for told as so."""
    sure = fact.certainty if fact.status == "actual" else f"{fact.certainty}, {fact.status}"
    return {
        "id": f"data/kb.json#{fact.id}",
        "type": "TextualBody",
        "value": f"{plain(speech.says(fact))} ({sure}; {plain(speech.voice(fact))})",
        "format": "text/plain",
        "language": "en",
        "purpose": "describing",
    }


def _target(stretch: Stretch, url: str, columns: _Columns) -> dict[str, Any]:
    key, start, end = stretch
    first, last = columns.spans[key]
    prefix, exact, suffix = context(columns.text, (first + start, first + end), (first, last))
    quote = {
        "type": "TextQuoteSelector",
        "exact": exact,
        **({"prefix": prefix} if prefix else {}),
        **({"suffix": suffix} if suffix else {}),
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {
        "type": "SpecificResource",
        "source": url,
        "selector": [quote, {"type": "CssSelector", "value": f"#{key} > .kb-text", "refinedBy": position}],
    }


def context(text: str, words: tuple[int, int], column: tuple[int, int]) -> tuple[str, str, str]:
    """The words at a place with what stands before and after them: as much as it takes for them to stand once in ``text``.

    The context stays within the column as long as that tells the words apart: what stands beside it is not the article's.
    """
    start, end = words
    for first, last in (column, (0, len(text))):
        length = CONTEXT
        while True:
            prefix, suffix = text[max(first, start - length) : start], text[end : min(last, end + length)]
            if _stands_once(prefix + text[start:end] + suffix, text):
                return prefix, text[start:end], suffix
            if length >= last - first:
                break
            length *= 2
    return text[:start], text[start:end], text[end:]


def _stands_once(words: str, text: str) -> bool:
    return text.find(words, text.find(words) + 1) < 0


def plain(phrase: Phrase) -> str:
    """A phrase without its links."""
    return "".join(piece if isinstance(piece, str) else piece.text if isinstance(piece, Link) else piece.label for piece in phrase)


class _Columns:
    """The text of an article's page, the column of each paragraph in it, and where each passage stands in its column."""

    def __init__(self, keys: Collection[str]) -> None:
        self.keys = keys
        self.texts: list[str] = []
        self.text = ""
        self.at = 0
        self.spans: dict[str, tuple[int, int]] = {}
        self.stretches: dict[str, list[Stretch]] = {}
        self.elements: list[tuple[str, str]] = []  # what each open element is, and its id
        self.inside = Counter[str]()  # how many of each are open

    def read(self, html: str) -> None:
        """Read a whole page; only then is ``text`` whole."""
        found = markup.pieces(html)
        if found is None:
            _Otherwise(self).feed(html)
        for text, written in found or ():
            if text:
                self.say(unescape(text) if "&" in text else text)
            if written.startswith("</"):
                self.close()
            elif written and not (written.endswith("/>") or written.startswith(_WHOLE)):
                tag = markup.tag(written) if any(sign in written for sign in _TELLING) else None
                self.open(dict(tag.attributes) if tag else {})
        self.text = "".join(self.texts)

    def open(self, values: Mapping[str, str | None]) -> None:
        """An element begins."""
        classes = (values.get("class") or "").split()
        role, one = "mark" if "kb-fn" in classes else "", ""
        if values.get("id") in self.keys:
            role, one = "paragraph", values.get("id") or ""
        elif "kb-text" in classes:
            role = "column"
        elif "kb-q" in classes:
            role, one = "passage", values.get("data-q") or ""
        self.elements.append((role, one))
        self.inside[role] += 1

    def close(self) -> None:
        """The last element that is open ends."""
        if self.elements:
            self.inside[self.elements.pop()[0]] -= 1

    def say(self, data: str) -> None:
        """A text between two tags."""
        start, self.at = self.at, self.at + len(data)
        self.texts.append(data)
        if not (self.inside["column"] and self.inside["paragraph"]):
            return
        key = next(one for role, one in self.elements if role == "paragraph")
        first, _ = self.spans.get(key, (start, start))
        self.spans[key] = (first, self.at)
        if not self.inside["mark"] and self.inside["passage"]:
            for passage in (one for role, one in self.elements if role == "passage"):
                self.extend(self.stretches.setdefault(passage, []), (key, start - first, self.at - first), data)

    @staticmethod
    def extend(before: list[Stretch], stretch: Stretch, data: str) -> None:
        """Add a stretch of a passage, to the one before it where nothing stands between them."""
        key, start, end = stretch
        if before and before[-1][0] == key and before[-1][2] == start:
            before[-1] = (key, before[-1][1], end)
        elif data.strip():
            before.append(stretch)


class _Otherwise(HTMLParser):
    """Reads what is not written plainly."""

    def __init__(self, columns: _Columns) -> None:
        super().__init__(convert_charrefs=True)
        self.columns = columns

    def feed(self, data: str) -> None:
        super().feed(data)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.columns.open(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.columns.close()

    def handle_data(self, data: str) -> None:
        self.columns.say(data)
