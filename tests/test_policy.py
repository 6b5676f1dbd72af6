"""The content-security policy: on every page, with the hashes of its own scripts and of no other, and nothing on a page breaks it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Route, expect

from kb.desk import Desk
from kb.plugin import policy
from tests.built_site import PROJECT, Site
from tests.conftest import MKDOCS, Ran
from tests.desk_fixture import served
from tests.hostile import library_of
from tests.tabs import ARTICLE, DESK, KINDS_OF_PAGE, PHONE, Tab, Tabs

pytest_plugins = ["tests.site_fixture", "tests.browser_fixture"]

META: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
LISTEN: Final = (
    "addEventListener('securitypolicyviolation', (one) => console.error('refused: ' + one.violatedDirective + ' ' + one.blockedURI));"
)


def rules(text: str) -> dict[str, list[str]]:
    """A policy by its directives."""
    return {name: sources for name, *sources in (rule.split() for rule in text.split(";"))}


def test_every_page_has_the_policy_before_anything_that_it_limits(site: Site) -> None:
    for file in sorted(site.folder.rglob("*.html")):
        page = file.read_text(encoding="utf-8")
        found = META.search(page)
        assert found, file
        assert not re.search(r"<(script|link|style|img|base|iframe)\b", page[: found.start()]), file
        assert page.encode().index(b"<meta charset") < 1024, "a browser looks for the encoding in the first bytes alone"


def test_the_policy_lets_only_the_sites_own_scripts_run(site: Site) -> None:
    named = rules(next(iter({found for file in site.folder.rglob("*.html") for found in META.findall(file.read_text(encoding="utf-8"))})))
    assert named["default-src"] == ["'none'"]
    assert all(source == "'self'" or re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", source) for source in named["script-src"])
    assert named["style-src"] == ["'self'"]
    assert named["object-src"] == named["base-uri"] == ["'none'"]
    assert not [source for sources in named.values() for source in sources if "unsafe" in source or "*" in source or "//" in source]


def test_one_policy_holds_for_all_pages_and_names_each_inline_script(site: Site) -> None:
    pages = {file: file.read_text(encoding="utf-8") for file in sorted(site.folder.rglob("*.html"))}
    policies = {found for page in pages.values() for found in META.findall(page)}
    assert len(policies) == 1, "nothing in it hangs on a page or on the content"
    allowed = {source.strip("'") for source in rules(policies.pop())["script-src"]} - {"self"}
    assert {policy.hashed(script) for page in pages.values() for script in policy.inline(page)} == allowed


def test_no_page_has_what_the_policy_would_stop(site: Site) -> None:
    for file in sorted(site.folder.rglob("*.html")):
        page = file.read_text(encoding="utf-8")
        assert not re.search(r"<[a-z][^<>]*\s(style|on[a-z]+)=", page), file
        assert "<style" not in page, file


def test_the_policy_is_the_same_for_other_content(kb: Callable[..., Ran], little_project: Path, site: Site) -> None:
    """With the theme as this project sets it up; the hashes are those of the host's scripts."""
    assert kb("build", "--root", little_project).code == 0
    own = META.findall((little_project / "site/index.html").read_text(encoding="utf-8"))
    assert own == META.findall((site.folder / "index.html").read_text(encoding="utf-8"))


