"""A playlist shown to a room: one screen for all, another for whoever speaks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.models import Person
from readingroom.teaching.models import Playlist
from readingroom.teaching.playlist_access import own_playlist
from readingroom.teaching.pool import listed_of
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.presentation.present import Slide, outline_of, slide_of
from readingroom.web.signed_in import for_the_signed_in

_MOST_STEPS = 1000


@require_safe
@for_the_signed_in()
def show_stage(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The projector: the first slide, and what goes on from there."""
    playlist = own_playlist(person, key)
    listed = listed_of(playlist)
    if not listed:
        messages.warning(request, "There is nothing to present yet. Add a case first.")
        return redirect("web:playlist_edit", key=key)
    slide = _slide(request, person, playlist, 1)
    context = {"playlist": playlist, "slide": slide, "props": _props(person, playlist)}
    return _with_images(render(request, "playlists/present.html", context), slide)


@require_safe
@for_the_signed_in()
def show_slide(request: HttpRequest, person: Person, key: UUID, number: int) -> HttpResponse:
    """One slide, opened as far as is asked: what the projector puts in place of the last."""
    playlist = own_playlist(person, key)
    slide = _slide(request, person, playlist, number)
    context = {"playlist": playlist, "slide": slide}
    return _with_images(render(request, "playlists/_slide.html", context), slide)


@require_safe
@for_the_signed_in()
def show_notes(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The second screen: notes, the clock, what comes next."""
    playlist = own_playlist(person, key)
    context = {"playlist": playlist, "props": _props(person, playlist)}
    return render(request, "playlists/notes.html", context)


# Exempt: it changes nothing but cookies the same reader would get by loading the page again.
@csrf_exempt
@require_POST
@for_the_signed_in()
def renew_grant(request: HttpRequest, person: Person, key: UUID, number: int) -> HttpResponse:
    """Fresh grants for a slide that is still shown."""
    slide = _slide(request, person, own_playlist(person, key), number, step=_MOST_STEPS)
    return _with_images(HttpResponse(status=204), slide)


def _slide(
    request: HttpRequest,
    person: Person,
    playlist: Playlist,
    number: int,
    *,
    step: int | None = None,
) -> Slide:
    asked = request.GET.get("step", "0")
    if step is None:
        step = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0  # noqa: PLR2004  # three digits of steps are enough
    grant = reverse("web:playlist_slide_grant", args=[playlist.key, number])
    return slide_of(
        person, playlist, listed_of(playlist), number, step, grant=grant, now=timezone.now()
    )


def _props(person: Person, playlist: Playlist) -> dict[str, object]:
    stage = reverse("web:playlist_present", args=[playlist.key])
    return {
        "key": str(playlist.key),
        "stage": stage,
        "notes": reverse("web:playlist_notes", args=[playlist.key]),
        "leave": reverse("web:playlist_edit", args=[playlist.key]),
        "slides": outline_of(listed_of(playlist), person),
    }


def _with_images(response: HttpResponse, slide: Slide) -> HttpResponse:
    if slide.shown is not None:
        set_grant_cookies(response, slide.shown.page.grants)
    return response
