"""The whole patient on disk: two studies in canonical order, truth and segmentations alike."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.factories.simulated import simulated_patient


@pytest.fixture(scope="session")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated_patient(tmp_path_factory)


@pytest.fixture(scope="session")
def truth(patient: Path) -> dict:
    return json.loads((patient / "truth.json").read_text())


def headers(folder: Path) -> list[pydicom.Dataset]:
    return [pydicom.dcmread(p, stop_before_pixels=True) for p in sorted(folder.glob("*.dcm"))]


def folders(patient: Path) -> list[Path]:
    return sorted({p.parent for p in (patient / "images").rglob("0001.dcm")})


def test_the_series_of_the_case_are_all_there(patient: Path) -> None:
    names = {str(f.relative_to(patient / "images")) for f in folders(patient)}

    assert {"ct/lung", "ct/soft"} <= names
    assert {f"mri/{s}" for s in (
        "sag-t2", "sag-stir", "sag-t1", "sag-t1-c", "sag-dwi-b0", "sag-dwi-b800", "sag-adc",
        "ax-t2", "ax-t1-c")} <= names  # fmt: skip


def test_slices_are_written_in_canonical_order(patient: Path) -> None:
    for folder in folders(patient):
        read = headers(folder)
        places = np.array([[float(v) for v in h.ImagePositionPatient] for h in read])
        steps = np.diff(places, axis=0)
        if read[0].ImageOrientationPatient[0] == 1:  # axial: head to feet
            assert (steps[:, 2] < 0).all()
        elif abs(read[0].ImageOrientationPatient[1]) == 1:  # sagittal: right to left
            assert (steps[:, 0] > 0).all()
        assert [h.InstanceNumber for h in read] == list(range(1, len(read) + 1))


def test_one_patient_two_studies_nine_days_apart(patient: Path) -> None:
    first = [headers(f)[0] for f in folders(patient)]
    dates = {h.Modality: date.fromisoformat(h.StudyDate) for h in first}

    assert {h.PatientID for h in first} == {"SIMULATED-1"}
    assert len({h.StudyInstanceUID for h in first}) == 2
    assert len({(h.StudyInstanceUID, h.FrameOfReferenceUID) for h in first}) == 2
    assert (dates["CT"] - dates["MR"]).days == 9


def test_truth_tells_the_same_slices_as_the_segmentation(patient: Path, truth: dict) -> None:
    compared = 0
    for series, path in truth["segmentations"].items():
        seg = pydicom.dcmread(patient / "images" / path)
        origin = np.array(
            [float(v) for v in headers(patient / "images" / series)[0].ImagePositionPatient]
        )
        spacing = float(headers(patient / "images" / series)[0].SpacingBetweenSlices)
        names = {s.SegmentNumber: s.SegmentLabel for s in seg.SegmentSequence}
        shown: dict[str, set[int]] = {}
        for frame in seg.PerFrameFunctionalGroupsSequence:
            place = np.array(
                [float(v) for v in frame.PlanePositionSequence[0].ImagePositionPatient]
            )
            number = frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber
            k = round(float(np.linalg.norm(place - origin)) / spacing) + 1
            shown.setdefault(names[number], set()).add(k)
        told = {name: set(t["slices"]) for name, t in truth["series"][series].items()}
        if any(str(headers(patient / "images" / series)[0].SeriesInstanceUID) ==
               str(r.SeriesInstanceUID) for r in seg.ReferencedSeriesSequence):  # fmt: skip
            assert shown == told
            compared += 1

    assert compared >= 2


def test_segmentations_refer_to_images_that_exist(patient: Path, truth: dict) -> None:
    known = {str(h.SOPInstanceUID) for f in folders(patient) for h in headers(f)}

    for path in set(truth["segmentations"].values()):
        seg = pydicom.dcmread(patient / "images" / path)
        for series in seg.ReferencedSeriesSequence:
            named = {str(i.ReferencedSOPInstanceUID) for i in series.ReferencedInstanceSequence}
            assert named <= known
