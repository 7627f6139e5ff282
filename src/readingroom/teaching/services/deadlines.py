"""Moving the end of sittings that are under way, when their playlist's times change."""

from datetime import timedelta

from readingroom.teaching.models import ExtraTime, Playlist, Sitting
from readingroom.teaching.timing import Times


def times_of(playlist: Playlist, person_id: int) -> Times:
    """When one person may sit a playlist."""
    extra = ExtraTime.objects.filter(playlist=playlist, person=person_id).first()
    return Times(
        playlist.opens_at,
        playlist.ends_at,
        playlist.minutes,
        timedelta(minutes=extra.minutes if extra else 0),
    )


def move_deadlines(playlist: Playlist) -> None:
    """Have exams under way end as the playlist says now; practice keeps what it began with."""
    under_way = Sitting.objects.filter(playlist=playlist, mode="exam", finished_at__isnull=True)
    for sitting in under_way:
        sitting.deadline = times_of(playlist, sitting.person_id).deadline(sitting.started_at)
        sitting.save(update_fields=["deadline"])
