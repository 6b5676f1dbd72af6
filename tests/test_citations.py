"""References say what the front matter says, in every format, and independent readers read them back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from kb import dates
from kb.articles import read
from kb.citations import Edition, Reference, as_bibtex, as_csl, as_ris, bibliography, in_words, of_article, of_page, of_passage, of_work
from kb.citations.reference import line
from kb.citations.style import when_words
from kb.knowledge import KnowledgeBase
from kb.library import load
from kb.model import ArticleId, Author, PassageId, SourceId, When
from kb.source import Source
from tests.built_site import PROJECT

VENDORED = Path(__file__).parent / "vendored"
SCHEMA = Draft7Validator(json.loads((VENDORED / "csl-data.json").read_text(encoding="utf-8")))

# Letters of every script with what means something to BibTeX, TeX or RIS; no lone surrogates, no control characters but breaks of lines
TEXT = st.text(
    st.one_of(st.sampled_from("\\{}~^&%$#_\"'@,;- \n\r\t=“”"), st.characters(exclude_categories=("Cs", "Cc"))), min_size=1
).filter(lambda text: bool(text.strip()))


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(PROJECT).kb


def when(text: str, earliest: str = "", latest: str = "", basis: str = "") -> When:
    return When(dates.parse(text), basis, dates.parse(earliest) if earliest else None, dates.parse(latest) if latest else None)


def bibtex_fields(text: str) -> dict[str, str]:
    """The fields of one entry as bibtexparser reads them, TeX taken out."""
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks, library.failed_blocks
    (entry,) = library.entries
    return {field.key: field.value for field in entry.fields} | {"ENTRYTYPE": entry.entry_type, "ID": entry.key}


# --------------------------------------------------------------------------------------------------- the real works


WORDS = {
    "gordon-2015": "Gordon, Michael R. “Russia Surprises US with Accord with Battling ISIS.” The New York Times, sec. Middle East, "
    "27 September 2015.",
    "nissembaum-2015": "Nissembaum, Dion, Adam Entous, Nathan Hodge and Sam Dagher. “Russian Airstrike in Syria Targeted "
    "CIA-Backed Rebels, U.S. Officials Say.” Wall Street Journal, sec. Middle East, [1 October 2015].",
    "sadr-statement-on-the-us-embassy": "Moqtada Al Sadr. Statement. Twitter/X, [October (year not printed), not before 7 October 2022].",
    "us-treasury-designation-of-jabhat-al-nusra": "Designation of JN. US Treasury Department.",
    "rouhani-amanpour-interview": "Rouhani, Hassan. Interview.",
    "putin-un-speech": "Putin. “U.N. speech.” Speech. [28 September 2015].",
    "al-qaeda-in-iraq-enters-the-syrian-conflict": "[Aaron Y. Zelin]. “Al-Qaeda in Iraq Enters the Syrian Conflict.” [al-Wasat], "
    "[between 4 March and 31 December 2013].",
    "whats-going-on-in-azerbaijan": "Thomas Joscelyn. “What’s Going On in Azerbaijan? The Iran-al Qaeda alliance.” [The Weekly Standard], "
    "The Magazine, Vol. 17, No. 32, 7 May 2012.",
    "strategic-assessment-iran-backed-militias": "“[Strategic Assessment].” [5 November 2022 or later].",
}


@pytest.mark.parametrize("key", WORDS)
def test_real_references_in_words(kb: KnowledgeBase, key: str) -> None:
    assert {one.id: in_words(one) for one in bibliography(kb)}[key] == WORDS[key]


def test_a_newspaper_article_in_every_format(kb: KnowledgeBase) -> None:
    work = of_work(kb.works[SourceId("gordon-2015")].main)
    assert as_bibtex(work) == (
        "@article{gordon-2015,\n"
        "  author = {Gordon, Michael R.},\n"
        "  title = {{Russia Surprises US with Accord with Battling ISIS}},\n"
        "  journal = {The New York Times},\n"
        "  year = {2015},\n"
        "  month = sep,\n"
        "  day = {27},\n"
        "  note = {Sec. Middle East},\n"
        "  annote = {The author's name is printed in capitals, “MICHAEL R. GORDON”.},\n"
        "}\n"
    )
    assert as_ris(work).split("\r\n") == [
        "TY  - NEWS",
        "ID  - gordon-2015",
        "AU  - Gordon, Michael R.",
        "TI  - Russia Surprises US with Accord with Battling ISIS",
        "T2  - The New York Times",
        "SE  - Middle East",
        "PY  - 2015",
        "DA  - 2015/09/27/",
        "N1  - The author's name is printed in capitals, “MICHAEL R. GORDON”.",
        "ER  - ",
        "",
    ]
    assert as_csl(work) == {
        "id": "gordon-2015",
        "type": "article-newspaper",
        "author": [{"family": "Gordon", "given": "Michael R."}],
        "title": "Russia Surprises US with Accord with Battling ISIS",
        "container-title": "The New York Times",
        "section": "Middle East",
        "issued": {"date-parts": [[2015, 9, 27]]},
        "note": "The author's name is printed in capitals, “MICHAEL R. GORDON”.",
    }


def test_an_article_with_inferred_values_says_so_in_every_format(kb: KnowledgeBase) -> None:
    article = of_article(kb.articles[ArticleId("iraq-set-to-coordinate-anti-isis-operations")].article)
    fields = bibtex_fields(as_bibtex(article))
    assert (fields["year"], fields["month"], "day" in fields) == ("2015", "oct", False)
    assert fields["note"] == "Inferred: date; date: between 1 and 11 October 2015"
    assert "DA  - 2015/10//between 1 and 11 October 2015\r\n" in as_ris(article)
    assert as_csl(article)["issued"] == {"date-parts": [[2015, 10]], "literal": "between 1 and 11 October 2015"}
    assert as_csl(article)["note"].startswith("Date inferred: The page prints no date.")


def test_the_bibliography_holds_every_work_and_every_article_once(kb: KnowledgeBase) -> None:
    keys = [one.id for one in bibliography(kb)]
    assert sorted(keys) == sorted([*kb.works, *kb.articles])


def test_a_passage_is_cited_with_its_place_its_words_and_its_own_address(kb: KnowledgeBase) -> None:
    article = kb.articles[ArticleId("whats-going-on-in-azerbaijan")]
    passage = article.passages[0]
    one = of_passage(article.article, passage.id, "¶1a", passage.words, Edition("Armed Politics", "https://example.org/", "abc"))
    address = f"https://example.org/articles/whats-going-on-in-azerbaijan/#{passage.id}"
    fields = bibtex_fields(as_bibtex(one))
    assert fields["note"].startswith("¶1a, as annotated in Armed Politics, version abc; The Magazine")
    assert fields["url"] == one.url == as_csl(one)["URL"] == address
    (record,) = rispy.loads(as_ris(one))
    assert record["urls"] == [address]
    assert record["notes"][0] == "¶1a, as annotated in Armed Politics, version abc."
    assert passage.words in record["notes"][1]
    assert as_csl(one)["note"].startswith("¶1a, as annotated in Armed Politics, version abc. Words: “")
    assert "locator" not in as_csl(one)
    nowhere = of_passage(article.article, passage.id, "¶1a", passage.words, Edition("Armed Politics", "", "abc"))
    assert nowhere.url == ""
    assert f"Address within the site: articles/whats-going-on-in-azerbaijan/#{passage.id}" in nowhere.notes


def test_the_address_of_the_article_itself_gives_way_to_that_of_the_passage_and_is_kept_in_a_note(kb: KnowledgeBase) -> None:
    article = replace(
        kb.articles[ArticleId("whats-going-on-in-azerbaijan")].article, url="https://paper.example/1", retrieved=dates.parse("2020-01-02")
    )
    one = of_passage(article, PassageId("q-x"), "¶1a", "words", Edition("Armed Politics", "https://example.org/", "abc"))
    assert one.url.endswith("#q-x")
    assert one.accessed is None
    assert "Address of the article: https://paper.example/1, retrieved 2 January 2020" in one.notes


def test_the_type_of_an_article_is_said_where_the_head_says_it(kb: KnowledgeBase) -> None:
    magazine = of_article(kb.articles[ArticleId("whats-going-on-in-azerbaijan")].article)
    assert as_bibtex(magazine).startswith("@article{")
    assert as_ris(magazine).startswith("TY  - MGZN\r\n")
    assert "type" in magazine.inferred
    assert as_csl(magazine)["type"] == "article-magazine"
    assert as_csl(of_article(kb.articles[ArticleId("iraq-signs-deal-to-share-intel")].article))["type"] == "document"


@pytest.mark.parametrize(
    ("written", "csl", "bibtex", "inferred"),
    [
        ("Anna Miller", {"literal": "Anna Miller"}, "{Anna Miller}", False),
        ("{family: Miller, given: Anna}", {"family": "Miller", "given": "Anna"}, "Miller, Anna", False),
        ("{literal: Verna Press}", {"literal": "Verna Press"}, "{Verna Press}", False),
        ("{value: Anna Miller, family: Miller, given: Anna, basis: Why.}", {"family": "Miller", "given": "Anna"}, "Miller, Anna", True),
        ("{value: Anna Miller, basis: Why.}", {"literal": "Anna Miller"}, "{Anna Miller}", True),
    ],
)
def test_an_author_of_an_article_is_divided_only_where_the_head_divides_it(
    written: str, csl: dict[str, str], bibtex: str, *, inferred: bool
) -> None:
    article, findings = read(Source("articles/case.md", f"---\ntitle: A Case\nshort: Case\nauthors:\n  - {written}\n---\n\nWords.\n"))
    assert findings == []
    assert article
    reference = of_article(article)
    assert as_csl(reference)["author"] == [csl]
    assert f"author = {{{bibtex}}}," in as_bibtex(reference)
    assert ("author" in reference.inferred) == inferred
    assert article.authors[0].value in {"Anna Miller", "Verna Press"}


# ------------------------------------------------------------------------------------------ files, by other readers


def written(kb: KnowledgeBase) -> list[Reference]:
    pages = [
        of_page(f"actors/{entity.id}/", entity.name, Edition("Armed Politics", "https://example.org/", "abc"))
        for entity in kb.entities.values()
    ]
    passages = [
        of_passage(article.article, one.id, "¶1a", one.words, Edition("Armed Politics", address, "abc"))
        for article in kb.articles.values()
        for one, address in zip(article.passages, cycle(("https://example.org/", "")), strict=False)
    ]
    return [*bibliography(kb), *pages, *passages]


def test_bibtexparser_reads_the_whole_bibliography(kb: KnowledgeBase) -> None:
    references = written(kb)
    library = parse_string(
        "\n".join(map(as_bibtex, references)),
        append_middleware=[SeparateCoAuthors(), SplitNameParts()],
    )
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [one.id for one in references]
    for entry, one in zip(library.entries, references, strict=True):
        names = entry.fields_dict["author"].value if "author" in entry.fields_dict else []
        read = [(" ".join((*name.von, *name.last)), " ".join(name.first)) for name in names]
        assert read == [(f"{{{author.literal}}}" if author.literal else author.family, author.given) for author in one.authors]


def test_rispy_reads_the_whole_bibliography(kb: KnowledgeBase) -> None:
    references = written(kb)
    read = rispy.loads("".join(map(as_ris, references)))
    assert [entry["id"] for entry in read] == [one.id for one in references]
    for entry, one in zip(read, references, strict=True):
        assert entry.get("title", "") == one.title
        assert entry.get("authors", []) == [author.literal or f"{author.family}, {author.given}" for author in one.authors]
        assert entry.get("notes", []) == list(one.notes)
        assert not entry.get("unknown_tag")


def test_the_csl_keeps_the_schema_of_the_standard(kb: KnowledgeBase) -> None:
    assert [error.message for error in SCHEMA.iter_errors([as_csl(one) for one in written(kb)])] == []


# ---------------------------------------------------------------------------------------------------------- escaping


@given(TEXT, TEXT, TEXT)
def test_bibtex_gives_every_text_back(title: str, container: str, note: str) -> None:
    wanted = Reference(id="x", type="webpage", title=line(title), container_title=line(container), notes=(line(note),))
    library = parse_string(as_bibtex(wanted))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert plain(entry.fields_dict["title"].value.removeprefix("{").removesuffix("}")) == wanted.title
    assert plain(entry.fields_dict["howpublished"].value) == wanted.container_title
    assert plain(entry.fields_dict["annote"].value) == wanted.notes[0]


def plain(tex: str) -> str:
    r"""TeX as it is printed: the commands for characters, by their definition in LaTeX (``\&``, ``\textbackslash{}``)."""
    words = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    return re.sub(r"\\(?:text([a-z]+)\{\}|([&%$#_]))", lambda found: words[found[1]] if found[1] else found[2], tex)


@given(TEXT)
def test_bibtex_braces_stand_in_pairs(text: str) -> None:
    """BibTeX counts braces, whatever stands before them."""
    depth = 0
    for character in as_bibtex(Reference(id="x", type="book", title=line(text), authors=(Author(literal=line(text)),), url=line(text))):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0


def test_bibtexparser_decodes_what_tex_would_take_for_commands() -> None:
    r"""All but ``\textbraceleft{}``, which its decoder does not know, and ``\textasciicircum{}``, for which it has another sign."""
    text = r"R&D 100% $5 #1 a_b \d ~e"
    fields = bibtex_fields(as_bibtex(Reference(id="x", type="webpage", container_title=text)))
    assert fields["howpublished"] == text


@given(TEXT, TEXT, TEXT)
def test_ris_gives_every_text_back(title: str, author: str, note: str) -> None:
    wanted = Reference(id="x", type="book", title=line(title), authors=(Author(literal=line(author)),), notes=(line(note), "second"))
    records = re.findall(r"(?s)TY  - .*?\r\nER  - \r\n", as_ris(wanted))
    assert "".join(records) == as_ris(wanted)
    (entry,) = rispy.loads(as_ris(wanted))
    assert entry["title"] == wanted.title.strip()
    assert entry["authors"] == [wanted.authors[0].literal.strip()]
    assert [text.strip() for text in entry["notes"]] == [note.strip() for note in wanted.notes]


@given(TEXT, TEXT)
def test_csl_gives_every_text_back(title: str, note: str) -> None:
    wanted = as_csl(Reference(id="x", type="book", title=line(title), notes=(line(note),)))
    assert json.loads(json.dumps([wanted], ensure_ascii=False)) == [wanted]
    assert SCHEMA.is_valid([wanted])


@pytest.mark.parametrize(
    ("author", "written_as"),
    [
        (Author(family="Gordon", given="Michael R."), "Gordon, Michael R."),
        (Author(family="O’Neill-Smith", given="Anna"), "O’Neill-Smith, Anna"),
        (Author(family="bin Laden", given="X."), "{bin Laden}, X."),
        (Author(family="Smith and Sons", given="A, B"), "{Smith and Sons}, {A,} B"),
        (Author(family="Sadr"), "{Sadr}"),
        (Author(literal="others"), "{others}"),
        (Author(literal="Ministry of Defence and Security"), "{Ministry of Defence and Security}"),
    ],
)
def test_names_that_bibtex_would_take_apart_stand_in_braces(author: Author, written_as: str) -> None:
    assert f"  author = {{{written_as}}},\n" in as_bibtex(Reference(id="x", type="book", authors=(author,)))


# ------------------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("date", "csl", "ris", "bibtex"),
    [
        (when("2015-09-27"), {"date-parts": [[2015, 9, 27]]}, ["2015", "2015/09/27/"], ["2015", "sep", "27", None]),
        (when("2015-09"), {"date-parts": [[2015, 9]]}, ["2015", "2015/09//"], ["2015", "sep", None, None]),
        (when("2015"), {"date-parts": [[2015]]}, ["2015", "2015///"], ["2015", None, None, None]),
        (
            when("2015~"),
            {"date-parts": [[2015]], "circa": True, "literal": "about 2015"},
            [None, "2015///about 2015"],
            ["(about 2015)", None, None, "Date: about 2015"],
        ),
        (
            when("2015?"),
            {"date-parts": [[2015]], "literal": "2015 (uncertain)"},
            [None, "2015///2015 (uncertain)"],
            ["2015?", None, None, "Date: 2015 (uncertain)"],
        ),
        (
            when("[2015-09-26..2015-10-01]"),
            {"date-parts": [[2015]], "literal": "between 26 September and 1 October 2015"},
            ["2015", "2015///between 26 September and 1 October 2015"],
            ["2015", None, None, "Date: between 26 September and 1 October 2015"],
        ),
        (when("[2011..]"), {"literal": "2011 or later"}, [None, "///2011 or later"], [None, None, None, "Date: 2011 or later"]),
        (
            when("XXXX-10-XX", earliest="2022-10-07"),
            {"literal": "October (year not printed), not before 7 October 2022"},
            [None, "///October (year not printed), not before 7 October 2022"],
            [None, None, None, "Date: October (year not printed), not before 7 October 2022"],
        ),
    ],
    ids=lambda value: value.date.text if isinstance(value, When) else "",
)
def test_of_a_date_only_what_is_known_is_said(date: When, csl: dict[str, Any], ris: list[str | None], bibtex: list[str | None]) -> None:
    reference = Reference(id="x", type="book", issued=date)
    assert as_csl(reference)["issued"] == csl
    assert SCHEMA.is_valid([as_csl(reference)])
    (record,) = rispy.loads(as_ris(reference))
    assert [record.get("year"), record.get("date")] == ris
    fields = bibtex_fields(as_bibtex(reference))
    assert [fields.get(name) for name in ("year", "month", "day", "note")] == bibtex


# ----------------------------------------------------------------------------------------------- pages of the site


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://example.org/kb", "https://example.org/kb/"),
        ("http://localhost:8000/", ""),
        ("http://127.0.0.1:8000/", ""),
        ("", ""),
    ],
)
def test_an_address_that_only_one_machine_knows_is_not_cited(address: str, known: str) -> None:
    assert Edition.at("Armed Politics", address, "abc").address == known


def test_a_page_is_cited_with_the_version_of_its_content() -> None:
    page = of_page("actors/cia/", "C.I.A.", Edition("Armed Politics", "https://example.org/", "abc"))
    assert in_words(page) == "“C.I.A.” Armed Politics, version abc. https://example.org/actors/cia/."
    nowhere = of_page("actors/cia/", "C.I.A.", Edition("Armed Politics", "", "abc"))
    assert in_words(nowhere) == "“C.I.A.” Armed Politics, actors/cia/, version abc."
    assert "  note = {actors/cia/; version abc},\n" in as_bibtex(nowhere)


@pytest.mark.parametrize(
    ("earliest", "latest", "said"),
    [
        ("", "", "2015"),
        ("2015-03", "", "2015, not before March 2015"),
        ("", "2015-06", "2015, not after June 2015"),
        ("2015-03", "2015-06", "2015, March 2015 to June 2015"),
    ],
)
def test_a_date_is_said_with_the_bounds_that_the_text_sets(earliest: str, latest: str, said: str) -> None:
    when = When(dates.parse("2015"), earliest=dates.parse(earliest) if earliest else None, latest=dates.parse(latest) if latest else None)
    assert when_words(when) == said
