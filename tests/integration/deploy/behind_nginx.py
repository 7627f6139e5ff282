"""nginx with the configuration that is handed out, before a server of ours."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

CONFIGURATION = Path(__file__).parents[3] / "deploy/nginx.conf"


@contextmanager
def behind_nginx(place: Path, url: str, configuration: str = "") -> Iterator[str]:
    """The address of an nginx that keeps its files in ``place``, before the server at ``url``.

    Args:
        place: a folder that is not there yet.
        url: of the server behind.
        configuration: what stands in ``http { … }``; else what is handed out.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed here.")
    port = _free_port()
    place.mkdir()
    handed_out = (
        (configuration or CONFIGURATION.read_text())
        .replace("127.0.0.1:8000", url.removeprefix("http://"))
        .replace("listen 8080", f"listen 127.0.0.1:{port}")
        .replace("/var/cache/nginx", str(place))
    )
    own = "".join(
        f"{kind}_temp_path {place}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"worker_processes 2;\npid {place}/pid;\nerror_log {place}/error.log;\ndaemon off;\n"
        f"user root;\nevents {{}}\nhttp {{\naccess_log off;\n{own}{handed_out}}}\n"
    )
    server = subprocess.Popen([program, "-p", str(place), "-c", str(place / "nginx.conf")])
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start.")
