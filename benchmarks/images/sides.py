"""The sides that are measured: ours alone and behind nginx, nginx with static files, Orthanc.

All but ours are started by the programs of the folder ``bench`` that is given, on its own data.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser.serving import environment, run_command, served
from tests.integration.deploy.behind_nginx import behind_nginx

SLICES = 300
DICOMWEB = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
DECISIONS = 4  # a file that was released may be held again for what is only seen later
_KEYED = "999.10000000."  # what the data of ``bench`` is keyed by
_ROOT = "1.2.826.0.1.3680043.10."
ANYTHING = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'


@dataclass
class Side:
    """One server and the stack it has.

    Attributes:
        name: as it is printed.
        url: without a slash at the end.
        frames: paths, in the order of the slices.
        metadata: the path of that of the series.
        page: of a case to take a new grant from; empty where none is needed.
        pid: of the process that all others of it come from; 0 where it is not weighed.
    """

    name: str
    url: str
    frames: list[str]
    metadata: str
    page: str = ""
    pid: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def renew(self) -> None:
        """Take a new grant: one lasts five minutes."""
        if self.page:
            address = f"{self.url}{self.page}"
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  # this machine
                set_ = answer.headers.get_all("set-cookie") or []
            grants = [c.partition(";")[0] for c in set_ if c.startswith("readingroom_grant")]
            self.headers = {"Cookie": "; ".join(grants)}


class Bench:
    """The folder ``bench`` and its work folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = Path(os.environ.get("PERF", Path.home() / ".cache/rr-bench"))
        self.env = {**os.environ, "PERF": str(self.work), "PERF_DS": str(self.work / "ds")}

    def run(self, *words: str) -> str:
        """One of its programs."""
        command = [sys.executable, str(self.folder / words[0]), *words[1:]]
        done = subprocess.run(
            command, env=self.env, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{words[0]} failed: {done.stderr[-500:]}")
        return done.stdout

    def check(self, wanted: set[str]) -> None:
        """End here, at the beginning, where a program that a part needs is not installed."""
        missing = [name for name in ("nginx", "Orthanc") if not _found(name)]
        if "frames" in wanted and not _found("wrk"):
            missing.append("wrk")
        if not DICOMWEB.exists():
            missing.append("orthanc-dicomweb")
        if missing:
            raise SystemExit(f"Not installed here: {', '.join(missing)}.")

    def prepare(self) -> None:
        """Its data, unless they are there: some two minutes, once."""
        if len(list((self.work / "ds/ct").glob("*.dcm"))) < SLICES:
            self.run("mkdata.py", "10")
        if not (self.work / "static/ht").is_dir():
            self.run("mkstatic.py")

    @contextmanager
    def started(self) -> Iterator[None]:
        """Orthanc and nginx, Orthanc with the stack in it and both verified."""
        self.run("servers.py", "start", "orthanc", "nginx")
        try:
            said = self.run("bench.py", "-n", "orthanc,nginx-ht-limit", "--reps", "1", "verify")
            for line in said.splitlines():
                told = json.loads(line)
                if told.get("ok") != "3/3":
                    raise SystemExit(f"{told['server']} does not serve the source's pixels.")
            yield
        finally:
            self.run("servers.py", "stop", "orthanc", "nginx")

    def sides(self) -> list[Side]:
        """nginx with static files, and Orthanc."""
        loaded = (self.work / "state/orthanc.ct.tok").read_text()
        return [
            _side("nginx static", "http://127.0.0.1:8099", "/ht", _KEYED),
            _side("Orthanc", "http://127.0.0.1:8042", "/dicom-web", loaded),
        ]


def _found(program: str) -> bool:
    return any(shutil.which(program, path=path) for path in (None, "/usr/sbin"))


def _side(name: str, url: str, prefix: str, token: str) -> Side:
    study = f"{_ROOT}{token}1"
    series = f"{prefix}/studies/{study}/series/{study}.1"
    frames = [f"{series}/instances/{study}.1.{n}/frames/1" for n in range(1, SLICES + 1)]
    return Side(name, url, frames, f"{series}/metadata")


@dataclass(frozen=True)
class Ours:
    """The library with the same stack in it."""

    alone: Side
    behind: Side
    case: str
    data: Path


@contextmanager
def ours(source: Path, place: Path) -> Iterator[Ours]:
    """Take the stack in by the whole route, publish it, and serve it alone and behind nginx."""
    data = place / "data"
    run_command("ingest", str(source), data=data)  # leaves with 2: a head is held for its face
    for _ in range(DECISIONS):
        if "held again" not in run_command("held", "release", "all", data=data).stdout:
            break
    told = _published(data)
    with served(data) as library, behind_nginx(place / "nginx", library.url) as proxy:
        paths = (told["frames"], f"{told['series']}/metadata", told["case"])
        yield Ours(
            Side("ours", library.url, *paths, pid=_listener(library.url)),
            Side("ours behind nginx", proxy, *paths),
            told["case"],
            data,
        )


def _published(data: Path) -> dict[str, Any]:
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.images.ours"],
        env={**environment(data), "DJANGO_SETTINGS_MODULE": "readingroom.config.settings"},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(made.stdout)
    if len(told["frames"]) != SLICES:
        raise SystemExit(f"{len(told['frames'])} of {SLICES} slices were filed.")
    return told


def _listener(url: str) -> int:
    """The child of this process that serves at an address."""
    port = url.rpartition(":")[2]
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            parent = int((path.parent / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and f"READINGROOM_PORT={port}".encode() in path.read_bytes():
                return int(path.parent.name)
        except OSError:
            continue
    return 0
