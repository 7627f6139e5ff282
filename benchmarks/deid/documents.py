"""Objects that are not pictures: reports, key images, presentation states, documents, curves."""

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from pydicom.dataset import Dataset
from tests.factories.dicom import set_pixels

from benchmarks.deid import bases
from benchmarks.deid.bases import Visit, code
from benchmarks.deid.plant import Planter, _even, _written

_ROOT: Final = "1.2.840.10008.5.1.4.1.1."
Referred = Sequence[Dataset]


def _document(visit: Visit, suffix: str, modality: str, *, series: int, number: int) -> Dataset:
    ds = bases.start(visit, modality, series=series, number=number)
    ds.SOPClassUID = _ROOT + suffix
    del ds.AcquisitionDate, ds.AcquisitionTime
    if modality in {"PR", "RTSTRUCT"}:  # their classes have none
        del ds.ContentDate, ds.ContentTime
    return ds


def _evidence(images: Referred) -> list[Dataset]:
    study, by_series = Dataset(), {}
    for image in images:
        by_series.setdefault(str(image.SeriesInstanceUID), []).append(_reference(image))
    study.StudyInstanceUID = images[0].StudyInstanceUID
    study.ReferencedSeriesSequence = []
    for uid, references in by_series.items():
        series = Dataset()
        series.SeriesInstanceUID, series.ReferencedSOPSequence = uid, references
        study.ReferencedSeriesSequence.append(series)
    return [study]


def _reference(image: Dataset) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = image.SOPClassUID
    item.ReferencedSOPInstanceUID = image.SOPInstanceUID
    return item


def _content(kind: str, name: Dataset, relation: str = "CONTAINS", **values: object) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = relation, kind
    item.ConceptNameCodeSequence = [name]
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def report(visit: Visit, p: Planter, images: Referred, *, number: int) -> Dataset:
    """A comprehensive report: measurements and coded findings among names, texts and dates."""
    ds = _document(visit, "88.33", "SR", series=50, number=number)
    kind = "report"
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    ds.ConceptNameCodeSequence = [code("126000", "DCM", "Imaging Measurement Report")]
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "VERIFIED"
    verifier = Dataset()
    verifier.VerifyingOrganization, verifier.VerifyingObserverName = (
        p.stranger(kind),
        p.stranger(kind),
    )
    verifier.VerificationDateTime = f"{p.day(kind):%Y%m%d}120000"
    verifier.VerifyingObserverIdentificationCodeSequence = []
    ds.VerifyingObserverSequence, ds.PerformedProcedureCodeSequence = [verifier], []
    ds.ReferencedPerformedProcedureStepSequence = []
    ds.CurrentRequestedProcedureEvidenceSequence = _evidence(images)
    ds.ContentSequence = [*_who(p), *_said(p), *_measured(images), *_moments(p)]
    p.truth.words = {}
    return ds


def _who(p: Planter) -> list[Dataset]:
    context = "HAS OBS CONTEXT"
    person = code("121008", "DCM", "Person Observer Name")
    device_uid = code("121012", "DCM", "Device Observer UID")
    device = code("121013", "DCM", "Device Observer Name")
    return [
        _content("PNAME", person, context, PersonName=f"{p.stranger('report')}^Z"),
        _content("UIDREF", device_uid, context, UID=p.uid("report")),
        _content("TEXT", device, context, TextValue=p.stranger("report")),
    ]


def _said(p: Planter) -> list[Dataset]:
    kind = "report"
    finding = _content("TEXT", code("121071", "DCM", "Finding"))
    finding.TextValue = (
        f"{p.in_charset(p.person.family)} was compared with {_written(p, p.day(kind))}. "
        f"Nodule in the right upper lobe. Discussed with Dr {p.stranger(kind)}, "
        f"{p.truth.add(kind, p.crowd.phone(), 'number')}."
    )
    local = code(p.number(kind, 6), "99LOCAL", f"{p.stranger(kind)} protocol")
    coded = _content("CODE", code("121071", "DCM", "Finding"), ConceptCodeSequence=[local])
    inner = _content("TEXT", code("121106", "DCM", "Comment"), TextValue=f"for {p.stranger(kind)}")
    box = _content("CONTAINER", code("121070", "DCM", "Findings"), ContinuityOfContent="SEPARATE")
    box.ContentSequence = [finding, coded, inner]
    return [box]


