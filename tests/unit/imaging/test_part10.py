"""Reading: what is read, and what is refused with which code."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest

from readingroom.imaging.limits import Limits
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.refusals import (
    Damaged,
    DiscIndex,
    NotDicom,
    TooDeep,
    TooLarge,
    UnsupportedSyntax,
)
from readingroom.kernel.errors import Rejected
from tests.factories import dicom

IMPLICIT, EXPLICIT, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG, DEFLATED])
def test_every_native_syntax_reads_to_the_same_values(syntax: str) -> None:
    written = dicom.ct_slice()

    raw = read_part10(dicom.to_bytes(written, transfer_syntax=syntax))

    assert raw.transfer_syntax_uid == syntax
    assert raw.dataset.file_meta.TransferSyntaxUID == syntax
    read = {e.tag: e.value for e in raw.dataset if e.keyword != "PixelData"}
    assert read == {e.tag: e.value for e in written if e.keyword != "PixelData"}


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG])
def test_a_bare_data_set_shows_which_syntax_it_is_in(syntax: str) -> None:
    data = dicom.to_bytes(dicom.ct_slice(), transfer_syntax=syntax, part10=False)

    raw = read_part10(data)

    assert raw.transfer_syntax_uid == syntax
    assert raw.dataset.PatientID == "P-1"


def test_a_syntax_stated_wrongly_is_found_out() -> None:
    honest = dicom.to_bytes(dicom.ct_slice(), transfer_syntax=EXPLICIT)
    lying = honest.replace(EXPLICIT.encode() + b"\0", IMPLICIT.encode() + b"\0\0\0")

    raw = read_part10(lying)

    assert raw.transfer_syntax_uid == EXPLICIT
    assert raw.dataset.Rows == 16


def test_reading_from_a_path_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(data := dicom.to_bytes(dicom.mr_slice()))
    path.chmod(0o400)

    raw = read_part10(path)

    assert raw.dataset.Modality == "MR"
    assert path.read_bytes() == data


def test_nested_values_and_character_sets_are_read_at_once() -> None:
    written = dicom.ct_slice(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg")
    item = pydicom.Dataset()
    item.ReferencedSOPInstanceUID, item.RequestedProcedureDescription = "1.2", "Schädel"
    written.RequestAttributesSequence = [item]

    raw = read_part10(dicom.to_bytes(written))

    assert str(raw.dataset.PatientName) == "Müller^Jörg"
    nested = raw.dataset.RequestAttributesSequence[0]
    assert nested.RequestedProcedureDescription == "Schädel"


def test_a_value_that_is_no_number_is_empty_and_the_rest_is_read() -> None:
    data = dicom.to_bytes(dicom.ct_slice(SliceThickness="5.25"))

    raw = read_part10(data.replace(b"5.25", b"five"))

    assert raw.dataset["SliceThickness"].value is None
    assert raw.dataset.Rows == 16


def test_signedness_settles_values_of_either_sign_in_nested_items() -> None:
    written = dicom.ct_slice()
    table = pydicom.Dataset()
    table.LUTDescriptor = [3, -5, 16]
    table["LUTDescriptor"].VR = "SS"
    written.VOILUTSequence = [table]

    raw = read_part10(dicom.to_bytes(written, transfer_syntax=IMPLICIT))

    assert list(raw.dataset.VOILUTSequence[0].LUTDescriptor) == [3, -5, 16]


def test_what_follows_the_pixels_is_left_behind() -> None:
    data = dicom.to_bytes(dicom.ct_slice()) + b"Nobody^Nora lives at Main Street" * 3

    raw = read_part10(data)

    assert max(raw.dataset.keys()) == 0x7FE00010
    assert len(raw.dataset.PixelData) == 512


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 100, b"PK\x03\x04" + b"\0" * 400, b"<html>" * 99, b"\x08\x00" + b"\xff" * 300],
)
def test_what_is_not_dicom_is_called_so(data: bytes) -> None:
    with pytest.raises(NotDicom) as refusal:
        read_part10(data)

    assert refusal.value.code == "not_dicom"


def test_the_index_of_a_disc_is_not_an_image() -> None:
    index = dicom.secondary_capture(SOPClassUID="1.2.840.10008.1.3.10", PixelData=None)

    with pytest.raises(DiscIndex) as refusal:
        read_part10(dicom.to_bytes(index))

    assert refusal.value.code == "dicomdir"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.95, 0.999])
def test_a_truncated_file_is_damaged(kept: float) -> None:
    data = dicom.to_bytes(dicom.ct_slice())

    with pytest.raises(Damaged):
        read_part10(data[: int(len(data) * kept)])


def _refusal(data: bytes) -> str:
    """All that a refusal says; nothing if there is none. Any other error fails the test."""
    try:
        read_part10(data)
    except Rejected as refusal:
        return f"{refusal.code} {refusal} {refusal.detail}\n"
    return ""


def test_every_truncation_is_refused_or_read_but_never_raises_another_error() -> None:
    data = dicom.to_bytes(dicom.marked(dicom.enhanced_mr(), "MARK"))

    said = "".join(_refusal(data[:length]) for length in range(0, len(data), 23))

    assert "damaged" in said
    assert "MARK" not in said


def test_every_changed_byte_is_refused_or_read_but_never_raises_another_error() -> None:
    data = bytearray(dicom.to_bytes(dicom.marked(dicom.enhanced_mr(frames=2), "MARK")))
    random = np.random.default_rng(7)

    said = ""
    for place in random.integers(132, len(data), 300):
        before, data[place] = data[place], int(random.integers(256))
        said += _refusal(bytes(data))
        data[place] = before

    assert "damaged" in said
    assert "MARK" not in said


def test_a_length_beyond_the_file_is_refused_before_anything_is_taken() -> None:
    data = dicom.to_bytes(dicom.ct_slice())
    at = data.index(struct.pack("<HH", 0x7FE0, 0x10))

    with pytest.raises(Damaged):
        read_part10(data[: at + 8] + struct.pack("<L", 0xFFFFFFF0) + data[at + 12 :])


def _nested(depth: int, *, closed: bool) -> bytes:
    tag = struct.pack("<HH", 0x0040, 0x0275)
    if closed:
        data = b""
        for _ in range(depth):
            item = struct.pack("<HHL", 0xFFFE, 0xE000, len(data)) + data
            data = tag + b"SQ\0\0" + struct.pack("<L", len(item)) + item
        return data
    opening = tag + b"SQ\0\0\xff\xff\xff\xff" + struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
    return opening * depth + struct.pack("<HHLHHL", 0xFFFE, 0xE00D, 0, 0xFFFE, 0xE0DD, 0) * depth


@pytest.mark.parametrize("closed", [True, False])
def test_nesting_is_bounded(closed: bool) -> None:
    head = dicom.to_bytes(dicom.secondary_capture(PixelData=None))

    read_part10(head + _nested(30, closed=closed))
    with pytest.raises(TooDeep):
        read_part10(head + _nested(600, closed=closed))


@pytest.mark.parametrize("closed", [True, False])
def test_what_lies_too_deep_is_left_out_and_all_else_stays(closed: bool) -> None:
    head = dicom.to_bytes(dicom.secondary_capture(PixelData=None))

    found = read_part10(head + _nested(60, closed=closed)).dataset

    assert found.SOPClassUID == dicom.secondary_capture().SOPClassUID
    depth, item = 0, found
    while sequences := [element.value for element in item if element.VR == "SQ"]:
        if not sequences[0]:
            break
        depth, item = depth + 1, sequences[0][0]
    assert depth == 32


def test_the_number_of_elements_is_bounded() -> None:
    many = _nested(1, closed=True) * 300

    with pytest.raises(TooLarge):
        read_part10(
            dicom.to_bytes(dicom.secondary_capture(PixelData=None)) + many,
            limits=Limits(elements=500),
        )


def test_a_file_above_the_limit_is_not_opened_further(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(dicom.to_bytes(dicom.ct_slice()))

    with pytest.raises(TooLarge):
        read_part10(path, limits=Limits(file_bytes=100))


def test_a_deflate_bomb_is_noticed_before_it_goes_off() -> None:
    calm = dicom.to_bytes(dicom.ct_slice(), transfer_syntax=DEFLATED)
    start = calm.index(DEFLATED.encode()) + len(DEFLATED)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b"\0" * 80_000_000) + packer.flush()

    with pytest.raises(TooLarge):
        read_part10(calm[: start + start % 2] + bomb)


def test_numbers_written_as_text_are_bounded() -> None:
    long = struct.pack("<HHL", 0x3004, 0x0058, 900_000) + b"1\\" * 450_000
    head = dicom.to_bytes(dicom.ct_slice(PixelData=None), transfer_syntax=IMPLICIT)

    with pytest.raises(TooLarge):
        read_part10(head + long, limits=Limits(numeric_text_bytes=500_000))


def test_an_unknown_transfer_syntax_is_refused() -> None:
    data = dicom.to_bytes(dicom.ct_slice()).replace(
        EXPLICIT.encode() + b"\0", b"1.2.840.10008.9.9.99"
    )

    with pytest.raises(UnsupportedSyntax):
        read_part10(data)


def test_nothing_is_logged_and_no_value_is_shown(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    data = dicom.to_bytes(dicom.ct_slice(PatientBirthDate="19440101", SliceThickness="5.25"))

    raw = read_part10(data.replace(b"19440101", b"SECRET99").replace(b"5.25", b"SECR"))

    assert "SECR" not in caplog.text
    assert not recwarn.list
    assert "SECR" not in repr(raw)


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT])
@pytest.mark.parametrize(
    "appended", [b"\r\nSomebody Else\r\n", "\r\nSomebody Else".encode("utf-16-le")]
)
def test_what_is_appended_to_an_object_without_pixels_is_left_out(
    syntax: str, appended: bytes
) -> None:
    whole = dicom.ct_slice()
    del whole.PixelData
    content = dicom.to_bytes(whole, transfer_syntax=syntax)

    raw = read_part10(content + appended)

    assert {e.tag for e in raw.dataset} == {e.tag for e in whole}


def test_an_object_cut_off_in_its_last_value_is_still_damaged() -> None:
    whole = dicom.ct_slice()
    del whole.PixelData
    whole.StudyComments = "a comment that goes on for a while"

    with pytest.raises(Damaged):
        read_part10(dicom.to_bytes(whole)[:-3])
