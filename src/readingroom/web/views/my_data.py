"""What is kept of what one learns: who sees it, all of it to take, and its removal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.learning.personal import holdings
from readingroom.learning.personal_archive import FILE_NAME, archive_of
from readingroom.learning.services.personal import remove_everything
from readingroom.teaching.selectors.cohorts_member import classes_seeing, exams_kept
from readingroom.teaching.services.retention import kept_for
from readingroom.web.presentation.who_sees import sight_rows
from readingroom.web.signed_in import for_the_signed_in


@for_the_signed_in("GET", "HEAD")
def show_data(request: HttpRequest, person: Person) -> HttpResponse:
    """Who sees what, what is kept, and the ways to take it and to have it removed."""
    return _page(request, person)


@for_the_signed_in("GET")
def send_data(request: HttpRequest, person: Person) -> HttpResponse:
    """All of it, as a ZIP."""
    del request
    archive = archive_of(person, now=timezone.now())
    response = HttpResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@for_the_signed_in("POST")
def remove_data(request: HttpRequest, person: Person) -> HttpResponse:
    """Remove it, once the name is typed."""
    if request.POST.get("name", "").strip().casefold() != person.username.casefold():
        wrong = f"Type {person.username} to say that you mean it. Nothing was removed."
        return _page(request, person, wrong=wrong)
    remove_everything(person, actor=person, now=timezone.now())
    messages.success(request, "Removed. What stays, and until when, is said below.")
    return redirect("web:my_data")


def _page(request: HttpRequest, person: Person, *, wrong: str = "") -> HttpResponse:
    kept = [(one, len(list(one.tell(person)))) for one in holdings()]
    context = {
        "sights": sight_rows(),
        "seen_by": classes_seeing(person),
        "kept": [(one.title, count) for one, count in kept if count],
        "stays": list(dict.fromkeys(one.stays for one, _ in kept if one.stays)),
        "exams": exams_kept(person),
        "retention_days": kept_for().days,
        "name": person.username,
        "typed": request.POST.get("name", ""),
        "wrong": wrong,
    }
    return render(request, "my_data/my_data.html", context, status=422 if wrong else 200)
