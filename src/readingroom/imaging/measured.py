"""Marks on images as a structured report that other programs read: where each lies, and its size.

Source: PS3.16 TID 1500 (Measurement Report), TID 1001 and 1004 (observation context), TID 1410
(Planar ROI Measurements); PS3.3 A.35.3 (Comprehensive SR), C.17 (SR modules), C.18.6 (spatial
coordinates, whose 0, 0 is the outer corner of the first pixel).
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import ComprehensiveSRStorage, generate_uid

from readingroom.imaging.softcopy import Mark, Point, StateIdentity, begin_object, image_reference
from readingroom.imaging.writing import write_part10
from readingroom.kernel.codes import CodedConcept
from readingroom.kernel.errors import InvalidInput

Spacing = tuple[float, float]

_REPORT: Final = CodedConcept("126000", "DCM", "Imaging Measurement Report")
_LANGUAGE: Final = CodedConcept("121049", "DCM", "Language of Content Item and Descendants")
_ENGLISH: Final = CodedConcept("en", "RFC5646", "English")
_OBSERVER: Final = CodedConcept("121005", "DCM", "Observer Type")
_DEVICE: Final = CodedConcept("121007", "DCM", "Device")
_DEVICE_UID: Final = CodedConcept("121012", "DCM", "Device Observer UID")
_PROCEDURE: Final = CodedConcept("121058", "DCM", "Procedure reported")
_IMAGING: Final = CodedConcept("363679005", "SCT", "Imaging procedure")
_MEASUREMENTS: Final = CodedConcept("126010", "DCM", "Imaging Measurements")
_GROUP: Final = CodedConcept("125007", "DCM", "Measurement Group")
_NAME: Final = CodedConcept("112039", "DCM", "Tracking Identifier")
_NAME_UID: Final = CodedConcept("112040", "DCM", "Tracking Unique Identifier")
_REGION: Final = CodedConcept("111030", "DCM", "Image Region")
_LENGTH: Final = CodedConcept("410668003", "SCT", "Length")
_AREA: Final = CodedConcept("42798000", "SCT", "Area")
_MM: Final = CodedConcept("mm", "UCUM", "millimeter")
_MM2: Final = CodedConcept("mm2", "UCUM", "square millimeter")


def measurement_report(
    marks: Sequence[Mark],
    headers: Mapping[str, Dataset],
    identity: StateIdentity,
    *,
    spacing_mm: Spacing | None,
) -> bytes:
    """A Part 10 file (Comprehensive SR) that tells where ``marks`` lie on the images of one series.

    A line has its length and an outline its area where it is known how large pixels are in the
    patient; an arrow and a label have a point.

    Args:
        marks: at least one.
        headers: by SOP Instance UID, of each image that is marked: of one series and size.
        identity: of the report; its window is of no account.
        spacing_mm: between rows and between columns, in the patient; None where that is not known.

    Raises:
        InvalidInput: nothing is marked.
    """
    if not marks:
        raise InvalidInput("Nothing is marked on this series, so there is nothing to export.")
    images = [headers[uid] for uid in dict.fromkeys(mark.sop_instance_uid for mark in marks)]
    report = _start(images[0], identity)
    report.CurrentRequestedProcedureEvidenceSequence = DicomSequence([_evidence(images)])
    report.ValueType, report.ContinuityOfContent = "CONTAINER", "SEPARATE"
    report.ConceptNameCodeSequence = DicomSequence([_code(_REPORT)])
    report.ContentTemplateSequence = DicomSequence([_template("1500")])
    groups = [
        _group(mark, headers, f"{identity.sop_instance_uid}.{number}", spacing_mm, number)
        for number, mark in enumerate(marks, start=1)
    ]
    report.ContentSequence = DicomSequence([*_context(identity), _container(_MEASUREMENTS, groups)])
    return write_part10(report)


def _start(image: Dataset, identity: StateIdentity) -> Dataset:
    report = begin_object(image, identity, sop_class_uid=ComprehensiveSRStorage, modality="SR")
    report.SeriesDescription = "Marks of a teaching case"
    report.ReferencedPerformedProcedureStepSequence = DicomSequence()
    report.PerformedProcedureCodeSequence = DicomSequence()
    report.CompletionFlag, report.VerificationFlag = "COMPLETE", "UNVERIFIED"
    report.ContentDate = identity.made_at.strftime("%Y%m%d")
    report.ContentTime = identity.made_at.strftime("%H%M%S")
    return report


def _evidence(images: Sequence[Dataset]) -> Dataset:
    series = Dataset()
    series.SeriesInstanceUID = images[0].SeriesInstanceUID
    series.ReferencedSOPSequence = DicomSequence([image_reference(image) for image in images])
    study = Dataset()
    study.StudyInstanceUID = images[0].StudyInstanceUID
    study.ReferencedSeriesSequence = DicomSequence([series])
    return study


def _context(identity: StateIdentity) -> list[Dataset]:
    """The language, what made the report, and of what it is: nobody is named."""
    device = _item("HAS OBS CONTEXT", "UIDREF", _DEVICE_UID)
    device.UID = identity.series_instance_uid
    return [
        _coded("HAS CONCEPT MOD", _LANGUAGE, _ENGLISH),
        _coded("HAS OBS CONTEXT", _OBSERVER, _DEVICE),
        device,
        _coded("HAS CONCEPT MOD", _PROCEDURE, _IMAGING),
    ]


def _group(
    mark: Mark,
    headers: Mapping[str, Dataset],
    origin: str,
    spacing_mm: Spacing | None,
    number: int,
) -> Dataset:
    name = _item("HAS OBS CONTEXT", "TEXT", _NAME)
    name.TextValue = mark.text or f"{mark.shape} {number}"
    uid = _item("HAS OBS CONTEXT", "UIDREF", _NAME_UID)
    uid.UID = generate_uid(None, [origin])
    content = [name, uid, _region(mark, headers[mark.sop_instance_uid])]
    if spacing_mm is not None:
        content += _sizes(mark, spacing_mm)
    group = _container(_GROUP, content)
    group.ContentTemplateSequence = DicomSequence([_template("1410")])
    return group


def _region(mark: Mark, image: Dataset) -> Dataset:
    where = _item("SELECTED FROM", "IMAGE")
    where.ReferencedSOPSequence = DicomSequence([image_reference(image, mark.frame)])
    region = _item("CONTAINS", "SCOORD", _REGION)
    points = _drawn(mark)
    region.GraphicType = "POINT" if len(points) == 1 else "POLYLINE"
    region.GraphicData = [number for point in points for number in point]
    region.ContentSequence = DicomSequence([where])
    return region


def _drawn(mark: Mark) -> tuple[Point, ...]:
    """A closed line ends where it begins; an arrow is what it points at."""
    if mark.shape == "region":
        return (*mark.points, mark.points[0])
    return mark.points if mark.shape == "measurement" else mark.points[:1]


def _sizes(mark: Mark, spacing_mm: Spacing) -> list[Dataset]:
    down, across = spacing_mm
    points = [(x * across, y * down) for x, y in mark.points]
    if mark.shape == "measurement":
        return [_number(_LENGTH, math.dist(*points), _MM)]
    if mark.shape == "region":
        return [_number(_AREA, _enclosed(points), _MM2)]
    return []


def _enclosed(points: Sequence[Point]) -> float:
    """What a closed outline encloses, by its corners in order."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def _number(concept: CodedConcept, value: float, unit: CodedConcept) -> Dataset:
    measured = Dataset()
    measured.NumericValue = f"{value:.6g}"
    measured.MeasurementUnitsCodeSequence = DicomSequence([_code(unit)])
    item = _item("CONTAINS", "NUM", concept)
    item.MeasuredValueSequence = DicomSequence([measured])
    return item


def _coded(relation: str, concept: CodedConcept, value: CodedConcept) -> Dataset:
    item = _item(relation, "CODE", concept)
    item.ConceptCodeSequence = DicomSequence([_code(value)])
    return item


def _container(concept: CodedConcept, content: Sequence[Dataset]) -> Dataset:
    item = _item("CONTAINS", "CONTAINER", concept)
    item.ContinuityOfContent = "SEPARATE"
    item.ContentSequence = DicomSequence(content)
    return item


def _item(relation: str, value_type: str, concept: CodedConcept | None = None) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = relation, value_type
    if concept is not None:
        item.ConceptNameCodeSequence = DicomSequence([_code(concept)])
    return item


def _template(number: str) -> Dataset:
    item = Dataset()
    item.MappingResource, item.TemplateIdentifier = "DCMR", number
    return item


def _code(concept: CodedConcept) -> Dataset:
    item = Dataset()
    item.CodeValue = concept.value
    item.CodingSchemeDesignator = concept.scheme
    item.CodeMeaning = concept.meaning
    return item
