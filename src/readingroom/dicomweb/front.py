"""The thin front: pixels go out by an ASGI application that knows neither Django nor a database.

Everything under ``/dicomweb/`` is answered here from the series shelf and the blob store, after
a signed grant was checked; everything else goes to the pages. Only an API token has the database
asked, by ``readers``, in a thread.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import parse_qsl

from readingroom.dicomweb.addresses import SEARCHED, STORE, Address, parse_address
from readingroom.dicomweb.answers import BODILESS, GUARDS, NEVER, Answer, refusal
from readingroom.dicomweb.asking import Asking, Came, asked_by
from readingroom.dicomweb.qido.query import parse_query
from readingroom.dicomweb.qido.shelved import Heads
from readingroom.dicomweb.reach import Granted, Reach
from readingroom.dicomweb.retrieve import Asked, retrieve
from readingroom.dicomweb.shelves import Shelves, damage_said
from readingroom.kernel.errors import NotFound, NotPermitted, ReadingRoomError, Unavailable
from readingroom.kernel.grants import Grant, read_grant

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Work = Callable[[], "Answer"]
Reply = TypeVar("Reply")

PREFIX: Final = "/dicomweb/"
LEAVE: Final = "/dicomweb/leave"
"""Where a server in front asks whether a reader may have what ``X-Original-URI`` names."""
_READS: Final = frozenset({"GET", "HEAD"})
_GRANTS_KEPT: Final = 1024
_MOST_QUERY: Final = 16_384
_STEP_BYTES: Final = 1024**2
_THREADS: Final = 4
_RETRY_AFTER_S: Final = "30"
_STATUS_OF: Final = {NotPermitted: 403, NotFound: 404}
_CLOSED: Final = "These images are not open to you. Open the case again."

log = logging.getLogger(__name__)


class Readers(Protocol):
    """Tells what API tokens open."""

    def reach_of(self, token: str) -> Reach | None:
        """What a token opens; ``None`` for one that opens nothing."""
        ...


class PixelFront:
    """ASGI application that answers ``/dicomweb/`` itself and hands the rest to ``pages``.

    Args:
        pages: answers everything else.
        shelves: where pixels lie.
        secret: what grants are signed with.
        store: takes what is sent in; it knows both Django and the database.
        readers: tells what API tokens open; without it they open nothing.
        heads: metadata that searches are answered from.
    """

    def __init__(  # the parts it is put together from, by name
        self,
        pages: Application,
        *,
        shelves: Shelves,
        secret: bytes,
        store: Application,
        readers: Readers | None = None,
        heads: Heads | None = None,
    ) -> None:
        self._pages = pages
        self._store = store
        self._shelves = shelves
        self._secret = secret
        self._readers = readers
        self._heads = heads or Heads(shelves)
        self._genuine: dict[str, Grant] = {}
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="dicomweb")

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._pages(scope, receive, send)
            return
        if scope["method"] == "POST" and STORE.fullmatch(scope["path"]):
            await self._store(scope, receive, send)
            return
        answer = self.answer(asked_by(scope))
        if not isinstance(answer, Answer):
            answer = await self._in_thread(answer)
        await self._send(answer, send, with_body=scope["method"] != "HEAD")

    def answer(self, asking: Asking) -> Answer | Work:
        """The answer, or what makes it and may take a while: a database is asked."""
        return _said(lambda: self._answer(asking))

    def _answer(self, asking: Asking) -> Answer | Work:
        if asking.method not in _READS:
            return refusal(405, "Images can only be read here.", allow="GET, HEAD")
        address = parse_address(_place(asking))
        grants = self._grants(address, asking.came)
        token = asking.came.api_token
        if token and self._readers and not any(_covers(g, address) for g in grants):
            return lambda: _said(lambda: self._by_token(token, address, asking))
        return self._respond(address, Granted(grants, self._heads), asking)

    def _in_thread(self, work: Callable[..., Any], *args: object) -> Awaitable[Any]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *args)

    def _by_token(self, token: str, address: Address, asking: Asking) -> Answer:
        reach = self._readers.reach_of(token) if self._readers else None
        if reach is None:
            raise NotPermitted(_CLOSED)
        return self._respond(address, reach, asking)

    def _respond(self, address: Address, reach: Reach, asking: Asking) -> Answer:
        """Answer from what is open to the reader.

        A series that does not exist and one that is not open answer alike.
        """
        query_string = asking.query[:_MOST_QUERY].decode("latin-1")
        parameters = dict(parse_qsl(query_string)) if query_string else {}
        asked = Asked(asking.came.headers, parameters, asking.in_place)
        series = reach.series_of(address.study) if address.study else frozenset[str]()
        if address.series:
            series &= {address.series}
        if address.study and not series:
            raise NotPermitted(_CLOSED)
        if asking.path == LEAVE:
            return Answer(204, headers={"cache-control": NEVER, **GUARDS})
        if address.resource not in SEARCHED:
            return retrieve(self._shelves, address, series, asked)
        if isinstance(reach, Granted) and not reach.grants:
            raise NotPermitted(_CLOSED)
        query = parse_query(address, query_string)
        with damage_said():
            return reach.search(query, root=_root(asking, address)).answer(asked.accept)

    def _grants(self, address: Address, came: Came) -> list[Grant]:
        """The genuine grants that came along."""
        now = datetime.now(UTC)
        grants = []
        for token in (address.token, *came.tokens) if address.token else came.tokens:
            try:
                grants.append(self._grant(token, now))
            except NotPermitted:
                continue
        return grants

    def _grant(self, token: str, now: datetime) -> Grant:
        """What a token grants: its signature is checked once, its end each time."""
        kept = self._genuine.get(token)
        if kept is None or now >= kept.expires_at:
            kept = read_grant(token, secret=self._secret, now=now)
            if len(self._genuine) >= _GRANTS_KEPT:
                self._genuine.clear()
            self._genuine[token] = kept
        return kept

    async def _send(self, answer: Answer, send: Send, *, with_body: bool) -> None:
        headers = [(n.encode(), v.encode("latin-1")) for n, v in answer.headers.items()]
        if answer.pieces is None and answer.status not in BODILESS:
            headers.append((b"content-length", str(answer.size).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        pieces = answer.pieces if with_body else None
        while pieces:
            piece = await self._in_thread(_next, pieces)
            if not piece:
                break
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": answer.whole() if with_body else b""})


def _next(pieces: Iterator[bytes]) -> bytes:
    """About a megabyte of what is left; nothing at the end."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _STEP_BYTES:
            break
    return b"".join(held)


