"""An edit of one file that changes what is said of another: the build after it is that of a fresh one, to the byte.

Random edits (``test_incremental``) are made of what made-up libraries have; these are the ones that they do not reach.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pytest

from kb.knowledge import KnowledgeBase
from kb.library import load
from kb.pages.tracing import Seen, Trace
from kb.pages.wording import Speech
from tests.conftest import Ran

Run = Callable[..., Ran]

SETTINGS = """\
site_name: A Little Base
site_url: http://localhost:8000/
theme: {name: material, font: false}
plugins: [search, kb]
markdown_extensions: [attr_list, tables]
extra: {generator: false}
nav: [index.md]
"""
ONE = """\
---
title: First report
short: First 2001
sources:
  - {id: gazette, type: article-newspaper, title: The January Gazette, footnotes: [1], quotes: [as the Gazette has it]}
events:
  - id: strike
    title: Strike at the port
    kind: attack
    date: 2000-05-01
    participants: {participant: [ann]}
    figures:
      - {what: killed, count: 5, printed: five, quotes: [five people were killed]}
    quotes: [Ann Arbor came and five people were killed]
---

Ann Arbor came and five people were killed, as the Gazette has it.[^1] The Harbour Guild stood by.

[^1]: *The Gazette*.
"""
TWO = """\
---
title: Second report
short: Second 2002
events:
  - id: strike
    title: The stoppage in the harbour
    kind: attack
    date: 2000-05-01
    participants: {participant: [ann]}
    figures:
      - {what: killed, count: 7, printed: seven, quotes: [seven people were killed]}
    quotes: [Ann Arbor saw it when seven people were killed]
---

Ann Arbor saw it when seven people were killed.
"""
WITHHELD = """\
---
title: Third report
short: Third 2003
rights: reference
statements:
  - about: [zed]
    says: Zed was there.
    voice: {anonymous: harbour officials}
    quotes: [Zed Zahn was there, harbour officials said]
---

Zed Zahn was there, harbour officials said to nobody else in town.
"""
DISPUTE = """\
---
question: How many were killed in the strike?
verdict: contradicts
reason: One says five and the other seven.
about: [strike, guild, zed]
sides:
  - {says: five, article: a-one, quotes: [five people were killed]}
  - {says: seven, article: a-two, quotes: [seven people were killed]}
