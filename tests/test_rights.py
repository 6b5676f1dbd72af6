"""Rights and audiences: no withheld word leaves the project in a public build, and every fact still reaches its passage.

The library of these tests has four articles that say the same under other rights. Their words are made up and stand nowhere else:
``zqxhid…`` no public build of a restricted article may hold, ``zqxsee…`` one of an article with the rights ``passages`` shows.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from kb import library, passages, rights
from kb.citations import bibliography, in_words
from kb.exports.annotations import plain
from kb.pages.wording import Speech
from kb.rights.redacting import redact
from tests import test_site
from tests.built_site import Site, every, files_in, run, words
from tests.conftest import MKDOCS, PROJECT, Ran

Run = Callable[..., Ran]
Write = Callable[[Mapping[str, str | bytes]], Path]

OWN: Final = {".kb-site", "SHA256SUMS"}  # what a site has from `kb build` and not from the plain host
RIGHTS: Final = {"p": "passages", "r": "reference", "f": "full", "n": "reference"}
MADE_UP: Final = re.compile(r"zqx(hid|see)([prfn])(\d+)", re.IGNORECASE)

ARTICLE: Final = """\
---
# A comment with ~hid90
title: Words of Letter ~
subtitle: A subtitle of the reference
short: Letter ~
published: 2015-10-0{day}
url: https://example.org/letter-~
original: {{file: originals/letter-~.txt, sha256: {sha}}}
rights: {rights}
sources:
  - {{id: gazette-2015, type: article-newspaper, title: Guild Calls Strike, issued: 2015-09-28, footnotes: [2], note: printed ~see80}}
actors:
  - {{id: anna-miller, as: the ~see20 lady, quotes: ["Anna Miller, the ~see20 lady, sat"]}}
events:
  - id: westport-strike
    title: A strike in Westport
    kind: protest
    date: 2015-09-28
    places: [westport]
    figures:
      - {{what: arrested, count: 12, bound: at-least, printed: at least ~see21 people, quotes: ["at least ~see21 people … ~see22 them"]}}
    quotes: ["~see1 nine ~see2"]
dates:
  - {{printed: ~see23 Monday, date: {{value: 2015-09-28, basis: By the calendar.}}, event: westport-strike, quotes: ["~see23 Monday"]}}
relations:
  - subject: anna-miller
    relation: leads
    object: harbour-guild
    quotes: [{{exact: leads, prefix: "~hid31 a b c d e ", suffix: " v w x y z ~hid32"}}]
statements:
  - about: [northland]
    says: Northland may give way.
    voice: {{anonymous: a ~see24 sailor}}
    certainty: possible
    quotes: ["a ~see24 sailor"]
mentions:
  - {{words: ~hid40 person, means: anna-miller}}
misprints:
  - {{printed: ~see25x, reading: ~see25, quotes: ["a ~see25x of"]}}
  - {{printed: ~hid41x, reading: ~hid41, quotes: ["~hid41x there"]}}
passed_over:
  - {{reason: A saying., quotes: ["Nobody ~hid2 ever *~hid3* quoted"]}}
---

## A heading ~hid1 of its own

