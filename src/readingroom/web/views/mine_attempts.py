"""Every unknown one has taken, and what was meant by words that were not known."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.learning.selectors.attempts import attempts_of, taken_again
from readingroom.learning.services.meaning import assign
from readingroom.search.index import vocabulary
from readingroom.teaching.services.handing_over import hand_over_exams
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.signed_in import for_the_signed_in
from readingroom.web.views.unknown import result_page

_MOST_WORDS = 40


@for_the_signed_in("GET", "HEAD")
def show_attempts(request: HttpRequest, person: Person) -> HttpResponse:
    """The list, the newest first."""
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("10000") else 1
    hand_over_exams(person, words=WordsOfRadiology(vocabulary()), now=timezone.now())
    context = {"tab": "attempts", "attempts": attempts_of(person, page=page)}
    return render(request, "mine/attempts.html", context)


@for_the_signed_in("GET", "HEAD")
def show_attempt(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """One attempt again: its result and picture, or the way on where it is not finished."""
    taken = taken_again(person, key, now=timezone.now())
    if not taken.sitting.course.is_over:
        return redirect("web:unknown", key=taken.page.key)
    return result_page(request, taken)


@for_the_signed_in("POST")
def assign_words(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Judge an attempt anew with words assigned by hand; the first judgement stays."""
    written, to = request.POST.getlist("written"), request.POST.getlist("meant")
    made = assign(
        person=person,
        attempt_key=key,
        meant=dict(zip(written[:_MOST_WORDS], to[:_MOST_WORDS], strict=False)),
        words=WordsOfRadiology(vocabulary()),
        now=timezone.now(),
    )
    if made is not None:
        messages.success(request, "Judged anew with what you meant. The first judgement stays.")
    return HttpResponseRedirect(f"{reverse('web:attempt', args=[key])}#result", status=303)
