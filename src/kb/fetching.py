"""Fetches one page for ``kb import``: the only room that reaches into the network, and no further than the public part of it.

Every address is resolved first, and refused if any that it names is not public; the connection goes to the very address that
was checked, so that a second answer of the name server changes nothing. The same holds for each of at most five redirects.
Time, bytes and unpacked bytes have limits. No cookies, no proxies, no scripts. Only ``cli`` calls it.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from kb.findings import Refusal, shortened

LARGEST: Final = 20_000_000  # bytes, packed and unpacked
PATIENCE: Final = 30.0  # seconds for one page with all its redirects
REDIRECTS: Final = 5
_CHUNK: Final = 65_536
_AGENT: Final = "kb-import (one page, for an editor)"
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_TEN: Final = 10.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
_SAVE: Final = "Open the page in a browser, save it, and import the file."
_GLOBAL_6: Final = ipaddress.ip_network("2000::/3")
_NOT_6: Final = tuple(map(ipaddress.ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the server gave it, unpacked, with the address at which it was found in the end."""

    data: bytes
    address: str
    content_type: str
    charset: str


def public(address: Address) -> bool:
    """Whether an address is one of the public network: not private, loopback, link-local, shared, reserved, or a way round to these."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        if inner is not None:
            return public(inner)
        return address in _GLOBAL_6 and not any(address in network for network in _NOT_6) and address.is_global
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses that a name has, in every form that the system reads: also ``127.1`` and ``0x7f000001``."""
    return tuple(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def fetch(
    url: str,
    types: frozenset[str],
    *,
    resolve: Resolve = resolved,
    permitted: Callable[[Address], bool] = public,
    trusted: ssl.SSLContext | None = None,
) -> Fetched:
    """Fetch one page of one of these content types. Raises ``Refusal`` where that is not to be, or cannot be.

    ``resolve``, ``permitted`` and ``trusted`` are for tests with a server of their own; the command never gives them.
    """
    until = time.monotonic() + PATIENCE
    for _ in range(REDIRECTS + 1):
        parts = _checked(url)
        host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
        target = _target(host, port, resolve, permitted)
        connection = _Connection(host, port, target, _context(trusted) if parts.scheme == "https" else None, until)
        try:
            found = _asked(connection, parts, types, until)
        except ssl.SSLError as error:
            raise Refusal(f"{host} does not prove who it is: {getattr(error, 'reason', None) or error}.", _SAVE) from None
        except TimeoutError:
            raise Refusal(f"{host} did not answer within {PATIENCE:.0f} seconds.", f"Try again later. {_SAVE}") from None
        except (OSError, http.client.HTTPException) as error:
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise Refusal(f"{host} cannot be reached: {said}.", f"Try again later. {_SAVE}") from None
        finally:
            connection.close()
        if isinstance(found, Fetched):
            return found
        url = urljoin(url, found)
    raise Refusal(f"The page sends on more than {REDIRECTS} times.", _SAVE)


def _checked(url: str) -> SplitResult:
    """An address of the web, in parts."""
    try:
        parts = urlsplit(url.strip())
        named, _ = parts.hostname, parts.port
    except ValueError:
        raise Refusal(f"“{shortened(url)}” is no address.", "Name one that begins with https:// or http://.") from None
    if parts.scheme not in {"http", "https"} or not named:
        raise Refusal(f"“{shortened(url)}” is not fetched: only http:// and https:// are.", _SAVE)
    if parts.username is not None or parts.password is not None:
        raise Refusal("An address with a name or password in it is not fetched.", _SAVE)
    if any(ord(sign) <= ord(" ") or ord(sign) == 127 for sign in named):  # noqa: PLR2004 - the last control character of ASCII
        raise Refusal(f"“{shortened(url)}” is no address.", "Name one that begins with https:// or http://.")
    return parts


def _target(host: str, port: int, resolve: Resolve, permitted: Callable[[Address], bool]) -> str:
    """The address to connect to: the first that the name has, where all that it has are permitted."""
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError):
        raise Refusal(f"The name {shortened(host)} is not known.", "Look at the address; is this machine connected?") from None
    if not found:
        raise Refusal(f"The name {shortened(host)} has no address.", "Look at the address.")
    for one in found:
        try:
            allowed = permitted(ipaddress.ip_address(one.partition("%")[0])) and "%" not in one
        except ValueError:
            allowed = False
        if not allowed:
            raise Refusal(f"{shortened(host)} is not fetched: {one} is not an address of the public network.", _SAVE)
    return found[0]