def _measured(images: Referred) -> list[Dataset]:
    value = Dataset()
    value.NumericValue, value.MeasurementUnitsCodeSequence = "12.5", [code("mm", "UCUM", "mm")]
    number = _content("NUM", code("410668003", "SCT", "Length"), MeasuredValueSequence=[value])
    image = _content("IMAGE", code("121112", "DCM", "Source of Measurement"))
    image.ReferencedSOPSequence = [_reference(images[0])]
    nodule = code("27925004", "SCT", "Nodule")
    found = _content("CODE", code("121071", "DCM", "Finding"), ConceptCodeSequence=[nodule])
    return [number, image, found]


def _moments(p: Planter) -> list[Dataset]:
    started = code("111526", "DCM", "DateTime Started")
    return [
        _content("DATE", code("111060", "DCM", "Study Date"), Date=f"{p.day('report'):%Y%m%d}"),
        _content("DATETIME", started, DateTime=f"{p.day('report'):%Y%m%d}130000"),
    ]


def key_images(visit: Visit, p: Planter, images: Referred, *, number: int) -> Dataset:
    """A key object selection with a remark."""
    ds = _document(visit, "88.59", "KO", series=51, number=number)
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    ds.ConceptNameCodeSequence = [code("113004", "DCM", "For Teaching")]
    ds.ReferencedPerformedProcedureStepSequence = []
    ds.CurrentRequestedProcedureEvidenceSequence = _evidence(images)
    remark = _content("TEXT", code("113012", "DCM", "Key Object Description"))
    remark.TextValue = f"{p.stranger('report')} asked, see {p.number('report')}"
    items = [
        _content(
            "IMAGE", code("113000", "DCM", "Of Interest"), ReferencedSOPSequence=[_reference(i)]
        )
        for i in images
    ]
    for item in items:
        del item.ConceptNameCodeSequence
    ds.ContentSequence = [remark, *items]
    ds.ContentTemplateSequence = [Dataset()]
    ds.ContentTemplateSequence[0].MappingResource = "DCMR"
    ds.ContentTemplateSequence[0].TemplateIdentifier = "2010"
    return ds


def presentation(visit: Visit, p: Planter, images: Referred, *, number: int) -> Dataset:
    """A presentation state: a name in a text object, in a layer and in a label."""
    ds = _document(visit, "11.1", "PR", series=52, number=number)
    kind = "presentation"
    ds.ContentLabel, ds.ContentDescription = "NOTES", f"for {p.stranger(kind)}"
    ds.ContentCreatorName = f"{p.stranger(kind)}^W"
    ds.PresentationCreationDate, ds.PresentationCreationTime = ds.StudyDate, ds.StudyTime
    series = Dataset()
    series.SeriesInstanceUID = images[0].SeriesInstanceUID
    series.ReferencedImageSequence = [_reference(images[0])]
    ds.ReferencedSeriesSequence = [series]
    words, note = Dataset(), Dataset()
    words.BoundingBoxAnnotationUnits, words.UnformattedTextValue = (
        "PIXEL",
        f"Mass in {p.stranger(kind)}",
    )
    words.BoundingBoxTopLeftHandCorner, words.BoundingBoxBottomRightHandCorner = [10, 10], [90, 30]
    words.BoundingBoxTextHorizontalJustification = "LEFT"
    line = Dataset()
    line.GraphicAnnotationUnits, line.GraphicDimensions, line.NumberOfGraphicPoints = "PIXEL", 2, 2
    line.GraphicData, line.GraphicType, line.GraphicFilled = [20, 20, 60, 60], "POLYLINE", "N"
    note.GraphicLayer, note.TextObjectSequence, note.GraphicObjectSequence = (
        "NOTES",
        [words],
        [line],
    )
    ds.GraphicAnnotationSequence = [note]
    layer, area = Dataset(), Dataset()
    layer.GraphicLayer, layer.GraphicLayerOrder = "NOTES", 1
    layer.GraphicLayerDescription = f"layer of {p.stranger(kind)}"
    ds.GraphicLayerSequence = [layer]
    area.DisplayedAreaTopLeftHandCorner, area.DisplayedAreaBottomRightHandCorner = (
        [1, 1],
        [256, 256],
    )
    area.PresentationSizeMode, area.PresentationPixelAspectRatio = "SCALE TO FIT", [1, 1]
    ds.DisplayedAreaSelectionSequence, ds.PresentationLUTShape = [area], "IDENTITY"
    voi = Dataset()
    voi.WindowCenter, voi.WindowWidth = "40", "400"
    ds.SoftcopyVOILUTSequence = [voi]
    return ds


