"""Publishing at a time to come, returning what is published, and what is reminded of."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from readingroom.accounts.models import Person, Role
from readingroom.cases.access import visible_cases
from readingroom.cases.jobs import keep_times
from readingroom.cases.models import (
    Case,
    Outcome,
    PathologyWait,
    PublicationSchedule,
    Review,
    State,
    Visibility,
)
from readingroom.cases.selectors.tombstone import tombstone_of
from readingroom.cases.services.pathology_wait import end_wait, remind_waiting, wait_for_pathology
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.cases.services.recall import return_to_draft
from readingroom.cases.services.reviewing import return_case, withdraw_case
from readingroom.cases.services.revise import save_revision
from readingroom.cases.services.schedule import (
    cancel_schedule,
    carry_out,
    due_schedules,
    schedule_publication,
)
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from tests.factories.cases import NOON, make_case, make_document
from tests.factories.people import amara, ben, chiara, dev
from tests.factories.reviewing import news_of, published, submitted

pytestmark = pytest.mark.django_db
DUE = NOON + timedelta(days=3)
VISITOR = AnonymousUser()


def schedule(case: Case, **fields: Any) -> PublicationSchedule:
    told = {"editor": dev(), "visibility": Visibility.PUBLIC, "due_at": DUE, "now": NOON, **fields}
    return schedule_publication(case_key=case.key, **told)


def state_of(case: Case) -> str:
    case.refresh_from_db()
    return case.state


def test_it_is_published_when_its_time_has_come_and_not_before() -> None:
    case, _ = submitted()
    made = schedule(case)

    assert not carry_out(made.key, now=DUE - timedelta(seconds=1))
    assert state_of(case) == State.DRAFT
    assert carry_out(made.key, now=DUE)

    assert (state_of(case), case.visibility) == (State.PUBLISHED, "public")
    assert case.published_at == DUE
    assert news_of(amara()) == ["published"]
    assert not carry_out(made.key, now=DUE)


def test_another_time_replaces_the_first_and_can_be_cancelled() -> None:
    case, _ = submitted()
    first, second = schedule(case), schedule(case, due_at=DUE + timedelta(days=1))

    assert not carry_out(first.key, now=DUE)
    cancel_schedule(case_key=case.key, editor=dev(), now=NOON)
    assert not carry_out(second.key, now=DUE + timedelta(days=1))

    assert state_of(case) == State.DRAFT
    with pytest.raises(StateConflict):
        cancel_schedule(case_key=case.key, editor=dev(), now=NOON)


@pytest.mark.parametrize("ends", ["withdrawn", "returned"])
def test_what_is_taken_back_or_returned_is_not_published_later(ends: str) -> None:
    case, _ = submitted()
    made = schedule(case)

    if ends == "withdrawn":
        withdraw_case(case_key=case.key, author=amara(), now=NOON)
    else:
        return_case(case_key=case.key, editor=dev(), reasons=["proof"], words="", now=NOON)

    assert not carry_out(made.key, now=DUE)
    assert state_of(case) == State.DRAFT


def changed_since(case: Case) -> None:
    document = make_document(title="Other words")
    save_revision(case=case, document=document, author=amara(), note="", now=NOON)


def editor_gone(case: Case) -> None:
    Person.objects.filter(pk=dev().pk).update(is_active=False)


def editor_demoted(case: Case) -> None:
    Person.objects.filter(pk=dev().pk).update(role=Role.LEARNER)


def checklist_unmet(case: Case) -> None:
    document = {**case.draft_revision.document, "contributors": []}  # type: ignore[union-attr]  # it has one
    QuerySet(model=type(case.draft_revision)).update(document=document)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (changed_since, "has changed since"),
        (editor_gone, "has left"),
        (editor_demoted, "not open to you"),
        (checklist_unmet, "checklist is not met any more: who made it"),
    ],
)
def test_everything_is_checked_again_at_the_moment_and_the_editor_told(
    spoil: Any, why: str
) -> None:
    case, _ = submitted()
    made = schedule(case)
    spoil(case)

    assert not carry_out(made.key, now=DUE)

    made.refresh_from_db()
    assert made.standing == "failed"
    assert why in made.why
    assert state_of(case) == State.DRAFT
    assert news_of(dev()) == (
        ["submitted"] if spoil is editor_gone else ["submitted", "not-published"]
    )


@pytest.mark.parametrize("due_at", [NOON, NOON - timedelta(days=1), NOON + timedelta(days=400)])
def test_only_a_time_to_come_can_be_chosen(due_at: Any) -> None:
    case, _ = submitted()

    with pytest.raises(InvalidInput):
        schedule(case, due_at=due_at)


def test_who_may_not_publish_sets_no_time() -> None:
    case, _ = submitted()

    with pytest.raises(NotPermitted):
        schedule(case, editor=amara())
    with pytest.raises(NotFound):
        schedule(case, editor=chiara())


def test_what_a_dead_process_did_not_queue_is_found_by_the_sweep() -> None:
    case, _ = submitted()
    made = schedule(case)
    waiting = make_case()
    wait_for_pathology(case_key=waiting.key, author=amara(), remind_at=DUE, every_days=0, now=NOON)

    assert due_schedules(now=DUE) == [made.key]
    assert due_schedules(now=NOON) == []
    keep_times.call()  # its clock is far past that day

    assert news_of(amara()) == ["pathology"]


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.UNLISTED])
def test_a_case_licensed_for_the_institution_never_leaves_it(visibility: Visibility) -> None:
    case, _ = submitted(licence="institution-only")

    with pytest.raises(NotPermitted, match="licence"):
        publish_case(case_key=case.key, actor=dev(), visibility=visibility, now=NOON)
    with pytest.raises(NotPermitted, match="licence"):
        schedule(case, visibility=visibility)
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.INSTITUTION, now=NOON)

    assert visible_cases(ben()).filter(key=case.key).exists()
    assert not visible_cases(VISITOR).filter(key=case.key).exists()


@pytest.mark.parametrize(("keeps", "state"), [(True, State.PUBLISHED), (False, State.DRAFT)])
def test_a_published_case_goes_back_to_its_author_and_readers_have_what_was_chosen(
    keeps: bool, state: State
) -> None:
    case = published()

    return_to_draft(
        case_key=case.key, editor=dev(), reasons=["limits"], words="Say the thickness.",
        keeps_readers=keeps, now=NOON,
    )  # fmt: skip

    assert state_of(case) == state
    assert visible_cases(VISITOR).filter(key=case.key).exists() is keeps
    review = Review.objects.get(case=case)
    assert (review.outcome, review.reasons) == (Outcome.RECALLED, ["limits"])
    assert news_of(amara()) == ["recalled"]
    assert case.revisions.get().published_at == NOON


def test_it_is_not_returned_without_a_reason_nor_by_others_nor_twice() -> None:
    case = published()
    fields: dict[str, Any] = {
        "case_key": case.key, "words": "", "keeps_readers": False, "now": NOON,
    }  # fmt: skip

    with pytest.raises(InvalidInput):
        return_to_draft(editor=dev(), reasons=["no such"], **fields)
    with pytest.raises(NotPermitted):
        return_to_draft(editor=amara(), reasons=["proof"], **fields)
    return_to_draft(editor=dev(), reasons=["proof"], **fields)
    with pytest.raises(StateConflict):
        return_to_draft(editor=dev(), reasons=["proof"], **fields)


def test_a_tombstone_says_that_a_case_was_there_to_those_who_could_read_it() -> None:
    public, house = published(), published(Visibility.INSTITUTION)
    for case in (public, house):
        retire_case(case_key=case.key, actor=dev(), now=NOON, because="outdated")

    stone = tombstone_of(VISITOR, public.key)

    assert stone is not None
    assert (stone.number, stone.because) == (
        public.short_number, "It no longer teaches what is known",
    )  # fmt: skip
    assert tombstone_of(VISITOR, house.key) is None
    assert tombstone_of(chiara(), house.key) is None
    assert tombstone_of(ben(), house.key) is not None


def test_pathology_is_reminded_of_at_its_days_until_it_has_come() -> None:
    case, day = make_case(), timedelta(days=1)
    wait_for_pathology(
        case_key=case.key, author=amara(), remind_at=NOON + day, every_days=7, now=NOON
    )

    reminded = [remind_waiting(now=NOON + at * day) for at in (0, 1, 2, 8, 30)]
    end_wait(case_key=case.key, author=amara())

    assert reminded == [0, 1, 0, 1, 1]
    assert remind_waiting(now=NOON + 90 * day) == 0
    assert news_of(amara()) == ["pathology"]  # one that is not read yet is not told again


def test_once_is_once_and_submitting_ends_the_wait() -> None:
    case, day = make_case(), timedelta(days=1)
    wait_for_pathology(
        case_key=case.key, author=amara(), remind_at=NOON + day, every_days=0, now=NOON
    )

    assert [remind_waiting(now=NOON + at * day) for at in (1, 2)] == [1, 0]
    case, _ = submitted()
    assert not PathologyWait.objects.filter(case=case).exists()


@pytest.mark.parametrize(("days", "every"), [(0, 7), (400, 7), (1, 5)])
def test_a_day_to_come_and_a_known_interval_are_asked_for(days: int, every: int) -> None:
    case = make_case()

    with pytest.raises(InvalidInput):
        wait_for_pathology(
            case_key=case.key, author=amara(), remind_at=NOON + timedelta(days=days),
            every_days=every, now=NOON,
        )  # fmt: skip
