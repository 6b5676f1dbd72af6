"""From a tree to its leaves: every word of the page once, in order, with what it stands in and whether a reader can see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from kb.importing.text import Leaf, Run, tidy
from kb.importing.tree import Node

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option"}
    | {"p", "pre", "search", "section", "select", "summary", "table", "caption", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
    | {"colgroup", "button", "label", "textarea", *_HEADINGS}
)
_SILENT: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math", "video", "audio", "canvas", "map", "datalist"}
)
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"(?<![a-z])(?:screen-reader-text|sr-only|visually-hidden|mw-editsection)(?![a-z])")
_SPACES: Final = re.compile("[ \t\n\r\f]+")
_LINKS: Final = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True)
class Page:
    """The leaves of a page in order, its elements by their numbers, and where each ``id`` or ``name`` stands."""

    leaves: tuple[Leaf, ...]
    elements: Mapping[int, Node]
    hidden: frozenset[int]
    named: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    pictures: int = 0
    tables: int = 0
    dead_links: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    em: bool = False
    strong: bool = False
    href: str = ""
    target: str = ""
    raised: bool = False
    pre: bool = False


def flow(root: Node, base: str) -> Page:
    """The leaves of a page; ``base`` is its address, which its relative links go on from, or empty."""
    walk = _Walk(base)
    walk.block(root, (), (), _Style(), 0)
    walk.flush((), (), 0, pre=False)
    return Page(tuple(walk.leaves), walk.elements, frozenset(walk.hidden), walk.named, walk.pictures, walk.tables, walk.dead_links)


class _Walk:
    """Goes through a tree once."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.leaves: list[Leaf] = []
        self.elements: dict[int, Node] = {}
        self.hidden: set[int] = set()
        self.named: dict[str, tuple[int, ...]] = {}
        self.runs: list[Run] = []
        self.inside: list[tuple[int, ...]] = []
        self.pictures = self.tables = self.dead_links = 0

    def block(self, node: Node, path: tuple[int, ...], around: tuple[str, ...], style: _Style, heading: int) -> None:
        """An element that stands on lines of its own, with everything in it."""
        path = self.entered(node, path)
        around = around + self.containers(node, path[-1])
        heading = _HEADINGS.get(node.tag, heading)
        style = self.styled(node, style)
        for child in node.children:
            self.child(child, path, around, style, heading)
        self.flush(path, around, heading, pre=style.pre)

    def child(self, child: Node | str, path: tuple[int, ...], around: tuple[str, ...], style: _Style, heading: int) -> None:
        if isinstance(child, str):
            self.say(child, path, style)
        elif child.tag in _SILENT:
            self.pictures += child.tag in {"video", "audio", "iframe", "object"}
        elif child.tag in _BLOCKS or any(isinstance(one, Node) and _holds_block(one) for one in child.children):
            self.flush(path, around, heading, pre=style.pre)
            self.block(child, path, around, style, heading)
        elif child.tag == "br":
            self.broken(path, around, heading, style)
        else:
            self.pictures += child.tag in {"img", "picture"}
            inner = self.entered(child, path)
            within = self.styled(child, style)
            waiting = self.runs, self.inside
            if inner[-1] in self.hidden:
                self.runs, self.inside = [], []
            if child.tag == "a" and (name := child.get("id") or child.get("name")) and not child.words().strip():
                self.named.setdefault(name, inner)
            for one in child.children:
                self.child(one, inner, around, within, heading)
            if inner[-1] in self.hidden:
                self.flush(inner, around, heading, pre=style.pre)
                self.runs, self.inside = waiting

    def entered(self, node: Node, path: tuple[int, ...]) -> tuple[int, ...]:
        number = len(self.elements)
        self.elements[number] = node
        path = (*path, number)
        style = node.get("style")
        if (
            "hidden" in node.attributes
            or _UNSEEN.search(node.labels)
            or _HIDDEN_STYLE.search(style)
            or (node.get("aria-hidden") == "true" and node.tag not in {"a", "sup"})
        ):
            self.hidden.add(number)
        for name in (node.get("id"), node.get("name") if node.tag == "a" else ""):
            if name:
                self.named.setdefault(name, path)
        self.tables += node.tag == "table"
        return path

    @staticmethod
    def containers(node: Node, number: int) -> tuple[str, ...]:
        match node.tag:
            case "blockquote":
                return (f"quote#{number}",)
            case "ul" | "menu" | "dir":
                return (f"ul#{number}",)
            case "ol":
                start = node.get("start")
                return (f"ol#{number}" + (f":{start}" if start.isdigit() else ""),)
            case "li":
                return (f"li#{number}",)
            case _:
                return ()

    def styled(self, node: Node, style: _Style) -> _Style:
        em, strong, href, target, raised, pre = style.em, style.strong, style.href, style.target, style.raised, style.pre
        if node.tag in {"em", "i", "cite", "dfn", "var"}:
            em = True
        elif node.tag in {"strong", "b"}:
            strong = True
        elif node.tag == "sup":
            raised = True
        elif node.tag == "pre":
            pre = True
        elif node.tag == "a" and node.get("href").strip():
            href, target = self.linked(node.get("href").strip())
        return _Style(em, strong, href, target, raised, pre)

    def linked(self, href: str) -> tuple[str, str]:
        """Where a link leads: an address, or the name of a place on this page; neither where nobody could follow it."""
        if href.startswith("#"):
            return "", href[1:] or "top"
        try:
            whole = urljoin(self.base, href) if self.base else href
            parts = urlsplit(whole)
        except ValueError:
            self.dead_links += 1
            return "", ""
        if self.base and parts.fragment and whole.partition("#")[0] == self.base.partition("#")[0]:
            return "", parts.fragment
        if parts.scheme.lower() not in _LINKS or "@" in parts.netloc:  # words before the host would be read as the host
            self.dead_links += 1
            return "", ""
        return whole, ""

    def say(self, text: str, path: tuple[int, ...], style: _Style) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n") if style.pre else _SPACES.sub(" ", text)
        self.runs.append(Run(text, style.em, style.strong, style.href, "", style.target, style.raised))
        if text.strip():
            self.inside.append(path)

    def broken(self, path: tuple[int, ...], around: tuple[str, ...], heading: int, style: _Style) -> None:
        """A break of the line; a second one ends the paragraph."""
        before = "".join(run.text for run in self.runs).rstrip(" \t")
        if before.endswith("\n"):
            self.flush(path, around, heading, pre=style.pre)
        elif before:
            self.runs.append(Run("\n", style.em, style.strong, style.href, "", style.target, style.raised))

    def flush(self, path: tuple[int, ...], around: tuple[str, ...], heading: int, *, pre: bool) -> None:
        """What was said since the last leaf becomes one, with the elements that all of it stands in."""
        runs = tidy(self.runs, pre=pre)
        if "".join(run.text for run in runs).strip():
            common = _shared(self.inside) if self.inside else path
            self.leaves.append(Leaf(runs, common, around, heading, "", pre))
        self.runs, self.inside = [], []


def _holds_block(node: Node) -> bool:
    return any(one.tag in _BLOCKS for one in node.elements())


def _shared(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The beginning that all paths share."""
    low, high = min(paths), max(paths)
    for index, number in enumerate(low):
        if index >= len(high) or high[index] != number:
            return low[:index]
    return low


def visible_words(page: Page) -> Iterator[str]:
    """The words of every leaf, in the order of the page."""
    for leaf in page.leaves:
        yield leaf.text
