"""Files in every transfer syntax a hospital sends."""

import io
import itertools
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import imagecodecs
import numpy as np
import numpy.typing as npt
import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from benchmarks.deid import hidden
from benchmarks.deid.plant import Planter

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Syntax:
    """A transfer syntax, and how one frame is encoded where it is an encapsulated one."""

    name: str
    uid: str
    encode: Callable[[Array], bytes] | None = None

    @property
    def encapsulated(self) -> bool:
        """Whether pixel data lie in fragments."""
        return self.encode is not None


def _rle(frame: Array) -> bytes:
    planes = [frame] if frame.ndim == 2 else [frame[..., n] for n in range(frame.shape[-1])]
    segments = []
    for plane in planes:
        data = np.ascontiguousarray(plane).view(np.uint8).reshape(*plane.shape, plane.itemsize)
        segments += [_packbits(data[..., n]) for n in reversed(range(plane.itemsize))]
    starts = list(itertools.accumulate((len(s) for s in segments[:-1]), initial=64))
    header = [len(segments), *starts, *[0] * (15 - len(starts))]
    return np.array(header, dtype="<u4").tobytes() + b"".join(segments)


def _packbits(plane: Array) -> bytes:
    packed = b"".join(imagecodecs.packbits_encode(row.tobytes()) for row in plane)
    return packed + b"\0" * (len(packed) % 2)


def _jpeg(frame: Array) -> bytes:
    return bytes(
        imagecodecs.jpeg8_encode(frame, level=92, subsampling="422" if frame.ndim == 3 else None)
    )


IMPLICIT: Final = Syntax("implicit", ImplicitVRLittleEndian)
EXPLICIT: Final = Syntax("explicit", ExplicitVRLittleEndian)
BIG: Final = Syntax("big endian", ExplicitVRBigEndian)
DEFLATED: Final = Syntax("deflated", DeflatedExplicitVRLittleEndian)
RLE: Final = Syntax("RLE", RLELossless, _rle)
JPEG: Final = Syntax("JPEG", JPEGBaseline8Bit, _jpeg)
LOSSLESS: Final = Syntax(
    "JPEG lossless", JPEGLosslessSV1, lambda f: bytes(imagecodecs.ljpeg_encode(f))
)
J2K: Final = Syntax("JPEG 2000", JPEG2000Lossless, lambda f: bytes(
    imagecodecs.jpeg2k_encode(f, codecformat="j2k", reversible=True, mct=False)))  # fmt: skip
JLS: Final = Syntax("JPEG-LS", JPEGLSLossless, lambda f: bytes(imagecodecs.jpegls_encode(f)))

_NATIVE: Final = ([IMPLICIT, EXPLICIT, BIG, DEFLATED], [5, 5, 1, 1])
_GREY: Final = (
    [IMPLICIT, EXPLICIT, BIG, DEFLATED, RLE, J2K, JLS, LOSSLESS],
    [4, 6, 1, 1, 1, 2, 2, 1],
)
_EIGHT: Final = ([IMPLICIT, EXPLICIT, RLE, J2K, JPEG], [2, 4, 1, 2, 2])
SYNTAXES: Final = {
    "document": ([IMPLICIT, EXPLICIT], [1, 2]),
    **dict.fromkeys(("CT", "MR", "EMR", "DX", "CR", "MG"), _GREY),
    **dict.fromkeys(("PT", "NM"), _NATIVE),
    **dict.fromkeys(("US", "USMF", "SC", "SCRGB", "XA", "XC"), _EIGHT),
}


def encoded(ds: Dataset, syntax: Syntax, planter: Planter) -> bytes:
    """The object as a Part 10 file in ``syntax``."""
    ds.file_meta.TransferSyntaxUID = syntax.uid
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.file_meta.FileMetaInformationVersion = b"\0\1"
    ds.file_meta.ImplementationClassUID = f"{planter.person.root}.1"
    if not getattr(ds, "preamble", None):
        ds.preamble = bytes(128)
    if syntax.encode and "PixelData" in ds:
        _encapsulate(ds, syntax, planter)
    elif syntax is BIG and ds.get("BitsAllocated") == 16:
        even = ds.PixelData[: len(ds.PixelData) // 2 * 2]
        ds.PixelData = np.frombuffer(even, "<u2").byteswap().tobytes()
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pydicom.dcmwrite(target, ds, enforce_file_format=False)
    return target.getvalue()


def _encapsulate(ds: Dataset, syntax: Syntax, planter: Planter) -> None:
    if not syntax.encode:
        raise AssertionError("Only encapsulated syntaxes have an encoder.")
    kind = ("i" if ds.PixelRepresentation else "u") + str(ds.BitsAllocated // 8)
    shape = [int(ds.get("NumberOfFrames") or 1), ds.Rows, ds.Columns]
    shape += [3] if ds.SamplesPerPixel == 3 else []
    pixels = np.frombuffer(ds.PixelData, f"<{kind}", count=int(np.prod(shape))).reshape(shape)
    frames = [syntax.encode(np.ascontiguousarray(frame)) for frame in pixels]
    if syntax.name in ("JPEG", "JPEG 2000") and planter.random.random() < 0.5:
        frames = hidden.in_codestream(frames, planter)
    if syntax is JPEG:
        ds.LossyImageCompression, ds.LossyImageCompressionRatio = "01", "8"
        ds.LossyImageCompressionMethod = "ISO_10918_1"
        if ds.SamplesPerPixel == 3:
            ds.PhotometricInterpretation = "YBR_FULL_422"
    ds.add_new(0x7FE00010, "OB", encapsulate(frames))
    ds["PixelData"].is_undefined_length = True
