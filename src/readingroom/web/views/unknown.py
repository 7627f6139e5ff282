"""A case taken as an unknown: begun, committed stage by stage, looked back on."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.assessment.errors import InvalidAnswer
from readingroom.kernel.errors import InvalidInput
from readingroom.learning.answers import Row, read_rows
from readingroom.learning.first_goes import knew_the_answer
from readingroom.learning.selectors.attempts import meant_in
from readingroom.learning.selectors.taken import Taken, offer_of, taken_by, taken_grants
from readingroom.learning.services import taking
from readingroom.learning.services.answering_records import Answered, answers_of
from readingroom.learning.services.records import Learner, PersonRecords, VisitorRecords
from readingroom.learning.unfolding import Said
from readingroom.learning.veil import stage_id
from readingroom.search.index import vocabulary
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.due_count import count_anew
from readingroom.web.jsonviews import whole_number
from readingroom.web.presentation.belief import belief_chart
from readingroom.web.presentation.case import stage_names
from readingroom.web.presentation.mine import review_of
from readingroom.web.presentation.questions_unknown import (
    AskedHere,
    asked_here,
    pointed_at,
    shown_on,
    told_questions,
)
from readingroom.web.presentation.unknown import form_rows, opened, read_form
from readingroom.web.presentation.unknown_result import result_view
from readingroom.web.presentation.unknown_words import WordsOfRadiology, code_of, offered

VISIT: Final = timedelta(hours=12)
_OWN_CODES: Final = "codes.csv"
_MOST_TYPED: Final = 100
_NOTHING: Final[Mapping[str, str]] = {}
Typed = Sequence[tuple[str, str]]


@require_safe
def show_unknown(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where this reader stands: at the door, at a stage, or at the end."""
    learner = learner_of(request)
    taken = taken_by(learner, key, now=timezone.now())
    if taken is None:
        offer = offer_of(learner.actor, key)
        return _closed(render(request, "unknown/offer.html", {"offer": offer}))
    if taken.sitting.course.is_over:
        return result_page(request, taken)
    return show_stage(request, taken)


@require_POST
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin, or go on with what was begun; a finished one again only where that is asked."""
    again = request.POST.get("again") == "1"
    learner = learner_of(request)
    taking.begin(case_key=key, learner=learner, again=again, now=timezone.now())
    if not isinstance(learner.actor, Person):
        request.session.set_expiry(VISIT)
    return HttpResponseRedirect(reverse("web:unknown", args=[key]), status=303)


@require_POST
def commit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Fix what is said at this stage. What can't be scored comes back with a sentence."""
    learner, typed = learner_of(request), read_form(request.POST)
    place = whole_number(request.POST.get("place"))
    try:
        rows = _coded(read_rows(typed))
    except InvalidAnswer as error:
        return _corrected(request, key, typed, place, error.message)
    sitting = taking.commit(
        case_key=key,
        attempt_key=attempt_key(request),
        said=Said(place, request.POST.get("token", ""), rows),
        learner=learner,
        words=WordsOfRadiology(vocabulary()),
        now=timezone.now(),
    )
    if sitting.course.is_over and isinstance(learner.actor, Person):
        count_anew(request, learner.actor)
    anchor = "result" if sitting.course.is_over else f"{stage_id(place + 1)}-found"
    return HttpResponseRedirect(f"{reverse('web:unknown', args=[key])}#{anchor}", status=303)


