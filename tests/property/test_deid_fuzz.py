"""Mutated files through reading and cleaning: whatever comes, no crash and no leak.

Seeded, so that each run tries the same; a count, so that it takes the same time.
"""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import EncapsulatedPDFStorage

from readingroom.imaging.deid import cda, pdf
from readingroom.imaging.deid.apply import DeidContext
from readingroom.imaging.deid.copies import DocumentRefused
from readingroom.imaging.deid.identity import Identity, identity_of
from readingroom.imaging.deid.policy import Policy
from readingroom.imaging.deid.whole import clean_object
from readingroom.imaging.limits import Limits
from readingroom.imaging.part10 import read_part10
from readingroom.kernel.errors import Rejected
from tests.factories import dicom
from tests.unit.imaging.deid.objects import SECRET, holds
from tests.unit.imaging.deid.test_content import drawing
from tests.unit.imaging.deid.test_pdf import page
from tests.unit.imaging.deid.test_redacted import cda as cda_document
from tests.unit.imaging.deid.test_structures import electrocardiogram, without_pixels

MARKER = "Qwzyxbjorn"
# Small, so that what says that it is large is refused early.
LIMITS = Limits(file_bytes=4 * 1024**2, inflated_bytes=4 * 1024**2, frames=64)
POLICY = Policy(burned_in="mask")
LENGTHS = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff", b"\x01\x00", b"\xfe\xff\x00\xe0")
VRS = (b"SQ", b"UN", b"OB", b"LO", b"PN", b"DS", b"UI", b"AT", b"??")

Mutation = Callable[[random.Random, bytearray], None]


def flip(chance: random.Random, data: bytearray) -> None:
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data)) :]


def drop(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, 64)]


def repeat(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.randint(1, 200)]


def lie(chance: random.Random, data: bytearray) -> None:
    """Another length, tag or VR somewhere."""
    start, lie_ = chance.randrange(len(data)), chance.choice(LENGTHS + VRS)
    data[start : start + len(lie_)] = lie_


def swap(chance: random.Random, data: bytearray) -> None:
    one, other = (chance.randrange(len(data)) for _ in range(2))
    data[one : one + 8], data[other : other + 8] = data[other : other + 8], data[one : one + 8]


MUTATIONS: tuple[Mutation, ...] = (flip, cut, drop, repeat, lie, swap)


def drawn() -> Dataset:
    return drawing("left lung", MARKER)


def letter() -> Dataset:
    dataset = without_pixels(EncapsulatedPDFStorage, "DOC")
    dataset.EncapsulatedDocument = page(f"For {MARKER}.", compressed=False) + b" "
    return dataset


def compressed(dataset: Dataset) -> Dataset:
    """In JPEG, with a comment that names someone (ITU-T T.81 B.2.4.5)."""
    picture = imagecodecs.jpeg8_encode(np.zeros((8, 8), np.uint8))
    comment = b"\xff\xfe" + (2 + len(MARKER)).to_bytes(2, "big") + MARKER.encode()
    frame = picture[:2] + comment + picture[2:]
    dataset.Rows, dataset.Columns = 8, 8
    return dicom.encapsulated(dataset, "1.2.840.10008.1.2.4.50", [frame])


def seeds() -> list[bytes]:
    """Small objects of several kinds and syntaxes, each with a marker in every text."""
    makers = (dicom.ct_slice, dicom.mr_slice, dicom.enhanced_mr, dicom.palette, dicom.ybr_full)
    marked = [dicom.marked(make(), MARKER) for make in makers]
    written = [dicom.marked(make(), MARKER) for make in (electrocardiogram, drawn, letter)]
    return [
        *(dicom.to_bytes(dataset) for dataset in (*written, compressed(marked[3]))),
        *(dicom.to_bytes(dataset) for dataset in marked),
        dicom.to_bytes(marked[0], transfer_syntax="1.2.840.10008.1.2"),
        dicom.to_bytes(marked[1], transfer_syntax="1.2.840.10008.1.2.2"),
        dicom.to_bytes(marked[2], transfer_syntax="1.2.840.10008.1.2.1.99"),
    ]


def outcome(data: bytes, *, marker: str = "") -> str:
    """What becomes of one file. Anything but a refusal that we mean is a failure of the test."""
    try:
        raw = read_part10(data, limits=LIMITS)
        context = DeidContext(SECRET, datetime(2024, 3, 15), identity_of(raw), POLICY)  # noqa: DTZ001  as in DICOM
        done = clean_object(raw, context=context, budget_s=0.2)
    except Rejected as refusal:
        return refusal.code
    assert not (marker and done.data and holds(done.data, marker))
    if done.data:
        read_part10(done.data, limits=LIMITS)
    return "held" if done.holds else "clean"


def mutated(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        if changed:
            chance.choice(MUTATIONS)(chance, changed)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(4))
def test_no_mutation_of_a_marked_file_crashes_or_leaks(seed: int) -> None:
    chance, files = random.Random(seed), seeds()  # noqa: S311  # chance, not secrecy

    outcomes = [outcome(mutated(chance, chance.choice(files)), marker=MARKER) for _ in range(60)]

    # Some come through, and some do not: else nothing was tried.
    assert "clean" in outcomes
    assert len(set(outcomes)) > 1


@pytest.mark.parametrize(
    ("check", "copy"),
    [
        (pdf.check_redacted, page("No fracture.", compressed=True)),
        (pdf.check_redacted, page("No fracture.", compressed=False)),
        (cda.check_redacted, cda_document("No fracture.")),
        (cda.check_redacted, cda_document("No fracture.", encoding="utf-16")),
    ],
)
def test_no_mutation_of_a_redacted_copy_does_more_than_be_refused(
    check: Callable[[bytes, Identity], None], copy: bytes
) -> None:
    chance = random.Random(11)  # noqa: S311  # chance, not secrecy

    refused = 0
    for _ in range(60):
        try:
            check(mutated(chance, copy), Identity(names=frozenset({MARKER.lower()})))
        except DocumentRefused:
            refused += 1

    assert refused > 0


@pytest.mark.shared
def test_no_mutation_of_a_real_file_crashes(shared: Path) -> None:
    chance = random.Random(7)  # noqa: S311  # chance, not secrecy
    folders = [shared / "data" / "real" / "pydicom_data", shared / "data" / "hostile" / "pydicom"]
    files = [
        path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.stat().st_size < 100_000
    ]

    for _ in range(80):
        outcome(mutated(chance, chance.choice(files)))
