"""A phone in the room: in by the code, then the screen, the vote, the raised hand."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from readingroom.accounts.actor import actor_from, key_of
from readingroom.conference.access import seated_room
from readingroom.conference.codes import tidy_code
from readingroom.conference.hub import HUB
from readingroom.conference.limits import WRONG_CODES, household
from readingroom.conference.models import Ballot, Room, Seat
from readingroom.conference.seats import (
    COOKIE,
    JOINED_COOKIE,
    LIFETIME_S,
    Held,
    cookie_path,
    read,
    sign,
    voter_of,
)
from readingroom.conference.services import seating, voting
from readingroom.kernel.errors import InvalidInput, NotFound, ReadingRoomError
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.errors import STATUS_OF
from readingroom.web.guarded import closed
from readingroom.web.jsonviews import as_json
from readingroom.web.presentation.conference import RoomView, room_view
from readingroom.web.presentation.conference_state import announce, context_of

_GONE: Final = "There is no such conference, or it is over."
_TOO_MANY: Final = 429
_MOST_POINT_ROWS: Final = 20
_MOST_DIGITS: Final = 12


@require_http_methods(["GET", "HEAD", "POST"])
def join_room(request: HttpRequest) -> HttpResponse:
    """Type the code, or come with it by the QR; a press of the button takes the seat."""
    if request.method != "POST":
        code = tidy_code(request.GET.get("code", ""))
        context = {"code": code, "is_over": request.GET.get("over") == "1"}
        return closed(render(request, "conference/join.html", context))
    typed, address = request.POST.get("code", ""), household(_address(request))
    try:
        WRONG_CODES.check(address)
        HUB.claim(settings.READINGROOM_DATA)
        room, seat = seating.join(
            actor=actor_from(request.user), typed=typed, seat=_seat_held(request),
            now=timezone.now(), address=address,
        )  # fmt: skip
    except ReadingRoomError as error:
        if isinstance(error, seating.WrongCode):
            WRONG_CODES.count(address)
        return _not_in(request, error, typed)
    HUB.seated(room.key, room.seats.count())
    response = HttpResponseRedirect(reverse("web:conference_room", args=[room.key]), status=303)
    note = sign(Held(room.key, seat.key, key_of(actor_from(request.user))))
    _keep_seat(response, note, room.key)
    return closed(response)


@require_safe
def show_room(request: HttpRequest, key: UUID) -> HttpResponse:
    """The screen of the room; whoever has no seat in it is sent to the door."""
    now = timezone.now()
    try:
        room, seat = _seated(request, key)
    except NotFound:
        return closed(HttpResponseRedirect(f"{_door()}?over=1"))
    HUB.claim(settings.READINGROOM_DATA)
    view = room_view(room, now=now, own=_own(room, seat))
    context = {
        **context_of(view),
        "room": room,
        "viewer": view.viewer,
        "seat": seat,
        "props": _props(room, seat, view),
    }
    response = render(request, "conference/phone.html", context)
    if view.shown:
        set_grant_cookies(response, view.shown.page.grants)
    return closed(response)


# Exempt: it changes nothing but cookies the same phone would get by loading the page again.
@csrf_exempt
@require_POST
def give_film(request: HttpRequest, key: UUID) -> HttpResponse:
    """Fresh grants for what is shown and nothing else, and what the viewer must know of it."""
    room, _ = _seated(request, key)
    view = room_view(room, now=timezone.now())
    response = as_json({"shown": view.mark, "viewer": view.viewer})
    if view.shown:
        set_grant_cookies(response, view.shown.page.grants)
    return closed(response)


@require_POST
def cast_vote(request: HttpRequest, key: UUID) -> HttpResponse:
    """Vote, or vote otherwise."""
    room, seat = _seated(request, key)
    poll = voting.vote(
        actor=actor_from(request.user), room=key, seat=seat.key, poll=_poll_key(request),
        given=_given(request.POST), now=timezone.now(),
    )  # fmt: skip
    HUB.count(room.key, poll.ballots.count(), poll=str(poll.key))
    return closed(HttpResponseRedirect(reverse("web:conference_room", args=[key]), status=303))


@require_POST
def raise_hand(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the controls by a name, or ask no more."""
    _, seat = _seated(request, key)
    name = request.POST.get("name", "") if request.POST.get("down") != "1" else ""
    now = timezone.now()
    before = Room.objects.get(key=key).version
    room = seating.raise_hand(
        actor=actor_from(request.user), room=key, seat=seat.key, name=name, now=now
    )
    if room.version != before:
        announce(Room.objects.select_related("presenter", "holder").get(pk=room.pk), now=now)
    HUB.raised(room.key)
    return closed(HttpResponseRedirect(reverse("web:conference_room", args=[key]), status=303))


