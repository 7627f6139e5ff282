"""What is due today: the queue, and what can be done with each card."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput
from readingroom.learning.models.card import DIAGNOSIS
from readingroom.learning.selectors.due import all_cards, due_today
from readingroom.learning.selectors.questions import alias_of
from readingroom.learning.services import taking
from readingroom.learning.services.records import Learner, PersonRecords
from readingroom.learning.services.reviews import (
    change_card,
    draw_card,
    set_aside,
    set_plan,
)
from readingroom.web.due_count import count_anew
from readingroom.web.jsonviews import whole_number
from readingroom.web.presentation.mine import local_day, siblings_for, zones
from readingroom.web.signed_in import for_the_signed_in

_SAID = {
    "pause": "Paused. It is not asked until you resume it.",
    "resume": "Resumed. It is asked again when it is due.",
    "forget": "Forgotten. It begins anew, as if you had never answered it.",
    "move": "Moved.",
}


@for_the_signed_in("GET", "HEAD")
def show_due(request: HttpRequest, person: Person) -> HttpResponse:
    """Today's reviews, every card, and how many a day."""
    now = timezone.now()
    count_anew(request, person)
    due = due_today(person, siblings_for(person), now=now)
    context = {
        "tab": "due",
        "due": due,
        "cards": all_cards(person, now=now),
        "next_day": local_day(due.next_at, due.zone),
        "zones": zones(),
    }
    return render(request, "mine/due.html", context)


@for_the_signed_in("POST")
def begin_review(request: HttpRequest, person: Person) -> HttpResponse:
    """Go to what is asked: a case as an unknown, or a question of one.

    The page names the case that is shown and not the card it is shown for: what the card is
    about would tell the answer. The queue is drawn again, and knows.
    """
    shown, now = _shown_key(request), timezone.now()
    draws = due_today(person, siblings_for(person), now=now).draws
    draw = next((one for one in draws if one.shown == shown), None)
    if draw is None:
        messages.info(request, "That is not due any more. This is what is left.")
        return redirect("web:due")
    draw_card(person=person, key=draw.card, case_key=shown)
    if draw.item != DIAGNOSIS:
        address = reverse("web:question", args=[shown, alias_of(shown, draw.item)])
        return HttpResponseRedirect(f"{address}?again=1&review=1", status=303)
    learner = Learner(person, PersonRecords(person))
    taking.begin(case_key=shown, learner=learner, again=True, now=now)
    return HttpResponseRedirect(reverse("web:unknown", args=[shown]), status=303)


@for_the_signed_in("POST")
def change(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Pause, resume, forget or move a card; or ask nothing of its case, or again."""
    action, now = request.POST.get("action", ""), timezone.now()
    day = request.POST.get("day", "")
    change_card(person=person, key=key, action=action, day=day, now=now)
    count_anew(request, person)
    messages.success(request, _SAID[action])
    return redirect("web:due")


@for_the_signed_in("POST")
def leave_out(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Ask nothing of a case in reviews, or again."""
    is_wanted = request.POST.get("aside") == "1"
    set_aside(person=person, case_key=key, is_wanted=is_wanted, now=timezone.now())
    count_anew(request, person)
    said = "Nothing of this case is asked any more." if is_wanted else "This case is asked again."
    messages.success(request, said)
    return redirect("web:due")


@for_the_signed_in("POST")
def choose_plan(request: HttpRequest, person: Person) -> HttpResponse:
    """How many a day, and where the day begins."""
    limit, zone = whole_number(request.POST.get("limit", "")), request.POST.get("zone", "")
    set_plan(person=person, daily_limit=limit, zone=zone)
    count_anew(request, person)
    messages.success(request, "Saved.")
    return redirect("web:due")


def _shown_key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("case", ""))
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None
