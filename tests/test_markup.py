"""Finished HTML is read fast, and nothing is read otherwise than by the parsers that it stands in for."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]

from kb import checks, markup
from kb.plugin import searching
from tests.built_site import Site

pytest_plugins = ["tests.site_fixture"]

_TEXTS = st.sampled_from(["", " ", "\n", "a", " b ", "c\n", "&amp;", "&lt;d", "x & y", "é", "1 > 0"])
_NAMES = st.sampled_from(["p", "div", "section", "li", "ul", "pre", "a", "span", "h1", "h2", "h3", "br", "code", "H2", "aside", "svg"])
_ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            'id="a"',
            "id=b",
            "id",
            'id=""',
            "ID='c'",
            'href="../x/?a=1&amp;b=2#c"',
            "src=y/",
            "hidden",
            "data-search-exclude",
            'title="a > b < c"',
            "class='k'",
        ]
    ),
    max_size=3,
    unique=True,
).map(lambda found: "".join(f" {one}" for one in found))


@st.composite
def _element(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    name, attributes, held = draw(_NAMES), draw(_ATTRIBUTES), draw(inside)
    return (
        f"<{name}{attributes}{draw(st.sampled_from(['/>', ' />']))}"
        if draw(st.booleans()) and not held
        else (f"<{name}{attributes}>{held}</{name}>")
    )


_PLAIN = st.recursive(_TEXTS, lambda inside: st.lists(inside | _element(inside), max_size=5).map("".join), max_leaves=25)
_ODD = st.lists(
    _PLAIN
    | st.sampled_from(
        [
            "<",
            "</",
            "<!-- a -->",
            "<!doctype html>",
            "<script>a < b</script>",
            "<style>x</style>",
            "<script src=a></script>",
            "<a b=>",
            "<p",
            "</p >",
            "</li>",
            '<a href="',
            "<?x?>",
            "<p/id=a>",
            "<a href=x/>",
            "<b id='\"'>",
            "<title>t</title>",
        ]
    ),
    max_size=8,
).map("".join)


class _Plain(HTMLParser):
    """What the standard library reads: texts joined, tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")


def _tags(html: str) -> list[object] | None:
    found = markup.pieces(html)
    if found is None:
        return None
    read: list[object] = []
    for _, written in found:
        if one := markup.tag(written):
            read += [(one.name, one.attributes)] * one.opens + [f"/{one.name}"] * one.closes
    return read


@given(_ODD)
def test_tags_are_those_that_the_standard_library_reads(html: str) -> None:
    """Whatever is read fast is read the same; what is written plainly is read fast."""
    found = _tags(html)
    parser = _Plain()
    parser.feed(html)
    parser.close()
    assert found is None or found == parser.found


@given(_PLAIN)
def test_plain_html_is_read_fast(html: str) -> None:
    """Elements, attributes and texts as templates write them."""
    assert markup.pieces(html) is not None


@given(_ODD)
def test_ids_and_links_are_those_that_the_standard_library_reads(html: str) -> None:
    """The proof of links sees the same links and ids either way."""
    parser = _Plain()
    parser.feed(html)
    found = [one for tag in parser.found if isinstance(tag, tuple) for one in tag[1] if one[1]]
    ids = Counter(value for name, value in found if name == "id")
    links = {value for name, value in found if name in {"href", "src"}}
    assert checks.anchors(html) == (set(ids), {one for one, times in ids.items() if times > 1}, links)


def _host_sections(html: str) -> list[tuple[object, ...]]:
    parser = Parser()
    parser.feed(html)
    parser.close()
    return [(one.id, one.title, one.text) for one in parser.data if not one.is_excluded()]


def _own_sections(html: str) -> list[tuple[object, ...]] | None:
    found = searching.sections(html)
    return found if found is None else [(one.id, one.title, one.text) for one in found if not one.excluded]


@given(_PLAIN)
def test_the_words_for_the_search_are_those_of_the_host(html: str) -> None:
    """Section for section, piece for piece; where the host stumbles over elements that are left out, so do we."""
    try:
        expected = _host_sections(html)
    except (KeyError, ValueError, IndexError) as error:
        try:
            _own_sections(html)
        except type(error):
            return
        raise AssertionError(f"the host stumbles and we do not: {html}") from error
    assert _own_sections(html) == expected


def test_every_page_of_the_site_is_read_fast_and_as_the_host_reads_it(site: Site) -> None:
    """No page of the real site has to be left to the slow parsers."""
    for file in sorted(site.folder.rglob("*.html")):
        whole = file.read_text(encoding="utf-8")
        assert markup.pieces(whole) is not None, file
        inner = re.search(r'<article class="md-content__inner[^>]*>(.*?)</article>\n', whole, re.DOTALL)
        if inner and "headerlink" not in inner[1]:
            assert _own_sections(inner[1]) == _host_sections(inner[1]), file
