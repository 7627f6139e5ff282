"""Marks as a presentation state: what is written is read back, by us and by others."""

import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pydicom
import pytest
from highdicom import pr
from pydicom.dataset import Dataset

from readingroom.imaging.softcopy import Mark, StateIdentity, presentation_state
from readingroom.kernel.errors import InvalidInput
from tests.factories import dicom

IDENTITY = StateIdentity("2.25.1", "2.25.2", datetime(2026, 3, 2, 12, tzinfo=UTC), (40.0, 400.0))
VALIDATOR = Path(sys.executable).parent / "dciodvfy"


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
def test_dciodvfy_finds_no_error(tmp_path: Path) -> None:
    target = tmp_path / "state.dcm"
    target.write_bytes(written())

    done = subprocess.run([VALIDATOR, target], capture_output=True, text=True, check=False)
    said = (done.stderr + done.stdout).splitlines()

    assert any("GrayscaleSoftcopyPresentationState" in line for line in said)
    assert [line for line in said if line.startswith("Error")] == []


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
