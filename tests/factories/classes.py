"""Classes with members who have handed in, without the pages in between."""

from datetime import datetime, timedelta
from typing import Any

from readingroom.accounts.models import Person, Role
from readingroom.casefile.items import item_version
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case
from readingroom.learning.models import Attempt, Commit, ItemAnswer, Result
from readingroom.teaching.models import Cohort, Contribution, Membership, SetCase
from readingroom.teaching.services.cohorts import CONSENT, make_class
from readingroom.teaching.services.cohorts_work import begin_for_class, hand_in, set_case
from tests.factories.answering import asking_case
from tests.factories.cases import NOON
from tests.factories.people import make_person

HOUR = timedelta(hours=1)


def teacher() -> Person:
    return make_person("tim", Role.TEACHER)


def make_cohort(name: str = "Spine, spring") -> Cohort:
    return make_class(actor=teacher(), name=name, now=NOON)


def make_member(cohort: Cohort, username: str) -> Person:
    person = make_person(username)
    Membership.objects.create(cohort=cohort, person=person, joined_at=NOON, agreed_to=CONSENT)
    return person


def make_set(cohort: Cohort, case: Case) -> SetCase:
    return set_case(actor=teacher(), key=cohort.key, case_key=case.key, now=NOON)


def take_case(
    person: Person, case: Case, *stages: list[dict[str, Any]], at: datetime = NOON
) -> Attempt:
    """A finished way through a case: rows of name and points at each stage."""
    attempt = Attempt.objects.create(
        person=person, case_key=case.key, revision=case.published_revision,
        number=Attempt.objects.filter(person=person, case_key=case.key).count() + 1, started_at=at,
    )  # fmt: skip
    for place, rows in enumerate(stages):
        Commit.objects.create(
            attempt=attempt, place=place, token=f"t{place}", rows=rows, committed_at=at
        )
    Result.objects.create(attempt=attempt, outcome=0.75, closeness=[], finished_at=at)
    return attempt


def answer(person: Person, case: Case, item: str, at: datetime, **fields: Any) -> ItemAnswer:
    number = ItemAnswer.objects.filter(person=person, case_key=case.key, item=item).count() + 1
    said = {
        "item_version": "0" * 16, "kind": "multiple-choice", "source": "practice",
        "given": {"chosen": [1]}, "certainty": 3, "score": 1.0, "is_right": True, "seconds": 20,
        **fields,
    }  # fmt: skip
    return ItemAnswer.objects.create(
        person=person, case_key=case.key, revision=case.published_revision, item=item,
        number=number, token=f"{case.pk}-{item}-{number}", at=at, **said,
    )  # fmt: skip


def answer_in_words(person: Person, case: Case, at: datetime, **fields: Any) -> ItemAnswer:
    """An answer to the question ``say``, which nobody has marked."""
    assert case.published_revision
    items = {one.id: one for one in parse_document(case.published_revision.document).items}
    said = {
        "kind": "free-text", "given": {"text": "A mass."}, "certainty": None, "score": None,
        "is_right": None, "item_version": item_version(items["say"]), **fields,
    }  # fmt: skip
    return answer(person, case, "say", at, **said)


def handed_in_words(cohort: Cohort, person: Person, case: Case) -> ItemAnswer:
    """What someone wrote in a playlist that was set for a class and is gone."""
    said = answer_in_words(person, case, NOON, context=str(cohort.key), source="playlist")
    Contribution.objects.create(
        cohort=cohort, work=cohort.key, person=person, context=said.context, begun_at=NOON,
        finished_at=NOON, said={"origin": "playlist"},
    )  # fmt: skip
    return said


def row(name: str, points: int) -> dict[str, Any]:
    return {"name": name, "points": points, "code": ""}


def hand_in_as(person: Person, task: SetCase, case: Case, **fields: Any) -> None:
    """Begin it for the class, answer, finish and hand in."""
    begin_for_class(actor=person, set_key=task.key, now=NOON + HOUR)
    stages = fields.pop("stages", ([row("Discitis", 60)], [row("Metastasis", 90)]))
    answer(person, case, "level", NOON + HOUR, **fields)
    take_case(person, case, *stages, at=NOON + 2 * HOUR)
    hand_in(actor=person, set_key=task.key, now=NOON + 3 * HOUR)


def asked() -> Case:
    """A published case of two stages with a question ``level`` whose second option is right."""
    case = asking_case()
    case.refresh_from_db()
    return case
