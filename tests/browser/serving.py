"""Making the demo library in a folder and serving it, as someone at a terminal would."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A start takes seconds of a processor, which a busy machine gives in minutes.
START_TIMEOUT_S = 240
COMMAND_TIMEOUT_S = 300


@dataclass(frozen=True)
class LiveLibrary:
    """A served library.

    Attributes:
        url: its address, without a slash at the end.
        data: its data folder.
    """

    url: str
    data: Path

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of it."""
        return run_command(*words, data=self.data, port=self.url.rpartition(":")[2])


def run_command(*words: str, data: Path, port: str = "8000") -> "subprocess.CompletedProcess[str]":
    """Run ``readingroom`` on a data folder."""
    return run_module("readingroom", *words, data=data, port=port)


def run_module(
    module: str, *words: str, data: Path, port: str = "8000"
) -> "subprocess.CompletedProcess[str]":
    """Run a module as a program, on a data folder."""
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        env=environment(data, port),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=COMMAND_TIMEOUT_S,
    )


def environment(data: Path, port: str = "8000") -> dict[str, str]:
    """The environment of a command, with this data folder and no other setting."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("READINGROOM_")}
    return {**kept, "READINGROOM_DATA": str(data), "READINGROOM_PORT": port}


@contextmanager
def served(data: Path) -> Iterator[LiveLibrary]:
    """The library in ``data``, on a free port of this machine, until the block ends."""
    port = str(free_port())
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "readingroom", "serve"],
            env={**environment(data, port), "READINGROOM_REGISTRATION": "invitation"},
            stdout=said,
            stderr=said,
        )
        library = LiveLibrary(f"http://127.0.0.1:{port}", data)
        try:
            if not answers(library.url, server):
                said.seek(0)
                raise RuntimeError(f"The server did not start:\n{said.read().decode()}")
            yield library
        finally:
            server.terminate()
            server.wait(30)


def answers(url: str, server: "subprocess.Popen[bytes]") -> bool:
    """Whether a server that was started answers, as soon as it does."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/", timeout=60):
                return True
        except urllib.error.HTTPError:
            return True  # it answers; what it says is for a test to judge
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    return False


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
