"""What someone learned: attempts, answers, what is due. Read, and never before its time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from readingroom.accounts.models import Person
from readingroom.api.asking import now, person_of
from readingroom.api.paging import USUAL, Cursor, Limit, cursor_after, position_of
from readingroom.api.routes import OWN
from readingroom.api.shapes_own import (
    AnswerOut,
    AnswersOut,
    AttemptsOut,
    DrawnOut,
    DueOut,
    ProgressOut,
)
from readingroom.cases.access import closed_cases
from readingroom.cases.models import Case
from readingroom.learning.models import Attempt, ItemAnswer, Source
from readingroom.learning.selectors.attempts import attempts_of
from readingroom.learning.selectors.due import SiblingsOf, due_today
from readingroom.learning.selectors.keeping import progress_of
from readingroom.learning.selectors.questions import alias_of
from readingroom.search.index import current_engine, vocabulary
from readingroom.search.similar import of_same_diagnosis
from readingroom.teaching.models import Sitting
from readingroom.teaching.selectors.playlists import is_told

_ALWAYS_TOLD = frozenset({Source.PRACTICE.value, Source.REVIEW.value})


@OWN.get("/own/attempts", "attempts", AttemptsOut)
def list_attempts(request: HttpRequest, cursor: Cursor = "") -> Any:
    """Every unknown one has taken, the newest first."""
    found = attempts_of(person_of(request), page=position_of(cursor) or 1)
    more = found.page < found.page_count
    return {"items": found.rows, "next": cursor_after(found.page + 1) if more else None}


@OWN.get("/own/answers", "answers", AnswersOut)
def list_answers(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> AnswersOut:
    """Every answer one gave to a question, the newest first.

    Those of an exam are told once its results are open to whoever sat it, and of an unknown or a
    playlist what they were worth once it is finished: no sooner than on a page.
    """
    person, before = person_of(request), position_of(cursor)
    rows = ItemAnswer.objects.filter(person=person)
    exams = rows.filter(source=Source.EXAM).values_list("context", flat=True).distinct()
    closed = Case.objects.filter(pk__in=closed_cases(person)).values("key")
    rows = rows.exclude(context__in=set(exams) - _told_among(person, exams, now()))
    rows = rows.exclude(case_key__in=closed)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    some = list(rows.order_by("-pk")[: limit + 1])
    page = some[:limit]
    told = _told_among(person, {row.context for row in page}, now())
    items = [
        _answer(row, is_told=row.source in _ALWAYS_TOLD or row.context in told) for row in page
    ]
    return AnswersOut(items=items, next=cursor_after(page[-1].pk) if len(some) > limit else None)


@OWN.get("/own/due", "due", DueOut)
def show_due(request: HttpRequest) -> DueOut:
    """Reviews that are left for today.

    The case is named that is shown, and not the one it stands for: that would tell the answer.
    """
    person = person_of(request)
    due = due_today(person, _siblings_for(person), now=now())
    items = [
        DrawnOut(
            case=one.shown,
            number=one.shown_number,
            title=one.shown_title,
            is_question=bool(one.item),
        )
        for one in due.draws
    ]
    return DueOut(
        items=items, done=due.done, over=due.over, limit=due.limit, next_at=due.next_at
    )  # fmt: skip


@OWN.get("/own/progress", "progress", ProgressOut)
def show_progress(request: HttpRequest) -> Any:
    """Of all that the library lists, and of each system: how much one has read and taken."""
    return {"items": progress_of(person_of(request))}


def _told_among(person: Person, contexts: Collection[str], at: datetime) -> set[str]:
    """Those sittings and ways through unknowns whose worth their person has been told."""
    keys = [UUID(one) for one in contexts if one]
    sittings = Sitting.objects.filter(person=person, key__in=keys).select_related("playlist")
    finished = Attempt.objects.filter(person=person, key__in=keys, result__isnull=False)
    told = {str(one.key) for one in sittings if is_told(one, now=at)}
    return told | {str(key) for key in finished.values_list("key", flat=True)}


def _answer(row: ItemAnswer, *, is_told: bool) -> AnswerOut:
    return AnswerOut(
        key=row.key,
        case=row.case_key,
        question=alias_of(row.case_key, row.item),
        kind=row.kind,
        source=row.source,
        at=row.at,
        # Of an ordered list it holds the right places.
        given=row.given if is_told else None,
        certainty=row.certainty,
        is_told=is_told,
        score=row.score if is_told else None,
        is_right=row.is_right if is_told else None,
        marks=row.marks if is_told else None,
    )


def _siblings_for(person: Person) -> SiblingsOf:
    """Cases of the same diagnosis, as the library's index finds them; none while there is none."""
    engine = current_engine()

    def siblings_of(key: UUID) -> Sequence[UUID]:
        return of_same_diagnosis(engine, vocabulary(), person, key) if engine else ()

    return siblings_of
