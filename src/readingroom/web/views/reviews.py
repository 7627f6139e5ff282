"""What was submitted: for editors, who publish it or return it with reasons."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.actor import actor_from
from readingroom.cases.models import Visibility
from readingroom.cases.selectors.reviews import review_rows
from readingroom.cases.services.reviewing import (
    REASONS,
    check_review_open_to,
    publish_submission,
    return_case,
)
from readingroom.kernel.errors import InvalidInput
from readingroom.web.guarded import for_editors


@for_editors("GET", "HEAD")
def show_reviews(request: HttpRequest) -> HttpResponse:
    """Cases that wait for an editor, the longest waiting first."""
    editor = check_review_open_to(actor_from(request.user))
    context = {
        "rows": review_rows(editor, now=timezone.now()),
        "reasons": REASONS,
        "visibilities": Visibility,
    }
    return render(request, "editor/reviews.html", context)


@for_editors("POST")
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish it, or return it with reasons."""
    editor = check_review_open_to(actor_from(request.user))
    now, told = timezone.now(), request.POST
    if told.get("decision") == "return":
        return_case(
            case_key=key,
            editor=editor,
            reasons=told.getlist("reason"),
            words=told.get("words", ""),
            now=now,
        )
        messages.success(request, "Returned to its author, with your reasons.")
        return redirect("web:reviews")
    visibility = told.get("visibility", "")
    if visibility not in Visibility.values:
        raise InvalidInput("Choose who may read the case, then publish it.")
    publish_submission(case_key=key, editor=editor, visibility=Visibility(visibility), now=now)
    messages.success(request, "Published.")
    return redirect("web:reviews")
