"""Phones that listen to server-sent events, as bare as sockets allow."""

import asyncio
import re
import time
from dataclasses import dataclass, field

_EVENT = re.compile(rb"(?:id: (?P<id>\S+)\n)?event: (?P<name>\w+)\ndata: (?P<data>.*)\n\n")
_FRAME = re.compile(rb'"frame":(\d+)')
_VERSION = re.compile(rb'"version":(\d+)')
_READ = 65_536


@dataclass
class Phone:
    """One line to the server.

    Attributes:
        heard: when each frame arrived, in seconds of ``time.perf_counter``.
        versions: of the room's states, in the order they came.
        last: the id of the last event.
        disorder: how often a frame came that was older than the one before.
    """

    host: str
    port: int
    path: str
    cookie: str = ""
    heard: dict[int, float] = field(default_factory=dict)
    versions: list[int] = field(default_factory=list)
    last: str = ""
    disorder: int = 0
    _task: "asyncio.Task[None] | None" = None
    _writer: asyncio.StreamWriter | None = None
    _newest: int = 0

    async def open(self) -> None:
        """Connect, from where the line broke off; returns once the server has answered."""
        reader, self._writer = await asyncio.open_connection(self.host, self.port)
        after = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        asked = f"GET {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{cookie}{after}\r\n"
        self._writer.write(asked.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        status = head.partition(b"\r\n")[0].decode()
        if " 200 " not in status:
            raise RuntimeError(f"a phone was refused: {status}")
        self._task = asyncio.ensure_future(self._listen(reader))

    async def drop(self) -> None:
        """Break the line without a word."""
        if self._task and self._writer:
            self._task.cancel()
            self._writer.transport.abort()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        text = b""
        while data := await reader.read(_READ):
            now = time.perf_counter()
            text += re.sub(rb"\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n|\r\n$", b"", data)
            end = 0
            for found in _EVENT.finditer(text):
                end = found.end()
                self._hear(found, now)
            text = text[end:]

    def _hear(self, found: re.Match[bytes], now: float) -> None:
        if found["id"]:
            self.last = found["id"].decode()
        if found["name"] == b"view" and (frame := _FRAME.search(found["data"])):
            number = int(frame[1])
            self.disorder += number < self._newest
            self._newest = max(self._newest, number)
            self.heard.setdefault(number, now)
        elif found["name"] == b"state" and (version := _VERSION.search(found["data"])):
            self.versions.append(int(version[1]))
