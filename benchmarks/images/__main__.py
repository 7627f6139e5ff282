"""Images beside Orthanc and beside nginx with static files, in one interleaved run.

    python -m benchmarks.images --bench ../shared/bench

Needs what the tests need, ``wrk``, and Orthanc's DICOMweb plug-in (``apt-get install wrk
orthanc-dicomweb``); the folder ``bench`` holds the programs that make the data and start the
others. Every side has the same 300 slices, and before anything is measured every side must give
back the source's values. Everything listens on this machine alone and is stopped at the end.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks.images.chromium import ohif, wait_for
from benchmarks.images.measures import asked, digest, load, memory_mb, metadata_ms, stack_bytes
from benchmarks.images.sides import ANYTHING, SLICES, Bench, Ours, Side, ours

SAMPLED = (0, SLICES // 3, SLICES // 2, SLICES - 1)
RAW_BYTES = SLICES * 512 * 512 * 2
MOST_BYTES, MOST_MEMORY_MB = 0.45, 300
PARTS = ("frames", "texts", "memory", "pages", "searches")


class Report:
    """Prints each figure with its target; says at the end whether all were met."""

    def __init__(self) -> None:
        self.missed = 0

    def ratio(self, what: str, ratio: float, *, least: float = 0, most: float = 0) -> None:
        is_met = ratio >= least and (not most or ratio <= most)
        self.missed += not is_met
        bound = f"≤ {most}" if most else f"≥ {least}"
        word = "met" if is_met else "missed"
        print(f"{what:58}{ratio:10.2f}   {bound:8} {word}", flush=True)


def verify(sides: list[Side]) -> None:
    """End here unless all serve the same values."""
    for number in SAMPLED:
        found = {digest(side, number) for side in sides}
        if len(found) != 1:
            raise SystemExit(f"Slice {number + 1} is not the same everywhere.")
    print(f"Verified: {len(SAMPLED)} sampled slices are the same on every side.")
    for side in sides:  # each has given every frame once before any is measured
        for path in side.frames:
            asked(side, path, Accept=ANYTHING)


def frames(sides: list[Side], bench: Bench, report: Report, *, seconds: int, rounds: int) -> None:
    """Random frames over 8 and 32 connections."""
    for lines in (8, 32):
        rates, tails = defaultdict(list), defaultdict(list)
        for number in range(rounds):
            for side in sides if number % 2 else sides[::-1]:
                one = load(side, bench, lines=lines, seconds=seconds)
                rates[side.name].append(one.rate)
                tails[side.name].append(one.p99)
        rate = {name: statistics.median(values) for name, values in rates.items()}
        p99 = {name: statistics.median(values) for name, values in tails.items()}
        for name, value in rate.items():
            print(f"  {lines} connections, {name:20}{value:9.0f}/s  p99 {p99[name]:8.2f} ms")
        static, orthanc = rate["nginx static"], rate["Orthanc"]
        at = f"frames at {lines}"
        report.ratio(f"{at}: behind nginx / Orthanc", rate["ours behind nginx"] / orthanc, least=20)
        report.ratio(f"{at}: behind nginx / static", rate["ours behind nginx"] / static, least=0.8)
        report.ratio(f"{at}: alone / static", rate["ours"] / static, least=0.5)
        tail = p99["ours behind nginx"] / p99["nginx static"]
        report.ratio(f"{at}: p99 behind nginx / static", tail, most=2)


def texts(sides: list[Side], report: Report) -> None:
    """The metadata of the series."""
    took = {side.name: metadata_ms(side, 3 if side.name == "Orthanc" else 20) for side in sides}
    for name, value in took.items():
        print(f"  metadata, {name:31}{value:9.2f} ms")
    report.ratio("metadata: Orthanc's time / ours", took["Orthanc"] / took["ours"], least=50)


def pages(made: Ours, bench: Bench, report: Report) -> None:
    """The first image and the whole stack in Chromium."""
    with ohif(bench) as others:
        if not others:
            print("OHIF is not here (tools/get_peers.sh): nothing to compare the page with.")
            return
        page = wait_for(f"{made.alone.url}{made.case}", is_ours=True)
        seen = {name: wait_for(url, is_ours=False) for name, url in others.items()}
    for name, one in {"our case page": page, **seen}.items():
        print(f"  {name:24} first image {one.first:7.0f} ms   whole stack {one.whole:7.0f} ms")
    first = page.first / seen["OHIF on Orthanc"].first
    report.ratio("first image: ours / OHIF on Orthanc", first, most=0.5)
    whole = page.whole / seen["OHIF on static HTJ2K"].whole
    report.ratio("whole stack: ours / OHIF on static HTJ2K", whole, most=1)


def main() -> None:
    """Measure, print, and leave with 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        help="measure this part, and others named so; all but the searches where none is named",
    )
    parser.add_argument("--searches", action="store_true", help="measure QIDO-RS too")
    options = parser.parse_args()
    report = Report()
    wanted = set(options.only or PARTS[:-1]) | ({"searches"} if options.searches else set())
    if wanted - {"searches"}:
        beside(Bench(options.bench.resolve()), report, wanted, options)
    if "searches" in wanted:
        command = [sys.executable, "-m", "benchmarks.images.searching"]
        report.missed += subprocess.run(command, check=False).returncode
    sys.exit(1 if report.missed else 0)


def beside(bench: Bench, report: Report, wanted: set[str], options: argparse.Namespace) -> None:
    """Measure the parts that are wanted beside the others."""
    bench.check(wanted)
    bench.prepare()
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-images-") as folder,
        ours(bench.work / "ds/ct", Path(folder)) as made,
        bench.started(),
    ):
        at_rest = memory_mb(made.alone.pid)
        sides = [made.alone, made.behind, *bench.sides()]
        for side in sides:
            side.renew()
        verify(sides)
        if "frames" in wanted:
            frames(sides, bench, report, seconds=options.seconds, rounds=options.rounds)
        if "texts" in wanted:
            texts(sides, report)
            size = stack_bytes(made.alone) / RAW_BYTES
            report.ratio("bytes of the stack / raw", size, most=MOST_BYTES)
        if "memory" in wanted:
            report.ratio("memory at rest, MB of web and workers", at_rest, most=MOST_MEMORY_MB)
        if "pages" in wanted:
            pages(made, bench, report)


if __name__ == "__main__":
    main()
