"""The list within a playlist: added to, put in order, noted on; and finding what to add."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from readingroom.accounts.models import Person
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import listed_cases
from readingroom.cases.models import Case
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.search.finding import Wish
from readingroom.search.index import ready_engine, vocabulary
from readingroom.search.library import library_page
from readingroom.teaching.playlist_access import check_may_make, own_playlist, own_playlists
from readingroom.teaching.services import entries, playlists
from readingroom.web.jsonviews import whole_number
from readingroom.web.presentation.playlists import item_choices
from readingroom.web.signed_in import for_the_signed_in
from readingroom.web.views.playlists import editor_context, entries_context

MOST_FOUND: Final = 12
_MOST_TYPED: Final = 200


@require_POST
@for_the_signed_in()
def change(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """One change of the list; scripts get the list back, others the page."""
    work = _CHANGES.get(request.POST.get("do", ""))
    if work is None:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    wrong = ""
    try:
        work(request, person, key)
    except (InvalidInput, NotFound) as error:
        wrong = error.message
    playlist = own_playlist(person, key)
    if "HX-Request" not in request.headers:
        if wrong:
            messages.error(request, wrong)
        return redirect(f"{reverse('web:playlist_edit', args=[key])}#entries")
    gone = request.POST.get("entry") if request.POST["do"] == "remove" and not wrong else None
    context = {**entries_context(playlist, person), "wrong_entry": wrong, "gone_entry": gone}
    return render(request, "playlists/_entries.html", context)


@require_safe
@for_the_signed_in()
def find(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Cases of the library to add, by what was typed."""
    playlist = own_playlist(person, key)
    typed = request.GET.get("q", "").strip()[:_MOST_TYPED]
    listed = set(playlist.entries.filter(removed_at=None).values_list("case__key", "item"))
    found = [_choice(case, listed) for case in _found(person, typed)] if typed else []
    context = {"playlist": playlist, "found": found, "typed": typed}
    if "HX-Request" in request.headers:
        return render(request, "playlists/_found.html", context)
    whole = editor_context(request, person, key)
    return render(request, "playlists/edit.html", {**whole, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_signed_in()
def add_from_case(request: HttpRequest, person: Person) -> HttpResponse:
    """From the page of a case: choose a playlist to put it in, or make one of it."""
    check_may_make(person)
    told = request.POST if request.method == "POST" else request.GET
    case = entries.find_case(person, told.get("case", ""))
    if request.method == "POST":
        return _added(request, person, case)
    holding = set(
        own_playlists(person)
        .filter(entries__case=case, entries__removed_at=None)
        .values_list("key", flat=True)
    )
    context = {
        "case": case,
        "title": _safe_title(case),
        "rows": [(one, one.key in holding) for one in own_playlists(person)],
    }
    return render(request, "playlists/add.html", context)


def _added(request: HttpRequest, person: Person, case: Case) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("title"):
        title = request.POST["title"]
        key = playlists.make_playlist(actor=person, title=title, now=now).key
    else:
        key = _key(request.POST.get("playlist", ""))
    entries.add_case(actor=person, key=key, case=str(case.key), now=now)
    messages.success(request, f"{case.short_number} is in the playlist.")
    return redirect(f"{reverse('web:playlist_edit', args=[key])}#entries")


def _found(person: Person, typed: str) -> list[Case]:
    """By number, else as the library finds it."""
    try:
        return [entries.find_case(person, typed)]
    except NotFound:
        engine = ready_engine()
    if engine is None:
        return []
    wish = Wish(text=typed, limit=MOST_FOUND)
    page = library_page(engine, vocabulary(), person, wish, now=timezone.now())
    keys = [hit.card.key for hit in page.hits]
    cases = {case.key: case for case in listed_cases(person).filter(key__in=keys)}
    return [cases[key] for key in keys if key in cases]


def _choice(case: Case, listed: set[Any]) -> dict[str, Any]:
    revision = case.published_revision
    document = read_stored(revision.document) if revision else None
    return {
        "case": case,
        "title": document.title if document else "",
        "is_askable": document is not None and document.suitable_for_quiz,
        "is_listed": (case.key, "") in listed,
        "items": [(one, (case.key, one.id) in listed) for one in item_choices(document)],
    }


def _safe_title(case: Case) -> str:
    revision = case.published_revision
    return read_stored(revision.document).safe_title if revision else ""


def _add(request: HttpRequest, person: Person, key: UUID) -> None:
    case, item = request.POST.get("case", ""), request.POST.get("item", "")
    entries.add_case(actor=person, key=key, case=case, item=item, now=timezone.now())


def _add_section(request: HttpRequest, person: Person, key: UUID) -> None:
    heading = request.POST.get("heading", "")
    entries.add_section(actor=person, key=key, heading=heading, now=timezone.now())


def _move(request: HttpRequest, person: Person, key: UUID) -> None:
    to = whole_number(request.POST.get("to", ""))
    entries.move_entry(actor=person, key=key, entry=_entry(request), to=to, now=timezone.now())


def _remove(request: HttpRequest, person: Person, key: UUID) -> None:
    entry = _entry(request)
    entries.remove_entry(actor=person, key=key, entry=entry, now=timezone.now())


def _restore(request: HttpRequest, person: Person, key: UUID) -> None:
    entry = _entry(request)
    entries.restore_entry(actor=person, key=key, entry=entry, now=timezone.now())


def _note(request: HttpRequest, person: Person, key: UUID) -> None:
    entries.write_note(
        actor=person,
        key=key,
        entry=_entry(request),
        note=request.POST.get("note", ""),
        heading=request.POST.get("heading"),
        now=timezone.now(),
    )


def _entry(request: HttpRequest) -> UUID:
    return _key(request.POST.get("entry", ""))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None


_CHANGES: Final[dict[str, Callable[[HttpRequest, Person, UUID], None]]] = {
    "add": _add,
    "section": _add_section,
    "move": _move,
    "remove": _remove,
    "restore": _restore,
    "note": _note,
}
