"""The history of a case, for those who may write in it."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.cases.access import may_erase
from readingroom.cases.selectors.history import history_of
from readingroom.cases.services.history import restore_revision
from readingroom.kernel.errors import InvalidInput
from readingroom.web.writers import for_writers

_MOST_DIGITS: Final = 7


@for_writers("GET", "HEAD")
def show_history(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Every revision; with ``?old=`` and ``?new=`` the difference of two."""
    old, new = _number(request.GET.get("old", "")), _number(request.GET.get("new", ""))
    history = history_of(
        person,
        key,
        before=_number(request.GET.get("before", "")),
        compared=(old, new) if old and new else None,
    )
    context = {"history": history, "old": old, "new": new, "may_erase": may_erase(person)}
    return render(request, "history/history.html", context)


@for_writers("POST")
def restore(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Go back to a revision, by a new one."""
    number = _number(request.POST.get("number", ""))
    if not number:
        raise InvalidInput("Say which revision to go back to.")
    made = restore_revision(case_key=key, number=number, author=person, now=timezone.now())
    messages.success(
        request,
        f"Revision {made.number} says what revision {number} said. To take this back, restore "
        f"revision {made.number - 1}.",
    )
    return redirect("web:history", key=key)


def _number(text: str) -> int:
    """A number of a revision; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
