"""No text of a contributor becomes markup: the corpus in ``tests/payloads`` goes through every field that can carry words.

The pages are compared with those of a twin library in which harmless words stand in the place of each hostile text: an element or an
attribute more is a hole. Two parsers judge: html5lib, which follows the HTML standard, and lxml, which does not. The short form has
many texts in one field; the long one, under the marker ``torture``, each by itself.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import html5lib
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from kb.assist.telling import plain
from kb.findings import visible
from kb.passages import render
from kb.source import UNWANTED
from tests import searched
from tests.built_site import Site, once, parse, run, words
from tests.conftest import Ran
from tests.hostile import corpus, fields, heads, library_of, missing, packed, payloads, writable

TITLE: Final = "\"><img src=x onerror=ran()></title><script>ran()</script> ' A library"
MKDOCS: Final = f"""\
site_name: {json.dumps(TITLE)}
site_description: {json.dumps(TITLE)}
site_url: http://localhost:8000/
theme:
  name: material
  font: false
  palette: {{scheme: default, primary: custom, accent: custom}}
  features: [navigation.tabs, search.suggest, search.highlight, content.code.copy]
plugins: [search, kb]
nav: [index.md, articles/index.md]
"""
UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
ANNOTATION: Final = re.compile(r"::(error|warning) file=[^:\n]*,line=\d+,col=\d+,title=[a-z0-9-]+::[^\n]*")
Tree = Any  # an element, as one of the two parsers gives it


@dataclass(frozen=True)
class Twins:
    """Two sites of the same shape: one with hostile texts, one with harmless words in their place."""

    hostile: Site
    harmless: Site
    texts: list[str]


def build(folder: Path, texts: list[str]) -> None:
    """Write a library with these texts beside a folder, and build its site into it."""
    root = folder.with_name(f"{folder.name}-files")
    for path, text in {**library_of(texts), "mkdocs.yml": MKDOCS}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    (root / "docs").mkdir(exist_ok=True)
    run(sys.executable, "-m", "kb", "build", "--root", root, "--site-dir", folder)


def twin(text: str) -> str:
    """Harmless words in the shape of a text: as many, and as long."""
    return re.sub(r"\S", "k", text)  # a letter that no other word beside the texts has


def twins(factory: pytest.TempPathFactory, name: str, texts: list[str]) -> Twins:
    even = texts if len(texts) % 2 == 0 else [*texts, "the last words"]  # each is tied to its neighbour
    hostile = once(factory, f"{name}-hostile", lambda folder: build(folder, even))
    harmless = once(factory, f"{name}-harmless", lambda folder: build(folder, [twin(text) for text in even]))
    return Twins(Site(hostile), Site(harmless), even)


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """All texts of the corpus, many in one field."""
    return twins(tmp_path_factory, "few", packed(writable(text) for text in payloads()))


@pytest.fixture(scope="session", params=list(corpus()))
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Each text of one group of the corpus by itself."""
    name = re.sub(r"\W+", "-", request.param)
    return twins(tmp_path_factory, name, [writable(text) for text in corpus()[request.param]])


# --------------------------------------------------------------------------------------------- the corpus


def test_the_corpus_is_large_and_says_each_thing_once() -> None:
    texts = payloads()
    assert len(texts) == len(set(texts))
    assert len(texts) >= 200
    assert all(corpus().values())


def test_a_field_of_the_contract_that_takes_words_gets_every_hostile_text() -> None:
    assert not missing([heads(0, "words")])
    assert len(set().union(*map(fields, ("articles", "entities", "disputes")))) > 80, "the contract has been read"


# ---------------------------------------------------------------------------------------------- the pages


def html5lib_tree(page: bytes) -> Tree:
    return html5lib.parse(page, transport_encoding="utf-8", namespaceHTMLElements=False)


def lxml_tree(page: bytes) -> Tree:
    return lxml_html.document_fromstring(page, parser=lxml_html.HTMLParser(encoding="utf-8"))


PARSERS: Final[dict[str, Callable[[bytes], Tree]]] = {"html5lib": html5lib_tree, "lxml": lxml_tree}


def outside_drawings(element: Tree) -> Iterator[Tree]:
    """Every element of a page; of a drawing only the element itself, because its lines are divided by the width of the words."""
    yield element
    if not (isinstance(element.tag, str) and element.tag.endswith("svg")):
        for child in element:
            yield from outside_drawings(child)


