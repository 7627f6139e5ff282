"""Photographs, histology and slides that are no DICOM: their picture alone becomes an object.

The picture is decoded and written anew, so nothing that lay beside it comes along: EXIF with its
place and time, XMP, comments, thumbnails, what follows the picture in the file. Of a whole slide
the largest level within ``MAX_SIDE_PX`` is taken; its label and macro images are left behind.
"""

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image, ImageOps
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.pixels.burned_in import SLIDE
from readingroom.imaging.refusals import (
    LIBRARY_ERRORS,
    Damaged,
    NotDicom,
    SlideTooLarge,
    TooLarge,
)

MAX_PIXELS: Final = 64_000_000
MAX_SIDE_PX: Final = 8192  # of the level of a slide that is taken
_PHOTOGRAPH: Final = "1.2.840.10008.5.1.4.1.1.77.1.4"  # VL Photographic Image, PS3.4 table B.5-1
_MICROSCOPY: Final = "1.2.840.10008.5.1.4.1.1.77.1.2"  # VL Microscopic Image
_TIFF_STARTS: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG"
_COLOURS, _DIMENSIONS_OF_COLOUR = 3, 3
_UID_ROOT: Final = "2.25."
_HEAD_BYTES: Final = 8
# Compressions of TIFF that give a picture back exactly: none, LZW, deflate, PackBits.
_EXACT: Final = frozenset({1, 5, 8, 32946, 32773})

Picture = npt.NDArray[np.generic]


def is_picture(path: Path) -> bool:
    """Whether the file begins as a JPEG, PNG or TIFF does."""
    with path.open("rb") as file:
        start = file.read(_HEAD_BYTES)
    return start.startswith((_JPEG, _PNG, *_TIFF_STARTS))


def read_photograph(path: Path, *, batch: str, number: int) -> RawDataset:
    """Make a DICOM object of the picture in a file.

    Pictures of one ``batch`` become one study, with a series for photographs and one for slides.
    The same file in the same batch always gives the same object.

    Args:
        path: of a JPEG, PNG, TIFF or a whole slide that is kept as TIFF (SVS, NDPI, OME-TIFF).
        batch: what came together.
        number: its place among them.

    Raises:
        NotDicom: it is no picture either.
        TooLarge: it has more than ``MAX_PIXELS``.
        SlideTooLarge: it is a slide without a level within both limits.
        Damaged: it can't be decoded.

    Source: PS3.3 sections A.32.4 (VL photographic), A.32.2 (VL microscopic), C.7.6.1.1.5 (lossy).
    """
    if not is_picture(path):
        raise NotDicom
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values, is_lossy, is_slide = _decode(path)
    except LIBRARY_ERRORS as error:
        raise Damaged(detail=type(error).__name__) from None
    dataset = _described(batch, number, is_slide=is_slide)
    content = hashlib.sha256(values.tobytes()).hexdigest()
    dataset.SOPInstanceUID = _uid(batch, "instance", content)
    dataset.LossyImageCompression = "01" if is_lossy else "00"
    _set_pixels(dataset, values)
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return RawDataset(dataset, ExplicitVRLittleEndian)


def _decode(path: Path) -> tuple[Picture, bool, bool]:
    """The picture, whether it was compressed with loss, whether it is a slide."""
    with path.open("rb") as file:
        start = file.read(_HEAD_BYTES)
    if start.startswith(_TIFF_STARTS):
        return _from_tiff(path)
    return _from_photograph(path), start.startswith(_JPEG), False


def _from_photograph(path: Path) -> Picture:
    with Image.open(path, formats=["JPEG", "PNG"]) as opened:
        _check_size(opened.width, opened.height)
        picture = ImageOps.exif_transpose(opened)
        if picture.mode in {"I;16", "I;16L", "I;16B", "I"}:
            return np.asarray(picture).astype("<u2")
        if picture.mode in {"1", "L"}:
            return np.asarray(picture.convert("L"))
        if "A" in picture.mode or "transparency" in picture.info:
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture.convert("RGBA"))
        return np.asarray(picture.convert("RGB"))


def _from_tiff(path: Path) -> tuple[Picture, bool, bool]:
    with tifffile.TiffFile(path) as tiff:
        pages = _levels(tiff)
        is_slide = len(pages) > 1
        fits = (p for p in pages if _fits(p.imagewidth, p.imagelength, is_slide=is_slide))
        page = next(fits, None)
        if page is None:
            raise SlideTooLarge if is_slide else TooLarge
        is_lossy = int(page.compression) not in _EXACT
        return _as_picture(page.asarray()), is_lossy, is_slide


