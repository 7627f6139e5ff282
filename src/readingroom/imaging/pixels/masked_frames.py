"""Encoding frames without loss, for those that were decoded to be written on.

The syntax a file came in is kept where there is an encoder for it. There is none for JPEG
Lossless, and lossy frames can't go back without losing more: both become JPEG 2000 Lossless,
which viewers have read for twenty years. What no codec holds exactly becomes native.
"""

import warnings
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from pydicom.pixels import get_encoder
from pydicom.uid import (
    HTJ2K,
    UID,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from readingroom.imaging.part10 import NATIVE_IN_FRAGMENTS
from readingroom.imaging.pixels.decode import decode_frame
from readingroom.imaging.pixels.encode import encode_htj2k
from readingroom.imaging.pixels.layout import PixelLayout
from readingroom.imaging.pixels.native import Array
from readingroom.imaging.refusals import LIBRARY_ERRORS, CannotDecode

_KEPT: Final = frozenset({str(RLELossless), str(JPEGLSLossless), str(JPEG2000Lossless)})
_HTJ2K: Final = frozenset({str(HTJ2K), str(HTJ2KLossless), str(HTJ2KLosslessRPCL)})
# Their reversible colour transform is part of the codestream, and the header names it: PS3.5
# section 8.2.4, PS3.3 C.7.6.3.1.2. Ultrasound may not be called RGB in them (PS3.3 C.8.5.6.1.2).
_TRANSFORMED: Final = _HTJ2K | {str(JPEG2000Lossless)}
_EXACT: Final = frozenset({"uint8", "int8", "uint16", "int16"})


@dataclass(frozen=True)
class FrameEncoder:
    """Encodes frames of one object.

    Attributes:
        syntax: what they are encoded in.
        layout: what their header will say.
    """

    syntax: str
    layout: PixelLayout

    def encode(self, values: Array) -> bytes:
        """One frame, checked by decoding it again.

        Raises:
            CannotDecode: it doesn't come out the same.
        """
        if self.syntax in _HTJ2K:
            return encode_htj2k(values)
        try:
            encoded = self._by_library(values)
        except LIBRARY_ERRORS as error:
            raise CannotDecode(detail=type(error).__name__) from None
        if not np.array_equal(decode_frame(encoded, self.layout, syntax=self.syntax), values):
            raise CannotDecode(detail="encoding not exact")
        return encoded

    def _by_library(self, values: Array) -> bytes:
        layout = self.layout
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return get_encoder(UID(self.syntax)).encode(
                np.ascontiguousarray(values),
                rows=layout.rows,
                columns=layout.columns,
                number_of_frames=1,
                samples_per_pixel=layout.samples,
                bits_allocated=layout.bits_allocated,
                bits_stored=layout.bits_stored,
                pixel_representation=int(layout.is_signed),
                photometric_interpretation=layout.photometric,
                planar_configuration=0,
            )


def encoder_for(syntax: str, layout: PixelLayout) -> FrameEncoder | None:
    """What to encode frames of an object with that came in ``syntax``; ``None`` for native.

    Args:
        syntax: the transfer syntax the object came in.
        layout: of the object as it came.
    """
    if str(layout.dtype) not in _EXACT or syntax == NATIVE_IN_FRAGMENTS:
        return None
    made = syntax if syntax in _KEPT else str(JPEG2000Lossless)
    if syntax in _HTJ2K:
        made = str(HTJ2KLosslessRPCL)
    colour = "YBR_RCT" if made in _TRANSFORMED else "RGB"
    stored = replace(
        layout,
        bits_allocated=np.dtype(layout.dtype).itemsize * 8,
        high_bit=layout.bits_stored - 1,
        is_planar=False,
        photometric=colour if layout.samples > 1 else layout.photometric,
    )
    return FrameEncoder(made, stored)