def test_a_page_that_moved_has_a_policy_under_which_nothing_runs(kb: Callable[..., Ran], little_project: Path) -> None:
    assert kb("rename", "anna-miller", "anna-m", "--root", little_project).code == 0
    assert kb("build", "--root", little_project).code == 0
    moved = (little_project / "site/actors/anna-miller/index.html").read_text(encoding="utf-8")
    assert rules(META.findall(moved)[0]) == {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"]}


def test_a_feature_of_the_theme_with_a_script_of_its_own_is_refused(kb: Callable[..., Ran], little_project: Path) -> None:
    features = "theme: {name: material, font: false, features: [announce.dismiss]}"
    (little_project / "mkdocs.yml").write_text(MKDOCS.replace("theme: {name: material, font: false}", features))
    assert kb("build", "--root", little_project).code == 0, "a banner that is not there has no script"
    overrides = little_project / "theme"
    overrides.mkdir()
    text = MKDOCS.replace("font: false}", "font: false, custom_dir: theme}")
    (little_project / "mkdocs.yml").write_text(text)
    (overrides / "partials").mkdir()
    (overrides / "partials/footer.html").write_text("<script>made()</script>")
    ran = kb("build", "--root", little_project)
    assert ran.code == 2
    assert "content-security policy allows none" in ran.err
    assert "made()" in ran.err


def test_our_change_of_the_hosts_script_is_the_way_to_the_root_alone() -> None:
    """An update of the host that changes its script is seen here."""
    theirs = resources.files("material").joinpath("templates/partials/javascripts/base.html").read_text(encoding="utf-8")
    ours = (PROJECT / "src/kb/plugin/theme/partials/javascripts/base.html").read_text(encoding="utf-8")
    (script,) = policy.inline(theirs)
    assert script.count('"{{ config.extra.scope | d(base_url) }}"') == 1
    assert policy.inline(ours) == [script.replace('"{{ config.extra.scope | d(base_url) }}"', "document.currentScript.dataset.root")]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<script>a()</script>", ["a()"]),
        ("<SCRIPT>a()</SCRIPT>", ["a()"]),
        ("<script\ntype='module'>a()</script >", ["a()"]),
        ('<script data-src="x">a()</script>', ["a()"]),
        ('<script src="a.js"></script><script SRC=b.js></script>', []),
        ('<script id="x" type="application/json">{}</script><script type="application/ld+json">{}</script>', []),
        ("&lt;script&gt;a()&lt;/script&gt; <scripty>", []),
    ],
)
def test_inline_scripts_are_those_that_a_browser_would_run(page: str, found: list[str]) -> None:
    assert policy.inline(page) == found


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p onclick=go()>a", ['onclick="go()"']),
        ('<IMG SRC="x"ONERROR = "go()">', ['onerror="go()"']),
        ("<svg/onload=go()>", ['onload="go()"']),
        ('<a href="javascript:go()">a</a>', ['href="javascript:go()"']),
        ('<a href=" java\tscript\n:go()">a</a>', ['href=" java\tscript\n:go()"']),
        ('<a href="&#106;avascript&#58;go()">a</a><a href="javascript&colon;go()">', ['href="javascript:go()"'] * 2),
        ("<a href='vbscript:go'>a</a>", ['href="vbscript:go"']),
        ('<svg><a xlink:href="data:text/html,x">a</a></svg>', ['xlink:href="data:text/html,x"']),
        ('<object data="data:image/svg+xml,x">', ['data="data:image/svg+xml,x"']),
        ('<iframe srcdoc="words">', ['srcdoc="words"']),
        ('<p title="turn on=1, onclick=go(), javascript:go()" data-one="on">onclick=go() href=javascript:go() &lt;p onclick=go()&gt;', []),
        ('<img src="data:image/svg+xml,x"><a href="data:application/x-bibtex,x">a</a><a href="mailto:a@example.org">', []),
        ('<meta content="x"><p translate=no hidden>', []),
    ],
)
def test_attributes_that_run_are_those_that_a_browser_would_run(page: str, found: list[str]) -> None:
    assert policy.running(page) == found


def test_a_page_that_would_run_words_is_not_published(kb: Callable[..., Ran], little_project: Path) -> None:
    assert kb("build", "--root", little_project).code == 0
    before = (little_project / "site" / "SHA256SUMS").read_bytes()
    (little_project / "docs" / "about.md").write_text('# About\n\n<p onclick="go()">Words.</p>\n', encoding="utf-8")
    ran = kb("build", "--root", little_project)
    assert ran.code == 2
    assert 'about.md has an attribute that would run as a script, and the policy of the pages allows none: onclick="go()"' in ran.err
    assert (little_project / "site" / "SHA256SUMS").read_bytes() == before


# -------------------------------------------------------------------------------------------- in a browser


