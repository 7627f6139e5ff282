"""Playlists: listed, made, changed, shared, copied, thrown away."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import may_contribute, may_teach
from readingroom.accounts.models import Person
from readingroom.cases.models import Case
from readingroom.kernel.errors import InvalidInput
from readingroom.teaching.models import Mode, Order, Playlist, Release
from readingroom.teaching.playlist_access import (
    linked_playlist,
    open_playlist,
    own_playlist,
    taught_by,
)
from readingroom.teaching.pool import Listed, listed_of, problems_of
from readingroom.teaching.selectors.playlists import shelf_of
from readingroom.teaching.services import playlists as services
from readingroom.web.jsonviews import whole_number
from readingroom.web.presentation.playlists import (
    in_zone,
    lines_of,
    read_terms,
    written_terms,
)
from readingroom.web.signed_in import for_the_signed_in


@require_safe
@for_the_signed_in()
def show_playlists(request: HttpRequest, person: Person) -> HttpResponse:
    """One's own, and those that were set for one."""
    context = {
        "shelf": shelf_of(person, now=timezone.now()),
        "makes": may_contribute(person),
        "gone": _gone(request),
    }
    return render(request, "playlists/playlists.html", context)


@require_POST
@for_the_signed_in()
def make(request: HttpRequest, person: Person) -> HttpResponse:
    """A new one, ready to be filled."""
    title = request.POST.get("title", "")
    playlist = services.make_playlist(actor=person, title=title, now=timezone.now())
    return redirect("web:playlist_edit", key=playlist.key)


@require_safe
@for_the_signed_in()
def show_editor(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The page on which it is made."""
    return render(request, "playlists/edit.html", editor_context(request, person, key))


@require_POST
@for_the_signed_in()
def save_terms(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Keep the terms; what can't be kept comes back as it was typed, with a sentence."""
    version = whole_number(request.POST.get("version", "0"))
    try:
        terms = read_terms(request.POST)
        services.change_terms(
            actor=person, key=key, version=version, terms=terms, now=timezone.now()
        )
    except InvalidInput as error:
        typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        context = editor_context(request, person, key, typed=typed)
        context["wrong"] = error.message
        return render(request, "playlists/edit.html", context, status=422)
    messages.success(request, "Saved.")
    return redirect(f"{reverse('web:playlist_edit', args=[key])}#terms")


@require_POST
@for_the_signed_in()
def save_sharing(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Set for whom it is."""
    cohorts = [_key(text) for text in request.POST.getlist("cohort")]
    link = request.POST.get("link", "keep")
    services.share(actor=person, key=key, cohorts=cohorts, link=link, now=timezone.now())
    messages.success(request, "Saved.")
    return redirect(f"{reverse('web:playlist_edit', args=[key])}#share")


@require_POST
@for_the_signed_in()
def copy(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """One's own copy, with its origin credited."""
    return _copied(request, person, open_playlist(person, key))


@require_POST
@for_the_signed_in()
def copy_linked(request: HttpRequest, person: Person, link: str) -> HttpResponse:
    """The same of one that was shared by its link."""
    return _copied(request, person, linked_playlist(link))


@require_POST
@for_the_signed_in()
def remove(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Throw it away, with a way back."""
    services.remove_playlist(actor=person, key=key, now=timezone.now())
    return redirect(f"{reverse('web:playlists')}?gone={key}")


@require_POST
@for_the_signed_in()
def restore(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Bring it back."""
    services.restore_playlist(actor=person, key=key, now=timezone.now())
    return redirect("web:playlist_edit", key=own_playlist(person, key).key)


def editor_context(
    request: HttpRequest, person: Person, key: UUID, *, typed: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the page is drawn from on which a playlist is made.

    Args:
        typed: what was sent as its terms and can't be kept, in place of those that are.
    """
    playlist = own_playlist(person, key)
    return {
        **entries_context(playlist, person),
        "terms": typed if typed is not None else written_terms(playlist),
        "version": typed["version"] if typed and "version" in typed else playlist.version,
        "modes": Mode.choices,
        "orders": Order.choices,
        "releases": Release.choices,
        "may_examine": may_teach(person),
        "zones": sorted(available_timezones()),
        "cohorts": [(one, one in set(playlist.cohorts.all())) for one in taught_by(person)],
        "link": _link(request, playlist),
    }


def entries_context(playlist: Playlist, person: Person) -> dict[str, Any]:
    """What the list of entries is drawn from."""
    listed = listed_of(playlist)
    return {
        "playlist": playlist,
        "lines": lines_of(listed, person),
        "problems": problems_of(playlist, listed),
        "public": _public(listed) if playlist.is_exam else [],
        "normals": sum(one.is_normal for one in listed),
        "is_fixed": services.has_begun(playlist),
        "ends_words": in_zone(playlist.ends_at, playlist),
    }


def _public(listed: Iterable[Listed]) -> list[Case]:
    """Each once, however many questions of it are asked."""
    return list(dict.fromkeys(one.entry.case for one in listed if one.is_public and one.entry.case))


def _copied(request: HttpRequest, person: Person, playlist: Playlist) -> HttpResponse:
    made = services.copy_playlist(actor=person, playlist=playlist, now=timezone.now())
    messages.success(request, "This copy is yours. Nobody else sees it until you share it.")
    return redirect("web:playlist_edit", key=made.key)


def _link(request: HttpRequest, playlist: Playlist) -> str:
    if not playlist.link:
        return ""
    return request.build_absolute_uri(reverse("web:playlist_link", args=[playlist.link]))


def _gone(request: HttpRequest) -> UUID | None:
    """What was just thrown away."""
    try:
        return UUID(request.GET.get("gone", ""))
    except ValueError:
        return None


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None
