"""Marks on images as a DICOM object that other viewers show.

Source: PS3.3 A.33.1 (Grayscale Softcopy Presentation State), C.10.4 (Displayed Area), C.10.5
(Graphic Annotation), C.10.7 (Graphic Layer), C.11.8 (Softcopy VOI LUT), C.11.10 and C.11.11
(Presentation State Identification and Relationship).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, Literal

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import UID, ExplicitVRLittleEndian, GrayscaleSoftcopyPresentationStateStorage

from readingroom.imaging.deid.marks import IMPLEMENTATION_UID
from readingroom.imaging.writing import write_part10
from readingroom.kernel.errors import InvalidInput

Point = tuple[float, float]

_LAYER: Final = "MARKS"
_GREY: Final = frozenset({"MONOCHROME1", "MONOCHROME2"})
_BARB: Final = 0.5  # radians off the shaft
_BARB_SHARE: Final = 0.2
# What a state has in common with the study that it belongs to (PS3.3 C.7.1.1 and C.7.2.1), all of
# type 2: present though nothing may be known.
_SHARED: Final = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate",
    "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber",
)  # fmt: skip
_LUT: Final = ("RescaleIntercept", "RescaleSlope", "RescaleType")
NEEDED: Final = (
    *_SHARED, *_LUT, "PatientIdentityRemoved", "DeidentificationMethod", "SOPClassUID",
    "SOPInstanceUID", "SeriesInstanceUID", "Rows", "Columns", "NumberOfFrames", "PixelSpacing",
    "PixelAspectRatio", "PhotometricInterpretation",
)  # fmt: skip
"""What is asked of the headers of images."""


@dataclass(frozen=True)
class Mark:
    """Something that is marked on one frame.

    Attributes:
        sop_instance_uid, frame: the image, and its frame counted from 1.
        shape: what ``points`` mean: tip and tail of an arrow, the two ends of a measurement, the
            corners of a closed region, or the middle of a label's words.
        points: columns and rows in image pixels, 0, 0 at the outer corner of the first pixel, which
            are also the units of PS3.3 C.10.5.
        text: what it shows; may be empty but for a label.
    """

    sop_instance_uid: str
    frame: int
    shape: Literal["arrow", "measurement", "region", "label"]
    points: tuple[Point, ...]
    text: str


@dataclass(frozen=True)
class StateIdentity:
    """What names a presentation state.

    Attributes:
        made_at: when what it says was written.
        window: centre and width in modality units, where the images' own are not meant.
    """

    sop_instance_uid: str
    series_instance_uid: str
    made_at: datetime
    window: tuple[float, float] | None = None


def presentation_state(
    marks: Sequence[Mark], headers: Mapping[str, Dataset], identity: StateIdentity
) -> bytes:
    """A Part 10 file that shows ``marks`` over the images of one series.

    Args:
        marks: at least one.
        headers: by SOP Instance UID, of each image that is marked: of one series and size.

    Raises:
        InvalidInput: nothing is marked, or the images are in colour, for which this kind of
            object isn't made.
    """
    if not marks:
        raise InvalidInput("Nothing is marked on this series, so there is nothing to export.")
    images = [headers[uid] for uid in dict.fromkeys(mark.sop_instance_uid for mark in marks)]
    if any(image.get("PhotometricInterpretation") not in _GREY for image in images):
        raise InvalidInput("Marks can be exported from grey images only, and these have colours.")
    state = _start(images[0], identity)
    state.ReferencedSeriesSequence = DicomSequence([_series(images)])
    state.DisplayedAreaSelectionSequence = DicomSequence([_area(images[0])])
    state.GraphicAnnotationSequence = _annotations(marks, headers)
    state.GraphicLayerSequence = DicomSequence([_layer()])
    _look(state, images, identity.window)
    return write_part10(state)


def _start(image: Dataset, identity: StateIdentity) -> Dataset:
    state = begin_object(
        image, identity, sop_class_uid=GrayscaleSoftcopyPresentationStateStorage, modality="PR"
    )
    state.Laterality = ""  # of the series, and unknown: the images tell their own
    state.ContentLabel = "MARKS"
    state.ContentDescription, state.ContentCreatorName = "Marks of a teaching case", ""
    state.PresentationCreationDate = identity.made_at.strftime("%Y%m%d")
    state.PresentationCreationTime = identity.made_at.strftime("%H%M%S")
    return state


def begin_object(
    image: Dataset, identity: StateIdentity, *, sop_class_uid: UID, modality: str
) -> Dataset:
    """An object of the study of ``image``, in a series of its own, that tells nothing yet."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.FileMetaInformationVersion = b"\0\1"
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    made.file_meta.MediaStorageSOPClassUID = sop_class_uid
    made.file_meta.MediaStorageSOPInstanceUID = UID(identity.sop_instance_uid)
    made.SpecificCharacterSet = "ISO_IR 192"
    for keyword in _SHARED:
        setattr(made, keyword, image.get(keyword) or "")
    for keyword in ("PatientIdentityRemoved", "DeidentificationMethod"):
        if keyword in image:
            setattr(made, keyword, image.get(keyword))
    made.SOPClassUID = sop_class_uid
    made.SOPInstanceUID = identity.sop_instance_uid
    made.SeriesInstanceUID = identity.series_instance_uid
    made.Modality, made.SeriesNumber, made.InstanceNumber = modality, 1, 1
    made.Manufacturer = "Reading Room"
    return made


