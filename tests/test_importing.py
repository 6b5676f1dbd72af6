"""Saved pages, texts and PDFs become drafts to the letter: no word dropped, added or moved, and nothing guessed in the head."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import importing, library, passages
from kb.findings import Refusal
from kb.importing import Converted, Given
from kb.importing.decoding import decode
from kb.importing.flow import flow
from kb.importing.markdown import words_of, write
from kb.importing.text import Leaf, Run, spaced, tidy
from kb.importing.tree import parse
from tests.conftest import MKDOCS, PROJECT, Ran

Write = Callable[[Mapping[str, str | bytes]], Path]
IMPORTS = PROJECT / "tests" / "imports"
PAGES = ("news.html", "blog.html", "think-tank.html")
XHTML = "{http://www.w3.org/1999/xhtml}"


def converted(name: str, **named: str) -> Converted:
    return importing.convert(Given((IMPORTS / name).read_bytes(), name), **named)


def page(body: str, head: str = "<title>A Title of a Page</title>") -> bytes:
    return f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


FILLER = "<p>The ferrymen met the governor on Tuesday, in the harbour of Port Verna, and talked for two hours and a half about wages.</p>"


def main_text(name: str) -> list[str]:
    """The words that a page marks as its main text (``data-text``), read by another parser; marks of footnotes are ``data-mark``."""

    def said(node: Element, *, inside: bool) -> str:
        here = inside or "data-text" in node.attrib
        text = ""
        if "data-mark" not in node.attrib:
            text = ((node.text or "") if here else "") + "".join(said(child, inside=here) for child in node)
        if "data-text" in node.attrib or node.tag == f"{XHTML}br":
            text = f" {text} "
        return text + ((node.tail or "") if inside else " ")

    return said(html5lib.parse((IMPORTS / name).read_bytes()), inside=False).split()


# ------------------------------------------------------------------------------------------- to the letter


@pytest.mark.parametrize("name", PAGES)
def test_the_draft_has_the_words_of_the_main_text_and_no_other(name: str) -> None:
    assert words_of(converted(name).body) == main_text(name)


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_the_page_is_in_the_draft_or_named_as_left_out(name: str) -> None:
    made = converted(name)
    text = decode((IMPORTS / name).read_bytes()).text
    on_page = "".join(letter for leaf in flow(parse(text), "").leaves for letter in leaf.squeezed)
    held = "".join(leaf.squeezed for leaf in made.leaves) + "".join("".join(one.text.split()) for one in made.left)
    assert sorted(on_page) == sorted(held)


def test_signs_stand_as_they_stand() -> None:
    body = converted("news.html").body
    for words in (
        "Ferrymen’s League",
        "Ida\u00a0Holm",
        "“might strike next month,”",
        "PORT VERNA — The",
        "awnser",
        "9, as today;",
        "4\u00a0000",
    ):
        assert words in body
    assert "3\u2009000" in body


def test_headings_quotes_lists_emphasis_and_links_are_kept() -> None:
    body = converted("news.html").body
    assert "## What the League wants\n\n- Higher wages" in body
    assert "> The government of Verna has always listened. It listens now, and it will listen tomorrow.\n>\n> It can’t promise" in body
    assert "threaten *anybody*,” the League wrote in [a letter to the governor](https://gazette.example/documents/letter.html)" in body
    assert "**Port Verna said**" in body
    html = "".join(one.before + one.html + one.after for one in passages.render(body).paragraphs)
    assert html.count("<h2>") == 1
    assert html.count("<li>") == 2


def test_items_of_a_numbered_list_keep_their_numbers() -> None:
    shown = passages.render("3. a\n4. b\n   - x\n\n   c\n5. d\n\n[^1]: e\n\n    f\n").paragraphs
    assert [one.before for one in shown] == [
        '<ol start="3"><li>',
        '<ol start="4"><li>',
        '<ol start="4"><li class="kb-on"><ul><li>',
        '<ol start="4"><li class="kb-on">',
        '<ol start="5"><li>',
    ]
    noted = passages.render("Words.[^1]\n\n[^1]: e\n\n    f\n").paragraphs
    assert [one.footnote for one in noted] == [None, 1, 1]


def test_what_looks_like_markdown_stays_the_characters_that_it_is() -> None:
    read = [passages.read(one.html).text for one in passages.render(converted("blog.html").body).paragraphs]
    assert "# Not a heading, and - not a list. 2 < 3, a_b_c, `code`, [^9] and \\ a backslash." in read


def test_links_that_run_a_script_are_words_only() -> None:
    body = converted("blog.html").body
    assert "javascript" not in body
    assert "[the letter](<http://gazette.example/a(b)?x=1&y=2>), and this picture." in body


# ----------------------------------------------------------------------------------------------- footnotes


def test_linked_footnotes_become_footnotes() -> None:
    body = converted("blog.html").body
    assert "twice[^1] and still" in body
    assert "- and one has quoted[^3]" in body
    assert body.endswith(
        "[^1]: A. Sample, “Ferrymen Meet the Governor”, *Verna Gazette*, 14 May 2020.\n\n"
        "[^2]: A guess is not knowledge.\n\n    It isn’t even a claim.\n\n[^3]: Same place.\n"
    )
    rendered = passages.render(body)
    assert (rendered.unused, rendered.twice) == ((), ())


def test_numbered_notes_meet_their_marks_one_by_one() -> None:
    body = converted("think-tank.html").body
    assert "harbour court.[^1]" in body
    assert "[^3]: Ibid., p. 41.\n" in body
    plain = converted("plain.txt").body
    assert "the fish.”[^1]" in plain
    assert plain.endswith("[^2]: 9 crowns an hour; cf. “Ferrymen Meet the Governor.”\n")


@pytest.mark.parametrize(
    "text", ["One[1] and two[2].\n\n[1] A note.", "One[1].\n\n[1] A note.\n\n[2] Another.", "In 1919[1] it was.\n\nThe end."]
)
def test_numbers_without_their_notes_stay_numbers(text: str) -> None:
    made = importing.convert(Given(f"A Title\n\nWords before it all. {text}".encode(), "a.txt"))
    assert "[^" not in made.body.replace("\\[^", "")


def test_notes_with_several_marks_lose_the_letters_that_lead_back() -> None:
    body = page(
        f"<h1>A Title of a Page</h1>{FILLER}<p>1<sup id='r1'><a href='#n1'>[1]</a></sup> and 2<sup id='r2'><a href='#n1'>[1]</a></sup>.</p>"
        f"<h2>Notes<span class='mw-editsection'>[<a href='/edit'>edit</a>]</span></h2>{FILLER}"
        "<ol><li id='n1'><span>^ <a href='#r1'><i>a</i></a> <a href='#r2'><i>b</i></a></span> A <em>b</em> c.</li></ol>"
    )
    made = importing.convert(Given(body, "a.html"))
    assert "1[^1] and 2[^1]." in made.body
    assert "## Notes\n" in made.body
    assert made.body.endswith("[^1]: A *b* c.\n")
    assert [one.text for one in made.left if one.why == "hidden"] == ["[edit]"]


def test_notes_that_have_signs_for_numbers_are_counted() -> None:
    body = page(
        f"<h1>A Title of a Page</h1>{FILLER}<p>It said so<a href='#n1' id='r1'>*</a> and again<a href='#n2' id='r2'>†</a>.</p>{FILLER}"
        "<p id='n1'><a href='#r1'>*</a> In a letter.</p><p id='n2'><a href='#r2'>†</a> In another.</p>"
    )
    made = importing.convert(Given(body, "a.html"))
    assert "said so[^1] and again[^2]." in made.body
    assert made.body.endswith("[^1]: In a letter.\n\n[^2]: In another.\n")
    assert any("numbered anew" in said for said in made.said)


# -------------------------------------------------------------------------------------------------- the head


def test_the_head_holds_what_the_page_prints() -> None:
    assert converted("news.html").front() == {
        "title": "Ferrymen Meet the Governor",
        "authors": ["Anna Sample", "B. Example"],
        "publication": {
            "value": "Verna Gazette",
            "basis": "The page prints no publication. Its metadata `og:site_name` reads “Verna Gazette”.",
        },
        "published": "2020-05-14",
        "url": "https://gazette.example/news/ferrymen-meet-the-governor",
        "language": "en-GB",
    }


def test_what_only_metadata_say_has_a_basis() -> None:
    assert converted("think-tank.html").front() == {
        "title": "The League and the State",
        "authors": [{"value": "Dr Dora Figment", "basis": "The page prints no author. Its metadata `author` reads “Dr Dora Figment”."}],
        "published": {"value": "2021-02-01", "basis": "The page prints no date. Its metadata `date` reads “2021-02-01”."},
    }


def test_a_printed_byline_and_day_are_taken_as_printed() -> None:
    assert converted("blog.html").front() == {"title": "Notes on a strike", "authors": ["carl invented"], "published": "2020-06-03"}


def test_what_a_page_does_not_say_is_not_in_the_head() -> None:
    made = importing.convert(Given(page(f"<h1>A Title of a Page</h1>{FILLER * 3}<p>On 3 May 2019 it was cold.</p>"), "a.html"))
    assert made.front() == {"title": "A Title of a Page"}


def test_a_day_that_stands_below_the_first_paragraph_is_printed() -> None:
    line = "<p class='dateline'>Thursday 14 May 2020 06.40 GMT. Last modified on Fri 15 May 2020</p>"
    head = "<title>A Title of a Page</title><meta property='article:published_time' content='2020-05-14T06:40:00Z'>"
    made = importing.convert(Given(page(f"<h1>A Title of a Page</h1><article>{FILLER}{line}{FILLER * 3}</article>", head), "a.html"))
    assert made.front()["published"] == "2020-05-14"


def test_a_title_that_only_the_metadata_have_is_inferred() -> None:
    made = importing.convert(Given(page(FILLER * 3), "a.html"))
    assert made.front()["title"] == {
        "value": "A Title of a Page",
        "basis": "The page prints no title. Its metadata `title` reads “A Title of a Page”.",
    }


def test_the_title_that_the_editor_gives_says_so_where_the_page_does_not_print_it() -> None:
    assert converted("plain.txt", title="The Harbour at Night").front()["title"] == "The Harbour at Night"
    found = converted("plain.txt", title="Another").front()["title"]
    assert isinstance(found, dict)
    assert found["basis"].endswith("The editor who brought it in gave it.")


# ----------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.html", "a.html is empty."),
        (b" \n\t", "a.txt", "a.txt is empty."),
        (b"<html><body></body></html>", "a.html", "a.html is empty: the page has no words that a reader sees."),
        (
            page("<nav><ul><li><a href='/a'>News</a></li><li><a href='/b'>Weather</a></li></ul></nav>"),
            "a.html",
            "No article was found on the page",
        ),
        (b"PK\x03\x04rest", "a.docx", "a.docx is a document of an office program"),
        (b"\x00\x01\x02\x03", "a.bin", "This is no text: it holds NUL bytes."),
        (b"%PDF-1.4 broken", "a.pdf", "The PDF cannot be read"),
        (b"x" * (importing.LARGEST + 1), "a.txt", "more than 20,000,000 are not read"),
        (page("<div>" * 300 + "deep" + "</div>" * 300), "a.html", "elements inside one another"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Refusal, match=re.escape(said)):
        importing.convert(Given(data, name))


@pytest.mark.parametrize(
    ("data", "charset", "assumed"),
    [
        ("“Ferrymen’s” – café".encode("cp1252"), "", "Nothing says in which encoding"),
        ("“Ferrymen’s” – café".encode("cp1252"), "iso-8859-1", ""),
        ("“Ferrymen’s” – café".encode("utf-8-sig"), "", ""),
        ("\ufeff“Ferrymen’s” – café".encode("utf-16-le"), "", ""),
        ("“Ferrymen’s” – café".encode(), "shift_jis", "The page says that it is in shift_jis, and is not"),
    ],
)
def test_the_encoding_is_found_and_what_was_assumed_is_said(data: bytes, charset: str, assumed: str) -> None:
    read = decode(data, charset)
    assert read.text == "“Ferrymen’s” – café"
    assert bool(assumed) == bool(read.said)
    assert assumed in " ".join(read.said)


def test_an_encoding_that_the_editor_names_holds() -> None:
    assert decode("Порт".encode("cp1251"), wanted="windows-1251").text == "Порт"
    for wanted in ("utf-8", "hex", "klingon"):
        with pytest.raises(Refusal):
            decode(b"\xcf\xee\xf0\xf2", wanted=wanted)


def test_invisible_characters_that_a_file_may_not_hold_are_taken_out_and_said() -> None:
    made = importing.convert(Given("A Title\n\nOne \u202btwo\u202c three\u2028four.\n\nFive.".encode(), "a.txt"))
    assert words_of(made.body) == ["One", "two", "three", "four.", "Five."]
    assert any("U+202B ×1" in said for said in made.said)


# --------------------------------------------------------------------------------------------------- others


def test_markdown_stays_what_it_is() -> None:
    text = "---\ntitle: A Title\nauthor: Eva Madeup\ndate: 2020-05-01\ntags: [a]\n---\n\n# A Title\n\nSome *words*, “as they stand” - here.\n\n![x](y.png)\n"  # noqa: E501
    made = importing.convert(Given(text.encode(), "a.md"))
    assert made.body == "Some *words*, “as they stand” - here.\n\n![x](y.png)\n"
    assert made.front() == {"title": "A Title", "authors": ["Eva Madeup"], "published": "2020-05-01"}
    assert any("tags" in said for said in made.said)


def pdf(pages: list[list[str]], title: str = "") -> bytes:
    """A PDF with a line of text for each string, written out by hand."""
    count = len(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{4 + 2 * at} 0 R' for at in range(count))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, lines in enumerate(pages):
        drawn = b"BT /F1 11 Tf 14 TL 72 760 Td "
        for line in lines:
            escaped = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            drawn += b"(" + escaped + b") Tj T* "
        drawn += b"ET"
        page_object = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R >>"
        )
        objects += [page_object.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)]
    objects.append(b"<< /Title (%s) >>" % title.encode("cp1252"))
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(objects), start)


def test_a_pdf_gives_the_words_of_its_text_layer_without_running_heads() -> None:
    pages = [
        [
            "Institute for Invented Affairs – page 1",
            "The ferrymen of Verna have met the governor many times in the harbour, and",
            "nothing came of it. “Nothing.”",
        ],
        [
            "Institute for Invented Affairs – page 2",
            "In the year of the great strike, the first of three, the League’s organi-",
            "sation broke in two, and the boats stayed in the harbour for a week.",
        ],
        ["Institute for Invented Affairs – page 3", "That was all. (Nobody counted [the boats].)"],
    ]
    made = importing.convert(Given(pdf(pages, "The League and the State"), "paper.pdf"))
    assert words_of(made.body) == " ".join(" ".join(lines[1:]) for lines in pages).split()
    assert [one.why for one in made.left] == ["running head"] * 3
    assert made.front()["title"] == {
        "value": "The League and the State",
        "basis": "The properties of the PDF give the title “The League and the State”.",
    }
    assert any("1 lines end in a hyphen" in said for said in made.said)


def test_a_pdf_without_a_text_layer_is_refused() -> None:
    with pytest.raises(Refusal, match="no text layer"):
        importing.convert(Given(pdf([[], []]), "scan.pdf"))


# ---------------------------------------------------------------------------------------------- invariants

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=30)
SIGNS = st.text(st.sampled_from("ab *_[]()<>#-+=.1!\\`&;:\n\u00a0’“—^|~"), min_size=1, max_size=30)
RUNS = st.builds(Run, WORDS | SIGNS, em=st.booleans(), strong=st.booleans(), href=st.sampled_from(["", "", "https://a.example/x"]))


@given(
    st.lists(
        st.tuples(st.lists(RUNS, min_size=1, max_size=4), st.sampled_from([(), ("quote#1",), ("ul#2", "li#3")]), st.integers(0, 3)),
        min_size=1,
        max_size=5,
    )
)
def test_any_words_can_be_written_as_markdown_and_read_back(given_leaves: list[tuple[list[Run], tuple[str, ...], int]]) -> None:
    shown = [(tidy(raw), around, heading) for raw, around, heading in given_leaves]
    leaves = [Leaf(runs, (), around, heading) for runs, around, heading in shown if "".join(run.text for run in runs).strip()]
    if not leaves:
        return
    body = write(leaves).body
    assert [spaced(passages.read(one.html).text) for one in passages.render(body).paragraphs] == [spaced(leaf.text) for leaf in leaves]


# ---------------------------------------------------------------------------------------------- the command


def test_a_page_becomes_a_draft_beside_its_original(little_project: Path, kb: Callable[..., Ran]) -> None:
    said = kb("import", IMPORTS / "news.html", "--root", little_project)
    assert said.code == 0, said.err
    draft = (little_project / "articles/ferrymen-meet-the-governor.md").read_text(encoding="utf-8")
    original = little_project / "articles/originals/ferrymen-meet-the-governor.html.txt"
    assert original.read_bytes() == (IMPORTS / "news.html").read_bytes()
    assert "draft: true\n" in draft
    assert kb("fmt", "--check", "--root", little_project, "ferrymen-meet-the-governor").code == 0
    assert f"sha256: {hashlib.sha256(original.read_bytes()).hexdigest()}" in draft
    assert "Left out, furniture of the page: We and our 214 partners" in said.err
    content = library.load(little_project)
    assert [(one.code, one.severity) for one in content.findings] == [("draft", "warning")]
    assert (
        content.kb.articles[next(one for one in content.kb.articles if one == "ferrymen-meet-the-governor")].article.short == "Sample 2020"
    )


def test_a_dry_run_prints_the_draft_and_writes_nothing(little_project: Path, kb: Callable[..., Ran]) -> None:
    before = sorted(little_project.rglob("*"))
    said = kb("import", IMPORTS / "blog.html", "--root", little_project, "--dry-run")
    assert said.code == 0
    assert said.out.startswith("diff --git a/articles/notes-on-a-strike.md b/articles/notes-on-a-strike.md\nnew file mode 100644\n")
    assert sorted(little_project.rglob("*")) == before


def test_an_article_that_is_there_already_is_said_and_not_overwritten(little_project: Path, kb: Callable[..., Ran]) -> None:
    assert kb("import", IMPORTS / "news.html", "--root", little_project).code == 0
    first = (little_project / "articles/ferrymen-meet-the-governor.md").read_bytes()
    again = kb("import", IMPORTS / "news.html", "--root", little_project)
    assert again.code == 0
    assert "was made from this very file" in again.err
    assert "The id `ferrymen-meet-the-governor` is taken" in again.err
    assert (little_project / "articles/ferrymen-meet-the-governor.md").read_bytes() == first
    second = (little_project / "articles/ferrymen-meet-the-governor-2.md").read_text(encoding="utf-8")
    assert "short: Sample 2020b\n" in second
    named = kb("import", IMPORTS / "news.html", "--root", little_project, "--id", "ferrymen-meet-the-governor")
    assert named.code == 2
    assert "The id `ferrymen-meet-the-governor` is taken" in named.err


@pytest.mark.parametrize(
    ("url", "title", "body", "said"),
    [
        ("http://www.gazette.example/a/?utm_source=x", "Other", "Nothing alike.", "same address"),
        ("", "a  TITLE!", "Nothing alike.", "same title"),
        ("", "Other", "Before it: the League met the governor in the harbour and said nothing at all about it", "much of the same text"),
        ("", "Other", "Something else was said in the harbour by the League and by nobody but the League.", ""),
    ],
)
def test_near_duplicates_are_found(little_project: Path, url: str, title: str, body: str, said: str) -> None:
    (little_project / "articles/old.md").write_text(
        "---\ntitle: A Title\nshort: Old\nurl: https://gazette.example/a\n---\n\nx\n", encoding="utf-8"
    )
    old = library.load(little_project).kb.articles
    article = next(one.article for one in old.values() if one.id == "old")
    text = "The League met the governor in the harbour and said nothing at all about it, before or after."
    found = list(importing.twins(title, url, body, [(article, text)]))
    assert (said in " ".join(found)) if said else not found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-file.html",), "There is no file no-such-file.html."),
        ((IMPORTS / "news.html", "--id", "Not An Id"), "cannot be an id"),
        ((IMPORTS / "news.html", "--encoding", "klingon"), "is no encoding"),
        ((IMPORTS / "news.html", "--short", "x" * 30), "has more than 24 characters"),
        ((IMPORTS / "news.html", "--id", "westport"), "is taken"),
        (("ftp://gazette.example/a",), "only http:// and https:// are"),
        (("http://127.0.0.1:9/a",), "127.0.0.1 is not an address of the public network"),
    ],
)
def test_what_cannot_go_on_changes_nothing(
    little_project: Path, kb: Callable[..., Ran], arguments: tuple[str | Path, ...], said: str
) -> None:
    before = {file: file.read_bytes() for file in little_project.rglob("*") if file.is_file()}
    ran = kb("import", *arguments, "--root", little_project)
    assert ran.code == 2, ran.err
    assert said in ran.err
    assert {file: file.read_bytes() for file in little_project.rglob("*") if file.is_file()} == before


def test_an_interruption_leaves_nothing_behind(little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file: file.read_bytes() for file in little_project.rglob("*") if file.is_file()}

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("kb.importing.choosing.guess", "kb.library.writing._staged"):
        with monkeypatch.context() as patched:
            patched.setattr(place, interrupted)
            ran = kb("import", IMPORTS / "news.html", "--root", little_project)
        assert (ran.code, "nothing was changed" in ran.err) == (130, True)
        assert {file: file.read_bytes() for file in before} == before
        assert not list(little_project.glob("articles/ferry*")) + list(little_project.glob("articles/originals/*"))


def test_a_disk_that_refuses_is_said(little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("kb.library.writing._staged", refused)
    ran = kb("import", IMPORTS / "news.html", "--root", little_project)
    assert ran.code == 2
    assert "Read-only file system" in ran.err
    assert not list(little_project.glob("articles/ferry*"))


@pytest.mark.parametrize("name", [*PAGES, "plain.txt"])
def test_what_was_written_has_no_errors(little_project: Path, kb: Callable[..., Ran], name: str) -> None:
    said = kb("import", IMPORTS / name, "--root", little_project)
    assert said.code == 0, said.err
    content = library.Workspace(little_project, drafts=True).load()
    assert [one.code for one in content.findings] == ["draft"]
    added = next(article for article in content.kb.articles.values() if article.article.draft)
    shown = content.page_at(f"articles/{added.id}/")
    assert shown is not None
    assert content.page_at("coverage/") is not None
    assert [part.anchor for part in shown.parts if part.anchor == "footnotes"] == (["footnotes"] if "[^1]" in added.article.body else [])


def test_without_the_extra_packages_one_sentence_says_what_to_do(
    little_project: Path, kb: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lxml", "lxml.html", "trafilatura", "pypdf"):
        monkeypatch.setitem(sys.modules, name, None)
    ran = kb("import", IMPORTS / "news.html", "--root", little_project)
    assert ran.code == 2
    assert "kb-armed-politics[import]" in ran.err


def test_a_check_does_not_load_what_only_imports_need(kb_process: Callable[..., Ran], little_project: Path) -> None:
    code = "import sys, kb.cli; print([one for one in ('trafilatura', 'lxml', 'pypdf') if one in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=little_project)
    assert ran.stdout.decode().strip() == "[]"
    assert kb_process("check", "--root", little_project).code == 0


# --------------------------------------------------------------------------------------------------- drafts


def drafted(root: Path) -> None:
    (root / "articles/a-draft.md").write_text(
        "---\ntitle: A Draft\nshort: Draft\ndraft: true\n---\n\nNobody but an editor may read these very words of the draft.\n",
        encoding="utf-8",
    )


def test_a_public_build_leaves_a_draft_out_and_its_receipt_says_why(little_project: Path, kb: Callable[..., Ran]) -> None:
    drafted(little_project)
    built = kb("build", "--root", little_project, "--site-dir", little_project / "public")
    assert built.code == 0, built.err
    held = {
        file.relative_to(little_project / "public").as_posix(): file.read_bytes()
        for file in (little_project / "public").rglob("*")
        if file.is_file()
    }
    assert not [path for path, data in held.items() if b"these very words" in data]
    assert "articles/a-draft/index.html" not in held
    assert "it is a draft" in held["receipt/index.html"].decode()
    assert b"Reason: it is a draft" in held["data/files/articles/a-draft.md.txt"]
    inside = kb("build", "--root", little_project, "--site-dir", little_project / "internal", "--audience", "internal")
    assert inside.code == 0, inside.err
    assert "<b>Draft.</b>" in (little_project / "internal/articles/a-draft/index.html").read_text(encoding="utf-8")


def test_the_preview_shows_a_draft_and_marks_it(little_project: Path) -> None:
    drafted(little_project)
    content = library.Workspace(little_project, drafts=True).load()
    page_of = content.page_at("articles/a-draft/")
    assert page_of is not None
    assert "kb-notice--draft" in page_of.lead
    assert library.load(little_project).page_at("articles/a-draft/") is None
    index = content.page_at("articles/")
    assert index is not None
    assert "(draft)" in index.lead


def test_everything_else_is_the_same_with_a_draft_and_without(little_project: Path) -> None:
    (little_project / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    before = library.load(little_project).data
    drafted(little_project)
    assert library.load(little_project).data == before
