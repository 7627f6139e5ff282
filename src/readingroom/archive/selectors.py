"""Reads that others need."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from readingroom.archive.models import Instance, QuarantinedObject, Series, Study, Submission
from readingroom.archive.states import ObjectState


def studies_of(submission: Submission) -> QuerySet[Study]:
    """Studies that files of this submission are in, whether it brought them or they were there."""
    digests = QuarantinedObject.objects.filter(
        submission=submission, state__in=[ObjectState.FILED, ObjectState.DUPLICATE]
    ).values("source_digest")
    return Study.objects.filter(
        pk__in=Instance.objects.filter(source_digest__in=digests).values("series__study")
    )


def series_of(study: Study) -> QuerySet[Series]:
    """The series of a study, in order of series number."""
    return study.series.all()


def series_by_ordinal(submission: Submission) -> Mapping[int, str]:
    """The Series Instance UID that each file is filed in, by ordinal.

    A duplicate is where its first copy is; files that are held or rejected are left out.
    """
    rows = QuarantinedObject.objects.filter(
        submission=submission, state__in=[ObjectState.FILED, ObjectState.DUPLICATE]
    )
    placed = {
        ordinal: (source, content)
        for ordinal, source, content in rows.values_list(
            "ordinal", "source_digest", "content_digest"
        )
    }
    filed = Instance.objects.filter(source_digest__in=rows.values("source_digest"))
    where = {
        (source, content): uid
        for source, content, uid in filed.values_list(
            "source_digest", "content_digest", "series__series_instance_uid"
        )
    }
    return {ordinal: where[digests] for ordinal, digests in placed.items() if digests in where}


def submission_by_key(key: UUID) -> Submission | None:
    """One submission, or ``None``."""
    return Submission.objects.filter(key=key).first()
