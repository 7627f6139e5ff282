"""Items inside a case that is taken as an unknown: asked at their stage, told of at the end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.casefile.items import DifferentialItem, Item
from readingroom.kernel.errors import NotFound, StateConflict
from readingroom.learning.cells import Thesaurus
from readingroom.learning.given import Given
from readingroom.learning.models import ItemAnswer, Source
from readingroom.learning.selectors.questions import alias_of
from readingroom.learning.services.answering import answer_item
from readingroom.learning.services.answering_records import Answers
from readingroom.learning.services.records import Learner
from readingroom.learning.services.taking import askable_case
from readingroom.learning.sitting import Sitting


def open_items(sitting: Sitting, answered: frozenset[str]) -> tuple[Item, ...]:
    """The items that wait for an answer where a sitting stands, in the order of the case.

    An item is asked at its stage before what was found there opens, or, where it builds on that,
    from then on. The stage's own differential takes the place of differential items. Once all
    is told nothing is asked any more.
    """
    course = sitting.course
    if course.here is None:
        return ()
    opened, here = {stage.id for stage in course.opened}, course.here.id
    return tuple(
        item
        for item in sitting.document.items
        if not isinstance(item, DifferentialItem)
        and item.id not in answered
        and (item.stage in opened if item.after_findings else item.stage == here)
    )


def reached_item(sitting: Sitting, case_key: UUID, alias: str) -> Item | None:
    """The item that pages call so; None where its stage is not reached, or there is none."""
    for item in sitting.document.items:
        if alias_of(case_key, item.id) == alias and is_reached(sitting, item.id):
            return item
    return None


def is_reached(sitting: Sitting, item: str) -> bool:
    """Whether an item belongs to a stage that is open or waits: of others nothing is told."""
    course = sitting.course
    stages = {stage.id for stage in course.opened} | ({course.here.id} if course.here else set())
    return any(one.id == item and one.stage in stages for one in sitting.document.items)


@transaction.atomic
def answer_in_unknown(  # noqa: PLR0913  # all that one answer in one sitting is
    *,
    learner: Learner,
    answers: Answers,
    case_key: UUID,
    attempt_key: UUID,
    item: str,
    given: Given,
    certainty: int | None,
    token: str,
    words: Thesaurus,
    now: datetime,
) -> ItemAnswer:
    """Keep an answer to an item that is open in the newest attempt.

    Raises:
        NotFound: the case is not open to them, the attempt is not theirs, or nothing of this
            name is asked in it.
        StateConflict: it was answered already, its stage is over, or not reached yet.
        InvalidAnswer: it is no answer to this item.
    """
    case = askable_case(learner.actor, case_key)
    sitting = learner.records.latest(case)
    if sitting is None or sitting.key != attempt_key:
        raise NotFound("There is no such attempt, or it is not yours. Load the page again.")
    context = str(sitting.key)
    kept = answers.latest(case_key, context=context).get(item)
    if kept is None or kept.answer.token != token:
        _check_open(sitting, item, is_answered=kept is not None)
    answer = answer_item(
        actor=learner.actor, case_key=case_key, item=item, given=given, certainty=certainty,
        source=Source.UNKNOWN, context=context, token=token, now=now, revision=sitting.revision,
        words=words,
    )  # fmt: skip
    return answer if isinstance(learner.actor, Person) else answers.keep(answer)


def _check_open(sitting: Sitting, item: str, *, is_answered: bool) -> None:
    if is_answered:
        raise StateConflict("You have answered this question already. Load the page again.")
    if item in {one.id for one in open_items(sitting, frozenset())}:
        return
    if is_reached(sitting, item):
        raise StateConflict(
            "This question can't be answered at the stage where you stand. Load the page again: "
            "what is passed can be practised once the case is over."
        )
    # One that is not reached yet answers like one that is not there.
    raise NotFound("The case has no such question any more. Load the page again.")
