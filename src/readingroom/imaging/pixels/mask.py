"""Writing over parts of a picture, and touching no other pixel.

What was stored without loss stays so, in the syntax it came in where there is an encoder for it.
What had lost something is decoded once and kept from then on without further loss: outside the
boxes its pixels are those that the lossy frames decode to, and (0028,2110) still says 01.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian

from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.deid import marks
from readingroom.imaging.limits import DEFAULT_LIMITS, Limits
from readingroom.imaging.pixels.decode import decode_frames, is_encapsulated
from readingroom.imaging.pixels.layout import PixelLayout, pixel_keyword, read_layout
from readingroom.imaging.pixels.masked_frames import FrameEncoder, encoder_for
from readingroom.imaging.pixels.masked_native import Area, black_value, mask_native
from readingroom.imaging.pixels.native import Array
from readingroom.imaging.pixels.spare_bits import uses_spare_bits
from readingroom.imaging.pixels.text import TextBox
from readingroom.imaging.refusals import CannotDecode

_TABLES: Final = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths", "IconImageSequence")


def mask_pixels(
    clean: CleanDataset,
    boxes: Sequence[TextBox],
    *,
    option: str = marks.CLEAN_PIXELS,
    limits: Limits = DEFAULT_LIMITS,
) -> CleanDataset:
    """A copy of ``clean`` with ``boxes`` filled with black, whatever they are said to hold.

    Boxes are cut at the edge of the frame; frames that there are none of are passed over.
    ``clean`` itself stays as it is, and is returned where nothing of it is to be filled and its
    frames hold nothing but pixels; bits above those stored are cleared either way.

    The copy names the option in De-identification Method Code Sequence (0012,0064): that writing
    was covered, and then Burned In Annotation (0028,0301) is ``NO``; or that a face was
    (``marks.CLEAN_FACES``), which says nothing about writing. It has no icon.

    Raises:
        CannotDecode, TooLarge, UnsupportedSyntax: as ``decode_frames``.

    Source: PS3.15 sections E.3.1, Clean Pixel Data Option, and E.3.2, Clean Recognizable Visual
    Features Option.
    """
    encapsulated = is_encapsulated(clean.transfer_syntax_uid)
    if pixel_keyword(clean.dataset) is None or not (boxes or encapsulated):
        return clean
    layout = read_layout(clean.dataset, limits=limits)
    areas = _areas(boxes, layout)
    covers = any(areas(number) for number in range(1, layout.frames + 1))
    if not covers and not uses_spare_bits(clean, layout):
        return clean
    masked = copy.copy(clean)
    masked.dataset = _copy(clean.dataset)
    if encapsulated:
        _mask_frames(masked, clean, layout, areas, limits)
    else:
        element = clean.dataset[layout.keyword]
        data = mask_native(element, clean, layout, areas)
        masked.dataset[layout.keyword] = DataElement(
            element.tag, element.VR, data, already_converted=True
        )
    if covers:
        _mark(masked.dataset, option)
    return masked


def _areas(boxes: Sequence[TextBox], layout: PixelLayout) -> Callable[[int], list[Area]]:
    """The parts to fill of frame ``number`` (from 1), cut at its edges."""

    def of_frame(number: int) -> list[Area]:
        found = []
        for box in boxes:
            rows = slice(max(0, box.y), min(layout.rows, box.y + box.height))
            columns = slice(max(0, box.x), min(layout.columns, box.x + box.width))
            here = box.frame in (None, number)
            if here and rows.start < rows.stop and columns.start < columns.stop:
                found.append((rows, columns))
        return found

    return of_frame


def _copy(dataset: Dataset) -> Dataset:
    """A copy that shares its elements, which nobody changes, without tables and icon."""
    left_out = {dataset[keyword].tag for keyword in _TABLES if keyword in dataset}
    made = Dataset({tag: dataset[tag] for tag in dataset.keys() - left_out})
    if hasattr(dataset, "file_meta"):
        made.file_meta = copy.deepcopy(dataset.file_meta)
    return made


def _mask_frames(
    masked: CleanDataset,
    clean: CleanDataset,
    layout: PixelLayout,
    areas: Callable[[int], list[Area]],
    limits: Limits,
) -> None:
    """Decode, fill, and encode again without loss."""
    encoder = encoder_for(clean.transfer_syntax_uid, layout)
    frames = _filled(clean, layout, areas, limits)
    if encoder is None:
        data = b"".join(v.astype(v.dtype.newbyteorder("<")).tobytes() for v in frames)
        element = DataElement(0x7FE00010, "OW", data + b"\0" * (len(data) % 2))
    else:
        data = encapsulate([encoder.encode(values) for values in frames])
        element = DataElement(0x7FE00010, "OB", data)
        element.is_undefined_length = True
    masked.dataset[element.tag] = element
    _describe(masked, layout, encoder)


def _filled(
    clean: CleanDataset,
    layout: PixelLayout,
    areas: Callable[[int], list[Area]],
    limits: Limits,
) -> Iterator[Array]:
    count = 0
    for number, frame in enumerate(decode_frames(clean, limits=limits), start=1):
        values = frame
        if areas(number):
            values = frame.copy()
            black = black_value(values, clean.dataset)
            for rows, columns in areas(number):
                values[rows, columns] = black
        count += 1
        yield values
    if count != layout.frames:
        raise CannotDecode(detail="fewer frames than promised")


def _describe(masked: CleanDataset, layout: PixelLayout, encoder: FrameEncoder | None) -> None:
    """The header of frames that were decoded and encoded anew."""
    syntax = encoder.syntax if encoder else str(ExplicitVRLittleEndian)
    masked.transfer_syntax_uid = syntax
    if hasattr(masked.dataset, "file_meta"):
        masked.dataset.file_meta.TransferSyntaxUID = UID(syntax)
    bits = np.dtype(layout.dtype).itemsize * 8
    changed: dict[str, int | str] = {"BitsAllocated": bits, "HighBit": layout.bits_stored - 1}
    if layout.samples > 1:
        colour = encoder.layout.photometric if encoder else "RGB"
        changed |= {"PhotometricInterpretation": colour, "PlanarConfiguration": 0}
    for keyword, value in changed.items():
        if keyword in masked.dataset:
            del masked.dataset[keyword]  # shared with the source
        setattr(masked.dataset, keyword, value)


def _mark(dataset: Dataset, option: str) -> None:
    """Say so in the header. New elements, for the old ones are shared with the source."""
    applied = list(dataset.get("DeidentificationMethodCodeSequence") or ())
    stale = ["DeidentificationMethodCodeSequence"]
    if option == marks.CLEAN_PIXELS:
        stale.append("BurnedInAnnotation")
    for keyword in stale:
        if keyword in dataset:
            del dataset[keyword]
    dataset.DeidentificationMethodCodeSequence = applied
    if option == marks.CLEAN_PIXELS:
        dataset.BurnedInAnnotation = "NO"
    marks.add_mark(dataset, option)
