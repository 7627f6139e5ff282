"""Real and hostile files: hand-checked values, agreement with pydicom, and no surprises."""

import resource
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from readingroom.imaging.datasets import RawDataset, seal_clean
from readingroom.imaging.description import describe_series
from readingroom.imaging.dicomjson import dataset_to_json
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.pixels.decode import decode_frames
from readingroom.imaging.pixels.encode import encode_instance
from readingroom.imaging.pixels.look import display_parameters
from readingroom.imaging.pixels.preview import render_preview
from readingroom.kernel.errors import Rejected
from tests.factories import dicom

pytestmark = pytest.mark.shared

# Stored values as pydicom's maintainers checked them by hand in the reference table of its own
# tests: (frame, row, first column) and the values from there on.
_EMRI = {
    (0, 0, 31): [206, 197, 159], (0, 31, 0): [49, 78, 128], (4, 0, 31): [67, 82, 44],
    (4, 63, 61): [225, 380, 355], (9, 31, 0): [25, 4, 9], (9, 63, 61): [227, 300, 147],
}  # fmt: skip
_LIVER = {
    (0, 155, 180): [0, 1, 1], (0, 254, 304): [1, 0, 0, 1, 1, 0],
    (1, 146, 253): [0, 1, 1, 1, 1, 1, 0, 1], (2, 147, 248): [0, 1, 0, 1, 1, 1],
}  # fmt: skip
GOLDEN: dict[str, dict[tuple[int, int, int], Any]] = {
    "emri_small": _EMRI,
    "emri_small_RLE": _EMRI,
    "emri_small_big_endian": _EMRI,
    "emri_small_jpeg_2k_lossless": _EMRI,
    "emri_small_jpeg_ls_lossless": _EMRI,
    "liver": _LIVER,
    "liver_deflate": _LIVER,
    "liver_rle": _LIVER,
    "OBXXXX1A": {(0, 300, 491): [1, 246, 1]},
    "OBXXXX1A_rle_2frame": {(0, 300, 491): [1, 246, 1], (1, 300, 491): [254, 9, 254]},
    "SC_rgb_16bit": {(0, 15, 50): [[65535, 32896, 32896]], (0, 75, 50): [[16448] * 3]},
    "SC_rgb_32bit": {(0, 5, 50): [[2**32 - 1, 0, 0]], (0, 75, 50): [[1077952576] * 3]},
}
# Larger ones are left to the benchmarks: pydicom takes seconds for them.
_COMPARED_BYTES = 700_000
SERIES = ("chest_ct_phantom_cc0", "ct_head_phantom", "pydicom_data", "us_burned_in_phi")


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def read_or_refused(path: Path) -> RawDataset | None:
    try:
        return read_part10(path)
    except Rejected:
        return None


@pytest.mark.parametrize("name", GOLDEN)
def test_reference_values_are_met(shared: Path, name: str) -> None:
    path = shared / "data" / "real" / "pydicom_data" / f"{name}.dcm"
    frames = list(decode_frames(read_part10(path)))

    for (frame, row, column), values in GOLDEN[name].items():
        assert frames[frame][row, column : column + len(values)].tolist() == values


@pytest.mark.parametrize("series", SERIES)
def test_stored_values_equal_pydicoms_and_survive_the_archive(shared: Path, series: str) -> None:
    compared = 0
    for path in files_below(shared / "data" / "real" / series):
        raw = read_or_refused(path)
        if raw is None or path.stat().st_size > _COMPARED_BYTES:
            continue
        kept = []
        encoded = encode_instance(
            seal_clean(raw.dataset, raw.transfer_syntax_uid),
            on_frame=lambda _, values, kept=kept: kept.append(values),  # type: ignore[misc]  # mypy reads a lambda's default as no parameter
        )
        expected = by_pydicom(path)
        if expected is None or not kept:
            continue
        assert np.array_equal(np.stack(kept), expected), path.name
        assert np.array_equal(restored(encoded), expected), path.name
        compared += 1
    assert compared


def by_pydicom(path: Path) -> np.ndarray[Any, Any] | None:
    """All frames; None for what pydicom itself does not decode."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(path, force=True)
        try:
            pixels = dataset.pixel_array
        except (AttributeError, NotImplementedError, RuntimeError):
            return None
    return pixels if int(dataset.get("NumberOfFrames") or 1) > 1 else pixels[np.newaxis]


def restored(encoded: Any) -> np.ndarray[Any, Any]:
    header, syntax = encoded.header.dataset, encoded.transfer_syntax_uid
    if syntax == "1.2.840.10008.1.2.1":
        floats = {32: "FloatPixelData", 64: "DoubleFloatPixelData"}
        keyword = "PixelData" if "BitsStored" in header else floats[header.BitsAllocated]
        setattr(header, keyword, b"".join(encoded.frames))
        whole = header
    else:
        whole = dicom.encapsulated(header, syntax, encoded.frames)
    return np.stack(list(decode_frames(seal_clean(whole, syntax))))


def test_hostile_files_are_read_or_refused_within_bounds(shared: Path) -> None:
    outcomes = set()
    for path in files_below(shared / "data" / "hostile"):
        try:
            outcomes.add(through_everything(path))
        except Rejected as refusal:
            outcomes.add(refusal.code)

    assert outcomes >= {"read", "not_dicom", "damaged", "dicomdir", "too_large", "too_deep"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1024 * 1024  # in KiB: 1 GiB


def through_everything(path: Path) -> str:
    raw = read_part10(path)
    clean = seal_clean(raw.dataset, raw.transfer_syntax_uid)
    dataset_to_json(raw.dataset)
    frames: list[Any] = []
    encoded = encode_instance(clean, on_frame=lambda _, values: frames.append(values))
    header = encoded.header
    if frames:
        render_preview(frames[0], look=display_parameters(header.dataset), max_side_px=64)
    uid = str(header.dataset.get("SOPInstanceUID"))
    describe_series([header], {uid: encoded.transfer_syntax_uid}).to_json()
    return "read"


def test_whole_real_series_are_sorted_into_the_stacks_that_a_reader_expects(shared: Path) -> None:
    found = {}
    for name in ("ct_head_phantom", "lspine_mr_sag_t2", "cspine_mr_axial_t2"):
        headers = [
            seal_clean(raw.dataset, raw.transfer_syntax_uid)
            for path in files_below(shared / "data" / "real" / name)
            if (raw := read_or_refused(path))
        ]
        series = describe_series(headers, {})
        found[name] = [(s["plane"], len(s["frames"]), s["gaps_after"]) for s in series.stacks]

    assert found == {
        "ct_head_phantom": [("axial", 28, [])],
        "lspine_mr_sag_t2": [("sagittal", 38, [])],
        "cspine_mr_axial_t2": [("axial", 19, [])],
    }