def kind(element: Tree) -> tuple[str, ...]:
    """An element as its name and those of its attributes; a comment is one kind."""
    return (element.tag, *sorted(element.attrib)) if isinstance(element.tag, str) else ("a comment",)


def shape(page: Tree) -> Counter[tuple[str, ...]]:
    """How many elements of which kind a page has. Which faces it asks for, and which of its words are explained, hang on the words."""
    kinds = Counter(kind(one) for one in outside_drawings(page))
    return Counter({one: times for one, times in kinds.items() if one[0] != "link"})


def drawn(page: Tree) -> set[str]:
    """The names of elements and attributes in the drawings of a page."""
    drawings = [one for one in page.iter() if isinstance(one.tag, str) and one.tag.endswith("svg")]
    inside = [each for one in drawings for each in one.iter() if isinstance(each.tag, str)]
    return {each.tag for each in inside} | {f"@{name}" for each in inside for name in each.attrib}


# Which words a text has decides where its sentences end, which of its words are taken for names, and what a short list begins with
BY_WORDS: Final[dict[str, set[tuple[str, ...]]]] = {
    "index.html": {("a", "class", "href"), ("span", "aria-hidden", "class")},
    "coverage/index.html": {("a", "href")},
    "actors/": {
        ("a", "class", "data-q", "href"),
        *(("a", "class", "href"), ("p", "class"), ("li",)),  # names that are the same but for their signs, or for their spelling
        *(("tr",), ("td",), ("td", "class"), ("mark", "class")),
    },
    "articles/": {("a", "class", "href", "id")},
}
DRAWN: Final = {"aria-label", "x", "y", "class", "font-size", "text-anchor"}


def holes(twins: Twins, parser: Callable[[bytes], Tree], pages: Callable[[str], bool]) -> list[str]:
    """The pages of the hostile site that have another shape than those of its twin, and what is more or less there."""
    found = []
    ours, theirs = (
        sorted(file.relative_to(site.folder).as_posix() for file in site.folder.rglob("*.html")) for site in (twins.hostile, twins.harmless)
    )
    assert ours == theirs, "the two sites have the same pages"
    for path in filter(pages, ours):
        hostile, harmless = (parser((site.folder / path).read_bytes()) for site in (twins.hostile, twins.harmless))
        by_words = {one for start, known in BY_WORDS.items() if path.startswith(start) for one in known}
        counted, expected = shape(hostile), shape(harmless)
        other = {one: counted[one] - expected[one] for one in counted | expected if counted[one] != expected[one]}
        other = {one: times for one, times in other.items() if one not in by_words}
        strange = {one for one in drawn(hostile) - drawn(harmless) if one.removeprefix("@") not in DRAWN and not one.endswith("tspan")}
        if other or strange:
            found.append(f"{path}: {other or ''} {strange or ''}")
    return found


@pytest.mark.parametrize("parser", ["lxml", "html5lib"])
def test_hostile_words_add_nothing_to_a_page(few: Twins, parser: str) -> None:
    some = re.compile(r"(?![a-z]+/[a-z]+\d+/)|(articles|actors|events)/[a-z]\d*[05]/")  # html5lib takes its time
    assert not holes(few, PARSERS[parser], lambda path: parser == "lxml" or bool(some.match(path)))


@pytest.mark.torture
@pytest.mark.parametrize("parser", ["lxml", "html5lib"])
def test_each_hostile_text_by_itself_adds_nothing_to_a_page(many: Twins, parser: str) -> None:
    own = re.compile(r"[a-z]+/[a-z]\d+/index\.html")  # lists of everything go over to further pages where the words of a title have it so
    assert not holes(many, PARSERS[parser], lambda path: bool(own.match(path)))


@pytest.mark.torture
def test_the_folder_for_other_hosts_adds_nothing_to_a_page(few: Twins, tmp_path: Path) -> None:
    """There the words pass through the Markdown of a host that knows nothing of this project."""
    made = {}
    for name, site in (("hostile", few.hostile), ("harmless", few.harmless)):
        root = site.folder.with_name(f"{site.folder.name}-files")
        run(sys.executable, "-m", "kb", "export", "pages", "--root", root, tmp_path / name)
        run(sys.executable, "-m", "mkdocs", "build", "-q", "-d", tmp_path / f"{name}-site", cwd=tmp_path / name)
        made[name] = Site(tmp_path / f"{name}-site")
    assert not holes(Twins(made["hostile"], made["harmless"], few.texts), lxml_tree, lambda _: True)


