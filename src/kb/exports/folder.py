"""The pages as a folder of Markdown that another host can render: one island of HTML between plain headings.

The folder is complete without this project: its ``mkdocs.yml`` names no plugin of ours and no hook. Only the headings
are Markdown, so that each host makes its own table of contents; everything else is HTML that a host passes through.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from html import escape
from typing import Final

from kb.pages import Page, scripts, styles

_CONFIG: Final = """\
site_name: {title}
site_url: http://localhost:8000/
docs_dir: docs
use_directory_urls: true
theme:
  name: material
  font: false
  palette:
    - {{scheme: default, primary: custom, accent: custom}}
plugins:
  - search
markdown_extensions:
  - attr_list
extra_css:
{css}
extra_javascript:
{js}
nav:
{nav}
"""


INTERNAL: Final = '<p class="kb-internal" data-search-exclude>Internal: not for publication</p>'
DOCS: Final = "docs"


def markdown_file(url: str) -> str:
    """The file of the page at an address. A folder each: some hosts count links from the file."""
    return f"{DOCS}/{url}index.md"


def settings(title: str, pages: Iterable[Page], assets: Iterable[str]) -> str:
    """The ``mkdocs.yml`` of the folder; ``assets`` are the paths of styles, scripts and fonts."""
    listed = list(assets)
    heads = {page.url: page for page in pages if page.kind in {"front", "index"}}
    return _CONFIG.format(
        title=json.dumps(title, ensure_ascii=False),
        css="\n".join(f"  - {path}" for path in styles(listed)),
        js="\n".join(f"  - {path}" for path in scripts(listed)),
        nav="\n".join(
            f"  - {json.dumps(page.title, ensure_ascii=False)}: {page.file}" for page in heads.values() if not _lies_below(page, heads)
        ),
    )


def _lies_below(page: Page, heads: Collection[str]) -> bool:
    """Whether a page belongs to another that lists things, as *As of 1990* to *As of a date*: that one leads to it."""
    parts = page.url.split("/")
    return any("/".join([*parts[:many], ""]) in heads for many in range(1, len(parts) - 1))


def markdown(page: Page, audience: str = "public") -> str:
    """A page as Markdown: front matter, then islands of HTML between second-level headings.

    For an internal audience it begins with a line that says so.
    """
    first = INTERNAL if audience == "internal" else ""
    hide = ["navigation"] if page.contents else ["navigation", "toc"]
    head = [
        "---",
        f"title: {json.dumps(escape(page.title, quote=False), ensure_ascii=False)}",
        f"description: {json.dumps(escape(page.description), ensure_ascii=False)}",
        f"hide: [{', '.join(hide)}]",
        "---",
        "",
    ]
    body = [_island(f"{first}\n{page.lead}")]
    for part in page.parts:
        body += [f"## {_plain_heading(part.heading)} {{ #{part.anchor} }}", _island(part.html)]
    if page.tail:
        body.append(_island(page.tail))
    if page.loading:
        body.append(_island(page.loading))
    return "\n".join(head) + "\n\n".join(body) + "\n"


def _island(html: str) -> str:
    """One block of HTML: a line that is empty would end it."""
    return '<div markdown="0">\n{}\n</div>'.format("\n".join(line for line in html.split("\n") if line.strip()))


def _plain_heading(text: str) -> str:
    """A heading in which nothing is markup."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#|!&" else character for character in text)
