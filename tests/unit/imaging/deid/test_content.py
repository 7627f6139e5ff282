"""Reports keep their tree and their clinical words; drawings keep their shapes and labels."""

import pytest
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from tests.factories.dicom import secondary_capture
from tests.unit.imaging.deid.objects import cleaned, holds, written

ENHANCED, COMPREHENSIVE = "1.2.840.10008.5.1.4.1.1.88.22", "1.2.840.10008.5.1.4.1.1.88.33"
GSPS = "1.2.840.10008.5.1.4.1.1.11.1"


def code(value: str, scheme: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def item(kind: str, concept: str, relationship: str = "CONTAINS", **fields: object) -> Dataset:
    made = Dataset()
    made.RelationshipType, made.ValueType = relationship, kind
    made.ConceptNameCodeSequence = [code(concept, "DCM", "as the code says")]
    for keyword, value in fields.items():
        setattr(made, keyword, value)
    return made


def report(*items: Dataset, sop_class: str = COMPREHENSIVE) -> Dataset:
    dataset = without_pixels(sop_class, "SR")
    dataset.ValueType, dataset.ContinuityOfContent = "CONTAINER", "SEPARATE"
    dataset.ConceptNameCodeSequence = [code("126000", "DCM", "Imaging Measurement Report")]
    dataset.CompletionFlag, dataset.VerificationFlag = "COMPLETE", "UNVERIFIED"
    dataset.ContentSequence = list(items)
    return dataset


def without_pixels(sop_class: str, modality: str) -> Dataset:
    dataset = secondary_capture(SOPClassUID=sop_class, Modality=modality)
    for element in list(dataset):
        if element.tag.group in {0x0028, 0x7FE0}:
            del dataset[element.tag]
    return dataset


def content(*items: Dataset) -> list[Dataset]:
    return list(cleaned(report(*items)).ContentSequence)


def test_a_finding_keeps_its_clinical_words() -> None:
    (finding,) = content(
        item("TEXT", "121071", TextValue="Nodule in the left lung, seen by Dr Kowalska")
    )

    assert finding.TextValue == "Nodule in the left lung, seen"


def test_no_item_leaves_its_place_in_the_tree() -> None:
    """Others point at it by that place."""
    found = content(
        item("PNAME", "121008", "HAS OBS CONTEXT", PersonName="Kowalska^Anna"),
        item("TEXT", "121009", "HAS OBS CONTEXT", TextValue="Klinik Nord"),
        item("DATE", "121031", "HAS OBS CONTEXT", Date="19440229"),
        item("TEXT", "121071", TextValue="Kowalska"),
        item("TEXT", "121071", TextValue="No fracture"),
    )

    assert [one.get("TextValue") or one.PersonName for one in found] == [
        "REMOVED", "REMOVED", "REMOVED", "REMOVED", "No fracture",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "planted",
    [
        item("PNAME", "121008", PersonName="Zqyxvaldjo^Anna"),
        item("TEXT", "121030", TextValue="Zqyxvaldjo"),
        item("TEXT", "121071", TextValue="lung Zqyxvaldjo"),
        item("UIDREF", "112040", UID="1.2.3.99377.5512"),
        item("DATETIME", "111526", DateTime="20170823131417"),
    ],
)
def test_identity_in_an_item_of_any_kind_goes(planted: Dataset) -> None:
    nested = item("CONTAINER", "121070", ContinuityOfContent="SEPARATE")
    nested.ContentSequence = [planted]

    data = written(cleaned(report(nested)))

    assert not any(holds(data, text) for text in ("Zqyxvaldjo", "99377", "20170823"))


def test_a_measurement_keeps_value_and_unit() -> None:
    value = Dataset()
    value.NumericValue = "12.5"
    value.MeasurementUnitsCodeSequence = [code("mm", "UCUM", "millimeter")]
    length = item("NUM", "121206", MeasuredValueSequence=[value])

    (kept,) = content(length)

    assert str(kept.MeasuredValueSequence[0].NumericValue) == "12.5"
    assert kept.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue == "mm"


def test_a_code_keeps_its_published_meaning_alone() -> None:
    neck = code(codes.SCT.Neck.value, "SCT", "Neck of Zqyxvaldjo")

    (site,) = content(item("CODE", "121071", ConceptCodeSequence=[neck]))

    assert site.ConceptCodeSequence[0].CodeMeaning == codes.SCT.Neck.meaning


def drawing(*texts: str) -> Dataset:
    dataset = without_pixels(GSPS, "PR")
    annotation, shape = Dataset(), Dataset()
    annotation.GraphicLayer = "LAYER1"
    shape.GraphicAnnotationUnits, shape.GraphicDimensions = "PIXEL", 2
    shape.NumberOfGraphicPoints, shape.GraphicData = 2, [1.0, 2.0, 3.0, 4.0]
    shape.GraphicType, shape.GraphicFilled = "CIRCLE", "N"
    annotation.GraphicObjectSequence = [shape]
    annotation.TextObjectSequence = [text_object(text) for text in texts]
    dataset.GraphicAnnotationSequence = [annotation]
    return dataset


def text_object(text: str) -> Dataset:
    made = Dataset()
    made.AnchorPointAnnotationUnits, made.AnchorPoint = "PIXEL", [1.0, 2.0]
    made.AnchorPointVisibility, made.UnformattedTextValue = "Y", text
    return made


def test_a_drawing_keeps_shapes_and_labels_and_loses_names() -> None:
    (annotation,) = cleaned(drawing("Nodule 5 mm", "Kowalska")).GraphicAnnotationSequence

    texts = [one.UnformattedTextValue for one in annotation.TextObjectSequence]
    assert texts == ["Nodule 5 mm"]
    assert list(annotation.GraphicObjectSequence[0].GraphicData) == [1.0, 2.0, 3.0, 4.0]


def test_a_drawing_of_names_alone_keeps_its_shapes() -> None:
    clean = cleaned(drawing("Kowalska"))

    assert list(clean.GraphicAnnotationSequence[0].GraphicObjectSequence[0].GraphicData)
    assert not holds(written(clean), "Kowalska")
