"""What a reader gets over a socket: the same by the quick way as by that of ASGI."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from readingroom.dicomweb import wire
from readingroom.dicomweb.front import PixelFront
from readingroom.dicomweb.shelves import Part, Shelves
from readingroom.kernel.grants import issue_grant, sign_grant
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.packs import PackedInstance, write_pack
from readingroom.storage.series_index import SeriesIndex
from readingroom.storage.shelf import SeriesFiles, SeriesShelf
from tests.factories.shelved import shelve

SECRET = bytes(range(32))
STUDY, SERIES, LARGE = "2.25.1", "2.25.2", "2.25.9"
ROOT = f"/dicomweb/studies/{STUDY}/series/{SERIES}"
FRAME = f"{ROOT}/instances/{SERIES}.1/frames/1"
LARGE_FRAME = f"/dicomweb/studies/{STUDY}/series/{LARGE}/instances/2.25.8/frames/1"
LARGE_BYTES = os.urandom(6_000_000)
PARTS = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'


async def pages(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"a page at {scope['path']}".encode()})


class Counting(PixelFront):
    """Notes what came by the way of ASGI."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paths: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.paths.append(scope["path"])
        await super().__call__(scope, receive, send)


class Served:
    """A front on a port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.front = Counting(pages, shelves=Shelves(data), secret=SECRET, store=pages)
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        self.server = uvicorn.Server(
            uvicorn.Config(
                self.front, http=wire.PixelProtocol, interface="asgi3", loop="asyncio",
                ws="none", lifespan="off", log_config=None, access_log=False,
                proxy_headers=False, server_header=False,
            )
        )  # fmt: skip
        self.thread = threading.Thread(target=self.server.run, args=([listener],), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)
        self.front.close()

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def said(self, *pieces: bytes) -> bytes:
        """All that is answered to a request that comes in these pieces, but the date."""
        with closing(self.line()) as line:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(0.05 if len(pieces) > 1 else 0)
            head, body = answer(line)
        fields = [one for one in head.split(b"\r\n") if not one.startswith(b"date:")]
        return b"\r\n".join(fields) + body


def answer(line: socket.socket, *, has_body: bool = True) -> tuple[bytes, bytes]:
    """Head and body of the next answer on a line."""
    data = b""
    while b"\r\n\r\n" not in data:
        some = line.recv(65_536)
        if not some:
            return data, b""
        data += some
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [one for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:")]
    if b"transfer-encoding: chunked" in head.lower():
        while not body.endswith(b"0\r\n\r\n"):
            body += line.recv(65_536)
    size = int(lengths[0].partition(b":")[2]) if lengths and has_body else 0
    while len(body) < size and (some := line.recv(65_536)):
        body += some
    return head, body


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    shelve(data, STUDY, SERIES, slices=2)
    packed = PackedInstance("2.25.8", "1.2.3", "image/jphc", b"h", (LARGE_BYTES,), ())
    SeriesShelf(data / "series").publish(
        SeriesFiles(
            index=SeriesIndex(
                STUDY, LARGE, write_pack(FilesystemBlobStore(data / "blobs"), [packed])
            ),
            metadata=b"[]",
            stacks=b"{}",
            thumbnail=None,
        )
    )
    made = Served(data)
    yield made
    made.close()


@pytest.fixture
def by_asgi(served: Served) -> list[str]:
    """The paths that came by ASGI since the test began."""
    served.front.paths.clear()
    return served.front.paths


def token(*series: str) -> str:
    grant = issue_grant(
        study_instance_uid=STUDY, series_instance_uids=series, now=datetime.now(UTC)
    )
    return sign_grant(grant, secret=SECRET)


COOKIE = f"readingroom_grant={token(SERIES, LARGE)}"


def request(path: str, *fields: str, method: str = "GET", cookie: str = COOKIE) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: library.test", f"Cookie: other=1; {cookie}"]
    return ("\r\n".join([*lines, *fields]) + "\r\n\r\n").encode("latin-1")


ETAG = "0" * 32
ASKED = {
    "a frame as it is": request(FRAME, "Accept: image/jphc"),
    "a frame in parts": request(FRAME, f"Accept: {PARTS}"),
    "a frame unpacked": request(FRAME, "Accept: application/octet-stream"),
    "anything": request(FRAME, "accept:*/*", "Connection: keep-alive"),
    "the query's word": request(f"{FRAME}?accept=image/jphc"),
    "had": request(FRAME, "If-None-Match: *"),
    "not had": request(FRAME, f'If-None-Match: "{ETAG}"'),
    "no such form": request(FRAME, "Accept: text/html"),
    "no such frame": request(f"{FRAME}9", "Accept: image/jphc"),
    "no such instance": request(FRAME.replace(".1/frames", ".77/frames")),
    "no leave": request(FRAME, cookie="a=b"),
    "another's leave": request(FRAME, cookie=f"readingroom_grant={token('2.25.7')}"),
    "a bearer": request(FRAME, f"Authorization: Bearer {token(SERIES)}", cookie="a=b"),
    "by address": request(FRAME.replace("/studies", f"/g/{token(SERIES)}/studies", 1)),
    "leave": request("/dicomweb/leave", f"X-Original-URI: {FRAME}"),
    "metadata": request(f"{ROOT}/metadata", "Accept-Encoding: gzip"),
    "metadata unpacked": request(f"{ROOT}/metadata"),
    "thumbnail": request(f"{ROOT}/thumbnail"),
    "rendered": request(f"{ROOT}/instances/{SERIES}.1/rendered"),
    "a search": request("/dicomweb/studies"),
    "nothing": request("/dicomweb/nothing/here"),
    "a large frame": request(LARGE_FRAME, "Accept: image/jphc"),
}


@pytest.mark.parametrize("name", ASKED)
def test_both_ways_say_the_same(served: Served, by_asgi: list[str], name: str) -> None:
    asked = ASKED[name]

    at_once = served.said(asked)
    assert by_asgi == []
    in_two = served.said(asked[:9], asked[9:])

    assert len(by_asgi) == 1
    assert at_once == in_two
    assert at_once.startswith(b"HTTP/1.1 ")


def test_a_frame_is_what_lies_in_the_pack(served: Served) -> None:
    assert served.said(ASKED["a large frame"]).endswith(LARGE_BYTES)


@pytest.mark.parametrize("error", [BlockingIOError, ConnectionResetError, BrokenPipeError])
def test_what_the_system_does_not_take_is_left_to_the_transport(
    served: Served, monkeypatch: pytest.MonkeyPatch, error: type[OSError]
) -> None:
    def refuse(_part: Part, _to: int) -> int:
        raise error

    monkeypatch.setattr(Part, "send", refuse)

    assert served.said(ASKED["a large frame"]).endswith(LARGE_BYTES)


def test_a_line_goes_on_whatever_was_asked_on_it(served: Served, by_asgi: list[str]) -> None:
    asked = [ASKED["a frame in parts"], request("/cases/1"), ASKED["a frame as it is"]]

    with closing(served.line()) as line:
        said = []
        for one in asked * 2:
            line.sendall(one)
            said.append(answer(line))

    assert [head.partition(b"\r\n")[0] for head, _ in said] == [b"HTTP/1.1 200 OK"] * 6
    assert b"a page at /cases/1" in said[1][1]
    assert said[0][1] == said[3][1] != b""
    assert by_asgi == ["/cases/1"] * 2


def test_what_is_asked_before_the_answer_came_is_answered_in_order(served: Served) -> None:
    names = ["a large frame", "a frame as it is", "a large frame", "no leave"]

    with closing(served.line()) as line:
        for name in names:
            line.sendall(ASKED[name])
            time.sleep(0.05)
        said = b""
        while said.count(b"HTTP/1.1 ") < len(names) or not said.endswith(b"}"):
            said += line.recv(1_000_000)

    places = [said.index(LARGE_BYTES), said.rindex(LARGE_BYTES), said.index(b"HTTP/1.1 403")]
    assert places == sorted(set(places))


def test_a_reader_who_takes_nothing_is_not_read_from_for_ever(served: Served) -> None:
    with closing(served.line()) as line:
        line.setblocking(False)
        sent = 0
        for _ in range(3000):
            try:
                sent += line.send(ASKED["a large frame"] * 20)
            except BlockingIOError:
                time.sleep(0.001)
        held = sum(
            one.transport.get_write_buffer_size() for one in served.server.server_state.connections
        )

    assert held < 4 * len(LARGE_BYTES)
    assert sent < 3000 * 20 * len(ASKED["a large frame"])


@pytest.mark.parametrize(
    "odd",
    [
        request(FRAME, "Connection: close"),
        request(FRAME, "Content-Length: 0"),
        request(FRAME, method="HEAD"),
        request(FRAME, method="POST"),
        request(FRAME).replace(b"HTTP/1.1", b"HTTP/1.0"),
        request(FRAME.replace("/frames", "%2Fframes")),
        request(f"{ROOT}/instances/{SERIES}.1/frames"),  # streamed
    ],
)
def test_what_is_odd_goes_the_way_of_asgi(served: Served, by_asgi: list[str], odd: bytes) -> None:
    with closing(served.line()) as line:
        line.sendall(odd)
        head, _ = answer(line, has_body=False)

    assert head.startswith(b"HTTP/1.1 ")
    assert len(by_asgi) == 1


@pytest.mark.parametrize(
    "broken",
    [
        request(FRAME, "Bad Name: 1"),
        request(FRAME, "X: a\x00b"),
        request(FRAME, "X: a\nY: b"),
        request(FRAME).replace(b"\r\nHost", b"\r\n folded\r\nHost"),
        request(FRAME, "Transfer-Encoding: chunked", "Content-Length: 5"),
    ],
)
def test_what_is_no_request_gets_no_pixels(served: Served, broken: bytes) -> None:
    with closing(served.line()) as line:
        line.sendall(broken)
        head, body = answer(line)

    assert not head.startswith(b"HTTP/1.1 200") or body.startswith(b'{"error"')


def test_a_head_without_end_is_refused(served: Served) -> None:
    with closing(served.line()) as line:
        line.sendall(b"GET /cases/1 HTTP/1.1\r\n")
        said = b""
        try:
            for _ in range(100):
                line.sendall(b"X-More: " + b"a" * 2000 + b"\r\n")
            said = line.recv(1000)
        except ConnectionError:
            pass

    assert said == b"" or said.startswith(b"HTTP/1.1 431")
    assert served.said(ASKED["a frame as it is"]).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("begins", [b"", b"GET /dicomweb/stu", request(FRAME)])
def test_a_line_on_which_nothing_is_asked_is_let_go(
    served: Served, begins: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "PATIENCE_S", 0.2)
    with closing(served.line()) as line:
        line.sendall(begins)
        deadline = time.monotonic() + 15
        is_open = True
        while is_open and time.monotonic() < deadline:
            try:
                is_open = bool(line.recv(65_536))
            except ConnectionError:
                is_open = False

    assert not is_open


def test_a_page_that_takes_its_time_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "PATIENCE_S", 0.1)
    slow = Served(tmp_path)

    async def late(_scope: Any, _receive: Any, send: Any) -> None:
        await asyncio.sleep(1)
        await pages({"path": "/late"}, None, send)

    slow.front._pages = late  # the same front, slower
    try:
        assert b"a page at /late" in slow.said(request("/late"))
    finally:
        slow.close()


def test_a_damaged_pack_is_said_both_ways(tmp_path: Path) -> None:
    shelve(tmp_path, STUDY, SERIES, slices=1)
    for blob in (tmp_path / "blobs").rglob("*"):
        if blob.is_file():
            blob.chmod(0o600)
            os.truncate(blob, 10)
    served = Served(tmp_path)
    try:
        for pieces in ([ASKED["a frame as it is"]], [b"GET", ASKED["a frame as it is"][3:]]):
            assert served.said(*pieces).startswith(b"HTTP/1.1 503")
    finally:
        served.close()
