"""What would be removed from a submission that waits, side by side, before anything is filed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.archive.jobs import take_decisions
from readingroom.archive.services.preview import decide_preview, preview_of
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import NotFound


@require_safe
def show_preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page. It holds values of originals: it is kept nowhere."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        return redirect(f"{reverse('account_login')}?next={request.path}")
    context = {"key": key, "preview": preview_of(key, actor=person)}
    response = render(request, "received/preview.html", context)
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go on, or discard."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        raise NotFound("Nothing is kept at this address, or it is not open to you.")
    go_on = request.POST.get("decision") == "go_on"
    changed = decide_preview(key, go_on=go_on, actor=person, now=timezone.now())
    if changed:
        enqueue_after_commit(take_decisions, submission_key=str(key), at_once="yes")
    files = "1 file" if changed == 1 else f"{changed} files"
    told = f"{files} will be filed." if go_on else f"{files} will be erased."
    messages.success(request, told)
    return redirect("web:received_one", key=key)
