"""The real site, as a reader and a program find it: every link leads, every fact is shown, every passage knows its facts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import yaml

from kb.vocabulary import KINDS
from tests import searched
from tests.built_site import BIN, HOME, PROJECT, Element, Site, every, files_in, run, words

pytest_plugins = ["tests.site_fixture"]

Rest = set[tuple[str, str, str]]  # fact, article, passage


def links(tree: Element) -> Iterator[tuple[Element, str]]:
    """Every address that an element names, with the element."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            for name in ("href", "src", "action", "poster", "data"):
                if element.get(name) is not None:
                    yield element, element.get(name)
            for candidate in (element.get("srcset") or "").split(","):
                if candidate.strip():
                    yield element, candidate.split()[0]


def ids(tree: Element) -> list[str]:
    return [element.get("id") for element in tree.iter() if element.get("id") is not None]


def cites(tree: Element) -> list[Element]:
    return every(tree, "kb-cite", "a")


def facts_of(link: Element) -> list[str]:
    """The facts that a citing link is for; none where an editor's note, judgement or dispute cites."""
    return (link.get("data-fact") or "").split()


def is_article(url: str) -> bool:
    return url.startswith("articles/") and url != "articles/"


def content(tree: Element) -> Element:
    """The part of a page that is not its frame."""
    return every(tree, "md-content__inner")[0]


# ------------------------------------------------------------------------------------------------- links and ids


def test_every_link_and_every_anchor_leads_somewhere(site: Site) -> None:
    anchors = {path: set(ids(tree)) for path, tree in site.trees.items()}
    files = set(files_in(site.folder))
    lost = []
    for path, tree in site.trees.items():
        for element, href in links(tree):
            target = site.target(path, href)
            if target is None or (element.tag == "a" and href.startswith(HOME) and path.startswith("guide/")):
                continue  # the guide names addresses of the preview that its reader runs
            file, anchor = target
            file = f"{file}index.html" if file.endswith("/") or not file else file
            if file not in files or (anchor and file in anchors and anchor not in anchors[file]):
                lost.append(f"{path}: {href}")
    assert lost == []


def test_no_id_stands_twice_on_a_page(site: Site) -> None:
    twice = {path: [one for one in set(found) if found.count(one) > 1] for path, tree in site.trees.items() for found in [ids(tree)]}
    assert {path: found for path, found in twice.items() if found} == {}


