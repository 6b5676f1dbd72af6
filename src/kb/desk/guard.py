"""Who may write through the desk: only a page that this desk itself has served, and only in the form that such a page uses.

A page of the web can send a request to this machine. It cannot read the token that stands in a page of the desk, and a browser
says where a request comes from. Each of these is asked for by itself. ``server`` calls it before it reads what was sent.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from email.message import Message
from http import HTTPStatus
from typing import Any, Final

MOST: Final = 256 * 1024  # bytes of one request: an annotation with its paragraph is a hundredth of that
TOKEN: Final = "X-KB-Desk"  # noqa: S105 - the name of a header


class NotTaken(Exception):
    """A request that is not carried out. ``str()`` is a sentence for the page that sent it."""

    def __init__(self, status: HTTPStatus, fact: str) -> None:
        """Keep the status beside the sentence."""
        super().__init__(fact)
        self.status = status


def length_allowed(headers: Message, token: str) -> int:
    """How many bytes of a request are to be read. Raises ``NotTaken`` where it comes from anything but a page of this desk.

    The name by which the desk was called has been looked at before.
    """
    host = headers.get("Host", "")
    if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise NotTaken(HTTPStatus.FORBIDDEN, "The request comes from a page of another site.")
    if headers.get("Origin", "") != f"http://{host}":
        raise NotTaken(HTTPStatus.FORBIDDEN, "The request does not come from a page of this preview.")
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise NotTaken(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Only JSON is taken here.")
    if not hmac.compare_digest(headers.get(TOKEN, "").encode(), token.encode()):
        raise NotTaken(HTTPStatus.FORBIDDEN, "The page was served by another run of the preview. Load it anew.")
    length = headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()) or headers.get("Transfer-Encoding"):
        raise NotTaken(HTTPStatus.LENGTH_REQUIRED, "The request does not say how long it is.")
    if len(length) > len(str(MOST)) or int(length) > MOST:
        raise NotTaken(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The request has more than {MOST // 1024} KB.")
    return int(length)


def read(body: bytes) -> Mapping[str, Any]:
    """What a page sent. Raises ``NotTaken`` where it is no JSON object of words that a file can hold."""
    try:
        sent = json.loads(body)
        json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # no JSON, no UTF-8, half a character, or lists in lists without end
        raise NotTaken(HTTPStatus.BAD_REQUEST, "The request is not JSON that can be read.") from None
    if not isinstance(sent, dict):
        raise NotTaken(HTTPStatus.BAD_REQUEST, "The request is not a JSON object.")
    return sent
