"""Private attributes stay when they are on the list, and then only as numbers."""

import struct

import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.deid.apply import DeidContext
from readingroom.imaging.deid.policy import Policy
from readingroom.imaging.deid.safe_private import SAFE, is_listed
from tests.factories.dicom import mr_slice
from tests.unit.imaging.deid.objects import ANCHOR, SECRET, cleaned, deidentified

SIEMENS = "SIEMENS MR HEADER"


def with_private(creator: str, group: int, element: int, vr: str, value: object) -> Dataset:
    dataset = mr_slice()
    dataset.private_block(group, creator, create=True).add_new(element, vr, value)
    return dataset


def test_a_b_value_stays_with_its_creator() -> None:
    out = deidentified(with_private(SIEMENS, 0x0019, 0x0C, "IS", "1000"))

    assert out.clean.dataset[0x00190010].value == SIEMENS
    assert out.clean.dataset[0x0019100C].value == 1000
    assert "113111" in out.report.options
    assert out.report.counts[("kept", "safe_private")].total() == 1


def test_a_value_whose_representation_the_file_does_not_state_is_read_as_listed() -> None:
    data = struct.pack("<3d", 0.5, 0.0, -0.5)

    clean = cleaned(with_private(SIEMENS, 0x0019, 0x0E, "UN", data))

    assert list(clean[0x0019100E].value) == [0.5, 0.0, -0.5]


@pytest.mark.parametrize(
    ("creator", "element", "vr", "value"),
    [
        ("SIEMENS MR HEADER X", 0x0C, "IS", "1000"),  # another creator
        ("siemens mr header", 0x0C, "IS", "1000"),
        (SIEMENS, 0x08, "CS", "IMAGE NUM 4"),  # not on the list
        (SIEMENS, 0x0C, "LO", "Smith"),  # no number
        (SIEMENS, 0x0C, "UN", b"Smith^J "),
        (SIEMENS, 0x0E, "UN", b"Smith^J, 1234567"),
        (SIEMENS, 0x0C, "IS", ["1"] * 65),  # longer than any measurement
        (SIEMENS, 0x0C, "IS", "123456789"),  # nor so large
    ],
)
def test_anything_else_goes(creator: str, element: int, vr: str, value: object) -> None:
    out = deidentified(with_private(creator, 0x0019, element, vr, value))

    assert [e.tag for e in out.clean.dataset if e.tag.is_private] == []
    assert "113111" not in out.report.options


def test_a_block_without_a_creator_goes() -> None:
    dataset = mr_slice()
    dataset.add_new(0x0019100C, "IS", "1000")

    assert [e.tag for e in cleaned(dataset) if e.tag.is_private] == []


def test_the_policy_may_let_all_go() -> None:
    context = DeidContext(SECRET, ANCHOR, policy=Policy(safe_private=False))
    clean = cleaned(with_private(SIEMENS, 0x0019, 0x0C, "IS", "1000"), context)

    assert [e.tag for e in clean if e.tag.is_private] == []


def test_the_list_holds_numbers_of_private_groups_only() -> None:
    listed = [(place, safe) for places in SAFE.values() for place, safe in places.items()]

    assert {safe.vr for _, safe in listed} <= {"DS", "IS", "FL", "FD", "SS", "US", "SL", "UL"}
    assert all(group % 2 == 1 and 0 <= element <= 0xFF for (group, element), _ in listed)
    assert is_listed(0x0019100C)
    assert not is_listed(0x00091010)