Nobody ~hid2 ever *~hid3* quoted [this ~hid4](https://example.org/~hid5 "title ~hid6").[^1] Anna Miller ~hid7 stayed & waited.

One two three ~hid8 five six seven eight nine ~see1 nine ~see2 eight seven six five four ~hid9
three, [so ~hid10](https://example.org/~hid11) it was.

> Anna Miller, the ~see20 lady, sat.[^2] “Yes,” *~see26 [she](https://example.org/~hid12)*
> and at least ~see21 people who ~see27 by ~see22 them. It ~hid13 <was> over.

1. It was ~see23 Monday. He ~hid14 slept.
2. He asked a ~see24 sailor with a ~see25x of rum. He ~hid41x there.

The ~hid31 a b c d e leads v w x y z ~hid32 Harbour Guild of Westport. The ~hid40 person of Northland ~hid15.

[^1]: A note with ~hid16 and nothing else.

[^2]: ~see28, “Guild Calls Strike”, *The Gazette*.
"""
"""The words ``~hid5`` become ``zqxhidp5`` in the article ``letter-p``."""


def letter(one: str, day: int, original: bytes) -> str:
    text = ARTICLE.format(rights=RIGHTS[one], day=day, sha=hashlib.sha256(original).hexdigest())
    text = text.replace('"Nobody ~hid2 ever *~hid3* quoted"', '"Nobody ~hid2 ever ~hid3 quoted"')
    return re.sub(r"~(hid|see)(\d+)", rf"zqx\1{one}\2", text).replace("~", one)


@pytest.fixture(scope="module")
def files(base_files: dict[str, str]) -> dict[str, str | bytes]:
    """The files of the library, without mkdocs.yml."""
    made: dict[str, str | bytes] = {path: text for path, text in base_files.items() if path.startswith("entities/")}
    for day, one in enumerate(RIGHTS, 1):
        original = f"The original with zqxhid{one}99".encode()
        made[f"articles/originals/letter-{one}.txt"] = original
        made[f"articles/letter-{one}.md"] = letter(one, day, original)
    made["entities/groups/harbour-guild.md"] = """\
---
# A comment with zqxhidr91
name: Harbour Guild
kind: group
not_same_as:
  - id: northland
    reason: A guild is no state.
    words: [{article: letter-r, exact: zqxseer1 nine}, {article: letter-p, exact: zqxseep1 nine}]
---

It has a leader.[^1] It called a strike.[^2]

[^1]: letter-r: leads
[^2]: letter-p: zqxseep1 nine
"""
    made["disputes/how-many.md"] = """\
---
# A comment with zqxhidp92
question: How many people were arrested?
verdict: differs
reason: They differ.
about: [westport-strike]
sides:
  - {says: At least 12., article: letter-r, quotes: [zqxseer21 people]}
  - {says: Many., article: letter-p, quotes: ["people who zqxseep27 by zqxseep22"]}
---
"""
    return made


@pytest.fixture(scope="module")
def projects(files: dict[str, str | bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rights") / "library"
    for path, content in {**files, "mkdocs.yml": MKDOCS}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    (root / "docs").mkdir()
    return root


@pytest.fixture(scope="module")
def public(projects: Path) -> Site:
    """The site as `kb build` makes it if nobody says for whom."""
    return built(projects, "public")


@pytest.fixture(scope="module")
def internal(projects: Path) -> Site:
    return built(projects, "internal", "--audience", "internal")


def built(root: Path, name: str, *options: str) -> Site:
    folder = root.parent / name
    run(sys.executable, "-m", "kb", "build", "--root", root, "--site-dir", folder, *options)
    return Site(folder)


def made_up_in(data: bytes) -> set[str]:
    """The made-up words in a file, however it writes them."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    text = data.decode("utf-8", "replace")
    readings = [text, unquote(text), html.unescape(text), html.unescape(html.unescape(unquote(text)))]
    readings.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), text))
    readings += [re.sub(r"<[^<>]*>", "", one) for one in readings]
    for run_ in re.findall(r"[A-Za-z0-9+/_-]{12,}={0,2}", unquote(text)):
        for shift in range(4):
            try:
                decoded = base64.b64decode(run_[shift:][: len(run_[shift:]) // 4 * 4], altchars=None if "-" not in run_ else b"-_")
            except (binascii.Error, ValueError):
                continue
            readings.append(decoded.decode("utf-8", "replace"))
    return {found.group().lower() for one in readings for found in MADE_UP.finditer(one)}


def forbidden(word: str) -> bool:
    """Whether a public build may not hold a made-up word."""
    found = MADE_UP.fullmatch(word)
    assert found
    rights_ = RIGHTS[found[2].lower()]
    return rights_ == "reference" or (rights_ == "passages" and found[1] == "hid")


def held(files_: Mapping[str, bytes]) -> dict[str, set[str]]:
    return {path: found for path, data in files_.items() if (found := made_up_in(data))}


def leaked(files_: Mapping[str, bytes]) -> dict[str, set[str]]:
    return {path: bad for path, found in held(files_).items() if (bad := {one for one in found if forbidden(one)})}


def test_the_search_finds_words_in_every_disguise() -> None:
    word = b"zqxhidp5"
    assert made_up_in(b"<p>zqx<b>hid</b>p5</p>") == {"zqxhidp5"}
    assert made_up_in(b"data:text/plain," + b"".join(b"%%%02x" % one for one in word)) == {"zqxhidp5"}
    assert made_up_in(b"&#122;qxhidp5") == made_up_in(b'"\\u007aqxhidp5"') == made_up_in(gzip.compress(word)) == {"zqxhidp5"}
    assert made_up_in(b"data:;base64," + base64.b64encode(b"some words " + word)) == {"zqxhidp5"}


def all_words(one: str) -> set[str]:
    return {found.group() for found in MADE_UP.finditer(letter(one, 1, b""))}


def test_no_withheld_word_stands_anywhere_in_a_public_site(public: Site) -> None:
    assert leaked(files_in(public.folder)) == {}


def test_what_may_be_shown_is_shown_and_an_internal_site_holds_everything(public: Site, internal: Site) -> None:
    shown = set().union(*held(files_in(public.folder)).values())
    assert all_words("f") <= shown
    assert {one for one in all_words("p") if "see" in one} - {"zqxseep25", "zqxseep80"} <= shown
    everything = set().union(*held(files_in(internal.folder)).values())
    assert {word for one in RIGHTS for word in all_words(one)} <= everything
    assert (
        files_in(internal.folder)["data/files/articles/letter-r.md.txt"]
        == (internal.folder.parent / "library/articles/letter-r.md").read_bytes()
    )


def test_no_withheld_word_leaves_by_another_door(projects: Path, tmp_path: Path, kb: Run) -> None:
    assert kb("export", "pages", tmp_path / "pages", "--root", projects).code == 0
    assert leaked(files_in(tmp_path / "pages")) == {}
    assert kb("export", "parquet", tmp_path / "tables", "--root", projects).code == 0
    tables = {one.name: json.dumps(parquet.read_table(one).to_pylist(), default=str).encode() for one in (tmp_path / "tables").iterdir()}
    assert held(tables)
    assert leaked(tables) == {}
    for number, fact in enumerate(sorted(library.load(projects).kb.facts)):
        assert kb("pack", fact, "--root", projects, "--output", tmp_path / f"{number}.json").code == 0
    assert leaked({file.name: file.read_bytes() for file in tmp_path.glob("*.json")}) == {}


def test_the_plain_host_withholds_too(projects: Path, public: Site, tmp_path: Path) -> None:
    run(sys.executable, "-m", "mkdocs", "build", "--strict", "-d", tmp_path / "site", cwd=projects)
    plain = {path: data for path, data in files_in(tmp_path / "site").items() if path not in OWN}
    assert plain == {path: data for path, data in files_in(public.folder).items() if path not in OWN}


def test_the_file_of_the_site_may_ask_for_an_internal_one(
    files: dict[str, str | bytes], write_library: Write, tmp_path: Path, kb: Run
) -> None:
    root = write_library({**files, "mkdocs.yml": MKDOCS.replace("plugins: [search, kb]", "plugins: [search, {kb: {audience: internal}}]")})
    (root / "docs").mkdir()
    assert "Audience: internal." in kb("build", "--root", root, "--site-dir", tmp_path / "one").out
    assert "Audience: public." in kb("build", "--root", root, "--site-dir", tmp_path / "two", "--audience", "public").out
    assert leaked(files_in(tmp_path / "two")) == {}


def test_the_real_articles_withhold_too(tmp_path: Path) -> None:
    """No five withheld words stand in a row, but those that the editors of these articles wrote themselves, in references or sentences."""
    for folder in ("articles", "entities", "disputes"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    for number, file in enumerate(sorted((tmp_path / "articles").glob("*.md"))):
        text = file.read_text(encoding="utf-8").replace("\nrights: full", "")
        file.write_text(text.replace("---\n", f"---\nrights: {'reference' if number % 2 else 'passages'}\n", 1), encoding="utf-8")
    content = library.load(tmp_path)
    assert {one.code for one in content.findings} == {"withheld-words"}
    allowed = {run_ for text in editors_texts(content) for run_ in runs(text)}
    secret: dict[tuple[str, ...], str] = {}
    for article in content.kb.articles.values():
        seen = {run_ for reading in content.edition.kb.articles[article.id].text.paragraphs for run_ in runs(reading.text)}
        secret.update({run_: article.id for reading in article.text.paragraphs for run_ in runs(reading.text) if run_ not in seen})
    assert len(secret) > 500
    for page in content.pages:
        blocks = re.split(r" data-text=\"[^\"]*\"|</?(?:p|li|td|th|div|h\d|dd|dt|span|a|q)\b[^>]*>", page.html)
        for block in (*blocks, page.title, page.description):
            assert not [run_ for run_ in runs(html.unescape(block)) if run_ in secret and run_ not in allowed], page.url
    for path, data in content.data_files.items():
        for string in re.split(r'(?<!\\)"', data.decode("utf-8", "replace")):
            assert not [run_ for run_ in runs(string) if run_ in secret and run_ not in allowed], path


def runs(text: str) -> Iterator[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text.casefold())
    yield from (tuple(tokens[at : at + 5]) for at in range(len(tokens) - 4))


def editors_texts(content: library.Library) -> Iterator[str]:
    """What editors wrote in sentences of their own, and the references: these the public may have."""
    made = content.edition.kb
    for entity in made.entities.values():
        yield from (*(name.text for name in entity.names), entity.scope, *(one.reason for one in (*entity.same_as, *entity.not_same_as)))
        yield from (entity.note, re.sub(r"\[\^\d+\]", "", entity.note))
    for joined in made.disputes.values():
        yield from (joined.dispute.question, joined.dispute.reason, *(one.side.says for one in joined.sides))
    for fact in made.facts.values():
        yield from (str(getattr(fact, key, "")) for key in ("title", "outcome", "says", "of", "container_title"))
        yield from (str(getattr(getattr(fact, key, None), "basis", "")) for key in ("when", "since", "until", "issued"))
    for article in made.articles.values():
        yield from (article.article.title.value, article.article.subtitle, *(one.reason for one in article.article.passed_over))
    yield from (content.data_files[f"data/bibliography.{form}"].decode() for form in ("json", "bib", "ris"))
    yield from (in_words(one) for one in bibliography(made))
    speech = Speech(made)
    yield from (plain(speech.says(fact)) for fact in made.facts.values())


@pytest.mark.parametrize("audience", ["public", "internal"])
@pytest.mark.parametrize(
    "holds",
    [
        test_site.test_every_link_and_every_anchor_leads_somewhere,
        test_site.test_no_id_stands_twice_on_a_page,
        test_site.test_every_citing_link_leads_to_the_words_of_its_fact,
        test_site.test_every_piece_of_evidence_is_cited_outside_the_articles,
        test_site.test_every_passage_lists_just_the_facts_that_rest_on_it,
        test_site.test_every_marked_passage_is_evidence_and_every_evidence_is_marked,
        test_site.test_a_passage_stands_in_its_paragraph,
        test_site.test_every_mention_is_linked_to_its_entity,
        test_site.test_voice_and_certainty_stand_on_every_fact,
    ],
    ids=lambda one: one.__name__.removeprefix("test_"),
)
def test_the_loop_closes_for_every_audience(holds: Callable[[Site], None], audience: str, public: Site, internal: Site) -> None:
    holds({"public": public, "internal": internal}[audience])


def citing(site: Site) -> set[tuple[str, ...]]:
    links = [link for tree in site.pages.values() for link in every(tree, "kb-cite")]
    return {(str(link.get("data-fact")), str(link.get("href")), words(link)) for link in links}


def test_facts_and_citing_links_are_the_same_for_every_audience(public: Site, internal: Site) -> None:
    assert citing(public) == citing(internal)
    assert set(public.facts) == set(internal.facts)
    for page in ("actors/anna-miller/", "places/westport/"):
        assert words(every(public.page(page), "kb-sub")[0]) == words(every(internal.page(page), "kb-sub")[0])


def test_the_receipts_differ_only_in_what_they_carry(public: Site, internal: Site) -> None:
    one, other = public.data("build.json"), internal.data("build.json")
    differing = {key for key in one if one[key] != other[key]}
    assert differing == {"audience", "carried", "files_withheld"}
    assert other["files_withheld"] == {}
    assert set(one["files_withheld"]) == {
        *(path for one in "prn" for path in (f"articles/letter-{one}.md", f"articles/originals/letter-{one}.txt")),
        "disputes/how-many.md",
        "entities/groups/harbour-guild.md",
    }
    for article in one["carried"].values():
        assert (article["words_withheld"] == 0) == (article["rights"] == "full")
        assert (article["words_withheld"] == article["words"]) == (article["rights"] == "reference")
    said = words(public.page("receipt/"))
    assert "This is a public build" in said
    assert all(path in said for path in one["files_withheld"])


def test_whoever_has_the_article_can_check_a_withheld_passage(public: Site, internal: Site) -> None:
    checked = 0
    whole = {article["id"]: article for article in internal.kb["articles"]}
    for fact, said in public.facts.items():
        for number, one in enumerate(said["evidence"]):
            full = internal.facts[fact]["evidence"][number]
            if "exact_sha256" not in one:
                assert one["exact"] == full["exact"]
                continue
            assert one["exact_sha256"] == hashlib.sha256(full["exact"].encode()).hexdigest()
            paragraph = next(two for two in whole[one["article"]]["paragraphs"] if two["key"] == one["paragraph"])
            tokens = whole[one["article"]]["text"][paragraph["start"] : paragraph["end"]].split()
            for span in re.findall(r"(\d+)(?:–(\d+))?", one["exact"]):
                first, last = int(span[0]), int(span[1] or span[0])
                assert any(part in " ".join(tokens[first - 1 : last]) for part in full["exact"].split(" … "))
            assert one["exact_sha256"] in words(public.page(f"articles/{one['article']}/"))
            checked += 1
    assert checked > 10
    for article in public.kb["articles"]:
        if article["rights"] != "full":
            assert article["withheld"]["text_sha256"] == hashlib.sha256(whole[article["id"]]["text"].encode()).hexdigest()
            assert article["withheld"]["of"] == len(whole[article["id"]]["text"].split())


def test_the_rule_of_passages_is_five_words_within_the_sentence(public: Site) -> None:
    text = next(one["text"] for one in public.kb["articles"] if one["id"] == "letter-p")
    assert "[4 words …] five six seven eight nine zqxseep1 nine zqxseep2 eight seven six five four [6 words …]" in text
    assert "He asked a zqxseep24 sailor with a zqxseep25x of rum. [3 words …]" in text


def test_an_internal_site_says_so_on_every_page(public: Site, internal: Site) -> None:
    for page in internal.trees.values():
        assert [words(one).strip() for one in every(page, "kb-internal")] == ["Internal: not for publication"]
        assert [one.get("content") for one in page.iter("meta") if one.get("name") == "robots"] == ["noindex, nofollow"]
    for page in public.trees.values():
        assert not every(page, "kb-internal")
        assert not [one for one in page.iter("meta") if one.get("name") == "robots"]


def test_an_internal_folder_of_pages_says_so(projects: Path, tmp_path: Path, kb: Run) -> None:
    assert kb("export", "pages", tmp_path / "pages", "--root", projects, "--audience", "internal").code == 0
    for path, data in files_in(tmp_path / "pages").items():
        assert (b"Internal: not for publication" in data) == path.endswith(".md")


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_a_pack_is_proved_by_project_and_site(audience: str, public: Site, internal: Site, tmp_path: Path, kb: Run) -> None:
    sites = {"public": public.folder, "internal": internal.folder}
    projects = public.folder.parent / "library"
    for fact, said in public.facts.items():
        if RIGHTS[said["article"][-1]] == "full":
            continue
        file = tmp_path / f"{fact}.json"
        assert kb("pack", fact, "--root", projects, "--output", file, "--audience", audience).code == 0
        hashed = audience == "public" and RIGHTS[said["article"][-1]] == "reference"
        proved = kb("verify", file, "--root", projects)
        assert (proved.code, ("it has the hash of its words and not the words" in proved.out)) == (0, hashed), proved.out
        assert kb("verify", file, "--site", sites[audience]).code == 0
        other = kb("verify", file, "--site", sites["internal" if audience == "public" else "public"])
        assert other.code == 1
        assert "article.audience" in other.out


def test_a_pack_whose_hash_was_changed_is_refused(projects: Path, public: Site, tmp_path: Path, kb: Run) -> None:
    fact = next(one for one, said in public.facts.items() if said["article"] == "letter-r")
    file = tmp_path / "pack.json"
    assert kb("pack", fact, "--root", projects, "--output", file).code == 0
    pack: dict[str, Any] = json.loads(file.read_bytes())
    pack["evidence"][0]["exact_sha256"] = "0" * 64
    file.write_text(json.dumps(pack), encoding="utf-8")
    refused = kb("verify", file, "--root", projects)
    assert refused.code == 1
    assert "evidence[0].exact_sha256" in refused.out


@pytest.mark.parametrize("how", ["five <em>six</em> seven", "five&nbsp;six seven"])
def test_a_page_by_hand_that_holds_withheld_words_stops_the_build(how: str, projects: Path, tmp_path: Path, kb: Run) -> None:
    root = tmp_path / "library"
    shutil.copytree(projects, root)
    (root / "docs" / "index.md").unlink(missing_ok=True)
    (root / "docs" / "about.md").write_text(f"# About\n\nHe wrote: two three zqxhidr8 {how} eight nine.\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(MKDOCS.replace("nav: [index.md]", "nav: [index.md, about.md]"), encoding="utf-8")
    refused = kb("build", "--root", root, "--site-dir", tmp_path / "site")
    assert refused.code == 2
    assert "about/index.html holds “two three zqxhidr8 five six seven eight nine”, which `letter-r` withholds" in refused.err
    assert not (tmp_path / "site").exists()
    assert kb("build", "--root", root, "--site-dir", tmp_path / "site", "--audience", "internal").code == 0


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A paragraph of words that stand once, some in emphasis, links and with marks; and the words that may be shown."""
    number = draw(st.integers(1, 14))
    dress = [
        draw(st.sampled_from(["{}", "*{}*", '[{}](https://example.org/{} "{}")', "{}[^1]", "**{}**", "{} &amp;", "<{}>"]))
        for _ in range(number)
    ]
    markdown = " ".join(one.replace("{}", f"w{at}w") for at, one in enumerate(dress)) + "\n\n[^1]: note\n"
    edges = sorted(draw(st.sets(st.integers(0, number), max_size=6)))
    return markdown, list(zip(edges[::2], edges[1::2], strict=False))


@given(paragraphs())
def test_a_paragraph_holds_just_the_words_that_may_be_shown(given_: tuple[str, list[tuple[int, int]]]) -> None:
    markdown, ranges = given_
    paragraph = passages.render(markdown).paragraphs[0]
    reading = passages.read(paragraph.html)
    tokens = passages.words_of(reading.text)
    spans = [(tokens[first][0], tokens[last - 1][1]) for first, last in ranges if last <= len(tokens)]
    made = redact(paragraph, reading, spans)
    seen = [token for token in tokens if any(start <= token[0] and token[1] <= end for start, end in spans)]
    allowed = {one for start, end in seen for one in re.findall(r"w\d+w", reading.text[start:end])}
    assert set(re.findall(r"w\d+w", made.paragraph.html)) == allowed
    assert made.withheld == len(tokens) - len(seen)
    assert made.reading.html == made.paragraph.html
    for span in spans:
        place = made.place(span)
        assert place is not None
        assert made.reading.text[place[0] : place[1]] == reading.text[span[0] : span[1]]
    assert re.findall(r"fnref-[\d-]+", made.paragraph.html) == re.findall(r"fnref-[\d-]+", paragraph.html)
    counted = sum(int(one.replace(",", "")) for one in re.findall(r"\[(\d+) words? …\]", made.reading.text))
    assert counted == made.withheld


def test_the_public_edition_of_free_articles_is_the_whole_base() -> None:
    kb = library.load(PROJECT).kb
    assert rights.edition(kb, "public").kb is kb
