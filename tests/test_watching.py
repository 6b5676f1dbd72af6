"""What a template asks of one page tells for which other pages it prints the same: random templates and random pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from jinja2.exceptions import TemplateError

from kb.plugin.watching import ROOT, Reading, UnsureError, Veiled, Watch, joined, watching


@dataclass
class Heading:
    """A line of a contents list."""

    title: str
    level: int = 1


@dataclass
class Leaf:
    """A page with as much as a template may ask for."""

    title: str = ""
    url: str = ""
    content: str | None = None
    meta: dict[str, object] = field(default_factory=dict)
    toc: list[Heading] = field(default_factory=list)


OPEN = {Leaf: frozenset({"title", "url", "content", "meta", "toc"}), Heading: frozenset({"title", "level"})}
WORDS = st.text("ab <&", max_size=4)
LEAVES = st.builds(
    Leaf,
    WORDS,
    WORDS,
    st.none() | WORDS,
    st.dictionaries(st.sampled_from(["title", "hide", "x"]), WORDS | st.lists(st.sampled_from(["a", "toc"]), max_size=2), max_size=2),
    st.lists(st.builds(Heading, WORDS, st.sampled_from([1, 2])), max_size=2),
)
OF_PAGE = (
    "page.title;page.title;page.url;page.content;page.meta.title;page.meta.hide;page.meta.x;page.toc[0].title;page.nothing;page;"
    "(page.toc | first).title;page.toc;kept;kept;kept;'a';'ab';1;other;none"
)
FILTERS = (
    "e;upper;length;replace('a', 'b');replace('a <', '');replace('<a', '');striptags;first;default('a', true);trim;list;join;tojson;"
    "int;string | e;safe;batch(2) | list;map('upper') | list;wordcount"
)
VALUES = st.sampled_from(OF_PAGE.split(";"))
EXPRESSIONS = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.builds("({} ~ {})".format, inner, inner),
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} == {})".format, inner, inner),
        st.builds("({} in {})".format, inner, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("said({})".format, inner),
        st.builds(
            "({} | {})".format,
            inner,
            st.sampled_from(FILTERS.split(";")),
        ),
        st.builds("({}{})".format, inner, st.sampled_from([".split('a')[0]", ".startswith('a')", "[0]", "[1:]", ".upper()", ".find('b')"])),
        st.builds("({} is {})".format, inner, st.sampled_from(["defined", "string", "none", "iterable", "mapping", "eq('a')", "in('ab')"])),
    ),
    max_leaves=4,
)
STATEMENTS = st.one_of(
    st.builds("{{{{ {} }}}}".format, EXPRESSIONS),
    st.builds("{{% if {} %}}<p>{{{{ {} }}}}{{% endif %}}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{{% set kept %}}<{{{{ {} }}}}>{{% endset %}}".format, EXPRESSIONS),
    st.builds("{{% set kept = {} %}}".format, EXPRESSIONS),
    st.builds("{{% for one in {} %}}{{{{ loop.index }}}}{{{{ one.title }}}}{{% endfor %}}".format, EXPRESSIONS),
    st.builds("{{% for one in {} %}}{{{{ one }}}}{{% endfor %}}".format, EXPRESSIONS),
    st.builds("{{{{ {} }}}}".format, VALUES),
    st.builds("{{% set kept %}}<{{{{ {} }}}} {{{{ {} }}}}>{{% endset %}}".format, VALUES, VALUES),
    st.builds("{{{{ {} | replace('<', '(') }}}}".format, VALUES),
    st.builds("{{% with kept = {} %}}{{{{ kept }}}}{{% endwith %}}".format, EXPRESSIONS),
    st.builds("{{% include {} ignore missing %}}".format, EXPRESSIONS),
)
TEMPLATES = st.lists(STATEMENTS, min_size=1, max_size=4).map("|".join)
BEFORE = "{% macro said(x) %}[{{ x }}{% if x == 'a' %}!{% endif %}]{% endmacro %}{% set kept = 'b' %}"


def rendered(source: str, page: object) -> str:
    """What Jinja prints."""
    return Environment(loader=DictLoader({"main": BEFORE + source, "a": "A"})).get_template("main").render(page=page, other="b")  # noqa: S701


def watched(source: str, page: object) -> tuple[Watch, str]:
    """What the template asked of the page, and what it printed, with tokens."""
    env = watching(Environment(loader=DictLoader({"main": BEFORE + source, "a": "A"})), {})  # noqa: S701 - as the host has it
    assert env
    watch = Watch(page, OPEN)
    return watch, env.watched("main", {"page": Veiled(watch, ROOT, page), "other": "b"}, watch)


@settings(max_examples=600, deadline=None)
@given(TEMPLATES, LEAVES, st.lists(LEAVES, max_size=3), st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6))
def test_pages_with_the_same_answers_get_the_same_frame(
    source: str, page: Leaf, others: list[Leaf], words: list[tuple[str, str, str]]
) -> None:
    """Whatever a template does: it is refused, or what it printed for one page tells what it prints for another."""
    try:
        watch, text = watched(source, page)
    except UnsureError:
        return
    pieces, steps = watch.pieces(text)
    alike = [replace(page, title=title, url=url, toc=[replace(line, title=text) for line in page.toc]) for title, url, text in words]
    for one in (page, *others, *alike):
        reading = Reading(one)
        if all(reading.answer(step) == answer for step, answer in watch.asked.items()):
            assert joined(pieces, steps, reading) == rendered(source, one)


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("{{ page.title }}", 2),
        ("{% if page.title %}{{ page.title }}{% endif %}", 2),
        ("{{ page.title | striptags | e }}", 4),
        ("{{ 'a' in page.content.split('<')[0] }}", 5),
        ("{% for one in page.toc %}{{ one.title }}{% endfor %}", 5),
        ("{% set kept %}<{{ page.title }}>{% endset %}{{ kept | replace('<', '(') }}", 3),
        ("{{ said(page.title) }}", 3),
    ],
)
def test_what_themes_do_is_noted(source: str, asked: int) -> None:
    """The questions are as many as it takes, and the words are not among them."""
    watch, text = watched(source, Leaf("Some words", "a/", "<b>", {}, [Heading("One")]))
    assert len(watch.asked) == asked
    assert "Some words" not in text


@pytest.mark.parametrize(
    "source",
    [
        "{% set kept %}{{ page.title }}{% endset %}{{ 'Some' in kept }}",
        "{% set kept %}{{ page.title }}{% endset %}{{ kept | length }}",
        "{% set kept %}{{ page.title }}{% endset %}{{ kept[:1] }}",
        "{% set kept %}{{ page.title }}{% endset %}{{ kept.upper() }}",
        "{% set kept %}{{ page.title }}{% endset %}{{ {'a': kept} | tojson }}",
        "{% set kept %}{{ page.title }}{% endset %}{% for one in kept %}{{ one }}{% endfor %}",
        "{{ (page.title ~ '') == 'Some words' }}",
        "{{ page.title * 2 }}",
        "{{ page.title | random }}",
        "{{ page.title | list }}",
        "{{ [page.title] | join }}",
        "{{ {'Some words': 1}[page.title] }}",
        "{{ page.title.encode() }}",
        "{{ page.title.__class__ }}",
        "{% include page.title ignore missing %}",
        "{% autoescape true %}{{ page.title }}{% endautoescape %}",
        "{% filter upper %}{{ page.title }}{% endfilter %}",
    ],
)
def test_what_cannot_be_noted_is_refused(source: str) -> None:
    """No frame where the words of the page could have decided something unseen."""
    with pytest.raises(UnsureError):
        watched(source, Leaf("Some words", "a/", "<b>"))


def test_an_error_of_the_template_is_no_frame() -> None:
    with pytest.raises(TemplateError):
        rendered("{{ page.title | nothing }}", Leaf())
    with pytest.raises(UnsureError):
        watched("{{ page.title | nothing }}", Leaf())
