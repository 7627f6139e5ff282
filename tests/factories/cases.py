"""Saved cases with series that exist in the archive's rows, though not on disk."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from readingroom.accounts.models import Person
from readingroom.archive.models import Patient, Series, Study, Submission
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.cases.services.revise import create_case
from tests.factories.people import amara, make_person
from tests.factories.people import dev as the_editor

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_numbers = count(1)


def make_series(owner: Person, *, simulated: bool = True, frame_count: int = 15) -> Series:
    number = next(_numbers)
    patient = Patient.objects.create(
        key_digest=f"{number:064x}", sealed_anchor=b"sealed", created_at=NOON
    )
    submission = Submission.objects.create(
        owner=owner, institution=owner.institution, created_at=NOON, moved_at=NOON
    )
    study = Study.objects.create(
        study_instance_uid=f"2.25.{number}1",
        patient=patient,
        submission=submission,
        institution=owner.institution,
        is_simulated=simulated,
        relative_day=0,
        created_at=NOON,
    )
    return Series.objects.create(
        series_instance_uid=f"2.25.{number}2",
        study=study,
        modality="MR",
        frame_count=frame_count,
        is_simulated=simulated,
        created_at=NOON,
    )


def make_document(series: Series | None = None, **fields: Any) -> CaseDocument:
    shown = [{"id": "sag-t2", "images": f"series:{series.series_instance_uid}"}] if series else []
    return parse_document(
        {
            "schema_version": 1,
            "title": "Vertebral metastases",
            "unknown_title": "Neck pain in an older adult",
            "contributors": [{"name": "Amara"}],
            "certainty": "certain",
            "systems": ["spine"],
            "difficulty": "intermediate",
            "patient": {"presentation": "Neck pain."},
            "stages": [
                {
                    "kind": "study",
                    "id": "mri",
                    "modality": "mri",
                    "region": "Cervical spine",
                    "findings": "Marrow oedema.",
                    "series": shown,
                }
            ],
            **fields,
        }
    )


def make_case(
    *,
    owner: Person | None = None,
    state: State = State.DRAFT,
    visibility: Visibility = Visibility.PRIVATE,
    simulated: bool = True,
    **fields: Any,
) -> Case:
    owner = owner or amara()
    series = make_series(owner, simulated=simulated)
    case = create_case(document=make_document(series, **fields), owner=owner, now=NOON)
    editor = the_editor()
    if owner.institution_id != editor.institution_id:
        name = owner.institution.name if owner.institution else None
        editor = make_person(f"editor of {name}", editor.role, institution=name)  # type: ignore[arg-type]  # stored as text
    if state != State.DRAFT:
        publish_case(case_key=case.key, actor=editor, visibility=visibility, now=NOON)
    if state == State.RETIRED:
        retire_case(case_key=case.key, actor=editor, now=NOON)
    case.refresh_from_db()
    return case
