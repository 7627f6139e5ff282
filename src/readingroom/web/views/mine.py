"""A learner's own page: how far they are, what they starred, and the way to everything else."""

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.cases.selectors.writing import read_lately, writing_of
from readingroom.learning.selectors.attempts import attempts_of
from readingroom.learning.selectors.due import alone, due_today
from readingroom.learning.selectors.keeping import favourites_of, notes_of, progress_of
from readingroom.learning.services.favourites import mark_unread, set_favourite
from readingroom.search.index import vocabulary
from readingroom.teaching.services.handing_over import hand_over_exams
from readingroom.web.due_count import count_anew
from readingroom.web.presentation.mine import local_day
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.signed_in import for_the_signed_in
from readingroom.web.views.theme import way_back

_SHOWN: Final = 6


@for_the_signed_in("GET", "HEAD")
def show_mine(request: HttpRequest, person: Person) -> HttpResponse:
    """What is due, how far one is, what was taken, starred and noted last."""
    now = timezone.now()
    hand_over_exams(person, words=WordsOfRadiology(vocabulary()), now=now)
    count_anew(request, person)
    due = due_today(person, alone, now=now)
    context = {
        "tab": "overview",
        "due": due,
        "next_day": local_day(due.next_at, due.zone),
        "progress": progress_of(person),
        "attempts": attempts_of(person, size=_SHOWN),
        "favourites": favourites_of(person, limit=_SHOWN),
        "notes": notes_of(person, limit=3),
        "writing": writing_of(person),
        "reads": read_lately(person),
    }
    return render(request, "mine/mine.html", context)


@for_the_signed_in("GET", "HEAD")
def show_favourites(request: HttpRequest, person: Person) -> HttpResponse:
    """Every star; one that was just taken off can be put back."""
    context = {
        "tab": "favourites",
        "favourites": favourites_of(person),
        "taken_off": _key(request.GET.get("off", "")),
    }
    return render(request, "mine/favourites.html", context)


@for_the_signed_in("POST")
def star(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Star a case, or take the star off; back to where the star stands."""
    is_wanted = request.POST.get("star") == "1"
    set_favourite(person=person, case_key=key, is_wanted=is_wanted, now=timezone.now())
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    back = way_back(request)
    if urlsplit(back).path == reverse("web:favourites"):
        off = "" if is_wanted else f"?off={key}"
        return HttpResponseRedirect(f"{reverse('web:favourites')}{off}", status=303)
    return HttpResponseRedirect(f"{back}#star-{key}", status=303)


@for_the_signed_in("POST")
def unread(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The library keeps the answer of a case back again."""
    mark_unread(person=person, case_key=key)
    messages.success(request, "Marked as unread. The library keeps its answer back again.")
    return redirect("web:library")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