def _seated(request: HttpRequest, key: UUID) -> tuple[Room, Seat]:
    held = read(request.COOKIES.get(COOKIE, ""))
    if held is None or held.room != key or held.seat is None:
        raise NotFound(_GONE)
    room = seated_room(actor_from(request.user), key, held.seat, now=timezone.now())
    return room, room.seats.get(key=held.seat)


def _seat_held(request: HttpRequest) -> UUID | None:
    """The seat that this phone took last, so that typing the code again makes no second one."""
    held = read(request.COOKIES.get(JOINED_COOKIE, ""))
    return held.seat if held else None


def _keep_seat(response: HttpResponse, note: str, room: UUID) -> None:
    """Two cookies: for the pages of the room, and for the door."""
    for name, path in ((COOKIE, cookie_path(room, desk=False)), (JOINED_COOKIE, _door())):
        response.set_cookie(
            name, note, max_age=LIFETIME_S, path=path, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def _door() -> str:
    return reverse("web:conference_join")


def _props(room: Room, seat: Seat, view: RoomView) -> dict[str, Any]:
    base = reverse("web:conference_room", args=[room.key])
    asked = view.poll is not None and view.poll.is_mark and not view.poll.is_revealed
    return {
        "role": "phone",
        "seat": str(seat.key),
        "leader": str(room.holder.key) if room.holder else "",
        "shown": view.mark,
        "version": room.version,
        "live": f"{base}live",
        "view": f"{base}view",
        "film": reverse("web:conference_film", args=[room.key]),
        "timer": int(room.timer_ends_at.timestamp() * 1000) if room.timer_ends_at else 0,
        "asks": view.poll.series if view.poll and asked else "",
        "hands": 0,
    }


def _own(room: Room, seat: Seat) -> Mapping[str, Any]:
    """What this phone said to the question that is open; afterwards nothing tells any more."""
    polls = room.entries.filter(place=room.place, polls__revealed_at__isnull=True)
    key = polls.values_list("polls__key", flat=True).first()
    ballot = Ballot.objects.filter(voter=voter_of(key, seat.key)).first() if key else None
    return ballot.given if ballot else {}


def _not_in(request: HttpRequest, error: ReadingRoomError, typed: str) -> HttpResponse:
    """The door again, with a sentence."""
    kinds = type(error).__mro__
    status = next((STATUS_OF[kind] for kind in kinds if kind in STATUS_OF), _TOO_MANY)
    context = {
        "code": tidy_code(typed) or typed[:20],
        "wrong": error.message,
        "sign_in": isinstance(error, seating.SignInFirst),
    }
    return closed(render(request, "conference/join.html", context, status=status))


def _address(request: HttpRequest) -> str:
    """Whom wrong codes are counted for; a proxy on this machine says for whom it asks."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(told)) if told and ip_address(peer).is_loopback else peer
    except ValueError:
        return peer


def _poll_key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("poll", ""))
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None


def _given(sent: Mapping[str, str]) -> dict[str, Any]:
    """What a form gave, as ``read_ballot`` reads it."""
    given: dict[str, Any] = {}
    if "option" in sent:
        given["option"] = _whole(sent["option"])
    rows = [name for at in range(_MOST_POINT_ROWS) if (name := f"points-{at}") in sent]
    if rows:
        given["points"] = [_whole(sent[name] or "0") for name in rows]
    if sent.get("none") == "1":
        given["none"] = True
    if sent.get("slice"):
        given["slice"] = _whole(sent["slice"])
        given["at"] = [_real(sent.get("x", "")), _real(sent.get("y", ""))]
    return given


def _whole(text: str) -> int | None:
    is_whole = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_whole else None


def _real(text: str) -> float | None:
    try:
        return float(text[:_MOST_DIGITS])
    except ValueError:
        return None
