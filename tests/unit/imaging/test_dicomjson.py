"""DICOM JSON, against PS3.18 Annex F and against pydicom."""

import json
from typing import Any

import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from readingroom.imaging.dicomjson import dataset_to_json
from readingroom.imaging.part10 import read_part10
from tests.factories import dicom


@pytest.mark.parametrize("make", [dicom.ct_slice, dicom.enhanced_mr, dicom.us_clip, dicom.palette])
def test_it_agrees_with_pydicom(make: Any) -> None:
    source = read_part10(dicom.to_bytes(dicom.marked(make(), "MARK"))).dataset

    ours = dataset_to_json(source, bulk_data_uri=lambda path: path)

    theirs = source.to_json_dict(bulk_data_threshold=65_536, bulk_data_element_handler=str)
    assert ours == json.loads(json.dumps(theirs))


def test_names_are_split_into_their_groups() -> None:
    source = Dataset()
    source.PatientName = "Yamada^Tarou=山田^太郎=やまだ^たろう"

    assert dataset_to_json(source)["00100010"]["Value"] == [
        {"Alphabetic": "Yamada^Tarou", "Ideographic": "山田^太郎", "Phonetic": "やまだ^たろう"}
    ]


def test_large_values_are_referred_to_by_their_path() -> None:
    inner, outer = Dataset(), Dataset()
    inner.add_new(0x00420011, "OB", b"x" * 70_000)
    outer.ReferencedSeriesSequence = [Dataset(), inner]

    found = dataset_to_json(outer, bulk_data_uri=lambda path: f"bulk/{path}")

    item = found["00081115"]["Value"][1]
    assert item["00420011"] == {"vr": "OB", "BulkDataURI": "bulk/00081115/1/00420011"}
    assert dataset_to_json(outer)["00081115"]["Value"][1]["00420011"] == {"vr": "OB"}


def test_small_binary_values_stand_in_line() -> None:
    source = Dataset()
    source.add_new(0x00420011, "OB", b"\x00\x01")

    assert dataset_to_json(source)["00420011"] == {"vr": "OB", "InlineBinary": "AAE="}


@pytest.mark.parametrize(
    ("vr", "value", "written"),
    [
        ("FD", float("nan"), "nan"), ("FD", float("inf"), "inf"), ("DS", "five", "five"),
        ("UV", 2**60, str(2**60)), ("AT", 0x00100010, "00100010"), ("US", 7, 7),
        ("DS", "1.5", 1.5),
    ],
)  # fmt: skip
def test_numbers_that_json_cannot_hold_become_text(vr: str, value: Any, written: Any) -> None:
    source = Dataset()
    source[0x00089999] = DataElement(0x00089999, vr, value, already_converted=True)

    found = dataset_to_json(source)

    assert found["00089999"] == {"vr": vr, "Value": [written]}
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(("value", "vr"), [(-3, "SS"), (3, "US"), (b"\0\1", "OW")])
def test_a_choice_of_representations_is_settled(value: Any, vr: str) -> None:
    source = Dataset()
    source[0x00280106] = DataElement(0x00280106, "US or SS", value, already_converted=True)

    assert dataset_to_json(source)["00280106"]["vr"] == vr


def test_empty_values_have_a_vr_alone_and_null_among_several() -> None:
    source = Dataset()
    source.PatientID, source.ImageType = "", ["ORIGINAL", "", "AXIAL"]

    found = dataset_to_json(source)

    assert found["00100020"] == {"vr": "LO"}
    assert found["00080008"]["Value"] == ["ORIGINAL", None, "AXIAL"]
