"""Sittings of playlists that were set for a class, taken into its records when finished."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from readingroom.teaching.models import (
    Cohort,
    Contribution,
    Membership,
    Mode,
    SetPlaylist,
    Sitting,
)
from readingroom.teaching.selectors.playlists import mean_of
from readingroom.teaching.services.analysis_batches import close_batch
from readingroom.teaching.services.cohorts_said import said_of_sitting
from readingroom.teaching.services.marks_counted import count_marks


@transaction.atomic
def note_playlists(cohort: Cohort, *, now: datetime) -> None:
    """Note since when each playlist is set for the class, and which are not any more.

    May be called any number of times. One that is shared anew counts from then on: what was sat
    in between was for nobody else.
    """
    shared = set(cohort.playlists.filter(removed_at=None).values_list("pk", flat=True))
    rows = SetPlaylist.objects.filter(cohort=cohort)
    rows.filter(ended_at=None).exclude(playlist__in=shared).update(ended_at=now)
    ended = rows.filter(playlist__in=shared, ended_at__isnull=False)
    ended.update(set_at=now, ended_at=None)
    known = set(rows.values_list("playlist", flat=True))
    for playlist in shared - known:
        SetPlaylist.objects.get_or_create(
            cohort=cohort, playlist_id=playlist, defaults={"set_at": now}
        )


@transaction.atomic
def take_in_sittings(cohort: Cohort, *, now: datetime) -> int:
    """Take in each member's first finished sitting of each playlist since it was set.

    A sitting from before its person joined, or from before the playlist was set, is practice of
    their own and stays so; an exam is never practice, whenever it was noted that it is set.

    Returns:
        how many were taken in.
    """
    note_playlists(cohort, now=now)
    found = 0
    set_now = SetPlaylist.objects.filter(cohort=cohort, ended_at=None)
    for row in set_now.select_related("playlist", "cohort"):
        new = [_contribution(cohort, sitting) for sitting in _new_sittings(row)]
        for contribution in new:
            contribution.save()
        if new:
            close_batch(cohort, row.playlist.key)
            count_marks(cohort, row.playlist.key)
        found += len(new)
    return found


def _new_sittings(row: SetPlaylist) -> Iterable[Sitting]:
    """The first of each member that counts and is not taken in yet."""
    joined = dict(
        Membership.objects.filter(cohort=row.cohort_id).values_list("person", "joined_at")
    )
    taken = Contribution.objects.filter(cohort=row.cohort_id, work=row.playlist.key)
    known = set(taken.exclude(person=None).values_list("person", flat=True))
    finished = Sitting.objects.filter(
        Q(mode=Mode.EXAM) | Q(started_at__gte=row.set_at),
        playlist=row.playlist,
        person__in=[pk for pk in joined if pk not in known],
        finished_at__isnull=False,
    )
    if row.cohort.closed_at is not None:
        finished = finished.filter(started_at__lte=row.cohort.closed_at)
    first: dict[int, Sitting] = {}
    for sitting in finished.order_by(F("finished_at"), "pk").select_related("person"):
        if sitting.started_at >= joined[sitting.person_id]:
            first.setdefault(sitting.person_id, sitting)
    return first.values()


def _contribution(cohort: Cohort, sitting: Sitting) -> Contribution:
    return Contribution(
        cohort=cohort,
        work=sitting.playlist.key,
        person=sitting.person,
        context=str(sitting.key),
        begun_at=sitting.started_at,
        finished_at=sitting.finished_at,
        score=mean_of([entry.score for entry in sitting.entries.all()]),
        said={"origin": "exam" if sitting.is_exam else "playlist", **said_of_sitting(sitting)},
    )
