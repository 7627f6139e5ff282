"""Erasing a case for good, for administrators."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.actor import actor_from
from readingroom.cases.jobs import carry_out_erasures
from readingroom.cases.selectors.erasures import erasures, key_to_erase
from readingroom.cases.services.backup import kept_for
from readingroom.cases.services.erase import CHOSEN_REASONS, erase_case, reach_of
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import NotFound
from readingroom.web.guarded import for_administrators


@for_administrators("GET", "HEAD")
def show_erasures(request: HttpRequest) -> HttpResponse:
    """What was erased; with ``?case=`` on to the page that erases it."""
    wanted, wrong = request.GET.get("case", "").strip(), ""
    if wanted:
        try:
            return redirect("web:erase", key=key_to_erase(wanted))
        except NotFound as refusal:
            wrong = refusal.message
    context = {"erasures": erasures(), "wanted": wanted[:64], "wrong": wrong}
    return render(request, "history/erasures.html", context, status=422 if wrong else 200)


@for_administrators("GET", "HEAD", "POST")
def erase(request: HttpRequest, key: UUID) -> HttpResponse:
    """What would go and what would stay; and, once the number is typed, the going."""
    actor = actor_from(request.user)
    reach, wrong = reach_of(key, actor=actor), {}
    told = request.POST
    if request.method == "POST":
        reasons = [reason.value for reason in CHOSEN_REASONS]
        if told.get("reason", "") not in reasons:
            wrong["reason"] = "Choose why the case is erased."
        if told.get("number", "").strip().upper() != reach.number:
            wrong["number"] = f"Type {reach.number} to say that this is the case you mean."
        if not wrong:
            erase_case(case_key=key, actor=actor, reason=told["reason"], now=timezone.now())
            with transaction.atomic():
                enqueue_after_commit(carry_out_erasures)
            messages.success(
                request,
                f"{reach.number} is out of the library. Its files are being destroyed now; this "
                "page says when that is done.",
            )
            return redirect("web:erasures")
    context = {
        "reach": reach,
        "reasons": [(reason.value, reason.label) for reason in CHOSEN_REASONS],
        "wrong": wrong,
        "told": told,
        "backup_days": kept_for().days,
    }
    return render(request, "history/erase.html", context, status=422 if wrong else 200)
