"""Leaves as the project's Markdown, proved: what ``passages`` reads in it is what the leaves say, to the letter and in order.

Each paragraph is written plainly first; where it would be read as something else its signs are escaped, and only if that does
not help is its emphasis given up. The whole is read again at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from typing import Final

from kb import passages
from kb.findings import Refusal
from kb.importing.text import Leaf, Run, spaced

_ALWAYS: Final = re.compile(r"\[\^")  # would be the mark of a footnote
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>&])|(?m:^([#+=~-]))|(?m:^(\d{1,9})([.)]))")
_ANY: Final = re.compile(r"([!-/:-@\[-`{-~])")
_STUB: Final = "\n\n[^{0}]: x"


@dataclass(frozen=True, slots=True)
class Written:
    """A body in Markdown, and how many paragraphs lost emphasis or links because Markdown cannot say them."""

    body: str
    plain: int = 0


def write(leaves: Sequence[Leaf]) -> Written:
    """The body of an article. Raises ``Refusal`` where it would not read as it is meant: a fault of ours."""
    text = [leaf for leaf in leaves if not leaf.note]
    notes = [leaf for leaf in leaves if leaf.note]
    for strict in (0, 1):
        lines = [_leaf_lines(leaf, strict) for leaf in text]
        parts = _nested([(leaf.around, written) for leaf, (written, _) in zip(text, lines, strict=True)])
        noted = {label: [_leaf_lines(one, strict) for one in group] for label, group in groupby(notes, key=lambda one: one.note)}
        parts += [f"[^{label}]: " + _indented("\n\n".join(written for written, _ in group), 4) for label, group in noted.items()]
        body = "\n\n".join(parts) + "\n"
        whole = passages.render(body)
        faults = (*whole.unused, *whole.missing, *whole.twice)
        if not faults and _read(body) == [spaced(leaf.text) for leaf in _as_read(leaves)]:
            return Written(body, sum(lost for _, lost in [*lines, *(one for group in noted.values() for one in group)]))
    raise Refusal("The text cannot be written as Markdown without a change to its words.", "Save it as plain text and import that.")


def words_of(body: str) -> list[str]:
    """The words of a body as a reader sees them, marks of footnotes aside."""
    return " ".join(_read(body)).split()


def _read(body: str) -> list[str]:
    return [spaced(passages.read(paragraph.html).text) for paragraph in passages.render(body).paragraphs]


def _as_read(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The leaves in the order in which they are read: the text, then the notes in the order of their marks."""
    marks = list(dict.fromkeys(run.mark for leaf in leaves if not leaf.note for run in leaf.runs if run.mark))
    place = {mark: at for at, mark in enumerate(marks)}
    notes = sorted((leaf for leaf in leaves if leaf.note), key=lambda leaf: place.get(leaf.note, len(place)))
    return [leaf for leaf in leaves if not leaf.note] + notes


# ------------------------------------------------------------------------------------------ one paragraph


def _leaf_lines(leaf: Leaf, strict: int) -> tuple[str, bool]:
    """A leaf as Markdown, and whether it lost emphasis or links."""
    level = min(leaf.heading, 6)
    bare = tuple(Run(run.text, mark=run.mark) for run in leaf.runs)
    for escape in range(strict, 3):
        for runs in (leaf.runs, tuple(Run(run.text, href=run.href, mark=run.mark) for run in leaf.runs), bare):
            said = _styled(runs, escape)
            if level:
                said = "#" * level + " " + said.replace("\n", " ")
            if _reads_as(said, runs, f"h{level}" if level else "p"):
                return said, _styles(runs) != _styles(leaf.runs)
    raise Refusal(f"A paragraph cannot be written as Markdown: “{leaf.text[:80]}”.", "Save the text as plain text and import that.")


def _reads_as(said: str, runs: Sequence[Run], tag: str) -> bool:
    """Whether Markdown is read as one paragraph with just these words, emphasis, links and marks."""
    marks = dict.fromkeys(run.mark for run in runs if run.mark)
    found = passages.render(said + "".join(_STUB.format(mark) for mark in marks)).paragraphs
    own = [one for one in found if one.footnote is None]
    if len(own) != 1 or own[0].before or not own[0].html.startswith(f"<{tag}>") or len(found) != 1 + len(marks):
        return False
    reader = _Runs()
    reader.feed(own[0].html)
    reader.close()
    return _styles(reader.runs) == _styles(runs)


def _styles(runs: Iterable[Run]) -> list[tuple[str, bool, bool, bool]]:
    """Words with their style, spaces aside, and marks in their places."""
    letters = [(letter, run.em, run.strong, bool(run.href)) for run in runs for letter in (f"[^{run.mark}]" if run.mark else run.text)]
    merged: list[tuple[str, bool, bool, bool]] = []
    for letter, em, strong, link in letters:
        if letter in " \n":
            if merged and not merged[-1][0].endswith(" "):
                merged.append((" ", False, False, False))
        elif len(letter) > 1:
            merged.append((letter, False, False, False))
        else:
            merged.append((letter, em, strong, link))
    while merged and merged[-1][0] == " ":
        merged.pop()
    return merged


