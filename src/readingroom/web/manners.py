"""Pages at the hours of whoever reads them."""

from collections.abc import Callable
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person


class OwnManners:
    """Middleware: the time zone of the profile, for the time of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in their manner; what was before comes back afterwards."""
        person = actor_from(request.user) if request.session.session_key else None
        if not isinstance(person, Person) or not person.time_zone:
            return self.get_response(request)
        with timezone.override(_zone(person.time_zone)):
            return self.get_response(request)


def _zone(name: str) -> tzinfo:
    """A zone that this machine does not know any more counts as none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()
