"""Compressed frames without what codecs let ride along: comments, application data, tails.

Nothing is decoded and encoded again. Segments that the picture needs are copied; all others go.

Source: ITU-T T.81 Annex B (JPEG), T.87 Annex C (JPEG-LS), T.800 Annex A and I (JPEG 2000),
PS3.5 Annex G (RLE) and section A.4 (fragments and offset tables).
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    JPEG2000TransferSyntaxes,
    JPEGLSTransferSyntaxes,
    JPEGTransferSyntaxes,
    RLELossless,
)

from readingroom.imaging.pixels.rle import runs_end
from readingroom.imaging.refusals import LIBRARY_ERRORS, CannotDecode

_HTJ2K: Final = frozenset(f"1.2.840.10008.1.2.4.20{last}" for last in (1, 2, 3))
JPEG_2000: Final = frozenset(map(str, JPEG2000TransferSyntaxes)) | _HTJ2K
JPEG: Final = frozenset(map(str, JPEGTransferSyntaxes))
JPEG_LS: Final = frozenset(map(str, JPEGLSTransferSyntaxes))
_KNOWN: Final = JPEG | JPEG_LS | JPEG_2000 | {str(RLELossless)}


@dataclass(frozen=True)
class FrameShape:
    """What the header says of the frames: how many, and how many bytes a plane of one has."""

    frames: int
    plane_bytes: int


def strip_frames(dataset: Dataset, *, transfer_syntax_uid: str) -> None:
    """Put into ``dataset`` its compressed pixel data as ``strip_pixel_data`` leaves them.

    Extended offset tables count bytes that are gone, and go too.

    Raises:
        CannotDecode: as ``strip_pixel_data``.
    """
    if "PixelData" not in dataset or transfer_syntax_uid not in _KNOWN:
        return
    element = dataset["PixelData"]
    frames = int(dataset.get("NumberOfFrames") or 1)
    plane_bytes = int(dataset.get("Rows") or 0) * int(dataset.get("Columns") or 0)
    if dataset.get("BitsAllocated") == 1:
        plane_bytes = (plane_bytes + 7) // 8
    value = strip_pixel_data(
        element.value,
        transfer_syntax_uid=transfer_syntax_uid,
        shape=FrameShape(frames, plane_bytes),
    )
    for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
        if keyword in dataset:
            del dataset[keyword]
    stripped = DataElement(element.tag, element.VR, value, already_converted=True)
    stripped.is_undefined_length = True
    dataset[element.tag] = stripped


def strip_pixel_data(value: bytes, *, transfer_syntax_uid: str, shape: FrameShape) -> bytes:
    """Encapsulated pixel data with its frames alone, each without what it doesn't need.

    Args:
        value: the fragments, as they stand in the file.
        transfer_syntax_uid: their syntax. Frames of one that this module doesn't know, such as
            video, are handed on whole: whoever calls has to hold them.
        shape: of the frames.

    Returns:
        The same frames under an offset table of our own.

    Raises:
        CannotDecode: the fragments don't hold these frames, or a frame is malformed.
    """
    if transfer_syntax_uid not in _KNOWN:
        return value
    try:
        frames = list(generate_frames(value, number_of_frames=shape.frames))[: shape.frames]
        stripped = [
            strip_frame(f, transfer_syntax_uid=transfer_syntax_uid, plane_bytes=shape.plane_bytes)
            for f in frames
        ]
        return encapsulate([_even(frame) for frame in stripped], has_bot=len(stripped) > 1)
    except LIBRARY_ERRORS as error:
        raise CannotDecode(detail=type(error).__name__) from None


def strip_frame(frame: bytes, *, transfer_syntax_uid: str, plane_bytes: int) -> bytes:
    """One compressed frame without comments, application data, and what follows its end.

    Args:
        frame: its codestream, or a JP2 file around one.
        transfer_syntax_uid: of the object it is of.
        plane_bytes: pixels of one byte plane, for RLE.

    Raises:
        CannotDecode: it isn't what its syntax says.
    """
    if transfer_syntax_uid in JPEG_2000:
        return _jpeg_2000(_out_of_jp2(frame))
    if transfer_syntax_uid == RLELossless:
        return _rle(frame, plane_bytes)
    return _jpeg(frame, is_ls=transfer_syntax_uid in JPEG_LS)


def _even(frame: bytes) -> bytes:
    return frame + b"\0" * (len(frame) % 2)


def _word(data: bytes | bytearray, at: int) -> int:
    if at + 2 > len(data):
        raise CannotDecode(detail="segment breaks off")
    return int(struct.unpack_from(">H", data, at)[0])


# -- JPEG and JPEG-LS

_SOI, _EOI, _SOS, _DHT, _DQT, _APP0, _APP8, _APP14 = 0xD8, 0xD9, 0xDA, 0xC4, 0xDB, 0xE0, 0xE8, 0xEE
_FRAMES: Final = frozenset([*range(0xC0, 0xD0), 0xF7]) - {_DHT, 0xC8, 0xCC}
_PLAIN: Final = frozenset({0xCC, 0xDC, 0xDD, 0xF8})  # arithmetic, lines, restarts, JPEG-LS tables
_LONGEST_PLAIN: Final = 1024  # a JPEG-LS table may be long; text in one is for the last search
_JFIF: Final = b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"
_ADOBE: Final = b"Adobe\0\x64\0\0\0\0"
_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_MARKER_LS: Final = re.compile(rb"\xff+([\x80-\xfe])", re.DOTALL)


def _jpeg(data: bytes, *, is_ls: bool) -> bytes:
    if data[:2] != b"\xff\xd8":
        raise CannotDecode(detail="no start of image")
    parts, at = [data[:2]], 2
    pattern = _MARKER_LS if is_ls else _MARKER
    while found := pattern.search(data, at):
        marker, start = found.group(1)[0], found.end()
        if marker == _EOI:
            break
        stop = start + _word(data, start)
        body = _jpeg_segment(marker, data[start + 2 : stop])
        if body is not None:
            parts.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body)
        at = stop
        if marker == _SOS:
            end = pattern.search(data, stop)
            at = end.start() if end else len(data)
            parts.append(data[stop:at])
    return b"".join([*parts, b"\xff\xd9"])


def _jpeg_segment(marker: int, body: bytes) -> bytes | None:
    """What of a segment the picture needs; ``None`` where it needs none of it."""
    if marker in _FRAMES:
        return body[: 6 + 3 * body[5]]
    if marker == _SOS:
        return body[: 4 + 2 * body[0]]
    if marker == _DHT:
        return body[: _tables_end(body, _huffman_length)]
    if marker == _DQT:
        return body[: _tables_end(body, _quantisation_length)]
    if marker in _PLAIN:
        return body[:_LONGEST_PLAIN]
    return _application(marker, body)


def _application(marker: int, body: bytes) -> bytes | None:
    """Marks that tell a decoder the colour space, written anew."""
    if marker == _APP0 and body.startswith(b"JFIF\0"):
        return _JFIF
    if marker == _APP14 and body.startswith(b"Adobe") and len(body) > len(_ADOBE):
        return _ADOBE + bytes([min(body[len(_ADOBE)], 2)])
    if marker == _APP8 and body.startswith(b"mrfx"):
        return body[:5]
    return None


def _tables_end(body: bytes, length: Callable[[bytes, int], int]) -> int:
    at = 0
    while at < len(body):
        size = length(body, at)
        if not size or at + size > len(body):
            break
        at += size
    return at


def _huffman_length(body: bytes, at: int) -> int:
    is_table = body[at] >> 4 <= 1 and body[at] & 0xF <= 3  # noqa: PLR2004  T.81 B.2.4.2
    return 17 + sum(body[at + 1 : at + 17]) if is_table else 0


def _quantisation_length(body: bytes, at: int) -> int:
    is_table = body[at] >> 4 <= 1 and body[at] & 0xF <= 3  # noqa: PLR2004  T.81 B.2.4.1
    return 1 + 64 * (1 + (body[at] >> 4)) if is_table else 0


# -- JPEG 2000

_SOC, _SOT, _SOD, _EOC, _COM = 0xFF4F, 0xFF90, 0xFF93, 0xFFD9, 0xFF64
_MAIN: Final = frozenset({0xFF50, 0xFF51, 0xFF52, 0xFF53, 0xFF55, 0xFF56, 0xFF57, 0xFF59})
_MAIN_TOO: Final = frozenset({0xFF5C, 0xFF5D, 0xFF5E, 0xFF5F, 0xFF60, 0xFF63})
_SIGNATURE: Final = b"\x00\x00\x00\x0cjP  "


def _out_of_jp2(data: bytes) -> bytes:
    """The codestream of a JP2 file; a bare one as it is (T.800 I.4)."""
    if not data.startswith(_SIGNATURE):
        return data
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">L4s", data, at)
        header = 8
        if length == 1 and at + 16 <= len(data):
            length, header = struct.unpack_from(">Q", data, at + 8)[0], 16
        stop = at + length if length else len(data)
        if kind == b"jp2c":
            return data[at + header : stop]
        if length < header and length:
            break
        at = stop
    raise CannotDecode(detail="no codestream")


def _jpeg_2000(data: bytes) -> bytes:
    if data[:2] != b"\xff\x4f":
        raise CannotDecode(detail="no start of codestream")
    parts, at = [data[:2]], 2
    while (marker := _word(data, at)) != _SOT:
        stop = at + 2 + _word(data, at + 2)
        if marker in _MAIN or marker in _MAIN_TOO:
            parts.append(data[at:stop])
        elif marker >> 8 != 0xFF:  # noqa: PLR2004  every marker begins so
            raise CannotDecode(detail="no marker where one belongs")
        at = stop
    parts += _tile_parts(data, at)
    return b"".join([*parts, b"\xff\xd9"])


def _tile_parts(data: bytes, at: int) -> Iterator[bytes]:
    """Each with its comments blanked: lengths elsewhere count their bytes."""
    while at + 2 <= len(data) and _word(data, at) == _SOT:
        length = struct.unpack_from(">L", data, at + 6)[0]
        end = data.rfind(b"\xff\xd9") if not length else at + length
        stop = end if end > at else len(data)
        part = bytearray(data[at:stop])
        place = 12
        while place + 4 <= len(part) and (marker := _word(part, place)) != _SOD:
            size = _word(part, place + 2)
            if marker == _COM:
                part[place + 4 : place + 2 + size] = bytes(len(part[place + 4 : place + 2 + size]))
            place += 2 + size
        yield bytes(part)
        at = stop
    if at + 2 <= len(data) and _word(data, at) != _EOC:
        raise CannotDecode(detail="no tile where one belongs")


# -- RLE

_RLE_HEADER: Final = 64
_MOST_SEGMENTS: Final = 15


def _rle(data: bytes, plane_bytes: int) -> bytes:
    if len(data) < _RLE_HEADER:
        raise CannotDecode(detail="RLE header")
    count, *stated = struct.unpack_from("<16L", data)
    starts = [*stated[:count], len(data)]
    if not 0 < count <= _MOST_SEGMENTS or starts != sorted(starts) or starts[0] < _RLE_HEADER:
        raise CannotDecode(detail="RLE offsets")
    segments = [data[a : runs_end(data, a, b, plane_bytes)] for a, b in pairwise(starts)]
    even = [_even(segment) for segment in segments]
    offsets, at = [], _RLE_HEADER
    for segment in even:
        offsets.append(at)
        at += len(segment)
    header = struct.pack("<16L", count, *offsets, *[0] * (_MOST_SEGMENTS - count))
    return b"".join([header, *even])
