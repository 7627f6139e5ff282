"""What someone is told of: the list behind the bell, and the way from each notice."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.accounts.services.telling import notices_of, read_all, read_notice
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.web.guarded import closed
from readingroom.web.presentation.notices import address_of, notice_rows

_MOST_DIGITS = 4


@require_safe
def show_notices(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        return _sign_in(request)
    page = _page(request.GET.get("page", ""))
    notices, has_more = notices_of(person, page=page)
    context = {
        "rows": notice_rows(notices),
        "page": page,
        "has_more": has_more,
        "now": timezone.now().isoformat(),
    }
    return closed(render(request, "notices/notices.html", context))


@require_safe
def follow_notice(request: HttpRequest, key: UUID) -> HttpResponse:
    """On to what it is about; it is read from then on."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        return _sign_in(request)
    notice = read_notice(person, key, now=timezone.now())
    return closed(redirect(address_of(notice)))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark as read all that the page showed."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        raise NotFound("Nothing is kept at this address, or it is not open to you.")
    try:
        shown_until = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None
    if shown_until.tzinfo is None:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    count = read_all(person, shown_until=shown_until, now=timezone.now())
    if count:
        messages.success(request, f"{count} notice{'s' if count > 1 else ''} marked as read.")
    return redirect("web:notices")


def _sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?next={request.path}")


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return max(1, int(text)) if is_number else 1
