"""Making, changing, sharing and copying playlists."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from readingroom.accounts.actor import Actor, may_teach
from readingroom.cases.access import readable_cases
from readingroom.kernel.errors import InvalidInput, NotPermitted, StateConflict
from readingroom.teaching.models import (
    EntryKind,
    ExtraTime,
    Mode,
    Order,
    Playlist,
    PlaylistEntry,
    Release,
)
from readingroom.teaching.playlist_access import (
    candidates_of,
    check_may_make,
    may_copy,
    own_playlist,
    own_playlists,
    taught_by,
)
from readingroom.teaching.services.analysis_sittings import note_playlists
from readingroom.teaching.services.closures import sync_closures
from readingroom.teaching.services.deadlines import move_deadlines
from readingroom.teaching.timing import LONGEST_EXAM, MOST_MINUTES

MOST_PLAYLISTS: Final = 500
MOST_ENTRIES: Final = 300
MOST_EXTRA: Final = 600
_OVERTAKEN: Final = (
    "This playlist was changed in another tab since you opened it. Load the page again; what you "
    "typed here is still in the boxes until then."
)
BEGUN: Final = (
    "Someone has begun this exam, so what it asks stays as it is. You can still change when it "
    "ends, give more time, and copy it."
)


@dataclass(frozen=True)
class Terms:
    """All that is set for a playlist as a whole.

    Attributes:
        minutes: how long a sitting lasts, from 1; None is open.
        draw: how many are asked, from 1; None asks all.
        abnormal_percent: from 0 to 100, of those drawn.
    """

    title: str
    introduction: str = ""
    mode: Mode = Mode.PRACTICE
    order: Order = Order.AS_LISTED
    minutes: int | None = None
    opens_at: datetime | None = None
    ends_at: datetime | None = None
    time_zone: str = "UTC"
    draw: int | None = None
    abnormal_percent: int | None = None
    release: Release = Release.AT_END
    takes_unsent: bool = True
    is_copyable: bool = True


# What a candidate has relied on since they began.
_FIXED: Final = ("mode", "order", "minutes", "draw", "abnormal_percent", "opens_at", "takes_unsent")


def make_playlist(*, actor: Actor, title: str, now: datetime) -> Playlist:
    """An empty one.

    Raises:
        NotPermitted: they may not make any.
        InvalidInput: it has no title, or there are too many.
    """
    person = check_may_make(actor)
    if own_playlists(person).count() >= MOST_PLAYLISTS:
        raise InvalidInput(f"You have {MOST_PLAYLISTS} playlists. Throw one away first.")
    zone = own_playlists(person).values_list("time_zone", flat=True).first() or "UTC"
    return Playlist.objects.create(
        owner=person, title=_title(title), time_zone=zone, made_at=now, changed_at=now
    )


@transaction.atomic
def change_terms(*, actor: Actor, key: UUID, version: int, terms: Terms, now: datetime) -> Playlist:
    """Set what is said of a playlist as a whole.

    Raises:
        NotFound: it is not theirs.
        StateConflict: it was changed meanwhile, or someone has begun the exam.
        InvalidInput: the terms can't be kept together.
        NotPermitted: it would be an exam, and they don't teach.
    """
    playlist = own_playlist(actor, key)
    _check(terms, now)
    if terms.mode == Mode.EXAM and not may_teach(actor):
        raise NotPermitted("Only teachers hold exams. Keep it as practice, or ask a teacher.")
    if has_begun(playlist) and any(getattr(playlist, n) != getattr(terms, n) for n in _FIXED):
        raise StateConflict(BEGUN)
    if playlist.version != version:
        raise StateConflict(_OVERTAKEN)
    for name, value in vars(terms).items():
        setattr(playlist, name, value)
    playlist.title = _title(terms.title)
    touch(playlist, now=now)
    playlist.save()
    move_deadlines(playlist)
    sync_closures(playlist, now=now)
    return playlist


def has_begun(playlist: Playlist) -> bool:
    """Whether an exam has a candidate who has begun it; practice may change at any time."""
    return playlist.is_exam and playlist.sittings.exists()


def touch(playlist: Playlist, *, now: datetime) -> None:
    """Note on the row, which the caller saves, that it changed; whoever looks at an older one
    learns of it.
    """
    playlist.version += 1
    playlist.changed_at = now


@transaction.atomic
def share(
    *, actor: Actor, key: UUID, cohorts: Collection[UUID], link: str, now: datetime
) -> Playlist:
    """Set for whom it is.

    Args:
        cohorts: keys of their classes.
        link: ``keep`` as it is, ``new`` for another one, which ends the old, or ``off``.

    Raises:
        NotFound: it is not theirs.
        InvalidInput: ``link`` is none of these.
    """
    if link not in {"keep", "new", "off"}:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    playlist = own_playlist(actor, key)
    mine = taught_by(actor)
    chosen = set(mine.filter(key__in=cohorts))
    # Those of others who teach with them stay.
    kept = set(playlist.cohorts.exclude(pk__in=mine.values("pk")))
    before = set(playlist.cohorts.all())
    playlist.cohorts.set(chosen | kept)
    for cohort in before | chosen:
        note_playlists(cohort, now=now)
    if link != "keep":
        playlist.link = secrets.token_urlsafe(24) if link == "new" else None
    touch(playlist, now=now)
    playlist.save(update_fields=["link", "version", "changed_at"])
    sync_closures(playlist, now=now)
    return playlist


@transaction.atomic
def give_extra_time(*, actor: Actor, key: UUID, person: UUID, minutes: int, now: datetime) -> None:
    """Give one candidate minutes beyond the others, also while they sit; 0 takes them back.

    Raises:
        NotFound: the playlist is not theirs.
        InvalidInput: no such candidate, or too many minutes.
    """
    playlist = own_playlist(actor, key)
    candidate = candidates_of(playlist).filter(key=person).first()
    if candidate is None or not 0 <= minutes <= MOST_EXTRA:
        raise InvalidInput(f"Give one of the candidates from 0 to {MOST_EXTRA} minutes.")
    if minutes:
        ExtraTime.objects.update_or_create(
            playlist=playlist, person=candidate, defaults={"minutes": minutes}
        )
    else:
        ExtraTime.objects.filter(playlist=playlist, person=candidate).delete()
    move_deadlines(playlist)
    sync_closures(playlist, now=now)


@transaction.atomic
def copy_playlist(*, actor: Actor, playlist: Playlist, now: datetime) -> Playlist:
    """One's own copy to change at will: practice, shared with nobody, its origin credited.

    Entries whose cases are not open to ``actor`` stay behind.

    Raises:
        NotPermitted: it may not be copied by them.
    """
    person = check_may_make(actor)
    if not may_copy(actor, playlist):
        raise NotPermitted("Whoever made this playlist keeps it to themselves. Ask them.")
    credit = f"{playlist.title}, by {playlist.owner.display_name}"
    made = make_playlist(actor=person, title=f"Copy of {playlist.title}"[:200], now=now)
    made.introduction, made.order = playlist.introduction, playlist.order
    made.origin = playlist
    made.origin_credit = " · ".join(filter(None, [credit, playlist.origin_credit]))[:500]
    made.draw, made.abnormal_percent = playlist.draw, playlist.abnormal_percent
    made.save()
    open_to_them = set(readable_cases(person).values_list("pk", flat=True))
    kept = [
        one
        for one in playlist.entries.filter(removed_at__isnull=True)
        if one.kind == EntryKind.SECTION or one.case_id in open_to_them
    ]
    is_own = playlist.owner_id == person.pk
    PlaylistEntry.objects.bulk_create(
        PlaylistEntry(
            playlist=made,
            position=place,
            kind=one.kind,
            case_id=one.case_id,
            item=one.item,
            heading=one.heading,
            note=one.note if is_own or one.kind == EntryKind.SECTION else "",
        )
        for place, one in enumerate(kept, start=1)
    )
    return made


@transaction.atomic
def remove_playlist(*, actor: Actor, key: UUID, now: datetime) -> Playlist:
    """Throw it away; it can be brought back.

    Raises:
        NotFound: it is not theirs.
        StateConflict: it is an exam that is being sat.
    """
    playlist = own_playlist(actor, key)
    if playlist.is_exam and playlist.sittings.filter(finished_at__isnull=True).exists():
        raise StateConflict("Someone is sitting this exam. Wait until it is over, or end it first.")
    Playlist.objects.filter(pk=playlist.pk).update(removed_at=now, version=F("version") + 1)
    playlist.removed_at = now
    sync_closures(playlist, now=now)
    return playlist


@transaction.atomic
def restore_playlist(*, actor: Actor, key: UUID, now: datetime) -> None:
    """Bring back what was thrown away."""
    person = check_may_make(actor)
    for playlist in Playlist.objects.filter(owner=person, key=key, removed_at__isnull=False):
        playlist.removed_at = None
        playlist.save(update_fields=["removed_at"])
        sync_closures(playlist, now=now)


def _title(text: str) -> str:
    title = " ".join(text.split())[:200]
    if not title:
        raise InvalidInput("Give the playlist a title.")
    return title


def _check(terms: Terms, now: datetime) -> None:
    _title(terms.title)
    if terms.minutes is not None and not 1 <= terms.minutes <= MOST_MINUTES:
        raise InvalidInput(f"A sitting lasts from 1 to {MOST_MINUTES} minutes, or is left open.")
    if terms.draw is not None and not 1 <= terms.draw <= MOST_ENTRIES:
        raise InvalidInput(f"Draw from 1 to {MOST_ENTRIES}, or ask all.")
    if terms.abnormal_percent is not None and not 0 <= terms.abnormal_percent <= 100:  # noqa: PLR2004
        raise InvalidInput("From 0 to 100 in a hundred can be abnormal.")
    if terms.abnormal_percent is not None and terms.draw is None:
        raise InvalidInput("Say how many to draw: a fraction needs a number to be a part of.")
    _check_times(terms, now)


def _check_times(terms: Terms, now: datetime) -> None:
    if terms.opens_at and terms.ends_at and terms.ends_at <= terms.opens_at:
        raise InvalidInput("It ends before it opens. Correct one of the two times.")
    ends_at = terms.ends_at if terms.mode == Mode.EXAM else None
    if ends_at is not None and ends_at - (terms.opens_at or now) > LONGEST_EXAM:
        raise InvalidInput(
            f"An exam is open for at most {LONGEST_EXAM.days} days: its cases are closed to its "
            "candidates so long."
        )
