"""The page of calibration: of what it is made, and what it keeps back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.cases.models import Case, CaseOpening, State, Visibility
from readingroom.learning.models import Attempt, AttemptJudgement, ItemAnswer, Result
from readingroom.learning.selectors.calibration import record_of
from tests.factories.cases import NOON, make_case
from tests.factories.people import amara, ben

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}


def case_of(**fields: Any) -> Case:
    return make_case(**PUBLIC, **fields)


def judged(case: Case, *, said: float | None, right: bool, person: Person, **more: Any) -> None:
    attempt = Attempt.objects.create(
        person=person, case_key=case.key, revision=case.published_revision, started_at=NOON,
        **{"number": Attempt.objects.filter(person=person).count() + 1, **more},
    )  # fmt: skip
    at = NOON + timedelta(minutes=attempt.pk)
    Result.objects.create(attempt=attempt, outcome=0.5, closeness=[], finished_at=at)
    AttemptJudgement.objects.create(
        attempt=attempt, number=0, outcome=0.5, closeness=[], said=said, is_right=right,
        judged_at=at,
    )  # fmt: skip


def answered(case: Case, **more: Any) -> None:
    ItemAnswer.objects.create(
        **{
            "person": ben(), "case_key": case.key, "revision": case.published_revision,
            "item": uuid4().hex[:8], "item_version": "0" * 16, "kind": "multiple-choice",
            "source": "practice", "number": 1, "token": uuid4().hex, "given": {}, "at": NOON,
            **more,
        }
    )  # fmt: skip


def test_first_goes_at_cases_that_are_certain_make_the_record() -> None:
    sure, open_end = case_of(), case_of(certainty="probable")
    judged(sure, said=0.9, right=True, person=ben(), number=1)
    judged(sure, said=1.0, right=True, person=ben(), number=2)
    judged(open_end, said=0.7, right=False, person=ben(), number=1)
    judged(case_of(), said=None, right=False, person=ben(), number=1)
    judged(sure, said=0.2, right=False, person=amara(), number=1)
    known = case_of()
    CaseOpening.objects.create(case=known, person=ben(), opened_at=NOON)
    judged(known, said=1.0, right=True, person=ben(), number=1)
    answered(sure, certainty=3, is_right=False)
    answered(sure, certainty=3, is_right=False, source="exam")
    answered(sure, certainty=3, is_right=False, number=2)
    answered(known, certainty=3, is_right=True, at=NOON + timedelta(minutes=1))
    answered(sure, is_right=True)

    record = record_of(ben())

    assert [(t.answer.low, t.answer.is_settled) for t in record.by_points] == [
        (0.9, True), (0.7, False),
    ]  # fmt: skip
    assert [(t.answer.low, t.answer.is_right) for t in record.by_certainty] == [(0.8, False)]
    assert record.by_points[0].facets["system"] == {"spine"}
    assert record.known == 2


def test_hotspots_on_normal_and_abnormal_cases_are_readings() -> None:
    case = case_of()
    for detail in (
        {"found": [[0, 0, 1.0]], "missed": [], "false": [], "repeats": []},
        {"found": [], "missed": [0], "false": [], "repeats": []},
        {"found": [], "missed": [], "false": [0], "repeats": []},
        {"found": [], "missed": [], "false": [], "repeats": []},
    ):
        answered(case, kind="hotspot", detail=detail)
    answered(case, kind="hotspot", detail={})
    CaseOpening.objects.create(case=case, person=ben(), opened_at=NOON + timedelta(minutes=1))
    after = {"found": [[0, 0, 1.0]], "missed": [], "false": [], "repeats": []}
    answered(case, kind="hotspot", detail=after, at=NOON + timedelta(minutes=2))

    told = [(r.reading.is_abnormal, r.reading.was_called) for r in record_of(ben()).readings]

    assert told == [(True, True), (True, False), (False, True), (False, False)]


def test_the_page_says_how_many_answers_it_leaves_out_and_why(client: Client) -> None:
    read = case_of()
    CaseOpening.objects.create(case=read, person=ben(), opened_at=NOON)
    client.force_login(ben())
    assert "left out" not in client.get("/mine/calibration/").content.decode()
    answered(read, certainty=2, is_right=True, at=NOON + timedelta(minutes=1))

    page = client.get("/mine/calibration/").content.decode()

    assert "1 answer of all time is left out: you had read the case before" in page


def test_the_page_says_how_many_answers_it_waits_for(client: Client) -> None:
    assert client.get("/mine/calibration/").status_code == 302
    client.force_login(ben())
    judged(case_of(), said=0.9, right=False, person=ben(), number=1)

    page = client.get("/mine/calibration/?system=spine&since=30").content.decode()

    assert "0 cases in this filter. From 20 up" in page
    assert "overconfident" not in page
    assert "1 case. From 20 up" in client.get("/mine/calibration/").content.decode()
