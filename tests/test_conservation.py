"""What a base holds is kept in kb.lock, and a drop is said; the finding of each kind stands in tests/cases/kb-lock."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import conservation, library
from kb.knowledge import KnowledgeBase
from kb.library import guarding
from tests.conftest import Ran

Run = Callable[..., Ran]
BASE = "articles/strike.md"


@pytest.fixture
def locked(little_project: Path, kb: Run) -> Path:
    """The little library with its counts."""
    assert kb("lock", "--root", little_project).code == 0
    return little_project


def test_lock_writes_the_counts_once_and_says_them_as_a_diff(little_project: Path, kb: Run) -> None:
    ran = kb("lock", "--root", little_project, "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert "+articles/strike.md quote 7\n" in ran.out
    assert not (little_project / "kb.lock").exists()
    first = kb("lock", "--root", little_project)
    assert (first.code, first.out, first.err) == (0, ran.out, "Wrote kb.lock.\n")
    again = kb("lock", "--root", little_project)
    assert (again.code, again.out, again.err) == (0, "", "kb.lock is up to date.\n")
    assert kb("check", "--root", little_project).out == "No findings.\n"


def test_lock_counts_nothing_where_the_content_has_errors(locked: Path, kb: Run) -> None:
    article = locked / BASE
    article.write_text(article.read_text(encoding="utf-8").replace("spoke in Westport the", "spoke in Eastport the"), encoding="utf-8")
    before = (locked / "kb.lock").read_bytes()
    ran = kb("lock", "--root", locked)
    assert (ran.code, ran.out) == (1, "")
    assert "[quote-not-found]" in ran.err
    assert ran.err.endswith("Nothing was changed: what cannot be read cannot be counted.\n")
    assert (locked / "kb.lock").read_bytes() == before


def test_a_drop_stops_check_and_build_until_it_is_confirmed(locked: Path, kb: Run) -> None:
    assert kb("build", "--root", locked).code == 0
    article = locked / BASE
    text = article.read_text(encoding="utf-8")
    article.write_text(re.sub(r"(?ms)^dates:\n(?=  )((?:  .*?\n)+)", "", text), encoding="utf-8")
    for command in ("check", "build"):
        ran = kb(command, "--root", locked)
        assert ran.code == 1
        assert (
            "kb.lock:5:1: error: articles/strike.md has 0 of its 1 date: more than a fifth are gone. [counts-dropped]" in ran.out + ran.err
        )
    ran = kb("lock", "--root", locked)
    assert "-articles/strike.md date 1\n" in ran.out
    assert kb("check", "--root", locked).code == 0
    assert kb("build", "--root", locked).code == 0


def test_the_counts_of_the_project_are_up_to_date(project: Path) -> None:
    content = library.load(project)
    assert guarding.lock(content) is None, "run `kb lock`"
    assert guarding.dropped(content) == ()


@given(was=st.integers(1, 10**6), now=st.integers(0, 10**6))
def test_only_more_than_a_fifth_is_a_drop(was: int, now: int) -> None:
    found = list(conservation.compared("articles/a.md", {"tie": (was, 2), "quote": (1, 3)}, {"tie": now, "quote": 1}))
    expected = [] if was == now else ["counts-dropped" if (was - now) * 5 > was else "lock-behind"]
    assert [one.code for one in found] == expected


@given(
    st.dictionaries(
        st.from_regex(r"articles/[a-z]{1,9}\.md", fullmatch=True),
        st.dictionaries(st.sampled_from(["role", "tie", "quote"]), st.integers(1, 10**8), min_size=1),
    )
)
def test_what_is_written_is_read_again(held: dict[str, dict[str, int]]) -> None:
    text = conservation.written(held)
    found = list(conservation.findings(text, KnowledgeBase({}, {}, {}, {}, {}, {})))
    assert [(one.code, one.fact.split(" ")[0]) for one in found] == [("counts-dropped", path) for path in sorted(held)]
