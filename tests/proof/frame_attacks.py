"""A name beside the picture within its pixel data, where codecs and files leave room for it."""

from collections.abc import Callable
from typing import Any, Final

import imagecodecs
import numpy as np
import numpy.typing as npt

from tests.factories import dicom
from tests.proof.attacks import MARKER

Array = npt.NDArray[Any]
_RAW: Final = MARKER.encode()
_JPEG, _LOSSLESS = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.70"
_JPEG_LS, _JPEG_2000 = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"
_HTJ2K, _RLE = "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.5"
PICTURE: Final = np.add.outer(np.arange(64), np.arange(64)).astype(np.uint8)


def _jpeg() -> bytes:
    return bytes(imagecodecs.jpeg8_encode(PICTURE, level=95))


def _lossless() -> bytes:
    return bytes(imagecodecs.ljpeg_encode(PICTURE))


def _jpeg_ls() -> bytes:
    return bytes(imagecodecs.jpegls_encode(PICTURE))


def _jpeg_2000(container: str = "j2k") -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(PICTURE, codecformat=container, reversible=True))


def _htj2k() -> bytes:
    return bytes(imagecodecs.htj2k_encode(PICTURE, reversible=True))


def _rle() -> bytes:
    packed = b"".join(imagecodecs.packbits_encode(row.tobytes()) for row in PICTURE)
    packed += b"\0" * (len(packed) % 2)
    return np.array([1, 64, *[0] * 14], dtype="<u4").tobytes() + packed


def _segment(stream: bytes, marker: int) -> bytes:
    """A segment of JPEG's with the name, behind Start of Image (ITU-T T.81 section B.1.1)."""
    length = (len(_RAW) + 2).to_bytes(2, "big")
    return stream[:2] + bytes([0xFF, marker]) + length + _RAW + stream[2:]


def _comment(stream: bytes) -> bytes:
    """A comment of JPEG 2000's, behind the size (ISO/IEC 15444-1 section A.9.2)."""
    at = 4 + int.from_bytes(stream[4:6], "big")
    segment = b"\xff\x64" + (len(_RAW) + 4).to_bytes(2, "big") + b"\0\1" + _RAW
    return stream[:at] + segment + stream[at:]


def _box(stream: bytes) -> bytes:
    """A box behind the codestream in a JP2 file."""
    return stream + (8 + len(_RAW)).to_bytes(4, "big") + b"xml " + _RAW


def _in_unused_header(stream: bytes) -> bytes:
    """In place of offsets of segments that aren't there (PS3.5 section G.5)."""
    return stream[:20] + _RAW + stream[20 + len(_RAW) :]


# Transfer syntax and fragments, by where the name is.
FRAMES: Final[dict[str, tuple[str, Callable[[], list[bytes]]]]] = {
    "a comment of JPEG's": (_JPEG, lambda: [_segment(_jpeg(), 0xFE)]),
    "application data of JPEG's": (_JPEG, lambda: [_segment(_jpeg(), 0xE1)]),
    "a thumbnail of JFIF's": (_JPEG, lambda: [_segment(_jpeg(), 0xE0)]),
    "a note of Adobe's": (_JPEG, lambda: [_segment(_jpeg(), 0xEE)]),
    "the end of JPEG": (_JPEG, lambda: [_jpeg() + _RAW]),
    "a fragment too many": (_JPEG, lambda: [_jpeg(), _RAW]),
    "a comment of lossless JPEG's": (_LOSSLESS, lambda: [_segment(_lossless(), 0xFE)]),
    "a comment of JPEG-LS's": (_JPEG_LS, lambda: [_segment(_jpeg_ls(), 0xFE)]),
    "the end of JPEG-LS": (_JPEG_LS, lambda: [_jpeg_ls() + _RAW]),
    "a comment of JPEG 2000's": (_JPEG_2000, lambda: [_comment(_jpeg_2000())]),
    "the end of JPEG 2000": (_JPEG_2000, lambda: [_jpeg_2000() + _RAW]),
    "a box of JP2": (_JPEG_2000, lambda: [_box(_jpeg_2000("jp2"))]),
    "a comment of HTJ2K's": (_HTJ2K, lambda: [_comment(_htj2k())]),
    "the unused header of RLE": (_RLE, lambda: [_in_unused_header(_rle())]),
}


def _encapsulated(syntax: str, fragments: list[bytes]) -> bytes:
    ds = dicom.secondary_capture(values=PICTURE)
    return dicom.to_bytes(dicom.encapsulated(ds, syntax, fragments))


def _offset_table() -> bytes:
    data = _encapsulated(_JPEG_LS, [_jpeg_ls()])
    at = data.find(b"\xfe\xff\x00\xe0")
    rest = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
    told = _RAW + b"  "
    return data[: at + 4] + len(told).to_bytes(4, "little") + told + data[rest:]


def _last_delimiter() -> bytes:
    data = _encapsulated(_JPEG_LS, [_jpeg_ls()])
    return data[:-4] + len(_RAW).to_bytes(4, "little") + _RAW


def _surplus() -> bytes:
    ds = dicom.ct_slice()
    ds.PixelData += _RAW
    return dicom.to_bytes(ds)


IN_PIXELS: Final[dict[str, Callable[[], bytes]]] = {
    **{
        name: (lambda told=told: _encapsulated(told[0], told[1]()))
        for name, told in FRAMES.items()
    },
    "the table of offsets": _offset_table,
    "the last delimiter": _last_delimiter,
    "more pixels than there are": _surplus,
}  # fmt: skip


def nibbles() -> Array:
    """The name in pieces of four bits, as often as fits into 16 × 12 pixels."""
    bits = np.unpackbits(np.frombuffer((_RAW * 10)[:96], np.uint8)).reshape(-1, 4)
    return (bits @ np.array([8, 4, 2, 1])).astype(np.uint16)
