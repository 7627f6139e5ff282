"""How fast studies come in, beside Orthanc and beside a bare receiver, in one interleaved run.

``python -m benchmarks.ingest [--files 200] [--reps 3]``. Needs ``Orthanc`` with its DICOMweb
plug-in and dcmtk's ``storescu`` (``apt-get install orthanc orthanc-dicomweb dcmtk``); what is
absent is left out. Everything listens on this machine alone and is stopped at the end.

Beside images per second stands the processor time of whoever is measured, all its processes
together: that is what can be told of a machine that does other work as well.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from tests.browser.serving import environment, run_command
from tests.factories import dicom

from benchmarks import ingest_floor

MARK = "70001"  # part of every UID of the factories; another of the same length for each round
BOUNDARY = b"rr-bench"
PATIENCE_S = 300
# Debian's dcmtk waits for company before it sends small packets, unless told not to.
NO_DELAY = {"TCP_NODELAY": "1"}
BARE = """
import os, sys
from pynetdicom import AE, AllStoragePresentationContexts, evt
port, folder = int(sys.argv[1]), sys.argv[2]
def store(event):
    with open(os.path.join(folder, str(event.request.AffectedSOPInstanceUID)), "wb") as file:
        file.write(event.encoded_dataset())
    return 0
ae = AE("BARE")
ae.maximum_pdu_size = 0
for context in AllStoragePresentationContexts:
    ae.add_supported_context(context.abstract_syntax)
ae.start_server(("127.0.0.1", port), block=True, evt_handlers=[(evt.EVT_C_STORE, store)])
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"Nothing answers at port {port}.")


