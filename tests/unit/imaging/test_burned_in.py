"""Which objects wait for a person, and why."""

from typing import Any

import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.pixels.burned_in import hold_reasons
from tests.factories.dicom import ct_slice, enhanced_mr, mr_slice, secondary_capture, us_clip
from tests.unit.imaging.deid.objects import raw_of

STORAGE = "1.2.840.10008.5.1.4.1.1."


def reasons(dataset: Dataset) -> set[str]:
    return {reason.code for reason in hold_reasons(raw_of(dataset))}


@pytest.mark.parametrize("make", [ct_slice, mr_slice, enhanced_mr])
def test_a_scanners_own_sections_pass(make: Any) -> None:
    assert reasons(make()) == set()


@pytest.mark.parametrize("make", [us_clip, secondary_capture])
def test_ultrasound_and_captures_wait_unless_the_file_says_nothing_is_burned_in(make: Any) -> None:
    assert "class_often_burned_in" in reasons(make(BurnedInAnnotation=None))
    assert "class_often_burned_in" not in reasons(make(BurnedInAnnotation="NO"))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"BurnedInAnnotation": "YES"}, "burned_in_stated"),
        ({"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, "screen_capture"),
        ({"ConversionType": "DF"}, "digitised"),
        ({"Modality": "OT"}, "modality_other"),
        ({"RecognizableVisualFeatures": "YES"}, "recognisable"),
        ({"SamplesPerPixel": 3}, "colour_rendering"),
        ({"SOPClassUID": STORAGE + "77.1.4", "Modality": "XC"}, "photograph"),
        ({"SOPClassUID": STORAGE + "104.1"}, "document"),
        ({"SOPClassUID": STORAGE + "1.1", "Modality": "DX"}, "projection_unstated"),
        ({"SOPClassUID": STORAGE + "1", "ImageType": ["DERIVED", "SECONDARY"]},
         "projection_unstated"),
    ],
)  # fmt: skip
def test_a_header_gives_cause(fields: dict[str, Any], code: str) -> None:
    assert code in reasons(ct_slice(**fields))


def test_a_primary_computed_radiograph_passes() -> None:
    assert reasons(ct_slice(SOPClassUID=STORAGE + "1", Modality="CR")) == set()


@pytest.mark.parametrize(("kind", "held"), [("TEXT", True), ("PNAME", True), ("CODE", False)])
def test_a_report_waits_when_someone_wrote_in_it(kind: str, held: bool) -> None:
    item, inner = Dataset(), Dataset()
    inner.ValueType = kind
    item.ValueType, item.ContentSequence = "CONTAINER", [inner]

    found = reasons(ct_slice(SOPClassUID=STORAGE + "88.33", ContentSequence=[item]))

    assert ("report_text" in found) is held


def test_drawings_over_an_image_wait() -> None:
    drawing = ct_slice(SOPClassUID=STORAGE + "11.1", GraphicAnnotationSequence=[Dataset()])

    assert "drawing_text" in reasons(drawing)


def test_every_reason_is_a_sentence_without_a_value() -> None:
    held = hold_reasons(raw_of(us_clip(BurnedInAnnotation="YES", PatientName="Secret^Name")))

    assert held
    assert all(reason.sentence.endswith(".") for reason in held)
    assert all("Secret" not in reason.sentence for reason in held)
