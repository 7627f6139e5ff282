"""Frames as the archive keeps and serves them, each proven to decode to what came in.

Lossless sources become HTJ2K, lossless: a quarter of the size, decoded by a viewer in a
millisecond, thumbnails from its lower resolutions. What HTJ2K can't hold exactly (floating point,
32 bits and more) stays native. Lossy sources keep their own frames, byte for byte: encoding them
again as lossless would double their size and hide what they lost.
"""

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import imagecodecs
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    UID,
    ExplicitVRLittleEndian,
    HTJ2KLosslessRPCL,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLSNearLossless,
)

from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.functional_groups import numbers
from readingroom.imaging.limits import DEFAULT_LIMITS, Limits
from readingroom.imaging.pixels.decode import (
    decode_frame,
    decode_frames,
    encoded_frames,
    frame_count,
)
from readingroom.imaging.pixels.layout import PIXEL_KEYWORDS, PixelLayout, read_layout
from readingroom.imaging.pixels.look import display_parameters
from readingroom.imaging.pixels.native import Array
from readingroom.imaging.pixels.window import suggest_window
from readingroom.imaging.refusals import LIBRARY_ERRORS, CannotDecode

RAW_MEDIA_TYPE: Final = "application/octet-stream"
WINDOW_EXPLANATION: Final = "Computed from the pixels"
# Source: PS3.18 table 8.7.3-2 to -4; HTJ2K 8.7.3.3.2.
MEDIA_TYPES: Final = {
    str(ExplicitVRLittleEndian): RAW_MEDIA_TYPE,
    str(HTJ2KLosslessRPCL): "image/jphc",
    str(HTJ2K): "image/jphc",
    str(JPEGBaseline8Bit): "image/jpeg",
    str(JPEGExtended12Bit): "image/jpeg",
    str(JPEGLSNearLossless): "image/jls",
    str(JPEG2000): "image/jp2",
}
LOSSY_SYNTAXES: Final = frozenset(MEDIA_TYPES) - {
    str(ExplicitVRLittleEndian),
    str(HTJ2KLosslessRPCL),
}
_HTJ2K_DTYPES: Final = frozenset({"uint8", "int8", "uint16", "int16"})
_LOWEST_RESOLUTION: Final = 64  # what HTJ2K with RPCL options asks for (PS3.5 8.2.16)
_USUAL_LEVELS: Final = 5
_FRAME_ONLY: Final = (
    *PIXEL_KEYWORDS, "ExtendedOffsetTable", "ExtendedOffsetTableLengths", "PixelDataProviderURL",
    "EncapsulatedPixelDataValueTotalLength",
)  # fmt: skip

OnFrame = Callable[[int, Array], None]


@dataclass(frozen=True)
class EncodedInstance:
    """One object's frames, ready to store, and its header.

    Attributes:
        transfer_syntax_uid: what the frames are in.
        media_type: what a server calls one frame.
        frames: frame 1 first; none for an object without pixels.
        header: the object without pixel data, its image attributes those of ``frames``.
        is_lossy: something was lost before the object came here.
    """

    transfer_syntax_uid: str
    media_type: str
    frames: tuple[bytes, ...]
    header: CleanDataset
    is_lossy: bool


def encode_instance(
    clean: CleanDataset, *, limits: Limits = DEFAULT_LIMITS, on_frame: OnFrame | None = None
) -> EncodedInstance:
    """Encode all frames of one object, and check each by decoding it again.

    Args:
        clean: the object, with its pixel data; it isn't changed.
        limits: as for ``decode_frames``.
        on_frame: called with each frame's number (from 1) and stored values, so that previews
            need no second decoding.

    Raises:
        CannotDecode, TooLarge, UnsupportedSyntax: as ``decode_frames``.
        CannotDecode: an encoded frame did not decode to its source, or raised.

    A single-sample object without a window gets one computed from its pixels, explained as
    ``WINDOW_EXPLANATION`` in (0028,1055), so that every viewer shows it alike.
    """
    if not frame_count(clean):
        syntax = str(ExplicitVRLittleEndian)
        header = _header(clean, clean.dataset, syntax)
        return EncodedInstance(syntax, RAW_MEDIA_TYPE, (), header, is_lossy=False)
    layout = read_layout(clean.dataset, limits=limits)
    windows = _Windows(clean.dataset)
    syntax = _target_syntax(clean, layout)
    frames = []
    for number, (frame, values) in enumerate(_encoded(clean, layout, syntax, limits), start=1):
        frames.append(frame)
        windows.add(number, values)
        if on_frame:
            on_frame(number, values)
    dataset = _described(clean, layout, syntax)
    windows.write(dataset)
    return EncodedInstance(
        transfer_syntax_uid=syntax,
        media_type=MEDIA_TYPES[syntax],
        frames=tuple(frames),
        header=_header(clean, dataset, syntax),
        is_lossy=is_lossy(clean.dataset, syntax),
    )


def is_lossy(dataset: Dataset, syntax: str) -> bool:
    """Whether pixels lost something, by Lossy Image Compression (0028,2110) or by the syntax."""
    return syntax in LOSSY_SYNTAXES or str(dataset.get("LossyImageCompression") or "") == "01"


