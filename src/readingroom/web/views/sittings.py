"""A playlist as it is taken: its door, where one stands, the clock, the end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.models import Person
from readingroom.search.index import vocabulary
from readingroom.teaching.models import Playlist, Sitting
from readingroom.teaching.playlist_access import linked_playlist, may_copy, open_playlist
from readingroom.teaching.selectors.playlists import is_told, newest_sitting
from readingroom.teaching.services import sittings
from readingroom.teaching.services.asking import waiting
from readingroom.teaching.services.closures import ensure_closed, over_for_everyone
from readingroom.teaching.services.deadlines import times_of
from readingroom.teaching.services.handing_over import hand_over_exams
from readingroom.teaching.services.retention import kept_for
from readingroom.teaching.timing import GRACE
from readingroom.web.jsonviews import as_json, for_people
from readingroom.web.presentation.playlists import in_zone
from readingroom.web.presentation.sittings import summary_of
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.signed_in import for_the_signed_in


@require_safe
@for_the_signed_in()
def show_playlist(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The door of a playlist that is one's own or was set for one."""
    playlist, now = open_playlist(person, key), timezone.now()
    ensure_closed(playlist, person, now=now)
    ways = {
        "begin": reverse("web:playlist_begin", args=[key]),
        "copy": reverse("web:playlist_copy", args=[key]),
    }
    return _door(request, person, playlist, ways, now)


@require_safe
@for_the_signed_in()
def show_linked(request: HttpRequest, person: Person, link: str) -> HttpResponse:
    """The same of one that was shared by its link."""
    ways = {
        "begin": reverse("web:playlist_link_begin", args=[link]),
        "copy": reverse("web:playlist_link_copy", args=[link]),
    }
    return _door(request, person, linked_playlist(link), ways, timezone.now())


@require_POST
@for_the_signed_in()
def begin(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Begin, or go on with what was begun."""
    return _begun(person, open_playlist(person, key))


@require_POST
@for_the_signed_in()
def begin_linked(request: HttpRequest, person: Person, link: str) -> HttpResponse:
    """The same by the link."""
    return _begun(person, linked_playlist(link))


@require_safe
@for_the_signed_in()
def show_sitting(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Where one stands: at an entry, paused, or at the end."""
    now = timezone.now()
    sitting = sittings.sitting_of(person, key, words=_words(), now=now)
    here = waiting(sitting)
    if sitting.finished_at is None and sitting.paused_at is None and here is not None:
        return redirect("web:sitting_entry", key=key, number=here.number)
    return _end(request, person, sitting, now)


@require_safe
@for_people
def tell_time(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The library's clock, for the one that is shown."""
    now = timezone.now()
    sitting = sittings.sitting_of(person, key, words=_words(), now=now)
    return as_json(
        {
            "left": seconds_left(sitting, now),
            "isOver": sitting.finished_at is not None,
            "isPaused": sitting.paused_at is not None,
        }
    )


@require_POST
@for_the_signed_in()
def pause(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Stop the clock of practice."""
    sittings.pause(actor=person, key=key, words=_words(), now=timezone.now())
    return redirect("web:sitting", key=key)


@require_POST
@for_the_signed_in()
def resume(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Go on with practice."""
    sittings.resume(actor=person, key=key, words=_words(), now=timezone.now())
    return redirect("web:sitting", key=key)


@require_POST
@for_the_signed_in()
def finish(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """End it, answered or not."""
    sitting = sittings.finish(actor=person, key=key, words=_words(), now=timezone.now())
    if sitting.is_exam:
        messages.success(request, "You have handed in. What you committed is kept.")
    return redirect("web:sitting", key=key)


def seconds_left(sitting: Sitting, now: datetime) -> float | None:
    """Until the end, from 0; None where there is none. While it is paused, what was left then."""
    if sitting.deadline is None:
        return None
    return max(0.0, (sitting.deadline - (sitting.paused_at or now)).total_seconds())


def clock_props(sitting: Sitting, now: datetime) -> dict[str, Any]:
    """What the shown clock begins with."""
    return {
        "left": seconds_left(sitting, now),
        "clock": reverse("web:sitting_clock", args=[sitting.key]),
        "end": reverse("web:sitting", args=[sitting.key]),
    }


def _door(
    request: HttpRequest,
    person: Person,
    playlist: Playlist,
    ways: dict[str, str],
    now: datetime,
) -> HttpResponse:
    times = times_of(playlist, person.pk)
    sitting = newest_sitting(playlist, person)
    if sitting is not None:
        sitting = sittings.settle(sitting, words=_words(), now=now)
    context = {
        "playlist": playlist,
        "ways": ways,
        "phase": times.phase(now),
        "opens_words": in_zone(playlist.opens_at, playlist),
        "ends_words": in_zone(times.last, playlist),
        "extra_minutes": int(times.extra.total_seconds() // 60),
        "sitting": sitting,
        "is_own": playlist.owner_id == person.pk,
        "may_copy": may_copy(person, playlist),
        "asked": playlist.draw or _asked(playlist),
        "grace": int(GRACE.total_seconds()),
        "retention_days": kept_for().days,
    }
    return render(request, "sittings/door.html", context)


def _begun(person: Person, playlist: Playlist) -> HttpResponse:
    sitting = sittings.begin(actor=person, playlist=playlist, now=timezone.now())
    response = redirect("web:sitting", key=sitting.key)
    response.status_code = 303
    return response


def _end(request: HttpRequest, person: Person, sitting: Sitting, now: datetime) -> HttpResponse:
    told = is_told(sitting, now=now)
    if told and sitting.is_exam:
        hand_over_exams(person, words=_words(), now=now)
    over = over_for_everyone(sitting.playlist)
    context = {
        "sitting": sitting,
        "playlist": sitting.playlist,
        "is_told": told,
        "told_words": in_zone(over, sitting.playlist),
        "waits_for_teacher": sitting.playlist.release == "teacher",
        "summary": summary_of(person, sitting, is_told=told),
        "clock": clock_props(sitting, now),
    }
    return render(request, "sittings/end.html", context)


def _asked(playlist: Playlist) -> int:
    return playlist.entries.filter(removed_at=None, case__isnull=False).count()


def _words() -> WordsOfRadiology:
    return WordsOfRadiology(vocabulary())
