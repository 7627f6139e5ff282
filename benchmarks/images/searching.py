"""How long searches of studies take, and how that grows with the library.

    python -m benchmarks.images.searching --sizes 500 10000

A library of one-image studies of invented attributes is written to a scratch folder, published, and
asked for over HTTP from the embedded server by a person with an API token: the queries of a picture
archive's work list. The first of each kind is not counted: it reads what the person may see.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.serving import environment, served

QUERIES = {
    "first 25": "/studies?limit=25",
    "patient": "/studies?PatientID=P{i:06d}",
    "accession": "/studies?AccessionNumber=A{i:07d}",
    "name": "/studies?PatientName=Garcia*&limit=25",
    "dates": "/studies?StudyDate=20150101-20151231&limit=25",
    "modality": "/studies?ModalitiesInStudy=CT&limit=25",
    "description": "/studies?StudyDescription=*KNEE*&limit=25",
    "combined": "/studies?StudyDate=20100101-20201231&ModalitiesInStudy=MR"
    "&StudyDescription=*SPINE*&limit=25",
    "last page": "/studies?limit=25&offset={off}",
    "one study": "/studies?StudyInstanceUID=2.25.{sid}1",
    "its series": "/studies/2.25.11/series",
}
TARGET_MS, TARGET_GROWTH = 2.5, 1.5
OK = 200


def ask_all(port: int, token: str, size: int, repeats: int) -> dict[str, float]:
    """The median of each kind of query, in milliseconds."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/dicom+json"}
    chosen = random.Random(3)  # noqa: S311  # no secret
    found = {}
    for name, query in QUERIES.items():
        took = []
        for _ in range(repeats + 1):
            number = chosen.randint(1, size)
            path = query.format(i=number, sid=number, off=max(0, size - 30))
            start = time.perf_counter()
            line.request("GET", f"/dicomweb{path}", headers=headers)
            answer = line.getresponse()
            body = answer.read()
            took.append((time.perf_counter() - start) * 1000)
            if answer.status != OK or not json.loads(body):
                raise RuntimeError(f"{name} found nothing.")
        found[name] = statistics.median(took[1:])
    return found


def measure(size: int, repeats: int) -> dict[str, float]:
    """Make a library of ``size``, serve it, and ask."""
    with tempfile.TemporaryDirectory(prefix="benchmark-searching-") as folder:
        data = Path(folder) / "data"
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.images.many", str(size)],
            env={**environment(data), "DJANGO_SETTINGS_MODULE": "readingroom.config.settings"},
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        token = made.stdout.strip().splitlines()[-1]
        with served(data) as library:
            return ask_all(int(library.url.rpartition(":")[2]), token, size, repeats)


def main() -> None:
    """Print a table; the exit code says whether the targets were met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", nargs="+", type=int, default=[500, 10_000])
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    columns = [measure(size, options.repeats) for size in options.sizes]
    print("query         " + "".join(f"{size:>10}" for size in options.sizes) + "    growth")
    is_met = True
    for name in QUERIES:
        values = [column[name] for column in columns]
        growth = values[-1] / values[0]
        is_met &= values[-1] <= TARGET_MS and growth <= TARGET_GROWTH
        print(f"{name:14}" + "".join(f"{v:10.2f}" for v in values) + f"{growth:10.2f}")
    print(f"p50 ≤ {TARGET_MS} ms and growth ≤ {TARGET_GROWTH}: {'met' if is_met else 'missed'}")
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    os.nice(5)
    main()
