"""Playlists as their makers and takers see them listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.teaching.models import EntryKind, Playlist, Sitting
from readingroom.teaching.playlist_access import candidates_of, own_playlists, set_for
from readingroom.teaching.selectors.answered import answered_in
from readingroom.teaching.services.closures import over_for_everyone
from readingroom.teaching.services.deadlines import times_of
from readingroom.teaching.timing import GRACE, Phase


@dataclass(frozen=True)
class Row:
    """One playlist in a list.

    Attributes:
        phase: where it stands for whoever is asking.
        sitting: their newest, if any.
    """

    playlist: Playlist
    entries: int
    phase: Phase
    sitting: Sitting | None

    @property
    def is_under_way(self) -> bool:
        """Whether they have begun it and not finished."""
        return self.sitting is not None and self.sitting.finished_at is None


@dataclass(frozen=True)
class Shelf:
    """What someone finds under playlists."""

    own: tuple[Row, ...]
    others: tuple[Row, ...]


@dataclass(frozen=True)
class CandidateRow:
    """Someone an exam is for.

    Attributes:
        state: ``not begun``, ``under way`` or ``finished``.
        mean: of all that was asked, from 0 to 1; None while something waits to be judged.
    """

    person: Person
    sitting: Sitting | None
    state: str
    answered: int
    asked: int
    mean: float | None
    extra_minutes: int


def shelf_of(person: Person, *, now: datetime) -> Shelf:
    """Their own playlists, and those of others that were set for them or that they have begun."""
    begun = Playlist.objects.filter(sittings__person=person, removed_at__isnull=True)
    others = Playlist.objects.filter(
        Q(pk__in=set_for(person).values("pk")) | Q(pk__in=begun.values("pk"))
    ).exclude(owner=person)
    return Shelf(
        _rows(_counted(own_playlists(person)), person, now),
        _rows(_counted(others.select_related("owner")), person, now),
    )


def newest_sitting(playlist: Playlist, person: Actor) -> Sitting | None:
    """Where someone stands in a playlist; None before they began."""
    if not isinstance(person, Person):
        return None
    return Sitting.objects.filter(playlist=playlist, person=person).order_by("-number").first()


def is_told(sitting: Sitting, *, now: datetime) -> bool:
    """Whether whoever sat sees what was right: of an exam, once it is over for everyone.

    Before that, whoever has finished could tell those who have not. A teacher may keep it back
    longer.
    """
    if sitting.finished_at is None:
        return False
    if not sitting.is_exam:
        return True
    playlist = sitting.playlist
    over = over_for_everyone(playlist)
    if over is None or now <= over + GRACE:
        return False
    return playlist.release == "end" or playlist.released_at is not None


def candidate_rows(playlist: Playlist) -> tuple[CandidateRow, ...]:
    """Everyone an exam is for, by name. For its maker alone."""
    extra = {one.person_id: one.minutes for one in playlist.extra_times.all()}
    sittings = {
        one.person_id: one for one in playlist.sittings.filter(number=1).prefetch_related("entries")
    }
    answered = answered_in(list(sittings.values()))
    people = sorted(candidates_of(playlist), key=lambda person: person.display_name.casefold())
    return tuple(
        _candidate(one, sittings.get(one.pk), extra.get(one.pk, 0), answered) for one in people
    )


def mean_of(scores: Sequence[float | None]) -> float | None:
    """The mean; None where there is nothing, or something is not judged yet."""
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known and len(known) == len(scores) else None


def _counted(rows: object) -> list[tuple[Playlist, int]]:
    asked = Count(
        "entries",
        filter=Q(entries__removed_at__isnull=True) & ~Q(entries__kind=EntryKind.SECTION),
        distinct=True,
    )
    return [(row, row.asked) for row in rows.annotate(asked=asked)]  # type: ignore[attr-defined]  # a query of playlists


def _rows(
    counted: Sequence[tuple[Playlist, int]], person: Person, now: datetime
) -> tuple[Row, ...]:
    return tuple(
        Row(
            playlist,
            asked,
            times_of(playlist, person.pk).phase(now),
            newest_sitting(playlist, person),
        )
        for playlist, asked in counted
    )


def _candidate(
    person: Person, sitting: Sitting | None, extra: int, answered: Collection[int]
) -> CandidateRow:
    if sitting is None:
        return CandidateRow(person, None, "not begun", 0, 0, None, extra)
    entries = list(sitting.entries.all())
    is_over = sitting.finished_at is not None
    return CandidateRow(
        person=person,
        sitting=sitting,
        state="finished" if is_over else "under way",
        answered=sum(one.pk in answered for one in entries),
        asked=len(entries),
        mean=mean_of([one.score for one in entries]) if is_over else None,
        extra_minutes=extra,
    )
