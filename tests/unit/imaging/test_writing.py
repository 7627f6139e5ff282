"""What is written is what pydicom writes, byte by byte."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from readingroom.imaging.part10 import read_part10
from readingroom.imaging.writing import write_part10
from readingroom.kernel.errors import Rejected
from tests.factories.dicom import ct_slice, enhanced_mr, mr_slice, us_clip
from tests.unit.imaging.deid.objects import cleaned


def by_pydicom(dataset: Dataset) -> bytes:
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


@pytest.mark.parametrize("make", [ct_slice, mr_slice, us_clip, enhanced_mr])
def test_an_object_is_written_as_pydicom_writes_it(make: Callable[..., Dataset]) -> None:
    clean = cleaned(make())

    assert write_part10(clean) == by_pydicom(clean)


@pytest.mark.parametrize(
    "syntax",
    [
        ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    ],
)  # fmt: skip
def test_an_object_is_written_in_its_own_syntax(syntax: str) -> None:
    dataset = ct_slice()
    dataset.file_meta.TransferSyntaxUID = syntax
    clean = cleaned(dataset)

    written = write_part10(clean)

    assert written == by_pydicom(clean)
    assert read_part10(written).transfer_syntax_uid == syntax


def test_frames_are_written_as_they_came() -> None:
    dataset = ct_slice()
    dataset.compress(RLELossless)
    clean = cleaned(dataset)

    assert write_part10(clean) == by_pydicom(clean)


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("SeriesDescription", "x" * 65), ("DerivationDescription", "é" * 400),
        ("ImageType", ["ORIGINAL", "", "M"]), ("PixelSpacing", [0.1, 1 / 3]),
        ("SliceThickness", ""), ("FrameIncrementPointer", [0x00181063, 0x00181065]),
        ("PatientName", "山田^太郎"), ("DiffusionGradientOrientation", [0.0, 1.5, -2.0]),
        ("ReferencedImageSequence", []), ("SmallestImagePixelValue", -5),
        ("RedPaletteColorLookupTableData", b"\1\2\3"), ("InstanceNumber", None),
    ],
)  # fmt: skip
def test_any_kind_of_value_is_written_as_pydicom_writes_it(keyword: str, value: Any) -> None:
    clean = cleaned(ct_slice())
    setattr(clean, keyword, value)

    assert write_part10(clean) == by_pydicom(clean)


@pytest.mark.shared
def test_real_objects_are_written_as_pydicom_writes_them(shared: Path) -> None:
    compared = 0
    for path in sorted((shared / "data" / "real" / "pydicom_data").rglob("*.dcm")):
        try:
            clean = cleaned(read_part10(path).dataset)
            expected = by_pydicom(clean)
        except (Rejected, ValueError):
            continue  # in a syntax that pydicom can't write
        compared += 1

        assert write_part10(clean) == expected, path.name

    assert compared > 20
