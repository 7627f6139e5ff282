"""Structure sets and curves are cleaned like other objects: relations and numbers stay."""

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import GeneralECGWaveformStorage, RTStructureSetStorage

from readingroom.imaging.limits import Limits
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.writing import write_part10
from tests.factories.dicom import ct_slice, to_bytes
from tests.unit.imaging.deid.objects import CONTEXT, cleaned, deidentify, holds

NAME = "Kowalska"


def without_pixels(sop_class: str, modality: str) -> Dataset:
    dataset = ct_slice()
    for element in list(dataset):
        if element.tag.group in {0x0018, 0x0028, 0x7FE0}:
            del dataset[element.tag]
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.Modality = modality
    dataset.SeriesInstanceUID = f"{dataset.SeriesInstanceUID}.{len(modality)}"
    dataset.SOPInstanceUID = f"{dataset.SOPInstanceUID}.{len(modality)}"
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return dataset


def structures(points: list[float]) -> Dataset:
    target = ct_slice()
    dataset = without_pixels(RTStructureSetStorage, "RTSTRUCT")
    dataset.StructureSetLabel, dataset.StructureSetName = f"{NAME} plan", NAME
    image, roi, contour, outline, seen = (Dataset() for _ in range(5))
    image.ReferencedSOPClassUID = target.SOPClassUID
    image.ReferencedSOPInstanceUID = target.SOPInstanceUID
    roi.ROINumber, roi.ROIName, roi.ROIGenerationAlgorithm = 7, f"Left lung {NAME}", "MANUAL"
    roi.ReferencedFrameOfReferenceUID = target.FrameOfReferenceUID
    outline.ContourImageSequence, outline.ContourGeometricType = [image], "CLOSED_PLANAR"
    outline.NumberOfContourPoints, outline.ContourData = len(points) // 3, points
    contour.ReferencedROINumber, contour.ContourSequence = 7, [outline]
    seen.ObservationNumber, seen.ReferencedROINumber = 1, 7
    seen.RTROIInterpretedType, seen.ROIInterpreter = "ORGAN", f"{NAME}^I"
    dataset.StructureSetROISequence, dataset.ROIContourSequence = [roi], [contour]
    dataset.RTROIObservationsSequence, dataset.ApprovalStatus = [seen], "APPROVED"
    dataset.ReviewDate, dataset.ReviewTime = "20240315", "101010"
    dataset.ReviewerName = NAME
    return dataset


def test_a_structure_set_keeps_outlines_and_relations_and_loses_names() -> None:
    source = structures([0.5, -1.25, -37.5, 10, 0, -37.5, 10, 10, -37.5])
    target = cleaned(ct_slice())

    data = write_part10(deidentify(read_part10(to_bytes(source)), context=CONTEXT).clean.dataset)
    clean = read_part10(data).dataset

    roi, outline = clean.StructureSetROISequence[0], clean.ROIContourSequence[0].ContourSequence[0]
    assert (roi.ROIName, roi.ROINumber) == ("Left lung", 7)
    assert outline.ContourImageSequence[0].ReferencedSOPInstanceUID == target.SOPInstanceUID
    assert outline.ContourData == "0.5\\-1.25\\-37.5\\10.0\\0.0\\-37.5\\10.0\\10.0\\-37.5"
    assert outline.ContourGeometricType == "CLOSED_PLANAR"
    assert (clean.ApprovalStatus, "ReviewerName" in clean) == ("UNAPPROVED", False)
    assert not holds(data, NAME)


def test_an_outline_of_something_else_than_points_goes() -> None:
    source = structures([1, 2, 3])
    outline = source.ROIContourSequence[0].ContourSequence[0]
    outline["ContourData"]._value = f"1\\2\\{NAME}"
    birthday = structures([1, 2, 19850411])

    for hidden, secret in ((source, NAME), (birthday, "19850411")):
        clean = deidentify(read_part10(to_bytes(hidden)), context=CONTEXT).clean.dataset
        assert not holds(write_part10(clean), secret)


