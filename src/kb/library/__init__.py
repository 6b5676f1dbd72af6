"""The hand: the only room that reads and writes the project's files.

``load`` reads a project into a ``Library`` with everything that is wrong in it; ``publish`` puts a finished site in
its place; ``write_files`` writes a folder of exports; ``write`` makes changes in the
content, all or none (see ``writing``). No rule about content stands here. The doors call it.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Final, TypeVar

from kb import articles, checks, disputes, exports, knowledge, pages, registry, repairs, rights
from kb.citations import Edition
from kb.contract import LONGEST_ID
from kb.findings import Finding, Refusal, did_you_mean, has_errors
from kb.knowledge import KnowledgeBase, ReadArticle
from kb.library import writing
from kb.library.writing import Interrupted as Interrupted
from kb.library.writing import write as write
from kb.model import Article, ArticleId, Dispute, Entity, HeadValue
from kb.pages import Page
from kb.source import Flaw, Place, Source, decode, divide
from kb.suggestions import Lexicon

T = TypeVar("T", Article, Entity, Dispute)

MARKER: Final = ".kb-site"
_NAMED: Final = 5  # faults that one message names
_ID: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Library:
    """A project as it was read: its joined content, what is wrong with it, and its files byte for byte."""

    root: Path
    title: str
    kb: KnowledgeBase
    findings: tuple[Finding, ...]
    files: Mapping[str, bytes]
    address: str = ""
    mended: repairs.Mended = field(default_factory=repairs.Mended)
    audience: str = "public"

    @cached_property
    def edition(self) -> rights.Edition:
        """What the audience may see: everything that leaves the project is made from this, and not from ``kb``."""
        return rights.edition(self.kb, self.audience)

    @cached_property
    def published(self) -> tuple[dict[str, bytes], dict[str, str]]:
        """The content files that leave the project by path, and why some of them do so without their words."""
        return rights.files(self.kb, self.files, self.audience)

    def refuse_leaks(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Raise ``Refusal`` where a finished file holds words that its audience may not see."""
        if self.audience != "internal" and (found := rights.leaks(self.kb, files)):
            more = f" And {len(found) - _NAMED} more." if len(found) > _NAMED else ""
            raise Refusal(
                f"The new site is not published: {' '.join(found[:_NAMED])}{more}",
                "Mend the page under docs/ if it is one; `--audience internal` builds for the editors alone.",
            )

    @property
    def sound(self) -> bool:
        """Whether a site can be built."""
        return not has_errors(self.findings)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the path and hash of every content file, in the order of their paths."""
        digest = hashlib.sha256()
        for path, data in sorted(self.files.items()):
            digest.update(f"{path}\0{hashlib.sha256(data).hexdigest()}\n".encode())
        return digest.hexdigest()

    @cached_property
    def counts(self) -> exports.Counts:
        """What this build declares, checks, matches and shows."""
        return exports.count(self.edition.kb, self._made)

    def prove(self) -> None:
        """Raise ``Refusal`` where the receipt of this build would not add up."""
        exports.prove(self.counts, len(self.kb.left_out))

    @cached_property
    def _made(self) -> list[Page]:
        return pages.make(self.edition.kb, self._citable, self.edition.coverage)

    @property
    def _citable(self) -> Edition:
        """How references name this state of the base."""
        return Edition.at(self.title, self.address, self.content_hash[:12])

    @cached_property
    def pages(self) -> list[Page]:
        """Every generated page, the receipt last."""
        return [*self._made, pages.receipt_page.make(self.counts, self.edition.kb, self.content_hash, tool_version(), self.carried)]

    @cached_property
    def carried(self) -> exports.Carried:
        """For whom this build is, and what of the articles and files it carries."""
        return exports.carried(self.edition.kb, self.audience, self.published[1])

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The whole base as plain data: ``data/kb.json``."""
        return exports.as_data(self.edition.kb, self.title, self.audience)

    @cached_property
    def data_files(self) -> dict[str, bytes]:
        """The data files of the site by path: the base as JSON, its schema, the counts, and the content files."""
        build = {
            **self.counts,
            "left_out": dict(self.kb.left_out),
            "content_sha256": self.content_hash,
            "tool": tool_version(),
            **self.carried,
        }
        files = {
            "data/kb.json": _json(self.data),
            "data/kb.schema.json": _json(exports.data_schema()),
            "data/build.json": _json(build),
            "data/finder.json": _compact(exports.finder_index(self.edition.kb)),
            "data/gaps.json": _json(exports.as_gaps(self.edition.kb)),
            "data/connections.json": _json(exports.connections_data(self.edition.kb)),
            "data/as-of.json": _json(exports.as_of_data(self.edition.kb)),
            "data/network.json": _json(exports.as_network(self.edition.kb)),
            "data/annotations.jsonld": _json(exports.as_annotations(self.edition.kb, self._made)),
            **{f"data/{name}": data for name, data in schema_files().items()},
            **{f"data/{name}": text.encode() for name, text in exports.bibliography_files(self.edition.kb).items()},
            **{path: text.encode() for path, text in exports.passage_files(self.edition.kb, self._citable).items()},
        }
        return files | {_no_page(f"data/files/{path}"): data for path, data in self.published[0].items()}


