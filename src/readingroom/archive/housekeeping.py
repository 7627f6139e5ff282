"""How the archive is doing: space, what waits, what is held, what failed. Counts, no names."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Count, Min, Q, Sum
from django_tasks_db.models import DBTaskResult

from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.places import places
from readingroom.archive.services.quota import waiting_bytes
from readingroom.archive.states import ObjectState, SubmissionState

_SHOWN = 10


@dataclass(frozen=True)
class Waiting:
    """What one person or institution has in quarantine."""

    name: str
    size_bytes: int


@dataclass(frozen=True)
class Housekeeping:
    """One look at the archive.

    Attributes:
        free_bytes, disk_bytes: of the disk that the data folder is on.
        library_bytes: packs and what the viewer reads.
        quarantine_bytes: what waits, uploads as they were announced.
        on_the_way: submissions that are arriving, waiting or being processed.
        oldest_waiting: when the oldest of these came.
        held: files that wait for a person; ``oldest_held`` is since when.
        jobs_waiting, jobs_failed: of the queue; failed within the last week.
        people, institutions: who has most in quarantine.
    """

    free_bytes: int
    disk_bytes: int
    library_bytes: int
    quarantine_bytes: int
    on_the_way: int
    oldest_waiting: datetime | None
    held: int
    oldest_held: datetime | None
    jobs_waiting: int
    jobs_failed: int
    people: tuple[Waiting, ...]
    institutions: tuple[Waiting, ...]


def look_around(*, now: datetime) -> Housekeeping:
    """Count everything, now."""
    root = places().root
    disk = shutil.disk_usage(root)
    waiting = Submission.objects.exclude(state=SubmissionState.FINISHED)
    held = QuarantinedObject.objects.filter(state=ObjectState.HELD).order_by()
    held_facts = held.aggregate(count=Count("pk"), oldest=Min("moved_at"))
    failed = DBTaskResult.objects.filter(status="FAILED", finished_at__gt=now - timedelta(days=7))
    return Housekeeping(
        free_bytes=disk.free,
        disk_bytes=disk.total,
        library_bytes=_size(root / "blobs") + _size(root / "series"),
        quarantine_bytes=waiting_bytes(Q(), Q()),
        on_the_way=waiting.count(),
        oldest_waiting=waiting.order_by().aggregate(oldest=Min("created_at"))["oldest"],
        held=held_facts["count"],
        oldest_held=held_facts["oldest"],
        jobs_waiting=DBTaskResult.objects.filter(status="READY").count(),
        jobs_failed=failed.count(),
        people=_by("submission__owner__username"),
        institutions=_by("submission__institution__name"),
    )


def _by(field: str) -> tuple[Waiting, ...]:
    """The largest shares of quarantine."""
    ends = [ObjectState.FILED, ObjectState.REJECTED, ObjectState.DUPLICATE]
    rows = QuarantinedObject.objects.exclude(state__in=ends).order_by()
    shares = rows.values_list(field).annotate(total=Sum("size_bytes")).order_by("-total")
    return tuple(Waiting(name or "nobody yet", int(total)) for name, total in shares[:_SHOWN])


def _size(folder: Path) -> int:
    if not folder.is_dir():
        return 0
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue  # swept meanwhile
    return total
