"""On the real site: every page says how it is cited, in words and in three formats, without scripts; the bibliography is there as files."""

from __future__ import annotations

import json
from urllib.parse import unquote

import rispy
from bibtexparser.entrypoint import parse_string
from jsonschema import Draft7Validator

from tests.built_site import PROJECT, Element, Site, every, words

pytest_plugins = ["tests.site_fixture"]

CSL = Draft7Validator(json.loads((PROJECT / "tests" / "vendored" / "csl-data.json").read_text(encoding="utf-8")))
CITED = ("articles/", "actors/", "places/", "events/", "sources/")


def cited_pages(site: Site) -> dict[str, Element]:
    return {url: tree for url, tree in site.pages.items() if url.startswith(CITED) and url not in CITED}


def test_every_page_says_how_it_is_cited(site: Site) -> None:
    for url, tree in cited_pages(site).items():
        (cite,) = every(tree, "kb-cite-this", "details")
        assert words(every(cite, "kb-reference")[0]).strip(), url
        bibtex, ris, csl = ["".join(pre.itertext()) for pre in cite.iter("pre")]
        (entry,) = parse_string(bibtex).entries
        (record,) = rispy.loads(ris)
        (item,) = json.loads(csl)
        assert entry.key == record["id"] == item["id"], url
        assert record.get("title") == item.get("title"), url


def test_the_file_to_download_holds_what_the_page_shows(site: Site) -> None:
    for url, tree in cited_pages(site).items():
        for form in every(tree, "kb-cite-form"):
            (link,) = every(form, "kb-cite-file", "a")
            head, _, data = link.get("href").partition(",")
            assert head.startswith("data:")
            assert head.endswith("charset=utf-8")
            assert unquote(data).replace("\r\n", "\n") == "".join(form.find("pre").itertext()), url
            assert link.get("download").rpartition(".")[2] in {"bib", "ris", "json"}


def test_the_page_of_a_work_or_an_article_cites_it_as_the_bibliography_does(site: Site) -> None:
    whole = {one["id"]: one for one in json.loads((site.folder / "data/bibliography.json").read_text(encoding="utf-8"))}
    pages = {url: tree for url, tree in cited_pages(site).items() if url.startswith(("articles/", "sources/"))}
    assert len(pages) == len(whole)
    for url, tree in pages.items():
        csl = json.loads("".join(list(tree.iter("pre"))[-1].itertext()))
        assert csl == [whole[url.split("/")[1]]]


def test_the_three_files_hold_the_same_references(site: Site) -> None:
    folder = site.folder / "data"
    csl = [one["id"] for one in json.loads((folder / "bibliography.json").read_text(encoding="utf-8"))]
    bibtex = [entry.key for entry in parse_string((folder / "bibliography.bib").read_text(encoding="utf-8")).entries]
    ris = [entry["id"] for entry in rispy.loads((folder / "bibliography.ris").read_bytes().decode())]
    assert csl == bibtex == ris
    assert (folder / "bibliography.ris").read_bytes().count(b"\r\n") == (folder / "bibliography.ris").read_bytes().count(b"\n")


def test_the_bibliography_says_who_cites_a_work_where(site: Site) -> None:
    page = site.page("sources/")
    (whole,) = every(page, "kb-bibliography")
    entries = list(whole.findall("li"))
    assert len(entries) == len(site.kb["sources"]) + len(site.kb["articles"])
    cited = {fact for link in every(whole, "kb-cite", "a") for fact in link.get("data-fact").split()}
    assert cited == {entry["id"] for source in site.kb["sources"] for entry in source["citations"]}
    files = {link.get("href") for link in page.iter("a") if link.get("download") is not None}
    assert files == {f"../data/bibliography.{form}" for form in ("bib", "ris", "json")}


def test_every_note_gives_the_short_form_the_address_and_the_records_of_its_passage(site: Site) -> None:
    for article in site.kb["articles"]:
        page = site.page(f"articles/{article['id']}/")
        notes = every(page, "kb-note")
        assert notes
        for note in notes:
            (cite,) = every(note, "kb-note__cite", "details")
            short, *records = cite.iter("a")
            assert short.get("href") == f"#{note.get('data-for')}"
            assert words(short).startswith(f"{article['short']} ")
            assert [words(link) for link in records] == ["BibTeX", "RIS", "CSL-JSON"]
            assert [link.get("href") for link in records] == [f"cite/passages.{form}" for form in ("bib", "ris", "json")]
            assert all(link.get("download") is not None for link in records)


def test_every_passage_has_a_record_in_each_format_that_another_program_reads(site: Site) -> None:
    evidence = {(one["article"], one["passage"]): one for fact in site.facts.values() for one in fact["evidence"]}
    files = {str(path.relative_to(site.folder)) for path in site.folder.glob("articles/*/cite/*")}
    assert files == {f"articles/{article}/cite/passages.{form}" for article, _ in evidence for form in ("bib", "ris", "json")}
    for head in site.kb["articles"]:
        file = site.folder / "articles" / head["id"] / "cite" / "passages"
        library = parse_string(file.with_suffix(".bib").read_text(encoding="utf-8"))
        assert not library.failed_blocks
        records = rispy.loads(file.with_suffix(".ris").read_bytes().decode())
        items = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        assert [error.message for error in CSL.iter_errors(items)] == []
        page = site.page(f"articles/{head['id']}/")
        in_order = dict.fromkeys(mark.get("data-q") for mark in every(page, "kb-q") if mark.get("id"))
        assert {(head["id"], passage) for passage in in_order} == {key for key in evidence if key[0] == head["id"]}
        assert len(in_order) == len(library.entries) == len(records) == len(items)
        found = zip(items, library.entries, records, strict=True)
        keyed = {item["id"].removeprefix(f"{head['id']}-"): (item, entry, record) for item, entry, record in found}
        assert set(keyed) == set(in_order)
        for passage, (item, entry, record) in keyed.items():
            said = evidence[head["id"], passage]["exact"]
            assert entry.key == record["id"] == item["id"] == f"{head['id']}-{passage}"
            assert record["title"] == item["title"]
            assert item["title"].startswith(head["title"]["value"])
            place = record["notes"][0].split(",")[0]
            assert entry.fields_dict["note"].value.startswith(f"{place[:1].upper()}{place[1:]}, as annotated in ")
            assert item["note"].startswith(f"{place}, as annotated in ")
            words_said = said if said.startswith("“") and said.endswith("”") else f"“{said}”"
            assert record["notes"][1] == f"Words: {words_said}"
            notes = [note for note in every(page, "kb-note") if note.get("data-for") == passage]
            shorts = {words(link) for note in notes for link in every(note, "kb-note__link", "a")}
            assert shorts == {f"{head['short']} {place}"}
