"""How many answers wait to be marked, for every page, from the session: as with what is due."""

from typing import Any, Final

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from readingroom.accounts.actor import actor_from, may_contribute
from readingroom.accounts.models import Person

SESSION_KEY: Final = "to_mark"
FRESH_S: Final = 600


def marking_count(request: HttpRequest) -> int:
    """How many wait for whoever is signed in; 0 for those who set no work."""
    person = actor_from(request.user) if hasattr(request, "user") else None
    if not isinstance(person, Person) or not may_contribute(person):
        return 0
    if not hasattr(request, "session"):
        return 0
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, dict) or timezone.now().timestamp() >= kept["at"] + FRESH_S:
        kept = keep_count(request, _waiting_for(person))
    return int(kept["waiting"])


def _waiting_for(person: Person) -> int:
    # It reads case documents: commands, which load this module too, don't wait for that.
    from readingroom.teaching.selectors.marking import waiting_for  # noqa: PLC0415

    return waiting_for(person)


def keep_count(request: HttpRequest, waiting: int) -> dict[str, Any]:
    """What a page has just counted, for the pages that follow."""
    kept = {"at": timezone.now().timestamp(), "waiting": waiting}
    request.session[SESSION_KEY] = kept
    return kept


def on_signed_in(sender: object, request: HttpRequest, user: object, **_: object) -> None:
    """Count once when someone signs in."""
    if isinstance(user, Person) and may_contribute(user):
        keep_count(request, _waiting_for(user))


def listen() -> None:
    """Count at every sign-in."""
    user_logged_in.connect(on_signed_in, dispatch_uid="readingroom.marking_count")
