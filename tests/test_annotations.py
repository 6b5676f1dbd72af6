"""The passages as Web Annotations: the model is kept, and another project's library finds every passage on the built pages."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser

from tests.built_site import Site

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

VENDORED = Path(__file__).parent / "vendored"

# Apache Annotator finds ranges; what they hold and in which passages they begin and end is asked of the browser.
ANCHOR = """
async (targets) => {
  const found = async (matcher, scope) => {
    const ranges = [];
    for await (const range of matcher(scope)) ranges.push(range);
    return ranges;
  };
  const inside = (node, passage) => {
    for (let at = node.parentElement; at; at = at.parentElement) if (at.dataset.q === passage && at.classList.contains("kb-q")) return true;
    return false;
  };
  const stretches = (range) => {
    const root = range.commonAncestorContainer;
    const walker = document.createTreeWalker(root.nodeType === Node.TEXT_NODE ? root.parentNode : root, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!range.intersectsNode(node)) continue;
      const start = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.length;
      if (end > start) all.push({node, start, end});
    }
    return all;
  };
  const same = (ours, theirs) => ours.length === theirs.length &&
    ours.every((one, i) => one.node === theirs[i].node && one.start === theirs[i].start && one.end === theirs[i].end);
  const seen = [];
  for (const {passage, quote, position, scope} of targets) {
    const quoted = await found(ApacheAnnotator.createTextQuoteSelectorMatcher(quote), document.body);
    const placed = await found(ApacheAnnotator.createTextPositionSelectorMatcher(position), document.querySelector(scope));
    const parts = [...quoted, ...placed].map(stretches);
    seen.push({
      quoted: quoted.map(String),
      placed: placed.map(String),
      inside: parts.flat().every((part) => inside(part.node, passage)),
      same: parts.length === 2 && same(parts[0], parts[1]),
      marks: parts.flat().filter((part) => part.node.parentElement.closest(".kb-fn")).length,
    });
  }
  return seen;
}
"""


@pytest.fixture(scope="module")
def collection(site: Site) -> dict[str, Any]:
    return site.data("annotations.jsonld")


def items_of(collection: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = collection["first"]["items"]
    return found


def passage_of(annotation: dict[str, Any]) -> str:
    return str(annotation["id"].partition("#")[2])


def test_the_collection_keeps_the_data_model_of_the_w3c(collection: dict[str, Any]) -> None:
    schema = json.loads(Path(__file__).with_name("web-annotation.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [f"{one.json_path}: {one.message[:120]}" for one in Draft202012Validator(schema).iter_errors(collection)] == []
    items = items_of(collection)
    assert collection["total"] == len(items) == len({one["id"] for one in items})
    for one in items:
        for target in one["target"]:
            position = target["selector"][1]["refinedBy"]
            assert position["end"] - position["start"] == len(target["selector"][0]["exact"])


def test_there_is_an_annotation_for_every_passage_and_its_body_is_the_facts_on_it(collection: dict[str, Any], site: Site) -> None:
    resting: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact, said in site.facts.items():
        for one in said["evidence"]:
            resting[f"articles/{one['article']}/", one["passage"]].add(fact)
    annotated = {}
    for one in items_of(collection):
        (source,) = {target["source"] for target in one["target"]}
        annotated[source, passage_of(one)] = {body["id"].removeprefix("data/kb.json#") for body in one["body"]}
    assert annotated == resting


def test_the_body_says_how_sure_and_who_says_it(collection: dict[str, Any], site: Site) -> None:
    for one in items_of(collection):
        for body in one["body"]:
            said = site.facts[body["id"].partition("#")[2]]
            sure = said["certainty"] if said["status"] == "actual" else f"{said['certainty']}, {said['status']}"
            assert f" ({sure}; {'the article' if said['voice']['kind'] == 'author' else 'according to'}" in body["value"]


def test_the_targets_hold_the_words_of_the_passage(collection: dict[str, Any], site: Site) -> None:
    exact = {one["passage"]: one["exact"] for said in site.facts.values() for one in said["evidence"]}
    for one in items_of(collection):
        words = "".join(target["selector"][0]["exact"] for target in one["target"])
        assert "".join(words.split()) == "".join(exact[passage_of(one)].replace(" … ", " ").split())


@pytest.mark.browser
def test_another_library_finds_every_passage_on_the_built_pages(collection: dict[str, Any], site: Site, browser: Browser) -> None:
    by_page: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in items_of(collection):
        for target in one["target"]:
            quote, placed = target["selector"]
            by_page[target["source"]].append(
                {"passage": passage_of(one), "quote": quote, "position": placed["refinedBy"], "scope": placed["value"]}
            )
    library = (VENDORED / "apache-annotator.js").read_text(encoding="utf-8")
    for url, targets in by_page.items():
        context = browser.new_context(java_script_enabled=True, offline=True, bypass_csp=True)  # the library comes from the test
        page = context.new_page()
        page.route("**/*.js", lambda route: route.abort())  # the page as it was built, before any script of ours changes it
        page.goto((site.folder / url / "index.html").as_uri())
        page.add_script_tag(content=library)
        seen = page.evaluate(ANCHOR, targets)
        context.close()
        assert len(seen) == len(targets)
        for target, one in zip(targets, seen, strict=True):
            assert one["quoted"] == one["placed"] == [target["quote"]["exact"]], (url, target, one)
            assert one["inside"], (url, target)
            assert one["same"], (url, target)
            assert one["marks"] == 0, (url, target)
