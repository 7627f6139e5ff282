"""Opening a conference, moving through its cases, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from readingroom.accounts.models import Person
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Case, Revision
from readingroom.conference.access import (
    is_for_everyone,
    led_room,
    may_present,
    open_rooms,
    presentable_cases,
    shown_revision,
)
from readingroom.conference.codes import new_code
from readingroom.conference.limits import ARRIVALS, LONGEST, MOST_CASES
from readingroom.conference.models import Ballot, Entry, Openness, Poll, Room, Seat
from readingroom.conference.models.room import MOST_NOTES
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from readingroom.learning.unfolding import Unfolding

MOST_TIMER: Final = timedelta(minutes=30)
_TRIES: Final = 20


@dataclass(frozen=True)
class Lead:
    """Who does something in which room, when.

    Attributes:
        presenter: who asks; it is checked that the room is theirs.
    """

    presenter: Person
    room: UUID
    now: datetime


@transaction.atomic
def start(*, presenter: Person, case_keys: Sequence[UUID], now: datetime) -> Room:
    """Open a room in which these cases are shown, in this order.

    Raises:
        InvalidInput: no case, or too many.
        NotFound: one of them is not theirs to show.
        NotPermitted: they may open none, or show a case that needs an institution without one.
        StateConflict: they are in a conference already.
    """
    if not may_present(presenter):
        raise NotPermitted("Conferences are opened by those who write cases.")
    keys = list(dict.fromkeys(case_keys))
    if not 0 < len(keys) <= MOST_CASES:
        raise InvalidInput(f"Choose at least one case for the conference, at most {MOST_CASES}.")
    sweep(now)
    if open_rooms(now).filter(presenter=presenter).exists():
        raise StateConflict("You lead a conference already. Go on with it, or end it first.")
    cases = [_presentable(presenter, key) for key in keys]
    openness = _openness(presenter, [case for case, _ in cases])
    room = Room.objects.create(
        presenter=presenter, code=_free_code(), openness=openness, opened_at=now, heard_at=now,
        ends_at=now + LONGEST,
    )  # fmt: skip
    for place, (case, revision) in enumerate(cases):
        Entry.objects.create(room=room, place=place, case_key=case.key, revision=revision)
    audit.record(
        "conference.opened", subject=room.key, at=now, actor=presenter.key,
        codes={"openness": str(openness), "cases": len(cases)},
    )  # fmt: skip
    return room


@transaction.atomic
def show(lead: Lead, place: int) -> Room:
    """Go to another case; it stands where it was left.

    Raises:
        NotFound: there is no such case in the room.
    """
    room = own_room(lead)
    if not room.entries.filter(place=place).exists():
        raise NotFound("There is no such case in this conference. Load the page again.")
    return changed(room, place=place)


@transaction.atomic
def open_next(lead: Lead, *, after: int) -> Room:
    """Open what was found at this stage, and the next stage.

    Args:
        after: stages that were open on the page that asks; a second press changes nothing.
    """
    room = own_room(lead)
    entry = shown_entry(room)
    course = Unfolding(read_stored(entry.revision.document), entry.committed)
    if course.is_over or after != entry.committed:
        return room
    entry.committed += 1
    entry.save(update_fields=["committed"])
    return changed(room)


@transaction.atomic
def lock(lead: Lead, *, locked: bool) -> Room:
    """Let nobody else in; or let people in again."""
    return changed(own_room(lead), is_locked=locked)


@transaction.atomic
def clear(lead: Lead) -> Room:
    """Send everyone out, and their votes on what is not shown yet; a new code lets people in.

    The old code opens nothing any more. What was revealed stays.
    """
    room = own_room(lead)
    Seat.objects.filter(room=room).delete()
    Ballot.objects.filter(poll__entry__room=room, poll__revealed_at__isnull=True).delete()
    ARRIVALS.forget(room.key)
    return changed(room, holder=None, code=_free_code())


@transaction.atomic
def set_timer(lead: Lead, seconds: int) -> Room:
    """Run a clock that everyone sees; 0 takes it away.

    Raises:
        InvalidInput: it is longer than ``MOST_TIMER``.
    """
    if not 0 <= seconds <= MOST_TIMER.total_seconds():
        raise InvalidInput("A timer runs for at most 30 minutes.")
    ends = lead.now + timedelta(seconds=seconds) if seconds else None
    return changed(own_room(lead), timer_ends_at=ends)


@transaction.atomic
def write_notes(lead: Lead, place: int, text: str) -> None:
    """Keep the presenter's notes on a case; nobody else is told of them."""
    room = own_room(lead)
    if "\x00" in text or len(text) > MOST_NOTES:
        raise InvalidInput(f"Notes hold at most {MOST_NOTES} characters.")
    room.entries.filter(place=place).update(notes=text)


