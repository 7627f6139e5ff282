"""Where every lesion lies, as DICOM Segmentation (PS3.3 section A.51), one per grid of voxels."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels import pack_bits
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import SegmentationStorage

from readingroom.kernel.codes import CodedConcept
from readingroom.phantom.dicom_writer import (
    WrittenSeries,
    decimal,
    derived_uid,
    save,
    start_dataset,
)
from readingroom.phantom.volumes import SimulatedSeries, TruthLabel

_SEGMENT_NUMBER: Final = 0x0062000B
_SEGMENT_GROUP: Final = 0x0062000A
_POSITION: Final = 0x00200032
_POSITION_GROUP: Final = 0x00209113


def write_truth(
    series: SimulatedSeries, written: WrittenSeries, path: Path, *, number: int, seed: int
) -> None:
    """Write the labels of ``series`` as one binary segmentation, a frame per label and slice.

    ``written``: the images it refers to. ``number``: Series Number.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    ds = start_dataset(series.study, "SEG", seed=seed)
    ds.SOPClassUID = SegmentationStorage
    ds.SOPInstanceUID = derived_uid(seed, f"truth:{series.folder}")
    ds.SeriesInstanceUID = derived_uid(seed, f"series:truth:{series.folder}")
    ds.SeriesNumber, ds.InstanceNumber = number, 1
    ds.SeriesDescription = f"Truth on {series.description}"[:64]
    ds.ImageType = ["DERIVED", "PRIMARY"]
    ds.ContentLabel, ds.ContentDescription = "TRUTH", "What was simulated, and where"
    ds.ContentCreatorName = ""
    ds.ImageComments, ds.BurnedInAnnotation = "Simulated image", "NO"
    ds.ContentQualification, ds.LossyImageCompression = "RESEARCH", "00"
    ds.BodyPartExamined = series.body_part
    ds.SegmentationType = "BINARY"
    ds.SegmentsOverlap = "NO"
    present = [v for v in sorted(series.truth_labels) if (series.truth == v).any()]
    ds.SegmentSequence = DicomSequence(
        [_segment(n, series.truth_labels[v]) for n, v in enumerate(present, start=1)]
    )
    _set_references(ds, written)
    _set_dimensions(ds, seed, series.folder)
    _set_frames(ds, series, written, present)
    save(ds, path)


def _coded(concept: CodedConcept) -> DicomSequence:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = concept.value, concept.scheme
    item.CodeMeaning = concept.meaning[:64]
    return DicomSequence([item])


def _segment(number: int, label: TruthLabel) -> Dataset:
    item = Dataset()
    item.SegmentNumber, item.SegmentLabel = number, label.name[:64]
    item.SegmentAlgorithmType = "AUTOMATIC"
    item.SegmentAlgorithmName = "Simulation"
    item.SegmentedPropertyCategoryCodeSequence = _coded(label.category)
    item.SegmentedPropertyTypeCodeSequence = _coded(label.kind)
    if label.anatomy:
        item.AnatomicRegionSequence = _coded(label.anatomy)
    item.RecommendedDisplayCIELabValue = _cielab(label.colour)
    item.TrackingID = label.name[:64]
    item.TrackingUID = derived_uid(0, f"tracked:{label.name}")
    return item


def _cielab(colour: tuple[int, int, int]) -> list[int]:
    """sRGB 0..255 to CIELab as three unsigned 16-bit numbers (PS3.3 section C.10.7.1.1)."""
    rgb = np.asarray(colour, dtype=float) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]]
    ratio = np.asarray(to_xyz) @ linear / [0.9642, 1.0, 0.8249]  # to the white of D50
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    light, a, b = 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])
    scaled = [light / 100 * 65535, (a + 128) / 255 * 65535, (b + 128) / 255 * 65535]
    return [int(np.clip(round(v), 0, 65535)) for v in scaled]


def _set_references(ds: Dataset, written: WrittenSeries) -> None:
    images = []
    for uid in written.sop_uids:
        image = Dataset()
        image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = written.sop_class_uid, uid
        images.append(image)
    series = Dataset()
    series.SeriesInstanceUID = written.series_uid
    series.ReferencedInstanceSequence = DicomSequence(images)
    ds.ReferencedSeriesSequence = DicomSequence([series])


def _set_dimensions(ds: Dataset, seed: int, folder: str) -> None:
    organization = Dataset()
    organization.DimensionOrganizationUID = derived_uid(seed, f"dimensions:{folder}")
    ds.DimensionOrganizationSequence = DicomSequence([organization])
    indices = []
    for pointer, group, name in (
        (_SEGMENT_NUMBER, _SEGMENT_GROUP, "Segment"),
        (_POSITION, _POSITION_GROUP, "Slice"),
    ):
        index = Dataset()
        index.DimensionOrganizationUID = organization.DimensionOrganizationUID
        index.DimensionIndexPointer, index.FunctionalGroupPointer = pointer, group
        index.DimensionDescriptionLabel = name
        indices.append(index)
    ds.DimensionIndexSequence = DicomSequence(indices)


def _set_frames(
    ds: Dataset, series: SimulatedSeries, written: WrittenSeries, present: Sequence[int]
) -> None:
    masks, groups = [], []
    for number, value in enumerate(present, start=1):
        for k in range(series.geometry.slices):
            mask = series.truth[k] == value
            if mask.any():
                masks.append(mask)
                groups.append(_frame(series, written, number, k))
    geometry = series.geometry
    ds.SharedFunctionalGroupsSequence = DicomSequence([_shared(series)])
    ds.PerFrameFunctionalGroupsSequence = DicomSequence(groups)
    ds.NumberOfFrames = len(masks)
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = geometry.rows, geometry.columns
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 1, 1, 0, 0
    ds.PixelData = pack_bits(np.stack(masks).astype(np.uint8), pad=True)


def _shared(series: SimulatedSeries) -> Dataset:
    measures, orientation, shared = Dataset(), Dataset(), Dataset()
    geometry = series.geometry
    measures.PixelSpacing = [decimal(v) for v in geometry.pixel_spacing_mm]
    measures.SliceThickness = decimal(geometry.slice_thickness_mm)
    measures.SpacingBetweenSlices = decimal(geometry.slice_spacing_mm)
    orientation.ImageOrientationPatient = [decimal(v) for v in geometry.image_orientation]
    shared.PixelMeasuresSequence = DicomSequence([measures])
    shared.PlaneOrientationSequence = DicomSequence([orientation])
    return shared


def _frame(series: SimulatedSeries, written: WrittenSeries, number: int, k: int) -> Dataset:
    content, place, segment, frame = Dataset(), Dataset(), Dataset(), Dataset()
    content.DimensionIndexValues = [number, k + 1]
    place.ImagePositionPatient = [decimal(v) for v in series.geometry.slice_position(k)]
    segment.ReferencedSegmentNumber = number
    frame.FrameContentSequence = DicomSequence([content])
    frame.PlanePositionSequence = DicomSequence([place])
    frame.SegmentIdentificationSequence = DicomSequence([segment])
    source, derivation = Dataset(), Dataset()
    source.ReferencedSOPClassUID = written.sop_class_uid
    source.ReferencedSOPInstanceUID = written.sop_uids[k]
    source.SpatialLocationsPreserved = "YES"
    source.PurposeOfReferenceCodeSequence = _coded(
        CodedConcept("121322", "DCM", "Source image for image processing operation")
    )
    derivation.SourceImageSequence = DicomSequence([source])
    derivation.DerivationCodeSequence = _coded(CodedConcept("113076", "DCM", "Segmentation"))
    frame.DerivationImageSequence = DicomSequence([derivation])
    return frame
