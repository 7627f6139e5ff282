"""Stored values, frame by frame, from every transfer syntax that our decoders read.

Values are exact: no rescale, no window. Unused bits are cleared, YBR becomes RGB, palette indices
stay indices. One frame is in memory at a time.
"""

import warnings
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import gdcm
import imagecodecs
import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.pixels import get_decoder
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    UID,
    ExplicitVRBigEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

from readingroom.imaging.datasets import CleanDataset, RawDataset
from readingroom.imaging.limits import DEFAULT_LIMITS, Limits
from readingroom.imaging.part10 import DEFLATED_FRAMES, NATIVE_IN_FRAGMENTS
from readingroom.imaging.pixels.codestream import frame_size
from readingroom.imaging.pixels.layout import PixelLayout, number_of_frames, read_layout
from readingroom.imaging.pixels.native import (
    Array,
    arrange_samples,
    clear_unused_bits,
    finish_frame,
    native_frame,
)
from readingroom.imaging.pixels.rle import rle_frame
from readingroom.imaging.refusals import LIBRARY_ERRORS, CannotDecode, UnsupportedSyntax

# GDCM writes what it finds odd to standard error, values included.
gdcm.Trace.WarningOff()
gdcm.Trace.ErrorOff()

# Which of pydicom's decoders is asked first; the others follow where it gives up.
_PREFERRED: Final = {
    JPEGBaseline8Bit: "pillow",
    JPEGExtended12Bit: "pillow",
    JPEGLossless: "gdcm",
    JPEGLosslessSV1: "gdcm",
    JPEGLSLossless: "pyjpegls",
    JPEGLSNearLossless: "pyjpegls",
    JPEG2000Lossless: "pylibjpeg",
    JPEG2000: "pylibjpeg",
    HTJ2KLossless: "pylibjpeg",
    HTJ2KLosslessRPCL: "pylibjpeg",
    HTJ2K: "pylibjpeg",
}
_OUR_OWN: Final = frozenset({str(RLELossless), DEFLATED_FRAMES, NATIVE_IN_FRAGMENTS})
_BYTE: Final = 8
DECODABLE: Final = frozenset(str(uid) for uid in _PREFERRED) | _OUR_OWN

ImagingObject = RawDataset | CleanDataset
_REMEMBERED_BYTES: Final = 16 * 1024 * 1024
_LAST: Final[list[tuple[tuple[str, PixelLayout, bytes], Array] | None]] = [None]


def frame_count(source: ImagingObject) -> int:
    """How many frames there are; 0 for an object without pixels (SR, PR, KO, a document).

    Raises:
        CannotDecode: Number of Frames is not a number of frames.
    """
    return number_of_frames(source.dataset)


def decode_frames(source: ImagingObject, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Array]:
    """Decode one frame after another.

    Args:
        source: the object, with its pixel data.
        limits: checked against the header, and against each codestream, before allocating.

    Yields:
        Stored values in native byte order, shape ``(rows, columns)`` or ``(rows, columns, 3)``
        (RGB). Nothing at all for an object without pixels.

    Raises:
        CannotDecode: the pixels are not what the header describes.
        TooLarge: a limit is passed.
        UnsupportedSyntax: no decoder for the transfer syntax.
    """
    if not frame_count(source):
        return
    layout = read_layout(source.dataset, limits=limits)
    syntax = source.transfer_syntax_uid
    if is_encapsulated(syntax):
        for encoded in encoded_frames(source.dataset, layout, syntax=syntax):
            yield decode_frame(encoded, layout, syntax=syntax)
    else:
        yield from _native_frames(source.dataset, layout, syntax)


def is_encapsulated(syntax: str) -> bool:
    """Whether pixel data lie in fragments under this transfer syntax."""
    return syntax in _OUR_OWN or UID(syntax).is_encapsulated


def encoded_frames(dataset: Dataset, layout: PixelLayout, *, syntax: str) -> Iterator[bytes]:
    """The frames of encapsulated pixel data as they lie there, fragments joined (PS3.5 A.4).

    Raises:
        CannotDecode: there are fewer than the header promises, or a frame has another size.
        UnsupportedSyntax: not a syntax of still images that we decode.
    """
    if syntax not in DECODABLE:
        raise UnsupportedSyntax(detail="no decoder")
    count = 0
    try:
        for encoded in _split(dataset, layout):
            _check_codestream(encoded, layout)
            yield encoded
            count += 1
            if count == layout.frames:
                return
    except LIBRARY_ERRORS as error:
        raise CannotDecode(detail=type(error).__name__) from None
    raise CannotDecode(detail="fewer frames than promised")


