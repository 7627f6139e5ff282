"""Marks as a presentation state, and as a report: others read back what is written."""

import io
import math
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from highdicom import pr, sr
from pydicom.dataset import Dataset

from readingroom.imaging.measured import measurement_report
from readingroom.imaging.softcopy import Mark, StateIdentity, presentation_state
from readingroom.kernel.errors import InvalidInput
from tests.factories import dicom

IDENTITY = StateIdentity("2.25.1", "2.25.2", datetime(2026, 3, 2, 12, tzinfo=UTC), (40.0, 400.0))
VALIDATOR = Path(sys.executable).parent / "dciodvfy"
CHECKER = shutil.which("dcmpschk")


def images() -> dict[str, Dataset]:
    made = [dicom.ct_slice(number=n, z=5.0 * n) for n in (1, 2, 3)]
    return {str(one.SOPInstanceUID): one for one in made}


def marks_on(headers: dict[str, Dataset]) -> tuple[Mark, ...]:
    first, second = list(headers)[:2]
    return (
        Mark(second, 1, "label", ((4.5, 5.0),), "Carina"),
        Mark(first, 1, "arrow", ((10.0, 4.0), (2.0, 4.0)), "the lesion"),
        Mark(first, 1, "region", ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0)), ""),
        Mark(first, 1, "measurement", ((0.0, 0.0), (3.0, 4.0)), ""),
    )


def written() -> bytes:
    headers = images()
    return presentation_state(marks_on(headers), headers, IDENTITY)


def test_marks_lie_where_they_were_drawn_in_the_pixels_of_their_images() -> None:
    state = pydicom.dcmread(io.BytesIO(written()))

    by_image = {
        item.ReferencedImageSequence[0].ReferencedSOPInstanceUID: item
        for item in state.GraphicAnnotationSequence
    }
    first, second = (by_image[uid] for uid in list(images())[:2])
    arrow, region, length = first.GraphicObjectSequence
    assert arrow.GraphicData[:4] == [2, 4, 10, 4]
    assert region.GraphicData == [1, 1, 3, 1, 3, 3, 1, 1]
    assert length.GraphicData == [0, 0, 3, 4]
    assert first.TextObjectSequence[0].UnformattedTextValue == "the lesion"
    assert first.TextObjectSequence[0].AnchorPoint == [2, 4]
    assert second.TextObjectSequence[0].UnformattedTextValue == "Carina"
    assert "GraphicObjectSequence" not in second
    assert len(state.ReferencedSeriesSequence[0].ReferencedImageSequence) == 2
    assert state.SoftcopyVOILUTSequence[0].WindowWidth == 400


def test_a_frame_of_several_is_named_and_of_one_is_not() -> None:
    whole = dicom.enhanced_mr(frames=3)
    whole.PhotometricInterpretation = "MONOCHROME2"
    uid = str(whole.SOPInstanceUID)

    told = presentation_state([Mark(uid, 2, "label", ((1, 1),), "C5")], {uid: whole}, IDENTITY)

    (item,) = pydicom.dcmread(io.BytesIO(told)).GraphicAnnotationSequence
    assert item.ReferencedImageSequence[0].ReferencedFrameNumber == 2
    plain = pydicom.dcmread(io.BytesIO(written())).GraphicAnnotationSequence[0]
    assert "ReferencedFrameNumber" not in plain.ReferencedImageSequence[0]


def test_images_in_colour_and_series_without_marks_are_refused() -> None:
    colour = dicom.ybr_full()
    uid = str(colour.SOPInstanceUID)

    with pytest.raises(InvalidInput, match="grey images only"):
        presentation_state([Mark(uid, 1, "label", ((1, 1),), "x")], {uid: colour}, IDENTITY)
    with pytest.raises(InvalidInput, match="Nothing is marked"):
        presentation_state([], images(), IDENTITY)


@pytest.mark.skipif(not VALIDATOR.exists(), reason="dciodvfy is not installed")
@pytest.mark.parametrize("name", ["GrayscaleSoftcopyPresentationState", "ComprehensiveSR"])
def test_dciodvfy_finds_no_error(tmp_path: Path, name: str) -> None:
    target = tmp_path / "object.dcm"
    target.write_bytes(reported() if name == "ComprehensiveSR" else written())

    done = subprocess.run([VALIDATOR, target], capture_output=True, text=True, check=False)
    said = (done.stderr + done.stdout).splitlines()

    assert any(name in line for line in said)
    assert [line for line in said if line.startswith("Error")] == []


@pytest.mark.skipif(CHECKER is None, reason="dcmpschk (DCMTK) is not installed")
def test_dcmtk_finds_the_presentation_state_whole(tmp_path: Path) -> None:
    target = tmp_path / "state.dcm"
    target.write_bytes(written())

    done = subprocess.run([str(CHECKER), target], capture_output=True, text=True, check=False)

    assert "Test passed." in done.stderr + done.stdout


def test_another_library_takes_the_same_marks() -> None:
    state = pydicom.dcmread(io.BytesIO(written()))

    drawn = [
        g for one in state.GraphicAnnotationSequence for g in one.get("GraphicObjectSequence", [])
    ]
    assert len(drawn) == 3
    for graphic in drawn:
        again = pr.GraphicObject(
            pr.GraphicTypeValues(graphic.GraphicType),
            np.asarray(graphic.GraphicData).reshape(-1, 2),
            units=pr.AnnotationUnitsValues(graphic.GraphicAnnotationUnits),
        )
        assert again.GraphicData == graphic.GraphicData


def reported(**change: Any) -> bytes:
    headers = images()
    given = {"spacing_mm": (0.5, 0.25), **change}
    return measurement_report(marks_on(headers), headers, IDENTITY, **given)


def test_another_library_reads_places_and_sizes_from_the_report(tmp_path: Path) -> None:
    (tmp_path / "report.dcm").write_bytes(reported())

    report = sr.srread(tmp_path / "report.dcm")
    groups = report.content.get_planar_roi_measurement_groups()

    first, second = list(images())[:2]
    told = {
        group.tracking_identifier: (
            group.roi.graphic_type.value,
            group.roi.value.tolist(),
            group.roi.ContentSequence[0].referenced_sop_instance_uid,
            [(m.name.meaning, m.value, m.unit.value) for m in group.get_measurements()],
        )
        for group in groups
    }
    assert told == {
        "Carina": ("POINT", [[4.5, 5.0]], second, []),
        "the lesion": ("POINT", [[10.0, 4.0]], first, []),
        # Two columns and two rows halved, of pixels 0.25 mm wide and 0.5 mm tall.
        "region 3": (
            "POLYLINE", [[1, 1], [3, 1], [3, 3], [1, 1]], first, [("Area", 0.25, "mm2")],
        ),
        "measurement 4": (
            "POLYLINE", [[0, 0], [3, 4]], first,
            [("Length", pytest.approx(math.hypot(0.75, 2), rel=1e-5), "mm")],
        ),
    }  # fmt: skip


def test_nothing_is_measured_where_pixels_have_no_size_in_the_patient() -> None:
    report = pydicom.dcmread(io.BytesIO(reported(spacing_mm=None)))

    groups = report.ContentSequence[-1].ContentSequence
    assert len(groups) == 4
    assert not [i for group in groups for i in group.ContentSequence if i.ValueType == "NUM"]
    with pytest.raises(InvalidInput, match="Nothing is marked"):
        measurement_report([], images(), IDENTITY, spacing_mm=None)