---
"""
FILES = {
    "mkdocs.yml": SETTINGS,
    "docs/more.md": "# More\n\nWords by hand.\n",
    "entities/people/ann.md": "---\nname: Ann Arbor\nkind: person\n---\n",
    "entities/people/zed.md": "---\nname: Zed Zahn\nkind: person\n---\n",
    "entities/groups/guild.md": "---\nname: Harbour Guild\nkind: group\n---\n",
    "articles/a-one.md": ONE,
    "articles/a-two.md": TWO,
    "articles/a-three.md": WITHHELD,
    "disputes/d1.md": DISPUTE,
}


class Base:
    """A base and its site, built once."""

    def __init__(self, folder: Path, kb: Run) -> None:
        """Write it below a folder and build it."""
        self.root, self.site, self.fresh, self.kb = folder / "library", folder / "site", folder / "fresh", kb
        for path, text in FILES.items():
            self.put(path, text)
        self.build()

    def put(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def build(self) -> None:
        ran = self.kb("build", "--root", self.root, "--site-dir", self.site)
        assert ran.code == 0, (ran.out, ran.err)

    @property
    def version(self) -> str:
        found: str = json.loads((self.site / "data" / "build.json").read_text(encoding="utf-8"))["content_sha256"]
        return found[:12]

    def edited(self, path: str, text: str) -> None:
        """The site after an edit is that of a fresh build."""
        self.put(path, text)
        self.build()
        assert self.kb("build", "--fresh", "--root", self.root, "--site-dir", self.fresh).code == 0
        one, other = ((folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines() for folder in (self.site, self.fresh))
        assert one == other, sorted(set(one) ^ set(other))[:10]


@pytest.fixture
def base(tmp_path: Path, kb: Run, monkeypatch: pytest.MonkeyPatch) -> Base:
    monkeypatch.setenv("KB_WORKERS", "1")
    return Base(tmp_path, kb)


def test_a_dispute_judges_a_difference_for_another_no_more_and_again(base: Base) -> None:
    other = DISPUTE.replace("How many were killed in", "How deadly was").replace("[strike, guild, zed]", "[strike]")
    base.edited("disputes/d2.md", other)
    (base.root / "disputes" / "d2.md").unlink()
    base.edited("disputes/d1.md", DISPUTE)


def test_a_voice_is_withheld_as_soon_as_its_name_is_no_more_in_the_registry(base: Base) -> None:
    named = "---\nname: Harbour Guild\nkind: group\nnames:\n  - {name: harbour officials, find: never}\n---\n"
    page = base.site / "actors" / "zed" / "index.html"
    assert "harbour officials" not in page.read_text(encoding="utf-8")
    base.edited("entities/groups/guild.md", named)
    assert "harbour officials" in page.read_text(encoding="utf-8")
    base.edited("entities/groups/guild.md", FILES["entities/groups/guild.md"])
    assert "harbour officials" not in page.read_text(encoding="utf-8")


def test_the_search_knows_a_title_that_its_page_does_not_print(base: Base) -> None:
    base.edited("articles/a-two.md", TWO.replace("The stoppage in the harbour", "A quarrel among dockers"))
    words = b"".join(file.read_bytes() for file in (base.site / "search" / "words").iterdir())
    assert b'"quarrel"' in words
    assert b'"stoppage"' not in words


def test_a_link_by_hand_to_a_page_that_moved_is_refused_as_in_a_fresh_build(base: Base, kb: Run) -> None:
    base.edited("docs/more.md", "# More\n\n[Zed](actors/zed.md)\n")
    assert kb("rename", "zed", "zeno", "--root", base.root).code == 0
    after = kb("build", "--root", base.root, "--site-dir", base.site)
    fresh = kb("build", "--fresh", "--root", base.root, "--site-dir", base.site)
    assert (after.code, after.out, after.err) == (fresh.code, fresh.out, fresh.err)
    assert after.code == 2
    assert "actors/zed.md" in after.err


@pytest.mark.parametrize("words", ["# State {upper}\n", "# State {start}**{end}**\n"], ids=["upper case", "in parts"])
def test_an_anchor_made_of_a_state_of_the_base_stays(words: str, base: Base) -> None:
    version = base.version
    base.edited("docs/more.md", words.format(upper=version.upper(), start=version[:5], end=version[5:]))
    base.put("docs/more.md", words.format(upper=base.version.upper(), start=base.version[:5], end=base.version[5:]))
    base.edited("articles/a-two.md", f"{TWO}\nIt ended.\n")
    base.edited("articles/a-two.md", TWO)


def test_an_address_made_of_a_state_of_the_base_stays(base: Base) -> None:
    base.edited(f"docs/{base.version}.md", "# Words\n")
    base.edited("articles/a-two.md", f"{TWO}\nIt ended.\n")


@pytest.mark.parametrize(
    "asked", ["{{ pages|length }} pages", "{{ config.extra.kb.hash[:7] }}", "{{ config.extra.kb_receipt.foot.split(' · ')[1] }}"]
)
def test_a_template_that_asks_for_all_pages_or_for_the_build_is_rendered_anew(asked: str, base: Base) -> None:
    base.put("theme/partials/copyright.html", f"<p>{asked}</p>\n")
    base.edited("mkdocs.yml", SETTINGS.replace("name: material", "name: material, custom_dir: theme"))
    base.edited("entities/people/bob.md", "---\nname: Bob Berg\nkind: person\n---\n")
    base.edited("articles/a-two.md", f"{TWO}\nIt ended.\n")


def test_whatever_is_derived_from_the_base_is_traced(base: Base) -> None:
    content = load(base.root)
    trace = Trace(content.kb, content.site.speech, {})
    for one, kind in ((trace.kb, KnowledgeBase), (trace.speech, Speech)):
        derived = {name for name, found in vars(kind).items() if isinstance(found, cached_property)} - {"differences"}
        assert derived == {name for name in derived if isinstance(vars(one).get(name), Seen)}
    for _ in range(2):
        trace.keys.clear()
        assert trace.speech.differences == content.site.speech.differences
        assert trace.keys == {"all:differences"}
