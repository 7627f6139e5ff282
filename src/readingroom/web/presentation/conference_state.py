"""What the phones of a room are told when something changes."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from readingroom.accounts.actor import Actor, actor_from
from readingroom.accounts.models import Person
from readingroom.conference.access import led_room, seated_room
from readingroom.conference.hub import HUB
from readingroom.conference.models import Room
from readingroom.conference.seats import Held
from readingroom.kernel.errors import NotFound
from readingroom.web.presentation.conference import RoomView, room_view


def announce(room: Room, *, now: datetime, moved: bool = False) -> None:
    """Tell everyone in a room how it stands.

    Args:
        moved: whether another case or stage is shown, so that no slice of it is known yet.
    """
    view = room_view(room, now=now)
    if moved:
        HUB.moved_on(room.key)
    poll = view.poll
    HUB.count(room.key, poll.count if poll else 0, poll=str(poll.poll.key) if poll else "")
    HUB.tell(
        room.key,
        room.version,
        json.dumps(state_of(view), separators=(",", ":")),
        leader=str(room.holder.key) if room.holder else "",
        is_over=room.closed_at is not None,
    )


def state_of(view: RoomView) -> dict[str, Any]:
    """The state of a room: the same for all phones, and nothing of a later stage."""
    room, poll = view.room, view.poll
    return {
        "version": room.version,
        "shown": view.mark,
        "leader": str(room.holder.key) if room.holder else "",
        "timer": int(room.timer_ends_at.timestamp() * 1000) if room.timer_ends_at else 0,
        "over": room.closed_at is not None,
        "asks": poll.series if poll and poll.is_mark and not poll.is_revealed else "",
        "html": render_to_string("conference/_room.html", context_of(view)),
    }


def context_of(view: RoomView) -> dict[str, Any]:
    """What the fragments go by; before the end the document is veiled."""
    page = view.shown.page if view.shown else None
    return {"seen": view, "page": page, "document": page.document if page else None}


def may_listen(held: Held, *, now: datetime) -> bool:
    """Whether whoever holds a note may be told of its room now."""
    actor = _actor(held.person)
    try:
        if held.seat is None:
            led_room(actor, held.room, now=now)
        else:
            seated_room(actor, held.room, held.seat, now=now)
    except NotFound:
        return False
    return True


def tell_if_unknown(key: UUID, *, now: datetime) -> None:
    """After a start of the server: bring back what a room's phones must know."""
    if not HUB.channel(key).knows:
        room = Room.objects.select_related("presenter__institution", "holder").get(key=key)
        announce(room, now=now)


def _actor(person: UUID | None) -> Actor:
    found = Person.objects.filter(key=person).first() if person else None
    return actor_from(found or AnonymousUser())
