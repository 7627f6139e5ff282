"""“I can see who the patient is”: for everyone who reads a published case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.cases.models import SeenIn
from readingroom.cases.selectors.citation import citable_case
from readingroom.cases.selectors.tombstone import series_names
from readingroom.cases.services.identity_report import Seen, TooOften, report_identity
from readingroom.kernel.errors import InvalidInput
from readingroom.web.errors import TOO_MANY

_MOST_DIGITS = 5


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where it was seen is asked, and never what."""
    actor = actor_from(request.user)
    case = citable_case(actor, key)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            made = report_identity(
                case_key=key, actor=actor, seen=_seen(request), now=timezone.now()
            )
        except TooOften as refusal:
            wrong, status = refusal.message, TOO_MANY
        except InvalidInput as refusal:
            wrong, status = refusal.message, 422
        else:
            return _thank(request, key, hides=made.hides)
    context = {
        "case": case,
        "hides": isinstance(actor, Person),
        "places": SeenIn.choices,
        "series": series_names(actor, key),
        "told": request.POST,
        "wrong": wrong,
    }
    response = render(request, "reviews/report.html", context, status=status)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _thank(request: HttpRequest, key: UUID, *, hides: bool) -> HttpResponse:
    if not hides:
        messages.success(request, "Thank you. An editor is told now, and looks at the case.")
        return redirect("web:case", key=key)
    messages.success(
        request,
        "Thank you. The case is hidden from now on, until an editor has looked at it. Pages that "
        "are open lose its images within five minutes.",
    )
    return redirect("web:library")


def _seen(request: HttpRequest) -> Seen:
    number = request.POST.get("slice", "").strip()
    if number and not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise InvalidInput("A slice is a number from 1. Leave it out if you don't know it.")
    return Seen(
        within=request.POST.get("seen", ""),
        series=request.POST.get("series", "")[:64],
        slice=int(number) if number else None,
    )
