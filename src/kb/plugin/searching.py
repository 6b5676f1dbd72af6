"""The words of the finished pages for the search: read as the host reads them, and written in pieces instead of its index.

Material reads every page again with a parser of its own, and that took a quarter of a build. This reads what is written plainly
with ``markup``, by the same rules, and leaves everything else to the host's parser; a test holds both against each other on
the whole site and on random pages. What the host would keep as entries of one index goes to ``concordance``, page by page.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from importlib import import_module
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page as HostPage

from kb import concordance, markup

SETTINGS: Final = f"{concordance.FOLDER}search_index.json"
_STABLE: Final = f"{concordance.FOLDER}words/now.json"
_HOST: Final = "material.plugins.search.plugin"
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEPT: Final = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})
_NEVER: Final = frozenset({"object", "script", "style"})
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
_WITHIN: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"}
) | {*("samp", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var")}  # elements whose words go on from those before them

_LINES: Final = frozenset({"tr", "dt", "caption"})
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


def sections(html: str, *, apart: bool = False) -> list[Section] | None:
    """The sections of a page's body in their order, those to be left out among them; ``None`` where the host has to read it.

    The host puts words of neighbouring boxes together; ``apart`` keeps a space between them, so that each can be found,
    and leaves out what is written in drawings.
    """
    found = None if "headerlink" in html or "linenodiv" in html else markup.pieces(html)
    if found is None:
        return None
    reader = _Reader(apart=apart)
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

    def __init__(self, *, apart: bool) -> None:
        self.apart = apart
        self.never = _NEVER | {"svg"} if apart else _NEVER  # the words of a drawing stand beside it too, in a list or a table
        self.sections: list[Section] = []
        self.at: Section | None = None
        self.context: list[str] = []
        self.skip = set(self.never)
        self.blocked = 0  # elements around this place that are left out

    def open(self, read: markup.Tag) -> None:
        tag = read.name
        if tag in _VOID:
            return
        self.context.append(tag)
        if self.apart and tag not in _WITHIN:
            self.part(tag)
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
        if self.apart and tag not in _WITHIN:
            self.part(tag)
        at = self.at or self._preface()
        if at.depth > len(context):
            outer = next((one for one in reversed(self.sections) if one.depth <= len(context)), None)
            if outer:
                at.depth = math.inf  # it has ended, and nothing goes back to it
                self.at = at = outer
        context.pop()
        if tag in self.skip:
            self.blocked -= 1
            if tag not in self.never:
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

    def part(self, tag: str) -> None:
        """A space where a box begins or ends, if words stand before it; a row of a table is a line of its own."""
        if self.at and not self.blocked and not self.at.excluded:
            data = self.at.title if self.at.tag in self.context else self.at.text
            if data and tag in _LINES:
                data.append("\n")
            elif data and not data[-1].isspace():
                data.append(" ")

    def _preface(self) -> Section:
        self.at = Section("hx", 0)
        self.sections.append(self.at)
        return self.at


def take_over(config: MkDocsConfig, hints: Mapping[str, tuple[str, str]]) -> None:
    """Have the words of pages kept for the pieces, where the host's search is Material's and is switched on.

    What is kept stands where the host keeps its entries, so that it comes back from the processes that finish pages.
    ``hints`` are the kind and the further names of what a page is about, by its address.
    """
    index = _index(config)
    if index is None:
        return
    index.add_entry_from_context = _adding(index, hints)
    index.generate_search_index = lambda _: json.dumps({"config": _settings(index), "docs": []})


def pieces(config: MkDocsConfig, *, stable: bool = False) -> dict[str, bytes] | None:
    """Every file of the search by its path in the site; ``None`` where the host's search is not Material's.

    Raises ``SameKeyError``. With ``stable`` the settings name the directory alike in every state, for a preview that makes
    the rest when it is asked for.
    """
    index = _index(config)
    if index is None:
        return None
    made = {one.url: one for one in index.entries}  # a page that is finished twice counts as it is at last
    path, files = concordance.Concordance.of(made.values()).pieces()
    if stable:
        files[_STABLE] = files[path]
        path = _STABLE
    for one in made.values():
        files |= one.texts
    return {**files, SETTINGS: settings(config, path)}


def settings(config: MkDocsConfig, directory: str = _STABLE) -> bytes:
    """What every page asks for when it opens: the host's settings, and where the directory of the pieces is."""
    found = {**_settings(_index(config)), "kb": directory.removeprefix(concordance.FOLDER)}
    return json.dumps({"config": found, "docs": []}, separators=(",", ":")).encode()


def _settings(index: Any) -> dict[str, Any]:  # noqa: ANN401 - the host's index has no types
    names = ("lang", "separator", "pipeline", "fields")
    return {name: index.config[name] for name in names} if index else {}


def _index(config: MkDocsConfig) -> Any:  # noqa: ANN401 - the host's index has no types
    search: Any = config.plugins.get("material/search") or config.plugins.get("search")
    return getattr(search, "search_index", None) if type(search).__module__ == _HOST else None


def _adding(index: Any, hints: Mapping[str, tuple[str, str]]) -> Callable[[HostPage], None]:  # noqa: ANN401 - the host's index has no types
    """Keeps what the search has to know of a page."""

    def add(page: HostPage) -> None:
        wanted = page.meta.get("search") or {}
        if wanted.get("exclude"):
            return
        found: list[Any] | None = sections(page.content or "", apart=True)
        if found is None:
            found = _by_the_host(page.content or "")
        before = len(index.entries)
        for section in found:
            if not (section.is_excluded() if hasattr(section, "is_excluded") else section.excluded):
                index.create_entry_for_section(section, page.toc, page.url, page)
        entries = index.entries[before:]
        read = [concordance.Section(one["location"].partition("#")[2], one["title"], one["text"]) for one in entries]
        kind, names = hints.get(page.url, ("", ""))
        kind = kind or " ".join(entries[0].get("tags", ()) if entries else ())
        index.entries[before:] = [concordance.page_of(page.url, read, kind, names, float(wanted.get("boost", 1)))]

    return add


def _by_the_host(html: str) -> list[Any]:
    parser = import_module(_HOST).Parser()
    parser.feed(html)
    parser.close()
    found: list[Any] = parser.data
    return found
