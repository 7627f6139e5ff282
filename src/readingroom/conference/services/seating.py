"""Joining, asking to be called upon, and the hot seat."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor
from readingroom.conference.access import may_sit, open_rooms, seated_room
from readingroom.conference.codes import tidy_code
from readingroom.conference.limits import (
    ARRIVALS,
    MOST_FROM_ADDRESS,
    MOST_OF_PERSON,
    MOST_SEATS,
)
from readingroom.conference.models import Room, Seat
from readingroom.conference.models.room import MOST_NAME
from readingroom.conference.services.rooms import Lead, changed, own_room
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from readingroom.learning.answers import tidy


class WrongCode(NotFound):
    """No open conference has this code."""

    code = "wrong_code"


class SignInFirst(NotPermitted):
    """The room is for colleagues, and nobody is signed in."""

    code = "sign_in_first"


@transaction.atomic
def join(
    *, actor: Actor, typed: str, seat: UUID | None, now: datetime, address: str = ""
) -> tuple[Room, Seat]:
    """Take a seat; whoever has one in this room keeps it.

    One seat is one ballot, so seats are counted by where they are taken from.

    Args:
        seat: the key of a seat that the browser holds already.
        address: whom a visitor's seat is counted for, as ``limits.household`` has it.

    Raises:
        WrongCode: no open room has this code.
        SignInFirst: the room is for colleagues, and a visitor asks.
        NotPermitted: it is for colleagues of another institution.
        StateConflict: it is locked, or full, or has given too many seats to whoever asks.
    """
    code = tidy_code(typed)
    room = open_rooms(now).filter(code=code).first() if code else None
    if room is None:
        raise WrongCode(
            "No conference has this code. Compare it with the presenter's screen; "
            "codes end with their conference."
        )
    if not may_sit(actor, room):
        raise _not_for(actor)
    own = room.seats.filter(key=seat).first() if seat else None
    if own is not None:
        return room, own
    if room.is_locked:
        raise StateConflict("This conference lets nobody else in. Ask the presenter.")
    if room.seats.count() >= MOST_SEATS:
        raise StateConflict(f"All {MOST_SEATS} seats of this conference are taken.")
    ARRIVALS.admit(room.key, _origins(actor, address))
    return room, Seat.objects.create(room=room, joined_at=now)


@transaction.atomic
def raise_hand(*, actor: Actor, room: UUID, seat: UUID, name: str, now: datetime) -> Room:
    """Ask for the controls by a name; an empty name takes the hand down, and the name with it.

    Whoever takes the hand down while holding the controls gives them back.

    Raises:
        NotFound: the room is over, or the seat is not in it.
        InvalidInput: the name is too long.
    """
    found = seated_room(actor, room, seat, now=now)
    called = tidy(name)
    if len(called) > MOST_NAME:
        raise InvalidInput(f"A name has at most {MOST_NAME} letters here.")
    Seat.objects.filter(key=seat).update(name=called, asks=bool(called))
    if not called and found.holder is not None and found.holder.key == seat:
        return changed(found, holder=None)
    return found


@transaction.atomic
def give_controls(lead: Lead, seat: UUID) -> Room:
    """Let someone who asked for it hold the controls.

    Raises:
        NotFound: nobody with that seat asks (any more).
    """
    room = own_room(lead)
    holder = room.seats.filter(key=seat, asks=True).first()
    if holder is None:
        raise NotFound("Nobody asks for the controls from that seat any more.")
    return changed(room, holder=holder)


@transaction.atomic
def take_back(lead: Lead) -> Room:
    """Hold the controls oneself again; the hand of whoever had them goes down."""
    room = own_room(lead)
    if room.holder is None:
        return room
    Seat.objects.filter(pk=room.holder.pk).update(asks=False, name="")
    return changed(room, holder=None)


def _origins(actor: Actor, address: str) -> list[tuple[str, int]]:
    """What a seat is counted for: whoever is signed in, else where the phone is."""
    if actor.is_authenticated:
        return [(f"person {actor.pk}", MOST_OF_PERSON)]
    return [(f"address {address}", MOST_FROM_ADDRESS)]


def _not_for(actor: Actor) -> NotPermitted:
    if actor.is_authenticated:
        return NotPermitted(
            "This conference is for colleagues of the presenter's institution, and not for those "
            "whose exam asks one of its cases."
        )
    return SignInFirst("This conference is for colleagues. Sign in first, then type the code.")
