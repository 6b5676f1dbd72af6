"""What makes pages and data files faster changes no character: our own way of printing against that of the library it replaces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from kb import exports, library, markup
from kb.pages import page
from kb.pages.printing import Printer, printed
from kb.passages.reading import fold, fold_words
from tests.built_site import PROJECT

PARTS = """
{% macro sign(kind, label='') -%}<i class="{{ kind }}"{% if label %} title="{{ label }}"{% endif %}></i>{%- endmacro %}
{% macro line(what, more=()) -%}{{ sign(what) }}{{ sign(what, 'a<b') }}{{ sign(kind=what) }}{{ root }}{{ what }}
{% for one in more %}{{ line(one) }}{% endfor %}{%- endmacro %}
{% macro around() -%}<b>{{ caller() }}</b>{%- endmacro %}
"""
WHOLE = """{% import 'parts' as p with context %}{{ p.line(value, ['"x"', value]) }}{% call p.around() %}{{ value }}{% endcall %}
{{ words.startswith('“') }}{{ 3 }}{{ 2.5 }}{{ words|upper }}{{ none }}{{ words.nothing is defined }}
{% for one in [1, 2] %}{{ loop.cycle('a', '&') }}{% endfor %}"""


class Marked:
    """Something that says itself how it stands in HTML."""

    def __html__(self) -> str:  # noqa: D105
        return "<b>&amp;</b>"


VALUES = st.one_of(
    st.text(),
    st.text().map(Markup),
    st.text("<>&'\"“"),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.just(Marked()),
    st.lists(st.text()),
)


def environment(kind: type[Environment]) -> Environment:
    return kind(loader=DictLoader({"parts": PARTS, "whole": WHOLE}), autoescape=True, undefined=StrictUndefined)


@given(VALUES)
def test_a_value_is_printed_as_the_library_escapes_it(value: Any) -> None:  # noqa: ANN401
    assert printed(value) == str(escape(value))


@given(VALUES, st.text())
def test_a_template_prints_what_it_prints_otherwise(value: Any, words: str) -> None:  # noqa: ANN401
    ours, theirs = (environment(kind).get_template("whole").render(value=value, words=words, root="../") for kind in (Printer, Environment))
    assert ours == theirs


@pytest.mark.parametrize("text", ["{{ none_such }}", "{{ value.none_such }}", "{{ none_such() }}"])
def test_what_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(UndefinedError):
        environment(Printer).from_string(text).render(value="x")


@pytest.mark.parametrize("text", ["{{ p.sign() }}", "{{ p.sign('a', 'b', 'c') }}", "{{ p.sign('a', other='c') }}"])
def test_a_macro_with_other_values_than_it_takes_is_refused(text: str) -> None:
    with pytest.raises((TypeError, UndefinedError)):
        environment(Printer).from_string("{% import 'parts' as p %}" + text).render()


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pages are printed by the environment that Jinja has, and HTML is read by the standard library."""
    page.environment.cache_clear()
    monkeypatch.setattr(page, "Printer", Environment)
    monkeypatch.setattr(markup, "pieces", lambda _: None)
    yield
    page.environment.cache_clear()


@pytest.fixture(scope="module")
def ours() -> tuple[list[page.Page], bytes | None]:
    content = library.load(PROJECT)
    return content.pages, content.data_at(exports.annotations.ADDRESS)


@pytest.mark.usefixtures("plainly")
def test_every_page_and_annotation_is_the_same_without_our_shorter_ways(ours: tuple[list[page.Page], bytes | None]) -> None:
    content = library.load(PROJECT)
    pages, annotations = ours
    assert content.pages == pages
    assert content.data_at(exports.annotations.ADDRESS) == annotations


JSON = st.recursive(
    st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.booleans(), st.none()),
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers() | st.booleans() | st.none(), inner)
    ),
)


@given(JSON)
def test_json_is_laid_out_as_the_standard_library_does_it(value: Any) -> None:  # noqa: ANN401
    assert exports.laid_out(value) == json.dumps(value, ensure_ascii=False, indent=1)


@given(st.dictionaries(st.text(), JSON | st.lists(JSON)), st.sets(st.integers(0, 9)))
def test_json_in_pieces_is_the_same(value: dict[str, Any], lazy: set[int]) -> None:
    coming = ((name, iter(one) if isinstance(one, list) and at in lazy else one) for at, (name, one) in enumerate(value.items()))
    assert "".join(exports.in_pieces(coming)) == exports.laid_out(value)


def test_the_base_in_pieces_is_the_base() -> None:
    content = library.load(PROJECT)
    assert content.data_at("data/kb.json") == (exports.laid_out(content.data) + "\n").encode()


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        exports.laid_out({"a": [{1, 2}]})


@given(st.text() | st.text("ab -'’“\u00a0\u0301"))
def test_words_are_folded_alike_with_and_without_where_they_come_from(words: str) -> None:
    assert fold_words(words) == fold(words).text
