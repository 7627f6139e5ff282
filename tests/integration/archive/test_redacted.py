"""A redacted copy released in the place of a held document."""

import io
from pathlib import Path

import pytest
from pydicom.uid import EncapsulatedPDFStorage
from reportlab.pdfgen.canvas import Canvas

from readingroom.archive.models import Instance, QuarantinedObject
from readingroom.archive.places import Places
from readingroom.archive.services.redacted import release_redacted
from readingroom.cli.main import main
from readingroom.imaging.deid.pdf import PdfRefused
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotPermitted
from tests.factories import dicom
from tests.factories.people import amara
from tests.integration.archive.conftest import NOW, Sender, outcomes, put
from tests.unit.imaging.deid.test_structures import without_pixels


def page(line: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 700, line)
    canvas.save()
    return target.getvalue()


def letter() -> dicom.Dataset:
    document = without_pixels(EncapsulatedPDFStorage, "DOC")
    document.PatientName = "Kowalska^Nora"
    document.DocumentTitle, document.BurnedInAnnotation = "Report", "NO"
    document.MIMETypeOfEncapsulatedDocument = "application/pdf"
    document.EncapsulatedDocument = page("Dear Mrs Kowalska, no fracture.") + b" "
    return document


@pytest.fixture
def held(send: Sender, given: Path) -> QuarantinedObject:
    put(given, letter())
    assert outcomes(send())[0].startswith("held:")
    return QuarantinedObject.objects.get(state="held")


def test_the_redacted_copy_is_filed_and_the_document_is_erased(
    held: QuarantinedObject, data: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "redacted.pdf"
    copy.write_bytes(page("No fracture."))

    with pytest.raises(SystemExit) as left:
        main(["held", "redacted", str(held.key), str(copy)])

    assert not left.value.code, capsys.readouterr()
    assert Instance.objects.count() == 1
    assert AuditRecord.objects.filter(action="file.redacted", subject=str(held.key)).count() == 1
    assert data.quarantine(held.submission.key).ordinals() == set()


def test_a_copy_that_still_names_the_patient_is_refused_and_nothing_is_filed(
    held: QuarantinedObject,
) -> None:
    with pytest.raises(PdfRefused):
        release_redacted(held.key, page("For Nora Kowalska"), actor=None, now=NOW)

    held.refresh_from_db()
    assert (held.state, held.released_codes) == ("held", [])


def test_only_an_editor_may_and_only_for_a_document(
    held: QuarantinedObject, send: Sender, tmp_path: Path
) -> None:
    with pytest.raises(NotPermitted):
        release_redacted(held.key, page("No fracture."), actor=amara(), now=NOW)
    other = tmp_path / "clip"
    put(other, dicom.us_clip())
    send(other)
    clip = QuarantinedObject.objects.exclude(pk=held.pk).get(state="held")
    with pytest.raises(InvalidInput, match="Only a PDF document"):
        release_redacted(clip.key, page("No fracture."), actor=None, now=NOW)