def segmentation(visit: Visit, p: Planter, images: Referred, *, number: int) -> Dataset:
    """A binary segmentation of two slices."""
    ds = _document(visit, "66.4", "SEG", series=53, number=number)
    ds.ImageType, ds.SegmentationType = ["DERIVED", "PRIMARY"], "BINARY"
    ds.ContentLabel, ds.ContentDescription = "LUNG", f"drawn by {p.stranger('segmentation')}"
    ds.ContentCreatorName = f"{p.stranger('segmentation')}^S"
    ds.FrameOfReferenceUID, ds.LossyImageCompression = images[0].FrameOfReferenceUID, "00"
    segment, shared = Dataset(), Dataset()
    segment.SegmentNumber, segment.SegmentLabel = 1, "Lung"
    segment.SegmentDescription = f"Lung {p.stranger('segmentation')}"
    segment.SegmentAlgorithmType = "MANUAL"
    segment.SegmentedPropertyCategoryCodeSequence = [
        code("123037004", "SCT", "Anatomical Structure")
    ]
    segment.SegmentedPropertyTypeCodeSequence = [code("39607008", "SCT", "Lung")]
    segment.TrackingUID, segment.TrackingID = p.uid("segmentation"), p.stranger("segmentation")
    ds.SegmentSequence = [segment]
    plane, measures = Dataset(), Dataset()
    plane.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    measures.PixelSpacing, measures.SliceThickness = [0.94, 0.94], 2.5
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [plane], [measures]
    ds.SharedFunctionalGroupsSequence = [shared]
    ds.PerFrameFunctionalGroupsSequence = [
        _frame(image, n + 1) for n, image in enumerate(images[:2])
    ]
    _dimensions(ds, visit)
    series = Dataset()
    series.SeriesInstanceUID = images[0].SeriesInstanceUID
    series.ReferencedInstanceSequence = [_reference(image) for image in images[:2]]
    ds.ReferencedSeriesSequence = [series]
    ds.PhotometricInterpretation, ds.SamplesPerPixel = "MONOCHROME2", 1
    set_pixels(ds, np.zeros((2, 64, 64), dtype=np.uint8))
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 1, 1, 0
    ds.PixelData = bytes(range(256)) * 4
    return ds


def _frame(image: Dataset, number: int) -> Dataset:
    item, place, content, segment, source, purpose = (Dataset() for _ in range(6))
    place.ImagePositionPatient = image.ImagePositionPatient
    content.DimensionIndexValues = [1, number]
    segment.ReferencedSegmentNumber = 1
    source.SourceImageSequence = [_reference(image)]
    purpose = code("121322", "DCM", "Source image for image processing operation")
    source.SourceImageSequence[0].PurposeOfReferenceCodeSequence = [purpose]
    source.DerivationCodeSequence = [code("113076", "DCM", "Segmentation")]
    item.PlanePositionSequence, item.FrameContentSequence = [place], [content]
    item.SegmentIdentificationSequence, item.DerivationImageSequence = [segment], [source]
    return item


def _dimensions(ds: Dataset, visit: Visit) -> None:
    uid, organisation = visit.uid(53, 77), Dataset()
    organisation.DimensionOrganizationUID = uid
    ds.DimensionOrganizationSequence = [organisation]
    ds.DimensionIndexSequence = []
    for pointer, group in ((0x0062000B, 0x0062000A), (0x00200032, 0x00209113)):
        index = Dataset()
        index.DimensionOrganizationUID = uid
        index.DimensionIndexPointer, index.FunctionalGroupPointer = pointer, group
        ds.DimensionIndexSequence.append(index)


