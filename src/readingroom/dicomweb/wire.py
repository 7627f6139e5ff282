"""The line to a reader: what is asked of the pixel front alone is answered as it comes in.

A stack is hundreds of requests that differ in a few digits. One that arrived whole and plain goes
from the socket to the front and back without a task, a scope or a message; everything else goes the
way of ASGI, by uvicorn, and so does whatever is odd in any way: that way decides what is an error.
The front answers both alike.
"""

import asyncio
import re
import socket as sockets
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from socket import socket
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from readingroom.dicomweb.answers import BODILESS, Answer
from readingroom.dicomweb.asking import Asking, Came, came_with
from readingroom.dicomweb.front import PREFIX, PixelFront
from readingroom.dicomweb.shelves import Part

_BEGINS: Final = b"GET " + PREFIX.encode()
_LINE: Final = re.compile(rb"GET (/[A-Za-z0-9._~,/-]+)(?:\?([!-~]*))? HTTP/1\.1\r\n")
_HEADER: Final = re.compile(rb"([A-Za-z0-9-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_END: Final = b"\r\n\r\n"
# Of a body, of another protocol, of a line that is to be closed: for uvicorn.
_ODD: Final = frozenset(
    {b"connection", b"content-length", b"expect", b"transfer-encoding", b"upgrade"}
)
_KEEP: Final = b"keep-alive"
_MORE: Final = getattr(sockets, "MSG_MORE", 0)
"""What follows goes with it; where the system has no such word, in packets of their own."""
_MOST_BEFORE: Final = 65_536
"""Bytes of a request line and headers: eight grants are half of it."""
PATIENCE_S: Final = 75.0
"""For how long a line may be idle, or a request begun and not sent to its end."""
_NOT_NOW: Final = (BlockingIOError, ConnectionError)
"""A full line, and one that its reader left: the transport waits for one and ends the other."""
_STATUS: Final = {
    one.value: f"HTTP/1.1 {one.value} {one.phrase}\r\n".encode() for one in HTTPStatus
}
_TOO_LONG: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class PixelProtocol(HttpToolsProtocol):
    """One connection. The application behind it is a ``PixelFront``."""

    _line: socket
    app: PixelFront

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = 0  # bytes of a request whose headers are not all there
        self._is_in_body = False
        self._taken = 0  # requests whose headers are
        self._seen = (-1, 0)
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin, and look after a while whether anything came of it."""
        super().connection_made(transport)
        self._line = transport.get_extra_info("socket").dup()
        # Not every loop does so for every listener, and a frame's last bytes would wait for 40 ms.
        self._line.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._watch:
            self._watch.cancel()
        self._line.close()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer at once, or hand on."""
        if data.startswith(_BEGINS) and self._is_between() and self._answered(data):
            return
        if not self._is_in_body:
            self._before += len(data)
        super().data_received(data)
        if self._before > _MOST_BEFORE and not self.transport.is_closing():
            self.transport.write(_TOO_LONG)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """The next bytes are of a body, if any come."""
        self._before, self._is_in_body = 0, True
        self._taken += 1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next bytes are of another request."""
        self._is_in_body = False
        super().on_message_complete()

    def _is_between(self) -> bool:
        """Whether nothing is begun, asked or waiting to be sent."""
        return (
            not self._before
            and not self._is_in_body
            and not self.transport.get_write_buffer_size()
            and not self.pipeline
            and not self._is_at_work()
            and not self.transport.is_closing()
        )

    def _is_at_work(self) -> bool:
        cycle: Any = self.cycle  # there is none before the first request
        return cycle is not None and not cycle.response_complete

    def _answered(self, data: bytes) -> bool:
        """Whether this was one whole request, and it is answered."""
        line = _LINE.match(data)
        came = _read(data[line.end() :]) if line and len(data) <= _MOST_BEFORE else None
        if line is None or came is None:
            return False
        path, query = line[1].decode(), line[2] or b""
        asking = Asking("GET", path, query, self.scheme or "http", came, in_place=True)
        answer = self.app.answer(asking)
        if not isinstance(answer, Answer) or answer.pieces is not None:
            return False
        self._unset_keepalive_if_required()
        self._taken += 1
        if answer.part:
            self._send_part(answer, answer.part)
        else:
            self.transport.write(answer.whole(self._head(answer)))
        return True

    def _send_part(self, answer: Answer, part: Part) -> None:
        """Have the system send a part of a file, and what it does not take at once ourselves."""
        before, after = answer.around
        head = self._head(answer) + before
        sent, gone = 0, self._sent(head, _MORE)
        if gone == len(head):
            with suppress(*_NOT_NOW):
                sent = part.send(self._line.fileno())
        if sent == part.span.length:
            after = after[self._sent(after, 0) :] if after else b""
            rest = after
        else:
            rest = head[gone:] + part.read_from(sent) + after
        if rest:
            self.transport.write(rest)

    def _sent(self, data: bytes, flags: int) -> int:
        """How much of ``data`` the system took; nothing waits to be sent before it."""
        try:
            return self._line.send(data, flags)
        except _NOT_NOW:
            return 0

    def _head(self, answer: Answer) -> bytes:
        length = "" if answer.status in BODILESS else f"content-length: {answer.size}\r\n"
        own = self.server_state.default_headers
        lines = "".join([f"{name}: {value}\r\n" for name, value in answer.headers.items()])
        more = b"".join([b"%b: %b\r\n" % field for field in own])
        return b"%b%b%b\r\n" % (_STATUS[answer.status], more, (lines + length).encode("latin-1"))

    def _look(self) -> None:
        """Let go of a line on which nothing was asked for, or taken off, since the last look."""
        seen = (self._taken, self.transport.get_write_buffer_size())
        if seen == self._seen and not self._is_at_work():
            self.transport.abort()
            return
        self._seen = seen
        self._watch = self.loop.call_later(PATIENCE_S, self._look)


@lru_cache(maxsize=128)  # a reader's requests differ in their first lines alone
def _read(block: bytes) -> Came | None:
    """The headers of one request without a body; ``None`` for what is not plainly that."""
    if not block.endswith(_END) or block.count(_END) != 1:
        return None
    pairs = []
    for field in block[: -len(_END)].split(b"\r\n"):
        found = _HEADER.fullmatch(field)
        if found is None:
            return None
        name, value = found[1].lower(), found[2].rstrip(b" \t")
        if name in _ODD and not (name == b"connection" and value.lower() == _KEEP):
            return None
        pairs.append((name, value))
    return came_with(pairs) if any(name == b"host" for name, _ in pairs) else None
