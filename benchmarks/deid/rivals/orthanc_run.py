"""Orthanc's anonymisation at its defaults: every patient as a whole, over REST on loopback."""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Server:
    """An Orthanc that runs."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, path: str, body: bytes | None = None) -> bytes:
        """GET, or POST where there is a body."""
        request = urllib.request.Request(self.address + path, data=body)  # noqa: S310
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            data: bytes = answer.read()
        return data

    def told(self, path: str, body: bytes | None = None) -> Any:
        """The same, read as JSON."""
        return json.loads(self.ask(path, body))


@contextlib.contextmanager
def orthanc() -> Iterator[Server]:
    """Started on a free port with a database of its own, ended with the block."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as home:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        settings = {
            "HttpPort": port, "StorageDirectory": home, "IndexDirectory": home, "Plugins": [],
            "RemoteAccessAllowed": False, "AuthenticationEnabled": False,
            "DicomServerEnabled": False,
            "OverwriteInstances": True,
        }  # fmt: skip
        path = Path(home) / "settings.json"
        path.write_text(json.dumps(settings))
        process = subprocess.Popen(
            ["Orthanc", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield _awake(Server(port))
        finally:
            process.terminate()
            process.wait(30)


def _awake(server: Server) -> Server:
    for _ in range(100):
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            server.ask("/system")
            return server
        time.sleep(0.2)
    raise SystemExit("Orthanc does not answer.")


def main(given: Path, folder: Path, manifest: Path) -> None:
    """Store all, anonymise each patient, fetch what came of each instance.

    Archives are left out: what Orthanc takes from one, it names after nothing that was given.
    """
    sources: dict[str, str] = {}
    rejected: list[str] = []
    with orthanc() as server, manifest.open("w") as told:
        for path in sorted(p for p in given.rglob("*") if p.is_file() and p.suffix != ".zip"):
            name = str(path.relative_to(given))
            try:
                sources[server.told("/instances", path.read_bytes())["ID"]] = name
            except urllib.error.HTTPError:
                rejected.append(name)
        made = dict(_anonymised(server, folder))
        for key, name in sources.items():
            output = made.get(key)
            outcome = "clean" if output else "rejected"
            told.write(json.dumps({"source": name, "output": output, "outcome": outcome}) + "\n")
        for name in rejected:
            told.write(json.dumps({"source": name, "output": None, "outcome": "rejected"}) + "\n")


def _anonymised(server: Server, folder: Path) -> Iterator[tuple[str, str]]:
    """Key of each source instance and name of the file made of it."""
    for patient in server.told("/patients"):
        try:
            done = server.told(f"/patients/{patient}/anonymize", b"{}")
        except urllib.error.HTTPError:
            continue
        for instance in server.told(f"/patients/{done['ID']}/instances"):
            key = instance["ID"]
            source = server.ask(f"/instances/{key}/metadata/AnonymizedFrom").decode().strip()
            (folder / f"{key}.dcm").write_bytes(server.ask(f"/instances/{key}/file"))
            yield source, f"{key}.dcm"


main(*(Path(argument) for argument in sys.argv[1:]))
