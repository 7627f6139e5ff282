"""What was sent in, and what became of it. Studies come in by STOW-RS."""

from uuid import UUID

from django.http import HttpRequest

from readingroom.api.asking import now, person_of
from readingroom.api.paging import Cursor, cursor_after, position_of
from readingroom.api.routes import CASES
from readingroom.api.shapes import (
    SeriesOut,
    StudyOut,
    SubmissionOut,
    SubmissionsOut,
)
from readingroom.cases.selectors.received import ReceivedRow, received_one, received_page


@CASES.get("/received", "list_received", SubmissionsOut)
def list_received(request: HttpRequest, cursor: Cursor = "") -> SubmissionsOut:
    """Submissions that one may see, the newest first."""
    page = received_page(person_of(request), page=position_of(cursor) or 1, now=now())
    more = page.page < page.page_count
    return SubmissionsOut(
        items=[_told(row) for row in page.rows], next=cursor_after(page.page + 1) if more else None
    )


@CASES.get("/received/{uuid:key}", "received", SubmissionOut)
def show_received(request: HttpRequest, key: UUID) -> SubmissionOut:
    """One submission, with its studies."""
    return _told(received_one(person_of(request), key, now=now()).row)


def _told(row: ReceivedRow) -> SubmissionOut:
    return SubmissionOut(
        key=row.key,
        door=str(row.door),
        state=str(row.state),
        created_at=row.created_at,
        finished_at=row.finished_at,
        files=row.file_count,
        done=row.done_count,
        outcomes=dict(row.totals),
        studies=[
            StudyOut(
                key=study.key,
                day=study.day,
                description=study.description,
                modalities=study.modalities,
                series=[
                    SeriesOut(
                        series_instance_uid=series.uid,
                        label=series.label,
                        modality=series.modality,
                        images=series.image_count,
                    )
                    for series in study.series
                ],
            )
            for study in row.studies
        ],
    )
