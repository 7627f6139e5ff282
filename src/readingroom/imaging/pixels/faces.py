"""Whether sections of a head could be rendered into a face that someone would know.

Judged by the words and the geometry of headers, for that is there before any pixel is read. It
takes a volume: single slices, localisers and slices far apart show no face. The neck and the spine
are left alone unless something names the head as well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset

from readingroom.imaging.functional_groups import FrameView, numbers
from readingroom.imaging.geometry.orientation import normal_of, usable_orientation
from readingroom.imaging.refusals import LIBRARY_ERRORS

_MODALITIES: Final = frozenset({"CT", "MR"})
_HEAD: Final = re.compile(
    r"head|brain|skull|crani|cereb|face|facial|sinus|orbit|pituitar|sella|petrous|temporal|\biac\b"
    r"|\btmj\b|maxill|mandib|dental|midface|whole.?body|neuro|mprage|kopf|schaedel|schädel|hirn"
    r"|gesicht|nnh|tete|tête|cerveau|cabeza|cerebro|craneo|cráneo|cranio|testa|encef",
    re.IGNORECASE,
)
_NO_VOLUME: Final = frozenset({"LOCALIZER", "SCOUT", "SCREEN SAVE", "MIP", "MNIP"})
_WORDED: Final = (
    "BodyPartExamined",
    "StudyDescription",
    "SeriesDescription",
    "ProtocolName",
    "RequestedProcedureDescription",
    "PerformedProcedureStepDescription",
)
_CODED: Final = ("AnatomicRegionSequence", "ProcedureCodeSequence")
THICKEST_MM: Final = 5.5
_SHORTEST_MM: Final = 60.0  # from first slice to last: brow to lip
_FEWEST: Final = 12
_NARROWEST_MM: Final = 120.0  # of the field of view


@dataclass(frozen=True)
class HeadSlices:
    """Where the slices of one object lie that names a head.

    Attributes:
        places_mm: of each frame along the normal.
        thickness_mm: of a slice.
    """

    places_mm: tuple[float, ...]
    thickness_mm: float


def head_slices(header: Dataset) -> HeadSlices | None:
    """The slices of ``header`` if it is a section of a head; else ``None``.

    Sections that a device derived, such as reformats, count too.
    """
    if _text(header, "Modality") not in _MODALITIES or not names_head(header):
        return None
    image_type = {str(v).strip().upper() for v in _values(header, "ImageType")}
    if image_type & _NO_VOLUME:
        return None
    frames = int((numbers(header.get("NumberOfFrames")) or (1,))[0])
    places = [place for i in range(frames) if (place := _place(FrameView(header, i))) is not None]
    thickness = FrameView(header, 0).number("SliceThickness", "PixelMeasuresSequence")
    if not places or not _is_wide(header):
        return None
    return HeadSlices(tuple(places), thickness or THICKEST_MM)


def names_head(header: Dataset) -> bool:
    """Whether body part, descriptions or codes name the head or a part of it."""
    texts = [str(value) for keyword in _WORDED for value in _values(header, keyword)]
    for keyword in _CODED:
        texts += [_text(item, "CodeMeaning") for item in _values(header, keyword)]
    return any(_HEAD.search(text) for text in texts)


def slices_may_show_face(objects: Sequence[HeadSlices | None]) -> bool:
    """Whether the slices of one series are a volume fine and long enough.

    At least 12 slices over 60 mm or more, no further apart than 5.5 mm: of the usual 5 mm slices
    a computer still renders brow, eyes and nose (``docs/adr`` has the picture's evidence).
    """
    known = [one for one in objects if one is not None]
    places = np.unique(np.round([place for one in known for place in one.places_mm], 2))
    if len(places) < _FEWEST or np.ptp(places) < _SHORTEST_MM:
        return False
    return bool(np.median(np.diff(places)) <= THICKEST_MM)


def may_show_face(headers: Sequence[Dataset]) -> bool:
    """Whether the objects of one series, sections of a head, hold a face.

    Args:
        headers: of all objects of the series, or of one multi-frame object; pixels are not
            looked at.
    """
    return slices_may_show_face([head_slices(header) for header in headers])


def _place(view: FrameView) -> float | None:
    position = view.numbers("ImagePositionPatient", 3, "PlanePositionSequence")
    orientation = usable_orientation(
        view.numbers("ImageOrientationPatient", 6, "PlaneOrientationSequence")
    )
    if position is None or orientation is None:
        return None
    return float(np.dot(position, normal_of(orientation)))


def _is_wide(header: Dataset) -> bool:
    spacing = FrameView(header, 0).numbers("PixelSpacing", 2, "PixelMeasuresSequence")
    size = [numbers(header.get(keyword)) for keyword in ("Rows", "Columns")]
    if spacing is None or not all(size):
        return True  # unknown: it may be
    return min(s * n[0] for s, n in zip(spacing, size, strict=True)) >= _NARROWEST_MM


def _text(dataset: Dataset, keyword: str) -> str:
    return " ".join(str(value) for value in _values(dataset, keyword)).strip(" \0")


def _values(dataset: Dataset, keyword: str) -> Sequence[Any]:
    try:
        value = dataset.get(keyword)
    except LIBRARY_ERRORS:
        return ()
    if value in (None, ""):
        return ()
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