def _context(trusted: ssl.SSLContext | None) -> ssl.SSLContext:
    return trusted or ssl.create_default_context()


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked; the name is said to the server, and proved by it, but not resolved again."""

    def __init__(self, host: str, port: int, target: str, context: ssl.SSLContext | None, until: float) -> None:
        super().__init__(host, port, timeout=_left(until))
        self.default_port = 443 if context else 80
        self.target, self.context = target, context

    def connect(self) -> None:
        """Connect to the checked address."""
        plain = socket.create_connection((self.target, self.port), self.timeout)
        try:
            self.sock = self.context.wrap_socket(plain, server_hostname=self.host) if self.context else plain
        except BaseException:
            plain.close()
            raise


def _left(until: float) -> float:
    """Seconds that one step may take. Raises ``TimeoutError`` where none are left."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, _TEN)


def _asked(connection: _Connection, parts: SplitResult, types: frozenset[str], until: float) -> Fetched | str:
    """The page, or the address that the server sends on to."""
    safe = "/%:@!$&'()*+,;=~-._"
    path = quote(parts.path or "/", safe=safe) + (f"?{quote(parts.query, safe=safe + '?')}" if parts.query else "")
    accept = ", ".join(sorted(types))
    connection.request("GET", path, headers={"User-Agent": _AGENT, "Accept": accept, "Accept-Encoding": "gzip", "Connection": "close"})
    response = connection.getresponse()
    if response.status in _MOVED:
        target = response.getheader("Location")
        if not target:
            raise Refusal(f"{parts.hostname} sends on to nowhere.", _SAVE)
        return target
    if response.status != http.client.OK:
        raise Refusal(f"{parts.hostname} answers {response.status} {response.reason}".rstrip() + ".", _SAVE)
    given = Message()
    given["Content-Type"] = response.getheader("Content-Type") or ""
    content_type = given.get_content_type() if response.getheader("Content-Type") else ""
    if content_type not in types:
        raise Refusal(f"This is no page or text: the server calls it `{content_type or 'nothing at all'}`.", _SAVE)
    address = parts._replace(fragment="").geturl()
    return Fetched(_body(connection, response, until), address, content_type, str(given.get_param("charset") or ""))


def _body(connection: _Connection, response: http.client.HTTPResponse, until: float) -> bytes:
    """The body, unpacked, up to the limit."""
    packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise Refusal(f"The page is packed in a way that was not asked for: {shortened(packing)}.", _SAVE)
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if packing != "identity" else None
    data = bytearray()
    packed = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(until))
        else:
            _left(until)
        chunk = response.read1(_CHUNK)
        packed += len(chunk)
        if unpack is not None:
            try:
                data += unpack.decompress(chunk, max(LARGEST + 1 - len(data), 1))
            except zlib.error:
                raise Refusal("The page is packed, and cannot be unpacked.", _SAVE) from None
        else:
            data += chunk
        if packed > LARGEST or len(data) > LARGEST:
            raise Refusal(f"The page has more than {LARGEST:,} bytes.", _SAVE)
        if not chunk:
            break
    if response.length:
        raise Refusal("The page broke off before its end.", "Try again.")
    if unpack is not None and not unpack.eof:
        raise Refusal("The page broke off before its end.", "Try again.")
    return bytes(data)
