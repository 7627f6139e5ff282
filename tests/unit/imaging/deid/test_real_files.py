"""Real and hostile files: nothing of their identity is left, and nothing becomes invalid."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.apply import DeidContext, deidentify
from readingroom.imaging.deid.dates import earliest_study_moment
from readingroom.imaging.deid.identity import identity_of
from readingroom.imaging.deid.leaks import leaks_in
from readingroom.imaging.part10 import DEFLATED_FRAMES, read_part10
from readingroom.kernel.errors import Rejected
from tests.unit.imaging.deid.objects import SECRET, written

pytestmark = pytest.mark.shared
VALIDATOR = Path(sys.executable).parent / "dciodvfy"
PLANTED = (b"surname", b"mrn1234567", b"main street", b"555-0100")
# One of each kind of object; the validator is slow.
VALIDATED = (
    "real/ct_head_phantom", "real/cspine_mr_axial_t2", "real/us_color_doppler_multiframe",
    "real/us_burned_in_phi", "real/dcmqi_seg_sr_paramap", "real/pydicom_data",
)  # fmt: skip
# A document is taken out whole: what is left is held and can't be valid.
EXPECTED = "EncapsulatedDocument"


def readable(folder: Path, per_folder: int = 1000) -> list[tuple[Path, RawDataset]]:
    taken: Counter[Path] = Counter()
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if taken[path.parent] >= per_folder:
            continue
        try:
            found.append((path, read_part10(path)))
        except Rejected:
            continue
        taken[path.parent] += 1
    return found


def clean_bytes(raw: RawDataset) -> bytes | None:
    """The header as written; pixels are not this test's subject."""
    context = DeidContext(SECRET, earliest_study_moment([raw.dataset]))
    try:
        clean = deidentify(raw, context=context).clean.dataset
    except Rejected:
        return None
    if clean.file_meta.TransferSyntaxUID == DEFLATED_FRAMES:
        clean.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    return written(clean)


def header_bytes(raw: RawDataset) -> bytes | None:
    context = DeidContext(SECRET, earliest_study_moment([raw.dataset]))
    try:
        clean = deidentify(raw, context=context).clean.dataset
    except Rejected:
        return None
    for keyword in ("PixelData", "FloatPixelData", "DoubleFloatPixelData"):
        if keyword in clean:
            delattr(clean, keyword)
    clean.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    return written(clean)


@pytest.mark.parametrize("folder", ["data/real", "data/hostile/synthetic"])
def test_nothing_of_a_files_identity_is_left_in_its_header(shared: Path, folder: str) -> None:
    leaking, seen = [], 0
    for path, raw in readable(shared / folder, per_folder=25):
        data = header_bytes(raw)
        if data is None:
            continue
        seen += 1
        found = leaks_in(data, identity_of(raw))
        if found or any(text in data.lower() for text in PLANTED):
            leaking.append((path.name, found))

    assert seen > 15
    assert leaking == []


def test_planted_identity_is_gone_from_every_byte(shared: Path) -> None:
    for path, raw in readable(shared / "data" / "hostile" / "synthetic" / "phi"):
        data = clean_bytes(raw)

        assert data is not None
        assert [text for text in PLANTED if text in data.lower()] == [], path.name


@pytest.mark.parametrize("folder", VALIDATED)
def test_no_error_is_new_to_the_validator(shared: Path, folder: str, tmp_path: Path) -> None:
    for path, raw in readable(shared / "data" / folder, per_folder=2):
        data = clean_bytes(raw)
        if data is None or EXPECTED in raw.dataset:
            continue
        target = tmp_path / "clean.dcm"
        target.write_bytes(data)

        assert errors(target) - errors(path) == Counter(), path.name


def errors(path: Path) -> Counter[str]:
    told = subprocess.run([VALIDATOR, path], capture_output=True, check=False).stderr
    lines = [line for line in told.decode("latin-1").splitlines() if line.startswith("Error")]
    return Counter(re.sub(r"<[\d.]+>|\(0x\w+,0x\w+\)|\d+", "", line) for line in lines)
