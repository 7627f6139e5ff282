"""Of pixels only what may be text is searched, and whatever may be is."""

import numpy as np
import pytest

from readingroom.imaging.datasets import seal_clean
from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.whole import pixel_leaks
from readingroom.imaging.deid.wordlike import wordlike
from tests.factories import dicom

WHO = Identity(names=frozenset({"qwzyxbjorn"}))


def section(text: bytes, place: int = 100) -> bytes:
    """Values of a scanner with ``text`` among them."""
    values = np.random.default_rng(3).normal(0, 300, (64, 64)).astype("<i2").tobytes()
    return values[:place] + text + values[place + len(text) :]


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("place", [0, 100, 101, 64 * 64 * 2 - 20])
def test_a_word_among_pixels_is_found_wherever_it_stands(encoding: str, place: int) -> None:
    text = "Qwzyxbjorn".encode(encoding)[: 64 * 64 * 2 - place]
    source = dicom.ct_slice()
    source.Rows = source.Columns = 64
    source.PixelData = section(text, place)

    found = pixel_leaks(seal_clean(source, "1.2.840.10008.1.2.1"), WHO)

    assert bool(found) is (len(text) >= 2 * 10 or encoding == "ascii")


def test_of_pixels_without_words_nothing_is_searched() -> None:
    assert wordlike(section(b"")) == b""
    assert wordlike(b"") == wordlike(b"Qwzyxbj") == b""


def test_what_ends_a_word_comes_with_it() -> None:
    assert wordlike(b"\1\2\3\4Qwzyxbjorn\5\6\7\10" + bytes(30)) == b"\3\4Qwzyxbjorn\5\6"
