"""A small server of the built viewer and of known frames, under the product's content policy."""

import json
import threading
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.browser.viewer.stacks import MEDIA, Series, all_series

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "src/readingroom/web/static/readingroom"
PREFIX = "/static/readingroom/"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}

PAGE = """<!doctype html>
<html lang="en"{theme}><head><meta charset="utf-8"><title>Viewer</title>
<meta name="viewport" content="width=device-width"><meta name="csrf-token" content="known">
<link rel="stylesheet" href="{css}"><script type="module" src="{js}"></script></head>
<body><header><h1 class="sr">Viewer</h1></header><div class="room">
<section class="film" data-island="stack-viewer" data-props="props" aria-label="Images">
{stand_in}</section>
<main class="page" id="text"><p>The body is oedematous
<a id="link" href="#none" data-series="{linked}" data-frame="11">STIR 11</a>.</p>
<p><a id="stranger" href="#elsewhere" data-series="absent" data-frame="3">Elsewhere</a></p>
<p><input id="typing" aria-label="A field"></p></main></div>
<script type="application/json" id="props">{props}</script></body></html>"""


@dataclass
class State:
    """What the server has been asked, and how it is to behave."""

    series: dict[str, Series] = field(default_factory=all_series)
    granted: bool = False
    grants_refused: bool = False
    broken: bool = True
    csrf: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)


@cache
def manifest() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((BUILT / ".vite/manifest.json").read_text())
    return made


def page(state: State, query: str) -> str:
    """The harness page: `?hung=a,b` hangs those, `?all=a,b,c` is the study; `?theme=dark`."""
    asked = parse_qs(query)
    hung = asked.get("hung", ["int16"])[0].split(",")
    names = asked.get("all", [",".join(hung)])[0].split(",")
    entry = manifest()["src/main.ts"]
    series = [state.series[name].as_props() for name in names]
    studies = [{"id": "mri", "label": "MRI cervical spine", "series": series}]
    for extra in asked.get("second", []):
        more = [state.series[name].as_props() for name in extra.split(",")]
        studies.append({"id": "ct", "label": "CT chest", "series": more})
    props = {"caseKey": "k", "grantUrl": "/cases/k/grant", "studies": studies, "hung": hung}
    stand_in = "".join(
        f'<figure><img src="{each["previewUrl"]}" alt="" width="64" height="64"></figure>'
        for each in series if each["id"] in hung
    )  # fmt: skip
    theme = f' data-theme="{asked["theme"][0]}"' if "theme" in asked else ""
    return PAGE.format(
        css=PREFIX + entry["css"][0], js=PREFIX + entry["file"], stand_in=stand_in,
        props=json.dumps(props), linked=names[-1], theme=theme,
    )  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Answers one request; the state hangs on the server."""

    protocol_version = "HTTP/1.1"
    state: State

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the tests ask the state."""

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        if where.path == "/":
            self._answer(200, "text/html; charset=utf-8", page(self.state, where.query).encode())
        elif where.path.startswith(PREFIX):
            file = BUILT / where.path.removeprefix(PREFIX)
            self._answer(200, TYPES.get(file.suffix, "text/plain"), file.read_bytes())
        elif where.path.startswith("/dicomweb/"):
            self._pixels(where.path)
        else:
            self._answer(404, "text/plain", b"")

    def do_POST(self) -> None:
        self.state.csrf.append(self.headers.get("X-CSRFToken", ""))
        if self.state.grants_refused:
            self._answer(403, "text/plain", b"")
            return
        self.state.granted = True
        self._answer(204, "text/plain", b"")

    def _pixels(self, path: str) -> None:
        state = self.state
        state.asked.append(path)
        series = state.series[path.split("/")[5]]
        if series.name == "guarded" and not state.granted:
            self._answer(403, "text/plain", b"")
        elif path.endswith("/stacks"):
            self._answer(200, "application/json", json.dumps(series.stacks()).encode())
        elif path.endswith("/thumbnail"):
            self._answer(200, "image/jpeg", series.preview(1))
        elif path.endswith("/rendered"):
            self._answer(200, "image/jpeg", series.preview(_slice(path)))
        else:
            self._frame(series, _slice(path))

    def _frame(self, series: Series, number: int) -> None:
        if series.name == "broken" and number == 9 and self.state.broken:
            self._answer(500, "text/plain", b"")
            return
        if series.name == "slow" and number != 8:
            self.state.gate.wait(20)
        media = f'{MEDIA[series.syntax]}; transfer-syntax="{series.syntax}"'
        self._answer(200, media, series.encoded(number))

    def _answer(self, status: int, media: str, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the viewer ended a fetch that had become stale


def _slice(path: str) -> int:
    return int(path.split("/instances/1.2.")[1].split("/", maxsplit=1)[0])


def serve(state: State) -> ThreadingHTTPServer:
    """Start on a free port of the loopback; call `shutdown` and `server_close` when done."""
    handler = type("BoundHandler", (Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
