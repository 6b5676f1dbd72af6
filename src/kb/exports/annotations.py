"""``data/annotations.jsonld``: every passage as a W3C Web Annotation, for programs that know nothing of this project.

The places are read from the HTML of the article's page, because that is what another program anchors in. A passage
that runs across the mark of a footnote, or leaves words out, has several targets: each stands unbroken on the page.

Source: Web Annotation Data Model (W3C Recommendation, 23 February 2017), sections 3.2.4 (TextualBody), 4.2.2
(CssSelector), 4.2.4 (TextQuoteSelector), 4.2.5 (TextPositionSelector), 4.2.9 (refinedBy), 5 (collections).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from html.parser import HTMLParser
from typing import Any, Final

from kb.knowledge import KnowledgeBase, Passage
from kb.model import Fact
from kb.pages.page import Link, Phrase
from kb.pages.wording import Speech

ADDRESS: Final = "data/annotations.jsonld"
CONTEXT: Final = 32  # characters before and after the words; doubled until they stand once
_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})

Stretch = tuple[str, int, int]  # the id of the paragraph, and offsets into the text of its column


def as_annotations(kb: KnowledgeBase, words: Callable[[str], str]) -> dict[str, Any]:
    """Every passage of every article as one annotation collection; addresses are relative to the root of the site.

    ``words`` gives the HTML of the page at an address.
    """
    speech = Speech(kb)
    items = []
    for article in kb.articles.values():
        url = f"articles/{article.id}/"
        columns = _Columns({paragraph.key for paragraph in article.body.paragraphs})
        columns.feed(words(url))
        columns.end()
        items += [_annotation(speech, passage, url, columns) for passage in article.passages]
    return {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"@base": "../"}],
        "id": ADDRESS,
        "type": "AnnotationCollection",
        "label": "The words that facts rest on",
        "total": len(items),
        "first": {"id": f"{ADDRESS}#all", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }


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


class _Columns(HTMLParser):
    """The text of an article's page, the column of each paragraph in it, and where each passage stands in its column."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.keys = keys
        self.texts: list[str] = []
        self.text = ""
        self.at = 0
        self.spans: dict[str, tuple[int, int]] = {}
        self.stretches: dict[str, list[Stretch]] = {}
        self.open: list[tuple[str, str, str]] = []  # tag, what it is, its id

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if values.get("id") in self.keys:
            self.open.append((tag, "paragraph", values.get("id") or ""))
        elif "kb-text" in classes:
            self.open.append((tag, "column", ""))
        elif "kb-q" in classes:
            self.open.append((tag, "passage", values.get("data-q") or ""))
        else:
            self.open.append((tag, "mark" if "kb-fn" in classes else "", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        start, self.at = self.at, self.at + len(data)
        self.texts.append(data)
        roles = [role for _, role, _ in self.open]
        if "column" not in roles or "paragraph" not in roles:
            return
        key = next(one for _, role, one in self.open if role == "paragraph")
        first, _ = self.spans.get(key, (start, start))
        self.spans[key] = (first, self.at)
        if "mark" not in roles:
            for passage in (one for _, role, one in self.open if role == "passage"):
                self.extend(self.stretches.setdefault(passage, []), (key, start - first, self.at - first), data)

    @staticmethod
    def extend(before: list[Stretch], stretch: Stretch, data: str) -> None:
        """Add a stretch of a passage, to the one before it where nothing stands between them."""
        key, start, end = stretch
        if before and before[-1][0] == key and before[-1][2] == start:
            before[-1] = (key, before[-1][1], end)
        elif data.strip():
            before.append(stretch)

    def end(self) -> None:
        """Read to the end; only then is ``text`` whole."""
        self.close()
        self.text = "".join(self.texts)
