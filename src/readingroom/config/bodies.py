"""The bodies of forms: taken in whole before a thread is given to them.

Pages are made in a handful of threads. One that waited in a thread for a form that never comes
would take it from every other reader; waiting on the event loop costs nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

# The longest form is a few texts.
MAX_BODY_BYTES = 1_000_000
MAX_WAIT_S = 20.0
# One piece of a file that the page sends (`archive.services.upload.CHUNK_BYTES`), over a slow line.
UPLOADS = "/received/uploads/"
MAX_PIECE_BYTES = 4 * 1024**2
MAX_PIECE_WAIT_S = 120.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

TOO_LARGE, TOO_SLOW = 413, 408
_WORDS = {
    TOO_LARGE: b"This is more than a form can hold. Nothing was kept.",
    TOO_SLOW: b"The form did not arrive in time. Send it again.",
}


class BodyRefused(Exception):
    """A body that is not passed on.

    Attributes:
        status: ``TOO_LARGE`` or ``TOO_SLOW``.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def bounds_of(method: str, path: str) -> tuple[int, float]:
    """Bytes and seconds that the body of a request may take."""
    if method == "PUT" and path.startswith(UPLOADS):
        return MAX_PIECE_BYTES, MAX_PIECE_WAIT_S
    return MAX_BODY_BYTES, MAX_WAIT_S


async def take_whole(
    receive: Receive, *, limit: int = MAX_BODY_BYTES, wait_s: float = MAX_WAIT_S
) -> Receive:
    """Take the body in and return a ``receive`` that has all of it at hand.

    Args:
        limit: bytes that are taken at most.
        wait_s: seconds until the whole body must be here.

    Raises:
        BodyRefused: it is larger, or was not here in time.
    """
    try:
        first = await asyncio.wait_for(_gather(receive, limit), wait_s)
    except TimeoutError:
        raise BodyRefused(TOO_SLOW) from None
    waiting = [first]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


async def _gather(receive: Receive, limit: int) -> Message:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return message  # the reader has gone
        body += message.get("body", b"")
        if len(body) > limit:
            raise BodyRefused(TOO_LARGE)
        if not message.get("more_body", False):
            return {"type": "http.request", "body": bytes(body), "more_body": False}


async def refuse_body(status: int, send: Send) -> None:
    """Say why a body was not taken, and end the connection: the rest of it may still be coming."""
    words = _WORDS[status]
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
