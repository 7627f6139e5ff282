"""The presenter's desk: what is shown, what is asked, who holds the controls."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.casefile.document import NAMELESS
from readingroom.conference.access import led_room, may_show_now
from readingroom.conference.hub import HUB
from readingroom.conference.models import Entry, Room
from readingroom.conference.seats import DESK_COOKIE, LIFETIME_S, Held, cookie_path, sign
from readingroom.conference.services import rooms, seating, voting
from readingroom.conference.services.rooms import Lead
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.guarded import closed
from readingroom.web.jsonviews import as_json, whole_number
from readingroom.web.presentation.conference import CLOSED, RoomView, qr_path, room_view
from readingroom.web.presentation.conference_state import announce, context_of


@require_safe
def show_desk(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everything the presenter drives the room with; once it is over, what is left of it."""
    presenter, now = _presenter(request), timezone.now()
    try:
        room = led_room(presenter, key, now=now)
    except NotFound:
        return closed(HttpResponseRedirect(_after(presenter, key)))
    HUB.claim(settings.READINGROOM_DATA)
    hands = HUB.channel(key).hands  # before who asks is read: a hand that goes up now is seen twice
    HUB.seated(key, room.seats.count())  # after a start of the server it knows of none
    view = room_view(room, now=now, desk=True)
    response = render(request, "conference/desk.html", _context(request, view, hands))
    if view.shown:
        set_grant_cookies(response, view.shown.page.grants)
    note = sign(Held(room.key, None, presenter.key))
    response.set_cookie(
        DESK_COOKIE, note, max_age=LIFETIME_S, path=cookie_path(room.key, desk=True),
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return closed(response)


# Exempt: it changes nothing but cookies the same presenter would get by loading the page again.
@csrf_exempt
@require_POST
def give_film(request: HttpRequest, key: UUID) -> HttpResponse:
    """Fresh grants for what is shown, and what the viewer must know of it."""
    now = timezone.now()
    room = led_room(_presenter(request), key, now=now)
    view = room_view(room, now=now, desk=True)
    response = as_json({"shown": view.mark, "viewer": view.viewer})
    if view.shown:
        set_grant_cookies(response, view.shown.page.grants)
    return closed(response)


@require_POST
def do(request: HttpRequest, key: UUID) -> HttpResponse:
    """One thing that the presenter does, named by ``do``."""
    now = timezone.now()
    lead = Lead(_presenter(request), key, now)
    led_room(lead.presenter, key, now=now)
    act = DEEDS.get(request.POST.get("do", ""))
    if act is None:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    HUB.claim(settings.READINGROOM_DATA)
    room = act(lead, request.POST)
    if room is not None:
        moved = request.POST["do"] in _MOVING
        announce(_whole(room), now=now, moved=moved)
    if request.POST["do"] == "clear":
        HUB.cleared(key)
    is_over = room is not None and room.closed_at is not None
    desk = reverse("web:conference_desk", args=[key])
    address = _after(lead.presenter, key) if is_over else desk
    return closed(HttpResponseRedirect(address, status=303))


def _after(presenter: Person, key: UUID) -> str:
    """Where a presenter finds what is left of a room of theirs that is over.

    Raises:
        NotFound: it was never theirs.
    """
    room = Room.objects.filter(presenter=presenter, key=key).first()
    if room is None:
        raise NotFound("There is no such conference, or it is over.")
    is_there = room.is_kept and room.closed_at is not None
    return reverse("web:conference_kept", args=[key]) if is_there else reverse("web:conferences")


def _context(request: HttpRequest, view: RoomView, hands: int) -> dict[str, Any]:
    room = view.room
    join = request.build_absolute_uri(reverse("web:conference_join"))
    drawn, modules = qr_path(f"{join}?code={room.code}")
    entries = [
        (entry, *_titles(room, entry)) for entry in room.entries.select_related("revision__case")
    ]
    items = voting.askable_items(*voting.document_of(room)) if view.shown else []
    return {
        **context_of(view),
        "room": room,
        "viewer": view.viewer,
        "entries": entries,
        "items": items,
        "hands": room.seats.filter(asks=True).order_by("pk"),
        "join": join,
        "qr": drawn,
        "qr_size": modules,
        "seconds": (60, 120, 300),
        "props": {**_props(room, view), "hands": hands},
    }


def _titles(room: Room, entry: Entry) -> tuple[str, str]:
    """What may stand on the wall, and what the case is; nothing of it once it was withdrawn."""
    if not may_show_now(room, entry.revision.case):
        return CLOSED, ""
    document = entry.revision.document
    return str(document.get("unknown_title") or NAMELESS), str(document.get("title", ""))


def _props(room: Room, view: RoomView) -> dict[str, Any]:
    base = reverse("web:conference_desk", args=[room.key])
    return {
        "role": "desk",
        "seat": "",
        "leader": str(room.holder.key) if room.holder else "",
        "shown": view.mark,
        "version": room.version,
        "live": f"{base}live",
        "view": f"{base}view",
        "film": reverse("web:conference_desk_film", args=[room.key]),
        "timer": int(room.timer_ends_at.timestamp() * 1000) if room.timer_ends_at else 0,
        "asks": "",
    }


def _presenter(request: HttpRequest) -> Person:
    actor = actor_from(request.user)
    if not isinstance(actor, Person):
        raise NotFound("There is no such conference, or it is over.")
    return actor


def _whole(room: Room) -> Room:
    return Room.objects.select_related("presenter__institution", "holder").get(pk=room.pk)


def _ask_differential(lead: Lead, sent: Mapping[str, str]) -> Room:
    names = sent.get("names", "")[:4000].splitlines()
    return voting.ask(lead, voting.differential(names, points=sent.get("mode") == "points"))


def _ask_item(lead: Lead, sent: Mapping[str, str]) -> Room:
    document, course = voting.document_of(led_room(lead.presenter, lead.room, now=lead.now))
    return voting.ask(lead, voting.of_item(document, course, sent.get("item", "")))


def _ask_mark(lead: Lead, sent: Mapping[str, str]) -> Room:
    room = led_room(lead.presenter, lead.room, now=lead.now)
    view = room_view(room, now=lead.now, desk=True)
    names = {here: whole for whole, here in view.shown.names.items()} if view.shown else {}
    whole = names.get(sent.get("series", ""), "")
    document, _ = voting.document_of(room)
    return voting.ask(lead, voting.mark(document, whole))


def _write_notes(lead: Lead, sent: Mapping[str, str]) -> None:
    rooms.write_notes(lead, whole_number(sent.get("place")), sent.get("notes", ""))


def _key(sent: Mapping[str, str], name: str) -> UUID:
    try:
        return UUID(sent.get(name, ""))
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None


_MOVING: Final = frozenset({"show", "open"})
DEEDS: Final[Mapping[str, Callable[[Lead, Mapping[str, str]], Room | None]]] = {
    "show": lambda lead, sent: rooms.show(lead, whole_number(sent.get("place"))),
    "open": lambda lead, sent: rooms.open_next(lead, after=whole_number(sent.get("after"))),
    "lock": lambda lead, _: rooms.lock(lead, locked=True),
    "unlock": lambda lead, _: rooms.lock(lead, locked=False),
    "clear": lambda lead, _: rooms.clear(lead),
    "timer": lambda lead, sent: rooms.set_timer(lead, whole_number(sent.get("seconds"))),
    "notes": _write_notes,
    "differential": _ask_differential,
    "item": _ask_item,
    "mark": _ask_mark,
    "reveal": lambda lead, sent: voting.reveal(lead, _key(sent, "poll")),
    "drop": lambda lead, sent: voting.drop(lead, _key(sent, "poll")),
    "give": lambda lead, sent: seating.give_controls(lead, _key(sent, "seat")),
    "take": lambda lead, _: seating.take_back(lead),
    "end": lambda lead, sent: rooms.end(lead, keep=sent.get("keep") == "1"),
}
"""What a presenter does, by its name on the page; None where nobody need be told."""
