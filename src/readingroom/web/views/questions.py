"""The questions of a case: listed, asked one at a time, answered, marked by oneself."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.assessment.errors import InvalidAnswer
from readingroom.casefile.items import HotspotItem, Item, item_version
from readingroom.kernel.errors import StateConflict
from readingroom.learning.models import Source
from readingroom.learning.selectors.practice import (
    AskedPage,
    Practice,
    page_at,
    practice_of,
    tally_of,
)
from readingroom.learning.services.answering import answer_item
from readingroom.learning.services.answering_marking import mark_own
from readingroom.learning.services.answering_records import Answered, Answers, answers_of
from readingroom.learning.services.answering_token import new_token
from readingroom.search.index import vocabulary
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.due_count import count_anew
from readingroom.web.jsonviews import whole_number
from readingroom.web.presentation.case import stage_views
from readingroom.web.presentation.questions import KINDS, QuestionView, question
from readingroom.web.presentation.questions_hotspot import (
    hotspot_picture,
    hung_alone,
    pointed,
    show_answer,
)
from readingroom.web.presentation.questions_post import read_answer, typed_of
from readingroom.web.presentation.unknown import show_own_middle
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.presentation.viewer import viewer_props
from readingroom.web.views.unknown import VISIT

__all__ = ["answer", "mark", "read_answer", "show_question", "show_questions"]
_MOST_MET: Final = 50


@dataclass(frozen=True)
class Row:
    """One question in the list; ``alias`` is what addresses call it."""

    alias: str
    number: int
    kind: str
    answered: Answered | None


@require_safe
def show_questions(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the case asks, and how far one is; no word of the questions themselves."""
    now = timezone.now()
    practice = practice_of(actor_from(request.user), key)
    answers = _answers(request, now).latest(key)
    rows = tuple(
        Row(practice.alias(item), number, KINDS[item.kind], answers.get(item.id))
        for number, item in enumerate(practice.items, start=1)
    )
    context = {
        "key": key,
        "title": practice.document.safe_title,
        "rows": rows,
        "next": next((row for row in rows if row.answered is None), None),
        "tally": tally_of(practice, answers),
        "is_kept": request.user.is_authenticated,
    }
    return _closed(render(request, "questions/list.html", context))


@require_safe
def show_question(request: HttpRequest, key: UUID, item: str) -> HttpResponse:
    """One question, or what came of the answer to it."""
    return _page(request, key, item)


@require_POST
def answer(request: HttpRequest, key: UUID, item: str) -> HttpResponse:
    """Keep an answer. What can't be taken comes back with a sentence."""
    now, actor = timezone.now(), actor_from(request.user)
    practice = practice_of(actor, key)
    asked = practice.item(item)
    given, certainty = read_answer(asked, request.POST)
    try:
        made = answer_item(
            actor=actor, case_key=key, item=asked.id, given=given, certainty=certainty,
            source=_source(request), context="", token=request.POST.get("token", ""), now=now,
            number=whole_number(request.POST.get("number")), words=WordsOfRadiology(vocabulary()),
        )  # fmt: skip
    except InvalidAnswer as error:
        return _page(request, key, item, wrong=error.message)
    if not isinstance(actor, Person):
        _answers(request, now).keep(made)
        request.session.set_expiry(VISIT)
    else:
        count_anew(request, actor)
    return _to(key, item)


@require_POST
def mark(request: HttpRequest, key: UUID, item: str) -> HttpResponse:
    """Keep the learner's own marking of the newest answer."""
    now, actor = timezone.now(), actor_from(request.user)
    practice, answers = practice_of(actor, key), _answers(request, now)
    answered = answers.latest(key).get(practice.item(item).id)
    if answered is None or str(answered.answer.key) != request.POST.get("answer"):
        raise StateConflict("There is a newer answer to this question. Load the page again.")
    asked = practice.as_answered(answered)
    if asked is None:
        raise StateConflict("The question was changed since it was answered. Answer it again.")
    met = [whole_number(place) for place in request.POST.getlist("met")[:_MOST_MET]]
    token = request.POST.get("token", "")
    mark_own(answer=answered.answer, item=asked, met=met, answers=answers, token=token, now=now)
    return _to(key, item)


