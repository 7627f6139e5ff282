"""What is read quickly is what pydicom reads."""

from pathlib import Path
from typing import Any

import pytest
from pydicom.charset import default_encoding
from pydicom.dataelem import RawDataElement, convert_raw_data_element
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from readingroom.imaging import parser
from readingroom.imaging.conversion import NOT_PLAIN, plain_value
from readingroom.imaging.part10 import read_part10
from readingroom.kernel.errors import Rejected

TEXTS = [
    b"ORIGINAL\\PRIMARY ", b" CT", b"A\\\\B ", b"  ", b"x\0", b"\\", b"1.2.840\0", b"120 ",
    b" 0.5\\1e3 ", b"1.0", b"-7", b"007", b"20240315", b"1_000", b"nan", b"word", b"1.5\\",
]  # fmt: skip
VRS = ["AS", "CS", "DA", "DT", "TM", "LO", "SH", "UC", "LT", "ST", "UT", "UI", "DS", "IS"]
NUMBER_VRS = ["US", "SS", "UL", "SL", "FL", "FD", "UV", "SV"]


def by_pydicom(vr: str, data: bytes, *, little: bool = True) -> Any:
    raw = RawDataElement(BaseTag(0x00191010), vr, len(data), data, 0, False, little)
    return convert_raw_data_element(raw, encoding=[default_encoding]).value


def shape(value: Any) -> Any:
    """A value with its type, and how a number was written."""
    if isinstance(value, MultiValue | list):
        return type(value).__name__, [shape(item) for item in value]
    return type(value).__name__, str(getattr(value, "original_string", "")), repr(value)


@pytest.mark.parametrize("vr", VRS)
@pytest.mark.parametrize("data", TEXTS)
def test_text_is_read_as_pydicom_reads_it(vr: str, data: bytes) -> None:
    plain = plain_value(vr, data, little=True)

    assert plain is NOT_PLAIN or shape(plain) == shape(by_pydicom(vr, data))


@pytest.mark.parametrize("little", [True, False])
@pytest.mark.parametrize("vr", NUMBER_VRS)
def test_numbers_are_read_as_pydicom_reads_them(vr: str, little: bool) -> None:
    for data in (bytes(range(8)), bytes(range(16, 32)), b"\xff" * 8):
        plain = plain_value(vr, data, little=little)

        assert plain is NOT_PLAIN or shape(plain) == shape(by_pydicom(vr, data, little=little))


def test_what_is_odd_is_left_to_pydicom() -> None:
    assert plain_value("LO", "Müller".encode("latin-1"), little=True) is NOT_PLAIN
    assert plain_value("LO", b"\x1b$B;3ED\x1b(B", little=True) is NOT_PLAIN
    assert plain_value("PN", b"Smith^J", little=True) is NOT_PLAIN
    assert plain_value("US", b"\0\0\0", little=True) is NOT_PLAIN


def test_two_objects_share_no_list() -> None:
    first, second = (plain_value("DS", b"0.5\\0.5", little=True) for _ in range(2))

    first[0] = 1.0

    assert second == [0.5, 0.5]


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["real/pydicom_data", "hostile/pydicom", "hostile/fo-dicom"])
def test_whole_files_are_read_as_pydicom_reads_their_values(
    shared: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [p for p in sorted((shared / "data" / folder).rglob("*")) if p.is_file()]
    quick = [read(path) for path in paths]
    monkeypatch.setattr(parser, "plain_value", lambda *_, **__: NOT_PLAIN)

    assert quick == [read(path) for path in paths]


def read(path: Path) -> Any:
    try:
        return flat(read_part10(path).dataset)
    except Rejected as refusal:
        return refusal.code


def flat(dataset: Dataset) -> list[Any]:
    return [
        (element.tag, element.VR, [flat(item) for item in element.value])
        if element.VR == "SQ"
        else (element.tag, element.VR, shape(element.value), element.is_undefined_length)
        for element in dataset
    ]
