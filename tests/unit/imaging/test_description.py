"""stacks.json: what a viewer is told."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sr._snomed_dict import mapping as snomed_mapping
from pydicom.sr.codedict import codes

from readingroom.imaging.datasets import seal_clean
from readingroom.imaging.description import SeriesDescription, describe_series
from readingroom.imaging.geometry.projections import VIEW_CODES
from readingroom.imaging.pixels.encode import encode_instance
from readingroom.imaging.regions import MODALITY_NAMES, region_of
from tests.factories import dicom


def described(*sources: Dataset) -> SeriesDescription:
    encoded = [encode_instance(seal_clean(s, str(s.file_meta.TransferSyntaxUID))) for s in sources]
    syntaxes = {str(e.header.dataset.SOPInstanceUID): e.transfer_syntax_uid for e in encoded}
    return describe_series([e.header for e in encoded], syntaxes)


def document(*sources: Dataset) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(described(*sources).to_json())
    return found


def test_a_ct_series_is_described_whole() -> None:
    found = document(*(dicom.ct_slice(number=n, z=-5 * n) for n in (1, 2, 3)))

    (stack,) = found.pop("stacks")
    assert found == {
        "version": 1, "study": dicom.uid(1), "series": dicom.uid(1, 1), "modality": "CT",
        "description": "CT axial", "simulated": False,
    }  # fmt: skip
    frames = stack.pop("frames")
    presets = stack.pop("presets")
    assert stack == {
        "index": 0, "label": "", "plane": "axial", "rows": 16, "columns": 16,
        "pixel_spacing_mm": [0.5, 0.5], "spacing_kind": "patient", "pixel_aspect": 1.0,
        "slice_thickness_mm": 5.0, "slice_spacing_mm": 5.0, "gaps_after": [],
        "orientation": {"left": "R", "right": "L", "top": "A", "bottom": "P"},
        "image_orientation": [1, 0, 0, 0, 1, 0],
        "frame_of_reference": dicom.uid(9), "samples": 1, "dtype": "int16",
        "photometric": "MONOCHROME2", "bits_stored": 16, "unit": "HU",
        "transfer_syntax": "1.2.840.10008.1.2.4.202", "lossy": False, "frame_time_ms": None,
        "default_frame": 2, "voi_function": "LINEAR", "voi_lut": None, "modality_lut": None,
        "palette": None, "padding": None,
    }  # fmt: skip
    assert frames[0] == {
        "sop": dicom.uid(1, 1, 1), "frame": 1, "position_mm": [-10, -10, -5], "slope": 1,
        "intercept": -1024, "window": [40, 400],
    }  # fmt: skip
    assert presets[0] == {"label": "Lung", "center": -600, "width": 1500}


def test_the_same_series_in_another_order_gives_the_same_bytes() -> None:
    slices = [dicom.ct_slice(number=n, z=-5 * n) for n in range(1, 6)]

    assert described(*slices).to_json() == described(*slices[::-1]).to_json()


def test_slices_without_windows_share_one_so_that_scrolling_does_not_flicker() -> None:
    dark, bright = np.full((4, 4), 10, np.uint16), np.full((4, 4), 900, np.uint16)
    dark[0], bright[0] = 0, 1000

    found = document(
        dicom.mr_slice(number=1, values=dark),
        dicom.mr_slice(number=2, values=bright, position=(3, 0, 0)),
    )

    windows = {tuple(frame["window"]) for frame in found["stacks"][0]["frames"]}
    assert len(windows) == 1
    assert found["stacks"][0]["presets"][0]["label"] == "As acquired"


def test_enhanced_frames_have_their_own_rescale_and_window() -> None:
    (stack,) = document(dicom.enhanced_mr(frames=3))["stacks"]

    assert [f["frame"] for f in stack["frames"]] == [3, 2, 1]
    assert [(f["slope"], f["intercept"]) for f in stack["frames"]] == [(2, 2), (2, 1), (2, 0)]
    assert [f["window"] for f in stack["frames"]] == [[102, 200], [101, 200], [100, 200]]


def test_a_colour_clip_has_a_pace_and_no_window() -> None:
    (stack,) = document(dicom.us_clip(frames=3))["stacks"]

    assert (stack["photometric"], stack["samples"], stack["dtype"]) == ("RGB", 3, "uint8")
    assert stack["frame_time_ms"] == 40
    assert stack["presets"] == []
    assert [f["window"] for f in stack["frames"]] == [None, None, None]


def test_a_palette_travels_with_its_stack() -> None:
    (stack,) = document(dicom.palette())["stacks"]

    assert stack["photometric"] == "PALETTE COLOR"
    red = np.frombuffer(base64.b64decode(stack["palette"]["red"]), "<u2")
    assert red.tolist() == [0, 65535, 0, 65535]
    assert (stack["palette"]["bits"], stack["palette"]["first"]) == (16, 0)


def test_pixels_that_are_not_square_say_so() -> None:
    (stack,) = document(dicom.mr_slice(PixelSpacing=[2, 1]))["stacks"]

    assert stack["pixel_aspect"] == 2


def test_spacing_at_the_detector_is_not_called_the_patients() -> None:
    (stack,) = document(dicom.secondary_capture(ImagerPixelSpacing=[0.1, 0.1]))["stacks"]

    assert (stack["spacing_kind"], stack["pixel_spacing_mm"]) == ("imager", [0.1, 0.1])


def test_a_series_is_simulated_only_if_every_instance_says_so() -> None:
    simulated = "Reading Room simulated patient"
    one = dicom.ct_slice(number=1, Manufacturer=simulated)

    assert described(one, dicom.ct_slice(number=2, z=5, Manufacturer=simulated)).is_simulated
    assert not described(one, dicom.ct_slice(number=2, z=5)).is_simulated


@pytest.mark.parametrize(
    ("fields", "region"),
    [
        ({"BodyPartExamined": "CSPINE"}, "spine"),
        ({"BodyPartExamined": None, "SeriesDescription": "Routine Brain"}, "head"),
        ({"BodyPartExamined": None, "StudyDescription": "CT Thorax"}, "chest"),
        ({"BodyPartExamined": None}, ""),
    ],
)
def test_the_region_is_guessed_from_the_header(fields: dict[str, Any], region: str) -> None:
    assert region_of(dicom.ct_slice(**fields)) == region


def test_documents_without_images_are_described_without_stacks() -> None:
    found = described(dicom.secondary_capture(PixelData=None, Rows=None))

    assert found.frame_count == 0
    assert json.loads(found.to_json())["stacks"] == []


def test_an_object_whose_pixels_were_left_out_is_in_no_stack() -> None:
    whole, stripped = dicom.ct_slice(number=1), dicom.ct_slice(number=2, z=5)
    syntaxes = {dicom.uid(1, 1, number): "1.2.840.10008.1.2.1" for number in (1, 2)}
    headers = [seal_clean(one, "1.2.840.10008.1.2.1") for one in (stripped, whole)]

    found = describe_series(headers, syntaxes, without_frames={str(stripped.SOPInstanceUID)})

    assert [frame["sop"] for frame in found.stacks[0]["frames"]] == [whole.SOPInstanceUID]
    assert found.frame_count == 1


def test_modalities_have_names_that_people_use() -> None:
    assert {MODALITY_NAMES[code] for code in ("MR", "CT", "PT", "DX")} == {
        "MRI", "CT", "Nuclear medicine", "X-ray",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("photometric", "shape", "told"),
    [
        ("MONOCHROME2", "IDENTITY", "MONOCHROME2"),
        ("MONOCHROME2", "INVERSE", "MONOCHROME1"),
        ("MONOCHROME1", "INVERSE", "MONOCHROME1"),
    ],
)
def test_the_viewer_is_told_which_way_round_the_greys_are(
    photometric: str, shape: str, told: str
) -> None:
    source = dicom.ct_slice(PhotometricInterpretation=photometric, PresentationLUTShape=shape)

    assert document(source)["stacks"][0]["photometric"] == told


def mammogram(number: int, **fields: Any) -> Dataset:
    values = np.full((16, 16), 100 + number, "uint16")
    picture = dicom.secondary_capture(
        values=values, Modality="MG", InstanceNumber=number, SOPInstanceUID=dicom.uid(4, number)
    )
    for keyword, value in fields.items():
        setattr(picture, keyword, value)
    return picture


def coded(value: str) -> Dataset:
    item = Dataset()
    item.CodeValue = value
    return item


def test_the_views_of_a_mammography_are_stacks_of_their_own_that_say_which_they_are() -> None:
    found = document(
        mammogram(1, ImageLaterality="R", ViewPosition="CC", PatientOrientation=["P", "L"]),
        mammogram(
            2,
            ImageLaterality="L",
            ViewCodeSequence=[coded("399368009")],
            PatientOrientation=["A", "FR"],
        ),
        mammogram(3, PatientOrientation="unknown"),
    )

    right, left, unsaid = found["stacks"]
    assert [stack["label"] for stack in (right, left, unsaid)] == ["R CC", "L MLO", ""]
    assert (right["laterality"], right["view"]) == ("R", "CC")
    assert (left["laterality"], left["view"]) == ("L", "MLO")
    assert (unsaid["laterality"], unsaid["view"], unsaid["orientation"]) == (None, None, None)
    assert right["orientation"] == {"left": "A", "right": "P", "top": "R", "bottom": "L"}
    assert left["orientation"] == {"left": "P", "right": "A", "top": "HL", "bottom": "FR"}


def test_the_codes_of_views_are_those_of_the_standard() -> None:
    views = codes.cid4014
    named = {
        "CC": views.CranioCaudal,
        "MLO": views.MedioLateralObliqueProjection,
        "ML": views.MedioLateralProjection,
        "LM": views.LateroMedial,
    }
    assert {name: VIEW_CODES[code.value] for name, code in named.items()} == {
        name: name for name in named
    }
    older = {code for code in VIEW_CODES if code.startswith("R-")}
    assert {snomed_mapping["SRT"][code] for code in older} == set(VIEW_CODES) - older
