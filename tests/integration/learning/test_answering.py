"""An answer is kept once, judged at once, and tied to what was asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from readingroom.accounts.models import Person
from readingroom.assessment.errors import InvalidAnswer
from readingroom.cases.models import Case, Visibility
from readingroom.infra import events
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.learning.events import ItemAnswered
from readingroom.learning.models import ItemAnswer
from readingroom.learning.services.answering import answer_item
from readingroom.learning.services.answering_token import LONGEST, new_token, seconds_since
from tests.factories.answering import asking_case
from tests.factories.cases import NOON
from tests.factories.people import ben, make_person

pytestmark = pytest.mark.django_db


ONE, TWO, THREE = ({"token": f"token {number}"} for number in (1, 2, 3))


def answer(case: Case, actor: Person | AnonymousUser, **changed: Any) -> ItemAnswer:
    sent: dict[str, Any] = {
        "item": "level", "given": {"chosen": [1]}, "certainty": 2, "source": "practice",
        "context": "", "token": "a-token", "now": NOON,
    }  # fmt: skip
    return answer_item(actor=actor, case_key=case.key, **{**sent, **changed})


def test_an_answer_is_kept_with_its_worth_its_revision_and_the_version_of_its_item() -> None:
    case = asking_case()

    kept = answer(case, ben(), token=new_token(NOON - timedelta(seconds=40)))

    for row in (case, kept):
        row.refresh_from_db()
    assert (kept.score, kept.is_right, kept.marks, kept.seconds) == (1.0, True, 2, 40)
    assert kept.revision == case.published_revision
    assert len(kept.item_version) == 16


def test_no_clock_but_the_servers_says_how_long_an_answer_took() -> None:
    token = new_token(NOON)
    body, _, signature = token.rpartition(".")
    later = f"{int((NOON + timedelta(seconds=39)).timestamp()):x}.{body.partition('.')[2]}"

    taken = [
        seconds_since(token, NOON + timedelta(seconds=40)),
        seconds_since(f"{later}.{signature}", NOON + timedelta(seconds=40)),
        seconds_since(token, NOON - timedelta(seconds=1)),
        seconds_since(token, NOON + timedelta(seconds=LONGEST + 1)),
    ]

    assert taken == [40, None, None, None]


def test_wrong_and_sure_costs_six_marks() -> None:
    kept = answer(asking_case(), ben(), given={"chosen": [0]}, certainty=3)

    assert (kept.score, kept.is_right, kept.marks) == (0.0, False, -6)


def test_the_same_sent_again_is_no_second_answer() -> None:
    case = asking_case()

    first, again = answer(case, ben()), answer(case, ben())

    assert first.key == again.key
    assert ItemAnswer.objects.count() == 1


def test_an_answer_is_told_of_once_and_only_of_people() -> None:
    case, told = asking_case(), []
    stop = events.subscribe(ItemAnswered, told.append)

    kept = answer(case, ben())
    answer(case, ben())
    answer(case, AnonymousUser())
    stop()

    assert told == [ItemAnswered(kept.key)]


@pytest.mark.parametrize(
    "changed",
    [
        {"given": {"chosen": [0]}},
        {"certainty": 3},
        {"item": "steps", "given": {"order": [0, 1, 2]}},
    ],
)
def test_a_token_brings_no_other_answer(changed: dict[str, Any]) -> None:
    case = asking_case()
    answer(case, ben())

    with pytest.raises(StateConflict):
        answer(case, ben(), **changed)

    assert ItemAnswer.objects.get().given == {"chosen": [1]}


def test_in_a_sitting_an_item_is_answered_once_and_in_practice_again() -> None:
    case = asking_case()
    answer(case, ben(), source="exam", context="sitting", **ONE)

    with pytest.raises(StateConflict):
        answer(case, ben(), source="exam", context="sitting", **TWO)
    again = answer(case, ben(), **THREE)

    assert again.number == 2


def test_a_page_from_before_the_answer_was_shown_brings_no_second_one() -> None:
    case = asking_case()
    answer(case, ben(), number=1, **ONE)

    with pytest.raises(StateConflict):
        answer(case, ben(), number=1, **TWO)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"item": "absent"}, NotFound),
        ({"given": {"chosen": []}}, InvalidAnswer),
        ({"given": {"chosen": [0, 1]}}, InvalidAnswer),
        ({"given": {"chosen": [9]}}, InvalidAnswer),
        ({"given": {"chosen": "1"}}, InvalidAnswer),
        ({"given": {}}, InvalidAnswer),
        ({"certainty": None}, InvalidAnswer),
        ({"certainty": 4}, InvalidAnswer),
        ({"token": ""}, InvalidInput),
        ({"token": "x" * 65}, InvalidInput),
        ({"source": "elsewhere"}, InvalidInput),
    ],
)
def test_what_is_no_answer_is_refused(changed: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        answer(asking_case(), ben(), **changed)

    assert not ItemAnswer.objects.exists()


def test_a_case_that_is_closed_to_someone_asks_them_nothing() -> None:
    case = asking_case(visibility=Visibility.INSTITUTION)

    for who in (AnonymousUser(), make_person("elsewhere", institution="Another hospital")):
        with pytest.raises(NotFound):
            answer(case, who)


def test_what_a_visitor_answers_is_judged_and_not_kept() -> None:
    judged = answer(asking_case(), AnonymousUser())

    assert (judged.score, judged.marks) == (1.0, 2)
    assert not ItemAnswer.objects.exists()


def test_an_answer_is_never_changed() -> None:
    kept = answer(asking_case(), ben())

    with pytest.raises(StateConflict):
        kept.save()
