"""Background work of the cases: thin calls into their services."""

from django.utils import timezone

from readingroom.archive.models import TeachingNote
from readingroom.cases.services.teaching_file import make_drafts
from readingroom.infra.events import Event
from readingroom.infra.jobs import enqueue_after_commit, job


@job(queue="default")
def make_teaching_drafts() -> None:
    """Make draft cases of the teaching files whose images are there."""
    make_drafts(now=timezone.now())  # noqa: TID251  # jobs are an edge


def look_for_teaching_files(_event: Event) -> None:
    """A submission ended: have drafts made, if a teaching file waits for anything."""
    if TeachingNote.objects.filter(case_key=None).exists():
        enqueue_after_commit(make_teaching_drafts)
