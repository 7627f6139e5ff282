"""Background work of the cases: thin calls into their services."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from readingroom.archive.models import TeachingNote
from readingroom.cases.services.departures import note_departures
from readingroom.cases.services.erase import finish_erasures
from readingroom.cases.services.erase_replay import replay_erasures
from readingroom.cases.services.pathology_wait import remind_waiting
from readingroom.cases.services.schedule import carry_out, due_schedules
from readingroom.cases.services.teaching_file import WAITS_FOR, make_drafts
from readingroom.imaging.teaching_file import MANIFEST
from readingroom.infra.events import SubmissionFinished
from readingroom.infra.jobs import enqueue_after_commit, enqueue_at, job


@job(queue="default")
def make_teaching_drafts() -> None:
    """Make draft cases of the teaching files whose images are there."""
    make_drafts(now=timezone.now())  # noqa: TID251  # jobs are an edge


@job(queue="default")
def carry_out_erasures() -> None:
    """Destroy what erased cases left outside the database's rows."""
    finish_erasures(now=timezone.now())  # noqa: TID251  # jobs are an edge


@job(queue="default")
def take_up_erasures() -> None:
    """Go on with erasures that were cut short, and erase again what a backup brought back."""
    replay_erasures(now=timezone.now())  # noqa: TID251  # jobs are an edge


@job(queue="default")
def note_who_left() -> None:
    """Have the ledger name whoever deleted their account, so that no backup brings them back."""
    note_departures()


@job(queue="default")
def publish_scheduled(schedule_key: str) -> None:
    """Publish a case whose time has come."""
    carry_out(UUID(schedule_key), now=timezone.now())  # noqa: TID251  # jobs are an edge


@job(queue="default")
def remind_of_pathology() -> None:
    """Remind the authors whose day has come."""
    remind_waiting(now=timezone.now())  # noqa: TID251  # jobs are an edge


@job(queue="default")
def keep_times() -> None:
    """Take up what a process that died did not queue: times of publication, and reminders."""
    now = timezone.now()  # noqa: TID251  # jobs are an edge
    for key in due_schedules(now=now):
        with transaction.atomic():
            enqueue_after_commit(publish_scheduled, schedule_key=key)
    remind_waiting(now=now)


def look_for_teaching_files(event: SubmissionFinished) -> None:
    """A submission ended: have drafts made, if a teaching file waits for anything.

    Manifests that it brought are looked at once more when they have waited for their images long
    enough, whether or not anything else comes.
    """
    waiting = TeachingNote.objects.filter(case_key=None)
    if not waiting.exists():
        return
    enqueue_after_commit(make_teaching_drafts)
    brought = waiting.filter(kind=MANIFEST, submission__key=event.submission_key)
    last = brought.order_by("created_at").last()
    if last is not None:
        enqueue_at(make_teaching_drafts, last.created_at + WAITS_FOR)