def test_hostile_words_stand_on_the_page_to_the_letter(few: Twins) -> None:
    for n, text in list(enumerate(few.texts))[::6]:
        page = few.hostile.page(f"actors/a{n}/")
        assert text in " ".join(words(page.find(".//h1")).split()), "the title of the page"
        assert " ".join(words(page.find(".//title")).split()).startswith(f"{text} A{n} - "), "the title of the tab"
    assert TITLE in " ".join(words(few.hostile.page("").find(".//title")).split())


# --------------------------------------------------------------------------------------------- links


def test_a_link_of_the_pages_leads_within_the_site_or_to_the_web(few: Twins) -> None:
    ours = re.compile(r"data:application/(x-bibtex|x-research-info-systems|vnd\.citationstyles\.csl\+json);charset=utf-8,[^\"<>]*")
    for file in sorted(few.hostile.folder.rglob("*.html")):
        for element in lxml_tree(file.read_bytes()).iter():
            for name in {"href", "src", "action", "formaction", "data", "poster", "{http://www.w3.org/1999/xlink}href"} & set(
                element.attrib
            ):
                value = element.get(name)
                assert not re.match(r"[\s\x00-\x1f]*(?!https?:|mailto:)[a-zA-Z][a-zA-Z0-9+.-]*:", value) or ours.fullmatch(value), (
                    file,
                    value,
                )
                assert not re.match(r"[\\/]{2}|/\\", value), (file, value)


@pytest.mark.parametrize("around", ["{}", "Before {} after.", "> {}", "- {}", "1. {}", "## {}", "[^1]\n\n[^1]: {}"])
def test_the_text_of_an_article_has_no_element_beyond_those_of_its_grammar(around: str) -> None:
    tags = {"p", "em", "strong", "a", "sup", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "blockquote", "ul", "ol", "li"}
    for text in payloads():
        made = render(around.format(text))
        page = parse("".join(one.before + one.html + one.after for one in made.paragraphs).encode("utf-8", "replace"))
        for element in page.find("body").iter():
            assert element.tag in tags | {"body"}, text
            assert set(element.attrib) <= {"href", "id", "class", "title", "start"}, text
            href = element.get("href", "")
            assert re.match(r"https?://[^/@]+(/|$)|mailto:|#|(?!//)[^:\\]*$", href), (text, href)


# ------------------------------------------------------------------------------------- what is not a page


def test_the_search_holds_the_words_of_a_contributor_as_plain_text(few: Twins) -> None:
    """Its worker escapes what it hands to the host's script, which takes it for HTML; ``test_payloads_browser`` looks at that."""
    titles = {entry["title"] for entry in searched.sections(few.hostile.folder)}
    shown = [" ".join(f"{text} A{n}".split()) for n, text in enumerate(few.texts)]
    assert [text for text in shown if text not in titles] == []
    assert searched.settings(few.hostile.folder)["config"].keys() == searched.settings(few.harmless.folder)["config"].keys()


def test_data_files_are_json_and_keep_the_words(few: Twins) -> None:
    for file in sorted((few.hostile.folder / "data").rglob("*.json*")):
        json.loads(file.read_bytes())
    assert few.hostile.data("finder.json")
    names = {entity["name"] for entity in few.hostile.kb["entities"]}
    assert {f"{text} A{n}" for n, text in enumerate(few.texts)} <= names


def test_json_in_a_page_cannot_end_its_element(few: Twins) -> None:
    for file in sorted(few.hostile.folder.rglob("*.html")):
        for script in re.findall(r'<script[^>]*type="application/[^>]*>(.*?)</script>', file.read_text(encoding="utf-8"), re.DOTALL):
            json.loads(script)
            assert not re.search("[<>\u2028\u2029]", script)


def test_the_site_map_names_the_pages_and_nothing_else(few: Twins) -> None:
    tree = ET.fromstring((few.hostile.folder / "sitemap.xml").read_bytes())  # noqa: S314 - our own file
    assert {one.tag.rpartition("}")[2] for one in tree.iter()} == {"urlset", "url", "loc"}
    assert all((one.text or "").startswith("http://localhost:8000/") for one in tree.iter() if one.tag.endswith("loc"))