@pytest.mark.browser
def test_no_kind_of_page_breaks_the_policy(tabs: Tabs) -> None:
    for size in (DESK, PHONE):
        tab = tabs.open(size)
        tab.page.add_init_script(LISTEN)
        for url in [*KINDS_OF_PAGE.values(), "404.html"]:
            tab.go(url).wait_for_load_state("networkidle")
            assert not tab.wrong, url


@pytest.mark.browser
def test_everything_on_a_page_works_under_the_policy(tab: Tab) -> None:
    tab.page.add_init_script(LISTEN)
    page = tab.go(ARTICLE)
    page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("a.kb-m").first.hover()
    expect(page.locator(".kb-preview")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("staging ground")
    page.get_by_role("option").last.click()
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=60_000)
    page = tab.go("network/")
    page.wait_for_load_state("networkidle")
    page = tab.go("as-of/?day=2013-06-01")
    page.wait_for_load_state("networkidle")
    page = tab.go("connections/?from=islamic-state&to=iran")
    page.wait_for_load_state("networkidle")
    assert not tab.wrong


@pytest.mark.browser
def test_a_script_that_got_into_a_page_would_not_run(tab: Tab) -> None:
    """The policy is the second wall: here what must not happen has happened."""
    page = tab.page

    def spoilt(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</h1>", f"</h1>{INSIDE}", 1))

    page.route("**/sources/", spoilt)
    left: list[str] = []  # what left the browser; what the policy stops is announced as a request and goes nowhere

    def foreign(route: Route) -> None:
        left.append(route.request.url)
        route.abort()

    page.route("https://foreign.example/**", foreign)
    tab.go("sources/").wait_for_load_state("networkidle")
    page.evaluate("document.getElementById('lure').click()")
    assert page.evaluate("window.broken") is None
    assert left == []
    assert page.url == f"{tab.home}sources/"


INSIDE: Final = (
    "<script>window.broken = 1</script><img src=x onerror='window.broken = 2'><a id=lure href='javascript:window.broken = 3'>x</a>"
    "<iframe srcdoc='<script>parent.broken = 4</script>'></iframe><script src=https://foreign.example/a.js></script>"
    "<img src=https://foreign.example/a.png><link rel=stylesheet href=https://foreign.example/a.css><base href=https://foreign.example/>"
    "<object data=https://foreign.example/a></object><style>body{background:url(https://foreign.example/b.png)}</style>"
)


# ------------------------------------------------------------------------------------------------ the desk


@pytest.mark.browser
def test_the_preview_works_under_the_policy(tabs: Tabs, tmp_path: Path) -> None:
    files = {**library_of(["<script>ran()</script> \"'><img src=x onerror=ran()>", "[x](javascript:ran())"]), "mkdocs.yml": MKDOCS}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    desk = Desk(tmp_path)
    with served(desk) as server:
        tab = tabs.open(DESK)
        tab.home = f"http://localhost:{server.port}/"
        tab.wrong.clear()
        tab.page.add_init_script(LISTEN)
        tab.page.add_init_script("window.ran = () => console.error('a script of the words ran');")
        page = tab.go("articles/h0/")
        page.wait_for_timeout(500)
        article = tmp_path / "articles/h0.md"
        article.write_text(article.read_text(encoding="utf-8").replace("type: ", "typo: "), encoding="utf-8")
        desk.look()
        expect(page.locator("[class*=kb-desk]").first).to_be_visible()
        tab.go("actors/a0/")
        assert not [one for one in tab.wrong if not one.startswith("request: http://localhost")], tab.wrong
        missing = tab.page.goto(f"{tab.home}actors/nobody/")
        assert missing
        assert missing.status == 404
        assert META.search(tab.page.content())
        assert missing.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in missing.headers["content-security-policy"]


def test_plain_mkdocs_gives_the_same_policy(little_project: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", "plain"]
    subprocess.run(command, cwd=little_project, check=True, capture_output=True, timeout=120)
    assert META.search((little_project / "plain/index.html").read_text(encoding="utf-8"))
