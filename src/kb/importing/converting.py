"""From one saved page or text to the draft of an article: its head, its body, and everything that the body leaves out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from kb.editing import Plain
from kb.findings import Refusal
from kb.importing import choosing, footnotes, head, markdown, plain
from kb.importing.decoding import decode, without_unwanted
from kb.importing.flow import Page, flow
from kb.importing.head import Head, Value
from kb.importing.text import Leaf, LeftOut, Run, spaced
from kb.importing.tree import parse
from kb.source import Source, parts

Kind = Literal["html", "text", "markdown", "pdf"]

LARGEST: Final = 20_000_000  # bytes; the longest articles with all their furniture have two million
_ENDINGS: Final[dict[str, Kind]] = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "markdown": "markdown",
    "pdf": "pdf",
    "txt": "text",
    "text": "text",
}
_TYPES: Final[dict[str, Kind]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "application/pdf": "pdf",
    "text/plain": "text",
}
TYPES: Final = frozenset(_TYPES)
_LOOKS: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_OFFICE: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_HEADING: Final = re.compile(r"\s*#\s+(.+?)\s*#*\s*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Given:
    """A file or page as it was got: its bytes, its name, and what the server said of it."""

    data: bytes
    name: str
    address: str = ""
    content_type: str = ""
    charset: str = ""
    retrieved: str = ""


@dataclass(frozen=True)
class Converted:
    """An article as it was read: its head, its body in Markdown, what is not in it and why, and what an editor should know."""

    kind: Kind
    head: Head
    body: str
    left: tuple[LeftOut, ...] = ()
    said: tuple[str, ...] = ()
    leaves: tuple[Leaf, ...] = ()

    def front(self) -> dict[str, Plain]:
        """The head as front matter, without ``short`` and ``original``."""
        found: dict[str, Plain] = {}
        if self.head.title:
            found["title"] = self.head.title.plain()
        if self.head.authors:
            found["authors"] = [author.plain() for author in self.head.authors]
        if self.head.publication:
            found["publication"] = self.head.publication.plain()
        if self.head.published:
            found["published"] = self.head.published.plain()
        if self.head.url:
            found["url"] = self.head.url
        if self.head.language:
            found["language"] = self.head.language
        return found


def kind_of(given: Given) -> Kind:
    """What a file is: by its first bytes, then by what the server says, then by its name. Raises ``Refusal`` for what is not read."""
    if not given.data.strip():
        raise Refusal(f"{given.name} is empty.", "Save the page again.")
    if len(given.data) > LARGEST:
        raise Refusal(
            f"{given.name} has {len(given.data):,} bytes; more than {LARGEST:,} are not read.", "Save the text of the article alone."
        )
    if given.data.startswith(b"%PDF-"):
        return "pdf"
    if given.data.startswith(_OFFICE):
        raise Refusal(f"{given.name} is a document of an office program or an archive.", "Save it as plain text, HTML or PDF.")
    if given.content_type in _TYPES and given.content_type != "text/plain":
        return _TYPES[given.content_type]
    ending = _ENDINGS.get(given.name.rpartition(".")[2].lower())
    if ending and ending != "pdf":
        return ending
    return "html" if _LOOKS.search(given.data[:4096]) else "text"


def convert(given: Given, *, encoding: str = "", title: str = "") -> Converted:
    """Read a page or text; ``encoding`` and ``title`` are those that the editor names. Raises ``Refusal`` where it cannot be."""
    kind = kind_of(given)
    if kind == "pdf":
        return _of_lines(kind, plain.of_pdf(given.data), given, title)
    read = decode(given.data, given.charset, encoding)
    if not read.text.strip():
        raise Refusal(f"{given.name} is empty: it holds white space only.", "Save the page again.")
    if kind == "html":
        made = _of_html(read.text, given, title)
    else:
        clean, taken = without_unwanted(read.text)
        said = (taken,) if taken else ()
        made = _of_markdown(clean, given, title) if kind == "markdown" else _of_lines(kind, plain.of_text(clean), given, title)
        made = replace(made, said=(*said, *made.said))
    return replace(made, said=(*read.said, *made.said))


# --------------------------------------------------------------------------------------------------- HTML


def _of_html(html: str, given: Given, title: str) -> Converted:
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    root = parse(html)
    page, taken_signs = _clean(flow(root, given.address or _base(html)))
    if not page.leaves:
        raise Refusal(
            f"{given.name} is empty: the page has no words that a reader sees.", "Pages that a script fills are saved without their text."
        )
    hint = choosing.guess(html, given.address)
    kept, left = choosing.choose(page, hint)
    notes = footnotes.linked(page, kept)
    if notes.parts:
        kept, left = choosing.choose(page, hint, (leaf for leaves in notes.parts.values() for leaf in leaves))
    found, taken = head.of_page(root, page, kept, hint, given.address)
    gone = {at for at, _ in taken}
    kept = [at for at in kept if at not in gone]
    noted = footnotes.with_links(page, kept, notes)
    if not noted.notes:
        noted = footnotes.counted(noted.leaves)
    written = markdown.write(noted.leaves)
    said = [*found.said, *filter(None, [taken_signs])]
    if noted.notes:
        anew = ", numbered anew: the page gives some of them no number or the same" if noted.renumbered else ""
        said.append(f"{_count(noted.notes, 'footnote')} found{anew}.")
    for number, words in ((page.tables, "table stands as paragraphs"), (page.pictures, "picture or film is not carried over")):
        if number:
            said.append(
                f"{_count(number, words)}. (Counted on the whole page.)"
                if number == 1
                else f"{number} {_plural(words)}. (Counted on the whole page.)"
            )
    if written.plain:
        said.append(f"{_count(written.plain, 'paragraph')} without emphasis or links that Markdown cannot say there.")
    everything = (*choosing.left_out(page, left), *head.taken_out(page, taken), *noted.apparatus)
    return _named(Converted("html", found, written.body, everything, tuple(said), noted.leaves), title)


def _plural(words: str) -> str:
    noun, _, rest = words.partition(" ")
    if noun == "picture":
        return "pictures or films are not carried over"
    return f"{noun}s stand {rest.partition(' ')[2]}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _base(html: str) -> str:
    """The address that the links of a saved page go on from: that of its ``base`` element or canonical link."""
    found = re.search(
        r"""<base[^>]+href=["'](https?://[^"']+)["']|<link[^>]+rel=["']?canonical["']?[^>]+href=["'](https?://[^"']+)["']""",
        html,
        re.IGNORECASE,
    )
    return (found.group(1) or found.group(2)) if found else ""