def _levels(tiff: tifffile.TiffFile) -> list[Any]:
    """The picture at all its sizes, largest first; never its label, macro or thumbnail.

    The first series is the picture; what lies beside it are series of their own. Where a writer
    did not say that they belong together, smaller tiled pages of the same shape do.
    """
    first, *others = tiff.series
    levels = [level.keyframe for level in first.levels]
    base = levels[0]
    levels += [
        page
        for page in (other.keyframe for other in others)
        if base.is_tiled and page.is_tiled and _is_smaller_copy(page, base)
    ]
    return sorted(levels, key=lambda page: -int(page.imagewidth))


def _is_smaller_copy(page: Any, base: Any) -> bool:
    """Whether the sides have the same relation, to a pixel."""
    height = page.imagewidth * base.imagelength / base.imagewidth
    return bool(page.imagewidth < base.imagewidth and abs(height - page.imagelength) <= 1)


def _fits(width: int, height: int, *, is_slide: bool) -> bool:
    is_narrow = not is_slide or max(width, height) <= MAX_SIDE_PX
    return is_narrow and width * height <= MAX_PIXELS


def _as_picture(values: npt.NDArray[Any]) -> Picture:
    """Rows × columns, or rows × columns × 3, of 8 bits, or grey of 16."""
    if values.ndim == _DIMENSIONS_OF_COLOUR and values.shape[0] in {1, 3, 4}:
        values = np.moveaxis(values, 0, -1)
    if values.ndim == _DIMENSIONS_OF_COLOUR:
        values = values[..., :_COLOURS] if values.shape[-1] >= _COLOURS else values[..., 0]
    if values.dtype == bool:
        values = values.astype(np.uint8) * 255
    if values.dtype == np.uint16 and values.ndim == _DIMENSIONS_OF_COLOUR:
        values = (values >> 8).astype(np.uint8)
    if values.dtype not in (np.uint8, np.uint16) or values.ndim not in {2, _DIMENSIONS_OF_COLOUR}:
        raise Damaged(detail=f"kind={values.dtype.kind} dimensions={values.ndim}")
    return np.ascontiguousarray(values)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise TooLarge


def _described(batch: str, number: int, *, is_slide: bool) -> Dataset:
    dataset = Dataset()
    kind = "slides" if is_slide else "photographs"
    dataset.SOPClassUID = _MICROSCOPY if is_slide else _PHOTOGRAPH
    dataset.StudyInstanceUID = _uid(batch, "study")
    dataset.SeriesInstanceUID = _uid(batch, kind)
    dataset.Modality = "GM" if is_slide else "XC"
    dataset.SeriesNumber = 2 if is_slide else 1
    dataset.InstanceNumber = number
    dataset.ImageType = ["DERIVED" if is_slide else "ORIGINAL", "PRIMARY"]
    if is_slide:
        dataset.DerivationDescription = SLIDE
    for keyword in (
        "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime",
        "AccessionNumber", "StudyID", "ReferringPhysicianName", "Manufacturer", "Laterality",
    ):  # fmt: skip
        setattr(dataset, keyword, "")
    dataset.AcquisitionContextSequence = []
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    return dataset


def _set_pixels(dataset: Dataset, values: Picture) -> None:
    is_colour = values.ndim == _DIMENSIONS_OF_COLOUR
    dataset.Rows, dataset.Columns = values.shape[:2]
    dataset.SamplesPerPixel = _COLOURS if is_colour else 1
    dataset.PhotometricInterpretation = "RGB" if is_colour else "MONOCHROME2"
    if is_colour:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = values.dtype.itemsize * 8
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = 0
    buffer = io.BytesIO(values.astype(values.dtype.newbyteorder("<")).tobytes())
    buffer.seek(0, io.SEEK_END)
    buffer.write(b"\0" * (buffer.tell() % 2))
    dataset.add_new("PixelData", "OB" if values.dtype.itemsize == 1 else "OW", buffer.getvalue())


def _uid(*parts: str) -> str:
    """A UID under 2.25 from the digest of ``parts`` (PS3.5 section B.2)."""
    digest = hashlib.sha256("\0".join(("readingroom-photograph", *parts)).encode()).digest()
    return _UID_ROOT + str(int.from_bytes(digest[:16], "big"))
