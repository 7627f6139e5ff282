"""A PostgreSQL server of the tests' own, as ``tools/get_peers.sh`` brings it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

PATIENCE_S = 90.0
NAME = "readingroom"
# What is lost in a crash of a test's database is no loss.
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def program(name: str) -> str:
    """Where a program of the server is. Without it the test skips, or fails where it belongs."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, places), os.environ["PATH"]])
    found = shutil.which(name, path=path)
    if found:
        return found
    if Path("/etc/debian_version").exists() and os.geteuid() == 0:
        pytest.fail(f"{name} is not here: tools/get_peers.sh brings it.")
    pytest.skip(f"{name} is not installed.")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server that is up, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="readingroom-postgres-"))
    port, who = _free_port(), _servant()
    try:
        if who is not None:
            os.chown(folder, who, -1)
        subprocess.run(
            [program("initdb"), "-D", str(folder / "data"), "-U", NAME, "-A", "trust", "-N",
             "--locale=C", "-E", "UTF8"],
            check=True, capture_output=True, user=who, cwd=folder,
        )  # fmt: skip
        settings = [*HASTE, "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
        words = [word for setting in settings for word in ("-c", setting)]
        server = subprocess.Popen(
            [program("postgres"), "-D", str(folder / "data"), "-p", str(port), *words],
            stderr=subprocess.DEVNULL, user=who, cwd=folder,
        )  # fmt: skip
        try:
            _wait_until_ready(port, server)
            yield f"postgresql://{NAME}@127.0.0.1:{port}/postgres?sslmode=disable"
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)
            server.kill()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _servant() -> int | None:
    """The server will not be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    pytest.skip("There is nobody to run PostgreSQL as.")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, server: "subprocess.Popen[bytes]") -> None:
    end_s = time.monotonic() + PATIENCE_S
    asked = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while time.monotonic() < end_s and server.poll() is None:
        if subprocess.run(asked, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("PostgreSQL did not start.")
