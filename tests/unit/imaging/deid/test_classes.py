"""An object holds what its class may hold, and what it must."""

from typing import Any

import pytest
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.uid import (
    BasicTextSRStorage,
    CTImageStorage,
    EnhancedMRImageStorage,
    LegacyConvertedEnhancedCTImageStorage,
    MRImageStorage,
    SegmentationStorage,
)
from tools.make_iod_table import TABLE, make_table, render_table

from readingroom.imaging.deid.classes import Level, extra_attributes, top_level
from readingroom.imaging.sopclasses import ACCEPTED, ClassNotAccepted
from tests.factories.dicom import ct_slice, enhanced_mr, mr_slice
from tests.unit.imaging.deid.objects import cleaned, deidentified


def tag(keyword: str) -> int:
    found = tag_for_keyword(keyword)
    assert found is not None
    return found


def kind(level: Level, *path: str) -> str | None:
    for keyword in path[:-1]:
        level = level.items_of(tag(keyword))
    return level.types.get(tag(path[-1]))


@pytest.mark.parametrize("uid", ACCEPTED)
def test_every_accepted_class_says_where_it_belongs(uid: str) -> None:
    level = top_level(uid)

    assert {kind(level, k) for k in ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID")} == {"1"}
    assert {kind(level, k) for k in ("PatientName", "PatientID", "StudyDate")} == {"2"}
    assert kind(level, "DistributionType") != "1"
    assert tag("BeamSequence") not in level.types


def test_a_class_that_no_table_has_is_refused() -> None:
    with pytest.raises(ClassNotAccepted):
        top_level("1.2.3")


@pytest.mark.parametrize(
    ("uid", "path", "expected"),
    [
        (CTImageStorage, ("KVP",), "2"),
        (CTImageStorage, ("EchoTime",), None),
        (MRImageStorage, ("EchoTime",), "2"),
        (MRImageStorage, ("DiffusionBValue",), "3"),  # of a newer class, and common here
        (CTImageStorage, ("ContributingEquipmentSequence", "Manufacturer"), "1"),
        (EnhancedMRImageStorage, ("ManufacturerModelName",), "1"),
        (SegmentationStorage, ("SegmentSequence", "SegmentLabel"), "1"),
        (
            EnhancedMRImageStorage,
            ("PerFrameFunctionalGroupsSequence", "PlanePositionSequence", "ImagePositionPatient"),
            "1C",
        ),
        (BasicTextSRStorage, ("ContentSequence",) * 6 + ("TextValue",), "1C"),
        (
            LegacyConvertedEnhancedCTImageStorage,
            (
                "PerFrameFunctionalGroupsSequence",
                "UnassignedPerFrameConvertedAttributesSequence",
                "InstanceNumber",
            ),
            "3",
        ),
    ],
)
def test_types_are_those_of_the_standard(
    uid: str, path: tuple[str, ...], expected: str | None
) -> None:
    assert kind(top_level(uid), *path) == expected


def test_what_a_class_may_hold_beyond_the_standard_is_not_in_its_own_list() -> None:
    assert tag("DiffusionBValue") in extra_attributes(MRImageStorage)
    assert tag("EchoTime") not in extra_attributes(MRImageStorage)
    assert tag("PatientName") not in {t for uid in ACCEPTED for t in extra_attributes(uid)}


def test_the_tool_makes_trees_of_modules() -> None:
    person = [_listed("PatientName", "2"), _listed("KVP", "1")]
    nested = [_listed("KVP", "3"), _listed("CodeValue", "1", "ViewCodeSequence")]
    content = [_listed("CodeValue", "1", "ContentSequence")]
    uid = CTImageStorage

    table = make_table({uid: [("M", person), ("U", nested), ("M", content)]})
    types, children = table["nodes"][table["classes"][uid]]

    assert types["1"] == "00180060"  # the stricter of two
    assert types["2"] == "00100010"
    assert set(children) == {"00540220", "0040a730"}
    assert render_table(table).count("\n") > 5


def _listed(keyword: str, stated: str, *path: str) -> dict[str, Any]:
    return {"keyword": keyword, "type": stated, "path": list(path)}


def test_the_table_is_small_enough_to_read() -> None:
    assert TABLE.stat().st_size < 500_000


def test_attributes_of_other_classes_are_gone_and_counted() -> None:
    out = deidentified(ct_slice(EchoTime=90, VerifyingObserverName="Smith"))

    assert "EchoTime" not in out.clean.dataset
    assert set(out.report.counts[("removed", "not_of_class")]) == {
        "EchoTime",
        "VerifyingObserverName",
    }


def test_parameters_of_the_newer_class_stay_on_the_older() -> None:
    assert cleaned(mr_slice(DiffusionBValue=800.0)).DiffusionBValue == 800.0


def test_a_required_attribute_whose_value_goes_takes_a_dummy() -> None:
    dataset = enhanced_mr(
        Manufacturer="Dr Smith", ManufacturerModelName="Smith", DeviceSerialNumber="SN-4711",
        SoftwareVersions="for Smith",
    )  # fmt: skip

    clean = cleaned(dataset)

    for keyword in (
        "Manufacturer", "ManufacturerModelName", "DeviceSerialNumber", "SoftwareVersions",
    ):  # fmt: skip
        assert clean[keyword].value == "REMOVED"


def test_a_required_attribute_of_an_item_takes_a_dummy_too() -> None:
    segment = Dataset()
    segment.SegmentNumber, segment.SegmentLabel = 1, "Smith"
    segment.SegmentAlgorithmType, segment.SegmentAlgorithmName = "AUTOMATIC", "Smith"
    local = Dataset()
    local.CodeValue, local.CodingSchemeDesignator, local.CodeMeaning = "4711", "99X", "Smith"
    segment.SegmentedPropertyTypeCodeSequence = [local]

    item = cleaned(ct_slice(SOPClassUID=SegmentationStorage, SegmentSequence=[segment]))
    kept = item.SegmentSequence[0]

    assert (kept.SegmentLabel, kept.SegmentAlgorithmName) == ("Segment1", "REMOVED")
    assert kept.SegmentedPropertyTypeCodeSequence[0].CodeMeaning == "Unknown"


def test_dates_that_must_be_there_and_can_not_move_are_the_base_date() -> None:
    clean = cleaned(enhanced_mr(AcquisitionDateTime="no date at all", ContentDate="nonsense"))

    assert clean.AcquisitionDateTime == "20000101120000"
    assert clean.ContentDate == "20000101"


def test_an_empty_optional_attribute_is_not_written() -> None:
    assert "SeriesDescription" not in cleaned(ct_slice(SeriesDescription=""))
    assert cleaned(ct_slice(KVP=None))["PatientName"].is_empty
