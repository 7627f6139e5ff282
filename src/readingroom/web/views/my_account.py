"""Taking along what one wrote, and going."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from readingroom.accounts.models import ExportState, Person
from readingroom.accounts.services.leaving import leave
from readingroom.cases.models import Case, State
from readingroom.cases.services.hand_over import hand_over_cases
from readingroom.cases.services.writing_export import ask_for_export, exports_of, open_export
from readingroom.kernel.errors import StateConflict
from readingroom.web.signed_in import for_the_signed_in
from readingroom.web.views.people_forms import LeaveForm

_REFUSED: Final = 422


@for_the_signed_in("GET", "HEAD", "POST", proven=True)
def show_writing(request: HttpRequest, person: Person) -> HttpResponse:
    """What was asked for, how far it is, and the way to it."""
    now = timezone.now()
    if request.method == "POST":
        ask_for_export(person, with_images="images" in request.POST, now=now)
        return redirect("web:writing")
    rows = exports_of(person, now=now)
    context: dict[str, Any] = {
        "exports": rows,
        "is_at_work": any(row.state in {ExportState.WAITING, ExportState.RUNNING} for row in rows),
        "case_count": Case.objects.filter(owner=person).count(),
        "part": "writing",
    }
    return render(request, "profile/writing.html", context)


@for_the_signed_in("GET", "HEAD", proven=True)
def send_export(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The ZIP, while it is there."""
    file = open_export(person, key, now=timezone.now())
    answer: Any = FileResponse(
        file, as_attachment=True, filename="reading-room.zip", content_type="application/zip"
    )
    return answer  # type: ignore[no-any-return]  # a response that streams is one


@sensitive_post_parameters("username")
@for_the_signed_in("GET", "HEAD", "POST", proven=True)
def show_leaving(request: HttpRequest, person: Person) -> HttpResponse:
    """What stays and what goes, and the last question."""
    form = LeaveForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                now = timezone.now()
                hand_over_cases(person, now=now)
                leave(person, keep_credit=form.cleaned_data["credit"] == "keep", now=now)
        except StateConflict as error:
            form.refuse({"": error.message})
        else:
            logout(request)
            messages.success(request, "Your account is deleted.")
            return redirect("web:library")
    cases = Case.objects.filter(owner=person)
    context = {
        "form": form,
        "published": cases.filter(state=State.PUBLISHED).count(),
        "drafts": cases.filter(state=State.DRAFT).count(),
        "part": "leave",
    }
    status = _REFUSED if request.method == "POST" else 200
    return render(request, "profile/leave.html", context, status=status)