def tool_version() -> str:
    """The version of this program, as it was installed: ``0.1.0``."""
    return metadata.version("kb-armed-politics")


def load(root: Path, title: str = "Armed Politics", address: str = "", audience: str = "public") -> Library:
    """Read, join and check a project whose site has a title, stands at an address and is for an audience.

    Raises ``Refusal`` where it is no project.
    """
    with _nothing_collected():
        return _load(root, title, address, audience)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without the collector of cycles: what is read stays, so to look through it again and again finds nothing, and takes a third."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _load(root: Path, title: str, address: str, audience: str) -> Library:
    writing.recover(root)
    for folder in ("articles", "entities"):
        if not (root / folder).is_dir():
            raise Refusal(f"There is no folder `{folder}/` in {root}.", "Run the command in the project, or name it with --root DIR.")
    findings: list[Finding] = []
    files: dict[str, bytes] = {}
    read_articles, unread_articles = _read_all(root, "articles", articles.read, findings, files)
    read_entities, unread_entities = _read_all(root, "entities", registry.read, findings, files)
    read_disputes, _ = _read_all(root, "disputes", disputes.read, findings, files)
    findings += _twice(read_articles, read_entities)
    unread = unread_articles | unread_entities
    kb, found = knowledge.join(_first(read_articles), _first(read_entities), _first(read_disputes), unread)
    findings += [*found, *checks.check(kb), *_originals(root, kb, files)]
    mended = repairs.mend(kb.unplaced, files)
    return Library(root, title, kb, tuple(sorted(set(repairs.with_repairs(findings, mended)))), files, address, mended, audience)


def repairs_of(content: Library, wanted: Sequence[str]) -> repairs.Mended:
    """The repairs of the quotes of these articles, or of all. Raises ``Refusal`` for an article that is not there."""
    known = content.kb.articles
    for one in wanted:
        if one not in known:
            raise Refusal(f"There is no article `{one}`.", did_you_mean(one, known, "Give the name of its file, without `.md`."))
    return content.mended.of(wanted or known)


def readable(content: Library, wanted: str) -> tuple[ReadArticle, list[Finding]]:
    """An article with the findings in its file; of one that cannot be read, its text alone, without a date or a fact.

    Raises ``Refusal`` where there is no such article, or its file is no text.
    """
    path = f"articles/{wanted}.md"
    findings = [one for one in content.findings if one.place.path == path]
    for known in content.kb.articles.values():
        if known.id == wanted:
            return known, findings
    if path not in content.files:
        every = {Path(one).stem for one in content.files if one.startswith("articles/") and one.endswith(".md")}
        raise Refusal(f"There is no article `{wanted}`.", did_you_mean(wanted, every, "Give the name of its file, without `.md`."))
    source = decode(path, content.files[path])
    if isinstance(source, Flaw):
        raise Refusal(f"{source.place}: {source.fact}", source.hint)
    divided = divide(source)
    body, line = (source.text, 1) if isinstance(divided, Flaw) else (divided.body, divided.body_line)
    ident = ArticleId(wanted)
    bare = Article(id=ident, place=Place(path), body=body, body_line=line, title=HeadValue(wanted), short=wanted)
    joined, _ = knowledge.join([bare], content.kb.entities.values())
    return joined.articles[ident], findings


