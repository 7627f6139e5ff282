"""Background work of teaching: thin calls into its services."""

from django.utils import timezone

from readingroom.infra.jobs import job
from readingroom.teaching.models import Cohort
from readingroom.teaching.services.analysis_sittings import take_in_sittings
from readingroom.teaching.services.retention import erase_due_records


@job(queue="default")
def keep_records() -> None:
    """Erase the records of exams whose date has come; take in what was finished for classes."""
    now = timezone.now()  # noqa: TID251  # jobs are an edge
    erase_due_records(now=now)
    for cohort in Cohort.objects.filter(closed_at=None):
        take_in_sittings(cohort, now=now)