def _page(request: HttpRequest, key: UUID, item: str, *, wrong: str = "") -> HttpResponse:
    now = timezone.now()
    practice = practice_of(actor_from(request.user), key)
    asked, answers = practice.item(item), _answers(request, now)
    is_again = bool(wrong) or request.GET.get("again") == "1"
    answered = None if is_again else answers.latest(key).get(asked.id)
    then = practice.as_answered(answered) if answered else None
    shown = page_at(practice, asked, now=now)
    view = _form(practice, asked, answers, shown, now)
    if _source(request) == Source.REVIEW:
        view = replace(view, action=f"{view.action}?review=1")
    viewer = viewer_props(shown.page, stage_views(shown.page))
    show_own_middle(viewer["studies"] if viewer else (), shown.page.series)
    if answered is not None and then is not None:
        view = _told(view, practice, then, answered, shown)
        if isinstance(then, HotspotItem):
            show_answer(viewer, then, answered.answer, shown.page.series.get(view.film))
            viewer = hung_alone(viewer, view.film)
    elif view.film:
        viewer = pointed(viewer, view.film)
    if wrong:
        view = replace(view, wrong=wrong, typed=typed_of(asked, request.POST))
    context = {
        **_around(practice, asked),
        "page": shown.page,
        "question": view,
        "is_older": then is not None and item_version(then) != item_version(asked),
        "viewer": viewer,
        "stages": stage_views(shown.page),
    }
    response = render(request, "questions/one.html", context, status=422 if wrong else 200)
    set_grant_cookies(response, shown.page.grants)
    return _closed(response)


def _source(request: HttpRequest) -> Source:
    """Whether it was asked because it was due."""
    return Source.REVIEW if request.GET.get("review") == "1" else Source.PRACTICE


def _around(practice: Practice, asked: Item) -> dict[str, Any]:
    """Where the question stands among the others."""
    before, after = practice.neighbours(asked)
    return {
        "title": practice.document.safe_title,
        "number": 1 + practice.items.index(asked),
        "count": len(practice.items),
        "before": before,
        "after": after,
    }


def _form(
    practice: Practice, asked: Item, answers: Answers, shown: AskedPage, now: datetime
) -> QuestionView:
    """The question to be answered; which answer it will be is fixed when the page is made."""
    number, alias = answers.next_number(practice.key, asked.id), practice.alias(asked)
    film = shown.names.get(asked.series, "") if isinstance(asked, HotspotItem) else ""
    return question(
        practice.document,
        asked,
        dom_id=f"q-{alias}",
        action=reverse("web:question_answer", args=[practice.key, alias]),
        token=new_token(now),
        number=number,
        film=film,
        keep=f"{practice.key}-{alias}-{number}",
    )


def _told(
    view: QuestionView, practice: Practice, then: Item, answered: Answered, shown: AskedPage
) -> QuestionView:
    """What came of the answer, by the item as it was."""
    item = [practice.key, practice.alias(then)]
    series = shown.page.series.get(view.film)
    picture = None
    if isinstance(then, HotspotItem) and series is not None:
        picture = hotspot_picture(then, answered.answer, series)
    return question(
        practice.document,
        then,
        answered=answered,
        dom_id=view.dom_id,
        token=view.token,
        film=view.film,
        mark_action=reverse("web:question_mark", args=item),
        again=f"{reverse('web:question', args=item)}?again=1",
        picture=picture,
    )


def _answers(request: HttpRequest, now: datetime) -> Answers:
    return answers_of(actor_from(request.user), request.session, now=now)


def _to(key: UUID, item: str) -> HttpResponse:
    place = f"{reverse('web:question', args=[key, item])}#q-{item}-told"
    return HttpResponseRedirect(place, status=303)


def _closed(response: HttpResponse) -> HttpResponse:
    """Kept by nobody: what is open changes with every answer."""
    patch_cache_control(response, no_store=True, private=True)
    return response