def _clean(page: Page) -> tuple[Page, str]:
    """The page without the characters that a content file may not hold, and what is to be said of them."""
    _, said = without_unwanted("\n".join(leaf.text for leaf in page.leaves))
    if not said:
        return page, ""
    leaves = (replace(leaf, runs=tuple(replace(run, text=without_unwanted(run.text)[0]) for run in leaf.runs)) for leaf in page.leaves)
    return replace(page, leaves=tuple(leaf for leaf in leaves if leaf.text.strip())), said


def _named(made: Converted, title: str) -> Converted:
    """The same with the title that the editor gives, if one was given; a paragraph that is just it goes to the head."""
    if not title:
        return made
    value = Value(spaced(title))
    if made.head.title and made.head.title.value == value.value and not made.head.title.basis:
        return made
    on_page = any(spaced(title) == spaced(leaf.text) for leaf in (*made.leaves, *(Leaf((Run(one.text),)) for one in made.left)))
    basis = "" if on_page else "The page prints no such title. The editor who brought it in gave it."
    return replace(made, head=replace(made.head, title=Value(value.value, basis)))


# ------------------------------------------------------------------------------------------ text and others


def _of_lines(kind: Kind, found: plain.Lines, given: Given, title: str) -> Converted:
    known = Value(spaced(title)) if title else found.title
    if known:
        found = plain.without_title(found, known.value)
    cleaned = [(leaf, without_unwanted(leaf.text)) for leaf in found.leaves]
    leaves = tuple(Leaf((Run(text),)) for _, (text, _) in cleaned if text.strip())
    if not leaves:
        raise Refusal(f"{given.name} holds nothing but its title.", "Save the page again, with its text.")
    noted = footnotes.counted(leaves)
    written = markdown.write(noted.leaves)
    said = [*found.said, *dict.fromkeys(one for _, (_, one) in cleaned if one)]
    said += [f"{_count(noted.notes, 'footnote')} found."] if noted.notes else []
    made = Converted(kind, Head(found.title, url=given.address), written.body, (*found.left, *noted.apparatus), tuple(said), noted.leaves)
    return _named(made, title)


def _of_markdown(text: str, given: Given, title: str) -> Converted:
    """Markdown stays what it is; its own front matter and its first heading go to the head."""
    found = Head(url=given.address)
    said: list[str] = []
    body = text
    if text.startswith("---\n"):
        divided, composed, flaws = parts(Source(given.name, text))
        if divided is None or composed is None or flaws:
            raise Refusal(f"{given.name} has front matter that cannot be read: {flaws[0].fact if flaws else ''}", "Delete it, or mend it.")
        body = divided.body
        data = composed.data
        used = {"title", "author", "authors", "date", "lang", "language"}
        authors = data.get("authors", data.get("author", []))
        names = (
            [authors] if isinstance(authors, str) else [one for one in authors if isinstance(one, str)] if isinstance(authors, list) else []
        )
        day = re.match(r"\d{4}-\d{2}-\d{2}", str(data.get("date", "")))
        language = str(data.get("language", data.get("lang", "")))
        own = data.get("title")
        found = replace(
            found,
            title=Value(spaced(own)) if isinstance(own, str) and own.strip() else None,
            authors=tuple(Value(spaced(name)) for name in names if name.strip()),
            published=Value(day.group()) if day else None,
            language=language if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", language) else "",
        )
        rest = sorted(set(data) - used)
        said += [f"These keys of its front matter are not in the draft: {', '.join(rest)}."] if rest else []
    left: list[LeftOut] = []
    heading = _HEADING.match(body)
    if heading and (found.title is None or found.title.value == heading.group(1)):
        found = replace(found, title=Value(heading.group(1)))
        left.append(LeftOut(heading.group(1), "title"))
        body = body[heading.end() :]
    if not body.strip():
        raise Refusal(f"{given.name} holds nothing but its title.", "Save the page again, with its text.")
    made = Converted("markdown", found, body.strip("\n") + "\n", tuple(left), tuple(said))
    return _named(made, title)
