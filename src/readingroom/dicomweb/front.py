"""The thin front: pixels go out by an ASGI application that knows neither Django nor a database.

Everything under ``/dicomweb/`` is answered here from the series shelf and the blob store, after
a signed grant was checked; everything else goes to the pages.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from datetime import UTC, datetime
from typing import Any

from readingroom.dicomweb.addresses import STORE, Address, parse_address
from readingroom.dicomweb.answers import Answer, refusal
from readingroom.dicomweb.shelves import Shelves
from readingroom.kernel.errors import NotFound, NotPermitted, ReadingRoomError, Unavailable
from readingroom.kernel.grants import COOKIE, read_grant

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_PREFIX = "/dicomweb/"
_READS = frozenset({"GET", "HEAD"})
# More than one cookie of the name is a leftover; many are someone trying.
_MAX_TOKENS = 8
_RETRY_AFTER_S = "30"
_STATUS_OF = {NotPermitted: 403, NotFound: 404}

log = logging.getLogger(__name__)


class PixelFront:
    """ASGI application that answers ``/dicomweb/`` itself and hands the rest to ``pages``.

    What is sent in goes to ``store``, which knows both Django and the database.
    """

    def __init__(
        self, pages: Application, *, shelves: Shelves, secret: bytes, store: Application
    ) -> None:
        self._pages = pages
        self._store = store
        self._shelves = shelves
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await self._pages(scope, receive, send)
            return
        if scope["method"] == "POST" and STORE.fullmatch(scope["path"]):
            await self._store(scope, receive, send)
            return
        answer = self._answer(scope)
        await _send(answer, send, with_body=scope["method"] != "HEAD")

    def _answer(self, scope: Scope) -> Answer:
        if scope["method"] not in _READS:
            return refusal(405, "Images can only be read here.", allow="GET, HEAD")
        headers = _joined(scope["headers"])
        try:
            address = parse_address(scope["path"])
            self._check(address, headers)
            return self._shelves.answer(address, headers)
        except ReadingRoomError as error:
            return _refused(error)
        except Exception:  # a bug must not cost the reader their connection
            log.exception("the pixel front failed")
            return refusal(500, "Something broke on our side. Try again later.")

    def _check(self, address: Address, headers: dict[bytes, str]) -> None:
        """Raise ``NotPermitted`` unless one of the tokens brought along covers the series.

        A series that does not exist and one that is not granted answer alike.
        """
        now = datetime.now(UTC)
        for token in _tokens(address, headers)[:_MAX_TOKENS]:
            try:
                grant = read_grant(token, secret=self._secret, now=now)
            except NotPermitted:
                continue
            if grant.covers(study_instance_uid=address.study, series_instance_uid=address.series):
                return
        raise NotPermitted("These images are not open to you. Open the case again.")


def _refused(error: ReadingRoomError) -> Answer:
    if isinstance(error, Unavailable):
        log.warning("images can't be read detail=%s", error.detail)
        return refusal(503, error.message, **{"retry-after": _RETRY_AFTER_S})
    return refusal(_STATUS_OF.get(type(error), 400), error.message)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """Header values by name; those that came more than once are joined.

    Source: RFC 9110 section 5.3; for cookies, which HTTP/2 may send one by one, RFC 9113 8.2.3.
    """
    joined: dict[bytes, str] = {}
    for name, value in headers:
        text = value.decode("latin-1")
        between = "; " if name == b"cookie" else ", "
        joined[name] = f"{joined[name]}{between}{text}" if name in joined else text
    return joined


def _tokens(address: Address, headers: dict[bytes, str]) -> list[str]:
    tokens = [address.token] if address.token else []
    scheme, _, bearer = headers.get(b"authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        tokens.append(bearer.strip())
    # Not http.cookies: it drops every cookie when a stranger's is malformed.
    pairs = (pair.partition("=") for pair in headers.get(b"cookie", "").split(";"))
    return [*tokens, *(value.strip() for name, _, value in pairs if name.strip() == COOKIE)]


async def _send(answer: Answer, send: Send, *, with_body: bool) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
