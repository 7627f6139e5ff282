"""Cards of what was answered: graded by the answer, never by whoever answers."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.assessment.calibration import answer_by_certainty
from readingroom.assessment.choice import Certainty
from readingroom.assessment.differential import FULL
from readingroom.assessment.review_queue import ReviewCard, answer_card
from readingroom.assessment.spacing import Grade, Memory, grade_answer
from readingroom.cases.models import Case
from readingroom.learning.alike import sibling_of
from readingroom.learning.events import AttemptFinished, ItemAnswered, ItemJudged
from readingroom.learning.models import AttemptJudgement, Card, ItemAnswer, ItemJudgement, Source
from readingroom.learning.models.card import DIAGNOSIS
from readingroom.learning.selectors.asked import items_asked

USUAL_TIME_FROM: Final = 5
"""From how many earlier answers up a learner has a usual time."""
_LOOKED_AT: Final = 50
_DIFFERENTIAL: Final = "differential"


def on_attempt_finished(event: AttemptFinished) -> None:
    """The diagnosis of the case comes back when it is due."""
    judged = AttemptJudgement.objects.select_related("attempt__person", "attempt__revision__case")
    found = judged.get(attempt__key=event.attempt_key, number=0)
    if found.outcome is None or found.attempt.revision is None:
        return
    grade = grade_answer(float(found.is_right), confidence=found.said)
    case, person = found.attempt.revision.case, found.attempt.person
    _count(_cards_for(person, case, found.judged_at), grade, event.attempt_key, found.judged_at)


def on_item_answered(event: ItemAnswered) -> None:
    """The item comes back when it is due, unless a person must judge it first."""
    answer = _answer(event.answer_key)
    share = _share(answer)
    if share is not None:
        _count_item(answer, share)


def on_item_judged(event: ItemJudged) -> None:
    """An answer of words is judged; a second judging of the same answer changes no date."""
    answer = _answer(event.answer_key)
    judgement = ItemJudgement.objects.filter(answer=answer).order_by("-pk").first()
    if judgement is not None:
        _count_item(answer, judgement.score)


def memory_of(card: Card) -> Memory | None:
    """What the schedule keeps of a card; None before its first answer."""
    if card.stability_days is None or card.difficulty is None or card.reviewed_at is None:
        return None
    return Memory(card.stability_days, card.difficulty, card.reviewed_at, card.due_at)


def concept_of(card: Card) -> str:
    """What a card is about, in the words of the queue: siblings are what stands in for it."""
    return f"{card.case_id}/{card.item}" if card.item != DIAGNOSIS else str(card.case_id)


def stand_in_name(card: Card, case_id: int) -> str:
    """What the queue calls that which another case asks in the place of a card."""
    return f"{concept_of(card)}@{case_id}"


def as_review_card(card: Card) -> ReviewCard:
    """A row as the queue is drawn from."""
    is_own = card.drawn_id in {None, card.case_id}
    return ReviewCard(
        item=str(card.key),
        concept=concept_of(card),
        memory=memory_of(card),
        due_at=card.due_at,
        is_paused=card.is_paused,
        shown="" if is_own else stand_in_name(card, card.drawn_id or 0),
    )


def write_back(card: Card, after: ReviewCard) -> None:
    """Keep what became of a card, and not which case was drawn for it."""
    memory = after.memory
    card.stability_days = memory.stability_days if memory else None
    card.difficulty = memory.difficulty if memory else None
    card.reviewed_at = memory.reviewed_at if memory else None
    card.due_at, card.is_paused = after.due_at, after.is_paused
    card.save()


def _answer(key: UUID) -> ItemAnswer:
    return ItemAnswer.objects.select_related("person", "revision__case").get(key=key)


def _share(answer: ItemAnswer) -> float | None:
    """How right it was; a differential is right or wrong, for its score is no share of that."""
    if answer.is_right or answer.kind == _DIFFERENTIAL:
        return float(bool(answer.is_right))
    return answer.score


def _count_item(answer: ItemAnswer, share: float) -> None:
    """Exams count for nothing here: the date would tell what is not told before their end."""
    if answer.person is None or answer.revision is None or answer.source == Source.EXAM:
        return
    grade = grade_answer(share, confidence=_confidence(answer), is_quick=_is_quick(answer))
    _count(
        _cards_of_item(answer.person, answer, answer.revision.case), grade, answer.key, answer.at
    )


def _cards_of_item(person: Person, answer: ItemAnswer, case: Case) -> Sequence[Card]:
    """The cards that an answer counts for, as ``_cards_for`` has them for a diagnosis."""
    if Card.objects.filter(person=person, answer_key=answer.key).exists():
        return ()  # it counted for them already
    drawn = Card.objects.filter(person=person, drawn=case, is_drawn=True)
    waiting = list(drawn.exclude(case=case).exclude(item=DIAGNOSIS))
    items, _ = items_asked({case.pk, *(card.case_id for card in waiting)}) if waiting else ({}, ())
    stands_for = [
        card
        for card in waiting
        for asked in (items.get(card.case_id, {}).get(card.item),)
        if asked and sibling_of(asked, items.get(case.pk, {}).values()) == answer.item
    ]
    own = Card.objects.filter(person=person, case=case, item=answer.item)
    if not stands_for and not own.exists():
        made = {"due_at": answer.at, "made_at": answer.at}
        Card.objects.get_or_create(person=person, case=case, item=answer.item, defaults=made)
    return [*stands_for, *own.all()]


def _confidence(answer: ItemAnswer) -> float | None:
    if answer.kind == _DIFFERENTIAL:
        return float(answer.detail.get("truth", 0.0)) / FULL
    if answer.certainty is None:
        return None
    return answer_by_certainty(Certainty(answer.certainty), is_right=True).middle


def _is_quick(answer: ItemAnswer) -> bool:
    """Whether it took less than their usual time for questions of the kind."""
    if answer.seconds is None:
        return False
    before = ItemAnswer.objects.filter(
        person=answer.person, kind=answer.kind, seconds__isnull=False, pk__lt=answer.pk
    )
    latest = before.order_by("-pk").values_list("seconds", flat=True)[:_LOOKED_AT]
    times = [seconds for seconds in latest if seconds is not None]
    return len(times) >= USUAL_TIME_FROM and answer.seconds < median(times)


def _cards_for(person: Person, case: Case, now: datetime) -> Sequence[Card]:
    """The cards that taking a case counts for.

    Those it was drawn for in the place of another, and its own; it gets one of its own unless it
    only stood in for another.
    """
    stands_for = list(
        Card.objects.filter(person=person, item=DIAGNOSIS, drawn=case, is_drawn=True).exclude(
            case=case
        )
    )
    own = Card.objects.filter(person=person, case=case, item=DIAGNOSIS).first()
    if own is None and not stands_for:
        own = Card(person=person, case=case, item=DIAGNOSIS, due_at=now, made_at=now)
    return [*stands_for, *([own] if own else [])]


@transaction.atomic
def _count(cards: Sequence[Card], grade: Grade, answer_key: UUID, at: datetime) -> None:
    for card in cards:
        if card.answer_key == answer_key:
            continue
        card.answer_key, card.is_drawn = answer_key, False
        write_back(card, answer_card(as_review_card(card), grade, at))
