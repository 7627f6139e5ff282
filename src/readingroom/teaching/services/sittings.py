"""Sittings: begun, paused, ended. The server's clock alone says when."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.cases.access import readable_cases, visible_cases
from readingroom.cases.models import State
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from readingroom.learning.cells import Thesaurus
from readingroom.teaching.drawing import drawn
from readingroom.teaching.models import Ending, Order, Playlist, Sitting, SittingEntry
from readingroom.teaching.playlist_access import own_playlist
from readingroom.teaching.pool import Listed, draw_of, listed_of, pool_of, problems_of
from readingroom.teaching.services.closures import sync_closures
from readingroom.teaching.services.deadlines import times_of
from readingroom.teaching.services.judging import judge_entries, take_in_unsent
from readingroom.teaching.timing import Phase, is_late

_SEED_BITS: Final = 62
MOST_SITTINGS: Final = 1000
ABSENT: Final = "There is no such sitting, or it is not yours. Open the playlist again."


def begin(*, actor: Actor, playlist: Playlist, now: datetime) -> Sitting:
    """Begin a playlist, or go on with what was begun.

    Args:
        playlist: one that is open to ``actor``, by class, link or because it is theirs.

    Raises:
        NotPermitted: a visitor, or the teacher of the exam.
        StateConflict: it is not open yet or any more, can't be asked, or is an exam they have
            finished.
    """
    if not isinstance(actor, Person):
        raise NotPermitted("Sign in to begin: what you answer is kept for you.")
    before = Sitting.objects.filter(playlist=playlist, person=actor).order_by("-number").first()
    if before is not None and before.finished_at is None and not _is_over(before, now):
        return before
    if playlist.is_exam:
        _check_exam(playlist, actor, before)
    _check_phase(playlist, actor, now)
    listed = listed_of(playlist)
    if problems_of(playlist, listed):
        raise StateConflict("This playlist can't be begun yet. Tell whoever made it.")
    chosen = _for_them(actor, playlist, listed)
    number = before.number + 1 if before is not None else 1
    if number > MOST_SITTINGS:
        raise StateConflict("You have taken this playlist too often. Take a copy of it.")
    return _begin(actor, playlist, chosen, number=number, now=now)


def sitting_of(
    actor: Actor, key: UUID, *, words: Thesaurus, now: datetime, lock: bool = False
) -> Sitting:
    """One of ``actor``'s own, ended where its time is over.

    Args:
        lock: hold its row until the transaction ends.

    Raises:
        NotFound: it is another's, or not there.
    """
    rows = Sitting.objects.select_related("playlist__owner")
    if lock:
        rows = rows.select_for_update(of=("self",))
    sitting = rows.filter(key=key, person=actor).first() if isinstance(actor, Person) else None
    if sitting is None:
        raise NotFound(ABSENT)
    return settle(sitting, words=words, now=now)


@transaction.atomic
def settle(sitting: Sitting, *, words: Thesaurus, now: datetime) -> Sitting:
    """End a sitting whose time is over: at its deadline, with what counts by then."""
    if sitting.finished_at is None and _is_over(sitting, now):
        if sitting.is_exam and sitting.playlist.takes_unsent:
            take_in_unsent(sitting, words=words, now=sitting.deadline or now)
        _end(sitting, Ending.TIME, words=words, at=sitting.deadline or now)
    return sitting


@transaction.atomic
def settle_all(playlist: Playlist, *, words: Thesaurus, now: datetime) -> None:
    """End every sitting of a playlist whose time is over."""
    under_way = playlist.sittings.filter(finished_at__isnull=True, deadline__lt=now)
    for sitting in under_way.select_related("playlist"):
        settle(sitting, words=words, now=now)


@transaction.atomic
def finish(*, actor: Actor, key: UUID, words: Thesaurus, now: datetime) -> Sitting:
    """End one's sitting. What was not answered stays so; asking again changes nothing.

    Raises:
        NotFound: it is not theirs.
    """
    sitting = sitting_of(actor, key, words=words, now=now, lock=True)
    if sitting.finished_at is None:
        _end(sitting, Ending.PERSON, words=words, at=now)
    return sitting


@transaction.atomic
def pause(*, actor: Actor, key: UUID, words: Thesaurus, now: datetime) -> Sitting:
    """Stop the clock of practice.

    Raises:
        NotFound: it is not theirs.
        StateConflict: it is an exam, or over.
    """
    sitting = sitting_of(actor, key, words=words, now=now, lock=True)
    if sitting.is_exam:
        raise StateConflict("An exam can't be paused: its clock goes on.")
    if sitting.finished_at is None and sitting.paused_at is None:
        sitting.paused_at = now
        sitting.save(update_fields=["paused_at"])
    return sitting


@transaction.atomic
def resume(*, actor: Actor, key: UUID, words: Thesaurus, now: datetime) -> Sitting:
    """Go on with practice, with the time that was left.

    Raises:
        NotFound: it is not theirs.
    """
    sitting = sitting_of(actor, key, words=words, now=now, lock=True)
    if sitting.paused_at is not None:
        if sitting.deadline is not None:
            sitting.deadline += now - sitting.paused_at
        sitting.paused_at = None
        sitting.save(update_fields=["paused_at", "deadline"])
    return sitting


@transaction.atomic
def release_results(*, actor: Actor, key: UUID, now: datetime) -> Playlist:
    """Let candidates see what they scored; it can't be taken back.

    Raises:
        NotFound: the exam is not theirs.
        InvalidInput: it is no exam.
    """
    playlist = own_playlist(actor, key)
    if not playlist.is_exam:
        raise InvalidInput("Practice shows its results at once. Only exams are released.")
    if playlist.released_at is None:
        playlist.released_at = now
        playlist.save(update_fields=["released_at"])
    return playlist


def _is_over(sitting: Sitting, now: datetime) -> bool:
    return sitting.paused_at is None and is_late(sitting.deadline, now)


def _check_exam(playlist: Playlist, person: Person, before: Sitting | None) -> None:
    if playlist.owner_id == person.pk:
        raise NotPermitted("This exam is yours. Look at it by presenting it, which is no sitting.")
    if before is not None:
        raise StateConflict("You have sat this exam. It can be sat once.")


def _check_phase(playlist: Playlist, person: Person, now: datetime) -> None:
    phase = times_of(playlist, person.pk).phase(now)
    if phase == Phase.OVER:
        raise StateConflict("This playlist is over. It can't be begun any more.")
    if phase == Phase.BEFORE and playlist.owner_id != person.pk:
        raise StateConflict("This playlist is not open yet. Come back when it opens.")


def _for_them(person: Person, playlist: Playlist, listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """What could be asked of this person: an exam asks all of them the same, or nothing."""
    reach = readable_cases(person) if playlist.is_exam else visible_cases(person)
    readable = set(
        reach.filter(
            state=State.PUBLISHED, pk__in=[o.entry.case_id for o in listed if o.revision]
        ).values_list("pk", flat=True)
    )
    kept = tuple(one for one in listed if one.revision and one.entry.case_id in readable)
    asked = sum(1 for one in listed if one.revision)
    if not kept or (playlist.is_exam and len(kept) < asked):
        raise StateConflict(
            "Cases of this playlist are not open to you. Tell whoever made it: they may be of "
            "another institution, or private."
        )
    return kept


@transaction.atomic
def _begin(
    person: Person, playlist: Playlist, listed: Sequence[Listed], *, number: int, now: datetime
) -> Sitting:
    seed = secrets.randbits(_SEED_BITS)
    is_shuffled = playlist.order == Order.SHUFFLED
    chosen = drawn(pool_of(listed), draw_of(playlist), is_shuffled=is_shuffled, seed=seed)
    try:
        with transaction.atomic():
            sitting = Sitting.objects.create(
                playlist=playlist,
                person=person,
                mode=playlist.mode,
                number=number,
                seed=seed,
                started_at=now,
                deadline=times_of(playlist, person.pk).deadline(now),
            )
    except IntegrityError:
        # Begun twice at once: both are the one that came first.
        return Sitting.objects.get(playlist=playlist, person=person, number=number)
    SittingEntry.objects.bulk_create(
        _entry(sitting, place, one) for place, one in enumerate(chosen, start=1)
    )
    sync_closures(playlist, now=now)
    return sitting


def _entry(sitting: Sitting, number: int, one: Listed) -> SittingEntry:
    if one.entry.case is None:
        raise LookupError("a section is never drawn")
    return SittingEntry(
        sitting=sitting,
        number=number,
        kind=one.entry.kind,
        case_key=one.entry.case.key,
        revision=one.revision,
        item=one.entry.item,
        heading=one.section.heading if one.section else "",
        note=one.section.note if one.section else "",
    )


def _end(sitting: Sitting, ending: Ending, *, words: Thesaurus, at: datetime) -> None:
    sitting.finished_at, sitting.ending, sitting.paused_at = at, ending, None
    sitting.save(update_fields=["finished_at", "ending", "paused_at"])
    judge_entries(sitting, words=words)