def test_references_have_one_record_for_each_work(few: Twins) -> None:
    """A title cannot end its record, add a field, or begin another record."""
    works = {work["id"] for work in json.loads((few.hostile.folder / "data/bibliography.json").read_bytes())}
    library = parse_string((few.hostile.folder / "data/bibliography.bib").read_text(encoding="utf-8"))
    assert not library.failed_blocks
    assert {entry.key for entry in library.entries} == works
    known = {
        field.key
        for entry in parse_string((few.harmless.folder / "data/bibliography.bib").read_text(encoding="utf-8")).entries
        for field in entry.fields
    }
    assert {field.key for entry in library.entries for field in entry.fields} <= known
    ris = (few.hostile.folder / "data/bibliography.ris").read_text(encoding="utf-8")
    assert {record["id"] for record in rispy.loads(ris)} == works
    assert ris.count("\nER  - ") == len(works)


def test_no_file_of_the_site_has_a_name_from_a_title(few: Twins) -> None:
    for file in few.hostile.folder.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9._~-]+", file.name), file


# ------------------------------------------------------------------------------------- what a contributor names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("page.html", "page.html.txt"),
        ("page.HTML", "page.HTML.txt"),
        ("drawing.svg", "drawing.svg.txt"),
        ("page.xhtml", "page.xhtml.txt"),
        ("index.html", "index.html.txt"),
        ("feed.xml", "feed.xml.txt"),
        ("page.js", "page.js.txt"),
        ("page", "page.txt"),
        ("text.md", "text.md.txt"),
        ("text.txt", "text.txt"),
        ("print.pdf", "print.pdf"),
        ("a#b?c&d%41.html", "a#b?c&d%41.html.txt"),
    ],
)
def test_the_original_of_an_article_is_no_page(
    kb: Callable[..., Ran], little_project: Path, base_files: dict[str, str], name: str, kept: str
) -> None:
    """It is a file from the web: as a page of the site, its scripts would be the site's own."""
    page = b"<script>ran()</script>"
    (little_project / "articles/originals").mkdir()
    (little_project / "articles/originals" / name).write_bytes(page)
    original = {"file": f"originals/{name}", "sha256": sha256(page).hexdigest()}
    text = base_files["articles/strike.md"].replace("\nsources:", f"\noriginal: {json.dumps(original)}\nsources:", 1)
    (little_project / "articles/strike.md").write_text(text, encoding="utf-8")
    assert kb("build", "--root", little_project).code == 0, "and the link to it leads somewhere"
    folder = little_project / "site/data/files/articles/originals"
    assert [file.name for file in folder.iterdir()] == [kept]
    assert (folder / kept).read_bytes() == page


# ------------------------------------------------------------------------------------- editors' programs


@pytest.mark.parametrize("text", [*payloads(), "- x", "1. x", "2) x", "# x", "===", "www.foreign.example", "https://foreign.example"])
def test_words_in_the_answers_of_the_language_server_are_words(text: str) -> None:
    for around in ("{}", "- {} (asserted)", "**{}**, a person", "> {}"):
        shown = " ".join(text.split())
        page = parse(MarkdownIt("gfm-like", {"linkify": False}).render(around.format(plain(shown))).encode("utf-8", "replace"))
        tags = {element.tag for element in page.find("body").iter()}
        assert tags <= {"body", "p", "ul", "li", "strong", "blockquote"}, shown
        assert shown.encode("utf-8", "replace").decode() in " ".join(words(page).split()).replace("\ufffd", "?") or UNWANTED.search(text)


# ------------------------------------------------------------------------------------- terminals and build servers


@pytest.mark.parametrize("text", payloads())
def test_a_line_for_a_terminal_does_nothing_but_stand_there(text: str) -> None:
    for said in (visible(text), visible(f"    {text}")):
        assert not UNSEEN.search(said)
        assert not re.match(r"\s*::", said), "the runner of GitHub takes it for a command"
        assert "##[" not in said, "other runners take it for a command"
        assert "##vso[" not in said


def test_what_check_says_of_hostile_files_does_nothing(
    kb: Callable[..., Ran], write_library: Callable[..., Path], base_files: dict[str, str]
) -> None:
    broken = {
        f"articles/x{n}.md": f"---\ntitle: {json.dumps(text)}\n{json.dumps(text)}: {json.dumps(text)}\n---\n\n{text}[^{n}]\n"
        for n, text in enumerate(payloads())
    }
    root = write_library({**base_files, **broken})
    for form in ("text", "github"):
        ran = kb("check", "--root", root, "--format", form)
        assert ran.code == 1
        for line in f"{ran.out}\n{ran.err}".split("\n"):
            assert not UNWANTED.search(line), line
            assert form == "github" or not line.lstrip().startswith("::"), line
            assert form == "text" or not line or ANNOTATION.fullmatch(line), line
            assert "##[" not in line
