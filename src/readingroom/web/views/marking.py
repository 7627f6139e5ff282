"""Answers in words, marked by a teacher: the piles, and one answer at a time."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.learning.services.answering_token import new_token
from readingroom.teaching.selectors.marking import (
    Pile,
    Sheet,
    pile_with,
    piles_of,
    waiting_for,
)
from readingroom.teaching.services.marking import mark_answer
from readingroom.web.jsonviews import whole_number
from readingroom.web.marking_count import keep_count
from readingroom.web.presentation.marking import pile_views, sheet_view
from readingroom.web.signed_in import for_the_signed_in

_MOST_MET: Final = 50


@for_the_signed_in("GET", "HEAD")
def show_piles(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits, question by question."""
    piles = pile_views(piles_of(person))
    waiting = sum(pile.waiting for pile in piles)
    keep_count(request, waiting)
    return render(request, "classes/marking.html", {"piles": piles, "waiting": waiting})


@for_the_signed_in("GET", "HEAD")
def show_sheet(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """One answer against the rubric, without the name of whoever wrote it."""
    pile, sheet = pile_with(person, key)
    before = _key(request.GET.get("after", ""))
    context = {
        "sheet": sheet_view(person, pile, sheet, shows_name=request.GET.get("names") == "1"),
        "token": new_token(timezone.now()),
        "before": before if before and _is_theirs(person, before) else None,
    }
    return render(request, "classes/marking_sheet.html", context)


@for_the_signed_in("POST")
def save(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Keep the marking, and go on to the next answer that waits."""
    met = request.POST.getlist("met")
    if len(met) > _MOST_MET:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    mark_answer(
        actor=person,
        key=key,
        met={whole_number(place) for place in met},
        token=request.POST.get("token", ""),
        now=timezone.now(),
    )
    keep_count(request, waiting_for(person))
    following = _following(person, key)
    if following is None:
        messages.success(request, "Marked. No other answer waits.")
        return redirect("web:marking")
    said = {"after": str(key)} | ({"names": "1"} if request.POST.get("names") == "1" else {})
    path = reverse("web:marking_sheet", args=[following.answer.key])
    return HttpResponseRedirect(f"{path}?{urlencode(said)}")


def _following(person: Person, key: UUID) -> Sheet | None:
    """The next of the same pile that waits, else the first of another."""
    piles = piles_of(person)
    here = next((pile for pile in piles if _place(pile, key) is not None), None)
    if here is not None:
        place = _place(here, key) or 0
        for sheet in (*here.sheets[place + 1 :], *here.sheets[:place]):
            if not sheet.is_marked:
                return sheet
    return next((sheet for pile in piles for sheet in pile.waiting), None)


def _place(pile: Pile, key: UUID) -> int | None:
    keys = [sheet.answer.key for sheet in pile.sheets]
    return keys.index(key) if key in keys else None


def _is_theirs(person: Person, key: UUID) -> bool:
    try:
        pile_with(person, key)
    except NotFound:
        return False
    return True


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