def _split(dataset: Dataset, layout: PixelLayout) -> Iterator[bytes]:
    value = dataset[layout.keyword].value
    if not value:
        raise CannotDecode(detail="no pixel data")
    offsets = None
    if dataset.get("ExtendedOffsetTable") and dataset.get("ExtendedOffsetTableLengths"):
        offsets = (dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths)
    return generate_frames(value, number_of_frames=layout.frames, extended_offsets=offsets)


def _check_codestream(encoded: bytes, layout: PixelLayout) -> None:
    stated = frame_size(encoded)
    if stated and stated[:3] != (layout.rows, layout.columns, layout.samples):
        raise CannotDecode(detail="codestream of another size")


def decode_frame(encoded: bytes, layout: PixelLayout, *, syntax: str) -> Array:
    """Decode one frame of a compressed syntax, not to be written to. Errors as ``decode_frames``.

    The last one is remembered, unless it is large: what is looked at for writing is encoded next.
    """
    last, key = _LAST[0], (syntax, layout, encoded)
    if last is not None and last[0] == key:
        return last[1]
    values = _decoded(encoded, layout, syntax)
    values.setflags(write=False)
    # One assignment: several threads may be here.
    _LAST[0] = (key, values) if values.nbytes <= _REMEMBERED_BYTES else None
    return values


def _decoded(encoded: bytes, layout: PixelLayout, syntax: str) -> Array:
    if syntax == DEFLATED_FRAMES:
        return native_frame(_inflated(encoded, layout), 0, layout, is_little=True)
    if syntax == NATIVE_IN_FRAGMENTS:
        return native_frame(encoded, 0, layout, is_little=True)
    if syntax == RLELossless:
        return finish_frame(arrange_samples(rle_frame(encoded, layout), _planar(layout)), layout)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = _by_library(encoded, layout, syntax)
    except LIBRARY_ERRORS as error:
        raise CannotDecode(detail=type(error).__name__) from None
    if values.shape != layout.shape:
        raise CannotDecode(detail="frame of another size")
    return _stored_bits(values.astype(layout.dtype, copy=False), encoded, layout)


def _stored_bits(values: Array, encoded: bytes, layout: PixelLayout) -> Array:
    """Without the bits that a codestream has room for and the header doesn't count: overlays
    were once kept there (PS3.5 8.1.1)."""
    stated = frame_size(encoded)
    has_spare = stated is not None and stated.precision > layout.bits_stored
    return clear_unused_bits(values, layout) if has_spare else values


def _by_library(encoded: bytes, layout: PixelLayout, syntax: str) -> npt.NDArray[Any]:
    if syntax == JPEGExtended12Bit and layout.bits_allocated > _BYTE:
        values: Array = np.asarray(imagecodecs.jpeg8_decode(encoded))
        return values
    decoder, wrapped = get_decoder(UID(syntax)), encapsulate([encoded], has_bot=False)
    options: dict[str, Any] = {
        "rows": layout.rows,
        "columns": layout.columns,
        "number_of_frames": 1,
        "samples_per_pixel": layout.samples,
        "bits_allocated": layout.bits_allocated,
        "bits_stored": layout.bits_stored,
        "pixel_representation": int(layout.is_signed),
        "photometric_interpretation": layout.photometric,
        "planar_configuration": int(layout.is_planar),
        "pixel_keyword": layout.keyword,
    }
    try:
        return decoder.as_array(
            wrapped, index=0, decoding_plugin=_PREFERRED[UID(syntax)], **options
        )[0]
    except LIBRARY_ERRORS:
        return decoder.as_array(wrapped, index=0, **options)[0]


def _native_frames(dataset: Dataset, layout: PixelLayout, syntax: str) -> Iterator[Array]:
    element = dataset[layout.keyword]
    data, is_little = element.value or b"", syntax != ExplicitVRBigEndian
    if element.is_undefined_length or not isinstance(data, bytes):
        raise CannotDecode(detail="fragments under a native syntax")
    if not is_little and layout.bits_allocated == _BYTE and element.VR == "OW":
        data = np.frombuffer(data[: len(data) // 2 * 2], dtype=np.uint16).byteswap().tobytes()
    for index in range(layout.frames):
        try:
            yield native_frame(data, index, layout, is_little=is_little)
        except LIBRARY_ERRORS as error:
            raise CannotDecode(detail=type(error).__name__) from None


def _planar(layout: PixelLayout) -> PixelLayout:
    """RLE lies plane after plane, whatever Planar Configuration says (PS3.5 8.2.2)."""
    return replace(layout, is_planar=True)


def _inflated(encoded: bytes, layout: PixelLayout) -> bytes:
    """Inflate one frame, to no more than the frame's size and a byte of padding."""
    size = layout.frame_bytes if layout.bits_allocated > 1 else layout.frame_bytes // 8 + 1
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(encoded, size + 1)
    except zlib.error:
        raise CannotDecode(detail="deflated frame") from None
