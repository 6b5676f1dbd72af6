"""The words of a finished page for the host's search, as the host's own parser finds them, in less than half of its time.

Material reads every page again with a parser of its own, and that took a quarter of a build. This reads what is written plainly
with ``markup``, by the same rules, and leaves everything else to the host. It adds no rule of its own: a test holds both
against each other on the whole site and on random pages.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page as HostPage

from kb import markup

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEPT: Final = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})
_NEVER: Final = frozenset({"object", "script", "style"})
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
_EXCLUDED: Final = "data-search-exclude"


@dataclass
class Section:
    """A heading with an id and what follows it, or what stands before the first; ``text`` and ``title`` are pieces of HTML."""

    tag: str
    depth: float
    excluded: bool = False
    id: str | None = None
    text: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)


def sections(html: str) -> list[Section] | None:
    """The sections of a page's body in their order, those to be left out among them; ``None`` where the host has to read it."""
    found = None if "headerlink" in html or "linenodiv" in html else markup.pieces(html)
    if found is None:
        return None
    reader = _Reader()
    for text, written in found:
        if text:
            reader.say(text)
        if not written:
            continue
        if written[1] == "/":
            reader.close(written[2:-1].lower())
        elif read := markup.tag(written):
            reader.open(read)
            if read.closes:
                reader.close(read.name)
    return reader.sections


class _Reader:
    """Where in a page one is, and what was found so far."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.at: Section | None = None
        self.context: list[str] = []
        self.skip = set(_NEVER)
        self.blocked = 0  # elements around this place that are left out

    def open(self, read: markup.Tag) -> None:
        tag = read.name
        if tag in _VOID:
            return
        self.context.append(tag)
        self.blocked += tag in self.skip
        names = dict(read.attributes)
        if tag in _HEADINGS and "id" in names:
            depth = len(self.context)
            if tag != "h1" and not self.sections:
                self.sections.append(Section("hx", depth))
            identity = names["id"] if self.sections else None
            self.at = Section(tag, depth, _EXCLUDED in names, identity)
            self.sections.append(self.at)
        at = self.at or self._preface()
        if _EXCLUDED in names:
            if tag not in self.skip:
                self.skip.add(tag)
                self.blocked += self.context.count(tag)
        elif tag in _KEPT and not self.blocked and not at.excluded:
            (at.title if at.tag in self.context else at.text).append(f"<{tag}>")

    def close(self, tag: str) -> None:
        context = self.context
        if not context or context[-1] != tag:
            return
        at = self.at or self._preface()
        if at.depth > len(context):
            outer = next((one for one in reversed(self.sections) if one.depth <= len(context)), None)
            if outer:
                at.depth = math.inf  # it has ended, and nothing goes back to it
                self.at = at = outer
        context.pop()
        if tag in self.skip:
            self.blocked -= 1
            if tag not in _NEVER:
                self.skip.remove(tag)
                self.blocked -= context.count(tag)
        elif tag in _KEPT and not self.blocked and not at.excluded:
            data = at.title if at.tag in context else at.text
            index = data.index(f"<{tag}>")
            if any(not data[place].isspace() for place in range(index + 1, len(data))):
                data.append(f"</{tag}>")
            else:
                del data[index:]

    def say(self, written: str) -> None:
        if self.blocked or (self.at and self.at.excluded):  # nobody asks for the words of a section that is left out
            return
        data = unescape(written) if "&" in written else written
        blank, whole = data.isspace(), "pre" in self.context
        if not whole:
            data = " " if blank else data.replace("\n", " ")
        at = self.at or self._preface()
        if at.tag in self.context:
            at.title.append(escape(data, quote=False))
        elif not blank:
            at.text.append(escape(data, quote=False))
        elif not at.text or not at.text[-1].isspace() or whole:
            at.text.append(data)

    def _preface(self) -> Section:
        self.at = Section("hx", 0)
        self.sections.append(self.at)
        return self.at


def hasten(config: MkDocsConfig) -> None:
    """Let the host's search take the words of pages from here, where it is Material's and is switched on."""
    search: Any = config.plugins.get("material/search") or config.plugins.get("search")
    if type(search).__module__ == "material.plugins.search.plugin" and hasattr(search, "search_index"):
        index = search.search_index
        index.add_entry_from_context = _adding(index, index.add_entry_from_context)


def _adding(index: Any, otherwise: Callable[[HostPage], None]) -> Callable[[HostPage], None]:  # noqa: ANN401 - the host's index has no types
    """Adds the entries of a page to the index, or has the host do it."""

    def add(page: HostPage) -> None:
        found = sections(page.content or "")
        if found is None or page.meta.get("search"):
            otherwise(page)
            return
        for section in found:
            if not section.excluded:
                index.create_entry_for_section(section, page.toc, page.url, page)

    return add