def _series(images: Sequence[Dataset]) -> Dataset:
    item = Dataset()
    item.SeriesInstanceUID = images[0].SeriesInstanceUID
    item.ReferencedImageSequence = DicomSequence([image_reference(image) for image in images])
    return item


def image_reference(image: Dataset, frame: int | None = None) -> Dataset:
    """An item that names an image and, where it has several, its frame, counted from 1."""
    item = Dataset()
    item.ReferencedSOPClassUID = image.SOPClassUID
    item.ReferencedSOPInstanceUID = image.SOPInstanceUID
    if frame is not None and int(image.get("NumberOfFrames") or 1) > 1:
        item.ReferencedFrameNumber = frame
    return item


def _area(image: Dataset) -> Dataset:
    """All of the image, as large as it fits."""
    item = Dataset()
    item.DisplayedAreaTopLeftHandCorner = [1, 1]
    item.DisplayedAreaBottomRightHandCorner = [int(image.Columns), int(image.Rows)]
    item.PresentationSizeMode = "SCALE TO FIT"
    spacing = image.get("PixelSpacing")
    if spacing:
        item.PresentationPixelSpacing = spacing
    else:
        item.PresentationPixelAspectRatio = image.get("PixelAspectRatio") or [1, 1]
    return item


def _layer() -> Dataset:
    item = Dataset()
    item.GraphicLayer, item.GraphicLayerOrder = _LAYER, 1
    item.GraphicLayerDescription = "What the author points at"
    return item


def _look(state: Dataset, images: Sequence[Dataset], window: tuple[float, float] | None) -> None:
    """Grey levels as the images have them, or by the window that the author chose."""
    lookups = {tuple(str(image.get(keyword)) for keyword in _LUT[:2]) for image in images}
    is_shared = len(lookups) == 1
    if is_shared and "RescaleSlope" in images[0]:
        for keyword in _LUT:
            setattr(state, keyword, images[0].get(keyword) or "US")
    if window and is_shared:
        item = Dataset()
        item.WindowCenter, item.WindowWidth = (f"{value:.6g}" for value in window)
        state.SoftcopyVOILUTSequence = DicomSequence([item])
    is_inverse = images[0].PhotometricInterpretation == "MONOCHROME1"
    state.PresentationLUTShape = "INVERSE" if is_inverse else "IDENTITY"


def _annotations(marks: Sequence[Mark], headers: Mapping[str, Dataset]) -> DicomSequence:
    def place(mark: Mark) -> tuple[str, int]:
        return mark.sop_instance_uid, mark.frame

    items = []
    for (uid, frame), here in groupby(sorted(marks, key=place), key=place):
        item = Dataset()
        item.ReferencedImageSequence = DicomSequence([image_reference(headers[uid], frame)])
        item.GraphicLayer = _LAYER
        there = tuple(here)
        texts = [_text(mark) for mark in there if mark.text]
        graphics = [_graphic(mark) for mark in there if mark.shape != "label"]
        if texts:
            item.TextObjectSequence = DicomSequence(texts)
        if graphics:
            item.GraphicObjectSequence = DicomSequence(graphics)
        items.append(item)
    return DicomSequence(items)


def _text(mark: Mark) -> Dataset:
    """The words beside the mark: at an arrow's tail, at an outline's right."""
    anchors = mark.points[1:2] if mark.shape == "arrow" else (max(mark.points),)
    item = Dataset()
    item.AnchorPointAnnotationUnits = "PIXEL"
    item.UnformattedTextValue = mark.text
    item.AnchorPoint = [*anchors[0]]
    item.AnchorPointVisibility = "N"
    return item


def _graphic(mark: Mark) -> Dataset:
    points = _LINES.get(mark.shape, tuple)(mark.points)
    item = Dataset()
    item.GraphicAnnotationUnits = "PIXEL"
    item.GraphicDimensions = 2
    item.NumberOfGraphicPoints = len(points)
    item.GraphicData = [number for point in points for number in point]
    item.GraphicType = "POLYLINE"
    item.GraphicFilled = "N"
    return item


def _arrow(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """One line from the tail to the tip and along both barbs: DICOM has no arrow that all show."""
    tip, tail = points
    length = math.dist(tip, tail) * _BARB_SHARE
    angle = math.atan2(tail[1] - tip[1], tail[0] - tip[0])
    one, other = (
        (
            max(0.0, tip[0] + length * math.cos(angle + turn)),
            max(0.0, tip[1] + length * math.sin(angle + turn)),
        )
        for turn in (_BARB, -_BARB)
    )
    return tail, tip, one, tip, other


def _closed(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return (*points, points[0])


_LINES: Final = {"arrow": _arrow, "region": _closed}
