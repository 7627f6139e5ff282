"""An exam's candidates, for whoever made it: where they stand, more time, the release."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.search.index import vocabulary
from readingroom.teaching.models import Playlist, SetPlaylist
from readingroom.teaching.playlist_access import own_playlist
from readingroom.teaching.selectors.cohorts import classes_taught
from readingroom.teaching.selectors.playlists import candidate_rows
from readingroom.teaching.services.closures import over_for_everyone
from readingroom.teaching.services.playlists import give_extra_time
from readingroom.teaching.services.sittings import release_results, settle_all
from readingroom.teaching.timing import GRACE
from readingroom.web.jsonviews import whole_number
from readingroom.web.presentation.playlists import in_zone
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.signed_in import for_the_signed_in


@require_safe
@for_the_signed_in()
def show(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Everyone the exam is for. Practice is private: of it there is no such page."""
    playlist = _exam(person, key)
    settle_all(playlist, words=WordsOfRadiology(vocabulary()), now=timezone.now())
    context = {
        "playlist": playlist,
        "rows": candidate_rows(playlist),
        "works": SetPlaylist.objects.filter(
            playlist=playlist, cohort__in=classes_taught(person)
        ).select_related("cohort"),
        "is_over": _is_over(playlist),
        "ends_words": in_zone(playlist.ends_at, playlist),
    }
    return render(request, "playlists/candidates.html", context)


@require_POST
@for_the_signed_in()
def give_time(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """More time for one of them."""
    minutes = whole_number(request.POST.get("minutes") or "0")
    candidate = _key(request.POST.get("person", ""))
    give_extra_time(
        actor=person, key=_exam(person, key).key, person=candidate, minutes=minutes,
        now=timezone.now(),
    )  # fmt: skip
    messages.success(request, "Saved. It counts at once, also for whoever is sitting now.")
    return redirect("web:playlist_candidates", key=key)


@require_POST
@for_the_signed_in()
def release(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Let them see their results, once nobody can be sitting any more."""
    if not _is_over(_exam(person, key)):
        raise StateConflict("Wait until the exam is over: whoever still sits would be told.")
    release_results(actor=person, key=key, now=timezone.now())
    messages.success(request, "The candidates see their results now.")
    return redirect("web:playlist_candidates", key=key)


def _exam(person: Person, key: UUID) -> Playlist:
    playlist = own_playlist(person, key)
    if not playlist.is_exam:
        raise NotFound("Practice is private. Only an exam has candidates.")
    return playlist


def _is_over(playlist: Playlist) -> bool:
    over = over_for_everyone(playlist)
    return over is not None and timezone.now() > over + GRACE


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None
