"""What no dictionary of identity knows doesn't come out either: the allow-list alone stops it.

Each trick of ``attacks`` hides a name, a number or a birthday where a valid file might have
something useful. Either the file is held, or nothing of it is in the bytes that come out.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import numpy as np
import pytest

from readingroom.imaging.deid.apply import DeidContext
from readingroom.imaging.deid.policy import TOOL_POLICY
from readingroom.imaging.deid.whole import CleanObject, clean_object
from readingroom.imaging.part10 import read_part10
from tests.factories import dicom
from tests.proof import frame_attacks
from tests.proof.attacks import ATTACKS, DAY, MARKER, NOTATIONS, NUMBER
from tests.proof.search import Wanted

WANTED: Final = Wanted([MARKER, MARKER[:8], NUMBER, DAY, *NOTATIONS])
CONTEXT: Final = DeidContext(b"k" * 32, datetime(2024, 3, 15, 10, 15), policy=TOOL_POLICY)  # noqa: DTZ001  # DICOM times are naive


def cleaned(data: bytes) -> CleanObject:
    return clean_object(read_part10(data), context=CONTEXT)


@pytest.mark.parametrize("trick", ATTACKS.values(), ids=list(ATTACKS))
def test_what_is_hidden_by_a_trick_does_not_come_out(trick: Callable[[], bytes]) -> None:
    data = trick()
    assert WANTED.in_bytes(data)

    done = cleaned(data)

    assert done.holds or not WANTED.in_bytes(done.data)


@pytest.mark.parametrize(
    "trick", frame_attacks.IN_PIXELS.values(), ids=list(frame_attacks.IN_PIXELS)
)
def test_what_is_hidden_among_pixels_does_not_come_out(trick: Callable[[], bytes]) -> None:
    data = trick()
    assert WANTED.in_bytes(data)

    done = cleaned(data)

    assert done.holds or not WANTED.in_bytes(done.data)


@pytest.mark.parametrize("signed", [False, True])
def test_what_is_hidden_in_bits_that_store_nothing_does_not_come_out(*, signed: bool) -> None:
    hidden = frame_attacks.nibbles().reshape(16, 12)
    values = (np.arange(192, dtype=np.uint16).reshape(16, 12) | hidden << 12).view(
        np.int16 if signed else np.uint16
    )
    source = dicom.mr_slice(values=values)

    done = cleaned(dicom.to_bytes(source))

    stored = np.frombuffer(done.clean.dataset.PixelData, dtype="<u2").reshape(16, 12)
    assert (stored == np.arange(192).reshape(16, 12)).all()


def test_an_honest_file_comes_out() -> None:
    done = cleaned(dicom.to_bytes(dicom.ct_slice(SeriesDescription="CHEST")))

    assert done.holds == ()
    assert done.clean.dataset.SeriesDescription == "CHEST"
