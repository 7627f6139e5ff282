"""Native pixel data keep every pixel and nothing else."""

import numpy as np
import pytest

from tests.factories.dicom import ct_slice, mr_slice, us_clip
from tests.unit.imaging.deid.objects import cleaned

MARKER = b"QZMARKERZQ"


def test_what_follows_the_last_pixel_goes() -> None:
    dataset = ct_slice()
    pixels = dataset.PixelData
    dataset.PixelData = pixels + MARKER

    assert cleaned(dataset).PixelData == pixels


def test_padding_that_is_no_zero_goes() -> None:
    dataset = us_clip(frames=1, rows=3, columns=3)
    dataset.PixelData = dataset.PixelData[:27] + b"Q"

    assert cleaned(dataset).PixelData == dataset.PixelData[:27] + b"\0"


def test_bits_above_those_stored_go() -> None:
    dataset = mr_slice()
    values = np.frombuffer(dataset.PixelData, "<u2")
    dataset.PixelData = (values | 0xA000).astype("<u2").tobytes()

    assert cleaned(dataset).PixelData == (values & 0x0FFF).tobytes()


@pytest.mark.parametrize("written", ["extended", "zero"])
def test_the_sign_above_a_signed_value_stays_as_it_was_written(written: str) -> None:
    dataset = ct_slice()
    values = np.arange(-128, 128, dtype="<i2").reshape(16, 16)
    if written == "zero":
        values = values & 0x0FFF
    dataset.PixelData, dataset.BitsStored, dataset.HighBit = values.tobytes(), 12, 11

    assert cleaned(dataset).PixelData is dataset["PixelData"].value


def test_a_hidden_bit_above_a_signed_value_goes() -> None:
    dataset = ct_slice()
    values = np.full((16, 16), 5 | 0x4000, dtype="<i2")
    dataset.PixelData, dataset.BitsStored, dataset.HighBit = values.tobytes(), 12, 11

    assert set(np.frombuffer(cleaned(dataset).PixelData, "<i2")) == {5}


def test_pixels_that_the_header_does_not_describe_are_left_to_the_decoder() -> None:
    dataset = ct_slice(Rows="")

    assert cleaned(dataset).PixelData is dataset["PixelData"].value
