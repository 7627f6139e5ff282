"""How many slices a second lose the identity in their headers, read to written.

python -m benchmarks.deid_headers --files 300 --processes 2

Makes CT slices of 512 kB, then has each process read, gather identity, clean, write and search
what it wrote for identity. No text is looked for in pixels.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tests.factories.dicom import ct_slice, to_bytes

from readingroom.imaging.deid.apply import DeidContext, deidentify
from readingroom.imaging.deid.dates import earliest_study_moment
from readingroom.imaging.deid.identity import identity_of
from readingroom.imaging.deid.leaks import leaks_in
from readingroom.imaging.deid.policy import TOOL_POLICY
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.writing import write_part10

_SECRET = b"a key for measuring, and for nothing else"
_SIDE = 512
# As many attributes as a scanner writes, so that the header is of a scanner's size.
_PARAMETERS = {
    "KVP": 120, "XRayTubeCurrent": 210, "ExposureTime": 500, "Exposure": 105, "SliceThickness": 5,
    "ConvolutionKernel": "B31f", "ManufacturerModelName": "SOMATOM Definition AS+",
    "DataCollectionDiameter": 500, "ReconstructionDiameter": 250, "GantryDetectorTilt": 0,
    "TableHeight": 130, "RotationDirection": "CW", "FocalSpots": [0.7, 0.7], "FilterType": "FLAT",
    "PatientPosition": "HFS", "SeriesDescription": "CT HEAD native", "ProtocolName": "Head",
    "StudyDescription": "CT Head without contrast", "PatientAge": "061Y", "PatientWeight": 71,
    "OperatorsName": "Operator^O", "StationName": "CT01", "InstitutionAddress": "Main Street 1",
    "RevolutionTime": 0.5, "SingleCollimationWidth": 0.6, "SpiralPitchFactor": 0.9, "CTDIvol": 41.2,
    "AcquisitionDate": "20240315", "AcquisitionTime": "101530",
    "SoftwareVersions": "syngo CT VA48A",
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """Files a second, and the processor time of one."""

    files_per_second: float
    cpu_ms_per_file: float


def measure(*, files: int = 300, processes: int = 2) -> Measured:
    """Clean ``files`` slices with ``processes`` processes.

    Returns:
        What was measured; making the slices and starting the processes don't count.
    """
    with tempfile.TemporaryDirectory(prefix="benchmark-deid-") as folder:
        paths = [_made(Path(folder) / f"{n}.dcm", n) for n in range(files)]
        shares = [paths[n::processes] for n in range(processes)]
        with ProcessPoolExecutor(processes) as pool:
            list(pool.map(_clean_all, [share[:3] for share in shares]))  # what is loaded once
            began = time.perf_counter()
            spent = sum(pool.map(_clean_all, shares))
            took = time.perf_counter() - began
    return Measured(files / took, 1000 * spent / files)


def _made(path: Path, number: int) -> Path:
    rng = np.random.default_rng(number)
    values = rng.integers(-1024, 2000, (_SIDE, _SIDE), dtype="int16")
    path.write_bytes(to_bytes(ct_slice(number=number, values=values, **_PARAMETERS)))
    return path


def _clean_all(paths: Sequence[Path]) -> float:
    began = time.process_time()
    for path in paths:
        raw = read_part10(path)
        identity = identity_of(raw)
        anchor = earliest_study_moment([raw.dataset])
        context = DeidContext(_SECRET, anchor, identity, TOOL_POLICY)
        clean = deidentify(raw, context=context).clean.dataset
        written = write_part10(clean)
        if leaks_in(written[: len(written) - len(clean.PixelData)], identity):
            raise RuntimeError("Identity was left in a header.")
        path.with_suffix(".clean").write_bytes(written)
    return time.process_time() - began


def main() -> None:
    """As the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deid_headers", description=__doc__)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    found = measure(files=asked.files, processes=asked.processes)
    print(f"{found.files_per_second:.0f} files/s, {found.cpu_ms_per_file:.2f} ms of processor each")


if __name__ == "__main__":
    main()
