"""What a compressed frame says of itself, read from its first bytes.

A decoder allocates what the codestream asks for, not what the header promised, so the two are
compared first. Source: ITU-T T.81 B.2.2 (JPEG), T.87 C.2.2 (JPEG-LS), T.800 A.5.1 (JPEG 2000).
"""

import struct
from typing import NamedTuple

_SOI, _SIZ, _SOC = b"\xff\xd8", b"\xff\x51", b"\xff\x4f"
_JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  "
# Start of frame: all SOFn but DHT, JPG and DAC, which share their range; 0xF7 is JPEG-LS.
_FRAME_MARKERS = frozenset([*range(0xC0, 0xD0), 0xF7]) - {0xC4, 0xC8, 0xCC}
_FILL = 0xFF  # begins each marker, and may pad in front of one
_STANDALONE = frozenset([0x01, *range(0xD0, 0xD9)])


class FrameSize(NamedTuple):
    """Rows, columns, samples and bits a sample."""

    rows: int
    columns: int
    samples: int
    precision: int


def frame_size(encoded: bytes) -> FrameSize | None:
    """The size that a JPEG, JPEG-LS or JPEG 2000 codestream states; None where it states none."""
    if encoded[:2] == _SOI:
        return _jpeg_size(encoded)
    if encoded[:2] == _SOC:
        return _jpeg2000_size(encoded, 0)
    if encoded[:8] == _JP2_SIGNATURE:
        start = encoded.find(_SOC + _SIZ)
        return _jpeg2000_size(encoded, start) if start > 0 else None
    return None


def _jpeg_size(data: bytes) -> FrameSize | None:
    position = 2
    while position + 4 <= len(data):
        if data[position] != _FILL:
            return None
        marker = data[position + 1]
        if marker == _FILL or marker in _STANDALONE:  # fill byte, or a marker with no segment
            position += 1 if marker == _FILL else 2
            continue
        length = struct.unpack(">H", data[position + 2 : position + 4])[0]
        if marker in _FRAME_MARKERS:
            if position + 10 > len(data):
                return None
            precision, rows, columns, samples = struct.unpack(
                ">BHHB", data[position + 4 : position + 10]
            )
            return FrameSize(rows, columns, samples, precision)
        position += 2 + max(length, 2)
    return None


def _jpeg2000_size(data: bytes, start: int) -> FrameSize | None:
    if data[start + 2 : start + 4] != _SIZ or len(data) < start + 43:
        return None
    width, height, left, top = struct.unpack(">4L", data[start + 8 : start + 24])
    samples, precision = struct.unpack(">HB", data[start + 40 : start + 43])
    return FrameSize(height - top, width - left, samples, (precision & 0x7F) + 1)