# Exempt: it changes nothing but cookies the same reader would get by loading the page again.
@csrf_exempt
@require_POST
def renew_grant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Fresh grants for the stages that are reached."""
    response = HttpResponse(status=204)
    set_grant_cookies(response, taken_grants(learner_of(request), key, now=timezone.now()))
    return _closed(response)


@require_safe
def name_diagnoses(request: HttpRequest) -> HttpResponse:
    """Diagnoses that begin as typed: the same whichever case is open."""
    typed = request.GET.get("q", "")[:_MOST_TYPED]
    names = offered(typed, vocabulary(), own=settings.READINGROOM_DATA / _OWN_CODES)
    return _closed(JsonResponse({"names": names}))


def show_stage(
    request: HttpRequest,
    taken: Taken,
    *,
    typed: Typed | None = None,
    wrong: str = "",
    refused: Mapping[str, str] = _NOTHING,
) -> HttpResponse:
    """The stages that are reached; ``refused`` says of items why their answer can't be taken."""
    view, said = opened(taken), taken.sitting.said
    questions = _questions(request, taken, refused)
    before = said[-1].rows if said else ()
    context = {
        **_of_the_page(view.page),
        "view": view,
        "viewer": pointed_at(view.viewer, questions),
        "questions": questions,
        "rows": form_rows(typed, before),
        "attempt": taken.sitting.key,
        "place": len(said),
        "token": secrets.token_urlsafe(16),
        "wrong": wrong,
        "props": {"names": reverse("web:unknown_names")},
    }
    status = 422 if wrong or refused else 200
    response = render(request, "unknown/stage.html", context, status=status)
    set_grant_cookies(response, view.page.grants)
    return _closed(response)


def result_page(request: HttpRequest, taken: Taken) -> HttpResponse:
    """A finished attempt: what it was worth, and the whole case."""
    view, actor = opened(taken), actor_from(request.user)
    words, is_kept = WordsOfRadiology(vocabulary()), isinstance(actor, Person)
    attempt = taken.sitting.key
    meant = meant_in(actor, attempt) if isinstance(actor, Person) else {}
    questions = told_questions(taken, _answers(request, taken), view)
    context = {
        **_of_the_page(view.page),
        "view": view,
        "viewer": shown_on(view.viewer, taken, questions),
        "questions": questions,
        "attempt": attempt,
        "belief": belief_chart(view.page.document, stage_names(view.page.document)),
        "result": result_view(taken.sitting, view.stages, words, actor, meant),
        "is_kept": is_kept,
        "was_read": isinstance(actor, Person) and knew_the_answer(actor, attempt),
        "review": review_of(actor, view.page.key) if isinstance(actor, Person) else None,
    }
    response = render(request, "unknown/result.html", context)
    set_grant_cookies(response, view.page.grants)
    return _closed(response)


def _questions(request: HttpRequest, taken: Taken, refused: Mapping[str, str]) -> AskedHere:
    now = timezone.now()
    return asked_here(taken, _answers(request, taken), refused, post=request.POST, now=now)


def _answers(request: HttpRequest, taken: Taken) -> dict[str, Answered]:
    answers = answers_of(actor_from(request.user), request.session, now=timezone.now())
    return answers.latest(taken.page.key, context=str(taken.sitting.key))


def _corrected(
    request: HttpRequest, key: UUID, typed: Typed, place: int, wrong: str
) -> HttpResponse:
    """The stage again with what was typed, where it is still the one that waits."""
    taken = taken_by(learner_of(request), key, now=timezone.now())
    is_here = taken is not None and not taken.sitting.course.is_over
    if taken is None or not is_here or place != len(taken.sitting.said):
        raise InvalidInput(wrong)
    return show_stage(request, taken, typed=typed, wrong=wrong)


def learner_of(request: HttpRequest) -> Learner:
    """Whoever takes the case, and where what they say is kept."""
    actor = actor_from(request.user)
    if isinstance(actor, Person):
        return Learner(actor, PersonRecords(actor))
    return Learner(actor, VisitorRecords(request.session))


def _coded(rows: Sequence[Row]) -> tuple[Row, ...]:
    own = settings.READINGROOM_DATA / _OWN_CODES
    return tuple(Row(row.name, row.points, code_of(row.name, own=own)) for row in rows)


def attempt_key(request: HttpRequest) -> UUID:
    """The attempt that a form belongs to.

    Raises:
        InvalidInput: it names none.
    """
    try:
        return UUID(request.POST.get("attempt", ""))
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None


def _of_the_page(page: Any) -> dict[str, Any]:
    """What the fragments of the case page go by; before the end the document is veiled."""
    return {"page": page, "document": page.document}


def _closed(response: HttpResponse) -> HttpResponse:
    """Kept by nobody: what is open changes with every commit."""
    patch_cache_control(response, no_store=True, private=True)
    return response
