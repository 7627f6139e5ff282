"""What an exam closes to its candidates everywhere else, and until when."""

from datetime import datetime, timedelta

from readingroom.accounts.models import Person
from readingroom.cases.models import Closure
from readingroom.cases.services.closing import close_cases, open_cases
from readingroom.teaching.models import Playlist
from readingroom.teaching.playlist_access import candidates_of
from readingroom.teaching.timing import GRACE


def over_for_everyone(playlist: Playlist) -> datetime | None:
    """The moment from which nobody can be sitting a playlist any more; None without an end."""
    if playlist.ends_at is None:
        return None
    most = max((one.minutes for one in playlist.extra_times.all()), default=0)
    return playlist.ends_at + timedelta(minutes=most)


def sync_closures(playlist: Playlist, *, now: datetime) -> None:
    """Have closed what is to be, and nothing else: after any change of cases, people or times.

    All cases that may be drawn are closed, so that what is closed tells nothing of the draw. An
    exam without an end closes nothing, and can't be begun.
    """
    over = over_for_everyone(playlist)
    if not playlist.is_exam or playlist.removed_at is not None or over is None or over <= now:
        open_cases(source=playlist.key)
        return
    since = playlist.opens_at or playlist.made_at
    close_cases(
        source=playlist.key,
        cases=_cases(playlist),
        people=list(candidates_of(playlist).values_list("pk", flat=True)),
        since=since,
        until=over + GRACE,
    )


def ensure_closed(playlist: Playlist, person: Person, *, now: datetime) -> None:
    """Close an exam's cases to someone who became a candidate after they were closed to others."""
    if not playlist.is_exam or playlist.owner_id == person.pk:
        return
    if not Closure.objects.filter(source=playlist.key, person=person).exists():
        sync_closures(playlist, now=now)


def _cases(playlist: Playlist) -> list[int]:
    listed = playlist.entries.filter(removed_at__isnull=True, case__isnull=False)
    return list(listed.values_list("case_id", flat=True))
