"""How many reviews are due, for every page, from the session: no page asks the database for it."""

from typing import Any, Final

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person

SESSION_KEY: Final = "due"
FRESH_S: Final = 600


def due_count(request: HttpRequest) -> int:
    """How many are due today, within the day's limit; 0 for visitors."""
    person = actor_from(request.user) if hasattr(request, "user") else None
    if not isinstance(person, Person) or not hasattr(request, "session"):
        return 0
    now = timezone.now().timestamp()
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, dict) or now >= min(kept["end"], kept["at"] + FRESH_S):
        kept = count_anew(request, person)
    due = sum(1 for at in kept["times"] if at < kept["end"])
    return min(int(kept["left"]), due)


def count_anew(request: HttpRequest, person: Person) -> dict[str, Any]:
    """After something changed: look again, and keep it for the pages that follow."""
    # It reads case documents: commands, which load this module too, don't wait for that.
    from readingroom.learning.selectors.due import due_times  # noqa: PLC0415

    now = timezone.now()
    times, left, end = due_times(person, now=now)
    kept = {
        "at": now.timestamp(),
        "times": [at.timestamp() for at in times],
        "left": left,
        "end": end.timestamp(),
    }
    request.session[SESSION_KEY] = kept
    return kept


def on_signed_in(sender: object, request: HttpRequest, user: object, **_: object) -> None:
    """Count once when someone signs in."""
    if isinstance(user, Person):
        count_anew(request, user)


def listen() -> None:
    """Count at every sign-in."""
    user_logged_in.connect(on_signed_in, dispatch_uid="readingroom.due_count")
