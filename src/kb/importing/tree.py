"""A page as a tree of plain values: elements, their attributes, and the words between them as they stand.

``lxml`` reads the page, which repairs unclosed elements as browsers do. Nothing is left out here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kb.findings import Refusal

DEEPEST: Final = 250  # elements inside one another: far above any article, below what a program can follow
_MISSING: Final = "`kb import` needs the packages trafilatura and pypdf, and they are not installed."
_INSTALL: Final = "Run `make site` in the project, or `pip install 'kb-armed-politics[import]'`."
_C1: Final = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its name in lower case, its attributes, and what it holds in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict, hash=False)
    children: tuple[Node | str, ...] = ()

    def get(self, name: str) -> str:
        """The value of an attribute; empty where it has none."""
        return self.attributes.get(name, "")

    @property
    def labels(self) -> str:
        """The words of class, id and role, for rules that go by names."""
        return " ".join(filter(None, map(self.get, ("class", "id", "role", "aria-label")))).lower()

    def elements(self) -> Iterator[Node]:
        """This element and all inside it, in the order of the page."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += [child for child in reversed(one.children) if isinstance(child, Node)]

    def words(self) -> str:
        """All text inside, as it stands."""
        return "".join(child if isinstance(child, str) else child.words() for child in self.children)


def missing() -> Refusal:
    """What is said where the extra packages are not installed."""
    return Refusal(_MISSING, _INSTALL)


def parse(html: str) -> Node:
    """Read a page. Raises ``Refusal`` where it holds nothing, or elements too deep inside one another."""
    try:
        from lxml import etree  # noqa: PLC0415 - heavy, and only this command needs it
        from lxml import html as reader  # noqa: PLC0415
    except ImportError:
        raise missing() from None
    parser = reader.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = reader.document_fromstring(html.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Refusal("The page is empty: it holds no elements and no words.", "Save the page again, with its text.") from None
    return _node(root, 0)


def _node(element: Any, depth: int) -> Node:  # noqa: ANN401 - lxml ships no types
    if depth > DEEPEST:
        raise Refusal(f"The page has more than {DEEPEST} elements inside one another.", "Save its text as plain text and import that.")
    children: list[Node | str] = [_said(element.text)] if element.text else []
    for child in element:
        if isinstance(child.tag, str):
            children.append(_node(child, depth + 1))
        if child.tail:
            children.append(_said(child.tail))
    return Node(str(element.tag).lower(), {str(key).lower(): str(value) for key, value in element.attrib.items()}, tuple(children))


def _said(text: str) -> str:
    """Text as a browser shows it: numbers of Windows characters, as in ``&#150;``, mean these (HTML, 13.2.5.80)."""
    return str(text).translate(_C1)
