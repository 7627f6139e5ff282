"""nginx with the configuration that is handed out, before a front of its own."""

import asyncio
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from readingroom.dicomweb.front import PixelFront
from readingroom.dicomweb.shelves import Shelves
from readingroom.kernel.grants import issue_grant, sign_grant
from tests.factories.shelved import shelve

CONFIGURATION = Path(__file__).parents[3] / "deploy/nginx.conf"
SECRET = bytes(range(32))
STUDY, SERIES = "2.25.1", "2.25.2"
FRAME = f"/dicomweb/studies/{STUDY}/series/{SERIES}/instances/{SERIES}.1/frames/1"


async def pages(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Behind:
    """The front on a port; it notes what it was asked for."""

    def __init__(self, front: PixelFront) -> None:
        self.paths: list[str] = []
        behind = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                behind.paths.append(path)
                headers = [(k.lower().encode(), v.encode()) for k, v in self.headers.items()]
                scope = {
                    "type": "http", "method": "GET", "path": path,
                    "query_string": query.encode(), "headers": headers,
                }  # fmt: skip
                sent: list[Any] = []

                async def send(message: Any) -> None:
                    sent.append(message)

                asyncio.run(front(scope, _nothing, send))
                self.send_response(sent[0]["status"])
                for name, value in sent[0]["headers"]:
                    self.send_header(name.decode(), value.decode())
                if not any(name == b"content-length" for name, _ in sent[0]["headers"]):
                    self.send_header("content-length", str(len(sent[1]["body"])))
                self.end_headers()
                self.wfile.write(sent[1]["body"])

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


async def _nothing() -> Any:
    return {"type": "http.request"}


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    shelve(tmp_path, STUDY, SERIES, slices=1)
    front = PixelFront(pages, shelves=Shelves(tmp_path), secret=SECRET, store=pages)
    made = Behind(front)
    yield made
    made.server.shutdown()
    made.server.server_close()
    front.close()


@pytest.fixture
def nginx(behind: Behind, tmp_path: Path) -> Iterator[str]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed here.")
    port, place = free_port(), tmp_path / "nginx"
    place.mkdir()
    handed_out = (
        CONFIGURATION.read_text()
        .replace("127.0.0.1:8000", f"127.0.0.1:{behind.server.server_port}")
        .replace("listen 8080", f"listen 127.0.0.1:{port}")
        .replace("/var/cache/nginx", str(place))
    )
    own = "".join(
        f"{kind}_temp_path {place}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"pid {place}/pid;\nerror_log {place}/error.log;\ndaemon off;\nuser root;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{own}{handed_out}}}\n"
    )
    server = subprocess.Popen([program, "-p", str(place), "-c", str(place / "nginx.conf")])
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start.")


def ask(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers={"Accept": "image/jphc", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def grant(series: str = SERIES) -> str:
    made = issue_grant(
        study_instance_uid=STUDY, series_instance_uids=[series], now=datetime.now(UTC)
    )
    return sign_grant(made, secret=SECRET)


def test_frames_come_from_nginx_once_leave_was_given(nginx: str, behind: Behind) -> None:
    cookie = {"Cookie": f"readingroom_grant={grant()}"}

    first = ask(f"{nginx}{FRAME}", **cookie)
    again = ask(f"{nginx}{FRAME}", **cookie)
    by_address = ask(f"{nginx}{FRAME.replace('/studies', f'/g/{grant()}/studies', 1)}")

    assert (first[0], again[0], by_address[0]) == (200, 200, 200)
    assert first[1] == again[1] == by_address[1] != b""
    assert first[2]["Content-Type"].startswith("image/jphc")
    assert behind.paths.count(FRAME) == 1


def test_nobody_without_leave_gets_a_frame_that_nginx_keeps(nginx: str, behind: Behind) -> None:
    assert ask(f"{nginx}{FRAME}", Cookie=f"readingroom_grant={grant()}")[0] == 200

    assert ask(f"{nginx}{FRAME}")[0] == 403
    assert ask(f"{nginx}{FRAME}", Cookie=f"readingroom_grant={grant('2.25.9')}")[0] == 403
    forged = grant()[:-2] + "xx"
    assert ask(f"{nginx}{FRAME}", Cookie=f"readingroom_grant={forged}")[0] == 403
    assert ask(f"{nginx}{FRAME.replace('/studies', '/g/1~2~3~4/studies', 1)}")[0] == 403


def test_leave_can_not_be_asked_about_from_outside(nginx: str, behind: Behind) -> None:
    cookie = {"Cookie": f"readingroom_grant={grant()}", "X-Original-URI": FRAME}

    assert ask(f"{nginx}/dicomweb/leave", **cookie)[0] == 404


def test_a_reader_of_another_form_gets_that_form(nginx: str, behind: Behind) -> None:
    cookie = {"Cookie": f"readingroom_grant={grant()}"}

    encoded = ask(f"{nginx}{FRAME}", **cookie)
    raw = ask(f"{nginx}{FRAME}", **{**cookie, "Accept": "application/octet-stream"})

    assert len(raw[1]) == 16 * 16 * 2
    assert raw[1] != encoded[1]


def test_everything_else_is_a_page(nginx: str, behind: Behind) -> None:
    assert ask(f"{nginx}/cases/1")[1] == b"a page"
