"""How an object asks to be shown: rescale, window, tables, palette, aspect.

Source: PS3.3 C.11.1 (modality LUT), C.11.2 (VOI LUT), C.7.6.3.1.5 and .6 (palette), C.7.5.1.1.2
(padding), C.7.6.3.1.7 and 10.7.1.3 (aspect and spacing).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from readingroom.imaging.functional_groups import FrameView, numbers
from readingroom.imaging.pixels.segments import expand_segments
from readingroom.imaging.refusals import LIBRARY_ERRORS, CannotDecode

_MOST_ENTRIES: Final = 65_536
_BYTE: Final = 8
_FUNCTIONS: Final = frozenset({"LINEAR", "LINEAR_EXACT", "SIGMOID"})
_MONOCHROME: Final = frozenset({"MONOCHROME1", "MONOCHROME2"})
_SANE_ASPECT: Final = 50.0


@dataclass(frozen=True, eq=False)
class LookupTable:
    """Entries for inputs from ``first`` on; inputs beyond either end take the end's entry.

    ``bits`` is the depth of the entries, 8 to 16; ``data`` holds uint8 or uint16.
    """

    first: int
    bits: int
    data: npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Palette:
    """Three tables of one length, each as ``LookupTable``."""

    red: LookupTable
    green: LookupTable
    blue: LookupTable


@dataclass(frozen=True, eq=False)
class DisplayParameters:
    """What turns stored values of one frame into grey or colour.

    Attributes:
        photometric: ``MONOCHROME1``, ``MONOCHROME2``, ``PALETTE COLOR`` or ``RGB``.
        slope, intercept: stored value to modality unit, used where there is no ``modality_lut``.
        window: centre and width in modality units; None asks for one from the values.
        voi_function: ``LINEAR``, ``LINEAR_EXACT`` or ``SIGMOID``.
        voi_lut: stands in for the window where present.
        is_inverse: low values are bright.
        padding: stored values from–to that are no image.
        pixel_aspect: row spacing over column spacing.
    """

    photometric: str = "MONOCHROME2"
    slope: float = 1.0
    intercept: float = 0.0
    modality_lut: LookupTable | None = None
    window: tuple[float, float] | None = None
    voi_function: str = "LINEAR"
    voi_lut: LookupTable | None = None
    is_inverse: bool = False
    palette: Palette | None = None
    padding: tuple[int, int] | None = None
    pixel_aspect: float = 1.0


def display_parameters(dataset: Dataset, *, frame_number: int = 1) -> DisplayParameters:
    """Read how frame ``frame_number`` (from 1) of ``dataset`` asks to be shown.

    What is missing or impossible (a slope that is no number, a window of no width) falls back to
    its default, so that every picture can be shown.
    """
    view = FrameView(dataset, frame_number - 1)
    photometric = displayed_photometric(dataset)
    window = _window(view)
    inverse_shape = str(dataset.get("PresentationLUTShape") or "") == "INVERSE"
    slope = view.number("RescaleSlope", "PixelValueTransformationSequence")
    intercept = view.number("RescaleIntercept", "PixelValueTransformationSequence")
    return DisplayParameters(
        photometric=photometric,
        slope=slope or 1.0,
        intercept=intercept or 0.0,
        modality_lut=_first_table(dataset.get("ModalityLUTSequence"), dataset),
        window=window,
        voi_function=_function(view, window),
        voi_lut=_first_table(dataset.get("VOILUTSequence"), dataset),
        is_inverse=photometric == "MONOCHROME1" or (inverse_shape and photometric == "MONOCHROME2"),
        palette=_palette(dataset) if photometric == "PALETTE COLOR" else None,
        padding=_padding(dataset),
        pixel_aspect=pixel_spacing(view)[2],
    )


def displayed_photometric(dataset: Dataset) -> str:
    """The photometric interpretation of decoded frames: every YBR has become RGB."""
    stated = str(dataset.get("PhotometricInterpretation") or "").strip()
    if (numbers(dataset.get("SamplesPerPixel")) or (1.0,))[0] > 1:
        return "RGB"
    if stated == "PALETTE COLOR" and _palette(dataset) is not None:
        return stated
    return stated if stated in _MONOCHROME else "MONOCHROME2"


def pixel_spacing(view: FrameView) -> tuple[tuple[float, float] | None, str, float]:
    """Spacing in mm (between rows, between columns), what it is measured in, and the aspect.

    The kind is ``patient`` (in the patient), ``imager`` (at the detector: lengths in the patient
    are shorter), ``aspect`` (only the ratio is known) or ``none``.
    """
    for keyword, kind in (
        ("PixelSpacing", "patient"),
        ("ImagerPixelSpacing", "imager"),
        ("NominalScannedPixelSpacing", "imager"),
    ):
        found = view.numbers(keyword, 2, "PixelMeasuresSequence")
        if found and min(found) > 0 and 1 / _SANE_ASPECT < found[0] / found[1] < _SANE_ASPECT:
            return (found[0], found[1]), kind, found[0] / found[1]
    ratio = view.numbers("PixelAspectRatio", 2)
    if ratio and min(ratio) > 0 and 1 / _SANE_ASPECT < ratio[0] / ratio[1] < _SANE_ASPECT:
        return None, "aspect", ratio[0] / ratio[1]
    return None, "none", 1.0


def _window(view: FrameView) -> tuple[float, float] | None:
    center = view.number("WindowCenter", "FrameVOILUTSequence")
    width = view.number("WindowWidth", "FrameVOILUTSequence")
    return (center, width) if center is not None and width is not None and width > 0 else None


def _function(view: FrameView, window: tuple[float, float] | None) -> str:
    stated = str(view.value("VOILUTFunction", "FrameVOILUTSequence") or "LINEAR").strip()
    if stated == "LINEAR" and window and window[1] < 1:
        return "LINEAR_EXACT"  # LINEAR has no meaning below 1, yet PET in SUV asks for it
    return stated if stated in _FUNCTIONS else "LINEAR"


def _padding(dataset: Dataset) -> tuple[int, int] | None:
    value = numbers(dataset.get("PixelPaddingValue"))
    limit = numbers(dataset.get("PixelPaddingRangeLimit")) or value
    if not value:
        return None
    low, high = sorted((int(value[0]), int(limit[0])))
    return low, high


def _first_table(sequence: Any, dataset: Dataset) -> LookupTable | None:
    if not sequence or not isinstance(sequence[0], Dataset):
        return None
    item = sequence[0]
    return lookup_table(item.get("LUTDescriptor"), item.get("LUTData"), dataset)


def lookup_table(descriptor: Any, data: Any, dataset: Dataset) -> LookupTable | None:
    """A table from its descriptor (entries, first input, bits) and data; None if they disagree."""
    stated = numbers(descriptor)
    if len(stated) != len(("entries", "first", "bits")) or data is None:
        return None
    entries, first, bits = (int(number) for number in stated)
    entries = entries or _MOST_ENTRIES
    is_signed = (numbers(dataset.get("PixelRepresentation")) or (0.0,))[0] == 1
    if is_signed and first > np.iinfo(np.int16).max:
        first -= _MOST_ENTRIES
    if not _BYTE <= bits <= 2 * _BYTE or not 0 < entries <= _MOST_ENTRIES:
        return None
    try:
        values = _entries(data, entries, bits)
    except LIBRARY_ERRORS:
        return None
    return None if values is None else LookupTable(first, bits, values)


def _entries(data: Any, entries: int, bits: int) -> npt.NDArray[Any] | None:
    values: npt.NDArray[Any]
    if not isinstance(data, bytes):
        values = np.atleast_1d(np.asarray(data, dtype=np.int64)) & (_MOST_ENTRIES - 1)
        if len(values) == (entries + 1) // 2 < entries:  # bytes two to a word
            values = values.astype("<u2").view(np.uint8)[:entries]
    elif len(data) >= 2 * entries:
        values = np.frombuffer(data, dtype="<u2", count=entries)
    elif len(data) >= entries:
        values = np.frombuffer(data, dtype=np.uint8, count=entries)
    else:
        return None
    if len(values) < entries:
        return None
    return values[:entries].astype(np.uint8 if bits == _BYTE else np.uint16)


def _palette(dataset: Dataset) -> Palette | None:
    red, green, blue = (_colour(dataset, colour) for colour in ("Red", "Green", "Blue"))
    if red is None or green is None or blue is None:
        return None
    same = len({(len(table.data), table.first) for table in (red, green, blue)}) == 1
    return Palette(red, green, blue) if same else None


def _colour(dataset: Dataset, colour: str) -> LookupTable | None:
    descriptor = dataset.get(f"{colour}PaletteColorLookupTableDescriptor")
    data = dataset.get(f"{colour}PaletteColorLookupTableData")
    segments = dataset.get(f"Segmented{colour}PaletteColorLookupTableData")
    entries = numbers(descriptor)
    if data is None and isinstance(segments, bytes) and entries:
        try:
            data = expand_segments(segments, entries=int(entries[0]) or _MOST_ENTRIES).tolist()
        except (CannotDecode, *LIBRARY_ERRORS):
            return None
    return lookup_table(descriptor, data, dataset)
