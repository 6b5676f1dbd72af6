"""One page is fetched from the public network alone: every other address is refused, whatever leads to it; tried on the loopback."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kb import fetching
from kb.fetching import Address, Fetched, fetch, public, resolved
from kb.findings import Refusal
from kb.importing import TYPES
from tests.conftest import PROJECT, Ran

PAGE = (PROJECT / "tests" / "imports" / "news.html").read_bytes()
HTML = "text/html; charset=utf-8"


class _Pages(BaseHTTPRequestHandler):
    """Answers by the path."""

    def do_GET(self) -> None:  # noqa: C901, PLR0912 - one answer for each case
        self.server.asked.append((self.headers["Host"], self.path))  # type: ignore[attr-defined]
        name, _, rest = self.path.lstrip("/").partition("/")
        match name:
            case "page":
                self.answer(PAGE, HTML)
            case "packed":
                self.answer(gzip.compress(PAGE), HTML, packing="gzip")
            case "bomb":
                self.answer(gzip.compress(b"\0" * (fetching.LARGEST + 1)), HTML, packing="gzip")
            case "other-packing":
                self.answer(zlib.compress(PAGE), HTML, packing="br")
            case "not-packed":
                self.answer(PAGE, HTML, packing="gzip")
            case "cut":
                self.answer(PAGE, HTML, length=len(PAGE) + 10)
            case "cut-packed":
                self.answer(gzip.compress(PAGE)[:-20], HTML, packing="gzip")
            case "endless":
                self.endless()
            case "picture":
                self.answer(b"x", "image/png")
            case "untyped":
                self.answer(b"x", "")
            case "gone":
                self.answer(b"x", HTML, status=404)
            case "slow":
                threading.Event().wait(1.0)
                self.answer(PAGE, HTML)
            case "hops":
                left = int(rest)
                self.sent_on(f"/hops/{left - 1}" if left else "/page")
            case "to":
                self.sent_on(rest)
            case "nowhere":
                self.sent_on("")

    def answer(self, data: bytes, content_type: str, *, packing: str = "", status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        if packing:
            self.send_header("Content-Encoding", packing)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", HTML)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"<p>and on and on</p>" * 10_000)
        except OSError:
            return

    def sent_on(self, target: str) -> None:
        self.send_response(302)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives
        del format, args


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as made:
        made.asked = []  # type: ignore[attr-defined]
        made.daemon_threads = True
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


NAMES = {"paper.example": "127.0.0.1", "inside.example": "10.0.0.7", "mixed.example": "127.0.0.1 192.168.1.1"}


def resolve(host: str, port: int) -> list[str]:
    """A name server of the tests; what it does not know the system reads, as it reads numbers."""
    return NAMES[host].split() if host in NAMES else list(resolved(host, port))


def the_test_server(address: Address) -> bool:
    """The loopback stands for the public network here; nothing else does."""
    return address == ipaddress.ip_address("127.0.0.1")


def got(server: ThreadingHTTPServer, path: str, host: str = "paper.example") -> Fetched:
    return fetch(f"http://{host}:{server.server_port}/{path}", TYPES, resolve=resolve, permitted=the_test_server)


@pytest.mark.parametrize("path", ["page", "packed", "hops/4", "to//page"])
def test_a_page_is_fetched_as_it_is(server: ThreadingHTTPServer, path: str) -> None:
    found = got(server, path)
    assert (found.data, found.content_type, found.charset) == (PAGE, "text/html", "utf-8")
    assert found.address.endswith(("/page", "/packed"))
    assert server.asked[0][0] == f"paper.example:{server.server_port}"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("bomb", "more than 20,000,000 bytes"),
        ("endless", "more than 20,000,000 bytes"),
        ("other-packing", "packed in a way that was not asked for: br"),
        ("not-packed", "cannot be unpacked"),
        ("cut", "broke off|IncompleteRead"),
        ("cut-packed", "broke off"),
        ("picture", "the server calls it `image/png`"),
        ("untyped", "the server calls it `nothing at all`"),
        ("gone", "answers 404"),
        ("hops/5", "sends on more than 5 times"),
        ("nowhere", "sends on to nowhere"),
        ("to/file:///etc/passwd", "only http:// and https:// are"),
        ("to/http://inside.example/", "10.0.0.7 is not an address of the public network"),
        ("to/http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not an address"),
        ("to/http://2130706434/", "127.0.0.2 is not an address"),
    ],
)
def test_what_is_no_page_is_said(server: ThreadingHTTPServer, path: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        got(server, path)


def test_a_name_of_which_one_address_is_private_is_refused_before_anything_is_asked(server: ThreadingHTTPServer) -> None:
    with pytest.raises(Refusal, match=r"192\.168\.1\.1 is not an address of the public network"):
        got(server, "page", "mixed.example")
    assert server.asked == []  # type: ignore[attr-defined]


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_that_is_asked(server: ThreadingHTTPServer) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])  # the second answer would lead inside
    found = fetch(f"http://paper.example:{server.server_port}/page", TYPES, resolve=lambda *_: next(answers), permitted=the_test_server)
    assert found.data == PAGE
    assert next(answers) == ["10.0.0.7"]


def test_a_server_that_does_not_answer_is_given_up(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.2)
    with pytest.raises(Refusal, match="did not answer within"):
        got(server, "slow")


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(Refusal, match="cannot be reached"):
        fetch("http://paper.example:9/", TYPES, resolve=resolve, permitted=the_test_server)


def test_the_name_is_what_a_server_has_to_prove(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over https the connection goes to the address, and the certificate must be that of the name."""
    asked: list[str | None] = []
    context = ssl.create_default_context()

    def wrapped(_: object, server_hostname: str | None = None, **__: object) -> None:
        asked.append(server_hostname)
        raise ssl.SSLCertVerificationError("certificate verify failed")

    monkeypatch.setattr(context, "wrap_socket", wrapped)
    with pytest.raises(Refusal, match=r"paper\.example does not prove who it is"):
        fetch(f"https://paper.example:{server.server_port}/", TYPES, resolve=resolve, permitted=the_test_server, trusted=context)
    assert asked == ["paper.example"]
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::]/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://169.254.169.254/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[fe80::1]/",
        "http://[fe80::1%25lo]/",
        "http://[fc00::1]/",
        "http://[ff02::1]/",
        "http://[2001:db8::1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2001:0:7f00:1::]/",
    ],
)
def test_no_form_of_an_inner_address_is_fetched(url: str) -> None:
    with pytest.raises(Refusal, match=r"is not an address of the public network|The name .* is not known"):
        fetch(url, TYPES)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///etc/passwd", "only http:// and https:// are"),
        ("gopher://paper.example/", "only http:// and https:// are"),
        ("http://", "only http:// and https:// are"),
        ("http://user:word@paper.example/", "with a name or password"),
        ("http://paper.example:port/", "is no address"),
        ("http://paper.example\n.inside.example/", "10|is no address|not known|public network"),
    ],
)
def test_what_is_no_address_of_the_web_is_said(url: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        fetch(url, TYPES, resolve=resolve, permitted=lambda _: False)


@pytest.mark.parametrize("one", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_network_are_public(one: str) -> None:
    assert public(ipaddress.ip_address(one))


def test_the_command_keeps_the_address_and_the_day(
    little_project: Path, kb: Callable[..., Ran], server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guarded(url: str, types: frozenset[str]) -> Fetched:
        return fetch(url, types, resolve=resolve, permitted=the_test_server)

    monkeypatch.setattr("kb.cli.importing.fetching.fetch", guarded)
    said = kb("import", f"http://paper.example:{server.server_port}/to//page", "--root", little_project)
    assert said.code == 0, said.err
    draft = (little_project / "articles/ferrymen-meet-the-governor.md").read_text(encoding="utf-8")
    assert "url: https://gazette.example/news/ferrymen-meet-the-governor\n" in draft
    assert "\nretrieved: 20" in draft
    assert (little_project / "articles/originals/ferrymen-meet-the-governor.html.txt").read_bytes() == PAGE
