"""Which redacted copies may take a document's place: by kind, size, and what stands in them."""

import io
from typing import Final

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.uid import EncapsulatedCDAStorage, EncapsulatedPDFStorage
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from readingroom.imaging.datasets import RawDataset, seal_clean
from readingroom.imaging.deid.copies import LARGEST, SENTENCES, DocumentRefused
from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.redacted import check_copy, media_type_of, put_document
from readingroom.imaging.part10 import read_part10
from tests.factories import dicom
from tests.unit.imaging.deid.test_pdf import page
from tests.unit.imaging.deid.test_structures import without_pixels

WHO: Final = Identity(names=frozenset({"kowalska", "nora", "lee"}), ids=frozenset({"4815162"}))
ORIGINAL: Final = page("Dear Mrs Kowalska, no fracture.")
HEAD: Final = """<?xml version="1.0" encoding="{encoding}"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <title>Discharge letter</title>
 <recordTarget><patientRole><id nullFlavor="MSK"/>{patient}</patientRole></recordTarget>
 <component><structuredBody><component><section>
  <text>{text}</text>
  <entry><manufacturedMaterial><name>Amoxicillin</name></manufacturedMaterial></entry>
 </section></component></structuredBody></component>
</ClinicalDocument>"""


def cda(text: str = "No fracture.", patient: str = "", encoding: str = "utf-8") -> bytes:
    return HEAD.format(text=text, patient=patient, encoding=encoding).encode(encoding)


def holding(sop_class: str, document: bytes) -> RawDataset:
    made = without_pixels(sop_class, "DOC")
    made.MIMETypeOfEncapsulatedDocument = media_type_of(sop_class)
    made.EncapsulatedDocument = document + bytes(len(document) % 2)
    return read_part10(dicom.to_bytes(made))


LETTER: Final = holding(EncapsulatedPDFStorage, ORIGINAL)
REPORT: Final = holding(EncapsulatedCDAStorage, cda("Nora Kowalska has no fracture."))


def scanned(comment: str = "") -> bytes:
    """A PDF with a noisy photograph of a page, as a scanner makes them."""
    noise = np.random.default_rng(5).integers(0, 256, (700, 500, 3), dtype=np.uint8)
    picture = io.BytesIO()
    Image.fromarray(noise).save(picture, "JPEG", quality=95, comment=comment.encode())
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawImage(ImageReader(picture), 0, 0, 500, 700)
    canvas.save()
    return target.getvalue()


def why(raw: RawDataset, copy: bytes) -> str:
    with pytest.raises(DocumentRefused) as refused:
        check_copy(raw, copy, WHO)
    assert refused.value.message == SENTENCES[refused.value.why]
    return refused.value.why


@pytest.mark.parametrize(
    ("raw", "copy"),
    [
        (LETTER, page("No fracture.")),
        (LETTER, scanned()),
        (REPORT, cda()),
        (REPORT, cda('See <linkHtml href="#b">below</linkHtml>.', encoding="utf-16")),
        (REPORT, cda(patient='<patient><name nullFlavor="MSK"/></patient>')),
    ],
)
def test_a_copy_that_names_nobody_passes(raw: RawDataset, copy: bytes) -> None:
    check_copy(raw, copy, WHO)


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (b"", "copy_empty"),
        (b" " * 40, "copy_empty"),
        (b"%PDF-" + bytes(LARGEST), "copy_too_large"),
        (ORIGINAL, "copy_same"),
        (ORIGINAL + b"\n9 0 obj<</Covered true>>endobj\n%%EOF\n", "copy_same"),
        (cda(), "copy_not_pdf"),
        (page("For Nora"), "copy_names_someone"),
        (scanned("taken for Nora"), "copy_names_someone"),
    ],
    ids=["empty", "blank", "large", "same", "appended to", "xml", "named", "named in a picture"],
)
def test_a_pdf_that_may_not_take_its_place_is_refused(copy: bytes, expected: str) -> None:
    assert why(LETTER, copy) == expected


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (page("No fracture."), "copy_not_cda"),
        (cda()[:-9], "copy_not_cda"),
        (b"<html><body>No fracture.</body></html>", "copy_not_cda"),
        (cda().replace(b"?>", b'?><!DOCTYPE x [<!ENTITY n "Nora">]>', 1), "copy_has_more"),
        (cda('<observationMedia ID="a"/>'), "copy_has_more"),
        (cda('<value representation="B64">Tm9yYQ==</value>'), "copy_has_more"),
        (cda('<reference value="file:///scan.pdf"/>'), "copy_has_more"),
        (cda("Nora has no fracture."), "copy_names_someone"),
        (cda("<content>No</content><content>ra</content>"), "copy_names_someone"),
        (cda("K&#111;walska, no fracture"), "copy_names_someone"),
        (cda('<content ID="nr-481-5162">No fracture</content>'), "copy_names_someone"),
        (cda("For Kowalska", encoding="utf-16"), "copy_names_someone"),
        (cda(patient="<patient><name><given>Unknown</given></name></patient>"), "copy_header"),
        (cda(patient='<patient><birthTime value="1960"/></patient>'), "copy_header"),
        (cda(patient='<id extension="77" root="1.2.3"/>'), "copy_header"),
        (cda(patient='<telecom value="tel:555"/>'), "copy_header"),
        (cda("<content>" * 300 + "</content>" * 300), "copy_unread"),
    ],
)
def test_a_cda_document_that_may_not_take_its_place_is_refused(copy: bytes, expected: str) -> None:
    assert why(REPORT, copy) == expected


def test_nothing_takes_the_place_of_what_is_no_document() -> None:
    clip = read_part10(dicom.to_bytes(dicom.us_clip()))

    assert why(clip, page("No fracture.")) == "copy_not_for_this"


@pytest.mark.parametrize(
    ("sop_class", "media_type", "copy"),
    [
        (EncapsulatedPDFStorage, "application/pdf", page("No fracture.")),
        (EncapsulatedCDAStorage, "text/XML", cda()),
    ],
)
def test_the_copy_stands_in_its_place_with_its_kind_and_length(
    sop_class: str, media_type: str, copy: bytes
) -> None:
    dataset = Dataset()
    dataset.SOPClassUID, dataset.EncapsulatedDocument = sop_class, b"Nora"
    clean = seal_clean(dataset, "1.2.840.10008.1.2.1")

    put_document(clean, copy)

    assert dataset.EncapsulatedDocument[: dataset.EncapsulatedDocumentLength] == copy
    assert len(dataset.EncapsulatedDocument) % 2 == 0
    assert dataset.MIMETypeOfEncapsulatedDocument == media_type
