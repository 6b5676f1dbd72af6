"""Sections that are too long for their page go on over others: every line stands somewhere, once, and every page is small enough."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kb import library
from kb.pages.page import Page
from kb.pages.paging import FIRST, SHEET, WHOLE, Section, lay_out

REPORTS, NAMED = 50, 100
MOST = 1_000_000  # bytes


@dataclass(frozen=True)
class Lines:
    lines: tuple[int, ...]

    def __len__(self) -> int:
        """How many lines are here."""
        return len(self.lines)

    def cut(self, first: int, last: int) -> Lines:
        return Lines(self.lines[first:last])


def section(name: str, sizes: list[int]) -> Section[Lines]:
    numbers = iter(range(sum(sizes)))
    groups = [Lines(tuple(next(numbers) for _ in range(size))) for size in sizes]
    return Section(name, name.capitalize(), groups, lambda _, shown: " ".join(f"[{name} {one}]" for group in shown for one in group.lines))


@given(st.dictionaries(st.sampled_from("abcde"), st.lists(st.integers(0, 500), max_size=4), max_size=5))
def test_every_line_stands_once_and_in_order(sizes: dict[str, list[int]]) -> None:
    sections = [section(name, found) for name, found in sizes.items()]
    page, more = lay_out(Page("actors/x/", "X", ""), sections)
    for one in sections:
        stretches = [part.html for made in (page, *more) for part in made.parts if part.anchor == one.anchor]
        said = [int(number) for html in stretches for number in re.findall(rf"\[{one.anchor} (\d+)\]", html)]
        assert said == list(range(len(one)))
        assert all(len(re.findall(r"\[", html)) <= max(SHEET, WHOLE) for html in stretches)
    if sum(map(len, sections)) <= WHOLE:
        assert not more
    else:
        assert all(len(re.findall(r"\[", part.html)) <= FIRST for part in page.parts)
    assert len({made.url for made in (page, *more)}) == 1 + len(more)


def sentence(report: int, line: int) -> str:
    return f"In line {line} of report {report} the Old Guild is named again."


def many_mentions() -> dict[str, str]:
    files = {f"entities/groups/{one}-guild.md": f"---\nname: {one.capitalize()} Guild\nkind: group\n---\n" for one in ("old", "new")}
    for report in range(REPORTS):
        ties = "".join(
            f"  - {{subject: old-guild, relation: supports, object: new-guild, since: 2001, quotes: [{sentence(report, line)}]}}\n"
            for line in range(5)
        )
        told = f"date: 2001, participants: {{target: [old-guild]}}, quotes: [{sentence(0, 20)}]"
        event = f"events:\n  - {{id: e, title: E, kind: attack, {told}}}\n"
        facts = "".join(f"  - {{about: [old-guild], says: It is named., quotes: [{sentence(report, line)}]}}\n" for line in range(5, 15))
        title = f"title: Report {report}\nshort: Report {report}\npublished: 2021-01-01\n"
        events = event if report == 0 else ""
        head = f"{title}{events}relations:\n{ties}statements:\n{facts}"
        body = "\n\n".join(" ".join(sentence(report, line) for line in range(start, start + 10)) for start in range(0, NAMED, 10))
        files[f"articles/report-{report}.md"] = f"---\n{head}---\n\n{body}\n"
    return files


def test_an_actor_named_five_thousand_times_has_small_pages_and_loses_nothing(
    write_library: Callable[[Mapping[str, str | bytes]], Path],
) -> None:
    content = library.load(write_library(many_mentions()))
    assert content.findings == ()
    content.prove()
    pages = [page for page in content.pages if page.url.startswith("actors/old-guild/")]
    assert max(len(page.html.encode()) for page in pages) < MOST
    html = "\n".join(page.html for page in pages)
    listed = re.findall(r'<li><a class="kb-at" href="[./]*(articles/report-\d+/#m-\d+)">', html)
    assert len(listed) == len(set(listed)) == REPORTS * NAMED
    rows = Counter(re.findall(r'<li class="kb-fact"[^>]* data-fact="([^"]+)"', html))
    assert set(rows) == set(content.kb.facts)
    assert set(rows.values()) == {1}
    for page in pages:
        assert set(re.findall(r'xlink:href="#(f-[^"]+)"', page.html)) <= set(re.findall(r'<li class="kb-fact" id="([^"]+)"', page.html))
