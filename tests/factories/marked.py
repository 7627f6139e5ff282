"""A case that says one word in every place where words, bytes or pixels can be."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from readingroom.accounts.models import Person
from readingroom.archive.models import (
    Instance,
    QuarantinedObject,
    Series,
    Submission,
    TeachingNote,
)
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.casefile.document import dump_document
from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.folder import read_case_file
from readingroom.casefile.validation import parse_document
from readingroom.cases import demo
from readingroom.cases.models import Case, Review, Visibility
from readingroom.cases.services.drafting import save_edits
from readingroom.cases.services.opening import record_opening
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import create_case, save_revision
from readingroom.storage.shelf import SeriesShelf
from tests.factories.cases import NOON, make_series
from tests.factories.people import amara, ben, dev
from tests.factories.shelved import shelve_row

MARK = "Xylquorzbane"
_DEMO = Path(demo.__file__).with_name("case.yaml")


def marked_document(images: Callable[[], Series]) -> dict[str, Any]:
    """The demo case's document, with ``MARK`` in every text that takes it, and these images."""
    plain: dict[str, Any] = dump_document(
        read_case_file(Path(demo.__file__).with_name("case.yaml").read_bytes())
    )
    told = 0
    for holder, name, text in list(_texts(plain)):
        holder[name] = f"{text} {MARK}"
        try:
            parse_document(json.loads(json.dumps(plain)))
            told += 1
        except InvalidCase:
            holder[name] = text
    assert told > 100, told
    for stage in plain["stages"]:
        for shown in stage.get("series", ()):
            shown["images"] = f"series:{images().series_instance_uid}"
    return plain


def _texts(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, entry in list(pairs):
        if isinstance(entry, str) and name != "images":
            yield value, name, entry
        elif isinstance(entry, dict | list):
            yield from _texts(entry)


def shelved_series(data: Path, owner: Person, **fields: Any) -> Series:
    """A series with rows, a shelf and a pack."""
    series = make_series(owner)
    shelve_row(data, series, **{"SeriesDescription": MARK, "PatientName": MARK, **fields})
    index = SeriesShelf(data / "series").read_index(
        series.study.study_instance_uid, series.series_instance_uid
    )
    assert index
    for uid, entry in index.instances.items():
        Instance.objects.filter(sop_instance_uid=uid).update(pack_key=entry.header.pack)
    return series


def marked_case(data: Path) -> tuple[Case, list[Series]]:
    """A published case with its whole history, its images, and what waits beside them."""
    owner = amara()
    series: list[Series] = []

    def images() -> Series:
        series.append(shelved_series(data, owner))
        return series[-1]

    document = parse_document(marked_document(images))
    case = create_case(document=document, owner=owner, now=NOON)
    for number in range(3):
        save_revision(case=case, document=document, author=owner, note=f"{MARK} {number}", now=NOON)
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)
    case.refresh_from_db()
    _write_in(case)
    record_opening(case_key=case.key, actor=ben(), now=NOON)
    assert case.published_revision
    Review.objects.create(
        case=case, revision=case.published_revision, author=owner, basis="rule", note=MARK,
        submitted_at=NOON, outcome="returned", decided_by=dev(), decided_at=NOON, words=MARK,
    )  # fmt: skip
    _leave_waiting(data, case, series[0])
    return case, series


def _write_in(case: Case) -> None:
    before: object = case.draft_revision.document["title"] if case.draft_revision else None
    for number in range(1, 8):
        edit = {
            "kind": "set", "path": "title", "base": before, "value": f"{MARK} {number}",
            "after": None,
        }  # fmt: skip
        save_edits(
            case=case, author=case.owner, batch=str(number), version=number - 1, edits=[edit],
            now=datetime(2026, 3, 2, 13, number, tzinfo=UTC),
        )  # fmt: skip
        before = edit["value"]


def _leave_waiting(data: Path, case: Case, series: Series) -> None:
    """A file of the same sending and patient that is held, one that was filed, and a note."""
    submission, patient = series.study.submission, series.study.patient
    Submission.objects.filter(pk=submission.pk).update(
        state=SubmissionState.FINISHED, finished_at=NOON, file_count=2
    )
    given = {"submission": submission, "patient": patient, "size_bytes": 9, "moved_at": NOON}
    filed = series.instances.first()
    assert filed
    QuarantinedObject.objects.create(
        ordinal=1, state=ObjectState.FILED, source_digest=filed.source_digest,
        content_digest=filed.content_digest, byte_digest="b" * 64,
        series_instance_uid=series.series_instance_uid, **given,
    )  # fmt: skip
    QuarantinedObject.objects.create(
        ordinal=2, state=ObjectState.HELD, reason_code="identity_suspected",
        byte_digest="c" * 64, **given,
    )  # fmt: skip
    quarantine = Quarantine(data, submission.key)
    quarantine.prepare()
    quarantine.original(2).write_bytes(f"DICM{MARK}".encode())
    quarantine.identity(patient.key_digest).write_bytes(MARK.encode())
    TeachingNote.objects.create(
        submission=submission, patient=patient, kind="report", study_digest="d" * 64,
        words={"title": MARK}, case_key=case.key, created_at=NOON,
    )  # fmt: skip


def stored_pieces(data: Path) -> list[bytes]:
    """Bytes of headers, frames, previews and thumbnails as they lie on the disk."""
    bodies = [path.read_bytes() for path in sorted((data / "blobs").glob("*/*"))]
    bodies += [path.read_bytes() for path in sorted((data / "series").rglob("thumbnail.jpg"))]
    pieces = {body[at : at + 48] for body in bodies for at in range(0, len(body) - 48, 61)}
    return sorted(piece for piece in pieces if len(set(piece)) > 30)  # no runs of noughts
