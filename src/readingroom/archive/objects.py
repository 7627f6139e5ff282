"""Whole DICOM objects, put together again from the header and the frames they are kept as."""

import struct
from collections.abc import Callable, Iterator
from typing import Any, Final

import imagecodecs
from pydicom.uid import ExplicitVRLittleEndian

from readingroom.imaging.part10 import read_part10
from readingroom.imaging.writing import write_part10
from readingroom.storage.series_index import InstanceEntry, Span

EXPLICIT_LITTLE_ENDIAN: Final = str(ExplicitVRLittleEndian)
HTJ2K_SYNTAXES: Final = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (201, 202, 203))
UNPACKABLE: Final = HTJ2K_SYNTAXES | {EXPLICIT_LITTLE_ENDIAN}
"""What can be sent in Explicit VR Little Endian: all that was stored without loss."""
_BYTE: Final = 8
_UNDEFINED: Final = 0xFFFFFFFF
_FLOATS: Final = {32: (0x0008, b"OF"), 64: (0x0009, b"OD")}
_PIXEL_GROUP: Final = 0x7FE0

Read = Callable[[Span], bytes]


def object_pieces(entry: InstanceEntry, read: Read, *, is_raw: bool) -> Iterator[bytes]:
    """A Part 10 file, a frame at a time.

    Args:
        entry: where the instance lies.
        read: gives the bytes of a part of it.
        is_raw: in Explicit VR Little Endian, whatever it is kept in; of what can't be unpacked
            without loss of truth (``UNPACKABLE``), the stored syntax.
    """
    header = read(entry.header)
    if not entry.frames:
        yield header
    elif entry.transfer_syntax == EXPLICIT_LITTLE_ENDIAN:
        yield from _native(header, entry, read)
    elif is_raw and entry.transfer_syntax in HTJ2K_SYNTAXES:
        yield from _native(_as_explicit(header), entry, read)
    else:
        yield header
        yield from _encapsulated(entry, read)


def raw_frame(frame: bytes, transfer_syntax: str) -> bytes:
    """The values of one frame, little endian, colour by pixel."""
    if transfer_syntax not in HTJ2K_SYNTAXES:
        return frame
    values: Any = imagecodecs.htj2k_decode(frame)
    octets: bytes = values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()
    return octets


def _native(header: bytes, entry: InstanceEntry, read: Read) -> Iterator[bytes]:
    """Frames one after the other, of even length in all (PS3.5 section 8.1.1)."""
    yield header
    first = raw_frame(read(entry.frames[0]), entry.transfer_syntax)
    length = len(first) * len(entry.frames)
    element, vr = _pixel_element(header)
    yield struct.pack("<HH2sHL", _PIXEL_GROUP, element, vr, 0, length + length % 2)
    yield first
    for span in entry.frames[1:]:
        yield raw_frame(read(span), entry.transfer_syntax)
    if length % 2:
        yield b"\0"


def _pixel_element(header: bytes) -> tuple[int, bytes]:
    """Element number and VR of the pixels that belong to a header (PS3.3 C.7.6.24, C.7.6.25)."""
    dataset = read_part10(header).dataset
    bits = int(dataset.get("BitsAllocated") or _BYTE)
    if "PixelRepresentation" not in dataset and bits in _FLOATS:
        return _FLOATS[bits]
    return 0x0010, b"OB" if bits <= _BYTE else b"OW"


def _as_explicit(header: bytes) -> bytes:
    dataset = read_part10(header).dataset
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    if str(dataset.get("PhotometricInterpretation") or "") == "YBR_RCT":
        dataset.PhotometricInterpretation = "RGB"
    return write_part10(dataset)


def _encapsulated(entry: InstanceEntry, read: Read) -> Iterator[bytes]:
    """Pixel Data of one fragment a frame, with an empty offset table (PS3.5 section A.4)."""
    yield struct.pack("<HH2sHL", _PIXEL_GROUP, 0x0010, b"OB", 0, _UNDEFINED)
    yield struct.pack("<HHL", 0xFFFE, 0xE000, 0)
    for span in entry.frames:
        frame = read(span)
        padded = frame + b"\0" * (len(frame) % 2)
        yield struct.pack("<HHL", 0xFFFE, 0xE000, len(padded)) + padded
    yield struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
