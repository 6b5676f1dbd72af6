"""The passages of any body: read as seen, marked without a change, quotes found where they stand and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import html5lib
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kb.mentions import Finder, Ruling
from kb.model import ArticleId, Entity, EntityId, Mention, Name
from kb.passages import Located, Lost, Mark, Reading, Text, locate, mark, read, render, sentence_at, sentences
from kb.passages.anchoring import GAP
from kb.passages.reading import fold, folds_to_begin_with, folds_to_end_with
from kb.source import Place
from tests.built_site import Element

# ----------------------------------------------------------------------------------------------- what bodies are made of

LETTERS = "abcdeghxyzABQéüßøñ\u0627\u0644лж中ʿ"
ODD = ["\U0001d50a", "🏳️‍🌈", "e\u0301", "A\u030a", "q\u0323\u0307", "\u00ad", "\u200b", "İ", "ﬁ", "क्षि", "\u0301"]
SIGNS = ["&", "<", ">", '"', "'", "’", "“", "”", "–", "—", "…", ".", ",", ";", "!", "(", ")", "%", "#", "2 * 3", "_", "`", "|", "$", "\\"]
ENTITIES = ["&amp;", "&nbsp;", "&lt;b&gt;", "&#8212;", "&#x1F600;", "&copy", "&hellip;", "&notanentity;"]

words = st.text(LETTERS, min_size=1, max_size=7) | st.sampled_from(ODD) | st.sampled_from(SIGNS) | st.sampled_from(ENTITIES)
plain = st.lists(words, min_size=1, max_size=8).map(" ".join) | st.lists(words, min_size=1, max_size=6).map("".join)


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda text: f"*{text}*"),
        inner.map(lambda text: f"**{text}**"),
        inner.map(lambda text: f"[{text}](https://example.org/a?b=1&c=2)"),
        inner.map(lambda text: f'[{text}](x "a title")'),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        inner.map(lambda text: f"{text}[^1]"),
        inner.map(lambda text: f"{text}\\\nand on"),
        inner.map(lambda text: f"{text}\n{text}"),
    )


inline = st.recursive(plain, around, max_leaves=6)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def quoted(text: str) -> str:
        return "\n".join(f"> {line}" for line in text.split("\n"))

    return st.one_of(
        inner.map(quoted),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: "\n".join(f"- {item.replace(chr(10), chr(10) + '  ')}" for item in items)
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: "\n\n".join(f"7. {item.replace(chr(10), chr(10) + '   ')}" for item in items)
        ),
        st.lists(inner, min_size=2, max_size=3).map("\n\n".join),
        inner.map(lambda text: f"## {text}"),
    )


markdown = st.recursive(inline, blocks, max_leaves=5).map(lambda text: f"{text}\n\n[^1]: A *note* & more[^2].\n\n[^2]: Second.\n")
junk = st.text("<>/ab&;# \"'=[]()*_`!\n-^:", max_size=60)
bodies = markdown | junk


def paragraph_htmls(body: str) -> list[str]:
    return [paragraph.html for paragraph in render(body).paragraphs]


def marks_in(length: int, draw: st.DrawFn, most: int = 6) -> list[Mark]:
    """Marks anywhere in a text, nested and crossing each other."""
    made = []
    for number in range(draw(st.integers(0, most))):
        start, end = sorted((draw(st.integers(0, length)), draw(st.integers(0, length))))
        name = draw(st.sampled_from(["span", "a"])) if number == 0 else "span"
        made.append(Mark(start, end, f'<{name} id="k{number}" data-k="{number}">', f'<{name} data-k="{number}">', f"</{name}>"))
    return made


@st.composite
def marked(draw: st.DrawFn) -> tuple[Reading, list[Mark]]:
    htmls = paragraph_htmls(draw(bodies))
    assume(htmls)
    reading = read(draw(st.sampled_from(htmls)))
    return reading, marks_in(len(reading.text), draw)


# ------------------------------------------------------------------------------------------------------------- reading


class Seen(HTMLParser):
    """What a reader sees of a paragraph, read another way: all text but the marks of footnotes."""

    def __init__(self, html: str) -> None:
        """Read at once."""
        super().__init__(convert_charrefs=True)
        self.text, self.inside_mark = "", 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.inside_mark or (tag == "sup" and ("class", "kb-fn") in attrs):
            self.inside_mark += 1

    def handle_endtag(self, tag: str) -> None:
        del tag
        self.inside_mark = max(0, self.inside_mark - 1)

    def handle_data(self, data: str) -> None:
        self.text += "" if self.inside_mark else data


@given(bodies)
def test_pieces_are_the_html_without_gaps(body: str) -> None:
    for html in paragraph_htmls(body):
        reading = read(html)
        at = text_at = 0
        for piece in reading.pieces:
            assert (piece.at, piece.text_at) == (at, text_at)
            assert piece.end >= piece.at
            assert piece.text == (unescape(html[piece.at : piece.end]) if piece.kind == "text" else "")
            at, text_at = piece.end, text_at + len(piece.text)
        assert (at, text_at) == (len(html), len(reading.text))


@given(bodies)
def test_what_is_read_is_what_a_reader_sees(body: str) -> None:
    for html in paragraph_htmls(body):
        assert read(html).text == Seen(html).text
        if "kb-fn" not in html:
            tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
            assert read(html).text == "".join(tree.itertext())


@given(bodies)
def test_nothing_an_editor_writes_becomes_markup(body: str) -> None:
    allowed = {"p", "em", "strong", "a", "sup", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li"}
    for html in paragraph_htmls(body):
        for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
            assert element.tag in allowed | {"DOCUMENT_FRAGMENT"}
            assert set(element.attrib) <= {"href", "title", "class", "id"}
            assert re.match(r"(https?:|mailto:|#|[^:]*$|[^:/]*/)", element.get("href", ""))


# ------------------------------------------------------------------------------------------------------------- marking


def segments(html: str) -> dict[int, list[tuple[int, int]]]:
    """The stretches of text inside the elements of each mark, read with a stack that allows no crossing."""
    found: dict[int, list[tuple[int, int]]] = {}
    open_: list[tuple[str, int | None, int]] = []
    at = 0
    for piece in read(html).pieces:
        source = html[piece.at : piece.end]
        if piece.kind == "open":
            number = re.search(r'data-k="(\d)"', source)
            open_.append((piece.tag, int(number[1]) if number else None, at))
        elif piece.kind == "close":
            assert open_, f"{source} closes nothing in {html}"
            tag, key, start = open_.pop()
            assert tag == piece.tag, f"<{tag}> is closed by {source} in {html}"
            if key is not None:
                found.setdefault(key, []).append((start, at))
        at += len(piece.text)
    assert not open_, f"{open_} is never closed in {html}"
    return found


def without_marks(html: str) -> str:
    """The HTML less the tags of the marks, taken out with a stack: a closing tag belongs to the last one opened."""
    out, open_ = [], []
    for part in re.split(r"(<[^>]*>)", html):
        if re.match(r"<(span|a) [^>]*data-k=", part):
            open_.append(True)
        elif re.match(r"<(span|a)\b", part):
            open_.append(False)
            out.append(part)
        elif part in {"</span>", "</a>"}:
            if not open_.pop():
                out.append(part)
        else:
            out.append(part)
    assert not open_
    return "".join(out)


def whole_characters(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """A stretch widened to whole character references: what one reference prints cannot be cut."""
    for piece in reading.pieces:
        last = piece.text_at + len(piece.text)
        if piece.kind == "text" and piece.end - piece.at != len(piece.text):
            start = piece.text_at if piece.text_at < start < last else start
            end = last if piece.text_at < end < last else end
    return start, end


@given(marked())
def test_marking_changes_nothing_that_a_reader_sees(case: tuple[Reading, list[Mark]]) -> None:
    reading, marks = case
    assert read(mark(reading, marks)).text == reading.text


@given(marked())
def test_taking_the_marks_out_gives_the_html_back(case: tuple[Reading, list[Mark]]) -> None:
    reading, marks = case
    assert without_marks(mark(reading, marks)) == reading.html
    assert mark(reading, []) == reading.html


@given(marked())
def test_a_mark_covers_its_stretch_and_no_more(case: tuple[Reading, list[Mark]]) -> None:
    reading, marks = case
    found = segments(mark(reading, marks))
    for number, one in enumerate(marks):
        spans = found.get(number, [])
        if one.start == one.end:
            assert spans == []
            continue
        start, end = whole_characters(reading, one.start, one.end)
        assert spans, f"mark {number} is lost"
        covered = sorted(at for first, last in spans for at in range(first, last))
        assert covered == list(range(start, end))
        assert all(first < last for first, last in spans), f"mark {number} has an empty segment"


@given(marked())
def test_a_browser_builds_the_same_tree(case: tuple[Reading, list[Mark]]) -> None:
    reading, marks = case
    marks = [one for one in marks if not one.first.startswith("<a ") or "<a " not in reading.html]  # a link in a link is no HTML
    html = mark(reading, marks)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for number, one in enumerate(marks):
        number = int(one.first.partition('id="k')[2][0])  # noqa: PLW2901 - as numbered before the filter
        elements = [element for element in tree.iter() if element.get("data-k") == str(number)]
        start, end = whole_characters(reading, one.start, one.end)
        assert "".join(seen(element) for element in elements) == (reading.text[start:end] if one.start < one.end else "")
        assert [element.get("id") for element in elements] == ([f"k{number}"] + [None] * (len(elements) - 1) if elements else [])


def seen(element: Element) -> str:
    if element.tag == "sup" and element.get("class") == "kb-fn":
        return ""
    return (element.text or "") + "".join(seen(child) + (child.tail or "") for child in element)


def crosses(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[0] < one[1] < other[1] or other[0] < one[0] < other[1] < one[1]


def elements_of(reading: Reading) -> list[tuple[int, int]]:
    """The stretches of text inside the elements of the HTML."""
    found, open_ = [], []
    for piece in reading.pieces:
        if piece.kind == "open":
            open_.append(piece.text_at)
        elif piece.kind == "close":
            found.append((open_.pop(), piece.text_at))
    return found


@given(marked())
def test_a_mark_that_crosses_nothing_is_in_one_piece(case: tuple[Reading, list[Mark]]) -> None:
    reading, marks = case
    assume(all(piece.end - piece.at == len(piece.text) for piece in reading.pieces if piece.kind == "text"))
    found = segments(mark(reading, marks))
    elements = elements_of(reading)
    for number, one in enumerate(marks):
        span = (one.start, one.end)
        others = [(other.start, other.end) for other in marks if other is not one and other.start < other.end]
        if one.start < one.end and not any(crosses(span, other) for other in (*others, *elements)):
            assert len(found[number]) == 1


def test_a_mark_outside_the_text_is_left_out() -> None:
    reading = read("<p>abc</p>")
    assert mark(reading, [Mark(2, 9, "<i>", "<i>", "</i>"), Mark(-1, 2, "<i>", "<i>", "</i>")]) == reading.html


@pytest.mark.parametrize(
    ("html", "spans", "expected"),
    [
        ("<p>abcdef</p>", [(1, 3)], "<p>a<0>bc</0>def</p>"),
        ("<p>abcdef</p>", [(1, 3), (2, 5)], "<p>a<0>b<1>c</1></0><1>def</1></p>".replace("def</1>", "de</1>f")),
        ("<p>abcdef</p>", [(1, 5), (2, 3)], "<p>a<0>b<1>c</1>de</0>f</p>"),
        ("<p>ab<em>cd</em>ef</p>", [(2, 4)], "<p>ab<0><em>cd</em></0>ef</p>"),
        ("<p>ab<em>cd</em>ef</p>", [(1, 3)], "<p>a<0>b</0><em><0>c</0>d</em>ef</p>"),
        ("<p>ab<em>cd</em>ef</p>", [(3, 5)], "<p>ab<em>c<0>d</0></em><0>e</0>f</p>"),
        ("<p>a&amp;b</p>", [(1, 2)], "<p>a<0>&amp;</0>b</p>"),
        (
            '<p>a<sup class="kb-fn"><a href="#x">[1]</a></sup>b</p>',
            [(0, 2)],
            '<p><0>a<sup class="kb-fn"><a href="#x">[1]</a></sup>b</0></p>',
        ),
    ],
)
def test_marks_are_set_as_a_writer_would_set_them(html: str, spans: list[tuple[int, int]], expected: str) -> None:
    marks = [Mark(start, end, f"<{number}>", f"<{number}>", f"</{number}>") for number, (start, end) in enumerate(spans)]
    assert mark(read(html), marks) == expected


# ------------------------------------------------------------------------------------------------------------- folding

texts = st.text(max_size=40) | st.lists(words | st.sampled_from([" ", "\n", "\u00a0", "\u2009"]), max_size=12).map("".join)


@given(texts)
@example("e\u0301 é  \u00a0“x”\u00ad—")
@example("\u0301 \u0301")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(texts)
def test_folded_characters_know_where_they_come_from(text: str) -> None:
    folded = fold(text)
    origin = [folded.span(at, at + 1) for at in range(len(folded.text))]
    starts = [start for start, _ in origin]
    ends = [end for _, end in origin]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in origin)
    for at, (start, end) in enumerate(origin):
        assert folded.text[at] in fold(text[start:end]).text


@given(texts, st.data())
def test_words_beside_a_place_are_those_of_the_whole_text_folded(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    before, after = fold(text[:at]).text.rstrip(), fold(text[at:]).text.lstrip()
    some = data.draw(texts.map(lambda words: fold(words).text.strip()))
    for words in (some, before[-data.draw(st.integers(1, 9)) :].strip(), before.strip()):
        assert folds_to_end_with(text, at, words) == before.endswith(words)
    for words in (some, after[: data.draw(st.integers(1, 9))].strip(), after.strip()):
        assert folds_to_begin_with(text, at, words) == after.startswith(words)


@given(texts)
def test_folding_keeps_case_and_letters(text: str) -> None:
    def letters(one: str) -> str:
        return "".join(character for character in unicodedata.normalize("NFC", one) if character.isalnum())

    assert letters(fold(text).text) == letters("".join(text))


# ------------------------------------------------------------------------------------------------------------- locating


def text_of(body: str) -> Text:
    return Text(tuple(read(html) for html in paragraph_htmls(body)))


def places(text: Text, needle: str) -> list[tuple[int, int]]:
    """Every place of some words, looked for character by character in each paragraph."""
    return [
        (start + at, start + at + len(needle))
        for start, paragraph in zip(text.starts, text.paragraphs, strict=True)
        for at in range(len(paragraph.text) - len(needle) + 1)
        if paragraph.text.startswith(needle, at)
    ]


def folded_places(text: Text, needle: str) -> int:
    wanted = fold(needle).text
    return sum(paragraph.folded.text.startswith(wanted, at) for paragraph in text.paragraphs for at in range(len(paragraph.folded.text)))


BEGINNINGS = st.sampled_from(["Al", "é", "e\u0301", "Ba", "ç", "\U0001d50a", "中"])


@st.composite
def distinct(draw: st.DrawFn) -> tuple[Text, list[tuple[int, int]]]:
    """The text of a body in which no two words are alike, and the place of each word."""
    paragraphs, number = [], 0
    for _ in range(draw(st.integers(1, 3))):
        parts = []
        for _ in range(draw(st.integers(2, 8))):
            number += 1
            word = f"{draw(BEGINNINGS)}{number}w"
            form = draw(
                st.sampled_from(["{}", "{}", "{}", "*{}*", "**{}**", "[{}](https://example.org/)", "{}[^1]", "“{}”", "{}’s", "&amp; {}"])
            )
            parts += [form.format(word), draw(st.sampled_from([" ", " ", "\n", " – ", " — ", " ’ ", "\u00a0"]))]
        paragraphs.append("".join(parts[:-1]))
    text = text_of("\n\n".join((*paragraphs, "[^1]: A note.")))
    return text, [found.span() for found in re.finditer(r"\w+\d+w", text.text.replace("e\u0301", "ee"))]


@st.composite
def distinct_words(draw: st.DrawFn) -> tuple[Text, int, int]:
    """Some words in a row of one paragraph, which therefore stand there only once."""
    text, found = draw(distinct())
    first = draw(st.sampled_from(found))
    last = draw(st.sampled_from([one for one in found if one >= first and text.paragraph_at(one[0]) == text.paragraph_at(first[0])]))
    return text, first[0], last[1]


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Text, int, int]:
    """The text of a body and a stretch of one paragraph that an editor could quote."""
    text = text_of(draw(bodies))
    long_enough = [index for index, paragraph in enumerate(text.paragraphs) if paragraph.text.strip()]
    assume(long_enough)
    index = draw(st.sampled_from(long_enough))
    paragraph = text.paragraphs[index].text
    start = draw(st.integers(0, len(paragraph) - 1))
    end = draw(st.integers(start + 1, len(paragraph)))
    words = paragraph[start:end]
    assume(fold(words).text.strip(" …") and "…" not in words)
    return text, text.starts[index] + start, text.starts[index] + end


@given(quoted())
def test_words_that_stand_once_are_found_where_they_stand(case: tuple[Text, int, int]) -> None:
    text, start, end = case
    words = text.text[start:end]
    found = locate(text, words)
    if len(places(text, words)) == 1:
        assert found == Located("exact", ((start, end),), text.paragraph_at(start))
        assert isinstance(found, Located)
        assert text.text[slice(*found.spans[0])] == words
    else:
        assert found == Lost("ambiguous", tuple(places(text, words)))


def in_other_writing(words: str, data: st.DataObject) -> str:
    """The same words in other white space, quotation marks, dashes and Unicode form."""
    other = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), words)
    other = "".join({"’": "'", "“": '"', "”": '"', "–": "—", "—": "-"}.get(character, character) for character in other)
    return re.sub(r"\s+", lambda _: data.draw(st.sampled_from([" ", "\n", "  ", "\u00a0"])), other)


@given(distinct_words(), st.data())
def test_other_white_space_marks_dashes_and_forms_are_found_as_normalised(case: tuple[Text, int, int], data: st.DataObject) -> None:
    text, start, end = case
    words = text.text[start:end]
    other = in_other_writing(words, data)
    found = locate(text, other)
    assert found == Located("exact" if other == words else "normalised", ((start, end),), text.paragraph_at(start))


@given(quoted())
def test_words_that_stand_twice_are_never_located(case: tuple[Text, int, int]) -> None:
    text, start, end = case
    words = text.text[start:end]
    twice = Text((*text.paragraphs, text.paragraphs[text.paragraph_at(start)]))
    found = locate(twice, words)
    assert isinstance(found, Lost)
    assert found.loss == "ambiguous"
    assert all(twice.text[first:last] == words for first, last in found.spans)


@given(quoted(), st.data())
def test_a_quote_with_one_letter_changed_is_never_located(case: tuple[Text, int, int], data: st.DataObject) -> None:
    text, start, end = case
    words = text.text[start:end]
    letters = [at for at, character in enumerate(words) if character.isalnum()]
    assume(letters)
    at = data.draw(st.sampled_from(letters))
    changed = words[:at] + ("k" if words[at] != "k" else "v") + words[at + 1 :]
    assume(not folded_places(text, changed))
    found = locate(text, changed)
    assert isinstance(found, Lost)
    assert found.loss in {"orphan", "across"}


@given(quoted(), st.data())
def test_a_prefix_and_a_suffix_tell_two_places_apart(case: tuple[Text, int, int], data: st.DataObject) -> None:
    text, start, end = case
    paragraph = text.paragraphs[text.paragraph_at(start)].text
    offset = text.starts[text.paragraph_at(start)]
    first, last = data.draw(st.integers(0, start - offset)), data.draw(st.integers(end - offset, len(paragraph)))
    assume(not any(unicodedata.combining(paragraph[at : at + 1] or " ") for at in (first, start - offset, end - offset, last)))
    prefix, suffix = paragraph[first : start - offset], paragraph[end - offset : last]
    found = locate(text, text.text[start:end], prefix, suffix)
    if isinstance(found, Located):
        assert text.text[slice(*found.spans[0])] == text.text[start:end] or found.state == "normalised"
    else:
        assert found.loss == "ambiguous"
    if len(places(text, text.text[start:end])) == 1:
        assert found == Located("exact", ((start, end),), text.paragraph_at(start))


@given(distinct(), st.data())
def test_parts_are_joined_in_their_order_and_in_one_paragraph(case: tuple[Text, list[tuple[int, int]]], data: st.DataObject) -> None:
    text, found = case
    picked = data.draw(st.lists(st.sampled_from(found), min_size=2, max_size=4, unique=True))
    elided = locate(text, " … ".join(text.text[start:end] for start, end in picked))
    index = text.paragraph_at(picked[0][0])
    if all(text.paragraph_at(start) == index for start, _ in picked) and picked == sorted(picked):
        assert elided == Located("exact", tuple(picked), index)
    else:
        assert isinstance(elided, Lost)
        assert elided.loss in {"across", "orphan"}


@given(bodies, st.text(max_size=30), st.text(max_size=5), st.text(max_size=5))
def test_no_quote_whatever_breaks_the_search(body: str, exact: str, prefix: str, suffix: str) -> None:
    found = locate(text_of(body), exact, prefix, suffix)
    if isinstance(found, Located):
        assert all(first < last for first, last in found.spans)


@given(bodies)
def test_a_quote_across_paragraphs_is_not_located(body: str) -> None:
    text = text_of(body)
    for one, two in pairwise(text.paragraphs):
        if one.text.strip() and two.text.strip() and "…" not in one.text + two.text and not unicodedata.combining(two.text.strip()[0]):
            quote = f"{one.text.strip()} {two.text.strip()}"
            if not folded_places(text, quote):
                assert locate(text, quote) == Lost("across")


@given(bodies)
def test_the_text_is_its_paragraphs_with_a_line_between_them(body: str) -> None:
    text = text_of(body)
    assert text.text == GAP.join(paragraph.text for paragraph in text.paragraphs)
    for index, (start, paragraph) in enumerate(zip(text.starts, text.paragraphs, strict=True)):
        assert text.text[start : start + len(paragraph.text)] == paragraph.text
        assert text.paragraph_at(start) == index


# ------------------------------------------------------------------------------------------------------------ sentences


@given(st.text("AB ab.!?…”“'\"U.S. 1\n", max_size=60) | texts)
def test_sentences_are_the_paragraph(text: str) -> None:
    spans = sentences(text)
    at = 0
    for start, end in spans:
        assert text[at:start].strip() == ""
        assert start < end
        at = end
    assert text[at:].strip() == ""
    for offset in range(len(text)):
        start, end = sentence_at(text, offset)
        assert 0 <= start <= end <= len(text)
        if not text[offset].isspace():
            assert start <= offset < end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Col. Steve Warren said so. He left.", ["Col. Steve Warren said so.", "He left."]),
        ("forces of the U.S. military left. “No,” he said.", ["forces of the U.S. military left.", "“No,” he said."]),
        ("went to the U.S. The announcement came.", ["went to the U.S.", "The announcement came."]),
        ("“It is so.” Then he left.", ["“It is so.”", "Then he left."]),
        ("No end", ["No end"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


# ------------------------------------------------------------------------------------------------------------- mentions

HERE = ArticleId("here")
name_texts = st.lists(st.sampled_from(["a", "b", "ab", "U.S.", "Al", "al", "İ", "“a”", "a-b", "ba"]), min_size=1, max_size=3).map(" ".join)
finds = st.sampled_from(["same-case", "any-case", "never"])


def entity(number: int, names: list[tuple[str, str]]) -> Entity:
    listed = tuple(Name(text, find=find) for text, find in names)
    return Entity(id=EntityId(f"e{number}"), place=Place("x"), name=names[0][0], kind="group", names=listed)


@st.composite
def registries(draw: st.DrawFn) -> list[Entity]:
    """Entities whose names are all different, whatever their case."""
    texts = draw(st.lists(name_texts, min_size=1, max_size=6, unique_by=lambda text: fold(text).text.lower()))
    return [entity(number, [(text, draw(finds))]) for number, text in enumerate(texts)]


def word_edge(text: str, at: int) -> bool:
    return not (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum())


def expected_mentions(entities: list[Entity], text: str) -> list[tuple[int, int, str]]:
    """The rule in its plainest form: from left to right, at each place the longest name that stands there as whole words."""
    folded = fold(text)
    found, at = [], 0
    while at < len(folded.text):
        here = []
        for one in entities:
            for name in one.names:
                wanted = fold(name.text).text.strip()
                stands = folded.text[at : at + len(wanted)]
                same = stands == wanted or (name.find == "any-case" and len(stands) == len(wanted) and same_letters(stands, wanted))
                if name.find != "never" and same and word_edge(folded.text, at) and word_edge(folded.text, at + len(wanted)):
                    here.append((len(wanted), str(one.id)))
        if here:
            length, who = max(here)
            found.append((*folded.span(at, at + length), who))
            at += length
        else:
            at += 1
    return found


def same_letters(one: str, other: str) -> bool:
    return all(a == b or a.lower() == b.lower() for a, b in zip(one, other, strict=True))


article_texts = st.lists(
    st.sampled_from(["a", "b", "ab", "U.S.", "AL", "Al", "al", "İ", "“a”", '"a"', "a–b", "ba", ".", "x", "aİ"]), max_size=12
).flatmap(lambda parts: st.sampled_from([" ", "  ", "", "\u00a0"]).map(lambda glue: glue.join(parts)))


def reading_of(text: str) -> Reading:
    return read(text.replace("&", "&amp;").replace("<", "&lt;"))


@given(registries(), article_texts)
def test_mentions_are_those_of_the_plainest_rule(entities: list[Entity], text: str) -> None:
    found, none = Finder(entities).find(HERE, reading_of(text), 100)
    assert none == []
    assert [(one.start - 100, one.end - 100, one.entity) for one in found] == expected_mentions(entities, text)


@given(registries(), article_texts)
def test_mentions_never_overlap_nor_stand_inside_a_word(entities: list[Entity], text: str) -> None:
    reached = 0
    for one in Finder(entities).find(HERE, reading_of(text))[0]:
        assert reached <= one.start < one.end <= len(text)
        assert word_edge(text, one.start)
        assert word_edge(text, one.end)
        reached = one.end


@given(registries(), article_texts, name_texts, st.sampled_from([None, EntityId("other")]))
def test_an_override_goes_before_a_name_of_the_same_length(entities: list[Entity], text: str, words: str, means: EntityId | None) -> None:
    found, none = Finder(entities).find(HERE, reading_of(text), 0, [Ruling(words, means, None)])
    wanted = fold(words).text.strip()
    assert all(means is None and fold(text[start:end]).text == wanted for start, end in none)
    taken = sorted([(one.start, one.end) for one in found] + none)
    assert all(one[1] <= other[0] for one, other in pairwise(taken))
    for one in found:
        if fold(text[one.start : one.end]).text == wanted:
            assert one.entity == means


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Islamic State of Iraq", ["Islamic State of Iraq"]),
        ("the Islamic State of Syria", ["Islamic State"]),
        ("State of Iraq and Iraq", ["State of Iraq", "Iraq"]),
        ("Iraqi, pre-Iraq, Iraq’s", ["Iraq", "Iraq"]),
        ("islamic state, IRAQ", ["islamic state"]),
        ("Islamic\u00a0\n State", ["Islamic\u00a0\n State"]),
    ],
)
def test_the_longest_name_wins_and_only_whole_words_count(text: str, found: list[str]) -> None:
    names = [("Islamic State", "any-case"), ("Islamic State of Iraq", "same-case"), ("State of Iraq", "same-case"), ("Iraq", "same-case")]
    finder = Finder([entity(number, [name]) for number, name in enumerate(names)])
    assert [text[one.start : one.end] for one in finder.find(HERE, reading_of(text))[0]] == found


def test_a_name_of_another_article_is_not_looked_for() -> None:
    name = Name("A", only_in=(ArticleId("there"),))
    finder = Finder([Entity(id=EntityId("a"), place=Place("x"), name="A", kind="group", names=(name,))])
    assert finder.find(HERE, reading_of("A")) == ([], [])
    assert finder.find(ArticleId("there"), reading_of("A")) == ([Mention(0, 1, EntityId("a"))], [])


def test_an_override_holds_only_in_its_passages() -> None:
    finder = Finder([entity(1, [("A", "same-case")])])
    found = finder.find(HERE, reading_of("A and A"), 10, [Ruling("A", EntityId("other"), ((16, 17),))])
    assert found == ([Mention(10, 11, EntityId("e1")), Mention(16, 17, EntityId("other"))], [])
    assert finder.find(HERE, reading_of("A and A"), 10, [Ruling("A", None, ((16, 17),))]) == ([Mention(10, 11, EntityId("e1"))], [(16, 17)])
