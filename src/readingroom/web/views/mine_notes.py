"""Notes in the margin: kept while one writes, by scripts and without."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from readingroom.accounts.models import Person
from readingroom.learning.selectors.keeping import notes_of
from readingroom.learning.services.notes import keep_both, keep_note
from readingroom.web.jsonviews import as_json, for_people, whole_number
from readingroom.web.signed_in import for_the_signed_in


@for_the_signed_in("GET", "HEAD")
def show_notes(request: HttpRequest, person: Person) -> HttpResponse:
    """Every note, the newest first, with the way to where it stands."""
    return render(request, "mine/notes.html", {"tab": "notes", "notes": notes_of(person)})


@for_the_signed_in("POST")
def write_note(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Keep a note of a page without scripts, and go back to it."""
    stage = request.POST.get("stage", "")
    keep_both(
        person=person,
        case_key=key,
        stage=stage,
        text=request.POST.get("text", ""),
        version=whole_number(request.POST.get("version", "0")),
        now=timezone.now(),
    )
    return HttpResponseRedirect(f"{reverse('web:case', args=[key])}#note-{stage}", status=303)


@require_POST
@for_people
def save_note(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Keep a note while one writes; what another tab wrote in between is told, and nothing kept."""
    kept = keep_note(
        person=person,
        case_key=key,
        stage=request.POST.get("stage", ""),
        text=request.POST.get("text", ""),
        version=whole_number(request.POST.get("version", "0")),
        now=timezone.now(),
    )
    told = {"version": kept.version, "text": kept.text if kept.is_theirs else None}
    return as_json(told, status=409 if kept.is_theirs else 200)
