"""What readers get from nginx with the configuration that is handed out."""

import asyncio
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from readingroom.dicomweb.front import PixelFront
from readingroom.dicomweb.shelves import Shelves
from readingroom.kernel.grants import issue_grant, sign_grant
from tests.factories.shelved import shelve
from tests.integration.deploy.behind_nginx import behind_nginx

SECRET = bytes(range(32))
STUDY, SERIES = "2.25.1", "2.25.2"
FRAME = f"/dicomweb/studies/{STUDY}/series/{SERIES}/instances/{SERIES}.1/frames/1"


async def pages(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


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
    url = f"http://127.0.0.1:{behind.server.server_port}"
    with behind_nginx(tmp_path / "nginx", url) as address:
        yield address


def lowered(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def ask(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers={"Accept": "image/jphc", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read(), lowered(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), lowered(error.headers)


def grant(series: str = SERIES) -> str:
    made = issue_grant(
        study_instance_uid=STUDY, series_instance_uids=[series], now=datetime.now(UTC)
    )
    return sign_grant(made, secret=SECRET)


def test_frames_come_from_nginx_once_leave_was_given(nginx: str, behind: Behind) -> None:
    cookie = {"Cookie": f"readingroom_grant={grant()}"}

    first = ask(f"{nginx}{FRAME}", **cookie)
    again = ask(f"{nginx}{FRAME}", **cookie, **{"Accept-Encoding": "gzip"})
    by_address = ask(f"{nginx}{FRAME.replace('/studies', f'/g/{grant()}/studies', 1)}")
    had = ask(f"{nginx}{FRAME}", **cookie, **{"If-None-Match": first[2]["etag"]})

    assert (first[0], again[0], by_address[0]) == (200, 200, 200)
    assert (had[0], had[1]) == (304, b"")
    assert "immutable" in again[2]["cache-control"]
    assert "content-encoding" not in again[2]
    assert first[1] == again[1] == by_address[1] != b""
    assert first[2]["content-type"].startswith("image/jphc")
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


# As a network of caches works that knows nothing of us: by what answers say of themselves.
ANY_CACHE = """
proxy_cache_path /var/cache/nginx/any keys_zone=any:1m;
server {
    listen 8080;
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_cache any;
        proxy_cache_valid any 10m;
        add_header X-Cache $upstream_cache_status;
    }
}
"""


@pytest.fixture
def any_cache(behind: Behind, tmp_path: Path) -> Iterator[str]:
    url = f"http://127.0.0.1:{behind.server.server_port}"
    with behind_nginx(tmp_path / "any", url, ANY_CACHE) as address:
        yield address


def test_a_cache_that_knows_nothing_of_us_gives_nobody_what_another_was_given(
    any_cache: str, behind: Behind
) -> None:
    by_cookie = {"Cookie": f"readingroom_grant={grant()}"}
    by_address = FRAME.replace("/studies", f"/g/{grant()}/studies", 1)

    given = [ask(f"{any_cache}{FRAME}", **by_cookie), ask(f"{any_cache}{by_address}")]
    again = [ask(f"{any_cache}{FRAME}", **by_cookie), ask(f"{any_cache}{by_address}")]
    refused = ask(f"{any_cache}{FRAME}")
    forged = ask(f"{any_cache}{by_address.replace('~', '~1', 1)}")

    assert [one[0] for one in given + again] == [200] * 4
    assert given[0][1] == again[1][1] != b""
    assert (refused[0], forged[0]) == (403, 403)
    assert {one[2]["x-cache"] for one in given + again} == {"MISS"}
    assert len(behind.paths) == 6


def test_everything_else_is_a_page(nginx: str, behind: Behind) -> None:
    assert ask(f"{nginx}/cases/1")[1] == b"a page"