class _Runs(HTMLParser):
    """Reads the HTML of one paragraph back into runs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.open: list[str] = []
        self.href = ""
        self.label = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "sup" and given.get("class") == "kb-fn":
            self.label = True
        elif tag == "a" and not self.label:
            self.href = given.get("href") or "-"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "sup":
            self.label = False
        elif tag == "a" and not self.label:
            self.href = ""
        if tag in self.open:
            self.open.reverse()
            self.open.remove(tag)
            self.open.reverse()

    def handle_data(self, data: str) -> None:
        if self.label:
            self.runs.append(Run("", mark=data.strip("[]")))
        else:
            self.runs.append(Run(data, "em" in self.open, "strong" in self.open, self.href))


def _styled(runs: Sequence[Run], escape: int) -> str:
    """Runs as Markdown; links hold emphasis, strong words hold emphasised ones."""
    parts: list[str] = []
    for href, linked in groupby(runs, key=lambda run: run.href):
        inner = "".join(
            _wrapped("**" if strong else "", list(group), escape) for strong, group in groupby(linked, key=lambda run: run.strong)
        )
        if href and inner.strip():
            start, core, end = _edges(inner)
            parts.append(f"{start}[{core}]({_address(href)}){end}")
        else:
            parts.append(inner)
    return "".join(parts)


def _wrapped(sign: str, runs: list[Run], escape: int) -> str:
    if sign == "**":
        inner = "".join(_wrapped("*" if em else "", list(group), escape) for em, group in groupby(runs, key=lambda run: run.em))
    elif not sign and any(run.em for run in runs):
        return "".join(_wrapped("*" if em else "", list(group), escape) for em, group in groupby(runs, key=lambda run: run.em))
    else:
        inner = "".join(f"[^{run.mark}]" if run.mark else _escaped(run.text, escape) for run in runs)
    start, core, end = _edges(inner)
    return f"{start}{sign}{core}{sign}{end}" if core and sign else inner


def _edges(text: str) -> tuple[str, str, str]:
    """White space before, the words, white space after: signs of emphasis stand close to words."""
    core = text.strip()
    if not core:
        return text, "", ""
    start = text.index(core)
    return text[:start], core, text[start + len(core) :]


def _escaped(text: str, escape: int) -> str:
    if escape == 0:
        return _ALWAYS.sub(r"\\[\\^", text)
    if escape == 1:
        signs = _SIGNS.sub(lambda found: f"{found[3]}\\{found[4]}" if found[3] else f"\\{found[0]}", text)
        return signs.replace("\\[^", "\\[\\^")
    return _ANY.sub(r"\\\1", text)


def _address(href: str) -> str:
    plain = "".join(letter if letter > " " and letter not in "<>\\" else f"%{ord(letter):02X}" for letter in href)
    return f"<{plain}>" if "(" in plain or ")" in plain else plain


# --------------------------------------------------------------------------------------- quotes and lists


def _nested(leaves: Sequence[tuple[tuple[str, ...], str]]) -> list[str]:
    """Paragraphs with what they stand in, as blocks of Markdown that stand apart by an empty line."""
    parts: list[str] = []
    for head, grouped in groupby(leaves, key=lambda one: one[0][0] if one[0] else ""):
        group = list(grouped)
        if not head:
            parts += [text for _, text in group]
            continue
        inner = [(around[1:], text) for around, text in group]
        kind = head.partition("#")[0]
        if kind == "quote":
            whole = "\n\n".join(_nested(inner))
            parts.append("\n".join(f"> {line}" if line else ">" for line in whole.split("\n")))
        elif kind in {"ul", "ol"}:
            parts += _items(head, inner, follows=bool(parts) and bool(re.match(r"[-*]|\d+[.)]", parts[-1])))
        else:  # an item outside a list
            parts += _nested(inner)
    return parts


def _items(head: str, leaves: list[tuple[tuple[str, ...], str]], *, follows: bool) -> list[str]:
    """The items of a list as one block. A list right after another one takes the other sign, so that they stay two."""
    ordered, start = head.startswith("ol"), head.partition(":")[2]
    number = int(start) if start else 1
    made: list[str] = []
    for item, grouped in groupby(leaves, key=lambda one: one[0][0] if one[0] else ""):
        inner = [(around[1:] if item.startswith("li") else around, text) for around, text in grouped]
        sign = f"{number}{')' if follows else '.'} " if ordered else "* " if follows else "- "
        made.append(sign + _indented("\n\n".join(_nested(inner)), len(sign)))
        number += 1
    loose = any("\n\n" in one for one in made)
    return [("\n\n" if loose else "\n").join(made)]


def _indented(text: str, width: int) -> str:
    """Text whose lines after the first are moved in."""
    return "\n".join(" " * width + line if at and line else line for at, line in enumerate(text.split("\n")))