@transaction.atomic
def end(lead: Lead, *, keep: bool) -> Room:
    """Close the room. Without ``keep`` all but the fact that there was one goes."""
    room = own_room(lead)
    _close(Room.objects.filter(pk=room.pk), now=lead.now, keep=keep)
    audit.record(
        "conference.ended", subject=room.key, at=lead.now, actor=lead.presenter.key,
        codes={"kept": keep},
    )  # fmt: skip
    room.refresh_from_db()
    return room


@transaction.atomic
def forget(*, presenter: Person, key: UUID) -> None:
    """Throw a kept session away.

    Raises:
        NotFound: there is none of theirs.
    """
    kept = Room.objects.filter(key=key, presenter=presenter, is_kept=True, closed_at__isnull=False)
    if not kept.exists():
        raise NotFound("There is no such session, or it is not yours.")
    kept.delete()


def sweep(now: datetime) -> None:
    """Close rooms that have died by themselves, so that their codes can be given again."""
    alive = open_rooms(now).values("pk")
    dead = Room.objects.filter(closed_at__isnull=True).exclude(pk__in=alive)
    _close(dead, now=now, keep=True)


def touch(key: UUID, now: datetime) -> None:
    """Note that the presenter is at work."""
    Room.objects.filter(key=key, closed_at__isnull=True).update(heard_at=now)


def shown_entry(room: Room) -> Entry:
    """The case that is shown.

    Raises:
        NotFound: it was erased meanwhile.
    """
    entry = room.entries.select_related("revision__case__owner").filter(place=room.place).first()
    if entry is None:
        raise NotFound("This case is no longer in the library.")
    return entry


def own_room(lead: Lead) -> Room:
    """The room that someone leads, held for a change.

    Raises:
        NotFound: it is over, or another's.
    """
    room = led_room(lead.presenter, lead.room, now=lead.now)
    Room.objects.select_for_update().get(pk=room.pk)
    touch(room.key, lead.now)
    return room


def changed(room: Room, **fields: Any) -> Room:
    """Write ``fields``, and count a change that followers must learn of."""
    Room.objects.filter(pk=room.pk).update(version=F("version") + 1, **fields)
    room.refresh_from_db()
    return room


def _presentable(presenter: Person, key: UUID) -> tuple[Case, Revision]:
    cases = presentable_cases(presenter).select_related("draft_revision", "published_revision")
    case = cases.filter(key=key).first()
    revision = shown_revision(case) if case else None
    if case is None or revision is None or not Unfolding(_document(revision), 0).asked:
        raise NotFound(
            "One of these cases is not yours to show, or there is nothing in it yet. "
            "Leave it out, and start again."
        )
    return case, revision


def _document(revision: Revision) -> Any:
    return read_stored(revision.document)


def _openness(presenter: Person, cases: Sequence[Case]) -> Openness:
    if all(is_for_everyone(case) for case in cases):
        return Openness.EVERYONE
    if presenter.institution_id is None:
        raise NotPermitted(
            "A case that is not public is shown to colleagues of your institution, and you "
            "belong to none. Ask an administrator."
        )
    return Openness.COLLEAGUES


def _free_code() -> str:
    for _ in range(_TRIES):
        code = new_code()
        if not Room.objects.filter(code=code).exists():
            return code
    raise StateConflict("There is no free code just now. Try again.")


def _close(rooms: Any, *, now: datetime, keep: bool) -> None:
    """Seats go in any case, and with them every name; what was revealed stays where it is kept."""
    known = dict(rooms.values_list("pk", "key"))
    keys = list(known)
    for key in known.values():
        ARRIVALS.forget(key)
    chosen = Room.objects.filter(pk__in=keys)
    chosen.update(
        closed_at=now, code=None, holder=None, timer_ends_at=None, version=F("version") + 1,
        is_kept=keep,
    )  # fmt: skip
    Seat.objects.filter(room__in=keys).delete()
    Poll.objects.filter(entry__room__in=keys, revealed_at__isnull=True).delete()
    if not keep:
        Entry.objects.filter(room__in=keys).delete()