def test_an_outline_of_many_points_is_read_whatever_the_limit_of_numbers() -> None:
    data = to_bytes(structures([0.25] * 9000))

    raw = read_part10(data, limits=Limits(numeric_text_bytes=1000))

    kept = deidentify(raw, context=CONTEXT).clean.dataset
    points = kept.ROIContourSequence[0].ContourSequence[0].ContourData
    assert points == "\\".join(["0.25"] * 9000)


def electrocardiogram() -> Dataset:
    dataset = without_pixels(GeneralECGWaveformStorage, "ECG")
    dataset.AcquisitionDateTime, dataset.AcquisitionContextSequence = "20240315101112", []
    note, source, channel, group = (Dataset() for _ in range(4))
    note.UnformattedTextValue, note.AnnotationGroupNumber = f"ST elevation {NAME}", 0
    note.ReferencedWaveformChannels = [1, 1]
    source.CodeValue, source.CodingSchemeDesignator, source.CodeMeaning = "2:1", "MDC", "Lead I"
    channel.ChannelSourceSequence, channel.ChannelLabel = [source], NAME
    channel.WaveformBitsStored = 16
    group.WaveformOriginality, group.NumberOfWaveformChannels = "ORIGINAL", 1
    group.NumberOfWaveformSamples, group.SamplingFrequency = 500, 500
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 16, "SS"
    group.ChannelDefinitionSequence = [channel]
    samples = (np.sin(np.arange(500) / 9) * 900).astype("<i2").tobytes()
    group.add_new(0x54001010, "OW", samples + NAME.encode())
    dataset.WaveformSequence, dataset.WaveformAnnotationSequence = [group], [note]
    return dataset


def code(value: str, scheme: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def test_marks_on_a_curve_stay_where_they_are_codes_and_numbers() -> None:
    source = electrocardiogram()
    measured, private, both = Dataset(), Dataset(), Dataset()
    measured.ConceptNameCodeSequence = [code("122159", "DCM", f"QT of {NAME}")]
    measured.MeasurementUnitsCodeSequence = [code("ms", "UCUM", "ms")]
    measured.NumericValue, measured.AnnotationGroupNumber = "412", 1
    measured.ReferencedWaveformChannels = [1, 1]
    measured.TemporalRangeType, measured.ReferencedSamplePositions = "SEGMENT", [10, 420]
    private.ConceptNameCodeSequence = [code(NAME, "99HOSPITAL", NAME)]
    private.AnnotationGroupNumber = 2
    both.ConceptNameCodeSequence = [code("122159", "DCM", "QT Interval")]
    both.UnformattedTextValue, both.AnnotationGroupNumber = NAME, 3
    source.WaveformAnnotationSequence += [measured, private, both]

    clean = cleaned(source)

    (mark,) = clean.WaveformAnnotationSequence
    assert (mark.NumericValue, mark.AnnotationGroupNumber) == (412, 1)
    assert mark.ReferencedSamplePositions == [10, 420]
    assert mark.ConceptNameCodeSequence[0].CodeValue == "122159"
    options = [item.CodeValue for item in clean.DeidentificationMethodCodeSequence]
    assert "113104" in options
    assert not holds(write_part10(clean), NAME)


def test_a_curve_keeps_its_samples_and_loses_the_words_beside_them() -> None:
    source = electrocardiogram()

    clean = cleaned(source)

    group = clean.WaveformSequence[0]
    lead = group.ChannelDefinitionSequence[0].ChannelSourceSequence[0]
    assert group.WaveformData == source.WaveformSequence[0].WaveformData[:1000]
    assert (lead.CodeValue, lead.CodingSchemeDesignator) == ("2:1", "MDC")
    assert "WaveformAnnotationSequence" not in clean  # made of words alone
    assert not holds(write_part10(clean), NAME)
