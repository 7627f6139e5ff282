"""Classes: joined with consent, left at any time, and seen by nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from readingroom.accounts.models import Role
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from readingroom.teaching.models import Contribution, Membership
from readingroom.teaching.selectors.analysis import standings_of, works_of
from readingroom.teaching.selectors.cohorts import class_taught, invitation, teacher_names
from readingroom.teaching.services import cohorts, cohorts_work
from tests.factories.cases import NOON
from tests.factories.classes import (
    HOUR,
    answer,
    asked,
    hand_in_as,
    make_cohort,
    make_member,
    make_set,
    row,
    take_case,
    teacher,
)
from tests.factories.people import ben, chiara, dev, make_person

pytestmark = pytest.mark.django_db


def test_who_may_not_teach_makes_no_class() -> None:
    with pytest.raises(NotPermitted):
        cohorts.make_class(actor=ben(), name="Mine", now=NOON)


def test_a_class_is_joined_by_its_newest_link_and_only_with_consent() -> None:
    cohort = make_cohort()
    old = UUID(cohort.join_code)
    with pytest.raises(InvalidInput):
        cohorts.join_class(actor=ben(), code=old, agrees=False, now=NOON)
    cohorts.renew_link(actor=teacher(), key=cohort.key, now=NOON)
    cohort.refresh_from_db()

    with pytest.raises(NotFound):
        cohorts.join_class(actor=ben(), code=old, agrees=True, now=NOON)
    for _ in range(2):
        cohorts.join_class(actor=ben(), code=UUID(cohort.join_code), agrees=True, now=NOON)

    assert [(m.person, m.agreed_to) for m in Membership.objects.all()] == [(ben(), cohorts.CONSENT)]
    assert AuditRecord.objects.filter(action="class.joined").count() == 1


def test_a_closed_class_is_not_joined_and_nothing_is_begun_for_it() -> None:
    cohort, case = make_cohort(), asked()
    member, task = make_member(cohort, "nia"), make_set(cohort, case)
    cohorts.close_class(actor=teacher(), key=cohort.key, is_closed=True, now=NOON)

    with pytest.raises(NotFound):
        invitation(ben(), UUID(cohort.join_code))
    with pytest.raises(StateConflict):
        cohorts_work.begin_for_class(actor=member, set_key=task.key, now=NOON)


def test_teachers_see_a_class_for_as_long_as_they_may_teach() -> None:
    cohort, other = make_cohort(), make_person("uma", Role.TEACHER)
    with pytest.raises(NotFound):
        class_taught(other, cohort.key)
    cohorts.add_teacher(actor=teacher(), key=cohort.key, username="UMA", now=NOON)
    assert class_taught(other, cohort.key) == cohort
    other.role = Role.LEARNER
    other.save()

    with pytest.raises(NotFound):
        class_taught(other, cohort.key)
    assert teacher_names(cohort) == ("tim",)


@pytest.mark.parametrize("username", ["nobody", "ben", "elsewhere"])
def test_only_teachers_of_the_same_institution_are_added(username: str) -> None:
    cohort = make_cohort()
    ben(), make_person("elsewhere", Role.TEACHER, institution=chiara().institution.name)  # type: ignore[union-attr]  # she has one

    with pytest.raises(NotFound):
        cohorts.add_teacher(actor=teacher(), key=cohort.key, username=username, now=NOON)


def test_a_teacher_is_no_member_of_their_own_class() -> None:
    cohort = make_cohort()

    with pytest.raises(StateConflict):
        cohorts.join_class(actor=teacher(), code=UUID(cohort.join_code), agrees=True, now=NOON)


def test_private_practice_is_never_seen_by_a_class() -> None:
    cohort, case = make_cohort(), asked()
    member, task = make_member(cohort, "nia"), make_set(cohort, case)
    answer(member, case, "level", NOON + HOUR, score=0.0, is_right=False)
    take_case(member, case, at=NOON + HOUR)

    (line,) = standings_of(cohort, works_of(cohort))
    assert [standing.state for standing in line.standings] == ["none"]
    cohorts_work.begin_for_class(actor=member, set_key=task.key, now=NOON + 2 * HOUR)
    with pytest.raises(StateConflict):
        cohorts_work.hand_in(actor=member, set_key=task.key, now=NOON + 2 * HOUR)

    answer(member, case, "level", NOON + 3 * HOUR)
    take_case(member, case, [row("Metastasis", 80)], at=NOON + 3 * HOUR)
    for hours in (4, 5):
        cohorts_work.hand_in(actor=member, set_key=task.key, now=NOON + hours * HOUR)
    (line,) = standings_of(cohort, works_of(cohort))
    found = line.standings[0]
    assert (found.state, found.score, found.questions) == ("done", 0.75, 1.0)
    assert Contribution.objects.get().said["answers"][0]["score"] == 1.0


def test_whoever_leaves_is_not_seen_by_name_any_more_and_what_waits_goes() -> None:
    cohort, case = make_cohort(), asked()
    member, task = make_member(cohort, "nia"), make_set(cohort, case)
    hand_in_as(member, task, case)

    cohorts.leave_class(actor=member, key=cohort.key, now=NOON)

    assert standings_of(cohort, works_of(cohort)) == ()
    assert not Contribution.objects.exists()


def test_nothing_of_anothers_class_can_be_changed() -> None:
    cohort, case = make_cohort(), asked()
    member, task = make_member(cohort, "nia"), make_set(cohort, case)
    stranger = make_person("uma", Role.TEACHER)

    for attempt in (
        lambda: cohorts.rename_class(actor=stranger, key=cohort.key, name="Mine"),
        lambda: cohorts.renew_link(actor=stranger, key=cohort.key, now=NOON),
        lambda: cohorts.remove_member(actor=stranger, key=cohort.key, member=member.key, now=NOON),
        lambda: cohorts_work.unset_case(actor=stranger, set_key=task.key, now=NOON),
        lambda: cohorts_work.begin_for_class(actor=ben(), set_key=task.key, now=NOON),
        lambda: cohorts_work.set_case(actor=stranger, key=cohort.key, case_key=case.key, now=NOON),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_pages_lead_from_a_new_class_to_what_was_handed_in() -> None:
    case, tim, nia = asked(), Client(), Client()
    tim.force_login(teacher()), nia.force_login(make_person("nia"))  # type: ignore[func-returns-value]  # two lines in one
    made = tim.post("/classes/", {"name": "  "})
    assert made.status_code == 422
    path = tim.post("/classes/", {"name": "Spine <b>"})["Location"]
    code = class_taught(teacher(), UUID(path.split("/")[2])).join_code
    tim.post(f"{path}change/", {"do": "set-case", "case": case.short_number})
    join = f"/classes/join/{UUID(code)}/"

    page = nia.get(join).content.decode()
    assert "taught by tim" in page
    assert "Spine &lt;b&gt;" in page
    assert nia.post(join, {}).status_code == 422
    assert nia.post(join, {"agree": "1"})["Location"] == path
    task = f"/classes/set/{works_of(class_taught(teacher(), UUID(path.split('/')[2])))[0].key}/"
    begun = nia.post(f"{task}do/", {"do": "begin"})

    assert begun["Location"] == f"/cases/{case.key}/unknown/"
    assert "Begun" in tim.get(path).content.decode()
    for client, address in ((tim, task), (nia, path), (tim, f"{path}calibration/")):
        answer_ = client.get(address)
        assert answer_.status_code == 200
        assert "Metastasis" not in answer_.content.decode()
    assert nia.get(task).status_code == 404
    assert tim.post(f"{task}do/", {"do": "begin"}).status_code == 404
    assert nia.post(f"{path}leave/")["Location"] == "/classes/"
    assert nia.get(path).status_code == 404


def test_an_editor_who_does_not_teach_it_sees_nothing_of_a_class() -> None:
    cohort = make_cohort()
    client = Client()
    client.force_login(dev())

    for name in ("", "results.csv", "figures.csv", "statements.json", "calibration/"):
        assert client.get(f"/classes/{cohort.key}/{name}").status_code == 404


def test_a_batch_once_handed_in_waits_for_four_more() -> None:
    cohort, case = make_cohort(), asked()
    task = make_set(cohort, case)
    sizes = []
    for number in range(6):
        hand_in_as(make_member(cohort, f"m{number}"), task, case)
        sizes.append(Contribution.objects.filter(batch__isnull=False).count())

    assert sizes == [0, 0, 0, 0, 5, 5]
    assert Contribution.objects.latest("pk").finished_at == NOON + timedelta(hours=3)
