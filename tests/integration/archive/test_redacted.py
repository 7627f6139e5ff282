"""A redacted copy released in the place of a held document."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.uid import EncapsulatedCDAStorage, EncapsulatedPDFStorage
from reportlab.pdfgen.canvas import Canvas

from readingroom.archive.models import Instance, QuarantinedObject
from readingroom.archive.places import Places
from readingroom.archive.services.decisions import take_decided, undo
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.redacted import (
    LARGEST_PIECE,
    Piece,
    keep_piece,
    look_through,
    release_redacted,
    release_redacted_at_once,
)
from readingroom.cli.main import main
from readingroom.imaging.deid.copies import LARGEST, DocumentRefused
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from tests.factories import dicom
from tests.factories.people import amara, chiara
from tests.integration.archive.conftest import NOW, Sender, outcomes, put
from tests.unit.imaging.deid.test_redacted import cda
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
    with pytest.raises(DocumentRefused):
        release_redacted_at_once(held.key, page("For Nora Kowalska"), actor=None, now=NOW)

    held.refresh_from_db()
    assert (held.state, held.released_codes) == ("held", [])


def test_only_an_editor_may_and_only_for_a_document(
    held: QuarantinedObject, send: Sender, tmp_path: Path
) -> None:
    with pytest.raises(NotPermitted):
        release_redacted_at_once(held.key, page("No fracture."), actor=amara(), now=NOW)
    other = tmp_path / "clip"
    put(other, dicom.us_clip())
    send(other)
    clip = QuarantinedObject.objects.exclude(pk=held.pk).get(state="held")
    with pytest.raises(InvalidInput, match="Only a PDF or a CDA"):
        release_redacted_at_once(clip.key, page("No fracture."), actor=None, now=NOW)


def pieces_of(copy: bytes, size: int = 400) -> Iterator[Piece]:
    for offset in range(0, len(copy), size):
        yield Piece(offset, len(copy), copy[offset : offset + size])


def drafts(item: QuarantinedObject, data: Places) -> list[Path]:
    return sorted(data.quarantine(item.submission.key).work.glob("*redacted*"))


def decided_with(item: QuarantinedObject, copy: bytes) -> None:
    for piece in pieces_of(copy):
        keep_piece(item.key, piece, actor=None)
    release_redacted(item.key, look_through(item.key, actor=None), actor=None, now=NOW)


def test_a_copy_comes_in_pieces_and_can_be_undone_and_given_anew(
    held: QuarantinedObject, data: Places
) -> None:
    decided_with(held, page("No fracture of the wrist."))
    held.refresh_from_db()
    first = (held.decision, len(held.seen_digest))
    undo(held.key, actor=None, now=NOW)
    decided_with(held, page("No fracture of the left wrist."))

    take_decided(held.submission.key, before=NOW, now=NOW)
    process_submission(held.submission.key, now=NOW)

    assert first == ("redact", 64)
    assert Instance.objects.count() == 1
    assert drafts(held, data) == []
    assert AuditRecord.objects.filter(action="file.redacted").count() == 2


def test_what_is_undone_and_released_as_it_is_goes_without_the_copy(
    held: QuarantinedObject,
) -> None:
    decided_with(held, page("No fracture."))
    undo(held.key, actor=None, now=NOW)

    held.refresh_from_db()

    assert (held.decision, held.released_codes) == ("", [])


@pytest.mark.parametrize(
    ("copy", "why"),
    [
        (page("For Nora Kowalska"), "copy_names_someone"),
        (b"no document", "copy_not_pdf"),
        (page("Dear Mrs Kowalska, no fracture."), "copy_same"),
    ],
)
def test_a_copy_that_is_refused_is_erased_and_the_document_waits_on(
    held: QuarantinedObject, data: Places, copy: bytes, why: str
) -> None:
    document = letter()
    document.EncapsulatedDocument = copy if why == "copy_same" else document.EncapsulatedDocument
    original = data.quarantine(held.submission.key).original(held.ordinal)
    original.write_bytes(dicom.to_bytes(document))

    with pytest.raises(DocumentRefused) as refused:
        decided_with(held, copy)

    held.refresh_from_db()
    assert (refused.value.why, held.decision, drafts(held, data)) == (why, "", [])


@pytest.mark.parametrize(
    ("piece", "error"),
    [
        (Piece(0, LARGEST + 1, b"x"), DocumentRefused),
        (Piece(0, 0, b""), DocumentRefused),
        (Piece(0, 2, b""), InvalidInput),
        (Piece(0, 2, b"xyz"), InvalidInput),
        (Piece(0, LARGEST, bytes(LARGEST_PIECE + 1)), InvalidInput),
        (Piece(7, 9, b"x"), StateConflict),
    ],
)
def test_pieces_that_fit_nowhere_are_refused(
    held: QuarantinedObject, data: Places, piece: Piece, error: type[Exception]
) -> None:
    with pytest.raises(error):
        keep_piece(held.key, piece, actor=None)

    assert drafts(held, data) == []


def test_nobody_gives_a_copy_to_a_file_that_is_not_theirs_to_decide(
    held: QuarantinedObject,
) -> None:
    with pytest.raises(NotPermitted):
        keep_piece(held.key, Piece(0, 1, b"x"), actor=amara())
    with pytest.raises(NotFound):
        keep_piece(held.key, Piece(0, 1, b"x"), actor=chiara())
    with pytest.raises(StateConflict, match="not here any more"):
        look_through(held.key, actor=None)


def test_a_redacted_cda_document_is_filed(send: Sender, tmp_path: Path, data: Places) -> None:
    report = without_pixels(EncapsulatedCDAStorage, "DOC")
    report.PatientName, report.BurnedInAnnotation = "Kowalska^Nora", "NO"
    report.EncapsulatedDocument = cda("Nora Kowalska has no fracture..")
    put(tmp_path / "report", report)
    send(tmp_path / "report")
    item = QuarantinedObject.objects.get(state="held")

    release_redacted_at_once(item.key, cda(), actor=None, now=NOW)
    process_submission(item.submission.key, now=NOW)

    assert Instance.objects.count() == 1
    assert data.quarantine(item.submission.key).ordinals() == set()
