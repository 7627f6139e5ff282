"""Simulated images as DICOM: valid, in order, repeatable to the byte."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest

from readingroom.phantom.ct.series import as_series
from readingroom.phantom.dicom_writer import MANUFACTURER, decimal, derived_uid
from readingroom.phantom.patient import lesions_of, write_study_of
from readingroom.phantom.volumes import SimulatedSeries
from tests.factories.simulated import simulated_patient


@pytest.fixture(scope="session")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated_patient(tmp_path_factory)


def small_series() -> SimulatedSeries:
    frames = np.arange(3 * 8 * 8, dtype=np.int16).reshape(3, 8, 8)
    truth = np.zeros((3, 8, 8), np.uint8)
    truth[1, 2:4, 2:4] = 1
    truth[2, 5, 5] = 6
    made = as_series("lung", frames, truth, pixel=1.0, top=10.0)
    return replace(made, id="tiny")


def dciodvfy(path: Path) -> list[str]:
    tool = Path(sys.executable).parent / "dciodvfy"
    done = subprocess.run([tool, path], capture_output=True, text=True, check=False)
    said = done.stderr + done.stdout
    assert "Image" in said or "Segmentation" in said  # it did recognise the object
    return [line for line in said.splitlines() if line.startswith("Error")]


def test_dciodvfy_finds_no_error_in_any_series_or_segmentation(patient: Path) -> None:
    images = patient / "images"
    first = sorted(p for p in images.rglob("*.dcm") if p.name == "0001.dcm" or "seg" in p.parts)

    faults = {str(p.relative_to(images)): dciodvfy(p) for p in first}

    assert len(faults) >= 4
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_same_series_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_study_of((small_series(),), tmp_path / name, seed=4)

    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*.dcm"))

    assert len(files) == 4
    assert all(
        (tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files
    )


def test_another_seed_gives_other_uids() -> None:
    assert derived_uid(1, "study:ct") != derived_uid(2, "study:ct")
    assert derived_uid(1, "study:ct") != derived_uid(1, "study:mri")
    assert derived_uid(1, "study:ct").startswith("2.25.")
    assert len(derived_uid(1, "study:ct")) <= 64


def test_stored_values_are_written_as_given(tmp_path: Path) -> None:
    series = small_series()
    write_study_of((series,), tmp_path, seed=4)

    read = pydicom.dcmread(tmp_path / "images/ct/lung/0002.dcm")

    assert np.array_equal(read.pixel_array, series.frames[1])
    assert [float(v) for v in read.ImagePositionPatient] == [-3.5, -3.5, 5.0]


def test_segmentation_frames_are_the_labels(tmp_path: Path) -> None:
    series = small_series()
    write_study_of((series,), tmp_path, seed=4)

    seg = pydicom.dcmread(tmp_path / "images/ct/seg/truth.dcm")

    assert [s.SegmentLabel for s in seg.SegmentSequence] == [
        "Mass in the right upper lobe",
        "Coronary calcification",
    ]
    assert np.array_equal(seg.pixel_array[0], series.truth[1] == 1)
    assert np.array_equal(seg.pixel_array[1], series.truth[2] == 6)


def test_lesions_are_told_by_slice_and_place() -> None:
    found = lesions_of(small_series())

    mass = found["Mass in the right upper lobe"]
    # Rows and columns 2 and 3 of slice 2: the middle is 2.5 pixels of 1 mm from a corner at -3.5.
    assert mass.slices == (2,)
    assert mass.centroid_mm == (-1.0, -1.0, 5.0)
    assert mass.volume_mm3 == 20.0


@pytest.mark.parametrize(
    ("value", "text"), [(-0.0, "0"), (1.5, "1.5"), (-191.625, "-191.625"), (1 / 3, "0.333333")]
)
def test_decimal_strings_are_short(value: float, text: str) -> None:
    assert decimal(value) == text


def test_every_image_says_it_is_simulated(patient: Path) -> None:
    for path in (patient / "images").rglob("*.dcm"):
        read = pydicom.dcmread(path, stop_before_pixels=True)
        assert read.Manufacturer == MANUFACTURER
        assert read.ImageComments == "Simulated image"
        assert read.BurnedInAnnotation == "NO"
