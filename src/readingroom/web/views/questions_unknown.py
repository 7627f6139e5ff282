"""The questions inside a case that is taken as an unknown."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from readingroom.accounts.actor import actor_from
from readingroom.assessment.errors import InvalidAnswer
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.learning.selectors.taken import taken_by
from readingroom.learning.services.answering_records import answers_of
from readingroom.learning.services.answering_unknown import answer_in_unknown, reached_item
from readingroom.search.index import vocabulary
from readingroom.web.presentation.questions_post import read_answer
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.views.unknown import attempt_key, learner_of, show_stage


@require_POST
def answer(request: HttpRequest, key: UUID, item: str) -> HttpResponse:
    """Keep an answer; what came of it is told at the end. What can't be taken comes back."""
    now, learner = timezone.now(), learner_of(request)
    taken = taken_by(learner, key, now=now)
    asked = reached_item(taken.sitting, key, item) if taken else None
    if taken is None or asked is None:
        raise NotFound("The case has no such question any more. Load the page again.")
    given, certainty = read_answer(asked, request.POST)
    try:
        answer_in_unknown(
            learner=learner,
            answers=answers_of(actor_from(request.user), request.session, now=now),
            case_key=key,
            attempt_key=attempt_key(request),
            item=asked.id,
            given=given,
            certainty=certainty,
            token=request.POST.get("token", ""),
            words=WordsOfRadiology(vocabulary()),
            now=now,
        )
    except InvalidAnswer as error:
        if taken.sitting.course.is_over:
            raise InvalidInput(error.message) from error
        return show_stage(request, taken, refused={asked.id: error.message})
    anchor = f"q-{item}"
    return HttpResponseRedirect(f"{reverse('web:unknown', args=[key])}#{anchor}", status=303)
