"""What the first bytes of an object tell."""

import io

import pytest
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from readingroom.imaging.headline import part10_prefix, read_headline, studies_in
from readingroom.imaging.part10 import read_part10
from tests.factories import dicom


@pytest.mark.parametrize("syntax", [None, ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_an_object_is_named_by_its_beginning(syntax: str | None) -> None:
    ds = dicom.mr_slice()
    if syntax:
        ds.file_meta.TransferSyntaxUID = syntax
    file = io.BytesIO()
    dcmwrite(
        file, ds, enforce_file_format=True,
        little_endian=syntax != ExplicitVRBigEndian, implicit_vr=syntax == ImplicitVRLittleEndian,
    )  # fmt: skip

    found = read_headline(file.getvalue()[:2000])

    assert found
    assert (found.sop_class, found.sop_instance) == (ds.SOPClassUID, ds.SOPInstanceUID)
    assert found.transfer_syntax == ds.file_meta.TransferSyntaxUID
    assert found.studies == (ds.StudyInstanceUID,)


@pytest.mark.parametrize("cut", [0, 100, 131, 132, 140, 200])
def test_what_is_no_part_10_file_or_breaks_off_has_none(cut: int) -> None:
    assert read_headline(dicom.to_bytes(dicom.ct_slice())[:cut]) is None


def test_a_file_without_its_preamble_is_named_too() -> None:
    ds = dicom.ct_slice()

    found = read_headline(dicom.to_bytes(ds)[132:])

    assert found
    assert found.sop_instance == ds.SOPInstanceUID


def test_a_value_that_is_no_uid_names_no_study() -> None:
    assert studies_in(b"\x20\x00\x0d\x00UI\x08\x00not.uid!" + b"\x20\x00\x0d\x00UI\xff\xff") == ()


def test_a_prefix_makes_a_data_set_a_file() -> None:
    ds = dicom.ct_slice()
    whole = dicom.to_bytes(ds)
    start = whole.index(b"\x08\x00\x05\x00")

    prefix = part10_prefix(ds.SOPClassUID, ds.SOPInstanceUID, ds.file_meta.TransferSyntaxUID)
    made = read_part10(prefix + whole[start:]).dataset

    assert made.file_meta.MediaStorageSOPInstanceUID == ds.SOPInstanceUID
    assert made.PixelData == ds.PixelData
