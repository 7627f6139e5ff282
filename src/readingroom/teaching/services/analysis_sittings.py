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
    SittingEntry,
)
from readingroom.teaching.services.analysis_batches import close_batch
from readingroom.teaching.services.cohorts_said import said_of_sitting


@transaction.atomic
def note_playlists(cohort: Cohort, *, now: datetime) -> None:
    """Note since when each playlist is set for the class. May be called any number of times."""
    noted = SetPlaylist.objects.filter(cohort=cohort).values("playlist")
    for playlist in cohort.playlists.filter(removed_at=None).exclude(pk__in=noted):
        SetPlaylist.objects.get_or_create(
            cohort=cohort, playlist=playlist, defaults={"set_at": now}
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
    for row in SetPlaylist.objects.filter(cohort=cohort).select_related("playlist"):
        new = [_contribution(cohort, sitting) for sitting in _new_sittings(row)]
        for contribution in new:
            contribution.save()
        if new:
            close_batch(cohort, row.playlist.key)
        found += len(new)
    return found


def sitting_score(entries: Iterable[SittingEntry]) -> float | None:
    """The mean score of what is scored in a sitting, from 0 to 1; none where nothing is."""
    scores = [entry.score for entry in entries if entry.score is not None]
    return sum(scores) / len(scores) if scores else None


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
        score=sitting_score(sitting.entries.all()),
        said={"origin": "exam" if sitting.is_exam else "playlist", **said_of_sitting(sitting)},
    )
