"""What was submitted: for editors, who publish it now or later, or return it with reasons."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.cases.jobs import publish_scheduled
from readingroom.cases.models import Visibility
from readingroom.cases.selectors.manage import cases_to_judge
from readingroom.cases.selectors.reviews import review_rows
from readingroom.cases.services.reviewing import (
    REASONS,
    check_review_open_to,
    publish_submission,
    return_case,
)
from readingroom.cases.services.schedule import cancel_schedule, schedule_publication
from readingroom.infra.jobs import enqueue_at
from readingroom.kernel.errors import InvalidInput
from readingroom.web.guarded import for_editors
from readingroom.web.moments import typed_moment, zone_name

Decision = Callable[[UUID, Person, QueryDict], str]


@for_editors("GET", "HEAD")
def show_reviews(request: HttpRequest) -> HttpResponse:
    """Cases that wait for an editor, the longest waiting first."""
    return _page(request)


@for_editors("POST")
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish it, choose a time for that, or return it with reasons."""
    editor = check_review_open_to(actor_from(request.user))
    decision = _DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    try:
        messages.success(request, decision(key, editor, request.POST))
    except InvalidInput as refusal:
        return _page(request, wrong=refusal.message, at=key)
    return redirect("web:reviews")


def _page(request: HttpRequest, *, wrong: str = "", at: UUID | None = None) -> HttpResponse:
    editor = check_review_open_to(actor_from(request.user))
    context = {
        "rows": review_rows(editor, now=timezone.now()),
        "to_judge": cases_to_judge(editor),
        "reasons": REASONS,
        "visibilities": Visibility,
        "zone": zone_name(),
        "told": request.POST,
        "chosen": request.POST.getlist("reason"),
        "wrong": wrong,
        "wrong_at": at,
    }
    return render(request, "reviews/reviews.html", context, status=422 if wrong else 200)


def _return(key: UUID, editor: Person, told: QueryDict) -> str:
    return_case(
        case_key=key,
        editor=editor,
        reasons=told.getlist("reason"),
        words=told.get("words", ""),
        now=timezone.now(),
    )
    return "Returned to its author, with your reasons."


def _publish(key: UUID, editor: Person, told: QueryDict) -> str:
    publish_submission(
        case_key=key, editor=editor, visibility=_visibility(told), now=timezone.now()
    )
    return "Published."


def _schedule(key: UUID, editor: Person, told: QueryDict) -> str:
    with transaction.atomic():
        made = schedule_publication(
            case_key=key,
            editor=editor,
            visibility=_visibility(told),
            due_at=typed_moment(told.get("at", "")),
            now=timezone.now(),
        )
        enqueue_at(publish_scheduled, made.due_at, schedule_key=made.key)
    due = timezone.localtime(made.due_at)
    return f"It will be published on {due.day} {due:%B %Y, %H:%M} ({zone_name()})."


def _unschedule(key: UUID, editor: Person, _told: QueryDict) -> str:
    cancel_schedule(case_key=key, editor=editor, now=timezone.now())
    return "No time is set any more. The case stays in review."


_DECISIONS: Final[Mapping[str, Decision]] = {
    "return": _return,
    "publish": _publish,
    "schedule": _schedule,
    "unschedule": _unschedule,
}


def _visibility(told: QueryDict) -> Visibility:
    chosen = told.get("visibility", "")
    if chosen not in Visibility.values:
        raise InvalidInput("Choose who may read the case, then publish it.")
    return Visibility(chosen)
