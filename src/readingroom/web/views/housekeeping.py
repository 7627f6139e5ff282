"""What an administrator keeps an eye on."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person, Role
from readingroom.archive.housekeeping import look_around
from readingroom.archive.services.sweep import HELD_FOR, UPLOAD_KEPT_FOR
from readingroom.kernel.errors import NotPermitted


@require_safe
def show_housekeeping(request: HttpRequest) -> HttpResponse:
    """Space, queue, held, failed."""
    actor = actor_from(request.user)
    if not isinstance(actor, Person) or actor.role != Role.ADMINISTRATOR:
        raise NotPermitted("Only administrators see how the library is doing.")
    context = {
        "house": look_around(now=timezone.now()),
        "held_for_days": HELD_FOR.days,
        "upload_days": UPLOAD_KEPT_FOR.days,
        "quota_person": settings.READINGROOM_QUOTA_PERSON_GIB,
        "quota_institution": settings.READINGROOM_QUOTA_INSTITUTION_GIB,
    }
    response = render(request, "received/housekeeping.html", context)
    patch_cache_control(response, no_store=True, private=True)
    return response