def _read_all(
    root: Path, folder: str, read: Callable[[Source], tuple[T | None, list[Finding]]], findings: list[Finding], files: dict[str, bytes]
) -> tuple[list[T], set[str]]:
    """Read every Markdown file of a folder of content; the ids of those that could not be read come second."""
    values: list[T] = []
    unread: set[str] = set()
    for path, file in _markdown_files(root, folder, findings):
        data = file.read_bytes()
        source = decode(path, data)
        files[path] = data
        if isinstance(source, Flaw):
            findings.append(Finding.from_flaw(source))
            unread.add(file.stem)
            continue
        value, found = read(source)
        findings += found
        if value is None:
            unread.add(file.stem)
        else:
            values.append(value)
    return values, unread


def _markdown_files(root: Path, folder: str, findings: list[Finding]) -> Iterator[tuple[str, Path]]:
    """The files of a folder of content. What looks like one and will not be read is reported, hidden files aside."""
    depth = 2 if folder == "entities" else 1
    home = "entities/<folder>/" if folder == "entities" else f"{folder}/"
    for file in sorted((root / folder).rglob("*")):
        inside = file.relative_to(root / folder).parts
        place = Place(file.relative_to(root).as_posix())
        text = file.suffix.lower() in {".md", ".markdown"}
        if any(part.startswith(".") for part in inside) or (folder == "articles" and inside[0] == "originals" and not file.is_symlink()):
            continue
        if file.is_symlink() and (text or not file.is_file()):
            findings.append(Finding(place, "link-out", "This is a link to another file or folder.", "Put the file itself here."))
        elif text and not file.is_file():
            findings.append(Finding(place, "bad-file-name", "This is not a file.", "Only files may end in `.md` here."))
        elif text and file.suffix != ".md":
            findings.append(Finding(place, "bad-file-name", f"The file name ends in `{file.suffix}`.", "Let it end in `.md`."))
        elif text and len(inside) != depth:
            findings.append(Finding(place, "wrong-folder", "No file is read from this folder.", f"Move the file to `{home}`."))
        elif text and (not _ID.fullmatch(file.stem) or len(file.stem) > LONGEST_ID):
            fact = f"The file name “{file.stem[:90]}” cannot be an id."
            hint = f"Name it with lower-case ASCII letters, digits and single hyphens, at most {LONGEST_ID} characters."
            findings.append(Finding(place, "bad-file-name", fact, hint))
        elif text:
            yield place.path, file


def _twice(read_articles: list[Article], read_entities: list[Entity]) -> Iterator[Finding]:
    """Ids that two files claim: an address would mean two things."""
    seen: dict[str, Place] = {}
    everything: list[Article | Entity] = [*read_articles, *read_entities]
    for value in everything:
        if value.id in seen:
            fact = f"The id `{value.id}` is taken: {seen[value.id].path} has it."
            yield Finding(value.place, "duplicate-id", fact, "Rename one of the two files.")
        seen.setdefault(value.id, value.place)


def _first(values: list[T]) -> list[T]:
    """The values by id, the first of each."""
    found: dict[str, T] = {}
    for value in values:
        found.setdefault(value.id, value)
    return list(found.values())


def _originals(root: Path, kb: KnowledgeBase, files: dict[str, bytes]) -> Iterator[Finding]:
    """The originals must be the files that were converted, to the byte."""
    for article in kb.articles.values():
        if not article.article.original:
            continue
        name, expected = article.article.original
        file = root / "articles" / name
        place = article.article.original_place
        if not file.resolve().is_relative_to((root / "articles").resolve()) or not file.is_file():
            yield Finding(
                place, "original-changed", f"The original `articles/{name}` is not there.", "Put it back, or mend `original: file`."
            )
            continue
        data = file.read_bytes()
        files[f"articles/{name}"] = data
        actual = hashlib.sha256(data).hexdigest()
        if actual != expected:
            yield Finding(
                place,
                "original-changed",
                f"The original `articles/{name}` is not the file that was converted.",
                f"Put the old file back. Its hash is now {actual}.",
            )


# ------------------------------------------------------------------------------------------------ assets


def assets() -> dict[str, bytes]:
    """Styles, scripts, fonts and their licences, by their path in the site."""
    base = resources.files("kb.pages") / "assets"
    return {_no_page(f"assets/kb/{path}"): data for path, data in sorted(_tree(base, ""))}


def lexicon() -> Lexicon:
    """The English words that proposals are made with."""
    words = resources.files("kb.suggestions") / "words"
    return Lexicon.of(*((words / name).read_text(encoding="utf-8") for name in ("common.txt", "proper.txt")))


