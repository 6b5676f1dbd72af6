"""Renders the body of an article: Markdown (CommonMark 0.31 with footnotes) to one piece of HTML per paragraph.

Only what an article's text needs is switched on: paragraphs, headings, quotes, lists, emphasis, links, footnotes.
Raw HTML, images, code and link definitions stay the characters that they are, so nothing an editor writes becomes
markup and nothing vanishes. The output grammar is closed by construction: the renderer writes the tags, and every
text and attribute in them is escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from kb.passages.addresses import may_be_a_link

_OFF: Final = ("html_block", "html_inline", "image", "code", "fence", "reference", "backticks", "footnote_inline")
_DEEPEST: Final = 18  # levels; the parser drops what stands two deeper, and what follows it, without a word
_HOLDING: Final = frozenset({"blockquote", "ul", "ol", "li"})
_CONTAINERS: Final = frozenset({"blockquote", "bullet_list", "ordered_list", "list_item"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading or footnote of the body.

    ``key`` is ``p-4`` for the fourth paragraph and ``fn-2`` for the footnote printed as [2]; ``label`` is how a
    citation says it (``¶4``, ``note 2``). ``before`` and ``after`` are the tags of the quotes and lists around it,
    ``lines`` the lines of the Markdown that hold it, counted from 0, the last exclusive.
    """

    key: str
    label: str
    html: str
    before: str = ""
    after: str = ""
    lines: tuple[int, int] = field(default=(0, 0), compare=False, repr=False)

    @property
    def footnote(self) -> int | None:
        """The number of the footnote, where it is one or a further paragraph of one."""
        return int(self.key.split("-")[1]) if self.key.startswith("fn-") else None


@dataclass(frozen=True, slots=True)
class Body:
    """The rendered body; ``unused`` are footnotes without a mark, ``missing`` marks without a footnote, ``twice`` two of one name.

    ``too_deep`` is the line, counted from 0, of the first quote or list in so many others that what stands in it is not read.
    """

    paragraphs: tuple[Paragraph, ...]
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    too_deep: int | None = None


def render(markdown: str) -> Body:
    """Render Markdown into numbered paragraphs, the footnotes last and in the order of their marks."""
    parser = _parser()
    env: MutableMapping[str, Any] = {}
    tokens = parser.parse(markdown, env)
    paragraphs: list[Paragraph] = []
    around: list[_Around] = []
    note, number, note_part = "", 0, 0
    deep = next((token.map[0] for token in tokens if token.level >= _DEEPEST and token.tag in _HOLDING and token.map), None)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "footnote_open":
            note, note_part = str(token.meta["label"]), 0
        elif token.type == "footnote_close":
            note = ""
        elif token.type.rsplit("_", 1)[0] in _CONTAINERS:
            _enter(token, around) if token.nesting == 1 else around.pop()
        elif token.nesting == 1 and token.type in {"paragraph_open", "heading_open"}:
            close = next(at for at in range(position, len(tokens)) if tokens[at].nesting == -1 and tokens[at].level == token.level)
            html = parser.renderer.render(_shown(tokens[position : close + 1]), parser.options, env)
            if note:
                note_part += 1
                key, label = (f"fn-{note}" if note_part == 1 else f"fn-{note}-{note_part}"), f"note {note}"
            else:
                number += 1
                key, label = f"p-{number}", f"¶{number}"
            first, behind = token.map or (0, 0)  # every paragraph has its lines; the type allows for others
            paragraphs.append(Paragraph(key, label, html.strip("\n"), _opening(around), _closing(around), (first, behind)))
            position = close
        position += 1
    return Body(tuple(paragraphs), *_footnote_faults(markdown, env), deep)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST + 2}).use(footnote_plugin)
    parser.disable(_OFF)
    parser.validateLink = may_be_a_link  # type: ignore[method-assign]
    parser.add_render_rule("footnote_ref", _footnote_mark)
    parser.add_render_rule("softbreak", _softbreak)
    return parser


def _footnote_mark(_: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, ___: MutableMapping[str, Any]) -> str:
    label, again = tokens[index].meta["label"], tokens[index].meta["subId"]
    own = f"fnref-{label}" if not again else f"fnref-{label}-{again + 1}"
    return f'<sup class="kb-fn" id="{own}"><a href="#fn-{label}">[{label}]</a></sup>'


def _softbreak(*_: object) -> str:
    return "\n"


def _shown(tokens: list[Token]) -> list[Token]:
    """The tokens of a paragraph without the back arrow of a footnote; in tight lists paragraphs are hidden: show them."""
    for token in tokens:
        token.hidden = False
    return [token for token in tokens if token.type != "footnote_anchor"]


@dataclass(slots=True)
class _Around:
    """A quote, list or item around a paragraph. ``number`` is that of the item of a numbered list, ``shown`` whether a paragraph had it."""

    tag: str
    number: int = 0
    shown: bool = False


def _enter(token: Token, around: list[_Around]) -> None:
    """Go into a quote, a list or an item; each item of a numbered list has its number."""
    if token.tag == "ol":
        around.append(_Around("ol", int(token.attrs.get("start", 1)) - 1))
        return
    if token.tag == "li" and around and around[-1].tag == "ol":
        around[-1].number += 1
    around.append(_Around(token.tag))


def _opening(around: list[_Around]) -> str:
    """The tags before a paragraph: each has its own list, so that it goes on with its number; a mark stands before the first of an item."""
    parts = []
    for one in around:
        if one.tag == "ol" and one.number != 1:
            parts.append(f'<ol start="{one.number}">')
        elif one.tag == "li" and one.shown:
            parts.append('<li class="kb-on">')
        else:
            parts.append(f"<{one.tag}>")
        one.shown = True
    return "".join(parts)


def _closing(around: list[_Around]) -> str:
    return "".join(f"</{one.tag}>" for one in reversed(around))


def _footnote_faults(markdown: str, env: MutableMapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    refs: dict[str, int] = env.get("footnotes", {}).get("refs", {})
    unused = tuple(label[1:] for label, index in refs.items() if index < 0)
    marks = re.findall(r"\[\^([^\[\]\s]+)\](?!:)", markdown)
    missing = tuple(dict.fromkeys(mark for mark in marks if f":{mark}" not in refs))
    odd = tuple(label[1:] for label in refs if not label[1:].isascii() or not label[1:].isdigit())
    defined = Counter(re.findall(r"^ {0,3}\[\^([^\[\]\s]+)\]:", markdown, re.MULTILINE))
    twice = tuple(label for label, times in defined.items() if times > 1)
    return unused, missing + odd, twice