@contextmanager
def running(
    command: list[str], *ports: int, env: dict[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=env, stdout=said, stderr=said)
        try:
            for port in ports:
                wait_for(port, process)
            yield process
        finally:
            process.terminate()
            process.wait(60)


def make_files(count: int) -> list[bytes]:
    """CT sections of 512 × 512, smooth with noise, as a scanner's are."""
    y, x = np.mgrid[0:512, 0:512]
    body = 1000 * np.exp(-(((x - 256) / 180.0) ** 2 + ((y - 256) / 140.0) ** 2) * 2)
    random = np.random.default_rng(1)
    files = []
    for number in range(1, count + 1):
        values = (body + random.normal(0, 12, body.shape)).astype("int16")
        files.append(dicom.to_bytes(dicom.ct_slice(number=number, z=-5.0 * number, values=values)))
    return files


def of_round(files: list[bytes], number: int) -> list[bytes]:
    """The same files as another study of another patient."""
    token = str(80_000 + number).encode()
    return [
        f.replace(MARK.encode(), token).replace(b"P-1 ", f"P{number % 1000:03d}".encode())
        for f in files
    ]


def multipart(files: list[bytes]) -> bytes:
    head = b"\r\n--" + BOUNDARY + b"\r\nContent-Type: application/dicom\r\n\r\n"
    return b"".join(head + f for f in files) + b"\r\n--" + BOUNDARY + b"--\r\n"


def processor_s(root: int) -> float:
    """Processor time of a process, of all that live below it, and of those that ended there."""
    ticks: dict[int, int] = {}
    below: defaultdict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            below[int(fields[1])].append(int(path.parent.name))
            ticks[int(path.parent.name)] = sum(map(int, fields[11:15]))
    found, left = 0, [root]
    while left:
        process = left.pop()
        found += ticks.get(process, 0)
        left += below[process]
    return found / os.sysconf("SC_CLK_TCK")


class Peers:
    """Whoever is measured, running."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.web, self.dimse, orthanc_web, self.orthanc_dimse, self.bare = (
            free_port() for _ in range(5)
        )
        self.data = folder / "data"
        self.processes = {"floor": os.getpid()}
        self.token = self._start_ours(stack)
        self.orthanc_web = orthanc_web if self._start_orthanc(stack, orthanc_web) else 0
        (folder / "bare").mkdir()
        command = [sys.executable, "-c", BARE, str(self.bare), str(folder / "bare")]
        bare = stack.enter_context(running(command, self.bare, env=dict(os.environ)))
        self.processes["bare receiver"] = bare.pid

    def _start_ours(self, stack: ExitStack) -> str:
        run_command("sign-in-link", data=self.data).check_returncode()
        token = run_command("token", "add", "administrator", data=self.data).stdout.strip()
        (self.data / "senders.yaml").write_text("quiet_seconds: 3600\n")
        env = {
            **environment(self.data, str(self.web)),
            "READINGROOM_LISTEN": "true",
            "READINGROOM_DICOM_PORT": str(self.dimse),
        }
        command = [sys.executable, "-m", "readingroom", "serve"]
        ours = stack.enter_context(running(command, self.web, self.dimse, env=env))
        self.processes["ours"] = ours.pid
        return token

    def _start_orthanc(self, stack: ExitStack, port: int) -> bool:
        if not shutil.which("Orthanc"):
            return False
        settings = self.folder / "orthanc.json"
        settings.write_text(
            json.dumps(
                {
                    "StorageDirectory": str(self.folder / "orthanc"),
                    "HttpPort": port,
                    "DicomPort": self.orthanc_dimse,
                    "DicomAlwaysAllowStore": True,
                    "AuthenticationEnabled": False,
                    "RemoteAccessAllowed": False,
                    "Plugins": ["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"],
                }
            )
        )
        env = {**os.environ, **NO_DELAY}
        orthanc = stack.enter_context(running(["Orthanc", str(settings)], port, env=env))
        self.processes["Orthanc"] = orthanc.pid
        return True


def post(port: int, path: str, body: bytes, **headers: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("POST", path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status not in {200, 202}:
        raise SystemExit(f"{path} answered {answer.status}: {said[:200]!r}")
    return said


KIND = f'multipart/related; type="application/dicom"; boundary={BOUNDARY.decode()}'


def stow_ours(peers: Peers, files: list[bytes]) -> None:
    post(
        peers.web, "/dicomweb/studies", multipart(files), content_type=KIND,
        authorization=f"Bearer {peers.token}",
    )  # fmt: skip


def stow_orthanc(peers: Peers, files: list[bytes]) -> None:
    post(peers.orthanc_web, "/dicom-web/studies", multipart(files), content_type=KIND)


def filed(peers: Peers) -> int:
    """How many series are on the shelf."""
    return len(list(peers.data.glob("series/*/*/index.json")))


def wait_until_filed(peers: Peers, before: int) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while filed(peers) == before:
        if time.monotonic() > end_s:
            raise SystemExit("What was sent was not filed.")
        time.sleep(0.05)


def whole_ours(peers: Peers, files: list[bytes]) -> None:
    """Receive, de-identify, look at the pixels, transcode, file: all of it, durable."""
    before = filed(peers)
    stow_ours(peers, files)
    wait_until_filed(peers, before)


def whole_orthanc(peers: Peers, files: list[bytes]) -> None:
    """Receive, then make an anonymous copy. Nothing is looked at, transcoded or synced."""
    before = _studies(peers.orthanc_web)
    stow_orthanc(peers, files)
    (new,) = _studies(peers.orthanc_web) - before
    post(peers.orthanc_web, f"/studies/{new}/anonymize", b"{}", content_type="application/json")


def floor(peers: Peers, files: list[bytes]) -> None:
    """The same Python work without HTTP, queue and database."""
    ingest_floor.work_through(files, peers.folder)


def _studies(port: int) -> set[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/studies")
    found = set(json.loads(connection.getresponse().read()))
    connection.close()
    return found


def store(port: int, title: str) -> Callable[[Peers, list[bytes]], None]:
    """Send over one association with dcmtk's own sender."""

    def send(peers: Peers, files: list[bytes]) -> None:
        with tempfile.TemporaryDirectory(dir=peers.folder) as name:
            for number, data in enumerate(files):
                (Path(name) / f"{number:04d}").write_bytes(data)
            start_s = time.perf_counter()
            subprocess.run(
                ["storescu", "-aec", title, "+sd", "127.0.0.1", str(port), name],
                check=True, env={**os.environ, **NO_DELAY}, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            send.seconds = time.perf_counter() - start_s  # type: ignore[attr-defined]  # without the writing

    return send


def measures(peers: Peers) -> dict[str, Callable[[Peers, list[bytes]], None]]:
    found: dict[str, Callable[[Peers, list[bytes]], None]] = {"STOW, ours": stow_ours}
    if peers.orthanc_web:
        found["STOW, Orthanc"] = stow_orthanc
    found["whole work, ours"] = whole_ours
    found["whole work, floor"] = floor
    if peers.orthanc_web:
        found["STOW and anonymise, Orthanc"] = whole_orthanc
    if shutil.which("storescu"):
        found["C-STORE, bare receiver"] = store(peers.bare, "BARE")
        found["C-STORE, ours"] = store(peers.dimse, "READINGROOM")
        if peers.orthanc_web:
            found["C-STORE, Orthanc"] = store(peers.orthanc_dimse, "ORTHANC")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--only", default="", help="what begins so: C-STORE, STOW, whole")
    options = parser.parse_args()
    files = make_files(options.files)
    rates: defaultdict[str, list[float]] = defaultdict(list)
    costs: defaultdict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rr-ingest-")))
        peers = Peers(folder, stack)
        number = 0
        for repetition in range(options.reps + 1):  # the first warms up and does not count
            for name, send in measures(peers).items():
                if not name.startswith(options.only):
                    continue
                number += 1
                these, before = of_round(files, number), filed(peers)
                process = peers.processes[name.rpartition(", ")[2]]
                spent_s = processor_s(process)
                start_s = time.perf_counter()
                send(peers, these)
                seconds = getattr(send, "seconds", time.perf_counter() - start_s)
                cost_ms = 1000 * (processor_s(process) - spent_s) / len(these)
                if send is stow_ours:  # the work behind it must not slow whoever is next
                    wait_until_filed(peers, before)
                if repetition:
                    rates[name].append(len(these) / seconds)
                    costs[name].append(cost_ms)
                told = f"{len(these) / seconds:.0f} images/s, {cost_ms:.1f} ms of processor each"
                print(f"{repetition} {name}: {told}", flush=True)
    report(rates, costs)


def report(rates: dict[str, list[float]], costs: dict[str, list[float]]) -> None:
    print(f"\n{'what':<30} median   from     to  images/s   processor, ms an image")
    middle = {name: statistics.median(found) for name, found in rates.items()}
    for name, found in rates.items():
        cost_ms = statistics.median(costs[name])
        figures = f"{middle[name]:6.0f} {min(found):6.0f} {max(found):6.0f}"
        print(f"{name:<30} {figures} {cost_ms:20.1f}")
    for ours, other, goal in (
        ("STOW, ours", "STOW, Orthanc", 1.5),
        ("whole work, ours", "STOW and anonymise, Orthanc", 1.5),
        ("whole work, ours", "whole work, floor", 0.6),
        ("C-STORE, ours", "C-STORE, bare receiver", 0.8),
        ("C-STORE, ours", "C-STORE, Orthanc", 0.0),
    ):
        if ours in middle and other in middle:
            ratio = middle[ours] / middle[other]
            print(f"{ours} / {other}: {ratio:.2f}" + (f" (goal {goal})" if goal else ""))


if __name__ == "__main__":
    main()
