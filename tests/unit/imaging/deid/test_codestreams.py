"""Compressed frames keep their picture and lose whatever rides along."""

import io
import struct

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit, JPEGLSLossless, RLELossless

from readingroom.imaging.deid.codestreams import strip_frame, strip_frames
from readingroom.imaging.refusals import CannotDecode

MARKER = b"Zqyxvaldjo^Anna"
PICTURE = (np.arange(32 * 32).reshape(32, 32) % 251).astype(np.uint8)


def stripped(frame: bytes, syntax: str) -> bytes:
    return strip_frame(frame, transfer_syntax_uid=syntax, plane_bytes=PICTURE.size)


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg() -> bytes:
    target = io.BytesIO()
    Image.fromarray(PICTURE).save(target, "JPEG", comment=MARKER)
    return target.getvalue()


def with_segments(frame: bytes) -> bytes:
    """After the start of the image: comment, Exif, an overlong JFIF and Adobe mark; and a tail."""
    extra = (
        segment(0xFE, MARKER) + segment(0xE1, b"Exif\0\0" + MARKER) + segment(0xED, MARKER)
        + segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0" + MARKER)
        + segment(0xE0, b"JFXX\0\x10" + MARKER)
    )  # fmt: skip
    return frame[:2] + extra + frame[2:] + MARKER


@pytest.mark.parametrize(
    ("syntax", "frame"),
    [
        (JPEGBaseline8Bit, with_segments(jpeg())),
        (JPEGLSLossless, with_segments(imagecodecs.jpegls_encode(PICTURE))),
        ("1.2.840.10008.1.2.4.70", with_segments(imagecodecs.ljpeg_encode(PICTURE))),
    ],
)
def test_a_jpeg_keeps_its_picture_alone(syntax: str, frame: bytes) -> None:
    clean = stripped(frame, syntax)

    assert MARKER in frame
    assert MARKER not in clean
    decode = {
        JPEGBaseline8Bit: imagecodecs.jpeg8_decode, JPEGLSLossless: imagecodecs.jpegls_decode,
    }.get(syntax, imagecodecs.ljpeg_decode)  # fmt: skip
    assert np.array_equal(decode(clean), decode(frame))


def test_the_mark_of_an_adobe_colour_space_stays() -> None:
    adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01" + MARKER)
    frame = jpeg()

    clean = stripped(frame[:2] + adobe + frame[2:], JPEGBaseline8Bit)

    assert segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01") in clean
    assert MARKER not in clean


def jpeg_2000() -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(PICTURE, codecformat="J2K", level=0))


def test_a_jpeg_2000_loses_comments_and_what_follows_its_end() -> None:
    frame = jpeg_2000()
    commented = frame[:2] + frame[2:].replace(
        b"\xff\x52", struct.pack(">HHH", 0xFF64, len(MARKER) + 4, 1) + MARKER + b"\xff\x52", 1
    )
    start = commented.index(b"\xff\x90")
    length = struct.unpack_from(">L", commented, start + 6)[0]
    inner = struct.pack(">HHH", 0xFF64, len(MARKER) + 4, 1) + MARKER
    tile = commented[start : start + 12] + inner + commented[start + 12 : start + length]
    tile = tile[:6] + struct.pack(">L", len(tile)) + tile[10:]
    frame = commented[:start] + tile + commented[start + length :] + MARKER

    clean = stripped(frame, JPEG2000Lossless)

    assert frame.count(MARKER) == 3
    assert MARKER not in clean
    assert np.array_equal(imagecodecs.jpeg2k_decode(clean), PICTURE)


def test_a_jp2_file_leaves_its_boxes_behind() -> None:
    box = struct.pack(">L4s", 8 + len(MARKER), b"xml ") + MARKER
    frame = bytes(imagecodecs.jpeg2k_encode(PICTURE, codecformat="JP2", level=0)) + box

    clean = stripped(frame, JPEG2000Lossless)

    assert clean.startswith(b"\xff\x4f")
    assert MARKER not in clean
    assert np.array_equal(imagecodecs.jpeg2k_decode(clean), PICTURE)


def test_rle_ends_where_its_runs_have_filled_the_plane() -> None:
    runs = imagecodecs.packbits_encode(PICTURE.tobytes())
    header = struct.pack("<2L", 1, 64) + MARKER.ljust(56, b"\0")

    clean = stripped(header + runs + MARKER, RLELossless)

    assert clean == struct.pack("<16L", 1, 64, *[0] * 14) + runs + b"\0" * (len(runs) % 2)


def test_a_frame_too_many_and_the_offset_tables_go() -> None:
    dataset = Dataset()
    dataset.Rows, dataset.Columns, dataset.NumberOfFrames = 32, 32, 2
    dataset.add_new(0x7FE00010, "OB", encapsulate([jpeg(), jpeg(), MARKER + b"!"]))
    dataset.ExtendedOffsetTable = MARKER.ljust(16)

    strip_frames(dataset, transfer_syntax_uid=JPEGBaseline8Bit)

    assert MARKER not in dataset.PixelData
    assert "ExtendedOffsetTable" not in dataset
    assert len(list(generate_frames(dataset.PixelData, number_of_frames=2))) == 2


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([JPEGBaseline8Bit, JPEGLSLossless, JPEG2000Lossless, RLELossless]),
    st.sampled_from([jpeg(), jpeg_2000(), struct.pack("<2L", 1, 64) + bytes(70)]),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=8),
    st.integers(0, 900),
)
def test_a_broken_frame_is_stripped_or_refused(
    syntax: str, frame: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(frame)
    for place, value in changes:
        data[place % len(data)] = value
    dataset = Dataset()
    dataset.Rows = dataset.Columns = 32
    dataset.add_new(0x7FE00010, "OB", encapsulate([bytes(data[: max(2, len(data) - cut)])]))

    try:
        strip_frames(dataset, transfer_syntax_uid=syntax)
    except CannotDecode:
        return
    assert dataset["PixelData"].is_undefined_length
