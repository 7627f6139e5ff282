"""Whom administrators asked in."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.jobs import send_invitation
from readingroom.accounts.models import Invitation, Person, Role
from readingroom.accounts.services.invitations import Guest, invite, renew, revoke, rules
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import InvalidInput, StateConflict
from readingroom.web.signed_in import for_proven_administrators
from readingroom.web.views.people_forms import InviteForm, institution_of

MOST_SHOWN: Final = 200
_REFUSED: Final = 422


@for_proven_administrators("GET", "HEAD", "POST")
def show_invitations(request: HttpRequest, by: Person) -> HttpResponse:
    """Those that wait, and a form for another."""
    if request.method != "POST":
        return _page(request, InviteForm(initial=_at_first(by)))
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=_REFUSED)
    guest = Guest(
        form.cleaned_data["email"],
        Role(form.cleaned_data["role"]),
        institution_of(form.cleaned_data["institution"]),
    )
    days = timedelta(days=int(form.cleaned_data["days"]))
    try:
        made, token = invite(guest, by=by, now=timezone.now(), lifetime=days)
    except InvalidInput as error:
        form.refuse({"institution" if guest.institution is None else "": error.message})
        return _page(request, form, status=_REFUSED)
    except StateConflict as error:
        form.refuse({"": error.message})
        return _page(request, form, status=_REFUSED)
    return _hand_over(request, made, token, by)


@for_proven_administrators("POST")
def renew_one(request: HttpRequest, by: Person, key: UUID) -> HttpResponse:
    """Send it again, or show a new link; the one before opens nothing any more."""
    made, token = renew(key, by=by, now=timezone.now())
    return _hand_over(request, made, token, by)


@for_proven_administrators("POST")
def revoke_one(request: HttpRequest, by: Person, key: UUID) -> HttpResponse:
    """Take it back."""
    revoke(key, by=by, now=timezone.now())
    messages.success(request, "The invitation is taken back. Its link opens nothing any more.")
    return redirect("web:invitations")


def _hand_over(request: HttpRequest, made: Invitation, token: str, by: Person) -> HttpResponse:
    """By mail where there is an address and a server; shown once where not."""
    if made.email and settings.READINGROOM_SENDS_MAIL:
        with transaction.atomic():
            enqueue_after_commit(send_invitation, invitation_key=made.key)
        messages.success(request, f"The invitation is on its way to {made.email}.")
        return redirect("web:invitations")
    link = f"{settings.READINGROOM_ADDRESS}{reverse('web:join', args=[token])}"
    return _page(request, InviteForm(initial=_at_first(by)), link=link, made=made)


def _at_first(by: Person) -> dict[str, str]:
    return {"institution": str(by.institution.key)} if by.institution else {}


def _page(
    request: HttpRequest,
    form: InviteForm,
    *,
    status: int = 200,
    link: str = "",
    made: Invitation | None = None,
) -> HttpResponse:
    waiting = Invitation.objects.filter(used_at=None).select_related("institution", "invited_by")
    context: dict[str, Any] = {
        "form": form,
        "waiting": waiting[:MOST_SHOWN],
        "now": timezone.now(),
        "rules": rules(),
        "sends_mail": settings.READINGROOM_SENDS_MAIL,
        "link": link,
        "made": made,
    }
    return render(request, "people/invitations.html", context, status=status)