def _said(work: Callable[[], Reply]) -> Reply | Answer:
    """What ``work`` gives, or why it refused."""
    try:
        return work()
    except ReadingRoomError as error:
        return _refused(error)
    except Exception:  # a bug must not cost the reader their connection
        log.exception("the pixel front failed")
        return refusal(500, "Something broke on our side. Try again later.")


def _place(asking: Asking) -> str:
    """The path that is asked for, or about."""
    if asking.path != LEAVE:
        return asking.path
    return asking.came.headers.get(b"x-original-uri", "").partition("?")[0]


def _covers(grant: Grant, address: Address) -> bool:
    """Whether a grant speaks of what is asked for: then no database needs to."""
    if grant.study_instance_uid != address.study:
        return False
    return not address.series or address.series in grant.series_instance_uids


def _root(asking: Asking, address: Address) -> str:
    """The service's own address, as the reader wrote it."""
    host = asking.came.headers.get(b"host", "")
    scheme = asking.came.headers.get(b"x-forwarded-proto", asking.scheme)
    origin = f"{'https' if scheme == 'https' else 'http'}://{host}" if host else ""
    return f"{origin}/dicomweb" + (f"/g/{address.token}" if address.token else "")


def _refused(error: ReadingRoomError) -> Answer:
    if isinstance(error, Unavailable):
        log.warning("images can't be read detail=%s", error.detail)
        return refusal(503, error.message, **{"retry-after": _RETRY_AFTER_S})
    return refusal(_STATUS_OF.get(type(error), 400), error.message)
