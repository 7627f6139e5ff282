"""Files that wait for a person."""

from datetime import timedelta
from pathlib import Path

import pytest

from readingroom.accounts.models import Person, Role
from readingroom.archive.models import Instance, QuarantinedObject, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.decisions import reject_object, release_object
from readingroom.archive.services.hold import held_objects
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.archive.services.receive import receive_paths
from readingroom.archive.services.sweep import sweep
from readingroom.archive.states import SubmissionState
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import NotFound, NotPermitted
from tests.factories import dicom
from tests.factories.people import amara, ben, chiara, dev, make_person
from tests.integration.archive.conftest import NOW, outcomes, put

LATER = NOW + timedelta(days=1)


@pytest.fixture
def submission(given: Path) -> Submission:
    """One slice that is filed, one ultrasound clip that is held. Amara sent them."""
    put(given, dicom.ct_slice(), dicom.us_clip())
    received = receive_paths([given], owner=amara(), now=NOW)
    process_submission(received.submission.key, now=NOW)
    return Submission.objects.get(pk=received.submission.pk)


def the_held() -> QuarantinedObject:
    return QuarantinedObject.objects.get(state="held")


def test_only_the_held_original_stays_in_quarantine(submission: Submission, data: Places) -> None:
    assert outcomes(receipt_for(submission)) == ["filed", "held:class_often_burned_in"]
    assert data.quarantine(submission.key).ordinals() == {2}


def test_the_list_says_why_it_is_held(submission: Submission) -> None:
    (held,) = held_objects(dev())

    assert (held.ordinal, held.reason_code) == (2, "class_often_burned_in")
    assert held.sentence.endswith(".")
    assert held.submission_key == submission.key


def test_a_released_file_is_filed_and_leaves_quarantine(
    submission: Submission, data: Places
) -> None:
    release_object(the_held().key, actor=dev(), now=LATER)
    process_submission(submission.key, now=LATER)

    submission.refresh_from_db()
    assert outcomes(receipt_for(submission)) == ["filed", "filed"]
    assert Instance.objects.count() == 2
    assert not data.quarantine(submission.key).folder.exists()


def test_the_log_keeps_who_released_what_for_which_reason(submission: Submission) -> None:
    held, editor = the_held(), dev()

    release_object(held.key, actor=editor, now=LATER)

    line = AuditRecord.objects.get(action="file.released")
    assert (line.actor, line.subject) == (str(editor.key), str(held.key))
    assert line.codes["reason"] == "class_often_burned_in"


def test_a_released_submission_waits_again(submission: Submission) -> None:
    release_object(the_held().key, actor=None, now=LATER)

    submission.refresh_from_db()
    assert (submission.state, submission.finished_at) == (SubmissionState.WAITING, None)


def test_one_release_answers_all_the_reasons_that_were_shown(given: Path) -> None:
    put(given, dicom.us_clip(BurnedInAnnotation="YES", Modality="OT"))
    received = receive_paths([given], owner=None, now=NOW)
    process_submission(received.submission.key, now=NOW)
    (held,) = held_objects(None)
    assert {reason.code for reason in held.reasons} >= {"burned_in_stated", "modality_other"}

    release_object(held.key, actor=None, now=LATER)
    process_submission(received.submission.key, now=LATER)

    assert outcomes(receipt_for(received.submission)) == ["filed"]


def test_a_rejected_file_is_erased_at_once(submission: Submission, data: Places) -> None:
    reject_object(the_held().key, actor=dev(), now=LATER)

    assert outcomes(receipt_for(submission)) == ["filed", "rejected:not_wanted"]
    assert not data.quarantine(submission.key).folder.exists()


def test_a_file_nobody_decides_about_is_gone_after_thirty_days(
    submission: Submission, data: Places
) -> None:
    sweep(now=NOW + timedelta(days=29))
    assert outcomes(receipt_for(submission))[1] == "held:class_often_burned_in"

    sweep(now=NOW + timedelta(days=31))

    assert outcomes(receipt_for(submission))[1] == "rejected:hold_expired"
    assert not data.quarantine(submission.key).folder.exists()


@pytest.mark.parametrize("who", [amara, ben])
def test_who_is_no_editor_may_not_decide(submission: Submission, who: object) -> None:
    person = who()  # type: ignore[operator]  # a maker of people
    assert held_objects(person) == []

    for decide in (release_object, reject_object):
        with pytest.raises(NotPermitted):
            decide(the_held().key, actor=person, now=LATER)


def test_an_editor_elsewhere_does_not_see_it(submission: Submission) -> None:
    assert held_objects(chiara()) == []

    with pytest.raises(NotFound):
        release_object(the_held().key, actor=chiara(), now=LATER)


def test_an_administrator_sees_all(submission: Submission) -> None:
    administrator: Person = make_person("root", Role.ADMINISTRATOR, institution=None)

    assert len(held_objects(administrator)) == 1


def test_a_file_is_decided_about_once(submission: Submission) -> None:
    held = the_held()
    reject_object(held.key, actor=dev(), now=LATER)

    with pytest.raises(NotFound):
        release_object(held.key, actor=dev(), now=LATER)
