"""Studies that come in later join a case of the same patient that is written already."""

from typing import Any

import pytest

from readingroom.accounts.models import Person, Role
from readingroom.archive.models import Study, Submission
from readingroom.cases.models import Case, Draft
from tests.factories import dicom
from tests.factories.people import amara, make_person
from tests.integration.web.test_editor import send as save
from tests.integration.web.test_received_pages import (
    Send,
    another_patient,
    data,
    later_study,
    page,
    send,
    signed_in,
)

__all__ = ["data", "send"]
pytestmark = pytest.mark.django_db


def started(send: Send) -> Case:
    """A case of a first study, with a word written in it already."""
    first = send(dicom.ct_slice())
    study = str(Study.objects.get().key)
    signed_in(amara()).post(f"/received/{first.key}/case/", {"study": study})
    case = Case.objects.get()
    title = {"kind": "set", "path": "title", "base": None, "value": "A mass", "after": None}
    save(signed_in(amara()), case, title)
    return case


def joined(case: Case, submission: Submission, person: Person) -> Any:
    studies = [str(study.key) for study in submission.studies.all()]
    return signed_in(person).post(
        f"/received/{submission.key}/case/", {"study": studies, "case": str(case.key)}
    )


def test_a_later_study_joins_the_case_that_is_written_at_its_day(send: Send) -> None:
    case, later = started(send), send(later_study())

    shown = page(amara(), later)
    answer = joined(case, later, amara())

    assert f"Add to {case.short_number}" in shown
    assert answer["Location"] == f"/cases/{case.key}/edit/"
    copy = Draft.objects.get(case=case).copy
    assert copy["title"] == "A mass"
    assert [(stage["kind"], stage.get("day")) for stage in copy["stages"]] == [
        ("presentation", None), ("study", 0), ("study", 7), ("discussion", None),
    ]  # fmt: skip
    assert len({stage["id"] for stage in copy["stages"]}) == 4
    assert f"Add to {case.short_number}" not in page(amara(), later)
    assert Case.objects.count() == 1


def test_an_earlier_study_joins_before_the_one_that_is_day_0(send: Send) -> None:
    later = send(later_study())
    signed_in(amara()).post(f"/received/{later.key}/case/", {"study": str(Study.objects.get().key)})
    case, earlier = Case.objects.get(), send(dicom.ct_slice())

    joined(case, earlier, amara())

    stages = Draft.objects.get(case=case).copy["stages"]
    assert [stage.get("day") for stage in stages] == [None, -7, 0, None]


def test_what_a_case_shows_already_does_not_join_it_again(send: Send) -> None:
    case, later = started(send), send(later_study())
    joined(case, later, amara())

    answer = joined(case, later, amara())

    assert answer.status_code == 422
    assert "shows these studies already" in answer.content.decode()
    assert len(Draft.objects.get(case=case).copy["stages"]) == 4


def test_a_stranger_joins_no_case_and_nobody_joins_another_patients(send: Send) -> None:
    case, other = started(send), send(another_patient())
    second = make_person("second", Role.CONTRIBUTOR)
    theirs = send(later_study(), owner=second)

    assert f"Add to {case.short_number}" not in page(amara(), other)
    assert f"Add to {case.short_number}" not in page(second, theirs)
    assert joined(case, other, amara()).status_code == 422
    assert joined(case, theirs, second).status_code == 404
    assert len(Draft.objects.get(case=case).copy["stages"]) == 3
