"""Conferences of a presenter: the one that is open, a new one, and the kept sessions."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.cases.models import Case, State
from readingroom.conference.access import (
    is_for_everyone,
    may_present,
    open_rooms,
    presentable_cases,
    shown_revision,
)
from readingroom.conference.models import Room
from readingroom.conference.services import keeping, rooms
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.teaching.playlist_access import own_playlists
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.guarded import closed
from readingroom.web.presentation.conference import CLOSED, kept_views

MOST_LISTED: Final = 60
MOST_PLAYLISTS: Final = 20
_NOTHING: Final = "Nothing is kept at this address, or it is not open to you. Check the address."


@require_safe
def show_conferences(request: HttpRequest) -> HttpResponse:
    """What a presenter has open, and what they kept."""
    presenter, now = _presenter(request), timezone.now()
    own = Room.objects.filter(presenter=presenter)
    context = {
        "open_room": open_rooms(now).filter(presenter=presenter).first(),
        "kept": own.filter(is_kept=True, closed_at__isnull=False).prefetch_related("entries"),
    }
    return closed(render(request, "conference/list.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def new_conference(request: HttpRequest) -> HttpResponse:
    """Choose cases, and open the room."""
    presenter = _presenter(request)
    if request.method == "POST":
        keys = _keys(request.POST.getlist("case"))
        room = rooms.start(presenter=presenter, case_keys=keys, now=timezone.now())
        address = reverse("web:conference_desk", args=[room.key])
        return closed(HttpResponseRedirect(address, status=303))
    asked, chosen = request.GET.get("q", "").strip()[:100], _keys(request.GET.getlist("case"))
    for playlist in _keys(request.GET.getlist("playlist")[:1]):
        chosen += keeping.cases_of_playlist(presenter, playlist)
    context = {
        "asked": asked,
        "rows": _rows(presenter, asked, chosen),
        "open_room": open_rooms(timezone.now()).filter(presenter=presenter).first(),
        "playlists": own_playlists(presenter)[:MOST_PLAYLISTS],
    }
    return closed(render(request, "conference/new.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def show_kept(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a room said, afterwards, to its presenter; or throw it away."""
    presenter = _presenter(request)
    if request.POST.get("do") == "playlist":
        playlist = keeping.as_playlist(presenter=presenter, key=key, now=timezone.now())
        address = reverse("web:playlist", args=[playlist.key])
        return closed(HttpResponseRedirect(address, status=303))
    if request.method == "POST":
        rooms.forget(presenter=presenter, key=key)
        return closed(HttpResponseRedirect(reverse("web:conferences"), status=303))
    room = keeping.kept_room(presenter, key)
    views = kept_views(room, now=timezone.now())
    told = [
        (entry, _title(entry.revision.document) if shown else CLOSED, polls, shown)
        for entry, polls, shown in views
    ]
    response = render(request, "conference/kept.html", {"room": room, "told": told})
    for _, _, shown in views:
        set_grant_cookies(response, shown.page.grants if shown else ())
    return closed(response)


def _presenter(request: HttpRequest) -> Person:
    """Who may lead conferences; to all others nothing is here."""
    actor = actor_from(request.user)
    if not isinstance(actor, Person) or not may_present(actor):
        raise NotFound(_NOTHING)
    return actor


def _rows(presenter: Person, asked: str, chosen: list[UUID]) -> list[dict[str, Any]]:
    """The cases to choose from: those that are chosen already come first, in their order."""
    cases = presentable_cases(presenter).select_related("draft_revision", "published_revision")
    found = {case.key: case for case in cases.filter(key__in=chosen)}
    listed = [found[key] for key in chosen if key in found]
    for case in cases.exclude(key__in=found).order_by("-created_at"):
        if len(listed) >= MOST_LISTED + len(found):
            break
        revision = shown_revision(case)
        if revision and asked.casefold() in _title(revision.document).casefold():
            listed.append(case)
    return [row for case in listed if (row := _row(case, is_chosen=case.key in found))]


def _row(case: Case, *, is_chosen: bool) -> dict[str, Any] | None:
    revision = shown_revision(case)
    if revision is None:
        return None
    return {
        "key": case.key,
        "title": _title(revision.document),
        "number": case.short_number,
        "is_chosen": is_chosen,
        "is_draft": case.state == State.DRAFT,
        "is_for_everyone": is_for_everyone(case),
    }


def _title(document: dict[str, Any]) -> str:
    return str(document.get("title", ""))


def _keys(texts: Iterable[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None