def _no_page(path: str) -> str:
    """The address of a file that is no page: a host would take what ends in .md for one."""
    return f"{path}.txt" if path.endswith(".md") else path


def _tree(folder: resources.abc.Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _tree(entry, f"{prefix}{entry.name}/")
        elif not entry.name.startswith("."):
            yield f"{prefix}{entry.name}", entry.read_bytes()


# --------------------------------------------------------------------------------------------- publishing


def publish(site: Path, root: Path, render: Callable[[Path], None]) -> int:
    """Build a site beside its place, check it, and put it there in one move; the number of its files.

    ``render`` fills an empty folder. Raises ``Refusal`` where the place is not ours or the result is not whole; the
    old site then stays as it was.
    """
    _refuse_foreign(site, root)
    site.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{site.name}-", dir=site.parent)).resolve()  # the host starts at its own file
    try:
        fresh = beside / "new"
        fresh.mkdir()
        render(fresh)
        (fresh / MARKER).write_text("This folder is written by `kb build`, which replaces all of it.\n", encoding="utf-8")
        site_files = _html_files(fresh)
        if "index.html" not in site_files:
            raise Refusal("The new site has no front page; the old one stays.", "Look at `nav` and `plugins` in mkdocs.yml.")
        found = checks.broken_links(site_files)
        if found:
            listed = "\n".join(finding.explain() for finding in found[:20])
            raise Refusal(f"The new site has {len(found)} broken links or ids; the old one stays.\n{listed}")
        if site.exists():
            site.rename(beside / "old")
        fresh.rename(site)
        return sum(1 for file in site.rglob("*") if file.is_file())
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _refuse_foreign(site: Path, root: Path) -> None:
    """Only a folder that a build of ours wrote, or an empty one, may be replaced."""
    if site.is_symlink():
        raise Refusal(f"{site} is a link.", "Name the folder itself with --site-dir.")
    place, home = site.resolve(), root.resolve()
    sources = [home / name for name in ("articles", "disputes", "entities", "src", "docs", "tests")]
    if place == home or home.is_relative_to(place) or any(place.is_relative_to(one) or one.is_relative_to(place) for one in sources):
        raise Refusal(f"{site} holds the project's own files, or lies among them.", "Choose another folder with --site-dir.")
    if site.exists() and (not site.is_dir() or (any(site.iterdir()) and not (site / MARKER).is_file())):
        raise Refusal(
            f"{site} was not written by this command, so it is not replaced.",
            "Choose an empty folder with --site-dir, or remove it yourself.",
        )


def _html_files(folder: Path) -> dict[str, str | None]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") if file.suffix == ".html" else None
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder by its path in it."""
    yield from ((file.relative_to(folder).as_posix(), file.read_bytes()) for file in sorted(folder.rglob("*")) if file.is_file())


def read_json(file: Path) -> object:
    """What a JSON file holds, each key once; raises ``Refusal`` where it is none."""
    try:
        found: object = json.loads(file.read_bytes(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{file} is no JSON file: {str(error).partition(chr(10))[0]}", "Name a file that `kb pack` wrote.") from None
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs of a JSON object; a key that stands twice would show a reader one value and us another."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"the key {json.dumps(twice)} stands twice in one object")
    return found


def site_data(site: Path) -> dict[str, Any]:
    """``data/kb.json`` of a built site; raises ``Refusal`` where there is none, or one of another form."""
    file = site / "data" / "kb.json"
    if not file.is_file():
        raise Refusal(f"There is no `data/kb.json` in {site}.", "Name the folder of a site that `kb build` wrote.")
    data = read_json(file)
    if not exports.is_data(data):
        raise Refusal(f"{file} does not keep the schema of `data/kb.json`.", "Fetch the file again, or build the site again.")
    return data


def write_new(file: Path, value: object) -> None:
    """Write a value as JSON into a file that does not exist yet."""
    try:
        with file.open("xb") as target:
            target.write(_json(value))
    except FileExistsError:
        raise Refusal(f"{file} is there already.", "Name another file with --output, or remove it yourself.") from None


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new or empty folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"{folder} is not empty.", "Name a folder that does not exist yet.")
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def schema_files() -> dict[str, bytes]:
    """The JSON Schemas of front matter by file name."""
    return {name: _json(schema) for name, schema in exports.input_schemas().items()}


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def _compact(data: object) -> bytes:
    """JSON for the browser alone: without spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