def _target_syntax(clean: CleanDataset, layout: PixelLayout) -> str:
    if clean.transfer_syntax_uid in LOSSY_SYNTAXES:
        return clean.transfer_syntax_uid
    fits = str(layout.dtype) in _HTJ2K_DTYPES
    return str(HTJ2KLosslessRPCL if fits else ExplicitVRLittleEndian)


def _encoded(
    clean: CleanDataset, layout: PixelLayout, syntax: str, limits: Limits
) -> Iterator[tuple[bytes, Array]]:
    """Each frame as it will be kept, and its values."""
    if syntax in LOSSY_SYNTAXES:
        for frame in encoded_frames(clean.dataset, layout, syntax=syntax):
            yield frame, decode_frame(frame, layout, syntax=syntax)
        return
    for values in decode_frames(clean, limits=limits):
        if syntax == HTJ2KLosslessRPCL:
            yield encode_htj2k(values), values
        else:
            yield values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes(), values


def encode_htj2k(values: Array) -> bytes:
    """Encode one frame as reversible HTJ2K, in RPCL order with a TLM marker, and verify it.

    Args:
        values: 8 or 16 bits, signed or not, ``(rows, columns)`` or ``(rows, columns, 3)``.

    Raises:
        CannotDecode: the codestream doesn't give ``values`` back.
    """
    longer = max(values.shape[:2])
    levels = max(_USUAL_LEVELS, math.ceil(math.log2(longer / _LOWEST_RESOLUTION)))
    try:
        encoded = bytes(
            imagecodecs.htj2k_encode(
                np.ascontiguousarray(values), reversible=True, tlm=True, resolutions=levels
            )
        )
        exact = np.array_equal(imagecodecs.htj2k_decode(encoded), values)
    except LIBRARY_ERRORS as error:
        raise CannotDecode(detail=type(error).__name__) from None
    if not exact:
        raise CannotDecode(detail="encoding not exact")
    return encoded


def _described(clean: CleanDataset, layout: PixelLayout, syntax: str) -> Dataset:
    """The header with the image attributes of the encoded frames.

    HTJ2K codestreams have the precision of their container, 8 or 16 bits, so Bits Stored says
    the same. Lossy frames are as they came, and so is their description.
    """
    dataset = _without(clean.dataset, _FRAME_ONLY)
    if syntax in LOSSY_SYNTAXES:
        return dataset
    bits = np.dtype(layout.dtype).itemsize * 8
    changed: dict[str, Any] = {"BitsAllocated": bits}
    if layout.keyword == "PixelData":
        sign = int(layout.is_signed)
        changed |= {"BitsStored": bits, "HighBit": bits - 1, "PixelRepresentation": sign}
    if layout.samples > 1:
        # The reversible colour transform is part of the codestream (PS3.3 C.7.6.3.1.2).
        photometric = "YBR_RCT" if syntax == HTJ2KLosslessRPCL else "RGB"
        changed |= {"PlanarConfiguration": 0, "PhotometricInterpretation": photometric}
    _replace(dataset, changed)
    return dataset


def _replace(dataset: Dataset, changed: dict[str, Any]) -> None:
    """Put new elements in place of old ones, which the source shares and must keep."""
    for keyword, value in changed.items():
        if keyword in dataset:
            del dataset[keyword]
        setattr(dataset, keyword, value)


def _header(clean: CleanDataset, dataset: Dataset, syntax: str) -> CleanDataset:
    """A clean object's header is clean: a copy of the object, with less in it."""
    header = copy.copy(clean)
    header.dataset = _without(dataset, _FRAME_ONLY)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(str(dataset.get("SOPClassUID") or ""))
    meta.MediaStorageSOPInstanceUID = UID(str(dataset.get("SOPInstanceUID") or ""))
    meta.TransferSyntaxUID = UID(syntax)
    header.dataset.file_meta = meta
    header.transfer_syntax_uid = syntax
    return header


def _without(dataset: Dataset, keywords: tuple[str, ...]) -> Dataset:
    """A copy that shares its elements, which nobody changes, but for ``keywords``."""
    left_out = {dataset[keyword].tag for keyword in keywords if keyword in dataset}
    return Dataset({tag: dataset[tag] for tag in dataset.keys() - left_out})


class _Windows:
    """Collects a window over the frames of an object that has none."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._found: list[tuple[float, float]] = []
        look = display_parameters(dataset)
        grey = look.photometric in {"MONOCHROME1", "MONOCHROME2"}
        self._wanted = grey and look.window is None and look.voi_lut is None

    def add(self, number: int, values: Array) -> None:
        if self._wanted:
            look = display_parameters(self._dataset, frame_number=number)
            center, width = suggest_window(values, look)
            self._found.append((center - width / 2, center + width / 2))

    def write(self, dataset: Dataset) -> None:
        if not self._found:
            return
        low, high = (float(np.median(ends)) for ends in zip(*self._found, strict=True))
        values: dict[str, Any] = {
            "WindowCenter": _short(low + (high - low) / 2),
            "WindowWidth": _short(high - low),
            "WindowCenterWidthExplanation": WINDOW_EXPLANATION,
            "VOILUTFunction": "LINEAR_EXACT",
        }
        if numbers(values["WindowWidth"]):
            _replace(dataset, values)


def _short(number: float) -> str:
    """A decimal string of at most 16 characters (PS3.5 6.2, DS)."""
    return f"{number:.8g}"
