"""Asking the front as a program would, without a socket in between."""

import asyncio
import gzip
import io
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from dicomweb_client.api import DICOMwebClient

from readingroom.dicomweb.front import PixelFront
from readingroom.dicomweb.qido.shelved import Heads
from readingroom.dicomweb.readers import Readers
from readingroom.dicomweb.shelves import Shelves

SECRET = bytes(range(32))


async def _nothing(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def front_of(data: Path) -> PixelFront:
    """The front of a data folder, as the server puts it together."""
    shelves = Shelves(data)
    heads = Heads(shelves)
    return PixelFront(
        _nothing,
        shelves=shelves,
        secret=SECRET,
        store=_nothing,
        readers=Readers(heads),
        heads=heads,
    )


class InProcess(requests.adapters.BaseAdapter):
    """Takes requests to an ASGI application of this process."""

    def __init__(self, front: PixelFront) -> None:
        super().__init__()
        self.front = front

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]  # requests' own options are of no use here
        place = urlsplit(request.url or "")
        sent: list[MutableMapping[str, Any]] = []

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request"}

        given = {name.lower(): value for name, value in request.headers.items()}
        headers = {"host": place.netloc, **given}
        scope = {
            "type": "http",
            "scheme": "http",
            "method": request.method,
            "path": place.path,
            "query_string": place.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        asyncio.run(self.front(scope, receive, send))
        answer = requests.Response()
        answer.status_code = sent[0]["status"]
        answer.url = request.url or ""
        answer.request = request
        answer.headers.update({k.decode(): v.decode("latin-1") for k, v in sent[0]["headers"]})
        body = b"".join(message["body"] for message in sent[1:])
        if answer.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        answer.raw = io.BytesIO(body)
        return answer

    def close(self) -> None:
        """Nothing is open."""


def session_of(front: PixelFront, token: str) -> requests.Session:
    """A session of someone with an API token; relative addresses are not needed."""
    session = requests.Session()
    session.mount("http://", InProcess(front))
    session.trust_env = False
    if token:
        session.headers["Authorization"] = f"Bearer {token}"
    return session


def client_of(front: PixelFront, token: str, prefix: str = "/dicomweb") -> DICOMwebClient:
    """The reference client of someone with an API token, or a grant in the address."""
    return DICOMwebClient(f"http://library.test{prefix}", session=session_of(front, token))