def test_every_address_of_the_site_map_and_of_the_search_is_a_page(site: Site) -> None:
    listed = ET.parse(site.folder / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")  # noqa: S314 - our own
    assert {(one.text or "").removeprefix(HOME) for one in listed} == set(site.pages)
    lost = []
    for entry in searched.sections(site.folder):
        url, _, anchor = entry["location"].partition("#")
        if url not in site.pages or (anchor and anchor not in ids(site.pages[url])):
            lost.append(entry["location"])
    assert lost == []


def test_ids_are_ascii_without_spaces(site: Site) -> None:
    assert [one for tree in site.trees.values() for one in ids(tree) if not re.fullmatch(r"[A-Za-z0-9_.:-]+", one)] == []


# ------------------------------------------------------------------------------------ facts, passages, back-references


def passage_words(tree: Element, passage: str) -> str:
    """The text of a passage without footnote marks: all its segments, which the page cuts where elements cross, put together."""
    return "".join(words(segment, but="kb-fn") for segment in every(tree, "kb-q", "span") if segment.get("data-q") == passage)


def plain(text: str) -> str:
    return re.sub(r"[\s…]+", "", text)


def cited(site: Site) -> Iterator[tuple[str, Element, str, str]]:
    """Every citing link of the site: its page, itself, and the page and anchor that it leads to."""
    for url, tree in site.pages.items():
        for link in cites(tree):
            target = site.target(url, link.get("href"))
            assert target is not None, f"{url}: {link.get('href')} leaves the site"
            yield url, link, *target


def test_every_citing_link_leads_to_the_words_of_its_fact(site: Site) -> None:
    known = {(fact, one["url"]): one["exact"] for fact, said in site.facts.items() for one in said["evidence"]}
    seen = 0
    for url, link, page, anchor in cited(site):
        assert re.fullmatch(r"q-[a-z2-7]{10}", anchor), f"{url}: {link.get('href')}"
        assert anchor in ids(site.pages[page])
        for fact in facts_of(link):
            exact = known[fact, f"{page}#{anchor}"]
            assert plain(passage_words(site.pages[page], anchor)) == plain(exact), f"{url}: {link.get('href')}"
            seen += 1
    assert seen >= len(site.facts)


def test_every_piece_of_evidence_is_cited_outside_the_articles(site: Site) -> None:
    shown = {(fact, f"{page}#{anchor}") for url, link, page, anchor in cited(site) if not is_article(url) for fact in facts_of(link)}
    assert shown == {(fact, one["url"]) for fact, said in site.facts.items() for one in said["evidence"]}


def declared(site: Site) -> Rest:
    """What rests on what, by the data file."""
    return {(fact, one["article"], one["passage"]) for fact, said in site.facts.items() for one in said["evidence"]}


def test_every_passage_lists_just_the_facts_that_rest_on_it(site: Site) -> None:
    listed: Rest = set()
    for url, tree in site.pages.items():
        if is_article(url):
            for note in every(tree, "kb-note"):
                for fact in every(note, "kb-note__fact"):
                    entry = (fact.get("data-fact"), url.split("/")[1], note.get("data-for"))
                    assert entry not in listed, f"{url}: {entry} is listed twice"
                    listed.add(entry)
    # Under a footnote the link to the work that it gives may stand for the entry of that work: its page has the facts.
    by_work: Rest = set()
    for fact, article, passage in declared(site) - listed:
        tree = site.pages[f"articles/{article}/"]
        holders = [one for one in tree.iter("li") if any(segment.get("data-q") == passage for segment in every(one, "kb-q"))]
        note = holders[0]
        works = {site.target(f"articles/{article}/", link.get("href")) for one in every(note, "kb-fn-work") for link in one.iter("a")}
        if (source_of(site, fact), "") in works:
            by_work.add((fact, article, passage))
    assert listed | by_work == declared(site)


def source_of(site: Site, fact: str) -> str:
    """The page of the work whose entry a fact is."""
    return next((str(source["url"]) for source in site.kb["sources"] if any(one["id"] == fact for one in source["citations"])), "")


def test_every_marked_passage_is_evidence_and_every_evidence_is_marked(site: Site) -> None:
    marked = {(url.split("/")[1], one) for url, tree in site.pages.items() if is_article(url) for one in ids(tree) if one.startswith("q-")}
    segments = {
        (url.split("/")[1], one.get("data-q")) for url, tree in site.pages.items() if is_article(url) for one in every(tree, "kb-q")
    }
    assert marked == segments == {(article, passage) for _, article, passage in declared(site)}


def test_a_passage_stands_in_its_paragraph(site: Site) -> None:
    for url, tree in site.pages.items():
        if is_article(url):
            holders = {segment.get("data-q"): para.get("id") for para in every(tree, "kb-para") for segment in every(para, "kb-q")}
            holders |= {
                segment.get("data-q"): note.get("id") for note in tree.iter("li") if note.get("id") for segment in every(note, "kb-q")
            }
            for said in site.facts.values():
                for one in said["evidence"]:
                    if f"articles/{one['article']}/" == url:
                        assert holders[one["passage"]] == one["paragraph"]


def test_every_dispute_stands_with_both_sides_on_every_page_that_it_concerns(site: Site) -> None:
    urls = {one["id"]: one["url"] for kind in ("entities", "events") for one in site.kb[kind]}
    assert site.kb["disputes"]
    for dispute in site.kb["disputes"]:
        passages = {one["url"] for side in dispute["sides"] for one in side["passages"]}
        assert len(dispute["sides"]) > 1
        assert all(side["passages"] for side in dispute["sides"])
        for url in ("disputes/", *(urls[one] for one in dispute["about"])):
            cited_here = {"#".join(target) for link in cites(site.pages[url]) if (target := site.target(url, link.get("href")))}
            assert dispute["question"] in words(content(site.pages[url])), f"{url}: {dispute['id']}"
            assert passages <= cited_here, f"{url}: {dispute['id']}"


def test_every_mention_is_linked_to_its_entity(site: Site) -> None:
    urls = {entity["id"]: entity["url"] for entity in site.kb["entities"]}
    for article in site.kb["articles"]:
        tree = site.pages[article["url"]]
        anchors = {one.get("id"): one for one in every(tree, "kb-m", "a") if one.get("id")}
        for mention in site.kb["mentions"]:
            if mention["article"] == article["id"]:
                link = anchors.pop(mention["url"].partition("#")[2])
                assert site.target(article["url"], link.get("href")) == (urls[mention["entity"]], "")
        assert anchors == {}


def test_voice_and_certainty_stand_on_every_fact(site: Site) -> None:
    for url, tree in site.pages.items():
        for row in every(tree, "kb-fact", "li"):
            fact = row.get("data-fact")
            said = site.facts[fact]
            assert {one for link in cites(row) for one in facts_of(link)} == {fact}
            assert [words(one) for one in every(row, "kb-cert")] == [said["certainty"]], f"{url}: {fact}"
            assert words(every(row, "kb-voice")[0]).startswith("the article" if said["voice"]["kind"] == "author" else "according to")
            assert [words(one) for one in every(row, "kb-status")] == ([] if said["status"] == "actual" else [said["status"]])


# ------------------------------------------------------------------------------------------- no request elsewhere


def test_no_page_asks_a_foreign_host(site: Site) -> None:
    asked = []
    for path, tree in site.trees.items():
        for element, address in links(tree):
            foreign = bool(urlsplit(address).netloc) and not address.startswith(HOME)
            if foreign and element.tag != "a":
                asked.append(f"{path}: <{element.tag}> {address}")
        asked += [f"{path}: style {one.get('style')}" for one in tree.iter() if "url(" in (one.get("style") or "")]
        asked += [f"{path}: {words(one)}" for one in tree.iter("style") for _ in foreign_in_css(words(one))]
        asked += [
            f"{path}: inline script" for one in tree.iter("script") if is_script(one) and re.search(r"https?://(?!localhost)", words(one))
        ]
    assert asked == []


def is_script(element: Element) -> bool:
    return element.get("type") in {None, "", "module", "text/javascript"}


def foreign_in_css(text: str) -> Iterable[str]:
    return re.findall(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//[^)"'\s]+""", text)


def test_no_style_sheet_and_no_script_of_ours_asks_a_foreign_host(site: Site) -> None:
    for path, data in files_in(site.folder).items():
        if path.endswith(".css"):
            assert list(foreign_in_css(data.decode())) == [], path
        if path.startswith("assets/kb/") and path.endswith((".js", ".css")):
            code = re.sub(rb"/\*.*?\*/", b"", data, flags=re.DOTALL) if "/vendor/" in path else data  # their comments name licences
            assert re.findall(rb"https?://(?!www\.w3\.org/)[^\s\"')]+", code) == [], path


ALONE: Final = """
import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        raise SystemExit(f"the network was asked: {event} {arguments!r}")

sys.addaudithook(refuse)
from kb.cli import commands, main
main(["build", "--fresh", "--root", sys.argv[1]])
"""


def test_a_build_asks_nobody(little_project: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", ALONE, little_project], capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert (little_project / "site" / "SHA256SUMS").is_file()
    asked = [sys.executable, "-c", ALONE.replace("from kb", "import socket; socket.create_connection(('localhost', 9))\nfrom kb"), "x"]
    assert "the network was asked" in subprocess.run(asked, capture_output=True, text=True, check=False, timeout=120).stderr


# -------------------------------------------------------------------------------------------------- what there is


def test_there_is_a_page_for_everything(site: Site) -> None:
    for kind in ("articles", "entities", "events", "sources"):
        for one in site.kb[kind]:
            title = one.get("title", one.get("name", one.get("csl", {}).get("title")))
            heading = words(next(content(site.pages[one["url"]]).iter("h1")))
            if title:
                assert heading.strip() == (title["value"] if isinstance(title, dict) else title).strip()
            assert heading.strip()


def test_there_is_an_index_for_every_kind_that_lists_all_of_it(site: Site) -> None:
    expected: dict[str, set[str]] = {kind: {one["url"] for one in site.kb[kind]} for kind in ("articles", "events", "sources")}
    expected["timeline"] = expected["events"]
    folders = {kind.id: kind.folder for kind in KINDS}
    for entity in site.kb["entities"]:
        for index in {folders[entity["kind"]], entity["url"].split("/")[0]}:
            expected.setdefault(index, set()).add(entity["url"])
    for index, urls in expected.items():
        url = f"{index}/"
        listed = {target[0] for _, href in links(content(site.pages[url])) if (target := site.target(url, href))}
        assert urls <= listed, f"{index} lacks {sorted(urls - listed)[:5]}"
        rows = [row for body in site.pages[url].iter("tbody") for row in body.iter("tr")]
        if index != "timeline":
            assert len(rows) == len(urls), index


def test_no_section_is_empty(site: Site) -> None:
    empty = []
    for url, tree in site.pages.items():
        text: dict[str, str] = {}
        now = ""
        for element in flat(content(tree)):
            if isinstance(element, str):
                text[now] = text.get(now, "") + element
            else:
                now = words(element)
                text.setdefault(now, "")
        empty += [f"{url}: {heading}" for heading, under in text.items() if heading and not under.strip()]
    assert empty == []


def flat(element: Element) -> Iterator[Element | str]:
    """The text of an element in the order of the page, and each second-level heading where it stands."""
    for child in element:
        if child.tag == "h2":
            yield child
        elif isinstance(child.tag, str):
            yield child.text or ""
            yield from flat(child)
        yield child.tail or ""


def test_every_page_has_one_title_and_a_description(site: Site) -> None:
    for url, tree in site.pages.items():
        assert len(list(content(tree).iter("h1"))) == 1, url
        assert words(next(tree.iter("title"))).strip(), url
    generated = {one["url"] for kind in ("articles", "entities", "events", "sources") for one in site.kb[kind]}
    for url in generated:
        assert [one for one in site.pages[url].iter("meta") if one.get("name") == "description" and one.get("content")], url


def test_a_reader_reaches_the_words_behind_any_fact_in_three_clicks(site: Site) -> None:
    clicks = {"": 0}
    waiting = deque([""])
    while waiting:
        url = waiting.popleft()
        for element, href in links(site.pages[url]):
            target = site.target(url, href)
            if element.tag == "a" and target and target[0] in site.pages and target[0] not in clicks:
                clicks[target[0]] = clicks[url] + 1
                waiting.append(target[0])
    assert set(clicks) == set(site.pages), "a page that no link leads to"
    nearest: dict[str, int] = defaultdict(lambda: 99)
    for url, link, _, _ in cited(site):
        nearest[link.get("data-fact")] = min(nearest[link.get("data-fact")], clicks[url] + 1)
    assert {fact: nearest[fact] for fact in site.facts if nearest[fact] > 3} == {}


# ------------------------------------------------------------------------------------------------------- the receipt


def head_of(path: Path) -> Any:  # noqa: ANN401 - plain YAML
    front = path.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)[0]
    return yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 - only text


def quotes_in(value: Any) -> int:  # noqa: ANN401 - plain YAML
    """The quotes that an editor declared anywhere in front matter; a footnote number quotes the whole footnote."""
    if isinstance(value, list):
        return sum(map(quotes_in, value))
    if isinstance(value, dict):
        lists = {"quotes", "listed", "footnotes", "words"}
        return sum(len(under) if key in lists and isinstance(under, list) else quotes_in(under) for key, under in value.items())
    return 0


def test_the_receipt_counts_what_is_there(site: Site) -> None:
    build = site.data("build.json")
    shown = {fact for url, link, _, _ in cited(site) if not is_article(url) for fact in facts_of(link)}
    hand_written = {path.relative_to(PROJECT / "docs") for path in (PROJECT / "docs").rglob("*.md")}
    content = [path for folder in ("articles", "entities/*", "disputes") for path in PROJECT.glob(f"{folder}/*.md")]
    cited_in_notes = sum(
        len(re.findall(r"^\[\^\d+\]:", path.read_text(encoding="utf-8"), re.MULTILINE)) for path in PROJECT.glob("entities/*/*.md")
    )
    quotes = sum(quotes_in(head_of(path)) for path in content) + cited_in_notes
    assert build["quotes_declared"] == build["quotes_checked"] == build["quotes_matched"] == quotes
    assert build["facts_in"] == len(site.facts) + len(site.kb["left_out"])
    assert build["facts_shown"] == len(shown & set(site.facts)) == len(site.facts)
    assert build["passages"] == sum(one.startswith("q-") for url, tree in site.pages.items() if is_article(url) for one in ids(tree))
    assert build["mentions"] == len(site.kb["mentions"])
    assert build["pages"] == len(site.pages) - len(hand_written)
    for kind in ("entities", "events", "sources", "articles"):
        assert build[kind] == len(site.kb[kind])
    assert build["left_out"] == {one["fact"]: one["reason"] for one in site.kb["left_out"]} == {}


def test_the_receipt_page_says_the_same_as_the_data(site: Site) -> None:
    build = site.data("build.json")
    said = words(content(site.pages["receipt/"]))
    figures = [
        one.replace(",", "") for one in re.findall(r"\d[\d,]*", " ".join(words(row[-1]) for row in site.pages["receipt/"].iter("tr")))
    ]
    for key in ("quotes_declared", "quotes_matched", "facts_in", "facts_shown", "passages", "mentions", "pages"):
        assert str(build[key]) in figures, key
    assert build["content_sha256"] in said


# ---------------------------------------------------------------------------------------------- the same site, always


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def test_two_builds_of_one_content_are_identical(site: Site, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "a project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "site", "tests"))
    for file in sorted(copy.rglob("*.md"), reverse=True):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    env = {
        "PYTHONHASHSEED": "4711",
        "KB_WORKERS": "3",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONPATH": str(copy / "src"),
        "HOME": str(tmp_path),
    }
    run(sys.executable, "-m", "kb", "build", "--root", copy, "--site-dir", tmp_path / "site", cwd=tmp_path, env=env)
    assert differences(files_in(site.folder), files_in(tmp_path / "site")) == []


@pytest.mark.parametrize("host", ["mkdocs", "properdocs"])
def test_the_plain_host_makes_the_same_site(host: str, site: Site, tmp_path: Path) -> None:
    run(BIN / host, "build", "--strict", "--config-file", PROJECT / "mkdocs.yml", "--site-dir", tmp_path / "site")
    ours, theirs = files_in(site.folder), files_in(tmp_path / "site")
    for own in (".kb-site", "SHA256SUMS"):
        ours.pop(own)
    generator = re.compile(rb'<meta name="generator"[^>]*>')
    assert differences(*({path: generator.sub(b"", data) for path, data in files.items()} for files in (ours, theirs))) == []