def structures(visit: Visit, p: Planter, images: Referred, *, number: int) -> Dataset:
    """A structure set: contours named after people."""
    ds = _document(visit, "481.3", "RTSTRUCT", series=54, number=number)
    kind = "structure set"
    ds.StructureSetLabel, ds.StructureSetName = "PLAN", p.stranger(kind)
    ds.StructureSetDescription = f"for {p.stranger(kind)}"
    ds.StructureSetDate, ds.StructureSetTime = ds.StudyDate, ds.StudyTime
    frame, study, series = Dataset(), Dataset(), Dataset()
    series.SeriesInstanceUID = images[0].SeriesInstanceUID
    series.ContourImageSequence = [_reference(image) for image in images[:3]]
    study.ReferencedSOPClassUID = "1.2.840.10008.3.1.2.3.1"
    study.ReferencedSOPInstanceUID = images[0].StudyInstanceUID
    study.RTReferencedSeriesSequence = [series]
    frame.FrameOfReferenceUID = images[0].FrameOfReferenceUID
    frame.RTReferencedStudySequence = [study]
    ds.ReferencedFrameOfReferenceSequence = [frame]
    roi, contour, outline, seen = (Dataset() for _ in range(4))
    roi.ROINumber, roi.ROIName, roi.ROIGenerationAlgorithm = 1, f"GTV {p.stranger(kind)}", "MANUAL"
    roi.ReferencedFrameOfReferenceUID = images[0].FrameOfReferenceUID
    outline.ContourImageSequence = [_reference(images[0])]
    outline.ContourGeometricType, outline.NumberOfContourPoints = "CLOSED_PLANAR", 3
    outline.ContourData = [0, 0, -37.5, 10, 0, -37.5, 10, 10, -37.5]
    contour.ReferencedROINumber, contour.ContourSequence = 1, [outline]
    seen.ObservationNumber, seen.ReferencedROINumber, seen.RTROIInterpretedType = 1, 1, "GTV"
    seen.ROIInterpreter = f"{p.stranger(kind)}^I"
    ds.StructureSetROISequence, ds.ROIContourSequence = [roi], [contour]
    ds.RTROIObservationsSequence, ds.ApprovalStatus = [seen], "APPROVED"
    ds.ReviewerName, ds.ReviewDate, ds.ReviewTime = (
        f"{p.stranger(kind)}^J",
        ds.StudyDate,
        ds.StudyTime,
    )
    return ds


def pdf(visit: Visit, p: Planter, _images: Referred, *, number: int) -> Dataset:
    """A letter as PDF, its words compressed."""
    ds = _document(visit, "104.1", "DOC", series=55, number=number)
    words = zlib.compress(
        f"BT (Dear {p.stranger('document')}, {p.number('document')}) Tj ET".encode()
    )
    body = b"%%PDF-1.4\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(words)
    ds.EncapsulatedDocument = _even(body + words + b"\nendstream endobj\ntrailer<<>>\n%%EOF\n")
    return _enclosed(ds, p, "application/pdf")


def cda(visit: Visit, p: Planter, _images: Referred, *, number: int) -> Dataset:
    """A clinical document in XML."""
    ds = _document(visit, "104.2", "DOC", series=56, number=number)
    words = f"<ClinicalDocument><name>{p.stranger('document')}</name></ClinicalDocument>"
    ds.EncapsulatedDocument = _even(words.encode())
    return _enclosed(ds, p, "text/XML")


def _enclosed(ds: Dataset, p: Planter, kind: str) -> Dataset:
    ds.ConversionType, ds.BurnedInAnnotation = "WSD", "YES"
    ds.DocumentTitle, ds.MIMETypeOfEncapsulatedDocument = (
        f"Letter to {p.stranger('document')}",
        kind,
    )
    ds.AcquisitionDateTime = ds.StudyDate + "101112"
    ds.ConceptNameCodeSequence = []
    return ds


def electrocardiogram(visit: Visit, p: Planter, _images: Referred, *, number: int) -> Dataset:
    """A lead of an electrocardiogram with words beside it."""
    ds = _document(visit, "9.1.2", "ECG", series=57, number=number)
    ds.AcquisitionDateTime, ds.AcquisitionContextSequence = ds.StudyDate + "101112", []
    note, channel, group = Dataset(), Dataset(), Dataset()
    note.UnformattedTextValue, note.AnnotationGroupNumber = f"taken by {p.stranger('waveform')}", 0
    note.ReferencedWaveformChannels = [1, 1]
    channel.ChannelSourceSequence = [code("5.6.3-9-1", "SCPECG", "Lead I")]
    channel.ChannelLabel, channel.WaveformBitsStored = p.stranger("waveform")[:16], 16
    group.WaveformOriginality, group.NumberOfWaveformChannels = "ORIGINAL", 1
    group.NumberOfWaveformSamples, group.SamplingFrequency = 500, "500"
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 16, "SS"
    group.ChannelDefinitionSequence = [channel]
    group.WaveformData = (np.sin(np.arange(500) / 9) * 900).astype("<i2").tobytes()
    ds.WaveformSequence, ds.WaveformAnnotationSequence = [group], [note]
    return ds
