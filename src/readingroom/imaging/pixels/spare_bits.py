"""Bits that compressed frames carry above those stored, where overlays were once kept.

No viewer that follows the header shows them, and everyone else can read them. Native pixels are
cleared of them by ``imaging.deid.native``; a codestream has to be encoded anew.

Source: PS3.5 sections 8.1.1 and 8.2; PS3.3 C.9.2 (retired, overlays in the pixel data).
"""

from dataclasses import replace

import numpy as np
from pydicom.uid import RLELossless

from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.pixels.codestream import frame_size
from readingroom.imaging.pixels.decode import decode_frame, encoded_frames, is_encapsulated
from readingroom.imaging.pixels.layout import PixelLayout
from readingroom.imaging.pixels.native import clear_unused_bits


def uses_spare_bits(clean: CleanDataset, layout: PixelLayout) -> bool:
    """Whether a compressed frame of ``clean`` holds anything above Bits Stored (0028,0101).

    Copies of the sign, as most devices write them, are nothing. Frames whose codestream has no
    room for more than is stored are not decoded.

    Args:
        clean: the object.
        layout: of its pixels.

    Raises:
        CannotDecode, TooLarge, UnsupportedSyntax: as ``decode_frames``.
    """
    syntax = clean.transfer_syntax_uid
    spare = layout.bits_allocated - layout.bits_stored
    if not spare or layout.bits_allocated == 1 or not is_encapsulated(syntax):
        return False
    return any(
        _uses_them(encoded, layout, syntax)
        for encoded in encoded_frames(clean.dataset, layout, syntax=syntax)
    )


def _uses_them(encoded: bytes, layout: PixelLayout, syntax: str) -> bool:
    stated = frame_size(encoded)
    has_room = stated.precision > layout.bits_stored if stated else syntax == RLELossless
    if not has_room:
        return False
    allocated = layout.bits_allocated
    whole = replace(layout, bits_stored=allocated, high_bit=allocated - 1)
    words = decode_frame(encoded, whole, syntax=syntax)
    stored = clear_unused_bits(words, layout)
    plain = words.astype(np.int64) & ((1 << layout.bits_stored) - 1)
    return bool(((words != stored) & (words != plain)).any())
