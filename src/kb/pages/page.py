"""A page as the hosts receive it, the template environment, and the small values that templates print."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any, Final
from urllib.parse import quote

from jinja2 import PackageLoader, StrictUndefined  # noqa: TID251 - templates are code of this package, not content
from markupsafe import Markup

from kb.pages.printing import Printer

_CASCADE: Final = ("tokens", "chrome", "parts", "article", "layers", "differences", "finder", "preview", "print")
_SINGLE: Final = ("assets/kb/js/pages/", "assets/kb/js/vendor/", "assets/kb/js/workers/")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page: its anchor, its heading as plain text, and its HTML without the heading.

    ``times`` says how many things it lists, beside the heading and in the contents of the page; 0 says nothing.
    Back-references are not ``searched``: they repeat what the articles hold, and would swell the index.
    """

    anchor: str
    heading: str
    html: str
    searched: bool = True
    times: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A generated page.

    ``url`` is its folder in the site (``actors/x/``, empty for the front page). ``lead`` is the HTML before the first
    section. ``source`` is the file of the project that it is mostly made from, if there is one. ``names`` are further
    words under which a search should find it; ``tail`` is the HTML after the last section. ``scripts`` are the scripts of
    this page alone, by their path in the site (``assets/kb/js/pages/x.js``), in their order. ``files`` are the data files
    that these scripts load: the path of each in the site, and what it holds.
    """

    url: str
    title: str
    lead: str
    parts: tuple[Part, ...] = ()
    description: str = ""
    source: str = ""
    names: tuple[str, ...] = ()
    kind: str = "page"
    contents: bool = False
    tail: str = ""
    scripts: tuple[str, ...] = ()
    files: tuple[tuple[str, object], ...] = ()

    @property
    def file(self) -> str:
        """The Markdown file that a host would have for this address: ``actors/x.md``, ``actors/index.md``."""
        return "index.md" if not self.url else f"{self.url.rstrip('/')}.md" if self.kind in LEAVES else f"{self.url}index.md"

    @property
    def html(self) -> str:
        """The whole body, headings with their anchors in place."""
        return "\n".join(piece for piece in (self.lead, *(_section(part) for part in self.parts), self.tail, self.loading) if piece)

    @property
    def loading(self) -> str:
        """The elements that load the page's own scripts."""
        return "\n".join(f'<script src="{root_of(self.url)}{escape(path)}" defer></script>' for path in self.scripts)


def _section(part: Part) -> str:
    excluded = "" if part.searched else " data-search-exclude"
    number = f' <span class="kb-n">{part.times:,}</span>' if part.times else ""
    return f'<section class="kb-section">\n<h2 id="{part.anchor}"{excluded}>{escape(part.heading)}{number}</h2>\n{part.html}\n</section>'


def styles(files: Iterable[str]) -> list[str]:
    """The style sheets among the files of the site, in the order of the cascade."""
    order = {f"assets/kb/css/{name}.css": index for index, name in enumerate(_CASCADE)}
    return sorted((path for path in files if path.endswith(".css")), key=lambda path: (order.get(path, len(order)), path))


def scripts(files: Iterable[str]) -> list[str]:
    """The scripts among the files of the site that every page gets; those of single pages a page names itself."""
    return sorted(path for path in files if path.endswith(".js") and not path.startswith(_SINGLE))


LEAVES = frozenset({"actor", "place", "event", "article", "source"})


def root_of(url: str) -> str:
    """The way from a page's folder back to the root of the site: ``../../`` for ``actors/x/``."""
    return "../" * url.count("/")


def data_file(data: object) -> bytes:
    """A data file for the scripts of a page: JSON without spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def content_file(path: str) -> str:
    """Where the site keeps a content file as the build read it, from the root.

    A server tells by the end of a name what a file is, and a browser runs what it is told is a page or a picture with
    scripts. A contributor names the original of an article, so only plain text and PDF keep their names; all else ends in .txt.
    """
    return f"data/files/{path if path.endswith(('.txt', '.pdf')) else path + '.txt'}"


# ------------------------------------------------------------------------------------- values for templates


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of the site: ``url`` from the root; ``kind`` gives the glyph, empty for none."""

    url: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """A citing link: it leads from a fact to the words that the fact rests on; ``fact`` may name several, with spaces."""

    url: str
    label: str
    words: str
    fact: str


Phrase = tuple["str | Link | Cite", ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter button: it keeps the lines whose ``data-<key>`` holds ``value``; ``times`` counts them."""

    key: str
    value: str
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Row:
    """A fact as a line of a page."""

    fact: str
    kind: str
    says: Phrase
    certainty: str
    status: str
    voice: Phrase
    own_voice: bool
    cites: tuple[Cite, ...]
    words: tuple[str, ...]
    when: str = ""
    when_basis: str = ""
    spread: str = ""
    classes: str = ""
    sort: tuple[Any, ...] = field(default=(), compare=False)


@lru_cache(maxsize=1)
def environment() -> Printer:
    """The environment of the templates, which keeps those that were used."""
    made = Printer(
        loader=PackageLoader("kb.pages"),
        autoescape=True,
        auto_reload=False,  # templates do not change while a program runs; asking the disk each time costs
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.filters["kept"] = lambda path: quote(content_file(path))
    made.filters["plural"] = plural
    made.tests["withheld"] = withheld
    return made


def render(template: str, url: str, **values: object) -> str:
    """Print a template for the page at ``url``; everything that is not Markup is escaped."""
    return environment().get_template(template).render(root=root_of(url), **values)


def ready() -> None:
    """Compile every template: before work is handed out, so that not each worker does it."""
    for name in environment().list_templates():
        environment().get_template(name)


def withheld(words: str) -> bool:
    """Whether words say that they are withheld, and are no words of an article."""
    return words.startswith("[withheld") and words.endswith("]")


def quoted(words: str) -> str:
    """Words in quotation marks; what stands for withheld words without them."""
    return words if withheld(words) else f"“{words}”"


def plural(number: int, noun: str, many: str = "") -> str:
    """``1 tie``, ``2 ties``, ``3 bodies``."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def trusted(html: str) -> Markup:
    """HTML that ``passages`` made: its grammar is closed and its texts are escaped already."""
    return Markup(html)  # noqa: S704 - the one place where HTML is let through, and only what passages wrote


def joined(phrases: Iterable[Phrase], glue: str = ", ") -> Phrase:
    """Phrases in a row, with words between them."""
    result: list[str | Link | Cite] = []
    for phrase in phrases:
        if result:
            result.append(glue)
        result.extend(phrase)
    return tuple(result)
