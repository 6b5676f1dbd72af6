"""The command that brings an article in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import click

from kb import editing, fetching, importing, library
from kb.cli.door import DRY_RUN, ROOT, cli, say_changes
from kb.editing import Change, Plain
from kb.findings import SHOWN, Refusal, shortened, visible
from kb.folding import proposed_id
from kb.library import Library, revisions
from kb.revising import Desk

_LABEL: Final = 40  # letters of what may be a label of a menu or a button
_SUFFIX: Final[dict[importing.Kind, str]] = {"html": ".html.txt", "text": ".txt", "markdown": ".md.txt", "pdf": ".pdf"}


@cli.command("import", epilog="Example: kb import saved-page.html")
@click.argument("origin", metavar="FILE|URL")
@ROOT
@click.option("--id", "wanted", metavar="ID", help="The id of the article; suggested from the title if not given.")
@click.option("--title", default="", help="The title, where the page prints none or the wrong one was found.")
@click.option("--short", default="", help="What citing links say, at most 24 characters; suggested if not given.")
@click.option("--encoding", default="", metavar="NAME", help="The encoding of a text that does not name its own, such as windows-1251.")
@DRY_RUN
def bring_in(  # noqa: PLR0913 - one for each option
    origin: str, root: Path, *, wanted: str | None, title: str, short: str, encoding: str, dry_run: bool
) -> None:
    """Bring an article in as a draft, to the letter: a saved page, plain text, Markdown, a PDF with text, or an address.

    Menus, buttons, banners, comments and related links are left out and named; everything else stays as it stands, with
    its headings, quotes, lists, emphasis, links and footnotes. The head holds only what the page says. The original is
    kept under articles/originals/ with its hash. Nothing is overwritten.

    Of an address, the one page is fetched over http or https, and only from the public network.

    Ends with 0 if the draft was written, with 2 if it cannot be.
    """
    content = library.load(root)
    given = _fetched(origin) if "://" in origin else _file(Path(origin))
    made = importing.convert(given, encoding=encoding, title=title)
    if made.head.title is None:
        raise Refusal("The page says no title.", "Give it with --title; what the page does not print gets a basis.")
    article, taken = _id(content, made.head.title.value, wanted)
    front = _front(content, made, short)
    if given.retrieved:
        front["retrieved"] = given.retrieved
    file = f"originals/{article}{_SUFFIX[made.kind]}"
    front["original"] = {"file": file, "sha256": hashlib.sha256(given.data).hexdigest()}
    front["draft"] = "true"  # last, as `kb fmt` has it
    draft = editing.Draft.new(f"articles/{article}.md", front, f"\n{made.body}").change
    revisions.refuse_unreadable(draft.path, draft.after or b"")
    if dry_run:
        say_changes([draft])
    else:
        library.write(root, [draft, Change.new(f"articles/{file}", given.data)], content.files)
    _say(made, taken, article)
    for twin in _twins(content, made, given):
        click.echo(f"Look: {visible(twin)}", err=True)
    if dry_run:
        click.echo(f"Nothing was written. The original would be kept as articles/{file}.", err=True)
    else:
        click.echo(f"articles/{article}.md is a draft; the original is kept as articles/{file}.", err=True)
        click.echo("Read it against the original, say its rights, and delete the line `draft: true` when it is as it should be.", err=True)


def _file(path: Path) -> importing.Given:
    """A file as it is."""
    if not path.is_file():
        raise Refusal(f"There is no file {path}.", "Name a saved page, a text, a Markdown file or a PDF; or an address with https://.")
    size = path.stat().st_size
    if size > importing.LARGEST:
        raise Refusal(f"{path} has {size:,} bytes; more than {importing.LARGEST:,} are not read.", "Save the text of the article alone.")
    return importing.Given(path.read_bytes(), path.name)


def _fetched(url: str) -> importing.Given:
    """A page from the network, with the day on which it was taken."""
    click.echo(f"Fetching {visible(url)} …", err=True)
    page = fetching.fetch(url, importing.TYPES)
    name = page.address.rstrip("/").rpartition("/")[2] or "page"
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    return importing.Given(page.data, name, page.address, page.content_type, page.charset, day)


def _id(content: Library, title: str, wanted: str | None) -> tuple[str, str]:
    """The id of the new article, and which one is taken already where another had to be suggested."""
    desk = Desk(content.kb, content.files)
    if wanted:
        desk.check_new(wanted)
        return wanted, ""
    first = proposed_id(title)
    if not first:
        raise Refusal("No id can be made from the title.", "Give one with --id.")
    by = desk.taken(first)
    return desk.free(first), f"The id `{first}` is taken: {by} has it." if by else ""


def _front(content: Library, made: importing.Converted, short: str) -> dict[str, Plain]:
    """The head of the draft, and the label in it."""
    head = made.head
    taken = {article.article.short for article in content.kb.articles.values()}
    author = head.authors[0].value if head.authors else ""
    title = head.title.value if head.title else ""
    label = short or importing.suggested_short(title, author, head.published.value if head.published else "", taken)
    found = made.front()
    return {"title": found.pop("title"), "short": label, **found}


def _twins(content: Library, made: importing.Converted, given: importing.Given) -> list[str]:
    title = made.head.title.value if made.head.title else ""
    known = [(article.article, article.text.text) for article in content.kb.articles.values()]
    hashes: Mapping[str, str] = {one.article.original[1]: str(one.id) for one in content.kb.articles.values() if one.article.original}
    same = hashes.get(hashlib.sha256(given.data).hexdigest())
    first = [f"The article `{same}` was made from this very file."] if same else []
    return first + [one for one in importing.twins(title, made.head.url, made.body, known) if not same or f"`{same}`" not in one]


def _together(left: Sequence[tuple[importing.Why, str]]) -> Iterator[tuple[importing.Why, str]]:
    """What was left out, for the reader of a list: labels of menus that follow one another on one line, sentences each on its own."""
    for (why, is_label), run in groupby(left, lambda one: (one[0], len(one[1]) <= _LABEL)):
        words = [text for _, text in run]
        lines = [[]] if is_label else [[shortened(one)] for one in words]
        for one in words if is_label else ():
            if lines[-1] and sum(map(len, lines[-1])) + len(one) > SHOWN:
                lines.append([])
            lines[-1].append(one)
        yield from ((why, " | ".join(line)) for line in lines)


def _say(made: importing.Converted, taken: str, article: str) -> None:
    """What was found, left out and assumed, on standard error."""
    counts = Counter(one.why for one in made.left)
    for why, words in _together([(one.why, " ".join(one.text.split())) for one in made.left if one.why != "footnote mark"]):
        click.echo(f"Left out, {importing.SAID[why]}: {visible(words)}", err=True)
    if counts["footnote mark"]:
        click.echo(f"Left out, {counts['footnote mark']} numbers and back links of footnotes, which are marks now.", err=True)
    for said in (*made.said, *filter(None, [taken and f"{taken} So this one is `{article}`."])):
        click.echo(visible(said), err=True)
    for key, there in (
        ("author", made.head.authors),
        ("date", made.head.published),
        ("address", made.head.url),
        ("language", made.head.language),
    ):
        if not there:
            more = "; it is read as English" if key == "language" else ""
            click.echo(f"The page says no {key}; the head has none{more}.", err=True)
