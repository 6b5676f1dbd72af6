"""Pages that grow with the base: where they are divided, every line still stands on one of them, once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb import asof, gaps, library
from kb.coverage import cover
from kb.knowledge import KnowledgeBase
from kb.pages import asof_page, coverage_page, differences_part, disputes_page, gaps_page, paging, timeline
from kb.pages.page import Page
from kb.pages.wording import Speech

FACT = re.compile(r'<li class="kb-fact[^"]*"[^>]* data-fact="([^"]+)"|data-fact="([^"]+)" class="kb-fact')
LINE = re.compile(r'<li class="kb-event" .*?</li>', re.DOTALL)
HREF = re.compile(r'href="(?:\.\./)*((?:timeline|gaps|coverage|as-of|disputes)/[^"#]*)(?:#([^"]*))?"')


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return library.load(Path(__file__).parent.parent).kb


def text(lines: Iterable[str]) -> Counter[str]:
    """Lines without their addresses, which differ from page to page by the way to the root."""
    return Counter(re.sub(r'(href|xlink:href)="[^"]*"', "", line) for line in lines)


def resolved(pages: list[Page]) -> None:
    """Every link from one of the pages to another leads to a page and an anchor."""
    made = {page.url: page.html for page in pages}
    folder = next(iter(made)).split("/")[0]
    for page in pages:
        for url, anchor in HREF.findall(page.html):
            if url.startswith(folder) and url != "coverage/actors/":
                assert url in made, (page.url, url)
                assert not anchor or f'id="{anchor}"' in made[url], (page.url, url, anchor)


def test_a_divided_timeline_holds_every_line_once(real: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(real)
    (whole,) = timeline.make(real, speech)
    monkeypatch.setattr(timeline, "MOST", 10)
    monkeypatch.setattr(paging, "WHOLE", 30)
    monkeypatch.setattr(paging, "FIRST", 10)
    monkeypatch.setattr(paging, "SHEET", 7)
    pages = list(timeline.make(real, speech))
    assert len(pages) > len(timeline.years(real, speech))
    assert not LINE.findall(pages[0].html)
    assert text(line for page in pages for line in LINE.findall(page.html)) == text(LINE.findall(whole.html))
    for year in timeline.years(real, speech):  # the anchors of the whole timeline stay, and lead on
        assert f'id="{year.anchor}"' in pages[0].html
    resolved(pages)


def test_divided_gaps_and_coverage_hold_every_line_once(real: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(real)
    found = gaps.gaps(real)
    covered = cover(real)
    monkeypatch.setattr(paging, "WHOLE", 10**6)
    (all_gaps,) = gaps_page.make(real, speech, found)
    (all_left,) = coverage_page.make(real, speech, covered)
    for name, most in (("WHOLE", 30), ("FIRST", 5), ("SHEET", 9)):
        monkeypatch.setattr(paging, name, most)
    monkeypatch.setattr(gaps_page, "_OPEN", 5)
    monkeypatch.setattr(gaps_page, "SHEET", 9)
    monkeypatch.setattr(coverage_page, "SHORT", 10)
    pages = list(gaps_page.make(real, speech, found))
    assert len(pages) > len(found) / 2
    item = re.compile(r"<li><span>.*?</li>", re.DOTALL)
    assert text(line for page in pages for line in item.findall(page.html)) == text(item.findall(all_gaps.html))
    for one in found:
        assert not one.found or f'id="{one.kind.id}"' in pages[0].html
    resolved(pages)

    pages = list(coverage_page.make(real, speech, covered))
    for pattern in (r"<p class=\"kb-words\">.*?</p>", r"Capitalised names that no entity explains.*?</p>", r"<tr><td>.*?</tr>"):
        line = re.compile(pattern, re.DOTALL)
        assert text(one for page in pages for one in line.findall(page.html)) == text(line.findall(all_left.html))
    resolved(pages)


def test_a_large_year_leads_to_what_began_before_it(real: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(real)
    monkeypatch.setattr(asof_page, "WHOLE", 0)
    pages = list(asof_page.make(real, speech))
    shown = {one or other for page in pages for one, other in FACT.findall(page.html)}
    dated = {fact.id for fact in asof.timed(real) if asof.span_of(real, fact)}
    assert dated <= shown
    assert any('id="begun-earlier"' in page.html and "Begun in" in page.html for page in pages)
    resolved(pages)


def test_divided_differences_keep_their_anchors_and_stand_in_full(real: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(real)
    monkeypatch.setattr(differences_part, "MOST", 0)
    pages = list(disputes_page.make(real, speech))
    assert len(pages) > 1
    for one in speech.differences:
        assert f'id="{one.id}"' in pages[0].html
        assert sum(f'data-difference="{one.id}"' in page.html for page in pages) == 1
    resolved(pages)
