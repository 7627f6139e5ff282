"""What is measured of a side: frames under load, metadata, bytes, memory, pixels."""

import hashlib
import http.client
import json
import os
import re
import statistics
import subprocess
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from benchmarks.images.sides import ANYTHING, Bench, Side

OK = 200
PATIENCE_S = 60
J2K = b"\xff\x4f\xff\x51"
_TOLD = re.compile(r"^JSON (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Load:
    """Frames of one run of wrk, in frames a second and milliseconds."""

    rate: float
    p99: float


def asked(side: Side, path: str, **headers: str) -> tuple[int, bytes]:
    """One answer of a side: status and body as it came."""
    place = urlsplit(side.url)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE_S)
    try:
        line.request("GET", path, headers={**side.headers, **headers})
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def frame(side: Side, number: int) -> NDArray[np.int16]:
    """The stored values of a slice (from 0), as a reader gets them from its server."""
    status, body = asked(side, side.frames[number], Accept=ANYTHING)
    if status != OK:
        raise SystemExit(f"{side.name} answered {status} for a frame.")
    content = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0].removesuffix(b"\r\n")
    if content.startswith(J2K):
        return np.ascontiguousarray(imagecodecs.htj2k_decode(content)).view("<i2")
    return np.frombuffer(content, "<i2")


def digest(side: Side, number: int) -> str:
    """Of the stored values of a slice."""
    return hashlib.sha256(frame(side, number).tobytes()).hexdigest()


def load(side: Side, bench: Bench, *, lines: int, seconds: int) -> Load:
    """Ask for random frames over ``lines`` connections at once."""
    side.renew()
    with NamedTemporaryFile("w", suffix=".txt") as paths:
        paths.write("\n".join(side.frames))
        paths.flush()
        done = subprocess.run(
            ["wrk", "-t2", f"-c{lines}", f"-d{seconds}s", "--timeout", "10s",
             "-s", str(bench.folder / "frames.lua"), side.url],
            env={**os.environ, "PATHS": paths.name, "ACCEPT": ANYTHING,
                 "COOKIE": side.headers.get("Cookie", "")},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = _TOLD.search(done.stdout)
    told = json.loads(found[1]) if found else {"err": done.stdout}
    if told["err"]:
        raise SystemExit(f"{side.name} failed {told['err']} times.")
    return Load(told["req"] / told["us"] * 1e6, told["p99"] / 1000)


def metadata_ms(side: Side, repeats: int) -> float:
    """The median time of the metadata of the series, gzipped where that is offered."""
    side.renew()
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        status, _body = asked(
            side, side.metadata, **{"Accept": "application/dicom+json", "Accept-Encoding": "gzip"}
        )
        took.append((time.perf_counter() - start) * 1000)
        if status != OK:
            raise SystemExit(f"{side.name} answered {status} for metadata.")
    return statistics.median(took)


def stack_bytes(side: Side) -> int:
    """Of all frames as they go out, without headers."""
    side.renew()
    return sum(len(asked(side, path, Accept="image/jphc, */*")[1]) for path in side.frames)


def memory_mb(root: int) -> float:
    """Proportional set size of a process and all that live below it."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            below[int(fields[1])].append(int(path.parent.name))
    kilobytes, left = 0, [root]
    while left:
        process = left.pop()
        left += below[process]
        with suppress(OSError):
            for row in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                kilobytes += int(row.split()[1]) if row.startswith("Pss:") else 0
    return kilobytes / 1024
