"""Photographs, histology and slides that are no DICOM: their picture alone becomes an object.

The picture is decoded and written anew, so nothing that lay beside it comes along: EXIF with its
place and time, XMP, comments, thumbnails, what follows the picture in the file. Of a whole slide
the largest level within ``MAX_SIDE_PX`` is taken; its label and macro images are left behind.
Pages of a TIFF that are alike become the frames of one object.
"""

import hashlib
import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRLittleEndian

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.pixels.burned_in import SLIDE
from readingroom.imaging.refusals import (
    LIBRARY_ERRORS,
    Damaged,
    NotDicom,
    SeveralPictures,
    SlideTooLarge,
    TooLarge,
)

if TYPE_CHECKING:
    from tifffile import TiffFile

MAX_PIXELS: Final = 64_000_000
MAX_SIDE_PX: Final = 8192  # of the level of a slide that is taken
_PHOTOGRAPH: Final = "1.2.840.10008.5.1.4.1.1.77.1.4"  # VL Photographic Image, PS3.4 table B.5-1
_MICROSCOPY: Final = "1.2.840.10008.5.1.4.1.1.77.1.2"  # VL Microscopic Image
# Multi-frame secondary capture: colour, grey of 8 bits, grey of 16. Photographs have one frame.
_STACK_OF_COLOUR: Final = "1.2.840.10008.5.1.4.1.1.7.4"
_STACKS_OF_GREY: Final = {
    1: "1.2.840.10008.5.1.4.1.1.7.2",
    2: "1.2.840.10008.5.1.4.1.1.7.3",
}
_PAGES: Final = Tag("PageNumberVector")
_REDUCED: Final = 1  # of NewSubfileType: a smaller copy of another page
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

    Pictures of one ``batch`` become one study, with a series for photographs, one for slides, and
    one for each stack.
    The same file in the same batch always gives the same object.

    Args:
        path: of a JPEG, PNG, TIFF or a whole slide that is kept as TIFF (SVS, NDPI, OME-TIFF).
        batch: what came together.
        number: its place among them.

    Raises:
        NotDicom: it is no picture either.
        TooLarge: it has more than ``MAX_PIXELS``, all pages together.
        SeveralPictures: its pages differ, so that they are no stack.
        SlideTooLarge: it is a slide without a level within both limits.
        Damaged: it can't be decoded.

    Source: PS3.3 sections A.32.4 (VL photographic), A.32.2 (VL microscopic), A.8.3 to A.8.5
    (stacks), C.7.6.1.1.5 (lossy).
    """
    if not is_picture(path):
        raise NotDicom
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frames, is_lossy, is_slide = _decode(path)
    except LIBRARY_ERRORS as error:
        raise Damaged(detail=type(error).__name__) from None
    dataset = _described(batch, number, is_slide=is_slide)
    values = frames[0] if len(frames) == 1 else np.stack(frames)
    content = hashlib.sha256(values.tobytes()).hexdigest()
    dataset.SOPInstanceUID = _uid(batch, "instance", content)
    dataset.LossyImageCompression = "01" if is_lossy else "00"
    _set_pixels(dataset, frames)
    if len(frames) > 1:
        _make_stack(dataset, len(frames), series=_uid(batch, "stack", content))
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return RawDataset(dataset, ExplicitVRLittleEndian)


def _decode(path: Path) -> tuple[list[Picture], bool, bool]:
    """The picture, or a stack of them; whether it lost anything, and whether it is a slide."""
    with path.open("rb") as file:
        start = file.read(_HEAD_BYTES)
    if start.startswith(_TIFF_STARTS):
        return _from_tiff(path)
    return [_from_photograph(path)], start.startswith(_JPEG), False


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


def _from_tiff(path: Path) -> tuple[list[Picture], bool, bool]:
    # 40 MB of memory, which a process that waits for work can do without.
    import tifffile  # noqa: PLC0415

    with tifffile.TiffFile(path) as tiff:
        levels, pages = _levels(tiff), _pages(tiff)
        # What is tiled and has pages of other sizes beside it is a slide of one level.
        if len(levels) == 1 and not (levels[0].is_tiled and _differ(pages)):
            return _stacked(pages), _is_lossy(pages[0].keyframe), False
        fits = (p for p in levels if _fits(p.imagewidth, p.imagelength))
        page = next(fits, None)
        if page is None:
            raise SlideTooLarge
        return [_as_picture(page.asarray())], _is_lossy(page), True


def _pages(tiff: "TiffFile") -> list[Any]:
    """The series of pages that are no smaller copies of others."""
    return [s for s in tiff.series if not int(s.keyframe.subfiletype) & _REDUCED] or tiff.series[:1]


def _differ(pages: Sequence[Any]) -> bool:
    return len({(s.keyframe.shape, s.keyframe.dtype) for s in pages}) > 1


def _stacked(pages: Sequence[Any]) -> list[Picture]:
    if (
        sum(
            int(np.prod([n for n, axis in zip(s.shape, s.axes, strict=True) if axis != "S"]))
            for s in pages
        )
        > MAX_PIXELS
    ):
        raise TooLarge
    if _differ(pages):
        raise SeveralPictures
    shape = pages[0].keyframe.shape
    return [_as_picture(values) for s in pages for values in s.asarray().reshape(-1, *shape)]


def _is_lossy(page: Any) -> bool:
    return int(page.compression) not in _EXACT


def _levels(tiff: "TiffFile") -> list[Any]:
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


def _fits(width: int, height: int) -> bool:
    return max(width, height) <= MAX_SIDE_PX and width * height <= MAX_PIXELS


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


def _make_stack(dataset: Dataset, count: int, *, series: str) -> None:
    """Make it an object of a class that has several frames, one page each, alone in a series."""
    dataset.SeriesInstanceUID, dataset.SeriesNumber = series, 3
    is_colour = dataset.SamplesPerPixel == _COLOURS
    grey = _STACKS_OF_GREY[dataset.BitsAllocated // 8]
    dataset.SOPClassUID = _STACK_OF_COLOUR if is_colour else grey
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.NumberOfFrames, dataset.ConversionType = count, "WSD"
    dataset.FrameIncrementPointer = _PAGES
    dataset.PageNumberVector = list(range(1, count + 1))


def _set_pixels(dataset: Dataset, frames: Sequence[Picture]) -> None:
    values = frames[0]
    is_colour = values.ndim == _DIMENSIONS_OF_COLOUR
    dataset.Rows, dataset.Columns = values.shape[:2]
    dataset.SamplesPerPixel = _COLOURS if is_colour else 1
    dataset.PhotometricInterpretation = "RGB" if is_colour else "MONOCHROME2"
    if is_colour:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = values.dtype.itemsize * 8
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = 0
    buffer = io.BytesIO()
    for frame in frames:
        buffer.write(frame.astype(frame.dtype.newbyteorder("<")).tobytes())
    buffer.write(b"\0" * (buffer.tell() % 2))
    dataset.add_new("PixelData", "OB" if values.dtype.itemsize == 1 else "OW", buffer.getvalue())


def _uid(*parts: str) -> str:
    """A UID under 2.25 from the digest of ``parts`` (PS3.5 section B.2)."""
    digest = hashlib.sha256("\0".join(("readingroom-photograph", *parts)).encode()).digest()
    return _UID_ROOT + str(int.from_bytes(digest[:16], "big"))
