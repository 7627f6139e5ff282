"""Teaching-file manifests and their reports, as workstations write them."""

from collections.abc import Sequence
from typing import Any

from pydicom.dataset import Dataset

from tests.factories import dicom

KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
BASIC_TEXT = "1.2.840.10008.5.1.4.1.1.88.11"


def code(value: str, scheme: str, meaning: str) -> Dataset:
    ds = Dataset()
    ds.CodeValue, ds.CodingSchemeDesignator, ds.CodeMeaning = value, scheme, meaning
    return ds


def text_item(concept: str, text: str, *, scheme: str = "IHERADTF") -> Dataset:
    ds = Dataset()
    ds.RelationshipType, ds.ValueType = "CONTAINS", "TEXT"
    ds.ConceptNameCodeSequence = [code(concept, scheme, "A concept")]
    ds.TextValue = text
    return ds


def code_item(concept: str, value: str, meaning: str) -> Dataset:
    ds = Dataset()
    ds.RelationshipType, ds.ValueType = "CONTAINS", "CODE"
    ds.ConceptNameCodeSequence = [code(concept, "IHERADTF", "A concept")]
    ds.ConceptCodeSequence = [code(value, "SRT", meaning)]
    return ds


def _document(
    sop_class: str, modality: str, title: str, number: int, items: Sequence[Dataset]
) -> Dataset:
    ds = dicom.ct_slice(number=number, series=90, SOPClassUID=sop_class, Modality=modality)
    for keyword in list(ds.dir()):
        if keyword.startswith(("Pixel", "Rows", "Columns", "Bits", "High", "Samples", "Photo",
                               "Window", "Rescale", "Image", "Slice", "KVP", "Frame")):  # fmt: skip
            delattr(ds, keyword)
    ds.ValueType = "CONTAINER"
    ds.ContinuityOfContent = "SEPARATE"
    ds.ConceptNameCodeSequence = [code(title, "IHERADTF", "A title")]
    ds.ContentSequence = list(items)
    return ds


def manifest(images: Sequence[Dataset], *, title: str = "TCE001", description: str = "") -> Dataset:
    """A key object that chooses ``images``."""
    items = [text_item("113012", description, scheme="DCM")] if description else []
    ds = _document(KEY_OBJECT, "KO", title, 1, items)
    referenced = []
    for image in images:
        one = Dataset()
        one.ReferencedSOPClassUID = image.SOPClassUID
        one.ReferencedSOPInstanceUID = image.SOPInstanceUID
        referenced.append(one)
    series, study = Dataset(), Dataset()
    series.SeriesInstanceUID = images[0].SeriesInstanceUID
    series.ReferencedSOPSequence = referenced
    study.StudyInstanceUID = images[0].StudyInstanceUID
    study.ReferencedSeriesSequence = [series]
    ds.CurrentRequestedProcedureEvidenceSequence = [study]
    return ds


def report(*items: Dataset, **fields: Any) -> Dataset:
    """Additional teaching-file information."""
    ds = _document(BASIC_TEXT, "SR", "TCE006", 2, items)
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "UNVERIFIED"
    for keyword, value in fields.items():
        setattr(ds, keyword, value)
    return ds
