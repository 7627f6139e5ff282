"""Other people's DICOM programs, as ``tools/get_peers.sh`` brings them."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 90.0
# Debian's dcmtk waits for company before it sends small packets, unless told not to.
AT_ONCE = {"TCP_NODELAY": "1"}


def program(name: str) -> str:
    """Where a program is. Without it the test skips, and fails where it would be installed."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found:
        return found
    if Path("/etc/debian_version").exists() and os.geteuid() == 0:
        pytest.fail(f"{name} is not here: tools/get_peers.sh brings it.")
    pytest.skip(f"{name} is not installed.")


def storescu(port: int, *words: str | Path) -> "subprocess.Popen[bytes]":
    """Start dcmtk's sender, towards the library at ``port``."""
    command = [program("storescu"), "-aec", "READINGROOM", "127.0.0.1", str(port), *map(str, words)]
    return subprocess.Popen(
        command, env={**os.environ, **AT_ONCE}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def result(sender: "subprocess.Popen[bytes]") -> tuple[int, str]:
    """How a sender ended, and what it said."""
    said, _ = sender.communicate(timeout=PATIENCE_S)
    return sender.returncode, said.decode(errors="replace")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("It did not start.")


class Orthanc:
    """A running Orthanc that knows the library under the name ``library``."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(self, path: str, body: bytes) -> Any:
        """What it answers to a request of its REST interface."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.loads(answer.read())


@contextmanager
def orthanc(folder: Path, library_port: int) -> Iterator[Orthanc]:
    """Run one on this machine alone until the block ends."""
    port = free_port()
    settings = {
        "StorageDirectory": str(folder / "orthanc"),
        "HttpPort": port,
        "DicomPort": free_port(),
        "AuthenticationEnabled": False,
        "RemoteAccessAllowed": False,
        "Plugins": [],
        "DicomModalities": {"library": ["READINGROOM", "127.0.0.1", library_port]},
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    command = [program("Orthanc"), str(folder / "orthanc.json")]
    env = {**os.environ, **AT_ONCE}
    with (folder / "orthanc.log").open("wb") as said:
        process = subprocess.Popen(command, env=env, stdout=said, stderr=said)
        try:
            wait_for_port(port)
            yield Orthanc(port)
        finally:
            process.terminate()
            process.wait(30)
